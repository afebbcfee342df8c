"""What reading an address gives."""

from dataclasses import dataclass

from vungxanh.geography.units import Unit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that the address may mean, and how likely: 0 to 1."""

    unit: Unit
    confidence: float


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was understood on a day.

    `unit` is the most specific unit that the words name, in force on the day; None when no unit is
    likely enough. `confidence` is the probability that it is the right one, 0 without a unit.
    `street` is what stands before the unit (after it where the address goes from large to small),
    in the words of the text. `named` is the unit as written: it differs from `unit` where a former
    unit was named. `others` are the further candidates, likeliest first.
    """

    text: str
    unit: Unit | None
    confidence: float
    street: str
    named: Unit | None
    others: tuple[Candidate, ...]
