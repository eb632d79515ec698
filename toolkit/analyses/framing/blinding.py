"""Sheets that do not tell the coder who wrote a text, where and when.

The name of an article often gives away its outlet and its date, and with them what is expected of
it. A blind sheet names units by a drawn number; a key, kept apart, leads back to the articles.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.framing import coding
from toolkit.analyses.framing.sampling import coding_sheet, require_sample
from toolkit.errors import AnalysisError, suggest
from toolkit.files import path_of, separator
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

PLACE = ["article", "paragraph", "paragraph_sha"]
KEY = ("unit", *PLACE)


@dataclass(frozen=True)
class BlindSheet:
    """What a blind coder gets, and what leads back.

    Parameters
    ----------
    text
        Markdown: the texts without title, author, outlet and date, in this coder's own order, each
        up to its last unit. Units are marked ``[T07.3]``; paragraphs without a mark are context.
    form
        The table to fill in: that of `coding_sheet`, with ``unit`` in place of article and
        paragraph.
    key
        ``unit article paragraph paragraph_sha``, the same for all coders of a sample. Keep it from
        the coders.
    """

    text: str
    form: pd.DataFrame
    key: pd.DataFrame


def blind_sheet(corpus: Corpus, drawn: Result, coder: str) -> BlindSheet:
    r"""Make texts and form for a coder who shall not know who wrote what, where and when.

    What the text itself says of its author is left as it is.

    Parameters
    ----------
    corpus, drawn, coder
        As for `coding_sheet`.

    Returns
    -------
    BlindSheet

    Examples
    --------
    >>> from toolkit.corpus import Article, corpus_of
    >>> article = Article(id="2019-05-ankara-gas", title="Gas", author=("Ankara A",),
    ...     published="2019-05", provenance="composed", text="Turkey needs gas.\n\nIt pays.")
    >>> corpus = corpus_of([article])
    >>> from toolkit.analyses.framing.sampling import sample
    >>> sheet = blind_sheet(corpus, sample(corpus, 2, seed=1), "aa")
    >>> sheet.key[["unit", "article", "paragraph"]].values.tolist()
    [['T1.1', '2019-05-ankara-gas', 1], ['T1.2', '2019-05-ankara-gas', 2]]
    >>> "ankara" in sheet.text.lower()
    False
    """
    form = _form(corpus, drawn, coder)
    return _sheet(corpus, drawn, coder, form, "")


def blind_rounds(corpus: Corpus, drawn: Result, coder: str) -> list[BlindSheet]:
    r"""Make sheets of which each holds one unit of a text, for coders who work on paper or by file.

    On one sheet of all units later paragraphs lie open while earlier ones are coded. Round k holds
    the k-th unit of each text with the text before it and nothing after; give it out when round
    k - 1 has come back. The sheets together hold every unit once, and have one key.

    Parameters
    ----------
    corpus, drawn, coder
        As for `coding_sheet`.

    Returns
    -------
    list of BlindSheet
        One a round; texts with fewer units are missing from the later ones.

    Examples
    --------
    >>> from toolkit.corpus import Article, corpus_of
    >>> article = Article(id="2019-05-ankara-gas", title="Gas", author=("Ankara A",),
    ...     published="2019-05", provenance="composed", text="Turkey needs gas.\n\nIt pays.")
    >>> corpus = corpus_of([article])
    >>> from toolkit.analyses.framing.sampling import sample
    >>> first, second = blind_rounds(corpus, sample(corpus, 2, seed=1), "aa")
    >>> "It pays." in first.text, "Turkey needs gas." in second.text
    (False, True)
    """
    form = _form(corpus, drawn, coder)
    units = form[["text", "unit"]].drop_duplicates()
    turn = dict(zip(units["unit"], units.groupby("text").cumcount() + 1))
    place = form["unit"].map(turn)
    rounds = int(place.max())
    return [
        _sheet(corpus, drawn, coder, form[place == number], f", round {number} of {rounds}")
        for number in range(1, rounds + 1)
    ]


def unit_key(drawn: Result) -> pd.DataFrame:
    """Give the names that units have on blind sheets and at the desk, with their places."""
    require_sample(drawn)
    key = drawn.table[PLACE].copy()
    key.insert(0, "unit", _units(_names(drawn), key))
    return key


def _form(corpus: Corpus, drawn: Result, coder: str) -> pd.DataFrame:
    """Fill the columns of the form in, with the places that the coder does not get."""
    form = coding_sheet(corpus, drawn, coder)
    names = _names(drawn)
    form.insert(1, "unit", _units(names, form))
    form.insert(2, "text", form["article"].map(names))
    return form


def _sheet(corpus: Corpus, drawn: Result, coder: str, form: pd.DataFrame, which: str) -> BlindSheet:
    """Write the texts of a form, each up to its last unit."""
    texts = {item.id: item.paragraphs for item in corpus.with_text().items}
    parts = [
        f"# Texts for coder {coder}, codebook {corpus.codebook.version}{which}\n\n"
        "Code the paragraphs with a mark in square brackets; those without one are context."
    ]
    if absent := sorted(set(form["article"]) - set(texts)):
        raise AnalysisError(
            f"article {absent[0]!r} of the sample is not in these articles with its text "
            f"({len(absent)} such); give the corpus from which it was drawn"
        )
    for article in form["article"].unique():
        here = form[form["article"] == article]
        marks = dict(zip(here["paragraph"], here["unit"]))
        parts.append(f"## {here['text'].iloc[0]}")
        for number, text in enumerate(texts[article][: max(marks)], start=1):
            parts.append((f"[{marks[number]}] " if number in marks else "") + text)
    key = unit_key(drawn).sort_values("unit", ignore_index=True)
    shown = form.drop(columns=["text", *PLACE]).reset_index(drop=True)
    return BlindSheet("\n\n".join(parts) + "\n", shown, key)


def unblind(form: str | Path, key: str | Path) -> pd.DataFrame:
    """Put articles and paragraphs back into a form that a blind coder has filled in.

    Lines stay in their order, and values are not checked: save the table as CSV (``index=False``)
    and let `read_coding` do it.

    Parameters
    ----------
    form
        The coder's CSV file.
    key
        The CSV file of the key.

    Returns
    -------
    pandas.DataFrame
        The columns that `read_coding` reads, as text.

    Raises
    ------
    AnalysisError
        When a file cannot be read, lacks a column, or names a unit that the key does not know or
        knows twice.
    """
    wanted = [name for name in coding.COLUMNS if name not in (*PLACE, *coding.OPTIONAL)]
    filled, places = _read(form, ["unit", *wanted]), _read(key, KEY)
    twice = places.loc[places["unit"].duplicated(), "unit"]
    if len(twice):
        raise AnalysisError(f"{Path(key).name}: unit {twice.iloc[0]!r} stands twice; keep one line")
    known = places["unit"].tolist()
    unknown = next((unit for unit in filled["unit"] if unit not in set(known)), None)
    if unknown is not None:
        raise AnalysisError(
            f"{Path(form).name}: unit {unknown!r} is not in {Path(key).name}"
            f"{suggest(unknown, known)}; use the key of the same sample and leave units as printed"
        )
    merged = filled.merge(places, on="unit", how="left", validate="many_to_one")
    return merged.reindex(columns=list(coding.COLUMNS), fill_value="")


def _names(drawn: Result) -> dict[str, str]:
    """Give each article a number, drawn by the seed of the sample and so alike for all coders."""
    articles = sorted(drawn.table["article"].unique())
    random = np.random.default_rng([drawn.parameters["seed"], len(articles)])
    width = len(str(len(articles)))
    numbers = random.permutation(len(articles)) + 1
    return {name: f"T{number:0{width}}" for name, number in zip(articles, numbers, strict=True)}


def _units(names: dict[str, str], places: pd.DataFrame) -> list[str]:
    return [f"{names[name]}.{n}" for name, n in zip(places["article"], places["paragraph"])]


def _read(path: str | Path, columns: list[str] | tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    path = path_of(path, AnalysisError)
    name = path.name
    try:
        text = path.read_bytes().decode("utf-8-sig")
        table = pd.read_csv(
            io.StringIO(text), dtype=str, keep_default_na=False, sep=separator(text)
        )
    except (OSError, ValueError) as error:
        raise AnalysisError(f"cannot read {name}: {error}; save it as 'CSV UTF-8'") from error
    for column in columns:
        if column not in table.columns:
            raise AnalysisError(f"{name} has no column {column!r}{suggest(column, table.columns)}")
    stripped = pd.DataFrame({column: table[column].str.strip() for column in table.columns})
    return stripped[(stripped != "").any(axis=1)].reset_index(drop=True)
