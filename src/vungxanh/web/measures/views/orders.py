"""The list of orders, and the confirmation of many at once."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case as Choose
from django.db.models import Count, IntegerField, Value, When
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vungxanh.web.accounts.permissions import may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.actions import confirm
from vungxanh.web.measures.forms import OrderFilter
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.measures.queries import RUNNING, Orders
from vungxanh.web.registry.forms import own_units
from vungxanh.web.registry.models import Case

PAGE = 50
AT_ONCE = 10_000
"""Marked orders that one request may name."""


@require_safe
@permitted("view_case")
def orders(request: Request) -> HttpResponse:
    """List the orders of one's area, those that wait first."""
    user, now = request.user, request.now
    form = OrderFilter(request.GET, units=own_units(user, now, "view_case"))
    asked = form.cleaned_data if form.is_valid() else {}
    found = _filtered(Order.objects.visible_to(user, now=now), asked)
    counts = dict(found.order_by().values_list("status").annotate(Count("pk")))
    if status := asked.get("status"):
        found = found.filter(status=status)
    shown = _Known(_ordered(found), PAGE, counts.get(status, 0) if status else sum(counts.values()))
    context = {
        "form": form,
        "statuses": _tabs(request.GET, counts, asked.get("status", "")),
        "page": shown.get_page(request.GET.get("page")),
        "total": shown.count,
        "case": _case(request, asked.get("case")),
        "may": may(user, now),
    }
    return render(request, "measures/orders.html", context)


class _Known(Paginator):
    """A paginator that is told how many rows there are: they have been counted by status."""

    def __init__(self, rows: Orders, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


def _filtered(rows: Orders, asked: dict[str, Any]) -> Orders:
    for name in ("measure", "level", "outbreak", "case"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if unit := asked.get("unit"):
        rows = rows.filter(unit__in=AdminUnit.objects.under(unit))
    return rows


def _ordered(rows: Orders) -> Orders:
    urgency = Choose(
        When(status=OrderStatus.PROPOSED, then=Value(0)),
        When(status__in=RUNNING, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    related = ("person__unit", "case", "unit")
    return rows.select_related(*related).defer("decision").order_by(urgency, "-proposed_at", "pk")


def _tabs(asked: QueryDict, counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    """Link to the same list of another status; blank is all."""
    labels = {"": _("all"), **{status.value: status.label for status in OrderStatus}}
    rows = []
    for status, label in labels.items():
        address = asked.copy()
        address.pop("page", None)
        address["status"] = status
        rows.append(
            {
                "status": status,
                "label": label,
                "count": counts.get(status, 0) if status else sum(counts.values()),
                "url": f"?{address.urlencode()}",
                "current": status == current,
                "due": status == OrderStatus.PROPOSED and bool(counts.get(status)),
            }
        )
    return rows


def _case(request: Request, pk: int | None) -> Case | None:
    if pk is None:
        return None
    cases = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    return cases.filter(pk=pk).first()


@require_POST
@permitted("confirm_order")
def confirm_many(request: Request) -> HttpResponse:
    """Confirm the marked orders, or all proposed ones of a tree, of the user's own units."""
    user, now = request.user, request.now
    asked = _asked_for(request)
    seen = Order.objects.proposed().filter(**asked).visible_to(user, now=now)
    own = list(seen.decided_by(user, "confirm_order", now=now).order_by("pk"))
    others = seen.count() - len(own)
    done = confirm(own, actor=user, now=now)
    _say_how_many(request, len(done), others=others, overtaken=len(own) - len(done))
    return redirect(_back(request))


def _asked_for(request: Request) -> dict[str, Any]:
    case = request.POST.get("case", "")
    if "all" in request.POST and case.isdigit():
        return {"case": int(case)}
    marked = [int(pk) for pk in request.POST.getlist("order")[:AT_ONCE] if pk.isdigit()]
    return {"pk__in": marked}


def _say_how_many(request: Request, done: int, *, others: int, overtaken: int) -> None:
    if done:
        text = ngettext("%(n)d order is confirmed.", "%(n)d orders are confirmed.", done)
        messages.success(request, text % {"n": done})
    elif not others:
        messages.info(request, _("No order was confirmed: mark those that wait to be confirmed."))
    if others:
        text = ngettext(
            "%(n)d order is left to the unit that carries it out.",
            "%(n)d orders are left to the units that carry them out.",
            others,
        )
        messages.warning(request, text % {"n": others})
    if overtaken:
        text = ngettext(
            "%(n)d order was decided by somebody else meanwhile.",
            "%(n)d orders were decided by somebody else meanwhile.",
            overtaken,
        )
        messages.warning(request, text % {"n": overtaken})


def _back(request: Request) -> str:
    case = request.POST.get("case", "")
    kept = f"&case={case}" if case.isdigit() else ""
    return f"{reverse('measures:orders')}?status={OrderStatus.PROPOSED}{kept}"
