"""Mentions of actors, and the file that names them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit
from tests.corpus.tables import ARTICLE, PARAGRAPH, table_from, words
from toolkit.corpus.actor_names import parts_of_name
from toolkit.corpus.actors import ActorList, find_actors
from toolkit.errors import CodebookError


def mentions(*sentences, actors=None):
    table = table_from(*sentences, actors=actors)
    spans = table.actors
    codes = [spans.names[code] for code in spans.code]
    return list(zip(codes, words(table, spans.start, spans.end), strict=True))


def codes(*sentences):
    return [code for code, _ in mentions(*sentences)]


# -- the list of the package -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkey , Türkiye and Turkiye", ["TR", "TR", "TR"]),
        ("TURKEY AND RUSSIA", ["TR", "RU"]),
        ("Erdoğan , Erdogan and ERDOĞAN met Erdog\u0306an", ["TR"] * 4),
        ("the Turkish president", ["TR"]),
        ("Ankara , Moscow and the Kremlin", ["TR", "RU", "RU"]),
        ("Putin , Gazprom and Rosatom", ["RU", "RU", "RU"]),
        ("NATO , Nato and the alliance , an alliance", ["NATO"] * 3),
        ("Washington , the White House , the Pentagon , Biden , Trump , Obama", ["US"] * 6),
        ("US , U.S. , USA , America , the United States", ["US"] * 5),
        ("he told us and them", []),
        ("Assad in Damascus , Bashar al-Assad", ["SYGOV"] * 3),
        ("HTS , the SNA and the FSA", ["SYOPP"] * 3),
        ("YPG , PYD , SDF , PKK and the Kurds", ["KURDS"] * 5),
        ("the EU , Brussels , Europe", ["EU"] * 3),
        ("London , Paris , Berlin , Athens", ["UK", "FR", "DE", "GR"]),
        ("Tehran , Kyiv , Kiev , Baku , Yerevan", ["IRAN", "UKR", "UKR", "AZ", "AM"]),
        ("Doha , Riyadh , Abu Dhabi , the Gulf states", ["QATAR", "SAUDI", "UAE", "GULF"]),
        ("Sweden , Finland , Israel , Georgia", ["SE", "FI", "ISRAEL", "GE"]),
        ("the U.N. Security Council", ["UN"]),
        ("the West and Western capitals", ["WEST", "WEST"]),
    ],
)
def test_the_default_list_knows_the_actors(text, expected):
    """States, leaders, capitals, institutions, by any of their names."""
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "roast turkey for dinner",
        "the Washington Post and the Washington Institute",
        "a Washington-based think tank",
        "the Moscow Times , the Jerusalem Post",
        "Latin American states",
        "Atlanta , Georgia",
        "the West Bank",
        "Agence France-Presse",
        "a trump card",
        "the alliance between them",
        "the Paris Club and the Istanbul Convention",
        "the Syrian Observatory , a London-based monitor",
        "the Turkish Stream pipeline , or Türk Akımı",
        "a farmer in Washington state",
    ],
)
def test_exceptions_are_no_mentions(text):
    """Birds, papers, think tanks, other places."""
    assert codes(text) == []


def test_an_exception_hides_only_what_it_overlaps():
    """The government stays when its namesake is a paper."""
    assert mentions("Washington told the Washington Post that Washington waits") == [
        ("US", "Washington"),
        ("US", "Washington"),
    ]


def test_a_compound_mentions_each_of_its_actors():
    """Spans of different actors share the token."""
    assert mentions("Turkish-Russian ties") == [
        ("TR", "Turkish-Russian"),
        ("RU", "Turkish-Russian"),
    ]
    assert mentions("the US-Turkish rift") == [("TR", "US-Turkish"), ("US", "US-Turkish")]
    assert mentions("the PYD/YPG") == [("KURDS", "PYD/YPG")]
    assert codes("Turkish-backed rebels , anti-Assad , pro-Russian") == ["TR", "SYGOV", "RU"]


def test_the_longest_name_of_an_actor_counts():
    """One mention, not three."""
    assert mentions("Hay'at Tahrir al-Sham") == [("SYOPP", "Hay'at Tahrir al-Sham")]
    assert mentions("Hay’at Tahrir al-Sham") == [("SYOPP", "Hay’at Tahrir al-Sham")]


def test_names_that_touch_are_one_mention():
    """An apposition without a comma names one person."""
    assert mentions("Russian President Vladimir Putin") == [
        ("RU", "Russian President Vladimir Putin")
    ]
    assert mentions("Russia , Russia") == [("RU", "Russia"), ("RU", "Russia")]


def test_the_possessive_is_no_part_of_the_mention():
    """It is a token of its own."""
    assert mentions("Turkey's gas , Moscow’s oil") == [("TR", "Turkey"), ("RU", "Moscow")]


def test_syria_and_its_government_are_two_actors():
    """The adjective alone is the country; both hold in the long name."""
    assert mentions("Syrian cities") == [("SY", "Syrian")]
    assert ("SYGOV", "Syrian government") in mentions("the Syrian government")
    assert ("SYOPP", "Syrian rebels") in mentions("the Syrian rebels")


def test_a_name_does_not_cross_a_sentence():
    """Nor a paragraph, nor an article."""
    for border in ((), (PARAGRAPH,), (ARTICLE,)):
        assert codes("in the White", *border, "House rules") == []
        assert mentions("in Russia", *border, "Putin spoke") == [("RU", "Russia"), ("RU", "Putin")]


def test_names_of_the_default_list_find_themselves():
    """Every name of every actor, alone in a sentence, mentions that actor."""
    actors = ActorList.default()
    for actor in actors.actors:
        for names in actor.names.values():
            for name in names:
                assert actor.code in codes(name), name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turkey's president met Moscow’s envoy.", ["TR Turkey", "RU Moscow"]),
        ("The Turkish president waits.", ["TR Turkish president"]),
        (
            "Moscow-backed forces, Turkish-backed rebels, the US-led coalition",
            ["RU Moscow-backed", "TR Turkish-backed", "US US-led"],
        ),
        (
            "Turkey-Russia-Iran talks",
            [f"{code} Turkey-Russia-Iran" for code in ("TR", "RU", "IRAN")],
        ),
        ("an Erdoğan-Putin summit", ["TR Erdoğan-Putin", "RU Erdoğan-Putin"]),
        ("PYD/YPG fighters", ["KURDS PYD", "KURDS YPG"]),
        ("He told us that the US waits, the U.S. In Ankara", ["US US", "US U.S.", "TR Ankara"]),
        ("Washington, D.C. and the U.S. Congress", ["US Washington , D.C.", "US U.S. Congress"]),
        ("We ate turkey; TURKEY VOTES", ["TR TURKEY"]),
        ("neo-Ottoman, post-Assad, Sino-Russian", ["SYGOV post-Assad", "RU Sino-Russian"]),
    ],
)
def test_actors_in_running_text(text, expected):
    """Tokens as the annotator parts them."""
    corpus = toolkit.from_frame(pd.DataFrame({"text": [text]}))
    table, spans = corpus.tokens, corpus.tokens.actors
    found = words(table, spans.start, spans.end)
    assert [f"{spans.names[c]} {w}" for c, w in zip(spans.code, found, strict=True)] == expected


# -- spans -----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["Turkey", "Turkish-Russian", "the", "alliance", "gas", "."])))
def test_spans_are_ordered_and_each_is_there_once(forms):
    """By start, end and code; inside the corpus."""
    table = table_from(" ".join(forms))
    spans = table.actors
    rows = list(zip(spans.start.tolist(), spans.end.tolist(), spans.code.tolist(), strict=True))
    assert rows == sorted(set(rows))
    assert all(0 <= a < b <= len(table) for a, b, _ in rows)


def test_of_selects_one_actor():
    """And suggests a code that exists."""
    spans = table_from("Turkey , Russia , Ankara").actors
    assert spans.of("TR").start.tolist() == [0, 4]
    assert len(spans) == 3
    with pytest.raises(CodebookError, match="no actor 'KURD'; did you mean 'KURDS'"):
        spans.of("KURD")


def test_an_empty_corpus_and_an_empty_list():
    """No mention, no error."""
    assert len(table_from().actors) == 0
    assert len(find_actors(table_from("Turkey"), ActorList())) == 0


def test_a_file_of_ones_own_replaces_the_list(tmp_path):
    """Case by word: lower case ignores case, a capital does not."""
    path = tmp_path / "actors.yaml"
    path.write_text(
        "version: '1'\nroles: [chief]\nexceptions: [Union Jack]\nactors:\n"
        "  AA: {label: Unions, institutions: [Union], adjectives: [Unionist]}\n"
        "  BB: {label: Workers, others: [the workers], exceptions: [the workers of]}\n"
    )
    actors = ActorList.load(path)
    text = "Union UNION union , Union Jack , the Workers , the workers of Paris , a Unionist Chief"
    assert mentions(text, actors=actors) == [
        ("AA", "Union UNION"),
        ("BB", "the Workers"),
        ("AA", "Unionist Chief"),
    ]
    assert actors.names == ("AA", "BB")
    assert actors.label("BB") == "Workers"


def test_an_exception_inside_a_longer_name_does_not_hide_it():
    """The longer name was meant."""
    actors = ActorList.parse(
        "version: '1'\nexceptions: [Union Jack]\n"
        "actors: {AA: {label: A, others: [Union, Union Jack Company, Jack]}}"
    )
    assert mentions("the Union Jack Company", actors=actors) == [("AA", "Union Jack Company")]
    assert mentions("the Union Jack", actors=actors) == []


def test_names_are_parted_as_texts_are():
    """Clitics, commas, hyphens and accents."""
    assert parts_of_name("Quai d'Orsay") == ("Quai", "d'Orsay")
    assert parts_of_name("Kurdistan Workers' Party") == ("Kurdistan", "Workers", "'", "Party")
    assert parts_of_name("Atlanta, Georgia") == ("Atlanta", ",", "Georgia")
    assert parts_of_name("İncirlik") == ("Incirlik",)


# -- the file --------------------------------------------------------------------------------------

GOOD = "version: '1'\nactors:\n  TR:\n    label: Turkey\n    state: [Turkey]\n"


def test_comments_do_not_change_the_fingerprint():
    """Content does."""
    plain = ActorList.parse(GOOD).fingerprint
    assert ActorList.parse("# note\n" + GOOD).fingerprint == plain
    assert ActorList.parse(GOOD.replace("[Turkey]", "[Turkey, Ankara]")).fingerprint != plain
    assert len(plain) == 12


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            GOOD + "    capital: [Ankara]\n",
            r":6: actors.TR.capital: unknown key; did you mean 'capi",
        ),
        (GOOD + "    capitals: [Ankara, Ankara]\n", r":6: .*'Ankara' stands twice"),
        (GOOD + "  US:\n    label: America\n    state: [Turkey]\n", r":8: .*a name of TR already"),
        (GOOD + "  TR:\n    label: Again\n", r":6: actors.TR: the key is repeated"),
        (
            GOOD + "  us:\n    label: America\n    state: [US]\n",
            r":7: .*'us' is no code of an actor",
        ),
        (GOOD + "  US:\n    label: America\n", r":7: actors.US: has no names"),
        (GOOD + "  US:\n    state: [US]\n", r":7: actors.US: 'label' is missing"),
        (GOOD + "    capitals: ['-']\n", r":6: .*'-' holds no letter"),
        (GOOD.replace("version: '1'\n", ""), "'version' is missing"),
        ("version: '1'\nactors: {}\n", ":2: actors: holds no actor"),
        (GOOD + "roles: {a: b}\n", ":6: roles: must be a list"),
        ("version: &a '1'\nactors: *a\n", "anchors and aliases are not read"),
        ("version: [", "bad YAML"),
        ("[" * 50 + "]" * 50, "nested deeper"),
        ("# x" * 400_000, "larger than"),
        ("", "is empty"),
    ],
)
def test_faults_are_told_with_their_line(source, message):
    """What, where, and what to do."""
    with pytest.raises(CodebookError, match=message) as caught:
        ActorList.parse(source)
    assert str(caught.value).startswith("actors.yaml cannot be used as an actors list:")


def test_all_faults_are_told_at_once():
    """A researcher mends the file in one go."""
    with pytest.raises(CodebookError) as caught:
        ActorList.parse(GOOD + "    capital: [Ankara]\n  us: {label: America, state: [US]}\n")
    assert len(str(caught.value).splitlines()) == 3


def test_a_missing_file_is_named(tmp_path):
    """By its name, not its path."""
    with pytest.raises(CodebookError, match=r"cannot read the actors list 'none\.yaml'"):
        ActorList.load(tmp_path / "none.yaml")


def test_the_default_list_is_read_once():
    """Every corpus shares it, and its tree."""
    assert ActorList.default() is ActorList.default()
    assert len(set(ActorList.default().names)) == len(ActorList.default().names)


def test_spans_have_the_promised_types():
    """Others index arrays with them."""
    spans = table_from("Turkey").actors
    assert (spans.start.dtype, spans.end.dtype, spans.code.dtype) == (np.int64, np.int64, np.int32)
