"""At entry: who of the registry may be the person who is being entered. At most five.

The registry stays where it is. An `Index` finds the records that share a blocking key, by a table
of (key, person) with an index over both; only those few are compared.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np

from vungxanh.identity.comparing import compare, name_rarity
from vungxanh.identity.features import features
from vungxanh.identity.frequencies import Frequencies, shipped
from vungxanh.identity.keys import blocking_keys
from vungxanh.identity.levels import COLUMN, COMPARISONS, UNKNOWN
from vungxanh.identity.model import Model, probability, shipped_model
from vungxanh.identity.persons import Identity

HOLDERS = 100
"""A key that more records share is passed over: it would fetch a crowd and tell little."""
LEAST = 0.02
"""Candidates below this probability are not shown."""


class Index(Protocol):
    """Where records are found by their keys."""

    @property
    def population(self) -> int:
        """How many records there are; an estimate will do."""

    def sharing(self, keys: Sequence[str], at_most: int) -> Iterable[Identity]:
        """Give the records that have one of the keys, each once.

        Passes over a key that more than `at_most` records have.
        """


@dataclass(frozen=True)
class Candidate:
    """A record that may be the same person: how probable, and what agrees how far."""

    person_id: str
    probability: float
    levels: dict[str, IntEnum]


def candidates(
    person: Identity,
    index: Index,
    k: int = 5,
    *,
    model: Model | None = None,
    frequencies: Frequencies | None = None,
    least: float = LEAST,
) -> list[Candidate]:
    """Give the records that are most probably the same person, the surest first, at most k.

    The person's own record, by its id, is never among them.
    """
    found = {other.person_id: other for other in index.sharing(blocking_keys(person), HOLDERS)}
    found.pop(person.person_id, None)
    others = [found[each] for each in sorted(found)]
    records = features([person, *others], frequencies or shipped())
    right = np.arange(1, len(records))
    left = np.zeros_like(right)
    vectors = compare(records, left, right)
    rarity = name_rarity(records, left, right, vectors[:, COLUMN["name"]])
    scores = (model or shipped_model()).scores(vectors, rarity, max(index.population, 2))
    likely = probability(scores)
    best = [row for row in np.argsort(-scores, kind="stable")[:k] if likely[row] >= least]
    return [
        Candidate(others[row].person_id, float(likely[row]), _levels(vectors[row])) for row in best
    ]


def _levels(vector: np.ndarray) -> dict[str, IntEnum]:
    return {
        name: levels(int(value))
        for (name, levels), value in zip(COMPARISONS.items(), vector, strict=True)
        if value != UNKNOWN
    }


class Register:
    """An index in memory, for notebooks and tests; the web asks its database instead."""

    def __init__(self, persons: Iterable[Identity]) -> None:
        self._persons: list[Identity] = []
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, person in enumerate(persons):
            self._persons.append(person)
            for key in blocking_keys(person):
                self._rows[key].append(row)

    @property
    def population(self) -> int:
        """How many records there are."""
        return len(self._persons)

    def sharing(self, keys: Sequence[str], at_most: int) -> list[Identity]:
        """Give the records that have one of the keys."""
        holders = [self._rows[key] for key in keys if key in self._rows]
        rows = {row for each in holders if len(each) <= at_most for row in each}
        return [self._persons[row] for row in sorted(rows)]
