"""Abbreviations whose period belongs to the word: one list for the tokenizer and the splitter."""

from __future__ import annotations

import re

# A name or a number follows these; a sentence never ends with them inside a paragraph.
TITLES = frozenset(
    [
        "Adm",
        "Amb",
        "Brig",
        "Capt",
        "Cdr",
        "Cmdr",
        "Col",
        "Cpl",
        "Dr",
        "Drs",
        "Fr",
        "Ft",
        "Gen",
        "Gens",
        "Gov",
        "Govs",
        "Hon",
        "Insp",
        "Lt",
        "Maj",
        "Messrs",
        "Mlle",
        "Mme",
        "Mr",
        "Mrs",
        "Ms",
        "Msgr",
        "Mt",
        "Pres",
        "Prof",
        "Profs",
        "Pvt",
        "Rep",
        "Reps",
        "Rev",
        "Secy",
        "Sen",
        "Sens",
        "Sgt",
        "Spc",
        "St",
        "Ste",
        "Supt",
        "Treas",
    ]
)

# A word of the same sentence follows these.
CONNECTIVES = frozenset(
    [
        "abbr",
        "approx",
        "c",
        "ca",
        "cf",
        "Cf",
        "ed",
        "eds",
        "esp",
        "est",
        "eg",
        "e.g",
        "ie",
        "i.e",
        "incl",
        "resp",
        "viz",
        "vs",
        "v",
        "i.a",
        "trans",
        "rev",
    ]
)

# Abbreviations before a number or a letter only; elsewhere words (`No.`, `in Art.`).
NUMBERED = frozenset(
    [
        "Art",
        "Arts",
        "Ch",
        "Chap",
        "Eq",
        "Fig",
        "Figs",
        "No",
        "Nos",
        "Op",
        "P",
        "Par",
        "Para",
        "Pt",
        "Sec",
        "Vol",
        "Vols",
        "art",
        "arts",
        "ch",
        "chap",
        "eq",
        "fig",
        "figs",
        "no",
        "nos",
        "p",
        "par",
        "para",
        "pp",
        "pt",
        "sec",
        "vol",
        "vols",
    ]
)

# A sentence may end with these; the next word decides.
CLOSING = frozenset(
    [
        "al",
        "etc",
        "Assn",
        "Assoc",
        "Ave",
        "Blvd",
        "Bros",
        "Co",
        "Corp",
        "Dept",
        "Dist",
        "Div",
        "Esq",
        "Est",
        "Ext",
        "Hwy",
        "Inc",
        "Inst",
        "Intl",
        "Jr",
        "Ltd",
        "Mfg",
        "Natl",
        "Pkwy",
        "Pl",
        "Rd",
        "Sq",
        "Sr",
        "Univ",
        "Ph.D",
        "M.Sc",
        "B.Sc",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Sept",
        "Oct",
        "Nov",
        "Dec",
        "Mon",
        "Tue",
        "Tues",
        "Wed",
        "Thu",
        "Thur",
        "Thurs",
        "Fri",
        "Sat",
        "Ala",
        "Ariz",
        "Calif",
        "Colo",
        "Conn",
        "Del",
        "Fla",
        "Ga",
        "Ill",
        "Ind",
        "Kan",
        "Ky",
        "Mass",
        "Md",
        "Mich",
        "Minn",
        "Mo",
        "Mont",
        "Neb",
        "Nev",
        "Okla",
        "Ont",
        "Ore",
        "Pa",
        "Que",
        "Tenn",
        "Tex",
        "Va",
        "Vt",
        "Wash",
        "Wis",
        "Wyo",
        "dept",
        "govt",
        "hr",
        "hrs",
        "lb",
        "lbs",
        "max",
        "mfg",
        "min",
        "mins",
        "mo",
        "oz",
        "ps",
        "sq",
        "tel",
        "yr",
        "yrs",
    ]
)

_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_INITIAL = re.compile(r"[^\W\d_]")


def is_dotted(stem: str) -> bool:
    """Tell whether a word without its last period is letters with periods, such as ``U.S``.

    Examples
    --------
    >>> is_dotted("U.S"), is_dotted("p.m"), is_dotted("end")
    (True, True, False)
    """
    return _DOTTED.fullmatch(stem) is not None


def is_initial(stem: str) -> bool:
    """Tell whether a word without its period is one capital letter other than ``I``.

    Examples
    --------
    >>> is_initial("J"), is_initial("I"), is_initial("j")
    (True, False, False)
    """
    return _INITIAL.fullmatch(stem) is not None and stem.isupper() and stem != "I"


def is_title(stem: str) -> bool:
    """Tell whether a word without its period is a title before a name, in capitals or not.

    Examples
    --------
    >>> is_title("Gen"), is_title("GEN"), is_title("gen")
    (True, True, False)
    """
    return stem in TITLES or (len(stem) > 1 and stem.isupper() and stem.capitalize() in TITLES)


def keeps_period(stem: str, *, final: bool) -> bool:
    """Tell whether the period after a word is part of the word.

    Parameters
    ----------
    stem
        The word without its last period.
    final
        Whether the word is the last of its sentence.

    Examples
    --------
    >>> keeps_period("No", final=False), keeps_period("No", final=True)
    (True, False)
    """
    if is_dotted(stem) or is_title(stem) or stem in CLOSING or stem in CONNECTIVES:
        return True
    return not final and (stem in NUMBERED or is_initial(stem))
