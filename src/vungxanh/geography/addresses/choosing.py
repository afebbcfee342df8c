"""From scores to probabilities, and the one answer."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from vungxanh.geography.addresses.answer import Candidate
from vungxanh.geography.addresses.mentions import COST_OF_ERRORS
from vungxanh.geography.addresses.names import UnitKey
from vungxanh.geography.addresses.weighing import Reading
from vungxanh.geography.units import Level, Unit

LIKELY_ENOUGH = {Level.COMMUNE: 0.5, Level.DISTRICT: 0.4, Level.PROVINCE: 0.4}
"""A unit less likely than this gives way to the unit above it, or to none.

Half for the smallest, so that it is likelier than all others together; less for the larger ones,
from which the doubt about the smaller was taken already.
"""
DOUBT = 0.88
"""How sure a reading can be at most when a smaller unit seems to be named that nobody knows, or
when more than one letter was off."""
LEAST = 0.02
"""Candidates less likely than this are not told."""
MOST_OTHERS = 5
SMALL_TO_LARGE = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)


class Likely(NamedTuple):
    """A reading with the unit of the day that it leads to, and its probability."""

    reading: Reading
    unit: Unit
    probability: float


def choose(readings: Iterable[Reading]) -> tuple[Likely | None, tuple[Candidate, ...]]:
    """Give the most specific unit that is likely enough, and the other candidates.

    Units of one level exclude each other, and all may be wrong. A larger unit is the answer only
    if no smaller one is meant, so what is likely below takes from it.
    """
    scored = list(readings)
    all_likely: list[Likely] = []
    chosen, below = None, 0.0
    for level in SMALL_TO_LARGE:
        of_level = [one for one in scored if one.mention.entry.level is level]
        likely = _probabilities(of_level, 1.0 - below) if of_level else []
        all_likely += likely
        best = max(likely, key=lambda one: one.probability, default=None)
        if best is not None:
            below = max(below, best.probability)
            if chosen is None and best.probability >= LIKELY_ENOUGH[level]:
                chosen = best
    return chosen, _others(all_likely, chosen)


def _probabilities(readings: Iterable[Reading], left: float) -> list[Likely]:
    """Share what is left of the probability among the units of a level, and "none of them"."""
    best: dict[UnitKey, Reading] = {}
    for one in readings:
        unit = one.mention.entry.target
        if unit is not None and (unit.key not in best or one.score > best[unit.key].score):
            best[unit.key] = one
    odds = {key: math.exp(one.score) for key, one in best.items()}
    each = left / (1.0 + sum(odds.values()))
    return [
        Likely(one, unit, odds[key] * each * one.mention.entry.share * _doubt(one))
        for key, one in best.items()
        if (unit := one.mention.entry.target) is not None
    ]


def _doubt(reading: Reading) -> float:
    guessed = reading.mention.cost >= COST_OF_ERRORS[2]
    return DOUBT if guessed or not reading.is_whole else 1.0


def _others(likely: list[Likely], chosen: Likely | None) -> tuple[Candidate, ...]:
    best: dict[UnitKey, Candidate] = {}
    for one in sorted(likely, key=lambda one: -one.probability):
        taken = chosen is not None and one.unit.key == chosen.unit.key
        if not taken and one.unit.key not in best and one.probability >= LEAST:
            best[one.unit.key] = Candidate(one.unit, round(one.probability, 3))
    return tuple(best.values())[:MOST_OTHERS]
