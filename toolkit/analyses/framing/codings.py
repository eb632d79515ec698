"""Hold one coding against another: what was planned against what was read, trainee against key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from toolkit.analyses.framing.arguments import seed_of, whole
from toolkit.analyses.framing.coding import UNIT, one_coder
from toolkit.analyses.framing.validate import (
    COHEN,
    HESTERBERG,
    MEASURES,
    compare_presence,
    intervals_of,
)
from toolkit.analyses.reporting import FEW
from toolkit.corpus.codebook import QUALITIES
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd


def compare(
    coding: pd.DataFrame, reference: pd.DataFrame, *, n_boot: int = 2000, seed: int = 1
) -> Result:
    """Measure how well one coding agrees with another that is taken as the reference.

    Only units that both coded, with the same text, are compared. Unlike `agreement` this is not
    symmetric: recall is the share of what the reference has that the coding has as well.

    Parameters
    ----------
    coding, reference
        One coder each, from `read_coding`.
    n_boot
        Resamples of articles for the intervals.
    seed
        Of the resampling.

    Returns
    -------
    Result
        One row a frame: ``frame measure n_paragraphs n_articles n_present tp fp fn tn``, then
        ``precision recall f1 specificity kappa``, each with ``_low`` and ``_high`` (95 %, articles
        resampled; none under 5 articles), and ``few``.

    Raises
    ------
    AnalysisError
        When either has several coders, or they share no unit.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = ["coder", "article", "paragraph", "paragraph_sha", "frame", "present"]
    >>> key = pd.DataFrame([["key", "a", 1, "x", "dependency", 1],
    ...                     ["key", "a", 2, "y", "dependency", 1]], columns=columns)
    >>> trainee = key.assign(coder="me", present=[1, 0])
    >>> compare(trainee, key).table[["precision", "recall"]].values.tolist()
    [[1.0, 0.5]]
    """
    import pandas as pd

    n_boot, seed = whole("n_boot", n_boot, 1), seed_of(seed)
    names = [one_coder(coding, "the coding"), one_coder(reference, "the reference")]
    merged = reference[[*UNIT, "paragraph_sha", "present"]].merge(
        coding[[*UNIT, "paragraph_sha", "present"]], on=UNIT, suffixes=("_reference", "")
    )
    same = merged["paragraph_sha"] == merged["paragraph_sha_reference"]
    changed = merged[~same].drop_duplicates(["article", "paragraph"])
    merged = merged[same].rename(columns={"present_reference": "present_coded"})
    merged = merged.rename(columns={"present": "present_found"}).assign(weight=1.0)
    if merged.empty:
        raise AnalysisError(
            f"{names[0]} and {names[1]} share no paragraph of the same text; "
            "give two codings of one corpus"
        )
    table = pd.DataFrame(
        [
            {"frame": frame, "measure": "agreement", **compare_presence(part, n_boot, seed)}
            for frame, part in merged.groupby("frame", sort=False)
        ]
    )
    warnings = []
    if len(changed):
        other = count_of(
            len(changed),
            "paragraph differs in its text and is",
            "paragraphs differ in their text and are",
        )
        warnings.append(f"{other} left out")
    if table["few"].any():
        warnings.append(f"few articles (under {FEW}): no interval")
    return Result(
        table,
        title=f"Presence of frames: {names[0]} against {names[1]}",
        notes=(
            f"reference: {names[1]}; compared with it: {names[0]}; units are paragraphs that both "
            "coded",
            MEASURES,
            intervals_of(n_boot, seed),
        ),
        warnings=tuple(warnings),
        parameters={"coding": names[0], "reference": names[1], "n_boot": n_boot, "seed": seed},
        method=f"The coding of {names[0]} was held against that of {names[1]} by paragraph.",
        sources=(COHEN, HESTERBERG),
    )


CODED = ("present", *QUALITIES)


def differences(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """List the codes on which two coders differ, where both coded the same text.

    Parameters
    ----------
    first, second
        One coder each, from `read_coding`.

    Returns
    -------
    pandas.DataFrame
        One row a unit and frame, in the order of the first: ``article paragraph frame``, the codes
        in words (``first second``), and the notes (``note_first note_second``).

    Raises
    ------
    AnalysisError
        When either has several coders.

    Examples
    --------
    >>> import pandas as pd
    >>> row = dict.fromkeys(["article", "paragraph_sha", "direction", "target", "stance", "voice",
    ...                      "holder", "note"], "") | {"paragraph": 1, "frame": "need"}
    >>> aa = pd.DataFrame([row | {"coder": "aa", "present": 1, "stance": "endorse"}])
    >>> bb = pd.DataFrame([row | {"coder": "bb", "present": 0}])
    >>> differences(aa, bb)[["frame", "first", "second"]].values.tolist()
    [['need', 'endorse', 'no']]
    """
    for coding, which in ((first, "first"), (second, "second")):
        one_coder(coding, f"the {which} coding")
    kept = [*UNIT, "paragraph_sha", *CODED, "note"]
    both = first[kept].merge(
        second[kept], on=[*UNIT, "paragraph_sha"], suffixes=("_first", "_second")
    )
    for name in ("first", "second"):
        codes = both[[f"{column}_{name}" for column in CODED]]
        both[name] = [in_words(row) for row in codes.itertuples(index=False)]
    differing = both[both["first"] != both["second"]]
    return differing[[*UNIT, "first", "second", "note_first", "note_second"]].reset_index(drop=True)


def in_words(code: Iterable[object]) -> str:
    """Say a code, from ``present`` to ``holder``, in words."""
    present, *qualities = map(str, code)
    if present != "1":
        return "no"
    return " ".join(value for value in qualities if value) or "yes"
