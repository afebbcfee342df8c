"""The command centre's first page."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, Min, Q, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe

from vungxanh.web.accounts.permissions import allowed, start_page, units_for
from vungxanh.web.accounts.requests import Request
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.registry.models import Outbreak
from vungxanh.web.registry.queries import lives_in
from vungxanh.web.response.forms import SituationForm
from vungxanh.web.response.golden import GOLDEN_TARGET, golden_times
from vungxanh.web.response.models import Proposal
from vungxanh.web.response.outcomes import found_in_quarantine, new_by_day, outcomes
from vungxanh.web.response.queries import situation, under_watch


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """Show who is under watch where, how quick we were, and what waits, as of any instant."""
    if not allowed(request.user, "view_dashboard", request.now):
        return redirect(start_page(request.user, request.now))
    own = units_for(request.user, "view_dashboard", request.now)
    below = AdminUnit.objects.under_any(own).on(timezone.localdate(request.now))
    asked = SituationForm(request.GET or None, units=below)
    chosen = asked.cleaned_data if asked.is_valid() else {}
    outbreak = chosen.get("outbreak") or Outbreak.objects.first()
    unit = chosen.get("unit") or below.first()
    at = min(chosen.get("at") or request.now, request.now)
    if not asked.errors:
        shown = {"outbreak": outbreak, "unit": unit, "at": chosen.get("at")}
        asked = SituationForm(initial=shown, units=below.filter(_near(unit, own)))
    context: dict[str, Any] = {"form": asked, "outbreak": outbreak, "unit": unit, "at": at}
    if outbreak is not None and unit is not None:
        context |= _figures(request, outbreak, unit, at)
        for row in context["units"]:
            if row.unit != unit and row.unit in below:
                row.url = "?" + urlencode({**request.GET.dict(), "unit": row.unit.pk})
    return render(request, "response/dashboard.html", context)


def _near(unit: AdminUnit | None, own: list[AdminUnit]) -> Q:
    """Offer the user's own units, the shown one and what lies right below them or beside it."""
    centres = [*own, unit] if unit else own
    beside = Q(parent=unit.parent_id) if unit and unit not in own else Q(pk__in=[])
    return Q(pk__in=[u.pk for u in centres]) | Q(parent__in=centres) | beside


def _figures(request: Request, outbreak: Outbreak, unit: AdminUnit, at: datetime) -> dict[str, Any]:
    now_there = situation(outbreak, unit, at=at)
    return {
        "is_past": at < request.now,
        "totals": now_there.totals,
        "before": under_watch(outbreak, unit, at=at - timedelta(days=1)),
        "units": now_there.units,
        "golden": golden_times(outbreak, unit, at=at),
        "golden_target": GOLDEN_TARGET,
        "waits": _waits(request, outbreak, unit),
        "outcomes": outcomes(outbreak, unit, at=at),
        "in_quarantine": found_in_quarantine(outbreak, unit, at=at),
        "days": new_by_day(outbreak, unit, at=at),
    }


WAITS = {
    "proposals": ngettext_lazy("proposed move to decide", "proposed moves to decide", "count"),
    "proposed": ngettext_lazy("order to confirm", "orders to confirm", "count"),
    "untold": ngettext_lazy("person to tell", "persons to tell", "count"),
    "not_begun": ngettext_lazy(
        "told, but not yet in isolation or quarantine",
        "told, but not yet in isolation or quarantine",
        "count",
    ),
}


def _waits(request: Request, outbreak: Outbreak, unit: AdminUnit) -> list[dict[str, Any]]:
    """List what waits for whom now, with the age of the oldest: of the whole area, or of a unit."""
    orders = Order.objects.filter(outbreak=outbreak).visible_to(request.user, now=request.now)
    proposals = Proposal.objects.filter(outbreak=outbreak, status=Proposal.Status.OPEN)
    proposals = proposals.visible_to(request.user, now=request.now)
    narrowed = ""
    if unit not in units_for(request.user, "view_dashboard", request.now):
        orders = orders.filter(lives_in(unit, "person"))
        proposals = proposals.filter(lives_in(unit, "person"))
        narrowed = f"&unit={unit.pk}"
    listed = reverse("measures:orders") + f"?outbreak={outbreak.pk}{narrowed}&status="
    found = proposals.aggregate(count=Count("pk"), oldest=Min("proposed_at"))
    waits = [_wait("proposals", found, reverse("response:waiting"), request.now)]
    by_status = _by_status(orders)
    for key, status in WAITING_ORDERS.items():
        found = by_status.get(status, {"count": 0, "oldest": None})
        waits.append(_wait(key, found, f"{listed}{status}", request.now))
    return waits


WAITING_ORDERS = {
    "proposed": OrderStatus.PROPOSED,
    "untold": OrderStatus.CONFIRMED,
    "not_begun": OrderStatus.TOLD,
}


def _by_status(orders: Any) -> dict[str, dict[str, Any]]:
    """Count the orders that wait, with the time since which the oldest of each status does."""
    since = Case(
        When(status=OrderStatus.PROPOSED, then="proposed_at"),
        When(status=OrderStatus.CONFIRMED, then="confirmed_at"),
        default="told_at",
    )
    rows = orders.filter(status__in=WAITING_ORDERS.values()).order_by().values("status")
    return {row["status"]: row for row in rows.annotate(count=Count("pk"), oldest=Min(since))}


def _wait(key: str, found: dict[str, Any], url: str, now: datetime) -> dict[str, Any]:
    age = found["oldest"] and int((now - found["oldest"]).total_seconds() // 60)
    return {
        "key": key,
        "label": WAITS[key] % {"count": found["count"]},
        "count": found["count"],
        "oldest": age,
        "url": url,
    }
