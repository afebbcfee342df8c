"""Days of a notice, and what happened on them."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from vungxanh.bulletins.answer import Read
from vungxanh.bulletins.folding import Folded
from vungxanh.bulletins.words import airport_pattern

_DAY = re.compile(
    r"(?<![\d/.])(\d{1,2})(?:/|-|\.)(\d{1,2})(?:(?:/|-|\.)(\d{4}))?(?![\d/])(?!\s?%)"
    r"|\bngay (\d{1,2}) thang (\d{1,2})(?:(?: nam |[/ ,]{1,2})(\d{4}))?"
)
_SENTENCE = re.compile(r"[.;](?=\s|$)|\n")
_EVENTS = {
    "entry": re.compile(
        r"\bnhap canh\b|\b(?:tro )?ve (?:toi |den )?(?:viet na[mn]|nuoc)\b|\bve tren chuyen bay\b"
        rf"|\b(?:ve|den|ha canh)\b(?=[^.;,]{{0,40}}\b(?:san bay|{airport_pattern()})\b)"
        r"|\bden viet nam\b|\b(?:toi|den) (?:san bay|cang hang khong)\b"
    ),
    "onset": re.compile(
        r"(?<!khong )(?<!chua )\b(?:khoi phat|phat benh|(?:co|xuat hien) (?:cac )?"
        r"(?:bieu hien|trieu chung)|co xuat hien|xuat hien (?:sot|ho|trieu)|co sot)\b"
    ),
    "specimen": re.compile(r"\blay mau\b"),
    "confirmation": re.compile(r"\bduong tinh\b"),
    "admission": re.compile(
        r"\b(?:nhap vien|vao vien)\b|\bchuyen (?:den |toi |dieu tri tai |vao )?"
        r"(?=[^.;,]{0,30}\b(?:benh vien|bv)\b)"
    ),
}
_ANY_EVENT = re.compile("|".join(pattern.pattern for pattern in _EVENTS.values()))
_AND_THEN = re.compile(
    r"\b(?:lay mau|duong tinh|va xet nghiem|khoi phat|chuyen (?!bay)|tu ngay|sau do)\b"
)
_NOTHING = re.compile(r"(?!)")
FARTHEST = 140
SLACK = timedelta(days=2)


class Day(NamedTuple):
    """A day at a place of the plain text."""

    start: int
    end: int
    on: date
    alone: bool
    """Not the end of a span such as 10-13/3."""


class Days:
    """All days of a text, with the year that those without one must have."""

    def __init__(self, text: Folded, published: date) -> None:
        self._text, self._published = text, published
        self._all = [day for match in _DAY.finditer(text.plain) if (day := self._day(match))]
        self._starts = [day.start for day in self._all]
        self._ends = [match.start() for match in _SENTENCE.finditer(text.plain)]

    def _day(self, match: re.Match[str]) -> Day | None:
        numbers = [group for group in match.groups() if group]
        day, month = int(numbers[0]), int(numbers[1])
        year = int(numbers[2]) if len(numbers) > 2 else self._published.year
        try:
            on = date(year, month, day)
            if len(numbers) < 3 and on > self._published + SLACK:
                on = date(year - 1, month, day)
        except ValueError:
            return None
        before = self._text.plain[max(0, match.start() - 8) : match.start()]
        alone = re.search(r"(?:\d ?[-,] ?|\d va )\Z", before) is None
        return Day(match.start(), match.end(), on, alone)

    def near(
        self, start: int, end: int, limits: tuple[int, int], *, unless: re.Pattern[str] = _NOTHING
    ) -> Day | None:
        """Find the day that words from `start` to `end` belong to, in their sentence.

        The one that follows, if no comma stands between, `unless` it belongs to what may stand
        there; else the last one before that is not another event's.
        """
        first, last = self._sentence(start, limits)
        after = bisect_left(self._starts, end)
        if after < len(self._all) and self._all[after].start < min(last, end + FARTHEST):
            day = self._all[after]
            between = unless.sub(" ", self._text.plain[end : day.start])
            if "," not in between and not _AND_THEN.search(between):
                return day
        before = bisect_left(self._starts, start) - 1
        if before >= 0 and self._all[before].start >= first:
            day = self._all[before]
            if not self._is_taken(day, first, start):
                return day
        return None

    def _is_taken(self, day: Day, first: int, start: int) -> bool:
        """Say whether the day stands behind another event: "nhập cảnh ngày 22/3, khởi phát …"."""
        if "," not in self._text.plain[day.end : start]:
            return False
        before = self._text.plain[max(first, day.start - FARTHEST) : day.start]
        piece = max(before.rfind(","), before.rfind(" va "), 0)
        return _ANY_EVENT.search(before, piece) is not None

    def _sentence(self, place: int, limits: tuple[int, int]) -> tuple[int, int]:
        index = bisect_left(self._ends, place)
        first = self._ends[index - 1] if index else 0
        last = self._ends[index] if index < len(self._ends) else len(self._text.plain)
        return max(first, limits[0]), min(last, limits[1])

    def of(self, stretches: Iterable[tuple[int, int]]) -> dict[str, Read[date] | None]:
        """Give the day of each event that the words tell of."""
        stretches = list(stretches)
        return {name: self._event(pattern, stretches) for name, pattern in _EVENTS.items()}

    def _event(
        self, pattern: re.Pattern[str], stretches: list[tuple[int, int]]
    ) -> Read[date] | None:
        for limits in stretches:
            for match in pattern.finditer(self._text.plain, *limits):
                if day := self.near(match.start(), match.end(), limits):
                    return self._text.read(day.on, day.start, day.end)
        return None
