"""`discourse export`: counts of texts that may not be shared, and files that are there already."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import toolkit
from toolkit.cli import main
from toolkit.corpus import check

PANEL = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Take a third of the panel, four of its articles in copyright, as the corpus here."""
    root = tmp_path / "corpus"
    shutil.copytree(PANEL / "codebook", root / "codebook")
    for folder in ("articles", "private/articles"):
        (root / folder).mkdir(parents=True)
    for n, path in enumerate(sorted((PANEL / "articles").rglob("*.md"))[::3]):
        text = path.read_text(encoding="utf-8")
        place = root / "articles"
        if n % 10 == 0:
            text = re.sub(r"^rights: .*$", "rights: in-copyright", text, flags=re.MULTILINE)
            place = root / "private" / "articles"
        (place / path.name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return root


def test_counts_of_private_texts_are_written_loaded_and_the_same_again(home, capsys):
    """From the command to a corpus without the texts, in which the same words are counted."""
    before = toolkit.frequency(toolkit.load(home), unit="tag").table.set_index("item")["count"]
    assert main(["export", "--format", "derived"]) == 0
    said = capsys.readouterr().err
    assert "wrote counts of 4 articles to corpus/derived" in said
    assert "no collocates" in said
    assert re.search(r"put \d+ of \d+ sentences together again \(0\.\d%, bound 1%\)", said)
    records = sorted((home / "derived").glob("*.json"))
    assert len(records) == 4
    first = [path.read_bytes() for path in records]
    assert main(["export", "--format", "derived"]) == 0  # renewing needs no --force
    assert [path.read_bytes() for path in records] == first
    texts = [path.read_text(encoding="utf-8") for path in (home / "private").rglob("*.md")]
    sentences = [s for text in texts for s in re.findall(r"[A-Z][^.!?]{40,}[.!?]", text)]
    assert len(sentences) > 50
    assert not any(s.encode() in data for s in sentences for data in first)
    shutil.rmtree(home / "private")
    counted = toolkit.load(home)
    assert int(counted.articles["derived"].sum()) == 4
    after = toolkit.frequency(counted, unit="tag").table.set_index("item")["count"]
    assert after.to_dict() == before.to_dict()


def test_counts_go_to_another_folder_too(home, tmp_path, monkeypatch, capsys):
    """A folder to send away, beside the corpus; called by its name, were it the one we are in."""
    (tmp_path / "parcel").mkdir()
    monkeypatch.chdir(tmp_path / "parcel")
    assert main(["export", ".", "--format", "derived", "--corpus", str(home)]) == 0
    assert "wrote counts of 4 articles to parcel/derived: " in capsys.readouterr().err
    assert len(list((tmp_path / "parcel" / "derived").glob("*.json"))) == 4
    assert not (home / "derived").exists()


def test_a_title_is_cut_and_an_address_that_spells_it_out_left_out(home, capsys):
    """What names an article quotes no eight words of it; how many addresses went is told."""
    path = sorted((home / "private" / "articles").glob("*.md"))[0]
    text = path.read_text(encoding="utf-8")
    title = "One two three four five six seven eight"
    told = f"title: {title}\nurl: https://a.example/{title.replace(' ', '-')}"
    path.write_text(re.sub(r"^title: .*$", told, text, flags=re.MULTILINE), encoding="utf-8")
    assert main(["export", "--format", "derived"]) == 0
    assert "web addresses left out, since they spell out a title or a text: 1" in (
        capsys.readouterr().err
    )
    article = json.loads((home / "derived" / f"{path.stem}.json").read_text())["article"]
    assert article["title"] == "One two three four five six seven …"
    assert "url" not in article


def test_an_excerpt_in_another_field_ends_the_export(home, capsys):
    """The record and field are named with the command that mends them; nothing is written."""
    path = sorted((home / "private" / "articles").glob("*.md"))[0]
    text = path.read_text(encoding="utf-8")
    words = text.split("---\n")[2].split()[:9]
    told = f'outlet: "{" ".join(re.findall("[A-Za-z]+", " ".join(words)))}"'
    text = re.sub(r"^outlet: .*$", told, text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    assert main(["export", "--format", "derived"]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert f"private/articles/{path.name}: outlet:" in said
    assert f"discourse edit {path.stem} --outlet VALUE" in said
    assert not (home / "derived").exists()


def test_a_text_in_copyright_is_warned_of_and_cwb_told(
    write_article, tmp_path, monkeypatch, capsys
):
    """What the user must not do with the file, and how the other tool takes it."""
    path = write_article("2021-closed", rights="in-copyright")
    write_article("2019-open")
    folder = tmp_path / "corpus" / "private" / "articles"
    folder.mkdir(parents=True)
    path.rename(folder / path.name)
    monkeypatch.chdir(tmp_path)
    assert main(["export", "a.vrt", "--with-private"]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "wrote 2 articles to a.vrt" in said
    assert "for CWB: cwb-encode -c utf8 -xsB" in said
    assert "warning: a.vrt holds 1 text in copyright: keep it to yourself" in said
    assert main(["export", "b.jsonl"]) == 0
    said = " ".join(capsys.readouterr().err.split())
    assert "1 article whose text may not be shared was left out" in said
    assert "in copyright" not in said
    assert "CWB" not in said
    assert "2021-closed" not in (tmp_path / "b.jsonl").read_text(encoding="utf-8")


def test_where_nothing_is_private_it_says_so(home, capsys):
    """The texts themselves may then be shared."""
    shutil.rmtree(home / "private")
    assert main(["export", "--format", "derived"]) == 1
    assert "share the texts instead" in capsys.readouterr().err
    assert not (home / "derived").exists()


def test_counts_by_another_list_or_annotator_are_told(home, capsys):
    """On load and on check: they do not compare with texts that are read anew."""
    assert main(["export", "--format", "derived"]) == 0
    shutil.rmtree(home / "private")
    (path, *_) = sorted((home / "derived").glob("*.json"))
    assert not [p for p in toolkit.load(home).problems if p.code == "outdated-counts"]
    whole = path.read_text(encoding="utf-8")
    for changed, value, said in (
        ("actors", "0123456789ab", "actors list 0123456789ab"),
        ("annotator", "0", "version 0"),
    ):
        record = json.loads(whole)
        record["made"][changed] = value
        path.write_text(json.dumps(record), encoding="utf-8")
        for problems in (toolkit.load(home).problems, check(home)):
            (problem,) = [p for p in problems if p.code == "outdated-counts"]
            assert (problem.level, problem.file) == ("warning", f"derived/{path.name}")
            assert said in problem.what
    capsys.readouterr()
    main(["check"])
    assert said in capsys.readouterr().out
    main(["info"])
    assert "1 warning; 'discourse check' lists them" in capsys.readouterr().err


def test_a_file_that_is_there_is_replaced_only_by_force(home, tmp_path, capsys):
    """The refusal names the way out and leaves the file as it was."""
    target = tmp_path / "articles.csv"
    target.write_text("my notes")
    assert main(["export", "articles.csv"]) == 1
    assert "give --force to replace it" in capsys.readouterr().err
    assert target.read_text() == "my notes"
    assert main(["export", "articles.csv", "--force"]) == 0
    assert target.read_text(encoding="utf-8").startswith("doc_id,text")


def test_damaged_collocates_end_the_export_before_the_long_attack(
    tmp_path, write_article, monkeypatch, capsys
):
    """The file to delete and the command that makes it anew are named, and both help."""
    from toolkit import share

    path = write_article(rights="in-copyright", provenance="collected")
    root = tmp_path / "corpus"
    (root / "private" / "articles").mkdir(parents=True)
    path.rename(root / "private" / "articles" / path.name)
    groups = root / "derived" / "collocates"
    groups.mkdir(parents=True)
    (groups / "0a.json").write_text("{", encoding="utf-8")
    attacked = []

    def bounded(corpus, frames, *, instrument):
        attacked.append(corpus)
        made = share.derive(corpus, frames, instrument=instrument)
        return made, share.Reconstruction(sentences=1, matched=0, longest_run=1, articles=1)

    monkeypatch.setattr(share, "bounded", bounded)
    command = ["export", "--format", "derived", "--corpus", str(root)]
    assert main(command) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "derived/collocates/0a.json" in said
    assert "delete this file" in said
    assert "'discourse export --format derived' then makes it anew" in said
    assert not attacked
    (groups / "0a.json").unlink()
    assert main(command) == 0
    assert (root / "derived" / path.name).with_suffix(".json").exists()
