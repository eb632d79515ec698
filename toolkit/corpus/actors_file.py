"""Build an actors list from its file, and note everything that is wrong with it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from toolkit.corpus.actor_names import parts_of_name
from toolkit.corpus.actors import KINDS, Actor, ActorList
from toolkit.corpus.codebook_yaml import Reader, read_tree

_TOP = ("version", "roles", "exceptions", "actors")
_ACTOR = ("label", *KINDS, "exceptions")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")


def read_actors(source: str | bytes, name: str) -> ActorList:
    """Read and check an actors list; see `toolkit.corpus.actors.ActorList.parse`."""
    reader = Reader(name)
    tree = read_tree(source, reader)
    built = _build(tree, reader) if tree is not None else ActorList()
    if reader.problems:
        raise reader.refusal("an actors list")
    return built


def _build(tree: Any, reader: Reader) -> ActorList:
    top = reader.mapping(tree, "", allowed=_TOP, required=("version", "actors"))
    reader.text(top.get("version"), "version")
    roles = _names(reader, top.get("roles"), "roles")
    exceptions = _names(reader, top.get("exceptions"), "exceptions")
    taken: dict[tuple[str, ...], str] = {}
    actors = [
        _actor(code, node, reader, taken)
        for code, node in reader.mapping(top.get("actors"), "actors").items()
    ]
    if "actors" in top and not actors:
        reader.fault(top["actors"], "actors", "holds no actor", "describe at least one")
    canonical = json.dumps(reader.plain(tree), ensure_ascii=True, separators=(",", ":"))
    fingerprint = hashlib.sha256(canonical.encode()).hexdigest()[:12]
    return ActorList(tuple(actors), roles, exceptions, fingerprint)


def _actor(code: str, node: Any, reader: Reader, taken: dict[tuple[str, ...], str]) -> Actor:
    place = f"actors.{code}"
    if not _CODE.fullmatch(code):
        remedy = "write capitals, digits and _, beginning with a capital: TR"
        reader.fault(node, place, f"{code!r} is no code of an actor", remedy)
    fields = reader.mapping(node, place, allowed=_ACTOR, required=("label",))
    names = {}
    for kind in KINDS:
        found = _names(reader, fields.get(kind), f"{place}.{kind}")
        for text in found:
            parts = parts_of_name(text)
            if taken.get(parts, code) != code:
                what = f"{text!r} is a name of {taken[parts]} already"
                reader.fault(fields[kind], f"{place}.{kind}", what, "keep one of the two")
            taken.setdefault(parts, code)
        names[kind] = found
    if not any(names.values()):
        reader.fault(node, place, "has no names", f"add one of {', '.join(KINDS)}")
    return Actor(
        code=code,
        label=reader.text(fields.get("label"), f"{place}.label"),
        names=names,
        exceptions=_names(reader, fields.get("exceptions"), f"{place}.exceptions"),
    )


def _names(reader: Reader, node: Any, place: str) -> tuple[str, ...]:
    names = reader.texts(node, place)
    for name in names:
        if name and not any(character.isalnum() for character in name):
            reader.fault(node, place, f"{name!r} holds no letter", "write a name")
    return names
