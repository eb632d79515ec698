"""What is told of an article whose text may not be shared: a reference to it, never an excerpt."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from urllib.parse import quote

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from tests.share.conftest import PANEL
from toolkit import framing
from toolkit.cli import main
from toolkit.corpus.article import Article
from toolkit.corpus.derived import MASKED, to_json
from toolkit.errors import ToolkitError
from toolkit.share import derive
from toolkit.share.citation import cite, cut, excerpts

TITLE = "Erdoğan’s offer to the West leaves Moscow’s patience worn thin"
SENTENCE = (
    "The bear that sells the gas also sets the price, and the price is never paid in lira alone."
)
TURKISH = "Erdoğan’ın Kıbrıs’ta söylediği her söz yarın Moskova’da duyulur."
ARTICLE = Article(
    id="2021-03-kurt-offer",
    title=TITLE,
    author=("Ayla Kurt",),
    published="2021-03",
    text=f"{TITLE}\n\n{SENTENCE}\n\n{TURKISH}",
    url="https://ledger.example/2021/03/offer",
    field_sources={"title": "text", "url": "given"},
)


def runs(text: str) -> set[tuple[str, ...]]:
    """List the runs of eight words of a text, by a rule of our own: letters, digits, `_`."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}


def test_a_title_keeps_seven_words():
    """Seven are told, an eighth ends it; hyphens and apostrophes part words."""
    assert cut("One two three four five six seven") == "One two three four five six seven"
    assert cut("One two three four five six seven eight") == ("One two three four five six seven …")
    assert cut("Turkish-Russian gas: a buyer’s story, retold twice") == (
        "Turkish-Russian gas: a buyer’s story …"
    )
    assert cut("Ankara-Moscow_axis? “Not (yet)”, say the ministers of both") == (
        "Ankara-Moscow_axis? “Not (yet)”, say the …"
    )


@given(st.text(max_size=120))
def test_no_title_holds_eight_words(title):
    """Of whatever a title is made, fewer than eight words are left; a short one is untouched."""
    assert len(re.findall(r"\w+", cut(title))) < 8
    if len(re.findall(r"[^\W_]+", title)) < 8:
        assert cut(title) == title


def test_a_citation_keeps_its_facts():
    """Id, author, date, address stay; of the title a beginning that points to the text."""
    (told,) = cite([ARTICLE])
    assert told.title == "Erdoğan’s offer to the West leaves …"
    assert replace(told, title=TITLE) == ARTICLE


@pytest.mark.parametrize(
    "slug",
    [
        "erdogans-offer-to-the-west-leaves-moscows-patience-worn-thin",
        "Erdogan_s_Offer_To_The_West_Leaves_Moscow",
        "opinion/the-bear-that-sells-the-gas-also-sets.html",
        "erdoganin-kibrista-soyledigi-her-soz-yarin-moskovada-duyulur",
        quote("Erdoğan’ın-Kıbrıs’ta-söylediği-her-söz-yarın-Moskova’da"),
    ],
)
def test_an_address_that_spells_out_a_sentence_is_left_out(slug):
    """However it is spelled; half an address would lead nowhere."""
    (told,) = cite([replace(ARTICLE, url=f"https://ledger.example/{slug}")])
    assert told.url == ""
    assert told.field_sources == {"title": "text"}


def test_an_address_of_seven_words_stays():
    """A reference is no excerpt."""
    url = "https://ledger.example/the-bear-that-sells-the-gas-also"
    assert cite([replace(ARTICLE, url=url)])[0].url == url


@pytest.mark.parametrize(
    ("field", "value", "remedy"),
    [
        (
            "id",
            "2021-03-erdogans-offer-to-the-west-leaves-moscows-patience",
            "discourse rename 2021-",
        ),
        ("reprint_of", "the-bear-that-sells-the-gas-also-sets", "discourse rename the-bear-that"),
        ("outlet", "“The bear that sells the gas also sets the price”", "--outlet VALUE"),
        ("author", ("Ayla Kurt", "the price, and the price is never paid in"), "--author NAME"),
        ("variables", {"event": "gas", "abstract": SENTENCE}, "--variable NAME=VALUE"),
    ],
)
def test_any_other_field_that_quotes_is_refused(field, value, remedy):
    """Every record and field is named at once, with the command that mends it."""
    wrong = replace(ARTICLE, path="private/articles/a.md", **{field: value})
    other = replace(ARTICLE, path="private/articles/b.md", outlet=SENTENCE)
    with pytest.raises(ToolkitError, match="8 words in a row") as caught:
        cite([ARTICLE, wrong, other])
    first, second = caught.value.problems
    assert (first.file, first.field) == ("private/articles/a.md", field)
    assert remedy in str(first)
    assert (second.file, second.field) == ("private/articles/b.md", "outlet")


def test_a_list_is_looked_at_entry_by_entry():
    """Four names in the order of a byline are facts, though they are eight words in a row."""
    names = ("Ayla Kurt", "Oleg Brin", "Sara Vance", "Cem Aydin")
    told = replace(ARTICLE, author=names, text=f"{', '.join(names)} wrote this.")
    assert cite([told])[0].author == names
    assert excerpts(replace(told, title="", outlet=", ".join(names)), told) == ["outlet"]


# Words of equal length with a first and a last letter of their own: runs of letters are then runs
# of words, and the definition can be tried as it reads.
WORDS = st.sampled_from(["xay", "xby", "xcy", "xdy"])
TEXTS = st.lists(WORDS, min_size=0, max_size=40)


@settings(max_examples=200)
@given(TEXTS, TEXTS, st.lists(WORDS, max_size=14), st.sampled_from(["outlet", "url", "variables"]))
def test_an_excerpt_is_eight_words_in_a_row(text, title, told, field):
    """By the definition: any window of eight words of the field that is one of text or title."""
    source = replace(ARTICLE, text=" ".join(text), title=" ".join(title))
    value = {"note": "-".join(told)} if field == "variables" else "_".join(told)
    plain = replace(source, title="", **{field: value})
    held = runs(" ".join(told)) & (runs(" ".join(text)) | runs(" ".join(title)))
    assert excerpts(plain, source) == ([field] if held else [])


def _corpus(texts, titles, urls):
    frame = pd.DataFrame(
        {
            "id": [f"a{number}" for number in range(len(texts))],
            "title": titles,
            "author": "Ayla Kurt",
            "published": "2021-03",
            "text": texts,
            "url": urls,
            "rights": "in-copyright",
        }
    )
    return toolkit.from_frame(frame)


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_no_record_holds_eight_words_of_its_text_or_title(data):
    """The file as it is written, for titles and addresses taken from anywhere in the text."""
    words = [*SENTENCE.split(), "state-of-the-art-never-to-be-seen-again", "Gazprom-Media's"]
    texts, titles, urls = [], [], []
    for number in range(4):
        text = data.draw(st.lists(st.sampled_from(words), min_size=20, max_size=60))
        start, size = data.draw(st.integers(0, 12)), data.draw(st.integers(1, 14))
        titles.append(" ".join(text[start : start + size]))
        start, size = data.draw(st.integers(0, 12)), data.draw(st.integers(1, 14))
        slug = "-".join(re.findall(r"\w+", " ".join(text[start : start + size])))
        urls.append(f"https://ledger.example/{number}/{slug}")
        texts.append(" ".join(text))
    corpus = _corpus(texts, titles, urls)
    presence = framing.presence(corpus)
    made = derive(corpus, presence.table, instrument="x", segment_words=10)
    for item, text, title in zip(made.articles, texts, titles, strict=True):
        assert not runs(to_json(item)) & (runs(text) | runs(title))


def test_a_token_that_is_an_excerpt_is_never_named():
    """An address or a chain of hyphens in three articles is common, and a sentence by itself."""
    chain, link = (
        "a-never-to-be-seen-or-heard-kind",
        "https://a.example/the-bear-that-sells-the-gas",
    )
    short = "once-in-a-lifetime"
    texts = [f"{SENTENCE} Such {chain} of {short} price, see {link} for more." for _ in range(3)]
    corpus = _corpus(texts, ["One", "Two", "Three"], [f"https://a.example/{n}" for n in range(3)])
    made = derive(corpus, framing.presence(corpus).table, instrument="x", segment_words=10)
    named = {lemma for item in made.articles for lemma, _ in item.counts.counts}
    assert {"price", short, MASKED} <= named
    assert chain in corpus.tokens.lemmas
    assert not {name for name in named if name.startswith(("a-never", "https"))}


def test_the_shipped_records_are_made_by_what_the_document_says(shared, tmp_path, monkeypatch):
    """Its commands, run on the two pages in a copy of the corpus, write the same bytes again."""
    document = (PANEL.parent / "docs" / "derived.md").read_text(encoding="utf-8")
    commands = re.findall(
        r"^discourse ((?:add|export) .*)$", document.split("## Renewing")[1], re.M
    )
    assert len(commands) == 3
    pages = [shared(f"seeds/{name}") for name in ("lobelog-2019.txt", "al-monitor-2021.txt")]
    root = tmp_path / "corpus"
    shipped = {path.name: path.read_bytes() for path in (PANEL / "derived").glob("*.json")}
    for name in ("articles", "codebook"):
        shutil.copytree(PANEL / name, root / name)
    monkeypatch.chdir(tmp_path)
    for command in commands:
        words = re.findall(r'"[^"]*"|\S+', command)
        words = [str(pages.pop(0)) if word == "PAGE" else word.strip('"') for word in words]
        assert main(words) == 0, command
    assert {p.name: p.read_bytes() for p in (root / "derived").glob("*.json")} == shipped
