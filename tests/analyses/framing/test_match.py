"""Hits of rules: conditions, actors, masks and cues."""

from __future__ import annotations

import pytest

from tests.analyses.framing.conftest import NEED, make
from toolkit.analyses import framing
from toolkit.corpus import corpus_of
from toolkit.corpus.codebook import Codebook
from toolkit.errors import AnalysisError, CodebookError


def rules(corpus):
    """List the rules that fire, in the order of the text."""
    return framing.match(corpus).table["rule"].tolist()


def test_hit_is_the_words_of_the_rule(corpus_with):
    """Offsets are characters of the article's text; numbers count from 1 inside the article."""
    corpus = corpus_with(["Hello.\n\nAll is well. Turkey needs Russian gas."])
    (hit,) = framing.match(corpus).table.to_dict("records")
    assert corpus.text("a0")[hit["start"] : hit["end"]] == "needs"
    assert (hit["paragraph"], hit["sentence"]) == (2, 3)
    assert (hit["frame"], hit["rule"], hit["dimension"]) == ("need", "need-gas", "energy")
    assert (hit["source"], hit["target"]) == ("TR", "RU")


def test_condition_of_distance_stays_in_the_sentence(corpus_with):
    """Gas in the next sentence, or six words away, is not near."""
    near = "Turkey needs one two three four gas."
    far = "Turkey needs one two three four five gas."
    other = "Turkey needs help. Gas flows."
    corpus = corpus_with([near, far, other])
    assert framing.match(corpus).table["article"].tolist() == ["a0"]


def test_condition_before_the_hit_counts_as_well(corpus_with):
    """Distance has no direction: five words from gas to the need are near, six are not."""
    assert rules(corpus_with(["It is gas that Turkey needs."])) == ["need-gas"]
    assert rules(corpus_with(["For gas one two three Turkey needs it."])) == ["need-gas"]
    assert rules(corpus_with(["For gas one two three four Turkey needs it."])) == []


def test_condition_of_the_paragraph(corpus_with):
    """Turkey may stand in another sentence of the paragraph, not in another paragraph."""
    same = "Turkey wants to talk to Russia."
    nearby = "Turkey waits. It wants Russia."
    elsewhere = "Turkey waits.\n\nIt wants Russia."
    found = framing.match(corpus_with([same, nearby, elsewhere])).table["article"].tolist()
    assert found == ["a0"]  # 'It' is no mention of an actor: the source must be Turkey


def test_excluded_words_drop_the_hit(corpus_with):
    """One excluded word in the sentence is enough."""
    assert rules(corpus_with(["Turkey wants nothing from Russia."])) == []


def test_nearest_actor_before_the_words_decides(corpus_with):
    """It is Ukraine that needs gas, though Turkey stands in the sentence."""
    assert rules(corpus_with(["Turkey says Ukraine needs gas."])) == []
    assert rules(corpus_with(["Ukraine says Turkey needs gas."])) == ["need-gas"]


def test_of_actors_inside_the_words_the_last_is_the_target():
    """The outer actors of a hit are its own; one that follows it is not."""
    book = NEED.replace("query: '[lemma=\"need\"]'", 'query: \'[lemma="need"] [actor="RU"]\'')
    text = "Turkey needs Russia Ukraine can give no gas."
    (item,) = make([text]).items
    (hit,) = framing.match(corpus_of([item], codebook=Codebook.parse(book))).table.to_dict(
        "records"
    )
    assert (hit["source"], hit["target"]) == ("TR", "RU")


def test_context_of_the_paragraph(corpus_with):
    """Without Turkey or Russia the frame is not looked for."""
    assert rules(corpus_with(["France needs gas."])) == []


def test_masked_words_are_no_hit(corpus_with):
    """A false friend is dropped even where all conditions hold."""
    assert rules(corpus_with(["Turkey needs must buy gas."])) == []


def test_denial_is_a_cue_and_no_veto(corpus_with):
    """A frame that is denied is present."""
    texts = [
        "Turkey does not need gas.",
        "Turkey needs gas.",
        "Turkey will never again really need gas.",  # three words before, as the codebook says
        "Turkey will never again and really need gas.",
    ]
    table = framing.match(corpus_with(texts)).table
    assert table["negated"].tolist() == [True, False, True, False]


def test_denial_in_another_sentence_is_not_this_one(corpus_with):
    """Cues do not cross sentences."""
    table = framing.match(corpus_with(["Russia said it would not. Turkey needs gas."])).table
    assert table["negated"].tolist() == [False]


def test_quotation_and_scare_quotes(corpus_with):
    """Four words in quotation marks are another's; one is distance."""
    texts = ["He said: “Turkey needs more gas.”", "Turkey “needs” gas.", "Turkey needs gas."]
    assert framing.match(corpus_with(texts)).table["quoted"].tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Russia said Turkey needs gas.", "RU"),
        ("Turkey needs gas, Russia said.", "RU"),
        ("“Turkey needs gas,” said Russia.", "RU"),
        ("According to Russia, Turkey needs gas.", "RU"),
        ("Turkey needs gas as Russia said.", ""),
        ("Turkey needs gas. Russia said little.", ""),
    ],
)
def test_speaker(corpus_with, text, speaker):
    """An attribution holds inside its sentence; after the words it must be set off."""
    assert framing.match(corpus_with([text])).table["attributed_to"].tolist() == [speaker]


def test_selection_gives_the_rows_of_its_articles(corpus_with):
    """What is found in an article does not depend on the others."""
    corpus = corpus_with(["Turkey needs gas.", "France sleeps.", "Russia needs gas, says Turkey."])
    whole = framing.match(corpus).table
    part = framing.match(corpus.where(id=["a2"])).table
    assert part.to_dict("records") == whole[whole["article"] == "a2"].to_dict("records")


def test_empty_result_has_all_columns(corpus_with):
    """Nothing found is a table too."""
    table = framing.match(corpus_with(["France sleeps."])).table
    assert len(table) == 0
    assert {"article", "paragraph", "sentence", "start", "end", "frame", "rule"} <= set(table)


def test_presence_has_a_row_for_every_paragraph_and_frame(corpus_with):
    """Absence is counted, not left out; two rules make one presence."""
    text = "Turkey wants Russian gas and needs gas.\n\nNothing.\n\nRussia said Turkey needs gas."
    table = framing.presence(corpus_with([text])).table
    assert table["paragraph"].tolist() == [1, 2, 3]
    assert table["present"].tolist() == [1, 0, 1]
    assert table["n_rules"].tolist() == [2, 0, 1]
    assert table["present_author"].tolist() == [1, 0, 0]


def test_code_is_honest_about_certainty(corpus_with):
    """A rule fires or not; the note says that 1 is no probability that was measured."""
    result = framing.code(corpus_with(["Turkey needs gas.\n\nNothing."]))
    assert result.table[["present", "probability"]].to_numpy().tolist() == [[1, 1.0], [0, 0.0]]
    assert any("not a measured probability" in note for note in result.notes)


def test_unvalidated_frames_are_announced(corpus_with):
    """A frame is never counted without saying how well it is measured."""
    result = framing.match(corpus_with(["Turkey needs gas."]))
    assert any("unvalidated frame" in text for text in result.warnings)
    assert any("codebook version 1" in text for text in result.notes)


def test_unknown_frame_gets_a_suggestion(corpus_with):
    """A misspelt frame is answered with the nearest."""
    with pytest.raises(CodebookError, match="did you mean 'need'"):
        framing.match(corpus_with(["Turkey needs gas."]), frames="needs")


def test_unknown_actor_of_a_codebook_is_refused(needy, needy_codebook):
    """A rule that names an unknown actor would silently never fire."""
    codebook = Codebook.parse(needy_codebook.replace("UKR, IRAN", "UKRAIN, IRAN"))
    with pytest.raises(AnalysisError, match="'UKRAIN', unknown to the actors list"):
        framing.match(corpus_of(needy.items, codebook=codebook))


def test_hits_are_in_order_of_the_text(corpus_with):
    """A reader follows the article."""
    text = "Turkey wants Russian help. Turkey needs gas. Turkey wants Russia."
    table = framing.match(corpus_with([text])).table
    assert table["start"].is_monotonic_increasing
    assert table["rule"].tolist() == ["want", "need-gas", "want"]
