"""The share of paragraphs that carry a frame, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analyses.against_others import groups_differ
from toolkit.analyses.framing import instrument
from toolkit.analyses.framing.counting import (
    COCHRAN,
    HOLM,
    PAULY,
    SHARE,
    VOICES,
    coding_of,
    count_presence,
    instrument_of,
    thin_cells,
)
from toolkit.analyses.reporting import FEW, report, require_articles, require_one_of, require_whole
from toolkit.result import Result
from toolkit.stats import inference, multiple
from toolkit.stats.inference.trend import FEWEST_YEARS
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus


def trend(
    corpus: Corpus,
    *,
    frames: str | Sequence[str] | None = None,
    voice: str = "all",
    coding: pd.DataFrame | Result | None = None,
    seed: int = 0,
) -> Result:
    """Give the share of paragraphs that carry each frame, by year, and the slope.

    Two questions, two answers. Whether the articles of these years differ is asked with the article
    as the unit, labels of articles exchanged between years (`toolkit.stats.inference.differ`);
    events make years differ, so that this is no trend. Whether there is a straight trend is asked
    with the year as the unit, for all articles of a year share its events; with fewer than 8 years
    the slope only describes.

    Parameters
    ----------
    corpus
        The articles; those without a year are left out.
    frames, voice, coding
        As for `prevalence`.
    seed
        The seed of the exchanges.

    Returns
    -------
    Result
        One row a frame and year: ``frame year estimate low high n_present n_paragraphs n_articles
        few``. The slopes (change of the share from one year to the next, interval, p, p adjusted by
        Holm over frames, ``reason`` where nothing is tested) stand in the notes and in
        ``parameters["slopes"]``, the p of no difference between years (adjusted for the number of
        frames; none where fewer than two years have 5 articles, or under 5 articles hold the frame)
        in ``parameters["years_differ"]``.

    Raises
    ------
    AnalysisError
        When fewer than two years have articles.
    """
    import pandas as pd

    require_articles(corpus)
    require_one_of(voice, VOICES, "voice")
    require_whole(seed, "a seed", 0)
    counts = count_presence(corpus, frames, voice=voice, coding=coding)
    years = corpus.articles["year"]
    used = years.notna().to_numpy() & (counts.paragraphs > 0)
    given = years[used].to_numpy(dtype=np.int64)
    present, paragraphs = counts.present[used], counts.paragraphs[used]
    n_present, n_paragraphs = counts.n_present[used], counts.n_paragraphs[used]
    found = inference.trend(present, paragraphs, given)
    of_year = given[:, None] == found.years[None, :]
    shares = inference.group_rates(present, paragraphs, of_year)
    differ, told = groups_differ(
        present, paragraphs, of_year, counts.frames, seed=seed, what="years"
    )
    rows = [
        {
            "frame": frame,
            "year": int(year),
            "estimate": shares.estimate[place, number],
            "low": shares.low[place, number],
            "high": shares.high[place, number],
            "n_present": int(n_present[given == year, number].sum()),
            "n_paragraphs": int(n_paragraphs[given == year].sum()),
            "n_articles": int((given == year).sum()),
            "few": bool(shares.few[place, number]),
        }
        for number, frame in enumerate(counts.frames)
        for place, year in enumerate(found.years)
    ]
    adjusted = multiple.adjust(found.p, "holm")
    slopes = {
        frame: {
            "slope": float(found.estimate[number]),
            "low": float(found.low[number]),
            "high": float(found.high[number]),
            "p": float(found.p[number]),
            "p_adjusted": float(adjusted[number]),
            "reason": _reason(found, number),
        }
        for number, frame in enumerate(counts.frames)
    }
    warnings = list(counts.warnings)
    if not found.tested:
        warnings.append(
            f"{count_of(len(found.years), 'year is', 'years are')} too few to test a trend (8 "
            "are needed): description only"
        )
    table = pd.DataFrame(rows)
    left_out = int((~used).sum())
    without = count_of(
        left_out,
        "article without a year or paragraph is",
        "articles without a year or paragraph are",
    )
    return report(
        corpus,
        table,
        title="Share of paragraphs with each frame, by year",
        notes=(
            *counts.notes,
            *([f"{without} left out"] * bool(left_out)),
            SHARE,
            *told,
            *(_slope_note(frame, values) for frame, values in slopes.items()),
            "slope: straight line through the years' shares, each year one observation"
            + " (HC2, t); p adjusted by Holm over frames" * bool(np.isfinite(found.p).any()),
        ),
        warnings=(*warnings, *thin_cells(table)),
        parameters={
            "frames": list(counts.frames),
            "labels": instrument.labels_of(corpus, counts.frames),
            "voice": voice,
            "instrument": instrument_of(corpus, coding),
            "coding": coding_of(coding),
            "slopes": slopes,
            "years_differ": differ,
            "seed": seed,
        },
        method="Yearly shares of paragraphs were described with articles as units.",
        sources=(COCHRAN, HOLM, *([PAULY] * bool(differ))),
    )


def _reason(found: inference.Trend, number: int) -> str:
    """Say why a slope has no interval."""
    if not found.tested:
        return f"{count_of(len(found.years), 'year')}, under {FEWEST_YEARS}: described, not tested"
    if found.few[number]:
        return f"under {FEW} articles hold it: not tested"
    return "the shares lie exactly on a line: no interval" * bool(np.isnan(found.low[number]))


def _slope_note(frame: str, values: Mapping[str, Any]) -> str:
    slope = f"{frame}: {100 * values['slope']:+z.1f} percentage points a year"
    if values["reason"]:
        return f"{slope}; {values['reason']}"
    return (
        f"{slope} (95 % {100 * values['low']:+z.1f} to {100 * values['high']:+z.1f}, "
        f"p = {values['p']:.3f}, adjusted {values['p_adjusted']:.3f})"
    )
