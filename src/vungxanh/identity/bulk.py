"""All duplicates of a table at once: one worklist, the surest first."""

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from vungxanh.identity import frequencies as shares
from vungxanh.identity.blocks import AT_MOST, key_table, pairs
from vungxanh.identity.comparing import Levels, compare, name_rarity
from vungxanh.identity.features import Features, features
from vungxanh.identity.frequencies import Frequencies
from vungxanh.identity.levels import COLUMN, COMPARISONS, UNKNOWN
from vungxanh.identity.model import Floats, Model, probability, shipped_model
from vungxanh.identity.persons import checked, identities
from vungxanh.identity.slips import Ints

LIKELY = 0.5
"""Pairs below this probability are not shown."""
BATCH = 100_000
"""Pairs in memory at a time."""


def duplicate_pairs(
    frame: pl.DataFrame,
    *,
    threshold: float = LIKELY,
    model: Model | None = None,
    frequencies: Frequencies | None = None,
    apart: Iterable[tuple[str, str]] = (),
    at_most: int = AT_MOST,
) -> pl.DataFrame:
    """Find the pairs of records that are probably one person.

    `frame` has columns as PERSONS. `apart` are pairs that somebody has found not to be the same.
    Gives a row a pair: left, right (ids, left the smaller), probability, score (log2 of the odds)
    and the level of each comparison; the surest first, then by id. Raises ValueError when an id
    stands twice, or there is none.
    """
    # Sorted by name, each spelling is taken apart once: the same names come one after the other.
    table = checked(frame).sort("name", "person_id")
    ids = table["person_id"]
    records = features(identities(table), frequencies or counted_in(table))
    keys = key_table(identities(table))
    settled = {tuple(sorted(pair)) for pair in apart}
    parts = [_worklist(ids, *part) for part in _scored(records, keys, model, threshold, at_most)]
    found = pl.concat([_worklist(ids), *parts])
    if settled:
        known = pl.DataFrame(sorted(settled), ["left", "right"], orient="row")
        found = found.join(known, on=["left", "right"], how="anti")
    return found.sort(["score", "left", "right"], descending=[True, False, False])


def counted_in(frame: pl.DataFrame) -> Frequencies:
    """Count how common names are in a table of persons."""
    known = checked(frame).filter(pl.col("name") != "")
    return shares.counted(known.group_by("name").len().sort("name").iter_rows())


def _scored(
    records: Features, keys: np.ndarray, model: Model | None, threshold: float, at_most: int
) -> Iterator[tuple[Ints, Ints, Floats, Levels]]:
    """Score the pairs that share a key, batch by batch; keep the likely ones."""
    weighing = model or shipped_model()
    for left, right in batches(pairs(keys, at_most=at_most)):
        vectors = compare(records, left, right)
        rarity = name_rarity(records, left, right, vectors[:, COLUMN["name"]])
        scores = weighing.scores(vectors, rarity, len(records))
        kept = probability(scores) >= threshold
        yield left[kept], right[kept], scores[kept], vectors[kept]


def batches(found: Iterable[tuple[Ints, Ints]]) -> Iterator[tuple[Ints, Ints]]:
    """Cut pairs into batches of at most BATCH."""
    for left, right in found:
        for start in range(0, len(left), BATCH):
            yield left[start : start + BATCH], right[start : start + BATCH]


def _worklist(
    ids: pl.Series,
    left: Ints | None = None,
    right: Ints | None = None,
    scores: Floats | None = None,
    vectors: Levels | None = None,
) -> pl.DataFrame:
    """Write scored pairs as rows; without pairs, the empty table."""
    if left is None or right is None or scores is None or vectors is None:
        left, right = np.empty(0, np.int64), np.empty(0, np.int64)
        scores, vectors = np.empty(0), np.empty((0, len(COMPARISONS)), np.int8)
    one, other = ids.gather(left), ids.gather(right)
    named = {
        name: pl.Series(
            [levels(v).name.lower() if v != UNKNOWN else "" for v in column], dtype=pl.String
        )
        for (name, levels), column in zip(COMPARISONS.items(), vectors.T, strict=True)
    }
    table = pl.DataFrame({"one": one, "other": other, "score": scores, **named})
    return table.select(
        pl.min_horizontal("one", "other").alias("left"),
        pl.max_horizontal("one", "other").alias("right"),
        pl.Series("probability", probability(scores), pl.Float64),
        "score",
        *COMPARISONS,
    )
