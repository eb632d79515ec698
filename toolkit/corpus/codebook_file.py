"""Build a codebook from its file, and note everything that is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from toolkit.corpus.codebook import (
    CODE,
    QUALITIES,
    STANCES,
    VOICES,
    Codebook,
    Condition,
    CounterFrame,
    Frame,
    Mask,
    Rule,
)
from toolkit.corpus.codebook_yaml import Reader, read_tree
from toolkit.corpus.query import check
from toolkit.corpus.sealed import sealed
from toolkit.errors import QueryError, suggest

MAX_DISTANCE = 50
_TOP = (
    *("version", "groups", "queries", "masks", "cues", "holders", "never_together"),
    *("frames", "counter_frames"),
)
_FRAME = ("label", "definition", "dimensions", "directions", "targets", "context", "rules")
_RULE = (
    *("id", "dimension", "query", "requires", "excludes"),
    *("source", "target", "not_source", "not_target"),
)


def read_codebook(source: str | bytes, name: str) -> Codebook:
    """Read and check a codebook; see `toolkit.corpus.codebook.Codebook.parse`."""
    reader = Reader(name)
    tree = read_tree(source, reader)
    built = _build(tree, reader) if tree is not None else None
    if reader.problems or built is None:
        raise reader.refusal("a codebook")
    return built


def _build(tree: Any, reader: Reader) -> Codebook | None:
    top = reader.mapping(tree, "", allowed=_TOP, required=("version", "frames"))
    groups = {
        name: tuple(reader.text(code, f"groups.{name}") for code in reader.items(node, "groups"))
        for name, node in reader.mapping(top.get("groups"), "groups").items()
    }
    queries = reader.mapping(top.get("queries"), "queries")
    named = {name: f'[actor="{"|".join(codes)}"]' for name, codes in groups.items()}
    for name, node in queries.items():
        if name in named:
            reader.fault(node, f"queries.{name}", "a group has the same name", "rename one of them")
        named[name] = reader.text(node, f"queries.{name}")
    parts = _Parts(reader, groups, named)
    for name, node in queries.items():
        parts.check_query(named[name], node, f"queries.{name}")
    cues = reader.mapping(top.get("cues"), "cues", allowed=("negation", "attribution"))
    negation = reader.mapping(cues.get("negation"), "negation", allowed=("query", "before"))
    attribution = reader.mapping(cues.get("attribution"), "attribution", allowed=("query",))
    frames = {
        name: parts.frame(name, node)
        for name, node in reader.mapping(top.get("frames"), "frames").items()
    }
    if "frames" in top and not frames:
        reader.fault(top["frames"], "frames", "holds no frame", "describe at least one")
    if reader.problems:
        # the masks are still looked at, so that all faults are told at once
        parts.masks(top.get("masks"))
        return None
    holders = reader.texts(top.get("holders"), "holders")
    built = Codebook(
        version=reader.text(top["version"], "version"),
        fingerprint=_fingerprint(tree, reader),
        frames=sealed(frames),
        counter_frames=sealed(parts.counter_frames(top.get("counter_frames"), frames)),
        masks=parts.masks(top.get("masks")),
        named=sealed(named),
        negation=parts.query(negation.get("query"), "negation.query"),
        negation_before=parts.distance(negation.get("before"), "negation.before", default=6),
        attribution=parts.query(attribution.get("query"), "attribution.query"),
        holders=holders,
        never_together=parts.never_together(top.get("never_together"), frames, holders),
    )
    return None if reader.problems else built


class _Parts:
    """Build the parts of a codebook, and note what is wrong with them."""

    def __init__(
        self, reader: Reader, groups: Mapping[str, tuple[str, ...]], named: Mapping[str, str]
    ) -> None:
        self._reader = reader
        self._groups = groups
        self._named = named
        self._rule_ids: set[str] = set()

    def frame(self, name: str, node: Any) -> Frame:
        reader = self._reader
        place = f"frames.{name}"
        fields = reader.mapping(
            node, place, allowed=_FRAME, required=("label", "definition", "rules")
        )
        dimensions = {
            key: reader.text(value, f"{place}.dimensions.{key}")
            for key, value in reader.mapping(
                fields.get("dimensions"), f"{place}.dimensions"
            ).items()
        }
        context = reader.mapping(
            fields.get("context"), f"{place}.context", allowed=("paragraph", "article")
        )
        return Frame(
            name=name,
            label=reader.text(fields.get("label"), f"{place}.label"),
            definition=reader.text(fields.get("definition"), f"{place}.definition"),
            dimensions=sealed(dimensions),
            directions=reader.texts(fields.get("directions"), f"{place}.directions"),
            targets=reader.texts(fields.get("targets"), f"{place}.targets"),
            context=sealed(
                {
                    scope: tuple(
                        self._codes(entry, f"{place}.context.{scope}")
                        for entry in reader.items(entries, f"{place}.context.{scope}")
                    )
                    for scope, entries in context.items()
                }
            ),
            rules=tuple(
                self._rule(entry, place, dimensions)
                for entry in reader.items(fields.get("rules"), f"{place}.rules")
            ),
        )

    def _rule(self, node: Any, place: str, dimensions: Mapping[str, str]) -> Rule:
        reader = self._reader
        required = ("id", "dimension", "query") if dimensions else ("id", "query")
        fields = reader.mapping(node, f"{place}.rules", allowed=_RULE, required=required)
        identifier = reader.text(fields.get("id"), f"{place}.rules.id")
        place = f"{place}.{identifier}"
        if identifier in self._rule_ids:
            reader.fault(node, place, f"the id {identifier!r} is used twice", "give it another id")
        self._rule_ids.add(identifier)
        dimension = reader.text(fields.get("dimension"), f"{place}.dimension")
        if dimension and dimension not in dimensions:
            what = f"unknown dimension {dimension!r}{suggest(dimension, dimensions)}"
            remedy = f"describe it under 'dimensions' of the frame: {{{dimension}: what it is}}"
            if dimensions:
                remedy = f"use one of {', '.join(dimensions)}, or {remedy}"
            reader.fault(fields["dimension"], f"{place}.dimension", what, remedy)
        slots = {
            slot: self._codes(fields[slot], f"{place}.{slot}") if slot in fields else ()
            for slot in ("source", "target", "not_source", "not_target")
        }
        return Rule(
            id=identifier,
            dimension=dimension,
            query=self.query(fields.get("query"), f"{place}.query"),
            requires=self._conditions(fields.get("requires"), f"{place}.requires"),
            excludes=self._conditions(fields.get("excludes"), f"{place}.excludes"),
            **slots,
        )

    def _conditions(self, node: Any, place: str) -> tuple[Condition, ...]:
        conditions = []
        for entry in self._reader.items(node, place):
            fields = self._reader.mapping(
                entry, place, allowed=("query", "within"), required=("query", "within")
            )
            query = self.query(fields.get("query"), f"{place}.query")
            conditions.append(Condition(query, self._within(fields.get("within"), place)))
        return tuple(conditions)

    def _within(self, node: Any, place: str) -> str | int:
        if node is not None and node.value in ("sentence", "paragraph"):
            return str(node.value)
        return self.distance(node, f"{place}.within", default=1)

    def distance(self, node: Any, place: str, *, default: int) -> int:
        """Read a number of tokens."""
        if node is None:
            return default
        value = self._reader.text(node, place)
        if value.isdecimal() and 1 <= int(value) <= MAX_DISTANCE:
            return int(value)
        what = f"{value!r} is not a distance"
        remedy = f"write sentence, paragraph, or a number of tokens from 1 to {MAX_DISTANCE}"
        self._reader.fault(node, place, what, remedy)
        return default

    def _codes(self, node: Any, place: str) -> tuple[str, ...]:
        """Read actor codes: one, a list, alternatives with ``|``, or names of groups."""
        codes: list[str] = []
        for text in self._reader.texts(node, place):
            for part in text.split("|"):
                if part in self._groups:
                    codes += self._groups[part]
                elif CODE.fullmatch(part):
                    codes.append(part)
                else:
                    near = suggest(part, self._groups)
                    what = f"{part!r} is neither an actor code nor a group{near}"
                    remedy = "write codes of the actors list in capitals, or a name of 'groups'"
                    self._reader.fault(node, place, what, remedy)
        return tuple(dict.fromkeys(codes))

    def query(self, node: Any, place: str) -> str:
        """Read a query and check it."""
        if node is None:
            return ""
        text = self._reader.text(node, place)
        if text:
            self.check_query(text, node, place)
        return text

    def check_query(self, text: str, node: Any, place: str) -> None:
        """Note what is wrong with a query."""
        try:
            check(text, self._named)
        except QueryError as error:
            what = str(error).replace("\n", "\n    ")
            self._reader.fault(node, place, what, "mend the query")

    def masks(self, node: Any) -> tuple[Mask, ...]:
        """Read the masks, queries by name."""
        entries = self._reader.mapping(node, "masks")
        return tuple(
            Mask(name, self.query(entry, f"masks.{name}")) for name, entry in entries.items()
        )

    def counter_frames(self, node: Any, frames: Mapping[str, Frame]) -> dict[str, CounterFrame]:
        """Read the counter-frames."""
        reader = self._reader
        found = {}
        for name, entry in reader.mapping(node, "counter_frames").items():
            place = f"counter_frames.{name}"
            fields = reader.mapping(
                entry, place, allowed=("label", "definition"), required=("label", "definition")
            )
            if name in frames:
                reader.fault(entry, place, "a frame has the same name", "rename one of them")
            label = reader.text(fields.get("label"), f"{place}.label")
            definition = reader.text(fields.get("definition"), f"{place}.definition")
            found[name] = CounterFrame(name, label, definition)
        return found

    def never_together(
        self, node: Any, frames: Mapping[str, Frame], holders: tuple[str, ...]
    ) -> tuple[Mapping[str, tuple[str, ...]], ...]:
        """Read which codes contradict one another."""
        reader, place = self._reader, "never_together"
        found = []
        for entry in reader.items(node, place):
            fields = reader.mapping(entry, place, allowed=("frame", *QUALITIES))
            given = {name: reader.texts(value, f"{place}.{name}") for name, value in fields.items()}
            where = [frames[name] for name in given.get("frame", frames) if name in frames]
            known: dict[str, tuple[str, ...]] = {
                "frame": tuple(frames),
                "direction": tuple(value for frame in where for value in frame.directions),
                "target": tuple(value for frame in where for value in frame.targets),
                "stance": STANCES,
                "voice": VOICES,
                "holder": holders,
            }
            for name, values in given.items():
                for value in set(values) - {"", *known[name]}:
                    what = f"unknown {name} {value!r}{suggest(value, known[name])}"
                    remedy = f"use one of {', '.join(known[name])}"
                    reader.fault(fields[name], f"{place}.{name}", what, remedy)
            if len(given.keys() - {"frame"}) < 2:
                remedy = "name two of them, as in '{voice: author, holder: EXPERT}'"
                reader.fault(entry, place, "takes two qualities to contradict one another", remedy)
            found.append(sealed(given))
        return tuple(found)


def _fingerprint(tree: Any, reader: Reader) -> str:
    # what coders may not combine changes nothing that rules find: it is the same instrument
    found_by = [entry for entry in reader.plain(tree) if entry[0] != "never_together"]
    canonical = json.dumps(found_by, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
