"""Choosing articles, frames and codings at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import toolkit
from toolkit.cli import main

HEADER = (
    "coder,article,paragraph,paragraph_sha,frame,present,direction,target,stance,voice,holder,"
    "note,codebook_version\n"
)
FRAMES = """version: "1.0"
frames:
  want:
    label: Want
    definition: People are shown as suffering want.
    dimensions: {hunger: lack of food}
    rules:
      - {id: hunger, dimension: hunger, query: 'lemma:hunger'}
"""


@pytest.fixture
def home(tmp_path, write_article, monkeypatch) -> Path:
    """A folder with a corpus of four articles, of which two have two authors between them."""
    for number, (author, year) in enumerate(
        (("[Ankara A]", 2016), ("[Gulf B]", 2018), ("[Levant A]", 2020), ("[Ankara A]", 2021))
    ):
        body = f"Turkey depends on Russia for gas, as letter {number} says.\n\nNobody left.\n"
        write_article(f"{year}-{number}", author=author, published=str(year), body=body)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def ids(capsys, *where: str) -> list[int]:
    """Give the years of the articles that are selected."""
    call = [part for condition in where for part in ("--where", condition)]
    assert main(["info", "--by", "id", "--json", *call]) == 0
    return sorted(row["first"] for row in json.loads(capsys.readouterr().out)["table"])


def said(capsys) -> str:
    return " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_a_bar_selects_either(home, capsys):
    """Names, and years and spans of years."""
    assert ids(capsys, "author=Ankara A|Gulf B") == [2016, 2018, 2021]
    assert ids(capsys, "author=Ankara A | Gulf B", "year=2016|2018-2020") == [2016, 2018]
    assert ids(capsys, "author!=Ankara A|Gulf B") == [2020]


def test_a_value_that_has_a_bar_is_itself(home, capsys, write_article):
    """An outlet of that name is no choice of two."""
    write_article("2022-bar", outlet="Now|Then", published="2022")
    assert ids(capsys, "outlet=Now|Then") == [2022]


def test_a_group_may_be_either_of_two(home, capsys):
    """The target of a comparison is named as a selection is."""
    assert main(["keyness", "-t", "author=Ankara A|Gulf B", "--min-count", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["title"] == "Key lemmas of Ankara A, Gulf B against all others"
    assert any("target 3 articles" in note for note in told["notes"])


@pytest.mark.parametrize(
    ("where", "code", "message"),
    [
        (("author=Ankara A", "author=Gulf B"), 1, "either write author='Ankara A|Gulf B'"),
        (("author=Ankara A|Zed",), 1, "no article has author 'Zed'"),
        (("author=Ankara A|",), 2, "write 'A|B' for either"),
        (("year=2016|x",), 2, "'x' is not a year"),
        (("year>2019",), 2, "years from 2020 on: year=2020-2030"),
        (("Ankara A",), 2, "Invalid value for --where (or --target, --reference): 'Ankara A' is"),
        (("autor=A|B",), 1, "did you mean 'author'"),
    ],
)
def test_what_selects_nothing_is_told(home, capsys, where, code, message):
    """With the way to write what was meant."""
    call = [part for condition in where for part in ("--where", condition)]
    assert main(["info", *call]) == code
    assert message in said(capsys)


def test_one_frame_can_be_compared(home, capsys):
    """Its p is corrected for that frame alone; a wrong name is told with the right one."""
    call = ["frames", "--frame", "nato_cleavage", "--json"]
    assert main([*call, "--by", "author"]) == 0
    table = json.loads(capsys.readouterr().out)["table"]
    assert {row["frame"] for row in table} == {"nato_cleavage"}
    assert main([*call, "--frame", "dependency"]) == 0
    hits = json.loads(capsys.readouterr().out)["table"]
    assert {row["frame"] for row in hits} == {"dependency"}
    assert main(call) == 0
    assert json.loads(capsys.readouterr().out)["table"] == []
    assert main(["frames", "--frame", "nato"]) == 1
    assert "did you mean 'nato_cleavage'" in said(capsys)


def test_a_coding_of_another_corpus_is_told(home, capsys):
    """Its frames are not those of the corpus asked for; the option that takes them is named."""
    other = home / "other"
    for folder in ("articles", "codebook", "coding"):
        (other / folder).mkdir(parents=True)
    (other / "codebook" / "frames.yaml").write_text(FRAMES)
    files = []
    for coder in ("aa", "bb"):
        files.append(str(other / "coding" / f"{coder}.csv"))
        rows = "".join(f"{coder},a-{n},1,{'0' * 16},want,{n % 2},,,,,,,1.0\n" for n in range(4))
        Path(files[-1]).write_text(HEADER + rows)
    assert main(["agreement", *files]) == 1
    assert "give --corpus other if it belongs there" in said(capsys)
    assert main(["agreement", *files, "--corpus", "other", "--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["table"][0]["frame"] == "want"
    assert "belongs there" not in printed.err


def test_reprints_that_count_are_told(home, capsys, write_article):
    """A reprint and its original are no two articles: a result says where they count as such."""
    write_article("2022-copy", published="2022", outlet="Other", reprint_of="2016-0")
    corpus = toolkit.load(home / "corpus")
    told = "1 article is a reprint or excerpt of another here"
    assert any(told in text for text in toolkit.frequency(corpus, "gas").warnings)
    alone = corpus.where(outlet="Other")  # its original is not selected
    for used in (alone, corpus.without_reprints()):
        assert not any("reprint" in text for text in toolkit.frequency(used, "gas").warnings)
    assert main(["info", "--where", "reprints=no"]) == 0
    assert "reprint" not in capsys.readouterr().out
