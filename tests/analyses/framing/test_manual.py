"""The pages of the codebook: the right one for each question."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analyses.framing.desks import BOOK
from toolkit.analyses.framing.manual import COUNTER_FRAMES, Manual
from toolkit.corpus.codebook import Codebook, page_of

ROOT = Path(__file__).resolve().parents[3] / "corpus"


@pytest.fixture(scope="module")
def manual():
    """The codebook that comes with the project."""
    return Manual.read(ROOT, Codebook.default())


@pytest.mark.parametrize("frame", list(Codebook.default().frames))
def test_the_decision_tree_of_each_frame_is_found(manual, frame):
    """Definition, core claim and three numbered questions; no example or borderline case."""
    page = manual.explain(frame, "present")
    assert "**Core claim.**" in page
    assert all(f"\n{number}. **" in page for number in (1, 2, 3))
    assert "### Decide" in page
    assert "###" not in page.replace("### Decide", "")


@pytest.mark.parametrize(
    ("frame", "variable", "expected", "missing"),
    [
        ("dependency", "direction", "`tr_on_ru` Turkey on Russia", "`rift`"),
        ("regime_change", "target", "`ru_ua` Russia or Ukraine", "`rift`"),
        ("nato_cleavage", "direction", "`rift` the tie is", "`tr_on_ru`"),
        ("dependency", "stance", "## 1.6 Stance", "## 1.5"),
        ("dependency", "voice", "## 1.5 Voice", "## 1.4"),
        ("regime_change", "holder", "## 1.4 Holder", "## 1.6"),
    ],
)
def test_each_variable_has_its_rules(manual, frame, variable, expected, missing):
    page = manual.explain(frame, variable)
    assert expected in page
    assert missing not in page


def test_counter_frames_have_one_page(manual):
    page = manual.explain(COUNTER_FRAMES, "present")
    assert all(name in page for name in Codebook.default().counter_frames)


def test_a_new_corpus_has_the_pages_of_the_package(tmp_path):
    """Coders of a corpus without a codebook of its own code by that of the package: same pages."""
    own = ROOT / "codebook"
    for name in ("codebook.md", "practice.md", "practice-key.csv"):
        packaged = page_of(tmp_path, Codebook.default(), name)
        assert packaged.read_bytes() == (own / name).read_bytes()
        assert page_of(ROOT, Codebook.default(), name) == own / name
        assert not page_of(tmp_path, BOOK, name).exists()  # a codebook of one's own: none is lent
    (tmp_path / "codebook").mkdir()
    (tmp_path / "codebook" / "codebook.md").write_text("# Mine (`dependency`)\n\nMine.\n")
    assert Manual.read(tmp_path, Codebook.default()).explain("dependency", "present") == (
        "# Mine (`dependency`)\n\nMine."
    )


def test_without_a_page_the_codebook_itself_explains(tmp_path):
    """A corpus with rules of its own needs no page to be coded."""
    manual = Manual.read(tmp_path, BOOK)
    assert manual.explain("need", "present") == "**Need.** one needs the other"
    assert "`tr_on_ru`, `ru_on_tr`" in manual.explain("need", "direction")
    assert "- `mediation`: between the sides" in manual.explain(COUNTER_FRAMES, "present")


def test_headings_in_code_are_none():
    """A line of an example that begins with # parts nothing."""
    manual = Manual.parse("# Need (`need`)\n\n```\n# no heading\n```\nEnd.\n", BOOK)
    assert len(manual.sections) == 1
    assert manual.explain("need", "present").endswith("End.")
