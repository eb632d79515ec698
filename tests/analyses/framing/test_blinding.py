"""Blind sheets: what the coder does not see, and the way back."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.analyses import framing
from toolkit.errors import AnalysisError


@pytest.fixture
def desks(corpus_with):
    """Twelve articles whose names tell desk and date, six paragraphs each."""
    texts = {
        f"20{year}-05-{desk}-gas": "\n\n".join(
            ["Turkey needs gas."] + [f"Nothing in {number} happened." for number in range(5)]
        )
        for year in (17, 19, 23)
        for desk in ("moscow", "ankara", "gulf", "levant")
    }
    return corpus_with(texts, title="Zanzibar", author=("Ankara A",), outlet="Moscow desk")


def saved(sheet, folder, present="1"):
    """Save form and key as a study would, the form filled in."""
    sheet.form.assign(present=present).to_csv(folder / "form.csv", index=False)
    sheet.key.to_csv(folder / "key.csv", index=False)
    return folder / "form.csv", folder / "key.csv"


def test_nothing_tells_where_a_text_comes_from(desks):
    """Neither name, title, author, outlet nor year stands in what the coder gets."""
    sheet = framing.blind_sheet(desks, framing.sample(desks, 30, seed=1), "aa")
    seen = (sheet.text + sheet.form.to_csv()).lower()
    hidden = ("moscow", "ankara", "gulf", "levant", "zanzibar", "2017", "2019", "2023")
    assert not [word for word in hidden if word in seen]
    assert not {"article", "paragraph", "paragraph_sha", "stratum"} & set(sheet.form.columns)


def test_numbers_do_not_follow_the_names(desks):
    """In order of name they would follow the dates."""
    key = framing.blind_sheet(desks, framing.sample(desks, 72, seed=1), "aa").key
    first = key[key["paragraph"] == 1].sort_values("unit")
    assert not first["article"].is_monotonic_increasing
    assert not first["article"].is_monotonic_decreasing


def test_coder_reads_what_precedes_and_nothing_after(desks):
    """Each text stands up to its last unit; what is not to be coded bears no mark."""
    drawn = framing.sample(desks, 10, seed=3)
    sheet = framing.blind_sheet(desks, drawn, "aa")
    texts = {item.id: item.paragraphs for item in desks.items}
    for unit, article, paragraph in sheet.key[["unit", "article", "paragraph"]].values:
        assert f"[{unit}] {texts[article][paragraph - 1]}\n" in sheet.text
    blocks = sheet.text.split("\n## ")[1:]
    last = drawn.table.groupby("article")["paragraph"].max()
    assert sum(block.strip().count("\n\n") for block in blocks) == last.sum()
    assert sheet.text.count("\n[T") == len(drawn.table)


def test_coders_have_one_key_and_orders_of_their_own(desks):
    """Units can be compared; the order of reading cannot."""
    drawn = framing.sample(desks, 40, seed=1)
    first, second = (framing.blind_sheet(desks, drawn, name) for name in ("aa", "bb"))
    pd.testing.assert_frame_equal(first.key, second.key)
    assert first.form["unit"].tolist() != second.form["unit"].tolist()
    assert sorted(first.form["unit"]) == sorted(second.form["unit"])


def test_way_back(desks, tmp_path):
    """A blind form, put back, is the plain form; reading and validation take it."""
    drawn = framing.sample(desks, 20, seed=1)
    sheet = framing.blind_sheet(desks, drawn, "aa")
    back = framing.unblind(*saved(sheet, tmp_path))
    plain = framing.coding_sheet(desks, drawn, "aa").assign(present="1").astype(str)
    pd.testing.assert_frame_equal(back, plain)
    back.to_csv(tmp_path / "aa.csv", index=False)
    read = framing.read_coding(tmp_path / "aa.csv", codebook=desks.codebook)
    table = framing.validate(desks, read, weights=drawn.table, n_boot=10).table
    assert table["n_paragraphs"].tolist() == [20]


def test_form_comes_back_with_semicolons(desks, tmp_path):
    """As a spreadsheet writes it where the comma is for decimals."""
    form, key = saved(framing.blind_sheet(desks, framing.sample(desks, 20, seed=1), "aa"), tmp_path)
    before = framing.unblind(form, key)
    pd.read_csv(form, dtype=str).to_csv(form, index=False, sep=";", encoding="utf-8-sig")
    pd.testing.assert_frame_equal(framing.unblind(form, key), before)


def test_order_of_lines_does_not_matter(desks, tmp_path):
    """A coder may sort the form; a spreadsheet may add empty lines and a byte order mark."""
    sheet = framing.blind_sheet(desks, framing.sample(desks, 20, seed=1), "aa")
    form, key = saved(sheet, tmp_path)
    before = framing.unblind(form, key)
    lines = form.read_text().splitlines()
    commas = "," * lines[0].count(",")
    form.write_text("\ufeff" + "\r\n".join([lines[0], *lines[:0:-1], commas]), encoding="utf-8")
    after = framing.unblind(form, key)
    by = ["article", "paragraph"]
    pd.testing.assert_frame_equal(
        before.sort_values(by, ignore_index=True), after.sort_values(by, ignore_index=True)
    )


def test_unknown_unit_is_named(desks, tmp_path):
    """A mistyped unit is not dropped."""
    sheet = framing.blind_sheet(desks, framing.sample(desks, 20, seed=1), "aa")
    form, key = saved(sheet, tmp_path)
    unit = sheet.form["unit"].iloc[0]
    form.write_text(form.read_text().replace(f",{unit},", ",T99.1,"))
    with pytest.raises(AnalysisError, match=r"form\.csv: unit 'T99\.1' is not in key\.csv"):
        framing.unblind(form, key)


def test_unit_twice_in_the_key_is_refused(desks, tmp_path):
    """It would double the coder's lines."""
    form, key = saved(framing.blind_sheet(desks, framing.sample(desks, 5, seed=1), "aa"), tmp_path)
    lines = key.read_text().splitlines()
    key.write_text("\n".join([*lines, lines[-1]]))
    with pytest.raises(AnalysisError, match="stands twice"):
        framing.unblind(form, key)


def test_wrong_file_is_named(desks, tmp_path):
    """Key and form exchanged, or a file that is not there."""
    form, key = saved(framing.blind_sheet(desks, framing.sample(desks, 5, seed=1), "aa"), tmp_path)
    with pytest.raises(AnalysisError, match=r"key\.csv has no column 'coder'"):
        framing.unblind(key, form)
    with pytest.raises(AnalysisError, match=r"cannot read none\.csv"):
        framing.unblind(tmp_path / "none.csv", key)


def test_rounds_hold_one_unit_of_a_text_and_nothing_after_it(desks):
    """Nobody can read on: what follows the unit of a round stands in no part of its text."""
    drawn = framing.sample(desks, 40, seed=2)
    rounds = framing.blind_rounds(desks, drawn, "aa")
    whole = framing.blind_sheet(desks, drawn, "aa")
    assert len(rounds) == drawn.table.groupby("article").size().max()
    assert sum(len(sheet.form) for sheet in rounds) == len(whole.form)
    assert set(pd.concat([s.form for s in rounds])["unit"]) == set(whole.form["unit"])
    places = whole.key.set_index("unit")[["article", "paragraph"]]
    texts = {item.id: item.paragraphs for item in desks.items}
    before: dict[str, int] = {}
    for sheet in rounds:
        blocks = sheet.text.split("\n## ")[1:]
        units = list(dict.fromkeys(sheet.form["unit"]))
        assert len(blocks) == len(units)
        pd.testing.assert_frame_equal(sheet.key, whole.key)
        for unit, block in zip(units, blocks, strict=True):
            article, paragraph = places.loc[unit]
            shown = block.strip().split("\n\n")[1:]
            *context, last = texts[article][:paragraph]
            assert shown == [*context, f"[{unit}] {last}"]
            assert paragraph > before.get(article, 0)
            before[article] = paragraph


def test_filled_rounds_are_read_together(desks, tmp_path):
    """Each form is unblinded by the one key; together they are the coding of all units."""
    drawn = framing.sample(desks, 20, seed=1)
    paths = []
    for number, sheet in enumerate(framing.blind_rounds(desks, drawn, "aa"), start=1):
        back = framing.unblind(*saved(sheet, tmp_path))
        paths.append(tmp_path / f"round-{number}.csv")
        back.to_csv(paths[-1], index=False)
    assert len(paths) > 1
    read = framing.read_coding(paths, codebook=desks.codebook)
    assert len(read[["article", "paragraph"]].drop_duplicates()) == 20
