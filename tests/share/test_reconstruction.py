"""The attack on derived counts: it finds what there is to find, and the bound holds."""

from __future__ import annotations

import importlib
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from toolkit import framing
from toolkit.errors import ToolkitError
from toolkit.share import BOUND, Derived, Reconstruction, bounded, derive, reconstruct
from toolkit.share.reconstruction import _Attack, _beam, _common, _compare

module = importlib.import_module("toolkit.share.derived")


def make(texts, rights, **options):
    """Derive the private ones of some texts."""
    corpus = toolkit.from_frame(pd.DataFrame({"text": texts, "rights": rights}))
    presence = framing.presence(corpus)
    return corpus, derive(corpus, presence.table, instrument="x", **options)


SENTENCES = [
    "The minister said that the price of gas would rise before the winter.",
    "Turkey signed a contract with Russia for a pipeline under the sea.",
    "Nobody in the capital expected the talks to end without a deal.",
    "The army moved its trucks to the border during the night.",
    "Every Friday the traders of the old market close their shops early.",
    "A ship with grain left the harbour after weeks of waiting.",
    "The two presidents met in Sochi and spoke for six hours.",
    "Officials in Brussels asked for more time to study the plan.",
]


def test_what_is_shared_is_found_again():
    """A private article that repeats shared sentences is put together from templates."""
    shared, private = " ".join(SENTENCES), " ".join(SENTENCES[::-1])
    corpus, made = make(
        [shared] * 3 + [private], ["CC0-1.0"] * 3 + ["in-copyright"], segment_words=20
    )
    found = reconstruct(corpus, made)
    assert found.sentences == len(SENTENCES)
    assert found.matched == len(SENTENCES)
    assert found.longest_run >= 12


def test_an_attack_shows_on_a_terminal_how_far_it_is(monkeypatch):
    """Many articles take minutes."""
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr", terminal)
    rights = ["CC0-1.0"] * 3 + ["in-copyright"]
    reconstruct(*make([" ".join(SENTENCES)] * 4, rights, segment_words=20))
    assert "attacking" in terminal.getvalue()


def test_such_an_article_cannot_be_derived(monkeypatch):
    """Where every step of the ladder tells too much, nothing is written."""
    monkeypatch.setattr("toolkit.share.derived.LADDER", ((3, 100), (4, 200)))
    long = " ".join(SENTENCES * 3)
    corpus = toolkit.from_frame(
        pd.DataFrame({"text": [long] * 13, "rights": ["CC0-1.0"] * 12 + ["in-copyright"]})
    )
    presence = framing.presence(corpus)
    with pytest.raises(ToolkitError, match="even from the coarsest counts"):
        bounded(corpus, presence.table, instrument="x")


def test_thresholds_rise_until_the_bound_holds():
    """Sentences that twelve shared articles have are hidden once more are asked for."""
    others = ["Wheat grew. Rain fell on hills that nobody owned since March."] * 1
    text = "\n\n".join(SENTENCES * 4)
    frame = pd.DataFrame(
        {
            "text": [text] * 4 + others + [text],
            "rights": ["CC0-1.0"] * 5 + ["in-copyright"],
        }
    )
    corpus = toolkit.from_frame(frame)
    presence = framing.presence(corpus)
    made, found = bounded(corpus, presence.table, instrument="x")
    assert found.share < BOUND
    assert made.making.min_articles > 3
    assert (made.making.sentences, made.making.matched) == (found.sentences, found.matched)


@pytest.mark.parametrize(
    ("alone", "told", "at"),
    [
        ((7, 0), {6: (7, 0)}, 6),
        ((4, 0), {6: (8, 0), 9: (7, 0)}, 9),  # seven words in a row may be chance, eight not
        ((10, 0), {6: (11, 0), 9: (11, 0), 13: (10, 0)}, 13),  # no longer than without
        ((4, 0), {6: (4, 2), 9: (4, 1), 13: (4, 0)}, 13),  # one in a hundred is over the bound
        ((4, 0), {}, None),
    ],
)
def test_collocates_are_told_where_they_help_nobody(halves, monkeypatch, alone, told, at):
    """The rarest lemmas come first whose pairs lengthen no run of eight and keep the bound.

    What the attack brings is set here, by the articles that a lemma of the pairs must stand in.
    """

    def attack(corpus, made, *, seed):
        run, matched = told.get(made.group.min_articles, (99, 0)) if made.group else alone
        return Reconstruction(100, matched, run, 25)

    monkeypatch.setattr(module, "reconstruct", attack)
    made = Derived(halves.derived.articles, None)
    group, found = module._safe_group(halves.full, made, attack(None, made, seed=0), 0)
    assert (group.min_articles if group else None) == at
    assert (found.longest_run, found.matched) == (told[at] if at else alone)


@pytest.mark.parametrize(("run", "told"), [(7, True), (9, False)])
def test_what_is_derived_holds_no_collocates_that_would_help(monkeypatch, run, told):
    """Those by which an attack finds longer runs are not in what is written."""
    texts = ["Gas flows to Ankara from Moscow."] * 10
    corpus = toolkit.from_frame(pd.DataFrame({"text": texts, "rights": "in-copyright"}))

    def attack(corpus, made, *, seed):
        return Reconstruction(10, 0, run if made.group else 4, 10)

    monkeypatch.setattr(module, "reconstruct", attack)
    monkeypatch.setattr(module, "LADDER", ((3, 6),))
    made, found = bounded(corpus, framing.presence(corpus).table, instrument="x")
    assert (made.group is not None) == told
    assert found.longest_run == (run if told else 4)


def test_the_panel_stays_under_the_bound(halves):
    """60 private articles beside 60 shared ones, 8 of them attacked, without and with sums."""
    without = reconstruct(halves.full, Derived(halves.derived.articles, None), articles=8)
    both = reconstruct(halves.full, halves.derived, articles=8)
    assert without.sentences == both.sentences > 200
    assert without.share < BOUND
    assert both.share < 2 * BOUND


def test_a_bag_of_one_sentence_is_put_in_order():
    """The beam search finds the order that the model holds likeliest."""
    n = 5
    moves = np.full((n + 1, n + 1), -5.0)
    for state in range(n):
        moves[state - 1 if state else n, state] = -0.1
    moves[n, n] = -np.inf  # the model: from the beginning to 0, from 0 to 1, and so on
    best = _beam(np.ones(n, np.int64), moves, np.zeros((n, n)))[0]
    assert best[:n] == [0, 1, 2, 3, 4]


def test_what_counts_as_a_hit():
    """Four fifths in order, or eight in a row; a masked word is never right."""
    truth = list("abcdefghij")
    assert _compare(truth, [truth]) == (True, 10)
    assert _compare(truth, [[*truth[:8], "x", "y"]]) == (True, 8)
    assert _compare(truth, [["x", *truth[:7], "y", "z"]])[0] is False
    assert _compare(truth, [truth[::-1]])[0] is False
    assert _compare(["", "a"], [["", "a"]]) == (False, 1)
    assert _common("abcd", "acbd") == (3, 1)


def by_table(truth, guess):
    """Longest common subsequence and run, by the table of all pairs of the textbooks."""
    common, runs, longest = {}, {}, 0
    for i, word in enumerate(truth):
        for j, other in enumerate(guess):
            same = word == other != ""
            runs[i, j] = runs.get((i - 1, j - 1), 0) + 1 if same else 0
            longest = max(longest, runs[i, j])
            either = max(common.get((i - 1, j), 0), common.get((i, j - 1), 0))
            common[i, j] = max(either, common.get((i - 1, j - 1), 0) + same)
    return max(common.values(), default=0), longest


SOME_WORDS = st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=12)


@settings(max_examples=200)
@given(SOME_WORDS, SOME_WORDS)
def test_what_is_common_is_that_of_the_table_of_all_pairs(truth, guess):
    """However often a word comes back."""
    assert _common(truth, guess) == by_table(truth, guess)


def test_the_attacker_has_seen_what_follows_what():
    """After 'sell' came 'gas' once of twice, and a noun once of twice; the rest is smoothing."""
    corpus, made = make(
        ["We sell gas there.", "They sell it there.", "We sell gas."],
        ["CC0-1.0", "CC0-1.0", "in-copyright"],
    )
    words = [("sell", "VBP"), ("gas", "NN"), ("sea", "NN")]
    moves = _Attack(corpus, made)._moves(words)
    assert moves.shape == (4, 4)
    told = [0.7 / 2 + 0.028 / 2 + 0.002, 0.028 / 2 + 0.002, 0.002]
    np.testing.assert_allclose(np.exp(moves[0, 1:]), told)
    assert moves[3, 3] == -np.inf  # no empty sentence
