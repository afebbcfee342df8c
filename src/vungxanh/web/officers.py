"""The officers of a demonstration: they confirm, tell and begin orders after plausible hours.

Invented, from a seed; so that the golden-time clock of a demonstration has something to show and
the newest orders wait for the visitor.
"""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np

from vungxanh.web.audit.actions import Actor
from vungxanh.web.measures.actions import begin, confirm, tell
from vungxanh.web.measures.models import Order, OrderStatus

ROUND = timedelta(minutes=30)
"""Officers work through what waits every half hour."""

Step = tuple[OrderStatus, Callable[..., list[Order]], float]
STEPS: tuple[Step, ...] = (
    (OrderStatus.PROPOSED, confirm, 3.0),
    (OrderStatus.CONFIRMED, tell, 2.0),
    (OrderStatus.TOLD, begin, 5.0),
)
"""From which status, by which action, after how many hours (mean, exponential)."""


class Officers:
    """Act on the orders of a registry up to an instant, in time order."""

    def __init__(self, seed: int, actor: Actor) -> None:
        self.rng = np.random.default_rng([seed, 7])
        self.actor = actor
        self.due: list[tuple[datetime, int, int]] = []
        self.known: set[int] = set()

    def act_until(self, instant: datetime) -> None:
        """Do everything that falls due before an instant."""
        self._plan()
        while self.due and self.due[0][0] < instant:
            at, step = self.due[0][0], self.due[0][1]
            orders = []
            while self.due and self.due[0][:2] == (at, step):
                orders.append(heapq.heappop(self.due)[2])
            self._act(step, orders, at)

    def _plan(self) -> None:
        waiting = Order.objects.proposed().exclude(pk__in=self.known).order_by("pk")
        for pk, proposed_at in waiting.values_list("pk", "proposed_at"):
            self.known.add(pk)
            heapq.heappush(self.due, (self._after(proposed_at, 0), 0, pk))

    def _act(self, step: int, orders: list[int], at: datetime) -> None:
        before, act, _ = STEPS[step]
        found = list(Order.objects.filter(pk__in=orders, status=before).select_related("outbreak"))
        done = act(found, actor=self.actor, now=at) if found else []
        if step + 1 < len(STEPS):
            for order in sorted(done, key=lambda order: order.pk):
                heapq.heappush(self.due, (self._after(at, step + 1), step + 1, order.pk))

    def _after(self, instant: datetime, step: int) -> datetime:
        rounds = 1 + int(self.rng.exponential(STEPS[step][2]) * 2)
        return instant + rounds * ROUND
