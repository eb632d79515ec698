"""Lines as browsers and mail paste them: what is joined, what breaks in, who wrote it."""

from __future__ import annotations

import re
import textwrap

import pytest

from toolkit.ingest import propose
from toolkit.ingest.bylines import is_name, names_of, parse_byline
from toolkit.ingest.encoding import mend
from toolkit.ingest.units import split_units

TEXT = (
    "The ministers met in the port on Tuesday and left without a word to the press.",
    "Nobody had expected them to agree.",
    "What they brought home was a list of dates, and the list was short.",
    "Ankara wanted gas at a lower price, and Moscow wanted an answer on the straits.",
    "Neither got what it wanted.",
    "Yet both called the day a success, and in a sense they were right about that.",
    "For the fishermen of the town it was a day without work.",
    "They had been told to keep their boats in the harbour until the convoy had left.",
    "It left at nine.",
    "By then the market had closed, and the catch of the night before was worth nothing.",
)  # fmt: skip


def kept(lines: list[str]) -> str:
    """What is proposed, as one text."""
    return " ".join(propose(lines).paragraphs)


def tabloid() -> list[str]:
    """Write a page of single sentences with a link or a picture after most of them."""
    page = [
        "Home",
        "News",
        "Sport",
        "",
        "A bargain in the port",
        "",
        "By ANN FIELD FOR THE LANTERN",
        "",
    ]
    inserts = (
        ["READ MORE: Storm warning for the coast"],
        ["Visitors look at a model of the new harbour near the old town"],
        ["RELATED ARTICLES", "Shoppers stunned as price of oil doubles", "Court frees editor"],
        [],
        ["SHARE THIS ARTICLE", "Share", "1.2k shares"],
        ["TRENDING STORIES", "Is it time to leave?", "UPDATED 5:18 PM", "Pilot hailed as hero"],
    )
    for n, sentence in enumerate(TEXT):
        page += [sentence, "", *inserts[n % len(inserts)], ""]
    return [
        *page,
        "Share or comment on this article:",
        "Most read",
        "Storm warning",
        "Court frees editor",
    ]


def test_what_breaks_into_single_sentences_takes_none_of_them_along():
    """Popular papers give each sentence a paragraph and set a box after most of them."""
    assert kept(tabloid()) == " ".join(TEXT)
    assert propose(tabloid()).title == "A bargain in the port"


@pytest.mark.parametrize("spaced", [False, True])
def test_wrapped_mail_is_joined_at_its_column(spaced):
    """A line ends a paragraph where the next line's first word would have fitted."""
    paragraphs = [" ".join(TEXT[:4]), " ".join(TEXT[4:7]), " ".join(TEXT[7:])]
    lines: list[str] = []
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            if len(line) + 1 + len(word) > 50:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines += [line, ""]
    if spaced:  # nothing but the column tells one paragraph from the next
        lines = [part for line in lines if line for part in (line, "")]
    units = [unit.text for unit in split_units(lines)]
    assert " ".join(units) == " ".join(TEXT)
    assert set(paragraphs) <= set(units) if not spaced else len(units) <= 4


def test_a_byline_in_small_letters_is_no_part_of_a_wrapped_title():
    """Letters set it right under the title; within a paragraph a line may begin so."""
    lines: list[str] = []
    for n in (0, 5):
        lines += [*textwrap.wrap(" ".join(TEXT[n:] + TEXT[:n]), 66), ""]
    proposal = propose(["A Bargain in the Port", "by Ann Field", "", *lines])
    assert proposal.title == "A Bargain in the Port"
    assert [line.text for line in proposal.with_role("byline")] == ["by Ann Field"]
    assert len(proposal.paragraphs) == 2
    within = [
        *lines[:2],
        "and what was written down was written in one night",
        "by Ann Field",
        *lines[2:],
    ]
    assert "in one night by Ann Field" in kept(within)


@pytest.mark.parametrize("mark", ["Credit: ", "Credit...", "Credits… "])
def test_a_credit_in_a_sentence_of_its_own_tells_a_caption(mark):
    """Within a sentence credit is what banks give."""
    caption = f"The harbour of the old town, last week. {mark}Ann Field/The Lantern"
    sold = "The harbour was sold on credit: nobody in the town had the money to pay for it at once."
    page = ["A bargain", "", "By Ann Field", "", " ".join(TEXT), "", caption, "", sold]
    assert kept([*page, "", " ".join(TEXT[2:])]) == " ".join([*TEXT, sold, *TEXT[2:]])


def test_a_disclaimer_of_a_club_of_contributors_is_none_of_the_text():
    """It speaks of whoever writes there, not of the author."""
    said = "The views expressed here are those of contributors and bind nobody else at the harbour."
    page = ["A letter", "", "By Ann Field", "", " ".join(TEXT), "", said]
    assert kept(page) == " ".join(TEXT)


def test_an_initial_on_its_own_line_belongs_to_its_word():
    """Magazines open with a large letter; 'A' may be a word, and is one where the next is."""
    assert split_units(["T", "he deal held."])[0].text == "The deal held."
    assert split_units(["A", "nkara waited."])[0].text == "Ankara waited."
    lines = ["A", "deal was near.", "", "The deal held."]
    assert split_units(lines)[0].text == "A deal was near."
    assert split_units(lines)[0].numbers == (1, 2)


def test_letters_that_print_joins_are_parted():
    """A word list knows 'final' and 'affluent', not their ligatures."""
    assert mend("the \ufb01nal, a\ufb04uent \ufb02ow")[0] == "the final, affluent flow"


def test_a_button_for_comments_within_the_text_does_not_end_it():
    """Letter platforms set it after some paragraphs; a thread of comments ends the article."""
    paragraphs = [" ".join(TEXT[n:] + TEXT[:n]) for n in (0, 3, 6)]
    page = ["A letter", "", "By Ann Field", "", paragraphs[0], "", paragraphs[1], "", "Share",
            "Leave a comment", "", paragraphs[2], "", "Discussion about this post"]  # fmt: skip
    assert kept(page) == " ".join(paragraphs)


@pytest.mark.parametrize(
    "name",
    ["Can Dundar", "Emre Can", "Deniz Can Aydin", "Maxim A. Suchkov", "Ian Black", "April Brady",
     "Oliver North", "Abd al-Rahman al-Rashed", "Mona El-Naggar", "Kadri Gursel",
     "S. Frederick Starr"],
)  # fmt: skip
def test_a_name_is_one_in_whatever_alphabet_it_was_spelt(name):
    """Without diacritics, with initials, with an article, or alike to an English word."""
    assert is_name(name)
    assert names_of(name) == (name,)
    assert parse_byline(f"By {name}").names == (name,)


@pytest.mark.parametrize(
    "line",
    ["Can Turkey Wait", "Can Ankara Wait", "Will Putin Come", "North Africa", "May Day",
     "Black Sea", "Deep State", "Top Stories", "White House", "April Summit"],
)  # fmt: skip
def test_a_headline_is_no_name(line):
    """Words of English and names of states in capitals."""
    assert names_of(line) == ()


@pytest.mark.parametrize(
    ("line", "name"),
    [("BY PIOTR ZIELEN Associated Press", "Piotr Zielen"),
     ("By PAVEL LISIN FOR HARBOUR INSTITUTE", "Pavel Lisin")],
)  # fmt: skip
def test_an_outlet_behind_a_name_in_capitals_is_set_apart(line, name):
    """Local papers print the agency in small letters right behind the name."""
    assert parse_byline(line).names == (name,)
    assert parse_byline(line).outlet


def test_a_word_as_long_as_a_file_is_read_in_no_time():
    """Patterns of short lines would try each of its parts; found by fuzzing."""
    fuzzing = pytest.importorskip("benchmarks.fuzz")
    with fuzzing.within(10):
        proposal = propose(["9" * 40_000 + "TURKEY", *TEXT])
    assert re.search("convoy", " ".join(proposal.paragraphs))


@pytest.mark.parametrize(
    ("breaks", "joined"),
    [
        (("air-", "defence"), "air-defence"),
        (("agree-", "ment"), "agreement"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_where_the_page_divides_words(breaks, joined):
    """Printed from a browser it does not: 'air-defence' became 'airdefence', which is no word."""
    lines = textwrap.wrap(" ".join(TEXT), 60)
    lines[2:2] = [f"and after a long talk on that evening about the new {breaks[0]}", breaks[1]]
    text = " ".join(unit.text for unit in split_units(lines))
    assert f" {joined} " in text
    # once a page divides words, what it divides cannot be told from what has a hyphen of its own
    parted = [
        *lines[:6],
        "which had been the first since the spring and without ac-",
        "cord that day",
    ]
    assert " accord " in " ".join(unit.text for unit in split_units([*parted, *lines[6:]]))
