"""Saved mails and pages saved as one file: what is their text, and what their heads tell."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.corpus import load
from toolkit.errors import IngestError
from toolkit.ingest import propose_article, read_pages
from toolkit.ingest.documents import read_document

ARTICLE = "2018-02-washington-afrin"
TITLE = "Afrin and the Guns of Manbij"
DAY = "Wed, 14 Feb 2018 08:00:00 +0300"


@pytest.fixture
def proposed(tmp_path):
    """Take a mail as far as what is proposed for it."""

    def propose(data: bytes, name: str = "a.eml"):
        (tmp_path / name).write_bytes(data)
        return propose_article(tmp_path / name)

    return propose


def letter(body: str, **headers: str) -> EmailMessage:
    """A mail of plain text."""
    mail = EmailMessage()
    told = {"From": "Ayla Kurt <a@x.example>", "Subject": TITLE, "Date": DAY, **headers}
    for name, value in told.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail


def told(found: dict) -> dict:
    return {name: value for name, (value, _) in found["markup"].items()}


def test_a_newsletter_is_shown_as_a_mail_program_shows_it(formats):
    """The form with markup, of which no line is lost before it is judged; a hidden one is none."""
    found = read_document("mail", (formats / "article.eml").read_bytes())
    assert "View in browser" in found["lines"]
    assert "Share Like" in found["lines"]
    assert not any("Gas, guns and a map" in line for line in found["lines"])
    assert told(found) == {
        "title": TITLE,
        "author": ("Ayla Kurt",),
        "outlet": "The Straits Monitor",
        "url": "https://straits.example/p/afrin",
        "published": "2018-02-14",
    }


@pytest.mark.parametrize(
    ("subject", "headers", "day"),
    [
        (TITLE, {"List_Id": "<straits.example>"}, "2018-02-14"),
        (TITLE, {}, ""),
        (f"Fwd: {TITLE}", {"List_Id": "<straits.example>"}, ""),
    ],
)
def test_the_day_of_a_mail_is_that_of_its_text_only_where_it_went_to_many(subject, headers, day):
    """A friend may send an article years later; the day is told then, and not taken."""
    mail = letter("Gas flows on.", Subject=subject, **headers)
    found = read_document("mail", bytes(mail))
    assert told(found)["title"] == TITLE
    assert told(found).get("published", "") == day
    said = ["the mail was sent on 2018-02-14, which is not taken for the day of publication"]
    assert found["problems"] == ([] if day or subject != TITLE else said)


@pytest.mark.parametrize(
    "day", ["never", "Wed, 99 Feb 2018 08:00:00 +0300", "1 Feb 99999 8:00 +9999999999999999999", ""]
)
def test_a_day_that_is_none_is_none(day):
    """Nothing is said of it, for nothing is known."""
    found = read_document("mail", f"Subject: Gas\nDate: {day}\n\nGas flows.\n".encode())
    assert found["problems"] == []
    assert "published" not in found["markup"]


def test_of_a_mail_that_forwards_another_the_other_counts(proposed, panel):
    """Under whatever was said of it; a signature is no text."""
    body = (
        "Worth a read.\n\nBest, S.\n\n---------- Forwarded message ---------\n"
        f"From: Ayla Kurt <a@x.example>\nDate: Wed, 14 Feb 2018 at 08:00\nSubject: {TITLE}\n"
        "To: <s@x.example>\n\n\n" + "\n\n".join(panel(ARTICLE)) + "\n\n-- \nAyla\n+90 212 000\n"
    )
    found = proposed(bytes(letter(body, From="Selim Oral <s@x.example>", Subject=f"FW: {TITLE}")))
    assert found.paragraphs == panel(ARTICLE)
    assert found.value("author") == ("Ayla Kurt",)
    assert found.value("title") == TITLE


@pytest.mark.parametrize("above", ["", "Please read what hangs on this mail, for it is very good."])
def test_a_mail_that_hangs_on_another_is_read_where_that_says_nothing(proposed, panel, above):
    """Else it is left out, and told."""
    mail = letter(f"{above}\n", From="Selim Oral <s@x.example>", Subject="Fw")
    mail.add_attachment(letter("\n\n".join(panel(ARTICLE))))
    found = proposed(bytes(mail))
    assert (found.paragraphs == panel(ARTICLE)) == (not above)
    assert found.value("author") == (("Selim Oral",) if above else ("Ayla Kurt",))
    left = f"left out, for it hangs on the mail: {TITLE!r}"
    assert (left in found.warnings) == bool(above)


def test_what_hangs_on_a_mail_is_told():
    """By its name; pictures of the text and signatures are no loss."""
    mail = letter("See what hangs on this.")
    for kind, name in (("pdf", "Ankara’s gas.pdf"), ("pgp-signature", "sign.asc")):
        mail.add_attachment(b"%PDF", maintype="application", subtype=kind, filename=name)
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    found = read_document("mail", bytes(mail))
    assert "left out, for it hangs on the mail: 'Ankara’s gas.pdf'" in found["problems"]
    assert "sign.asc" not in str(found["problems"])
    assert "logo.png" not in str(found["problems"])
    assert found["lines"] == ["See what hangs on this.", "", ""]


def test_text_in_several_parts_is_one_text(proposed, panel):
    """As it is where a picture stands between them; another form of it is not added to it."""
    first, *rest = panel(ARTICLE)
    mail = letter(first)
    mail.make_mixed()
    mail.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", filename="a.png", disposition="inline"
    )
    mail.attach(second := EmailMessage())
    second.set_content("\n\n".join(rest))
    assert proposed(bytes(mail)).paragraphs == panel(ARTICLE)


@pytest.mark.parametrize("spaced", ["", "; delsp=yes"])
def test_flowed_text_is_joined_where_it_flows(spaced):
    """Not where a line ends by itself, and not over a quotation or a signature."""
    gap = "  " if spaced else " "  # the last space is then no part of the text
    body = f"Gas{gap}\r\nflows\r\n\r\n> It{gap}\r\n> did.\r\nOn. \r\n-- \r\nAyla\r\n"
    head = f"From: a@x.example\r\nContent-Type: text/plain; format=flowed{spaced}\r\n\r\n"
    found = read_document("mail", (head + body).encode())["lines"]
    assert found == ["Gas flows", "", "> It did.", "On.", "--", "Ayla", "", ""]


@pytest.mark.parametrize(
    ("sender", "author", "outlet"),
    [
        ("Ayla Kurt <a@x.example>", ("Ayla Kurt",), None),
        ('"Kurt, Ayla" <a@x.example>', ("Ayla Kurt",), None),
        ("Kurt, Ayla <a@x.example>", ("Ayla Kurt",), None),
        ("=?windows-1254?B?" + base64.b64encode("Soli Özel".encode("cp1254")).decode()
         + "?= <a@x.example>", ("Soli Özel",), None),
        ("Ayla Kurt from The Straits <a@x.example>", ("Ayla Kurt",), "The Straits"),
        ("The Straits Monitor <a@x.example>", None, "The Straits Monitor"),
        ("a@x.example", None, None),
        ("<a@x.example>", None, None),
    ],
)  # fmt: skip
def test_who_sends_a_mail_is_its_author_or_its_outlet(sender, author, outlet):
    """In whatever order and letters a mail program writes a name; an address is neither."""
    data = f"From: {sender}\nSubject: Gas\n\nGas flows on.\n".encode()
    found = told(read_document("mail", data))
    assert found.get("author") == author
    assert found.get("outlet") == outlet


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Type: text/plain; charset=windows-1254", "Erdoğan".encode("cp1254")),
        ("Content-Type: text/plain", "Erdoğan".encode()),
        ("Content-Type: text/plain; charset=no-such", "Erdoğan".encode()),
        ("Content-Type: text/plain; charset*=utf-8''utf-8", "Erdoğan".encode()),
        ("Content-Type: text/plain; charset*1*=a; charset*=b", "Erdoğan".encode()),
        ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64",
         base64.b64encode("Erdoğan".encode())),
        ('Content-Type: text/html; charset="iso-8859-9"\nContent-Transfer-Encoding: '
         "quoted-printable", b"<p>Erdo=F0an</p>"),
        ("Content-Type: text/html", b'<meta charset="windows-1254"><p>Erdo\xf0an</p>'),
    ],
)  # fmt: skip
def test_letters_are_read_in_the_encoding_of_their_part(head, body):
    """Named rightly, wrongly, in parts that are numbered wrongly, by the page, or not at all."""
    data = f"From: Ayla Kurt\nSubject: Erdoğan’s gas\n{head}\n\n".encode() + body
    found = read_document("mail", data)
    assert found["lines"][0] == "Erdoğan"
    assert told(found)["title"] == "Erdoğan’s gas"


def test_an_empty_form_with_markup_gives_way_to_the_plain_one():
    """Some programs write both, and words into one of them."""
    mail = letter("Gas flows on.")
    mail.add_alternative("<html><body><br></body></html>", subtype="html")
    assert "Gas flows on." in read_document("mail", bytes(mail))["lines"]


def test_an_export_that_a_database_sends_by_mail_is_parted(formats, tmp_path):
    """As one that was downloaded is."""
    head = b"From: Alerts <a@x.example>\nSubject: Gas\nContent-Type: text/html; charset=utf-8\n\n"
    (tmp_path / "a.eml").write_bytes(head + (formats / "factiva.html").read_bytes())
    pages = read_pages(tmp_path / "a.eml")
    assert [page.kind for page in pages] == ["factiva"] * 3
    assert pages[0].markup["title"][0] == TITLE


@pytest.mark.parametrize(
    "labels",
    [("From", "Sent", "To", "Subject"), ("Kimden", "Gönderildi", "Kime", "Konu"),
     ("От", "Отправлено", "Кому", "Тема")],
)  # fmt: skip
def test_the_head_that_an_office_puts_over_what_it_forwards_is_read(proposed, panel, labels):
    """No line says there that something is forwarded; the notice under it is no text."""
    values = ("Ayla Kurt &lt;a@x.example&gt;", "14 February 2018 8:00", "s@x.example", TITLE)
    head = "<br>".join(f"<b>{name}:</b> {value}" for name, value in zip(labels, values))
    notice = (
        "This e-mail and any attachments are confidential and intended solely for the addressee."
    )
    paragraphs = "".join(f"<p>{text}</p>" for text in (*panel(ARTICLE), notice))
    mail = letter("x", From="Selim Oral <s@x.example>", Subject=f"FW: {TITLE}")
    mail.add_alternative(f"<p>Worth a read.</p><p>{head}</p>{paragraphs}", subtype="html")
    found = proposed(bytes(mail))
    assert found.paragraphs == panel(ARTICLE)
    assert found.value("author") == ("Ayla Kurt",)


def test_a_mail_that_quotes_its_text_is_read_without_the_marks(proposed, panel):
    """Nor is the line over the quotation a part of it; a quotation in a text keeps its marks."""
    quoted = "\n> \n> ".join(panel(ARTICLE))
    above = "On Wed, Feb 14, 2018 at 8:00 AM Ayla Kurt <a@x.example> wrote:"
    assert proposed(bytes(letter(f"{above}\n> {quoted}\n"))).paragraphs == panel(ARTICLE)
    found = read_document("mail", bytes(letter("One.\n\n> Two.\n\nThree.\n")))
    assert found["lines"][:5] == ["One.", "", "> Two.", "", "Three."]


def test_the_name_of_a_list_is_no_part_of_a_title():
    """Programs that distribute mails put it there; elsewhere brackets are an author's."""
    for headers, title in (({"List_Id": "<l.x>"}, TITLE), ({}, f"[turkey-l] {TITLE}")):
        mail = letter("Gas flows on.", Subject=f"[turkey-l] {TITLE}", **headers)
        assert told(read_document("mail", bytes(mail)))["title"] == title


def test_lines_that_recur_in_the_mails_of_an_outlet_are_furniture(tmp_path, root, panel):
    """In one batch, and in a mail that comes later: as in pasted pages."""
    always = "You can answer this letter, and whoever writes it on the quay will read what you say."
    names = (ARTICLE, "2019-11-brussels-a-statement-in-time", "2022-10-moscow-hub-or-bazaar",
             "2016-04-moscow-main-part-goes-home")  # fmt: skip
    paths = []
    for number, name in enumerate(names):
        mail = letter("\n\n".join((*panel(name), always)), Subject=f"Letter {number}: {name[8:]}")
        paths.append(tmp_path / f"{number}.eml")
        paths[-1].write_bytes(bytes(mail))
    (tmp_path / "batch").mkdir()
    for path in paths[:3]:
        path.rename(tmp_path / "batch" / path.name)
    for given in (tmp_path / "batch", paths[3]):
        assert main(["add", str(given), "--corpus", str(root), "--yes"]) == 0
    texts = [item.text for item in load(root).items]
    assert len(texts) == 4
    assert not any("answer this letter" in text for text in texts)


def mhtml(page: str, head: str = "", part: str = "") -> bytes:
    """A page saved as one file, with a frame before it that is not the page."""
    return (
        f"From: <Saved by Blink>\r\nSubject: Gas\r\nDate: {DAY}\r\n{head}MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; start="<p@x>"; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html\r\nContent-ID: <f@x>\r\n\r\n<p>Carpets of wool.</p>\r\n"
        f"--b\r\nContent-Type: text/html\r\nContent-ID: <p@x>\r\n{part}\r\n{page}\r\n"
        "--b\r\nContent-Type: text/css\r\nContent-Location: cid:c@x\r\n\r\np {}\r\n--b--\r\n"
    ).encode()


@pytest.fixture
def page(panel) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in panel(ARTICLE))
    return f"<html><body><article><h1>{TITLE}</h1>{body}</article></body></html>"


@pytest.mark.parametrize(
    ("head", "part", "canonical", "url"),
    [
        ("", "Content-Location: https://straits.example/a\r\n", "", "https://straits.example/a"),
        ("Snapshot-Content-Location: https://straits.example/a\r\n", "", "",
         "https://straits.example/a"),
        ("", "Content-Location: https://straits.example/a?utm=1\r\n", "https://straits.example/a",
         "https://straits.example/a"),
        ("", "Content-Location: https://straits.example/a\r\n", "/a", "https://straits.example/a"),
        ("", "Content-Location: file:///home/a.html\r\n", "", ""),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_the_address_of_a_saved_page_is_known(proposed, panel, page, head, part, canonical, url):
    """That which the page names goes before the one it was saved from; a file has none."""
    if canonical:
        page = page.replace("<body>", f"<head><link rel=canonical href='{canonical}'></head><body>")
    found = proposed(mhtml(page, head, part), "a.mhtml")
    assert found.paragraphs == panel(ARTICLE)
    assert found.value("url") == url
    assert found.value("title") == TITLE
    assert found.value("published") == ""  # it was saved on the day of the head


@pytest.mark.parametrize("where", ["page", "after"])
def test_a_file_that_is_cut_off_is_refused_where_words_are_missing(proposed, panel, page, where):
    """A style sheet after the page may be gone."""
    whole = mhtml(page)
    cut = whole[: whole.index(b"--b", whole.index(b"<article>"))]
    if where == "page":
        with pytest.raises(IngestError, match=r"a\.mhtml: the saved page is cut off amid its text"):
            proposed(cut[:-200], "a.mhtml")
    else:
        assert proposed(whole[: whole.index(b"p {}")], "a.mhtml").paragraphs == panel(ARTICLE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"From: a@x\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n",
         "the mail is encrypted"),
        (b"From: a@x\nContent-Type: application/pdf\n\n%PDF", "the mail holds no text"),
        (b"From: a@x\nContent-Type: text/html\n\n<p> </p>", "the mail holds no text"),
        (b"From: a@x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nGas flows",
         "cut off amid its text"),
        (b"From: a@x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 3_000
         + b"--b--", "more than 2000 parts"),
        (b"From: a@x\n" + b"".join(
            b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3_000)
        ), "nested too deep|holds no text|parts"),
        (b"From: a@x\nContent-Type: text/plain\n\n\x00\x01", "NUL"),
    ],
    ids=["encrypted", "file", "empty", "cut", "parts", "deep", "bytes"],
)  # fmt: skip
def test_a_mail_without_a_text_is_refused_in_words(tmp_path, data, message):
    """With the name of the file and what to do."""
    path = Path(tmp_path / "a.eml")
    path.write_bytes(data)
    with pytest.raises(IngestError, match=rf"a\.eml: .*(?:{message})"):
        read_pages(path)
