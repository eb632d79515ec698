"""Read the head of a letter that was pasted with it: who sent it, and its subject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from toolkit.ingest.bylines import names_of

# as mail programs write them in English, Turkish and Russian
_LABELS = {
    "from": "from",
    "kimden": "from",
    "gönderen": "from",
    "от": "from",
    "от кого": "from",
    "subject": "subject",
    "konu": "subject",
    "тема": "subject",
    **dict.fromkeys(("to", "cc", "date", "sent", "reply-to", "kime", "tarih", "кому", "дата"), ""),
}
_LABELLED = re.compile(r"\s*(?P<label>[^\W\d_]+(?:[- ][^\W\d_]+)?)\s*:\s*(?P<value>.*)$")
_FORWARDED = re.compile(r"\W*(?:begin )?forwarded message\W*", re.IGNORECASE)
_ANSWER = re.compile(r"^(?:\s*(?:fwd?|re|i?lt|ynt)\s*:)+\s*", re.IGNORECASE)
# no head of a letter has more lines
_MOST = 10


def read_head(lines: Sequence[str]) -> dict[str, tuple[Any, str]]:
    """Read title, author and outlet from the head of a letter; empty where a page has none.

    Who sends a letter is its author where it is the name of a person, else the outlet.

    Parameters
    ----------
    lines
        The lines of a page.

    Returns
    -------
    dict
        Field to (value, evidence).

    Examples
    --------
    >>> head = read_head(["From: Ayla Kurt <ak@example.org>", "Subject: Fwd: On gas", "", "Text."])
    >>> {name: value for name, (value, _) in head.items()}
    {'title': 'On gas', 'author': ('Ayla Kurt',)}
    """
    told: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(lines[: 3 * _MOST], start=1):
        if not line.strip() or _FORWARDED.fullmatch(line.strip()):
            if told:
                break
            continue
        match = _LABELLED.match(line[:500])
        label = match["label"].casefold() if match else ""
        if match is None or label not in _LABELS:
            break
        told.setdefault(
            _LABELS[label], (match["value"].strip(), f"line {number}: {match['label']}")
        )
    if not {"from", "subject"} <= told.keys():
        return {}
    subject, where = told["subject"]
    found: dict[str, tuple[Any, str]] = {}
    title = _ANSWER.sub("", subject).strip()
    if title:
        found["title"] = (title, where)
    sender, where = told["from"]
    sender = re.sub(r"\s*[<(\[]?\S+@\S+$", "", sender).strip(" \"'")
    people = names_of(sender)
    if people:
        found["author"] = (people, where)
    elif sender:
        found["outlet"] = (sender, where)
    return found
