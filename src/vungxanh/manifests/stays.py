"""A passenger list as the places and visits that tracing reads: the same F1, and then F2 and F3.

A vehicle is one place; where cabins or coaches count, each is a place of its own. Whoever is not
known to belong to one has a stay in all of them, and so meets all. Rows are the place's `seat_rows`
with the row in front of the seat. So the kernels stay as they are. Crew have a stay without a seat
in every part: that is `crew_by_section=False`; crew by section cannot be said in places.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vungxanh.manifests.exposure import Mode, Rule
from vungxanh.manifests.passengers import Passenger
from vungxanh.records import Minute, Place, Visit

ONE_SECTION = "Crew by section cannot be traced through places: ask `findings`."


@dataclass(frozen=True, slots=True)
class Journey:
    """One vehicle from departure to arrival. `kind` is the kind of place: plane, bus, train."""

    place_id: str
    kind: str
    start: Minute
    end: Minute


def stays(
    passengers: Sequence[Passenger], journey: Journey, rule: Rule
) -> tuple[tuple[Place, ...], tuple[Visit, ...]]:
    """Give the places of a journey and who was where. Who did not board was nowhere."""
    if rule.crew_by_section:
        raise ValueError(ONE_SECTION)
    aboard = [one for one in passengers if one.boarded is not False]
    parts = sorted({_part(one, rule) for one in aboard} - {""}) or [""]
    rows = rule.rows if rule.mode is Mode.ROWS else None
    places = tuple(Place(_id(journey, part), seat_rows=rows, kind=journey.kind) for part in parts)
    visits = tuple(
        Visit(str(one.line), _id(journey, part), journey.start, journey.end, _seat(one, rule))
        for one in aboard
        for part in ([_part(one, rule)] if _part(one, rule) else parts)
    )
    return places, visits


def _part(one: Passenger, rule: Rule) -> str:
    """Name the part of the vehicle that a passenger is known to have kept to, "" for none."""
    if one.role or rule.mode is Mode.WHOLE:
        return ""
    if rule.mode is Mode.CABIN:
        return one.coach.casefold()
    return one.seat.coach if one.seat else ""


def _id(journey: Journey, part: str) -> str:
    return f"{journey.place_id}/{part}" if part else journey.place_id


def _seat(one: Passenger, rule: Rule) -> str:
    row = one.seat.row_of(rule.seats_abreast) if one.seat and not one.role else None
    return "" if row is None or one.seat is None else f"{row}{one.seat.letter}"
