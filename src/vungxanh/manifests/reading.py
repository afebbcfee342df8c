"""Passengers from pasted text or from the cells of a sheet, in Vietnamese or English.

With a line of headings each column is what its heading says. Without one each cell is taken for
what it looks like: a seat, a telephone, a date, an identity number; the first one that looks like
nothing else is the name. A line that cannot be read is kept, with its number and why.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from vungxanh.identity import normal_identity, normal_phone, plain
from vungxanh.manifests.passengers import Manifest, Passenger, Unread
from vungxanh.manifests.seats import read_seat

NO_NAME = "No name was found in this line."
BAD_SEAT = "This is no seat that can be read; write 12A, 1-04 or a number."
BAD_BIRTH = "The day of birth cannot be read; write day/month/year."
BAD_BOARDED = "Write boarded or not boarded."
DIGITS = "A name has no digits; put a tab, ; or | between the columns."
UNSURE = "It is not clear what each cell is; put a line of headings above the list."
TOO_MANY = "This line has more cells than the line of headings."
TWICE = "This seat stands on two lines."
TEXTS = NO_NAME, BAD_SEAT, BAD_BIRTH, BAD_BOARDED, DIGITS, UNSURE, TOO_MANY, TWICE
"""Every reason of an unread line: msgids, for whoever translates them."""

HEADINGS = {
    "number": "stt|tt|no|number|so thu tu|#",
    "name": "name|full name|passenger|passenger name|ho ten|ho va ten|ten|ten hanh khach"
    "|hanh khach",
    "seat": "seat|seat no|seat number|ghe|so ghe|giuong|cho ngoi|so giuong|berth",
    "coach": "coach|carriage|car|toa|so toa",
    "identity": "identity|id|id number|passport|passport no|passport number|cccd|cmnd|so cccd"
    "|so cmnd|ho chieu|so ho chieu|cccd/ho chieu|giay to",
    "phone": "phone|telephone|mobile|tel|sdt|so dien thoai|dien thoai",
    "nationality": "nationality|country|quoc tich",
    "birth": "birth|date of birth|dob|birth date|ngay sinh|nam sinh",
    "boarded": "boarded|status|tinh trang|trang thai|len xe|len may bay|len tau",
    "role": "crew|role|position|chuc vu|nhiem vu|to bay",
    "cabin": "class|cabin|section|hang|hang ghe|khoang|khu vuc",
}
BOARDED = frozenset(
    ("boarded", "yes", "y", "x", "on board", "checked in", "da len", "co", "co mat", "len")
)
BOOKED = frozenset(
    (
        "booked",
        "no",
        "n",
        "no show",
        "not boarded",
        "dat cho",
        "vang",
        "khong",
        "khong len",
        "chua len",
    )
)

_SEPARATORS = "\t", "|", ";"
_BLANKS = re.compile(r"\s{2,}")
_NUMBERED = re.compile(r"^\s*\d{1,3}\s*[.)]\s+")
_RULE = re.compile(r"^[\s|+=:-]*$")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IDENTITY = re.compile(r"\d{12}|\d{9}|[A-Z]{1,2}\d{6,8}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00|0)[\d .()-]{8,15}")
_NO_DIGIT = re.compile(r"\D")
_FIELD_OF = {word: name for name, words in HEADINGS.items() for word in words.split("|")}


class _Bad(ValueError):  # noqa: N818 - never leaves this module
    """A cell that cannot be what its column says."""


def read_text(text: str) -> Manifest:
    """Read pasted lines: columns apart by a tab, |, ; or several blanks, numbered or not.

    >>> read_text("1. Lê An; 12A; 0912000111").passengers[0].phone
    '0912000111'
    """
    return read_cells(_cells(line) for line in text.splitlines())


def read_cells(rows: Iterable[Sequence[str]]) -> Manifest:
    """Read rows of text cells; the first row is line 1. Empty rows and ruled lines are no lines."""
    fields: list[str] = []
    passengers: list[Passenger] = []
    unread: list[Unread] = []
    for line, row in enumerate(rows, 1):
        cells = [" ".join(cell.split()) for cell in row]
        if _RULE.match("".join(cells)):
            continue
        if not passengers and (headed := _headings(cells)):
            fields = headed
            continue
        try:
            told = _by_heading(fields, cells) if fields else _by_look(cells)
            passengers.append(_passenger(line, told))
        except _Bad as bad:
            unread.append(Unread(line, " | ".join(cells), str(bad)))
    return _seats_once(passengers, unread)


def _cells(line: str) -> list[str]:
    if _RULE.match(line):
        return []
    for separator in _SEPARATORS:
        if separator in line:
            return _NUMBERED.sub("", line).strip().strip("|").split(separator)
    return _BLANKS.split(_NUMBERED.sub("", line).strip())


def _headings(cells: Sequence[str]) -> list[str]:
    """Give the field of each column ("" for an unknown one); nothing if this is no heading."""
    fields = [_FIELD_OF.get(" ".join(plain(cell).replace(".", " ").split()), "") for cell in cells]
    return fields if "name" in fields and len(set(fields) - {""}) > 1 else []


def _by_heading(fields: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if any(cells[len(fields) :]):
        raise _Bad(TOO_MANY)
    told: dict[str, str] = {}
    for name, cell in zip(fields, cells, strict=False):
        if name and cell:
            told.setdefault(name, cell)
    return told


def _by_look(cells: Sequence[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for place, cell in enumerate(cells):
        running = place == 0 and len(cells) > 1 and cell.isdigit()
        if running or not cell:
            continue
        name = _look(cell)
        if name in told or not name:
            raise _Bad(UNSURE)
        told[name] = cell
    return told


def _look(cell: str) -> str:
    """Say what a cell looks like."""
    if _DAY.fullmatch(cell) or _YEAR_FIRST.fullmatch(cell):
        return "birth"
    if _IDENTITY.fullmatch(cell.replace(" ", "")):
        return "identity"
    if _PHONE.fullmatch(cell) and len(_NO_DIGIT.sub("", cell)) >= 10:
        return "phone"
    if read_seat(cell):
        return "seat"
    if plain(cell) in BOARDED | BOOKED:
        return "boarded"
    return "name" if any(letter.isalpha() for letter in cell) else ""


def _passenger(line: int, told: dict[str, str]) -> Passenger:
    if not told.get("name"):
        raise _Bad(NO_NAME)
    if any(letter.isdigit() for letter in told["name"]):
        raise _Bad(DIGITS)
    coach, seat_told = told.get("coach", ""), told.get("seat", "")
    seat = read_seat(f"toa {coach} ghế {seat_told}") if coach and seat_told else None
    seat = seat or read_seat(seat_told)
    if seat_told and seat is None:
        raise _Bad(BAD_SEAT)
    return Passenger(
        line,
        told["name"],
        seat,
        normal_identity(told.get("identity", "")),
        normal_phone(told.get("phone", "")),
        told.get("nationality", ""),
        _birth(told.get("birth", "")),
        _boarded(told.get("boarded", "")),
        told.get("role", ""),
        told.get("cabin", "") or coach,
    )


def _birth(told: str) -> date | None:
    """Read a day of birth; a year alone says no day, and is left out."""
    if not told or re.fullmatch(r"(19|20)\d\d", told):
        return None
    try:
        if found := _DAY.fullmatch(told):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date(*(int(part) for part in _YEAR_FIRST.fullmatch(told).groups()))  # type: ignore[union-attr]
    except (ValueError, AttributeError):
        raise _Bad(BAD_BIRTH) from None


def _boarded(told: str) -> bool | None:
    word = plain(told).replace("-", " ")
    if not word:
        return None
    if word in BOARDED or word in BOOKED:
        return word in BOARDED
    raise _Bad(BAD_BOARDED)


def _seats_once(passengers: list[Passenger], unread: list[Unread]) -> Manifest:
    """Take the second person on one seat out, unless the first did not board."""
    taken: set[str] = set()
    kept = []
    for one in passengers:
        seat = f"{one.coach}/{one.seat}" if one.seat and one.boarded is not False else ""
        if seat and seat in taken:
            unread.append(Unread(one.line, f"{one.name} | {one.seat}", TWICE))
            continue
        taken.add(seat)
        kept.append(one)
    return Manifest(tuple(kept), tuple(sorted(unread, key=lambda each: each.line)))
