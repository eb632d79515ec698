"""What the rules find against what people coded."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analyses.framing.conftest import make
from toolkit.analyses import framing
from toolkit.analyses.framing.coding import paragraph_shas
from toolkit.analyses.framing.validate import RATES, rates
from toolkit.errors import AnalysisError


def coding_of(corpus, present, coder="gold"):
    """Code the frame `need` of a corpus: `present` by (article, paragraph)."""
    shas = paragraph_shas(corpus)
    rows = [
        {
            "coder": coder,
            "article": article,
            "paragraph": paragraph,
            "paragraph_sha": shas[article, paragraph],
            "frame": "need",
            "present": value,
        }
        for (article, paragraph), value in present.items()
    ]
    return pd.DataFrame(rows)


def test_rates_of_a_table_counted_by_hand():
    """20 found and there, 5 found only, 10 missed, 15 neither.

    Kappa: observed 35/50, by chance (25·30 + 25·20)/2500 = .5, so (.7 - .5)/.5.
    """
    precision, recall, f1, specificity, kappa = rates(np.array([20, 5, 10, 15]))
    assert (precision, recall, specificity) == (20 / 25, 20 / 30, 15 / 20)
    assert f1 == pytest.approx(2 * 0.8 * (2 / 3) / (0.8 + 2 / 3))
    assert kappa == pytest.approx(0.4)


def test_notes_name_what_measured_and_by_which_formula(needy):
    """Of a classifier the notes name the classifier, not the rules that were not measured."""
    coding = coding_of(needy, {(f"a{n}", 1 + n % 2): n % 2 for n in range(6)})
    rules = framing.validate(needy, coding)
    found = framing.code(needy)
    other = replace(found, parameters={**found.parameters, "instrument": "abcdef123456"})
    machine = framing.validate(needy, coding, found=other)
    for result in (rules, machine):
        (name,) = set(result.table["instrument"])
        assert any(note.endswith(f"instrument {name}") for note in result.notes)
        assert any(note.startswith("precision: tp / (tp + fp), recall:") for note in result.notes)
    assert not any(rules.table["instrument"].iloc[0] in note for note in machine.notes)


def test_agreement_of_chance_is_exactly_none():
    """Twelve tables whose cells are the products of their margins: kappa is 0, without a minus."""
    for with_it in (1, 3, 7):
        for found in (2, 6, 7, 11):
            cells = np.array([with_it * found, 5 * found, with_it * 13, 5 * 13])
            for weight in (1, 0.1, 1 / 3):
                kappa = rates(cells * weight)[4]
                assert kappa == 0
                assert not np.signbit(kappa)


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_rates_agree_with_scikit_learn(pairs):
    """Where scikit-learn defines a rate, ours is the same."""
    from sklearn import metrics

    truth, found = (np.array(side) for side in zip(*pairs, strict=True))
    cells = [truth & found, ~truth & found, truth & ~found, ~truth & ~found]
    ours = dict(zip(RATES, rates(np.array([cell.sum() for cell in cells])), strict=True))
    options = {"zero_division": np.nan}
    theirs = {
        "precision": metrics.precision_score(truth, found, **options),
        "recall": metrics.recall_score(truth, found, **options),
        "specificity": metrics.recall_score(~truth, ~found, **options),
        "f1": metrics.f1_score(truth, found, **options),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs["kappa"] = metrics.cohen_kappa_score(truth, found)
    for name, value in theirs.items():
        assert ours[name] == pytest.approx(value, nan_ok=True), name


def test_rates_of_many_tables_at_once():
    """The resampled tables come as one array."""
    many = rates(np.array([[20, 5, 10, 15], [0, 0, 3, 7]]))
    assert many.shape == (2, 5)
    assert np.isnan(many[1, 0])
    assert many[1, 1] == 0


def test_counts_are_those_of_the_paragraphs(needy):
    """`needy` has six articles of two paragraphs; the first of each carries the frame."""
    present = {(item.id, number): int(number == 1) for item in needy.items for number in (1, 2)}
    present["a1", 1] = 0  # found, not coded
    present["a2", 2] = 1  # coded, not found
    row = framing.validate(needy, coding_of(needy, present), n_boot=100).table.iloc[0]
    assert (row["tp"], row["fp"], row["fn"], row["tn"]) == (5, 1, 1, 5)
    assert (row["n_paragraphs"], row["n_articles"], row["n_present"]) == (12, 6, 6)
    assert row["precision_low"] < row["precision"] <= row["precision_high"]


def test_word_is_recovery_on_composed_text_and_accuracy_elsewhere(needy, collected):
    """Nobody may take what is found on composed text for validity."""
    for corpus, word in ((needy, "recovery"), (collected, "accuracy")):
        coding = coding_of(corpus, {(item.id, 1): 1 for item in corpus.items})
        result = framing.validate(corpus, coding, n_boot=20)
        assert result.table["measure"].tolist() == [word]
        assert word in result.notes[0]


def exact(right, n):
    """Clopper and Pearson's limits, from SciPy."""
    return scipy.stats.binomtest(right, n).proportion_ci(0.95, "exact")


def test_perfect_rules_have_the_exact_limit_over_articles(needy):
    """No resample holds an error that is nowhere: six articles without one bound the rates.

    Each of the six has a paragraph with the frame and one without. F1 is 2 j / (1 + j) of the share
    j of paragraphs found and there among those found or there; kappa has .5 for chance.
    """
    present = {(item.id, number): int(number == 1) for item in needy.items for number in (1, 2)}
    result = framing.validate(needy, coding_of(needy, present), n_boot=50)
    row = result.table.iloc[0]
    low = exact(6, 6).low
    expected = dict.fromkeys(("precision", "recall", "specificity"), low)
    expected |= {"f1": 2 * low / (1 + low), "kappa": (low - 0.5) / 0.5}
    for name in RATES:
        assert (row[name], row[f"{name}_high"]) == (1, 1), name
        assert row[f"{name}_low"] == pytest.approx(expected[name]), name
    assert any("Clopper and Pearson" in note for note in result.notes)


def test_the_exact_limit_is_over_the_articles_that_hold_such_paragraphs(needy):
    """The frame is in two of the six articles alone: recall has the limit of two, not of six."""
    chosen = {item.id for item in needy.items[:2]}
    present = {(item.id, number): int(item.id in chosen and number == 1)
               for item in needy.items for number in (1, 2)}  # fmt: skip
    row = framing.validate(needy, coding_of(needy, present), n_boot=50).table.iloc[0]
    assert (row["recall"], row["specificity"]) == (1, 6 / 10)
    assert row["recall_low"] == pytest.approx(exact(2, 2).low)


def test_rules_that_find_nothing_right_have_the_exact_limit_too(needy):
    """The rules find the first paragraph of each article, people the second."""
    present = {(item.id, number): int(number == 2) for item in needy.items for number in (1, 2)}
    row = framing.validate(needy, coding_of(needy, present), n_boot=50).table.iloc[0]
    high = exact(0, 6).high
    for name in ("precision", "recall", "specificity"):
        assert (row[name], row[f"{name}_low"]) == (0, 0), name
        assert row[f"{name}_high"] == pytest.approx(high), name
    assert row["f1_high"] == pytest.approx(2 * high / (1 + high))
    assert row["kappa"] == -1


def test_interval_resamples_articles():
    """Of 16 articles with one frame each 8 are found: recall is a binomial share of 16 draws.

    P(X <= 3) = .0106 and P(X <= 4) = .0384 for 16 tosses of a coin: the limits are 4/16 and 12/16.
    Two paragraphs with the frame in each article tell no more than one.
    """
    found, missed = "Turkey needs Russian gas.", "Russia is short of friends."
    for times in (1, 2):
        corpus = make(["\n\n".join([found] * times)] * 8 + ["\n\n".join([missed] * times)] * 8)
        units = {(item.id, n): 1 for item in corpus.items for n in range(1, times + 1)}
        row = framing.validate(corpus, coding_of(corpus, units)).table.iloc[0]
        assert (row["tp"], row["fn"]) == (8 * times, 8 * times)
        assert (row["recall_low"], row["recall_high"]) == (4 / 16, 12 / 16)


def test_few_articles_widen_the_interval():
    """Of six articles with the frame three are found.

    For six tosses of a coin P(X = 0) = .0156: plain percentiles at .025 would begin at 1/6. Those
    for six articles are at the normal tail below -2.571 sqrt(6 / 5), .0024 (Hesterberg 2015).
    """
    found, missed = "Turkey needs Russian gas.", "Russia is short of friends."
    corpus = make([found] * 3 + [missed] * 3)
    units = {(item.id, 1): 1 for item in corpus.items}
    row = framing.validate(corpus, coding_of(corpus, units), n_boot=4000).table.iloc[0]
    assert (row["tp"], row["fn"]) == (3, 3)
    assert (row["recall_low"], row["recall_high"]) == (0, 1)


def test_articles_without_the_frame_tell_nothing_of_its_recall():
    """Forty more articles make no percentile of recall nearer.

    Resampled as `validate` does, and read at the tail for 8 articles (Hesterberg 2015, table: .0057
    by 2.365 sqrt(8 / 7)).
    """
    found, missed, other = "Turkey needs Russian gas.", "Russia is short of friends.", "It rains."
    corpus = make([found] * 4 + [missed] * 4 + [other] * 40)
    units = {(item.id, 1): int(item.text != other) for item in corpus.items}
    row = framing.validate(corpus, coding_of(corpus, units), n_boot=4000, seed=1).table.iloc[0]
    ids = sorted(item.id for item in corpus.items)
    texts = {item.id: item.text for item in corpus.items}
    is_found = np.array([texts[name] == found for name in ids])
    is_there = np.array([texts[name] != other for name in ids])
    draws = np.random.default_rng(1).multinomial(48, np.full(48, 1 / 48), size=4000)
    there = draws @ is_there
    recall = (draws @ is_found)[there > 0] / there[there > 0]
    tail = scipy.special.ndtr(-2.364624 * np.sqrt(8 / 7))
    low, high = np.quantile(recall, [tail, 1 - tail])
    assert (row["recall_low"], row["recall_high"]) == pytest.approx((low, high))
    assert low < np.quantile(recall, 0.025)


def test_seed_fixes_the_interval(needy):
    """The same seed, the same numbers."""
    present = {(item.id, 1): int(item.id != "a1") for item in needy.items}
    coding = coding_of(needy, present)
    first = framing.validate(needy, coding, n_boot=100, seed=7).table
    pd.testing.assert_frame_equal(first, framing.validate(needy, coding, n_boot=100, seed=7).table)


def test_few_articles_give_no_interval(needy):
    """Four articles say nothing of others, and the result says so."""
    part = needy.where(id=["a0", "a1", "a2", "a3"])
    result = framing.validate(part, coding_of(part, {(item.id, 1): 1 for item in part.items}))
    assert result.table["few"].all()
    assert np.isnan(result.table["recall_low"].iloc[0])
    assert any("few articles" in text for text in result.warnings)


def test_split_keeps_the_test_part(needy):
    """Only articles of the part asked for are compared."""
    coding = coding_of(needy, {(item.id, 1): 1 for item in needy.items})
    split = {f"a{number}": "test" if number % 2 else "development" for number in range(6)}
    table = framing.validate(needy, coding, split=split, n_boot=10).table
    assert table["n_articles"].tolist() == [3]
    assert table["part"].tolist() == ["test"]
    with pytest.raises(AnalysisError, match="did you mean 'test'"):
        framing.validate(needy, coding, split=split, part="tset")


def test_without_a_split_there_is_a_warning(needy):
    """Rates on the text that rules were written on are flattering."""
    coding = coding_of(needy, {(item.id, 1): 1 for item in needy.items})
    assert any("no split" in text for text in framing.validate(needy, coding, n_boot=5).warnings)


def test_changed_paragraphs_are_left_out(needy):
    """A coding holds for the text that was read."""
    coding = coding_of(needy, {(item.id, 1): 1 for item in needy.items})
    coding.loc[0, "paragraph_sha"] = "0" * 16
    result = framing.validate(needy, coding, n_boot=5)
    assert result.table["n_paragraphs"].tolist() == [5]
    assert any("changed since" in text and "a0 paragraph 1" in text for text in result.warnings)


def test_weights_undo_the_sampling(needy):
    """A paragraph that stands for three counts three times."""
    coding = coding_of(needy, {("a0", 1): 1, ("a1", 1): 0, ("a2", 2): 0})
    weights = coding[["article", "paragraph"]].assign(weight=[2.0, 3.0, 4.0])
    row = framing.validate(needy, coding, weights=weights).table.iloc[0]
    assert (row["tp"], row["fp"], row["tn"]) == (2, 3, 4)
    assert row["precision"] == pytest.approx(2 / 5)
    with pytest.raises(AnalysisError, match="a2 paragraph 2 has no weight"):
        framing.validate(needy, coding, weights=weights.iloc[:2])


def test_two_coders_must_be_adjudicated_first(needy):
    """There is no truth in two opinions."""
    both = pd.concat([coding_of(needy, {("a0", 1): 1}, name) for name in ("aa", "bb")])
    with pytest.raises(AnalysisError, match="aa, bb; use the adjudicated file"):
        framing.validate(needy, both)


def test_foreign_coding_is_refused(needy):
    """A coding of another corpus shares nothing."""
    coding = coding_of(needy, {("a0", 1): 1}).assign(article="elsewhere")
    with pytest.raises(AnalysisError, match="share no paragraph"):
        framing.validate(needy, coding)


def test_split_file(tmp_path):
    """The file is checked like every other."""
    path = tmp_path / "split.csv"
    path.write_text("article,split\na,test\nb,development\n")
    assert framing.read_split(path) == {"a": "test", "b": "development"}
    path.write_text("article,split\na,test\na,development\n")
    with pytest.raises(AnalysisError, match="'a' stands twice"):
        framing.read_split(path)
    path.write_text("article,spilt\na,test\n")
    with pytest.raises(AnalysisError, match="did you mean 'spilt'"):
        framing.read_split(path)


def test_saved_record_is_quoted_by_every_result(write_article, tmp_path, needy_codebook):
    """A frame is never counted without saying how well it is measured."""
    import toolkit

    for number in range(6):
        write_article(f"a{number}", "Turkey needs Russian gas.\n\nNothing here.\n")
    root = tmp_path / "corpus"
    folder = root / "codebook"
    folder.mkdir()
    (folder / "frames.yaml").write_text(needy_codebook, encoding="utf-8")
    corpus = toolkit.load(root)
    assert any("unvalidated frame" in text for text in framing.match(corpus).warnings)
    coding = coding_of(corpus, {(item.id, 1): 1 for item in corpus.items})
    framing.validate(corpus, coding, n_boot=20).to_csv(root / "coding" / "validation.csv")
    found = framing.match(corpus)
    assert not found.warnings
    assert any("need: recovery on 6 coded paragraphs" in text for text in found.notes)
    (folder / "frames.yaml").write_text(needy_codebook.replace("before: 3", "before: 4"))
    assert any("unvalidated" in text for text in framing.match(toolkit.load(root)).warnings)
