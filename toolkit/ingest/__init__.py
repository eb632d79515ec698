"""Take real pages into a corpus: read files, propose what to keep, write the articles.

`read_pages` reads, `propose_page` proposes, `write` takes a proposal into the corpus, or sets it
aside with a reason. Nothing is dropped for good: the untouched original stays beside the article,
with the reason for every line left out, and the choice can be changed later (`propose_again`).
"""

from toolkit.ingest.add import Candidate, propose_article, propose_page, revise
from toolkit.ingest.boilerplate import Line, Proposal, propose
from toolkit.ingest.cleaning import is_edited, propose_again, rewrite
from toolkit.ingest.gathering import Gathered, gather
from toolkit.ingest.holdings import Holdings
from toolkit.ingest.judging import Reason
from toolkit.ingest.manage import edit_fields, edit_text, release, remove, rename, restore
from toolkit.ingest.metadata import Field
from toolkit.ingest.pages import RawPage
from toolkit.ingest.readers import read, read_pages
from toolkit.ingest.reprints import find_reprints, mark_reprints
from toolkit.ingest.storing import Outcome, find_there, write, writing
from toolkit.ingest.writer import render

__all__ = [
    "Candidate",
    "Field",
    "Gathered",
    "Holdings",
    "Line",
    "Outcome",
    "Proposal",
    "RawPage",
    "Reason",
    "edit_fields",
    "edit_text",
    "find_reprints",
    "find_there",
    "gather",
    "is_edited",
    "mark_reprints",
    "propose",
    "propose_again",
    "propose_article",
    "propose_page",
    "read",
    "read_pages",
    "release",
    "remove",
    "rename",
    "render",
    "restore",
    "revise",
    "rewrite",
    "write",
    "writing",
]
