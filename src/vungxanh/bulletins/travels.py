"""Flights, trains and buses."""

import re
from collections.abc import Iterable

from vungxanh.bulletins.answer import Travel, TravelKind
from vungxanh.bulletins.days import Days
from vungxanh.bulletins.folding import Folded
from vungxanh.bulletins.words import airlines

_FLIGHT = re.compile(r"\b([a-z]{2}|[a-z]\d|\d[a-z]) ?-?(\d{1,4})\b(?!\d|/| tuoi)")
_SAID = re.compile(r"\b(?:chuyen bay|so hieu|chuyen|bay)\b[^.;]{0,60}\Z")
_NO_FLIGHT = frozenset({"bn", "ct", "qd", "cd", "sn", "tp", "nq", "cv", "tt"})
_TRAIN = re.compile(r"\b(?:tau hoa|tau|chuyen tau)(?: (?:so|so hieu|mac))? ([a-z]{1,3}\d{1,3})\b")
_BUS = re.compile(
    r"\b(?:xe khach|xe buyt|xe bus|xe o to|o to|xe)\b[^.;,]{0,30}?\b"
    r"(?:(?:bien so|bien kiem soat|bks|bs)(?: xe)?:? ?(\d\d[a-z]\d?[ -]?\d{3}\.?\d{1,2})"
    r"|(?:buyt|bus|tuyen) (?:so )?(\d{1,3}[a-z]?)\b)"
)
_SEAT = re.compile(
    r"\b(?:so )?ghe(?: ngoi)?(?: so)?:? ?(\d{1,3}[a-k]?)\b|\bgiuong (?:so )?(\d{1,3}[a-z]?)\b"
)
SEAT_WITHIN = 70
_ASIDE = re.compile(rf",?\s{{0,2}}\(?(?:{_SEAT.pattern}),?|, (?:va )?nhap canh")
"""What may stand between a flight and its day."""


def travels(text: Folded, stretches: Iterable[tuple[int, int]], days: Days) -> tuple[Travel, ...]:
    """Find what somebody travelled by; each number once, where it stands first."""
    found: dict[str, Travel] = {}
    for limits in stretches:
        for kind, match, group in _candidates(text, limits):
            number = text.plain[match.start(group) : match.end(group)].upper().replace(" ", "")
            known = found.get(number)
            if known is None or (known.seat is None and known.on is None):
                found[number] = _travel(text, kind, number, match, group, limits, days)
    return tuple(found.values())


def _candidates(
    text: Folded, limits: tuple[int, int]
) -> Iterable[tuple[TravelKind, re.Match[str], int]]:
    for match in _FLIGHT.finditer(text.plain, *limits):
        if _is_flight(text, match):
            yield TravelKind.FLIGHT, match, 0
    for match in _TRAIN.finditer(text.plain, *limits):
        yield TravelKind.TRAIN, match, 1
    for match in _BUS.finditer(text.plain, *limits):
        yield TravelKind.BUS, match, 1 if match.group(1) else 2


def _is_flight(text: Folded, match: re.Match[str]) -> bool:
    designator = match.group(1)
    written = text.written[match.start(1) : match.end(1)]
    in_capitals = not any(letter.islower() for letter in written)
    if designator in _NO_FLIGHT or (text.is_marked and not in_capitals):
        return False
    before = text.plain[max(0, match.start() - 75) : match.start()]
    if _SAID.search(before) is not None:
        return designator in airlines() or before.endswith(("chuyen bay ", "so hieu "))
    return designator in airlines() and len(match.group(2)) >= 3


def _travel(
    text: Folded,
    kind: TravelKind,
    number: str,
    match: re.Match[str],
    group: int,
    limits: tuple[int, int],
    days: Days,
) -> Travel:
    start, end = match.span(group)
    day = days.near(start, end, limits, unless=_ASIDE)
    seat = _SEAT.search(text.plain, end, min(limits[1], end + SEAT_WITHIN))
    if seat and (";" in text.plain[end : seat.start()] or _names_flight(text, end, seat.start())):
        seat = None
    return Travel(
        kind,
        text.read(number, start, end),
        text.read(day.on, day.start, day.end) if day else None,
        text.read(seat.group(seat.lastindex or 0).upper(), *seat.span()) if seat else None,
    )


def _names_flight(text: Folded, start: int, end: int) -> bool:
    return any(_is_flight(text, match) for match in _FLIGHT.finditer(text.plain, start, end))
