"""Settle the differences of two coders at a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli.desk import Screen, StopError, choose, command
from toolkit.cli.output import say
from toolkit.errors import AnalysisError, CorpusError, ToolkitError
from toolkit.files import write_atomic
from toolkit.wording import count_of

if TYPE_CHECKING:
    from toolkit.analyses.framing.adjudication import Adjudication, Place
    from toolkit.analyses.framing.manual import Manual
    from toolkit.analyses.framing.samples import Unit
    from toolkit.corpus import Corpus

_FRESH = "neither"


def adjudicate(
    corpus: Corpus, names: tuple[str, str], adjudication: Adjudication, manual: Manual, out: Path
) -> None:
    """Go through what is undecided, and write the adjudicated coding when nothing is.

    Parameters
    ----------
    corpus
        Gives the texts.
    names
        The coders.
    adjudication
        Their codings and the decisions.
    manual
        What explains the questions.
    out
        The file of the adjudicated coding.
    """
    check_out(adjudication, out)
    screen = Screen()
    total = len(adjudication.places)
    if adjudication.only_one:
        single = "that only one of them gave"
        said = count_of(adjudication.only_one, f"code {single} is", f"codes {single} are")
        say(f"{said} left out")
    try:
        for place in adjudication.undecided():
            done = total - len(adjudication.undecided())
            unit = _unit_of(corpus, adjudication, place)
            screen.show_unit(unit, f"{place[2]} · {done + 1} of {total} differences")
            _Talk(adjudication, names, place, unit, manual, screen).settle()
    except (StopError, KeyboardInterrupt):
        pass
    left = len(adjudication.undecided())
    if left:
        say(f"{total - left} of {total} differences settled; run it again to go on")
        return
    write_atomic(out, adjudication.outcome())
    say(f"all {total} differences are settled: {out.name}")


def own_place(folder: Path, coders: tuple[str, str]) -> Path:
    """Name the file of an adjudicated coding: one of the coders' own where others have settled.

    Parameters
    ----------
    folder
        The folder of the codings.
    coders
        The names of the two coders, whose files lie there.

    Returns
    -------
    Path
        ``adjudicated.csv``; where that or ``decisions.csv`` speaks of what the two did not both
        code, as in a corpus that comes with a coding, ``adjudicated-aa-bb.csv``.
    """
    from toolkit.analyses.framing.adjudication import read_decisions, rows_by_place

    place = folder / "adjudicated.csv"
    files = [folder / f"{name}.csv" for name in coders]
    if not all(file.exists() for file in files):
        return place  # what is missing is told when it is read
    settled = set(read_decisions(folder / "decisions.csv"))
    if place.exists():
        settled |= set(rows_by_place(place))
    if all(settled <= rows_by_place(file).keys() for file in files):
        return place
    return folder / f"adjudicated-{coders[0]}-{coders[1]}.csv"


def check_out(adjudication: Adjudication, out: Path) -> None:
    """Refuse to write over the adjudicated coding of others.

    Raises
    ------
    CorpusError
        When the file holds units that these coders did not both code.
    """
    from toolkit.analyses.framing.adjudication import rows_by_place

    if out.exists() and rows_by_place(out).keys() - adjudication.first.keys():
        raise CorpusError(
            f"{out.name} holds codes that these two coders did not give; name another with --out"
        )


def _unit_of(corpus: Corpus, adjudication: Adjudication, place: Place) -> Unit:
    """Find the text on which the coders differ."""
    from toolkit.analyses.framing.samples import unit_at

    article, paragraph, _ = place
    sha = adjudication.first[place]["paragraph_sha"].strip()
    found = next((item for item in corpus.items if item.id == article and not item.derived), None)
    number = int(paragraph)
    shas = found.paragraph_shas if found else ()
    if found is None or not 0 < number <= len(shas) or shas[number - 1] != sha:
        raise CorpusError(
            f"paragraph {paragraph} of {article!r} is not the text that was coded any more; "
            "code it anew before it is settled"
        )
    return unit_at("unit", found, number)


class _Talk:
    """The talk about one difference."""

    def __init__(
        self,
        adjudication: Adjudication,
        names: tuple[str, str],
        place: Place,
        unit: Unit,
        manual: Manual,
        screen: Screen,
    ) -> None:
        self.adjudication, self.names, self.place = adjudication, names, place
        self.unit, self.manual, self.screen = unit, manual, screen

    def settle(self) -> None:
        """Show both codes, ask for the code that shall stand and for the reason, and keep both."""
        frame = self.place[2]
        rows = [self.adjudication.first[self.place], self.adjudication.second[self.place]]
        for number, (name, row) in enumerate(zip(self.names, rows, strict=True), start=1):
            note = row.get("note", "").strip()
            self.screen.say(f"{number} {name}: {_words(row)}" + (f" ({note})" if note else ""))
        choices = (*self.names, _FRESH)
        chosen = self._ask(f"{frame}: whose code stands? 1 2, or 3 {_FRESH} > ", choices, "present")
        code = self._fresh() if chosen == _FRESH else rows[choices.index(chosen)]
        while True:
            try:
                reason = self.screen.ask("reason > ")
                if command([reason], ()) == "quit":
                    raise StopError
                self.adjudication.decide(self.unit, frame, code, reason)
                return
            except ToolkitError as error:
                self.screen.say(str(error), style="yellow")

    def _fresh(self) -> Mapping[str, str]:
        """Ask for a code that neither coder gave."""
        from toolkit.analyses.framing.desk import ORDER

        frame, codebook = self.place[2], self.adjudication.codebook
        present = self._ask(f"{frame} present? y/n > ", ("1", "0"), "present")
        code = {"present": present}
        if present == "1":
            allowed = codebook.allowed_values(frame)
            for name in (name for name in ORDER if allowed[name]):
                numbered = "  ".join(f"{n} {v}" for n, v in enumerate(allowed[name], start=1))
                code[name] = self._ask(f"  {name}: {numbered} > ", allowed[name], name)
                if against := codebook.contradiction(frame, code):
                    said = " and ".join(f"{other} {code[other]!r}" for other in against)
                    self.screen.say(f"{said} never go together; once more", style="yellow")
                    return self._fresh()
        return code

    def _ask(self, prompt: str, allowed: tuple[str, ...], variable: str) -> str:
        from toolkit.analyses.framing.manual import COUNTER_FRAMES

        frame = self.place[2]
        page = frame if frame in self.adjudication.codebook.frames else COUNTER_FRAMES
        while True:
            words = self.screen.ask(prompt).split()
            try:
                what = command(words, allowed)
                if what == "quit":
                    raise StopError
                if what == "help":
                    self.screen.explain(self.manual.explain(page, variable))
                elif len(words) == 1 and not what:
                    return choose(words[0], allowed)
                else:
                    self.screen.say("write one answer; ? explains, q stops", style="yellow")
            except AnalysisError as error:
                self.screen.say(str(error), style="yellow")


def _words(row: Mapping[str, str]) -> str:
    from toolkit.analyses.framing.codings import CODED, in_words

    return in_words(row.get(name, "") for name in CODED)
