"""What waits for an officer: proposals, orders, missing facts, cases without a date."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vungxanh.policy.wording import FACT_WORDS
from vungxanh.terms import Classification
from vungxanh.web.accounts.permissions import may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.models import MeasureChoice, Order, OrderStatus
from vungxanh.web.registry.models import Case
from vungxanh.web.response.models import Proposal

PAGE = 50
GROUPS = 50
"""Groups of orders, the oldest first; all orders stand on the page of orders."""

ASKED = 50
"""Persons of whom a missing fact is asked on one page."""


@require_safe
@permitted("view_dashboard")
def waiting(request: Request) -> HttpResponse:
    """List what waits: proposals, orders, missing facts, cases without a date."""
    user, now = request.user, request.now
    proposals = (
        Proposal.objects.visible_to(user, now=now)
        .filter(status=Proposal.Status.OPEN)
        .select_related("person__unit", "case", "result")
        .order_by("proposed_at")
    )
    orders = Order.objects.visible_to(user, now=now)
    groups = _order_groups(orders.proposed())
    context = {
        "proposals": Paginator(proposals, PAGE).get_page(request.GET.get("page")),
        "order_groups": _described(groups[:GROUPS], now),
        "orders_more": sum(group.count for group in groups[GROUPS:]),
        "missing": _missing(orders.proposed()),
        "undated": _undated(request),
        "untold": _untold(orders.filter(status=OrderStatus.CONFIRMED), now),
        "may": may(user, now),
    }
    return render(request, "response/waiting.html", context)


def _minutes(since: datetime, now: datetime) -> int:
    return int((now - since).total_seconds() // 60)


@dataclass(slots=True)
class Group:
    """Proposed orders of one tree that one unit carries out."""

    case: int
    unit: int | None
    oldest: datetime
    measures: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many orders these are."""
        return sum(self.measures.values())


def _order_groups(orders: Any) -> list[Group]:
    """Group the proposals by tree and by the unit that carries them out, the oldest first."""
    rows = (
        orders.exclude(case=None)
        .order_by()
        .values_list("case", "unit", "measure")
        .annotate(Min("proposed_at"), Count("pk"))
    )
    found: dict[tuple[int, int | None], Group] = {}
    for case, unit, measure, oldest, count in rows:
        group = found.setdefault((case, unit), Group(case, unit, oldest))
        group.oldest = min(group.oldest, oldest)
        group.measures[measure] = count
    return sorted(found.values(), key=lambda group: (group.oldest, -group.count))


def _described(groups: list[Group], now: datetime) -> list[dict[str, Any]]:
    cases = Case.objects.in_bulk({group.case for group in groups})
    units = AdminUnit.objects.in_bulk({group.unit for group in groups if group.unit})
    listed = reverse("measures:orders")
    return [
        {
            "case": cases[group.case],
            "unit": units.get(group.unit),
            "count": group.count,
            "measures": [
                {"measure": measure, "label": MeasureChoice(measure).label, "count": count}
                for measure, count in group.measures.items()
            ],
            "oldest": _minutes(group.oldest, now),
            "url": f"{listed}?status=proposed&case={group.case}"
            + (f"&unit={group.unit}" if group.unit else ""),
        }
        for group in groups
    ]


def _missing(orders: Any) -> list[dict[str, Any]]:
    """Name the facts that policy asks for, nearest contacts first."""
    asked = orders.exclude(decision__missing=[]).select_related("person__unit")
    column = 2 if (get_language() or "vi").startswith("vi") else 1
    return [
        {
            "person": order.person,
            "level": order.level,
            "facts": [FACT_WORDS[name][column] for name in order.decision["missing"]],
            "url": reverse("response:record_fact", args=[order.person_id])
            + f"?name={order.decision['missing'][0]}",
        }
        for order in asked.order_by("level", "proposed_at")[:ASKED]
    ]


def _undated(request: Request) -> list[Case]:
    """List confirmed cases that nobody can trace."""
    cases = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    return list(
        cases.filter(
            classification=Classification.CONFIRMED,
            onset_date=None,
            specimen_date=None,
            infectious_from=None,
        ).select_related("person")[:PAGE]
    )


def _untold(orders: Any, now: datetime) -> list[dict[str, Any]]:
    rows = orders.values("unit").annotate(count=Count("pk"), oldest=Min("confirmed_at")).order_by()
    units = AdminUnit.objects.in_bulk([row["unit"] for row in rows if row["unit"]])
    found = [
        {
            "unit": units.get(row["unit"]),
            "count": row["count"],
            "oldest": _minutes(row["oldest"], now),
            "url": f"{reverse('measures:orders')}?status=confirmed"
            + (f"&unit={row['unit']}" if row["unit"] else ""),
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: -row["oldest"])
