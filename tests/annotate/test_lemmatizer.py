"""Lemmas as the English UD treebanks have them, and names left alone."""

from __future__ import annotations

import pytest

from toolkit import annotate
from toolkit.annotate.lemmatizer import Lemmatizer
from toolkit.annotate.word_tables import InflectionTable

CASES = """
went VBD go|fled VBD flee|fled VBN flee|led VBD lead|left VBD leave|left JJ left|lay VBD lie
laid VBD lay|lying VBG lie|bound VBN bind|found VBD find|founded VBN found
saw VBD see|wound VBN wind|held VBN hold
leans VBZ lean|needs VBZ need|has VBZ have|is VBZ be|’s VBZ be|n’t RB not|’ve VBP have|ca MD can
wo MD will|'ll MD will|me PRP I|them PRP they|its PRP$ its|’s POS 's|a DT a|an DT a
ties NNS tie|allies NNS ally|crises NNS crisis|axes NNS axe|people NNS people|women NNS woman
troops NNS troops|sanctions NNS sanction|politics NNS politics|data NNS data|series NN series
better JJR good|worse JJR bad|best JJS good|further RBR far|most RBS most|stronger JJR strong
United NNP United|States NNPS State|Forces NNPS Force|Armed NNP Armed|Emirates NNPS Emirate
US NNP US|NATO NNP NATO|Pentagon NNP Pentagon|Kurds NNPS Kurd|Russians NNPS Russian|U.S. NNP U.S.
Turkish JJ Turkish|Kremlin NNP Kremlin|Erdoğan NNP Erdoğan|YPG NNP YPG|Truman NNP Truman
S-400s NNS S-400|F-35s NNS F-35|T-90s NNS T-90|Su-24 NNP Su-24|UAVs NNS UAV
1990s NNS 1990s|’80s NNS '80s|2010s NNS 2010s|mid-1980s NNS mid-1980s|3,000 CD 3000|Two CD two
Sept. NNP September|Jan. NNP January|Jan NNP Jan|Sun NNP Sun|Dec. NNP December
Turkish-Russian JJ Turkish-Russian|Russian-backed VBN Russian-back|policy-makers NNS policy-maker
Self-proclaimed JJ self-proclaimed|al-Assad NNP al-Assad|no-fly JJ no-fly|3-year-old JJ 3-year-old
The DT the|This DT this|AND CC and|Putinism NN Putinism|zxqvs NNS zxqv|Zxqvs NNS Zxqv
zxqvized VBD zxqvize|zxqvified VBD zxqvify|zxqvapping VBG zxqvap
zxqvelled VBD zxqvell|zxqvessing VBG zxqvess|zxqvtted VBD zxqvt|#Idlib NNP #Idlib
"""
CASES = [case.split(" ") for line in CASES.split("\n") for case in line.split("|") if case]


@pytest.mark.parametrize(
    ("form", "tag", "lemma"), CASES, ids=["-".join(case[:2]) for case in CASES]
)
def test_lemmas(form, tag, lemma):
    """The lemma that the treebanks, or a dictionary, give."""
    assert annotate.lemmatize([form], [tag]) == [lemma]


@pytest.fixture(scope="module")
def inflections() -> InflectionTable:
    return InflectionTable.load()


def test_an_exception_wins_over_lexicon_and_rules(inflections):
    """What the treebanks say comes first, by form without case and by tag."""
    lemmatizer = Lemmatizer({("axes", "NNS"): "ax"}, inflections)
    assert lemmatizer.lemma("Axes", "NNS") == "ax"
    assert lemmatizer.lemma("axes", "VBZ") == Lemmatizer({}, inflections).lemma("axes", "VBZ")


@pytest.mark.parametrize("tag", ["NNP", "ADD", "GW", "XX"])
def test_names_and_addresses_are_left_alone(tag):
    """`United` is not *unite*, an address has no case of its own."""
    for form in ("United", "Leaving", "www.X.com", "US"):
        assert annotate.lemmatize([form], [tag]) == [form]


@pytest.mark.parametrize("form", ["'s", "’s", "s", "es", "ies", "men", "ed", "ing", "-", "a-", "I"])
def test_a_word_that_is_all_ending_keeps_a_lemma(form):
    """Whatever the tagger takes it for: nothing is left of no word."""
    tags = ["NNS", "NNPS", "VBZ", "VBD", "VBG", "JJR", "RBS", "CD", "NN", "NNP"]
    assert all(annotate.lemmatize([form] * len(tags), tags))


def test_a_lemma_is_its_own_lemma():
    """Taking the lemma of a base form changes nothing."""
    forms = [lemma for _, tag, lemma in CASES if tag in {"VBD", "VBZ", "VBG"} and lemma != "be"]
    assert annotate.lemmatize(forms, ["VB"] * len(forms)) == forms
