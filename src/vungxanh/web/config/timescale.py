"""Time laid over the width of a drawing: where a minute falls, which hours or days are marked.

Across, everything is a share of the width in percent, so that one drawing fits a phone, a screen
and paper with its letters at their true size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from django.utils import formats

from vungxanh.records import Minute, instant_of, midnight

DAY = 24 * 60
STEPS = (
    15,
    30,
    60,
    120,
    180,
    360,
    720,
    *(n * DAY for n in (1, 2, 3, 4, 5, 7, 10, 14, 28, 91, 365)),
)
"""Minutes between two marks of a time axis, from the finest."""

MOST_TICKS = 6
"""As many as stay readable on a phone."""


@dataclass(frozen=True)
class Scale:
    """A stretch of time laid over the width: 0 is `start`, 100 is `end`."""

    start: Minute
    end: Minute

    def at(self, minute: Minute | None) -> float:
        """Give the place of a minute in percent, kept within the drawing; None is its end."""
        if minute is None:
            return 100.0
        share = (minute - self.start) / max(self.end - self.start, 1)
        return round(100 * min(max(share, 0.0), 1.0), 3)

    def shows(self, start: Minute, end: Minute | None) -> bool:
        """Tell whether any part of a stretch falls into the drawing."""
        return start < self.end and (end is None or end > self.start)


@dataclass(frozen=True)
class Bar:
    """A stretch of time: where it starts and how wide it is, in percent."""

    x: float
    width: float
    style: str = ""


@dataclass(frozen=True)
class Tick:
    """A mark of an axis; `anchor` keeps its words inside the drawing."""

    x: float
    words: str
    anchor: str


def bar(scale: Scale, start: Minute, end: Minute | None, style: str = "") -> Bar:
    """Lay a stretch on the scale; a moment keeps a visible width."""
    left, right = scale.at(start), scale.at(end)
    width = max(right - left, 0.4)
    return Bar(min(left, 100 - width), round(width, 3), style)


def step_of(start: Minute, end: Minute, most: int = MOST_TICKS) -> int:
    """Give the finest distance between marks that makes at most `most` of them."""
    return next((step for step in STEPS if (end - start) / step <= most), STEPS[-1])


def ticks(scale: Scale, zone: tzinfo) -> list[Tick]:
    """Mark round hours or days of the city's time."""
    step = step_of(scale.start, scale.end)
    marks = [m for m in _round_minutes(scale, step, zone) if scale.start <= m <= scale.end]
    return [Tick(scale.at(m), _words(m, step, zone), _anchor(scale.at(m))) for m in marks]


def _round_minutes(scale: Scale, step: int, zone: tzinfo) -> Iterator[Minute]:
    day = instant_of(scale.start, zone).date()
    while (start := midnight(day, zone)) <= scale.end:
        yield from range(start, midnight(day + timedelta(days=1), zone), min(step, DAY))
        day += timedelta(days=max(step // DAY, 1))


def _words(minute: Minute, step: int, zone: tzinfo) -> str:
    local = instant_of(minute, zone)
    if (local.hour, local.minute) == (0, 0) or step >= DAY:
        return formats.date_format(local, "j/n")
    return formats.date_format(local, "TIME_FORMAT")


def _anchor(x: float) -> str:
    return "start" if x < 4 else "end" if x > 96 else "middle"
