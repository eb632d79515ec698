"""Pasted pages: what is kept, what is told of them, and the two seeds to the line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from toolkit.ingest import propose, propose_article
from toolkit.ingest.boilerplate import REASONS

PAGES = Path(__file__).resolve().parents[1] / "data" / "pages"
GOLD = yaml.safe_load((PAGES / "gold.yaml").read_text(encoding="utf-8"))


def numbers(spec: list) -> set[int]:
    """Read ``[3, 5-7]``."""
    found: set[int] = set()
    for part in spec:
        first, _, last = str(part).partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


@pytest.mark.parametrize("name", sorted(GOLD))
def test_a_page_of_each_kind_keeps_exactly_its_article(name):
    """Sixteen composed pages with the furniture that real ones have: no line more, none less."""
    candidate = propose_article(PAGES / f"{name}.txt")
    kept = {line.number for line in candidate.lines if line.keep}
    assert kept == numbers(GOLD[name]["kept"])
    assert candidate.value("title") == GOLD[name]["title"]
    assert list(candidate.value("author")) == GOLD[name]["author"]
    assert candidate.value("published") == GOLD[name]["published"]
    # an outlet that only the site's logo shows may stay unknown, but is never a wrong one
    assert candidate.value("outlet") in ("", GOLD[name]["outlet"])


@pytest.mark.parametrize("name", sorted(GOLD))
def test_a_title_in_other_words_keeps_the_same_lines(name):
    """Whoever corrects a headline does not want the page's own one in the text."""
    candidate = propose_article(PAGES / f"{name}.txt", title="In words of my own")
    assert {line.number for line in candidate.lines if line.keep} == numbers(GOLD[name]["kept"])
    assert candidate.value("title") == "In words of my own"


@pytest.mark.parametrize("name", sorted(GOLD))
def test_every_line_comes_back_with_its_reason(name):
    """Nothing is lost: the lines are those of the file, and each that is left out says why."""
    source = (PAGES / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    lines = propose_article(PAGES / f"{name}.txt").lines
    assert [line.number for line in lines] == list(range(1, len(source) + 1))
    for line, text in zip(lines, source, strict=True):
        assert line.text.split() == text.replace("\N{NO-BREAK SPACE}", " ").split()
        assert line.reason in (REASONS.values() if not line.keep else [""])


@pytest.mark.parametrize("name", sorted(GOLD))
def test_each_proposed_field_shows_its_evidence(name):
    """A value that nobody gave names the line (or tag) it was read from."""
    for field in propose_article(PAGES / f"{name}.txt").fields.values():
        if field.value and field.evidence != "default":
            assert field.source in ("text", "url", "inferred")
            assert "line" in field.evidence or field.source == "url"


@pytest.mark.parametrize(
    ("file", "code"), [("al-monitor-2021.txt", "000"), ("lobelog-2019.txt", "003")]
)
def test_the_seeds_come_in_exactly(shared, file, code):
    """Kept are the paragraphs that were coded as body or standfirst, and no other line."""
    with shared("frames/seed_gold.csv").open(encoding="utf-8") as table:
        coded = {
            int(row["source_line"])
            for row in csv.DictReader(table)
            if row["doc"] == code and row["para_type"] in ("body", "standfirst")
        }
    candidate = propose_article(shared(f"seeds/{file}"))
    kept = [line.number for line in candidate.lines if line.keep]
    assert kept == sorted(coded)
    source = shared(f"seeds/{file}").read_text(encoding="utf-8").split("\n")
    assert list(candidate.paragraphs) == [" ".join(source[n - 1].split()) for n in kept]
    assert candidate.reasons == ()


def test_the_seed_without_date_and_author_is_asked_for_them(shared):
    """The date in the caption (January 2020) is not that of the article, and none is proposed."""
    candidate = propose_article(shared("seeds/al-monitor-2021.txt"))
    assert candidate.value("published") == ""
    assert candidate.value("author") == ()
    assert candidate.missing == ("author", "published")
    other = propose_article(shared("seeds/lobelog-2019.txt"))
    assert other.value("author") == ("Bulent Aras",)
    assert other.missing == ("published",)


def test_lines_that_a_person_decides_on_win():
    """A kept line makes a paragraph, a dropped one leaves its paragraph without it."""
    page = ["Menu", "", "A bargain", "", "By Ayla Kurt", "",
            "Ankara and Moscow have struck a bargain that neither of them likes.", "",
            "It will not hold for long, since neither side trusts the other."]  # fmt: skip
    assert len(propose(page).paragraphs) == 2
    changed = propose(page, keep=[1], drop=[9])
    assert changed.paragraphs == ("Menu", page[6])
    assert changed.lines[8].reason == "left out by hand"


def test_lines_that_recur_on_other_pages_of_the_corpus_go(root, page, panel):
    """A motto in whole sentences looks like text, until it stands on a third page."""
    from toolkit.ingest import write

    motto = (
        "The Ledger has been read in this city since 1911, and has been wrong about most things.",
    )
    names = ("2018-02-washington-afrin", "2019-11-brussels-a-statement-in-time",
             "2022-10-moscow-hub-or-bazaar")  # fmt: skip
    for n, name in enumerate(names):
        path = page(f"{n}.txt", title=f"Title of page {n}", paragraphs=motto + panel(name))
        candidate = propose_article(path, corpus_root=root)
        assert (motto[0] in candidate.paragraphs) == (n < 2)
        write(candidate, root)
    line = next(line for line in candidate.lines if line.text == motto[0])
    assert line.reason == REASONS["outlet"]
