"""Compose the files of this folder anew: `python tests/data/formats/compose.py`.

Their texts are articles of the reference panel (CC0); bylines and outlets are invented. The forms are
those that the databases' export menus write.
"""

from __future__ import annotations

import csv
import io
import json
import quopri
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from toolkit.corpus import read_article

HERE = Path(__file__).parent
PANEL = HERE.parents[2] / "corpus" / "articles"
CHOSEN = (
    "2018/2018-02-washington-afrin",
    "2019/2019-11-brussels-a-statement-in-time",
    "2022/2022-10-moscow-hub-or-bazaar",
)
RECORDS = (
    {"author": "AYLA KURT", "outlet": "The Straits Monitor", "date": "February 14, 2018 Wednesday",
     "iso": "2018-02-14", "section": "OPINION; Pg. 8", "load": "February 15, 2018"},
    {"author": "", "outlet": "Brussels Courier", "date": "November 28, 2019",
     "iso": "2019-11-28", "section": "COMMENT", "load": "January 3, 2020"},
    {"author": "Selim Oral and Maria Dolata", "outlet": "Meridian (Moscow)",
     "date": "October 19, 2022 Wednesday 10:30 AM GMT", "iso": "2022-10-19", "section": "World",
     "load": "October 20, 2022"},
)  # fmt: skip


def articles() -> list[tuple[str, list[str], dict[str, str]]]:
    """Give title, paragraphs and record of each article."""
    found = []
    for name, record in zip(CHOSEN, RECORDS, strict=True):
        article = read_article(PANEL / f"{name}.md", root=PANEL)
        paragraphs = [" ".join(p.split()) for p in article.paragraphs]
        found.append((article.title, paragraphs, record))
    return found


def nexis_uni() -> list[str]:
    """Lines as Nexis Uni writes them into one document."""
    lines = ["User Name: A Researcher", "Date and Time: Tuesday, March 3, 2026 10:15:00 AM CET",
             "Job Number: 190000001", "", "Documents (3)"]  # fmt: skip
    for number, (title, _, _) in enumerate(articles(), start=1):
        lines += [f"{number}. {title}", "Client/Matter: -None-", "Search Terms: turkey AND russia",
                  "Search Type: NEAR"]  # fmt: skip
    for title, paragraphs, record in articles():
        year = record["iso"][:4]
        lines += ["", title, record["outlet"], record["date"], "",
                  f"Copyright {year} {record['outlet']} All Rights Reserved", "",
                  f"Section: {record['section']}", "Length: 560 words"]  # fmt: skip
        lines += [f"Byline: By {record['author']}"] if record["author"] else []
        lines += ["Body", ""]
        for paragraph in paragraphs:
            lines += [paragraph, ""]
        lines += ["Classification", "", "Language: ENGLISH", "Publication-Type: Newspaper",
                  "Subject: INTERNATIONAL RELATIONS (90%)", f"Load-Date: {record['load']}", "",
                  "End of Document", ""]  # fmt: skip
    return lines


def nexis_classic() -> list[str]:
    """Lines as LexisNexis Academic wrote them, wrapped and centred."""
    lines: list[str] = []
    found = articles()
    for number, (title, paragraphs, record) in enumerate(found, start=1):
        year = record["iso"][:4]
        lines += [f"{number} of {len(found)} DOCUMENTS".center(70), "", "",
                  record["outlet"].center(70), "", record["date"].center(70),
                  "Late Edition - Final".center(70), "", title, ""]  # fmt: skip
        lines += [f"BYLINE: By {record['author']}", ""] if record["author"] else []
        lines += [f"SECTION: {record['section']}", "", "LENGTH: 560 words", "", ""]
        for paragraph in paragraphs:
            lines += [*wrap(paragraph, 76), ""]
        lines += [f"LOAD-DATE: {record['load']}", "", "LANGUAGE: ENGLISH", "",
                  "PUBLICATION-TYPE: Newspaper", "", "",
                  f"Copyright {year} {record['outlet']}".center(70),
                  "All Rights Reserved".center(70), "", ""]  # fmt: skip
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def factiva_date(iso: str) -> str:
    """Write a day as Factiva does."""
    months = "January February March April May June July August September October November December"
    year, month, day = iso.split("-")
    return f"{int(day)} {months.split()[int(month) - 1]} {year}"


def factiva_plain() -> list[str]:
    """Lines as Factiva writes full articles without indexing."""
    lines: list[str] = []
    for number, (title, paragraphs, record) in enumerate(articles(), start=1):
        lines += [record["section"].split(";")[0], title]
        lines += [f"By {record['author']}"] if record["author"] else []
        lines += ["560 words", factiva_date(record["iso"]), "10:30", record["outlet"], "STRMON",
                  "English", f"Copyright {record['iso'][:4]} {record['outlet']}. "
                  "All rights reserved.", ""]  # fmt: skip
        for paragraph in paragraphs:
            lines += [paragraph, ""]
        lines += [f"Document STRMON0020180214ee2e0000{number}", ""]
    return [*lines, "Search Summary", "Text: turkey and russia", "Date: All Dates"]


def factiva_coded() -> list[str]:
    """Lines as Factiva writes full articles with its two-letter codes."""
    lines: list[str] = []
    for number, (title, paragraphs, record) in enumerate(articles(), start=1):
        lines += [f"SE  {record['section'].split(';')[0]}", f"HD  {title}"]
        lines += [f"BY  By {record['author']}"] if record["author"] else []
        lines += ["WC  560 words", f"PD  {factiva_date(record['iso'])}", "ET  10:30",
                  f"SN  {record['outlet']}", "SC  STRMON", "PG  8", "LA  English",
                  f"CY  Copyright {record['iso'][:4]} {record['outlet']}", "", "LP  ",
                  paragraphs[0], "", "TD  "]  # fmt: skip
        for paragraph in paragraphs[1:]:
            lines += [paragraph, ""]
        lines += ["NS  gdip : International Relations", "RE  turk : Turkey | russ : Russia",
                  "PUB  The Straits Press", f"AN  Document STRMON0020180214ee2e0000{number}", ""]  # fmt: skip
    return lines


def proquest() -> list[str]:
    """Lines as ProQuest writes its text export."""
    lines: list[str] = []
    found = articles()
    for number, (title, paragraphs, record) in enumerate(found, start=1):
        day = factiva_date(record["iso"])
        names = "; ".join(
            ", ".join(reversed(name.title().rsplit(" ", 1)))
            for name in record["author"].split(" and ") if name
        )  # fmt: skip
        lines += ["_" * 60, f"Document {number} of {len(found)}", "", title, ""]
        lines += [f"Author: {names}", ""] if names else []
        lines += [f"Publication info: {record['outlet']} ; Istanbul [Istanbul]. {day}: A.8.", "",
                  f"https://proquest.example/docview/{9000 + number}", "", "Abstract: None", "",
                  "Full text: " + paragraphs[0], ""]  # fmt: skip
        for paragraph in paragraphs[1:]:
            lines += [paragraph, ""]
        lines += ["Subject: International relations", "Location: Turkey", f"Title: {title}",
                  f"Publication title: {record['outlet']}; Istanbul", "Pages: A.8",
                  f"Publication year: {record['iso'][:4]}", f"Publication date: {day}",
                  f"Section: {record['section'].split(';')[0]}",
                  "Source type: Newspapers", "Language of publication: English",
                  f"ProQuest document ID: {9000 + number}",
                  f"Document URL: https://proquest.example/docview/{9000 + number}",
                  f"Last updated: {record['load']}", "Database: Global Newsstream", ""]  # fmt: skip
    return lines


def rtf(lines: list[str]) -> bytes:
    """Write lines as RTF, letters beyond ASCII by code page or by number."""
    body = []
    for line in lines:
        out = ""
        for character in line:
            if character in "\\{}":
                out += "\\" + character
            elif ord(character) < 128:
                out += character
            elif character in "’“”–—‘":
                names = {"’": "rquote", "‘": "lquote", "“": "ldblquote", "”": "rdblquote",
                         "–": "endash", "—": "emdash"}  # fmt: skip
                out += f"\\{names[character]} "
            elif ord(character) < 256:
                out += f"\\'{ord(character):02x}"
            else:
                out += f"\\u{ord(character)}?"
        body.append(out + "\\par")
    head = (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}}"
        "{\\*\\generator Composer;}{\\header Page 1}\\uc1\\pard "
    )
    return (head + "\n".join(body) + "}").encode("ascii")


def docx(lines: list[str]) -> bytes:
    """Write lines as paragraphs of a DOCX whose bytes do not change."""
    import docx as python_docx

    document = python_docx.Document()
    for line in lines:
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "docProps/thumbnail.jpeg":
                data = b""
            new.writestr(zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)), data,
                         zipfile.ZIP_DEFLATED)  # fmt: skip
    return fixed.getvalue()


def odt(lines: list[str]) -> bytes:
    """Write lines as an OpenDocument text in the middle of its editing, with remarks and a note."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("meta", "meta"))
    )
    deleted = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>Nobody '
        "shall read this.</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    remark = "<office:annotation><text:p>Is it so?</text:p></office:annotation>"
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>From the ministry.</text:p></text:note-body></text:note>"
    )
    title, *rest = map(escape, lines)
    last = rest.pop()
    body = "".join(f"<text:p>{line}</text:p>" for line in rest)
    whole = (
        f'{deleted}<text:h text:outline-level="1">{title}</text:h>{body}<text:list><text:list-item>'
        f'<text:p>{last[:40]}{remark}<text:change text:change-id="c1"/><text:span>{last[40:]}'
        f"</text:span>{note}</text:p></text:list-item></text:list>"
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in (
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", f"{head}<office:document-content {spaces}><office:body><office:text>"
             f"{whole}</office:text></office:body></office:document-content>"),
            ("meta.xml", f"{head}<office:document-meta {spaces}><office:meta><meta:initial-creator>"
             "The office</meta:initial-creator></office:meta></office:document-meta>"),
        ):  # fmt: skip
            packing = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(member, content, packing)
    return written.getvalue()


def message(headers: dict[str, str], parts: list[tuple[dict[str, str], str]]) -> bytes:
    """Write a message of several parts, each quoted-printable, as browsers and mail programs do."""
    mark = "----MultipartBoundary--composed----"
    head = {**headers, "MIME-Version": "1.0"}
    head["Content-Type"] += f'; boundary="{mark}"'
    lines = [f"{name}: {value}" for name, value in head.items()]
    for told, text in parts:
        packed = quopri.encodestring(text.encode("utf-8")).decode("ascii")
        told = {**told, "Content-Transfer-Encoding": "quoted-printable"}
        lines += ["", f"--{mark}", *(f"{name}: {value}" for name, value in told.items())]
        lines += ["", *packed.split("\n")]
    return "\r\n".join([*lines, f"--{mark}--", ""]).encode("ascii")


def mhtml(page: str) -> bytes:
    """Write a page as Chromium saves it in one file, with a frame and a picture."""
    address = "https://straits.example/2018/02/14/afrin"
    saved = {
        "From": "<Saved by Blink>",
        "Snapshot-Content-Location": address,
        "Subject": "Afrin",
        "Date": "Tue, 3 Mar 2026 10:00:00 -0000",
        "Content-Type": 'multipart/related; type="text/html"',
    }
    frame = "<html><body><p>Carpets of the finest wool, and nothing to pay until May.</p></body></html>"
    page = re.sub("<script.*?</script>", "", page, flags=re.DOTALL)  # none is saved, JSON-LD neither
    page = page.replace("<nav>", '<iframe src="cid:frame-2@mhtml.blink"></iframe><nav>')
    parts = [
        ({"Content-Type": "text/html", "Content-ID": "<frame-1@mhtml.blink>",
          "Content-Location": address}, page),
        ({"Content-Type": "text/html", "Content-ID": "<frame-2@mhtml.blink>"}, frame),
        ({"Content-Type": "image/svg+xml", "Content-Location": "https://straits.example/a.svg"},
         "<svg></svg>"),
    ]  # fmt: skip
    return message(saved, parts)


def mail(title: str, paragraphs: list[str], record: dict[str, str]) -> bytes:
    """Write a newsletter: its text plain, and as tables within tables."""
    name = record["author"].title()
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    shown = f"""<html><head><style>p {{ margin: 0 }}</style></head><body>
<div style="display:none">Gas, guns and a map</div><table><tr><td><a href="#">View in browser</a></td></tr>
<tr><td><h1>{title}</h1><div>By {name}</div><div>February 14, 2018</div></td></tr>
<tr><td>{body}</td></tr><tr><td><a href="#">Share</a> <a href="#">Like</a></td></tr></table>
<p>You receive this because you subscribed. <a href="#">Unsubscribe</a></p></body></html>
"""
    plain = "\n\n".join("\n".join(wrap(paragraph, 72)) for paragraph in paragraphs)
    headers = {
        "From": f'"{name} from {record["outlet"]}" <letter@straits.example>',
        "Subject": f"=?utf-8?Q?{title.replace(' ', '_')}?=",
        "Date": "Wed, 14 Feb 2018 08:00:00 +0300",
        "List-Unsubscribe": "<https://straits.example/out>",
        "List-Post": "<https://straits.example/p/afrin>",
        "Content-Type": "multipart/alternative",
    }
    parts = [({"Content-Type": "text/plain; charset=utf-8"}, plain),
             ({"Content-Type": "text/html; charset=utf-8"}, shown)]  # fmt: skip
    return message(headers, parts)


def pdf(lines: list[str]) -> bytes:
    """Write lines as one page after another of a plain PDF."""
    pages = [lines[start : start + 50] for start in range(0, len(lines), 50)]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects.append(font)
    kids = []
    for page in pages:
        text = "BT /F1 10 Tf 14 TL 60 780 Td\n"
        for line in page:
            plain = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            text += f"({plain}) Tj T*\n"
        text += "ET"
        size = len(text.encode("cp1252"))
        objects.append(f"<< /Length {size} >>\nstream\n{text}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010} 00000 n \n" for place in places).encode()
    out += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    )
    return out


def html(title: str, paragraphs: list[str], record: dict[str, str]) -> str:
    """Write a page of a news site: menu, share buttons, body, related links, comments."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    linked = json.dumps({
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title,
        "datePublished": f"{record['iso']}T08:00:00+03:00", "dateModified": "2024-01-01",
        "author": [{"@type": "Person", "name": record["author"].title()}],
        "publisher": {"@type": "Organization", "name": record["outlet"]},
    })  # fmt: skip
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | {record["outlet"]}</title>
<link rel="canonical" href="https://straits.example/2018/02/14/afrin">
<script type="application/ld+json">{linked}</script>
<script>document.write("<p>Injected by a script, and no part of the article.</p>")</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/opinion">Opinion</a></li></ul></nav>
<p class="today">Tuesday, March 3, 2026</p>
<article><h1>{title}</h1><p class="byline">By {record["author"].title()}</p>
<figure><img src="a.jpg" alt=""><figcaption>A convoy near Azaz, Jan. 30, 2018. (AP)</figcaption></figure>
{body}</article>
<aside><h3>Related</h3><ul><li><a href="/1">Wheat prices hit a high</a></li></ul></aside>
<section id="comments"><h3>2 Comments</h3><p>I do not agree with a word of it, and never will.</p></section>
<footer>Copyright 2018 {record["outlet"]}. All rights reserved.</footer></body></html>
"""


def main() -> None:
    """Write every file."""
    found = articles()
    title, paragraphs, record = found[0]
    name = record["author"].title()
    page = [title, "", f"By {name}", "", "February 14, 2018", ""]
    for paragraph in paragraphs:
        page += [paragraph, ""]
    (HERE / "article.html").write_text(html(title, paragraphs, record), encoding="utf-8")
    (HERE / "article.docx").write_bytes(docx([line for line in page if line]))
    (HERE / "article.odt").write_bytes(odt([line for line in page if line]))
    (HERE / "article.mhtml").write_bytes(mhtml(html(title, paragraphs, record)))
    (HERE / "article.eml").write_bytes(mail(title, paragraphs, record))
    (HERE / "article.rtf").write_bytes(rtf(page))
    printed = [title, "", f"By {name}", "February 14, 2018", ""]
    for paragraph in paragraphs:
        printed += [*wrap(paragraph, 88), ""]
    (HERE / "article.pdf").write_bytes(pdf(printed))
    front = (f'---\ntitle: "{title}"\nauthor: [{name}]\npublished: {record["iso"]}\n'
             f'outlet: {record["outlet"]}\n---\n\n')  # fmt: skip
    text = "\n\n".join(paragraphs)
    (HERE / "article.md").write_text(front + text + "\n", encoding="utf-8")
    added = "Beşiktaş and Kadıköy, where Erdoğan’s voters live, read it as a promise of gas."
    turkish = [*page[:-1], "", added, ""]
    (HERE / "turkish-1254.txt").write_bytes("\n".join(turkish).encode("cp1254", "replace"))
    broken = text.replace("’", "â€™").replace("“", "â€œ") + "\n\nTurkeyâ€™s Erdo?an andrdquo; it.\n"
    (HERE / "mojibake.txt").write_text(f"{title}\n\nBy {name}\n\n{broken}", encoding="utf-8")
    (HERE / "nexis-uni.docx").write_bytes(docx(nexis_uni()))
    (HERE / "nexis-uni.rtf").write_bytes(rtf(nexis_uni()))
    (HERE / "nexis-classic.txt").write_text("\n".join(nexis_classic()), encoding="utf-8")
    (HERE / "factiva.rtf").write_bytes(rtf(factiva_plain()))
    rows = "\n".join(f"<p>{line}</p>" if line else "" for line in factiva_plain())
    (HERE / "factiva.html").write_text(
        f'<html><head><meta charset="utf-8"><title>Factiva</title></head><body>{rows}</body></html>',
        encoding="utf-8",
    )
    (HERE / "factiva-coded.txt").write_text("\n".join(factiva_coded()), encoding="utf-8")
    (HERE / "proquest.txt").write_text("\n".join(proquest()), encoding="utf-8")
    tables(found)


def tables(found: list[tuple[str, list[str], dict[str, str]]]) -> None:
    """Write tables of texts and of metadata."""
    with (HERE / "texts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["doc_id", "text", "title", "author", "date", "outlet", "event"])
        for number, (title, paragraphs, record) in enumerate(found, start=1):
            author = record["author"].replace(" and ", "; ")
            writer.writerow([f"text{number}", "\n\n".join(paragraphs), title, author,
                             record["iso"], record["outlet"], "afrin"])  # fmt: skip
    with (HERE / "texts.jsonl").open("w", encoding="utf-8") as file:
        for number, (title, paragraphs, record) in enumerate(found, start=1):
            row = {"doc_id": f"text{number}", "text": "\n\n".join(paragraphs), "title": title,
                   "author": [a for a in record["author"].split(" and ") if a],
                   "published": record["iso"], "source": record["outlet"], "stance": number}  # fmt: skip
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    (HERE / "zotero.csv").write_text(
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","Url","Date",'
        '"Date Added","Access Date","Section","File Attachments"\n'
        f'"AB12","newspaperArticle","2018","Kurt, Ayla","{found[0][0]}","The Straits Monitor",'
        '"https://straits.example/2018/02/14/afrin","2018-02-14","2024-05-01 10:00:00",'
        '"2024-05-02 11:00:00","Opinion","C:\\Users\\a\\Zotero\\storage\\AB12\\article.pdf"\n'
        '"CD34","newspaperArticle","2019","","A statement that nobody has","Brussels Courier","",'
        '"03/04/2019","2024-05-01 10:00:00","","",""\n',
        encoding="utf-8",
    )
    (HERE / "library.ris").write_text(
        f"TY  - NEWS\nAU  - Kurt, Ayla\nTI  - {found[0][0]}\nT2  - The Straits Monitor\n"
        "PY  - 2018\nDA  - 2018/02/14/\nUR  - https://straits.example/2018/02/14/afrin\n"
        "Y2  - 2024/05/02/\nL1  - files/12/article.pdf\nSE  - Opinion\nER  - \n\n"
        "TY  - NEWS\nAU  - Oral, Selim\nAU  - Dolata, Maria\nTI  - Hub or bazaar\nPY  - 2022\nER  - \n",
        encoding="utf-8",
    )
    works = [
        {"id": "http://zotero.example/1", "type": "article-newspaper", "title": found[0][0],
         "container-title": "The Straits Monitor", "language": "en-GB", "section": "Opinion",
         "URL": "https://straits.example/2018/02/14/afrin",
         "author": [{"family": "Kurt", "given": "Ayla"}],
         "issued": {"date-parts": [["2018", 2, 14]]},
         "accessed": {"date-parts": [["2024", 5, 2]]}},
        {"id": "http://zotero.example/2", "type": "report", "title": "A <i>hub</i> or a bazaar",
         "publisher": "Quay Institute", "issued": {"date-parts": [[2022, 9], [2022, 10]]},
         "author": [{"family": "Dolata", "given": "Maria", "non-dropping-particle": "von"},
                    {"literal": "Quay Institute"}]},
    ]  # fmt: skip
    text = json.dumps(works, ensure_ascii=False, indent=1)
    (HERE / "library.json").write_text(text + "\n", encoding="utf-8")
    (HERE / "metadata.csv").write_text(
        "doc_id;title;author;date;outlet;event\n"
        f'article.pdf;"{found[0][0]}";Ayla Kurt;2018-02-14;The Straits Monitor;afrin\n'
        "turkish-1254;;Ayla Kurt;05/02/2018;Boğaz Post;afrin\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
