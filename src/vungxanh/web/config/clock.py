"""The one reader of the clock.

A demonstration or an exercise runs on a clock of its own: `serve --now` works out how far that
clock stands from the real one and passes the distance to every process of the run.
"""

import os
from datetime import UTC, datetime, timedelta

OFFSET_VARIABLE = "VUNGXANH_CLOCK_OFFSET"
"""Seconds to add to the real time, as an environment variable."""


def _real() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the clock


def offset() -> timedelta:
    """Give how far the clock in use stands from the real one."""
    return timedelta(seconds=float(os.environ.get(OFFSET_VARIABLE, "0")))


def now() -> datetime:
    """Give the present instant, aware, in UTC. Read once per request or command."""
    return _real() + offset()


def start_at(instant: datetime) -> None:
    """Let the clock of this process and its children stand at an aware instant, now."""
    os.environ[OFFSET_VARIABLE] = str((instant - _real()).total_seconds())


def is_exercise() -> bool:
    """Tell whether the clock is not the real one."""
    return offset() != timedelta(0)
