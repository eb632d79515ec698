"""How many paragraphs of each article of the reference panel carry which frame.

The planted shares of `corpus/coding/design.md`, and their rounding: `draw_panel.py` asks for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from panel_paragraphs import FRAMES

DESKS = ("Ankara", "Moscow", "Gulf", "Washington", "Brussels", "Levant")
TWINS = ("Moscow", "Gulf")
STEP = date(2024, 12, 8)

# The planted shares: see corpus/coding/design.md.
DEPENDENCY = dict(zip(DESKS, (0.22, 0.06, 0.06, 0.10, 0.08, 0.08), strict=True))
NATO = {"Ankara": 0.14, "Moscow": 0.06, "Gulf": 0.06, "Washington": 0.36}
NATO_CONFOUNDED = {"syria": 0.073, "elsewhere": 0.207}
REGIME = {"Ankara": 0.105, "Moscow": 0.042, "Gulf": 0.042, "Washington": 0.042}
REGIME_CONFOUNDED = {"syria": 0.29, "elsewhere": 0.02}
REGIME_AFTER = 0.40
# Articles on one matter are more alike than paragraphs drawn at random.
INTRA_ARTICLE = 0.05


@dataclass
class Article:
    """One row of the plan, and the frames its paragraphs are to carry."""

    row: dict[str, str]
    paragraphs: int
    frames: Counter[str] = field(default_factory=Counter)

    @property
    def desk(self) -> str:
        return self.row["desk"]

    @property
    def after(self) -> bool:
        return self.row["published"] > STEP.isoformat()


def share(frame: str, article: Article) -> float:
    """Give the planted share of a frame in an article of that desk, theatre and time."""
    theatre = article.row["theatre"]
    if frame == "dependency":
        return DEPENDENCY[article.desk]
    if frame == "nato_cleavage":
        return NATO.get(article.desk, NATO_CONFOUNDED[theatre])
    if article.after:
        return REGIME_AFTER
    return REGIME.get(article.desk, REGIME_CONFOUNDED[theatre])


def stratum(frame: str, article: Article) -> tuple[str, ...]:
    """Say within which articles the count of a frame is fixed."""
    if frame == "regime_change" and article.after:
        return ("after",)
    if frame != "dependency" and article.desk in ("Brussels", "Levant"):
        return article.desk, article.row["theatre"]
    return (article.desk,)


def plant(first: Sequence[Article], new: Sequence[Article], generator: np.random.Generator) -> None:
    """Fix how many paragraphs of each new article carry each frame; twins get the same."""
    for frame in FRAMES:
        strata: dict[tuple[str, ...], list[Article]] = {}
        for article in new:
            if article.desk != TWINS[1]:
                strata.setdefault(stratum(frame, article), []).append(article)
        for name, articles in sorted(strata.items()):
            before = [a for a in first if stratum(frame, a) == name]
            whole = sum(a.paragraphs * share(frame, a) for a in (*before, *articles))
            missing = max(0, round(whole) - sum(a.frames[frame] for a in before))
            for article, count in zip(
                articles, spread(articles, frame, missing, generator), strict=True
            ):
                article.frames[frame] = count
    pairs = zip(
        [a for a in new if a.desk == TWINS[0]], [a for a in new if a.desk == TWINS[1]], strict=True
    )
    for one, other in pairs:
        other.frames = Counter(one.frames)


def spread(
    articles: Sequence[Article], frame: str, total: int, generator: np.random.Generator
) -> list[int]:
    """Part a total among articles in order of date: systematic sampling on unequal weights."""
    scale = (1 - INTRA_ARTICLE) / INTRA_ARTICLE
    order = sorted(range(len(articles)), key=lambda i: articles[i].row["published"])
    shares = [share(frame, a) for a in articles]
    weight = np.array(
        [
            articles[i].paragraphs * generator.beta(shares[i] * scale, (1 - shares[i]) * scale)
            + 0.25 * articles[i].paragraphs * shares[i]
            for i in order
        ]
    )
    # One frame stands in about half of an article's paragraphs at most, so that no article stands
    # for its desk.
    most = np.array([(articles[i].paragraphs + (not articles[i].after)) // 2 for i in order])
    total = min(total, int(most.sum()))
    edges = np.cumsum(weight) / weight.sum() * total
    start = generator.uniform()
    cuts = np.floor(edges + start).astype(int)
    cuts[-1] = total
    counts = np.diff(np.concatenate([[0], cuts]))
    while (over := np.flatnonzero(counts > most)).size:
        room = np.flatnonzero(counts < most)
        near = room[np.argmin(np.abs(room - over[0]))]
        counts[over[0]] -= 1
        counts[near] += 1
    found = [0] * len(articles)
    for place, i in enumerate(order):
        found[i] = int(counts[place])
    return found
