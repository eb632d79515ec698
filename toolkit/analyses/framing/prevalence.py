"""Compare how often frames are used by groups of articles.

The share is of paragraphs, the unit of inference is the article: paragraphs of one article are
alike, so they are never counted as independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.against_others import EVENT, groups_differ
from toolkit.analyses.comparing import levels_note, units_of
from toolkit.analyses.framing import contrasts, instrument
from toolkit.analyses.framing.arguments import require_columns
from toolkit.analyses.framing.counting import (
    COCHRAN,
    HOLM,
    PAULY,
    SHARE,
    VOICES,
    Counts,
    coding_of,
    column_of,
    count_presence,
    instrument_of,
    members_of,
    thin_cells,
)
from toolkit.analyses.reporting import report, require_articles, require_one_of
from toolkit.errors import AnalysisError
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus, Groups

SEED = 0  # of the exchanges that tell whether groups differ at all; stands in their note
_CORRECTED = (
    "corrected: Rogan and Gladen, interval of Lang and Reiczigel; differences with Fieller's "
    "limits; p, and whether groups differ at all, as raw; validated paragraphs count by the design "
    "effect of their articles and weights; withheld where recall + specificity - 1 may be under "
    "0.2 (95 %)"
)
_VALIDATED = (
    *("frame", "measure", "n_paragraphs", "n_articles", "n_present", "precision", "few"),
    *("recall", "recall_low", "recall_high", "specificity", "specificity_low", "specificity_high"),
    "instrument",
)
ROGAN = (
    "Rogan, W. J. and Gladen, B. (1978). Estimating prevalence from the results of a screening "
    "test. American Journal of Epidemiology 107, 71-76"
)


def prevalence(
    corpus: Corpus,
    *,
    by: str | Sequence[str] = "author",
    frames: str | Sequence[str] | None = None,
    adjust: str | None = EVENT,
    cluster: str | None = None,
    validation: Result | pd.DataFrame | None = None,
    voice: str = "all",
    coding: pd.DataFrame | Result | None = None,
) -> Result:
    r"""Compare the share of paragraphs that carry each frame between groups of articles.

    Each group is compared with all other articles that have a value of `by`; of two groups, the
    first with the second. To compare two of several groups, select them with ``corpus.where``. An
    article of two authors counts in each group, once.

    Whether the groups differ at all is another question, asked of all of them together: labels of
    articles are exchanged (`toolkit.stats.inference.differ`), within the levels of `adjust` for
    ``adjusted``.

    Parameters
    ----------
    corpus
        The articles.
    by
        A column of ``corpus.articles``, or several.
    frames
        One or several frames of the codebook; all when left out.
    adjust
        A column within whose levels the groups are compared as well: authors who write about
        different events differ for that reason alone. Skipped when the corpus has no ``event``;
        ``None`` never adjusts.
    cluster
        The column whose values are the units where groups hold several of them (``"author"`` or
        ``"outlet"`` for groups of authors); under 4 against 4 nothing is tested. Authors who wrote
        an article together are one unit.
    validation
        From `validate`: adds rows corrected for the errors of the rules (or of the classifier),
        which are taken to be the same in all groups. Withheld, with a warning that says why, for a
        frame whose recall + specificity - 1 may be under 0.2.
    voice
        ``"all"``, or ``"author"`` to leave out what is quoted or attributed to another.
    coding
        What is counted instead of what the rules find. One coding by people (from `read_coding`, or
        `weighted` where a sample was coded): only coded paragraphs are the base, and rows of those
        that endorse the frame are added; a frame that has targets counts where it is about the
        first of them, `narrow` names others, or one direction or holder. Or one by machine (from
        `classify`), which may be corrected by its own validation.

    Returns
    -------
    Result
        One row a frame, group and estimator (``raw``, ``adjusted``, ``corrected``, ``endorsed``):
        ``frame group estimator estimate low high n_present n_paragraphs n_articles
        n_articles_present versus difference difference_low difference_high p p_adjusted detectable
        few``. Shares lie between 0 and 1; intervals are 95 %, none where fewer than 5 articles hold
        the frame (``few``). `detectable` is the true difference that would be found four times in
        five. Whether groups differ at all stands in the notes and, by estimator and frame, in
        ``parameters["groups_differ"]``: p adjusted for the number of frames; none for a frame that
        under 5 articles hold.

    Raises
    ------
    AnalysisError
        When a column or frame is unknown, a coding or validation does not fit, or no article has a
        value of `by`.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({
    ...     "author": ["A"] * 6 + ["B"] * 6,
    ...     "text": ["Turkey depends on Russian gas.\n\nTurkey and Russia met."] * 6
    ...     + ["Turkey and Russia met."] * 6}))
    >>> table = toolkit.framing.prevalence(corpus, frames="dependency").table
    >>> table[["group", "estimate", "n_present", "n_paragraphs", "versus"]].values.tolist()
    [['A', 0.5, 6, 12, 'B'], ['B', 0.0, 0, 6, '']]
    """
    import pandas as pd

    require_articles(corpus)
    require_one_of(voice, VOICES, "voice")
    known = _validated(corpus, validation, coding)
    counts = _measured_by(corpus, known, count_presence(corpus, frames, voice=voice, coding=coding))
    groups = corpus.groups(by)
    compared = contrasts.contrasts(members_of(groups, counts))
    levels, remarks = _levels(corpus, adjust, groups.by)
    clusters, joined = _units(corpus, cluster)
    parts = [contrasts.raw(counts, compared, clusters=clusters)]
    asked = {"raw": counts}
    warnings = [*counts.warnings, *_nested(corpus, groups, cluster)]
    if clusters is not None and cluster is not None:
        warnings += contrasts.untested(compared, clusters, cluster)
    if levels is not None:
        parts.append(contrasts.adjusted(counts, compared, levels, clusters=clusters))
    if known is not None:
        rows, failures = contrasts.corrected(counts, compared, known, clusters=clusters)
        parts.append(rows)
        warnings += failures
    if coding is not None and not isinstance(coding, Result):
        endorsed = count_presence(corpus, frames, voice=voice, coding=coding, stance="endorse")
        parts.append(contrasts.raw(endorsed, compared, clusters=clusters, estimator="endorsed"))
        asked["endorsed"] = endorsed
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    place = table["frame"].map(counts.frames.index)
    table = table.iloc[np.lexsort((table.index, table["group"], place))].reset_index(drop=True)
    unit = "article" if cluster is None else cluster
    differ, told = _differ(asked, compared, levels, adjust, cluster)
    return report(
        corpus,
        table,
        title=f"Share of paragraphs with each frame, by {', '.join(groups.by)}",
        notes=(
            *counts.notes,
            *groups.notes(),
            SHARE,
            *(
                [
                    f"difference: Welch's t with each {unit} as one unit; p adjusted by Holm over "
                    "the frames and groups of each estimator; detectable: 2.8 standard errors"
                ]
                * bool(table["p"].notna().any())
            ),
            *remarks,
            *told,
            *_unitless(clusters, cluster),
            *joined,
            *(
                [f"adjusted differences are described, not tested: the unit is the {cluster}"]
                * (clusters is not None and levels is not None)
            ),
            *([_CORRECTED] * (known is not None)),
        ),
        warnings=(*warnings, *thin_cells(table)),
        parameters={
            "by": list(groups.by),
            "frames": list(counts.frames),
            "labels": instrument.labels_of(corpus, counts.frames),
            "adjust": None if levels is None else adjust,
            "cluster": cluster,
            "voice": voice,
            "groups_differ": differ,
            "seed": SEED,
            "instrument": instrument_of(corpus, coding),
            "coding": coding_of(coding),
            "validation": instrument.fingerprint_of(known),
        },
        method=f"Shares of paragraphs were compared with the {unit} as the unit of inference.",
        sources=(
            *(COCHRAN, HOLM),
            *([PAULY] * any(differ.values())),
            *([ROGAN] * (known is not None)),
        ),
    )


def _validated(
    corpus: Corpus, validation: Result | pd.DataFrame | None, coding: pd.DataFrame | Result | None
) -> pd.DataFrame | None:
    """Check that a validation is one of this instrument."""
    if validation is None:
        return None
    if coding is not None and not isinstance(coding, Result):
        raise AnalysisError("a coding by people needs no correction: give coding or validation")
    table = validation.table if isinstance(validation, Result) else validation
    require_columns(table, _VALIDATED, "validation", "result of framing.validate")
    if set(table["instrument"]) != {instrument_of(corpus, coding)}:
        raise AnalysisError(
            "the validation was made with another codebook, actors list, annotator or classifier; "
            "validate again"
        )
    return table


def _measured_by(corpus: Corpus, known: pd.DataFrame | None, counts: Counts) -> Counts:
    """Say how well frames are measured by the validation at hand, whether one is kept or not."""
    if known is None:
        return counts
    notes, warnings = instrument.quality(corpus, counts.frames, known)
    kept = (text for text in counts.warnings if not text.startswith(instrument.UNVALIDATED))
    return replace(
        counts,
        notes=tuple(dict.fromkeys((*counts.notes, *notes))),
        warnings=tuple(dict.fromkeys((*kept, *warnings))),
    )


def _levels(
    corpus: Corpus, adjust: str | None, by: tuple[str, ...]
) -> tuple[NDArray[np.object_] | None, tuple[str, ...]]:
    if adjust is None or adjust in by:
        return None, ()
    if adjust == EVENT and EVENT not in corpus.articles.columns:
        return None, ("not adjusted: the articles have no variable 'event'",)
    levels = column_of(corpus, adjust, "adjust")
    note = (
        f"adjusted: within the levels of {adjust} that both have (direct standardisation; articles "
        "of other levels are not counted there); what has an interval is the difference"
    )
    return levels, (note, *levels_note(levels.tolist(), adjust))


def _differ(
    asked: dict[str, Counts],
    compared: list[contrasts.Contrast],
    levels: NDArray[np.object_] | None,
    adjust: str | None,
    cluster: str | None,
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Ask by estimator and frame whether the groups differ at all; nothing of a single group."""
    if len(compared) < 2:
        return {}, []
    if cluster is not None:
        unit = f"do the groups differ at all: not tested, the unit is the {cluster}"
        return {}, [unit]
    indicator = np.stack([contrast.target for contrast in compared], axis=1)
    questions = [(name, counts, None) for name, counts in asked.items()]
    if levels is not None:
        questions.append(("adjusted", asked["raw"], levels.tolist()))
    found, notes = {}, []
    for estimator, counts, inside in questions:
        found[estimator], told = groups_differ(
            counts.present,
            counts.paragraphs,
            indicator,
            counts.frames,
            seed=SEED,
            levels=inside,
            within="" if inside is None else str(adjust),
        )
        notes += [f"{estimator}: {note}" for note in told]
    return found, notes


def _units(corpus: Corpus, column: str | None) -> tuple[NDArray[np.object_] | None, list[str]]:
    """Give the unit of each article, and a note where authors who wrote together are one."""
    if column is None:
        return None, []
    column_of(corpus, column, "cluster")  # refuses a column that is not there
    units, note = units_of(corpus, column)
    return np.array(units, dtype=object), note


def _unitless(clusters: NDArray[np.object_] | None, column: str | None) -> tuple[str, ...]:
    """Say how many articles belong to no unit."""
    missing = 0 if clusters is None else int((clusters == "").sum())
    without = count_of(missing, f"article without {column} does", f"articles without {column} do")
    return (f"{without} not enter differences",) * bool(missing)


def _nested(corpus: Corpus, groups: Groups, cluster: str | None) -> tuple[str, ...]:
    """Warn when groups hold several authors and articles are taken as the units."""
    if cluster is not None or set(groups.by) & {"author", "outlet", "year", "id"}:
        return ()
    authors = column_of(corpus, "author", "cluster")
    several = [len(set(authors[groups.members(label)]) - {""}) > 1 for label in groups.labels]
    if not all(several):
        return ()
    return (
        "the groups hold several authors each: the intervals hold for these articles; for a claim "
        "about such authors take authors as the units (cluster)",
    )
