"""The coding desk at a terminal: one paragraph, what precedes it, one question after another."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.markdown import Markdown
from rich.text import Text

from toolkit.cli.output import Aside, plain
from toolkit.errors import AnalysisError, ToolkitError, suggest

if TYPE_CHECKING:
    from toolkit.analyses.framing.desk import Desk, Question
    from toolkit.analyses.framing.manual import Manual
    from toolkit.analyses.framing.samples import Unit

_YES_NO = {"y": "1", "yes": "1", "1": "1", "n": "0", "no": "0", "0": "0"}
_NONE = ("0", "n", "none", "no")
_COMMANDS = {"?": "help", "h": "help", "b": "back", "q": "quit"}
_HOW = (
    "Answer with a number, a name or its beginning; several answers on a frame fit in one line "
    "(y 1 author). A note follows a semicolon: n; passing. ? explains, b goes back a unit, q stops."
)
_AT_END = "Enter: next · c FRAME: change · n FRAME TEXT: note · b: back · q: stop"


class StopError(Exception):
    """The coder has had enough for now."""


class _BackError(Exception):
    """The coder wants to see the unit before."""


class Screen:
    """What a coder sees and types; all on stderr, for it is no result.

    Text of articles is never markup, and no control character of it reaches the terminal.
    """

    def __init__(self) -> None:
        self._console = Aside(soft_wrap=False)

    def say(self, message: str, *, style: str = "") -> None:
        """Show a line."""
        self._console.print(Text(plain(message), style=style))

    def explain(self, page: str) -> None:
        """Show a page of the codebook."""
        self._console.print(Markdown(plain(page)))

    def show_unit(self, unit: Unit, head: str, about: str = "") -> None:
        """Show a unit and what precedes it, and nothing that follows it."""
        self._console.clear()
        self._console.rule(Text(plain(head)))
        if about:
            self.say(about, style="italic")
        for paragraph in unit.before:
            self._console.print(Text(plain(paragraph), style="dim"), end="\n\n")
        mark = Text(plain(f"[{unit.name}] "), style="bold")
        self._console.print(mark.append(plain(unit.text), style="not bold"), end="\n\n")

    def ask(self, prompt: str) -> str:
        """Ask for one line.

        Raises
        ------
        StopError
            At the end of the input.
        """
        self._console.print(Text(plain(prompt)), end="")
        sys.stderr.flush()
        line = sys.stdin.buffer.readline() if sys.stdin else b""
        if not line:
            self._console.print()
            raise StopError
        return line.decode("utf-8", "replace").strip()


def choose(word: str, allowed: Sequence[str]) -> str:
    """Find the value that a coder means: its number, its name, or how it begins.

    Raises
    ------
    AnalysisError
        When it is none of them, or several.

    Examples
    --------
    >>> choose("2", ["rift", "repair"]), choose("ri", ["rift", "repair"])
    ('repair', 'rift')
    >>> choose("y", ["1", "0"])
    '1'
    """
    if set(allowed) == {"0", "1"}:
        if word.casefold() in _YES_NO:
            return _YES_NO[word.casefold()]
        raise AnalysisError(f"{word!r} is neither yes nor no; answer y or n")
    numbers = [str(number) for number, _ in enumerate(allowed, start=1)]
    if word in numbers:
        return allowed[numbers.index(word)]
    folded = {value.casefold(): value for value in allowed}
    if word.casefold() in folded:
        return folded[word.casefold()]
    begin = [value for value in allowed if value.casefold().startswith(word.casefold())]
    if len(begin) == 1:
        return begin[0]
    if begin:
        raise AnalysisError(f"{word!r} may be {' or '.join(begin)}; write more of it or its number")
    raise AnalysisError(
        f"{word!r} is none of {', '.join(allowed)}{suggest(word, allowed)}; ? explains"
    )


def command(words: Sequence[str], allowed: Sequence[str]) -> str:
    """Give the command that a line is, ``""`` when it is an answer.

    Raises
    ------
    AnalysisError
        When a letter stands for a command and a value alike.

    Examples
    --------
    >>> command(["?"], ["endorse"]), command(["e"], ["endorse"])
    ('help', '')
    """
    if len(words) != 1:
        return ""
    word = words[0].casefold()
    if word in _COMMANDS.values():
        return word
    meant = _COMMANDS.get(word, "")
    values = [value for value in allowed if value.casefold().startswith(word)]
    if meant and values:
        number = list(allowed).index(values[0]) + 1
        raise AnalysisError(
            f"{word!r} may be {meant} or {values[0]}; write {meant}, or {number} for {values[0]}"
        )
    return meant


def run_desk(
    desk: Desk, manual: Manual, *, about: Callable[[Unit], str] = lambda unit: ""
) -> Unit | None:
    """Ask until all is coded or the coder stops.

    Parameters
    ----------
    desk
        The coder's desk.
    manual
        What explains the questions.
    about
        Gives what may be said of the article a unit stands in; nothing when coding is blind.

    Returns
    -------
    Unit or None
        The one at which coding stopped; ``None`` when all are coded.
    """
    screen = Screen()
    unit, said = desk.next_unit(), _HOW
    try:
        while unit is not None:
            here, place = unit, desk.units.index(unit) + 1
            screen.show_unit(unit, f"{unit.name} · {place} of {len(desk.units)}", about(unit))
            if said:  # below the unit, for what stands above is wiped away
                screen.say(said, style="dim")
            try:
                _Unit(desk, unit, manual, screen).code()
                unit, said = desk.next_unit(), ""
            except _BackError:
                before = desk.unit_before(here)
                unit, said = before or here, "" if before else "this is the first unit"
    except StopError:
        return unit
    except KeyboardInterrupt:
        screen.say("")  # what follows begins on a line of its own
        return unit
    return None


class _Unit:
    """The talk about one unit."""

    def __init__(self, desk: Desk, unit: Unit, manual: Manual, screen: Screen) -> None:
        self.desk, self.unit, self.manual, self.screen = desk, unit, manual, screen
        # what was typed ahead: the answers to the next questions on the same frame
        self._typed: list[str] = []
        self._frame = ""
        self._named = ""

    def code(self) -> None:
        """Ask what is open, then show the codes until they are accepted."""
        while (question := self.desk.open_question(self.unit)) is not None:
            self._put(question)
        self._drop_typed("")
        while not self._accepted():
            pass

    def _accepted(self) -> bool:
        """Show how the unit is coded, and take changes."""
        self.screen.say(f"{self.unit.name}: {self.desk.summary(self.unit)}", style="bold")
        verb, _, rest = self.screen.ask(f"{_AT_END} > ").partition(" ")
        name, _, text = rest.strip().partition(" ")
        verb = verb.casefold()
        try:
            if verb in ("q", "quit"):
                raise StopError
            if verb in ("b", "back"):
                raise _BackError
            if verb in ("c", "change") and name:
                self._again(self._frame_named(name))
            elif verb in ("n", "note") and name:
                self.desk.note(self.unit, self._frame_named(name), text)
            elif verb in ("?", "help"):
                self.screen.say(_HOW)
            elif verb:
                self.screen.say(f"{verb!r} is no answer here", style="yellow")
            return not verb
        except ToolkitError as error:
            self.screen.say(str(error), style="yellow")
            return False

    def _frame_named(self, word: str) -> str:
        codebook = self.desk.codebook
        return choose(word, [*codebook.frames, *codebook.counter_frames])

    def _again(self, frame: str) -> None:
        """Ask the questions on a frame once more; an empty line keeps an answer."""
        from toolkit.analyses.framing.manual import COUNTER_FRAMES

        frame = frame if frame in self.desk.codebook.frames else COUNTER_FRAMES
        done: set[str] = set()
        while True:
            questions = self.desk.questions(self.unit, frame)
            question = next((q for q in questions if q.variable not in done), None)
            if question is None:
                break
            self._put(question)
            done.add(question.variable)
        self._drop_typed("")

    def _put(self, question: Question) -> None:
        """Ask one question until it has an answer."""
        self._drop_typed(question.frame)
        # who stopped amid a frame, and goes on, has not seen which one the question is about
        if question.variable != "present" and question.frame != self._named:
            self.screen.say(f"{question.frame} present: yes")
        self._named = question.frame
        while True:
            try:
                if self._take(question):
                    return
            except ToolkitError as error:  # also a full disk: it can be mended while one waits
                self._typed = []
                self.screen.say(str(error), style="yellow")

    def _take(self, question: Question) -> bool:
        """Take one line, or one word that was typed ahead; tell whether it was an answer."""
        words, note = self._typed, ""
        if not words:
            line, _, note = self.screen.ask(_prompt(question)).partition(";")
            words = line.split()
        if not words and question.answered and not note.strip():
            return True
        if not words:
            raise AnalysisError("write an answer; ? explains, q stops")
        what = command(words, question.allowed)
        if what == "quit":
            raise StopError
        if what == "back":
            raise _BackError
        if what == "help":
            self.screen.explain(self.manual.explain(question.frame, question.variable))
            return False
        if self._is_several(question):
            self._typed = []
            none = len(words) == 1 and words[0].casefold() in _NONE
            chosen = [] if none else [choose(word, question.allowed) for word in words]
            self.desk.answer(question, *dict.fromkeys(chosen), note=note)
            return True
        first, *rest = words
        self.desk.answer(question, choose(first, question.allowed), note=note)
        self._typed, self._frame = rest, question.frame
        return True

    def _is_several(self, question: Question) -> bool:
        return question.frame not in self.desk.codebook.frames

    def _drop_typed(self, frame: str) -> None:
        """Use nothing that was typed ahead for another frame than it was meant for."""
        if self._typed and frame != self._frame:
            unused = " ".join(self._typed)
            self.screen.say(f"not used: {unused} (there is no such question)", style="yellow")
            self._typed = []


def _prompt(question: Question) -> str:
    """Write a question with its choices, and the answer that stands."""
    yes_no = question.allowed == ("1", "0")
    numbered = "  ".join(f"{n} {value}" for n, value in enumerate(question.allowed, start=1))
    current = " ".join(question.current) or "none"
    if question.variable != "present":
        asked = f"  {question.variable}: {numbered}"
    elif yes_no:
        asked = f"{question.frame} present? y/n"
        current = {"1": "y", "0": "n"}.get(current, "")
    else:
        asked = f"{question.frame}, which are present? 0 none  {numbered}"
    return asked + (f" [{current}] > " if question.answered else " > ")
