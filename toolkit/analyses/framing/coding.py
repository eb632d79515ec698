"""Codings by people: what to code, the files that coders fill in, and how far coders agree."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from toolkit.analyses.framing.arguments import require_columns, seed_of, whole
from toolkit.analyses.framing.narrowing import of_first_target
from toolkit.corpus.codebook import QUALITIES, Codebook
from toolkit.errors import AnalysisError, Problem, suggest
from toolkit.files import path_of, separator
from toolkit.result import Result

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.corpus import Corpus

REQUIRED = (
    *("coder", "article", "paragraph", "paragraph_sha", "frame", "present"),
    *("direction", "stance", "voice", "holder", "note", "codebook_version"),
)
OPTIONAL = ("target",)
COLUMNS = (*REQUIRED[:7], *OPTIONAL, *REQUIRED[7:])
UNIT = ["article", "paragraph", "frame"]
# How many paragraphs of the corpus one that was drawn stands for.
WEIGHT = "weight"


def paragraph_shas(corpus: Corpus) -> dict[tuple[str, int], str]:
    """Give the fingerprint of every paragraph, by article and number; ``""`` where none is told."""
    return {
        (item.id, number): sha
        for item in corpus.items
        for number, sha in enumerate(item.paragraph_shas, start=1)
    }


def read_coding(
    path: str | Path | Sequence[str | Path], *, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Read the files of one or several coders, and check every value and what never goes together.

    A row whose ``present`` is empty is not yet coded and left out.

    Parameters
    ----------
    path
        A CSV file, or several.
    codebook
        Whose frames and values are allowed; the one of the package when left out.

    Returns
    -------
    pandas.DataFrame
        The columns ``coder article paragraph paragraph_sha frame present direction target stance
        voice holder note codebook_version``; `paragraph` and `present` are numbers.

    Raises
    ------
    AnalysisError
        With every fault: file, line, field, and the values that are allowed.
    """
    import pandas as pd

    given = path if isinstance(path, list | tuple | set | frozenset) else [path]
    paths = [path_of(name, AnalysisError) for name in given]
    codebook = codebook or Codebook.default()
    for number, name in enumerate(paths):
        if name in paths[:number]:
            raise AnalysisError(f"{name.name} is given twice; name the file of each coder once")
    problems: list[Problem] = []
    rows: list[dict[str, Any]] = []
    seen: dict[tuple[Any, ...], str] = {}
    for name in paths:
        for line, row in read_rows(name, problems):
            faults = list(_row_faults(row, codebook))
            problems += [Problem(name.name, line, *fault) for fault in faults]
            if faults or row["present"] == "":
                continue
            key = (row["coder"], row["article"], int(row["paragraph"]), row["frame"])
            place = f"{name.name}:{line}"
            if key in seen:
                what = f"coded twice by {row['coder']!r} (first in {seen[key]})"
                problems.append(Problem(name.name, line, "frame", what, "keep one of the two"))
            seen.setdefault(key, place)
            numbers = {"paragraph": int(row["paragraph"]), "present": int(row["present"])}
            rows.append(row | numbers)
    if problems:
        raise AnalysisError("the coding cannot be used:", sorted(problems))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"paragraph": int, "present": int})


def read_rows(path: Path, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows of a coder's file with their lines; what cannot be read joins `problems`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problems.append(Problem(path.name, 0, "", f"cannot be read ({error.strerror})", "check it"))
        return
    except UnicodeDecodeError:
        problems.append(Problem(path.name, 0, "", "not UTF-8", "save it as 'CSV UTF-8'"))
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        missing = [name for name in REQUIRED if name not in header]
        if missing:
            what = f"no column {missing[0]!r}{suggest(missing[0], header)}"
            remedy = f"the first line must name {', '.join(REQUIRED)}"
            problems.append(Problem(path.name, 1, missing[0], what, remedy))
            return
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                what = f"{len(cells)} cells under {len(header)} columns"
                remedy = "put a note that holds what parts the cells into double quotes"
                problems.append(Problem(path.name, line, "", what, remedy))
                continue
            row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            yield line, {name: row.get(name, "") for name in (*REQUIRED, *OPTIONAL)}
    except csv.Error as error:
        what = f"not well formed ({error})"
        problems.append(Problem(path.name, reader.line_num, "", what, "export it as CSV again"))


def _row_faults(row: Mapping[str, str], codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Give field, fault and remedy of everything wrong with one row."""
    for name in ("coder", "article"):
        if not row[name]:
            yield name, "is empty", f"write the {name}"
    if not row["paragraph"].isdecimal() or int(row["paragraph"]) < 1:
        remedy = "write the number of the paragraph, counted from 1"
        yield "paragraph", f"{row['paragraph']!r} is no number", remedy
    names = (*codebook.frames, *codebook.counter_frames)
    if row["frame"] not in names:
        what = f"unknown frame {row['frame']!r}{suggest(row['frame'], names)}"
        yield "frame", what, f"allowed are {', '.join(names)}"
        return
    if row["present"] not in ("", "0", "1"):
        yield "present", f"{row['present']!r} is not allowed", "write 1 or 0 (empty: not coded)"
        return
    for name, allowed in codebook.allowed_values(row["frame"]).items():
        value = row[name]
        if value == "":
            continue
        if row["present"] != "1":
            yield name, f"{value!r} for a frame that is not present", "leave it empty"
        elif not allowed:
            yield name, f"{value!r} is not coded for {row['frame']}", "leave it empty"
        elif value not in allowed:
            what = f"{value!r} is not allowed{suggest(value, allowed)}"
            yield name, what, f"allowed are {', '.join(allowed)}"
    if against := codebook.contradiction(row["frame"], row):
        what = " and ".join(f"{name} {row[name]!r}" for name in against)
        yield against[0], f"{what} contradict each other", "mend one of them by the codebook"


def require_coding(coding: object, names: Sequence[str] = REQUIRED[:6]) -> None:
    """Refuse a table that is no coding, for it lacks one of these columns.

    Raises
    ------
    AnalysisError
    """
    require_columns(coding, names, "the coding", "table of framing.read_coding")


def one_coder(coding: pd.DataFrame, purpose: str) -> str:
    """Give the name of the one coder of a coding.

    Raises
    ------
    AnalysisError
        When there are several, or none, or the table is no coding.
    """
    require_coding(coding)
    coders = sorted(coding["coder"].unique())
    if len(coders) != 1:
        raise AnalysisError(
            f"{purpose} needs one coder, found {', '.join(coders) or 'nobody'}; "
            "use the adjudicated file, or the file of one"
        )
    return str(coders[0])


def comparable(
    corpus: Corpus, coding: pd.DataFrame, split: Mapping[str, str] | None, part: str
) -> tuple[pd.DataFrame, list[str]]:
    """Keep the codings of paragraphs that stand in the corpus, unchanged.

    A frame that has targets counts as present where it is about the first of them (`narrow`).

    Parameters
    ----------
    corpus, coding, split, part
        As for `validate`.

    Returns
    -------
    tuple
        The codings that are kept, and warnings that tell of those left out.

    Raises
    ------
    AnalysisError
        When none is kept, or no article is in the part.
    """
    used = coding[coding["frame"].isin(list(corpus.codebook.frames))]
    if split is not None:
        if not isinstance(split, Mapping):
            raise AnalysisError("split is no mapping of articles to parts; see framing.read_split")
        if part not in split.values():
            raise AnalysisError(
                f"no article is in part {part!r}{suggest(part, set(split.values()))}"
            )
        used = used[used["article"].map(split) == part]
    shas = paragraph_shas(corpus)
    current = [shas.get(key) for key in zip(used["article"], used["paragraph"], strict=True)]
    absent = np.array([sha is None for sha in current], dtype=bool)
    untold = np.array([sha == "" for sha in current], dtype=bool)
    changed = np.array(
        [
            bool(sha and not (given and sha.startswith(given[:16])))
            for sha, given in zip(current, used["paragraph_sha"])
        ],
        dtype=bool,
    )
    warnings: list[str] = []
    if absent.any():
        n = int(used[absent].drop_duplicates(["article", "paragraph"]).shape[0])
        warnings.append(f"{n} coded paragraphs are not in these articles and are left out")
    if untold.any():
        n = int(used[untold].drop_duplicates(["article", "paragraph"]).shape[0])
        warnings.append(
            f"{n} coded paragraphs are too short for a fingerprint in the counts of their "
            "articles and are left out; they need the texts"
        )
    if changed.any():
        first = used[changed].iloc[0]
        n = int(used[changed].drop_duplicates(["article", "paragraph"]).shape[0])
        warnings.append(
            f"{n} coded paragraphs have changed since they were coded and are left out, first "
            f"{first['article']} paragraph {first['paragraph']}"
        )
    used = used[~absent & ~untold & ~changed]
    if used.empty:
        raise AnalysisError(
            "the coding and the corpus share no paragraph; " + ("; ".join(warnings) or "check both")
        )
    used, remarks = of_first_target(corpus.codebook, used)
    return used, [*warnings, *remarks]


def agreement(codings: pd.DataFrame, *, n_boot: int = 1000, seed: int = 1) -> Result:
    """Measure how far coders agree on each variable, beyond chance.

    Direction, target, stance, voice and holder are compared where at least two coders found the
    frame: whether it is there is a question of its own. Coders who read another text at one place,
    for it was changed meanwhile, are not compared there. Weights of a sample (`weighted`) are not
    used: agreement is that of the paragraphs that were coded.

    Parameters
    ----------
    codings
        From `read_coding`, of two coders or more.
    n_boot
        Resamples of articles for the intervals.
    seed
        Of the resampling.

    Returns
    -------
    Result
        One row a frame and variable: ``frame variable alpha low high agreement n_units n_articles
        n_coders n_values few``; `alpha` is Krippendorff's (nominal), 1 perfect, 0 chance; intervals
        are 95 %, articles resampled; none under 5 articles.

    Raises
    ------
    AnalysisError
        With fewer than two coders, or when no paragraph was coded by two.
    """
    import pandas as pd

    n_boot, seed = whole("n_boot", n_boot, 1), seed_of(seed)
    require_coding(codings, ("coder", *UNIT, "present", *QUALITIES))
    # the same number may have had another text when another coder read it
    place = [name for name in (*UNIT[:2], "paragraph_sha") if name in codings]
    coders = sorted(codings["coder"].unique())
    if len(coders) < 2:
        raise AnalysisError(
            f"agreement needs two coders, found {', '.join(coders) or 'none'}; "
            "give the files of all coders"
        )
    rows = []
    for frame in dict.fromkeys(codings["frame"]):
        coded = codings[codings["frame"] == frame]
        for variable in ("present", *QUALITIES):
            part = coded if variable == "present" else coded[coded["present"] == 1]
            part = part[part[variable].astype(str) != ""]
            wide = part.pivot(index=place, columns="coder", values=variable)
            wide = wide[wide.notna().sum(axis=1) >= 2]
            if len(wide):
                rows.append({"frame": frame, "variable": variable, **_alpha(wide, n_boot, seed)})
    if not rows:
        raise AnalysisError("no paragraph was coded by two coders; let them code the same sample")
    table = pd.DataFrame(rows)
    low = table[table["alpha"] < 0.667]
    warnings = [
        f"{row.frame}, {row.variable}: alpha {row.alpha:z.2f} is below .667; mend the codebook, "
        "train again and code anew before anything is concluded"
        for row in low.itertuples()
    ]
    if table["few"].any():
        warnings.append("few articles (under 5): no interval")
    versions = sorted(set(codings.get("codebook_version", ())) - {""})
    if len(versions) > 1:
        warnings.append(
            f"coded by codebook versions {', '.join(versions)}: where coders differ, the texts of "
            "the codebook may, too; code anew by one"
        )
    return Result(
        table,
        notes=(
            f"coders {', '.join(coders)}; Krippendorff's alpha, nominal; units are paragraphs "
            "coded by at least two",
            "every such paragraph counts once, whatever it stands for: of a sample drawn by what "
            "rules find, alpha is that of the sample, in which every frame is commoner",
            f"intervals: 95 %, {n_boot} resamples of articles, seed {seed}; where coders never "
            "differ, the exact limit (Clopper and Pearson 1934) over the articles",
            "an alpha is undefined when all coders gave one and the same value throughout",
        ),
        warnings=tuple(warnings),
        parameters={"n_boot": n_boot, "seed": seed, "coders": coders},
        title="Agreement of coders",
        method="Agreement of coders is Krippendorff's alpha for nominal data.",
        sources=("Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability.",),
    )


def _alpha(wide: pd.DataFrame, n_boot: int, seed: int) -> dict[str, Any]:
    """Compute alpha over paragraphs (rows) and coders (columns), articles resampled."""
    from toolkit.stats import agreement as statistic

    codes = wide.astype(object).where(wide.notna(), None).to_numpy().T
    articles = wide.index.get_level_values("article").to_numpy(str)
    found = statistic.interval(codes, articles, replicates=n_boot, seed=seed)
    return {
        "alpha": found.estimate,
        "low": found.low,
        "high": found.high,
        "agreement": statistic.percent_agreement(codes),
        "n_units": found.units,
        "n_articles": found.articles,
        "n_coders": int(wide.notna().any().sum()),
        "n_values": len(set(wide.stack())),
        "few": found.few,
    }
