"""Classifiers as files: JSON with a checksum, read with distrust; nothing in them is ever run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.framing.classifier import RECIPE, Choice, Classifier, Origin
from toolkit.analyses.framing.features import KINDS
from toolkit.errors import AnalysisError
from toolkit.files import write_atomic

FORMAT = "discourse-toolkit frame classifier"
LARGEST = 200_000_000  # bytes; that of the panel has half a million


ENDLESS = (float("inf"), float("-inf"))


def write(classifier: Classifier, path: Path) -> None:
    """Write a classifier."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "recipe": RECIPE,
        "origin": asdict(classifier.origin),
        "chosen": {frame: asdict(choice) for frame, choice in classifier.chosen.items()},
        "intercepts": classifier.intercepts.tolist(),
        "terms": [list(term) for term in classifier.terms],
        "weights": classifier.weights.tolist(),
        "counts": classifier.counts.tolist(),
        "trained": {sha: list(row) for sha, row in classifier.trained.items()},
        "remarks": list(classifier.remarks),
    }
    content["checksum"] = _checksum(content)
    write_atomic(path, json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")


def read(path: Path) -> Classifier:
    """Read a classifier.

    Raises
    ------
    AnalysisError
        When the file is missing, damaged, or no classifier of this recipe.
    """
    content = _content(path)
    try:
        return _classifier(content)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _no_classifier(path, f"its content does not fit together ({error})") from error


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise _no_classifier(path, f"it is larger than {LARGEST // 1_000_000} MB")
        content = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except OSError as error:
        raise AnalysisError(
            f"cannot read {path.name}: {error.strerror}; check the path, or make the file with "
            "Classifier.save"
        ) from error
    except RecursionError as error:
        raise _no_classifier(path, "it is nested too deeply") from error
    except ValueError as error:  # no UTF-8, no JSON, numbers without end
        raise _no_classifier(path, f"it is no JSON ({error})") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise _no_classifier(path, "it does not say that it is one")
    if content.get("recipe") != RECIPE:
        raise _no_classifier(path, "it was made by another version of the toolkit")
    if content.pop("checksum", None) != _checksum(content):
        raise _no_classifier(path, "it was changed after it was saved")
    return content


def _no_classifier(path: Path, why: str) -> AnalysisError:
    return AnalysisError(
        f"{path.name} is no classifier that can be used: {why}; train it again with framing.learn"
    )


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _checksum(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _classifier(content: dict[str, Any]) -> Classifier:
    frames = list(content["chosen"])
    terms = tuple((str(kind), str(term)) for kind, term in content["terms"])
    if not frames or len(set(terms)) != len(terms) or {kind for kind, _ in terms} - set(KINDS):
        raise ValueError("no frame, a term that stands twice, or one of an unknown kind")
    trained = {
        str(sha): tuple(_array(row, (len(frames),)).tolist())
        for sha, row in content["trained"].items()
    }
    return Classifier(
        terms=terms,
        weights=_array(content["weights"], (len(frames), len(terms))),
        intercepts=_array(content["intercepts"], (len(frames),)),
        counts=_array(content["counts"], (len(frames) + 1, len(terms))).astype(np.int64),
        chosen={frame: Choice(**_typed(Choice, row)) for frame, row in content["chosen"].items()},
        trained=trained,
        origin=Origin(**_typed(Origin, content["origin"])),
        remarks=tuple(map(str, content["remarks"])),
    )


def _array(values: Any, shape: tuple[int, ...]) -> NDArray[np.float64]:
    found = np.asarray(values, dtype=np.float64).reshape(shape)
    if not np.isfinite(found).all():
        raise ValueError("a number is not finite")
    return found


def _typed(kind: type, row: Any) -> dict[str, Any]:
    """Check that each value is of the type that its field has."""
    types: dict[str, type | tuple[type, ...]]
    types = {"str": str, "int": int, "float": (int, float), "bool": bool}
    for field in fields(kind):
        value = row[field.name]
        fits = isinstance(value, types[str(field.type)])
        if not fits or isinstance(value, bool) != (field.type == "bool") or value in ENDLESS:
            raise ValueError(f"{field.name} is {value!r}")
    return dict(row)
