"""Why is this person in the answer? The chain from them back to the F0, step by step.

The chain is kept by (person, round): whoever was reached in round k was exposed by somebody as
reached in round k - 1 at the latest, with that arrival's own place and times. It need not pass
through that somebody's own level, and it never runs backwards in time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from difflib import get_close_matches

import polars as pl

from vungxanh.records import FOREVER, HOPS, Minute, Tracing, instant_of
from vungxanh.terms import degree


class UnknownPersonError(LookupError):
    """The answer holds nobody of this id. The message says so and names ids like it."""


class BrokenChainError(ValueError):
    """Levels and hops do not belong to one tracing."""


_REPAIR = "levels and hops are not of the same run; trace again and take both files."


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain: who was exposed, in which round, by whom, where and when.

    The last step of a chain is the F0: round 0, nobody before it, and its infectious time as
    exposure_start and exposure_end. `level` is the person's own level, which may be lower than the
    round by which this chain passes through them.
    """

    person_id: str
    round: int
    via_person: str
    via_place: str
    exposure_start: Minute
    exposure_end: Minute
    close: bool
    min_overlap: int
    level: int


def explain(tracing: Tracing, person_id: str) -> list[Step]:
    """Walk from a person back to the F0. A case is its own chain of one step.

    Raises UnknownPersonError if nobody of that id is a case or was reached, BrokenChainError if
    levels and hops do not belong together.
    """
    own = _own_row(tracing, person_id)
    if own is None:
        raise UnknownPersonError(_unknown(tracing, person_id))
    steps: list[Step] = []
    person, reached_in = person_id, own["level"]
    while reached_in > 0:
        steps.append(_step(tracing, person, reached_in))
        person, reached_in = steps[-1].via_person, steps[-1].round - 1
    return [*steps, _index_case(tracing, person)]


def sentences(
    steps: list[Step], zone: tzinfo, place_names: Mapping[str, str] | None = None
) -> list[str]:
    """Tell a chain in plain English, a sentence a step; days as dd/mm/yyyy, times in `zone`."""
    names = place_names or {}
    return [
        _told_case(step, zone)
        if step.round == 0
        else f"{_told_who(step, zone, asked=step is steps[0])}: {_told_how(step, zone, names)}."
        for step in steps
    ]


def _own_row(tracing: Tracing, person_id: str) -> dict[str, int] | None:
    rows = tracing.levels.filter(pl.col("person_id") == person_id)
    return next(rows.iter_rows(named=True), None)


def _level_row(tracing: Tracing, person_id: str) -> dict[str, int]:
    row = _own_row(tracing, person_id)
    if row is None:
        raise BrokenChainError(f"{person_id} is in the hops but not in the levels: {_REPAIR}")
    return row


def _step(tracing: Tracing, person_id: str, reached_in: int) -> Step:
    """Find how a person was reached in at most so many rounds: their latest improvement."""
    hops = tracing.hops.filter(pl.col("person_id") == person_id, pl.col("round") <= reached_in)
    if hops.is_empty():
        raise BrokenChainError(f"{person_id} has no hop up to round {reached_in}: {_REPAIR}")
    hop = hops.select(*HOPS).sort("round").row(-1, named=True)
    return Step(**hop, level=_level_row(tracing, person_id)["level"])


def _index_case(tracing: Tracing, person_id: str) -> Step:
    own = _level_row(tracing, person_id)
    if own["level"] != 0:
        raise BrokenChainError(f"{person_id} ends a chain without being a case: {_REPAIR}")
    start, end = own["first_exposure"], own["last_exposure"]
    return Step(person_id, 0, "", "", start, end, close=False, min_overlap=0, level=0)


def _unknown(tracing: Tracing, person_id: str) -> str:
    length = pl.col("person_id").str.len_chars().cast(pl.Int64)
    about = tracing.levels.filter((length - len(person_id)).abs() <= 1)["person_id"]
    alike = get_close_matches(person_id, about.head(20_000).to_list(), n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(alike)}?" if alike else "check the spelling of the id."
    return f"{person_id} is neither a case nor reached by one; {hint}"


def _told_who(step: Step, zone: tzinfo, *, asked: bool) -> str:
    own = degree(step.level)
    if asked:
        return f"{step.person_id} is {own}"
    if step.level == step.round:
        return f"{step.person_id} was {own} since {_stamp(step.exposure_start, zone)}"
    since = _stamp(step.exposure_start, zone)
    return f"{step.person_id}, {own} by another way, had also been reached since {since}"


def _told_how(step: Step, zone: tzinfo, names: Mapping[str, str]) -> str:
    place = names.get(step.via_place, step.via_place)
    where = f"at {place}" if place else "in a contact event"
    if step.close:
        rule = "marked as close, which counts whatever its length"
    else:
        rule = f"at least {step.min_overlap} min together counts{' there' if place else ''}"
    length = step.exposure_end - step.exposure_start
    lasted = f"{_duration(length)}; " if step.exposure_end < FOREVER else ""
    time = _interval(step.exposure_start, step.exposure_end, zone)
    return f"near {step.via_person} {where} {time} ({lasted}{rule})"


def _told_case(step: Step, zone: tzinfo) -> str:
    if step.exposure_end >= FOREVER:
        return f"{step.person_id} is F0, infectious since {_stamp(step.exposure_start, zone)}."
    start, end = _stamp(step.exposure_start, zone), _stamp(step.exposure_end, zone)
    return f"{step.person_id} is F0, infectious from {start} to {end}."


def _interval(start: Minute, end: Minute, zone: tzinfo) -> str:
    if end >= FOREVER:
        return f"from {_stamp(start, zone)} on"
    first, last = instant_of(start, zone), instant_of(end, zone)
    if first.date() == last.date():
        return f"on {first:%d/%m/%Y} from {first:%H:%M} to {last:%H:%M}"
    return f"from {_stamp(start, zone)} to {_stamp(end, zone)}"


def _stamp(minute: Minute, zone: tzinfo) -> str:
    return f"{instant_of(minute, zone):%d/%m/%Y %H:%M}"


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] * (hours > 0) + [f"{rest} min"] * (rest > 0)
    return " ".join(parts)
