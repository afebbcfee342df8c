"""Who of a vehicle is F1, by the rule in force, and why.

What the list does not say counts as near: a passenger without a seat, or without a cabin, meets
all, as in tracing. Only what is known to be far is cleared.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vungxanh.manifests.passengers import Passenger
from vungxanh.manifests.seats import rows_apart

WHOLE = "The whole vehicle counts."
CREW = "A member of the crew and whoever they serve count."
CABIN = "Same cabin or coach."
ROWS = "%(apart)d rows apart; up to %(rows)d count."
UNKNOWN_SEAT = "A seat is not known: taken for near."
UNKNOWN_CABIN = "A cabin or coach is not known: taken for near."
FAR = "Known to have sat further away than the rule counts."
ABSENT = "Did not board."
TEXTS = WHOLE, CREW, CABIN, ROWS, UNKNOWN_SEAT, UNKNOWN_CABIN, FAR, ABSENT
"""Every reason: msgids, for whoever translates them."""

_ROWS_SERVED = re.compile(r"(\d{1,2})\s*-\s*(\d{1,2})")


class Mode(StrEnum):
    """How far from a case counts."""

    WHOLE = "whole"
    CABIN = "cabin"
    ROWS = "rows"


class Standing(StrEnum):
    """What the list says of a person."""

    CASE = "case"
    CONTACT = "contact"
    CLEARED = "cleared"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a directive says of one kind of vehicle.

    `crew_by_section`: crew count only for the section they served, told as rows "1-12" or as the
    name of a cabin; else for the whole vehicle. `seats_abreast` makes rows of running numbers.
    """

    mode: Mode
    rows: int = 2
    crew_by_section: bool = False
    seats_abreast: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with gaps (an English msgid), and what fills them."""

    text: str
    parameters: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        return self.text % dict(self.parameters)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one person is, why, and through which case (its line; None for cases and cleared)."""

    passenger: Passenger
    standing: Standing
    reason: Reason | None = None
    through: int | None = None


def findings(
    passengers: Sequence[Passenger], cases: Collection[int], rule: Rule
) -> tuple[Finding, ...]:
    """Say of every passenger what they are, in the order of the list. `cases` are their lines."""
    ill = [one for one in passengers if one.line in cases and one.boarded is not False]
    return tuple(_finding(one, ill, rule) for one in passengers)


def why_met(one: Passenger, other: Passenger, rule: Rule) -> Reason | None:
    """Say why two persons of a vehicle count as near each other; None if they do not. Symmetric."""
    if one.role and other.role:
        return Reason(CREW)
    if one.role or other.role:
        crew, rider = (one, other) if one.role else (other, one)
        return Reason(CREW) if not rule.crew_by_section or _serves(crew, rider) else None
    if rule.mode is Mode.WHOLE:
        return Reason(WHOLE)
    if rule.mode is Mode.CABIN:
        return _same_cabin(one.coach, other.coach)
    return _near_rows(one, other, rule)


def _finding(one: Passenger, ill: Sequence[Passenger], rule: Rule) -> Finding:
    if one.boarded is False:
        return Finding(one, Standing.ABSENT, Reason(ABSENT))
    if one in ill:
        return Finding(one, Standing.CASE)
    for case in ill:
        if reason := why_met(one, case, rule):
            return Finding(one, Standing.CONTACT, reason, case.line)
    return Finding(one, Standing.CLEARED, Reason(FAR) if ill else None)


def _serves(crew: Passenger, rider: Passenger) -> bool:
    served = _ROWS_SERVED.fullmatch(crew.cabin)
    if served is None:
        return _same_cabin(crew.cabin, rider.coach) is not None
    row = rider.seat.row if rider.seat else None
    return row is None or int(served[1]) <= row <= int(served[2])


def _same_cabin(one: str, other: str) -> Reason | None:
    if not one or not other:
        return Reason(UNKNOWN_CABIN)
    return Reason(CABIN) if one.casefold() == other.casefold() else None


def _near_rows(one: Passenger, other: Passenger, rule: Rule) -> Reason | None:
    if one.seat is None or other.seat is None:
        return Reason(UNKNOWN_SEAT)
    if one.seat.coach and other.seat.coach and one.seat.coach != other.seat.coach:
        return None
    apart = rows_apart(one.seat, other.seat, rule.seats_abreast)
    if apart is None:
        return Reason(UNKNOWN_SEAT)
    if apart > rule.rows:
        return None
    return Reason(ROWS, (("apart", apart), ("rows", rule.rows)))
