"""What is written reads back as it was given, or is refused before anything is written."""

from __future__ import annotations

import pytest

from toolkit.corpus import read_article
from toolkit.corpus.frontmatter import MAX_BYTES
from toolkit.errors import IngestError
from toolkit.ingest.writer import render

FIELDS = {
    "id": "2019-gas",
    "title": "Gas",
    "author": ("Ayla Kurt",),
    "published": "2019",
    "language": "en",
    "genre": "commentary",
    "rights": "CC0-1.0",
    "provenance": "collected",
}


def back(tmp_path, body: str = "One.", **fields):
    """Write an article and read it."""
    path = tmp_path / "2019-gas.md"
    path.write_text(render({**FIELDS, **fields}, body), encoding="utf-8", newline="")
    return read_article(path)


@pytest.mark.parametrize(
    "text",
    ["Gas: a #bargain?", "Gas #1", "- Gas", "[Gas]", "'Gas'", '"Gas" \\ and', "null", "2019",
     "0x1F", "Gas\x85\u2028\u2029\ufeff", "Gas & Öl, {half}", "Gas, grain", "yes", "@Gas",
     "Gas:", "!Gas", "https://example.org/gas: a study"],
)  # fmt: skip
def test_a_text_reads_back_whatever_yaml_makes_of_it(tmp_path, text):
    """As title, as name, as variable, beside others of its kind."""
    article = back(
        tmp_path, title=text, author=(text, "Ayla Kurt"), outlet=text, variables={"event": text}
    )
    assert (article.title, article.outlet) == (text, text)
    assert tuple(article.author) == (text, "Ayla Kurt")
    assert dict(article.variables) == {"event": text}


@pytest.mark.parametrize("name", ["yes", "null", "on", "y"])
def test_a_variable_may_be_called_what_yaml_has_a_meaning_for(tmp_path, name):
    """It is a column, and none is lost."""
    assert dict(back(tmp_path, variables={name: "no"}).variables) == {name: "no"}


def test_nobody_and_no_day_are_written_as_known_to_be_unknown(tmp_path):
    """Both fields are required; an optional one that is empty is left out."""
    text = render({**FIELDS, "author": (), "published": "", "outlet": ""}, "One.")
    assert "author: []\n" in text
    assert 'published: ""\n' in text
    assert "outlet" not in text
    article = back(tmp_path, author=(), published="")
    assert (tuple(article.author), article.published) == ((), "")


def test_paragraphs_are_parted_by_one_blank_line(tmp_path):
    """Windows' line ends and more blank lines part no more than that."""
    article = back(tmp_path, "\r\n\r\nOne.  \r\n \r\n\r\n\r\nTwo.\r\n\r\n")
    assert tuple(article.paragraphs) == ("One.", "Two.")
    assert render(FIELDS, "\n\nOne.\n\n\n\nTwo.\n\n").endswith("---\n\nOne.\n\nTwo.\n")


@pytest.mark.parametrize(
    ("fields", "body", "message"),
    [
        ({}, " \n\n ", "the text is empty"),
        ({}, "One.\x00", "no text"),
        ({}, "One.\ud800", "no text"),
        ({"published": "2019-13"}, "One.", "published: '2019-13'"),
        ({"title": "x" * MAX_BYTES}, "One.", "take more than"),
        ({"title": "ş" * (MAX_BYTES // 2)}, "One.", "take more than"),
    ],
)
def test_what_would_not_read_back_is_refused(fields, body, message):
    """A file that is written is an article: nothing is mended in silence."""
    with pytest.raises(IngestError) as caught:
        render({**FIELDS, **fields}, body)
    assert message in str(caught.value)
