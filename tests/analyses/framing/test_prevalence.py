"""Shares of paragraphs by group and year, and what parts groups from each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.analyses.framing.desks import BOOK
from toolkit.analyses import framing
from toolkit.corpus import Article, corpus_of
from toolkit.corpus.codebook import QUALITIES, Codebook
from toolkit.errors import AnalysisError, CorpusError
from toolkit.stats import inference

WITH, WITHOUT = "Turkey needs Russian gas.", "Turkey and Russia met."


def corpus_of_shares(shares, codebook, **fields):
    """Make a corpus of one article a share: present paragraphs of all paragraphs."""
    articles = []
    for number, (present, total, *rest) in enumerate(shares):
        author = rest[0] if rest else ()
        known = {"published": "2019", "provenance": "composed"} | fields
        if len(rest) > 1:
            known |= rest[1]
        text = "\n\n".join([WITH] * present + [WITHOUT] * (total - present))
        articles.append(
            Article(id=f"a{number:02}", title="T", author=tuple(author), text=text, **known)
        )
    return corpus_of(articles, codebook=Codebook.parse(codebook))


A, B = ["Ankara A"], ["Moscow A"]
SHARES_A = [(2, 4), (1, 4), (3, 4), (2, 5), (1, 2), (2, 3)]
SHARES_B = [(1, 4), (0, 4), (1, 5), (1, 6), (1, 4), (1, 3)]


@pytest.fixture
def two_authors(needy_codebook):
    """Twelve articles, six an author."""
    shares = [(*share, A) for share in SHARES_A] + [(*share, B) for share in SHARES_B]
    return corpus_of_shares(shares, needy_codebook)


def test_share_is_a_ratio_of_sums(two_authors):
    """Eleven of 22 paragraphs and five of 26, counted by hand."""
    table = framing.prevalence(two_authors).table.set_index("group")
    assert table["n_present"].to_dict() == {"Ankara A": 11, "Moscow A": 5}
    assert table["n_paragraphs"].to_dict() == {"Ankara A": 22, "Moscow A": 26}
    assert table.loc["Ankara A", "estimate"] == pytest.approx(11 / 22)
    assert table.loc["Ankara A", "difference"] == pytest.approx(11 / 22 - 5 / 26)


def test_interval_has_the_article_as_unit(two_authors):
    """Worked by hand: six articles with 2/4, 1/4, 3/4, 2/5, 1/2 and 2/3 paragraphs of the frame.

    The share is 11/22 = .5, the deviations 0, -1, 1, -.5, 0 and .5. The jackknife divides them by 1
    less the article's share of the 22 paragraphs before they are squared: 2 x (22/18)^2 + .25 x
    (22/17)^2 + .25 x (22/19)^2 = 3.741519, over 22^2: .0077304, root .087923. Degrees of freedom
    (Bell and McCaffrey 2002): with h the shares, sum h^2 = 86/484 = .177686, sum h^2/(1 - h) =
    3 x 16/396 + 25/374 + 4/440 + 9/418 = .218679, sum h^4/(1 - h)^2 = .009911, so 1/(.177686 +
    .047821 - .009911) = 4.6383, not the five of articles of one length. t = 2.63205. On the scale
    of the arc sine of the root: pi/4 with a margin of 2.63205 x .087923 / (2 x .5) = .231418.
    """
    row = framing.prevalence(two_authors).table.iloc[0]
    assert row["low"] == pytest.approx(np.sin(np.pi / 4 - 0.231418) ** 2, abs=2e-5)
    assert row["high"] == pytest.approx(np.sin(np.pi / 4 + 0.231418) ** 2, abs=2e-5)


def test_difference_has_the_article_as_unit(two_authors):
    """Welch's interval from both groups' deviations, with their degrees of freedom."""
    from scipy import stats

    parts, degrees, shares = [], [], []
    for group in (SHARES_A, SHARES_B):
        y, m = np.array(group, dtype=float).T
        share, h = y.sum() / m.sum(), m / m.sum()
        parts.append(((y - share * m) ** 2 / (1 - h)).sum() / m.sum() ** 2)
        drawn = h**2 / (1 - h)
        degrees.append(1 / ((h**2).sum() + drawn.sum() ** 2 - (drawn**2).sum()))
        shares.append(share)
    df = sum(parts) ** 2 / sum(part**2 / d for part, d in zip(parts, degrees, strict=True))
    margin = stats.t.ppf(0.975, df) * np.sqrt(sum(parts))
    row = framing.prevalence(two_authors).table.iloc[0]
    assert row["difference_low"] == pytest.approx(shares[0] - shares[1] - margin, rel=1e-9)
    assert row["difference_high"] == pytest.approx(shares[0] - shares[1] + margin, rel=1e-9)


def test_two_groups_are_compared_once(two_authors):
    """The mirrored difference is not a second test."""
    table = framing.prevalence(two_authors).table.set_index("group")
    assert table["versus"].to_dict() == {"Ankara A": "Moscow A", "Moscow A": ""}
    assert np.isnan(table.loc["Moscow A", "p"])
    assert table.loc["Ankara A", "p_adjusted"] == table.loc["Ankara A", "p"]


def test_several_groups_are_compared_with_the_others(needy_codebook):
    """Three authors, three tests, Holm over them."""
    shares = [(*s, A) for s in SHARES_A] + [(*s, B) for s in SHARES_B]
    shares += [(*s, ["Gulf B"]) for s in SHARES_B]
    table = framing.prevalence(corpus_of_shares(shares, needy_codebook)).table
    assert table["versus"].tolist() == ["the others"] * 3
    first = table.loc[table["p"].idxmin()]
    assert first["p_adjusted"] == pytest.approx(min(3 * first["p"], 1))


def test_article_of_two_authors_counts_in_each_once(needy_codebook):
    """Its paragraphs are the paragraphs of both; the difference leaves them to the group."""
    shares = [(1, 2, A + B), (1, 4, A), (0, 4, B)]
    result = framing.prevalence(corpus_of_shares(shares, needy_codebook))
    table = result.table.set_index("group")
    assert table["n_paragraphs"].to_dict() == {"Ankara A": 6, "Moscow A": 6}
    assert table["n_articles"].to_dict() == {"Ankara A": 2, "Moscow A": 2}
    assert any(
        "1 article belongs to more than one group and counts" in note for note in result.notes
    )


def test_few_articles_have_no_interval_and_a_warning(needy_codebook):
    """Four articles with the frame are too few."""
    shares = [(*s, A) for s in SHARES_A[:4]] + [(*s, B) for s in SHARES_B]
    result = framing.prevalence(corpus_of_shares(shares, needy_codebook))
    row = result.table.set_index("group").loc["Ankara A"]
    assert row["few"]
    assert np.isnan(row["low"])
    assert np.isnan(row["p"])
    assert any(text.startswith("few articles") for text in result.warnings)
    assert result.table["p"].isna().all()
    assert not any("Holm" in note for note in result.notes)  # nothing was tested


def test_confounded_difference_vanishes_within_events(needy_codebook):
    """One author writes of the event in which everybody uses the frame."""
    often, seldom = [(3, 4), (2, 4), (3, 5), (2, 3)], [(1, 6), (0, 5), (1, 5), (1, 7)]
    shares = [(*s, A, {"variables": {"event": "gas"}}) for s in often * 2]
    shares += [(*s, A, {"variables": {"event": "talks"}}) for s in seldom]
    shares += [(*s, B, {"variables": {"event": "gas"}}) for s in often]
    shares += [(*s, B, {"variables": {"event": "talks"}}) for s in seldom * 2]
    table = framing.prevalence(corpus_of_shares(shares, needy_codebook)).table
    first = table[table["group"] == "Ankara A"].set_index("estimator")
    assert first.loc["raw", "difference"] > 0.15
    assert abs(first.loc["adjusted", "difference"]) < 0.02
    # the other of the two has a share of the same mix; the difference stands once
    second = table[table["group"] == "Moscow A"].set_index("estimator").loc["adjusted"]
    parted = first.loc["adjusted", "estimate"] - second["estimate"]
    assert parted == pytest.approx(first.loc["adjusted", "difference"])
    assert np.isnan(second["difference"])
    assert second["versus"] == ""


def test_no_shared_event_leaves_nothing_to_compare(needy_codebook):
    """Two authors who never write of the same: said, not invented."""
    shares = [(*s, A, {"variables": {"event": "gas"}}) for s in SHARES_A]
    shares += [(*s, B, {"variables": {"event": "talks"}}) for s in SHARES_B]
    table = framing.prevalence(corpus_of_shares(shares, needy_codebook)).table
    row = table[table["estimator"] == "adjusted"].iloc[0]
    assert np.isnan(row["difference"])
    assert row["few"]
    assert row["n_articles"] == row["n_paragraphs"] == row["n_present"] == 0


def test_what_is_compared_within_events_is_what_is_counted(needy_codebook):
    """Of A's eight articles two are of an event of its own: they are in the raw share alone."""
    shares = [(*s, A, {"variables": {"event": "gas"}}) for s in SHARES_A]
    shares += [(3, 3, A, {"variables": {"event": "own"}}), (1, 4, A, {"variables": {"event": ""}})]
    shares += [(*s, B, {"variables": {"event": "gas"}}) for s in SHARES_B]
    table = framing.prevalence(corpus_of_shares(shares, needy_codebook)).table
    first = table[table["group"] == "Ankara A"].set_index("estimator")
    counted = ["n_present", "n_paragraphs", "n_articles", "n_articles_present"]
    assert first.loc["raw", counted].tolist() == [15, 29, 8, 8]
    assert first.loc["adjusted", counted].tolist() == [11, 22, 6, 6]
    assert first.loc["adjusted", "estimate"] == pytest.approx(11 / 22)


def test_without_events_a_note_says_so(two_authors):
    """Nobody should take a raw difference for an adjusted one."""
    notes = framing.prevalence(two_authors).notes
    assert any(note.startswith("not adjusted") for note in notes)
    assert not any(
        "adjusted:" in note for note in framing.prevalence(two_authors, adjust=None).notes
    )


def test_what_is_compared_is_not_adjusted_for(needy_codebook):
    """Events compared within events would leave nothing."""
    shares = [(1, 4, A, {"variables": {"event": event}}) for event in ("x", "y") * 6]
    corpus = corpus_of_shares(shares, needy_codebook)
    for by in ("event", ["event", "author"]):
        result = framing.prevalence(corpus, by=by)
        assert set(result.table["estimator"]) == {"raw"}
        assert result.parameters["adjust"] is None


def test_groups_of_several_authors_are_told_to_take_authors_as_units(needy_codebook):
    """Two authors in each country; outlets are what authors are nested in, and one group of one."""
    people = [["A"], ["B"], ["C"], ["D"]]
    shares = [
        (1, 4, people[n % 4], {"outlet": f"desk {n % 2}", "variables": {"land": f"{n % 2}"}})
        for n in range(24)
    ]
    corpus = corpus_of_shares(shares, needy_codebook)

    def told(selected, by, **options):
        warnings = framing.prevalence(selected, by=by, **options).warnings
        return any("hold several authors each" in text for text in warnings)

    assert told(corpus, "land")
    assert not told(corpus, "outlet")
    assert not told(corpus, "land", cluster="author")
    three = corpus.where(author=["A", "B", "C"])  # A and C share a country, B has one alone
    assert not told(three, "land")


def test_detectable_differences_are_2_8_standard_errors(two_authors):
    """1.96 + 0.84; a corrected difference is larger by what the correction divides by, .7 here."""
    table = framing.prevalence(
        two_authors, validation=validation_of(two_authors, recall=0.75, specificity=0.95)
    ).table.query("group == 'Ankara A'")
    raw, corrected = (table[table["estimator"] == name].iloc[0] for name in ("raw", "corrected"))
    y, m = np.array(SHARES_A + SHARES_B, dtype=float).T
    se = float(inference.compare(y, m, np.arange(12) < 6, scale="difference").se)
    assert raw["detectable"] == pytest.approx(2.8 * se)
    assert corrected["detectable"] == pytest.approx(2.8 * se / 0.7)


def test_articles_with_the_frame_are_those_of_the_group(needy_codebook):
    """Two of the three articles of A hold the frame, one of the two of B."""
    shares = [(1, 2, A), (2, 2, A), (0, 2, A), (1, 2, B), (0, 2, B)]
    table = framing.prevalence(corpus_of_shares(shares, needy_codebook)).table
    assert table["n_articles_present"].tolist() == [2, 1]
    assert table["n_articles"].tolist() == [3, 2]


def test_unknown_columns_get_a_suggestion(two_authors):
    """A misspelt column is answered with the nearest."""
    with pytest.raises(CorpusError, match="did you mean 'author'"):
        framing.prevalence(two_authors, by="autor")
    with pytest.raises(AnalysisError, match="did you mean 'outlet'"):
        framing.prevalence(two_authors, adjust="outlett")
    with pytest.raises(AnalysisError, match="did you mean 'author'"):
        framing.prevalence(two_authors, voice="autor")


def test_correction_undoes_known_errors(two_authors):
    """Half are missed and nothing is wrongly found: the corrected share is twice the raw one."""
    validation = validation_of(two_authors, recall=0.5, specificity=1.0)
    table = framing.prevalence(two_authors, validation=validation).table
    values = table[table["group"] == "Moscow A"].set_index("estimator")
    assert values.loc["corrected", "estimate"] == pytest.approx(2 * values.loc["raw", "estimate"])
    first = table[table["group"] == "Ankara A"].set_index("estimator")
    assert first.loc["corrected", "difference"] == pytest.approx(2 * first.loc["raw", "difference"])
    assert first.loc["corrected", "low"] < first.loc["corrected", "estimate"]


def test_interval_of_the_correction_is_that_of_the_statistics(two_authors):
    """The room of statistics does the work; nothing is lost on the way."""
    validation = validation_of(two_authors, recall=0.75, specificity=0.95)
    table = framing.prevalence(two_authors, validation=validation).table
    row = table[(table["group"] == "Moscow A") & (table["estimator"] == "corrected")].iloc[0]
    y, m = np.array(SHARES_B, dtype=float).T
    known = inference.Validation(30, 10, 57, 3)
    expected = inference.corrected_prevalence(inference.rate(y, m), known)
    assert row["low"] == pytest.approx(float(expected.low))
    assert row["high"] == pytest.approx(float(expected.high))


def validation_of(corpus, recall, specificity, positives=40, negatives=60, **fields):
    """Make the table of a validation."""
    from toolkit.analyses.framing.instrument import instrument

    row = {"frame": "need", "measure": "recovery", "recall": recall, "specificity": specificity}
    row |= {"n_present": positives, "n_paragraphs": positives + negatives, "n_articles": 20}
    row |= {
        f"{rate}_{end}": np.nan for rate in ("recall", "specificity") for end in ("low", "high")
    }
    row |= {"precision": 0.5, "few": False, "instrument": instrument(corpus)} | fields
    return pd.DataFrame([row])


def test_frame_that_cannot_be_corrected_is_named(two_authors):
    """Rules no better than chance correct nothing."""
    validation = validation_of(two_authors, recall=0.3, specificity=0.5)
    result = framing.prevalence(two_authors, validation=validation)
    assert set(result.table["estimator"]) == {"raw"}
    assert any("need is not corrected" in text and "chance" in text for text in result.warnings)


def test_correction_by_a_recall_near_nothing_is_withheld(two_authors):
    """Recall .05: no corrected row at all, and the warning says why and what to do."""
    validation = validation_of(two_authors, recall=0.05, specificity=0.98)
    result = framing.prevalence(two_authors, validation=validation)
    assert set(result.table["estimator"]) == {"raw"}
    assert any("need is not corrected: recall 0.05 (n = 40)" in text for text in result.warnings)
    assert any("withheld" in text for text in result.warnings)


def test_corrected_difference_counts_in_the_validation(two_authors):
    """Four times the validation, a narrower interval; the p is that of the raw difference."""
    tables = [
        framing.prevalence(
            two_authors, validation=validation_of(two_authors, 0.75, 0.95, 40 * n, 60 * n)
        ).table
        for n in (1, 4)
    ]
    rows = [table[table["estimator"] == "corrected"].iloc[0] for table in tables]
    widths = [row["difference_high"] - row["difference_low"] for row in rows]
    assert widths[1] < widths[0]
    raw = tables[0][tables[0]["estimator"] == "raw"].iloc[0]
    assert rows[0]["difference"] == pytest.approx(raw["difference"] / 0.7)
    assert rows[0]["p"] == pytest.approx(raw["p"])


def test_alike_errors_within_articles_count_as_fewer_paragraphs(two_authors):
    """Recall .75 of 40 with 95 % limits .4764 and 1.0236 is that of 10 independent paragraphs.

    Worked by hand: .5472 / 3.92 = .1396, squared .01949; .75 x .25 / .01949 = 9.62.
    """
    wide = {"recall_low": 0.4764, "recall_high": 1.0236}
    clustered, independent, few = (
        framing.prevalence(two_authors, validation=validation).table.query(
            "estimator == 'corrected' and group == 'Moscow A'"
        )[["estimate", "low", "high"]]
        for validation in (
            validation_of(two_authors, 0.75, 0.95, **wide),
            validation_of(two_authors, 0.75, 0.95),
            validation_of(two_authors, 0.75, 0.95, few=True),
        )
    )
    y, m = np.array(SHARES_B, dtype=float).T
    n = 0.75 * 0.25 / (0.5472 / (2 * 1.959964)) ** 2
    assert n == pytest.approx(9.62, abs=0.01)
    expected = inference.corrected_prevalence(
        inference.rate(y, m), inference.Validation(0.75 * n, 0.25 * n, 57, 3)
    )
    assert clustered.iloc[0].tolist() == pytest.approx(
        [float(value) for value in (expected.estimate, expected.low, expected.high)]
    )
    assert clustered["high"].item() > independent["high"].item()
    assert clustered["estimate"].item() == pytest.approx(independent["estimate"].item())
    assert few.empty  # no interval over articles: how well it is known is not known


def test_intervals_narrower_than_of_paragraphs_do_not_add_paragraphs(two_authors):
    """A lucky draw of articles makes no more paragraphs than were coded."""
    narrow = {"recall_low": 0.74, "recall_high": 0.76}
    one, other = (
        framing.prevalence(two_authors, validation=validation_of(two_authors, 0.75, 0.95, **more))
        for more in (narrow, {})
    )
    pd.testing.assert_frame_equal(one.table, other.table)


def test_a_rate_of_1_counts_by_its_exact_limit(two_authors):
    """A limit of .025 ** (1 / 8) is that of 8 articles; a table without one counts paragraphs."""
    exact, none, eight = (
        framing.prevalence(two_authors, validation=validation).table.query(
            "estimator == 'corrected' and group == 'Moscow A'"
        )[["estimate", "low", "high"]]
        for validation in (
            validation_of(two_authors, 1.0, 0.95, recall_low=0.025 ** (1 / 8), recall_high=1.0),
            validation_of(two_authors, 1.0, 0.95, recall_low=1.0, recall_high=1.0),
            validation_of(two_authors, 1.0, 0.95, 8, 60, recall_low=1.0, recall_high=1.0),
        )
    )
    assert exact["high"].item() > none["high"].item()
    assert exact.to_numpy() == pytest.approx(eight.to_numpy())


def test_a_validation_at_hand_says_how_well_the_frame_is_measured(two_authors):
    """None is kept beside the corpus: what is corrected by one is not called unvalidated."""
    told = [
        framing.prevalence(two_authors, validation=validation)
        for validation in (None, validation_of(two_authors, 0.75, 0.95))
    ]
    unvalidated = [any("unvalidated" in text for text in result.warnings) for result in told]
    assert unvalidated == [True, False]
    quoted = "need: recovery on 100 coded paragraphs of 20 articles: precision 0.50, recall 0.75"
    assert [quoted in result.notes for result in told] == [False, True]
    other = validation_of(two_authors, 0.75, 0.95).assign(frame="other")
    result = framing.prevalence(two_authors, validation=other)
    assert any("unvalidated frame: how well need" in text for text in result.warnings)


def test_validation_without_its_columns_is_refused(two_authors):
    with pytest.raises(AnalysisError, match="validation has no column 'recall_low'"):
        framing.prevalence(
            two_authors, validation=validation_of(two_authors, 0.8, 0.9).drop(columns="recall_low")
        )


def test_validation_of_another_instrument_is_refused(two_authors):
    """Error rates belong to the rules that were measured."""
    validation = validation_of(two_authors, 0.8, 0.9).assign(instrument="other")
    with pytest.raises(AnalysisError, match="another codebook"):
        framing.prevalence(two_authors, validation=validation)


def test_voice_of_the_author_leaves_out_what_others_say(needy_codebook):
    """Three articles quote, three assert."""
    corpus = corpus_of_shares([(1, 2, A)] * 3, needy_codebook)
    said = [
        Article(
            id=f"b{n}",
            title="T",
            author=("Ankara A",),
            published="2019",
            text=f"Russia said Turkey needs gas.\n\n{WITHOUT}",
        )
        for n in range(3)
    ]
    both = corpus_of([*corpus.items, *said], codebook=corpus.codebook)
    assert framing.prevalence(both).table["n_present"].tolist() == [6]
    assert framing.prevalence(both, voice="author").table["n_present"].tolist() == [3]


def coding_of(corpus, present, **fields):
    """Code every paragraph; the first of each article as `present` says."""
    rows = []
    for item in corpus.items:
        for number in range(1, len(item.paragraphs) + 1):
            value = int(number == 1 and present.get(item.id, 0))
            row = {"coder": "gold", "article": item.id, "paragraph": number, "frame": "need"}
            row["paragraph_sha"] = item.paragraph_shas[number - 1]
            row |= dict.fromkeys(QUALITIES, "") | {"present": value, "codebook_version": "1"}
            rows.append(row | (fields.get(item.id, {}) if value else {}))
    return pd.DataFrame(rows)


def test_coding_shows_invoked_and_endorsed_side_by_side(two_authors):
    """Who invokes a frame need not hold it."""
    ids = [item.id for item in two_authors.items]
    stances = {name: {"stance": "reject" if n % 2 else "endorse"} for n, name in enumerate(ids)}
    coding = coding_of(two_authors, dict.fromkeys(ids, 1), **stances)
    table = framing.prevalence(two_authors, coding=coding).table.set_index(["group", "estimator"])
    assert table.loc[("Ankara A", "raw"), "n_present"] == 6
    assert table.loc[("Ankara A", "endorsed"), "n_present"] == 3


def test_voice_of_the_author_leaves_out_what_coders_gave_to_others(two_authors):
    """Of six paragraphs of A with the frame two are quoted, two paraphrased, two the author's."""
    ids = [item.id for item in two_authors.items]
    voices = {name: {"voice": ("author", "quoted", "paraphrased")[n % 3], "stance": "endorse"}
              for n, name in enumerate(ids)}  # fmt: skip
    coding = coding_of(two_authors, dict.fromkeys(ids, 1), **voices)
    table = framing.prevalence(two_authors, coding=coding, voice="author").table
    counted = table.set_index(["group", "estimator"])["n_present"]
    assert counted["Ankara A", "raw"] == counted["Ankara A", "endorsed"] == 2
    whole = framing.prevalence(two_authors, coding=coding).table
    assert whole.set_index(["group", "estimator"]).loc[("Ankara A", "raw"), "n_present"] == 6


def test_result_tells_which_coding_was_counted(two_authors):
    """Another coding of the same paragraphs has another fingerprint."""
    one, other = (coding_of(two_authors, {"a00": value}) for value in (1, 0))
    known = [framing.prevalence(two_authors, coding=c).parameters["coding"] for c in (one, other)]
    assert all(known)
    assert len(set(known)) == 2
    assert framing.prevalence(two_authors).parameters["coding"] is None


def test_coding_counts_coded_paragraphs_only(two_authors):
    """What nobody read is not absent."""
    coding = coding_of(two_authors, {"a00": 1}).query("article in ['a00', 'a06'] and paragraph < 3")
    result = framing.prevalence(two_authors, coding=coding)
    assert result.table.query("estimator == 'raw'")["n_paragraphs"].tolist() == [2, 2]
    assert any("coded by gold" in note and "4 of 48 paragraphs" in note for note in result.notes)
    assert any("4 paragraphs that were coded, not of all 48" in text for text in result.warnings)
    whole = framing.prevalence(two_authors, coding=coding_of(two_authors, {"a00": 1}))
    assert not any("not of all" in text for text in whole.warnings)


def test_weights_of_a_sample_are_undone_in_shares(two_authors):
    """One paragraph with the frame of 1, three without of 5 each: 1/16 and not 1/4."""
    coding = coding_of(two_authors, {"a00": 1}).query("article == 'a00'")
    drawn = coding[["article", "paragraph"]].assign(weight=[1.0, 5.0, 5.0, 5.0])
    one = two_authors.where(id=["a00", "a06"])
    result = framing.prevalence(one, coding=framing.weighted(coding, drawn))
    row = result.table.query("estimator == 'raw' and group == 'Ankara A'").iloc[0]
    assert row["estimate"] == pytest.approx(1 / 16)
    assert (row["n_present"], row["n_paragraphs"]) == (1, 4)
    assert any("each weighted" in note for note in result.notes)
    assert not any("not of all" in text for text in result.warnings)
    years = two_authors.where(id=["a00"])
    with pytest.raises(AnalysisError):  # one year
        framing.trend(years, coding=framing.weighted(coding, drawn))


def test_weighted_sample_estimates_the_share_of_the_corpus(two_authors):
    """Over many samples drawn by what rules find the mean is the share of the whole corpus."""
    whole = coding_of(two_authors, {})
    found = framing.presence(two_authors).table
    whole["present"] = found["present"].to_numpy()
    truth = whole["present"].mean()
    raw, weighted = [], []
    for seed in range(60):
        drawn = framing.sample(two_authors, 16, seed=seed)
        part = whole.merge(drawn.table[["article", "paragraph"]])
        raw.append(part["present"].mean())
        both = framing.weighted(part, drawn)
        weighted.append((both["present"] * both["weight"]).sum() / both["weight"].sum())
    assert np.mean(weighted) == pytest.approx(truth, abs=0.02)
    assert np.mean(raw) == pytest.approx(0.5, abs=0.02)


def test_changed_paragraphs_are_not_counted(two_authors):
    """A code is of the text that was read, and of no other."""
    coding = coding_of(two_authors, {"a00": 1})
    first = (coding["article"] == "a00") & (coding["paragraph"] == 1)
    changed = coding.assign(paragraph_sha=coding["paragraph_sha"].mask(first, "0" * 16))
    result = framing.prevalence(two_authors, coding=changed)
    row = result.table.query("estimator == 'raw' and group == 'Ankara A'").iloc[0]
    assert (row["n_present"], row["n_paragraphs"]) == (0, 21)
    assert any("1 coded paragraphs have changed" in text for text in result.warnings)


def test_groups_of_authors_need_four_against_four(needy_codebook):
    """A claim about kinds of authors has the author as its unit."""

    def corpus(n_authors, partner=""):
        shares = []
        for side, group in (("east", SHARES_A), ("west", SHARES_B)):
            for place, share in enumerate(group):
                author = [f"{side} {place % n_authors}", *([f"{side} {partner}"] * bool(partner))]
                shares.append((*share, author, {"variables": {"side": side}}))
        return corpus_of_shares(shares, needy_codebook)

    four = framing.prevalence(corpus(4), by="side", cluster="author").table.iloc[0]
    assert not np.isnan(four["p"])
    described = framing.prevalence(corpus(3), by="side", cluster="author")
    assert np.isnan(described.table.iloc[0]["p"])
    assert any(
        "east against west is not tested: 3 against 3 values of author" in text
        for text in described.warnings
    )
    together = framing.prevalence(corpus(4, "Gulf"), by="side", cluster="author")
    assert any("1 against 1 values of author" in text for text in together.warnings)
    assert "articles that share a value of author are of one unit" in together.notes
    unclustered = framing.prevalence(corpus(4), by="side")
    assert any("take authors as the units" in text for text in unclustered.warnings)


def test_articles_without_a_year_or_an_author_take_no_part(needy_codebook):
    """They are told: in no level of what is adjusted, and no author's where authors are the units.

    Levels may be numbers, of which one is missing.
    """
    shares = [
        (*share, [f"{side} {n}"], {"published": str(2019 + n % 2), "variables": {"side": side}})
        for side, group in (("east", SHARES_A), ("west", SHARES_B))
        for n, share in enumerate(group)
    ]
    blank = (4, 4, [], {"published": "", "variables": {"side": "west"}})
    known = ["difference", "p"]
    for estimator, options, told in (
        ("adjusted", {"adjust": "year"}, "without year does not enter what is compared within it"),
        ("raw", {"cluster": "author"}, "1 article without author does not enter differences"),
    ):
        one, other = (
            framing.prevalence(corpus_of_shares(held, needy_codebook), by="side", **options)
            for held in (shares, [*shares, blank])
        )
        rows = [table[table["estimator"] == estimator][known] for table in (one.table, other.table)]
        pd.testing.assert_frame_equal(*rows)
        assert any(told in note for note in other.notes)


def test_trend_over_few_years_only_describes(needy_codebook):
    """Three years are a description."""
    shares = [(1, 4, A, {"published": str(2017 + n % 3)}) for n in range(15)]
    result = framing.trend(corpus_of_shares(shares, needy_codebook))
    assert result.table["year"].tolist() == [2017, 2018, 2019]
    assert np.isnan(result.parameters["slopes"]["need"]["p"])
    assert any("too few to test a trend" in text for text in result.warnings)
    assert "slope: straight line through the years' shares, each year one observation" in (
        result.notes
    )


def test_trend_over_ten_years_is_tested(needy_codebook):
    """The share rises by a tenth a year; four years lie off that line and leave its slope."""
    off = {3: 1, 4: -1, 5: -1, 6: 1}
    shares = [
        (year + off.get(year, 0) * second, 10, A, {"published": str(2014 + year)})
        for year in range(10)
        for second in (0, 1)
    ]
    result = framing.trend(corpus_of_shares(shares, needy_codebook))
    slope = result.parameters["slopes"]["need"]
    assert slope["slope"] == pytest.approx(0.1)
    assert slope["p"] < 0.001
    assert result.table["n_articles"].tolist() == [2] * 10


def test_shares_on_a_line_have_a_slope_without_interval(needy_codebook):
    """Every paragraph of every year: nothing varies, and the note tells no interval."""
    shares = [(4, 4, A, {"published": str(2014 + year)}) for year in range(10)]
    result = framing.trend(corpus_of_shares(shares, needy_codebook))
    slope = result.parameters["slopes"]["need"]
    assert slope["slope"] == 0.0
    assert np.isnan([slope["low"], slope["high"]]).all()
    assert slope["reason"] == "the shares lie exactly on a line: no interval"
    assert f"need: +0.0 percentage points a year; {slope['reason']}" in result.notes


def test_slope_without_test_says_why(needy_codebook):
    """Of few years, and of a frame in few articles; a fall of nearly nothing has no minus."""
    shares = [(n % 2, 4, A, {"published": str(2017 + n % 3)}) for n in range(18)]
    few_years = framing.trend(corpus_of_shares(shares, needy_codebook))
    slope = few_years.parameters["slopes"]["need"]
    assert slope["reason"] == "3 years, under 8: described, not tested"
    assert f"need: +0.0 percentage points a year; {slope['reason']}" in few_years.notes
    falling = [(100 - year % 2, 1000, (), {"published": str(2010 + year)}) for year in range(10)]
    found = framing.trend(corpus_of_shares(falling, needy_codebook))
    slope = found.parameters["slopes"]["need"]
    assert slope["slope"] < 0
    assert not slope["reason"]
    assert any(text.startswith("need: +0.0 percentage points a year (95 %") for text in found.notes)
    rare = [(int(year < 4), 4, (), {"published": str(2010 + year)}) for year in range(10)]
    reason = framing.trend(corpus_of_shares(rare, needy_codebook)).parameters["slopes"]["need"]
    assert reason["reason"] == "under 5 articles hold it: not tested"


YEARS = (2015, 2016, 2017)
OFTEN, SELDOM = [(3, 4), (2, 4), (4, 6), (1, 2)], [(1, 4), (0, 5), (1, 6), (1, 3)]


def test_whether_years_differ_is_asked_of_articles(needy_codebook):
    """In the second of three years the frame is common: no trend, and no such years by chance."""
    shares = [
        (*share, (), {"published": str(year)})
        for year in YEARS
        for share in (OFTEN if year == 2016 else SELDOM) * 2
    ]
    corpus = corpus_of_shares(shares, needy_codebook)
    result = framing.trend(corpus, seed=7)
    y, m = np.array([share[:2] for share in shares], dtype=float).T
    expected = inference.differ(y, m, np.repeat(YEARS, 8), replicates=1000, seed=7)
    assert result.parameters["years_differ"] == {"need": float(expected.p)}
    assert float(expected.p) < 0.01
    note = f"do the years differ at all: p = {float(expected.p):.3g} (24 articles of the 3 years"
    assert any(text.startswith(note) and "seed 7" in text for text in result.notes)
    assert "general factorial designs" in result.methods()
    assert any(text.startswith("share: paragraphs with the frame over") for text in result.notes)
    thin = framing.trend(corpus.where(id=[f"a{n:02}" for n in (0, 1, 2, 8, 9, 10)]))
    assert thin.parameters["years_differ"] == {}
    assert "do the years differ at all: not tested, under two of them have 5 articles" in thin.notes
    assert "general factorial designs" not in thin.methods()


def test_results_on_frames_know_what_readers_call_them(needy_codebook):
    """Figures show the label; the table keeps the name."""
    shares = [(1, 2, A, {"published": year}) for year in ("2018", "2019")]
    corpus = corpus_of_shares(shares, needy_codebook)
    validated = framing.validate(corpus, coding_of(corpus, {"a00": 1}))
    for result in (framing.prevalence(corpus), framing.trend(corpus), validated):
        assert result.parameters["labels"] == {"need": "Need"}
        assert set(result.table["frame"]) == {"need"}


def test_whether_groups_differ_is_asked_raw_and_within_events(needy_codebook):
    """Three authors; two write of gas most of all, where the frame is common for everybody."""
    shares = []
    for author, of_gas in (("A", 10), ("B", 5), ("C", 2)):
        for n in range(12):
            event, share = ("gas", OFTEN) if n < of_gas else ("talks", SELDOM)
            shares.append((*share[n % 4], [author], {"variables": {"event": event}}))
    corpus = corpus_of_shares(shares, needy_codebook)
    y, m = np.array([share[:2] for share in shares], dtype=float).T
    authors = np.repeat(["A", "B", "C"], 12)
    events = [share[3]["variables"]["event"] for share in shares]
    raw = float(inference.differ(y, m, authors, replicates=1000, seed=0).p)
    within = float(inference.differ(y, m, authors, strata=events, replicates=1000, seed=0).p)
    assert raw < 0.05 < within
    result = framing.prevalence(corpus)
    found = result.parameters["groups_differ"]
    assert found == {"raw": {"need": raw}, "adjusted": {"need": within}}
    asked = [text for text in result.notes if "differ at all" in text]
    assert asked[0].startswith(f"raw: do the groups differ at all: p = {raw:.3g} (36 articles of")
    assert asked[1].startswith(
        f"adjusted: do the groups differ at all within event: p = {within:.3g} (36 articles of "
        "the 3 groups that have 5 or more where two groups share a value of event; 1,000"
    )
    alone = framing.prevalence(corpus, adjust=None)
    assert set(alone.parameters["groups_differ"]) == {"raw"}


def test_whether_groups_differ_is_asked_of_what_they_endorse(two_authors):
    """Both invoke the frame in each article; one rejects it."""
    ids = [item.id for item in two_authors.items]
    stances = {name: {"stance": "endorse" if n < 6 else "reject"} for n, name in enumerate(ids)}
    coding = coding_of(two_authors, dict.fromkeys(ids, 1), **stances)
    found = framing.prevalence(two_authors, coding=coding).parameters["groups_differ"]
    assert found["raw"]["need"] > 0.05 > found["endorsed"]["need"]


def test_whether_groups_differ_is_not_asked_of_what_cannot_tell(two_authors, needy_codebook):
    """Authors as units, one group, groups of few articles, a frame of few articles."""
    few = corpus_of_shares([(*s, A) for s in SHARES_A[:4]] + [(0, 2, B)] * 6, needy_codebook)
    rare = corpus_of_shares([(1, 2, A)] * 4 + [(0, 2, A)] * 4 + [(0, 2, B)] * 6, needy_codebook)
    one = two_authors.where(author="Moscow A")
    asked = "raw: do the groups differ at all: not tested, "
    for corpus, told in (
        (few, [f"{asked}under two of them have 5 articles"]),
        (rare, [f"{asked}under 5 of their articles hold it"]),
        (one, []),
    ):
        result = framing.prevalence(corpus)
        assert not any(result.parameters["groups_differ"].values())
        assert [text for text in result.notes if "differ at all" in text] == told
    by_side = two_authors.assign(side=lambda row: row["author"][0][:3])
    unit = framing.prevalence(by_side, by="side", cluster="author")
    assert "do the groups differ at all: not tested, the unit is the author" in unit.notes


def test_trends_of_several_frames_are_corrected_for_their_number():
    """Holm of two: the smaller p doubled, the larger at least as large as that."""
    random = np.random.default_rng(3)
    texts = ("Turkey needs Russia.", "In Russia a government falls.", "Turkey and Russia met.")
    articles = [
        Article(id=f"a{year}-{n}", title="T", author=(), published=str(2010 + year),
                provenance="composed", text="\n\n".join(random.choice(texts, 12)))
        for year in range(10) for n in range(3)
    ]  # fmt: skip
    result = framing.trend(corpus_of(articles, codebook=BOOK))
    slopes = result.parameters["slopes"]
    small, large = sorted((values["p"], values["p_adjusted"]) for values in slopes.values())
    assert small[1] == pytest.approx(min(1, 2 * small[0]))
    assert large[1] == pytest.approx(max(small[1], large[0]))


def test_differences_of_several_frames_are_corrected_for_their_number():
    """Each of two frames asked alone has a smaller p than both together."""
    shares = {"Turkey needs Russia.": 0.45, "In Russia a government falls.": 0.4}
    random = np.random.default_rng(5)
    articles = []
    for n in range(24):
        found = [text for text, share in shares.items() for _ in range(6)
                 if random.random() < (share if n % 2 else 0.2)]  # fmt: skip
        articles.append(Article(id=f"a{n:02}", title="T", author=("A" if n % 2 else "B",),
                                published="2019", provenance="composed",
                                text="\n\n".join([*found, "Turkey and Russia met."])))  # fmt: skip
    corpus = corpus_of(articles, codebook=BOOK)
    both = framing.prevalence(corpus)
    for frame in ("need", "fall"):
        alone = framing.prevalence(corpus, frames=frame).parameters["groups_differ"]["raw"][frame]
        assert alone < both.parameters["groups_differ"]["raw"][frame] <= 2 * alone
    assert any("adjusted for the number of items (2) by the maximum" in n for n in both.notes)


def test_frame_of_few_articles_is_named_and_not_asked():
    """One frame stands in every other article, one in three of sixteen."""
    articles = [
        Article(id=f"a{n:02}", title="T", author=("A" if n % 2 else "B",), published="2019",
                provenance="composed", text="\n\n".join(
                    ["Turkey needs Russia."] * (n % 3 == 0)
                    + ["In Russia a government falls."] * (n < 3) + ["Turkey and Russia met."] * 2))
        for n in range(16)
    ]  # fmt: skip
    result = framing.prevalence(corpus_of(articles, codebook=BOOK))
    assert set(result.parameters["groups_differ"]["raw"]) == {"need"}
    (note,) = [text for text in result.notes if "differ at all" in text]
    assert note.startswith("raw: do the groups differ at all: p = need ")
    assert note.endswith("; not asked of fall, which under 5 of them hold)")


def test_articles_without_a_year_are_left_out(needy_codebook):
    """They cannot be put anywhere."""
    shares = [(1, 4, A, {"published": year}) for year in ("2018", "2019", "")]
    result = framing.trend(corpus_of_shares(shares, needy_codebook))
    assert result.table["n_articles"].tolist() == [1, 1]
    assert any("1 article without a year" in note for note in result.notes)
