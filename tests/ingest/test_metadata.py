"""What a page tells of its article: each value with its source, and dates that are none."""

from __future__ import annotations

import json

import pytest

from toolkit.ingest import propose_article
from toolkit.ingest.dates import find_dates
from toolkit.ingest.mail import read_head
from toolkit.ingest.markup import read_markup

TEXT = (
    "Ankara and Moscow have struck a bargain that neither of them likes, and both will keep it as "
    "long as the price of leaving it is higher than that of staying. This is what paragraph {} of "
    "the argument has to say about it, at some length, so that nobody takes it for a caption."
)
BODY = tuple(TEXT.format(n) for n in range(6))


def propose(tmp_path, *head: str, tail: tuple[str, ...] = ()):
    path = tmp_path / "page.txt"
    path.write_text("\n\n".join([*head, *BODY, *tail]), encoding="utf-8")
    return propose_article(path)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("14 September 2019", "2019-09-14"),
        ("September 14, 2019", "2019-09-14"),
        ("Sept 14 2019, 10:31 am GMT+3", "2019-09-14"),
        ("31Jul2018", "2018-07-31"),
        ("27.11.2015 00:33", "2015-11-27"),
        ("06.10.2023", "2023-10-06"),
        ("5.2.2016 10:15", "2016-02-05"),
        ("05.27.2019", "2019-05-27"),
        ("2019.05.27", "2019-05-27"),
        ("3/13/2017", "2017-03-13"),
        ("14 Eylül 2019", "2019-09-14"),
        ("14 Ağu 2019", "2019-08-14"),
        ("14 EKİ 2019", "2019-10-14"),
        ("06 Şub. 2023 - 09:10", "2023-02-06"),
        ("6 октября 2023 г.", "2023-10-06"),
        ("31 МАЯ 2019, 12:40", "2019-05-31"),
        ("September 2019", "2019-09"),
        ("Published on 14 September 2019, updated on 3 May 2024", "2019-09-14"),
    ],
)
def test_a_date_line_in_each_form(tmp_path, line, day):
    """The forms that the catalogue of real pages counts."""
    candidate = propose(tmp_path, "A bargain nobody likes", "By Ayla Kurt", line)
    assert candidate.value("published") == day
    assert candidate.fields["published"].source == "text"
    assert "line 5" in candidate.fields["published"].evidence


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("05/02/2016", ["2016-02-05", "2016-05-02"]),
        ("12/31/2019", ["2019-12-31"]),
        ("03.04.2020", ["2020-04-03"]),
        ("03.04.20", ["2003-04-20", "2020-03-04", "2020-04-03"]),
        ("19-12-11", ["2011-12-19", "2019-12-11"]),
        ("13.13.2019", []),
        ("01/01/1970", []),
    ],
)
def test_all_days_that_numbers_can_mean(line, days):
    """A year of two digits may stand first; points with a whole year open with the day."""
    assert [day for date in find_dates(line) for day in date.readings] == days


@pytest.mark.parametrize("line", ["05/02/2016", "09/10/22", "03-04-2020", "03.04.20"])
def test_the_order_of_day_and_month_is_never_guessed(tmp_path, line):
    """The year at most is proposed; both readings are shown, and the date is asked for."""
    candidate = propose(tmp_path, "A bargain nobody likes", "By Ayla Kurt", line)
    assert len(candidate.value("published")) in (0, 4)
    assert "published" in candidate.missing
    assert any(" or " in warning for warning in candidate.warnings)


@pytest.mark.parametrize(
    "head",
    [
        ("Tuesday, March 3, 2026", "Home", "News", "Opinion", "A bargain nobody likes",
         "By Ayla Kurt"),
        ("A bargain nobody likes", "By Ayla Kurt",
         "Erdogan and Putin shake hands in Sochi, Sept. 29, 2021. (AP Photo)"),
        ("A bargain nobody likes", "By Ayla Kurt", "Last updated: 3 May 2024"),
        (" date 2020-02-18 A bargain nobody likes", "By Ayla Kurt"),
        ("A bargain nobody likes", "By Ayla Kurt", "January 1, 1970"),
    ],
    ids=["visit", "caption", "change", "crawler", "no date of software"],
)  # fmt: skip
def test_what_is_not_the_date_of_publication(tmp_path, head):
    """Nothing is proposed rather than the wrong day."""
    candidate = propose(tmp_path, *head)
    assert candidate.value("title") == "A bargain nobody likes"
    assert candidate.value("published") == ""
    assert "published" in candidate.missing


def test_a_date_in_the_text_is_none_of_the_article(tmp_path):
    """The day of which it speaks."""
    candidate = propose(
        tmp_path,
        "A bargain nobody likes",
        "By Ayla Kurt",
        "On 5 March 2020 the two presidents met in Moscow and signed what was ready.",
    )
    assert candidate.value("published") == ""


def test_a_crawlers_date_before_the_first_sentence_is_left_out(tmp_path):
    """It is fused to the text on one page in sixteen; the line says so."""
    path = tmp_path / "page.txt"
    path.write_text("\n\n".join([f" date 2020-02-18 {BODY[0]}", *BODY[1:]]), encoding="utf-8")
    candidate = propose_article(path, title="A bargain")
    assert candidate.paragraphs == BODY
    assert candidate.value("published") == ""
    assert any("2020-02-18, the date on which the page was stored" in w for w in candidate.warnings)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ayla Kurt", ("Ayla Kurt",)),
        ("BY AYLA KURT", ("Ayla Kurt",)),
        ("by Ayla Kurt @ The Straits Monitor", ("Ayla Kurt",)),
        ("By Ayla Kurt, a senior fellow at the Strait Institute, and Soli Özel",
         ("Ayla Kurt", "Soli Özel")),
        ("Ayla Kurt writes:", ("Ayla Kurt",)),
        ("Author: Ayla Kurt", ("Ayla Kurt",)),
        ("Ayla Kurt • EUobserver", ("Ayla Kurt",)),
        ("14 September 2019 • Expert Comment • Ayla Kurt", ("Ayla Kurt",)),
        ("14 September 2019, by Ayla Kurt of the ECFR", ("Ayla Kurt",)),
        ("Ayla Kurt-ANKARA-", ("Ayla Kurt",)),
        ("Prof. Dr. Ayla Kurt", ("Ayla Kurt",)),
        ("By Assoc. Prof. Dr. Ayla Kurt and Dr Soli Özel", ("Ayla Kurt", "Soli Özel")),
        ("BY İSMAİL IŞIK", ("İsmail Işık",)),
        ("By", ()),
        ("By Reuters", ()),
        ("By OUR CORRESPONDENT", ()),
    ],
)  # fmt: skip
def test_bylines_in_the_forms_that_pages_have(tmp_path, line, names):
    """Labels, capitals, roles, outlets; an agency, a desk and an empty label are nobody."""
    candidate = propose(tmp_path, "A bargain nobody likes", line)
    assert candidate.value("author") == names
    assert candidate.paragraphs == BODY


def test_a_repeated_caption_before_the_title_is_not_the_title(tmp_path):
    """First alone, then with its credit: as on one page in eight."""
    caption = "The hall of the palace in Sochi, June 21, 2018"
    candidate = propose(tmp_path, caption, f"{caption} Straits Photo", "A bargain nobody likes",
                        "By Ayla Kurt")  # fmt: skip
    assert candidate.value("title") == "A bargain nobody likes"
    assert candidate.paragraphs == BODY


def test_markup_that_points_at_another_node_is_followed():
    """As WordPress writes it: author and publisher by their @id, described once in the graph."""
    graph = [
        {"@type": "Article", "headline": "Gas", "author": [{"@id": "#p"}, {"@id": "#gone"}],
         "publisher": {"@id": "#o"}},
        {"@type": "Person", "@id": "#p", "name": "Ayla Kurt"},
        {"@type": "Organization", "@id": "#o", "name": "The Ledger"},
    ]  # fmt: skip
    script = json.dumps({"@context": "https://schema.org", "@graph": graph})
    found = read_markup(f"<script type='application/ld+json'>{script}</script><p>Gas.</p>")
    assert found["author"][0] == ["Ayla Kurt"]
    assert found["outlet"][0] == "The Ledger"


@pytest.mark.parametrize(
    "head",
    [
        "<!-- saved from url=(0030)https://example.org/2021/03/gas -->",
        "<!--\n Page saved with SingleFile \n url: https://example.org/2021/03/gas \n-->",
        "<a class='domain reader-domain' href='https://example.org/2021/03/gas'>example.org</a>",
    ],
)
def test_a_saved_page_tells_its_address_where_the_browser_wrote_it(head):
    """Without it two copies of a page were not known to be one, nor the month in its address."""
    page = f"<!DOCTYPE html>{head}<html><body><div class='credits reader-credits'>Ayla Kurt</div>"
    found = read_markup(f"{page}<p>Gas flows.</p></body></html>")
    assert found["url"][0] == "https://example.org/2021/03/gas"
    assert found["author"][0] == ["Ayla Kurt"]
    own = page.replace(
        "<body>", "<head><link rel='canonical' href='https://own.org/a'></head><body>"
    )
    assert read_markup(own)["url"][0] == "https://own.org/a"


@pytest.mark.parametrize(
    ("head", "title", "author", "outlet"),
    [
        (("From: Aslı Demir <a@example.org>", "To: me@example.org", "Subject: Fwd: Receipts",
          "Date: Tue, 9 Nov 2021 07:12:00 +0300"), "Receipts", ("Aslı Demir",), ""),
        (("Kimden: The Black Sea Letter <a@example.org>", "Konu: Makbuzlar",
          "Date: 9 November 2021"), "Makbuzlar", (), "The Black Sea Letter"),
    ],
)  # fmt: skip
def test_a_letter_tells_its_subject_and_sender(tmp_path, head, title, author, outlet):
    """The line about the browser was its title, who signed up stood in its text."""
    body = [
        "View this email in your browser",
        *BODY,
        "You are receiving this email because you signed up at our website.",
        "Unsubscribe | Update your preferences",
    ]
    path = tmp_path / "letter.txt"
    path.write_text("\n".join(head) + "\n\n" + "\n\n".join(body), encoding="utf-8")
    candidate = propose_article(path)
    assert candidate.value("title") == title
    assert candidate.value("author") == author
    assert candidate.value("outlet") == outlet
    assert candidate.value("published") == "2021-11-09"
    assert candidate.paragraphs == BODY
    assert candidate.missing == (() if author else ("author",))


@pytest.mark.parametrize(
    "lines",
    [
        ("From: Ankara to Moscow", "The road is long, and it is said to be open."),
        ("Subject: a word with two meanings", "To: is no name of a field here."),
    ],
)
def test_a_headline_with_a_colon_is_no_head_of_a_letter(tmp_path, lines):
    """Sender and subject both make one."""
    assert read_head(lines) == {}


def test_where_it_was_first_published_ends_before_the_date(tmp_path):
    """The outlet was 'Kommersant on'."""
    said = "(Originally published in Kommersant on 7 October 2022.)"
    candidate = propose(tmp_path, "A bargain nobody likes", "By Ayla Kurt", tail=(said,))
    assert candidate.value("outlet") == "Kommersant"


@pytest.mark.parametrize("line", ["Yazan: Çiğdem Ağaoğlu", "Автор: Çiğdem Ağaoğlu"])
def test_bylines_are_labelled_in_turkish_and_russian_too(tmp_path, line):
    """'Yazar' was known, who wrote under 'Yazan' was asked for."""
    candidate = propose(tmp_path, "A bargain nobody likes", line, "23 April 2017")
    assert candidate.value("author") == ("Çiğdem Ağaoğlu",)
