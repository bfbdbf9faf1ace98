"""
Multinomial logistic regression with a ridge: weights of words for each of several classes, by L-BFGS.

Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 2009, section 4.4.  The texts are sparse and
the classes many, so the work is two sparse products for each step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import minimize  # type: ignore[import-untyped]

RIDGE = 0.1  # on the weights of words
RIDGE_USUAL = 0.5  # on what each class is worth before anything is read
STEPS = 50  # what is left of the slope then no longer changes what is said of a text
MEMORY = 6  # steps that are remembered

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Weights(NamedTuple):
    words: Floats  # one row for each word, one column for each class
    usual: Floats  # for each class


def fitted(vectors: Sequence[Mapping[str, float]], classes: Sequence[int], names: Sequence[str], many: int) -> Weights:
    """For texts as vectors of the words in *names*, each with the number of its class, of which there are *many*."""
    texts, right = matrix(vectors, names), np.asarray(classes)
    turned, at = texts.T.tocsr(), np.arange(len(classes))
    shape = (len(names), many)
    size = shape[0] * shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        words, usual = flat[:size].reshape(shape), flat[size:]
        odds = texts @ words + usual
        odds -= odds.max(axis=1, keepdims=True)
        chances = np.exp(odds)
        whole = chances.sum(axis=1, keepdims=True)
        surprise = float((np.log(whole[:, 0]) - odds[at, right]).sum())
        chances /= whole
        chances[at, right] -= 1
        drawn = RIDGE * float((words * words).sum()) + RIDGE_USUAL * float((usual * usual).sum())
        slope = np.concatenate([(turned @ chances + RIDGE * words).ravel(), chances.sum(axis=0) + RIDGE_USUAL * usual])
        return surprise + drawn / 2, slope

    found = minimize(
        loss, np.zeros(size + many), jac=True, method="L-BFGS-B", options={"maxiter": STEPS, "maxcor": MEMORY}
    ).x
    return Weights(found[:size].reshape(shape), found[size:])


def matrix(vectors: Sequence[Mapping[str, float]], names: Sequence[str]) -> Any:
    """One row for each text."""
    number = {name: n for n, name in enumerate(names)}
    cells = [(row, number[word], weight) for row, vector in enumerate(vectors) for word, weight in vector.items()]
    rows, columns, weights = zip(*cells, strict=True)
    return sparse.csr_matrix((weights, (rows, columns)), shape=(len(vectors), len(names)))
