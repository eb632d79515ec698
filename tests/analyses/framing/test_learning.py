"""The frame classifier: what it learns, what it refuses, and that it never sees an answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toolkit
from tests.analyses.framing.conftest import NEED, make
from toolkit import framing
from toolkit.analyses.framing import learning
from toolkit.analyses.framing.coding import paragraph_shas
from toolkit.corpus import corpus_of
from toolkit.errors import AnalysisError

PLACES = ("harbour", "ministry", "palace", "airport", "border", "summit")
BEGS = "In round {n} Ankara begs Moscow for fuel at the {place} on a cold {time}."
MEETS = "In round {n} ministers of both sides met at the {place} on a cold {time}."
TIMES = ("morning", "evening", "night", "day")


def texts_of(n, first=0):
    """Texts of two paragraphs; the first says that one begs the other, the second does not."""
    filled = [
        {"n": number, "place": PLACES[number % 6], "time": TIMES[number % 4]}
        for number in range(first, first + n)
    ]
    return {
        f"a{number:03}": f"{BEGS.format(**words)}\n\n{MEETS.format(**words)}"
        for number, words in zip(range(first, first + n), filled, strict=True)
    }


def code(corpus, present=lambda article, paragraph: int(paragraph == 1), coder="gold"):
    """Code the frame `need` in every paragraph; the first of each carries it."""
    rows = [
        {
            "coder": coder,
            "article": article,
            "paragraph": paragraph,
            "paragraph_sha": sha,
            "frame": "need",
            "present": present(article, paragraph),
            "codebook_version": "1",
        }
        for (article, paragraph), sha in paragraph_shas(corpus).items()
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def begging():
    """Thirty articles in which one word tells, and no rule fires."""
    return make(texts_of(30))


@pytest.fixture(scope="module")
def classifier(begging):
    return framing.learn(begging, code(begging))


def test_it_learns_the_word_that_tells(begging, classifier, corpus_with):
    """`beg` and the two actors mark the frame; places and times do not."""
    top = classifier.top_terms("need", 200).table
    weight = dict(zip(zip(top["kind"], top["term"]), top["weight"]))
    assert weight["word", "beg"] > 1
    assert weight["word", "minister"] < -1
    assert abs(weight.get(("word", "harbour"), 0)) < 0.2 * weight["word", "beg"]
    row = top[top["term"] == "beg"].iloc[0]
    assert (row["n_present"], row["n_paragraphs"]) == (30, 30)
    new = corpus_with({"new": "Once more Ankara begs Moscow.\n\nBoth sides met on a cold night."})
    found = framing.classify(new, classifier).table
    assert found["present"].tolist() == [1, 0]
    assert not found["trained"].any()
    assert framing.presence(new).table["present"].tolist() == [0, 0]


def test_its_bar_goes_when_it_is_done(begging, monkeypatch):
    """A notebook keeps the tables, not the bars."""
    asked = {}

    def bar(*_, **options):
        asked.update(options)
        raise KeyboardInterrupt

    monkeypatch.setattr("toolkit.analyses.framing.learning.tqdm", bar)
    with pytest.raises(KeyboardInterrupt):
        framing.learn(begging, code(begging))
    assert asked["leave"] is False


def test_summary_tells_what_was_chosen(classifier):
    (row,) = classifier.summary().table.to_dict("records")
    assert (row["frame"], row["n_present"], row["precision"], row["recall"]) == ("need", 30, 1, 1)
    assert row["penalty"] in learning.PENALTIES
    assert "30 articles" in repr(classifier)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=30, max_size=80),
       st.integers(0, 5))  # fmt: skip
def test_folds_never_part_an_article(rows, seed):
    """Every paragraph is held out once, and none of its article is trained on then."""
    article = np.array([f"a{number}" for number, _ in rows], dtype=object)
    present = np.array([int(flag) for _, flag in rows])
    if min(len(set(article[present == code])) for code in (0, 1)) < 5:
        return
    held = []
    for train, out in learning.folds(present, article, seed):
        assert not set(article[train]) & set(article[out])
        assert set(present[train]) == {0, 1}
        held += out.tolist()
    assert sorted(held) == list(range(len(rows)))


@pytest.mark.filterwarnings("error")
def test_folds_are_no_more_than_articles_of_either_kind():
    """Twelve articles carry the frame and five have a paragraph without it: five folds."""
    article = np.array([f"a{n:02}" for n in range(12) for _ in range(2)], dtype=object)
    present = np.array([int(not (n < 5 and p)) for n in range(12) for p in range(2)])
    for codes in (present, 1 - present):
        parts = list(learning.folds(codes, article, 1))
        assert len(parts) == 5
        assert all(set(codes[train]) == {0, 1} for train, _ in parts)


@pytest.mark.parametrize(
    ("present", "told"),
    [
        ([1, 1, 1, 1], "in paragraphs of 4 articles and absent from those of 0 articles"),
        ([0, 0, 0, 0], "in paragraphs of 0 articles and absent from those of 4 articles"),
        ([0, 1, 1, 1], "in paragraphs of 3 articles and absent from those of 1 article;"),
    ],
)
def test_frame_of_no_contrast_has_no_folds(present, told):
    article = np.array(list("abcd"), dtype=object)
    with pytest.raises(AnalysisError, match=told):
        list(learning.folds(np.array(present), article, 1))


def test_knowing_an_article_is_no_help_out_of_fold(corpus_with, monkeypatch):
    """Codes are tossed article by article, and each article has words of its own.

    Folds of paragraphs would recognise the article and look brilliant; folds of articles cannot.
    """
    random = np.random.default_rng(4)
    words = [f"{a}{b}{c}o" for a in "bdfgklmnprst" for b in "aeiou" for c in "bdgkmnprt"]
    texts, toss = {}, {}
    for number in range(40):
        own = random.choice(words, 12, replace=False)
        lines = [" ".join(random.permutation(own)) + "." for _ in range(3)]
        texts[f"a{number:02}"] = "\n\n".join(lines)
        toss[f"a{number:02}"] = int(random.integers(2))
    corpus = corpus_with(texts)
    coding = code(corpus, lambda article, _: toss[article])
    grouped = framing.learn(corpus, coding).chosen["need"].average_precision
    base = coding["present"].mean()

    def parted(present, article, seed):
        from sklearn.model_selection import StratifiedKFold

        yield from StratifiedKFold(10, shuffle=True, random_state=seed).split(present, present)

    monkeypatch.setattr(learning, "folds", parted)
    leaking = framing.learn(corpus, coding).chosen["need"].average_precision
    assert leaking > 0.95
    assert grouped < base + 0.2


def test_same_seed_gives_the_same_file_and_order_does_not_matter(begging, classifier, tmp_path,
                                                                 corpus_with):  # fmt: skip
    coding = code(begging)
    turned = corpus_with(dict(reversed(texts_of(30).items())))
    shuffled = coding.sample(frac=1, random_state=3)
    for name, found in (
        ("one", classifier),
        ("two", framing.learn(begging, coding)),
        ("three", framing.learn(turned, shuffled)),
    ):
        found.save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").read_bytes() == (tmp_path / "three").read_bytes()


def test_other_parts_of_the_split_are_not_looked_at(begging, corpus_with, tmp_path):
    """Neither the codes nor the words of the test part change the classifier."""
    names = list(texts_of(40))
    split = {name: "test" if number >= 30 else "development" for number, name in enumerate(names)}
    plain = corpus_with(texts_of(40))
    other = corpus_with(texts_of(30) | dict.fromkeys(names[30:], "Ministers beg.\n\nKremlin begs."))
    one = framing.learn(plain, code(plain), split=split)
    two = framing.learn(other, code(other, lambda a, p: int(p == 1 or a > "a029")), split=split)
    one.save(tmp_path / "one")
    two.save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert one.origin.n_articles == 30
    flipped = code(plain, lambda a, p: int(p == 1) if a != "a003" else int(p == 2))
    three = framing.learn(plain, flipped, split=split)
    assert three.origin.fingerprint != one.origin.fingerprint


def test_trained_paragraphs_are_coded_out_of_fold(begging, classifier, corpus_with):
    """By their text, wherever it stands; a changed paragraph is a new one."""
    found = framing.classify(begging, classifier)
    assert found.table["trained"].all()
    assert "60 of the paragraphs were coded for training" in " ".join(found.notes)
    known = [classifier.trained[sha[:16]][0] for sha in paragraph_shas(begging).values()]
    assert found.table["probability"].tolist() == known
    begs, meets = texts_of(1)["a000"].split("\n\n")
    copy = corpus_with({"copy": f"{begs}\n\n{meets} Nothing else."})
    assert framing.classify(copy, classifier).table["trained"].tolist() == [True, False]


def test_article_that_says_the_contrary_is_judged_by_the_others(corpus_with):
    """One article is coded the wrong way round: out of fold it is coded as the others are."""
    corpus = corpus_with(texts_of(30))
    coding = code(corpus, lambda article, p: int((p == 1) != (article == "a007")))
    found = framing.classify(corpus, framing.learn(corpus, coding)).table
    assert found[found["article"] == "a007"]["present"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("n", "present", "told"),
    [
        (30, lambda a, p: 1, "absent from 0 different coded paragraphs of 0 articles"),
        (30, lambda a, p: int(a != "a003"), "absent from 2 different coded paragraphs of 1"),
        (30, lambda a, p: 0, "in 0 different coded paragraphs of 0 articles"),
        (19, lambda a, p: int(p == 1), "in 19 different coded paragraphs of 19 articles"),
    ],
)
def test_too_little_is_refused_with_what_to_do(corpus_with, n, present, told):
    corpus = corpus_with(texts_of(n))
    with pytest.raises(AnalysisError, match=f"need is {told}.*at least 20 of 5"):
        framing.learn(corpus, code(corpus, present))


def test_many_paragraphs_of_few_articles_are_too_few(corpus_with):
    texts = ["\n\n".join(f"Ankara begs {a} {p}." for p in range(10)) for a in range(4)]
    corpus = corpus_with([*texts, *["Nothing here."] * 4])
    with pytest.raises(AnalysisError, match="in 40 different coded paragraphs of 4 articles"):
        framing.learn(corpus, code(corpus, lambda a, p: int(a < "a4")))


def test_copies_of_a_text_are_used_once(corpus_with):
    """A reprint would be coded by a model that knows it: with or without it, all is the same."""
    texts = texts_of(25)
    reprinted = corpus_with(texts | {f"z{name}": text for name, text in texts.items()})
    once = framing.learn(corpus_with(texts), code(corpus_with(texts)))
    twice = framing.learn(reprinted, code(reprinted))
    assert twice.trained == once.trained
    assert (twice.weights == once.weights).all()
    found = framing.classify(reprinted, twice)
    assert found.table["trained"].all()
    assert (
        "50 of the paragraphs were coded for training: their probabilities, and those of 50 "
        "copies, are out of fold"
    ) in found.notes
    held = framing.validate(reprinted, code(reprinted), found=found, n_boot=10)
    assert any(text.startswith("50 of the paragraphs were coded for") for text in held.warnings)
    assert twice.summary().warnings == (
        "50 coded paragraphs are copies of others and are left out",
    )
    assert framing.classify(reprinted, twice).table["trained"].all()


def test_two_coders_and_foreign_codings_are_refused(begging):
    coding = code(begging)
    both = pd.concat([coding, coding.assign(coder="other")])
    with pytest.raises(AnalysisError, match="training needs one coder, found gold, other"):
        framing.learn(begging, both)
    with pytest.raises(AnalysisError, match="share no paragraph"):
        framing.learn(begging, coding.assign(article="elsewhere"))
    with pytest.raises(AnalysisError, match="no article is in part 'development'"):
        framing.learn(begging, coding, split=dict.fromkeys(coding["article"], "devel"))


def test_changed_paragraphs_are_left_out_and_told(corpus_with):
    texts = texts_of(30)
    coding = code(corpus_with(texts))
    corpus = corpus_with(texts | {"a000": texts["a000"] + " More."})
    found = framing.learn(corpus, coding)
    assert found.origin.n_paragraphs == 59
    assert "1 coded paragraphs have changed" in found.summary().warnings[0]


def test_other_codebook_is_refused(begging, classifier):
    default = toolkit.from_frame(pd.DataFrame({"text": ["Ankara begs."]}))
    with pytest.raises(AnalysisError, match="another codebook, actors list or annotator"):
        framing.classify(default, classifier)
    with pytest.raises(AnalysisError, match="no frame 'neet'; did you mean 'need'"):
        classifier.top_terms("neet")


def test_own_words_need_a_classifier_of_their_own(begging, classifier):
    """Paragraphs without what they quote are other paragraphs, though their fingerprint is one."""
    with pytest.raises(AnalysisError, match="tagger toolkit, own words"):
        framing.classify(begging.own_words(), classifier)


def test_composed_training_is_told_of_collected_text(classifier, corpus_with):
    collected = corpus_with(["Ankara begs Moscow."], provenance="collected")
    assert any("trained on composed" in t for t in framing.classify(collected, classifier).warnings)


class TestFoundGoesWhereTheRulesWould:
    def test_what_the_rules_code_is_what_they_find(self, needy):
        """`code` given as a result gives the same rates and shares as the rules themselves."""
        coding, rules = code(needy), framing.code(needy)
        one = framing.validate(needy, coding, n_boot=50)
        other = framing.validate(needy, coding, found=rules, n_boot=50)
        pd.testing.assert_frame_equal(one.table, other.table)
        shares = framing.prevalence(needy, by="id", validation=one)
        pd.testing.assert_frame_equal(
            shares.table, framing.prevalence(needy, by="id", coding=rules, validation=other).table
        )

    def test_years_are_counted_alike(self, corpus_with):
        texts = ["Turkey needs Russian gas.\n\nNothing."] * 3
        parts = [
            corpus_with({f"b{year}-{n}": text for n, text in enumerate(texts)}, published=str(year))
            for year in (2018, 2019)
        ]
        corpus = corpus_of([item for part in parts for item in part.items],
                           codebook=parts[0].codebook)  # fmt: skip
        one, other = framing.trend(corpus), framing.trend(corpus, coding=framing.code(corpus))
        pd.testing.assert_frame_equal(one.table, other.table)
        assert one.table["estimate"].tolist() == [0.5, 0.5]

    def test_its_own_line_of_the_record_is_quoted(self, write_article, tmp_path):
        """Rules and classifier stand in one file; each result quotes its own."""
        for name, text in texts_of(24).items():
            write_article(f"2019-{name}", f"{text}\n", published="2019")
        root = tmp_path / "corpus"
        for name in ("codebook", "coding"):
            (root / name).mkdir()
        (root / "codebook" / "frames.yaml").write_text(NEED, encoding="utf-8")
        corpus = toolkit.load(root)
        coding = code(corpus)
        found = framing.classify(corpus, framing.learn(corpus, coding))
        assert any("unvalidated frame" in text for text in found.warnings)
        held = [framing.validate(corpus, coding, found=by, n_boot=10).table for by in (None, found)]
        pd.concat(held).to_csv(root / "coding" / "validation.csv", index=False)
        again = framing.classify(corpus, framing.learn(corpus, coding))
        assert not any("unvalidated" in text for text in again.warnings)
        assert any("precision 1.00, recall 1.00" in text for text in again.notes)
        assert any("recall 0.00" in text for text in framing.match(corpus).notes)

    def test_validation_names_the_classifier_and_warns_of_training(self, begging, classifier):
        found = framing.classify(begging, classifier)
        held = framing.validate(begging, code(begging), found=found, n_boot=50)
        assert held.table["instrument"].tolist() == [classifier.origin.fingerprint]
        assert held.table[["tp", "fp", "fn", "tn"]].to_numpy().tolist() == [[30, 0, 0, 30]]
        assert any("60 of the paragraphs were coded for training" in t for t in held.warnings)
        assert not any("no split" in t for t in held.warnings)  # it never saw what it is asked

    def test_shares_are_corrected_by_its_own_validation_only(self, begging, classifier):
        found = framing.classify(begging, classifier)
        own = framing.validate(begging, code(begging), found=found, n_boot=50)
        rules = framing.validate(begging, code(begging), n_boot=50)
        shares = framing.prevalence(begging, by="id", coding=found, validation=own)
        assert set(shares.table["estimator"]) == {"raw", "corrected"}
        assert shares.parameters["instrument"] == classifier.origin.fingerprint
        assert shares.parameters["coding"] is None
        with pytest.raises(AnalysisError, match="annotator or classifier"):
            framing.prevalence(begging, by="id", coding=found, validation=rules)

    def test_voice_and_foreign_results_are_refused(self, begging, needy, classifier):
        found = framing.classify(begging, classifier)
        with pytest.raises(AnalysisError, match="does not tell whose voice"):
            framing.prevalence(begging, by="id", coding=found, voice="author")
        with pytest.raises(AnalysisError, match="no coding of paragraphs"):
            framing.prevalence(begging, by="id", coding=framing.match(begging))
        none = replace(found, table=found.table.assign(article="elsewhere"))
        with pytest.raises(AnalysisError, match="share no article"):
            framing.prevalence(begging, by="id", coding=none)
        with pytest.raises(AnalysisError, match="none of the coded paragraphs"):
            framing.validate(begging, code(begging), found=none)

    def test_articles_that_were_not_classified_are_told(self, begging, classifier):
        found = framing.classify(begging.where(id=["a001", "a002"]), classifier)
        shares = framing.prevalence(begging, by="id", coding=found)
        assert shares.table["group"].tolist() == ["a001", "a002"]
        assert any("28 articles were not coded by machine" in text for text in shares.warnings)
        held = framing.validate(begging, code(begging), found=found, n_boot=50)
        assert held.table["n_paragraphs"].tolist() == [4]
        assert any("56 coded paragraphs were not coded by machine" in t for t in held.warnings)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=30))
def test_threshold_has_the_largest_f1_there_is(rows):
    """Against every threshold tried one by one."""
    probability = np.array([value / 10 + 0.1 for value, _ in rows])
    present = np.array([int(flag) for _, flag in rows])
    if not present.any():
        return

    def f1(threshold):
        found = probability >= threshold
        return 2 * (found & (present == 1)).sum() / (found.sum() + present.sum())

    threshold, precision, recall = learning.best_threshold(probability, present)
    most = max(f1(tried) for tried in np.arange(0, 1.0, 0.05))
    assert f1(threshold) == pytest.approx(most)
    assert 2 * precision * recall / (precision + recall) == pytest.approx(most)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.booleans(), st.integers(1, 4)), min_size=2, max_size=20
    )
)
def test_a_weight_is_as_many_paragraphs(rows):
    """Threshold, precision and recall are those of each paragraph written so many times."""
    probability, present, weight = (np.array(column, float) for column in zip(*rows))
    probability, present, times = probability / 10, present.astype(int), weight.astype(int)
    if not present.any():
        return
    repeated = np.repeat(probability, times), np.repeat(present, times)
    assert learning.best_threshold(probability, present, weight) == pytest.approx(
        learning.best_threshold(*repeated)
    )


def test_calibration_gives_the_odds_of_the_corpus():
    """Scores that tell nothing: ten paragraphs with the frame stand for 10, ten without for 90.

    By hand with Platt's targets 11/12 and 1/12: (10 x 11/12 + 90 x 1/12) / 100 = 1/6.
    """
    present, score = np.repeat([1, 0], 10), np.zeros(20)
    _, offset = learning.calibrate(score, present, np.repeat([0.2, 1.8], 10))
    assert 1 / (1 + np.exp(-offset)) == pytest.approx(1 / 6, abs=1e-3)
    _, offset = learning.calibrate(score, present)
    assert 1 / (1 + np.exp(-offset)) == pytest.approx(1 / 2, abs=1e-3)


def test_weights_of_a_sample_reach_probability_and_threshold(corpus_with):
    """Half of sixty coded articles carry the frame; each without it stands for nine.

    The mean probability over the corpus is that of Platt's targets, 31/32 and 1/32, by hand:
    (30 x 31/32 + 270 x 1/32) / 300 = .125.
    """
    texts = [f"In round {n} Ankara begs for fuel at the {PLACES[n // 2 % 6]}." for n in range(60)]
    corpus = corpus_with({f"a{n:03}": text for n, text in enumerate(texts)})
    coding = code(corpus, lambda article, paragraph: int(article[1:]) % 2)
    drawn = coding[["article", "paragraph"]].assign(weight=np.where(coding["present"], 1.0, 9.0))
    weight = dict(zip(coding["paragraph_sha"].str[:16], drawn["weight"]))

    def mean(given, weights):
        chance = {sha: row[0] for sha, row in framing.learn(corpus, given).trained.items()}
        return np.average(list(chance.values()), weights=[weights[sha] for sha in chance])

    assert mean(coding, dict.fromkeys(weight, 1.0)) == pytest.approx(0.5, abs=1e-3)
    assert mean(framing.weighted(coding, drawn), weight) == pytest.approx(0.125, abs=1e-3)


def test_calibration_does_not_promise_certainty_and_does_not_mind_the_scale():
    """Ten right of ten: Platt's target is 11/12, whatever the distance of the scores."""
    present = np.repeat([0, 1], 10)
    score = np.where(present == 1, 1.0, -1.0)
    for scale in (1, 50):
        slope, offset = learning.calibrate(score * scale, present)
        assert 1 / (1 + np.exp(-(slope * scale + offset))) == pytest.approx(11 / 12, abs=1e-3)
