"""Write an article file: front matter that reads back as it was given, then the paragraphs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from toolkit.corpus import frontmatter, schema
from toolkit.corpus.article import clean_body
from toolkit.errors import IngestError

# What YAML reads as plain text wherever it stands; everything else is quoted.
_PLAIN = re.compile(r"[^\W_](?:[\w .'’()/+-]*[\w.)'’])?")
_PLAIN_URL = re.compile(r"https?://[\w./~%+=?&-]+")


def render(fields: Mapping[str, Any], body: str) -> str:
    r"""Write the text of an article file.

    The file reads back (`toolkit.corpus.article.read_article`) as exactly these fields and
    paragraphs. Fields stand in the order of the schema; an empty optional field is left out.

    Parameters
    ----------
    fields
        The fields of the article: texts, `author` a sequence, `field_sources` and `variables`
        mappings.
    body
        Paragraphs separated by blank lines.

    Returns
    -------
    str

    Raises
    ------
    IngestError
        With everything that is wrong with the fields or the body.

    Examples
    --------
    >>> fields = {"id": "2019-gas", "title": "Gas: a #bargain?", "author": ["Ayla Kurt"],
    ...           "published": "2019", "language": "en", "genre": "commentary",
    ...           "rights": "in-copyright", "provenance": "collected"}
    >>> print(render(fields, "One.\n\nTwo."))
    ---
    id: 2019-gas
    title: "Gas: a #bargain?"
    author: [Ayla Kurt]
    published: 2019
    language: en
    genre: commentary
    rights: in-copyright
    provenance: collected
    ---
    <BLANKLINE>
    One.
    <BLANKLINE>
    Two.
    <BLANKLINE>
    """
    kept = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in fields.items()
        if name in schema.REQUIRED or value
    }
    faults = schema.check_fields(kept, {})
    text = clean_body(body)
    wrong = [f"{fault.field}: {fault.what}; {fault.remedy}" for fault in faults]
    if not text:
        wrong.append("the text is empty; keep at least one paragraph")
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        wrong.append("the text holds characters that are no text (NUL or half of a pair)")
    if wrong:
        raise IngestError("the article cannot be written:", wrong)
    lines = [f"{name}: {_value(kept[name])}" for name in schema.FIELDS if name in kept]
    if sum(len(line.encode()) + 1 for line in lines) > frontmatter.MAX_BYTES:
        raise IngestError(
            f"the fields take more than {frontmatter.MAX_BYTES // 1024} KB; shorten the longest"
        )
    return "\n".join(["---", *lines, "---", "", text, ""])


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        entries = (f"{_scalar(key)}: {_scalar(entry)}" for key, entry in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_scalar, value)) + "]"
    return _scalar(value)


def _scalar(value: str) -> str:
    if _PLAIN.fullmatch(value) or _PLAIN_URL.fullmatch(value):
        return value
    # a JSON string is a YAML string, save for the characters that YAML counts as line ends or marks
    quoted = json.dumps(value, ensure_ascii=False)
    return re.sub(
        r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]",
        lambda match: f"\\u{ord(match.group()):04x}",
        quoted,
    )
