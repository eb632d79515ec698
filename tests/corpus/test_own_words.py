"""The author's own words: quotations left out, for every analysis alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit
from toolkit.cli import main

TEXTS = [
    "Turkey depends on gas. “Russia needs pipelines,” said Putin.\n\n“We will buy weapons.”\n\n"
    "Ankara calls it “strategic autonomy” again.",
    'The Kremlin said: "NATO is weak." NATO said nothing.',
    "Nobody is quoted here.",
]


@pytest.fixture
def corpus():
    return toolkit.from_frame(pd.DataFrame({"author": ["A", "A", "B"], "text": TEXTS}))


def forms(corpus):
    return [corpus.tokens.forms[code] for code in corpus.tokens.form]


def test_what_is_quoted_is_not_found(corpus):
    """In curly and straight marks; what is outside still is."""
    own = corpus.own_words()
    assert [len(corpus.find(q)) for q in ("pipelines", "weapons", "NATO")] == [1, 1, 2]
    assert [len(own.find(q)) for q in ("pipelines", "weapons", "NATO")] == [0, 0, 1]
    assert len(own.find('[actor="RU"]')) == len(corpus.find('[actor="RU"]')) - 1 == 2


def test_no_phrase_is_found_across_a_quotation(corpus):
    """The marks stay where they were."""
    assert len(corpus.own_words().find('"it again"')) == 0
    assert forms(corpus.own_words())[-15:-11] != ["calls", "it", "again", "."]


def test_every_analysis_keeps_to_them_and_says_so(corpus):
    """Matrix, frequency, collocates, keyness, concordance, frames; the note is in the result."""
    own = corpus.own_words()
    names = own.matrix("form").names
    present = {name for name, n in zip(names, own.matrix("form").totals, strict=True) if n}
    assert {"pipelines", "weapons", "weak", "autonomy"}.isdisjoint(present)
    assert {"depends", "nothing", "quoted"} <= present
    analyses = {
        "frequency": lambda c: toolkit.frequency(c, by="author"),
        "collocates": lambda c: toolkit.collocates(c, "said", min_count=1),
        "keyness": lambda c: toolkit.keyness(c, {"author": "A"}, min_count=1),
        "concordance": lambda c: toolkit.concordance(c, "said"),
        "frames": toolkit.framing.match,
    }
    note = "own words only: 12 of 32 words are quoted and left out"
    for name, analyse in analyses.items():
        result = analyse(own)
        assert any(note in text for text in result.notes), name
        assert result.corpus == own.fingerprint != corpus.fingerprint, name
        assert not any(note in text for text in analyse(corpus).notes), name
    near = toolkit.collocates(own, "said", min_count=1, window=(5, 5)).table
    assert not {"pipeline", "weapon"} & set(near["collocate"])
    assert len(toolkit.concordance(own, "needs")) == 0


def test_a_concordance_shows_the_text_as_it_was_printed(corpus):
    """Offsets point into the whole text, so the reader sees the quotation around a hit."""
    line = toolkit.concordance(corpus.own_words(), "again", window=5).table.iloc[0]
    assert "“strategic autonomy”" in line["left"]


def test_articles_and_paragraphs_keep_their_numbers(corpus):
    """A paragraph that is one quotation stays, empty of words."""
    own = corpus.own_words()
    whole = corpus.matrix(unit="paragraph")
    left = own.matrix(unit="paragraph")
    assert left.units == whole.units
    assert left.sizes.tolist() == [6, 0, 4, 6, 4]
    assert toolkit.concordance(own, "again").table["paragraph"].tolist() == [3]


def test_a_selection_and_a_second_time(corpus):
    """The order does not matter, and twice is once."""
    own = corpus.own_words()
    assert own.own_words().fingerprint == own.fingerprint
    one, other = corpus.where(author="A").own_words(), own.where(author="A")
    assert one.fingerprint == other.fingerprint
    assert one.description == other.description
    assert one.matrix().counts.toarray().tolist() == other.matrix().counts.toarray().tolist()


def test_the_command_has_it_for_every_analysis(corpus, tmp_path, write_article, capsys):
    """As an option of the whole program."""
    write_article("2019-one", TEXTS[0])
    call = ["kwic", "pipelines", "--corpus", str(tmp_path / "corpus"), "--csv"]
    assert main(call) == 0
    assert "pipelines" in capsys.readouterr().out
    assert main(["--own-words", *call]) == 0
    said = capsys.readouterr()
    assert "pipelines" not in said.out
    assert "quoted and left out" in " ".join(said.err.split())
    assert main(call) == 0
    assert "pipelines" in capsys.readouterr().out


@given(
    st.lists(st.sampled_from(["“", "”", '"', "gas", "flows", ".", "\n\n", "Turkey"]), min_size=1)
)
def test_what_is_left_is_what_was_not_quoted(parts):
    """For any sequence of marks, words and paragraphs."""
    corpus = toolkit.from_frame(pd.DataFrame({"text": ["Turkey " + " ".join(parts), "Gas."]}))
    table, own = corpus.tokens, corpus.own_words().tokens
    kept = ~table.quoted
    assert np.array_equal(own.form, table.form[kept])
    assert np.array_equal(own.start, table.start[kept])
    assert len(own.paragraph_offsets) == len(table.paragraph_offsets)
    positions = np.flatnonzero(kept)
    new = np.arange(len(positions))
    assert np.array_equal(own.article_of(new), table.article_of(positions))
    assert np.array_equal(own.paragraph_of(new), table.paragraph_of(positions))
    assert (np.diff(own.sentence_offsets) > 0).all()
    same_sentence = np.diff(table.sentence_of(positions)) == 0
    assert np.array_equal(np.diff(own.sentence_of(new)) == 0, same_sentence)
