"""Of a frame as people coded it, keep what is asked about: a target, a direction, a holder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.analyses.framing.arguments import require_columns
from toolkit.corpus.codebook import QUALITIES, Codebook
from toolkit.errors import AnalysisError, suggest
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd

TARGET = "target"


def of_first_target(codebook: Codebook, coding: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Count a frame as present only where it is about the first of its targets.

    A frame is defined, and its rules are written, for the first target that the codebook lists;
    where the same is said of another, coders note it with that target. A coding whose target is
    empty (`narrow`), or missing in a table that was read by other means, is taken as it is.

    Parameters
    ----------
    codebook
        Which frames have targets.
    coding
        From `read_coding`.

    Returns
    -------
    tuple
        The coding, and a warning for each frame of which something is not counted.
    """
    if TARGET not in coding:
        return coding, []
    warnings = []
    for frame in codebook.frames.values():
        if not frame.targets:
            continue
        first = frame.targets[0]
        other = (
            (coding["frame"] == frame.name)
            & (coding["present"] == 1)
            & ~coding[TARGET].fillna("").isin(["", first])
        )
        if not other.any():
            continue
        numbers = coding.loc[other, TARGET].value_counts()
        told = ", ".join(f"{target} {n}" for target, n in sorted(numbers.items()))
        warnings.append(
            f"{frame.name}: {count_of(int(other.sum()), 'paragraph')} of another target than "
            f"{first} ({told}) not counted; framing.narrow counts what you name"
        )
        coding = coding.assign(present=coding["present"].mask(other, 0))
    return coding, warnings


def narrow(coding: pd.DataFrame, frame: str, **wanted: str | Sequence[str]) -> pd.DataFrame:
    """Keep a frame only where it was coded with these values; elsewhere it counts as absent.

    So shares can be had of one direction of a frame, or of what one actor holds: every other
    paragraph stays in the base. Other frames stay as they are. Where targets are named their column
    is emptied, so that all that were named count (left alone, only the first target of the codebook
    does).

    Parameters
    ----------
    coding
        One coding or several, from `read_coding` or `weighted`.
    frame
        The frame to narrow.
    **wanted
        A value or several of ``direction``, ``target``, ``stance``, ``voice`` or ``holder``; all
        that are named must hold.

    Returns
    -------
    pandas.DataFrame
        A coding, for `prevalence`, `trend`, `validate`, `learn` and the rest.

    Raises
    ------
    AnalysisError
        When the frame was not coded, a quality is unknown, or no paragraph was coded with a value.

    Examples
    --------
    >>> import pandas as pd
    >>> coding = pd.DataFrame({
    ...     "frame": ["dependency"] * 3, "present": [1, 1, 0],
    ...     "direction": ["tr_on_ru", "mutual", ""], "target": "", "stance": "", "voice": "",
    ...     "holder": ""})
    >>> narrow(coding, "dependency", direction="tr_on_ru")["present"].tolist()
    [1, 0, 0]
    """
    if not wanted:
        raise AnalysisError(f"nothing to narrow by; name one of {', '.join(QUALITIES)}")
    for name in wanted:
        if name not in QUALITIES:
            raise AnalysisError(
                f"unknown quality {name!r}{suggest(name, QUALITIES)}; "
                f"there are {', '.join(QUALITIES)}"
            )
    require_columns(
        coding, ("frame", "present", *wanted), "the coding", "table of framing.read_coding"
    )
    frames = sorted(set(coding["frame"]))
    if frame not in frames:
        raise AnalysisError(
            f"{frame!r} was not coded{suggest(str(frame), frames)}; there are {', '.join(frames)}"
        )
    present = (coding["frame"] == frame) & (coding["present"] == 1)
    kept = present
    for name, values in wanted.items():
        named = [values] if isinstance(values, str) else list(values)
        coded = sorted(set(coding.loc[present, name]) - {""})
        for value in named:
            if value not in coded:
                raise AnalysisError(
                    f"no paragraph has {frame} with the {name} {value!r}"
                    f"{suggest(str(value), coded)}; coded are {', '.join(coded) or 'none'}"
                )
        kept = kept & coding[name].isin(named)
    out = present & ~kept
    narrowed = coding.assign(present=coding["present"].mask(out, 0))
    for name in (name for name in QUALITIES if name in coding):
        emptied = present if name == TARGET and TARGET in wanted else out
        narrowed[name] = narrowed[name].mask(emptied, "")
    return narrowed
