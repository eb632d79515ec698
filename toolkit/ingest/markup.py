"""Read what the markup of a web page tells of the article: each value with the tag it stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_META = {
    "title": ("citation_title", "og:title", "twitter:title", "dc.title", "headline"),
    "author": (
        "citation_author",
        "author",
        "article:author",
        "byl",
        "dc.creator",
        "parsely-author",
        "sailthru.author",
    ),
    "published": (
        "article:published_time",
        "citation_publication_date",
        "citation_date",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
        "dc.date",
        "pubdate",
        "date",
        "publish-date",
        "article:published",
    ),
    "outlet": ("og:site_name", "citation_journal_title", "dc.publisher", "application-name"),
    "language": ("og:locale", "content-language"),
}
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|WebPage|CreativeWork", re.IGNORECASE)
_MAX_DEPTH = 8


def read_markup(text: str) -> dict[str, list[Any]]:
    """Read title, author, date, outlet and address from the tags of a page.

    Reads JSON-LD first, then meta tags, then ``<time>``, ``<link rel=canonical>``, ``<h1>`` and
    ``<title>``, then what the browser that saved it has added. The date of a change or of a visit
    is not taken.

    Parameters
    ----------
    text
        The page.

    Returns
    -------
    dict
        Field to ``[value, evidence]``; `author` is a list of names.

    Examples
    --------
    >>> read_markup('<html><head><meta property="og:title" content="Gas"></head></html>')
    {'title': ['Gas', '<meta og:title>']}
    """
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        tree = html.document_fromstring(
            text.encode(),
            parser=html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False),
        )
    except (etree.LxmlError, ValueError):
        return {}
    found: dict[str, list[Any]] = {}
    for source in (_json_ld(tree), _meta(tree), _elements(tree), _saved_from(tree, text)):
        for name, value, evidence in source:
            value = _clean(value)
            if not value:
                continue
            if name == "author":
                _add_author(found, value, evidence)
            else:
                found.setdefault(name, [value, evidence])
    return found


def _clean(value: Any) -> str:
    return " ".join(str(value).split())[:500] if isinstance(value, str) else ""


def _add_author(found: dict[str, list[Any]], value: str, evidence: str) -> None:
    if re.match(r"https?:|www\.|@", value) or value.casefold() in ("admin", "editor", "staff"):
        return
    names, told = found.setdefault("author", [[], evidence])
    # names of one kind of tag belong together; the next kind repeats them
    if told == evidence and value not in names:
        names.append(value)


def _json_ld(tree: Any) -> Iterator[tuple[str, Any, str]]:
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            content = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        nodes = list(_nodes(content, 0))
        # 'publisher': {'@id': …} points at a node of its own, as WordPress writes it
        by_id = {str(node["@id"]): node for node in nodes if node.get("name") and "@id" in node}
        for node in nodes:
            kind = node.get("@type")
            kind = " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")
            if not _ARTICLE_TYPES.search(kind):
                continue
            tag = f"JSON-LD {kind.split()[0]}"
            yield "title", node.get("headline"), f"{tag} headline"
            for name in _names(node.get("author"), by_id):
                yield "author", name, f"{tag} author"
            yield "published", node.get("datePublished"), f"{tag} datePublished"
            for name in _names(node.get("publisher"), by_id)[:1]:
                yield "outlet", name, f"{tag} publisher"
            language = node.get("inLanguage")
            yield "language", language, f"{tag} inLanguage"


_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>]+)"
)


def _saved_from(tree: Any, text: str) -> Iterator[tuple[str, Any, str]]:
    """Read what browsers and their helpers write into a page that they save: its address, author.

    The comments of Chromium and SingleFile, and the head of Firefox's reader view.
    """
    comment = _SAVED_FROM.search(text[:4096])
    if comment:
        yield "url", comment[1], "the comment of the browser that saved it"
    for tag in tree.iterfind(".//a[@href]"):
        if "reader-domain" in (tag.get("class") or "").split():
            yield "url", tag.get("href"), "the link of the reader view"
    for tag in tree.iterfind(".//*[@class]"):
        if "reader-credits" in tag.get("class").split():
            yield "author", tag.text_content(), "the byline of the reader view"


def _nodes(content: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(content, list):
        for entry in content[:200]:
            yield from _nodes(entry, depth + 1)
    elif isinstance(content, dict):
        if "@type" in content:
            yield content
        yield from _nodes(content.get("@graph"), depth + 1)


def _names(value: Any, by_id: Mapping[str, dict[str, Any]]) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    whole = [
        entry
        if not isinstance(entry, dict) or entry.get("name")
        else by_id.get(str(entry.get("@id")), entry)
        for entry in entries
    ]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in whole]
    return [name for name in names if isinstance(name, str)]


def _meta(tree: Any) -> Iterator[tuple[str, Any, str]]:
    tags: dict[str, list[str]] = {}
    for tag in tree.iterfind(".//meta"):
        key = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        if key and tag.get("content"):
            tags.setdefault(key.strip().lower(), []).append(tag.get("content"))
    for name, keys in _META.items():
        for key in keys:
            for value in tags.get(key, ()):
                yield name, value, f"<meta {key}>"


def _elements(tree: Any) -> Iterator[tuple[str, Any, str]]:
    for tag in tree.iterfind(".//time"):
        if tag.get("pubdate") is not None or tag.get("itemprop") == "datePublished":
            yield "published", tag.get("datetime") or tag.text_content(), "<time datePublished>"
    for tag in tree.iterfind(".//*[@itemprop='datePublished']"):
        yield "published", tag.get("content") or tag.get("datetime"), "itemprop datePublished"
    for tag in tree.iterfind(".//*[@rel='author']"):
        yield "author", tag.text_content(), "rel=author"
    for tag in tree.iterfind(".//link[@rel='canonical']"):
        yield "url", tag.get("href"), "<link canonical>"
    for tag in tree.iterfind(".//meta[@property='og:url']"):
        yield "url", tag.get("content"), "<meta og:url>"
    headings = tree.findall(".//h1")
    if len(headings) == 1:
        yield "title", headings[0].text_content(), "<h1>"
    title = tree.find(".//title")
    if title is not None:
        yield "title", title.text_content(), "<title>"
    language = tree.get("lang")
    yield "language", language, "<html lang>"
