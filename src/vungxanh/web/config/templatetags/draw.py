"""Charts drawn on the server: geometry, handed to the SVG templates in templates/draw/.

Across they are in percent (`vungxanh.web.config.timescale`), down in pixels. No script is needed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats, timezone

from vungxanh.records import FOREVER, Minute, minute_of
from vungxanh.terms import degree
from vungxanh.web.config.timescale import MOST_TICKS, Bar, Scale, bar, ticks

register = template.Library()

ROW = 40
"""Pixels of one row: a line of words and a bar below it."""

TOP = 22
"""Pixels that the marks of the time axis need above the rows."""


@dataclass(frozen=True)
class Row:
    """One line of a chart: what it shows, at which height, and its bars."""

    y: int
    item: Any
    bars: tuple[Bar, ...]


def _scale(window: Any, starts: Iterable[Minute], ends: Iterable[Minute]) -> Scale:
    """Take the window where it is known, else what the rows span."""
    start = _get(window, "start") if window else None
    end = _get(window, "end") if window else None
    known = [e for e in ends if e is not None and e < FOREVER]
    start = min(starts, default=0) if start is None else start
    end = max([*known, start + 60]) if end is None or end >= FOREVER else end
    return Scale(start, max(end, start + 1))


def _get(row: Any, name: str, default: Any = None) -> Any:
    """Read a row that is an object or a dict, as templates do."""
    return row.get(name, default) if isinstance(row, dict) else getattr(row, name, default)


def _frame(scale: Scale, rows: Sequence[Row], now: datetime | None) -> dict[str, Any]:
    minute = minute_of(now) if now else None
    inside = minute is not None and scale.start <= minute <= scale.end
    return {
        "rows": rows,
        "ticks": ticks(scale, timezone.get_default_timezone()),
        "height": TOP + ROW * len(rows) + 4,
        "bottom": TOP + ROW * len(rows),
        "now_x": scale.at(minute) if inside else None,
    }


@register.inclusion_tag("draw/itinerary.html")
def itinerary_chart(
    itinerary: Sequence[Any], window: Any = None, now: datetime | None = None
) -> dict[str, Any]:
    """Draw where a case was: a row each visit, contact and isolation, over the infectious window.

    The drawing spans the window and everything told, with at most a day's margin on each side.
    """
    starts, ends = [_get(r, "start") for r in itinerary], [_get(r, "end") for r in itinerary]
    infectious = _scale(window, starts, ends)
    whole = Scale(
        min([infectious.start, *starts]),
        max([infectious.end, *(e for e in ends if e is not None and e < FOREVER)]),
    )
    rows = [
        Row(TOP + ROW * n, item, (bar(whole, starts[n], ends[n], _get(item, "kind", "visit")),))
        for n, item in enumerate(itinerary)
    ]
    known = window is not None and _get(window, "start") is not None
    return {
        **_frame(whole, rows, now),
        "window": bar(whole, infectious.start, infectious.end) if known else None,
    }


@register.inclusion_tag("draw/stays.html")
def stay_chart(stays: Sequence[Any], window: Any = None) -> dict[str, Any]:
    """Draw who was at a place when: a row each stay, its infectious and exposed parts marked."""
    starts, ends = [_get(s, "start") for s in stays], [_get(s, "end") for s in stays]
    scale = _scale(window, starts, ends)
    shown = [s for s in stays if scale.shows(_get(s, "start"), _get(s, "end"))]
    rows = [
        Row(TOP + ROW * n, stay, tuple(_stay_bars(scale, stay))) for n, stay in enumerate(shown)
    ]
    return _frame(scale, rows, None)


def _stay_bars(scale: Scale, stay: Any) -> Iterator[Bar]:
    yield bar(scale, _get(stay, "start"), _get(stay, "end"), "stay")
    for style in ("exposed", "infectious"):
        for start, end in _get(stay, style) or ():
            if scale.shows(start, end):
                yield bar(scale, start, end, style)


LEVEL_ROWS = (0, 1, 2, 3, None)
LEVEL_ROW = 26


@dataclass(frozen=True)
class Stretch:
    """A time at one level, and the height it is drawn at; `rise` is that of the level before."""

    x: float
    end: float
    y: int
    style: str
    rise: int | None


@register.inclusion_tag("draw/levels.html")
def level_chart(level_steps: Sequence[Any], now: datetime) -> dict[str, Any]:
    """Draw the levels of a person over time as steps, F0 on top."""
    points = [(minute_of(_get(s, "at")), _get(s, "level")) for s in level_steps]
    if not points:
        return {"stretches": []}
    last = max(minute_of(now), points[-1][0])
    margin = max((last - points[0][0]) // 20, 60)
    scale = Scale(points[0][0] - margin, last + margin)
    ends = [minute for minute, _ in points[1:]] + [last]
    heights = {level: TOP + LEVEL_ROW * n + LEVEL_ROW // 2 for n, level in enumerate(LEVEL_ROWS)}
    stretches = [
        Stretch(
            scale.at(at),
            scale.at(end),
            heights[level],
            "none" if level is None else str(level),
            heights[points[n - 1][1]] if n else None,
        )
        for n, ((at, level), end) in enumerate(zip(points, ends, strict=True))
    ]
    marks = [(heights[level], "–" if level is None else degree(level)) for level in LEVEL_ROWS]
    height = TOP + LEVEL_ROW * len(LEVEL_ROWS)
    return {**_frame(scale, (), now), "stretches": stretches, "marks": marks, "height": height}


BAND = 60
"""Pixels of one band of the chart of days, with the line of words above its bars."""


@dataclass(frozen=True)
class DayBar:
    """One day: a bar in each of two bands, in percent across and pixels down."""

    day: date
    x: float
    width: float
    f0: int
    f1: int
    f0_height: float
    f1_height: float
    words: str

    @property
    def f0_y(self) -> float:
        """The upper edge of the bar of F0 in its band."""
        return BAND - self.f0_height

    @property
    def f1_y(self) -> float:
        """The upper edge of the bar of F1 in its band."""
        return BAND - self.f1_height


@register.inclusion_tag("draw/days.html")
def day_bars(days: Sequence[Any]) -> dict[str, Any]:
    """Draw new cases and new F1 a day, each kind in its own band with its own scale."""
    most_f0 = max((_get(d, "f0") for d in days), default=0)
    most_f1 = max((_get(d, "f1") for d in days), default=0)
    slot = 100 / max(len(days), 1)
    every = max(-(-len(days) // MOST_TICKS), 1)
    bars = [
        DayBar(
            day=_get(d, "day"),
            x=round(n * slot + slot * 0.1, 3),
            width=round(slot * 0.8, 3),
            f0=_get(d, "f0"),
            f1=_get(d, "f1"),
            f0_height=_height(_get(d, "f0"), most_f0),
            f1_height=_height(_get(d, "f1"), most_f1),
            words=formats.date_format(_get(d, "day"), "j/n") if n % every == 0 else "",
        )
        for n, d in enumerate(days)
    ]
    return {"bars": bars, "most_f0": most_f0, "most_f1": most_f1, "band": BAND}


def _height(value: int, most: int) -> float:
    room = BAND - 18
    return round(max(room * value / most, 1.5), 1) if value and most else 0.0


@register.inclusion_tag("draw/share.html")
def share_bar(
    share: float | None, low: float | None = None, high: float | None = None
) -> dict[str, Any]:
    """Draw a share of 0 to 1 as a bar, with its interval as a line where it is known."""
    return {
        "share": None if share is None else round(100 * share, 2),
        "low": None if low is None else round(100 * low, 2),
        "high": None if high is None else round(100 * high, 2),
    }
