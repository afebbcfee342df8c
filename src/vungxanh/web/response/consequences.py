"""What follows from a fact; and what would follow, worked out by doing it and taking it back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from vungxanh.records import FOREVER
from vungxanh.web.measures.models import MeasureChoice, Order
from vungxanh.web.registry.models import Case
from vungxanh.web.tracing.actions import Move, Movement
from vungxanh.web.tracing.models import Level, Tree

SHOWN = 50
"""Persons a move who are named in a preview; the others are counted."""

MILDEST_FIRST = (
    MeasureChoice.NONE,
    MeasureChoice.ADVICE,
    MeasureChoice.HOME,
    MeasureChoice.STATION,
    MeasureChoice.FACILITY,
    MeasureChoice.HOSPITAL,
)
"""How much a measure binds, for telling a stricter order from a milder one."""


@dataclass(slots=True)
class Consequences:
    """Who moved, which orders were proposed, brought back, or ended with nothing after them."""

    movement: Movement = field(default_factory=Movement)
    orders: list[Order] = field(default_factory=list)
    restored: list[Order] = field(default_factory=list)
    ended: list[Order] = field(default_factory=list)


def rehearse(act: Callable[[], Consequences], case: Case) -> dict[str, Any]:
    """Do something to a case, describe what followed, and undo it before anybody can see it."""
    with transaction.atomic():
        preview = describe(act(), case)
        transaction.set_rollback(True)
    return preview


def describe(consequences: Consequences, case: Case) -> dict[str, Any]:
    """Put consequences into plain JSON: ids and counts, no names.

    Each person comes with their infector and place at the new level (None: a case, in no tree, or
    met without a place). `window` and `counts` are those of the case's own tree, if it has one.
    """
    moves: dict[tuple[int | None, int | None], list[int]] = {}
    for move in consequences.movement.moves:
        moves.setdefault((move.before, move.after), []).append(move.person_id)
    reached_by = _reached_by(case, consequences.movement.moves)
    tree = Tree.objects.filter(case=case.pk).first()
    return {
        "moves": [
            {
                "before": before,
                "after": after,
                "count": len(persons),
                "people": [[pk, *reached_by.get(pk, (None, None))] for pk in persons[:SHOWN]],
            }
            for (before, after), persons in sorted(moves.items(), key=_strictest_first)
        ],
        "orders": _counted(consequences.orders)
        + _counted(consequences.restored, "restored")
        + _counted(consequences.ended, "ends"),
        "window": _window(tree, case) if tree else None,
        "counts": [tree.f1, tree.f2, tree.f3] if tree else [],
    }


def _strictest_first(item: tuple[tuple[int | None, int | None], list[int]]) -> tuple[int, int]:
    (before, after), _ = item
    return (9 if after is None else after, 9 if before is None else before)


def _reached_by(case: Case, moves: list[Move]) -> dict[int, tuple[int | None, int | None]]:
    named: dict[tuple[int | None, int | None], list[int]] = {}
    for move in moves:
        group = named.setdefault((move.before, move.after), [])
        if len(group) < SHOWN:
            group.append(move.person_id)
    persons = [pk for group in named.values() for pk in group]
    rows = Level.objects.filter(outbreak=case.outbreak_id, person__in=persons)
    return {pk: (via, at) for pk, via, at in rows.values_list("person_id", "via_id", "place_id")}


def _window(tree: Tree, before: Case) -> dict[str, Any]:
    """Give the period in which the case passes it on, in minutes, and what it is counted from."""
    after = Case.objects.get(pk=before.pk)
    if after.infectious_from and not before.infectious_from:
        basis = "first_exposure"
    elif after.infectious_from or after.infectious_until:
        basis = "explicit"
    else:
        basis = "onset" if after.onset_date else "specimen"
    end = None if tree.window_end >= FOREVER else tree.window_end
    return {"start": tree.window_start, "end": end, "basis": basis}


def _counted(orders: list[Order], change: str = "") -> list[dict[str, Any]]:
    counts = Counter((order.level, order.measure, change or _change(order)) for order in orders)
    return [
        {"level": level, "measure": measure, "change": change, "count": count}
        for (level, measure, change), count in sorted(counts.items())
    ]


def _change(order: Order) -> str:
    """Compare a proposal with the order in force that it would replace."""
    if order.measure == MeasureChoice.NONE:
        return "ends"
    if order.replaces is None:
        return "new"
    strict = MILDEST_FIRST.index(MeasureChoice(order.measure))
    was = MILDEST_FIRST.index(MeasureChoice(order.replaces.measure))
    return "other_dates" if strict == was else "stricter" if strict > was else "milder"
