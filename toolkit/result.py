"""What every analysis returns: a tidy table that says how its numbers were made."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import ToolkitError, suggest
from toolkit.wording import is_whole, missing, rounded, visible

if TYPE_CHECKING:
    import pandas as pd

# A cell that begins with one of these is run as a formula by spreadsheets.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Up to so many rows are shown whole: three frames of six groups, each in two ways, are 36.
_WHOLE, _FIRST = 40, 20


@dataclass(frozen=True, eq=False)  # two tables have no one answer to ==
class Result:
    """A table with the choices that made it.

    Parameters
    ----------
    table
        One observation a row, one variable a column.
    notes
        What was counted, by which formula, over which denominator, with which zero rule.
    warnings
        What a reader must know before believing the table: thin cells, unvalidated frames.
    parameters
        The arguments of the analysis, enough to run it again.
    corpus
        The fingerprint of the corpus that was counted.
    title
        What the table shows, in a few words.
    method
        Sentences for the methods section of a paper.
    sources
        The works that define the measures.

    Examples
    --------
    >>> import pandas as pd
    >>> result = Result(pd.DataFrame({"lemma": ["gas"], "count": [3]}), notes=("words counted",))
    >>> len(result)
    1
    """

    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    corpus: str = ""
    title: str = ""
    method: str = ""
    sources: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count the rows of the table."""
        return len(self.table)

    def head(self, n: int = 10) -> Result:
        """Keep the first `n` rows, with all notes."""
        if not is_whole(n, 0):
            raise ToolkitError(f"the first {n!r:.80} rows; give a whole number from 0 on")
        return replace(self, table=self.table.head(n))

    def keep(self, rows: Any) -> Result:
        """Keep some rows, with all notes and one more that says how many.

        Parameters
        ----------
        rows
            True or false for each row of the table.

        Raises
        ------
        ToolkitError
            When it is something else.

        Examples
        --------
        >>> import pandas as pd
        >>> result = Result(pd.DataFrame({"lemma": ["gas", "the"]}))
        >>> result.keep(result.table["lemma"] != "the").notes
        ('1 of 2 rows kept',)
        """
        import numpy as np

        mask = np.asarray(rows)
        if mask.shape != (len(self.table),) or (len(mask) and mask.dtype != np.bool_):
            raise ToolkitError(
                f"say true or false for each of the {len(self.table)} rows, with none missing; "
                f"found shape {mask.shape} of type {mask.dtype}"
            )
        kept = self.table[mask.astype(bool)].reset_index(drop=True)
        note = f"{len(kept)} of {len(self.table)} rows kept"
        return replace(self, table=kept, notes=(*self.notes, note))

    def select(self, *columns: str) -> Result:
        """Keep some columns, in this order, with all notes and warnings.

        Parameters
        ----------
        columns
            Names of columns.

        Raises
        ------
        ToolkitError
            When the table has no such column.

        Examples
        --------
        >>> import pandas as pd
        >>> result = Result(pd.DataFrame({"lemma": ["gas"], "count": [2], "p": [0.2]}))
        >>> list(result.select("count", "lemma").table.columns)
        ['count', 'lemma']
        """
        here = list(map(str, self.table.columns))
        for name in columns:
            if name not in here:
                near = suggest(name, here)
                raise ToolkitError(f"no column {name!r}{near}; there are {', '.join(here)}")
        return replace(self, table=self.table[list(columns)])

    def methods(self) -> str:
        """Write a paragraph for the methods section of a paper.

        Returns
        -------
        str
            What was computed, the choices, the corpus and the sources.
        """
        from toolkit import __version__

        names = frozenset(map(str, self.table.columns))
        if "measure" in names:  # measures may be rows as well
            names |= frozenset(map(str, self.table["measure"]))
        parts = [self.method.strip(), *(_sentence(note, names) for note in self.notes)]
        if self.corpus:
            parts.append(f"Corpus fingerprint {self.corpus}; discourse-toolkit {__version__}.")
        if self.sources:
            parts.append("Sources: " + "; ".join(self.sources) + ".")
        return " ".join(part for part in parts if part)

    def to_csv(self, path: str | Path | None = None) -> str:
        """Write the table as CSV; text that a spreadsheet would run as a formula is made harmless.

        Parameters
        ----------
        path
            Where to write; nothing is written when it is left out.

        Returns
        -------
        str
            The CSV text.
        """
        text: str = defuse_formulas(self.table).to_csv(index=False, lineterminator="\n")
        if path is not None:
            from toolkit.files import path_of, write_atomic

            write_atomic(path_of(path), text)
        return text

    def to_latex(self, *, digits: int = 3) -> str:
        """Write the table as LaTeX (booktabs), every cell escaped, hidden characters written out.

        Parameters
        ----------
        digits
            Significant digits of numbers with a fraction; large ones are written as whole numbers.
        """
        frame = self.table.map(lambda value: _latex_cell(value, digits))
        head = " & ".join(_latex_cell(str(name), digits) for name in frame.columns)
        rows = [" & ".join(row) + r" \\" for row in frame.itertuples(index=False)]
        columns = "".join(
            "r" if self.table[name].dtype.kind in "iuf" else "l" for name in self.table.columns
        )
        return "\n".join(
            [
                rf"\begin{{tabular}}{{{columns}}}",
                r"\toprule",
                head + r" \\",
                r"\midrule",
                *rows,
                r"\bottomrule",
                r"\end{tabular}",
                "",
            ]
        )

    def _shown(self) -> pd.DataFrame:
        """Take the rows to show: all of a table that a reader takes in, the first of a long one."""
        return self.table if len(self.table) <= _WHOLE else self.table.head(_FIRST)

    def _repr_html_(self) -> str:
        """Show the rows, then warnings and notes; text is escaped, never run."""
        shown = self._shown()
        parts = [f"<p><b>{html.escape(self.title)}</b></p>" if self.title else ""]
        page = shown.to_html(
            index=False, escape=True, border=0, na_rep="", float_format=lambda x: rounded(x, 4)
        )
        parts.append(_aligned(page, shown))
        if not len(self.table):
            parts.append("<p>no rows</p>")
        if len(self.table) > len(shown):
            parts.append(
                f"<p>{len(shown)} of {len(self.table)} rows; <code>.table</code> has all</p>"
            )
        parts += [f"<p><b>Warning:</b> {html.escape(text)}</p>" for text in self.warnings]
        if self.notes:
            items = "".join(f"<li>{html.escape(text)}</li>" for text in self.notes)
            parts.append(f"<ul>{items}</ul>")
        return visible("\n".join(part for part in parts if part))

    def __repr__(self) -> str:
        """Show the rows, then warnings and notes, as plain text."""
        shown = self._shown()
        parts = [self.title, shown.to_string(index=False) if len(shown) else "no rows"]
        if len(self.table) > len(shown):
            parts.append(f"{len(shown)} of {len(self.table)} rows; .table has all")
        parts += [f"Warning: {text}" for text in self.warnings]
        parts += [f"- {text}" for text in self.notes]
        return visible("\n".join(part for part in parts if part))


def _aligned(page: str, table: pd.DataFrame) -> str:
    """Put text to the left and numbers to the right, where a notebook puts all to the right.

    What stands left of a hit ends at the hit, and what stands right of it begins there.
    """
    kinds = zip(map(str, table.columns), table.dtypes, strict=True)
    sides = ["right" if kind.kind in "iufc" or name == "left" else "left" for name, kind in kinds]
    place = itertools.cycle(sides)
    return re.sub(
        r"(?m)^( +)<(t[hd])>",
        lambda cell: f'{cell[1]}<{cell[2]} style="text-align: {next(place)};">',
        page,
    )


def defuse_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Numbers are left alone. Source: OWASP, "CSV Injection".

    Examples
    --------
    >>> import pandas as pd
    >>> defuse_formulas(pd.DataFrame({"left": ["=1+1", "gas"]}))["left"].tolist()
    ["'=1+1", 'gas']
    """
    safe = table.map(defuse)
    return safe.rename(columns={name: defuse(name) for name in safe.columns})


def defuse(value: Any) -> Any:
    """Put an apostrophe before one text that a spreadsheet would run as a formula."""
    # apostrophes of the text's own before it count too, or `undefuse` would take one of them
    runs = isinstance(value, str) and value.lstrip("'").startswith(_FORMULA_STARTS)
    return f"'{value}" if runs else value


def undefuse(text: str) -> str:
    """Take away the apostrophe that `defuse` has put before a text.

    Examples
    --------
    >>> undefuse("'=1+1"), undefuse("''=1+1"), undefuse("'Gas', they say")
    ('=1+1', "'=1+1", "'Gas', they say")
    """
    put = text[:1] == "'" and text.lstrip("'").startswith(_FORMULA_STARTS)
    return text[1:] if put else text


def _sentence(text: str, names: frozenset[str]) -> str:
    """Make a sentence of a note; a name (``p``, ``dp``, ``nato_cleavage``) keeps its letters."""
    text = text.strip()
    if not text:
        return ""
    is_name = text.partition(":")[0] in names or "_" in text.split()[0]
    first = text if is_name else text[0].upper() + text[1:]
    return first + ("" if text.endswith((".", "!", "?")) else ".")


_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # other signs in LaTeX's own encoding
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def _latex_cell(value: object, digits: int) -> str:
    if missing(value):
        return ""
    if isinstance(value, float):
        return rounded(value, digits)
    # an empty line inside a cell would end the paragraph, which LaTeX refuses in a table
    text = visible(" ".join(str(value).split()))
    escaped = "".join(_LATEX.get(character, character) for character in text)
    # after the end of a row, LaTeX takes these for its options
    return f"{{}}{escaped}" if escaped.startswith(("[", "*")) else escaped
