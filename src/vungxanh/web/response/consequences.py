"""What follows from a fact; and what would follow, worked out by doing it and taking it back."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from vungxanh.web.measures.models import Order
from vungxanh.web.tracing.actions import Movement

SHOWN = 50
"""Persons a move who are named in a preview; the others are counted."""


@dataclass(slots=True)
class Consequences:
    """Who moved, which orders were proposed or brought back."""

    movement: Movement = field(default_factory=Movement)
    orders: list[Order] = field(default_factory=list)
    restored: list[Order] = field(default_factory=list)


def rehearse(act: Callable[[], Consequences]) -> dict[str, Any]:
    """Do something, describe what followed, and undo it before anybody else can see it."""
    with transaction.atomic():
        preview = describe(act())
        transaction.set_rollback(True)
    return preview


def describe(consequences: Consequences) -> dict[str, Any]:
    """Put consequences into plain JSON: ids and counts, no names."""
    moves: dict[tuple[int | None, int | None], list[int]] = {}
    for move in consequences.movement.moves:
        moves.setdefault((move.before, move.after), []).append(move.person_id)
    return {
        "moves": [
            {
                "before": before,
                "after": after,
                "count": len(persons),
                "persons": persons[:SHOWN],
            }
            for (before, after), persons in sorted(moves.items(), key=_strictest_first)
        ],
        "orders": _counted(consequences.orders),
        "restored": _counted(consequences.restored),
    }


def _strictest_first(item: tuple[tuple[int | None, int | None], list[int]]) -> tuple[int, int]:
    (before, after), _ = item
    return (9 if after is None else after, 9 if before is None else before)


def _counted(orders: list[Order]) -> list[dict[str, Any]]:
    counts = Counter((order.level, order.measure) for order in orders)
    return [
        {"level": level, "measure": measure, "count": count}
        for (level, measure), count in sorted(counts.items())
    ]
