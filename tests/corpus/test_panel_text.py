"""The checks of the panel's texts find what they look for; the panel itself passes them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "corpus" / "articles"


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that checks texts."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("check_panel_text")


def text(panel: ModuleType, name: str, *paragraphs: str) -> object:
    return panel.Text(name, tuple(panel.letters(paragraph) for paragraph in paragraphs))


def test_a_run_of_eight_words_is_found_in_any_case(panel: ModuleType) -> None:
    """Seven words in common are none; punctuation, case and figures do not hide the eighth."""
    source = {"other.txt": panel.letters("Seven ships came by night, and 12 left at dawn again.")}
    copy = text(panel, "copy", "They say: SEVEN ships came by night and left at noon.")
    assert [str(f) for f in panel.copied([copy], source)] == [
        "FAULT copy: 'seven ships came by night and left at' stands in other.txt: reword"
    ]
    short = text(panel, "short", "They say seven ships came by night and stayed.")
    assert list(panel.copied([short], source)) == []


def test_sequences_in_five_articles_are_found_but_names_are_not(panel: ModuleType) -> None:
    phrase = "what nobody here will say"
    name = "the Grand National Assembly of Turkey"
    texts = [
        text(panel, f"a{i}", f"{letter} {phrase} {letter} {name}")
        for i, letter in enumerate(["one", "two", "three", "four", "five"])
    ]
    assert list(panel.repeated(texts[:4])) == []
    (found,) = panel.repeated(texts)
    assert found.message.startswith("'what nobody here will say' stands in 5 articles: a0, a1")


def test_articles_sharing_over_a_twentieth_are_found(panel: ModuleType) -> None:
    """96 and 116 shingles; a run of nine words is 5 of them (5.2 %), one of eight is 4 (4.2 %)."""
    common = [f"c{chr(97 + i)}" for i in range(9)]

    def unlike(prefix: str, number: int) -> list[str]:
        return [f"{prefix}{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(number)]

    one = text(panel, "one", " ".join([*unlike("x", 91), *common]))
    other = text(panel, "other", " ".join([*unlike("y", 111), *common]))
    (found,) = panel.alike([one, other])
    assert found.message == "5.2 % of five-word sequences shared with other"
    less = text(panel, "less", " ".join([*unlike("y", 112), *common[1:]]))
    assert list(panel.alike([one, less])) == []


def test_repeated_openings_and_closings_are_found(panel: ModuleType) -> None:
    texts = [
        text(panel, "one", "It was a cold night there. Nobody knows what comes next."),
        text(panel, "two", "It was a cold morning. She knows what comes next."),
    ]
    assert [f.message for f in panel.formulas(texts)] == [
        "opens with 'it was a cold', as two",
        "closes with 'knows what comes next', as two",
    ]


def test_openings_of_paragraphs_are_formulas_when_they_say_something(panel: ModuleType) -> None:
    """Five articles may each say 'there is a'; five that say 'ankara knows that' are one hand."""
    texts = [
        text(panel, name, f"Rain in {name}.", "There is a pier.", "Ankara knows that well.")
        for name in ("one", "two", "three", "four", "five")
    ]
    found = [one.message for one in panel.formulas(texts) if "paragraphs of" in one.message]
    assert found == [
        "paragraphs of 5 articles open with 'ankara knows that': five, four, one, three, two"
    ]


def test_mattr_is_of_lower_case_letter_words(panel: ModuleType) -> None:
    """A hundred words of fifty types, whatever their case, make .5."""
    words = [f"w{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(50)]
    sample = text(panel, "a", " ".join([*words, *(word.upper() for word in words), "7", "2016"]))
    assert panel.diversity(sample) == 0.5


def test_an_article_is_held_against_its_plan(panel: ModuleType) -> None:
    source = next(ARTICLES.rglob("2018-02-washington-afrin.md"))
    article = panel.read_article(source)
    planned, sizes = panel.read_plan()
    assert list(panel.against_plan(article, planned, sizes)) == []
    shorter = replace(article, text=article.paragraphs[0], published="2018-02")
    messages = [f.message for f in panel.against_plan(shorter, planned, sizes)]
    assert messages[0] == "1 paragraphs; the design has 5: split or join"
    assert "words; the plan has 380" in messages[1]
    assert messages[2] == "published is '2018-02'; the plan has '2018-02-20'"


def test_paragraph_lengths(panel: ModuleType) -> None:
    source = next(ARTICLES.rglob("2018-02-washington-afrin.md"))
    article = panel.read_article(source)
    changed = replace(article, text="\n\n".join("word " * n for n in (34, 160, 161)))
    assert [f.message for f in panel.lengths(changed)] == [
        "paragraph 1 has 34 words; 35 to 160 wanted",
        "paragraph 3 has 161 words; 35 to 160 wanted",
    ]


@pytest.fixture
def texts(panel: ModuleType) -> list[object]:
    return [panel.text_of(article) for article in panel.articles_in([ARTICLES])]


def test_the_panel_repeats_itself_no_more_than_people_do(
    panel: ModuleType, texts: list[object]
) -> None:
    found = [*panel.repeated(texts), *panel.alike(texts), *panel.formulas(texts)]
    assert [str(one) for one in found] == []


def test_the_panel_follows_its_plan(panel: ModuleType) -> None:
    planned, sizes = panel.read_plan()
    articles = panel.articles_in([ARTICLES])
    found = [one for article in articles for one in panel.against_plan(article, planned, sizes)]
    assert [str(one) for one in found] == []


def test_nothing_of_the_panel_stands_in_the_texts_of_others(
    panel: ModuleType, texts: list[object], shared: Callable[[str], Path]
) -> None:
    sources = panel.read_sources(shared("seeds"))
    assert sources
    assert [str(one) for one in panel.copied(texts, sources)] == []


def test_every_title_is_its_own(panel: ModuleType) -> None:
    """A reader can name an article by its title."""
    titles = [article.title.lower() for article in panel.articles_in([ARTICLES])]
    assert len(titles) == len(set(titles)) == 120
