"""The command centre's first page."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.web.accounts.permissions import allowed, start_page, units_for
from vungxanh.web.accounts.requests import Request
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.registry.models import Outbreak
from vungxanh.web.response import queries
from vungxanh.web.response.forms import SituationForm
from vungxanh.web.response.models import Proposal


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """Show who is under watch where, how quick we were, and what waits, as of any instant."""
    if not allowed(request.user, "view_dashboard", request.now):
        return redirect(start_page(request.user, request.now))
    choices = _units(request)
    form = SituationForm(request.GET or None)
    form.fields["unit"].queryset = choices  # type: ignore[attr-defined]
    chosen = form.cleaned_data if form.is_valid() else {}
    outbreak = chosen.get("outbreak") or Outbreak.objects.first()
    unit = chosen.get("unit") or choices.first()
    at = min(chosen.get("at") or request.now, request.now)
    context: dict[str, Any] = {"form": form, "outbreak": outbreak, "unit": unit, "at": at}
    if outbreak is not None and unit is not None:
        context |= _figures(request, outbreak, unit, at)
    return render(request, "response/dashboard.html", context)


def _units(request: Request) -> Any:
    """Give the units that the user may look at: their own and the parts directly below."""
    own = units_for(request.user, "view_dashboard", request.now)
    below = AdminUnit.objects.under_any(own).on(timezone.localdate(request.now))
    return below.exclude(level="commune") if any(u.level != "commune" for u in own) else below


def _figures(request: Request, outbreak: Outbreak, unit: AdminUnit, at: datetime) -> dict[str, Any]:
    now_there = queries.situation(outbreak, unit, at=at)
    day_before = queries.situation(outbreak, unit, at=at - timedelta(days=1))
    for row in now_there.units:
        if row.unit is not None and row.unit.level != "commune":
            row.url = "?" + urlencode(_same_page(request, row.unit))
    return {
        "is_past": at < request.now,
        "totals": now_there.totals,
        "before": day_before.totals,
        "units": now_there.units,
        "golden": queries.golden_times(outbreak, request.user, at=at),
        "golden_target": queries.GOLDEN_TARGET,
        "waits": _waits(request, outbreak),
        "outcomes": [
            row | {"setting": row["setting"] or "contact_event"}
            for row in queries.outcomes(outbreak, request.user, at=at)
        ],
        "in_quarantine": queries.found_in_quarantine(outbreak, request.user, at=at),
        "days": queries.new_by_day(outbreak, request.user, at=at),
    }


def _same_page(request: Request, unit: AdminUnit) -> dict[str, str]:
    return {**request.GET.dict(), "unit": str(unit.pk)}


def _waits(request: Request, outbreak: Outbreak) -> list[dict[str, Any]]:
    """List what waits for whom now, with the age of the oldest."""
    orders = Order.objects.filter(outbreak=outbreak).visible_to(request.user, now=request.now)
    proposals = Proposal.objects.visible_to(request.user, now=request.now).filter(
        outbreak=outbreak, status=Proposal.Status.OPEN
    )
    listed = reverse("measures:orders")
    rows = (
        (
            "proposals",
            _("proposed moves to decide"),
            proposals,
            "proposed_at",
            reverse("response:waiting"),
        ),
        (
            "proposed",
            _("orders to confirm"),
            orders.proposed(),
            "proposed_at",
            f"{listed}?status={OrderStatus.PROPOSED}",
        ),
        (
            "untold",
            _("persons to tell"),
            orders.filter(status=OrderStatus.CONFIRMED),
            "confirmed_at",
            f"{listed}?status={OrderStatus.CONFIRMED}",
        ),
        (
            "not_begun",
            _("told, but not yet in isolation or quarantine"),
            orders.filter(status=OrderStatus.TOLD),
            "told_at",
            f"{listed}?status={OrderStatus.TOLD}",
        ),
    )
    return [
        {
            "key": key,
            "label": label,
            "count": found.count(),
            "oldest": _age(
                found.order_by(since).values_list(since, flat=True).first(), request.now
            ),
            "url": url,
        }
        for key, label, found, since, url in rows
    ]


def _age(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else int((now - since).total_seconds() // 60)
