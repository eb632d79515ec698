"""Write articles as tagged text that NLTK's corpus reader reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.share.conllu import paragraph_of, sentences

if TYPE_CHECKING:
    from toolkit.corpus import Corpus


def tagged(corpus: Corpus) -> dict[str, str]:
    r"""Write one file an article: ``form/TAG``, one sentence a line, a blank line at paragraphs.

    Read it with ``nltk.corpus.reader.TaggedCorpusReader(folder, r".*\.pos",
    sent_tokenizer=nltk.LineTokenizer(), encoding="utf-8")``; NLTK asks for the folder to lie below
    one of ``nltk.data.path``.

    Returns
    -------
    dict
        Content by file name.
    """
    table = corpus.tokens
    files = {}
    for item, row in zip(corpus.items, corpus.rows.tolist(), strict=True):
        lines: list[str] = []
        here = 0
        for begin, end in sentences(table, row):
            paragraph = paragraph_of(table, begin)
            if here and paragraph != here:
                lines.append("")
            here = paragraph
            lines.append(
                " ".join(
                    f"{table.forms[form]}/{table.tags[tag]}"
                    for form, tag in zip(
                        table.form[begin:end].tolist(), table.tag[begin:end].tolist(), strict=True
                    )
                )
            )
        files[f"{item.id}.pos"] = "\n".join(lines) + "\n"
    return files
