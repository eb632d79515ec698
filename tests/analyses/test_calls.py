"""What is no corpus, number, name or list is refused in words, not by a traceback of a library."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import toolkit
from toolkit import ingest
from toolkit.analyses.bibliography import bibliography
from toolkit.analyses.collocation import network
from toolkit.analyses.diversity import diversity
from toolkit.analyses.frequency import trend
from toolkit.analyses.keyness_counts import keyness_counts
from toolkit.analyses.line_coding import code_shares, export_lines, read_lines, with_codes
from toolkit.analyses.overview import overview
from toolkit.analyses.repeated import compare_results
from toolkit.analyses.sketch_difference import sketch_difference
from toolkit.corpus import Codebook, wordlists
from toolkit.corpus.actors import ActorList
from toolkit.corpus.dictionaries import Dictionary
from toolkit.errors import ToolkitError
from toolkit.share import export

ODD = [None, 1.5, "x", [], {}, object(), -1]


@pytest.fixture(scope="module")
def corpus():
    return toolkit.from_frame(
        pd.DataFrame(
            {
                "author": ["A", "B", "A", "B"],
                "published": ["2018", "2019", "2020", "2021"],
                "text": ["Russia sells gas.", "Turkey buys gas.", "Gas flows.", "!!! ..."],
            }
        )
    )


A = {"author": "A"}
PATHS = {
    "read_words": lambda c, path: wordlists.read_words(path),
    "read_word_list": lambda c, path: wordlists.read_word_list(path),
    "export_lines": lambda c, path: export_lines(toolkit.concordance(c, "gas"), path),
    "read_lines": read_lines,
    "bibliography": lambda c, path: bibliography(path),
    "Codebook.load": lambda c, path: Codebook.load(path),
    "Dictionary.load": lambda c, path: Dictionary.load(path),
    "ActorList.load": lambda c, path: ActorList.load(path),
    "read_coding": lambda c, path: toolkit.framing.read_coding(path),
    "read_coding, of several": lambda c, path: toolkit.framing.read_coding(["a.csv", path]),
    "read_sample": lambda c, path: toolkit.framing.read_sample(path),
    "read_split": lambda c, path: toolkit.framing.read_split(path),
    "read_contrasts": lambda c, path: toolkit.framing.read_contrasts(path),
    "coding_status": lambda c, path: toolkit.framing.coding_status(path),
    "Classifier.load": lambda c, path: toolkit.framing.Classifier.load(path),
    "export": lambda c, path: export(c, path, form="csv"),
    "to_csv": lambda c, path: toolkit.frequency(c, min_count=1).to_csv(path or 0),
    "ingest.read": lambda c, path: ingest.read(path),
}
NUMBERS = {
    "frequency": lambda c, n: toolkit.frequency(c, min_count=n),
    "dispersion": lambda c, n: toolkit.dispersion(c, min_count=n),
    "collocates": lambda c, n: toolkit.collocates(c, "gas", min_count=n),
    "collocates, window": lambda c, n: toolkit.collocates(c, "gas", window=n),
    "collocates, left": lambda c, n: toolkit.collocates(c, "gas", window=(n, 5)),
    "network": lambda c, n: network(c, {"gas": "gas"}, top=n),
    "concordance": lambda c, n: toolkit.concordance(c, "gas", window=n),
    "concordance, seed": lambda c, n: toolkit.concordance(c, "gas", seed=n),
    "concordance, page": lambda c, n: toolkit.concordance(c, "gas").page(n),
    "concordance, head": lambda c, n: toolkit.concordance(c, "gas").head(n),
    "diversity": lambda c, n: diversity(c, window=n),
    "keyness": lambda c, n: toolkit.keyness(c, A, min_count=n),
    "keyness, seed": lambda c, n: toolkit.keyness(c, A, seed=n),
    "keyness_counts": lambda c, n: keyness_counts(c, A, min_count=n),
    "ngrams": lambda c, n: toolkit.ngrams(c, min_count=n),
    "ngrams, n": toolkit.ngrams,
    "sketch": lambda c, n: toolkit.sketch(c, "gas", min_count=n),
    "sketch_difference": lambda c, n: sketch_difference(c, "Russia", "Turkey", seed=n),
    "bibliography": lambda c, n: bibliography(top=n),
}
NAMES = {
    "frequency, unit": lambda c, x: toolkit.frequency(c, "gas", unit=x),
    "dispersion, unit": lambda c, x: toolkit.dispersion(c, "gas", unit=x),
    "dispersion, measures": lambda c, x: toolkit.dispersion(c, "gas", measures=x or "dp"),
    "dispersion, parts": lambda c, x: toolkit.dispersion(c, "gas", parts=x),
    "collocates, unit": lambda c, x: toolkit.collocates(c, "gas", unit=x),
    "collocates, measures": lambda c, x: toolkit.collocates(c, "gas", measures=x),
    "network, nodes": network,
    "concordance, context": lambda c, x: toolkit.concordance(c, "gas", context=x),
    "concordance, sort": lambda c, x: toolkit.concordance(c, "gas", sort=x or "x"),
    "dictionary": toolkit.dictionary,
    "diversity, measures": lambda c, x: diversity(c, measures=x or "ttr"),
    "keyness, target": lambda c, x: toolkit.keyness(c, x or None),
    "keyness, unit": lambda c, x: toolkit.keyness(c, A, unit=x),
    "keyness, measures": lambda c, x: toolkit.keyness(c, A, measures=x or "chi2", min_count=1),
    "keyness, stop": lambda c, x: toolkit.keyness(c, A, stop=x or "the", min_count=1),
    "keyness_counts, measures": lambda c, x: keyness_counts(c, A, measures=x),
    "ngrams, node": lambda c, x: toolkit.ngrams(c, node=[x]),
    "overview, by": lambda c, x: overview(c, by=x),
    "code_shares": code_shares,
    "with_codes": lambda c, x: with_codes(c, x or "x"),
    "compare_results": lambda c, x: compare_results(
        toolkit.frequency(c), toolkit.frequency(c), key=x, value="count"
    ),
    "matrix": lambda c, x: c.matrix(x),
}


@pytest.mark.parametrize("call", [*NUMBERS.values(), *NAMES.values()], ids=[*NUMBERS, *NAMES])
def test_odd_arguments_are_refused(corpus, call):
    for odd in ODD:
        with pytest.raises(ToolkitError):
            call(corpus, odd)


@pytest.mark.parametrize("odd", [None, "corpus", pd.DataFrame()], ids=["None", "path", "frame"])
def test_what_is_no_corpus_is_told(odd):
    with pytest.raises(ToolkitError, match=r"takes a corpus, found .*; load one"):
        toolkit.frequency(odd)


def test_an_unknown_measure_of_keyness_is_told_before_anything_is_permuted(corpus, monkeypatch):
    def never(*_, **__):
        raise AssertionError("counted before the names were looked at")

    monkeypatch.setattr("toolkit.analyses.keyness.contrast_table", never)
    with pytest.raises(ToolkitError, match="did you mean 'log_ratio'"):
        toolkit.keyness(corpus, A, measures=["log_ration"], min_count=1)


def test_one_measure_is_no_list_of_letters(corpus):
    with pytest.raises(ToolkitError, match=r"give names in a list, such as \['mi'\]; found 'logd"):
        toolkit.collocates(corpus, "gas", measures="logdice")


def test_a_year_without_a_word_is_left_out_and_named(corpus):
    """The article of 2021 is nothing but signs; the other years stand."""
    found = trend(corpus, "gas")
    assert found.table["year"].tolist() == [2018, 2019, 2020]
    assert "left out, for they hold no word: 2021" in found.notes


@pytest.mark.parametrize(
    "call",
    [
        lambda c: toolkit.frequency(c, "gas", by="year"),
        lambda c: toolkit.ngrams(c, min_count=1, by="year"),
        lambda c: toolkit.dictionary(c, {"energy": ["gas"]}, by="year"),
    ],
)
def test_groups_without_a_word_are_left_out(corpus, call):
    found = call(corpus)
    assert set(found.table["group"]) == {"2018", "2019", "2020"}
    assert "left out, for they hold no word: 2021" in found.notes
    with pytest.raises(ToolkitError, match="no article of 2021 holds a word"):
        call(corpus.where(year=2021))


def test_a_selection_without_a_word_is_told(corpus):
    with pytest.raises(ToolkitError, match="the selection holds no word"):
        toolkit.frequency(corpus.where(year=2021), "gas")


def test_only_whole_masks_keep_rows(corpus):
    """A list of columns, or a mask of another length, is no choice of rows."""
    found = toolkit.frequency(corpus, min_count=1)
    for rows in (["item"], "item", [True], None, found.table["count"], lambda table: table):
        with pytest.raises(ToolkitError, match="say true or false for each of the"):
            found.keep(rows)
    assert len(found.keep(found.table["count"] > 1)) == (found.table["count"] > 1).sum()
    assert len(found.keep([False] * len(found)).keep([])) == 0


@pytest.mark.parametrize("name", PATHS)
def test_what_is_no_path_is_refused(corpus, name):
    for path in (None, 5, b"a.csv", {"a": 1}, "", "a\0b"):
        with pytest.raises(ToolkitError, match=r"is named by its path.*; found "):
            PATHS[name](corpus, path)


@pytest.mark.parametrize("parse", [Codebook.parse, Dictionary.parse, ActorList.parse])
def test_what_is_no_yaml_is_refused(parse):
    for source in (None, 5, ["energy: [gas]"], {"energy": ["gas"]}, Path("a.yaml")):
        with pytest.raises(ToolkitError, match="YAML is given as text; found "):
            parse(source)


@pytest.mark.parametrize("unit", [[], None, {"lemma": 1}, "lemmas"])
def test_a_reference_list_of_no_unit_is_refused(unit):
    with pytest.raises(ToolkitError, match="the reference list has no "):
        wordlists.reference_words(unit)


def test_lines_are_those_of_a_concordance(corpus, tmp_path):
    with pytest.raises(ToolkitError, match="found DataFrame"):
        export_lines(toolkit.concordance(corpus, "gas").table, tmp_path / "lines.csv")
    with pytest.raises(ToolkitError, match="a total of 'many'"):
        wordlists.read_word_list(tmp_path / "words.tsv", total="many")


def test_a_folder_is_no_catalogue(tmp_path):
    (tmp_path / "works.csv").mkdir()
    with pytest.raises(ToolkitError, match=r"works\.csv cannot be read"):
        bibliography(tmp_path / "works.csv")


def test_one_path_of_pages_is_that_page(tmp_path):
    """A text is not a list of files named by its letters."""
    (tmp_path / "a.txt").write_text("Gas flows.")
    (found,) = ingest.gather(str(tmp_path / "a.txt"))
    assert found.path == tmp_path / "a.txt"
