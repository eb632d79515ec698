from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from toolkit import figures
from toolkit.errors import CorpusError, FigureError
from toolkit.figures import style
from toolkit.figures.drawing import drawn_results
from toolkit.figures.save import _write
from toolkit.result import Result

EXAMPLES = Path(__file__).with_name("examples.py")
SAVED = ("keyness-plot", "topic-heat")
SUFFIXES = ("csv", "md", "pdf", "png", "svg")


def run(folder: Path, seed: str) -> subprocess.Popen[bytes]:
    known = os.environ | {"PYTHONHASHSEED": seed, "MPLBACKEND": "agg"}
    return subprocess.Popen([sys.executable, str(EXAMPLES), str(folder), *SAVED], env=known)


@pytest.fixture(scope="module")
def two_runs(made_once) -> tuple[Path, Path]:
    """The same figures saved by two processes with different orders of sets."""

    def fill(folder: Path) -> None:
        processes = [run(folder / seed, seed) for seed in ("1", "77")]
        assert [process.wait() for process in processes] == [0, 0]

    folder = made_once("figures of two runs", fill)
    return folder / "1", folder / "77"


def save_table(folder: Path, table: pd.DataFrame, name: str = "shares", **parameters) -> Path:
    result = Result(table, parameters=parameters, corpus="feedfacecafe", notes=("a *note*",))
    with figures.use_style("single"):
        ax = figures.dots(result, rows="group")
    figures.save(ax.figure, name, caption="Shares of frames.", alt="Two dots.", folder=folder)
    return folder / name


@pytest.fixture
def coarse(monkeypatch) -> None:
    """Save pictures of few points, where a test looks at what stands beside them."""
    monkeypatch.setattr(sys.modules["toolkit.figures.save"], "DPI", 50)


@pytest.fixture
def plain(coarse, monkeypatch) -> None:
    """The same with fonts of a kind that is soon written, for texts of western letters."""
    parameters = style._parameters
    monkeypatch.setattr(style, "_parameters", lambda mm: parameters(mm) | {"pdf.fonttype": 3})


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame({"group": ["$a$", "=b"], "estimate": [1 / 3, 0.25], "n_articles": [7, 9]})


@pytest.mark.parametrize("name", [*(f"{n}.{s}" for n in SAVED for s in SUFFIXES), "manifest.json"])
def test_bytes_are_the_same_on_every_run(two_runs, name):
    """Two processes with different hash seeds write the same bytes."""
    first, second = ((folder / name).read_bytes() for folder in two_runs)
    assert first == second


def test_style_in_force_does_not_change_the_bytes(tmp_path, table):
    """What counts is how a figure was drawn, not what was set when it was saved."""
    first = save_table(tmp_path / "a", table)
    figures.use_style("double")
    second = save_table(tmp_path / "b", table)
    for suffix in SUFFIXES:
        assert first.with_suffix(f".{suffix}").read_bytes() == (
            second.with_suffix(f".{suffix}").read_bytes()
        )


@pytest.mark.usefixtures("coarse")
def test_saving_twice_gives_the_same_bytes(tmp_path, examples):
    """A figure that was shown before it was saved is no other figure."""
    fig = figures.keyness_plot(examples.keyness()).figure
    for folder in ("a", "b"):
        figures.save(fig, "keyness", caption="K.", alt="K.", folder=tmp_path / folder)
        fig.canvas.draw()
    for suffix in SUFFIXES:
        first, second = (tmp_path / folder / f"keyness.{suffix}" for folder in ("a", "b"))
        assert first.read_bytes() == second.read_bytes(), suffix


def test_no_date_and_no_path_in_any_file(two_runs):
    """Nothing tells when or where a figure was made."""
    folder = two_runs[0]
    for file in folder.iterdir():
        content = file.read_bytes()
        assert b"CreationDate" not in content
        assert str(folder).encode() not in content
        assert b"<dc:date>" not in content


def _pdf_streams(file: Path) -> bytes:
    content = file.read_bytes()
    found = [content]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.parametrize("name", SAVED)
def test_pdf_holds_no_transparency(two_runs, name):
    """Every opacity in the pdf is 1."""
    opacities = re.findall(rb"/(?:ca|CA)\s+([0-9.]+)", _pdf_streams(two_runs[0] / f"{name}.pdf"))
    assert {float(value) for value in opacities} <= {1.0}
    assert b"/SMask" not in _pdf_streams(two_runs[0] / f"{name}.pdf")


@pytest.mark.usefixtures("plain")
def test_bars_drawn_by_hand_are_solid_too(tmp_path, table):
    """The style gives bars an edge; one without opacity would count as transparent."""
    with figures.use_style("single"):
        fig, ax = figures.figure()
        ax.bar([1, 2], [3, 4])
    figures.save(fig, "bars", caption="C.", alt="A.", data=table, folder=tmp_path)
    assert set(re.findall(rb"/(?:ca|CA) ([0-9.]+)", _pdf_streams(tmp_path / "bars.pdf"))) <= {b"1"}


@pytest.mark.parametrize("name", SAVED)
def test_pdf_embeds_true_type(two_runs, name):
    """Fonts are embedded as TrueType (type 42), none as type 3."""
    content = _pdf_streams(two_runs[0] / f"{name}.pdf")
    assert b"/FontFile2" in content
    assert b"/Type3" not in content


@pytest.mark.parametrize("name", SAVED)
def test_pdf_lines_are_thick_enough(two_runs, name):
    """No line is thinner than 0.3 pt."""
    widths = re.findall(rb"(?<![0-9.])([0-9.]+) w\b", _pdf_streams(two_runs[0] / f"{name}.pdf"))
    # 0 w stands before shapes that are filled and not stroked.
    assert {float(width) for width in widths if 0 < float(width) < 0.3} == set()
    assert widths


@pytest.mark.parametrize("name", SAVED)
def test_pdf_is_as_wide_as_the_column(two_runs, name):
    """85 mm are 240.94 pt."""
    box = re.search(rb"/MediaBox \[\s*0 0 ([0-9.]+)", (two_runs[0] / f"{name}.pdf").read_bytes())
    assert float(box.group(1)) / 72 * 25.4 == pytest.approx(85, abs=0.001)


def test_png_is_600_dpi_and_opaque(two_runs):
    """The printer's picture has its resolution and no channel of transparency."""
    content = (two_runs[0] / "keyness-plot.png").read_bytes()
    with Image.open(io.BytesIO(content)) as image:
        assert image.mode == "RGB"
        assert image.info["dpi"] == pytest.approx((600, 600), abs=0.1)
        assert image.width == pytest.approx(85 / 25.4 * 600, abs=1)
        assert image.info["Description"] == "keyness-plot öş"


def test_grey_print_keeps_every_series_apart(tmp_path):
    """Printed in grey, the two markers are different shapes, not shades."""
    table = pd.DataFrame({"word": ["w", "w"], "group": ["a", "b"], "estimate": [1.0, 2.0]})
    ax = figures.dots(Result(table), rows="word", series="group")
    markers = [line.get_marker() for line in ax.get_lines() if len(line.get_xdata()) == 1]
    assert len(set(markers)) == 2


@pytest.mark.usefixtures("plain")
def test_svg_text_is_drawn_not_parsed(tmp_path, table):
    """Markup in a label stays words: the svg has no element of that name."""
    table["group"] = ["<script>alert(1)</script>", "--><b>x</b>"]
    svg = save_table(tmp_path, table).with_suffix(".svg").read_text(encoding="utf-8")
    assert "<script" not in svg
    assert "--><b>" not in svg


@pytest.mark.usefixtures("coarse")
def test_csv_is_what_was_drawn(tmp_path, examples):
    """The data file holds the estimates at which the dots stand, to six digits."""
    result = examples.collocates()
    ax = figures.collocation_dots(result, top=3)
    figures.save(ax.figure, "dots", caption="C.", alt="A.", folder=tmp_path)
    saved = pd.read_csv(tmp_path / "dots.csv")
    drawn = np.concatenate([line.get_xdata() for line in ax.lines if len(line.get_xdata()) < 9])
    assert set(saved["estimate"]) <= set(drawn)
    assert len(saved) == 9
    assert saved["estimate"].map(lambda x: len(f"{x:.12g}".replace(".", ""))).max() <= 6


@pytest.mark.usefixtures("plain")
def test_csv_holds_no_formula(tmp_path, table):
    """A group named like a formula is made harmless for spreadsheets."""
    text = save_table(tmp_path, table).with_suffix(".csv").read_text()
    assert text.splitlines() == [
        "group,estimate,n_articles",
        "$a$,0.333333,7",
        "'=b,0.25,9",
    ]


@pytest.mark.usefixtures("plain")
def test_csv_of_panels_says_which(tmp_path, table):
    """Two panels, one file, a column that tells them apart."""
    fig, (left, right) = figures.panels(1, 2, width="double", height_mm=60)
    figures.dots(Result(table), rows="group", ax=left)
    figures.dots(Result(table.head(1)), rows="group", ax=right)
    figures.save(fig, "panels", caption="C.", alt="A.", folder=tmp_path)
    assert pd.read_csv(tmp_path / "panels.csv")["panel"].tolist() == [1, 1, 2]


def test_cleared_axes_forget_their_data(table):
    """What was wiped off the axes is not saved with them."""
    ax = figures.dots(Result(table), rows="group")
    ax.clear()
    assert drawn_results(ax.figure) == ()


@pytest.mark.usefixtures("coarse")
def test_description_carries_caption_alt_n_notes_and_warnings(tmp_path, examples):
    """The text beside the figure says all that a reader needs, as words."""
    fig = figures.prevalence_dots(examples.prevalence()).figure
    figures.save(fig, "p", caption="Shares, *recovery*.", alt="Dots.", folder=tmp_path)
    text = (tmp_path / "p.md").read_text(encoding="utf-8")
    assert "Shares, \\*recovery\\*." in text
    assert "**Alternative text.** Dots." in text
    assert "n = 24" in text
    assert "corpus fingerprint 0123456789ab" in text
    assert "- few articles: \\<i\\>no interval\\</i\\> for Bülent Öniş (\\$n = 3\\$)" in text
    assert "- made by hand" in text


@pytest.mark.usefixtures("plain")
def test_manifest_walks_back_to_data_and_versions(tmp_path, table):
    """An entry names corpus, parameters, seed, n, library versions and the sha256 of each file."""
    stem = save_table(tmp_path, table, seed=7, n_articles=16, ks=(2, 3), who={"b", "a"})
    entry = json.loads((tmp_path / "manifest.json").read_text())["shares"]
    assert entry["corpus"] == ["feedfacecafe"]
    (panel,) = entry["panels"]
    assert (panel["seed"], panel["n_articles"]) == (7, 16)
    assert panel["parameters"]["who"] == ["a", "b"]
    assert panel["parameters"]["ks"] == [2, 3]
    assert set(entry["versions"]) == {"numpy", "pandas", "matplotlib", "seaborn", "toolkit"}
    assert set(entry["sha256"]) == set(SUFFIXES)
    for suffix, digest in entry["sha256"].items():
        content = stem.with_suffix(f".{suffix}").read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest


@pytest.mark.usefixtures("plain")
def test_manifest_keeps_no_path(tmp_path, table):
    """A folder among the parameters is named, not placed."""
    save_table(tmp_path, table, corpus=tmp_path / "corpus")
    text = (tmp_path / "manifest.json").read_text()
    assert str(tmp_path) not in text
    assert '"corpus": "corpus"' in text


@pytest.mark.usefixtures("plain")
def test_manifest_does_not_depend_on_the_order_of_figures(tmp_path, table):
    """Whichever notebook is first, the manifest is the same."""
    for folder, names in (("a", ("one", "two")), ("b", ("two", "one"))):
        for name in names:
            save_table(tmp_path / folder, table, name)
    assert (tmp_path / "a/manifest.json").read_bytes() == (
        tmp_path / "b/manifest.json"
    ).read_bytes()


@pytest.mark.usefixtures("plain")
def test_manifest_forgets_deleted_figures(tmp_path, table):
    """A figure whose files are gone has no entry."""
    save_table(tmp_path, table, "old").with_suffix(".csv").unlink()
    save_table(tmp_path, table, "new")
    assert list(json.loads((tmp_path / "manifest.json").read_text())) == ["new"]


def test_notebooks_at_the_same_time_lose_no_entry(tmp_path):
    """Twelve writers, twelve entries."""
    names = [f"figure-{number}" for number in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda name: _write(tmp_path, name, {"csv": b""}, {"n": 1}), names))
    assert sorted(json.loads((tmp_path / "manifest.json").read_text())) == sorted(names)


@pytest.mark.usefixtures("plain")
def test_a_folder_whose_lock_cannot_be_had_is_told_at_once(tmp_path, monkeypatch):
    """To wait helps where another notebook writes, not where the lock is somebody else's."""

    def never(seconds: float) -> None:
        raise AssertionError(f"waited {seconds} s for what does not change")

    monkeypatch.setattr("time.sleep", never)
    (tmp_path / ".lock").mkdir()
    with pytest.raises(CorpusError, match="cannot write to"):
        _write(tmp_path, "shares", {}, {})


def test_broken_manifest_is_explained(tmp_path, table):
    """A manifest cut short is named, with what to do; no figure is written that it lacks."""
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(FigureError, match=r"manifest\.json is not well formed.*delete it"):
        save_table(tmp_path, table)
    assert {path.name for path in tmp_path.iterdir()} <= {"manifest.json", ".lock"}


def test_running_text_of_private_articles_is_refused(tmp_path, table):
    """A sentence of an article that may not be shared does not leave the machine."""
    table["left"] = ["gas", "word " * 13]
    ax = figures.dots(Result(table, parameters={"private": True}), rows="group")
    with pytest.raises(FigureError, match=r"13 words of running text.*column 'left', row 1"):
        figures.save(
            ax.figure,
            "private",
            caption="C.",
            alt="A.",
            folder=tmp_path,
            data=Result(table, parameters={"private": True}),
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_side_of_a_concordance_is_five_words_at_most(tmp_path, table, side):
    """Ten words on either side of a node are a sentence, whichever columns they stand in."""
    table[side] = "word " * 6
    result = Result(table, parameters={"private": True})
    ax = figures.dots(result, rows="group")
    with pytest.raises(FigureError, match=rf"6 words of running text.*column '{side}'"):
        figures.save(ax.figure, "lines", caption="C.", alt="A.", folder=tmp_path, data=result)


def test_private_table_by_hand_is_refused_too(tmp_path, table):
    """Rows picked from a private result are private, also as a plain table."""
    ax = figures.dots(Result(table, parameters={"private": True}), rows="group")
    with pytest.raises(FigureError, match="running text"):
        figures.save(
            ax.figure,
            "private",
            caption="C.",
            alt="A.",
            folder=tmp_path,
            data=table.assign(left="word " * 13),
        )


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize(
    ("column", "words", "private"),
    [("left", 5, True), ("line", 12, True), ("left", 13, False), ("title", 20, True)],
)
def test_what_may_be_shared_is_saved(tmp_path, table, column, words, private):
    """A node with five words either side, text of one's own, and titles are no running text."""
    table[column] = "word " * words
    result = Result(table, parameters={"private": private})
    ax = figures.dots(result, rows="group")
    figures.save(ax.figure, "fine", caption="C.", alt="A.", folder=tmp_path, data=result)
    assert (tmp_path / "fine.csv").is_file()


@pytest.mark.parametrize("name", ["", "../up", "a/b", "Über", "a b", "a.b", "-a", "x" * 99])
def test_bad_names_are_refused(tmp_path, table, name):
    """A name is part of a path: nothing but letters, digits and hyphens."""
    with pytest.raises(FigureError, match="cannot be named"):
        save_table(tmp_path, table, name)


@pytest.mark.parametrize(("caption", "alt"), [(" ", "A."), ("C.", "")])
def test_caption_and_alt_are_required(tmp_path, table, caption, alt):
    """A figure without words is not published."""
    ax = figures.dots(Result(table), rows="group")
    with pytest.raises(FigureError, match="has no"):
        figures.save(ax.figure, "bare", caption=caption, alt=alt, folder=tmp_path)


def test_a_figure_without_data_is_refused(tmp_path):
    """Drawn by hand and without a table, no number can be checked."""
    fig, _ = figures.figure("single")
    with pytest.raises(FigureError, match="hand the plotted table over as data="):
        figures.save(fig, "bare", caption="C.", alt="A.", folder=tmp_path)


def test_folder_is_found_from_a_notebook(tmp_path, monkeypatch):
    """From notebooks/ the figures go beside it, not into it."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert figures.figures_folder() == tmp_path / "figures"


@pytest.mark.usefixtures("plain")
def test_layout_engine_is_put_back(tmp_path, table):
    """Saving does not freeze the figure for good."""
    ax = figures.dots(Result(table), rows="group")
    before = ax.figure.get_layout_engine()
    figures.save(ax.figure, "f", caption="C.", alt="A.", folder=tmp_path, data=table)
    assert ax.figure.get_layout_engine() is before


@pytest.mark.usefixtures("coarse")
def test_data_given_replaces_what_was_drawn(tmp_path, table, examples):
    """A table handed over is the one that is saved, with the corpus it was drawn from."""
    ax = figures.prevalence_dots(examples.prevalence())
    figures.save(ax.figure, "f", caption="C.", alt="A.", folder=tmp_path, data=table)
    assert list(pd.read_csv(tmp_path / "f.csv").columns) == list(table.columns)
    entry = json.loads((tmp_path / "manifest.json").read_text())["f"]
    assert entry["corpus"] == [replace(examples.prevalence()).corpus]
