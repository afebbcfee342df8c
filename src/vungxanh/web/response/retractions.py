"""What follows when an entry is taken back, worked out beforehand by doing it and undoing it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from vungxanh.web.audit.actions import Actor
from vungxanh.web.measures.models import Order, OrderStatus, OrderStep
from vungxanh.web.registry.models import Case, ContactEvent, Fact, Isolation, Visit
from vungxanh.web.response import actions
from vungxanh.web.response.consequences import Consequences, describe
from vungxanh.web.tracing.actions import Move
from vungxanh.web.tracing.models import LevelChange, Tree

Entry = Visit | ContactEvent | Isolation | Fact
Sizes = tuple[int, int, int]
"""How many F1, F2 and F3 a tree has."""


@dataclass(frozen=True, slots=True)
class TreeChange:
    """The tree of one case has another size afterwards."""

    case: Case
    before: Sizes
    after: Sizes

    @property
    def levels(self) -> list[tuple[int, int]]:
        """Pair the numbers before and after, F1 first."""
        return list(zip(self.before, self.after, strict=True))

    @property
    def weight(self) -> int:
        """Tell how much it changes."""
        return sum(abs(after - before) for before, after in self.levels)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would follow: trees of another size; who would move and which orders, as JSON."""

    trees: list[TreeChange]
    preview: dict[str, Any]


def take_back(entry: Entry, *, actor: Actor, now: datetime, reason: str) -> list[Consequences]:
    """Take any entry back; give what followed: of a fact the orders, else one for an outbreak."""
    if isinstance(entry, Fact):
        orders = actions.retract_fact(entry, actor=actor, now=now, reason=reason)
        return [Consequences(orders=orders)]
    return actions.retract_exposure(entry, actor=actor, now=now, reason=reason)


def foresee(entry: Entry, *, actor: Actor, now: datetime) -> Foreseen:
    """Take an entry back, describe what followed, and undo it before anybody can see it."""
    with transaction.atomic():
        sizes, change, step = _sizes(), _newest(LevelChange), _newest(OrderStep)
        fresh: Entry = type(entry)._default_manager.get(pk=entry.pk)
        followed = take_back(fresh, actor=actor, now=now, reason="preview")
        by = actor.get_username()
        changes = LevelChange.objects.filter(pk__gt=change, at=now, by=by)
        withdrawn = Order.objects.filter(
            steps__pk__gt=step, steps__after=OrderStatus.WITHDRAWN, steps__at=now, steps__by=by
        )
        orders = [order for done in followed for order in done.orders]
        foreseen = Foreseen(_of_other_size(sizes, _sizes()), _described(changes, orders, withdrawn))
        transaction.set_rollback(True)
    return foreseen


def _newest(history: type[LevelChange | OrderStep]) -> int:
    """Note where an append-only history stands: what is written from here on is read again."""
    newest: int | None = history._default_manager.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _sizes() -> dict[int, Sizes]:
    rows = Tree.objects.values_list("case_id", "f1", "f2", "f3")
    return {case: (f1, f2, f3) for case, f1, f2, f3 in rows}


def _of_other_size(before: Mapping[int, Sizes], after: Mapping[int, Sizes]) -> list[TreeChange]:
    """Name the trees whose size changed, those that change most first."""
    cases = Case.objects.select_related("outbreak").in_bulk(
        [pk for pk in before if before[pk] != after[pk]]
    )
    changes = [TreeChange(case, before[pk], after[pk]) for pk, case in cases.items()]
    return sorted(changes, key=lambda change: (-change.weight, change.case.code))


def _described(
    changes: Iterable[LevelChange], orders: Iterable[Order], withdrawn: Iterable[Order]
) -> dict[str, Any]:
    """Put it into the JSON of a preview. It is no single case's, so it has no window."""
    by_outbreak: dict[int, Consequences] = defaultdict(Consequences)
    for change in changes:
        move = Move(change.person_id, change.before, change.after)
        by_outbreak[change.outbreak_id].movement.moves.append(move)
    for order in orders:
        by_outbreak[order.outbreak_id].orders.append(order)
    told = [describe(what, Case(outbreak_id=pk)) for pk, what in sorted(by_outbreak.items())]
    return {
        "moves": [move for one in told for move in one["moves"]],
        "orders": [row for one in told for row in one["orders"]] + _given_up(withdrawn, orders),
        "window": None,
        "counts": [],
    }


def _given_up(withdrawn: Iterable[Order], orders: Iterable[Order]) -> list[dict[str, Any]]:
    """Count the proposals that go without another one in their place, by level and measure."""
    replaced = {(order.outbreak_id, order.person_id) for order in orders}
    counts = Counter(
        (order.level, order.measure)
        for order in withdrawn
        if (order.outbreak_id, order.person_id) not in replaced
    )
    return [
        {"level": level, "measure": measure, "change": "withdrawn", "count": count}
        for (level, measure), count in sorted(counts.items())
    ]
