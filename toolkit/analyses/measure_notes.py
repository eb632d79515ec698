"""What every measure of words is, in the words of a note: formula, zero rule, scale, source.

The same formulas stand in ``docs/formulas.md``; here they are short enough to go with a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_FOUR = "2 sum O ln(O / E) over four cells, 0 ln 0 = 0"
_ODDS = "0.5 added to each cell, natural logarithm"

ASSOCIATION: Mapping[str, tuple[str, str]] = {
    "mi": ("log2(O / E), 0 independent", "Church and Hanks 1990 (MI)"),
    "mi2": ("log2(O^2 / E), higher is stronger", "Daille 1994 (MI2, MI3)"),
    "mi3": ("log2(O^3 / E), higher is stronger", "Daille 1994 (MI2, MI3)"),
    "local_mi": ("O log2(O / E), 0 independent", "Evert 2005"),
    "npmi": (
        "ln(O / E) / -ln(O / N), -1 never together, 0 independent, 1 always together",
        "Bouma 2009 (NPMI)",
    ),
    "t": ("(O - E) / sqrt(O), 0 independent", "Evert 2005"),
    "z": ("(O - E) / sqrt(E), 0 independent", "Evert 2005"),
    "log_likelihood": (f"{_FOUR}; negative where O is under E", "Dunning 1993 (log-likelihood)"),
    "simple_ll": ("2 (O ln(O / E) - (O - E)), negative where O is under E", "Evert 2008"),
    "chi2": ("sum (O - E)^2 / E over four cells, negative where O is under E", "Evert 2005"),
    "fisher": (
        "one-sided p of so many meetings or more, given the margins: a small one is strong",
        "Pedersen 1996 (Fisher's test)",
    ),
    "dice": ("2 O / (R1 + C1), 0 to 1", "Smadja and others 1996 (Dice)"),
    "logdice": (
        "14 + log2(2 O / (R1 + C1)), at most 14, 1 less is half as strong",
        "Rychlý 2008 (logDice)",
    ),
    "jaccard": ("O / (R1 + C1 - O), 0 to 1", "Jaccard 1901"),
    "min_sensitivity": (
        "the smaller of O / R1 and O / C1, 0 to 1",
        "Pedersen and Bruce 1996 (minimum sensitivity)",
    ),
    "delta_p_1": (
        "O / R1 - (C1 - O) / (N - R1), -1 to 1, 0 independent; missing where R1 = N",
        "Gries 2013 (Delta P)",
    ),
    "delta_p_2": (
        "O / C1 - (R1 - O) / (N - C1), -1 to 1, 0 independent; missing where C1 = N",
        "Gries 2013 (Delta P)",
    ),
    "log_ratio": (
        "log2 of O / R1 to (C1 - O) / (N - R1), 1 a doubling; a count of 0 is taken as 0.5; "
        "missing where R1 = N",
        "Hardie 2014 (Log Ratio)",
    ),
    "mutual_expectation": (
        "O / N times 2 O / (R1 + C1), 0 to 1",
        "Dias, Guilloré and Lopes 1999 (mutual expectation)",
    ),
    "lambda": (
        f"highest interaction of a log-linear model, {_ODDS}; of two words the logarithm of the "
        "odds ratio; 0 is no association beyond that of shorter parts",
        "Blaheta and Johnson 2001 (lambda)",
    ),
    "lambda_z": (
        f"lambda ({_ODDS}) over its standard error, the root of the sum of 1 over each cell",
        "Blaheta and Johnson 2001 (lambda)",
    ),
}
"""Measures of association: what it is, and the work that defines it."""

_INDEPENDENT = "treats words (tokens) as independent"

KEYNESS: Mapping[str, tuple[str, str]] = {
    "log_likelihood": (
        f"{_FOUR}; negative where rarer in the target; {_INDEPENDENT}",
        "Dunning 1993 (log-likelihood)",
    ),
    "log_likelihood_2cell": (
        f"2 (a ln(a / e1) + b ln(b / e2)), two cells; negative where rarer in the target; "
        f"{_INDEPENDENT}",
        "Rayson and Garside 2000 (log-likelihood of two cells)",
    ),
    "chi2": (
        f"sum (O - E)^2 / E over four cells; negative where rarer in the target; {_INDEPENDENT}",
        "Evert 2005",
    ),
    "fisher": (
        f"two-sided p given the margins: a small one is strong; {_INDEPENDENT}",
        "Fisher 1922",
    ),
    "percent_diff": (
        "100 (p1 - p2) / p2, 0 equal, 100 twice as frequent; a p2 of 0 is taken as 1e-18, which "
        "makes it huge",
        "Gabrielatos and Marchi 2011 (%DIFF)",
    ),
    "log_ratio": (
        "log2(p1 / p2), 1 a doubling; a count of 0 is taken as 0.5",
        "Hardie 2014 (Log Ratio)",
    ),
    "lrc": (
        "log2 of the end nearer to 1 of the exact 95 % interval of p1 / p2, Bonferroni over the "
        f"words of the table; 0 where it covers 1; {_INDEPENDENT}",
        "Evert 2022 (LRC)",
    ),
    "simple_maths": (
        "(10^6 p1 + 1) / (10^6 p2 + 1), 1 equal, above 1 commoner in the target",
        "Kilgarriff 2009 (simple maths)",
    ),
    "bic": (
        "log-likelihood of two cells without its sign, less ln(n1 + n2); above 2 positive, 6 "
        f"strong, 10 very strong evidence; {_INDEPENDENT}",
        "Wilson 2013 (BIC)",
    ),
    "ell": (
        "log-likelihood of two cells without its sign, over (n1 + n2) ln(the smaller of e1 and "
        "e2); 0 equal, mostly far under 1; missing where that expectation is at most 1",
        "Johnston, Berry and Mielke 2006 (ELL)",
    ),
    "odds_ratio": (
        "a (n2 - b) / (b (n1 - a)), 1 equal; where one of the four is 0, 0.5 is added to all",
        "Haldane 1956 (odds ratio)",
    ),
    "diff_coefficient": (
        "(p1 - p2) / (p1 + p2), -1 in the reference only, 0 equal, 1 in the target only",
        "Hofland and Johansson 1982 (difference coefficient)",
    ),
    "log_odds_prior": (
        "z of the difference of log odds (natural), 500 pseudo-counts shared out as words are in "
        f"both sides together; 0 equal, about 2 strong for a single word; {_INDEPENDENT}",
        "Monroe, Colaresi and Quinn 2008 (weighted log odds)",
    ),
}
"""Measures of keyness: what it is, and the work that defines it."""

KEYNESS_SYMBOLS = (
    "of measures: a and b are the counts in target and reference, n1 and n2 their words, p1 = a / "
    "n1, p2 = b / n2, e1 and e2 (E of each cell) what is expected where both rates are one"
)


def said(measures: Sequence[str], texts: Mapping[str, tuple[str, str]]) -> list[str]:
    """Say of each measure how it is computed and read.

    Examples
    --------
    >>> said(["mi"], ASSOCIATION)
    ['mi: log2(O / E), 0 independent']
    """
    return [f"{measure}: {texts[measure][0]}" for measure in dict.fromkeys(measures)]


def works(measures: Sequence[str], texts: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """Name the works that define the measures, each once.

    Examples
    --------
    >>> works(["mi2", "mi3"], ASSOCIATION)
    ('Daille 1994 (MI2, MI3)',)
    """
    return tuple(dict.fromkeys(texts[measure][1] for measure in measures))
