"""Tokens by the rules of the English UD treebanks, on what political commentary is made of."""

from __future__ import annotations

import pytest

from toolkit.annotate import tokenize
from toolkit.annotate.tokenizer import compound_parts, split_both_ways, split_chunk

# The second column is the tokens, parted by spaces.
CASES = {
    "country-with-periods": ("The U.S. Congress met.", "The U.S. Congress met ."),
    "period-shared-by-sentence-end": ("He left the U.S.", "He left the U.S."),
    "country-possessive": ("U.K.’s and U.S.’s", "U.K. ’s and U.S. ’s"),
    "country-compound": ("U.S.-led U.S.-Turkish", "U.S. - led U.S. - Turkish"),
    "party-with-periods": ("the P.K.K. and Y.P.G.", "the P.K.K. and Y.P.G."),
    "ranks": ("Maj. Gen. Alexander Karpov,", "Maj. Gen. Alexander Karpov ,"),
    "lieutenant-colonel": ("Lt. Col. Ivanov", "Lt. Col. Ivanov"),
    "hyphenated-rank": ("Lt.-Gen. Smith", "Lt. - Gen. Smith"),
    "general": ("Gen. Hulusi Akar spoke", "Gen. Hulusi Akar spoke"),
    "honorific": ("Mr. Putin, Mrs. Merkel", "Mr. Putin , Mrs. Merkel"),
    "saint": ("in St. Petersburg.", "in St. Petersburg ."),
    "initials": ("J. R. Smith and M.K. Bhadrakumar", "J. R. Smith and M.K. Bhadrakumar"),
    "number-ten": ("at No. 10, not No.", "at No. 10 , not No ."),
    "article-five": ("Art. 5 and pp. 3–5", "Art. 5 and pp. 3 – 5"),
    "month-and-day": ("on Jan. 30 or Sept. 11,", "on Jan. 30 or Sept. 11 ,"),
    "time-of-day": ("at 5 p.m. on 3 May", "at 5 p.m. on 3 May"),
    "time-glued": ("5pm, 10am, 12:30", "5 pm , 10 am , 12:30"),
    "latin": ("e.g. gas, i.e. power, etc. here", "e.g. gas , i.e. power , etc. here"),
    "compare": ("Cf. Aras et al. 2016", "Cf. Aras et al. 2016"),
    "degree": ("Ph.D. and M.A. holders", "Ph.D. and M.A. holders"),
    "company": ("Rosneft Inc. and Co. Ltd. merged", "Rosneft Inc. and Co. Ltd. merged"),
    "missile": ("S-400 missiles", "S-400 missiles"),
    "jets": ("Su-35, Su-24s, MiG-29", "Su-35 , Su-24s , MiG-29"),
    "jets-plural": ("F-35s and F-16s.", "F-35s and F-16s ."),
    "motorway": ("the M-5 highway", "the M-5 highway"),
    "groups-of-states": ("G20, G-20, G7", "G20 , G-20 , G7"),
    "money": ("$1.5 billion", "$ 1.5 billion"),
    "money-glued": ("$2.5bn, €3m, £4,000", "$ 2.5 bn , € 3 m , £ 4,000"),
    "money-of-a-country": ("US$5 and A$1.5bn", "US$ 5 and A$ 1.5 bn"),
    "per-cent": ("10% or 3.5%.", "10 % or 3.5 % ."),
    "thousands": ("3,000 of 10,000,", "3,000 of 10,000 ,"),
    "decimal": ("12.5, .5", "12.5 , .5"),
    "ordinal": ("1st, 22nd", "1st , 22nd"),
    "years": ("2015–16, 2015-2016", "2015 – 16 , 2015 - 2016"),
    "decades": ("1990s, the ’90s, mid-2016", "1990s , the ’90s , mid-2016"),
    "dates-with-slashes": ("9/11, 24/7, 11/28/2000", "9/11 , 24/7 , 11/28/2000"),
    "compound-of-nations": ("Turkish-Russian ties", "Turkish - Russian ties"),
    "compound-participle": ("Russian-backed", "Russian - backed"),
    "compound-number": ("3-year-old", "3 - year - old"),
    "compound-arabic-name": ("Bashar al-Assad’s", "Bashar al - Assad ’s"),
    "prefix": ("anti-NATO, pro-Kremlin, ex-KGB", "anti-NATO , pro-Kremlin , ex-KGB"),
    "no-fly-zone": ("“no-fly zone”", "“ no - fly zone ”"),
    "hyphen-no-break": ("Turkish\u2011Russian", "Turkish \u2011 Russian"),
    "slash": ("PYD/YPG, S-400/S-300", "PYD / YPG , S-400 / S-300"),
    "and-or": ("and/or", "and / or"),
    "curly-possessive": ("Erdogan’s party, Erdoğan’s", "Erdogan ’s party , Erdoğan ’s"),
    "plural-possessive": ("the States’ policy", "the States ’ policy"),
    "curly-negation": ("don’t can’t won’t didn’t", "do n’t ca n’t wo n’t did n’t"),
    "straight-negation": ("isn't ain't", "is n't ai n't"),
    "curly-clitics": ("they’ve he’d we’ll I’m", "they ’ve he ’d we ’ll I ’m"),
    "contraction-whats": ("What’s more, let’s", "What ’s more , let ’s"),
    "cannot": ("cannot Cannot", "can not Can not"),
    "colloquial": ("gonna wanna gotta", "gon na wan na got ta"),
    "apostrophe-in-name": ("O’Connor Shi’ite D'Artagnan", "O’Connor Shi’ite D'Artagnan"),
    "turkish-suffix": ("Ankara’ya", "Ankara’ya"),
    "turkish-letters": ("Erdoğan İdlib Işık Türkiye", "Erdoğan İdlib Işık Türkiye"),
    "combining-marks": ("Erdog\u0306an I\u0307dlib", "Erdog\u0306an I\u0307dlib"),
    "dash-without-space": ("move—he said—was", "move — he said — was"),
    "double-hyphen": ("Moscow -- Ankara--and", "Moscow -- Ankara -- and"),
    "en-dash": ("word–word", "word – word"),
    "handle": ("@RTErdogan wrote", "@RTErdogan wrote"),
    "hashtag": ("#Idlib, #S400", "#Idlib , #S400"),
    "address-with-query": ("see www.x.com/a?b.", "see www.x.com/a?b ."),
    "address-in-brackets": ("(https://t.co/AbC?x=1)", "( https://t.co/AbC?x=1 )"),
    "domain": ("al-monitor.com said", "al-monitor.com said"),
    "mail": ("write to a.b@example.org.", "write to a.b@example.org ."),
    "file": ("report.pdf,", "report.pdf ,"),
    "ellipsis-inside": ("a...b", "a ... b"),
    "ellipsis-character": ("so on… and", "so on … and"),
    "footnote-in-brackets": ("word.[12] And", "word . [ 12 ] And"),
    "footnote-glued": ("policy12 and word1", "policy 12 and word 1"),
    "footnote-after-period": ("alliance.3", "alliance . 3"),
    "footnote-superscript": ("policy¹ and law.²", "policy ¹ and law . ²"),
    "brackets-around-ellipsis": ("(…) and [...]", "( … ) and [ ... ]"),
    "editorial-brackets": ("[Erdogan]’s “[sic]”", "[ Erdogan ] ’s “ [ sic ] ”"),
    "nested-quotes": ("‘inner “double”’", "‘ inner “ double ” ’"),
    "straight-quotes": ('"Turkey," he said', '" Turkey , " he said'),
    "tex-quotes": ("``safe zone''", "`` safe zone ''"),
    "quote-after-colon": ("said:“It is", "said : “ It is"),
    "question-and-answer": ("Q: What? A: Gas.", "Q : What ? A : Gas ."),
    "strong-ends": ("Who?! What!!", "Who ?! What !!"),
    "ampersand": ("R&D at AT&T, S&P 500", "R&D at AT&T , S&P 500"),
    "abbreviated-government": ("gov’t", "gov’t"),
    "temperature": ("20°C", "20 ° C"),
    "cyrillic": ("Владимир Путин сказал:", "Владимир Путин сказал :"),
    "emoji": ("ok👍🏽!", "ok 👍🏽 !"),
    "soft-hyphen-inside": ("Tur\u00adkey", "Tur\u00adkey"),
    "control-characters-part": ("gas\x00pipe \x07", "gas pipe"),
    "byte-order-mark": ("\ufeffTurkey", "Turkey"),
    "right-to-left-mark": ("\u200fTurkey\u200e.", "Turkey ."),
}


@pytest.mark.parametrize(("text", "tokens"), CASES.values(), ids=CASES)
def test_tokens(text, tokens):
    """The tokens a reader of Universal Dependencies would draw."""
    assert [text[begin:end] for begin, end in tokenize(text)] == tokens.split(" ")


@pytest.mark.parametrize(
    ("chunk", "inside", "final"),
    [
        ("No.", "No.", "No ."),
        ("J.", "J.", "J ."),
        ("“No.”", "“ No. ”", "“ No . ”"),
        ("“No.”1", "“ No. ” 1", "“ No . ” 1"),
        ("U.S.", "U.S.", "U.S."),
        ("Gen.", "Gen.", "Gen."),
        ("No.10", "No. 10", "No. 10"),
    ],
)
def test_a_period_may_belong_to_word_or_sentence(chunk, inside, final):
    """`No. 10` keeps its period; `He said no.` gives it to the sentence."""
    for last, expected in ((False, inside), (True, final)):
        spans = split_chunk(chunk, final=last)
        assert " ".join(chunk[begin:end] for begin, end in spans) == expected


@pytest.mark.parametrize(
    "chunk",
    ["No.", "(No.)", "No.”)", "No.[12]", "No.)12", "(No.”)²", "p.)”", "U.S.", "Turkey-", "a.b"],
)
def test_both_ways_are_each_way_by_itself(chunk):
    """What is asked at once is what is asked one by one, whatever closes the sentence."""
    assert split_both_ways(chunk) == (split_chunk(chunk), split_chunk(chunk, final=True))


COMPOUNDS = {
    "Turkish-Russian": "Turkish-Russian",
    "U.S.-led": "U.S.-led",
    "al-Assad’s": "al-Assad ’s",
    "3-year-old,": "3-year-old ,",
    "PYD/YPG": "PYD / YPG",
    "2015-16": "2015 - 16",
    "move—he": "move — he",
    "Turkey-": "Turkey -",
    "-led": "- led",
    "$1.5-billion": "$ 1.5-billion",
}


@pytest.mark.parametrize(("chunk", "joined"), COMPOUNDS.items(), ids=COMPOUNDS)
def test_hyphen_compounds_are_joined_again(chunk, joined):
    """Words with hyphens between them are one word of the corpus; ranges and dashes are not."""
    spans = split_chunk(chunk)
    wholes: list[str] = []
    for (begin, end), continues in zip(spans, compound_parts(chunk, spans), strict=True):
        if continues:
            wholes[-1] += chunk[begin:end]
        else:
            wholes.append(chunk[begin:end])
    assert " ".join(wholes) == joined
