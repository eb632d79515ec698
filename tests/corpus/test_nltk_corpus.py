"""NLTK as a neighbour: its reader's methods over our tokens, and its tagger where it has data."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import toolkit
from toolkit.annotate import nltk_tagger
from toolkit.errors import AnnotationError, CorpusError

TEXTS = {
    "one": "Turkish-Russian ties grew. Ankara pays.\n\nGas is dear.",
    "two": "NATO met.\n\nNobody spoke.",
}


def corpus_of(**options):
    frame = pd.DataFrame({"id": list(TEXTS), "text": list(TEXTS.values())})
    return toolkit.from_frame(frame, **options)


@pytest.fixture
def reader():
    return corpus_of().to_nltk()


def test_the_methods_of_a_tagged_corpus_reader(reader):
    """Nested as NLTK nests them; compounds are one word."""
    assert reader.fileids() == ["one", "two"]
    assert reader.raw("two") == TEXTS["two"]
    assert reader.raw() == "\n\n".join(TEXTS.values())
    assert reader.words("two") == ["NATO", "met", ".", "Nobody", "spoke", "."]
    assert reader.sents("one")[0] == ["Turkish-Russian", "ties", "grew", "."]
    assert [len(paragraph) for paragraph in reader.paras()] == [2, 1, 1, 1]
    assert reader.paras(["two", "one"])[0] == [["NATO", "met", "."]]
    assert reader.tagged_words("two")[0] == ("NATO", "NNP")
    assert reader.tagged_sents()[2] == [("Gas", "NN"), ("is", "VBZ"), ("dear", "JJ"), (".", ".")]


def test_all_views_hold_the_same_words(reader):
    """Flattened, sentences and paragraphs are the words; untagged, the tagged ones too."""
    words = reader.words()
    assert [word for sentence in reader.sents() for word in sentence] == words
    assert [w for para in reader.paras() for sent in para for w in sent] == words
    assert [word for word, _ in reader.tagged_words()] == words
    assert [w for para in reader.tagged_paras() for s in para for w in s] == reader.tagged_words()


def test_nltk_works_with_what_it_gets(reader):
    """Its own counting, taggers and concordance."""
    import nltk

    assert nltk.FreqDist(reader.words())["."] == 5
    assert nltk.UnigramTagger(reader.tagged_sents()).tag(["NATO"]) == [("NATO", "NNP")]
    assert isinstance(reader.text, nltk.Text)
    assert reader.text.count("Gas") == 1
    assert [line.query for line in reader.text.concordance_list("nato")] == ["NATO"]


def test_a_selection_gives_its_own_articles(reader):
    """Ids outside it are unknown."""
    some = corpus_of().where(lambda row: row["id"] == "two").to_nltk()
    assert some.words() == reader.words("two")
    with pytest.raises(CorpusError, match="no article 'one'"):
        some.words("one")


def test_own_words_leave_no_empty_sentence():
    """What is wholly quoted is no sentence of the author's."""
    frame = pd.DataFrame({"text": ["“Gas flows.”\n\nHe left."]})
    view = toolkit.from_frame(frame).own_words().to_nltk()
    assert view.paras() == [[["“", "”"]], [["He", "left", "."]]]


# -- the tagger ------------------------------------------------------------------------------------


@pytest.fixture
def nltk_data(tmp_path, monkeypatch):
    """Put data of our own on NLTK's path: a tagger that has seen three sentences."""
    from nltk.tag.perceptron import PerceptronTagger

    tagger = PerceptronTagger(load=False)
    tagger.train(
        [
            [("Turkey", "NNP"), ("buys", "VBZ"), ("gas", "NN"), (".", ".")],
            [("Ankara", "NNP"), ("pays", "VBZ"), (".", ".")],
            [("Gas", "NN"), ("flows", "VBZ"), (".", ".")],
        ]
        * 5,
        nr_iter=5,
    )
    folder = tmp_path / "nltk_data" / "taggers" / "averaged_perceptron_tagger_eng"
    folder.mkdir(parents=True)
    parts = {
        "weights": tagger.model.weights,
        "tagdict": tagger.tagdict,
        "classes": sorted(tagger.classes),
    }
    for name, part in parts.items():
        (folder / f"averaged_perceptron_tagger_eng.{name}.json").write_text(json.dumps(part))
    monkeypatch.setattr("nltk.data.path", [str(tmp_path / "nltk_data")])
    nltk_tagger._load.cache_clear()
    yield folder
    nltk_tagger._load.cache_clear()


@pytest.fixture
def no_nltk_data(monkeypatch, tmp_path):
    monkeypatch.setattr("nltk.data.path", [str(tmp_path / "nothing")])
    nltk_tagger._load.cache_clear()


def test_its_tags_are_taken(nltk_data):
    """Exactly those that NLTK gives for our tokens, in all three places that take the option."""
    from nltk.tag.perceptron import PerceptronTagger

    text = "Ankara buys gas. Turkey pays."
    expected = [
        tag
        for words in (["Ankara", "buys", "gas", "."], ["Turkey", "pays", "."])
        for _, tag in PerceptronTagger().tag(words)
    ]
    assert toolkit.annotate.annotate(text, tagger="nltk")["tag"].tolist() == expected
    found = toolkit.annotate.arrays([text], tagger="nltk")
    assert [found.tags[code] for code in found.tag] == expected
    corpus = toolkit.from_frame(pd.DataFrame({"text": [text]}), tagger="nltk")
    assert [tag for _, tag in corpus.to_nltk().tagged_words()] == expected
    assert corpus.fingerprint != toolkit.from_frame(pd.DataFrame({"text": [text]})).fingerprint


def test_each_tagger_has_its_own_cache(nltk_data, write_article, tmp_path):
    """So that neither gives the tags of the other."""
    write_article(body="Gas flows to Turkey; Gas pays.")
    folder = tmp_path / "corpus"
    ours = toolkit.load(folder)
    theirs = toolkit.load(folder, tagger="nltk")
    both = [len(corpus.tokens) for corpus in (ours, theirs, toolkit.load(folder, tagger="nltk"))]
    assert len(set(both)) == 1
    assert len(list((folder / ".cache").glob("annotation-*"))) == 2


def test_without_its_data_the_remedy_is_told(no_nltk_data):
    """Which data, how to get them, and that the toolkit does without."""
    with pytest.raises(AnnotationError, match=r"nltk\.download\('averaged_perceptron_tagger_eng'"):
        toolkit.annotate.arrays(["Gas flows."], tagger="nltk")
    with pytest.raises(AnnotationError, match="needs no download"):
        _ = corpus_of(tagger="nltk").tokens


def test_an_unknown_tagger_is_told_at_once(tmp_path):
    """Before anything is read."""
    with pytest.raises(AnnotationError, match="unknown tagger 'nltj'; did you mean 'nltk'"):
        toolkit.load(tmp_path, tagger="nltj")
    with pytest.raises(AnnotationError, match="unknown tagger 'spacy'; there are"):
        corpus_of(tagger="spacy")
