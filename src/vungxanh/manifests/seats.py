"""Seats as lists write them: 12A, 1-04, "toa 3 giường 12", 15.

A row is known where a letter follows it. A number alone runs through the vehicle or coach and is
a row only when somebody says how many stand abreast; until then the seat has no row, and whoever
sits there meets the whole coach. Too many contacts can be let go, too few are not found again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

AISLES = {"D": ("AB", "CD"), "F": ("ABC", "DEF"), "K": ("ABC", "DEFG", "HJK")}
"""The usual cabins by their last letter, with the aisles between the groups. I is not used."""

_COACH = r"(?:toa|coach|car|carriage|wagon)"
_SEAT = r"(?:số\s*ghế|ghế(?:\s*ngồi)?|giường|seat|berth|bed)"
_PLANE = re.compile(r"0*([1-9]\d?)\s*-?\s*([A-HJ-K])", re.IGNORECASE)
_DECK = re.compile(r"([A-H])\s*-?\s*0*([1-9]\d?)", re.IGNORECASE)
_PAIR = re.compile(r"0*([1-9]\d?)\s*[-/]\s*0*([1-9]\d{0,2})")
_WORDS = re.compile(
    rf"{_COACH}\s*(?:số\s*)?0*([1-9]\d?)\s*[,;/-]?\s*{_SEAT}\s*(?:số\s*)?0*([1-9]\d{{0,2}})([A-HJ-K])?",
    re.IGNORECASE,
)
_ALONE = re.compile(r"0*([1-9]\d{0,2})")
_BEFORE = re.compile(rf"^{_SEAT}\s*(?:số\s*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat. `coach` is "" on planes and buses; of a bus's decks the letter is the coach."""

    coach: str
    number: int
    letter: str = ""

    @property
    def row(self) -> int | None:
        """The row, None where the number only runs on."""
        return self.number if self.letter else None

    def row_of(self, seats_abreast: int | None) -> int | None:
        """Give the row where the layout says how many seats stand abreast, from 1."""
        if self.letter or seats_abreast is None:
            return self.row
        return (self.number - 1) // seats_abreast + 1

    def __str__(self) -> str:
        return f"{self.coach}-{self.number:02d}" if self.coach else f"{self.number}{self.letter}"


def read_seat(told: str) -> Seat | None:
    """Read a seat; None for what is none.

    >>> [str(read_seat(told)) for told in ("012a", "toa 3 giường 12", "1-04", "ghế 15", "gần cửa")]
    ['12A', '3-12', '1-04', '15', 'None']
    """
    text = " ".join(told.split())
    if found := _WORDS.fullmatch(text):
        return Seat(found[1], int(found[2]), (found[3] or "").upper())
    text = _BEFORE.sub("", text)
    if found := _PLANE.fullmatch(text):
        return Seat("", int(found[1]), found[2].upper())
    if found := _DECK.fullmatch(text):
        return Seat(found[1].upper(), int(found[2]))
    if found := _PAIR.fullmatch(text):
        return Seat(found[1], int(found[2]))
    found = _ALONE.fullmatch(text)
    return Seat("", int(found[1])) if found else None


def rows_apart(one: Seat, other: Seat, seats_abreast: int | None = None) -> int | None:
    """Count the rows between two seats of one coach; None where a row is not known.

    >>> rows_apart(Seat("", 12, "A"), Seat("", 14, "K")), rows_apart(Seat("", 1), Seat("", 9), 4)
    (2, 2)
    """
    first, second = one.row_of(seats_abreast), other.row_of(seats_abreast)
    return None if first is None or second is None else abs(first - second)


def abreast(seats: Iterable[Seat]) -> tuple[str, ...]:
    """Guess the letters of a row from the seats that were sold, aisles between the groups.

    >>> abreast([Seat("", 12, "A"), Seat("", 30, "E")])
    ('ABC', 'DEF')
    """
    last = max((seat.letter for seat in seats if seat.letter), default="")
    if not last:
        return ()
    return AISLES[min(end for end in AISLES if last <= end)]
