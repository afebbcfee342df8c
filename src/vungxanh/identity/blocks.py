"""The pairs of a table that share a blocking key: each once, a few at a time.

Memory is eight bytes for each record and kind of key, and one batch of pairs; it does not grow
with the number of pairs.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vungxanh.identity.keys import KINDS, keys_by_kind
from vungxanh.identity.persons import Identity
from vungxanh.identity.slips import Bools, Ints

Keys = NDArray[np.uint64]
CHUNK = 50_000
AT_MOST = 60
"""A key that more records share is passed over."""


def key_table(persons: Iterable[Identity]) -> Keys:
    """Hash the keys of records: one row a record, a column for each of KINDS, 0 for none."""
    waiting = iter(persons)
    parts: list[Keys] = [np.empty((0, len(KINDS)), np.uint64)]
    while rows := [keys_by_kind(person) for person in islice(waiting, CHUNK)]:
        columns = [pl.Series(column) for column in zip(*rows, strict=True)]
        hashed = [np.where(c.to_numpy() == "", 0, c.hash().to_numpy()) for c in columns]
        parts.append(np.column_stack(hashed).astype(np.uint64))
    return np.concatenate(parts)


def pairs(
    keys: Keys, *, at_most: int = AT_MOST, kinds: Iterable[int] = ()
) -> Iterator[tuple[Ints, Ints]]:
    """Give the rows (left, right) of pairs that share a key, in batches, each pair once.

    `kinds` are the columns to look at, all if there are none.
    """
    told = keys[:, list(kinds)] if kinds else keys
    told = np.where(_crowded(told, at_most), np.uint64(0), told)
    for kind in range(told.shape[1]):
        yield from _of_kind(told, kind)


def _crowded(keys: Keys, at_most: int) -> NDArray[np.bool_]:
    crowded = np.zeros(keys.shape, np.bool_)
    for kind in range(keys.shape[1]):
        _, place, count = np.unique(keys[:, kind], return_inverse=True, return_counts=True)
        crowded[:, kind] = count[place] > at_most
    return crowded


def _of_kind(keys: Keys, kind: int) -> Iterator[tuple[Ints, Ints]]:
    """Give the pairs that share this kind of key and none of the kinds before it."""
    column = keys[:, kind]
    order = np.argsort(column, kind="stable")
    order = order[column[order] != 0]
    ordered = column[order]
    for distance in range(1, len(order)):
        together = np.flatnonzero(ordered[distance:] == ordered[:-distance])
        if not len(together):
            return
        left, right = order[together], order[together + distance]
        new = ~_met(keys, kind, left, right)
        yield np.minimum(left, right)[new], np.maximum(left, right)[new]


def _met(keys: Keys, kind: int, left: Ints, right: Ints) -> Bools:
    met = np.zeros(len(left), np.bool_)
    for earlier in range(kind):
        one = keys[left, earlier]
        met |= (one == keys[right, earlier]) & (one != 0)
    return met
