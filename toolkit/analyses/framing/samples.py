"""Samples kept as files, so that all coders code the same paragraphs, and what of them stands now.

A sample drawn anew from a corpus that has grown is another sample. The file of one is also the key
that leads from the names of its units to their places, and holds the weights that `validate` needs.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.analyses.framing.blinding import unit_key
from toolkit.analyses.framing.coding import REQUIRED
from toolkit.analyses.framing.sampling import DRAWN, reading_order, require_sample, sample
from toolkit.corpus.coded_rows import CodedRows, place_by_sha
from toolkit.corpus.reading import PRIVATE
from toolkit.errors import AnalysisError, suggest
from toolkit.files import locked, path_of, write_atomic
from toolkit.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from toolkit.corpus import Article, Corpus

FOLDER = "coding/samples"
# The smallest number on which the alpha of a study should rest; see part 6 of the codebook.
N_PARAGRAPHS = 200
_COLUMNS = ("unit", *DRAWN, "seed", "frames")


@dataclass(frozen=True)
class Unit:
    """One paragraph to be coded, with all that its coder may read.

    Parameters
    ----------
    name
        What a blind coder sees of its place: ``T07.3``.
    article, paragraph, sha
        Where it stands, and its fingerprint.
    text
        The paragraph.
    before
        The paragraphs before it in its article.
    private
        Whether the text may not be shared.
    """

    name: str
    article: str
    paragraph: int
    sha: str
    text: str
    before: tuple[str, ...] = ()
    private: bool = False


@dataclass(frozen=True)
class Worklist:
    """The units of a sample in the order in which one coder codes them.

    Parameters
    ----------
    units
        Text by text, each from its beginning.
    changed
        Names of units whose text is not what was drawn.
    gone
        Names of units whose paragraph or article is not in the corpus any more.
    """

    units: tuple[Unit, ...]
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def write_sample(drawn: Result, path: str | Path) -> None:
    """Keep a sample as a CSV file, for all coders and for `validate`.

    The file leads from units to articles: coders do not open it.

    Parameters
    ----------
    drawn
        From `sample`.
    path
        The file.

    Raises
    ------
    AnalysisError
        When the file is there: codings may rest on it.
    """
    path = path_of(path, AnalysisError)
    if path.exists():
        raise AnalysisError(
            f"{path.name} is there, and codings may rest on it; choose another name"
        )
    table = unit_key(drawn).merge(drawn.table, on=list(DRAWN[:3]), validate="one_to_one")
    table["seed"] = drawn.parameters["seed"]
    table["frames"] = " ".join(drawn.parameters["frames"])
    write_atomic(path, table[list(_COLUMNS)].to_csv(index=False, lineterminator="\n"))


def read_sample(path: str | Path) -> Result:
    """Read a sample that `write_sample` kept.

    Parameters
    ----------
    path
        The CSV file.

    Returns
    -------
    Result
        As `sample` gave it, without its notes: for `blind_sheet`, `worklist`, and its `table` as
        the weights of `validate`.

    Raises
    ------
    AnalysisError
        When it cannot be read or is no sample.
    """
    table = _read_table(path_of(path, AnalysisError))
    parameters: dict[str, Any] = {
        "n": len(table),
        "seed": int(table["seed"].iloc[0]),
        "frames": str(table["frames"].iloc[0]).split(),
    }
    return Result(table[list(DRAWN)], title="Paragraphs to code", parameters=parameters)


def _read_table(path: Path) -> pd.DataFrame:
    import pandas as pd

    kinds = {"paragraph": int, "weight": float, "seed": int}
    kinds |= {name: str for name in _COLUMNS if name not in kinds}
    try:
        table = pd.read_csv(
            path, dtype=kinds, keep_default_na=False, float_precision="round_trip",
            encoding="utf-8-sig",
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise AnalysisError(
            f"cannot read the sample {path.name}: {error}; put it back as it was written"
        ) from error
    for column in _COLUMNS:
        if column not in table.columns:
            raise AnalysisError(
                f"{path.name} is no sample: no column {column!r}{suggest(column, table.columns)}"
            )
    if table.empty or (table["paragraph"] < 1).any() or (table["seed"] < 0).any():
        raise AnalysisError(f"{path.name} is no sample: it lacks rows, or their numbers are wrong")
    if table[["article", "paragraph"]].duplicated().any():
        raise AnalysisError(f"{path.name} is no sample: a paragraph stands in it twice")
    return table


def choose_sample(
    corpus: Corpus,
    coding: Path,
    *,
    n: int | None = None,
    seed: int | None = None,
    conditions: Sequence[str] = (),
) -> tuple[Path, Result]:
    """Give the sample that a coder works on: the one that is kept, else a new one, kept for all.

    Parameters
    ----------
    corpus
        A corpus with a folder; of it a new sample is drawn.
    coding
        The coder's file: of several samples the one is taken that the coder has begun and not
        finished.
    n
        Paragraphs; `N_PARAGRAPHS` when only something else is given.
    seed
        Of the draw; 1 when only something else is given.
    conditions
        By which `corpus` was selected; they stand in the name of the file.

    Returns
    -------
    tuple
        The file, and the sample.

    Raises
    ------
    AnalysisError
        When nothing is given and several samples may be meant.
    """
    assert corpus.root is not None
    folder = corpus.root / FOLDER
    kept = sorted(folder.glob("*.csv"))
    if n is None and seed is None and not conditions and kept:
        path = kept[0] if len(kept) == 1 else _begun(kept, coding)
        return path, read_sample(path)
    total = sum(len(item.paragraphs) for item in corpus.items if not item.derived)
    n, seed = n or N_PARAGRAPHS, 1 if seed is None else seed
    size = "all" if n >= total else str(n)
    path = folder / f"{'-'.join([size, 'seed', str(seed), *_slug(conditions)])}.csv"
    if not path.exists():
        drawn = sample(corpus, n, seed=seed)
        with locked(corpus.root / PRIVATE, patience_seconds=10):
            if not path.exists():  # another coder may have been faster
                write_sample(drawn, path)
    return path, read_sample(path)


def sample_of(corpus: Corpus, coding: pd.DataFrame) -> tuple[Path, Result] | None:
    """Find the kept sample that was coded.

    Parameters
    ----------
    corpus
        A corpus with a folder.
    coding
        From `read_coding`.

    Returns
    -------
    tuple or None
        Its file, and the sample; none when no kept sample holds every coded paragraph.

    Raises
    ------
    AnalysisError
        When several do, so that the weights may be those of either.
    """
    assert corpus.root is not None
    coded = set(zip(coding["article"], coding["paragraph_sha"]))
    found = []
    for path in sorted((corpus.root / FOLDER).glob("*.csv")):
        drawn = read_sample(path)
        if coded <= set(zip(drawn.table["article"], drawn.table["paragraph_sha"])):
            found.append((path, drawn))
    if len(found) > 1:
        names = ", ".join(path.stem for path, _ in found)
        raise AnalysisError(f"the samples {names} all hold what was coded; say which with --sample")
    return found[0] if found else None


def _begun(kept: Sequence[Path], coding: Path) -> Path:
    """Find the one sample that a coder has begun and not finished."""
    table = CodedRows.read(coding)
    rows = [dict(zip(table.columns, row)) for row in table.rows] if table else []
    coded = {tuple(row.get(name, "") for name in REQUIRED[1:4]) for row in rows if row["present"]}
    begun = []
    for path in kept:
        drawn = read_sample(path).table.astype(str)
        places = set(zip(drawn["article"], drawn["paragraph"], drawn["paragraph_sha"]))
        begun += [path] if 0 < len(places & coded) < len(places) else []
    if len(begun) == 1:
        return begun[0]
    names = ", ".join(path.stem for path in kept)
    raise AnalysisError(f"there are the samples {names}; say which with --sample and --seed")


def _slug(conditions: Sequence[str]) -> list[str]:
    """Name conditions in the name of a file; what it cannot hold is told apart by a hash."""
    whole = "&".join(sorted(condition.strip() for condition in conditions))
    plain = re.sub(r"[^A-Za-z0-9=&.]+", "-", whole)[:60].strip("-")
    if not plain or plain == whole:
        return [plain] if plain else []
    return [plain, hashlib.sha256(whole.encode()).hexdigest()[:6]]


def worklist(corpus: Corpus, drawn: Result, coder: str) -> Worklist:
    r"""Find the units of a sample in the corpus as it is now, in the order of one coder.

    A paragraph is known by its fingerprint, so that it is found where paragraphs before it were
    added or its article has got another id. Where its text was changed, the paragraph that stands
    at its number now is the unit.

    Parameters
    ----------
    corpus
        The articles.
    drawn
        From `sample` or `read_sample`.
    coder
        Initials; each coder reads the texts in an order of their own.

    Returns
    -------
    Worklist

    Examples
    --------
    >>> from toolkit.corpus import Article, corpus_of
    >>> from toolkit.analyses.framing.sampling import sample
    >>> article = Article(id="a", title="Gas", author=(), published="2019", provenance="composed",
    ...     text="Turkey needs gas.\n\nIt pays.")
    >>> corpus = corpus_of([article])
    >>> work = worklist(corpus, sample(corpus, 2, seed=1), "aa")
    >>> [(unit.name, unit.before) for unit in work.units]
    [('T1.1', ()), ('T1.2', ('Turkey needs gas.',))]
    """
    require_sample(drawn)
    items = {item.id: item for item in corpus.items if not item.derived}
    rows: list[Any] = list(unit_key(drawn).itertuples(index=False))
    found: dict[str, tuple[Article, int]] = {}
    taken: set[tuple[str, int]] = set()
    for exact in (True, False):  # who is found by the text has the first right to the place
        for row in rows:
            if row.unit in found:
                continue
            places = _same_text(items, row) if exact else _same_number(items, row)
            place = next((p for p in places if (p[0].id, p[1]) not in taken), None)
            if place is not None:
                found[row.unit] = place
                taken.add((place[0].id, place[1]))
    order = {article: number for number, article in enumerate(reading_order(drawn, coder))}
    ordered = sorted(
        (order[row.article], found[row.unit][1], row.unit) for row in rows if row.unit in found
    )
    units = tuple(unit_at(name, *found[name]) for _, _, name in ordered)
    drawn_shas = {row.unit: row.paragraph_sha for row in rows}
    return Worklist(
        units,
        changed=tuple(unit.name for unit in units if unit.sha != drawn_shas[unit.name]),
        gone=tuple(row.unit for row in rows if row.unit not in found),
    )


def _same_text(items: dict[str, Article], row: Any) -> Iterator[tuple[Article, int]]:
    """Give the places with the text that was drawn, the nearest first."""
    # an id that is gone may have been changed
    where = [items[row.article]] if row.article in items else list(items.values())
    for item in where:
        numbers = place_by_sha(item.paragraphs).get(row.paragraph_sha, [])
        for number in sorted(numbers, key=lambda number: abs(number - row.paragraph)):
            yield item, number


def _same_number(items: dict[str, Article], row: Any) -> Iterator[tuple[Article, int]]:
    if row.article in items and row.paragraph <= len(items[row.article].paragraphs):
        yield items[row.article], row.paragraph


def unit_at(name: str, item: Article, number: int) -> Unit:
    """Make a unit of a paragraph, counted from 1."""
    paragraphs = item.paragraphs
    return Unit(
        name,
        item.id,
        number,
        item.paragraph_shas[number - 1],
        paragraphs[number - 1],
        paragraphs[: number - 1],
        item.private,
    )
