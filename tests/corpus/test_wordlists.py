"""Stop lists and reference lists from files, and the list of the package."""

from __future__ import annotations

import pytest

from toolkit.corpus.wordlists import (
    default_stop_list,
    read_word_list,
    read_words,
    reference_words,
    without,
)
from toolkit.errors import AnalysisError, CorpusError


def test_stop_lists_are_a_word_a_line(tmp_path):
    """Comments and blank lines are none."""
    path = tmp_path / "stop.txt"
    path.write_text("# ours\nthe\n\nof \n", encoding="utf-8")
    assert read_words(path) == {"the", "of"}
    path.write_text("# nothing yet\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"stop\.txt holds no word; write them one a line"):
        read_words(path)


@pytest.mark.parametrize(
    "text",
    [
        "the\t30\ngas\t2\n",
        "the,30\ngas,2\n",
        "the;30\ngas;2\n",
        "word,count\nthe,30\ngas,2\n",
        "rank\tword\tfreq\n1\tthe\t30\n2\tgas\t2\n",
        '\ufeffword;count\n"the";30\n"gas";2\n',
        "# made by us\nthe\t20\nthe\t10\ngas\t2\n",
    ],
)
def test_forms_of_a_reference_list(tmp_path, text):
    """Tabs, commas or semicolons, with and without a header."""
    path = tmp_path / "list.txt"
    path.write_text(text, encoding="utf-8")
    found = read_word_list(path)
    assert dict(found.counts) == {"the": 30, "gas": 2}
    assert found.total == 32


def test_a_cut_list_says_what_it_was_counted_from(tmp_path):
    """The total is that of the file's comment, or the caller's."""
    path = tmp_path / "list.tsv"
    path.write_text("# total: 1,000\nthe\t30\n", encoding="utf-8")
    assert read_word_list(path).total == 1000
    assert read_word_list(path, total=500).total == 500
    with pytest.raises(CorpusError, match="under the sum"):
        read_word_list(path, total=10)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("the\t30\ngas\n", "list.tsv:2: 'gas' is not a word and a count"),
        ("the\t30\ngas\tmany\n", "list.tsv:2: 'many' is no count"),
        ("the\t30\ngas\t-2\n", "list.tsv:2: -2 is no count"),
        ("the\t30\ngas\t--2\n", "list.tsv:2: '--2' is no count"),
        ("the,30\n" + "x" * 200_000 + ",2\n", "list.tsv is not well formed"),
        ("", "holds no word"),
        ("# nothing\n", "holds no word"),
    ],
)
def test_faults_name_their_line(tmp_path, text, message):
    """Which file, which line, what to write."""
    path = tmp_path / "list.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        read_word_list(path)


def test_unreadable_files_are_told(tmp_path):
    """No file, or not UTF-8."""
    with pytest.raises(CorpusError, match="No such file"):
        read_word_list(tmp_path / "none.tsv")
    path = tmp_path / "latin.txt"
    path.write_bytes("Öniş\t3\n".encode("iso-8859-9"))
    with pytest.raises(CorpusError, match="not UTF-8"):
        read_word_list(path)


@pytest.mark.parametrize("unit", ["form", "lemma", "tag"])
def test_the_list_of_the_package_is_whole(unit):
    """Function words lead; hapaxes are in the total only; every unit adds up alike."""
    words = reference_words(unit)
    assert words.unit == unit
    assert 300_000 < sum(words.counts.values()) < words.total
    assert sum(words.counts.values()) == sum(reference_words("tag").counts.values())
    if unit == "form":
        assert max(words.counts, key=lambda word: words.counts[word]) == "the"


def test_unknown_units_are_refused(tmp_path):
    """With the nearest there is."""
    with pytest.raises(AnalysisError, match="did you mean 'lemma'"):
        reference_words("lema")
    with pytest.raises(AnalysisError, match="did you mean 'form'"):
        read_word_list(tmp_path / "x", unit="forms")


def test_a_stop_list_is_no_text():
    """A file name given for a list of words is told, not taken letter by letter."""
    with pytest.raises(AnalysisError, match="read_words"):
        without(["a", "b"], "stop.txt")
    assert without(["The", "gas"], default_stop_list()) == [1]


def test_a_quotation_mark_between_tabs_is_a_word(tmp_path):
    """Frequency lists hold quotation marks; they must not swallow the lines after them."""
    path = tmp_path / "list.tsv"
    path.write_text('"\t50\nthe\t100\n"\t2\nof\t7\n', encoding="utf-8")
    assert dict(read_word_list(path).counts) == {'"': 52, "the": 100, "of": 7}
