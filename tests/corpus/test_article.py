"""One article file: what is read, and every fault with its line and remedy."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import read_article
from toolkit.corpus.article import clean_body, try_article
from toolkit.corpus.frontmatter import MAX_BYTES, parse, split
from toolkit.corpus.schema import date_fault, id_fault
from toolkit.errors import ArticleError


def faults(path: Path) -> list[tuple[str, int, str]]:
    _, problems = try_article(path, root=path.parents[1])
    return [(problem.code, problem.line, problem.field) for problem in problems]


def test_reads_fields_as_text(write_article):
    """A month stays a month, and 'no' is not false."""
    path = write_article(published="2019-09", outlet="no", variables="{event: idlib-2019}")
    article = read_article(path)
    assert (article.published, article.outlet, article.year) == ("2019-09", "no", 2019)
    assert article.variables == {"event": "idlib-2019"}
    assert article.author == ("Ankara A",)


def test_windows_line_ends_and_byte_order_mark_are_read(write_article):
    """A file saved by another editor gives the same article."""
    path = write_article(body="One.\n\nTwo.\n")
    plain = read_article(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_article(path) == plain
    assert plain.paragraphs == ("One.", "Two.")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"published": "yesterday"}, ("bad-date", 5, "published")),
        ({"published": "2019-13"}, ("bad-date", 5, "published")),
        ({"published": "2019-02-30"}, ("bad-date", 5, "published")),
        ({"published": "2999-01-01"}, ("future-date", 5, "published")),
        ({"author": "Ankara A"}, ("bad-author", 4, "author")),
        ({"author": "[A, a]"}, ("bad-author", 4, "author")),
        ({"genre": "comentary"}, ("bad-genre", 7, "genre")),
        ({"rights": "in-copyrihgt"}, ("bad-rights", 8, "rights")),
        ({"provenance": "found"}, ("bad-provenance", 9, "provenance")),
        ({"language": "English"}, ("bad-language", 6, "language")),
        ({"title": '""'}, ("bad-title", 3, "title")),
        ({"url": "javascript:alert(1)"}, ("bad-url", 10, "url")),
        ({"ulr": "https://a.org"}, ("unknown-field", 10, "ulr")),
        ({"variables": "{title: x}"}, ("bad-variables", 10, "variables")),
        ({"field_sources": "{author: guessed}"}, ("bad-field-sources", 10, "field_sources")),
        ({"reprint_of": "../x"}, ("bad-id", 10, "reprint_of")),
        ({"genre": "(none)"}, ("missing-field", 1, "genre")),
    ],
)
def test_each_field_is_checked(write_article, changes, expected):
    """The fault is named with its line and field."""
    assert expected in faults(write_article(**changes))


def test_all_faults_of_a_file_come_at_once(write_article):
    """A user mends a file once, not once a fault."""
    path = write_article(published="soon", genre="essay", language="English")
    with pytest.raises(ArticleError) as caught:
        read_article(path)
    assert {problem.code for problem in caught.value.problems} == {
        "bad-date",
        "bad-genre",
        "bad-language",
    }
    assert all(problem.remedy for problem in caught.value.problems)


def test_a_wrong_name_is_answered_with_the_nearest(write_article):
    """A slip of the pen is met with a proposal."""
    with pytest.raises(ArticleError, match="did you mean 'commentary'"):
        read_article(write_article(genre="comentary"))


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "no-front-matter", 1),
        (b"Just text.\n", "no-front-matter", 1),
        (b"---\nid: a\n", "front-matter-open", 1),
        (b"---\nid: [a\n---\nText.\n", "bad-yaml", 0),
        (b"---\nid: a\nid: b\n---\nText.\n", "repeated-key", 3),
        (b"---\nid: &x a\ntitle: *x\n---\nText.\n", "yaml-alias", 2),
        (b"---\nauthor: [[[[[[a]]]]]]\n---\nText.\n", "nested-too-deep", 2),
        (b"---\nauthor: [[[[a]]]]\n---\nText.\n", "nested-too-deep", 2),
        (b"---\ntitle: " + b"[" * 50_000 + b"\n---\nText.\n", "front-matter-too-long", 0),
        (b"---\ntitle: " + b"[" * 5_000 + b"\n---\nText.\n", "nested-too-deep", 2),
        (b"---\n" + b"- " * 7_000 + b"\n---\nText.\n", "nested-too-deep", 2),
        (b"---\n" + b"? " * 7_000 + b"\n---\nText.\n", "bad-yaml", 2),
        (b"---\n- a\n---\nText.\n", "bad-yaml", 2),
        (b"---\nid: a\n...\nid: b\n---\nText\n", "bad-yaml", 0),
        (b"---\nid: a\x00\n---\nText.\n", "nul-byte", 2),
        (b"---\nid: a\n---\nErdo\xf0an.\n", "not-utf8", 4),
        (b"---\ntitle: !!python/object/apply:os.system [x]\n---\nT.\n", "bad-title", 2),
    ],
)
def test_hostile_and_broken_files_are_named(tmp_path, content, code, line):
    """No input ends the reader otherwise than with a named fault."""
    path = tmp_path / "articles" / "a.md"
    path.parent.mkdir()
    path.write_bytes(content)
    found = faults(path)
    assert code in [name for name, _, _ in found]
    if line:
        assert (code, line) in [(name, at) for name, at, _ in found]


def test_front_matter_may_be_as_long_and_as_deep_as_promised():
    """The limit is on front matter, not on the article; a field may hold lists in a list."""
    deep = split("---\nauthor: [[[a]]]\n---\nText.\n")
    assert "nested-too-deep" not in [fault.code for fault in deep.faults]
    within = "---\ntitle: " + "a" * (MAX_BYTES - 100) + "\n---\n" + "b" * 50_000
    assert split(within).faults == []


def test_the_id_must_be_the_name_of_the_file(write_article):
    """Two names for one article would make a rename lose its coding."""
    path = write_article("2019-a")
    path.rename(path.with_name("2019-b.md"))
    assert ("id-is-not-file-name", 2, "id") in faults(path.with_name("2019-b.md"))


@pytest.mark.parametrize(
    "value", ["a/b", "..", "a..b", "/a", "A", "a b", "", "a\\b", "-a", "a" * 121]
)
def test_an_id_is_a_safe_file_name(value):
    """The id alone makes the name of the file."""
    assert id_fault(value)


def test_a_future_date_is_judged_by_the_day():
    """Today is not the future."""
    today = datetime.date(2019, 9, 1)
    assert date_fault("2019-09-01", today=today) == ""
    assert "future" in date_fault("2019-09-02", today=today)


@given(st.text(alphabet="ab \n\t", max_size=60))
def test_cleaning_a_body_is_final(body):
    """Cleaning twice changes nothing, no paragraph is empty, no letter is lost."""
    once = clean_body(body)
    assert clean_body(once) == once
    assert all(paragraph.strip() for paragraph in once.split("\n\n")) or once == ""
    assert "".join(once.split()) == "".join(body.split())


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_of_front_matter_fail(source):
    """Whatever stands there, the answer is values or faults."""
    found = parse(source)
    assert found.values or found.faults


def test_broken_letters_are_warned_of(write_article):
    """A wrong encoding is seen before it is counted."""
    path = write_article(body="ErdoÄŸan met Putin.\n\nA lost letter: Erdo�an.\n")
    assert [code for code, _, _ in faults(path)] == ["mojibake", "lost-letter"]
    assert read_article(path).paragraphs[1].startswith("A lost")
