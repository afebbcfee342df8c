"""What tracing means, as a program that is slow and obvious: the specification in tests.

Written from the text of the design (section 4) and from no other code; each function names the
point it spells out. Every pair of stays is formed, every interval is cut by hand, every round
looks at everything again.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import NamedTuple

from vungxanh.records import (
    FOREVER,
    ContactEvent,
    Isolation,
    KindRule,
    Minute,
    Place,
    Rules,
    Visit,
    Window,
)


class LevelRow(NamedTuple):
    """One row of `levels`."""

    person_id: str
    level: int
    first_exposure: Minute
    last_exposure: Minute
    via_person: str
    via_place: str
    index_case: str


class HopRow(NamedTuple):
    """One row of `hops`: the arrival of a person became earlier in this round."""

    person_id: str
    round: int
    exposure_start: Minute
    exposure_end: Minute
    via_person: str
    via_place: str
    close: bool
    min_overlap: int


@dataclass(frozen=True)
class OracleResult:
    """`levels` sorted by level, then person; `hops` sorted by round, then person."""

    levels: list[LevelRow]
    hops: list[HopRow]


class Interval(NamedTuple):
    """Half-open: `[start, end)`."""

    start: Minute
    end: Minute


class Meeting(NamedTuple):
    """Two persons together, whoever may be infectious: a shared stay or a contact event."""

    person_a: str
    person_b: str
    time: Interval
    place_id: str  # "" for a contact event
    close: bool
    min_overlap: int
    max_level: int | None


class Exposure(NamedTuple):
    """One part of a meeting that counts."""

    infector: str
    place_id: str
    time: Interval
    close: bool
    min_overlap: int
    round: int


Arrivals = dict[str, Exposure]
"""M_k: the earliest exposure of everybody reached in at most k rounds."""


def trace(
    windows: Sequence[Window],
    contacts: Sequence[ContactEvent],
    visits: Sequence[Visit],
    places: Sequence[Place],
    isolations: Sequence[Isolation],
    rules: Rules,
    follow_up: int | None = None,
) -> OracleResult:
    """Give everybody's level, and every improvement of an arrival.

    `follow_up` (minutes; point 6) ends the tree of one case that long after its last window;
    with several cases it raises ValueError, since each tree ends at its own time.
    """
    met = [*told_meetings(contacts, rules), *shared_stays(visits, places, rules)]
    isolated = by_person(isolations)
    ends = end_of_tree(windows, follow_up)
    arrivals: list[Arrivals] = [{}]  # M_0: nobody has arrived, the windows are open
    last_exposure: dict[str, Minute] = {}
    for k in range(1, rules.max_level + 1):
        before = arrivals[k - 1]
        active = cut(by_person(windows) if k == 1 else reached(before, rules.latent), isolated)
        now = dict(before)
        for person, found in exposures(k, active, met, ends).items():
            best = min(found, key=preference)
            if person not in before or best.time.start < before[person].time.start:
                now[person] = best
            if person not in before:  # so k is this person's level
                last_exposure[person] = max(exposure.time.end for exposure in found)
        arrivals.append(now)
    return OracleResult(
        sorted(level_rows(windows, arrivals, last_exposure), key=lambda r: (r.level, r.person_id)),
        sorted(hop_rows(arrivals), key=lambda r: (r.round, r.person_id)),
    )


# Input: what touches is one


def joined(intervals: Iterable[tuple[Minute, Minute]]) -> list[Interval]:
    """Make one of those that touch or overlap; an interval without length is none."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if result and start <= result[-1].end:
            result[-1] = Interval(result[-1].start, max(result[-1].end, end))
        else:
            result.append(Interval(start, end))
    return result


def by_person(rows: Sequence[Window] | Sequence[Isolation]) -> dict[str, list[Interval]]:
    """Point 1: several rows of one person are several windows; those that touch are one."""
    people = {row.person_id for row in rows}
    return {p: joined((r.start, r.end) for r in rows if r.person_id == p) for p in people}


def told_meetings(contacts: Sequence[ContactEvent], rules: Rules) -> Iterator[Meeting]:
    """Give the contact events of every pair, close ones apart; an instant lasts one minute."""
    told: dict[tuple[str, str, bool], list[tuple[Minute, Minute]]] = defaultdict(list)
    for event in contacts:
        one, other = sorted((event.person_a, event.person_b))
        end = event.start + 1 if event.start == event.end else event.end
        told[one, other, event.close].append((event.start, end))
    for (one, other, close), times in told.items():
        if one == other:
            continue  # nobody is their own contact
        enough = 1 if close else max(1, rules.min_overlap)
        for time in joined(times):
            yield Meeting(one, other, time, "", close, enough, None)


def shared_stays(
    visits: Sequence[Visit], places: Sequence[Place], rules: Rules
) -> Iterator[Meeting]:
    """Point 3: two visits to one place by two different persons, where the seats allow it."""
    stayed: dict[tuple[str, str, str], list[tuple[Minute, Minute]]] = defaultdict(list)
    for visit in visits:
        stayed[visit.person_id, visit.place_id, visit.seat].append((visit.start, visit.end))
    stays = [(*key, time) for key, times in stayed.items() for time in joined(times)]
    known = {place.place_id: place for place in places}
    for (one, here, seat, time), (other, there, other_seat, other_time) in combinations(stays, 2):
        rule = rule_of(known.get(here), rules)
        together = Interval(max(time.start, other_time.start), min(time.end, other_time.end))
        if (
            one != other
            and here == there
            and together.start < together.end
            and near(seat, other_seat, rule.seat_rows)
        ):
            enough = rules.min_overlap if rule.min_overlap is None else rule.min_overlap
            yield Meeting(one, other, together, here, False, max(1, enough), rule.max_level)


def rule_of(place: Place | None, rules: Rules) -> KindRule:
    """Point 3: the place's own value, else its kind's, else None."""
    if place is None:
        return KindRule()
    kind = rules.kinds.get(place.kind, KindRule())
    return KindRule(
        min_overlap=kind.min_overlap if place.min_overlap is None else place.min_overlap,
        max_level=kind.max_level if place.max_level is None else place.max_level,
        seat_rows=kind.seat_rows if place.seat_rows is None else place.seat_rows,
    )


def near(seat: str, other: str, seat_rows: int | None) -> bool:
    """Point 3: rows that differ by at most `seat_rows`; who has no seat row meets all."""
    row, other_row = re.match(r"[0-9]+", seat), re.match(r"[0-9]+", other)
    if seat_rows is None or row is None or other_row is None:
        return True
    return abs(int(row[0]) - int(other_row[0])) <= seat_rows


# Active time


def reached(arrivals: Arrivals, latent: int) -> dict[str, list[Interval]]:
    """Point 2: anyone reached at x is active from x + latent on, without end."""
    return {
        person: [Interval(exposure.time.start + latent, FOREVER)]
        for person, exposure in arrivals.items()
    }


def cut(
    active: Mapping[str, list[Interval]], isolated: Mapping[str, list[Interval]]
) -> dict[str, list[Interval]]:
    """Point 2: intervals of isolation are cut out of every active time, windows included."""
    left = {}
    for person, parts in active.items():
        for away in isolated.get(person, []):
            before = [Interval(part.start, min(part.end, away.start)) for part in parts]
            after = [Interval(max(part.start, away.end), part.end) for part in parts]
            parts = [part for part in before + after if part.start < part.end]  # noqa: PLW2901
        left[person] = parts
    return left


def end_of_tree(windows: Sequence[Window], follow_up: int | None) -> Minute:
    """Point 6: a tree ends `follow_up` after the last window of its case."""
    if follow_up is None or not windows:
        return FOREVER
    if len({window.person_id for window in windows}) > 1:
        raise ValueError("a follow-up time belongs to one tree: trace each case alone")
    return max(window.end for window in windows) + follow_up


# Rounds


def exposures(
    k: int, active: Mapping[str, list[Interval]], met: Sequence[Meeting], ends: Minute
) -> dict[str, list[Exposure]]:
    """Point 3: the parts that count in round k, by person exposed. Clip first, then compare."""
    found: dict[str, list[Exposure]] = defaultdict(list)
    for meeting in met:
        if meeting.max_level is not None and meeting.max_level < k:
            continue
        for infector, person in permutations((meeting.person_a, meeting.person_b)):
            for part in active.get(infector, []):
                start = max(meeting.time.start, part.start)
                end = min(meeting.time.end, part.end)
                if end - start >= meeting.min_overlap and start < ends:
                    found[person].append(
                        Exposure(
                            infector,
                            meeting.place_id,
                            Interval(start, end),
                            meeting.close,
                            meeting.min_overlap,
                            k,
                        )
                    )
    return found


def preference(exposure: Exposure) -> tuple[Minute, str, str, Minute, bool]:
    """Point 5, the least is taken: earliest, person, place; then the later end, then close."""
    start, end = exposure.time
    return (start, exposure.infector, exposure.place_id, -end, not exposure.close)


# What is kept


def level_rows(
    windows: Sequence[Window], arrivals: Sequence[Arrivals], last_exposure: Mapping[str, Minute]
) -> Iterator[LevelRow]:
    """Points 4 and 5: a case has level 0, else the first k at which M_k is finite."""
    cases = {window.person_id for window in windows}
    for case in cases:
        own = [window for window in windows if window.person_id == case]
        start, end = min(window.start for window in own), max(window.end for window in own)
        yield LevelRow(case, 0, start, end, "", "", case)
    for person, last in last_exposure.items():
        if person not in cases:
            level = next(k for k, reached_by_k in enumerate(arrivals) if person in reached_by_k)
            first = arrivals[level][person]
            yield LevelRow(
                person,
                level,
                first.time.start,
                last,
                first.infector,
                first.place_id,
                index_case(person, level, arrivals),
            )


def index_case(person: str, k: int, arrivals: Sequence[Arrivals]) -> str:
    """Point 5: the F0 at the end of the chain of a person as reached in at most k rounds."""
    exposure = arrivals[k][person]
    if exposure.round == 1:  # by a case in a window
        return exposure.infector
    return index_case(exposure.infector, exposure.round - 1, arrivals)


def hop_rows(arrivals: Sequence[Arrivals]) -> Iterator[HopRow]:
    """Give a row (v, k) for every k with M_k(v) < M_(k-1)(v), with the via of that round."""
    for k, reached_by_k in enumerate(arrivals):
        for person, exposure in reached_by_k.items():
            if exposure.round == k:
                yield HopRow(
                    person,
                    k,
                    *exposure.time,
                    exposure.infector,
                    exposure.place_id,
                    exposure.close,
                    exposure.min_overlap,
                )
