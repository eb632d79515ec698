"""Read web pages: their main text, or all the lines that a browser shows."""

from __future__ import annotations

from typing import Any

from toolkit.ingest.archives import DocumentError
from toolkit.ingest.rendering import rendered


def read_html(data: bytes) -> dict[str, Any]:
    """Extract the main text of a page and what its markup tells of it.

    Uses `trafilatura` in its precise mode without comments: foreign text hurts a corpus more than
    a lost line does.
    """
    import trafilatura

    from toolkit.ingest.markup import read_markup

    text = data.decode("utf-8")
    extracted = trafilatura.extract(
        text,
        favor_precision=True,
        include_comments=False,
        include_tables=False,
        deduplicate=False,
    )
    if not extracted:
        raise DocumentError(
            "no article was found in the page; open it in a browser and paste its text "
            "into a .txt file"
        )
    lines: list[str] = []
    for line in extracted.split("\n"):
        lines += [line, ""]
    markup = read_markup(text)
    # the main text is without the byline and the date over it
    untold = not {"author", "published"} <= markup.keys()
    shown = rendered(text) if untold else []
    return {"lines": lines, "markup": markup, "problems": [], "shown": shown}


def read_rendered(data: bytes) -> dict[str, Any]:
    """Give all the lines of a page as a browser shows them: for pages that hold many articles."""
    return {"lines": rendered(data.decode("utf-8")), "markup": {}, "problems": []}
