"""How far the coding of a corpus has come: units of each coder, and what is to be settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.analyses.framing.adjudication import Place, read_decisions
from toolkit.analyses.framing.coding import REQUIRED, UNIT, read_coding
from toolkit.analyses.framing.codings import differences
from toolkit.analyses.framing.desk_file import RESERVED
from toolkit.analyses.framing.samples import FOLDER, read_sample
from toolkit.corpus.codebook import Codebook
from toolkit.corpus.coded_rows import CodedRows
from toolkit.errors import AnalysisError
from toolkit.files import path_of
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd


def coding_status(folder: str | Path, *, codebook: Codebook | None = None) -> Result:
    """Count what coders have coded, and on how much each two of them differ.

    Parameters
    ----------
    folder
        The folder of codings; every CSV file with the columns of a coding is read. Where two files
        of one coder hold the same code, the later one by name counts.
    codebook
        The frames and their values; the one of the package when left out.

    Returns
    -------
    Result
        One row a coder: ``coder n_units n_unfinished``; then one row for each two who share units:
        ``coder compared_with n_units n_codes_differ n_settled n_to_settle``, where ``n_units`` are
        the shared ones. A unit is finished when every frame and counter-frame has its codes; a
        decision on a code settles it for every two who differ on it. Notes say how much of each
        sample every coder has finished.
    """
    import pandas as pd

    folder, codebook = path_of(folder, AnalysisError), codebook or Codebook.default()
    codings, warnings = _read_all(folder, codebook)
    decided = {place for path in folder.glob("*decisions.csv") for place in read_decisions(path)}
    rows: list[dict[str, object]] = []
    done: dict[str, set[tuple[object, ...]]] = {}
    for coder, coding in codings.items():
        finished = _finished(coding, codebook)
        done[coder] = set(finished.index[finished])
        counts = {"n_units": int(finished.sum()), "n_unfinished": int((~finished).sum())}
        rows.append({"coder": coder, "compared_with": "", **counts})
    for one, other in combinations(codings, 2):
        units = [set(zip(codings[c]["article"], codings[c]["paragraph"])) for c in (one, other)]
        shared = units[0] & units[1]
        if not shared:
            continue
        table = differences(codings[one], codings[other])
        places: set[Place] = set(zip(*(table[name].astype(str) for name in UNIT)))
        settled = len(places & decided)
        rows.append(
            {
                "coder": one,
                "compared_with": other,
                "n_units": len(shared),
                "n_codes_differ": len(places),
                "n_settled": settled,
                "n_to_settle": len(places) - settled,
            }
        )
    columns = ["coder", "compared_with", "n_units", "n_unfinished", "n_codes_differ", "n_settled"]
    whole = pd.DataFrame(rows, columns=[*columns, "n_to_settle"])
    counted = [name for name in whole.columns if name.startswith("n_")]
    return Result(
        whole.astype(dict.fromkeys(counted, "Int64")),
        title="Coding so far",
        notes=(
            "a code is that of one frame or counter-frame of one unit, with all its variables",
            *_of_samples(folder / Path(FOLDER).name, done),
        ),
        warnings=tuple(warnings),
        parameters={"codebook_version": codebook.version},
    )


def _of_samples(folder: Path, done: Mapping[str, set[tuple[object, ...]]]) -> Iterator[str]:
    """Say how much of each sample coders have finished."""
    for path in sorted(folder.glob("*.csv")):
        drawn = read_sample(path).table
        places = set(zip(drawn["article"], drawn["paragraph"], drawn["paragraph_sha"]))
        counts = ((coder, len(places & units)) for coder, units in done.items())
        said = ", ".join(f"{coder} {count} of {len(places)}" for coder, count in counts if count)
        yield f"sample {path.stem}: {said or f'nobody has begun, {len(places)} units'}"


def _read_all(folder: Path, codebook: Codebook) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Read the codings of a folder by coder, and say which files cannot be used."""
    import pandas as pd

    parts: dict[str, list[pd.DataFrame]] = {}
    warnings: list[str] = []
    for path in sorted(folder.glob("*.csv")):
        table = CodedRows.read(path)
        if table is None or not set(table.columns) >= set(REQUIRED):
            continue
        try:
            coding = read_coding(path, codebook=codebook)
        except AnalysisError as error:
            faults = error.problems
            warnings.append(f"left out: {faults[0]} ({count_of(len(faults), 'fault')})")
            continue
        for coder, part in coding.groupby("coder"):
            if coder not in RESERVED:
                parts.setdefault(str(coder), []).append(part)
    whole = {coder: pd.concat(parts[coder], ignore_index=True) for coder in sorted(parts)}
    latest = {
        coder: coding.drop_duplicates(list(UNIT), keep="last", ignore_index=True)
        for coder, coding in whole.items()
    }
    return latest, warnings


def _finished(coding: pd.DataFrame, codebook: Codebook) -> pd.Series:
    """Tell of each unit that a coder has begun whether it is finished."""
    names = {*codebook.frames, *codebook.counter_frames}
    whole = coding["present"] == 0
    for frame, rows in coding.groupby("frame"):
        allowed = codebook.allowed_values(str(frame))
        needed = [name for name, values in allowed.items() if values]
        whole.loc[rows.index] |= (rows[needed] != "").all(axis=1)
    units = coding.assign(whole=whole).groupby(["article", "paragraph", "paragraph_sha"])
    return units["whole"].all() & (units["frame"].nunique() == len(names))
