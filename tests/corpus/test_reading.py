"""A corpus folder: all problems in one go, and nothing read from outside."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import toolkit
from toolkit.corpus import check
from toolkit.corpus.reading import find_corpus, read_folder
from toolkit.errors import CorpusError


def codes(root: Path) -> set[str]:
    return {problem.code for problem in check(root)}


@pytest.fixture
def root(write_article, tmp_path) -> Path:
    """A sound corpus of one article."""
    write_article("2019-ankara-gas", body="Russia sells gas to Turkey, and Turkey pays for it.\n")
    return tmp_path / "corpus"


def test_a_sound_corpus_has_no_problem(root):
    """Silence means soundness."""
    assert check(root) == ()


def test_no_corpus_is_told_to_a_notebook_too(tmp_path):
    """Who loads a folder that does not exist has no option --corpus to name another."""
    with pytest.raises(CorpusError, match=r"no corpus at .*nowhere.*toolkit\.load\('FOLDER'\)"):
        toolkit.load(tmp_path / "nowhere")


def test_articles_are_read_at_any_depth_in_order_of_id(root, write_article):
    """Folders are for the researcher; the toolkit orders by id."""
    deep = root / "articles" / "2017" / "may"
    deep.mkdir(parents=True)
    path = write_article("2017-gulf-talks")
    path.rename(deep / path.name)
    assert [article.id for article in read_folder(root).articles] == [
        "2017-gulf-talks",
        "2019-ankara-gas",
    ]


def test_two_articles_of_one_id_are_named_with_both_places(root, write_article):
    """The message says where the other one is."""
    other = root / "articles" / "copies"
    other.mkdir()
    (other / "2019-ankara-gas.md").write_text(
        (root / "articles" / "2019-ankara-gas.md").read_text(encoding="utf-8"), encoding="utf-8"
    )
    problem = next(problem for problem in check(root) if problem.code == "same-id")
    assert "articles/2019-ankara-gas.md" in problem.what + problem.file


def test_links_out_of_the_corpus_are_not_followed(root, tmp_path):
    """A link cannot bring a file of the machine into a corpus that is shared."""
    secret = tmp_path / "secret.md"
    secret.write_text("---\nid: secret\n---\nSecret.\n", encoding="utf-8")
    os.symlink(secret, root / "articles" / "secret.md")
    os.symlink(tmp_path, root / "articles" / "folder")
    found = read_folder(root)
    assert {p.code for p in found.problems} == {"link-out-of-corpus", "linked-folder"}
    assert "secret" not in [article.id for article in found.articles]


def test_a_named_pipe_does_not_block(root):
    """Reading never waits for a writer that may not come."""
    os.mkfifo(root / "articles" / "pipe.md")
    assert "not-a-file" in codes(root)


def test_private_text_outside_private_warns_on_load_and_fails_check(root, write_article):
    """The text can be worked with, but must not be shared by mistake."""
    write_article(
        "2021-someone",
        title='"Human rights: a dialogue"',
        rights="in-copyright",
        provenance="collected",
    )
    problem = next(p for p in check(root) if p.code == "private-text-outside")
    assert problem.level == "error"
    lines = (root / problem.file).read_text(encoding="utf-8").splitlines()
    assert lines[problem.line - 1] == "rights: in-copyright"
    corpus = toolkit.load(root)
    assert len(corpus) == 2
    assert [p.level for p in corpus.problems if p.code == "private-text-outside"] == ["warning"]


def test_private_articles_are_loaded_from_private(root, write_article):
    """A researcher's own texts are analysed together with the rest."""
    path = write_article("2021-someone", rights="in-copyright", provenance="collected")
    home = root / "private" / "articles"
    home.mkdir(parents=True)
    path.rename(home / path.name)
    assert check(root) == ()
    assert len(toolkit.load(root).where(private=True)) == 1


def test_load_tells_every_error_of_the_corpus(root, write_article):
    """Two broken files are two messages in one error."""
    write_article("2018-a", published="soon")
    write_article("2018-b", genre="essay")
    with pytest.raises(CorpusError) as caught:
        toolkit.load(root)
    assert "2018-a.md:5" in str(caught.value)
    assert "2018-b.md:7" in str(caught.value)


def test_a_corpus_is_found_from_a_folder_below(root, monkeypatch):
    """A notebook runs in notebooks/ and says load()."""
    below = root.parent / "notebooks"
    below.mkdir()
    monkeypatch.chdir(below)
    assert find_corpus("corpus") == root.resolve()


def test_no_corpus_is_a_clear_answer(tmp_path, monkeypatch):
    """The remedy is a command."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CorpusError, match="discourse init"):
        toolkit.load()


def test_reprints_of_unknown_articles_and_equal_texts_are_warned_of(root, write_article):
    """Counting a text twice is the commonest fault of such corpora."""
    body = "Russia sells gas to Turkey, and Turkey pays for it.\n"
    write_article("2020-copy", body=body)
    write_article("2020-ghost", reprint_of="2001-nothing")
    assert {"same-text", "unknown-reprint"} <= codes(root)


def test_text_that_is_not_english_is_warned_of(root, write_article):
    """Word counts of another language would be noise."""
    write_article(
        "2020-turkce",
        body="Türkiye ile Rusya arasındaki ilişkiler son yıllarda hızla gelişti ve çok değişti.\n"
        * 3,
    )
    assert "not-english" in codes(root)


def test_two_texts_of_one_title_and_author_are_pointed_out(root, write_article):
    """Mostly versions of one article; a reprint that is marked, or another author, is none."""
    fields = {"title": '"Gas again"', "author": "[Ankara A]"}
    write_article("2019-first", body="The first version of it.\n", **fields)
    write_article("2019-second", body="Another text altogether, about ships.\n", **fields)
    write_article("2019-third", body="Gulf gas.\n", **fields | {"author": "[Gulf B]"})
    write_article("2019-fourth", body="Marked.\n", reprint_of="2019-first", **fields)
    found = [(p.file, p.field, p.level) for p in check(root) if p.code == "same-title"]
    assert found == [("articles/2019-second.md", "title", "warning")]


@pytest.mark.parametrize(
    ("fields", "line", "name", "word"),
    [
        ({"title": '"never closed'}, 3, "title", "quote|end of stream"),
        ({"author": "[Ankara A"}, 4, "author", "expected"),
        ({"variables": "\n\tevent: x"}, 11, "", "tab"),
    ],
)
def test_bad_yaml_is_named_where_it_begins(root, write_article, fields, line, name, word):
    """An open quote runs to the end of the fields; where it was opened is what helps."""
    write_article("2019-bad", **fields)
    (problem,) = [p for p in check(root) if p.code == "bad-yaml"]
    assert (problem.line, problem.field) == (line, name)
    assert re.search(word, problem.what)


def test_the_line_of_a_field_is_that_of_the_field(root, write_article):
    """'rights' in a title is no field; two files that bear one id are both told."""
    fields = {"rights": "in-copyright", "provenance": "collected", "title": '"Human rights"'}
    write_article("2019-closed", **fields)
    path = write_article("2019-twin", id="2019-closed")
    found = {(p.code, Path(p.file).name, p.line, p.field) for p in check(root)}
    assert ("private-text-outside", "2019-closed.md", 8, "rights") in found
    assert ("same-id", path.name, 2, "id") in found


def test_a_link_to_nothing_is_named_as_one(root):
    """Not as a file without rights."""
    (root / "articles" / "gone.md").symlink_to(root / "nowhere.md")
    (problem,) = check(root)
    assert (problem.code, "leads nowhere" in problem.what) == ("unreadable", True)
