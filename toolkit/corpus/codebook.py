"""The codebook: frames as data, with the rules that find them and the values that coders may use.

A codebook is a YAML file. Its frames hold rules, its rules hold queries; nothing about a frame is
written in code, so that a researcher can change what is measured and see which version measured it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from toolkit.corpus.codebook_yaml import read_source
from toolkit.errors import CodebookError, suggest
from toolkit.files import path_of

DEFAULT_FOLDER = Path(__file__).parent / "default"
CODE = re.compile(r"[A-Z][A-Z0-9_]*")
STANCES = ("endorse", "reject", "neutral")
VOICES = ("author", "quoted", "paraphrased")
# What is coded of a frame that is present.
QUALITIES = ("direction", "target", "stance", "voice", "holder")
_ACTOR_TEST = re.compile(r'actor\s*!?=\s*"([^"]*)"')


@dataclass(frozen=True)
class Condition:
    """A query that must, or must not, have a hit near the hit of a rule.

    Parameters
    ----------
    query
        What to look for.
    within
        ``"sentence"``, ``"paragraph"``, or a number of tokens (then inside the sentence).
    """

    query: str
    within: str | int = "sentence"


@dataclass(frozen=True)
class Rule:
    """One way in which a frame is worded.

    Parameters
    ----------
    id
        Short and unique in the codebook; stands in every span that the rule finds.
    dimension
        The sub-dimension of the frame; empty where the frame has none.
    query
        The words that carry it.
    requires, excludes
        Conditions of which all, and none, must hold.
    source, target
        Actor codes of which one must be the nearest mention before, or after, the words.
    not_source, not_target
        Actor codes of which none may be.
    """

    id: str
    dimension: str
    query: str
    requires: tuple[Condition, ...] = ()
    excludes: tuple[Condition, ...] = ()
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    not_source: tuple[str, ...] = ()
    not_target: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """One frame: what it is, what coders record of it, and the rules that find it.

    Parameters
    ----------
    context
        By ``"paragraph"`` and ``"article"``: groups of actor codes; of each group one must be
        mentioned there.
    """

    name: str
    label: str
    definition: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    directions: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    context: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class CounterFrame:
    """A rival reading that people code as 0 or 1; no rule is promised to find it."""

    name: str
    label: str
    definition: str


@dataclass(frozen=True)
class Mask:
    """A false friend: a hit of a rule that overlaps a hit of the mask is dropped."""

    id: str
    query: str


@dataclass(frozen=True, repr=False)
class Codebook:
    """Frames, counter-frames, masks and named queries.

    Parameters
    ----------
    version
        Raised by hand whenever a definition changes.
    fingerprint
        Twelve hexadecimal digits of the content; comments, layout and `never_together`, which
        changes nothing that is found, do not change it.
    frames, counter_frames
        By name.
    masks
        False friends of all frames.
    named
        Queries by name, usable as ``:name``; each group of actors is one as well.
    negation
        The query of words that deny, and `negation_before`, how many tokens before a hit.
    attribution
        The query of an actor that speaks; its last actor is the speaker.
    holders
        Who may hold a view, for coders.
    never_together
        Codes that contradict one another, for coders: by ``frame`` (all when left out) and
        quality the values that never stand in one row.

    Examples
    --------
    >>> codebook = Codebook.default()
    >>> list(codebook.frames)
    ['dependency', 'regime_change', 'nato_cleavage']
    >>> codebook.frames["dependency"].directions
    ('tr_on_ru', 'ru_on_tr', 'mutual')
    """

    version: str
    fingerprint: str
    frames: Mapping[str, Frame]
    counter_frames: Mapping[str, CounterFrame] = field(default_factory=dict)
    masks: tuple[Mask, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    negation: str = ""
    negation_before: int = 6
    attribution: str = ""
    holders: tuple[str, ...] = ()
    never_together: tuple[Mapping[str, tuple[str, ...]], ...] = ()

    def __repr__(self) -> str:
        """Name version and frames; rules and queries are long."""
        return f"<Codebook {self.version} ({self.fingerprint}): {', '.join(self.frames)}>"

    @classmethod
    def load(cls, path: str | Path) -> Codebook:
        """Read a codebook and check all of it, every query included.

        Parameters
        ----------
        path
            A YAML file.

        Raises
        ------
        CodebookError
            With every fault of the file, each with its line and remedy.
        """
        path = path_of(path, CodebookError)
        return cls.parse(read_source(path, "codebook"), name=path.name)

    @classmethod
    def default(cls) -> Codebook:
        """Read the codebook that ships with the package."""
        return _default()

    @classmethod
    def parse(cls, source: str | bytes, *, name: str = "codebook") -> Codebook:
        """Read a codebook from text; `name` stands in messages."""
        from toolkit.corpus.codebook_file import read_codebook

        return read_codebook(source, name)

    @cached_property
    def actor_codes(self) -> tuple[str, ...]:
        """List the actor codes that the codebook names, sorted."""
        found: set[str] = set()
        for frame in self.frames.values():
            for groups in frame.context.values():
                found.update(*groups)
            for rule in frame.rules:
                found.update(rule.source, rule.target, rule.not_source, rule.not_target)
        for query in self._queries():
            for value in _ACTOR_TEST.findall(query):
                found.update(part for part in value.split("|") if CODE.fullmatch(part))
        return tuple(sorted(found))

    @cached_property
    def labels(self) -> dict[str, str]:
        """Give what readers call each frame and counter-frame; those of one label keep their names.

        Examples
        --------
        >>> Codebook.default().labels["regime_change"]
        'Regime change'
        """
        every: dict[str, Frame | CounterFrame] = {**self.frames, **self.counter_frames}
        known = {name: item.label for name, item in every.items()}
        once = Counter(known.values())
        return {name: label if once[label] == 1 else name for name, label in known.items()}

    def frame(self, name: str) -> Frame:
        """Give a frame by name.

        Raises
        ------
        CodebookError
            When there is none of that name.
        """
        if name not in self.frames:
            raise CodebookError(
                f"unknown frame {name!r}{suggest(name, self.frames)}; "
                f"the codebook has {', '.join(self.frames)}"
            )
        return self.frames[name]

    def allowed_values(self, frame: str) -> dict[str, tuple[str, ...]]:
        """Give the values of each quality of a frame; none for one that is not coded of it."""
        if frame in self.counter_frames:  # coded as 0 or 1 alone
            return dict.fromkeys(QUALITIES, ())
        known = self.frames[frame]
        return {
            "direction": known.directions,
            "target": known.targets,
            "stance": STANCES,
            "voice": VOICES,
            "holder": self.holders,
        }

    def contradiction(self, frame: str, codes: Mapping[str, str]) -> tuple[str, ...]:
        """Give the qualities whose codes never stand together; none when nothing contradicts.

        Parameters
        ----------
        frame
            A frame.
        codes
            Values by quality; what is not coded yet contradicts nothing.

        Examples
        --------
        >>> codebook = Codebook.default()
        >>> codebook.contradiction("dependency", {"voice": "author", "holder": "EXPERT"})
        ('voice', 'holder')
        >>> codebook.contradiction("dependency", {"voice": "author"})
        ()
        """
        given = {**codes, "frame": frame}
        for values in self.never_together:
            if all(given.get(name) in known for name, known in values.items()):
                return tuple(name for name in values if name != "frame")
        return ()

    def _queries(self) -> list[str]:
        queries = [*self.named.values(), *(mask.query for mask in self.masks)]
        queries += [self.negation, self.attribution]
        for frame in self.frames.values():
            for rule in frame.rules:
                queries.append(rule.query)
                queries += [condition.query for condition in rule.requires + rule.excludes]
        return queries


def page_of(root: Path | None, codebook: Codebook, name: str) -> Path:
    """Give the place of a page for coders, such as ``codebook.md``.

    It is that of the corpus; a corpus without one that is coded by the codebook of the package has
    the page of the package.

    Parameters
    ----------
    root
        The corpus folder.
    codebook
        That of the corpus.
    name
        Of the file.
    """
    own = None if root is None else root / "codebook" / name
    if own is not None and (own.is_file() or codebook.fingerprint != _default().fingerprint):
        return own
    return DEFAULT_FOLDER / name


@lru_cache(maxsize=1)
def _default() -> Codebook:
    return Codebook.load(DEFAULT_FOLDER / "frames.yaml")
