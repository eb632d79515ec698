"""docs/formulas.md names every statistic, and its numbers are those of the code."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import toolkit.stats
from toolkit.analyses.topics import quality
from toolkit.stats import agreement, contingency, diversity, inference, multiple, sequences
from toolkit.stats import association as association_of
from toolkit.stats import dispersion as dispersion_of
from toolkit.stats import keyness as keyness_of
from toolkit.stats.association import MEASURES as ASSOCIATION
from toolkit.stats.dispersion import MEASURES as DISPERSION
from toolkit.stats.dispersion import POSITION_MEASURES, dispersion_positions
from toolkit.stats.keyness import MEASURES as KEYNESS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formulas.md"
TEXT = PAGE.read_text(encoding="utf-8")
CODES = [1, 2, 1, 3, 1, 2, 4, 1]
PLACES = np.cumsum([1, 10, 2, 9, 2, 5, 2, 3, 3, 1, 3, 2, 1, 3, 2])


def rows(title):
    """Give the rows of all tables of a section, as dictionaries by the heads of their columns."""
    section = re.search(rf"^## {title}.*?(?=^## |\Z)", TEXT, re.M | re.S)
    assert section, title
    found, head = [], None
    for line in section[0].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            head = None
        elif head is None:
            head = cells
        elif not set(line) <= set("|- "):
            assert len(cells) == len(head), line
            found.append(dict(zip(head, cells, strict=True)))
    return found


def table(title, head="measure"):
    """Give rows by the name in backquotes of their first column."""
    return {row[head].split("(")[0].strip("`"): row for row in rows(title) if head in row}


VALUES = {
    "Association": (ASSOCIATION, lambda name: association_of(30, 1_000, 60, 100_000, name)),
    "Keyness": (KEYNESS, lambda name: keyness_of(30, 60, 10_000, 40_000, name)),
    "Dispersion": (
        [*DISPERSION, *POSITION_MEASURES],
        lambda name: (
            dispersion_of([1, 2, 3, 4, 5], [9, 10, 10, 10, 11], name)
            if name in DISPERSION
            else dispersion_positions(PLACES, 50, name)
        ),
    ),
    "Lexical diversity": (diversity.INDICES, lambda name: diversity.index(CODES, name)),
}


@pytest.mark.parametrize("title", VALUES)
def test_every_measure_has_its_row_and_its_value(title):
    """No measure without formula, scale and source; the value to the digits printed."""
    measures, compute = VALUES[title]
    found = table(title)
    assert list(found) == list(measures)
    for name, row in found.items():
        assert all(row.values()), f"an empty cell in the row of {name}"
        assert float(row["value"]) == float(f"{compute(name):.6g}"), name


def test_functions_of_diversity_have_their_value():
    """With the options that stand in the table."""
    found = {row["function"]: row for row in rows("Lexical diversity") if "function" in row}
    assert len(found) == 6
    for call, row in found.items():
        value = eval(call.strip("`"), {**vars(diversity), "codes": CODES})
        assert float(row["value"]) == float(f"{value:.6g}"), call


def public_functions():
    """List every function that a user may call, with the module it is told under."""
    for name in toolkit.stats.__all__:
        if inspect.isfunction(getattr(toolkit.stats, name)):
            yield name
    for module in (agreement, contingency, diversity, multiple, sequences, quality):
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__
            if own and not name.startswith("_"):
                yield name
    for name in inference.__all__:
        if inspect.isfunction(getattr(inference, name)):
            yield name
    yield from ("associations", "keynesses", "lambda_z", "log_odds", "dispersion_index")


@pytest.mark.parametrize("name", sorted(set(public_functions())))
def test_every_public_function_is_named(name):
    """In code marks, with or without its module and arguments."""
    assert re.search(rf"`(?:\w+\.)*{name}[`(]", TEXT), f"docs/formulas.md does not name {name}"


def test_the_examples_of_the_page_run():
    """Every line that begins with >>> gives what is printed under it."""
    # a fence would be taken for output
    text = re.sub(r"^```.*$", "", TEXT, flags=re.M)
    examples = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    assert len(examples.examples) > 15
    report: list[str] = []
    failed = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        examples, out=report.append
    )
    assert not failed.failed, "".join(report)


def test_every_work_that_is_cited_is_listed():
    """Names in the column of sources stand in the list at the end."""
    works = TEXT[TEXT.index("## Works") :]
    for match in re.finditer(r"\| ([^|]*\b(?:1[89]|20)\d\d[^|]*) \|$", TEXT, re.M):
        for source in match[1].split(";"):
            name = re.match(r"\s*([\w-]+)", source)[1]
            if re.search(r"\b(?:1[89]|20)\d\d\b", source):
                assert name in works, source
