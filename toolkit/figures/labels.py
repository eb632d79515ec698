"""Words beside points, placed without overlap when the figure is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from numpy.typing import ArrayLike, NDArray

from toolkit.figures.style import DIM, PALETTE, SMALL_PT
from toolkit.figures.text import literal

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase

# Where a label may stand, best first: (right, up) of its point, in half label sizes.
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
# A word across more points than these is read by nobody.
_MAX_COVERED = 3
_PAD = 0.35  # around a framed label, in letter heights
_DISTANCES_PT = (3.5, 8.0, 13.0, 19.0)


class PointLabels(Artist):
    """Label points of an axes so that no two labels overlap.

    Places are chosen at drawing time, when the size of the panel is settled, and depend on nothing
    but the figure. A label that finds no free place is left out; give the most important first.

    Parameters
    ----------
    x, y
        The points, in data coordinates.
    texts
        Their labels; drawn literally.
    obstacles
        Other points (n x 2, data coordinates) that labels stay off where they can.
    weights
        Font weight of each label.
    framed
        How many of the first labels stand in a frame on their point, always: the names that a
        figure cannot do without.
    """

    def __init__(
        self,
        x: ArrayLike,
        y: ArrayLike,
        texts: Sequence[str],
        *,
        obstacles: ArrayLike | None = None,
        weights: Sequence[str] = (),
        framed: int = 0,
    ) -> None:
        super().__init__()
        self.framed = framed
        self.points = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
        others = np.empty((0, 2)) if obstacles is None else np.asarray(obstacles, float)
        self.obstacles = np.concatenate([self.points, others.reshape(-1, 2)])
        heavy = [*weights, *["normal"] * (len(texts) - len(weights))]
        self._texts = [
            Text(
                0,
                0,
                literal(text, 40),
                fontsize=SMALL_PT,
                fontweight=weight,
                parse_math=False,
                va="center",
                ha="center",
                transform=IdentityTransform(),
            )
            for text, weight in zip(texts, heavy, strict=True)
        ]
        for text in self._texts[:framed]:
            text.set_bbox(
                {"boxstyle": f"square,pad={_PAD}", "fc": "white", "ec": PALETTE[1], "lw": 1.2}
            )
        self.set_in_layout(False)
        self.set_zorder(5)

    def get_children(self) -> list[Artist]:
        """Give the labels, placed or not."""
        return list(self._texts)

    def placed(self, renderer: RendererBase) -> list[tuple[Text, NDArray[np.float64], bool]]:
        """Choose a place for each label.

        Returns
        -------
        list of tuple
            The label (already moved), its box (x0, y0, x1, y1 in pixels) and whether it stands so
            far off that it needs a leader.
        """
        axes, fig = self.axes, self.get_figure(root=True)
        if axes is None or fig is None:
            return []
        per_pt = fig.dpi / 72
        frame = axes.get_window_extent(renderer)
        bounds = np.array([frame.x0, frame.y0, frame.x1, frame.y1])
        points = axes.transData.transform(self.points)
        others = axes.transData.transform(self.obstacles)
        boxes: list[NDArray[np.float64]] = []
        found = []
        for number, (text, point) in enumerate(zip(self._texts, points, strict=True)):
            text.set_figure(self.get_figure(root=False))  # type: ignore[arg-type]
            size = text.get_window_extent(renderer)
            half = np.array([size.width, size.height]) / 2
            best: tuple[int, int, NDArray[np.float64]] | None = None
            if number < self.framed:
                half = half + _PAD * SMALL_PT * per_pt
                # on its point, inside the panel as far as it fits
                best = (0, 0, np.maximum(np.minimum(point, bounds[2:] - half), bounds[:2] + half))
            for rank, centre in enumerate(_candidates(point, half, per_pt) if best is None else ()):
                box = np.concatenate([centre - half, centre + half])
                outside = (box[:2] < bounds[:2]).any() or (box[2:] > bounds[2:]).any()
                if outside or any(_overlap(box, taken) for taken in boxes):
                    continue
                covered = int(_inside(others, box, 1.5 * per_pt).sum())
                if covered > _MAX_COVERED:
                    continue
                if best is None or (covered, rank) < best[:2]:
                    best = (covered, rank, centre)
                if covered == 0:
                    break
            if best is not None:
                centre = best[2]
                text.set_position((float(centre[0]), float(centre[1])))
                boxes.append(np.concatenate([centre - half, centre + half]))
                found.append((text, boxes[-1], best[1] >= len(_SIDES)))
        return found

    def draw(self, renderer: RendererBase) -> None:
        """Draw the labels, with thin leaders to those that stand off."""
        if not self.get_visible() or self.axes is None:
            return
        points = self.axes.transData.transform(self.points)
        place = {id(text): point for text, point in zip(self._texts, points, strict=True)}
        for text, box, far in self.placed(renderer):
            point = place[id(text)]
            if far:
                near = np.clip(point, box[:2], box[2:])
                leader = Line2D(
                    [float(point[0]), float(near[0])],
                    [float(point[1]), float(near[1])],
                    color=DIM,
                    linewidth=0.4,
                    transform=IdentityTransform(),
                )
                leader.set_figure(self.get_figure(root=False))  # type: ignore[arg-type]
                leader.draw(renderer)
            text.draw(renderer)
        self.stale = False


def _candidates(
    point: NDArray[np.float64], half: NDArray[np.float64], per_pt: float
) -> list[NDArray[np.float64]]:
    return [
        point + np.array(side) * (half + distance * per_pt)
        for distance in _DISTANCES_PT
        for side in _SIDES
    ]


def _overlap(box: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return bool((box[:2] < other[2:]).all() and (other[:2] < box[2:]).all())


def _inside(
    points: NDArray[np.float64], box: NDArray[np.float64], margin: float
) -> NDArray[np.bool_]:
    return np.asarray(((points > box[:2] - margin) & (points < box[2:] + margin)).all(axis=1))
