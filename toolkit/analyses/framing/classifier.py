"""A trained frame classifier: what it goes by, and the paragraphs that it codes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolkit.analyses.framing import instrument
from toolkit.analyses.framing.arguments import whole
from toolkit.analyses.framing.coding import paragraph_shas
from toolkit.analyses.framing.features import Term, features
from toolkit.analyses.reporting import report, require_text
from toolkit.errors import AnalysisError, suggest
from toolkit.files import path_of
from toolkit.result import Result
from toolkit.wording import count_of

if TYPE_CHECKING:
    import pandas as pd
    from scipy import sparse

    from toolkit.corpus import Corpus

Floats = NDArray[np.float64]
# Raised when the same coding would give another classifier: features, penalty, calibration.
RECIPE = "1"
SHA = 16  # characters of a paragraph's fingerprint that a coding keeps
PLATT = (
    "Platt, J. (1999). Probabilistic outputs for support vector machines. In Advances in Large "
    "Margin Classifiers, 61-74"
)


@dataclass(frozen=True)
class Origin:
    """What a classifier was trained with, and on.

    Parameters
    ----------
    instrument
        The fingerprint of codebook, actors list and annotator.
    reading
        Whose tags were read, and whether of whole texts or the author's own words.
    coding
        The fingerprint of the codings it was trained on.
    seed
        Of the folds.
    composed
        Whether all articles were composed.
    n_paragraphs, n_articles
        How many were coded.
    """

    instrument: str
    reading: str
    coding: str
    seed: int
    composed: bool
    n_paragraphs: int
    n_articles: int

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that name the classifier as an instrument of its own."""
        parts = (RECIPE, self.instrument, self.reading, self.coding, str(self.seed))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Choice:
    """What cross-validation chose for one frame, and how it did there.

    Parameters
    ----------
    penalty
        The inverse strength of the penalty (``C`` of scikit-learn).
    threshold
        The probability from which the frame is called present.
    n_present
        Coded paragraphs that carry the frame.
    precision, recall, average_precision
        Out of fold; a little flattering, since penalty and threshold were chosen there.
    """

    penalty: float
    threshold: float
    n_present: int
    precision: float
    recall: float
    average_precision: float


@dataclass(frozen=True, eq=False)
class Classifier:
    """One logistic regression a frame over what a paragraph says; made by `learn`.

    Parameters
    ----------
    terms
        Kind and text of what it looks for.
    weights
        Frames x terms: the change of the log odds in a paragraph of which this is the only term.
        The terms of a paragraph share it: each counts 1 over the root of their number.
    intercepts
        One a frame.
    counts
        Frames + 1 x terms: coded paragraphs that hold the term and carry the frame; the last row is
        of all coded paragraphs that hold the term.
    chosen
        By frame, in the order of `weights`.
    trained
        By fingerprint of the paragraph: the out-of-fold probability of each frame.
    origin
        What it was trained with, and on.
    remarks
        Which codings could not be used.
    """

    terms: tuple[Term, ...]
    weights: Floats
    intercepts: Floats
    counts: NDArray[np.int64]
    chosen: Mapping[str, Choice]
    trained: Mapping[str, tuple[float, ...]]
    origin: Origin
    remarks: tuple[str, ...] = ()

    @property
    def frames(self) -> tuple[str, ...]:
        """The frames it was trained for."""
        return tuple(self.chosen)

    def __repr__(self) -> str:
        """Say what it was trained for and on."""
        known = self.origin
        return (
            f"Classifier({', '.join(self.frames)}; {known.n_paragraphs} paragraphs of "
            f"{known.n_articles} articles; {known.fingerprint})"
        )

    def summary(self) -> Result:
        """Tell what cross-validation chose for each frame, and how it did there.

        Returns
        -------
        Result
            ``frame n_present penalty threshold precision recall average_precision``.
        """
        import pandas as pd

        columns = ["n_present", "penalty", "threshold", "precision", "recall", "average_precision"]
        rows = [{"frame": frame, **vars(choice)} for frame, choice in self.chosen.items()]
        return self._report(
            pd.DataFrame(rows)[["frame", *columns]],
            "Frame classifier",
            "penalty: C of scikit-learn, by average precision; threshold: by F1; both were chosen "
            "on the out-of-fold probabilities that the rates are of, which flatters these a "
            "little, and in a coded sample without weights (framing.weighted) precision is higher "
            "than in the corpus: hold it against articles that it was not trained on "
            "(framing.validate)",
        )

    def top_terms(self, frame: str, n: int = 20) -> Result:
        """List what weighs most for and against a frame.

        Parameters
        ----------
        frame
            One of `frames`.
        n
            Terms to list.

        Returns
        -------
        Result
            ``frame kind term weight n_present n_paragraphs``, the heaviest first: coded paragraphs
            that hold the term and carry the frame, and all that hold it.

        Raises
        ------
        AnalysisError
            When it was not trained for the frame.
        """
        import pandas as pd

        if frame not in self.chosen:
            raise AnalysisError(
                f"the classifier knows no frame {frame!r}{suggest(frame, self.frames)}; "
                f"it was trained for {', '.join(self.frames)}"
            )
        row = self.frames.index(frame)
        order = np.argsort(-np.abs(self.weights[row]), kind="stable")[: whole("n", n, 0)]
        table = pd.DataFrame(
            {
                "frame": frame,
                "kind": [self.terms[column][0] for column in order],
                "term": [self.terms[column][1] for column in order],
                "weight": self.weights[row, order],
                "n_present": self.counts[row, order],
                "n_paragraphs": self.counts[-1, order],
            }
        )
        return self._report(
            table,
            f"What the classifier goes by: {frame}",
            "weight: change of the log odds in a paragraph of which this is the only term; "
            f"the {len(order)} heaviest of {len(self.terms)} terms; [Name], [Number]: any",
        )

    def probabilities(self, matrix: sparse.csr_array) -> Floats:
        """Compute the probability of each frame from the terms that paragraphs hold.

        Parameters
        ----------
        matrix
            Paragraphs x terms, 1 where a term is there.

        Returns
        -------
        numpy.ndarray
            Paragraphs x frames.
        """
        from scipy.special import expit

        return np.asarray(expit(scaled(matrix) @ self.weights.T + self.intercepts))

    def save(self, path: str | Path) -> None:
        """Write the classifier as JSON, in one step.

        The file holds lemmas and pairs of neighbouring lemmas found in two coded articles or more,
        and fingerprints of the coded paragraphs; no running text.

        Raises
        ------
        ToolkitError
            When the file cannot be written.
        """
        from toolkit.analyses.framing.classifier_file import write

        write(self, path_of(path))

    @classmethod
    def load(cls, path: str | Path) -> Classifier:
        """Read a classifier that `save` wrote; nothing in the file is run.

        Raises
        ------
        AnalysisError
            When the file is missing, damaged, or no classifier.
        """
        from toolkit.analyses.framing.classifier_file import read

        return read(path_of(path, AnalysisError))

    def _report(self, table: pd.DataFrame, title: str, note: str) -> Result:
        return Result(
            table,
            title=title,
            notes=(note, trained_on(self.origin)),
            warnings=self.remarks,
            parameters={"instrument": self.origin.fingerprint, "coding": self.origin.coding},
        )


def classify(corpus: Corpus, classifier: Classifier) -> Result:
    """Code every paragraph by a trained classifier.

    The result goes where the rules' would: ``validate(…, found=…)``, ``prevalence(…, coding=…)``,
    ``trend(…, coding=…)``. A paragraph that the classifier was trained on is coded by a model that
    had seen no paragraph of its article (out of fold), never by one that knows the answer.

    Parameters
    ----------
    corpus
        The articles; those of which only counts are at hand are left out, and the result says so.
    classifier
        From `learn` or `Classifier.load`.

    Returns
    -------
    Result
        One row a paragraph and frame: ``article paragraph frame present probability trained``; the
        last is true where the paragraph, or one of the same text, was coded for training.

    Raises
    ------
    AnalysisError
        When codebook, actors list or annotator are not those the classifier was trained with, or no
        article has its text.
    """
    import pandas as pd

    if not isinstance(classifier, Classifier):
        raise AnalysisError(
            f"{type(classifier).__name__} is no classifier; give that of framing.learn or "
            "framing.Classifier.load"
        )
    corpus = require_text(corpus)
    check_instrument(corpus, classifier)
    found = features(corpus, terms=classifier.terms)
    probability = classifier.probabilities(found.matrix)
    shas = paragraph_shas(corpus)
    units = zip(found.article, found.paragraph.tolist(), strict=True)
    texts = [shas[unit][:SHA] for unit in units]
    known = [classifier.trained.get(text) for text in texts]
    trained = np.array([row is not None for row in known], dtype=bool)
    n_trained = len(classifier.trained.keys() & set(texts))  # of one text, the first alone
    n_copies = int(trained.sum()) - n_trained
    if n_trained:
        probability[trained] = [row for row in known if row is not None]
    frames = classifier.frames
    thresholds = np.array([choice.threshold for choice in classifier.chosen.values()])
    table = pd.DataFrame(
        {
            "article": np.repeat(found.article, len(frames)),
            "paragraph": np.repeat(found.paragraph, len(frames)),
            "frame": np.tile(np.array(frames, dtype=object), len(trained)),
            "present": (probability >= thresholds).astype(int).ravel(),
            "probability": probability.ravel(),
            "trained": np.repeat(trained, len(frames)),
        }
    )
    name = classifier.origin.fingerprint
    notes, warnings = instrument.quality(corpus, frames, instrument.read_record(corpus, name))
    if classifier.origin.composed and not corpus.composed:
        warnings = (
            "the classifier was trained on composed text alone; how it does on collected text is "
            "not known until it is validated there",
            *warnings,
        )
    return report(
        corpus,
        table,
        title="Paragraphs coded by a classifier",
        notes=(
            f"{len(trained)} paragraphs of {len(corpus)} articles",
            trained_on(classifier.origin),
            f"{n_trained} of the paragraphs were coded for training: their probabilities"
            + f", and those of {count_of(n_copies, 'copy', 'copies')}," * bool(n_copies)
            + " are out of fold",
            *notes,
        ),
        warnings=warnings,
        parameters={
            "coder": f"classifier {name}",
            "frames": frames,
            "instrument": name,
            "trained_on": classifier.origin.coding,
        },
        method="Paragraphs were coded by logistic regression, trained on coded paragraphs.",
        sources=(PLATT,),
    )


def check_instrument(corpus: Corpus, classifier: Classifier) -> None:
    """Refuse a corpus whose codebook, actors list or annotator the classifier was not trained with.

    Raises
    ------
    AnalysisError
        With both fingerprints.
    """
    known, current, read = classifier.origin, instrument.instrument(corpus), reading(corpus)
    if (known.instrument, known.reading) != (current, read):
        raise AnalysisError(
            "the classifier was trained with another codebook, actors list or annotator "
            f"({known.instrument}, {known.reading}) than this corpus has ({current}, {read}); "
            "train it again on this one"
        )


def reading(corpus: Corpus) -> str:
    """Name the tagger, and say when quotations are left out: other words need other weights."""
    own = ", own words" if corpus.store.whole is not None else ""
    return f"tagger {corpus.tagger}{own}"


def scaled(matrix: sparse.csr_array) -> sparse.csr_array:
    """Divide each row by the root of its number of terms, so that long paragraphs weigh no more."""
    from scipy import sparse

    n_terms = np.asarray(matrix.sum(axis=1)).ravel()
    return sparse.csr_array(sparse.diags_array(1 / np.sqrt(np.maximum(n_terms, 1))) @ matrix)


def trained_on(origin: Origin) -> str:
    """Say what a classifier was trained on, for the notes of a result."""
    kind = "composed" if origin.composed else "collected"
    return (
        f"classifier {origin.fingerprint}, trained on {origin.n_paragraphs} coded paragraphs of "
        f"{origin.n_articles} articles ({kind}; coding {origin.coding}; instrument "
        f"{origin.instrument}; seed {origin.seed})"
    )
