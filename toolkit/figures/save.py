"""Write a figure so that every run leaves the same bytes and every number can be traced."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from toolkit.errors import FigureError
from toolkit.figures.drawing import concerns, drawn_results, rounded
from toolkit.figures.style import styled
from toolkit.files import locked, path_of, write_together
from toolkit.result import Result, defuse_formulas

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

MANIFEST = "manifest.json"
DPI = 600
# A node and five words on either side may be quoted from an article that may not be shared.
MAX_PRIVATE_WORDS = 12
# In a concordance the two sides have columns of their own.
MAX_PRIVATE_SIDE = {"left": 5, "right": 5}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LIBRARIES = ("numpy", "pandas", "matplotlib", "seaborn")
# Facts about an article, not its text.
_FACTS = {"title", "author", "outlet", "url"}
_WAIT_SECONDS = 30.0


def save(
    fig: Figure,
    name: str,
    *,
    caption: str,
    alt: str,
    data: Result | pd.DataFrame | None = None,
    folder: str | Path | None = None,
) -> None:
    """Write a figure as pdf, svg and png with its data, its caption and an entry of the manifest.

    The bytes depend on the figure and on the versions of the libraries alone: no time, no path.
    Notebooks that run at the same time may write to one folder.

    Parameters
    ----------
    fig
        The figure.
    name
        The name of its files: small letters and digits, parted by hyphens.
    caption
        What it shows, of which data, and what may be concluded.
    alt
        What a reader who cannot see it needs to know.
    data
        The plotted data; when left out, what the plots of this package drew on the figure.
    folder
        Where to write; ``figures`` beside ``notebooks`` when left out.

    Raises
    ------
    FigureError
        When the name is not well formed, caption or alt text is empty, there are no data, or the
        data hold running text of articles that may not be shared.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit.figures import figure
    >>> fig, ax = figure("single")
    >>> _ = ax.plot([2019, 2020], [3, 5])
    >>> table = pd.DataFrame({"year": [2019, 2020], "n": [3, 5]})
    >>> with tempfile.TemporaryDirectory() as place:
    ...     save(fig, "years", data=table, caption="Articles.", alt="It rises.", folder=place)
    ...     sorted(file.suffix for file in Path(place).iterdir() if file.suffix)
    ['.csv', '.json', '.md', '.pdf', '.png', '.svg']
    >>> import matplotlib.pyplot as plt
    >>> plt.close(fig)
    """
    _check_words(name, caption, alt)
    results = _results_of(fig, data, name)
    for result in results:
        _refuse_private_text(result, name)
    contents: dict[str, bytes] = _drawings(fig, name, alt)
    contents["csv"] = _csv(results).encode()
    contents["md"] = _description(name, caption, alt, results).encode()
    place = figures_folder() if folder is None else path_of(folder, FigureError)
    _write(place, name, contents, _entry(results, contents))


def figures_folder(start: Path | None = None) -> Path:
    """Find the folder of figures of the project that a notebook runs in.

    Parameters
    ----------
    start
        Where to begin; the working folder when left out.

    Returns
    -------
    Path
        ``figures`` in the nearest folder upwards that holds ``pyproject.toml`` or ``notebooks``,
        or else in `start` itself.
    """
    here = Path.cwd() if start is None else Path(start).resolve()
    for folder in (here, *here.parents):
        if (folder / "pyproject.toml").is_file() or (folder / "notebooks").is_dir():
            return folder / "figures"
    return here / "figures"


def _check_words(name: str, caption: str, alt: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > 80:
        raise FigureError(
            f"a figure cannot be named {name!r}; use small letters, digits and hyphens, "
            "such as 'frames-by-author'"
        )
    for what, text in (("caption", caption), ("alternative text (alt=)", alt)):
        if not text.strip():
            raise FigureError(
                f"figure {name!r} has no {what}; say in a sentence what it shows and of which data"
            )


def _results_of(fig: Figure, data: Result | pd.DataFrame | None, name: str) -> tuple[Result, ...]:
    drawn = drawn_results(fig)
    if isinstance(data, Result):
        return (data,)
    if data is not None:
        # Rows picked by hand keep what is known of the corpus they come from.
        known = drawn[0].parameters if drawn else {}
        corpus = drawn[0].corpus if drawn else ""
        return (Result(data, parameters=known, corpus=corpus),)
    if not drawn:
        raise FigureError(
            f"figure {name!r} holds no plot of this package; hand the plotted table over as data="
        )
    return drawn


def _refuse_private_text(result: Result, name: str) -> None:
    if not result.parameters.get("private"):
        return
    for column in result.table.columns:
        if str(column) in _FACTS:
            continue
        for row, cell in enumerate(result.table[column].tolist()):
            words = len(cell.split()) if isinstance(cell, str) else 0
            if words > MAX_PRIVATE_SIDE.get(str(column), MAX_PRIVATE_WORDS):
                raise FigureError(
                    f"figure {name!r} would publish {words} words of running text from articles "
                    f"that may not be shared (column {str(column)!r}, row {row}); keep a node and "
                    "five words on either side, or leave the column out"
                )


@contextlib.contextmanager
def _settled(fig: Figure) -> Iterator[None]:
    """Lay the figure out once, so that all formats share one layout."""
    for axes in fig.findobj(Axes):
        # The background has an edge without width or opacity, which a printer's check takes for
        # transparency.
        axes.patch.set_edgecolor(axes.patch.get_facecolor())
    engine = fig.get_layout_engine()
    # The second time, the ticks that the first layout made room for are known.
    for _ in range(2):
        fig.draw_without_rendering()
    try:
        fig.set_layout_engine("none")
        yield
    finally:
        fig.set_layout_engine(engine)


def _drawings(fig: Figure, name: str, alt: str) -> dict[str, bytes]:
    metadata: dict[str, dict[str, str | None]] = {
        "pdf": {"Title": name, "Subject": alt, "CreationDate": None},
        "svg": {"Title": name, "Description": alt, "Date": None},
    }

    def drawn(suffix: str, **options: Any) -> bytes:
        buffer = io.BytesIO()
        fig.savefig(buffer, format=suffix, dpi=DPI, facecolor="white", bbox_inches=None, **options)
        return buffer.getvalue()

    with styled(), _settled(fig):
        found = {suffix: drawn(suffix, metadata=entries) for suffix, entries in metadata.items()}
        pixels = drawn("raw")
    size = [int(inches * DPI) for inches in fig.get_size_inches()]
    return found | {"png": _png(pixels, (size[0], size[1]), {"Title": name, "Description": alt})}


def _png(pixels: bytes, size: tuple[int, int], words: Mapping[str, str]) -> bytes:
    """Pack pixels without the channel of transparency, which printers refuse."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for key, value in words.items():
        info.add_itxt(key, value)
    image = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1)
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "PNG", dpi=(DPI, DPI), pnginfo=info)
    return buffer.getvalue()


def _csv(results: Sequence[Result]) -> str:
    import pandas as pd

    tables = [rounded(result.table) for result in results]
    if len(tables) > 1:
        for number, table in enumerate(tables, 1):
            table.insert(0, "panel", number)
    whole = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    text: str = defuse_formulas(whole.map(_cell)).to_csv(index=False, lineterminator="\n")
    return text


def _cell(value: object) -> object:
    if isinstance(value, list | tuple):
        return "; ".join(str(entry) for entry in value)
    return value


def _description(name: str, caption: str, alt: str, results: Sequence[Result]) -> str:
    parts = [f"# {name}", _plain(caption), f"**Alternative text.** {_plain(alt)}"]
    for number, result in enumerate(results, 1):
        head = f"Panel {number}" if len(results) > 1 else "Data"
        facts = [_plain(result.title)] if result.title else []
        if "data" in result.parameters:
            facts.append(_plain(str(result.parameters["data"])))
        n = result.parameters.get("n_articles")
        if n is not None and f"n = {n}" not in "; ".join(facts):
            facts.append(f"n = {n} articles")
        if result.corpus:
            facts.append(f"corpus fingerprint {result.corpus}")
        facts.append(f"{len(result.table)} rows in {name}.csv")
        parts.append(f"**{head}.** {'; '.join(facts)}.")
        warnings = tuple(text for text in result.warnings if concerns(text, result.table))
        for what, texts in (("Warnings", warnings), ("Notes", result.notes)):
            if texts:
                parts.append(f"{what}:\n\n" + "\n".join(f"- {_plain(text)}" for text in texts))
    return "\n\n".join(parts) + "\n"


def _plain(text: str) -> str:
    """Escape what Markdown would take for markup; an underscore inside a word is none."""
    line = " ".join(text.split())
    escaped = re.sub(r"([\\`*<>\[\]$|&])", r"\\\1", line)
    escaped = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", escaped)
    return re.sub(r"^([#+-]|\d+[.)])", r"\\\1", escaped)


def _entry(results: Sequence[Result], contents: Mapping[str, bytes]) -> dict[str, Any]:
    from importlib.metadata import version

    from toolkit import __version__

    versions = {library: version(library) for library in _LIBRARIES}
    return {
        "corpus": sorted({result.corpus for result in results}),
        "panels": [
            {
                "corpus": result.corpus,
                "n_articles": _json(result.parameters.get("n_articles")),
                "parameters": _json(result.parameters),
                "seed": _json(result.parameters.get("seed")),
                "title": result.title,
            }
            for result in results
        ],
        "sha256": {
            suffix: hashlib.sha256(content).hexdigest() for suffix, content in contents.items()
        },
        "versions": {**versions, "toolkit": __version__},
    }


def _json(value: Any) -> Any:
    """Write any parameter in JSON the same way on every run and every machine."""
    if isinstance(value, Mapping):
        return {str(key): _json(entry) for key, entry in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_json(entry) for entry in value), key=str)
    if isinstance(value, list | tuple):
        return [_json(entry) for entry in value]
    if hasattr(value, "tolist"):
        return _json(value.tolist())
    if isinstance(value, PurePath):
        # The folder a corpus lies in is the reader's own affair.
        return value.name
    if isinstance(value, float):
        return float(f"{value:.6g}") if value == value and abs(value) != float("inf") else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return getattr(value, "__name__", type(value).__name__)


def _write(
    folder: Path, name: str, contents: Mapping[str, bytes], entry: Mapping[str, Any]
) -> None:
    """Write the files of a figure and its line of the manifest, or none of them."""
    file = folder / MANIFEST
    with locked(folder, patience_seconds=_WAIT_SECONDS):  # another notebook may hold it
        known = _read_manifest(file)
        # Figures that were deleted or renamed leave no entry behind.
        kept = {other: known[other] for other in known if (folder / f"{other}.csv").is_file()}
        text = json.dumps({**kept, name: entry}, indent=2, sort_keys=True, ensure_ascii=False)
        drawn = [(folder / f"{name}.{suffix}", content) for suffix, content in contents.items()]
        write_together([*drawn, (file, text + "\n")])


def _read_manifest(file: Path) -> dict[str, Any]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise FigureError(
            f"{file.name} is not well formed ({error}); delete it and make the figures again"
        ) from error
    if not isinstance(known, dict):
        raise FigureError(f"{file.name} holds no table of figures; delete it and try again")
    return known
