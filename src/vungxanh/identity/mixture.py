"""Classes of pairs that nobody labelled, told apart by EM.

Each class has a share, and for each comparison the probability of each level; given the class the
comparisons are independent (Fellegi and Sunter 1969). A level that is unknown says nothing. EM
raises the likelihood of the vectors, or leaves it, in every round.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vungxanh.identity.comparing import Levels

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mixture:
    """Shares of the classes, and per comparison a table of probabilities: classes x levels."""

    shares: Floats
    tables: tuple[Floats, ...]


@dataclass(frozen=True)
class Fitted:
    """What EM found, and the objective after every round: it never falls."""

    mixture: Mixture
    objective: tuple[float, ...]


def log_joint(mixture: Mixture, vectors: Levels) -> Floats:
    """Give the log probability of each class together with each vector: vectors x classes."""
    with np.errstate(divide="ignore"):
        total = np.tile(np.log(mixture.shares), (len(vectors), 1))
        for column, table in enumerate(mixture.tables):
            level = vectors[:, column]
            total += np.where((level >= 0)[:, None], np.log(table.T)[np.maximum(level, 0)], 0.0)
    return total


def memberships(mixture: Mixture, vectors: Levels) -> tuple[Floats, Floats]:
    """Give the probability of each class for each vector, and the log likelihood of each."""
    joint = log_joint(mixture, vectors)
    top = joint.max(axis=1, keepdims=True)
    top[~np.isfinite(top)] = 0.0
    weights = np.exp(joint - top)
    total = weights.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return weights / total, np.log(total[:, 0]) + top[:, 0]


def fit(
    vectors: Levels,
    start: Mixture,
    *,
    held: Sequence[NDArray[np.bool_]] = (),
    prior: float = 0.0,
    rounds: int = 200,
    tolerance: float = 1e-8,
) -> Fitted:
    """Fit a mixture to vectors, from a start that says which class is which.

    `held` has, for each comparison, one flag a class: True leaves its probabilities as they start.
    `prior` is a count added to every level and class (with 0 the objective is the likelihood).
    Ends when a round gains less than `tolerance` of the objective, or after `rounds`.
    """
    distinct, counts = np.unique(vectors, axis=0, return_counts=True)
    fixed = held or [np.zeros(len(start.shares), np.bool_)] * len(start.tables)
    mixture, told = start, []
    for _ in range(rounds + 1):
        belongs, likelihood = memberships(mixture, distinct)
        told.append(float(counts @ likelihood) + _log_prior(mixture, fixed, prior))
        if len(told) > 1 and told[-1] - told[-2] <= tolerance * abs(told[-1]):
            break
        mixture = _improved(mixture, distinct, belongs * counts[:, None], fixed, prior)
    return Fitted(mixture, tuple(told))


def _improved(
    mixture: Mixture,
    vectors: Levels,
    weights: Floats,
    fixed: Sequence[NDArray[np.bool_]],
    prior: float,
) -> Mixture:
    """Give each class the levels of the pairs that belong to it."""
    tables = []
    for column, old in enumerate(mixture.tables):
        sums = np.full_like(old, prior)
        known = vectors[:, column] >= 0
        for group in range(len(old)):
            np.add.at(sums[group], vectors[known, column], weights[known, group])
        total = sums.sum(axis=1, keepdims=True)
        fresh = np.where(total > 0, sums / np.where(total > 0, total, 1.0), old)
        tables.append(np.where(fixed[column][:, None], old, fresh))
    shares = weights.sum(axis=0) + prior
    return Mixture(shares / shares.sum(), tuple(tables))


def _log_prior(mixture: Mixture, fixed: Sequence[NDArray[np.bool_]], prior: float) -> float:
    """Give what the prior adds to the objective."""
    if not prior:
        return 0.0
    free = sum(
        float(np.log(table[~flags]).sum())
        for table, flags in zip(mixture.tables, fixed, strict=True)
    )
    return prior * (free + float(np.log(mixture.shares).sum()))
