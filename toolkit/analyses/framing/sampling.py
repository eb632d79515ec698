"""Draw paragraphs for coders: more of what rules find, with the weights that undo it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from toolkit.analyses.framing import instrument
from toolkit.analyses.framing.arguments import require_columns, require_result, seed_of, whole
from toolkit.analyses.framing.coding import COLUMNS, UNIT, WEIGHT, paragraph_shas
from toolkit.analyses.framing.match import presence
from toolkit.analyses.reporting import report, require_text
from toolkit.errors import AnalysisError
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

NOTHING = "none"
DRAWN = ("article", "paragraph", "paragraph_sha", "stratum", "weight")


def sample(
    corpus: Corpus,
    n: int,
    *,
    seed: int,
    frames: str | Sequence[str] | None = None,
    found: Result | None = None,
) -> Result:
    """Draw paragraphs to be coded by people.

    A frame is rare, so that a plain random sample holds hardly any: paragraphs are drawn in equal
    numbers from those in which the rules find each frame and those in which they find none. The
    weight says how many paragraphs of the corpus one of the sample stands for (its inverse chance
    of being drawn; Horvitz and Thompson 1952); `validate` needs it.

    Parameters
    ----------
    corpus
        The articles.
    n
        Paragraphs to draw; all when the corpus has fewer.
    seed
        Of the draw.
    frames
        The frames to be coded; all when left out.
    found
        What paragraphs are drawn by, from `classify`, which reaches some that no rule does; the
        rules when left out. The weights undo this as well.

    Returns
    -------
    Result
        One row a paragraph, in order of article and paragraph: ``article paragraph paragraph_sha
        stratum weight``. Do not show `stratum` to coders.

    Raises
    ------
    AnalysisError
        When `n` is no number of at least 1, or smaller than the number of strata, or `found` lacks
        an article or frame.
    """
    n, seed = whole("n", n, 1), seed_of(seed)
    corpus = require_text(corpus)  # coders read
    if found is None:
        found = presence(corpus, frames=frames)
    of = instrument.of_result(found)
    finder = found.parameters.get("coder", "the rules")
    ids = {item.id for item in corpus.items}
    grid = found.table[found.table["article"].isin(ids)]
    chosen = _chosen(corpus, found, frames)
    if missing := ids - set(grid["article"]):
        raise AnalysisError(
            f"article {min(missing)!r} was not coded by machine, so that its paragraphs cannot be "
            "drawn; classify all articles, or draw from those that were"
        )
    wide = grid.pivot(index=["article", "paragraph"], columns="frame", values="present")
    # A paragraph with two frames is drawn for the rarer one, of which there are fewer to draw.
    by_rarity = sorted(chosen, key=lambda frame: (wide[frame].to_numpy().sum(), frame))
    stratum = np.full(len(wide), NOTHING, dtype=object)
    for frame in reversed(by_rarity):
        stratum[wide[frame].to_numpy() == 1] = frame
    strata = wide.index.to_frame(index=False).assign(stratum=stratum)
    drawn = _draw(strata, n, np.random.default_rng(seed))
    shas = paragraph_shas(corpus)
    drawn.insert(
        2, "paragraph_sha", [shas[key] for key in zip(drawn["article"], drawn["paragraph"])]
    )
    sizes = ", ".join(f"{name} {size}" for name, size in drawn["stratum"].value_counts().items())
    return report(
        corpus,
        drawn,
        title="Paragraphs to code",
        notes=(
            f"{len(drawn)} of {len(strata)} paragraphs, drawn by what {finder} found: {sizes}",
            "weight: paragraphs of the corpus for which one of the sample stands",
        ),
        parameters={"n": n, "seed": seed, **found.parameters, "frames": chosen, "instrument": of},
        method=f"Paragraphs were drawn at random within strata of what {finder} found.",
        sources=(
            "Horvitz, D. G. and Thompson, D. J. (1952). A generalization of sampling without "
            "replacement from a finite universe. JASA 47, 663-685",
        ),
    )


def _chosen(corpus: Corpus, found: Result, frames: str | Sequence[str] | None) -> tuple[str, ...]:
    """Give the frames to be coded, of those that were found."""
    coded = set(found.table["frame"])
    if frames is None:
        return tuple(frame for frame in corpus.codebook.frames if frame in coded)
    chosen = instrument.chosen_frames(corpus, frames)
    if absent := [frame for frame in chosen if frame not in coded]:
        raise AnalysisError(f"{absent[0]} was not coded by machine; name frames that were")
    return chosen


def _draw(strata: pd.DataFrame, n: int, random: np.random.Generator) -> pd.DataFrame:
    """Draw in equal numbers from all strata; what a small one cannot give, the others do."""
    rows = {name: part.index.to_numpy() for name, part in strata.groupby("stratum")}
    if n < len(rows):
        raise AnalysisError(
            f"a sample of {n} would leave out paragraphs of some kind, so that it stands for no "
            f"corpus: they are drawn by {', '.join(map(str, rows))}; draw at least {len(rows)}"
        )
    left = min(n, len(strata))
    chosen = []
    weight = np.zeros(len(strata))
    waiting = sorted(rows, key=lambda name: (len(rows[name]), name))
    for place, name in enumerate(waiting):
        share = min(len(rows[name]), -(-left // (len(waiting) - place)))
        left -= share
        picked = random.choice(rows[name], size=share, replace=False)
        weight[picked] = len(rows[name]) / max(share, 1)
        chosen.append(picked)
    order = np.sort(np.concatenate(chosen))
    return strata.iloc[order].assign(weight=weight[order]).reset_index(drop=True)


def weighted(coding: pd.DataFrame, drawn: Result | pd.DataFrame) -> pd.DataFrame:
    """Say of each coded paragraph for how many of the corpus it stands.

    In a sample of `sample` every frame is more common than in the corpus. A coding with weights is
    counted by `prevalence`, `trend` and `validate` as the corpus would be (Horvitz and Thompson
    1952).

    Parameters
    ----------
    coding
        From `read_coding`.
    drawn
        The sample that was coded, from `sample` or `read_sample`.

    Returns
    -------
    pandas.DataFrame
        The coding with a column ``weight``.

    Raises
    ------
    AnalysisError
        When a coded paragraph is not in the sample.

    Examples
    --------
    >>> import pandas as pd
    >>> coding = pd.DataFrame({"article": ["a", "b"], "paragraph": [1, 4], "present": [1, 0]})
    >>> drawn = pd.DataFrame({"article": ["b", "a"], "paragraph": [4, 1], "weight": [2.5, 1.0]})
    >>> weighted(coding, drawn)["weight"].tolist()
    [1.0, 2.5]
    """
    table = drawn.table if isinstance(drawn, Result) else drawn
    require_columns(table, [*UNIT[:2], WEIGHT], "the sample", "result of framing.sample")
    weight = np.full(len(coding), np.nan)
    # by its text a paragraph is known also where it moved
    for place in (["article", "paragraph_sha"], ["article", "paragraph"]):
        if set(place) <= {*table.columns} & {*coding.columns}:
            known = dict(zip(zip(*(table[name] for name in place)), table[WEIGHT]))
            given = [known.get(unit, np.nan) for unit in zip(*(coding[name] for name in place))]
            weight = np.where(np.isnan(weight), given, weight)
    if np.isnan(weight).any():
        row = coding.iloc[int(np.isnan(weight).argmax())]
        raise AnalysisError(
            f"{row['article']} paragraph {row['paragraph']} has no weight; give the sample of "
            "framing.sample from which it was coded"
        )
    return coding.assign(weight=weight)


def coding_sheet(corpus: Corpus, drawn: Result, coder: str) -> pd.DataFrame:
    """Make the sheet that a coder fills in, without strata and weights.

    Articles come in a random order of the coder's own, paragraphs in the order of the text.

    Parameters
    ----------
    corpus
        The articles.
    drawn
        From `sample`.
    coder
        Initials.

    Returns
    -------
    pandas.DataFrame
        The columns that `read_coding` reads, one row a paragraph and frame or counter-frame.
    """
    import pandas as pd

    require_sample(drawn)
    codebook = corpus.codebook
    frames = [*drawn.parameters["frames"], *codebook.counter_frames]
    place = {article: number for number, article in enumerate(reading_order(drawn, coder))}
    ordered = drawn.table.assign(place=drawn.table["article"].map(place))
    ordered = ordered.sort_values(["place", "paragraph"])
    rows = [
        {
            "coder": coder,
            "article": row.article,
            "paragraph": row.paragraph,
            "paragraph_sha": row.paragraph_sha,
            "frame": frame,
            "codebook_version": codebook.version,
        }
        for row in ordered.itertuples()
        for frame in frames
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).fillna("")


def require_sample(drawn: Result) -> None:
    """Refuse a result that is no sample.

    Raises
    ------
    AnalysisError
    """
    source = "framing.sample or framing.read_sample"
    table = require_result(drawn, source).table
    require_columns(table, DRAWN, f"{drawn.title or 'the result'!r}", f"result of {source}")


def reading_order(drawn: Result, coder: str) -> list[str]:
    """Give the articles of a sample in the order in which a coder reads them.

    It is seeded by the name as well, so that two coders read in different orders, and a second run
    changes none.
    """
    if not isinstance(coder, str) or not coder.strip():
        raise AnalysisError(f"{coder!r} cannot name a coder; use initials such as 'aa'")
    articles = sorted(drawn.table["article"].unique())
    random = np.random.default_rng([drawn.parameters["seed"], *coder.encode()])
    return list(random.permutation(np.array(articles, dtype=object)))
