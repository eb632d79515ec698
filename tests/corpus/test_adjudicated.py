"""The adjudicated coding: what the coders agree on, and a reasoned decision on all else."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from toolkit.analyses import framing
from toolkit.errors import ToolkitError

ROOT = Path(__file__).resolve().parents[2]
CODING = ROOT / "corpus" / "coding"
ARTICLE = "2018-07-brussels-two-days"
CODED = ("present", "direction", "target", "stance", "voice", "holder")

Row = dict[str, str]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("adjudicate")


def table(path: Path) -> list[Row]:
    """Read a table as it stands."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, Callable[[list[Row]], list[Row]]], Path]:
    """The codings of one article, with one difference more; in one file the rows are changed."""
    claimed = {
        "present": "1",
        "direction": "tr_on_ru",
        "stance": "endorse",
        "voice": "author",
        "holder": "author",
    }

    def change(name: str, how: Callable[[list[Row]], list[Row]]) -> Path:
        for each in ("coder-a.csv", "coder-b.csv", "decisions.csv"):
            rows = [row for row in table(CODING / each) if row["article"] == ARTICLE]
            if each == "coder-b.csv":
                rows[0] = rows[0] | claimed
            if each == "decisions.csv":
                more = dict.fromkeys(rows[0], "") | {"article": ARTICLE, "paragraph": "1"}
                rows = [more | {"frame": "dependency", "present": "0", "reason": "no need"}, *rows]
            with (tmp_path / each).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows[0].keys())
                writer.writeheader()
                writer.writerows(how(rows) if each == name else rows)
        return tmp_path

    return change


def test_what_is_committed_is_what_the_script_gives(script: ModuleType) -> None:
    assert (CODING / "adjudicated.csv").read_text(encoding="utf-8") == script.adjudicate(CODING)
    coding = framing.read_coding(CODING / "adjudicated.csv")
    assert set(coding["coder"]) == {"adjudicated"}
    assert len(coding) == len(framing.read_coding(CODING / "coder-a.csv"))


def test_agreed_rows_keep_their_code_and_settled_rows_their_reason() -> None:
    """Both coders against the outcome, without the script."""
    names = ("coder-a.csv", "coder-b.csv", "adjudicated.csv")
    a, b, settled = (table(CODING / name) for name in names)
    reasons = {row["reason"] for row in table(CODING / "decisions.csv")}
    differences = 0
    for one, two, row in zip(a, b, settled, strict=True):
        for name in ("article", "paragraph", "paragraph_sha", "frame", "codebook_version"):
            assert one[name] == two[name] == row[name]
        if all(one[name] == two[name] for name in CODED):
            assert all(row[name] == one[name] for name in CODED)
            assert row["note"] == ""
        else:
            differences += 1
            assert row["note"] in reasons
            # nobody's code is made up: each is one of the two
            assert any(all(row[name] == coded[name] for name in CODED) for coded in (one, two))
    assert differences == len(table(CODING / "decisions.csv")) > 0


def test_a_difference_without_a_decision_is_named(script: ModuleType, changed) -> None:
    folder = changed("decisions.csv", lambda rows: rows[1:])
    with pytest.raises(ToolkitError, match=r"dependency in paragraph 1 of '2018-07-brussels"):
        script.adjudicate(folder)


def test_a_decision_without_a_difference_is_named(script: ModuleType, changed) -> None:
    folder = changed("decisions.csv", lambda rows: [*rows, rows[0] | {"paragraph": "3"}])
    with pytest.raises(ToolkitError, match=r"paragraph 3 of '2018-07-brussels.*settles nothing"):
        script.adjudicate(folder)


@pytest.mark.parametrize(
    ("name", "how", "message"),
    [
        ("decisions.csv", lambda rows: [rows[0] | {"reason": " "}, *rows[1:]], "no reason"),
        ("decisions.csv", lambda rows: [rows[0], *rows], "two rows for"),
        ("decisions.csv", lambda rows: [rows[0], rows[1] | {"stance": "yes"}], "'yes' is not"),
        ("coder-b.csv", lambda rows: rows[:-1], "by one coder only"),
        ("coder-b.csv", lambda rows: [rows[0] | {"paragraph_sha": "0"}, *rows[1:]], "same text"),
    ],
)
def test_what_cannot_be_settled_is_refused(script, changed, name, how, message) -> None:
    with pytest.raises(ToolkitError, match=message):
        script.adjudicate(changed(name, how))


def test_a_missing_column_is_named(script: ModuleType, changed, tmp_path: Path) -> None:
    changed("decisions.csv", lambda rows: rows)
    (tmp_path / "decisions.csv").write_text("article,paragraph,frame\n", encoding="utf-8")
    with pytest.raises(ToolkitError, match=r"decisions\.csv: no column 'present'"):
        script.adjudicate(tmp_path)
