"""Draw the design of the reference panel: `corpus/coding/articles_plan.csv` and `design.csv`.

The first block (24 articles that were written first) is kept as it stands; `slots.csv` says what
the other 96 articles write about; this script draws the rest with a seed: dates, lengths, forms,
bylines, writers and what each paragraph is to carry, so that the *whole* panel meets the numbers
of `corpus/coding/design.md`. Shares are met by controlled rounding, not by luck.

Run ``python scripts/draw_panel.py`` to write both files, ``--check`` to compare them with what
stands there, ``--outline ID`` to print what a writer's brief is made from (``--outline all``).
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from toolkit.errors import CorpusError, ToolkitError
from toolkit.files import write_atomic

sys.path.insert(0, str(Path(__file__).resolve().parent))
from panel_paragraphs import FRAMES, Block, fill, outline_line
from panel_shares import DESKS, STEP, TWINS, Article, plant

CODING = Path(__file__).resolve().parents[1] / "corpus" / "coding"
SEED = 20241208
FIRST_BLOCK, SECOND_BLOCK = "1", "2"
ARTICLE_COLUMNS = (
    *("id", "desk", "authors", "period", "published", "event", "form", "words", "writer", "block"),
    *("theatre", "moment"),
)
DESIGN_COLUMNS = (
    *("article", "paragraph", "kind", *FRAMES, "direction", "stance", "voice", "holder"),
    *("hard_negative_kind", "counter_frame"),
)

PERIODS = ((2015, 2016), (2017, 2019), (2020, 2021), (2022, 2024))

# Words of the sixteen new articles of a desk, shortest first, and the forms that fit such lengths.
LADDER = (255, 290, 320, 350, 380, 410, 440, 465, 485, 505, 530, 560, 610, 700, 1040, 1330)
FORMS = (
    ("letter", "letter", "dispatch", "op-ed"),
    ("op-ed", "dispatch", "question and answer", "op-ed"),
    ("book review", "op-ed", "dispatch", "summit review"),
    ("policy brief", "op-ed", "policy brief", "policy brief"),
)
LENGTH_SPREAD = 0.035
WORDS_A_PARAGRAPH = (72, 92)
FEWEST_PARAGRAPHS = 3
EARLIEST, LATEST = 2, 54  # days between what happened and the article
BYLINES = ("A", "B", "A", "B", "A", "B", "A", "B", "A", "B", "A", "B", "A", "B", "AB", "")


@dataclass(frozen=True)
class Event:
    """One dated moment of an event."""

    event: str
    moment: date
    theatre: str
    note: str


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table of the design."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_events(folder: Path = CODING) -> list[Event]:
    """Read the dated moments, oldest first."""
    found = [
        Event(row["event"], date.fromisoformat(row["date"]), row["theatre"], row["note"])
        for row in rows(folder / "events.csv")
    ]
    return sorted(found, key=lambda event: (event.moment, event.event))


def text_of(table: Iterable[dict[str, str]], columns: Sequence[str]) -> str:
    """Write a table as text."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def last_day(published: str) -> str:
    """Give the last day that a date of publication may mean: a month without a day is its end."""
    return published if len(published) == 10 else f"{published}-31"


def first_block(
    folder: Path, events: Sequence[Event]
) -> tuple[list[Article], list[dict[str, str]]]:
    """Read the articles that came first, with theatre and moment filled in."""
    plan = [row for row in rows(folder / "articles_plan.csv") if row["block"] == FIRST_BLOCK]
    names = {row["id"] for row in plan}
    design = [row for row in rows(folder / "design.csv") if row["article"] in names]
    sizes = Counter(row["article"] for row in design)
    articles = []
    for row in plan:
        known = [event for event in events if event.event == row["event"]]
        before = [e for e in known if e.moment.isoformat() <= last_day(row["published"])]
        if not before:
            raise CorpusError(
                f"articles_plan.csv: {row['id']!r} writes about {row['event']!r}, of which "
                "events.csv has no moment before it; add one"
            )
        moment = before[-1]
        filled = row | {"theatre": moment.theatre, "moment": moment.moment.isoformat()}
        article = Article(filled, sizes[row["id"]])
        for paragraph in design:
            if paragraph["article"] == row["id"]:
                article.frames.update(f for f in FRAMES if paragraph[f] == "1")
        articles.append(article)
    return articles, design


def period_of(moment: date) -> str:
    """Name the period of a day."""
    first, last = next(p for p in PERIODS if p[0] <= moment.year <= p[1])
    return f"{first}-{last}"


def new_articles(
    slots: Sequence[dict[str, str]],
    first: Sequence[Article],
    events: Sequence[Event],
    generator: np.random.Generator,
) -> list[Article]:
    """Draw dates, lengths, forms, bylines and writers of the articles still to be written."""
    theatres = {(event.event, event.moment.isoformat()): event.theatre for event in events}
    found: list[Article] = []
    matched: dict[int, Article] = {}
    for desk in DESKS:
        own = [slot for slot in slots if slot["desk"] == desk]
        twin = desk == TWINS[1]
        order = generator.permutation(len(own)).tolist()
        bylines = generator.permutation(np.array(BYLINES))
        writers = _writers(desk, own, first, generator)
        rung = _rungs(own, order)
        for place, slot in enumerate(own):
            if (slot["event"], slot["moment"]) not in theatres:
                raise CorpusError(f"slots.csv: events.csv has no {slot['event']} {slot['moment']}")
            base = matched[place].row if twin else None
            words = round(LADDER[rung[place]] * (1 + generator.uniform(-1, 1) * LENGTH_SPREAD))
            form = base["form"] if base else _form(rung[place], slot, generator)
            published = _published(date.fromisoformat(slot["moment"]), generator)
            per = generator.uniform(*WORDS_A_PARAGRAPH)
            if base:
                words = round(int(base["words"]) * (1 + generator.uniform(-0.02, 0.02)))
            words = max(250, min(1600, 5 * round(words / 5)))
            number = max(FEWEST_PARAGRAPHS, round(words / per))
            letters = (base["authors"] if base else str(bylines[place])).replace("Moscow ", "")
            letters = letters.replace(";", "")
            row = {
                "id": f"{published.isoformat()[:7]}-{desk.lower()}-{slot['slug']}",
                "desk": desk,
                "authors": ";".join(f"{desk} {letter}" for letter in letters),
                "period": period_of(published),
                "published": published.isoformat(),
                "event": slot["event"],
                "form": form,
                "words": str(words),
                "writer": base["writer"] if base else writers[place],
                "block": SECOND_BLOCK,
                "theatre": theatres[slot["event"], slot["moment"]],
                "moment": slot["moment"],
            }
            article = Article(row, matched[place].paragraphs if twin else number)
            if desk == TWINS[0]:
                matched[place] = article
            found.append(article)
    return found


def _rungs(own: Sequence[dict[str, str]], order: Sequence[int]) -> list[int]:
    """Give each article of a desk its place on the ladder of lengths."""
    rung = list(order)
    # What is written after the step is of middling length: one long article would carry the step.
    middle = LADDER.index(485)
    for place, slot in enumerate(own):
        if slot["moment"] == STEP.isoformat():
            rung[rung.index(middle)], rung[place] = rung[place], middle
    # A review of a summit needs one; its rung goes to an article that has it.
    summits = [place for place, slot in enumerate(own) if slot["moment"] in SUMMITS]
    review = LADDER.index(560)
    holder = rung.index(review)
    if summits and holder not in summits:
        other = summits[rung[0] % len(summits)]
        rung[holder], rung[other] = rung[other], review
    return rung


SUMMITS = {
    "2016-08-09", "2017-11-22", "2019-10-22", "2020-03-05", "2021-06-14", "2021-09-29",
    "2022-06-28", "2023-09-04", "2020-01-19", "2016-10-10", "2018-04-03", "2022-03-29",
    "2017-01-24", "2023-05-10",
}  # fmt: skip


def _form(rung: int, slot: dict[str, str], generator: np.random.Generator) -> str:
    known = FORMS[rung // 4]
    if LADDER[rung] == 560:
        return "summit review" if slot["moment"] in SUMMITS else "op-ed"
    free = [form for form in known if form != "summit review"]
    return free[int(generator.integers(len(free)))]


def _published(moment: date, generator: np.random.Generator) -> date:
    """Draw the day of publication: soon after the moment as a rule, within the same period."""
    last = PERIODS[[p[0] <= moment.year <= p[1] for p in PERIODS].index(True)][1]
    room = min(LATEST, (date(last, 12, 31) - moment).days)
    days = EARLIEST + (room - EARLIEST) * generator.beta(1.1, 1.9)
    return moment + timedelta(days=max(1, round(days)))


def _writers(
    desk: str,
    own: Sequence[dict[str, str]],
    first: Sequence[Article],
    generator: np.random.Generator,
) -> list[str]:
    """Cross writers with desks and periods: all four in each cell, one of them twice (in turn)."""
    unit = 0 if desk in TWINS else 1 + [d for d in DESKS if d not in TWINS].index(desk)
    found: list[str] = []
    for place, years in enumerate(PERIODS):
        period = f"{years[0]}-{years[1]}"
        written = [a.row["writer"] for a in first if a.desk == desk and a.row["period"] == period]
        cell = ["W1", "W2", "W3", "W4", f"W{1 + (unit + place) % 4}"]
        for writer in written:
            cell.remove(writer)
        wanted = sum(period_of(date.fromisoformat(slot["moment"])) == period for slot in own)
        if wanted != len(cell):
            raise CorpusError(f"slots.csv: {desk} has {wanted} in {period}, not {len(cell)}")
        found.extend(str(writer) for writer in generator.permutation(np.array(cell)))
    return found


def draw(folder: Path = CODING, seed: int = SEED) -> tuple[str, str]:
    """Draw the whole design; return the text of `articles_plan.csv` and of `design.csv`.

    Raises
    ------
    CorpusError
        When the first block, the slots and the events do not fit together.
    """
    articles, design = drawn(folder, seed)
    return (
        text_of([a.row for a in articles], ARTICLE_COLUMNS),
        text_of(design, DESIGN_COLUMNS),
    )


def drawn(folder: Path, seed: int) -> tuple[list[Article], list[dict[str, str]]]:
    """Draw the whole design as rows."""
    generator = np.random.default_rng(seed)
    events = read_events(folder)
    first, design = first_block(folder, events)
    new = new_articles(rows(folder / "slots.csv"), first, events, generator)
    plant(first, new, generator)
    blocks = [
        Block(a.row["id"], a.desk, a.row["theatre"], a.row["published"], a.paragraphs, a.frames)
        for a in new
    ]
    written = [row | {"desk": row["article"].split("-")[2].title()} for row in design]
    return [*first, *new], [*design, *fill(blocks, written, TWINS, generator)]


def outline(identifier: str, folder: Path = CODING) -> Iterator[str]:
    """Give the article's row, what had happened by then, and a line for each paragraph."""
    plan = {row["id"]: row for row in rows(folder / "articles_plan.csv")}
    if identifier not in plan:
        raise CorpusError(f"no article {identifier!r} in articles_plan.csv")
    row = plan[identifier]
    paragraphs = [r for r in rows(folder / "design.csv") if r["article"] == identifier]
    each = round(int(row["words"]) / len(paragraphs))
    yield f"# {identifier}"
    yield f"desk {row['desk']} · authors {row['authors'] or '(unsigned)'} · writer {row['writer']}"
    yield f"published {row['published']} · form {row['form']} · event {row['event']} "
    yield f"theatre {row['theatre']} · {row['words']} words in {len(paragraphs)} paragraphs"
    yield f"(about {each} words each, unevenly: 35 at least, 160 at most)"
    yield "Facts (use none that lies after the date of publication):"
    for event in read_events(folder):
        if event.event == row["event"] and event.moment.isoformat() <= last_day(row["published"]):
            occasion = " <- the occasion" if event.moment.isoformat() == row["moment"] else ""
            yield f"- {event.moment}{occasion}: {event.note}"
    yield "Paragraphs:"
    for paragraph in paragraphs:
        yield f"{paragraph['paragraph']}. {outline_line(paragraph)}"


def main() -> int:
    """Draw, compare or print; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true", help="compare, write nothing")
    options.add_argument("--outline", metavar="ID", help="print one article's outline, or 'all'")
    given = options.parse_args()
    try:
        if given.outline:
            known = [row["id"] for row in rows(CODING / "articles_plan.csv")]
            for identifier in known if given.outline == "all" else [given.outline]:
                print("\n".join(outline(identifier)), end="\n\n")
            return 0
        texts = dict(zip(("articles_plan.csv", "design.csv"), draw(), strict=True))
        for name, text in texts.items():
            if given.check and (CODING / name).read_text(encoding="utf-8") != text:
                raise CorpusError(f"corpus/coding/{name} is not what the seed draws; draw it anew")
        for name, text in texts.items():
            if not given.check:
                write_atomic(CODING / name, text)
            print(f"corpus/coding/{name}: {text.count(chr(10)) - 1} rows")
    except ToolkitError as error:
        print(f"draw_panel: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
