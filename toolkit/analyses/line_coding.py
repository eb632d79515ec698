"""Code concordance lines by hand in a spreadsheet, and read the codes back as a grouping."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.against_others import COMPARED, against_others
from toolkit.analyses.comparing import RATE_INTERVALS, RATE_SOURCES, rates_by_group
from toolkit.analyses.concordance import Concordance
from toolkit.analyses.items import groups_holding
from toolkit.analyses.reporting import report
from toolkit.errors import AnalysisError, CorpusError, suggest
from toolkit.files import path_of, separator, write_atomic
from toolkit.result import Result, defuse_formulas, undefuse
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

_PLACE = ("article", "start", "end", "text_sha")
_CODED = ("code", "note")
SEPARATOR = ";"
# Twelve digits alone, as one text in three hundred has them, a spreadsheet would round.
_SHA = "sha-"
_MARK = "\ufeff"  # by which Excel knows UTF-8


@dataclass(frozen=True)
class CodedLine:
    """One line of a concordance with what a reader made of it.

    Parameters
    ----------
    article
        The id of the article.
    start, end
        Characters of the node in the text of the article.
    codes
        One or several; none where the line was not coded.
    note
        Free text.
    """

    article: str
    start: int
    end: int
    codes: tuple[str, ...]
    note: str


def export_lines(lines: Concordance, path: str | Path, *, replace: bool = False) -> int:
    """Write the lines of a concordance as CSV with empty columns ``code`` and ``note``.

    Several codes of a line are parted by ``;``. The columns ``start``, ``end`` and ``text_sha`` tie
    a line to its place in the text and must stay; rows may be sorted and left out. The file is
    UTF-8 with a byte order mark, so that Excel shows Turkish letters and curly quotation marks as
    they are.

    Parameters
    ----------
    lines
        A concordance, in the order and with the context wanted for coding.
    path
        The file.
    replace
        Whether to write over a file that is there, with all codes in it.

    Returns
    -------
    int
        The lines written.

    Raises
    ------
    AnalysisError
        When there are no lines, or the file is there and `replace` is not set.
    """
    if not isinstance(lines, Concordance):
        raise AnalysisError(
            f"lines are those of toolkit.concordance(...); found {type(lines).__name__}"
        )
    path = path_of(path, AnalysisError)
    if path.exists() and not replace:
        raise AnalysisError(
            f"{path.name} is there and may hold codes; choose another name, or take it away"
        )
    corpus, hits = lines.lines.corpus, lines.lines.hits
    table, tokens = lines.table.copy(), corpus.tokens
    rows = corpus.selected[tokens.article_of(hits.start)]
    table.insert(0, "line", np.arange(1, len(table) + 1))
    table["code"] = ""
    table["note"] = ""
    table["start"] = tokens.start[hits.start]
    table["end"] = tokens.end[hits.end - 1]
    items = corpus.items
    table["text_sha"] = [_SHA + items[row].sha256[:12] for row in rows]
    write_atomic(path, _MARK + defuse_formulas(table).to_csv(index=False, lineterminator="\n"))
    return len(table)


def read_lines(corpus: Corpus, path: str | Path) -> tuple[CodedLine, ...]:
    """Read coded lines, and check that each still stands where it was exported.

    Parameters
    ----------
    corpus
        The articles; lines of articles outside the selection are left out.
    path
        A CSV file of `export_lines`, saved by any spreadsheet (comma, semicolon or tab). Empty
        rows are passed over.

    Raises
    ------
    CorpusError
        With every row that is wrong: an unknown article, a text that has changed since, a line
        that stands there twice.
    """
    path = path_of(path, CorpusError)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "it is not UTF-8; save it as CSV UTF-8"
        raise CorpusError(f"cannot read {path.name!r}: {what}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    # a paragraph may be longer than the 131,072 characters that a field has by default
    limit = csv.field_size_limit(max(len(text), 1))
    try:
        rows = [(reader.line_num, row) for row in reader if any(map(_filled, row.values()))]
    except csv.Error as error:
        raise CorpusError(
            f"cannot read {path.name!r} past line {reader.line_num}: {error}; look for a "
            "quotation mark that is not closed, or save it anew"
        ) from error
    finally:
        csv.field_size_limit(limit)
    missing = [name for name in (*_PLACE, *_CODED) if name not in (reader.fieldnames or ())]
    if missing:
        raise CorpusError(
            f"{path.name}:1: the column {missing[0]!r} is missing; keep the columns of the export"
        )
    known = {item.id: item for item in corpus.loaded.items}
    chosen = {item.id for item in corpus.items}
    found, faults = [], []
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in rows:
        place = f"{path.name}:{number}"
        identifier = undefuse((row["article"] or "").strip())
        item = known.get(identifier)
        if item is None:
            faults.append(f"{place}: no article {identifier!r}{suggest(identifier, known)}")
            continue
        start, end = (row["start"] or "").strip(), (row["end"] or "").strip()
        if not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(item.text)):
            faults.append(f"{place}: {start!r} to {end!r} is no place in {identifier}")
            continue
        if (row["text_sha"] or "").strip().removeprefix(_SHA) != item.sha256[:12]:
            faults.append(f"{place}: the text of {identifier} has changed; export the lines again")
            continue
        first = seen.setdefault((identifier, start, end), number)
        if first != number:
            faults.append(
                f"{place}: the same line of the concordance as {path.name}:{first}; keep one, "
                f"with all codes in it, parted by {SEPARATOR!r}"
            )
            continue
        if identifier in chosen:
            parts = [part.strip() for part in (row["code"] or "").split(SEPARATOR)]
            codes = tuple(dict.fromkeys(part.removeprefix("'") for part in parts if part))
            note = (row["note"] or "").strip()
            found.append(CodedLine(identifier, int(start), int(end), codes, note))
    if faults:
        raise CorpusError(f"{path.name} does not fit the corpus:", faults)
    return tuple(found)


def _filled(cell: str | list[str] | None) -> bool:
    """Tell whether a cell, or any of those past the last column, holds something."""
    return any(map(str.strip, cell)) if isinstance(cell, list) else bool((cell or "").strip())


def _require_lines(lines: Sequence[CodedLine]) -> None:
    if not isinstance(lines, list | tuple) or not all(isinstance(x, CodedLine) for x in lines):
        raise AnalysisError(f"coded lines are what read_lines gives; found {lines!r:.80}")


def with_codes(corpus: Corpus, lines: Sequence[CodedLine], *, column: str = "code") -> Corpus:
    """Give each article the codes of its lines, to select and compare by.

    An article with lines of two codes belongs to both groups; one without a coded line to none.

    Parameters
    ----------
    corpus
        The articles.
    lines
        What `read_lines` gives.
    column
        The name of the new column.

    Raises
    ------
    CorpusError
        When the corpus has such a column.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"id": ["a", "b"], "text": ["Gas.", "No."]}))
    >>> coded = with_codes(corpus, [CodedLine("a", 0, 3, ("threat",), "")])
    >>> len(coded.where(code="threat"))
    1
    """
    codes: dict[str, list[str]] = {}
    _require_lines(lines)
    for line in lines:
        codes.setdefault(line.article, []).extend(line.codes)
    of_article = {article: sorted(set(found)) for article, found in codes.items()}
    return corpus.assign(**{column: lambda row: list(of_article.get(row["id"], []))})


def code_shares(
    corpus: Corpus, lines: Sequence[CodedLine], *, by: str | Sequence[str] | None = None
) -> Result:
    """Give the share of the coded lines that have each code, overall or by group.

    Parameters
    ----------
    corpus
        The articles.
    lines
        What `read_lines` gives; those of other articles and those without a code are left out.
    by
        Compare between groups of articles.

    Returns
    -------
    Result
        ``code``, ``group``, ``count``, ``n_articles``, ``articles_with``, ``lines`` (coded),
        ``estimate`` (a share) with ``low`` and ``high`` over articles, ``few``; with `by` each
        group against all others in ``log_ratio`` with its limits, ``p``, ``p_adjusted``.

    Raises
    ------
    AnalysisError
        When no line of the articles is coded.
    """
    from scipy import sparse

    _require_lines(lines)
    row = {item.id: number for number, item in enumerate(corpus.items)}
    lines = [line for line in lines if line.article in row]
    if not lines:
        raise AnalysisError("no line is of an article of the selection; widen its conditions")
    coded = [line for line in lines if line.codes]
    if not coded:
        raise AnalysisError("no line of the selection has a code; fill in the column 'code' first")
    names = sorted({code for line in coded for code in line.codes})
    place = {code: number for number, code in enumerate(names)}
    sizes = np.zeros(len(corpus), np.int64)
    counts = np.zeros((len(corpus), len(names)), np.int64)
    for line in coded:
        sizes[row[line.article]] += 1
        for code in line.codes:
            counts[row[line.article], place[code]] += 1
    groups = None if by is None else corpus.groups(by)
    indicator = np.ones((len(corpus), 1), bool)
    labels: tuple[str, ...] = ("all",)
    left_out: tuple[str, ...] = ()
    if groups is not None:
        indicator, labels, left_out = groups_holding(groups, sizes)
    table = rates_by_group(
        sparse.csr_array(counts),
        sizes,
        indicator,
        names=names,
        labels=labels,
    ).rename(columns={"item": "code", "words": "lines"})
    compared: list[str] = []
    if groups is not None:
        table, compared = against_others(table, sparse.csr_array(counts), sizes, indicator)
    return report(
        corpus,
        table if groups is not None else table.drop(columns="group"),
        title="Codes of concordance lines",
        notes=[
            f"{count_of(len(coded), 'coded line')} of {len(lines)}; estimate: share of the coded "
            "lines",
            RATE_INTERVALS,
            *(() if groups is None else groups.notes()),
            *compared,
            *((f"no coded line in {', '.join(left_out)}",) if left_out else ()),
        ],
        parameters={"by": by, "n_lines": len(coded), "measure": "Share of coded lines"},
        method="Concordance lines were coded by hand and counted with the article as the unit.",
        sources=RATE_SOURCES if groups is None else COMPARED,
    )
