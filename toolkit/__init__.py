"""Compare how commentators write: corpus, words, topics and frames, offline at once.

Names are imported when they are first used (PEP 562), so that importing the package is instant.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    # name: (module, attribute; "" for the module itself)
    "load": ("toolkit.corpus", "load"),
    "from_frame": ("toolkit.corpus", "from_frame"),
    "Corpus": ("toolkit.corpus", "Corpus"),
    "Result": ("toolkit.result", "Result"),
    "annotate": ("toolkit.annotate", ""),
    "stats": ("toolkit.stats", ""),
    "figures": ("toolkit.figures", ""),
    "topics": ("toolkit.analyses.topics", ""),
    "framing": ("toolkit.analyses.framing", ""),
    "overview": ("toolkit.analyses.overview", "overview"),
    "lengths": ("toolkit.analyses.overview", "lengths"),
    "bibliography": ("toolkit.analyses.bibliography", "bibliography"),
    "frequency": ("toolkit.analyses.frequency", "frequency"),
    "trend": ("toolkit.analyses.frequency", "trend"),
    "occurrences": ("toolkit.analyses.frequency", "occurrences"),
    "concordance": ("toolkit.analyses.concordance", "concordance"),
    "collocates": ("toolkit.analyses.collocation", "collocates"),
    "network": ("toolkit.analyses.collocation", "network"),
    "keyness": ("toolkit.analyses.keyness", "keyness"),
    "keyness_counts": ("toolkit.analyses.keyness_counts", "keyness_counts"),
    "dispersion": ("toolkit.analyses.dispersion", "dispersion"),
    "ngrams": ("toolkit.analyses.ngrams", "ngrams"),
    "diversity": ("toolkit.analyses.diversity", "diversity"),
    "dictionary": ("toolkit.analyses.dictionary", "dictionary"),
    "sketch": ("toolkit.analyses.sketch", "sketch"),
    "sketch_difference": ("toolkit.analyses.sketch_difference", "sketch_difference"),
    "compare_results": ("toolkit.analyses.repeated", "compare_results"),
}

if TYPE_CHECKING:
    from toolkit import annotate, figures, stats
    from toolkit.analyses import framing, topics
    from toolkit.analyses.bibliography import bibliography
    from toolkit.analyses.collocation import collocates, network
    from toolkit.analyses.concordance import concordance
    from toolkit.analyses.dictionary import dictionary
    from toolkit.analyses.dispersion import dispersion
    from toolkit.analyses.diversity import diversity
    from toolkit.analyses.frequency import frequency, occurrences, trend
    from toolkit.analyses.keyness import keyness
    from toolkit.analyses.keyness_counts import keyness_counts
    from toolkit.analyses.ngrams import ngrams
    from toolkit.analyses.overview import lengths, overview
    from toolkit.analyses.repeated import compare_results
    from toolkit.analyses.sketch import sketch
    from toolkit.analyses.sketch_difference import sketch_difference
    from toolkit.corpus import Corpus, from_frame, load
    from toolkit.result import Result

__all__ = [
    "Corpus",
    "Result",
    "__version__",
    "annotate",
    "bibliography",
    "collocates",
    "compare_results",
    "concordance",
    "dictionary",
    "dispersion",
    "diversity",
    "figures",
    "framing",
    "frequency",
    "from_frame",
    "keyness",
    "keyness_counts",
    "lengths",
    "load",
    "network",
    "ngrams",
    "occurrences",
    "overview",
    "sketch",
    "sketch_difference",
    "stats",
    "topics",
    "trend",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        from toolkit.errors import suggest

        raise AttributeError(f"toolkit has no {name!r}{suggest(name, _HOMES)}")
    module_name, attribute = _HOMES[name]
    module = importlib.import_module(module_name)
    value = getattr(module, attribute) if attribute else module
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
