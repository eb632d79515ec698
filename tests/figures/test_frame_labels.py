"""Figures show the labels of frames; tables keep their names, which are the key."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.text import Text

from toolkit import figures
from toolkit.result import Result

LABELS = {
    "dependency": "Asymmetrical dependency on fuel and arms of another",
    "regime_change": "Regime change in Syria, by force",
    "nato_cleavage": "NATO and West cleavage",
}
VALUES = {"estimate": 0.4, "low": 0.2, "high": 0.6, "few": False, "n_articles": 9}


def labelled(table: pd.DataFrame, *warnings: str) -> Result:
    return Result(table, warnings=warnings, parameters={"labels": LABELS})


def shares(**columns: object) -> Result:
    rows = [
        {"frame": frame, "group": group, **VALUES, **columns}
        for frame in LABELS
        for group in ("A", "B", "dependency")
    ]
    return labelled(pd.DataFrame(rows))


def years() -> Result:
    rows = [{"frame": f, "year": year, **VALUES} for f in LABELS for year in (2019, 2020)]
    return labelled(pd.DataFrame(rows))


def validated() -> Result:
    rates = ("precision", "recall")
    known = {f"{rate}{end}": 0.5 for rate in rates for end in ("", "_low", "_high")}
    counts = {"n_present": 31, "n_paragraphs": 273, "tp": 14.0, "fp": 1.0}
    rows = [{"frame": f, "measure": "recovery", **VALUES, **known, **counts} for f in LABELS]
    return labelled(pd.DataFrame(rows))


def agreed() -> Result:
    rows = [{"frame": f, "variable": v, **VALUES} for f in LABELS for v in ("present", "stance")]
    return labelled(pd.DataFrame(rows).rename(columns={"estimate": "alpha"}))


DRAWN = {
    "prevalence": (figures.prevalence_dots, shares),
    "trend": (figures.frame_trend, years),
    "validation": (figures.validation_dots, validated),
    "agreement": (figures.agreement_dots, agreed),
}


def words(texts: list[Text]) -> list[str]:
    return [" ".join(text.get_text().split()) for text in texts]


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("width", ["single", "one-half"])
def test_labels_stand_for_names_and_fit(name, width):
    """On the axis, as heads of blocks or in the legend; no two lie over each other."""
    plot, make = DRAWN[name]
    with figures.use_style(width=width):
        ax = plot(make())
    fig = ax.figure
    fig.draw_without_rendering()
    ticks = [text for text in ax.get_yticklabels() if text.get_text()]
    legend = ax.get_legend().get_texts() if ax.get_legend() else []
    said = words([*ticks, *legend])
    for frame, label in LABELS.items():
        assert any(text == label for text in said), f"{frame} in {said}"
    assert "regime_change" not in said
    renderer = fig.canvas.get_renderer()
    for texts in (ticks, legend):
        boxes = [text.get_window_extent(renderer) for text in texts]
        for one, other in itertools.combinations(boxes, 2):
            across = min(one.y1, other.y1) - max(one.y0, other.y0)
            beside = min(one.x1, other.x1) - max(one.x0, other.x0)
            assert across < 1.5 or beside < 0, f"{across} pixels of two labels share a line"


def test_a_group_that_is_called_like_a_frame_keeps_its_name():
    ticks = words(figures.prevalence_dots(shares()).get_yticklabels())
    assert ticks.count("dependency (n = 9)") == 3


def test_saved_data_have_the_names(tmp_path):
    """Also where the data are those that the figure has drawn."""
    ax = figures.frame_trend(years())
    figures.save(ax.figure, "years", caption="C.", alt="A.", folder=tmp_path)
    assert list(dict.fromkeys(pd.read_csv(tmp_path / "years.csv")["frame"])) == list(LABELS)


def test_warnings_in_a_figure_have_the_labels():
    """Where a name is no word of prose; a warning that has none is left as it is."""
    told = ("nato_cleavage is not validated", "under 5 articles on dependency")
    ax = figures.prevalence_dots(replace(shares(), warnings=told))
    said = " ".join(ax.figure.get_supxlabel().split())
    assert "NATO and West cleavage is not validated" in said
    assert told[1] in said


def test_paragraphs_behind_rates_are_told():
    """Whole numbers; of a weighted coding what was found is no number of paragraphs."""
    note = " ".join(figures.validation_dots(validated()).figure.get_supxlabel().split())
    assert "Regime change in Syria, by force 31 of 273 have it, 15 found; NATO" in note
    table = validated().table.assign(tp=14.25)
    weighted = figures.validation_dots(labelled(table)).figure.get_supxlabel()
    assert "NATO and West cleavage 31 of 273 have it." in " ".join(weighted.split())
    by = pd.concat([table.assign(by=name) for name in ("rules", "classifier")])
    parted = figures.validation_dots(labelled(by), blocks="by").figure.get_supxlabel()
    assert "Paragraphs, classifier: Asymm" in " ".join(parted.split())


def test_rows_of_two_lines_have_room_and_others_stand_as_before():
    """A label of one line moves nothing; one of two takes half a row more or so."""
    table = pd.DataFrame([{"row": name, **VALUES} for name in ("a", "b", "c")])
    places = list(figures.dots(Result(table), rows="row").get_yticks())
    assert places == [0.0, 1.0, 2.0]
    long = table.replace({"row": {"b": "a name that needs two lines of type"}})
    first, second, third = figures.dots(Result(long), rows="row").get_yticks()
    assert first == 0.0
    assert second - first == pytest.approx(third - second)
    assert 1.1 < second - first < 1.5
