"""Exports read back by other means: pandas, NLTK, an XML parser, and a strict reader of CoNLL-U."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest

import toolkit
from toolkit import files
from toolkit.errors import ToolkitError
from toolkit.share import export

TEXT = (
    "=1+1 is no sum. Turkey's S-400s don't fly & \"they’ll\" wait, <b>he</b> said.\n\n"
    "@Ankara: it can’t end. They're gonna see U.S.-led talks."
)
UPOS = {
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON"),
    *("PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
}


@pytest.fixture
def corpus():
    """Two texts full of traps; one may not be shared."""
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "title": ["-2 & <more>", "B"],
            "text": [TEXT, "Gas flows."],
            "rights": ["CC0-1.0", "in-copyright"],
            "event": ['+"x"', "y"],
        }
    )
    return toolkit.from_frame(frame)


def read_conllu(text: str) -> list[dict]:
    """Read CoNLL-U as its format page says, refusing whatever it does not allow."""
    assert text.endswith("\n\n")
    found, ids = [], set()
    for block in text[:-2].split("\n\n"):
        lines = block.split("\n")
        comments = [line for line in lines if line.startswith("#")]
        rows = [line.split("\t") for line in lines[len(comments) :]]
        assert rows
        assert all(len(row) == 10 and all(row) for row in rows)
        told = dict(re.fullmatch(r"# (\S+(?: id)?) = (.*)", line).groups() for line in comments)
        assert told["sent_id"] not in ids
        ids.add(told["sent_id"])
        rebuilt, number, last = "", 0, 0
        for row in rows:
            space = "" if row[9] == "SpaceAfter=No" else " "
            if "-" in row[0]:
                first, last = map(int, row[0].split("-"))
                assert first == number + 1 < last + 1
                assert row[2:9] == ["_"] * 7
                rebuilt += row[1] + space
                continue
            number += 1
            assert row[0] == str(number)
            assert row[3] in UPOS
            assert " " not in row[1]
            if number > last:
                rebuilt += row[1] + space
            else:
                assert row[9] == "_"  # spaces belong to the whole word
        assert last <= number
        assert rebuilt.strip() == told["text"]
        found.append({"comments": told, "rows": rows})
    return found


def test_conllu_is_valid_and_keeps_the_text(corpus, tmp_path):
    """Columns, numbers, ranges and text agree; contractions are ranges, compounds one word."""
    export(corpus, tmp_path / "a.conllu")
    sentences = read_conllu((tmp_path / "a.conllu").read_text(encoding="utf-8"))
    text = " ".join(sentence["comments"]["text"] for sentence in sentences)
    assert text == " ".join(TEXT.split())
    forms = [row[1] for sentence in sentences for row in sentence["rows"]]
    assert {"Turkey's", "don't", "they’ll", "can’t", "gonna", "S-400s", "U.S.-led"} <= set(forms)
    ranges = [row[1] for s in sentences for row in s["rows"] if "-" in row[0]]
    assert "S-400s" not in ranges
    assert "don't" in ranges


def test_conllu_of_the_panel_is_valid(halves):
    """A thousand sentences and more, none of which breaks a rule."""
    from toolkit.share.conllu import conllu

    sentences = [s for text in conllu(halves.full) for s in read_conllu(text)]
    assert len(sentences) > 1_000
    assert len({s["comments"]["sent_id"] for s in sentences}) == len(sentences)


def test_conllu_by_hand(tmp_path):
    """Articles, paragraphs and sentences are named and numbered; a contraction spans its words."""
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "text": ["Gas flows. Prices don't.\n\nIt\u2019s over.", "(No) oil."],
            "rights": "CC0-1.0",
        }
    )
    export(toolkit.from_frame(frame), tmp_path / "a.conllu")
    lines = (tmp_path / "a.conllu").read_text(encoding="utf-8").split("\n")
    assert [line for line in lines if line.startswith("#")] == [
        "# newdoc id = a",
        *("# newpar id = a-p1", "# sent_id = a-s1", "# text = Gas flows."),
        *("# sent_id = a-s2", "# text = Prices don't."),
        *("# newpar id = a-p2", "# sent_id = a-s3", "# text = It\u2019s over."),
        "# newdoc id = b",
        *("# newpar id = b-p1", "# sent_id = b-s1", "# text = (No) oil."),
    ]
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert [" ".join((*row[:3], row[-1])) for row in cells] == [
        *("1 Gas gas _", "2 flows flow SpaceAfter=No", "3 . . _"),
        *("1 Prices price _", "2-3 don't _ SpaceAfter=No", "2 do do _", "3 n't not _", "4 . . _"),
        *(
            "1-2 It\u2019s _ _",
            "1 It it _",
            "2 \u2019s be _",
            "3 over over SpaceAfter=No",
            "4 . . _",
        ),
        *("1 ( ( SpaceAfter=No", "2 No no SpaceAfter=No", "3 ) ) _"),
        *("4 oil oil SpaceAfter=No", "5 . . _"),
    ]


def test_tokens_of_two_articles_are_not_joined():
    """An article that begins where another ended is no part of its last word."""
    import numpy as np

    from toolkit.share.conllu import joined

    class Tokens:
        start, end = np.array([0, 3, 5, 9]), np.array([3, 5, 9, 12])
        article_offsets = np.array([0, 2, 2, 4])

        def __len__(self):
            return 4

    assert [joined(Tokens(), token) for token in range(4)] == [True, False, True, False]


def test_universal_tags_by_the_pages_of_universal_dependencies():
    """One case of each of the seventeen, and those that the lemma decides."""
    from toolkit.share.conllu import universal_tag

    cases = (
        *("JJR better ADJ", "IN of ADP", "RP up ADP", "WRB when ADV", "RB soon ADV", "MD can AUX"),
        *("VBZ be AUX", "VBD have VERB", "CC and CCONJ", "WDT which DET", "UH yes INTJ"),
        *("NNS price NOUN", "CD ten NUM", "TO to PART", "POS 's PART", "RB not PART"),
        *("PRP$ its PRON", "EX there PRON", "NNPS Turks PROPN", ", , PUNCT", "-LRB- ( PUNCT"),
        *("IN because SCONJ", "IN that SCONJ", "$ $ SYM", "VBG flow VERB", "FW zeitgeist X"),
    )
    rows = [case.split() for case in cases]
    assert {upos for *_, upos in rows} == UPOS
    assert [universal_tag(tag, lemma) for tag, lemma, _ in rows] == [upos for *_, upos in rows]


def test_vertical_is_escaped_and_complete(corpus, tmp_path):
    """Tokens and structures of a vertical file are well-formed XML with nothing lost."""
    export(corpus, tmp_path / "a.vrt")
    content = (tmp_path / "a.vrt").read_text(encoding="utf-8")
    root = ET.fromstring(f"<all>{content}</all>")
    text = root.find("text")
    assert text is not None
    assert text.get("title") == "-2 & <more>"
    assert text.get("var_event") == '+"x"'
    assert [p.get("n") for p in text.findall("p")] == ["1", "2"]
    rows = [line.split("\t") for line in "".join(text.itertext()).split("\n") if line.strip()]
    assert all(len(row) == 3 for row in rows)
    tokens = corpus.tokens
    first, last = tokens.article_offsets[:2]
    assert [row[0] for row in rows] == [tokens.forms[c] for c in tokens.form[first:last].tolist()]


def test_nltk_reads_its_folder(corpus, tmp_path, monkeypatch):
    """NLTK's tagged reader gives the words, tags and paragraphs of the corpus."""
    import nltk
    from nltk.corpus.reader import TaggedCorpusReader

    written = export(corpus, tmp_path / "nltk", form="nltk", private=True)
    assert "2 articles" in written.message
    assert "1 text in copyright" in written.warning
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])  # NLTK reads below these only
    reader = TaggedCorpusReader(
        str(tmp_path / "nltk"), r".*\.pos", sent_tokenizer=nltk.LineTokenizer(), encoding="utf-8"
    )
    ours = corpus.to_nltk()
    assert list(reader.fileids()) == ["a.pos", "b.pos"]
    assert [list(s) for s in reader.tagged_sents("a.pos")] == ours.tagged_sents("a")
    assert len(reader.paras("a.pos")) == 2


def test_a_data_package_says_what_its_tables_hold(corpus, tmp_path):
    """Sizes, hashes and columns are those of the files; no cell is a formula."""
    export(corpus, tmp_path / "package", form="datapackage")
    package = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        data = (tmp_path / "package" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        table = pd.read_csv(tmp_path / "package" / resource["path"], keep_default_na=False)
        fields = resource["schema"]["fields"]
        assert list(table.columns) == [field["name"] for field in fields]
        told = [(field["name"], field["constraints"]) for field in fields if "constraints" in field]
        assert told == [("doc_id", {"required": True})]
        numbers = {
            "articles": ["year"],
            "tokens": ["paragraph", "sentence", "token", "start", "end"],
        }
        typed = [field["name"] for field in fields if field["type"] == "integer"]
        assert typed == numbers[resource["name"]]
        assert {field["type"] for field in fields} == {"integer", "string"}
        free = [f["name"] for f in fields if f["description"] == "a variable of the corpus"]
        assert free == (["event"] if resource["name"] == "articles" else [])
        assert resource["dialect"] == {
            "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n",
            "header": True,
        }  # fmt: skip
        assert not table.duplicated(resource["schema"]["primaryKey"]).any()
        for name in table.select_dtypes(exclude="number").columns:
            assert not table[name].astype(str).str.match(r"[=+\-@\t\r]").any()
    assert package["licenses"] == [{"name": "CC0-1.0"}]


def test_tokens_are_numbered_from_one(tmp_path):
    """By hand: paragraphs and sentences inside the article, tokens inside the sentence."""
    texts = ["Gas flows. It stops.\n\nRussia pays.", "Oil rose."]
    corpus = toolkit.from_frame(
        pd.DataFrame({"id": ["a", "b"], "text": texts, "rights": "CC0-1.0"})
    )
    export(corpus, tmp_path / "package", form="datapackage")
    table = pd.read_csv(tmp_path / "package" / "tokens.csv")
    columns = ["doc_id", "paragraph", "sentence", "token", "form", "start", "end"]
    assert table[columns].to_numpy().tolist() == [
        ["a", 1, 1, 1, "Gas", 0, 3],
        ["a", 1, 1, 2, "flows", 4, 9],
        ["a", 1, 1, 3, ".", 9, 10],
        ["a", 1, 2, 1, "It", 11, 13],
        ["a", 1, 2, 2, "stops", 14, 19],
        ["a", 1, 2, 3, ".", 19, 20],
        ["a", 2, 3, 1, "Russia", 22, 28],
        ["a", 2, 3, 2, "pays", 29, 33],
        ["a", 2, 3, 3, ".", 33, 34],
        ["b", 1, 1, 1, "Oil", 0, 3],
        ["b", 1, 1, 2, "rose", 4, 8],
        ["b", 1, 1, 3, ".", 8, 9],
    ]


def test_an_export_says_what_it_wrote_and_left_out(corpus, halves, tmp_path):
    """Numbers agree with their nouns; what did not happen is not mentioned."""
    closed = "whose text may not be shared"
    assert export(corpus, tmp_path / "a.csv").message == (
        f"wrote 1 article to a.csv; 1 article {closed} was left out"
    )
    assert export(corpus, tmp_path / "b.csv", private=True).message == "wrote 2 articles to b.csv"
    assert export(corpus, tmp_path / "c.csv").hint == ""
    assert export(halves.full, tmp_path / "c.jsonl").message == (
        f"wrote 60 articles to c.jsonl; 60 articles {closed} were left out"
    )
    assert export(halves.counted, tmp_path / "d.jsonl").message == (
        "wrote 60 articles to d.jsonl; 60 articles were left out of which only counts are at hand"
    )


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.nltk", "a.datapackage", "a.cvs"])
def test_an_ending_that_says_no_form_is_refused(corpus, tmp_path, name):
    """Before anything is written; capitals are one ending with small letters."""
    with pytest.raises(ToolkitError, match=r"unknown ending .*give --format \(csv"):
        export(corpus, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    export(corpus, tmp_path / "A.CSV")
    assert (tmp_path / "A.CSV").read_text(encoding="utf-8").startswith("doc_id,text")


def test_a_folder_is_no_file_and_a_file_no_folder(corpus, tmp_path):
    """Not even by force: what is there stays."""
    (tmp_path / "here").mkdir()
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(ToolkitError, match="it is a folder; name a file in it"):
        export(corpus, tmp_path / "here", form="csv", force=True)
    with pytest.raises(ToolkitError, match="nltk is a folder, this is a file"):
        export(corpus, tmp_path / "notes", form="nltk", force=True)
    assert (tmp_path / "notes").read_text() == "mine"
    export(corpus, tmp_path / "here", form="nltk")  # an empty folder is taken
    assert (tmp_path / "here" / "a.pos").exists()


def test_a_variable_takes_no_column_of_its_own_name(tmp_path):
    """Called `doc_id` it would name the article by its value; called `start` it is no offset."""
    frame = pd.DataFrame({"id": ["a", "b"], "text": ["Gas.", "Oil."], "rights": "CC0-1.0"})
    corpus = toolkit.from_frame(frame.assign(doc_id="x", doc_id_="y", start="z"))
    export(corpus, tmp_path / "package", form="datapackage")
    table = pd.read_csv(tmp_path / "package" / "articles.csv")
    names = ["doc_id", "doc_id__", "doc_id_", "start"]
    assert table[names].to_numpy().tolist() == [["a", "x", "y", "z"], ["b", "x", "y", "z"]]
    package = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))
    fields = package["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(table.columns)
    told = {field["name"]: (field["type"], field["description"]) for field in fields}
    assert {told[name] for name in names[1:]} == {("string", "a variable of the corpus")}
    assert told["year"] == ("integer", "the year of publication")
    export(corpus, tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["doc_id"] for line in lines] == ["a", "b"]


@pytest.mark.parametrize(("private", "licences"), [(False, [{"name": "CC0-1.0"}]), (True, None)])
def test_a_package_with_a_text_in_copyright_names_no_licence(corpus, tmp_path, private, licences):
    """A licence would be read as that of every text in it."""
    export(corpus, tmp_path / "package", form="datapackage", private=private)
    package = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))
    assert package.get("licenses") == licences


def test_a_package_names_its_licences_in_one_order(tmp_path):
    """Each once, by the alphabet: the order of a set changes from run to run."""
    rights = ["MIT", "CC0-1.0", "ODbL-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "MIT", "OGL-UK-3.0"]
    corpus = toolkit.from_frame(pd.DataFrame({"text": "Gas flows.", "rights": rights}))
    export(corpus, tmp_path / "package", form="datapackage")
    package = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))
    names = [licence["name"] for licence in package["licenses"]]
    assert names == ["CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "MIT", "ODbL-1.0", "OGL-UK-3.0"]


def test_tables_read_back(corpus, tmp_path):
    """CSV shows an apostrophe where a spreadsheet would calculate; JSON Lines keeps all."""
    export(corpus, tmp_path / "a.csv")
    export(corpus, tmp_path / "a.jsonl")
    row = pd.read_csv(tmp_path / "a.csv").iloc[0]
    assert row["text"] == "'" + TEXT
    assert row["title"] == "'-2 & <more>"
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["doc_id"] for line in lines] == ["a"]
    assert json.loads(lines[0])["text"] == TEXT


def test_tables_hold_every_field(tmp_path):
    """Names parted by a semicolon, a year without a fraction, nothing where nothing is known."""
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "title": ['Gas, "again"', None],
            "author": ["Ayla Kurt; Oleg Brin", None],
            "published": ["2019-05", None],
            "outlet": ["Bugün", None],
            "genre": ["news", "report"],
            "rights": ["CC0-1.0", "MIT"],
            "provenance": ["composed", "collected"],
            "url": ["https://a.example/1", None],
            "text": ["Gas flows.\n\nStill.", "Oil."],
            "event": ["idlib", None],
        }
    )
    corpus = toolkit.from_frame(frame)
    export(corpus, tmp_path / "a.csv")
    head = "doc_id,text,title,author,published,year,outlet,language,genre,rights,provenance,url"
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == (
        f'{head},event\na,"Gas flows.\n\nStill.","Gas, ""again""",Ayla Kurt; Oleg Brin,'
        "2019-05,2019,Bugün,en,news,CC0-1.0,composed,https://a.example/1,idlib\n"
        "b,Oil.,Untitled,,,,,en,report,MIT,collected,,\n"
    )
    export(corpus, tmp_path / "a.jsonl")
    first, second = map(json.loads, (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines())
    values = [
        *("a", "Gas flows.\n\nStill.", 'Gas, "again"', "Ayla Kurt; Oleg Brin", "2019-05", 2019),
        *("Bugün", "en", "news", "CC0-1.0", "composed", "https://a.example/1", "idlib"),
    ]
    assert first == dict(zip([*head.split(","), "event"], values, strict=True))
    assert (second["year"], second["author"]) == (None, "")
    assert "event" not in second


def test_nothing_in_copyright_without_being_asked(corpus, halves, tmp_path):
    """No form writes a private text by itself, and an article without text is told apart."""
    for name, form in (("a.csv", None), ("a.vrt", None), ("n", "nltk"), ("p", "datapackage")):
        written = export(corpus, tmp_path / name, form=form)
        assert (written.articles, written.left_out, written.warning) == (1, 1, "")
    with pytest.raises(ToolkitError, match="--with-private"):
        export(corpus.where(private=True), tmp_path / "b.csv")
    assert export(halves.counted, tmp_path / "c.csv").without_text == 60
    with pytest.raises(ToolkitError, match="there is no text"):
        export(halves.counted.where(derived=True), tmp_path / "d.csv", private=True)
    with pytest.raises(ToolkitError, match="unknown format 'tei'"):
        export(corpus, tmp_path / "x", form="tei")
    with pytest.raises(ToolkitError, match=r"did you mean 'derived'.*datapackage, derived"):
        export(corpus, tmp_path / "x", form="derive")
    with pytest.raises(ToolkitError, match=r"share\.write_derived"):
        export(corpus, tmp_path / "x", form="derived")
    assert not (tmp_path / "b.csv").exists()


@pytest.mark.parametrize(("name", "form"), [("a.csv", None), ("a.vrt", None), ("n", "nltk")])
def test_what_is_there_is_replaced_only_by_force(corpus, tmp_path, name, form):
    """A refused export changes nothing, whether the old file was ours or not."""
    target = tmp_path / name
    old = target / "mine.txt" if form else target
    old.parent.mkdir(exist_ok=True)
    old.write_text("mine")
    with pytest.raises(ToolkitError, match="--force"):
        export(corpus, target, form=form)
    assert [path.read_text() for path in tmp_path.rglob("*") if path.is_file()] == ["mine"]
    export(corpus, target, form=form, force=True)
    assert (old.read_text() == "mine") == (form is not None)  # a folder's other files stay
    written = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert any("Turkey" in text for text in written)


def test_a_text_that_an_older_export_left_in_the_folder_is_told(corpus, tmp_path):
    """Written with --with-private once, it would be shared with the new files unseen."""
    target = tmp_path / "nltk"
    assert "b.pos" not in export(corpus, target, form="nltk", private=True).warning
    written = export(corpus, target, form="nltk", force=True)
    assert (written.in_copyright, written.others) == (0, ("b.pos",))
    assert written.warning == (
        "nltk also holds 1 file not of this export (b.pos): look at them before you share it"
    )
    for name in "cde":
        (target / name).touch()
    both = export(corpus, target, form="nltk", force=True, private=True).warning
    assert "1 text in copyright" in both
    assert "3 files not of this export (c, d, e): look" in both
    again = export(corpus, target, form="nltk", force=True)
    assert "4 files not of this export (b.pos, c, d, …)" in again.warning


def test_what_a_killed_export_left_is_in_no_other(corpus, tmp_path):
    """Numbers of processes come back, in a container soon."""
    left = tmp_path / f".nltk.{os.getpid()}" / "b.pos"
    left.parent.mkdir()
    left.write_text("private")
    export(corpus, tmp_path / "nltk", form="nltk")
    assert [path.name for path in tmp_path.rglob("*.pos")] == ["a.pos"]


def test_a_folder_appears_whole_or_not_at_all(corpus, tmp_path, monkeypatch):
    """When the disk is full after the first file, nothing is left, hidden or not."""
    module = importlib.import_module("toolkit.share.export")
    real = module.write_atomic

    def full(path, text):
        if path.name == "tokens.csv":
            raise ToolkitError("cannot write 'tokens.csv': No space left on device")
        real(path, text)

    monkeypatch.setattr(module, "write_atomic", full)
    with pytest.raises(ToolkitError, match="No space"):
        export(corpus, tmp_path / "package", form="datapackage")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_replaced_whole_or_not_at_all(corpus, tmp_path, monkeypatch):
    """Old articles beside new tokens would belong to nothing; the message said 'nothing'."""
    target = tmp_path / "package"
    export(corpus, target, form="datapackage")
    for path in target.iterdir():
        path.write_text("old")
    calls = []

    def full(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(ToolkitError, match="No space left on device; nothing was changed"):
        export(corpus, target, form="datapackage", force=True)
    assert {path.read_text() for path in target.iterdir()} == {"old"}


@pytest.mark.parametrize("name", ["articles.csv", "articles.VRT"])
def test_counts_are_not_written_into_a_folder_named_like_a_file(
    tmp_path, monkeypatch, capsys, name
):
    """Capitals or not."""
    from toolkit.cli import main

    monkeypatch.chdir(tmp_path)
    panel = str(Path(__file__).resolve().parents[2] / "corpus")
    assert main(["export", name, "--format", "derived", "--corpus", panel]) == 1
    assert f"counts go into a folder, and {name}" in " ".join(capsys.readouterr().err.split())
    assert not list(tmp_path.iterdir())
