"""How trees, levels and their changes are written.

`retrace` is the live tracing: it works the trees of some cases out anew, writes what differs, and
tells who moved. It never decides what follows for anybody: that is for measures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db import transaction

from vungxanh.records import Window
from vungxanh.tracing.live import TreeRows, trace_tree
from vungxanh.tracing.network import Spans
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.config.among import Among
from vungxanh.web.config.rows import adapted, adapter, insert
from vungxanh.web.registry.actions import narrow_scope, widen_scope
from vungxanh.web.registry.models import Case, Outbreak, PersonScope
from vungxanh.web.tracing.models import Arrival, Level, LevelChange, Tree
from vungxanh.web.tracing.presence import RegistryPresence
from vungxanh.web.tracing.rules import (
    TracingRules,
    seeds_tree,
    tracing_rules,
    unit_path,
    window_of,
)
from vungxanh.web.tracing.settling import Standing, standings, stored, who_met_nobody

ONE_BY_ONE = 10
"""Cases up to which nobody asks whether some can be settled together."""

ArrivalValues = tuple[bool, int, int, int, int, int | None, bool, int]
"""is_level, exposure_start, exposure_end, last_exposure, via, place, close, min_overlap."""

COLUMNS_OF_LEVEL = ("level", "first_exposure", "last_exposure", "via", "place", "index_case")
COLUMNS = (
    "is_level",
    "exposure_start",
    "exposure_end",
    "last_exposure",
    "via",
    "place",
    "close",
    "min_overlap",
)


@dataclass(frozen=True, slots=True)
class Move:
    """One person came from one level to another; None is in no tree."""

    person_id: int
    before: int | None
    after: int | None


@dataclass(slots=True)
class Movement:
    """What a change did: who moved, and whose level stayed but whose exposure changed."""

    moves: list[Move] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    """Everybody whose row of `Level` was written or removed, movers included."""


@transaction.atomic
def retrace(
    cases: Sequence[Case], *, cause: str, actor: Actor, now: datetime, also: Iterable[int] = ()
) -> Movement:
    """Work the trees of some cases of one outbreak out anew and settle everybody they touch.

    `also` are persons to settle besides: a record that is no case any more.

    A case that no longer seeds a tree loses it. What did not change is not written.
    """
    if not cases:
        return Movement()
    touched = {case.person_id for case in cases} | set(also)
    alone = who_met_nobody(cases) if len(cases) > ONE_BY_ONE else set()
    _plant([case for case in cases if case.pk in alone], now)
    for case in cases:
        if case.pk not in alone:
            touched |= _retrace_one(case, actor=actor, now=now)
    movement = _write_levels(cases, touched, cause=cause, actor=actor, now=now)
    record(
        "retraced",
        cases[0] if len(cases) == 1 else cases[0].outbreak,
        actor=actor,
        now=now,
        person_id=cases[0].person_id if len(cases) == 1 else None,
        after={"cause": cause, "moved": len(movement.moves), "changed": len(movement.changed)},
    )
    return movement


def _plant(cases: Sequence[Case], now: datetime) -> None:
    """Write the trees of cases who met nobody, many at once: there is nothing to trace."""
    Tree.objects.filter(Among("case_id", [case.pk for case in cases])).delete()
    known: dict[tuple[str, ...], TracingRules] = {}
    rows, at = [], adapted(now)
    for case in cases:
        path = unit_path(case)
        rules = known.setdefault(path, known.get(path) or tracing_rules(path, now=now))
        window = window_of(case, rules.parameters) if seeds_tree(case, rules.parameters) else None
        if window:
            ends = window.end + rules.follow_up
            rows.append((case.pk, at, window.start, window.end, 0, 0, 0, 0, ends))
    counts = ("f1", "f2", "f3", "f3_kept")
    insert(Tree, ("case", "traced_at", "window_start", "window_end", *counts, "ends"), rows)


def _retrace_one(case: Case, *, actor: Actor, now: datetime) -> set[int]:
    """Write one tree; give the persons whose arrivals in it changed."""
    rules = tracing_rules(unit_path(case), now=now)
    window = window_of(case, rules.parameters) if seeds_tree(case, rules.parameters) else None
    before = _stored(case)
    after = _grown(case, window, rules, now) if window else {}
    changed = _write_arrivals(case, before, after)
    persons = {person for person, _ in changed}
    if window is None:
        Tree.objects.filter(case=case).delete()
        narrow_scope(PersonScope.Why.CONTACT, case.pk, actor=actor, now=now)
    elif changed:
        within = {person for person, _ in after}
        left = persons - within
        narrow_scope(PersonScope.Why.CONTACT, case.pk, left, actor=actor, now=now)
        _show_contacts(case, persons & within, actor=actor, now=now)
    return persons


def _show_contacts(case: Case, persons: set[int], *, actor: Actor, now: datetime) -> None:
    """Let the unit of a case see those who came into its tree."""
    if case.person.unit:
        widen_scope(
            persons,
            case.person.unit,
            PersonScope.Why.CONTACT,
            source=case.pk,
            actor=actor,
            now=now,
        )


def _stored(case: Case) -> dict[tuple[int, int], ArrivalValues]:
    rows = Arrival.objects.filter(case=case).values_list("person_id", "round", *COLUMNS)
    return {(person, number): values for person, number, *rest in rows for values in [tuple(rest)]}


def _grown(
    case: Case, window: Window, rules: TracingRules, now: datetime
) -> dict[tuple[int, int], ArrivalValues]:
    """Trace one case; write the tree's counts; give the rows to keep."""
    rows = trace_tree(
        Spans(*(np.array([value]) for value in (case.person_id, window.start, window.end))),
        RegistryPresence(now),
        rules=rules.counting,
        follow_up=rules.follow_up,
    )
    f1, f2, f3 = (int(((rows.round == level) & rows.is_level).sum()) for level in (1, 2, 3))
    Tree.objects.update_or_create(
        case=case,
        defaults={
            "traced_at": now,
            "window_start": window.start,
            "window_end": window.end,
            "f1": f1,
            "f2": f2,
            "f3": f3,
            "f3_kept": min(f3, settings.F3_CAP),
            "ends": window.end + rules.follow_up,
        },
    )
    return _kept(rows, rules.counting.max_level)


def _kept(rows: TreeRows, last_round: int) -> dict[tuple[int, int], ArrivalValues]:
    """Leave out what no chain passes through, and the F3 beyond the cap, latest exposed first."""
    final = rows.round == last_round
    keep = ~final | rows.is_level
    outermost = np.flatnonzero(final & rows.is_level)
    if len(outermost) > settings.F3_CAP:
        order = np.lexsort((rows.person[outermost], rows.exposure_start[outermost]))
        keep[outermost[order[settings.F3_CAP :]]] = False
    columns = (column[keep].tolist() for column in rows)
    return {
        (person, number): (is_level, start, end, last, via, place or None, close, overlap)
        for person, number, start, end, via, place, close, overlap, last, is_level in zip(
            *columns, strict=True
        )
    }


def _write_arrivals(
    case: Case,
    before: dict[tuple[int, int], ArrivalValues],
    after: dict[tuple[int, int], ArrivalValues],
) -> set[tuple[int, int]]:
    """Write the difference; give the keys (person, round) of what changed."""
    gone = {key for key, values in before.items() if after.get(key) != values}
    fresh = {key for key, values in after.items() if before.get(key) != values}
    if len(gone) == len(before):
        Arrival.objects.filter(case=case).delete()
    else:
        for person, number in gone:
            Arrival.objects.filter(case=case, person=person, round=number).delete()
    insert(
        Arrival,
        ("case", "person", "round", *COLUMNS),
        ((case.pk, *key, *after[key]) for key in sorted(fresh)),
    )
    return gone | fresh


def _write_levels(
    cases: Sequence[Case], persons: Iterable[int], *, cause: str, actor: Actor, now: datetime
) -> Movement:
    """Settle persons anew over all trees of the outbreak; write levels and their changes."""
    outbreak = cases[0].outbreak
    persons = set(persons)
    before, after = stored(outbreak, persons), standings(outbreak, persons)
    changed = {person for person in persons if before.get(person) != after.get(person)}
    moves = [
        Move(person, _level(before.get(person)), _level(after.get(person)))
        for person in sorted(changed)
        if _level(before.get(person)) != _level(after.get(person))
    ]
    movers = {move.person_id for move in moves}
    _replace_levels(outbreak, changed, before, after, movers=movers, now=now)
    _write_changes(moves, cases, cause=cause, actor=actor, now=now)
    return Movement(moves, changed)


def _level(standing: Standing | None) -> int | None:
    return None if standing is None else standing.level


def _replace_levels(
    outbreak: Outbreak,
    changed: set[int],
    before: dict[int, Standing],
    after: dict[int, Standing],
    *,
    movers: set[int],
    now: datetime,
) -> None:
    """Write the levels that changed anew; who stays at a level keeps their `since`.

    Deleted and inserted, not upserted: within a savepoint SQLite keeps a journal for each upsert,
    and thousands of them take seconds.
    """
    rows = Level.objects.filter(outbreak=outbreak)
    written = changed & before.keys()
    staying = rows.filter(Among("person_id", written - movers)).values_list("person_id", "since")
    instant = adapter()
    since = {person: instant(at) for person, at in staying}
    rows.filter(Among("person_id", written)).delete()
    insert(
        Level,
        ("outbreak", "person", "since", *COLUMNS_OF_LEVEL),
        (
            (outbreak.pk, person, since.get(person, instant(now)), *after[person])
            for person in sorted(changed & after.keys())
        ),
    )


def _write_changes(
    moves: Sequence[Move], cases: Sequence[Case], *, cause: str, actor: Actor, now: datetime
) -> None:
    case = cases[0].pk if len(cases) == 1 else None
    outbreak, at, by = cases[0].outbreak_id, adapted(now), actor.get_username()
    insert(
        LevelChange,
        ("outbreak", "person", "before", "after", "at", "cause", "case", "by"),
        (
            (outbreak, move.person_id, move.before, move.after, at, cause, case, by)
            for move in moves
        ),
    )
