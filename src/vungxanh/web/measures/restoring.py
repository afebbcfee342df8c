"""Which orders come back when those that replaced them fall with a discarded case."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from vungxanh.terms import Measure
from vungxanh.web.measures.models import Order
from vungxanh.web.measures.transitions import STAMP
from vungxanh.web.registry.models import Case
from vungxanh.web.tracing.settling import chunks


def replaced_by(fallen: Sequence[Order], case: Case, now: datetime) -> list[Order]:
    """Make copies of what the orders of a discarded case replaced, unsaved.

    Nothing comes back whose time is over, that an officer had ended by itself, or that hung on the
    same case: then what that one had replaced is looked at, in its turn.
    """
    back: list[Order] = []
    links = [(order, order) for order in fallen]
    while links:
        before = _in_bulk(last.replaces_id for _first, last in links)
        further = []
        for first, last in links:
            earlier = before.get(last.replaces_id or 0)
            if earlier is None or not _gave_way(earlier, last):
                continue
            if earlier.case_id == case.pk:
                further.append((first, earlier))
            elif _still_binds(earlier, now):
                back.append(_copy(earlier, first, now))
        links = further
    return back


def _in_bulk(ids: Iterable[int | None]) -> dict[int, Order]:
    return {
        order.pk: order
        for chunk in chunks({pk for pk in ids if pk})
        for order in Order.objects.filter(pk__in=chunk)
    }


def _gave_way(earlier: Order, later: Order) -> bool:
    """Tell whether an order ended because a later one was confirmed, and for nothing else."""
    return earlier.ended_at is not None and earlier.ended_at == later.confirmed_at


def _still_binds(order: Order, now: datetime) -> bool:
    over = order.ends_at is not None and order.ends_at <= now
    return not over and order.measure != Measure.NONE


def _copy(earlier: Order, fallen: Order, now: datetime) -> Order:
    stamps = {
        column: getattr(earlier, column) for column in ("confirmed_at", "told_at", "begun_at")
    }
    reached = [status for status, column in STAMP.items() if stamps.get(column)]
    return Order(
        person_id=earlier.person_id,
        outbreak_id=earlier.outbreak_id,
        case_id=earlier.case_id,
        level=earlier.level,
        measure=earlier.measure,
        unit_id=earlier.unit_id,
        site=earlier.site,
        starts_at=earlier.starts_at,
        ends_at=earlier.ends_at,
        decision=earlier.decision,
        directive=earlier.directive,
        changed_reason=earlier.changed_reason,
        status=reached[-1],
        proposed_at=now,
        replaces=fallen,
        **stamps,
    )
