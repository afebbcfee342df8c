"""Proposals and steps as the values of their columns, for writing many at once.

Nothing here writes.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from vungxanh.web.config.rows import adapter, json_value
from vungxanh.web.measures.models import Order

PLAIN = (
    *("person_id", "outbreak_id", "case_id", "level", "measure", "unit_id", "site"),
    *("directive", "status", "changed_reason", "replaces_id"),
)
PROPOSAL = (*PLAIN, "starts_at", "ends_at", "proposed_at", "decision")
STEP = ("order", "before", "after", "measure", "by", "reason", "ends_at", "at", "happened_at")


def proposal_rows(orders: Sequence[Order]) -> Iterator[tuple[Any, ...]]:
    """Give the columns `PROPOSAL` of each order."""
    instant = adapter()
    # Of whom the same is asked share one decision: it is put into JSON once.
    shared = {id(order.decision): order.decision for order in orders}
    decisions = {key: json_value(decision) for key, decision in shared.items()}
    for order in orders:
        yield (
            *(getattr(order, column) for column in PLAIN),
            instant(order.starts_at),
            instant(order.ends_at),
            instant(order.proposed_at),
            decisions[id(order.decision)],
        )


def step_rows(
    moved: Sequence[tuple[Order, str]], *, by: str, at: datetime, happened_at: datetime, reason: str
) -> Iterator[tuple[Any, ...]]:
    """Give the columns `STEP` of orders, each with the status that it had before."""
    instant = adapter()
    for order, before in moved:
        yield (
            order.pk,
            before,
            str(order.status),
            order.measure,
            by,
            reason,
            instant(order.ends_at),
            instant(at),
            instant(happened_at),
        )
