"""Results: tables that say how they were made, and never run as code."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit
from toolkit.cli.tables import show_table
from toolkit.errors import ToolkitError
from toolkit.result import Result, defuse, defuse_formulas, undefuse

HOSTILE = '<script>alert("x")</script>'


def result(**columns: list[object]) -> Result:
    return Result(
        pd.DataFrame(columns),
        notes=("rates per million words",),
        warnings=("few articles",),
        corpus="abc",
        title=HOSTILE,
        method="Words were counted.",
        sources=("Evert 2005",),
    )


def test_html_shows_text_and_runs_nothing():
    """A script in an article is shown as written."""
    page = result(left=[HOSTILE])._repr_html_()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 2
    assert "few articles" in page


def test_nothing_hidden_turns_what_is_shown():
    """An override of direction, or an escape sequence, in a text is written out everywhere."""
    hostile = result(left=["gas\u202efast\u2066\x1b[2J"])
    for shown in (hostile._repr_html_(), repr(hostile)):
        assert r"gas\u202efast\u2066\u001b[2J" in shown
    latex = hostile.to_latex()
    assert r"gas\textbackslash{}u202efast\textbackslash{}u2066\textbackslash{}u001b[2J" in latex
    for shown in (hostile._repr_html_(), repr(hostile), latex):
        assert not set(shown) & set("\u202e\u2066\x1b")


def test_letters_of_other_scripts_are_left_alone():
    """Arabic, a soft break and line ends are no overrides."""
    shown = result(left=["غاز\u200f", "Erdoğan"])
    assert "غاز\u200f" in shown._repr_html_()
    assert "Erdoğan" in shown.to_latex()


def test_chosen_columns_keep_notes_and_warnings_and_a_wrong_name_is_told():
    """A table cut down for reading still says what a reader must know."""
    chosen = result(estimate=[0.5], low=[0.25], few=[False]).select("few", "estimate")
    assert list(chosen.table.columns) == ["few", "estimate"]
    page = chosen._repr_html_()
    assert "few articles" in page
    assert "rates per million words" in page
    assert "0.25" not in page
    with pytest.raises(ToolkitError, match=r"no column 'estimat'; did you mean 'estimate'\?"):
        chosen.select("estimat")


def test_results_can_be_told_apart_and_looked_up():
    """Tables have no one answer to ``==``: a result is itself, and what it shows is compared."""
    first, second = result(word=["gas"]), result(word=["gas"])
    assert first != second
    assert [second, first].index(first) == 1
    assert {first: "mine"}[first] == "mine"


def test_a_missing_number_is_an_empty_cell_in_a_notebook():
    """No interval is no interval; NaN is a word of programmers."""
    page = result(estimate=[0.5, float("nan")])._repr_html_()
    assert "0.5" in page
    assert "nan" not in page.casefold()


def test_an_empty_table_is_said_in_words():
    """Not as an empty data frame with its index."""
    nothing = result(left=[])
    assert "no rows" in nothing._repr_html_()
    assert "no rows" in repr(nothing)
    assert "Empty DataFrame" not in repr(nothing)


def test_methods_names_choices_corpus_and_sources():
    """A paragraph that a paper can take over."""
    text = result(a=[1]).methods()
    assert text.startswith("Words were counted. Rates per million words. Corpus fingerprint abc;")
    assert text.endswith("Sources: Evert 2005.")


def test_methods_keeps_the_names_of_columns():
    """A p is not a P, and log_likelihood no Log_likelihood; other notes begin as sentences do."""
    notes = ("p: by permutation", "rates per million", " ", "of what? ", "all.")
    told = Result(pd.DataFrame({"p": [0.1]}), notes=(*notes, "nato_cleavage: recall 0.26"))
    assert told.methods() == (
        "p: by permutation. Rates per million. Of what? All. nato_cleavage: recall 0.26."
    )


@given(st.text(max_size=20))
def test_no_cell_of_a_csv_is_a_formula(text):
    """A spreadsheet finds no cell that begins like a formula."""
    cell = defuse_formulas(pd.DataFrame({"a": [text]}))["a"].iloc[0]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")


@given(st.text(alphabet="'=+-@\t\ra", max_size=6) | st.text(max_size=20))
def test_a_text_comes_back_from_a_csv(text):
    """An apostrophe of its own before a sign stays, and no text is read as another's."""
    assert undefuse(defuse(text)) == text


def test_numbers_stay_numbers_in_csv():
    """A negative estimate is not text."""
    assert result(estimate=[-1.5]).to_csv().splitlines() == ["estimate", "-1.5"]


def test_csv_is_written_whole(tmp_path):
    """The file holds what was returned."""
    path = tmp_path / "table.csv"
    text = result(a=["x"]).to_csv(path)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("character", list("&%$#_{}~^\\<>|"))
def test_latex_escapes_every_special_character(character):
    """A word list with R&D or 50% compiles."""
    latex = result(word=[f"a{character}b"]).to_latex()
    body = latex.split(r"\midrule")[1]
    assert f"a{character}b" not in body or character in "{}"
    assert "a\\" in body


def test_numbers_of_a_latex_table():
    """Three digits or as many as are asked for, whole numbers whole, nothing for no number."""
    numbers = result(word=["gas", "oil"], n=[12345, 2], share=[0.12345, float("nan")])
    rows = numbers.to_latex().splitlines()
    assert rows[0] == r"\begin{tabular}{lrr}"
    assert rows[4:6] == [r"gas & 12345 & 0.123 \\", r"oil & 2 &  \\"]
    assert r"0.1235" in numbers.to_latex(digits=4)


def test_kept_rows_are_those_and_no_column_more():
    """Numbered anew; what is no answer for each row is refused."""
    words = result(lemma=["gas", "the", "oil"])
    kept = words.keep([True, False, True])
    pd.testing.assert_frame_equal(kept.table, pd.DataFrame({"lemma": ["gas", "oil"]}))
    assert kept.notes == ("rates per million words", "2 of 3 rows kept")
    assert kept.warnings == words.warnings
    for wrong in ([True], [1, 0, 1], [True, None, False]):
        with pytest.raises(ToolkitError, match="true or false for each of the 3 rows"):
            words.keep(wrong)


def test_no_latex_row_begins_with_an_option():
    """After the end of a row `[` is a height, and a star is swallowed."""
    rows = result(**{"[a]": ["[b] c", "* d", "e*[f]"]}).to_latex().splitlines()
    assert [rows[place] for place in (2, 4, 5, 6)] == [
        r"{}[a] \\", r"{}[b] c \\", r"{}* d \\", r"e*[f] \\",
    ]  # fmt: skip


def test_latex_cells_hold_no_line_and_no_missing_mark():
    """An empty line ends a paragraph, which LaTeX refuses inside a table; NA is an empty cell."""
    table = pd.DataFrame({"text": ["one\n\ntwo\r& three"], "n": pd.array([None], "Int64")})
    rows = Result(table).to_latex().splitlines()
    assert rows[4] == r"one two \& three &  \\"


def test_rates_per_million_are_written_without_powers_of_ten(capsys):
    """In a paper, in a notebook and on a terminal; what is small keeps them."""
    shown = Result(pd.DataFrame({"estimate": [52361.7, 9999.7], "p": [1.5e-7, 0.04321]}))
    assert r"52362 & 1.5e-07 \\" in shown.to_latex()
    assert r"10000 & 0.0432 \\" in shown.to_latex()
    show_table(shown.table)
    for text in (shown._repr_html_(), capsys.readouterr().out):
        assert "52362" in text
        assert "10000" in text
        assert "1.5e-07" in text
        assert "e+" not in text


def test_a_note_that_two_steps_give_is_said_once():
    """Shares of frames rest on hits and on groups; each says the same of derived counts."""
    corpus = toolkit.load(Path(__file__).parents[1] / "corpus").where(
        outlet=["LobeLog", "Gulf desk"]
    )
    notes = toolkit.framing.prevalence(corpus, by="outlet").notes
    assert any("derived counts" in note for note in notes)
    assert sorted(notes) == sorted(set(notes))


def test_the_first_rows_are_counted_from_nothing():
    """A negative number would leave out the last rows, which nobody asked for."""
    result = Result(pd.DataFrame({"lemma": ["gas", "oil"]}))
    assert (len(result.head(0)), len(result.head(1)), len(result.head(9))) == (0, 1, 2)
    for wrong in (-1, 1.5, "2", None):
        with pytest.raises(ToolkitError, match="a whole number from 0 on"):
            result.head(wrong)


def test_a_table_that_a_reader_takes_in_is_shown_whole_and_a_long_one_says_where_the_rest_is():
    """Three frames of six groups, invoked and endorsed, are 36 rows: no frame is cut off."""
    whole, long = result(row=range(36)), result(row=range(41))
    for shown in (whole._repr_html_(), repr(whole)):
        assert "35" in shown
        assert "rows" not in shown
    assert "20 of 41 rows; <code>.table</code> has all" in long._repr_html_()
    assert "20 of 41 rows; .table has all" in repr(long)


def test_in_a_notebook_text_stands_left_and_numbers_right():
    """Jupyter puts every cell to the right, where the words after a hit end far from it."""
    line = result(left=["depends on\n    <td>"], node=["Russia"], right=["for gas"], count=[3])
    page = line._repr_html_()
    sides = re.findall(r'<t[hd] style="text-align: (\w+);">', page)
    assert sides == ["right", "left", "left", "right"] * 2
