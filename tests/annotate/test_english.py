"""English is told from other languages by its function words."""

from __future__ import annotations

import pytest

from toolkit.annotate import is_english
from toolkit.annotate.english import english_share

OTHERS = {
    "turkish": "Ankara ile Moskova arasındaki görüşmeler savaş yüzünden başarısız oldu.",
    "russian": "Переговоры между Анкарой и Москвой провалились из-за войны.",
    "german": "Die Gespräche zwischen Ankara und Moskau sind an dem Krieg gescheitert.",
    "french": "Les pourparlers entre Ankara et Moscou ont échoué à cause de la guerre.",
    "spanish": "Las conversaciones entre Ankara y Moscú fracasaron a causa de la guerra.",
    "italian": "I colloqui tra Ankara e Mosca sono falliti a causa della guerra in Siria.",
    "arabic": "فشلت المحادثات بين أنقرة وموسكو بسبب الحرب.",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_languages(text):
    """The same sentence in seven languages."""
    assert not is_english(text)


def test_english_titles_do_not_make_a_text_english():
    """A Turkish text that names an English report; a tenth of its words are English."""
    text = (
        "Merkez, “The Cost of the Corridor” adlı raporunda Ankara ile Moskova arasındaki "
        "anlaşmanın Suriye’deki savaşın gidişini değiştirdiğini, ancak İdlib’de kalıcı bir "
        "çözüm getirmediğini yazdı; ayrıca sivillerin dönüşü için güvence istedi."
    )
    assert 0.05 < english_share(text) < 0.12
    assert not is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "The talks between Ankara and Moscow failed because of the war.",
        "THE TALKS BETWEEN ANKARA AND MOSCOW FAILED BECAUSE OF THE WAR.",
        "Erdoğan’s “İdlib problem” is that the Şırnak front was not what they had hoped for.",
    ],
    ids=["plain", "capitals", "turkish-names"],
)
def test_english(text):
    """Names of other languages do not make a text one of theirs."""
    assert is_english(text)


@pytest.mark.parametrize("text", ["", "12 345 …", "\n"])
def test_no_words_do_not_contradict(text):
    """A table of numbers is in no language."""
    assert is_english(text)
    assert english_share(text) == 0


def test_a_long_text_is_sampled():
    """20,000 characters are enough, whatever follows."""
    assert english_share("the gas " * 2_500 + "öteki " * 100_000) == 0.5
