"""Counts instead of texts: equal results for all that only counts, and nothing to be read."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import toolkit
from tests.share.conftest import PANEL
from toolkit import files, framing, topics
from toolkit.analyses.dispersion import dispersion
from toolkit.corpus.derived import MASKED, DerivedArticle
from toolkit.corpus.derived_reading import read_derived
from toolkit.errors import AnalysisError, CorpusError, ToolkitError
from toolkit.files import locked
from toolkit.share import derive, reconstruct, write_derived
from toolkit.share.derived import segment_edges

RARE = 3


def same(left: pd.DataFrame, right: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put two tables in one order; they must then be equal cell by cell."""
    left, right = (table.sort_values(key, ignore_index=True) for table in (left, right))
    pd.testing.assert_frame_equal(left, right, check_exact=True)
    return left


def common_lemmas(corpus) -> set[str]:
    """Lemmas in three articles or more, capitals ignored."""
    matrix = corpus.matrix("lemma", "article")
    folded = pd.Series(matrix.names).str.casefold()
    cells = matrix.counts.tocoo()
    pairs = pd.DataFrame({"row": cells.coords[0], "name": folded.to_numpy()[cells.coords[1]]})
    spread = pairs.drop_duplicates().groupby("name").size()
    return {
        name for name, low in zip(matrix.names, folded, strict=True) if spread.get(low, 0) >= RARE
    }


def test_every_text_is_gone_and_every_count_is_there(halves):
    """60 articles without text, and as many words, paragraphs and mentions of actors as before."""
    full, counted = halves.full, halves.counted
    assert int(counted.articles["derived"].sum()) == len(full) // 2 == 60
    assert counted.description == (
        "reference panel, composed, n = 120 (60 of them derived counts): recovery, not findings"
    )
    assert "derived counts" not in full.description
    for unit in ("article", "paragraph"):
        left, right = full.matrix("actor", unit), counted.matrix("actor", unit)
        np.testing.assert_array_equal(left.counts.toarray(), right.counts.toarray())
        np.testing.assert_array_equal(left.sizes, right.sizes)
        assert left.units == right.units
    tags = {name: column for column, name in enumerate(full.matrix("tag").names)}
    for column, name in enumerate(counted.matrix("tag").names):
        np.testing.assert_array_equal(
            full.matrix("tag").counts[:, [tags[name]]].toarray(),
            counted.matrix("tag").counts[:, [column]].toarray(),
        )


def test_unmasked_lemmas_are_counted_alike_and_the_rest_adds_up(halves):
    """Lemma by lemma the same column; what is masked makes each article's total agree."""
    full, counted = halves.full.matrix("lemma"), halves.counted.matrix("lemma")
    np.testing.assert_array_equal(full.counts.sum(axis=1), counted.counts.sum(axis=1))
    place = {name: column for column, name in enumerate(full.names)}
    common = common_lemmas(halves.full)
    shared = [name for name in counted.names if name in common]
    assert len(shared) == len(common) > 1_000
    left = full.counts[:, [place[name] for name in shared]].toarray()
    right = counted.counts[:, [counted.column(name) for name in shared]].toarray()
    np.testing.assert_array_equal(left, right)
    assert counted.counts[:, [counted.column(MASKED)]].sum() > 0


@pytest.mark.parametrize(
    "query",
    ['[lemma="gas" | tag="VBD"]', '[tag="VB.*" & (lemma="say" | tag="VBD")]', '[tag="NNP"]'],
)
def test_alternatives_of_one_word_are_counted_without_text(halves, query):
    """Of a word whose lemma is masked the tag is known, which may be enough."""
    tables = (toolkit.frequency(c, query).table for c in (halves.full, halves.counted))
    same(*tables, key="item")


def test_no_rare_lemma_is_named(halves):
    """What a record names stands in three articles or more."""
    named = {lemma for item in halves.derived.articles for lemma, _ in item.counts.counts}
    assert named - {MASKED} <= common_lemmas(halves.full)
    group = halves.derived.group
    assert set(group.first) | set(group.second) <= {*group.lemmas, MASKED}
    pairs = set(zip(group.first, group.second, strict=True))
    assert any(MASKED in pair for pair in pairs)
    assert (MASKED, MASKED) not in pairs  # nobody's collocate


def test_segments_hold_a_hundred_words(halves):
    """Segments are whole paragraphs, a hundred words or more, and no word is lost."""
    for item in halves.derived.articles:
        assert all(segment.words >= 100 for segment in item.counts.segments)
        assert sum(segment.words for segment in item.counts.segments) == item.counts.words
    assert segment_edges([40, 70, 30, 20], 100) == [0, 4]
    assert segment_edges([10], 100) == [0, 1]
    assert segment_edges([100, 99, 1, 100], 100) == [0, 1, 3, 4]


def test_an_article_as_long_as_a_segment_is_not_masked():
    """A word shorter, and none of its lemmas is told."""
    text = " ".join(["gas"] * 20)
    frame = pd.DataFrame({"text": [text, text, f"{text} gas"], "rights": "in-copyright"})
    corpus = toolkit.from_frame(frame)
    presence = framing.presence(corpus)
    for words, named in ((20, [True, True, True]), (21, [False, False, True])):
        made = derive(corpus, presence.table, instrument="x", segment_words=words)
        assert [("gas", "NN") in item.counts.counts for item in made.articles] == named


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_articles": 0}, "min_articles is 0; give a whole number"),
        ({"segment_words": -1}, "segment_words is -1"),
        ({"pair_articles": float("nan")}, "pair_articles is nan"),
        ({"min_articles": 2.5}, "min_articles is 2.5"),
        ({"instrument": ""}, "say what found the frames"),
        ({"frames": pd.DataFrame({"article": []})}, "lacks paragraph, frame, present"),
    ],
)
def test_what_cannot_be_derived_by_is_refused(options, message):
    """Thresholds below one protect nothing; frames come from one kind of table."""
    corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas."], "rights": "in-copyright"}))
    given = {"frames": framing.presence(corpus).table, "instrument": "x", **options}
    with pytest.raises(ToolkitError, match=message):
        derive(corpus, **given)
    made = derive(corpus, framing.presence(corpus).table, instrument="x", min_articles=np.int64(1))
    with pytest.raises(ToolkitError, match="an attack on 0 articles"):
        reconstruct(corpus, made, articles=0)


@pytest.mark.parametrize(("number", "told"), [(9, False), (10, True)])
def test_collocates_are_summed_over_ten_articles_or_more(number, told):
    """A sum over fewer would tell too much of each; an article under a segment, too."""
    texts = ["Gas flows to Ankara from Moscow."] * number
    frame = pd.DataFrame({"text": texts, "rights": "in-copyright"})
    corpus = toolkit.from_frame(frame)
    presence = framing.presence(corpus)
    made = derive(corpus, presence.table, instrument="x", segment_words=6)
    assert (made.group is not None) == told
    assert derive(corpus, presence.table, instrument="x", segment_words=7).group is None


@pytest.mark.parametrize(
    "query", ["lemma:gas", "lemma:depend*", '[lemma="gas|oil" & tag="NN.*"]', "tag:JJ"]
)
def test_frequency_of_a_word_is_the_same(halves, query):
    """One word asked for by lemma and tag is counted in records as in texts."""
    left = toolkit.frequency(halves.full, query, by="outlet")
    right = toolkit.frequency(halves.counted, query, by="outlet")
    same(left.table, right.table, "group")
    assert not any("left out" in text for text in right.warnings)


def test_frequency_list_and_dispersion_are_the_same(halves):
    """Frequencies with intervals, and dispersion over articles, of all lemmas not masked."""
    common = common_lemmas(halves.full)
    for analysis in (
        lambda corpus: toolkit.frequency(corpus, min_count=2),
        lambda corpus: dispersion(corpus, min_count=2, measures=("range", "juilland_d", "dp")),
    ):
        left, right = (analysis(corpus).table for corpus in (halves.full, halves.counted))
        assert MASKED not in set(right["item"])
        left, right = (table[table["item"].isin(common)] for table in (left, right))
        assert len(left) > 1_000
        same(left, right, "item")


def test_keyness_is_the_same(halves):
    """Rates, ratios, intervals, p and simultaneous bounds; only p adjusted for the number of
    words differs, since masked words are no longer among them."""
    later = {"year": range(2020, 2025)}
    left, right = (toolkit.keyness(corpus, later).table for corpus in (halves.full, halves.counted))
    common = common_lemmas(halves.full)
    left, right = (table[table["lemma"].isin(common)] for table in (left, right))
    assert MASKED not in set(right["lemma"])
    assert len(left) > 500
    drop = ["p_adjusted"]
    same(left.drop(columns=drop), right.drop(columns=drop), "lemma")


def test_topics_are_the_same(halves):
    """The same bags of words, so the same topics to the last digit."""
    left, right = (
        topics.fit(corpus, 5, min_articles=RARE, iterations=50)
        for corpus in (halves.full, halves.counted)
    )
    assert left.bag.words == right.bag.words
    np.testing.assert_array_equal(left.bag.counts.toarray(), right.bag.counts.toarray())
    np.testing.assert_array_equal(left.fitted.words, right.fitted.words)
    np.testing.assert_array_equal(left.shares, right.shares)


def test_frames_are_the_same(halves):
    """Frames come from stored codes, those of the author's own words too."""
    pd.testing.assert_frame_equal(
        framing.code(halves.full).table, framing.code(halves.counted).table
    )
    for options in ({}, {"voice": "author"}):
        left, right = (
            framing.prevalence(corpus, by="outlet", **options)
            for corpus in (halves.full, halves.counted)
        )
        assert left.table["n_present"].sum() > 100
        pd.testing.assert_frame_equal(left.table, right.table, check_exact=True)
    pd.testing.assert_frame_equal(
        framing.trend(halves.full).table, framing.trend(halves.counted).table
    )


def test_a_coding_by_people_is_counted_too(halves):
    """Codings know paragraphs by fingerprint, and records keep these."""
    from toolkit.analyses.framing.coding import paragraph_shas

    assert paragraph_shas(halves.full) == paragraph_shas(halves.counted)


@pytest.fixture
def short_and_long(tmp_path):
    """Give counts of an article with paragraphs of 29 and 30 words, and its text."""
    text = "\n\n".join(" ".join(["gas"] * number) for number in (29, 30))
    frame = pd.DataFrame({"id": ["a"], "text": [text], "rights": ["in-copyright"]})
    full = toolkit.from_frame(frame)
    made = derive(full, framing.presence(full).table, instrument="x")
    (tmp_path / "articles").mkdir()
    write_derived(made, tmp_path)
    return full, toolkit.load(tmp_path)


def test_a_short_paragraph_has_no_fingerprint(short_and_long, tmp_path):
    """Orders of the words of its segment could be tried until one fits."""
    full, counted = short_and_long
    shas = ("", full.items[0].paragraph_shas[1])
    assert counted.items[0].paragraph_shas == shas
    record = json.loads((tmp_path / "derived" / "a.json").read_text(encoding="utf-8"))
    assert [paragraph.get("sha") for paragraph in record["paragraphs"]] == [None, shas[1]]
    assert full.items[0].paragraph_shas[0] not in json.dumps(record)


def test_a_coding_of_a_short_paragraph_needs_the_text(short_and_long):
    """It is left out and told, not taken for one of another text; that of a long one stays."""
    from toolkit.analyses.framing.coding import comparable

    full, counted = short_and_long
    shas = full.items[0].paragraph_shas
    columns = {"article": "a", "frame": "dependency", "present": 1}
    coding = pd.DataFrame({"paragraph": [1, 2], "paragraph_sha": shas}).assign(**columns)
    used, told = comparable(counted, coding, None, "")
    assert used["paragraph"].tolist() == [2]
    (warning,) = told
    assert warning.startswith("1 coded paragraphs are too short for a fingerprint")
    assert len(comparable(full, coding, None, "")[0]) == 2
    with pytest.raises(AnalysisError, match="share no paragraph; 1 coded paragraphs are too short"):
        comparable(counted, coding[:1], None, "")


def test_frames_of_another_codebook_are_not_taken(halves, tmp_path):
    """What another instrument found says nothing about this one."""
    root = tmp_path / "corpus"
    shutil.copytree(halves.root, root, ignore=shutil.ignore_patterns(".cache"))
    for path in (root / "derived").glob("*.json"):
        text = path.read_text(encoding="utf-8")
        made = halves.derived.making.instrument
        path.write_text(text.replace(made, "f" * 12), encoding="utf-8")
    found = framing.presence(toolkit.load(root))
    assert found.table["article"].nunique() == 60
    assert any("60 articles are left out" in text for text in found.warnings)


@pytest.mark.parametrize("query", ["lemma:gas", "lemma:Turkey"])
def test_collocates_of_the_stored_window_are_the_same(halves, query):
    """Pairs summed over the group stand for its texts; lemmas too rare for pairs are not shown."""
    left, right = (toolkit.collocates(corpus, query) for corpus in (halves.full, halves.counted))
    assert left.notes[0] == right.notes[0]  # hits and articles
    told = set(halves.derived.group.lemmas)
    assert set(right.table["collocate"]) == set(left.table["collocate"]) & told
    kept = left.table[left.table["collocate"].isin(told)]
    assert len(kept) > 20
    same(kept, right.table, "collocate")


def test_a_group_that_is_not_wholly_selected_tells_nothing(halves):
    """A sum over articles cannot be parted."""
    part = halves.counted.where(year=range(2018, 2023))
    found = toolkit.collocates(part, "lemma:Turkey")
    texts = toolkit.collocates(part.where(derived=False), "lemma:Turkey")
    assert any("left out" in text for text in found.warnings)
    pd.testing.assert_frame_equal(found.table, texts.table)


@pytest.mark.parametrize(
    "analysis",
    [
        lambda c: toolkit.concordance(c, "lemma:gas"),
        lambda c: toolkit.frequency(c, "gas"),
        lambda c: toolkit.frequency(c, '[lemma="gas"] [lemma="price"]'),
        lambda c: toolkit.frequency(c, unit="form", min_count=5),
        lambda c: toolkit.keyness(c, {"year": range(2020, 2025)}, unit="form"),
        lambda c: toolkit.keyness(c, {"year": range(2020, 2025)}, unit="2-gram"),
        lambda c: toolkit.collocates(c, "lemma:gas", window=(3, 3)),
        lambda c: toolkit.collocates(c, "lemma:gas", by="outlet"),
        lambda c: toolkit.collocates(c, "gas"),
        lambda c: toolkit.ngrams(c, 3),
        toolkit.diversity,
        lambda c: toolkit.sketch(c, "lemma:gas"),
        lambda c: toolkit.dispersion(c, "lemma:gas", measures=("arf",)),
        framing.match,
    ],
)
def test_what_needs_running_text_skips_and_says_so(halves, analysis):
    """Articles without text are neither counted as empty nor left in the denominator."""
    found = analysis(halves.counted)
    assert "60 articles are left out: only their counts are at hand" in found.warnings[0]
    alone = analysis(halves.counted.where(derived=False))
    pd.testing.assert_frame_equal(found.table, alone.table)
    assert found.parameters["n_articles"] == 60


def test_only_counts_and_a_question_of_text(halves):
    """With nothing to read there is an error that says what to do."""
    counts = halves.counted.where(derived=True)
    with pytest.raises(AnalysisError, match="only counts are at hand of the 60 articles"):
        toolkit.concordance(counts, "gas")
    identifier = counts.items[0].id
    with pytest.raises(CorpusError, match=r"may not be shared and is not at hand"):
        counts.text(identifier)
    with pytest.raises(CorpusError, match="private/articles"):
        _ = counts.items[0].text


def test_a_trend_counts_what_can_be_counted(halves):
    """A word's form needs running text; its lemma is counted in all articles, as in the texts."""
    texts = halves.full.where(private=False)
    part = toolkit.trend(halves.counted, "gas")
    assert part.parameters["slope"] == toolkit.trend(texts, "gas").parameters["slope"]
    assert part.warnings[0].startswith("60 articles are left out")
    assert not any("without a date" in note for note in part.notes)
    whole = toolkit.trend(halves.counted, "lemma:gas")
    slope = whole.parameters["slope"]
    assert slope == pytest.approx(toolkit.trend(halves.full, "lemma:gas").parameters["slope"])
    assert not any("left out" in text for text in whole.warnings)


def test_own_words_need_the_text(halves):
    """Quotations cannot be taken out of counts."""
    own = halves.counted.own_words()
    assert len(own) == 60
    assert own.left_out == 60


@pytest.fixture
def reprinted(tmp_path):
    """Two prints of one text in outlets of their own, and another text."""
    frame = pd.DataFrame({
        "id": ["a-first", "b-print", "c-print", "d-other"],
        "outlet": ["Sea", "Hill", "Port", "Sea"],
        "reprint_of": [None, "a-first", "a-first", None],
        "text": [*["Gas flows here. Ships wait."] * 3, "Gas came. Nobody paid for it."],
        "rights": "in-copyright",
    })  # fmt: skip
    return toolkit.from_frame(frame)


def derived_of(corpus, **options):
    presence = framing.presence(corpus)
    return derive(corpus, presence.table, instrument="x", segment_words=2, **options)


def test_a_reprint_is_an_article_of_its_own(reprinted, tmp_path):
    """Its record is loaded beside that of its original, and neither removes the other."""
    made = derived_of(reprinted)
    write_derived(made, tmp_path)
    for article in made.articles:
        write_derived(replace(made, articles=(article,)), tmp_path)
    found, problems = read_derived(tmp_path, [])
    assert ([item.id for item in found], problems) == (list(reprinted.articles["id"]), [])
    found, _ = read_derived(tmp_path, [reprinted.items[1]])  # the text of one print is at hand
    assert [item.id for item in found] == ["a-first", "c-print", "d-other"]
    renamed = replace(reprinted.items[0], id="zzz")
    found, _ = read_derived(tmp_path, [renamed])
    assert [item.id for item in found] == ["b-print", "c-print", "d-other"]


def test_three_prints_of_a_text_are_one_where_lemmas_are_masked(reprinted):
    """All its words stand in three articles; they would all be named."""
    names = {lemma for item in derived_of(reprinted, min_articles=2).articles
             for lemma, _ in item.counts.counts}  # fmt: skip
    assert names == {"gas", MASKED}


def test_ten_prints_of_a_text_are_no_group():
    """A sum over them would be the collocates of that one text."""
    frame = pd.DataFrame({
        "id": [f"a{n}" for n in range(10)], "outlet": [f"Outlet {n}" for n in range(10)],
        "reprint_of": [None, *["a0"] * 9], "text": "Gas flows here.", "rights": "in-copyright",
    })  # fmt: skip
    assert derived_of(toolkit.from_frame(frame)).group is None
    alone = frame.assign(reprint_of=None, text=[f"Gas flows {n}." for n in range(10)])
    assert derived_of(toolkit.from_frame(alone)).group is not None


def test_a_text_shadows_its_record(halves, tmp_path):
    """Where the text is at hand, by fingerprint, address or id, the record gives way."""
    root = tmp_path / "corpus"
    shutil.copytree(halves.root, root, ignore=shutil.ignore_patterns(".cache"))
    item = next(item for item in halves.full.items if item.private)
    source = halves.full.root / item.path
    (root / "private" / "articles").mkdir(parents=True)
    shutil.copy(source, root / "private" / "articles")
    corpus = toolkit.load(root)
    assert len(corpus) == 120
    assert int(corpus.articles["derived"].sum()) == 59
    assert corpus.text(item.id) == item.text
    # the group is no longer counted as a whole: its sum would count this article twice
    assert any("left out" in text for text in toolkit.collocates(corpus, "lemma:gas").warnings)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"text": "Another.", "url": ""}, 2),  # the same id
        ({"id": "b", "url": ""}, 2),  # the same text
        ({"id": "b", "text": "Another."}, 2),  # the same address
        ({"id": "b", "text": "Another.", "url": ""}, 3),
        ({"id": "b", "text": "Another.", "url": "https://a.example/2"}, 3),
    ],
)
def test_each_of_id_text_and_address_tells_the_article(halves, tmp_path, changes, left):
    """Any one of them is enough for the record to give way, and none of them for it to stay."""
    private = [item for item in halves.full.items if item.private][:3]
    named = [replace(item, url=f"https://a.example/{n}/x") for n, item in enumerate(private)]
    records = [
        DerivedArticle.of(item, record.counts)
        for item, record in zip(named, halves.derived.articles, strict=False)
    ]
    again = DerivedArticle.of(replace(named[0], id="zz", url=""), records[0].counts)
    records.append(again)  # a second record of one text gives way to the first
    write_derived(replace(halves.derived, articles=tuple(records), group=None), tmp_path)
    assert len(list((tmp_path / "derived").glob("*.json"))) == 4
    found, problems = read_derived(tmp_path, [replace(named[1], **changes)])
    assert (len(found), problems) == (left, [])


def test_the_same_bytes_every_time(halves, tmp_path):
    """Records are compared in version control: order and form never change by themselves."""
    first = {path.name: path.read_bytes() for path in (halves.root / "derived").rglob("*.json")}
    written = write_derived(halves.derived, tmp_path)
    assert sorted(written) == sorted((tmp_path / "derived").rglob("*.json"))
    again = {path.name: path.read_bytes() for path in (tmp_path / "derived").rglob("*.json")}
    assert first == again
    assert len(again) == 61


def test_counts_are_written_by_one_process_at_a_time(halves, tmp_path):
    """Two at once would leave records of one beside sums of the other."""
    busy = pytest.raises(CorpusError, match="another process is writing to 'derived'")
    with locked(tmp_path / "derived"), busy:
        write_derived(halves.derived, tmp_path)
    assert not list(tmp_path.rglob("*.json"))


@pytest.mark.parametrize("at", [1, 7, 11])
def test_a_full_disk_amid_the_records_changes_none(tmp_path, monkeypatch, at):
    """It is full at the first of ten records, at the seventh, and at the sum over them."""

    def made(first):
        texts = [f"{first} {name} flows to Ankara from Moscow." for name in "abcdefghij"]
        frame = pd.DataFrame({"id": list("abcdefghij"), "text": texts, "rights": "in-copyright"})
        corpus = toolkit.from_frame(frame)
        return derive(corpus, framing.presence(corpus).table, instrument="x", segment_words=6)

    write_derived(made("Gas"), tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    real, calls = files.os.fsync, []

    def full(handle):
        calls.append(handle)
        if len(calls) >= at:
            raise OSError(28, "No space left on device")
        real(handle)

    new = made("Oil")
    with monkeypatch.context() as patched:
        patched.setattr(files.os, "fsync", full)
        with pytest.raises(ToolkitError, match="No space left on device; nothing was changed"):
            write_derived(new, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    write_derived(new, tmp_path)
    changed = [path for path, data in before.items() if path.read_bytes() != data]
    assert len(changed) == len(before) - 1 == 11  # all but the lock


def test_a_short_article_is_masked_altogether():
    """Under a hundred words even common lemmas would tell the text."""
    frame = pd.DataFrame(
        {
            "text": ["Gas flows to Turkey."] * 3 + ["Gas flows to Turkey again."],
            "rights": ["CC0-1.0"] * 3 + ["in-copyright"],
        }
    )
    corpus = toolkit.from_frame(frame)
    presence = framing.presence(corpus)
    made = derive(corpus, presence.table, instrument="x")
    assert {lemma for lemma, _ in made.articles[0].counts.counts} == {MASKED}
    assert made.group is None
    with pytest.raises(ToolkitError, match="nothing to derive"):
        derive(corpus.where(private=False), presence.table, instrument="x")


def _spoil(path, change):
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.update(schema="discourse-derived/9"), "schema is 'discourse-derived/9'"),
        (lambda c: c["article"].update(genre="poem"), "genre"),
        (lambda c: c["article"].update(id="another"), "not the name of the file"),
        (lambda c: c.update(words=1), "do not add up"),
        (lambda c: c["segments"][0]["counts"]["NN"].update(gas=-1), "-1 is not a count"),
        (
            lambda c: c["segments"][0]["counts"]["NN"].update(gas=9_999),
            "do not add up to its words",
        ),
        (lambda c: c["segments"].pop(), "do not cover the paragraphs"),
        (lambda c: c["paragraphs"][0].update(sha="../x"), "hexadecimal"),
        (lambda c: c["paragraphs"][0].update(frames={"dependency": [1, 7]}), "not \\[rules"),
        (lambda c: c.pop("made"), "must be an object"),
        (lambda c: c.update(sha256=12), "hexadecimal"),
    ],
)
def test_a_spoilt_record_is_refused(halves, tmp_path, change, message):
    """Records come from others: nothing in them is believed, and the file is named."""
    root = tmp_path / "corpus"
    shutil.copytree(halves.root, root, ignore=shutil.ignore_patterns(".cache"))
    path = sorted((root / "derived").glob("*.json"))[0]
    _spoil(path, change)
    with pytest.raises(CorpusError, match=message) as caught:
        toolkit.load(root)
    assert f"derived/{path.name}" in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"schema": 1}', b"null", b"\x00"]
)
def test_what_is_no_record_is_refused(write_article, tmp_path, content):
    """Broken files end in words, deep nesting too."""
    write_article()
    (tmp_path / "corpus" / "derived").mkdir()
    (tmp_path / "corpus" / "derived" / "a.json").write_bytes(content)
    with pytest.raises(CorpusError, match=r"derived/a\.json"):
        toolkit.load(tmp_path / "corpus")


def test_spoilt_collocates_are_refused(halves, tmp_path):
    """The file is named; frequencies do not need it."""
    root = tmp_path / "corpus"
    shutil.copytree(halves.root, root, ignore=shutil.ignore_patterns(".cache"))
    path = next((root / "derived" / "collocates").glob("*.json"))
    _spoil(path, lambda c: c["pairs"]["Turkey"].update({"and": [1, 5]}))
    corpus = toolkit.load(root)
    assert toolkit.frequency(corpus, "lemma:gas").table["count"].sum() > 0
    with pytest.raises(CorpusError, match=f"collocates/{path.name}"):
        toolkit.collocates(corpus, "lemma:gas")


def test_a_second_export_replaces_sums_that_share_an_article(halves, tmp_path):
    """Two sums would tell their difference: that of the articles in only one of them."""
    write_derived(halves.derived, tmp_path)
    private = [item.id for item in halves.full.items if item.private][:20]
    part = halves.full.where(lambda row: not row["private"] or row["id"] in private)
    presence = framing.presence(part)
    made = derive(part, presence.table, instrument=presence.parameters["instrument"])
    write_derived(made, tmp_path)
    groups = list((tmp_path / "derived" / "collocates").glob("*.json"))
    assert len(groups) == 1
    assert len(json.loads(groups[0].read_text(encoding="utf-8"))["articles"]) == 20


def test_damaged_collocates_end_an_export_that_has_changed_nothing(tmp_path):
    """Older sums are there still; once the file that is named is deleted, the export works."""
    texts = [f"Gas {name} flows to Ankara from Moscow." for name in "abcdefghij"]
    corpus = toolkit.from_frame(pd.DataFrame({"text": texts, "rights": "in-copyright"}))
    made = derive(corpus, framing.presence(corpus).table, instrument="x", segment_words=6)
    write_derived(made, tmp_path)
    (damaged := tmp_path / "derived" / "collocates" / "z.json").write_text("{", encoding="utf-8")
    before = sorted(tmp_path.rglob("*.json"))
    assert len(before) == 12
    with pytest.raises(CorpusError, match=r"derived/collocates/z\.json.*delete this file"):
        write_derived(made, tmp_path)
    assert sorted(tmp_path.rglob("*.json")) == before
    damaged.unlink()
    assert len(write_derived(made, tmp_path)) == 11


@pytest.mark.parametrize(
    ("names", "ids", "gone"),
    [
        ("abcdefghij", "new", True),
        ("abcdefghiz", "new", True),
        ("klmnopqrstu", "old", True),  # edited since, and one more
        ("", "new", False),
    ],
)
def test_a_renamed_or_edited_article_is_still_in_the_older_sum(tmp_path, names, ids, gone):
    """A sum over ten texts, and one over nine of them under other ids, would tell the tenth."""
    ten = [f"Gas {name} flows to Ankara from Moscow." for name in "abcdefghij"]
    other = [text.replace("Gas", "Oil") for text in ten]
    texts = [f"Gas {name} flows to Ankara from Moscow." for name in names] or other

    def write(texts, prefix):
        ids = [f"{prefix}{number}" for number in range(len(texts))]
        frame = pd.DataFrame({"id": ids, "text": texts, "rights": "in-copyright"})
        corpus = toolkit.from_frame(frame)
        made = derive(corpus, framing.presence(corpus).table, instrument="x", segment_words=6)
        write_derived(made, tmp_path)

    write(ten, "old")
    write(texts, ids)
    groups = (tmp_path / "derived" / "collocates").glob("*.json")
    found = [json.loads(path.read_text(encoding="utf-8"))["articles"] for path in groups]
    assert sorted(min(one) for one in found) == ([f"{ids}0"] if gone else ["new0", "old0"])
    assert len({sha for one in found for sha in one.values()}) == sum(map(len, found))


def test_the_record_of_a_renamed_article_replaces_the_older(halves, tmp_path):
    """Two records of one text: whoever lacks the text would load the older; others' stay."""
    write_derived(halves.derived, tmp_path)
    first = halves.derived.articles[0]
    text = next(item for item in halves.full.items if item.id == first.id)
    article = DerivedArticle.of(replace(text, id="zzz"), first.counts)
    renamed = replace(halves.derived, articles=(article,), group=None)
    (tmp_path / "derived" / "broken.json").write_text("{", encoding="utf-8")
    before = {path.name for path in (tmp_path / "derived").glob("*.json")}
    write_derived(renamed, tmp_path)
    after = {path.name for path in (tmp_path / "derived").glob("*.json")}
    assert before - after == {f"{first.id}.json"}
    assert after - before == {"zzz.json"}


# -- the two real articles that are shipped as counts ---------------------------------------------

SHIPPED = sorted((PANEL / "derived").glob("*.json"))


def test_two_real_articles_are_shipped_as_counts():
    """They load beside the panel, and each panel article keeps its text."""
    corpus = toolkit.load(PANEL)
    counted = corpus.where(provenance="collected", derived=True)
    assert {item.outlet for item in counted.items} == {"LobeLog", "Al-Monitor"}
    assert [item.published for item in counted.items] == ["2019-09", "2021-03"]
    assert "collected articles, n = 2 (derived counts)" in corpus.description
    assert not any(item.derived for item in corpus.where(provenance="composed").items)


@pytest.mark.parametrize("seed", ["al-monitor-2021.txt", "lobelog-2019.txt"])
@pytest.mark.parametrize(("run", "besides"), [(8, ()), (5, ("id", "title"))])
def test_no_run_of_words_of_a_real_article_is_shipped(shared, seed, run, besides):
    """No eight words of the page in any file, none of five but in what names the article."""
    import re

    words = re.findall(r"\w+", shared(f"seeds/{seed}").read_text(encoding="utf-8").casefold())
    runs = {tuple(words[start : start + run]) for start in range(len(words) - run + 1)}
    assert len(runs) > 500
    for path in SHIPPED:
        content = json.loads(path.read_text(encoding="utf-8"))
        for name in besides:
            del content["article"][name]
        told = re.findall(r"\w+", json.dumps(content, ensure_ascii=False).casefold())
        letters = [word for word in told if not word.isdigit()]
        for stream in (told, letters):
            held = {tuple(stream[start : start + run]) for start in range(len(stream))}
            assert not held & runs
