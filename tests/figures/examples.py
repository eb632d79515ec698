"""A result made by hand for every plot, hostile text included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from toolkit import figures
from toolkit.result import Result

HOSTILE = ("$E=mc^2$", "<b>bold</b> & co", r"\textbf{x}_{i}", "_under", "Bülent Öniş")


def result(table: pd.DataFrame, *warnings: str, **parameters: Any) -> Result:
    known = {"n_articles": 24, "private": False, "data": "a table made by hand, n = 24"}
    return Result(
        table,
        notes=("made by hand",),
        warnings=warnings,
        parameters={**known, **parameters},
        corpus="0123456789ab",
        title="By hand",
    )


def bibliography() -> Result:
    years = [2014, 2015, 2016, 2018, 2019, 2020, 2021, 2022, 2023, 2024]
    works = [16, 40, 68, 31, 34, 32, 39, 82, 43, 33]
    return result(
        pd.DataFrame(
            {
                "value": [str(year) for year in years],
                "works": works,
                "uncertain": [n // 3 for n in works],
            }
        ),
        "a convenience sample: counts describe this list, not the debate",
        by="year",
        n_works=418,
        data="bibliography, 418 works",
        n_articles=None,
    )


def bibliography_outlets() -> Result:
    outlets = ["Daily Sabah", "Al-Monitor", "SFPPR News & Analysis", "$100 Review", "A" * 50]
    return result(
        pd.DataFrame({"value": outlets, "works": [17, 10, 7, 6, 1], "uncertain": 0}),
        by="outlet",
        n_works=41,
    )


def overview() -> Result:
    rows = [
        {"group": f"{name} / {year}", "articles": 1 + (number * year) % 7}
        for number, name in enumerate(HOSTILE, 1)
        for year in (2014, 2015, 2016, 2019, 2020, 2023)
        if (number + year) % 3
    ]
    return result(pd.DataFrame(rows), by=["author", "year"])


def lengths() -> Result:
    words = np.random.default_rng(5).integers(400, 2400, 40)
    return result(
        pd.DataFrame(
            {
                "article": [f"a{number}" for number in range(40)],
                "outlet": [HOSTILE[number % 4] for number in range(40)],
                "words": words,
            }
        )
    )


def keyness() -> Result:
    rng = np.random.default_rng(1)
    n = 400
    ratio = rng.normal(0, 1.3, n)
    half = rng.uniform(0.6, 2.0, n)
    words = [*HOSTILE, *(f"word{number}" for number in range(n - len(HOSTILE)))]
    ratio[:5], half[:5] = (4.2, 3.9, -3.6, -3.1, 2.9), 0.8
    return result(
        pd.DataFrame(
            {
                "lemma": words,
                "estimate": ratio,
                "low": ratio - half,
                "high": ratio + half,
                "per_million": np.exp(rng.normal(5.5, 1.2, n)),
                "few": False,
            }
        ),
        target="2015–2016",
        reference="2020–2024",
    )


def collocates() -> Result:
    rng = np.random.default_rng(2)
    rows = []
    for number, word in enumerate(("gas", "dependence", "$price", "pipeline", "partner")):
        for group, n in (("Bulent Aras", 12), ("Dimitar Bechev", 9), ("Şener Aktürk", 3)):
            estimate = 9 - number + rng.normal(0, 0.7)
            known = n >= 5
            rows.append(
                {
                    "collocate": word,
                    "group": group,
                    "estimate": estimate,
                    "low": estimate - 1 if known else np.nan,
                    "high": estimate + 1 if known else np.nan,
                    "n_articles": n,
                    "few": not known,
                }
            )
    return result(pd.DataFrame(rows), measure="logDice")


def network() -> Result:
    pairs = {
        "Russia": ("gas", "pipeline", "dependence", "Putin", "Syria", "missile"),
        "NATO": ("ally", "missile", "alliance", "rift", "membership"),
        "$ruble": ("_price", "gas"),
    }
    rows = [
        {"node": node, "collocate": word, "estimate": 9.5 - 0.8 * place}
        for node, words in pairs.items()
        for place, word in enumerate(words)
    ]
    return result(pd.DataFrame(rows), measure="logDice")


def hits() -> Result:
    rng = np.random.default_rng(3)
    rows: list[dict[str, Any]] = []
    for number in range(12):
        date = f"20{14 + number}-0{1 + number % 9}"
        for place in rng.random(number % 5):
            rows.append({"article": f"{date}-aras-gas", "published": date, "position": place})
        if number % 5 == 0:
            rows.append({"article": f"{date}-aras-gas", "published": date, "position": np.nan})
    return result(pd.DataFrame(rows))


def prevalence() -> Result:
    rng = np.random.default_rng(4)
    rows = []
    for frame in ("dependency", "regime change", "NATO cleavage"):
        for group, n in (*zip(HOSTILE, (14, 12, 9, 7, 3)),):
            for estimator in ("raw", "adjusted"):
                estimate = float(rng.uniform(0.1, 0.6))
                known = n >= 5
                rows.append(
                    {
                        "frame": frame,
                        "group": group,
                        "estimator": estimator,
                        "estimate": estimate,
                        "low": estimate - 0.08 if known else np.nan,
                        "high": estimate + 0.1 if known else np.nan,
                        "n_articles": n,
                        "few": not known,
                    }
                )
    return result(
        pd.DataFrame(rows),
        "few articles: <i>no interval</i> for Bülent Öniş ($n = 3$)",
        "frame not validated: NATO cleavage",
    )


def trend() -> Result:
    rng = np.random.default_rng(6)
    rows = []
    for frame, level in (("dependency", 0.2), ("regime change", 0.35), ("NATO cleavage", 0.5)):
        for year in (2014, 2015, 2016, 2018, 2019, 2020, 2021, 2022, 2024):
            n = 2 + year % 9
            known = n >= 5
            estimate = level + float(rng.normal(0, 0.05))
            rows.append(
                {
                    "frame": frame,
                    "year": year,
                    "estimate": estimate,
                    "low": estimate - 0.1 if known else np.nan,
                    "high": estimate + 0.1 if known else np.nan,
                    "n_articles": n,
                    "few": not known,
                }
            )
    return result(pd.DataFrame(rows), "under 8 years: description only")


def validation() -> Result:
    precision, recall = np.array([0.55, 0.8, 0.45]), np.array([0.4, 0.7, 0.88])
    return result(
        pd.DataFrame(
            {
                "frame": ["dependency", "regime_change", "nato_cleavage"],
                "measure": "recovery",
                "n_articles": 41,
                "precision": precision,
                "precision_low": precision - 0.15,
                "precision_high": precision + 0.12,
                "recall": recall,
                "recall_low": recall - 0.1,
                "recall_high": recall + 0.08,
                "few": False,
            }
        ),
        "recovery on composed text, not accuracy",
    )


def agreement() -> Result:
    return result(
        pd.DataFrame(
            {
                "frame": ["dependency", "dependency", "nato_cleavage"],
                "variable": ["present", "stance", "present"],
                "alpha": [0.86, 0.71, 0.52],
                "low": [0.8, 0.55, np.nan],
                "high": [0.91, 0.83, np.nan],
                "n_articles": [40, 40, 4],
                "few": [False, False, True],
            }
        )
    )


def recovery() -> Result:
    return result(
        pd.DataFrame(
            {
                "name": ["large", "twins: NATO", "step"],
                "planted": [0.3, 0.0, 0.31],
                "recovered": [0.27, -0.02, 0.25],
                "low": [0.15, -0.09, np.nan],
                "high": [0.39, 0.05, np.nan],
                "few": [False, False, True],
            }
        )
    )


_LABELS = (
    "1: gas, pipeline, price",
    "2: nato, alliance, summit",
    "3: syria, idlib, kurd",
    "4: $x$, vote, power",
)


def topics() -> Result:
    rng = np.random.default_rng(7)
    rows = [
        {
            "topic": topic,
            "label": _LABELS[topic - 1],
            "group": group,
            "estimate": estimate,
            "low": estimate - 0.06 if n >= 5 else np.nan,
            "high": estimate + 0.07 if n >= 5 else np.nan,
            "n_articles": n,
            "few": n < 5,
            "stability": (0.92, 0.55, 0.81, 0.74)[topic - 1],
        }
        for topic in (1, 2, 3, 4)
        for group, n in (("Bulent Aras", 12), ("Dimitar Bechev", 9), ("$taff writers", 3))
        for estimate in (float(rng.uniform(0.1, 0.5)),)
    ]
    return result(pd.DataFrame(rows), "exploratory: 24 articles, under 50")


def words() -> Result:
    rows = [
        {
            "topic": topic,
            "label": label,
            "term": f"{label.split()[1].strip(',')}{rank or ''}",
            "probability": 0.05 / (rank + 1),
            "stability": (0.92, 0.55, 0.81, 0.74)[topic - 1],
        }
        for topic, label in enumerate(_LABELS, 1)
        for rank in range(10)
    ]
    return result(pd.DataFrame(rows))


def choice() -> Result:
    return result(
        pd.DataFrame(
            {
                "k": [2, 3, 4, 5, 6, 8, 10],
                "coherence": [0.08, 0.11, 0.15, 0.194, 0.18, 0.19, 0.19],
                "stability": [0.81, 0.875, 0.78, 0.815, 0.8, 0.76, 0.74],
                "diversity": [1.0, 0.98, 0.97, 0.95, 0.93, 0.9, 0.84],
                "proposed": [False, False, False, True, False, False, False],
            }
        )
    )


def ngrams() -> Result:
    names = [*HOSTILE, "of the", "in the", "the war in the north of the country"]
    return result(
        pd.DataFrame(
            {
                "ngram": names,
                "n": 2,
                "count": range(40, 40 - len(names), -1),
                "articles_with": range(12, 12 - len(names), -1),
            }
        )
    )


def sketch_difference() -> Result:
    rows = [
        {
            "relation": relation,
            "says": says,
            "collocate": word,
            "estimate": estimate,
            "low": estimate - 1 if known else np.nan,
            "high": estimate + 1 if known else np.nan,
            "few": not known,
        }
        for relation, says in (("subject_of", "the node does"), ("modifier", "describes <node>"))
        for word, estimate, known in (("sell", 2.1, True), ("$buy$", -1.7, True), ("go", 0.2, 0))
    ]
    return result(pd.DataFrame(rows), target='[actor="TR"]', reference='[actor="RU"]')


def _by_group(column: str, names: tuple[str, ...]) -> Result:
    rows = [
        {
            column: name,
            "level": 1,
            "group": group,
            "estimate": 2.0 + place,
            "low": 1.0 + place if n >= 5 else np.nan,
            "high": 3.5 + place if n >= 5 else np.nan,
            "n_articles": n,
            "few": n < 5,
        }
        for place, name in enumerate(names)
        for group, n in (("Bulent Aras", 12), ("$taff", 9), ("Şener Aktürk", 3))
    ]
    return result(pd.DataFrame(rows))


def categories() -> Result:
    return _by_group("category", ("energy", "energy.gas", "$war"))


def diversity() -> Result:
    return _by_group("measure", ("mattr", "mtld"))


def twice() -> Result:
    """The same, not the same, and lost."""
    table = pd.DataFrame(
        {
            "lemma": ["gas", "$pipe", "Şah", "sea"],
            "first": [1.0, -2.0, 0.5, np.nan],
            "second": [1.0, -1.5, np.nan, 3.0],
            "same": [True, False, False, False],
        }
    )
    return result(table, key=["lemma"], value="estimate", names=["from $texts", "from counts"])


PLOTS: dict[str, tuple[Callable[..., Any], Callable[[], Result]]] = {
    "agreement-dots": (figures.agreement_dots, agreement),
    "bibliography": (figures.bibliography, bibliography),
    "bibliography-outlets": (figures.bibliography, bibliography_outlets),
    "choose-k": (figures.choose_k, choice),
    "collocation-dots": (figures.collocation_dots, collocates),
    "collocation-network": (figures.collocation_network, network),
    "corpus-overview": (figures.corpus_overview, overview),
    "dictionary-dots": (figures.dictionary_dots, categories),
    "diversity-dots": (figures.diversity_dots, diversity),
    "ngram-bars": (figures.ngram_bars, ngrams),
    "sketch-difference": (figures.sketch_difference_plot, sketch_difference),
    "dispersion-plot": (figures.dispersion_plot, hits),
    "frame-trend": (figures.frame_trend, trend),
    "keyness-plot": (figures.keyness_plot, keyness),
    "length-distribution": (figures.length_distribution, lengths),
    "prevalence-dots": (figures.prevalence_dots, prevalence),
    "recovery-dots": (figures.recovery_dots, recovery),
    "results-scatter": (figures.results_scatter, twice),
    "topic-heat": (figures.topic_heat, topics),
    "topic-prevalence": (figures.topic_prevalence, topics),
    "topic-words": (figures.topic_words, words),
    "validation-dots": (figures.validation_dots, validation),
}


def main(folder: str, names: list[str]) -> None:
    """Save the named plots into a folder, as a notebook would."""
    figures.use_style("single")
    for name in names:
        plot, make = PLOTS[name]
        ax = plot(make())
        figures.save(ax.figure, name, caption=f"{name}.", alt=f"{name} öş", folder=folder)


if __name__ == "__main__":
    import sys

    main(sys.argv[1], sys.argv[2:])
