"""The bibliography of real commentary: a convenience sample, described and never inferred from."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.analyses.reporting import require_one_of, require_whole
from toolkit.errors import CorpusError, suggest
from toolkit.files import path_of
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "url",
    "title",
    "described_as",
    "author",
    "outlet",
    "via",
    "published",
    "year",
    "date_source",
    "genre",
    "topics",
    "page",
)
BY = ("year", "outlet", "genre", "topics")
# The date of such a work is not on its page: the year comes from the events it tells of, or from
# the day a crawler came by.
UNCERTAIN = ("inferred", "crawler")


def read_catalogue(path: str | Path = "corpus") -> pd.DataFrame:
    """Read the catalogue of a corpus.

    Parameters
    ----------
    path
        The corpus folder, or a CSV file of the same columns.

    Returns
    -------
    pandas.DataFrame
        One row a work, every cell text.

    Raises
    ------
    CorpusError
        When the file is missing, cannot be read, or lacks a column.
    """
    import pandas as pd

    from toolkit.corpus import find_corpus

    file = path_of(path, CorpusError)
    if file.suffix != ".csv":
        file = find_corpus(path) / "catalogue.csv"
    try:
        with open(file, encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            rows, found = list(reader), list(reader.fieldnames or [])
    except FileNotFoundError as error:
        raise CorpusError(f"no {file.name} in {file.parent.name!r}; write one, or leave out the "
                          "bibliography") from error  # fmt: skip
    except OSError as error:
        raise CorpusError(f"{file.name} cannot be read ({error.strerror}); check it") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{file.name} is not a UTF-8 CSV file: {error}; save it again") from error
    for name in ("title", "outlet", "year", "date_source", "genre", "topics"):
        if name not in found:
            raise CorpusError(f"{file.name} has no column {name!r}{suggest(name, found)}")
    return pd.DataFrame(rows, columns=found).fillna("")


def bibliography(path: str | Path = "corpus", *, by: str = "year", top: int = 15) -> Result:
    """Count the works of the catalogue.

    A convenience sample of open pages: its counts describe the list, not the debate.

    Parameters
    ----------
    path
        The corpus folder, or a catalogue file.
    by
        ``year``, ``outlet``, ``genre`` or ``topics`` (a work counts for each of its topics).
    top
        How many of the most frequent values to keep; years are all kept.

    Returns
    -------
    Result
        ``value``, ``works``, ``uncertain`` (of them, works whose year is inferred).

    Raises
    ------
    AnalysisError
        When `by` is unknown, or `top` no whole number from 1 on.
    """
    import pandas as pd

    require_one_of(by, BY, "column of the catalogue")
    require_whole(top, "a number of values", 1)
    frame = read_catalogue(path)
    rows: list[dict[str, Any]] = []
    for record in frame.to_dict("records"):
        values = str(record[by]).split(";") if by == "topics" else [str(record[by])]
        uncertain = record["date_source"] in UNCERTAIN
        rows += [{"value": value.strip(), "uncertain": uncertain} for value in values]
    long = pd.DataFrame(rows, columns=["value", "uncertain"])
    blank = int((long["value"] == "").sum())
    known = long[long["value"] != ""]
    table = (
        known.groupby("value", sort=True)["uncertain"]
        .agg(works="size", uncertain="sum")
        .reset_index()
    )
    if by != "year":
        table = table.sort_values(["works", "value"], ascending=[False, True])
    n_values = len(table)
    if by != "year":
        table = table.head(top)
    notes = [
        f"{len(frame)} real works, transcribed from open pages: a convenience sample",
        f"{int(frame['date_source'].isin(UNCERTAIN).sum())} works have a year that is inferred "
        "(from the events told, or a crawler's date), not printed",
    ]
    if blank:
        notes.append(f"{blank} works without {by}")
    if n_values > len(table):
        notes.append(f"the {len(table)} most frequent of {n_values} values")
    content = frame.to_csv(index=False).encode()
    return Result(
        table.reset_index(drop=True),
        notes=tuple(notes),
        warnings=("a convenience sample: counts describe this list, not the debate",),
        parameters={
            "by": by,
            "top": top,
            "n_works": len(frame),
            "n_blank": blank,
            "n_values": n_values,
            "data": f"bibliography, {len(frame)} works",
        },
        corpus=hashlib.sha256(content).hexdigest()[:12],
        title=f"Works by {by.rstrip('s')}",
    )
