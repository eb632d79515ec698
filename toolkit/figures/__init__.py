"""Figures for print: a style, plots of results, and `save`, which writes the same bytes every time.

A plot draws the table of a `toolkit.result.Result` on axes and returns them. It prints n and the
warnings that matter into the figure, and leaves empty what has no value.
"""

from __future__ import annotations

from toolkit.figures.dotplot import dots
from toolkit.figures.drawing import round_significant
from toolkit.figures.plots.corpus import bibliography, corpus_overview, length_distribution
from toolkit.figures.plots.frames import (
    agreement_dots,
    frame_trend,
    prevalence_dots,
    recovery_dots,
    validation_dots,
)
from toolkit.figures.plots.network import collocation_network
from toolkit.figures.plots.repeated import results_scatter
from toolkit.figures.plots.topics import choose_k, topic_heat, topic_prevalence, topic_words
from toolkit.figures.plots.vocabulary import (
    dictionary_dots,
    diversity_dots,
    ngram_bars,
    sketch_difference_plot,
)
from toolkit.figures.plots.words import collocation_dots, dispersion_plot, keyness_plot
from toolkit.figures.save import figures_folder, save
from toolkit.figures.style import WIDTHS_MM, figure, panels, use_style

__all__ = [
    "WIDTHS_MM",
    "agreement_dots",
    "bibliography",
    "choose_k",
    "collocation_dots",
    "collocation_network",
    "corpus_overview",
    "dictionary_dots",
    "dispersion_plot",
    "diversity_dots",
    "dots",
    "figure",
    "figures_folder",
    "frame_trend",
    "keyness_plot",
    "length_distribution",
    "ngram_bars",
    "panels",
    "prevalence_dots",
    "recovery_dots",
    "results_scatter",
    "round_significant",
    "save",
    "sketch_difference_plot",
    "topic_heat",
    "topic_prevalence",
    "topic_words",
    "use_style",
    "validation_dots",
]
