"""Give the lemma of a form under a Penn tag: what the treebanks say, then a lexicon, then rules.

Lemmas follow the English treebanks of Universal Dependencies: `went` is *go*, `better` is *good*,
`n't` is *not*. Names are left alone: `United` is not *unite*, `US` is not *us*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.annotate.word_tables import (
    InflectionTable,
    apply_change,
    read_model_file,
    read_rows,
)

# Which part of speech of the lexicon inflects a tag.
_INFLECTED = {
    "NNS": "N", "NNPS": "N", "VBD": "V", "VBG": "V", "VBN": "V", "VBZ": "V",
    "JJR": "J", "JJS": "J", "RBR": "R", "RBS": "R",
}  # fmt: skip
_LEFT_ALONE = frozenset({"NNP", "ADD", "GW", "XX"})
# Tags of words that may keep a capital: `Turkish`, `Kurds`, `UAVs`.
_MAY_BE_CAPITAL = frozenset({"NN", "NNS", "NNPS", "JJ", "JJR", "JJS", "FW", "AFX"})
# The treebanks write dates out. `Jan`, `Mar`, `Mon`, `Sat`, `Sun` without a period may be names.
_CALENDAR = {
    "Jan.": "January", "Feb": "February", "Feb.": "February", "Mar.": "March", "Apr": "April",
    "Apr.": "April", "Jun.": "June", "Jul.": "July", "Aug": "August", "Aug.": "August",
    "Sep.": "September", "Sept": "September", "Sept.": "September", "Oct": "October",
    "Oct.": "October", "Nov": "November", "Nov.": "November", "Dec": "December",
    "Dec.": "December", "Mon.": "Monday", "Tue.": "Tuesday", "Tues": "Tuesday",
    "Tues.": "Tuesday", "Wed.": "Wednesday", "Thu": "Thursday", "Thu.": "Thursday",
    "Thur.": "Thursday", "Thurs": "Thursday", "Thurs.": "Thursday", "Fri": "Friday",
    "Fri.": "Friday", "Sat.": "Saturday", "Sun.": "Sunday",
}  # fmt: skip
_APOSTROPHES = str.maketrans("’´`", "'''")
_UNSEEN = dict.fromkeys((173, 8203, 8204, 8205))
_HYPHENS = re.compile("([-\u2010\u2011])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_DECADE = re.compile(r"(?:[a-z]+-)?'?(?:\d\d)?\d0s")
_SILENT_E = re.compile(r"([^aeiou][aeiou][bcdgkmpstvz]|at|i[zs]|[aeiou]nc|[rn]g|[lrs]v|u|[bdtp]l)$")


@dataclass(frozen=True, eq=False)
class Lemmatizer:
    """Looks lemmas up, then guesses.

    Parameters
    ----------
    exceptions
        Lemmas by lower-case form and tag, where lexicon and rules would be wrong.
    inflections
        A lexicon of inflected forms.
    """

    exceptions: Mapping[tuple[str, str], str]
    inflections: InflectionTable

    @classmethod
    def load(cls, inflections: InflectionTable) -> Lemmatizer:
        """Read the exceptions of the model folder."""
        exceptions = {
            (word, tag): apply_change(word, change)
            for tag, change, words in read_rows(read_model_file("lemmas.xz"))
            for word in words
        }
        return cls(exceptions, inflections)

    def lemma(self, form: str, tag: str) -> str:
        """Give the lemma of a token; of a hyphen compound only the last part is inflected."""
        plain = form.isascii() and form.isalpha()
        if not plain:
            form = form.translate(_APOSTROPHES).translate(_UNSEEN)
        found = self.exceptions.get((form.lower(), tag))
        if found is not None:
            return found
        if plain:
            return self.guess(form, tag)
        if tag == "NNS" and _DECADE.fullmatch(form):
            return form
        if "-" in form or "\u2011" in form or "\u2010" in form:
            *parts, last = _HYPHENS.split(form)
            if parts and parts[0] and last and tag not in _LEFT_ALONE:
                front = "".join(
                    part if part.isupper() else self._cased(part, "NN") for part in parts
                )
                # `T-90s` are tanks, not a decade
                return front + (
                    last.removesuffix("s") if last[0].isdigit() else self.lemma(last, tag)
                )
        return self.guess(form, tag)

    def guess(self, form: str, tag: str) -> str:
        """Give the lemma without the exceptions."""
        part_of_speech = _INFLECTED.get(tag)
        if tag in _LEFT_ALONE:
            return _CALENDAR.get(form, form) if tag == "NNP" else form
        if tag == "CD":  # the treebanks write 200000 for 200,000
            return _THOUSANDS.sub("", form.lower())
        if part_of_speech is None:
            return self._cased(form, tag)
        lower = form.lower()
        listed = self.inflections.lemmas[part_of_speech]
        if tag == "NNPS":
            stem = listed.get(form) or listed.get(lower) or _singular(lower)
            return form[: len(stem)] if lower.startswith(stem) else _like(form, stem)
        if form != lower and form in listed and lower not in listed:
            return listed[form]
        if lower in listed:
            return listed[lower]
        if lower in self.inflections.classes:  # a base form, such as `put` or `series`
            return lower
        if tag == "NNS":
            singular = _singular(lower)
            known = singular in self.inflections.classes
            return singular if known or form == lower else form[: len(singular)]
        return self._verb(lower, tag) if part_of_speech == "V" else lower

    def _cased(self, form: str, tag: str) -> str:
        """Lower a form unless it is only known, or only seen, with a capital."""
        lower = form.lower()
        if form == lower or tag not in _MAY_BE_CAPITAL or lower in self.inflections.classes:
            return lower
        return form if len(form) > 1 else lower

    def _verb(self, lower: str, tag: str) -> str:
        if tag == "VBZ":
            return _singular(lower)
        ending = "ing" if tag == "VBG" else "ed"
        stem = lower.removesuffix(ending)
        if stem == lower or len(stem) < 3:
            return lower
        if ending == "ed" and stem.endswith("i"):
            return stem[:-1] + "y"
        for base in (stem + "e", stem):
            if base in self.inflections.classes:
                return base
        if stem[-1] == stem[-2] and stem[-1] not in "lsz":
            return stem[:-1]
        return stem + "e" if _SILENT_E.search(stem) else stem


def _singular(lower: str) -> str:
    """Undo the regular -s of nouns and verbs."""
    if lower.endswith("ies") and len(lower) > 4:
        return lower[:-3] + "y"
    if re.search(r"(?:s|x|z|ch|sh)es$", lower):
        return lower[:-2]
    if lower.endswith("men"):
        return lower[:-2] + "an"
    if lower.endswith("'s") and len(lower) > 2:
        return lower[:-2]
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) and len(lower) > 2:
        return lower[:-1]
    return lower


def _like(form: str, stem: str) -> str:
    return stem.upper() if form.isupper() else stem[:1].upper() + stem[1:]
