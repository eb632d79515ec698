"""Plots of n-grams, dictionaries, diversity and sketches, and the names of a network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from toolkit import figures
from toolkit.errors import FigureError
from toolkit.figures.labels import PointLabels


def test_bars_are_as_long_as_counts(examples):
    """One bar an n-gram, the first of the table on top, articles beside it."""
    ax = figures.ngram_bars(examples.ngrams(), top=3)
    table = examples.ngrams().table.head(3)
    assert [bar.get_width() for bar in ax.patches] == table["count"].tolist()
    assert [text.get_text() for text in ax.texts] == table["articles_with"].astype(str).tolist()
    assert ax.yaxis_inverted()


def test_bars_in_another_order_than_that_of_counts_say_by_what(examples):
    """A reader takes unordered bars for a mistake."""
    table = pd.DataFrame({"ngram": ["a b", "c d"], "count": [2, 9], "articles_with": [2, 5]})
    result = replace(
        examples.ngrams(), table=table.assign(lr=[3.0, 1.0]), parameters={"measures": ["lr"]}
    )
    said = figures.ngram_bars(result).figure.get_supxlabel()
    assert "In the order of lr, not of the counts." in said
    sinking = replace(result, table=result.table[::-1].reset_index(drop=True))
    assert "In the order" not in figures.ngram_bars(sinking).figure.get_supxlabel()


def test_bars_refuse_groups(examples):
    """A table by group is for dots."""
    table = examples.ngrams().table.assign(group="a")
    with pytest.raises(FigureError, match="use dots"):
        figures.ngram_bars(replace(examples.ngrams(), table=table))


def test_a_sketch_difference_is_grouped_by_relation(examples):
    """Each relation heads its collocates; the axis says which side is which."""
    ax = figures.sketch_difference_plot(examples.sketch_difference())
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert len(labels) == 2 + 6
    assert ax.get_xlabel().splitlines()[1] == 'left: [actor="RU"]'
    assert any(line.get_xdata()[0] == 0 for line in ax.lines if len(line.get_xdata()) == 2)


def test_categories_of_one_level(examples):
    """The outermost level alone, or an error when there is none so deep."""
    result = examples.categories()
    table = result.table.assign(level=[1, 1, 1, 2, 2, 2, 1, 1, 1])
    ax = figures.dictionary_dots(replace(result, table=table), level=1)
    labels = " ".join(label.get_text() for label in ax.get_yticklabels())
    assert "energy.gas" not in labels
    with pytest.raises(FigureError, match="level 3"):
        figures.dictionary_dots(replace(result, table=table), level=3)


def test_one_measure_of_diversity_at_a_time(examples):
    """Scales differ, so measures do not share an axis; a wrong name suggests the right one."""
    ax = figures.diversity_dots(examples.diversity(), measure="mtld")
    assert "mtld" in ax.get_xlabel()
    with pytest.raises(FigureError, match="did you mean 'mattr'"):
        figures.diversity_dots(examples.diversity(), measure="matr")


def star(n: int) -> pd.DataFrame:
    """A node with many collocates: its lines leave no free place beside it."""
    return pd.DataFrame(
        {
            "node": "Turkey",
            "collocate": [f"word{number}" for number in range(n)],
            "estimate": np.linspace(5, 10, n),
        }
    )


@pytest.mark.parametrize("n", [1, 9, 38])
def test_a_node_is_always_named(examples, n):
    """However many lines meet at it, its name is drawn, inside the panel and alone there."""
    ax = figures.collocation_network(replace(examples.network(), table=star(n)))
    fig = ax.figure
    fig.draw_without_rendering()
    (labels,) = fig.findobj(PointLabels)
    placed = labels.placed(fig.canvas.get_renderer())
    first, box, _ = placed[0]
    assert first.get_text() == "Turkey"
    frame = ax.get_window_extent()
    assert box[0] >= frame.x0
    assert box[2] <= frame.x1
    for _, other, _ in placed[1:]:
        assert (box[:2] >= other[2:]).any() or (other[:2] >= box[2:]).any()


def test_lines_of_a_network_grow_with_strength(examples):
    """The strongest pair has the thickest line, visibly, and the legend tells the ends."""
    ax = figures.collocation_network(replace(examples.network(), table=star(5)))
    widths = ax.collections[0].get_linewidths()
    assert max(widths) / min(widths) > 5
    order = np.argsort(widths)
    drawn = [text.get_text() for text in ax.get_legend().get_texts()]
    assert drawn[0] == "node"
    assert any(text.endswith(" 5") for text in drawn)
    assert any(text.endswith(" 10") for text in drawn)
    assert len(order) == 5


def test_pairs_of_one_strength_have_one_width(examples):
    """No line is thin by rounding alone."""
    table = star(4).assign(estimate=7.0)
    ax = figures.collocation_network(replace(examples.network(), table=table))
    assert len(set(ax.collections[0].get_linewidths())) == 1
