"""What the paragraphs of the reference panel carry: the part of `draw_panel.py` below the article.

How many paragraphs of an article carry which frame is given. Here they are put in order, some
pairs of frames share a paragraph, and the rest become empty paragraphs, hard negatives or counter-
frames; each frame gets direction, stance, voice and holder by quota, so that no desk is lucky.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

FRAMES = ("dependency", "regime_change", "nato_cleavage")

DIRECTIONS: dict[str, dict[str, float]] = {
    "dependency": {"tr_on_ru": 0.70, "ru_on_tr": 0.18, "mutual": 0.12},
    "regime_change": {"for": 0.42, "descriptive": 0.36, "against": 0.22},
    "nato_cleavage": {"rift": 0.62, "repair": 0.25, "open": 0.13},
}
# Directions that state no claim to side with; the codebook codes them neutral.
SIDELESS = ("descriptive", "open")
STANCES: dict[str, dict[str, float]] = {
    "dependency": {"endorse": 0.75, "reject": 0.12, "neutral": 0.13},
    "regime_change": {"endorse": 0.42, "reject": 0.16, "neutral": 0.42},
    "nato_cleavage": {"endorse": 0.65, "reject": 0.20, "neutral": 0.15},
}
# The rejecter speaks of dependency more than any other desk, and mostly to deny it.
REJECTER = ("Ankara", "dependency")
REJECTED = {"endorse": 0.20, "reject": 0.65, "neutral": 0.15}
# The view of a holder other than the author may be given in three voices.
HELD_BY_OTHERS = 0.27
VOICES = {"paraphrased": 0.45, "quoted": 0.30, "author": 0.25}
HOLDERS: dict[str, tuple[str, ...]] = {
    "dependency": ("expert", "RU", "TR", "West", "US"),
    "regime_change": ("RU", "TR", "SY", "US", "West"),
    "nato_cleavage": ("TR", "US", "NATO", "West", "RU", "expert"),
}

# Shares among the paragraphs without a frame, and how many of the mixed are which.
HARD_NEGATIVE, COUNTER, BORDERLINE = 0.36, 0.26, 0.055
BORDERLINE_PRESENT = 0.11
PAIRED = 0.028

COUNTER_FRAMES = (
    "balancing",
    "autonomy",
    "compartmentalised_rivalry",
    "personal_rule",
    "kurdish_security",
    "shared_grievance",
)
ANYWHERE = (
    "depends_on_whether",
    "other_dyad",
    "nato_ally_apposition",
    "depends_on_whether",
    "leverage_verb",
)
ON_SYRIA = ("regime_noun", "regime_noun", "ceasefire_regime", "opposition_actor")
ELSEWHERE = ("trade_volume", "visa_regime", "sanctions_regime", "other_nato_membership")
HARDWARE, FALL = "s400_hardware", "reg_passing"
NEAR_FRAMES = ("other_dyad", "align", "trade_volume", "normalisation", "us_sdf_friction")

IN_WORDS = {
    "regime_noun": "names the government in Damascus 'the regime', in passing",
    "s400_hardware": "the S-400 as a piece of equipment: range, crates, crews, price",
    "depends_on_whether": "something depends on whether something else happens",
    "nato_ally_apposition": "Turkey called an ally or a NATO member in passing",
    "other_dyad_dependence": "another pair of states where one relies on the other",
    "other_dyad": "another pair of states where one relies on the other (not Turkey and Russia)",
    "reg_passing": "names a time by the fall of Assad, no more",
    "visa_regime": "'regime' as rules: visas, customs, straits",
    "sanctions_regime": "'sanctions regime' as rules",
    "ceasefire_regime": "'ceasefire regime' as rules: observers, lines, violations",
    "leverage_verb": "somebody uses a thing to get another thing, not between Turkey and Russia",
    "other_nato_membership": "another state's membership of the alliance",
    "trade_volume": "figures of trade, gas or visitors without a word on who needs whom",
    "align": "positions of the two happen to agree on one matter",
    "opposition_actor": "opposition groups as persons or units on the ground",
    "normalisation": "talks between governments without a word on who is to rule",
    "us_sdf_friction": "a quarrel of two states over the Kurdish-led forces, not of the alliance",
    "coup_elsewhere": "a coup or a fall of government somewhere else, in passing",
    "balancing": "Turkey balances or mediates, and gains by it",
    "autonomy": "Turkey follows its own course between the powers",
    "compartmentalised_rivalry": "rivals here and partners there; the fields are kept apart",
    "personal_rule": "two leaders make the relation, not interests",
    "kurdish_security": "Turkey's conduct is explained by the Kurdish question",
    "shared_grievance": "what joins the two is what both hold against the West",
    "tr_on_ru": "Turkey needs, owes, must ask or is exposed to Russia",
    "ru_on_tr": "Russia needs, owes, must ask or is exposed to Turkey",
    "mutual": "each of the two needs the other",
    "for": "that the Syrian government should or must go, or efforts to that end",
    "against": "that the Syrian government should or will stay, or efforts to that end",
    "descriptive": "how the Syrian government's hold, end or succession stands, without a side",
    "rift": "Turkey and its Western allies are at odds, apart or in doubt of each other",
    "repair": "Turkey and its Western allies mend or bind their ties",
    "open": "whether Turkey and the alliance part or hold together is left open",
    "endorse": "the paragraph takes this as right",
    "reject": "the paragraph disputes this",
    "neutral": "the paragraph reports or weighs this",
}


@dataclass(frozen=True)
class Block:
    """An article whose paragraphs are to be filled."""

    article: str
    desk: str
    theatre: str
    published: str
    paragraphs: int
    frames: Mapping[str, int]


class Quota:
    """Give values so that their counts follow fixed shares as closely as whole numbers allow."""

    def __init__(self, given: Mapping[tuple[str, ...], Counter[str]]) -> None:
        self.counts = {key: Counter(values) for key, values in given.items()}

    def next(
        self, key: tuple[str, ...], shares: Mapping[str, float], generator: np.random.Generator
    ) -> str:
        """Take the value that is furthest behind; ties fall at random."""
        counts = self.counts.setdefault(key, Counter())
        total = sum(counts.values()) + 1
        behind = {name: share * total - counts[name] for name, share in shares.items()}
        jitter = {name: value + 0.2 * generator.uniform() for name, value in behind.items()}
        name = max(jitter, key=lambda value: jitter[value])
        counts[name] += 1
        return name


def fill(
    blocks: Sequence[Block],
    written: Sequence[Mapping[str, str]],
    twins: tuple[str, str],
    generator: np.random.Generator,
) -> list[dict[str, str]]:
    """Give the rows of the design for new articles; `written` are the rows of the first block."""
    quota = Quota(_given(written))
    rows: dict[str, list[dict[str, str]]] = {}
    of_twin = iter([b for b in blocks if b.desk == twins[0]])
    for block in blocks:
        if block.desk == twins[1]:
            like = rows[next(of_twin).article]
            rows[block.article] = [dict(like[i]) for i in _order(like, generator)]
        else:
            plain = _paragraphs(block, quota, generator)
            rows[block.article] = [plain[i] for i in _order(plain, generator)]
    return [
        {"article": article, "paragraph": str(number)} | row
        for article, found in rows.items()
        for number, row in enumerate(found, start=1)
    ]


def _given(written: Sequence[Mapping[str, str]]) -> dict[tuple[str, ...], Counter[str]]:
    """Count what the first block has, so that the quotas hold for the whole panel."""
    found: dict[tuple[str, ...], Counter[str]] = {}
    for row in written:
        present = [frame for frame in FRAMES if row[frame] == "1"]
        for name in ("direction", "stance"):
            for frame, value in zip(present, row[name].split(";"), strict=False):
                found.setdefault((name, row["desk"], frame), Counter())[value] += 1
    return found


def _order(rows: Sequence[Mapping[str, str]], generator: np.random.Generator) -> list[int]:
    """Shuffle, but let an empty paragraph open more often than chance would."""
    order = [int(i) for i in generator.permutation(len(rows))]
    opens = next((i for i in order if rows[i]["kind"] in ("empty", "hard_negative")), None)
    if opens is not None and generator.uniform() < 0.6:
        order.remove(opens)
        order.insert(0, opens)
    return order


def _row(kind: str) -> dict[str, str]:
    row = dict.fromkeys(("kind", *FRAMES, "direction", "stance", "voice", "holder"), "")
    row |= {"hard_negative_kind": "", "counter_frame": "", "kind": kind}
    return row | dict.fromkeys(FRAMES, "0")


def _paragraphs(block: Block, quota: Quota, generator: np.random.Generator) -> list[dict[str, str]]:
    carried = [[frame] for frame in FRAMES for _ in range(block.frames[frame])]
    carried = _paired(carried, block, quota, generator)
    rows = [_framed(frames, block.desk, quota, generator) for frames in carried]
    kinds = {
        "hard_negative": HARD_NEGATIVE,
        "counter": COUNTER,
        "mixed": BORDERLINE,
        "empty": 1 - HARD_NEGATIVE - COUNTER - BORDERLINE,
    }
    known = _hard_negatives(block)
    for _ in range(block.paragraphs - len(rows)):
        row = _row(quota.next(("kind",), kinds, generator))
        if row["kind"] == "hard_negative":
            row["hard_negative_kind"] = quota.next(("hard", *known), _even(known), generator)
        elif row["kind"] == "counter":
            row["counter_frame"] = quota.next(("counter",), _even(COUNTER_FRAMES), generator)
        elif row["kind"] == "mixed":
            near = NEAR_FRAMES if block.theatre == "syria" else NEAR_FRAMES[:3]
            row["hard_negative_kind"] = quota.next(("near", *near), _even(near), generator)
        rows.append(row)
    return rows


def _paired(
    carried: list[list[str]], block: Block, quota: Quota, generator: np.random.Generator
) -> list[list[str]]:
    """Put two different frames into one paragraph where there are too many, or by quota."""
    order = [carried[int(i)] for i in generator.permutation(len(carried))]
    pairs = 0
    wanted = sum(
        quota.next(("pair",), {"pair": PAIRED, "single": 1 - PAIRED}, generator) == "pair"
        for _ in range(block.paragraphs)
    )
    wanted = max(wanted, len(order) - block.paragraphs + 1)
    while pairs < wanted:
        found = next(
            (
                (one, other)
                for i, one in enumerate(order)
                for other in order[i + 1 :]
                if len(one) == len(other) == 1 and one != other
            ),
            None,
        )
        if found is None:
            quota.counts[("pair",)]["pair"] -= wanted - pairs
            break
        one, other = found
        order = [frames for frames in order if frames is not one and frames is not other]
        order.append(sorted(one + other, key=FRAMES.index))
        pairs += 1
    return order


def _framed(
    frames: Sequence[str], desk: str, quota: Quota, generator: np.random.Generator
) -> dict[str, str]:
    single = {"mixed": BORDERLINE_PRESENT, "frame": 1 - BORDERLINE_PRESENT}
    row = _row("mixed" if len(frames) > 1 else quota.next(("single",), single, generator))
    values: dict[str, list[str]] = {name: [] for name in ("direction", "stance", "voice", "holder")}
    for frame in frames:
        row[frame] = "1"
        shares = REJECTED if (desk, frame) == REJECTER else STANCES[frame]
        stance = quota.next(("stance", desk, frame), shares, generator)
        direction = quota.next(("direction", desk, frame), DIRECTIONS[frame], generator)
        if direction in SIDELESS:
            stance = "neutral"
        others = {"others": HELD_BY_OTHERS, "author": 1 - HELD_BY_OTHERS}
        voice = holder = quota.next(("held", frame), others, generator)
        if holder == "others":
            voice = quota.next(("voice", frame), VOICES, generator)
            holder = quota.next(("holder", frame), _even(HOLDERS[frame]), generator)
            # The codebook rules it out (1.5); drawn once, and mended after the coding (design.md).
            if (voice, holder) == ("author", "expert"):
                voice = "paraphrased"
        for name, value in zip(values, (direction, stance, voice, holder), strict=True):
            values[name].append(value)
    return row | {name: ";".join(given) for name, given in values.items()}


def _hard_negatives(block: Block) -> tuple[str, ...]:
    """List the kinds that can stand in an article of that date and theatre."""
    known = list(ANYWHERE) + list(ON_SYRIA if block.theatre == "syria" else ELSEWHERE)
    if block.published >= "2017-12" and block.theatre == "elsewhere":
        known += [HARDWARE, HARDWARE]
    if block.published > "2024-12-08":
        known += [FALL, FALL]
    return tuple(known)


def _even(names: Sequence[str]) -> dict[str, float]:
    return {name: count / len(names) for name, count in sorted(Counter(names).items())}


def outline_line(row: Mapping[str, str]) -> str:
    """Say in words what a paragraph is to carry."""
    present = [frame for frame in FRAMES if row[frame] == "1"]
    if not present:
        return "; ".join(_without_frame(row))
    return " AND ".join(_with_frame(row, present, place) for place in range(len(present))) + (
        " (lightly: a reader may hesitate)" if row["kind"] == "mixed" and len(present) == 1 else ""
    )


def _with_frame(row: Mapping[str, str], present: Sequence[str], place: int) -> str:
    direction, stance, voice, holder = (
        row[name].split(";")[place] for name in ("direction", "stance", "voice", "holder")
    )
    whose = "the author's own view" if holder == "author" else f"the view of {holder}"
    words = {
        "author": "in the author's words",
        "quoted": "in quotation marks (no real person gets invented words: unnamed source)",
        "paraphrased": "retold",
    }
    return (
        f"[{present[place]}/{direction}] {IN_WORDS[direction]}; {IN_WORDS[stance]}; "
        f"{whose}, {words[voice]}"
    )


def _without_frame(row: Mapping[str, str]) -> Iterator[str]:
    if row["kind"] == "counter":
        yield f"[counter/{row['counter_frame']}] {IN_WORDS[row['counter_frame']]}; nothing else"
    elif row["kind"] == "empty":
        yield "[empty] what happened, where, who; background; none of the three ideas"
    else:
        kind = "near miss" if row["kind"] == "hard_negative" else "near the line, but outside it"
        name = row["hard_negative_kind"]
        yield f"[{kind}/{name}] {IN_WORDS.get(name, name)}; none of the three ideas"
