"""The rules that ship with the package, on sentences written to try them.

These sentences were before the eyes of whoever wrote the rules: they guard against breaking a rule,
and say nothing of how well unseen text is measured.
"""

from __future__ import annotations

import csv
from functools import cache

import pytest

from toolkit.analyses import framing
from toolkit.corpus import Article, corpus_of

FOUND = {
    "dependency": [
        "In this pairing Russia is the senior partner and Turkey the junior one.",
        "The relationship between Ankara and Moscow is anything but symmetric: it is lopsided.",
        "Turkey depends on Russia for almost half of its gas.",
        "Ankara's growing reliance on Moscow worries its planners.",
        "Turkish energy dependence on Russia has deepened since Akkuyu.",
        "Russia, cut off from Europe, now depends on Turkey for its imports.",
        "The two economies have become interdependent, Russia for transit and Turkey for fuel.",
        "Russia and Turkey need each other too much to quarrel for long.",
        "Moscow holds the upper hand over Ankara in Idlib.",
        "The refugees give Putin leverage over Turkey.",
        "Turkey remains vulnerable to Russian retaliation along the border.",
        "No Turkish operation east of the Euphrates was possible without Moscow's green light.",
        "Ankara could send jets only with the consent of the Kremlin.",
        "Russia allowed Turkish aircraft to enter Syrian airspace.",
        "Erdogan needs Putin to keep the border quiet.",
        "The Kremlin needs Turkey more than it admits.",
        "Moscow has been able to dictate the pace of Turkish operations.",
        "Putin skilfully exploited Turkey's isolation after the coup.",
        "Turkey was outmanoeuvred by Russia at Sochi.",
        "Russia supplies some forty percent of the gas that Turkey consumes.",
        "Ankara has drifted into Moscow's orbit.",
        "Turkey ended up at the mercy of the Kremlin.",
        "Critics say that Erdogan has become a vassal of Putin.",
        "Ankara cannot afford to anger Moscow.",
        "Turkey had little choice but to accept the Russian terms.",
        "The S-400 batteries will need Russian technicians and spare parts for decades in Turkey.",
        "The ban on tomatoes and charter flights hurt Turkey enough to bring an apology to Russia.",
        "Erdogan apologised to Putin within seven months.",
        "Moscow extracted concessions from Ankara at every round.",
        "Akkuyu locks Turkey into a Russian supplier for sixty years.",
        "Turkey owes Russia a great deal since that July night.",
    ],
    "regime_change": [
        "For years Ankara pursued regime change in Damascus.",
        "Turkey armed the rebels in order to overthrow Assad.",
        "Ankara dropped its demand that Assad must go.",
        "Erdogan insisted that Assad should leave office before any vote.",
        "The Assad regime collapsed within eleven days.",
        "When Assad fell, nobody in Ankara was surprised.",
        "Geneva foresaw a political transition and then a vote, which Damascus refused.",
        "A transitional government in Damascus was to draft a constitution for Syria.",
        "The fate of Assad divided the guarantors of Astana.",
        "Assad's future was left off the agenda.",
        "Russia made it plain that Assad would stay in power.",
        "The rebels seized Damascus in December and sent Syria's army home.",
        "Syria's new rulers turned first to Ankara.",
        "Turkey learned to live with Assad.",
        "Assad was toppled by the very men whom Turkey had sheltered.",
        "Ankara no longer seeks the removal of Assad.",
    ],
    "nato_cleavage": [
        "The purchase drove a wedge between Turkey and its NATO allies.",
        "Relations between Ankara and Washington have deteriorated since the purchase.",
        "The S-400 deal led the Pentagon to expel Turkey from the F-35 programme.",
        "Congress imposed CAATSA sanctions on Turkey over the missiles.",
        "Some senators asked whether Turkey still belongs in NATO.",
        "NATO leaders want to keep Turkey anchored in the alliance.",
        "Erdogan is trying to repair ties with the West.",
        "Turkey held up Sweden's accession for twenty months.",
        "Ankara refused to ratify the Finnish bid.",
        "Turkey is drifting away from the West.",
        "Ankara has turned towards Russia.",
        "The Eurasianist wing of the Turkish officer corps has grown.",
        "Anti-Western feeling in Turkey runs deep.",
        "In Ankara they feel betrayed by their Western allies.",
        "Commentators call Turkey the Trojan horse of the alliance.",
        "Moscow hopes to pry Turkey away from NATO.",
        "Nationalists in Ankara describe Russia as an alternative to the West for Turkey.",
        "Allies doubt whether Turkey is a reliable member of NATO.",
        "Distrust between Turkey and the United States has become a habit.",
        "Any crack in NATO is welcome in Moscow, and Turkey has opened several.",
    ],
}

EMPTY = {
    "dependency": [
        "Whether the ceasefire between Turkey and Russia holds depends on the local commanders.",
        "Everything depends on how Turkey and Russia read the memorandum.",
        "Armenia depends on Russia for its security, and Turkey knows it.",
        "Georgia is vulnerable to Russian pressure, which Turkey watches with concern.",
        "Europe's dependence on Russian gas was debated in Turkey too.",
        "Syria has become a client of Moscow, and Turkey has taken note.",
        "Turkey bought the missiles from Russia in 2017 and took delivery two years later.",
        "Trade between Turkey and Russia rose to thirty billion dollars.",
        "Erdogan and Putin met in Sochi to talk about Idlib.",
        "Russia and Turkey agreed on joint patrols along the highway.",
        "The success of the deal depends on Turkey and Russia keeping their word.",
        "The junior coalition partner in Ankara opposed the deal with Russia.",
        "Kyiv's dependence on Western arms was noted in Ankara and in Moscow.",
        "Turkey and Russia take an independent line on Libya.",
    ],
    "regime_change": [
        "The regime shelled Saraqib while Turkey sent reinforcements into Syria.",
        "Since the fall of Assad, trade across the Turkish border with Syria has doubled.",
        "After the overthrow of Assad, Turkish firms returned to Aleppo.",
        "Turkey lifted its visa regime for Syrians.",
        "The opposition parties in Ankara criticised the Syria policy.",
        "The Montreux regime governs the straits, far from Syria.",
        "Anti-Assad rebels hold the province of Idlib in Syria.",
        "Syrian government forces captured the town of Saraqib.",
        "The ceasefire in Idlib collapsed, and Syria blamed Turkey.",
    ],
    "nato_cleavage": [
        "Turkey, a NATO member, closed the straits to warships.",
        "NATO ally Turkey hosted the talks.",
        "The S-400 can track dozens of targets at once, its Turkish crews say.",
        "Turkey supports Ukraine's bid to join NATO.",
        "Turkey and Syria began to normalise relations.",
        "Turkish drones were sold to Poland and to Ukraine.",
        "Erdogan spoke in the West Bank about the future.",
        "Turkey mediates between Russia and Ukraine in the grain talks.",
        "The Turkish lira weakened again.",
    ],
}


@cache
def found() -> dict[str, frozenset[str]]:
    """Find the frames of every sentence, each in an article on Turkey, Russia and Syria."""
    sentences = [
        sentence for kind in (FOUND, EMPTY) for group in kind.values() for sentence in group
    ]
    articles = [
        Article(
            id=f"a{number:03}",
            title="T",
            author=(),
            published="2021",
            text=f"Turkey and Russia met on Syria.\n\n{sentence}",
        )
        for number, sentence in enumerate(sentences)
    ]
    table = framing.match(corpus_of(articles)).table
    second = table[table["paragraph"] == 2]
    return {
        sentence: frozenset(second.loc[second["article"] == article.id, "frame"])
        for sentence, article in zip(sentences, articles, strict=True)
    }


def cases(sentences):
    """List frame and sentence."""
    return [(frame, sentence) for frame, group in sentences.items() for sentence in group]


@pytest.mark.parametrize(("frame", "sentence"), cases(FOUND))
def test_frame_is_found(frame, sentence):
    """Each wording carries the frame."""
    assert frame in found()[sentence]


@pytest.mark.parametrize(("frame", "sentence"), cases(EMPTY))
def test_false_friend_is_not_found(frame, sentence):
    """Each sentence holds a word of the frame without the frame."""
    assert frame not in found()[sentence]


def test_real_articles_are_recovered(shared):
    """On the two development articles each frame reaches a recall of .8 and a precision of .7."""
    source = shared("frames/seed_gold.csv").read_text(encoding="utf-8")
    gold = list(csv.DictReader(source.splitlines()))
    names = {"000": "al-monitor-2021", "003": "lobelog-2019"}
    lines = {
        doc: shared(f"seeds/{name}.txt").read_text().split("\n") for doc, name in names.items()
    }
    places: dict[tuple[str, int], dict[str, int]] = {}
    for row in gold:
        if row["para_type"] in ("body", "standfirst"):
            known = places.setdefault((row["doc"], int(row["source_line"])), {})
            for column, frame in zip(("dep", "reg", "nato"), FOUND, strict=True):
                known[frame] = max(known.get(frame, 0), int(row[column]))
    articles = []
    for doc in names:
        body = [lines[doc][line - 1].strip() for owner, line in sorted(places) if owner == doc]
        text = "\n\n".join(body)
        articles.append(Article(id=f"d{doc}", title="T", author=(), published="2020", text=text))
    table = framing.presence(corpus_of(articles)).table
    for frame in FOUND:
        truth = [known[frame] for _, known in sorted(places.items())]
        found = table.loc[table["frame"] == frame, "present"].tolist()
        both = sum(t and f for t, f in zip(truth, found, strict=True))
        assert both >= 0.8 * sum(truth), frame
        assert both >= 0.7 * sum(found), frame
