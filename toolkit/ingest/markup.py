"""Read what the markup of a web page tells of the article: each value with the tag it stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
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
    ``<title>``. The date of a change or of a visit is not taken.

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
    for source in (_json_ld(tree), _meta(tree), _elements(tree)):
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
        for node in _nodes(content, 0):
            kind = node.get("@type")
            kind = " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")
            if not _ARTICLE_TYPES.search(kind):
                continue
            tag = f"JSON-LD {kind.split()[0]}"
            yield "title", node.get("headline"), f"{tag} headline"
            for name in _names(node.get("author")):
                yield "author", name, f"{tag} author"
            yield "published", node.get("datePublished"), f"{tag} datePublished"
            for name in _names(node.get("publisher"))[:1]:
                yield "outlet", name, f"{tag} publisher"
            language = node.get("inLanguage")
            yield "language", language, f"{tag} inLanguage"


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


def _names(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
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
