"""Train the frame classifier on paragraphs that people coded.

Paragraphs of one article share topic, author and phrases: folds never part them, so that what is
measured out of fold is how the classifier does on articles it has not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from tqdm.auto import tqdm

from toolkit.analyses.framing import instrument
from toolkit.analyses.framing.arguments import seed_of
from toolkit.analyses.framing.classifier import (
    SHA,
    Choice,
    Classifier,
    Floats,
    Origin,
    reading,
    scaled,
)
from toolkit.analyses.framing.coding import UNIT, WEIGHT, comparable, one_coder
from toolkit.analyses.framing.features import LEAST_ARTICLES, Features, Term, features
from toolkit.analyses.reporting import require_text
from toolkit.errors import AnalysisError
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd
    from scipy import sparse

    from toolkit.corpus import Corpus

FEWEST_PRESENT = 20
FEWEST_ARTICLES = 5
FOLDS = 10
PENALTIES = (1.0, 10.0, 100.0)
DIGITS = 6  # of weights: what lies below is the solver's, and differs from machine to machine


def learn(
    corpus: Corpus,
    coding: pd.DataFrame,
    *,
    split: Mapping[str, str] | None = None,
    part: str = "development",
    frames: str | Sequence[str] | None = None,
    seed: int = 1,
) -> Classifier:
    r"""Train a classifier that finds frames as the coders did.

    Each frame has a logistic regression with a ridge penalty over what a paragraph says: lemmas and
    pairs of neighbouring lemmas, actors, the rules of the codebook (`features`). Penalty and
    threshold are chosen by cross-validation over whole articles; probabilities are calibrated on
    the out-of-fold scores. Of paragraphs with one and the same text, the first is used. Where
    coded paragraphs have weights (`weighted`), penalty, probabilities and threshold are those that
    serve the corpus best, not the sample, in which every frame is more common.

    Parameters
    ----------
    corpus
        The articles; their codebook and actors list are part of what is trained.
    coding
        One coding, best an adjudicated one, from `read_coding`.
    split
        The part of the corpus to which each article belongs, from `read_split`; all coded articles
        are used when left out, and then none is left to measure how well the classifier does.
    part
        The part to train on. Articles of other parts are not looked at.
    frames
        One or several frames of the codebook; all that were coded when left out.
    seed
        Of the folds.

    Returns
    -------
    Classifier

    Raises
    ------
    AnalysisError
        When the coding has several coders, shares no paragraph with the corpus, or a frame is in
        fewer than 20 different coded paragraphs or 5 articles, or absent from so few.

    Notes
    -----
    Calibration: Platt, J. (1999), Probabilistic outputs for support vector machines, in Advances in
    Large Margin Classifiers, 61-74, with his smoothed targets. Features are as fine as lemmas, so
    that a classifier trained on few articles knows their subjects and not others: trust it on
    articles about other events only as far as a coding of such articles says.

    Examples
    --------
    >>> import pandas as pd, toolkit
    >>> from toolkit import framing
    >>> texts = [f"Turkey leans on Moscow in year {n}.\n\nMinisters met in year {n}."
    ...          for n in range(25)]
    >>> corpus = toolkit.from_frame(pd.DataFrame({"text": texts}))
    >>> coding = framing.code(corpus, frames="dependency").table.assign(
    ...     coder="a", codebook_version="2", present=[1, 0] * 25,
    ...     paragraph_sha=[sha for item in corpus.items for sha in item.paragraph_shas])
    >>> classifier = framing.learn(corpus, coding, frames="dependency")
    >>> framing.classify(corpus, classifier).table["present"].head(4).tolist()
    [1, 0, 1, 0]
    """
    one_coder(coding, "training")
    seed = seed_of(seed)
    if frames is None:
        coded = set(coding["frame"])
        frames = [frame for frame in corpus.codebook.frames if frame in coded]
    chosen = instrument.chosen_frames(corpus, frames)
    instrument.check_actors(corpus)
    corpus = require_text(corpus)
    used, remarks = comparable(corpus, coding[coding["frame"].isin(chosen)], split, part)
    corpus = corpus.where(id=sorted(used["article"].unique()))
    task = _task(features(corpus), used, chosen)
    for column, frame in enumerate(chosen):
        _require_enough(frame, task.present[:, column], task.article)
    columns = shared_terms(task.matrix, task.article)
    bar = tqdm(task.present.T, "frames", disable=None, leave=False)
    fits = [_fit_frame(task, present, columns, seed) for present in bar]
    held = task.matrix[:, columns]
    told = np.column_stack([task.present, np.ones(len(task.present))])
    out_of_fold = np.stack([fit.out_of_fold for fit in fits], axis=1).tolist()
    if task.n_copies:
        remarks.append(f"{task.n_copies} coded paragraphs are copies of others and are left out")
    return Classifier(
        terms=tuple(task.terms[column] for column in columns),
        weights=np.stack([fit.weights for fit in fits]),
        intercepts=np.array([fit.intercept for fit in fits]),
        counts=np.asarray(told.T @ held).round().astype(np.int64),
        chosen={frame: fit.choice for frame, fit in zip(chosen, fits, strict=True)},
        trained=dict(zip(task.sha, map(tuple, out_of_fold), strict=True)),
        origin=Origin(
            instrument=instrument.instrument(corpus),
            reading=reading(corpus),
            coding=task.coding,
            seed=seed,
            composed=corpus.composed,
            n_paragraphs=len(task.article),
            n_articles=len(np.unique(task.article.astype(str))),
        ),
        remarks=tuple(remarks),
    )


@dataclass(frozen=True, eq=False)
class _Task:
    """Coded paragraphs: what they say, and which frames they carry."""

    article: NDArray[np.object_]
    sha: list[str]
    terms: tuple[Term, ...]
    matrix: sparse.csr_array
    present: NDArray[np.int64]  # paragraphs x frames
    coding: str
    n_copies: int
    weight: Floats  # paragraphs of the corpus for which each stands, with a mean of 1


def _task(found: Features, used: pd.DataFrame, frames: tuple[str, ...]) -> _Task:
    key = UNIT[:2]
    wide = used.pivot(index=key, columns="frame", values="present")
    absent = [frame for frame in frames if frame not in wide.columns or wide[frame].isna().any()]
    if absent:
        raise AnalysisError(
            f"not every coded paragraph was coded for {absent[0]}; code the missing ones, or name "
            "the frames that were coded with frames="
        )
    shas = used.drop_duplicates(key).set_index(key)["paragraph_sha"].loc[wide.index].str[:SHA]
    # a copy in another article would be known to the model that codes it out of fold
    copy = shas.duplicated().to_numpy()
    wide, shas = wide[~copy], shas[~copy]
    place = {unit: row for row, unit in enumerate(zip(found.article, found.paragraph.tolist()))}
    rows = np.array([place[unit] for unit in wide.index], np.int64)
    known = [*UNIT, "paragraph_sha", "present", *([WEIGHT] if WEIGHT in used else ())]
    told = used.sort_values(UNIT)[known]
    weight = np.ones(len(wide))
    if WEIGHT in used:
        given = used.drop_duplicates(key).set_index(key)[WEIGHT].loc[wide.index]
        weight = given.to_numpy(float) / given.mean()
    return _Task(
        found.article[rows],
        shas.tolist(),
        found.terms,
        found.matrix[rows],
        wide[list(frames)].to_numpy(np.int64),
        str(instrument.fingerprint_of(told)),
        int(copy.sum()),
        weight,
    )


def _require_enough(frame: str, present: NDArray[np.int64], article: NDArray[np.object_]) -> None:
    """Refuse what a fold could leave without an example, or with hardly one."""
    for code, how, remedy in (
        (1, "in", "draw paragraphs that are likely to carry it"),
        (0, "absent from", "code paragraphs that do not carry it as well"),
    ):
        n, held = int((present == code).sum()), len(set(article[present == code]))
        if n < FEWEST_PRESENT or held < FEWEST_ARTICLES:
            raise AnalysisError(
                f"{frame} is {how} {n} different coded paragraphs of {held} articles; to learn it "
                f"takes at least {FEWEST_PRESENT} of {FEWEST_ARTICLES}: {remedy}, or name "
                "other frames"
            )


@dataclass(frozen=True, eq=False)
class _Fit:
    weights: Floats
    intercept: float
    out_of_fold: Floats
    choice: Choice


def _fit_frame(
    task: _Task, present: NDArray[np.int64], columns: NDArray[np.int64], seed: int
) -> _Fit:
    """Choose penalty and threshold out of fold, then fit on all."""
    from sklearn.metrics import average_precision_score

    parts = list(folds(present, task.article, seed))
    scores = _out_of_fold(task, present, parts)
    precisions = {
        penalty: float(average_precision_score(present, score, sample_weight=task.weight))
        for penalty, score in scores.items()
    }
    penalty = max(PENALTIES, key=lambda value: round(precisions[value], DIGITS))
    slope, offset = calibrate(scores[penalty], present, task.weight)
    weights, intercept = _regression(scaled(task.matrix[:, columns]), present, penalty)
    probability = (1 / (1 + np.exp(-(slope * scores[penalty] + offset)))).round(DIGITS)
    threshold, precision, recall = best_threshold(probability, present, task.weight)
    return _Fit(
        (slope * weights).round(DIGITS),
        round(slope * intercept + offset, DIGITS),
        probability,
        Choice(
            penalty, threshold, int(present.sum()), precision, recall, round(precisions[penalty], 6)
        ),
    )


def folds(
    present: NDArray[np.int64], article: NDArray[np.object_], seed: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Part paragraphs into folds of whole articles, with like shares of the frame.

    There are ten, or as many as there are articles with the frame or articles without it, where
    either are fewer. The rows to train on always hold both.

    Yields
    ------
    tuple
        Rows to train on, and rows held out; every row is held out once.

    Raises
    ------
    AnalysisError
        When the frame is in fewer than two articles or absent from so few, or one fold would hold
        all paragraphs with it or all without it.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    held, without = (len(set(article[present == code])) for code in (1, 0))
    if min(held, without) < 2:
        raise AnalysisError(
            f"the frame is in paragraphs of {count_of(held, 'article')} and absent from those of "
            f"{count_of(without, 'article')}; folds need two of each: code more articles"
        )
    dealt = StratifiedGroupKFold(min(FOLDS, held, without), shuffle=True, random_state=seed)
    parts = list(dealt.split(present, present, groups=article.astype(str)))
    if any(len(set(present[train].tolist())) < 2 for train, _ in parts):
        raise AnalysisError(
            "the paragraphs with the frame, or those without it, lie in so few articles that one "
            "fold holds them all; code more articles"
        )
    yield from parts


def shared_terms(matrix: sparse.csr_array, article: NDArray[np.object_]) -> NDArray[np.int64]:
    """Give the columns of terms that occur in at least two of these articles."""
    from scipy import sparse

    _, owner = np.unique(article.astype(str), return_inverse=True)
    ones = (np.ones(len(owner)), (owner, np.arange(len(owner))))
    held = sparse.csr_array(sparse.coo_array(ones)) @ matrix
    n_articles = np.bincount(held.tocsr().indices, minlength=matrix.shape[1])
    return np.flatnonzero(n_articles >= LEAST_ARTICLES)


def _out_of_fold(
    task: _Task,
    present: NDArray[np.int64],
    parts: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> dict[float, Floats]:
    """Score each paragraph by models that have seen no paragraph of its article, one a penalty."""
    scores = {penalty: np.zeros(len(present)) for penalty in PENALTIES}
    for train, held_out in parts:
        seen = task.matrix[train]
        columns = shared_terms(seen, task.article[train])
        seen, unseen = scaled(seen[:, columns]), scaled(task.matrix[held_out][:, columns])
        for penalty, score in scores.items():
            weights, intercept = _regression(seen, present[train], penalty)
            score[held_out] = unseen @ weights + intercept
    return scores


def _regression(
    matrix: sparse.csr_array, present: NDArray[np.int64], penalty: float
) -> tuple[Floats, float]:
    """Fit to a matrix that is scaled."""
    from sklearn.linear_model import LogisticRegression

    # Newton's steps: exact in a few, where a looser end would differ from machine to machine
    model = LogisticRegression(C=penalty, solver="newton-cg", tol=1e-8, max_iter=1000)
    model.fit(matrix, present)
    return model.coef_[0], float(model.intercept_[0])


def calibrate(
    score: Floats, present: NDArray[np.int64], weight: Floats | None = None
) -> tuple[float, float]:
    """Fit slope and offset that turn scores into log odds (Platt 1999).

    A weight says for how many paragraphs each stands, so that the odds are those of the corpus.

    The targets are smoothed, (n + 1) / (n + 2) and 1 / (n + 2), so that scores which part the
    classes without fault do not give certainty.

    Examples
    --------
    >>> slope, offset = calibrate(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1]))
    >>> slope > 0, abs(round(offset, 6))
    (True, 0.0)
    """
    from sklearn.linear_model import LogisticRegression

    weight = np.ones(len(score)) if weight is None else weight
    n_present = int(present.sum())
    n_absent = len(present) - n_present
    target = np.where(present == 1, (n_present + 1) / (n_present + 2), 1 / (n_absent + 2))
    # each paragraph twice: as present by its target, as absent by the rest
    model = LogisticRegression(C=1e6, tol=1e-8, max_iter=5000)
    model.fit(
        np.concatenate([score, score])[:, None],
        np.repeat([1, 0], len(score)),
        sample_weight=np.concatenate([target, 1 - target]) * np.tile(weight, 2),
    )
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def best_threshold(
    probability: Floats, present: NDArray[np.int64], weight: Floats | None = None
) -> tuple[float, float, float]:
    """Find the threshold of the largest F1; of equal ones the highest.

    A weight says for how many paragraphs each stands.

    Returns
    -------
    tuple
        Threshold (half-way to the next probability below), precision and recall.

    Examples
    --------
    >>> best_threshold(np.array([0.9, 0.6, 0.4, 0.1]), np.array([1, 1, 0, 0]))
    (0.5, 1.0, 1.0)
    """
    order = np.argsort(-probability, kind="stable")
    weight = (np.ones(len(order)) if weight is None else weight)[order]
    sorted_, hit, found = probability[order], np.cumsum(present[order] * weight), np.cumsum(weight)
    f1 = 2 * hit / (found + hit[-1])
    last = np.append(sorted_[1:] < sorted_[:-1], True)  # equal probabilities are not parted
    best = int(np.argmax(np.where(last, f1, -1)))
    below = sorted_[best + 1] if best + 1 < len(order) else 0.0
    threshold = round(float(sorted_[best] + below) / 2, DIGITS + 1)
    return threshold, float(hit[best] / found[best]), float(hit[best] / hit[-1])
