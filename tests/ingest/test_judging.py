"""Quarantine: each reason on a page that deserves it, and none on whole articles."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.corpus import check, load, quarantine
from toolkit.corpus.duplicates import Overlap
from toolkit.ingest import edit_fields, propose_article, release, write
from toolkit.ingest.boilerplate import Line, Proposal
from toolkit.ingest.judging import describe, reasons_against
from toolkit.ingest.metadata import Field

PAGES = Path(__file__).resolve().parents[1] / "data" / "pages"
ROOT = Path(__file__).resolve().parents[2]


def codes(path: Path, **options) -> list[str]:
    return [reason.code for reason in propose_article(path, **options).reasons]


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.txt")), ids=lambda path: path.stem)
def test_whole_articles_have_no_reason_against_them(path):
    """The sixteen composed pages."""
    assert codes(path) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "corpus" / "articles").rglob("*.md")), ids=lambda path: path.stem
)
def test_no_article_of_the_panel_is_doubted(tmp_path, path):
    """As pasted text, without its front matter."""
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    (tmp_path / "page.txt").write_text(f"A title\n\nBy Ayla Kurt\n{body}", encoding="utf-8")
    assert codes(tmp_path / "page.txt") == []


def test_a_teaser(page, panel):
    """Too short to be an article, or pointing to the rest of it."""
    text = panel("2018-02-washington-afrin")
    assert codes(page(paragraphs=(text[0], "Read more"))) == ["teaser"]
    longer = (*text[:3], "The rest of the argument is simple enough, and […]")
    assert codes(page(paragraphs=longer)) == ["teaser"]


def test_a_paywall_stub(page, panel):
    """The beginning of a text over a request to subscribe."""
    stub = (*panel("2018-02-washington-afrin")[:2], "Subscribe to continue reading this article.",
            "Already a subscriber? Sign in")  # fmt: skip
    assert "paywall" in codes(page(paragraphs=stub))


def test_a_list_of_articles(tmp_path):
    """Headlines with a date and a sentence each; subheadings of one article are none."""
    lines = ["Turkey and Russia: all our analysis", ""]
    for n in range(1, 7):
        lines += [f"What the {n}th meeting in Sochi changed for Ankara", "", f"{n} March 2021", "",
                  f"The {n}th meeting brought a promise of gas and a quarrel over Idlib, and both "
                  "sides went home with what they had come for.", ""]  # fmt: skip
    (tmp_path / "list.txt").write_text("\n".join(lines), encoding="utf-8")
    assert codes(tmp_path / "list.txt") == ["listing"]


def test_a_list_of_beginnings(tmp_path):
    """The page of a tag: each text breaks off."""
    lines = ["All about Idlib", ""]
    for n in range(4):
        head = f"The {n}th reason why the convoy went home"
        text = f"It was the {n}th convoy of that winter, and whoever had sent it had not asked"
        lines += [head, "", head, "", f"{text} what the road was like or who held…", ""]
    (tmp_path / "tag.txt").write_text("\n".join(lines), encoding="utf-8")
    assert codes(tmp_path / "tag.txt") == ["listing"]


def test_a_digest_of_anothers_text(page):
    """Its head names an author and a work, its sentences retell them; an author's own do not."""
    told = (
        "In a column for the Straits Monitor, Selim Oral argues that Ankara has misread Moscow. "
        "Oral writes that the reactor at Akkuyu binds Turkey for sixty years.",
        "He says the price of gas was the smaller part of the bargain. He adds that nobody in the "
        "ministry had read the annex. According to Oral, the lira was never part of the plan.",
        "Oral concludes that the next government will pay for it. He warns that Moscow knows this, "
        "and he notes that the contracts cannot be left without a penalty of billions of dollars.",
        "The columnist says that a different course was open in 2016, when the ministry wrote a "
        "paper on storage and the cabinet put it away. He argues that it should be read again.",
        "Oral points out that Greece took the other way, and writes that it costs less today than "
        "what the pipeline under the Black Sea will have cost when the last loan is paid back.",
    )
    assert codes(page(author="Newsroom Desk", paragraphs=told)) == ["digest"]
    assert codes(page(author="Selim Oral", paragraphs=told)) == []


def test_a_machine_translation(page, panel):
    """It says so, or several kinds of fault come together; one slip does not make one."""
    text = panel("2018-02-washington-afrin")
    told = (*text, "Share", "This page was machine translated from Turkish.")
    assert codes(page(paragraphs=told)) == ["machine-translation"]
    broken = (
        "The president of the Turkey, which made the visit to the Moscow, said that the the "
        "relations with the Russia will continue. Dhe ministers dhe experts spoke about "
        "gasPipelines and about the Syria.The meeting of the Putin and the Erdogan was goodFor "
        "both countries of region.",
    ) * 3
    assert "machine-translation" in codes(page(paragraphs=(*broken, *text[:1])))
    assert (
        codes(page(paragraphs=(*text, "The the slip of a typist is no translation at all."))) == []
    )


def test_a_text_in_another_language(page):
    """Doubted when it passes for English; believed when a person says what it is."""
    turkish = (
        "Türkiye ile Rusya arasındaki ilişkiler son yıllarda hem enerji hem de savunma alanında "
        "derinleşti, ancak iki ülke Suriye konusunda hâlâ farklı taraflarda duruyor ve bu durum "
        "Ankara için yeni bir denge arayışını zorunlu kılıyor.",
    ) * 6
    path = page(paragraphs=turkish)
    assert "not-english" in codes(path)
    assert "not-english" not in codes(path, language="tr")


def test_a_copy_waits_and_is_released_as_a_reprint(root, page, panel):
    """Not loaded, listed with its reason by `check`, and marked with its original on release."""
    text = panel("2018-02-washington-afrin")
    original = write(propose_article(page("a.txt"), corpus_root=root), root)
    excerpt = page("b.txt", title="Guns, again", date="3 March 2020", paragraphs=text[:3])
    candidate = propose_article(excerpt, corpus_root=root)
    assert [reason.code for reason in candidate.reasons] == ["near-duplicate"]
    assert original.id in candidate.reasons[0].text
    outcome = write(candidate, root)
    assert outcome.status == "quarantined"
    assert outcome.path.parent.name == "quarantine"
    assert [item.id for item in load(root).items] == [original.id]
    (waiting,) = quarantine.waiting(root)
    assert (waiting.id, list(waiting.reasons)) == (outcome.id, ["near-duplicate"])
    problems = [p for p in check(root) if p.code == "quarantined"]
    assert len(problems) == 1
    assert outcome.id in problems[0].remedy
    # the same page again is no second one
    again = write(propose_article(excerpt, corpus_root=root), root)
    assert (again.status, again.id) == ("already there", outcome.id)
    assert "quarantine" in again.message
    release(root, outcome.id)
    corpus = load(root)
    assert corpus.articles.set_index("id").loc[outcome.id, "reprint_of"] == original.id
    assert [item.id for item in corpus.without_reprints().items] == [original.id]
    assert quarantine.waiting(root) == ()


def test_an_excerpt_in_another_outlet_is_no_reprint(root, page, panel):
    """Only a whole copy is one; a part of it waits for a person to look."""
    first = propose_article(page("a.txt"), corpus_root=root, outlet="Ledger")
    assert write(first, root).status == "added"
    text = panel("2018-02-washington-afrin")
    for paragraphs, codes, reprint in (
        (text, [], "2019-09-kurt-a-bargain-nobody-likes"),
        (text[:3], ["near-duplicate"], ""),
    ):
        path = page("b.txt", title="Guns", date="3 March 2020", paragraphs=paragraphs)
        found = propose_article(path, corpus_root=root, outlet="Elsewhere")
        assert [reason.code for reason in found.reasons] == codes
        assert found.value("reprint_of") == reprint


def test_a_release_leaves_the_original_that_a_person_named(root, page, panel):
    """An excerpt of an excerpt: who said of which it is one is believed."""
    text = panel("2018-02-washington-afrin")
    write(propose_article(page("a.txt"), corpus_root=root), root)
    third = page("c.txt", title="A third", paragraphs=panel("2019-11-brussels-a-statement-in-time"))
    named = write(propose_article(third, corpus_root=root), root).id
    excerpt = page("b.txt", title="Guns, again", date="3 March 2020", paragraphs=text[:3])
    waiting = write(propose_article(excerpt, corpus_root=root), root)
    assert waiting.status == "quarantined"
    edit_fields(root, waiting.id, reprint_of=named)
    release(root, waiting.id)
    articles = load(root).articles.set_index("id")
    assert articles.loc[waiting.id, "reprint_of"] == named


def test_commands_count_with_and_without_reprints(root, page, capsys):
    """`--where reprints=no` leaves one of each cluster."""
    write(propose_article(page("a.txt"), corpus_root=root), root)
    path = page("b.txt", title="Reprinted elsewhere", date="3 March 2020")
    first = load(root).items[0].id
    copy = propose_article(path, corpus_root=root, outlet="Elsewhere", reprint_of=first)
    assert write(copy, root).status == "already there"  # the outlet of the first is not known
    edit_fields(root, first, outlet="Ledger")
    assert write(copy, root).status == "added"
    for condition, count in (((), 2), (("--where", "reprints=no"), 1)):
        assert main(["info", "--corpus", str(root), "--json", *condition]) == 0
        table = json.loads(capsys.readouterr().out)["table"]
        assert [row["articles"] for row in table] == [count]


def test_a_copy_can_be_taken_in_anyway(root, page):
    """`--anyway` is the word of a person."""
    write(propose_article(page("a.txt"), corpus_root=root), root)
    other = page("b.txt", title="The same under another title")
    candidate = propose_article(other, corpus_root=root, reprint_of="")
    lines = [line.number for line in candidate.lines if line.keep][-1:]
    candidate = propose_article(other, corpus_root=root, drop=lines)
    assert candidate.reasons[0].code == "near-duplicate"
    assert write(candidate, root, anyway=True).status == "added"
    assert any(p.code == "near-duplicate" for p in check(root))


# A sentence of 20 words: texts of any length are made of it.
SENTENCE = (
    "The ministers who met in the port last week have gone home and nobody knows what they "
    "have agreed."
)


def judged(words: int, *dropped: str, last: str = "", **options) -> list[str]:
    """The reasons against a text of so many words, with lines that were left out below it."""
    paragraphs = [SENTENCE] * (words // 20) + ([last] if last else [])
    lines = [Line(n, text, "body", n) for n, text in enumerate(paragraphs, start=1)]
    lines += [
        Line(n, text, "page end", 0, "left out")
        for n, text in enumerate(dropped, start=len(lines) + 1)
    ]
    fields = options.pop("fields", {})
    reasons = reasons_against(Proposal(tuple(lines), tuple(paragraphs)), fields, **options)
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("words", "dropped", "last", "expected"),
    [
        (140, (), "", ["teaser"]),
        (160, (), "", []),
        (200, (), "What came of it is what they would not…", ["teaser"]),
        (260, (), "What came of it is what they would not…", []),
        (300, ("Continue reading",), "", ["teaser"]),
        (500, ("Continue reading",), "", []),
        (500, (), "Continue reading", ["teaser"]),
        (500, ("Continue reading",) * 2, "", []),
        (500, ("Continue reading",) * 3, "", ["listing"]),
        (380, ("Subscribe to continue reading this article.",), "", ["paywall"]),
        (500, ("Subscribe to continue reading this article.",), "", []),
    ],
)
def test_a_long_text_is_whole_whatever_stands_under_it(words, dropped, last, expected):
    """Offers and links stand under whole articles too; only short texts are doubted for them."""
    assert judged(words, *dropped, last=last) == expected


def test_a_few_paragraphs_that_trail_off_are_no_list():
    """Three of fifteen words or more are; short ones are how people write."""
    trailing = "It was not what the ministers had come for on that day, and they said so to nobody…"
    assert judged(300, trailing, trailing) == []
    assert judged(300, *["And so it went…"] * 4) == []
    assert judged(300, trailing, trailing, trailing) == ["listing"]


def test_what_a_person_wrote_is_doubted_for_its_language_alone():
    """Front matter that is whole says that a text of any length is one."""
    assert judged(40, curated=True) == []
    turkish = "Bakanlar geçen hafta limanda buluştu ve kimse ne üzerinde anlaştıklarını bilmiyor. "
    assert judged(0, last=turkish * 3, curated=True) == ["not-english"]


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [("tr", "given", []), ("en", "given", ["not-english"]), ("tr", "markup", ["not-english"]),
     ("en", "inferred", ["not-english"])],
)  # fmt: skip
def test_a_language_is_believed_where_a_person_says_that_it_is_another(language, source, expected):
    """Templates say 'en' of every page and 'tr' of every page of a site."""
    turkish = "Bakanlar geçen hafta limanda buluştu ve kimse ne üzerinde anlaştıklarını bilmiyor. "
    fields = {"language": Field(language, source)}
    assert judged(0, last=turkish * 20, fields=fields) == expected


def test_a_slip_in_a_text_makes_no_machine_translation():
    """One kind of fault is a habit; a few of two kinds in a long text are slips."""
    assert judged(300, last="The the end of of it is is to to come.") == []
    assert judged(160, last="A word of that und there, and of the the port.") == []
    assert judged(2000, last="The the end, und of of it is is not to come.") == []
    assert judged(160, last="The the end, und of of it is is not to come.") == [
        "machine-translation"
    ]
    assert judged(160, last="The text was machine translated, they said, and nobody minded.") == []


def test_an_overlap_is_told_from_the_side_of_the_text_that_is_judged():
    """Which of two is the excerpt decides which a person keeps."""
    assert describe(Overlap("a", 0.9, 0.9, 0.2)).startswith("an excerpt of 'a', which holds 90%")
    assert describe(Overlap("a", 0.9, 0.2, 0.9)).startswith("holds 90% of 'a', which is shorter")
    assert "near-duplicate" in judged(300, near=Overlap("a", 0.9, 0.9, 0.2))


def column(*sentences: str, others: int, after: int = 0) -> list[str]:
    """The reasons against a text that names a column and retells it in some of its sentences."""
    head = "In a column for the Straits Monitor, Selim Oral argues that Ankara has misread Moscow."
    paragraphs = [SENTENCE] * after + [" ".join([head, *sentences])] + [SENTENCE] * others
    lines = tuple(Line(n, text, "body", n) for n, text in enumerate(paragraphs, start=1))
    return [reason.code for reason in reasons_against(Proposal(lines, tuple(paragraphs)), {})]


def test_who_quotes_a_column_does_not_retell_it():
    """Three sentences in ten retell one; three in thirty answer it."""
    told = ("Oral writes that gas binds both.", "He adds that nobody read the annex.")
    assert column(*told, others=7) == ["digest"]
    assert column(*told, others=27) == []
    assert column(*told, others=5, after=2) == ["digest"]  # the head is three paragraphs
    assert column(*told, others=4, after=3) == []
    assert column(told[0], others=7) == []


def test_an_article_in_short_paragraphs_under_headings_is_no_list():
    """Long paragraphs between them show that it is one text, though it holds dates of its own."""
    short = "The harbour was closed on that day and nobody was told by whom or why."
    heads = ("What the first day brought", "What the second day took", "What the third day left",
             "What was said of it all")  # fmt: skip
    lines: list[Line] = []
    for day, head in enumerate(heads, start=1):
        for text, role in ((f"{day} March 2021", "date"), (head, "heading"), (short, "body"),
                           (SENTENCE * 4, "body")):  # fmt: skip
            number = len(lines) + 1
            lines.append(Line(number, text, role, number if role == "body" else 0))
    paragraphs = tuple(line.text for line in lines if line.keep)
    assert reasons_against(Proposal(tuple(lines), paragraphs), {}) == ()
    items = [replace(line, text="") if line.text == SENTENCE * 4 else line for line in lines]
    (reason,) = reasons_against(Proposal(tuple(items), paragraphs), {})
    assert reason.code == "listing"
