"""Read the reference values of trusted tools; `tests/data/reference/README.md` says whence."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[1] / "data" / "reference"


def columns(name: str, where=None) -> dict[str, np.ndarray]:
    """Give the columns of a table; those of numbers as floats, NA as NaN."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if where is None or where(row)]
    return {key: _column([row[key] for row in rows]) for key in rows[0]}


def _column(values: list[str]) -> np.ndarray:
    try:
        return np.array([float("nan" if value in ("", "NA") else value) for value in values])
    except ValueError:
        return np.array(values, dtype=object)


def toy_documents() -> dict[str, list[str]]:
    """Give the five sentences of the toy set: tokens by document."""
    lines = (FOLDER / "toy" / "tokens.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["doc"]: row["tokens"] for row in map(json.loads, lines)}


def coded(documents: Iterable[list[str]]) -> tuple[list[np.ndarray], list[str]]:
    """Turn tokens into integer codes under one sorted vocabulary."""
    documents = list(documents)
    names = sorted({token for tokens in documents for token in tokens})
    number = {name: code for code, name in enumerate(names)}
    return [np.array([number[token] for token in tokens]) for tokens in documents], names


def grams(codes: Iterable[np.ndarray], length: int, skip: set[int]) -> np.ndarray:
    """List the runs of `length` codes inside each document that hold none of `skip`."""
    found = []
    for document in codes:
        if len(document) >= length:
            runs = np.lib.stride_tricks.sliding_window_view(document, length)
            found.append(runs[~np.isin(runs, list(skip)).any(axis=1)])
    return np.concatenate(found)
