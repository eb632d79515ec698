"""Take real pages into a corpus: read a file, propose what to keep, write the article.

`propose_article` reads and proposes, `write` takes a proposal into the corpus. Nothing is dropped
for good: the untouched original stays beside the article, with the reason for every line left out.
"""

from toolkit.ingest.add import Candidate, Outcome, propose_article, revise, write
from toolkit.ingest.boilerplate import Line, Proposal, propose
from toolkit.ingest.manage import edit_fields, remove, rename
from toolkit.ingest.metadata import Field
from toolkit.ingest.readers import RawPage, read
from toolkit.ingest.writer import render

__all__ = [
    "Candidate",
    "Field",
    "Line",
    "Outcome",
    "Proposal",
    "RawPage",
    "edit_fields",
    "propose",
    "propose_article",
    "read",
    "remove",
    "rename",
    "render",
    "revise",
    "write",
]
