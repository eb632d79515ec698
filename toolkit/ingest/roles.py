"""Assign a role to every unit of a page, from the surest sign to the least sure."""

from __future__ import annotations

from toolkit.ingest import cues
from toolkit.ingest.bylines import biography_name, names_of
from toolkit.ingest.captions import is_caption
from toolkit.ingest.headlines import bare_names, is_date_line, read_byline
from toolkit.ingest.title import find_title
from toolkit.ingest.units import Unit, fold

KEPT = ("standfirst", "body", "heading")
# Nothing ends an article of fewer words than these: a short one has no room for a mistake.
_ENOUGH_WORDS = 120
_LONG_PARAGRAPH = 45
_BRIEF_PARAGRAPH = 30
# Where most paragraphs are single sentences, longer lines without a full stop describe pictures.
_BRIEF_HEADING = 8
# What breaks into a text in a line or a list of them, and after which the text goes on.
_LINKS = ("related", "read more", "share", "advertisement", "link")


def assign_roles(
    units: list[Unit], *, title: str = "", known: frozenset[str] = frozenset()
) -> list[str]:
    """Say for every unit of a page what it is.

    Parameters
    ----------
    units
        The page.
    title
        The title where it is known.
    known
        Folded lines that recur on other pages.

    Returns
    -------
    list of str
        One of `KEPT`, or a kind of furniture, for each unit.
    """
    return _Roles(units, title, known).assign()


class _Roles:
    """The roles of a page's units, assigned in passes from the surest sign to the least sure."""

    def __init__(self, units: list[Unit], title: str, known: frozenset[str]) -> None:
        self.units = units
        self.cues = [cues.find_cue(unit) for unit in units]
        self.roles = [""] * len(units)
        self.title = find_title(units, self.cues, title)
        self.known = known
        self.names: tuple[str, ...] = ()
        self.brief = _is_brief(units, self.cues)

    def assign(self) -> list[str]:
        self._metadata()
        self._furniture()
        first = self._first_prose()
        end = self._end(first)
        self._head(first)
        self._stretch(first, end)
        return self.roles

    def _metadata(self) -> None:
        """Read title, byline and date line before anything is judged as text."""
        if self.title is not None:
            self.roles[self.title] = "title"
            wanted = fold(self.units[self.title].text)
            for place, unit in enumerate(self.units):
                if place != self.title and _same_title(fold(unit.text), wanted):
                    self.roles[place] = "title again"
        start = self.title or 0
        for place, unit in enumerate(self.units):
            if self.roles[place]:
                continue
            byline = read_byline(unit.text)
            # 'By X, a fellow at the Y Institute.' is closed like a sentence, and short
            labelled = byline and byline.names and len(unit.words) <= 20 and place < start + 12
            if unit.prose and not (labelled and unit.text[:3].casefold() == "by "):
                continue
            if byline and (byline.names or place < start + 12):
                self.roles[place] = "byline"
                if byline.names and not self.names:
                    self.names = byline.names
            elif is_date_line(unit.text):
                self.roles[place] = "date"
        self._bare_byline()
        for place, unit in enumerate(self.units):
            if not self.roles[place] and biography_name(unit.text, self.names) in self.names:
                self.roles[place] = "biography"

    def _bare_byline(self) -> None:
        """Take names that stand alone beside the title as the byline where no line is labelled.

        Whoever the text itself speaks of is pictured there, and is not its author.
        """
        if self.names or self.title is None:
            return
        paragraphs = (unit for unit in self.units if unit.prose and len(unit.words) >= 25)
        text = " ".join(unit.text for unit in paragraphs)
        near = (*range(self.title + 1, self.title + 5), self.title - 1)
        for place in near:
            if not 0 <= place < len(self.units) or self.roles[place]:
                continue
            names = bare_names(self.units[place].text)
            others = _without_names(text, names)
            if names and not any(name.split()[-1] in others for name in names):
                self.roles[place] = "byline"
                self.names = names
                return
        head = [p for p in range(self.title, len(self.units)) if self.units[p].prose][:3]
        for place in head:
            name = biography_name(self.units[place].text)
            if name and name.split()[-1] not in _without_names(text, (name,)):
                self.names = (name,)
                return

    def _furniture(self) -> None:
        """Mark what shows itself to be furniture, with the boxes that such lines open."""
        seen: set[str] = set()
        box, words_seen = "", 0
        for place, unit in enumerate(self.units):
            cue = self.cues[place]
            folded = fold(unit.text)
            if self.roles[place]:
                box = box if self.roles[place] == "date" else ""  # of a story in a list
                continue
            if folded in self.known and len(unit.words) >= 2:
                self.roles[place] = "outlet"
            elif cue:
                self.roles[place] = cue.role
                # in the head of a page single lines are all there is to a box
                box = cue.role if cue.header and words_seen >= (20 if self.brief else 60) else box
                continue
            elif folded in seen and len(unit.words) >= 4:
                self.roles[place] = "repeated"
            elif box and not self._leaves_box(place):
                self.roles[place] = box
                continue
            seen.add(folded)
            words_seen += len(unit.words) if unit.prose else 0
            box = ""
        self._captions()

    def _leaves_box(self, place: int) -> bool:
        """Whether running text goes on here; a headline with a short teaser is still the box."""
        unit = self.units[place]
        if self.brief and unit.closed and not unit.bullet:
            return not self._is_teaser(place)
        if not unit.prose:
            # a subheading opens text again where two paragraphs in a row follow it
            after = self.units[place + 1 : place + 3]
            return len(after) == 2 and all(_long(unit) for unit in after) and unit.after_gap
        if _long(unit):
            return True
        if self.roles[place - 1] in _LINKS and self._resumes(place):
            return True
        following = next((u for u in self.units[place + 1 : place + 2]), None)
        before = self.units[place - 1]
        return bool(following and following.prose and before.text and self.cues[place - 1])

    def _is_teaser(self, place: int) -> bool:
        """Whether a sentence stands between two headlines, or is a question that may be one.

        On pages that give each sentence a paragraph nothing else tells a teaser from the text.
        """
        before, after = self._plain_line(place - 1), self._plain_line(place + 1)
        if self.units[place].text.endswith("?"):
            opener = self.cues[place - 1]
            return before or after or (opener is not None and opener.header)
        return before and after

    def _plain_line(self, place: int) -> bool:
        """Whether a line of several words stands here that no sentence ends and no cue explains."""
        if not 0 <= place < len(self.units) or self.cues[place]:
            return False
        return not self.units[place].closed and len(self.units[place].words) >= 3

    def _resumes(self, place: int) -> bool:
        """Whether two short paragraphs follow one another, as no list of headlines has them."""
        pair = self.units[place : place + 2]
        return (
            len(pair) == 2
            and all(unit.prose for unit in pair)
            and not any(self.cues[place : place + 2])
        )

    def _captions(self) -> None:
        gaps = [unit.after_gap for unit in self.units if unit.prose]
        spaced = sum(gaps) >= 0.7 * len(gaps) if gaps else False
        seen_text = 0
        for place, unit in enumerate(self.units):
            if self.roles[place]:
                continue
            glued = spaced and not unit.after_gap
            in_head = seen_text < 2 and (self.title is None or place > self.title)
            if is_caption(unit, in_head=in_head, glued=glued):
                self.roles[place] = "caption"
            elif unit.prose:
                seen_text += 1

    def _first_prose(self) -> int:
        start = 0 if self.title is None else self.title + 1
        for place in range(start, len(self.units)):
            unit = self.units[place]
            # points above the text are the editors' summary; an article may be numbered
            summary = unit.bullet and not unit.text[0].isalnum() and not _long(unit)
            if not summary and (self._is_text(place) or self._is_lead(place)):
                return place
        return len(self.units)

    def _is_lead(self, place: int) -> bool:
        """Whether a unit between title and text reads as a lead that lacks its full stop."""
        unit = self.units[place]
        follows_title = self.title is not None and all(self.roles[self.title : place])
        words = len(unit.words)
        sentence = (words >= 10 and unit.function_share >= 0.25) or (words >= 6 and unit.closed)
        return follows_title and not self.roles[place] and sentence

    def _is_text(self, place: int) -> bool:
        return not self.roles[place] and self.units[place].prose

    def _end(self, first: int) -> int:
        """Find the end of the article: the stretch from `first` that gathers most running text."""
        total = best = run = 0.0
        # where a paragraph is a sentence, an insert costs what a sentence is worth
        scale = 1 / 3 if self.brief else 1.0
        end = first
        read = 0
        for place in range(first, len(self.units)):
            unit, role, cue = self.units[place], self.roles[place], self.cues[place]
            if read >= _ENOUGH_WORDS and self._closes(place, cue):
                break
            if not role and unit.prose:
                read += len(unit.words)
                total += min(len(unit.words), 80)
                run = 0.0
            elif not role and unit.closed and not unit.bullet and not run:
                total += 1  # a short sentence goes with the text before it
            elif not (unit.furniture or role in ("separator", "caption", "repeated")):
                # furniture costs, but one insert, however long, does not outweigh two paragraphs
                back = role in _LINKS and any(map(self._resumes, range(place + 1, place + 4)))
                cost = (5.0 if not role or run or back else 18.0) * scale
                total -= min(cost, max(45.0 * scale - run, 0.0))
                run += cost
            if total > best:
                best, end = total, place + 1
        return end

    def _closes(self, place: int, cue: cues.Cue | None) -> bool:
        """Whether an article that has been read this far ends here."""
        unit = self.units[place]
        if cue and cue.closing:
            # as a button the words stand between two paragraphs
            below = self.units[place + 1 : place + 2]
            return self._thread(place) or not (
                below and _long(below[0]) and not self.cues[place + 1]
            )
        if cue and cue.role == "comments" and self._thread(place) and not self._goes_on(place):
            return True
        if self.roles[place] in ("biography", "notes") and cue and cue.header:
            return not self._goes_on(place)
        if self.roles[place] not in ("", "biography") or len(unit.words) > 120:
            return False
        before, after = self._text_before(place), self._text_after(place)
        # a note on the author also stands in the head, under a long first paragraph
        late = after <= before / 2 or (after < 1.5 * before and not self._goes_on(place))
        if late and biography_name(unit.text, self.names):
            self.roles[place] = "biography"
            return True
        return False

    def _thread(self, place: int) -> bool:
        """Whether the marks of a thread of comments (names, hours, 'Reply') come thick here."""
        near = self.cues[place + 1 : place + 12]
        return sum(cue is not None and cue.role == "comments" for cue in near) >= 2

    def _goes_on(self, place: int) -> bool:
        """Whether at least three long paragraphs in a row follow."""
        run = 0
        for after in range(place + 1, len(self.units)):
            if self.cues[after] and self.cues[after].closing:  # type: ignore[union-attr]
                return False
            run = run + 1 if self._is_text(after) and _long(self.units[after]) else 0
            if run == 3:
                return True
        return False

    def _text_before(self, place: int) -> int:
        return sum(len(self.units[p].words) for p in range(place) if self._is_text(p))

    def _text_after(self, place: int) -> int:
        words = 0
        for after in range(place + 1, len(self.units)):
            cue = self.cues[after]
            if cue and cue.closing:
                break
            words += len(self.units[after].words) if self._is_text(after) else 0
        return words

    def _head(self, first: int) -> None:
        for place in range(min(first, len(self.units))):
            self.roles[place] = self.roles[place] or "page head"

    def _stretch(self, first: int, end: int) -> None:
        """Give the units from the first paragraph on their roles; what is past the end goes."""
        closing = self.roles[end] if end < len(self.units) else ""
        comments = any(cue and cue.role == "comments" for cue in self.cues[end:])
        for place in range(end, len(self.units)):
            if not self.roles[place]:
                after_biography = closing in ("biography", "comments")
                self.roles[place] = "comments" if comments and after_biography else "page end"
        kept_text = [fold(self.units[p].text) for p in range(first, end) if self._is_text(p)]
        for place in range(first, end):
            if not self.roles[place]:
                self.roles[place] = self._inside(place, first, end, kept_text)
        self._lone_headings(first, end)
        self._standfirst(first)

    def _inside(self, place: int, first: int, end: int, kept_text: list[str]) -> str:
        unit = self.units[place]
        if unit.prose:
            return "body"
        folded = fold(unit.text)
        if len(unit.words) >= 5 and any(folded in text for text in kept_text):
            return "repeated"
        if unit.bullet:
            return "body" if self._opens_list(place) or len(unit.words) >= 8 else "list"
        if unit.closed or (place == first and self._is_lead(place)):
            return "body"
        if names_of(unit.text) and not unit.after_gap:
            return "caption"
        if unit.text.endswith(("–", "—", " -")):
            return "dateline"
        followed = any(self._is_text(p) or self.roles[p] == "" for p in range(place + 1, end))
        if self.brief and len(unit.words) > _BRIEF_HEADING:
            return "caption"
        return "heading" if followed and len(unit.words) <= 14 else "page end"

    def _opens_list(self, place: int) -> bool:
        for before in range(place - 1, -1, -1):
            unit = self.units[before]
            if not unit.bullet:
                return unit.text.rstrip().endswith(":") and self.roles[before] in KEPT
        return False

    def _lone_headings(self, first: int, end: int) -> None:
        """Give a heading that no text follows the role of what it heads."""
        skipped = ("caption", "advertisement", "separator", "page head")
        for place in range(end - 1, first - 1, -1):
            if self.roles[place] == "heading":
                below = next(
                    (r for r in self.roles[place + 1 : end] if r not in skipped), "page end"
                )
                self.roles[place] = "heading" if below in KEPT else below

    def _standfirst(self, first: int) -> None:
        """Call the first paragraph a standfirst where it is short or the byline follows it."""
        if first >= len(self.units) or self.roles[first] != "body":
            return
        later = next(
            (p for p in range(first + 1, len(self.units)) if self.roles[p] == "body"), None
        )
        between = self.roles[first + 1 : later] if later else []
        if "byline" in between or "date" in between or len(self.units[first].words) <= 40:
            self.roles[first] = "standfirst" if later else "body"


def _without_names(text: str, names: tuple[str, ...]) -> str:
    """Leave out of a text where it names persons in full, as notes about authors do."""
    for name in names:
        text = text.replace(name, " ")
    return text


def _long(unit: Unit) -> bool:
    return unit.prose and len(unit.words) >= _LONG_PARAGRAPH


def _is_brief(units: list[Unit], found: list[cues.Cue | None]) -> bool:
    """Whether a page gives (nearly) every sentence a paragraph, as popular papers do."""
    lengths = sorted(len(unit.words) for unit, cue in zip(units, found) if unit.prose and not cue)
    return len(lengths) >= 6 and lengths[len(lengths) // 2] < _BRIEF_PARAGRAPH


def _same_title(line: str, title: str) -> bool:
    return line == title or (
        len(title) >= 20 and line.startswith(title) and len(line) <= len(title) + 60
    )
