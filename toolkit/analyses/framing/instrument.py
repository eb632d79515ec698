"""Name the measuring instrument, and say how well it is known to measure.

What finds frames is a codebook, an actors list and an annotator together. A validation holds for
the instrument that was validated and for no other, so the record is looked up by its fingerprint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import annotate
from toolkit.analyses.framing.arguments import require_columns, require_result
from toolkit.corpus.reading import PRIVATE
from toolkit.errors import AnalysisError, suggest
from toolkit.files import locked, write_atomic
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus
    from toolkit.result import Result

RECORD = ("coding", "validation.csv")
UNVALIDATED = "unvalidated frame"
# How long to wait for another command that is just writing.
PATIENCE_SECONDS = 10.0
_NEEDED = ("frame", "measure", "instrument", "n_paragraphs", "n_articles", "precision", "recall")
_CODED = ("article", "paragraph", "frame", "present")


def instrument(corpus: Corpus) -> str:
    """Give the fingerprint of codebook, actors list and annotator together.

    Parameters
    ----------
    corpus
        A corpus, with its codebook.

    Returns
    -------
    str
        Twelve hexadecimal digits.
    """
    parts = (corpus.codebook.fingerprint, corpus.actor_list.fingerprint, annotate.VERSION)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def fingerprint_of(table: pd.DataFrame | None) -> str | None:
    """Give the fingerprint of a coding or validation: twelve hexadecimal digits of its rows.

    Examples
    --------
    >>> import pandas as pd
    >>> one, other = pd.DataFrame({"present": [1]}), pd.DataFrame({"present": [0]})
    >>> fingerprint_of(one) == fingerprint_of(other), fingerprint_of(None)
    (False, None)
    """
    if table is None:
        return None
    text = table.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def of_result(found: Result) -> str:
    """Give the fingerprint of what coded the paragraphs of a result of `code` or `classify`.

    Raises
    ------
    AnalysisError
        When the result is no coding by machine.
    """
    require_result(found, "framing.code or framing.classify")
    absent = [name for name in _CODED if name not in found.table.columns]
    if absent or "instrument" not in found.parameters:
        raise AnalysisError(
            f"{found.title or 'the result'!r} is no coding of paragraphs; give the result of "
            "framing.code or framing.classify"
        )
    return str(found.parameters["instrument"])


def chosen_frames(corpus: Corpus, frames: str | Sequence[str] | None) -> tuple[str, ...]:
    """Give the frames asked for, all of the codebook when none is named, in its order."""
    codebook = corpus.codebook
    if frames is None:
        return tuple(codebook.frames)
    if not isinstance(frames, Iterable):
        raise AnalysisError(f"frames must be a name or several; found {frames!r:.80}")
    wanted = (frames,) if isinstance(frames, str) else tuple(frames)
    if not wanted:
        raise AnalysisError(f"no frame was asked for; there are {', '.join(codebook.frames)}")
    for name in wanted:
        codebook.frame(name)
    return tuple(name for name in codebook.frames if name in wanted)


def labels_of(corpus: Corpus, frames: Iterable[str]) -> dict[str, str]:
    """Give what readers call these frames; figures show it, tables keep the names.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": ["Gas flows."]}))
    >>> labels_of(corpus, ["regime_change"])
    {'regime_change': 'Regime change'}
    """
    return {name: corpus.codebook.labels.get(name, name) for name in frames}


def check_actors(corpus: Corpus) -> None:
    """Refuse a codebook that names actors which the actors list does not have.

    Raises
    ------
    AnalysisError
        With the unknown codes; a rule that names one would never find anything, and nobody would
        notice.
    """
    known = corpus.tokens.actors.names
    unknown = [code for code in corpus.codebook.actor_codes if code not in known]
    if unknown:
        raise AnalysisError(
            f"the codebook names {', '.join(map(repr, unknown))}, unknown to the actors list"
            f"{suggest(unknown[0], known)}; there are {', '.join(known)}"
        )


def read_record(corpus: Corpus, of: str | None = None) -> pd.DataFrame | None:
    """Read the validation that the corpus keeps for this very instrument.

    It is the table of `validate`, saved as ``coding/validation.csv`` of the corpus folder; the
    tables of several instruments may stand in it, one under the other.

    Parameters
    ----------
    corpus
        A corpus.
    of
        The fingerprint of the instrument; that of the rules when left out.

    Returns
    -------
    pandas.DataFrame or None
        ``None`` when there is none, or when it was made with another instrument.

    Raises
    ------
    AnalysisError
        When the file is there and is no such table.
    """
    path = corpus.root.joinpath(*RECORD) if corpus.root is not None else None
    record = None if path is None else _read_record(path)
    if record is None:
        return None
    record = record[record["instrument"] == (of or instrument(corpus))]
    return record if len(record) else None


def _read_record(path: Path) -> pd.DataFrame | None:
    import pandas as pd

    if not path.exists():
        return None
    name = "/".join(RECORD)
    try:
        record = pd.read_csv(path, dtype={"instrument": str})  # "12e4" is a name, no number
    except (OSError, ValueError) as error:
        raise AnalysisError(f"cannot read {name}: {error}; save the validation again") from error
    absent = [column for column in _NEEDED if column not in record.columns]
    if absent:
        raise AnalysisError(f"{name} has no column {absent[0]!r}; save the validation again")
    return record


def keep_validation(corpus: Corpus, held: Result) -> Path:
    """Keep a validation beside the corpus, so that every result on frames quotes it.

    Lines of the same instrument that were kept before give way; those of others stay.

    Parameters
    ----------
    corpus
        A corpus with a folder.
    held
        From `validate`.

    Returns
    -------
    pathlib.Path
        ``coding/validation.csv`` of the corpus folder.

    Raises
    ------
    AnalysisError
        When the corpus has no folder, or either is no validation.
    ToolkitError
        When the file cannot be written; what stood there stays.
    """
    import pandas as pd

    if corpus.root is None:
        raise AnalysisError("this corpus has no folder in which a validation could be kept")
    table = require_result(held, "framing.validate").table
    require_columns(table, _NEEDED, f"{held.title or 'the result'!r}", "result of framing.validate")
    path = corpus.root.joinpath(*RECORD)
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(corpus.root / PRIVATE, patience_seconds=PATIENCE_SECONDS):
        kept = _read_record(path)
        if kept is not None:
            others = kept[~kept["instrument"].isin(table["instrument"])]
            table = pd.concat([others, table]) if len(others) else table
        write_atomic(path, table.round(6).to_csv(index=False, lineterminator="\n"))
    return path


def quality(
    corpus: Corpus, frames: Iterable[str], record: pd.DataFrame | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say for each frame how well it is measured.

    Returns
    -------
    tuple
        Notes on validated frames, and warnings on those that are not.
    """
    notes, unknown, recovered = [], [], []
    for frame in frames:
        rows = None if record is None else record[record["frame"] == frame]
        if rows is None or rows.empty:
            unknown.append(frame)
            continue
        row = rows.iloc[0]
        notes.append(
            f"{frame}: {row['measure']} on {int(row['n_paragraphs'])} coded paragraphs of "
            f"{count_of(int(row['n_articles']), 'article')}: precision {_share(row['precision'])}, "
            f"recall {_share(row['recall'])}"
        )
        if row["measure"] == "recovery" and not corpus.composed:
            recovered.append(frame)
    warnings = []
    if unknown:
        warnings.append(
            f"{UNVALIDATED}: how well {_and(unknown)} can be found is not known for this "
            "instrument; code a sample of paragraphs and validate it on them"
        )
    if recovered:
        warnings.append(
            f"{_and(recovered)}: validated on composed text only (recovery); that says nothing "
            "certain about collected text"
        )
    return tuple(notes), tuple(warnings)


def describe(corpus: Corpus, name: str = "") -> str:
    """Name the instrument for the notes of a result: the rules, or that of a given fingerprint."""
    return (
        f"codebook version {corpus.codebook.version} ({corpus.codebook.fingerprint}), "
        f"instrument {name or instrument(corpus)}"
    )


def _share(value: float) -> str:
    return "undefined" if value != value else f"{value:.2f}"


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
