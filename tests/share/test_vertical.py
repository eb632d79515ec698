"""The vertical file as `cwb-encode` takes it, by a reader written from CWB's manual.

Evert, S. and The CWB Development Team, "CWB Corpus Encoding and Management Manual", sections 2 and
3: a line is a token (columns parted by TAB, one for each positional attribute) or a tag of a
declared structural attribute; ``-x`` decodes the five entities of XML, ``-s`` skips blank lines,
``-B`` strips blanks, ``-0`` drops the tags of an attribute, ``:0`` lets no region hold another of
its kind. Whatever `cwb-encode` would warn of or take as a token is an error here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

import toolkit
from toolkit.share import export
from toolkit.share.vertical import declaration, vertical

PANEL = Path(__file__).resolve().parents[2] / "corpus"
LONGEST_LINE = 65_535  # MAX_INPUT_LINE_LENGTH of cwb-encode
LONGEST_VALUE = 4_095  # CL_MAX_LINE_LENGTH of the corpus library
_NAME = re.compile(r"[a-z][a-z0-9_-]*\Z")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_ATTRIBUTE = re.compile(r'\s+([^\s=]+)="([^"<]*)"')


@dataclass
class Encoded:
    """What `cwb-encode` would have stored: columns, and regions with their values."""

    columns: tuple[list[str], ...]
    regions: dict[str, list[tuple[int, int, dict[str, str]]]] = field(default_factory=dict)


def decode(text: str) -> str:
    """Put characters for entities; any other ampersand is a fault."""
    assert not re.search(r"&(?!(?:lt|gt|amp|quot|apos);)", text), text
    return re.sub(r"&(\w+);", lambda match: _ENTITIES[match[1]], text)


def encode(
    lines: Iterable[str], *, columns: int, structures: Iterable[str], null: Iterable[str]
) -> Encoded:
    """Read a vertical file with ``-P`` (so many columns), ``-S`` and ``-0``."""
    known: dict[str, list[str]] = {}
    for structure in structures:
        name, _, told = structure.partition(":")
        depth, *attributes = told.split("+")
        assert depth == "0"
        assert all(map(_NAME.match, (name, *attributes))), structure
        assert len(set(attributes)) == len(attributes), structure
        known[name] = attributes
    found = Encoded(tuple([] for _ in range(columns)), {name: [] for name in known})
    opened: dict[str, tuple[int, dict[str, str]]] = {}
    for line in lines:
        assert len(line.encode()) <= LONGEST_LINE
        line = line.strip()
        if not line:
            continue
        tag = re.fullmatch(r"<(/?)([a-z][a-z0-9_-]*)((?:\s+[^>]*)?)(/?)>", line)
        if tag is None:
            assert not line.startswith("<"), line
            cells = line.split("\t")
            assert len(cells) == columns, line
            for column, cell in zip(found.columns, cells, strict=True):
                assert cell == cell.strip() != "", line
                assert len(cell.encode()) <= LONGEST_VALUE
                column.append(decode(cell))
            continue
        closing, name, told, empty = tag.groups()
        if name in null:
            assert empty
            assert not told.strip()
            continue
        assert name in known, line
        here = len(found.columns[0])
        if closing:
            begin, values = opened.pop(name)
            assert begin < here, f"an empty region: {line}"
            found.regions[name].append((begin, here - 1, values))
            continue
        assert name not in opened, f"a region within its own kind: {line}"
        values = {key: decode(value) for key, value in _ATTRIBUTE.findall(told)}
        assert _ATTRIBUTE.sub("", told).strip() == "", line
        assert list(values) == known[name], line
        assert all(len(value.encode()) <= LONGEST_VALUE for value in values.values())
        opened[name] = here, values
    assert not opened
    return found


def read(corpus: toolkit.Corpus) -> Encoded:
    """Encode a corpus with the options that the module's docstring names."""
    lines = "".join(vertical(corpus)).split("\n")
    structures = ("p:0+n", "s:0+n", declaration(corpus))
    return encode(lines, columns=3, structures=structures, null=("g",))


def agrees(encoded: Encoded, corpus: toolkit.Corpus) -> None:
    """Compare sizes, vocabularies, regions and values with those of the corpus."""
    table = corpus.tokens
    words, tags, lemmas = encoded.columns
    assert len(words) == len(table.form)
    assert words == [table.forms[code] for code in table.form.tolist()]
    assert tags == [table.tags[code] for code in table.tag.tolist()]
    assert lemmas == [table.lemmas[code] for code in table.lemma.tolist()]
    texts = encoded.regions["text"]
    assert [values["id"] for _, _, values in texts] == [item.id for item in corpus.items]
    assert [begin for begin, _, _ in texts] == table.article_offsets[:-1].tolist()
    assert [begin for begin, _, _ in encoded.regions["s"]] == table.sentence_offsets[:-1].tolist()
    assert len(encoded.regions["p"]) == sum(len(item.paragraphs) for item in corpus.items)
    for (_, _, values), item in zip(texts, corpus.items, strict=True):
        assert values["title"] == item.title
        assert values["author"] == "; ".join(item.author)
        assert values["published"] == item.published
        assert values["year"] == (str(item.year) if item.published else "")
        for name, value in item.variables.items():
            assert values[f"var_{name.lower()}"] == value


def test_glue_and_numbers_by_hand():
    """Where no space parts two tokens; paragraphs and sentences count from 1 in each article."""
    texts = ["Turkey's gas (old). It pays.\n\nNo.", "So (it) is."]
    corpus = toolkit.from_frame(pd.DataFrame({"id": ["a", "b"], "text": texts}))
    lines = [line.split("\t")[0] for piece in vertical(corpus) for line in piece.splitlines()]
    opened = [line for line in lines if re.match("<[ps] ", line)]
    first = ['<p n="1">', '<s n="1">', '<s n="2">', '<p n="2">', '<s n="3">']
    assert opened == [*first, '<p n="1">', '<s n="1">']
    sentence = lines[lines.index('<s n="1">') + 1 : lines.index("</s>")]
    assert " ".join(sentence).replace(" <g/> ", "") == "Turkey's gas (old)."
    last = lines[-lines[::-1].index('<s n="1">') : -3]
    assert last == ["So", "(", "<g/>", "it", "<g/>", ")", "is", "<g/>", "."]


def test_the_panel_is_encoded_whole():
    """Every token, tag and lemma, every region and every field of 120 articles."""
    corpus = toolkit.load(PANEL).where(provenance="composed")
    corpus = corpus.with_text()
    assert len(corpus) == 120
    encoded = read(corpus)
    assert len(encoded.columns[0]) > 70_000
    texts = encoded.regions["text"]
    assert [values["title"] for _, _, values in texts] == [item.title for item in corpus.items]
    assert len(encoded.columns[0]) == sum(end - begin + 1 for begin, end, _ in texts)
    assert len(encoded.regions["s"]) > 4_000


def test_hostile_text_and_metadata_are_encoded_whole():
    """Tags, entities, quotation marks and separators in text, title and variables stay."""
    hostile = '<s> & "x" </text> &amp; it\'s\u2028so — <g/> 5 < 6 > 4. A | b = "c".'
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "title": ['<text id="b">', "Tom & 'Jerry' \"x\""],
            "author": ["A & B", "<C>"],
            "published": ["2019-01-01", ""],
            "Event": ["=1+1 <p>", '"'],
            "text": [f"{hostile}\n\nSecond <p n='1'> paragraph here.", hostile],
        }
    )
    corpus = toolkit.from_frame(frame)
    agrees(read(corpus), corpus)


def test_an_export_says_how_cwb_takes_it(tmp_path):
    """The call names every attribute that the file has, with the options the reader above uses."""
    corpus = toolkit.from_frame(
        pd.DataFrame({"text": ["Gas."], "title": ["Gas"], "Event": ["x"]}, index=[0])
    )
    hint = export(corpus, tmp_path / "a.vrt", private=True).hint
    assert hint.startswith("cwb-encode -c utf8 -xsB ")
    assert hint.endswith(
        f"-f a.vrt -P pos -P lemma -S p:0+n -S s:0+n -0 g -S {declaration(corpus)}"
    )
    assert "+var_event" in hint


def test_every_variable_has_a_name_that_cwb_takes():
    """Small letters only; names that differ in capitals or accents alone are told apart."""
    names = {"Event": "x", "event": "y", "EVENT": "z", "Country_2": "TR", "tür": "a", "tur": "b"}
    names |= {"dış": "c", "DIŞ": "d", "xжж": "e"}
    frame = pd.DataFrame({"text": ["Gas flows to Ankara."], "title": ["Gas"], **names}, index=[0])
    corpus = toolkit.from_frame(frame)
    ((_, _, values),) = read(corpus).regions["text"]
    told = {name: value for name, value in values.items() if name.startswith("var_")}
    assert told == {
        "var_country_2": "TR", "var_event": "z", "var_event_2": "x", "var_event_3": "y",
        "var_tur": "b", "var_tur_2": "a", "var_dis": "d", "var_dis_2": "c", "var_x__": "e",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line", ["<b>", "a\tb", "a\tb\tc\td", "<s>", "a & b\tX\tc", "<text>", "\tX\tc"]
)
def test_the_reader_refuses_what_cwb_would_take_wrongly(line):
    """It would prove nothing if it took everything."""
    with pytest.raises((AssertionError, KeyError)):
        encode(
            ["<s>", line, "a\tb\tc", "</s>"], columns=3, structures=["s:0", "text:0+id"], null=()
        )
