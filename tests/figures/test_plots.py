from __future__ import annotations

import re
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from tests.figures.conftest import draw
from toolkit import figures
from toolkit.errors import FigureError
from toolkit.figures.drawing import rounded, write_note
from toolkit.figures.labels import PointLabels
from toolkit.figures.style import MAX_HEIGHT_MM
from toolkit.figures.text import literal, wrapped
from toolkit.result import Result


def seen(fig) -> list[Text]:
    """Every text of a figure that is laid out, save what is hidden or empty."""
    return [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]


def texts_of(fig) -> list[Text]:
    """Every text of a figure that is drawn and not empty."""
    fig.draw_without_rendering()
    return seen(fig)


def all_text(fig) -> str:
    return "\n".join(text.get_text() for text in texts_of(fig))


def test_n_is_printed(drawn):
    """Every figure says how many articles or works it stands on."""
    assert re.search(r"n = \d|\d works", "\n".join(text.get_text() for text in seen(drawn)))


def test_text_of_articles_is_no_formula(drawn):
    """Authors and words are drawn as they are written, dollar signs and all."""
    # matplotlib makes the numbers of an axis late, with its own settings; they hold no formula.
    words = [text for text in seen(drawn) if not re.fullmatch(r"[\d.,−+% ]+", text.get_text())]
    assert words
    assert not [text.get_text() for text in words if text.get_parse_math()]


def test_type_is_7_to_9_points(drawn):
    """Nothing is too small to print, nothing shouts."""
    assert {text.get_fontsize() for text in seen(drawn)} <= {7.0, 8.0, 9.0}


def test_no_text_is_cut_in_the_narrowest_column(narrow):
    """Names are long and a column is narrow."""
    assert narrow.figure.get_figwidth() == pytest.approx(85 / 25.4)
    assert narrow.overhang <= 1 / 72


def test_no_text_is_cut_in_the_widest_column(example):
    """There, marks and labels lie otherwise."""
    plot, make = example
    wide = draw(plot, make(), "double")
    assert wide.figure.get_figwidth() == pytest.approx(180 / 25.4)
    assert wide.overhang <= 1 / 72


def test_nothing_is_transparent(drawn):
    """Printers refuse transparency: every artist is solid."""
    assert {artist.get_alpha() for artist in drawn.findobj()} <= {None, 1}


def test_axes_given_are_used(example):
    """A plot draws where it is told to."""
    plot, make = example
    fig, ax = figures.figure("double", height_mm=120)
    assert plot(make(), ax=ax) is ax
    assert ax.get_figure() is fig


def test_result_is_not_changed(example, narrow):
    """Drawing leaves the table as it was."""
    _, make = example
    pd.testing.assert_frame_equal(narrow.result.table, make().table)


def test_missing_column_is_named(example):
    """A table without its columns is refused with the columns it has."""
    plot, _ = example
    with pytest.raises(FigureError, match=r"needs .*; the table has nothing_useful"):
        plot(Result(pd.DataFrame({"nothing_useful": [1]})))


def test_empty_table_is_refused(example):
    """No rows, no figure."""
    plot, make = example
    result = make()
    with pytest.raises(FigureError, match="nothing to draw"):
        plot(replace(result, table=result.table.head(0)))


def test_long_labels_and_many_rows_stay_on_the_page():
    """Three hundred authors do not make a figure taller than a page, and the figure says so."""
    n = 300
    table = pd.DataFrame({"group": [f"A{i} " + "x" * 90 for i in range(n)], "estimate": 0.1})
    ax = figures.dots(Result(table), rows="group")
    assert ax.figure.get_figheight() * 25.4 <= MAX_HEIGHT_MM + 1e-9
    assert re.search(r"\d+ of 300 rows shown", all_text(ax.figure))


def test_of_more_groups_than_have_room_those_of_most_articles_are_shown():
    """Groups stand by name: single articles of A to L stood there in place of desks from M on."""
    names = [f"Outlet {n:03}" for n in range(80)] + ["Washington desk"]
    table = pd.DataFrame(
        {
            "group": names,
            "estimate": 0.1,
            "low": np.nan,
            "high": np.nan,
            "n_articles": [1] * 80 + [20],
            "few": True,
        }
    )
    ax = figures.dots(Result(table), rows="group", percent=True)
    shown = [label.get_text() for label in ax.get_yticklabels()]
    assert any("Washington desk" in label for label in shown)
    assert "Outlet 000" in shown[0]
    assert re.search(r"\d+ of 81 rows shown, those of most articles", all_text(ax.figure))


def test_many_series_become_rows():
    """Twelve authors cannot share a row: each gets its own, below the collocate."""
    table = pd.DataFrame(
        {
            "lemma": ["gas"] * 12 + ["oil"] * 12,
            "group": [f"author {i}" for i in range(12)] * 2,
            "estimate": np.linspace(0, 1, 24),
        }
    )
    ax = figures.dots(Result(table), rows="lemma", series="group")
    authors = [f"author {i}" for i in range(12)]
    shown = [label.get_text() for label in ax.get_yticklabels()]
    assert shown == ["gas", *authors, "oil", *authors]
    places = [y for line in ax.lines if line.get_marker() == "o" for y in line.get_ydata()]
    assert len(set(places)) == len(places) == 24


def test_few_articles_are_hollow_without_interval(examples):
    """The author with three articles has a mark, no line, and the figure explains it."""
    ax = figures.prevalence_dots(examples.prevalence())
    table = examples.prevalence().table
    drawn = sum(len(c.get_segments()) for c in ax.collections if isinstance(c, LineCollection))
    hollow = [line for line in ax.lines if to_rgba(line.get_markerfacecolor()) == (1, 1, 1, 1)]
    assert drawn == (~table["few"]).sum()
    assert sum(len(line.get_xdata()) for line in hollow) == table["few"].sum()
    n_few, n = int(table["few"].sum()), int(table["estimate"].notna().sum())
    said = re.sub(r"\s+", " ", all_text(ax.figure))
    assert f"Hollow marks ({n_few} of {n}): too few articles for an interval." in said


def intervals(*rows: tuple[float, float, float, bool], **columns: object) -> Result:
    """Rows of estimate, low, high, few."""
    table = pd.DataFrame(rows, columns=["estimate", "low", "high", "few"])
    names = [f"row {number}" for number in range(len(rows))]
    return Result(table.assign(**{"row": names, **columns}))


def note_of(result: Result, **options: object) -> str:
    return figures.dots(result, rows="row", **options).figure.get_supxlabel().replace("\n", " ")


def test_a_bar_of_no_length_is_no_certainty():
    """Ten of ten paragraphs right, in every resample: the figure must not say 1.00 for sure."""
    assert "A bar of no length" in note_of(intervals((1, 1, 1, False), (0.5, 0.4, 0.6, False)))
    assert "A bar of no length" not in note_of(intervals((0.5, 0.4, 0.6, False)))
    assert "A bar of no length" not in note_of(intervals((0, 0, 0, True)))


def test_n_that_is_the_same_for_all_marks_is_said_once():
    """Beside the name of a series it would read as the sum over its rows."""
    same = intervals(*[(0.5, 0.4, 0.6, False)] * 2, way=["raw", "adjusted"], n_articles=20)
    assert "n = 20 articles behind each mark." in note_of(same, series="way")
    legend = figures.dots(same, rows="row", series="way").get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["raw", "adjusted"]
    differ = intervals(*[(0.5, 0.4, 0.6, False)] * 2, way=["raw", "adjusted"], n_articles=[20, 9])
    legend = figures.dots(differ, rows="row", series="way").get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["raw (n = 20)", "adjusted (n = 9)"]


def test_a_mark_at_zero_is_whole():
    """A share of 0 stands on the axis; clipped it would be half a mark."""
    ax = figures.dots(intervals((0, np.nan, np.nan, True)), rows="row", percent=True)
    assert ax.get_xlim()[0] == 0
    assert not [line for line in ax.lines if line.get_marker() == "o" and line.get_clip_on()]


def test_shares_have_no_empty_decimals():
    """5 %, not 5.0 %; but the half of a step of 2.5 stays."""
    fine = figures.dots(intervals((0.05, 0.01, 0.09, False)), rows="row", percent=True)
    fine.figure.draw_without_rendering()
    labels = [label.get_text() for label in fine.get_xticklabels()]
    assert all(label.endswith(" %") and ".0" not in label for label in labels)
    shares = [float(label[:-2]) / 100 for label in labels]
    np.testing.assert_allclose(shares, fine.get_xticks(), atol=1e-12)


def test_one_way_of_estimating_has_no_legend(examples):
    """A plain share has no name; another that stands alone has it on the axis."""
    table = examples.prevalence().table
    for way, said in (("raw", "Share of paragraphs (95"), ("endorsed", "paragraphs, endorsed (95")):
        ax = figures.prevalence_dots(Result(table.assign(estimator=way)))
        assert ax.get_legend() is None
        assert said in ax.get_xlabel()


def test_adjusted_shares_without_bars_are_explained(examples):
    """An estimate without a bar looks exact."""
    table = examples.prevalence().table
    bare = table.assign(estimator="adjusted", low=np.nan, high=np.nan)
    raw = table.assign(estimator="raw")
    said = figures.prevalence_dots(Result(pd.concat([raw, bare]))).figure.get_supxlabel()
    assert "Adjusted shares have no bar" in said
    barred = table.assign(estimator="adjusted")
    said = figures.prevalence_dots(Result(pd.concat([raw, barred]))).figure.get_supxlabel()
    assert "Adjusted shares have no bar" not in said


def test_warnings_are_inside_the_figure(examples):
    """A frame that was not validated is named where the reader looks."""
    fig = figures.prevalence_dots(examples.prevalence()).figure
    assert "Warning: frame not validated: NATO cleavage" in all_text(fig)


def test_grave_warnings_come_before_others(examples):
    """Of many warnings those that forbid a conclusion are printed; the rest are counted."""
    chatter = tuple(f"remark {number}" for number in range(5))
    result = replace(examples.trend(), warnings=(*chatter, "frame dependency is not validated"))
    text = all_text(figures.frame_trend(result).figure)
    assert "frame dependency is not validated" in text
    assert "3 more warnings" in text


def test_intervals_are_not_missed_where_none_is_drawn(examples, tmp_path):
    """Counts of articles have no interval; whoever reads the figure would look for one."""
    thin = "under 5 articles no interval can be given: 9 of 9 groups"
    kept = "2 articles do not look English: a, b"
    counted = replace(examples.overview(), warnings=(thin, kept))
    axes = figures.corpus_overview(counted)
    figures.save(axes.figure, "counted", data=counted, caption="C.", alt="A.", folder=tmp_path)
    said = " ".join(all_text(axes.figure).split())
    written = (tmp_path / "counted.md").read_text(encoding="utf-8")
    for text in (said, written):
        assert kept in text
        assert "interval" not in text
    shares = replace(examples.prevalence(), warnings=(thin,))
    assert thin in " ".join(all_text(figures.prevalence_dots(shares).figure).split())


def test_warning_is_printed_once_for_two_panels(examples):
    """Panels of one result do not repeat its warnings."""
    fig, (left, right) = figures.panels(1, 2, width="double", height_mm=90)
    figures.frame_trend(examples.trend(), left)
    figures.frame_trend(examples.trend(), right)
    assert all_text(fig).count("under 8 years") == 1


def test_thin_cells_are_counted_among_the_marks_drawn(examples):
    """A reader of the figure looks in vain for hollow marks of rows that were left out."""
    warning = "few articles: no interval where fewer than 5 articles hold the frame"
    table = examples.prevalence().table
    told = (f"{warning} (4 of the table's 54 rows)",)
    few = [True] + [False] * (len(table) - 1)
    thin = figures.prevalence_dots(Result(table.assign(few=few), warnings=told)).figure
    said = thin.get_supxlabel().replace("\n", " ")
    assert warning in said
    assert "54 rows" not in said
    full = figures.prevalence_dots(Result(table.assign(few=False), warnings=told)).figure
    assert "few articles" not in all_text(full)


def test_a_line_of_the_note_within_another_is_still_printed():
    """Of two panels the second said nothing of its rows when the first said the same of more."""
    fig, _ = figures.figure("single")
    write_note(fig, ["12 of 19 rows shown."])
    write_note(fig, ["2 of 19 rows shown.", "12 of 19 rows shown."])
    assert fig.get_supxlabel().replace("\N{NO-BREAK SPACE}", " ").split("\n") == [
        "12 of 19 rows shown.",
        "2 of 19 rows shown.",
    ]


def test_dots_stand_at_the_estimates():
    """A case whose answer is obvious: two rows, two shares."""
    table = pd.DataFrame({"group": ["a", "b"], "estimate": [0.2, 0.123456789]})
    ax = figures.dots(Result(table), rows="group")
    points = np.concatenate([line.get_xydata() for line in ax.lines if line.get_marker() == "o"])
    np.testing.assert_array_equal(points, [[0.2, 0], [0.123457, 1]])


def test_intervals_end_at_the_limits():
    """The line runs from low to high."""
    table = pd.DataFrame({"group": ["a"], "estimate": [0.2], "low": [0.1], "high": [0.4]})
    ax = figures.dots(Result(table), rows="group")
    (segments,) = [c.get_segments() for c in ax.collections]
    np.testing.assert_array_equal(segments[0], [[0.1, 0], [0.4, 0]])


def test_n_beside_each_mark_where_it_differs():
    """When n differs by row and series it is printed for each."""
    table = pd.DataFrame(
        {
            "lemma": ["gas", "gas", "oil", "oil"],
            "group": ["a", "b", "a", "b"],
            "estimate": [1.0, 2.0, 3.0, 4.0],
            "n_articles": [11, 12, 13, 14],
        }
    )
    ax = figures.dots(Result(table), rows="lemma", series="group")
    printed = [text.get_text() for text in ax.texts]
    assert [text for text in printed if text.isdecimal()] == ["11", "12", "13", "14"]


def test_years_without_articles_break_the_line(examples):
    """2017 and 2023 have no articles: no line crosses them."""
    ax = figures.frame_trend(examples.trend())
    lines = [line for line in ax.lines if line.get_linestyle() != "None"]
    spans = [line.get_xdata() for line in lines if len(line.get_xdata()) == 2]
    joined = {(round(a), round(b)) for a, b in spans if round(b) - round(a) == 1}
    assert joined
    assert not {pair for pair in joined if 2017 in pair or 2023 in pair}
    assert all(round(b) - round(a) <= 1 for a, b in spans)


def test_n_of_each_year_is_printed(examples):
    """Under each year stands its number of articles, 0 where there is none."""
    ax = figures.frame_trend(examples.trend())
    below = [label.get_text().split("\n")[1] for label in ax.get_xticklabels()]
    n_of = examples.trend().table.groupby("year")["n_articles"].max()
    assert below == [str(n_of.get(year, 0)) for year in range(2014, 2025)]


def test_inferred_years_are_hatched(examples):
    """Bars of inferred years carry a hatch, those of printed years none."""
    ax = figures.bibliography(examples.bibliography())
    table = examples.bibliography().table
    hatched = [bar.get_height() for bar in ax.patches if bar.get_hatch()]
    plain = [bar.get_height() for bar in ax.patches if not bar.get_hatch()]
    assert hatched == table["uncertain"].tolist()
    assert plain == (table["works"] - table["uncertain"]).tolist()


def test_bibliography_keeps_empty_years(examples):
    """2017 has no works and keeps its place."""
    ax = figures.bibliography(examples.bibliography())
    centres = {round(bar.get_x() + bar.get_width() / 2) for bar in ax.patches}
    assert 2017 not in centres
    assert ax.get_xlim()[0] < 2014 < 2024 < ax.get_xlim()[1]


def test_works_that_are_not_drawn_are_counted(examples):
    """Bars that do not add up to n must say why."""
    result = examples.bibliography_outlets()
    known = {**result.parameters, "n_values": 331, "n_blank": 10}
    said = figures.bibliography(replace(result, parameters=known)).figure.get_supxlabel()
    assert "By outlet: the 5 most frequent of 331." in said
    assert "10 works without outlet are not shown." in said
    assert "not shown" not in figures.bibliography(result).figure.get_supxlabel()


def test_bibliography_refuses_words_for_years(examples):
    """A year must be one."""
    result = examples.bibliography()
    table = result.table.replace({"value": {"2014": "early"}})
    with pytest.raises(FigureError, match="whole years"):
        figures.bibliography(replace(result, table=table))


def test_trend_refuses_words_for_years(examples):
    """Authors do not stand on an axis of years."""
    table = examples.trend().table.rename(columns={"year": "group"}).assign(group="Aras")
    with pytest.raises(FigureError, match="frame_trend needs whole years, not 'Aras'"):
        figures.frame_trend(replace(examples.trend(), table=table))


def test_heat_refuses_two_values_for_a_cell(examples):
    """Two estimates of one cell are not averaged in silence."""
    table = pd.concat([examples.topics().table] * 2)
    with pytest.raises(FigureError, match="two rows for topic '1: gas, pipeline, price'"):
        figures.topic_heat(replace(examples.topics(), table=table))


@pytest.mark.parametrize(
    ("blank", "said"),
    [
        (0, ""),
        (1, "1 article without author or year is not shown."),
        (8, "8 articles without author or year are not shown."),
    ],
)
def test_overview_says_which_articles_no_row_counts(examples, blank, said):
    """The rows need not add up to the n that is printed below them."""
    result = examples.overview()
    result = replace(result, parameters={**result.parameters, "n_blank": blank})
    text = all_text(figures.corpus_overview(result).figure)
    assert said in text if blank else "not shown" not in text


def test_overview_needs_a_year(examples):
    """Groups of an author alone have no place on an axis of years."""
    result = replace(examples.overview(), table=pd.DataFrame({"group": ["Aras"], "articles": [2]}))
    with pytest.raises(FigureError, match="a name and a year"):
        figures.corpus_overview(result)


def test_overview_keeps_a_slash_in_a_name(examples):
    """Only the last part of the group is the year."""
    table = pd.DataFrame({"group": ["Aras / Bechev / 2019"], "articles": [2]})
    ax = figures.corpus_overview(replace(examples.overview(), table=table))
    assert ax.get_yticklabels()[0].get_text() == "Aras / Bechev (n = 2)"


def test_dispersion_keeps_articles_without_hits(examples):
    """An article without a hit has its line, and dates run downwards."""
    ax = figures.dispersion_plot(examples.hits())
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert len(labels) == 12
    assert labels == sorted(labels)


def test_dispersion_of_many_articles_shows_those_with_hits(examples):
    """Sixty articles do not fit a page; three with hits do."""
    rows = [
        {"article": f"a{n:02}", "published": f"2019-{1 + n // 5:02}", "position": position}
        for n in range(60)
        for position in (0.5 if n % 20 == 7 else np.nan,)
    ]
    ax = figures.dispersion_plot(Result(pd.DataFrame(rows), parameters={"n_articles": 60}))
    assert len(ax.get_yticklabels()) == 3
    assert "3 hits in 3 of n = 60 articles." in all_text(ax.figure)
    assert "Articles without a hit are not shown." in all_text(ax.figure)


def test_dispersion_without_a_hit_has_nothing_to_draw(examples):
    """Sixty articles without a hit leave no line, and no room for the axes."""
    table = pd.DataFrame(
        {"article": [f"a{n}" for n in range(60)], "published": "2019", "position": np.nan}
    )
    with pytest.raises(FigureError, match="no hit in 60 articles; ask for something that occurs"):
        figures.dispersion_plot(Result(table))


def test_dispersion_refuses_token_positions(examples):
    """A position past 1 is a token number, not a share."""
    result = examples.hits()
    table = result.table.assign(position=result.table["position"] * 500)
    with pytest.raises(FigureError, match="positions from 0 to 1"):
        figures.dispersion_plot(replace(result, table=table))


def test_keyness_marks_only_clear_differences(examples):
    """Triangles are the words whose interval leaves out 0."""
    ax = figures.keyness_plot(examples.keyness())
    table = rounded(examples.keyness().table)
    up = (table["low"] > 0).sum()
    down = (table["high"] < 0).sum()
    drawn = {line.get_marker(): len(line.get_xdata()) for line in ax.lines if line.get_marker()}
    assert (drawn["^"], drawn["v"]) == (up, down)


def test_keyness_names_words_by_the_bound_that_holds_for_all(examples):
    """Of 400 words twenty leave out 0 alone by chance: where there is a bound, it decides."""
    result = examples.keyness()
    bound = np.zeros(len(result.table))
    bound[[0, 2]] = (1.5, -1.1)
    ax = figures.keyness_plot(replace(result, table=result.table.assign(bound=bound)))
    drawn = {line.get_marker(): len(line.get_xdata()) for line in ax.lines if line.get_marker()}
    assert (drawn["^"], drawn["v"]) == (1, 1)
    ends = [s[:, 1].tolist() for c in ax.collections for s in c.get_segments()]
    assert sorted(ends) == [[-1.1, -3.6], [1.5, 4.2]]
    assert "2 of 400 words with a bound differ when all are tested at once" in all_text(ax.figure)
    said = ax.figure.get_supxlabel().replace("\n", " ")
    assert (
        "Bar: from the ratio to the end of its simultaneous interval that is nearer to 0." in said
    )
    none = figures.keyness_plot(replace(result, table=result.table.assign(bound=0.0)))
    assert "Bar:" not in all_text(none.figure)
    assert "not adjusted" not in all_text(ax.figure)


def test_keyness_tells_of_words_that_differ_without_a_bound(examples):
    """A word that one side lacks has no bound; the test of all words may find it all the same."""
    table = examples.keyness().table.assign(bound=0.0, few=False, p_family=1.0)
    table.loc[:2, ["bound", "few"]] = [np.nan, True]
    table.loc[0, "p_family"] = 0.01
    ax = figures.keyness_plot(replace(examples.keyness(), table=table))
    said = "3 words are in too few articles for a bound; of them 1 differs all the same (hollow)."
    assert said in all_text(ax.figure)
    assert "Bar:" not in all_text(ax.figure)
    (hollow,) = [line for line in ax.lines if line.get_markerfacecolor() == "white"]
    assert hollow.get_ydata().tolist() == [table["estimate"].iloc[0]]
    assert str(table["lemma"].iloc[0]) in all_text(ax.figure)


def test_keyness_that_was_adjusted_says_that_the_raw_ratio_is_drawn(examples):
    """Nobody takes for a difference within events what is one between them."""
    result = examples.keyness()
    within = [0.0, 1.2, -0.4, np.nan]
    table = result.table.head(4).assign(bound=0.0, bound_within=within)
    known = {**result.parameters, "adjust": "event"}
    fig = figures.keyness_plot(replace(result, table=table, parameters=known)).figure
    assert "not adjusted; within event: 2 differ" in all_text(fig)
    nothing = figures.keyness_plot(replace(result, table=result.table.assign(bound=0.0)))
    assert "None of 400 words with a bound differ" in all_text(nothing.figure)


def test_keyness_counts_the_articles_of_each_side(examples):
    """The n of the corpus is not the n of two groups of it."""
    result = examples.keyness()
    known = {**result.parameters, "n_target": 30, "n_reference": 31}
    legend = figures.keyness_plot(replace(result, parameters=known)).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        "more in: 2015–2016 (n = 30)",
        "more in: 2020–2024 (n = 31)",
    ]


def test_keyness_without_a_bound_says_what_chance_would_do(examples):
    """A reader must not take one in twenty for a finding."""
    words = all_text(figures.keyness_plot(examples.keyness()).figure).replace("\n", " ")
    assert "each alone: 20 would by chance" in words
    assert "the end of its interval that is nearer to 0" in words


def test_keyness_labels_do_not_overlap(examples):
    """Words beside points are readable: no two of their boxes meet, in any width."""
    for width in ("single", "one-half", "double"):
        with figures.use_style(width):
            fig = figures.keyness_plot(examples.keyness()).figure
        fig.draw_without_rendering()
        (labels,) = fig.findobj(PointLabels)
        boxes = [box for _, box, _ in labels.placed(fig.canvas.get_renderer())]
        assert len(boxes) >= 5
        for place, a in enumerate(boxes):
            for b in boxes[place + 1 :]:
                assert (a[:2] >= b[2:]).any() or (b[:2] >= a[2:]).any()


def test_network_joins_each_pair_once(examples):
    """As many lines as pairs, and the same places on every run."""
    first, second = (figures.collocation_network(examples.network()) for _ in range(2))
    ends = [np.array(ax.collections[0].get_segments()) for ax in (first, second)]
    assert len(ends[0]) == len(examples.network().table)
    np.testing.assert_array_equal(*ends)


def test_network_of_one_pair_is_drawn(examples):
    """The smallest network there is."""
    result = replace(examples.network(), table=examples.network().table.head(1))
    assert len(figures.collocation_network(result).collections[0].get_segments()) == 1


def test_network_counts_the_pairs_that_are_drawn(examples):
    """A word near itself has no line; it widens no other and is in no count."""
    table = pd.DataFrame(
        {"node": ["gas", "gas", "oil"], "collocate": ["gas", "pipe", "pipe"],
         "estimate": [13.0, 7.0, 8.0]}
    )  # fmt: skip
    ax = figures.collocation_network(replace(examples.network(), table=table))
    assert len(ax.collections[0].get_segments()) == 2
    assert max(ax.collections[0].get_linewidths()) == ax.collections[0].get_linewidths()[0]
    said = " ".join(text.get_text() for text in ax.figure.findobj(Text))
    assert "All 2 pairs" in said
    assert "A word near itself is not drawn." in said


def test_heat_prints_the_shares(examples):
    """Each cell holds its share in per cent, in brackets where articles are few."""
    ax = figures.topic_heat(examples.topics())
    table = rounded(examples.topics().table)
    wanted = [
        f"({100 * row.estimate:.0f})" if row.few else f"{100 * row.estimate:.0f}"
        for row in table.itertuples()
    ]
    assert [text.get_text() for text in ax.texts] == wanted


def test_numbers_of_the_heat_can_be_read(examples):
    """Each stands out from its cell by 4.5 to 1, as WCAG 2.2 asks of text."""

    def luminance(colour: tuple[float, ...]) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
        return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))

    shares = np.linspace(0, 1, 21)
    table = pd.DataFrame({"topic": range(21), "group": "A", "estimate": shares})
    ax = figures.topic_heat(Result(table))
    for text, cell in zip(ax.texts, ax.collections[0].get_facecolors(), strict=True):
        pair = sorted((luminance(to_rgba(text.get_color())), luminance(cell)))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, text.get_text()


def test_unstable_topics_are_marked(examples):
    """Topic 2 is not stable: it carries a dagger that the figure explains."""
    for plot in (figures.topic_heat, figures.topic_prevalence):
        fig = plot(examples.topics()).figure
        marked = [line for line in all_text(fig).split("\n") if line.startswith("† 2")]
        assert len(marked) == 1
        assert "† stability under 0.7" in all_text(fig)


def test_choose_k_marks_the_number_proposed(examples):
    """A line stands at k = 5 in each band."""
    ax = figures.choose_k(examples.choice())
    for band in ax.child_axes:
        assert [5.0, 5.0] in [list(line.get_xdata()) for line in band.lines]


@given(st.text(max_size=200), st.integers(5, 80))
@settings(max_examples=200, deadline=None)
def test_literal_text_is_one_short_line(text, limit):
    """Whatever an article holds, a label is one line without control characters."""
    label = literal(text, limit)
    assert len(label) <= limit
    assert label.isprintable() or not label


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_rounding_keeps_six_digits(value):
    """The rounded number differs from the number by at most half of its sixth digit."""
    found = float(figures.round_significant([value])[0])
    assert found == float(f"{value:.6g}")
    assert abs(found - value) <= abs(value) * 5.0000001e-6 + 5e-324


def test_rounding_is_stable():
    """Rounding twice is rounding once."""
    values = np.random.default_rng(8).normal(size=1000) * 10.0 ** np.arange(-5, 5).repeat(100)
    once = figures.round_significant(values)
    np.testing.assert_array_equal(figures.round_significant(once), once)


def test_no_line_breaks_inside_a_number_and_what_it_counts():
    """Whatever the width: n = 1, p < 0.05, 95 % and 12 articles stay on one line, as they are."""
    said = "Years: 2017 n = 1, 2018 n = 12; p < 0.05 where 95 % of 12 articles, 1,340 words, agree."
    held = ("n = 1,", "n = 12;", "p < 0.05", "95 %", "12 articles", "1,340 words")
    notes = set()
    for width_mm in range(45, 110, 2):
        fig = Figure(figsize=(width_mm / 25.4, 2))
        write_note(fig, [said])
        lines = fig.get_supxlabel().split("\n")
        assert all(any(part in line for line in lines) for part in held)
        assert " ".join(lines) == said
        notes.add(len(lines))
    assert len(notes) > 1
    assert wrapped("Ankara desk and Gulf desk n = 12", 27) == "Ankara desk and Gulf desk\nn = 12"
    assert wrapped("n = 123456", 6) == "n =\n123456"  # what has no room on a line is broken


def test_drawing_under_foreign_settings_is_the_same(examples):
    """A plot made without use_style does not take over a personal font or size."""
    import matplotlib as mpl

    mpl.rcParams["font.size"] = 20.0
    mpl.rcParams["text.parse_math"] = True
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fig = figures.collocation_dots(examples.collocates()).figure
    assert {text.get_fontsize() for text in texts_of(fig)} <= {7.0, 8.0, 9.0}
    assert mpl.rcParams["font.size"] == 20.0


def test_planted_and_recovered_differences_share_a_row():
    """The planted value stands beside the recovered one, which alone has an interval."""
    table = pd.DataFrame(
        {"name": ["large"], "planted": [0.3], "recovered": [0.25], "low": [0.1], "high": [0.4]}
    ).assign(few=False)
    ax = figures.recovery_dots(Result(table, parameters={"n_articles": 24}))
    drawn = {float(x) for line in ax.lines for x in line.get_xdata() if x not in (0.0, 1.0)}
    assert {0.3, 0.25} <= drawn
    ends = [
        segment[:, 0].tolist()
        for bars in ax.collections
        if isinstance(bars, LineCollection)
        for segment in bars.get_segments()
    ]
    assert [0.1, 0.4] in ends
    assert len(ends) == 1


def test_alpha_of_a_single_value_is_left_out_in_words():
    table = pd.DataFrame(
        {"variable": ["stance", "target"], "alpha": [0.9, np.nan], "low": [0.8, np.nan]}
    ).assign(high=[1.0, np.nan], n_values=[3, 1], few=False)
    said = figures.agreement_dots(Result(table)).figure.get_supxlabel()
    assert "alpha is not defined" in said
    assert "not defined" not in figures.agreement_dots(Result(table.head(1))).figure.get_supxlabel()


def test_rows_that_differ_between_two_results_are_named_and_lost_ones_stand_at_the_foot():
    table = pd.DataFrame(
        {
            "lemma": ["gas", "pipe", "sea"],
            "first": [1.0, -2.0, 0.5],
            "second": [1.0, -1.5, np.nan],
            "same": [True, False, False],
        }
    )
    ax = figures.results_scatter(Result(table, parameters={"key": ["lemma"]}))
    ax.figure.draw_without_rendering()
    drawn = {line.get_marker(): line for line in ax.lines}
    assert drawn["."].get_xydata().tolist() == [[1.0, 1.0]]
    assert drawn["^"].get_xydata().tolist() == [[-2.0, -1.5]]
    assert drawn["x"].get_xdata().tolist() == [0.5]
    assert "pipe" in {text.get_text() for text in ax.findobj(Text)}
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["the same (1)", "not the same (1)", "first alone (1)"]


def test_results_without_a_common_row_are_refused():
    table = pd.DataFrame({"lemma": ["a"], "first": [1.0], "second": [np.nan], "same": [False]})
    with pytest.raises(FigureError, match="no row with a value in both"):
        figures.results_scatter(Result(table))


def test_what_is_not_only_endorsed_is_called_invoked():
    """Raw says nothing to a reader who sees it beside endorsed."""
    table = pd.DataFrame(
        {
            "frame": "dependency",
            "group": ["A", "A"],
            "estimator": ["raw", "endorsed"],
            "estimate": [0.3, 0.1],
            "low": [0.2, 0.05],
            "high": [0.4, 0.15],
            "n_articles": 20,
        }
    )
    words = all_text(figures.prevalence_dots(Result(table)).figure)
    assert {"invoked", "endorsed", "n = 20 articles behind each mark."} <= set(words.split("\n"))
    assert "raw" not in words


def test_rates_of_two_instruments_stand_in_blocks(examples):
    """Each block holds every frame; a mark is where its own table says."""
    first = examples.validation().table
    tables = [
        first.assign(found_by="rules"),
        first.assign(found_by="classifier", recall=0.5, recall_low=0.4, recall_high=0.6),
    ]
    both = replace(examples.validation(), table=pd.concat(tables, ignore_index=True))
    ax = figures.validation_dots(both, rates=("recall",), blocks="found_by")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert [name for name in names if name in ("rules", "classifier")] == ["rules", "classifier"]
    assert sum(name.startswith("dependency") for name in names) == 2
    drawn = [x for line in ax.lines for x in np.ravel(line.get_xdata()).tolist()]
    drawn += [x for part in ax.collections for x in np.ravel(part.get_offsets()).tolist()[::2]]
    assert drawn.count(0.5) == 3
