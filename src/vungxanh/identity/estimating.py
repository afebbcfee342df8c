"""Estimate the model from a registry in which nobody has labelled a pair.

Three samples, each of which shows two classes. Random pairs are strangers. Pairs with the same
telephone are one person or one household: EM tells them apart by name, birth, sex and number.
Pairs with the same name and year of birth are one person or namesakes: EM tells them apart by
telephone, number and home. What a sample was chosen by is not estimated from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vungxanh.identity.blocks import Keys, key_table, pairs
from vungxanh.identity.bulk import counted_in
from vungxanh.identity.comparing import Levels, compare
from vungxanh.identity.features import Features, features
from vungxanh.identity.keys import KINDS
from vungxanh.identity.levels import COLUMN, COMPARISONS, UNKNOWN, Home, Phone
from vungxanh.identity.mixture import Mixture, fit
from vungxanh.identity.model import HOUSEHOLD, PERSON, STRANGER, Floats, Model, shipped_model
from vungxanh.identity.persons import identities

RANDOM_PAIRS = 400_000
MOST_PAIRS = 500_000
"""Pairs of a sample: more would not sharpen the estimate."""
WEIGHT = 100_000.0
"""Random pairs that the start is worth: a level that none of them shows is rare, not impossible."""
SMOOTHING = 0.5


def estimate(frame: pl.DataFrame, *, rng: np.random.Generator, start: Model | None = None) -> Model:
    """Estimate the probabilities of levels from a table of persons (columns as PERSONS).

    The probability that strangers agree in telephone or identity number is kept from the start:
    no sample is large enough to show it. `rng` chooses the random pairs.
    """
    model = start or shipped_model()
    records = features(identities(frame), counted_in(frame))
    keys = key_table(identities(frame))
    tables = {name: table.copy() for name, table in model.tables.items()}
    random = _random_pairs(records, rng)
    for name in ("name", "birth", "sex", "home"):
        tables[name][STRANGER] = _counted(random, name, tables[name][STRANGER])
    by_phone = _sample(records, keys, "phone")
    learned = _learn(by_phone, tables, (PERSON, HOUSEHOLD), without=("phone",))
    for name in ("name", "birth", "sex", "identity", "home"):
        tables[name][[PERSON, HOUSEHOLD]] = learned[name]
    namesakes = _sample(records, keys, "name_year")
    learned = _learn(namesakes, tables, (PERSON, STRANGER), without=("name", "sex"))
    for name in ("phone", "home"):
        tables[name][PERSON] = learned[name][0]
    return replace(model, tables=tables)


def _random_pairs(records: Features, rng: np.random.Generator) -> Levels:
    """Compare records drawn by chance, without those that belong together after all."""
    left, right = rng.integers(0, len(records), (2, RANDOM_PAIRS))
    vectors = compare(records, left, right)
    phones = np.isin(vectors[:, COLUMN["phone"]], (Phone.SAME, Phone.SHARED))
    strangers = (left != right) & ~phones & (vectors[:, COLUMN["home"]] != Home.SAME)
    return np.asarray(vectors[strangers])


def _counted(vectors: Levels, name: str, before: Floats) -> Floats:
    levels = vectors[:, COLUMN[name]]
    counts = np.bincount(levels[levels != UNKNOWN], minlength=len(before)) + WEIGHT * before
    return np.asarray(counts / counts.sum())


def _sample(records: Features, keys: Keys, kind: str) -> Levels:
    """Compare pairs that share one kind of key."""
    found, size = [compare(records, *np.empty((2, 0), np.int64))], 0
    for left, right in pairs(keys, kinds=[KINDS.index(kind)]):
        found.append(compare(records, left, right))
        size += len(left)
        if size >= MOST_PAIRS:
            break
    return np.concatenate(found)


def _learn(
    vectors: Levels,
    tables: Mapping[str, Floats],
    classes: tuple[int, int],
    *,
    without: Sequence[str],
) -> dict[str, Floats]:
    """Part a sample into two classes by EM; gives the tables of the two."""
    seen = vectors.copy()
    seen[:, [COLUMN[name] for name in without]] = UNKNOWN
    start = Mixture(
        np.array([0.1, 0.9]), tuple(tables[name][list(classes)] for name in COMPARISONS)
    )
    fitted = fit(seen, start, held=_held(classes, without), prior=SMOOTHING)
    return dict(zip(COMPARISONS, fitted.mixture.tables, strict=True))


def _held(classes: tuple[int, int], without: Sequence[str]) -> list[NDArray[np.bool_]]:
    """Hold what the sample was chosen by, and by which numbers strangers agree."""
    return [
        np.array([name in without or (at == STRANGER and name != "birth") for at in classes])
        for name in COMPARISONS
    ]
