"""Write a page as lines of text, as it is pasted from a browser: nothing is judged or left out."""

from __future__ import annotations

import re
from typing import Any

_BLOCK_NAMES = (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre "
    "section summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
# Browsers leave a blank line around these.
_SPACED_NAMES = "p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre figure table hr article"
_SPACED = frozenset(_SPACED_NAMES.split())
_UNSEEN_NAMES = (
    "script style noscript template head title meta link iframe svg object embed textarea select "
    "button input"
)
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAX_NODES = 500_000


def rendered(html: str) -> list[str]:
    """Give the lines of a page that a reader sees, blank ones where a browser leaves space.

    Parameters
    ----------
    html
        The page.

    Examples
    --------
    >>> rendered("<h1>Gas</h1><p>It <b>flows</b>.<br>Still.</p><script>alert(1)</script>")
    ['Gas', '', 'It flows.', 'Still.']
    """
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as parser_of

    if not html.strip():
        return []
    try:
        tree = parser_of.document_fromstring(
            html.encode("utf-8", "replace"),
            parser=parser_of.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False),
        )
    except (etree.LxmlError, ValueError):
        return []
    page = _Lines()
    # a walk of its own: a page may nest deeper than Python recurses
    todo: list[tuple[Any, bool]] = [(tree, True)]
    for _ in range(_MAX_NODES):
        if not todo:
            break
        node, opening = todo.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if not opening:
            page.leave(tag)
            page.write(node.tail)
            continue
        if not tag or _is_unseen(node, tag):
            page.write(node.tail)
            continue
        page.enter(tag)
        page.write(node.text)
        todo.append((node, False))
        todo += [(child, True) for child in reversed(node)]
    return page.finish()


def _is_unseen(node: Any, tag: str) -> bool:
    return (
        tag in _UNSEEN
        or node.get("hidden") is not None
        or bool(_HIDDEN_STYLE.search(node.get("style") or ""))
    )


class _Lines:
    """The lines of a page while it is walked."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""

    def write(self, text: str | None) -> None:
        if text:
            self.line += re.sub(r"\s+", " ", text)

    def enter(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)
        if tag == "br":
            self._break(keep_empty=bool(self.line.strip()))
        elif tag == "li":
            self.line = "• "
        elif tag in ("td", "th") and self.line.strip():
            self.line += " "

    def leave(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break(spaced=tag in _SPACED)

    def _break(self, *, spaced: bool = False, keep_empty: bool = False) -> None:
        text = re.sub(r" +", " ", self.line).strip()
        if text and text != "•":
            self.lines.append(text)
        elif keep_empty:
            self.lines.append("")
        self.line = ""
        if spaced and self.lines and self.lines[-1]:
            self.lines.append("")

    def finish(self) -> list[str]:
        self._break()
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        return self.lines
