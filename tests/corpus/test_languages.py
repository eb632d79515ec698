"""Articles that are not English are annotated all the same, and marked."""

from __future__ import annotations

import pandas as pd
import pytest

import toolkit
from toolkit.cli import main
from toolkit.corpus import check

ENGLISH = (
    "The talks between Ankara and Moscow failed because of the war, and the two sides have not met "
    "again since then, although both of them need the pipeline more than they say in public."
)
TURKISH = (
    "Ankara ile Moskova arasındaki görüşmeler savaş yüzünden başarısız oldu; iki taraf o günden "
    "beri bir daha bir araya gelmedi, oysa her ikisi de boru hattına söylediklerinden daha çok "
    "muhtaç ve bunu biliyor."
)
RUSSIAN = (
    "Переговоры между Анкарой и Москвой провалились из-за войны, и с тех пор стороны больше не "
    "встречались, хотя обе они нуждаются в трубопроводе больше, чем говорят об этом вслух, и "
    "хорошо это знают."
)
TEXTS = {"english": ENGLISH, "turkish": TURKISH, "russian": RUSSIAN, "short": "Çok kısa."}


@pytest.fixture
def corpus():
    return toolkit.from_frame(pd.DataFrame({"id": list(TEXTS), "text": list(TEXTS.values())}))


def test_they_are_told_from_tokens(corpus):
    """Turkish and Russian; a handful of words is believed."""
    assert corpus.not_english == ("russian", "turkish")
    assert corpus.where(lambda row: row["id"] == "english").not_english == ()


@pytest.mark.parametrize("text", [TURKISH, RUSSIAN])
def test_they_are_annotated_without_error(text):
    """Every token stands where it says."""
    table = toolkit.annotate.annotate(text)
    assert [text[a:b] for a, b in zip(table["start"], table["end"])] == table["form"].tolist()
    assert len(table) > 25


def test_quotations_in_another_language_do_not_make_an_article_foreign():
    """Nor does leaving them out change what the article is."""
    frame = pd.DataFrame({"text": [f"{ENGLISH} He said: “{TURKISH[:60]}”"]})
    corpus = toolkit.from_frame(frame)
    assert corpus.not_english == corpus.own_words().not_english == ()


def test_the_token_measure_agrees_with_that_of_texts(corpus):
    """Both look at function words."""
    by_text = {name for name in TEXTS if not toolkit.annotate.is_english(TEXTS[name])}
    assert set(corpus.not_english) == by_text - {"short"}


def test_check_and_info_mark_them(write_article, tmp_path, capsys):
    """With their ids, and what to do."""
    for name, text in TEXTS.items():
        write_article(f"2019-{name}", text)
    folder = tmp_path / "corpus"
    marked = [problem for problem in check(folder) if problem.code == "not-english"]
    assert [problem.file for problem in marked] == [
        "articles/2019-russian.md",
        "articles/2019-turkish.md",
    ]
    assert {problem.level for problem in marked} == {"warning"}
    assert main(["info", "--corpus", str(folder)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "2 articles do not look English: 2019-russian, 2019-turkish" in said


def test_a_corpus_without_words():
    """Nothing to tell by."""
    assert toolkit.from_frame(pd.DataFrame({"text": ["...", "!"]})).not_english == ()
