"""Words that set some articles apart from others."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.comparing import (
    INTERVALS,
    RATIO_SOURCES,
    TEST_SOURCES,
    TESTS,
    contrast_table,
    levels_note,
    levels_of,
    shared_levels,
    units_of,
    untested,
)
from toolkit.analyses.items import Items, count_items, countable
from toolkit.analyses.measure_notes import KEYNESS, works
from toolkit.analyses.ranking import few_note, order_of
from toolkit.analyses.ratios import HALF
from toolkit.analyses.reporting import (
    conditions_of,
    report,
    require_names,
    require_whole,
    words_of,
)
from toolkit.analyses.runs import count_ngrams
from toolkit.analyses.selections import (
    Contrast,
    Selection,
    compared,
    contrast_of,
    dominant,
    name_of,
    selected,
    valued_note,
)
from toolkit.analyses.token_measures import score_tokens, stop_notes, token_notes
from toolkit.analyses.word_list_keyness import against_list
from toolkit.corpus.counts import COUNTED
from toolkit.corpus.wordlists import WordList, without
from toolkit.errors import AnalysisError, suggest
from toolkit.result import Result
from toolkit.stats import dispersion as stats_dispersion
from toolkit.stats.keyness import MEASURES
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.corpus import Corpus

MILLION = 1e6
_NGRAM = re.compile(r"([2-8])-gram")


def keyness(
    corpus: Corpus,
    target: Selection,
    reference: Selection | WordList | None = None,
    *,
    unit: str = "lemma",
    measures: Sequence[str] = ("log_likelihood",),
    adjust: str | None = None,
    cluster: str | None = None,
    min_count: int = 5,
    stop: Collection[str] = (),
    seed: int = 0,
) -> Result:
    """Rank words by how surely they are commoner (or rarer) in the target, article by article.

    The default ranking is by the simultaneous bound: the end of the log ratio's interval nearer to
    0, with intervals so wide that all of them hold together (95 %, permuting the labels of
    articles), and 0 where the test of all words does not reach 5 %. Measures named in `measures`
    take every token as independent and are marked so.

    Parameters
    ----------
    corpus
        All articles.
    target
        A selection of it, or conditions for `Corpus.where`.
    reference
        What to compare with; when left out, all other articles that have a value of the columns
        that `target` names. A word list (such as
        `toolkit.corpus.wordlists.reference_words`) has no articles: its rates are taken as known,
        and only the target's articles vary.
    unit
        ``form``, ``lemma``, ``tag``, ``actor``, or ``2-gram`` to ``8-gram`` (of forms).
    measures
        Further measures of `toolkit.stats.keyness`. They and their p (``…_p_tokens``) treat words
        as independent.
    adjust
        A variable: also compare within its values, with a test and bound of its own; the ranking
        goes by that bound. Where the groups share no value, only the raw comparison is there, and a
        warning says so.
    cluster
        A variable (``"author"``, ``"outlet"``) whose values are the units, for a claim about groups
        of authors; under 4 against 4 nothing is tested. Articles without a value are left out;
        authors who wrote an article together are one unit.
    min_count
        Words rarer than this in both groups together are left out.
    stop
        Words that are not compared, capitals ignored; see `toolkit.corpus.wordlists`.
    seed
        The seed of the permutations.

    Returns
    -------
    Result
        One word a row, absent ones of either side included; see
        `toolkit.analyses.comparing.contrast_table`. Rates are per million words.

    Raises
    ------
    AnalysisError
        When a group is empty, the two overlap, or a measure is unknown.
    """
    corpus = countable(corpus, None, unit)
    require_names(measures, tuple(MEASURES), "measure of keyness")
    require_whole(min_count, "a minimum count", 0)
    require_whole(seed, "a seed", 0)
    if isinstance(reference, WordList):
        for name, value in {"adjust": adjust, "cluster": cluster}.items():
            if value is not None:
                raise AnalysisError(
                    f"a word list has no articles, so that no {value} tells them apart; leave "
                    f"{name} out"
                )
        chosen = countable(selected(corpus, target), None, unit)
        return against_list(
            chosen,
            reference,
            name=name_of(target),
            unit=unit,
            measures=measures,
            min_count=min_count,
            stop=stop,
        )
    groups = contrast_of(corpus, target, reference)
    sides = name_of(target), name_of(reference, "all others")
    matrix = _items(corpus, unit, min_count)
    levels = None if adjust is None else levels_of(corpus, adjust)
    _require_one_test(adjust, cluster)
    units: list[str] | None = None
    unit_notes: list[str] = []
    if cluster is not None:
        units, joined = units_of(corpus, cluster, groups.either)
        groups, left_out = _of_units(groups, units, cluster)
        unit_notes = [*left_out, *joined]
    both = groups.either
    totals = both.astype(np.int64) @ matrix.counts
    # what neither group holds, such as words of other articles, is not compared
    kept = np.flatnonzero((totals >= max(min_count, 1)) & matrix.named)
    kept = kept[without([matrix.names[column] for column in kept], stop)]
    if not len(kept):
        raise AnalysisError(
            f"no {unit} occurs {min_count} times in the two groups; lower the minimum count"
        )
    counts = matrix.counts[:, kept].tocsr()
    table = contrast_table(
        counts,
        matrix.sizes,
        groups,
        names=[matrix.names[column] for column in kept],
        within=levels,
        clusters=units,
        seed=seed,
    )
    rows = np.flatnonzero(both & (matrix.sizes > 0))
    held = counts if len(rows) == len(both) else counts[rows].tocsr()
    table["dp"] = stats_dispersion(held, matrix.sizes[rows], "dp")
    n1, n2 = int(matrix.sizes[groups.target].sum()), int(matrix.sizes[groups.reference].sum())
    a, b = table["target_count"].to_numpy(), table["reference_count"].to_numpy()
    score_tokens(table, measures, n1, n2)
    table["target_rate"] *= MILLION
    table["reference_rate"] *= MILLION
    table["per_million"] = (a + b) / (n1 + n2) * MILLION
    table = table.rename(columns={"item": unit})
    table = table.iloc[order_of(table, unit)].reset_index(drop=True)
    tested = int(table["p"].notna().sum())
    warnings = [text] if (text := untested(groups, matrix.sizes, units)) else []
    warnings += dominant(corpus, groups, matrix.sizes)
    if levels is not None and not shared_levels(groups, matrix.sizes, levels):
        warnings.append(
            f"no value of {adjust} has articles of both groups, so that nothing is compared within "
            f"{adjust}: what sets the groups apart may be the {adjust} they write about"
        )
    notes = [
        groups.said(n1, n2),
        *valued_note(corpus, target, reference),
        *unit_notes,
        f"estimate: log2 of the ratio of rates, 1 a doubling, {HALF}",
        INTERVALS,
        *(
            [f"{TESTS}; seed {seed}; p_adjusted: Benjamini-Hochberg over {tested} words"]
            * bool(tested)
        ),
        "dp: Gries' deviation of proportions over articles, 0 even to 1 uneven",
        few_note(table, "word"),
        *token_notes(measures),
        *stop_notes(stop),
    ]
    if adjust is not None:
        notes.append(
            f"within: the same ratio within the values of {adjust} (Mantel-Haenszel weights)"
            + f"; labels are permuted within {adjust}; words are ranked by bound_within"
            * bool(table["p_within"].notna().any())
        )
        notes += levels_note(levels or (), adjust)
    if cluster is not None:
        notes.append(f"the unit is the {cluster}: each one's articles are added up and dealt whole")
    return report(
        corpus,
        table,
        title=f"Key {unit}s of {sides[0]} against {sides[1]}",
        notes=notes,
        warnings=warnings,
        parameters={
            "target": sides[0],
            "reference": sides[1],
            "n_target": int(groups.target.sum()),
            "n_reference": int(groups.reference.sum()),
            "conditions": [conditions_of(target), conditions_of(reference)],
            "unit": unit,
            "measures": list(measures),
            "adjust": adjust,
            "cluster": cluster,
            "min_count": min_count,
            "stop": words_of(stop),
            "seed": seed,
        },
        method="Keyness compares rates of words between groups with the article as the unit.",
        sources=(
            *RATIO_SOURCES,
            *(TEST_SOURCES if tested else ()),
            *(("Rothman, Greenland and Lash 2008, ch. 15 (Mantel-Haenszel)",) if adjust else ()),
            "Hardie 2014 (Log Ratio)",
            "Gries 2008 (DP)",
            *works(measures, KEYNESS),
        ),
        used=compared(corpus, groups),
    )


def _of_units(groups: Contrast, units: Sequence[str], cluster: str) -> tuple[Contrast, list[str]]:
    """Leave out articles that belong to no unit: together they are no author."""
    known = np.array([unit != "" for unit in units])
    kept, missing = groups.within(known), int((groups.either & ~known).sum())
    for name, side in {"target": kept.target, "reference": kept.reference}.items():
        if not side.any():
            raise AnalysisError(f"no article of the {name} has a value of {cluster}, the unit")
    named = np.array(units, dtype=object)
    shared = sorted(set(named[kept.target]) & set(named[kept.reference]))
    if shared:
        more = f" (and {len(shared) - 1} more)" if len(shared) > 1 else ""
        raise AnalysisError(
            f"{cluster} {shared[0]!r}{more} has articles in both groups and cannot be dealt whole; "
            f"leave cluster out, and compare within each with adjust={cluster!r}"
        )
    without = count_of(missing, f"article without {cluster} is", f"articles without {cluster} are")
    return kept, [f"{without} left out"] * bool(missing)


def _require_one_test(adjust: str | None, cluster: str | None) -> None:
    if adjust is not None and cluster is not None:
        raise AnalysisError(
            f"words are compared within {adjust}, or with the {cluster} as the unit, not both; "
            "drop adjust or cluster"
        )


def _items(corpus: Corpus, unit: str, min_count: int) -> Items:
    ngram = _NGRAM.fullmatch(str(unit))
    if ngram is None and unit not in COUNTED:
        raise AnalysisError(
            f"unknown unit {unit!r}{suggest(unit, COUNTED)}; there are {', '.join(COUNTED)}, and "
            "n-grams such as '2-gram'"
        )
    if ngram is None:
        return count_items(corpus, None, unit)
    return count_ngrams(corpus, int(ngram[1]), min_count=min_count)
