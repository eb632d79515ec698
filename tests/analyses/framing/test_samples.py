"""Samples kept as files: the same units for all coders, also after the corpus has changed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.analyses.framing.desks import HEAD
from toolkit.analyses import framing
from toolkit.analyses.framing.samples import choose_sample
from toolkit.corpus import corpus_of
from toolkit.errors import AnalysisError


@pytest.fixture
def desks(corpus_with):
    """Six articles of five paragraphs, of which two carry the frame."""
    return corpus_with(
        {
            f"20{year}-05-{desk}": "\n\n".join(
                f"Paragraph {n} of {desk} {year}: Turkey {'needs' if n < 2 else 'sells'} gas."
                for n in range(5)
            )
            for year in (17, 19, 23)
            for desk in ("moscow", "gulf")
        }
    )


@pytest.fixture
def rooted(desks, tmp_path):
    """The same in a folder."""

    def make(articles=None):
        return corpus_of(articles or desks.items, root=tmp_path, codebook=desks.codebook)

    return make


def test_a_kept_sample_is_the_sample(desks, tmp_path):
    """Rows, weights, seed and names of units survive; sheets made of it are the same."""
    drawn = framing.sample(desks, 12, seed=4)
    framing.write_sample(drawn, tmp_path / "s.csv")
    kept = framing.read_sample(tmp_path / "s.csv")
    pd.testing.assert_frame_equal(kept.table, drawn.table, check_dtype=False)
    first, second = (framing.blind_sheet(desks, each, "aa") for each in (drawn, kept))
    assert first.text == second.text
    pd.testing.assert_frame_equal(first.form, second.form)
    with pytest.raises(AnalysisError, match=r"s\.csv is there"):
        framing.write_sample(drawn, tmp_path / "s.csv")


def test_the_file_of_a_sample_is_the_key_of_its_sheets(desks, tmp_path):
    """`unblind` takes it."""
    drawn = framing.sample(desks, 12, seed=4)
    framing.write_sample(drawn, tmp_path / "s.csv")
    sheet = framing.blind_sheet(desks, drawn, "aa")
    sheet.form.assign(present="0").to_csv(tmp_path / "form.csv", index=False)
    back = framing.unblind(tmp_path / "form.csv", tmp_path / "s.csv")
    places = set(zip(back["article"], back["paragraph"].astype(int)))
    assert places == set(zip(drawn.table["article"], drawn.table["paragraph"]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("unit,article\n", "no column 'paragraph'"),
        ("unit,article,paragraph,paragraph_sha,stratum,weight,seed,frames\n", "lacks rows"),
        ("unit,article,paragraph,paragraph_sha,stratum,weight,seed,frames\nT1.1,a,x,f,n,1,1,need\n",
         "cannot read the sample"),
        ("unit,article,paragraph,paragraph_sha,stratum,weight,seed,frames\n"
         + "T1.1,a,1,f,n,1,1,need\n" * 2, "stands in it twice"),
    ],
)  # fmt: skip
def test_what_is_no_sample_is_refused(tmp_path, text, message):
    (tmp_path / "s.csv").write_text(text)
    with pytest.raises(AnalysisError, match=message):
        framing.read_sample(tmp_path / "s.csv")
    with pytest.raises(AnalysisError, match=r"cannot read the sample none\.csv"):
        framing.read_sample(tmp_path / "none.csv")


def test_order_is_that_of_the_sheet_and_context_is_what_precedes(desks):
    """Texts in this coder's order, each from its beginning; nothing after the unit is at hand."""
    drawn = framing.sample(desks, 12, seed=4)
    work = framing.worklist(desks, drawn, "aa")
    assert [unit.name for unit in work.units] == list(
        dict.fromkeys(framing.blind_sheet(desks, drawn, "aa").form["unit"])
    )
    texts = {item.id: item.paragraphs for item in desks.items}
    for unit in work.units:
        assert (*unit.before, unit.text) == texts[unit.article][: unit.paragraph]
    other = framing.worklist(desks, drawn, "bb")
    assert {u.name for u in other.units} == {u.name for u in work.units}
    assert [u.name for u in other.units] != [u.name for u in work.units]


def test_units_are_found_again_in_a_changed_corpus(desks):
    """Moved, renamed, changed and gone: each unit is what it was, or said to be otherwise."""
    drawn = framing.sample(desks, 30, seed=1)
    items = {item.id: item for item in desks.items}
    moved, renamed, changed, cut, gone = list(items)[:5]
    items[moved] = replace(items[moved], text="A new beginning.\n\n" + items[moved].text)
    items["other-id"] = replace(items.pop(renamed), id="other-id")
    items[changed] = replace(items[changed], text=items[changed].text.replace("Paragraph 2", "2"))
    items[cut] = replace(items[cut], text="\n\n".join(items[cut].paragraphs[:3]))
    del items[gone]
    work = framing.worklist(corpus_of(items.values(), codebook=desks.codebook), drawn, "aa")
    key = framing.blind_sheet(desks, drawn, "aa").key
    names = {(row.article, row.paragraph): row.unit for row in key.itertuples()}
    found = {unit.name: unit for unit in work.units}
    assert found[names[moved, 1]].paragraph == 2
    assert found[names[renamed, 3]].article == "other-id"
    assert work.changed == (names[changed, 3],)
    assert found[names[changed, 3]].text.startswith("2 of")
    assert set(work.gone) == {names[cut, 4], names[cut, 5], *(names[gone, n] for n in range(1, 6))}
    places = [(unit.article, unit.paragraph) for unit in work.units]
    assert len(places) == len(set(places)) == 30 - 7


def test_of_two_paragraphs_of_one_text_the_nearest_is_meant(corpus_with):
    """A refrain stands twice; the second was drawn, and is coded with all that precedes it."""
    corpus = corpus_with(["It pays.\n\nTurkey needs gas.\n\nIt pays."])
    drawn = framing.sample(corpus, 3, seed=1)
    last = replace(drawn, table=drawn.table.query("paragraph == 3"))
    (unit,) = framing.worklist(corpus, last, "aa").units
    assert (unit.paragraph, unit.before) == (3, ("It pays.", "Turkey needs gas."))


def test_the_sample_is_drawn_once_and_then_kept(rooted, tmp_path):
    """A second coder gets the first one's units, although the corpus has grown."""
    corpus = rooted()
    path, drawn = choose_sample(corpus, tmp_path / "aa.csv", n=9, seed=3)
    assert path == tmp_path / "coding" / "samples" / "9-seed-3.csv"
    extra = replace(corpus.items[0], id="2024-01-new", text="Turkey needs gas, says 2024.")
    grown = rooted([*corpus.items, extra])
    for options in ({"n": 9, "seed": 3}, {}):
        again, same = choose_sample(grown, tmp_path / "bb.csv", **options)
        assert again == path
        pd.testing.assert_frame_equal(same.table, drawn.table)


def test_without_options_the_sample_begun_and_not_finished_goes_on(rooted, tmp_path):
    """Of several samples the open one is meant; where it is not clear, the question is asked."""
    corpus = rooted()
    coding = tmp_path / "aa.csv"
    first, small = choose_sample(corpus, coding, n=2, seed=1)
    second, large = choose_sample(corpus, coding, n=20, seed=2)
    with pytest.raises(AnalysisError, match=r"samples 2-seed-1, 20-seed-2; say which"):
        choose_sample(corpus, coding)
    done = list(small.table.itertuples())
    keys = {(r.article, r.paragraph) for r in done}
    other = next(r for r in large.table.itertuples() if (r.article, r.paragraph) not in keys)
    places = [f"{r.article},{r.paragraph},{r.paragraph_sha}" for r in (*done, other)]
    lines = [f"aa,{place},need,0,,,,,,,1" for place in places]
    coding.write_text("\n".join([HEAD, *lines]) + "\n")
    assert choose_sample(corpus, coding)[0] == second
    assert first.exists()


def test_all_is_every_paragraph_with_weight_one(rooted, tmp_path):
    path, drawn = choose_sample(rooted(), tmp_path / "aa.csv", n=10**9)
    assert path.name == "all-seed-1.csv"
    assert len(drawn.table) == 30
    assert set(drawn.table["weight"]) == {1.0}


def test_a_selection_has_a_sample_of_its_own(rooted, tmp_path):
    """The conditions stand in the name of the file; names that a file cannot have get a hash."""
    corpus = rooted()
    part = corpus.where(id=lambda name: "gulf" in name)
    path, drawn = choose_sample(part, tmp_path / "aa.csv", n=5, conditions=["outlet=Gulf desk"])
    assert path.name.startswith("5-seed-1-outlet=Gulf-desk-")
    other, _ = choose_sample(part, tmp_path / "aa.csv", n=5, conditions=["outlet=Gulf/desk"])
    assert other != path
    assert all("gulf" in name for name in drawn.table["article"])
    plain, _ = choose_sample(part, tmp_path / "aa.csv", n=5, conditions=["year=2019"])
    assert plain.name == "5-seed-1-year=2019.csv"
