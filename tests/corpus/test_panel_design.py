"""The committed design of the reference panel has the numbers that `design.md` promises."""

from __future__ import annotations

import csv
import importlib
import statistics
from collections import Counter
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest

from toolkit.corpus.codebook import Codebook
from toolkit.errors import CorpusError

ROOT = Path(__file__).resolve().parents[2]
CODING = ROOT / "corpus" / "coding"
FRAMES = ("dependency", "regime_change", "nato_cleavage")
DESKS = ("Ankara", "Moscow", "Gulf", "Washington", "Brussels", "Levant")
PERIODS = ("2015-2016", "2017-2019", "2020-2021", "2022-2024")
WRITERS = ("W1", "W2", "W3", "W4")
QUALITIES = ("direction", "stance", "voice", "holder")

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """Read a table of the design."""
    with (CODING / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ARTICLES = table("articles_plan.csv")
DESIGN = table("design.csv")
OF = {row["id"]: row for row in ARTICLES}
SIZES = Counter(row["article"] for row in DESIGN)


def empty(row: Row) -> bool:
    return all(row[frame] == "0" for frame in FRAMES)


def share(frame: str, **where: str) -> float:
    """Share of paragraphs with a frame, in the articles that have these values."""
    rows = [
        row
        for row in DESIGN
        if all(OF[row["article"]][column] == value for column, value in where.items())
    ]
    return statistics.fmean(row[frame] == "1" for row in rows)


def after(row: Row) -> bool:
    return row["published"] > "2024-12-08"


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that draws the panel."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("draw_panel")


def test_the_script_draws_what_is_committed(scripts: ModuleType) -> None:
    """From the first block, the slots, the events and the seed both files follow, byte for byte."""
    plan, design = scripts.draw()
    assert (CODING / "articles_plan.csv").read_bytes() == plan.encode()
    assert (CODING / "design.csv").read_bytes() == design.encode()


def test_another_seed_draws_another_panel_of_the_same_cells(scripts: ModuleType) -> None:
    plan, design = scripts.draw(seed=1)
    assert (plan, design) != scripts.draw()
    rows = list(csv.DictReader(plan.splitlines()))
    assert Counter((r["desk"], r["period"]) for r in rows) == dict.fromkeys(
        product(DESKS, PERIODS), 5
    )


def test_a_slot_without_its_event_is_named(scripts: ModuleType, tmp_path: Path) -> None:
    for name in ("articles_plan.csv", "design.csv", "events.csv", "slots.csv"):
        text = (CODING / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(
            text.replace("jet-2015,2015-11-24", "jet-2015,2015-11-23")
            if name == "slots.csv"
            else text,
            encoding="utf-8",
        )
    with pytest.raises(CorpusError, match=r"slots\.csv: events\.csv has no jet-2015 2015-11-23"):
        scripts.draw(tmp_path)


def test_five_articles_in_each_cell_and_distinct_ids() -> None:
    cells = Counter((row["desk"], row["period"]) for row in ARTICLES)
    assert cells == dict.fromkeys(product(DESKS, PERIODS), 5)
    assert len(OF) == len(ARTICLES) == 120
    assert SIZES.keys() == OF.keys()


def test_ids_begin_with_month_and_desk() -> None:
    for row in ARTICLES:
        assert row["id"].startswith(f"{row['published'][:7]}-{row['desk'].lower()}-")
        first, last = row["period"].split("-")
        assert first <= row["published"][:4] <= last


def test_lengths_are_skewed_as_in_life() -> None:
    words = [int(row["words"]) for row in ARTICLES]
    assert min(words) >= 250
    assert max(words) <= 1600
    assert 460 <= statistics.median(words) <= 500
    assert sum(count > 1000 for count in words) >= 12
    assert 63_000 <= sum(words) <= 67_500
    for row in ARTICLES:
        assert 65 <= int(row["words"]) / SIZES[row["id"]] <= 105, row["id"]


def test_paragraphs_are_numbered_from_one() -> None:
    for article, number in SIZES.items():
        found = [int(row["paragraph"]) for row in DESIGN if row["article"] == article]
        assert found == list(range(1, number + 1))


def test_shares_of_the_whole_panel() -> None:
    """Nearly two thirds carry none of the frames; the rest as planned."""
    assert statistics.fmean(map(empty, DESIGN)) == pytest.approx(0.65, abs=0.02)
    for frame, planted in zip(FRAMES, (0.10, 0.10, 0.15), strict=True):
        assert share(frame) == pytest.approx(planted, abs=0.01)


def test_empty_paragraphs_are_not_easy() -> None:
    without = [row for row in DESIGN if empty(row)]
    kinds = Counter(row["kind"] for row in without)
    assert kinds["hard_negative"] >= 0.30 * len(without)
    assert kinds["counter"] >= 0.20 * len(without)
    listed = {
        *("regime_noun", "s400_hardware", "depends_on_whether", "nato_ally_apposition"),
        *("other_dyad", "reg_passing", "visa_regime", "sanctions_regime", "ceasefire_regime"),
        *("leverage_verb", "other_nato_membership", "trade_volume", "opposition_actor"),
    }
    found = {row["hard_negative_kind"] for row in without if row["kind"] == "hard_negative"}
    assert listed <= found
    assert len({row["counter_frame"] for row in without} - {""}) == 6


def test_a_tenth_is_mixed_or_borderline() -> None:
    mixed = [row for row in DESIGN if row["kind"] == "mixed"]
    assert len(mixed) / len(DESIGN) == pytest.approx(0.10, abs=0.01)
    two = [row for row in DESIGN if sum(row[frame] == "1" for frame in FRAMES) > 1]
    assert len(two) >= 15
    assert all(row["kind"] == "mixed" for row in two)


def test_each_kind_has_its_columns() -> None:
    for row in DESIGN:
        present = sum(row[frame] == "1" for frame in FRAMES)
        assert (row["kind"] == "frame") <= (present == 1)
        assert bool(row["counter_frame"]) == (row["kind"] == "counter")
        assert (row["kind"] == "hard_negative") <= bool(row["hard_negative_kind"])
        if row["kind"] in ("empty", "hard_negative", "counter"):
            assert present == 0
        for name in QUALITIES:
            assert len(row[name].split(";") if row[name] else []) == present


def test_values_are_those_of_the_codebook() -> None:
    codebook = Codebook.default()
    holders = {holder.lower() for holder in codebook.holders}
    for row in DESIGN:
        present = [frame for frame in FRAMES if row[frame] == "1"]
        for place, frame in enumerate(present):
            value = {name: row[name].split(";")[place] for name in QUALITIES}
            assert value["direction"] in codebook.frames[frame].directions
            assert value["stance"] in ("endorse", "reject", "neutral")
            assert value["voice"] in ("author", "quoted", "paraphrased")
            assert value["holder"].lower() in holders


def test_planted_contrasts_are_realised() -> None:
    """Large, limit, too small: the counts give the planted differences."""
    for one, other, frame, planted in (
        ("Washington", "Gulf", "nato_cleavage", 0.30),
        ("Ankara", "Moscow", "dependency", 0.16),
        ("Ankara", "Washington", "regime_change", 0.06),
    ):
        found = share(frame, desk=one) - share(frame, desk=other)
        assert found == pytest.approx(planted, abs=0.01), frame


def test_the_rejecter_mostly_rejects() -> None:
    """Ankara invokes dependency most of all desks and endorses it in a fifth of the cases."""
    by_desk = {desk: share("dependency", desk=desk) for desk in DESKS}
    assert max(by_desk, key=lambda desk: by_desk[desk]) == "Ankara"
    for desk in DESKS:
        stances = Counter(
            row["stance"].split(";")[0]
            for row in DESIGN
            if row["dependency"] == "1" and OF[row["article"]]["desk"] == desk
        )
        endorsed = stances["endorse"] / stances.total()
        assert endorsed == pytest.approx(0.20 if desk == "Ankara" else 0.75, abs=0.06)
        assert desk != "Ankara" or stances["reject"] > stances.total() / 2


def test_twins_are_alike_article_by_article() -> None:
    """Moscow and Gulf: events, theatres, forms, writers, lengths and frames in pairs."""
    moscow, gulf = ([row for row in ARTICLES if row["desk"] == desk] for desk in ("Moscow", "Gulf"))
    pairs = 0
    for row in moscow:
        frames = Counter(
            frame
            for paragraph in DESIGN
            if paragraph["article"] == row["id"]
            for frame in FRAMES
            if paragraph[frame] == "1"
        )
        like = [
            twin
            for twin in gulf
            if all(twin[c] == row[c] for c in ("event", "theatre", "form", "writer", "period"))
            and abs(int(twin["words"]) - int(row["words"])) <= 60
            and SIZES[twin["id"]] == SIZES[row["id"]]
            and frames
            == Counter(
                frame
                for paragraph in DESIGN
                if paragraph["article"] == twin["id"]
                for frame in FRAMES
                if paragraph[frame] == "1"
            )
        ]
        pairs += len(like) >= 1
    assert pairs == 20
    for frame in FRAMES:
        assert share(frame, desk="Moscow") == share(frame, desk="Gulf")


def test_the_confounded_pair_differs_by_theatre_alone() -> None:
    for desk, wanted in (("Levant", 4), ("Brussels", 1)):
        counts = Counter(
            row["period"] for row in ARTICLES if row["desk"] == desk and row["theatre"] == "syria"
        )
        assert counts == dict.fromkeys(PERIODS, wanted)
    for frame, raw in (("regime_change", 0.155), ("nato_cleavage", -0.07)):
        found = share(frame, desk="Levant") - share(frame, desk="Brussels")
        assert found == pytest.approx(raw, abs=0.02)
        for theatre in ("syria", "elsewhere"):
            levant, brussels = (
                share(frame, desk=desk, theatre=theatre) for desk in ("Levant", "Brussels")
            )
            assert levant == pytest.approx(brussels, abs=0.04)


def test_the_step_and_the_flat_trend() -> None:
    late = [row for row in DESIGN if after(OF[row["article"]])]
    early = [row for row in DESIGN if not after(OF[row["article"]])]
    assert len({row["article"] for row in late}) == 6
    assert statistics.fmean(row["regime_change"] == "1" for row in late) == pytest.approx(
        0.40, abs=0.01
    )
    assert statistics.fmean(row["regime_change"] == "1" for row in early) < 0.10
    for period in PERIODS:
        assert share("nato_cleavage", period=period) == pytest.approx(0.15, abs=0.025)


def test_each_desk_has_enough_articles_for_an_interval() -> None:
    """Under five articles that hold a frame no interval is given, so nothing could be tested."""
    for desk, frame in product(DESKS, FRAMES):
        holding = {
            row["article"]
            for row in DESIGN
            if row[frame] == "1" and OF[row["article"]]["desk"] == desk
        }
        assert len(holding) >= 5, (desk, frame)


def test_writers_are_crossed_with_desks_and_periods() -> None:
    cells = Counter((row["desk"], row["period"], row["writer"]) for row in ARTICLES)
    assert set(cells) == set(product(DESKS, PERIODS, WRITERS))
    assert set(cells.values()) == {1, 2}
    assert Counter(row["writer"] for row in ARTICLES) == dict.fromkeys(WRITERS, 30)


def test_bylines_and_forms() -> None:
    bylines = Counter(row["authors"] for row in ARTICLES)
    for desk in DESKS:
        assert abs(bylines[f"{desk} A"] - bylines[f"{desk} B"]) <= 3
    assert sum(";" in row["authors"] for row in ARTICLES) >= 6
    assert bylines[""] >= 6
    forms = Counter(row["form"] for row in ARTICLES)
    assert set(forms) == {
        *("op-ed", "policy brief", "dispatch", "summit review", "question and answer"),
        *("book review", "letter"),
    }
    assert min(forms.values()) >= 6


def test_articles_follow_what_happened_within_two_months() -> None:
    moments = {(row["event"], row["date"]): row for row in table("events.csv")}
    for row in ARTICLES:
        assert moments[row["event"], row["moment"]]["theatre"] == row["theatre"]
        happened = date.fromisoformat(row["moment"])
        if len(row["published"]) == 10:
            published = date.fromisoformat(row["published"])
            assert timedelta(0) <= published - happened <= timedelta(days=62), row["id"]
        else:
            assert row["moment"][:7] <= row["published"]
            assert (date.fromisoformat(f"{row['published']}-01") - happened).days <= 62


def test_dates_are_spread() -> None:
    years = Counter(row["published"][:4] for row in ARTICLES)
    assert set(years) == {str(year) for year in range(2015, 2025)}
    assert min(years.values()) >= 5
    assert {row["published"][5:7] for row in ARTICLES} == {f"{m:02}" for m in range(1, 13)}


def test_events_are_shared_by_desks() -> None:
    """Adjusting for the event needs events of which several desks write."""
    by_event: dict[str, list[Row]] = {}
    for row in ARTICLES:
        by_event.setdefault(row["event"], []).append(row)
    assert by_event.keys() == {row["event"] for row in table("events.csv")}
    assert len(ARTICLES) / len(by_event) >= 5
    for event, rows in by_event.items():
        assert len({row["desk"] for row in rows}) >= 2, event


def test_the_plan_as_a_coding_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles not written yet are left out on request only; then nothing is missing any more."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    plan_coding = importlib.import_module("plan_coding")
    text = plan_coding.plan(ROOT / "corpus", Codebook.default(), unwritten=True)
    assert (CODING / "plan.csv").read_text(encoding="utf-8") == text
    written = {row["article"] for row in csv.DictReader(text.splitlines())}
    if written == OF.keys():
        assert plan_coding.plan(ROOT / "corpus", Codebook.default()) == text
    else:
        with pytest.raises(CorpusError, match="--unwritten leaves out"):
            plan_coding.plan(ROOT / "corpus", Codebook.default())


def test_the_outline_says_every_paragraph_in_words(scripts: ModuleType) -> None:
    for row in ARTICLES:
        text = "\n".join(scripts.outline(row["id"]))
        assert text.count("\n") >= SIZES[row["id"]] + 6
        assert f"{SIZES[row['id']]}. [" in text
        assert "<- the occasion" in text
    with pytest.raises(CorpusError, match="no article 'nothing'"):
        list(scripts.outline("nothing"))


def test_a_third_of_the_articles_is_kept_for_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """The split is the one that was drawn, by whole articles, even over desks and periods."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    drawn = importlib.import_module("split_panel").split(ARTICLES)
    assert (CODING / "split.csv").read_text(encoding="utf-8") == drawn
    part = {row["article"]: row["split"] for row in table("split.csv")}
    assert part.keys() == OF.keys()
    kept = Counter((OF[name]["desk"], OF[name]["period"]) for name in part if part[name] == "test")
    assert sum(kept.values()) == 40
    assert set(kept.values()) <= {1, 2}
    assert len(kept) == len(DESKS) * len(PERIODS)
