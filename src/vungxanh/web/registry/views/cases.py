"""The list of cases, and all that is known of one."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case as Choose
from django.db.models import Count, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from vungxanh.terms import TestOutcome
from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.registry.forms import CaseFilter, own_units
from vungxanh.web.registry.models import Case, InterviewAnswer, Link, Person, TestResult
from vungxanh.web.registry.prompts import sections
from vungxanh.web.registry.queries import Cases, lives_in
from vungxanh.web.registry.views.events import case_history
from vungxanh.web.registry.views.itinerary import itinerary
from vungxanh.web.registry.views.windows import (
    CaseWindow,
    day_counts,
    days_asked,
    window_by_rules,
)
from vungxanh.web.response.models import Proposal
from vungxanh.web.tracing.models import Arrival, Level, Tree

PAGE = 50
ORDERS = 20
"""Orders shown on the page of a case; the others stand in the list of orders."""


@require_safe
@permitted("view_case")
def cases(request: Request) -> HttpResponse:
    """List the cases of one's area, newest first."""
    asked = request.GET.get("unit", "")
    units = own_units(request.user, request.now, "view_case", asked=asked)
    form = CaseFilter(request.GET or None, units=units)
    rows = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    rows = rows.annotate(known_at=Coalesce("confirmed_at", "recorded_at"))
    if form.is_valid():
        rows = _filtered(rows, form.cleaned_data)
    rows = rows.select_related("person__unit", "outbreak", "tree").order_by("-known_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting = _waiting(list(page), request.user, request.now)
    for case in page:
        case.waiting = waiting.get(case.pk, 0)
    context = {
        "form": form,
        "page": page,
        "total": page.paginator.count,
        "may": may(request.user, request.now),
    }
    return render(request, "registry/cases.html", context)


def _filtered(rows: Cases, asked: dict[str, Any]) -> Cases:
    for name in ("outbreak", "classification"):
        if asked[name]:
            rows = rows.filter(**{name: asked[name]})
    if asked["unit"]:
        rows = rows.filter(lives_in(asked["unit"], "person"))
    rows = rows.alias(known_on=TruncDate("known_at"))
    if asked["since"]:
        rows = rows.filter(known_on__gte=asked["since"])
    if asked["until"]:
        rows = rows.filter(known_on__lte=asked["until"])
    if asked["quarantine"]:
        answers = {"yes": True, "no": False, "unknown": None}
        rows = rows.filter(found_in_quarantine=answers[asked["quarantine"]])
    orders = Order.objects.filter(case=OuterRef("pk"))
    having = {
        "proposed": Q(Exists(orders.proposed())),
        "running": Q(Exists(orders.running())),
        "none": ~Q(Exists(orders)),
    }
    return rows.filter(having[asked["order"]]) if asked["order"] else rows


def _waiting(shown: list[Case], user: User, now: datetime) -> dict[int, int]:
    """Count the proposed orders of some cases that a user may see."""
    orders = Order.objects.proposed().filter(case__in=shown).visible_to(user, now=now)
    return dict(orders.order_by().values_list("case").annotate(Count("pk")))


@require_safe
@permitted("view_case")
def case(request: Request, pk: int) -> HttpResponse:
    """Show one case: its infectious period, its ways, its tree, orders, results and history."""
    user, now = request.user, request.now
    rows = Case.objects.visible_to(user, now=now).as_of(now)
    found = get_object_or_404(
        rows.select_related("outbreak", "person__unit", "person__staying_unit", "tree"), pk=pk
    )
    tree = getattr(found, "tree", None)
    window = window_by_rules(found, now=now)
    counts = _counts(found, tree, now)
    context = {
        "case": found,
        "person": found.person,
        "tree": tree,
        "window": window,
        "window_minutes": window.minutes,
        "day_counts": day_counts(found, window),
        "itinerary": itinerary(found, window, user=user, now=now),
        "counts": counts,
        "tree_count": sum(row["kept"] for row in counts),
        **_orders(found, user, now),
        "proposals": Proposal.objects.filter(case=found, status=Proposal.Status.OPEN),
        "results": TestResult.objects.once_known(now)
        .filter(person=found.person, outbreak=found.outbreak)
        .order_by("-specimen_at", "-pk"),
        "links": _links(found, user, now),
        "history": case_history(found, now=now),
        "answered": answered(found, window, now),
        "may": may(user, now),
    }
    return render(request, "registry/case.html", context)


def _counts(case: Case, tree: Tree | None, now: datetime) -> list[dict[str, int]]:
    """Count the people of each level, and what became of them, a query a question."""
    contacts = Q(person__arrivals__case=case, person__arrivals__is_level=True)
    people = Count("person", distinct=True)
    orders = Order.objects.running().filter(contacts, outbreak=case.outbreak_id)
    cases = Level.objects.filter(contacts, outbreak=case.outbreak_id, level=0)
    tests = TestResult.objects.as_of(now).filter(contacts, outbreak=case.outbreak_id)
    positive = tests.filter(outcome=TestOutcome.POSITIVE)
    kept = Arrival.objects.levels().filter(case=case).order_by().values_list("round")
    found = {
        "kept": dict(kept.annotate(Count("pk"))),
        **{
            name: dict(rows.order_by().values_list("person__arrivals__round").annotate(people))
            for name, rows in (
                ("with_order", orders),
                ("now_f0", cases),
                ("tested", tests),
                ("positive", positive),
            )
        },
    }
    return [
        {"level": level, "people": getattr(tree, f"f{level}", 0)}
        | {name: numbers.get(level, 0) for name, numbers in found.items()}
        for level in (1, 2, 3)
    ]


def _orders(case: Case, user: User, now: datetime) -> dict[str, Any]:
    """Give the first orders of a case's tree, those that wait before all others."""
    rows = Order.objects.filter(case=case).visible_to(user, now=now)
    urgency = Choose(
        When(status=OrderStatus.PROPOSED, then=Value(0)),
        When(status__in=RUNNING, then=Value(1)),
        default=Value(2),
    )
    counted = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    return {
        "orders": rows.annotate(urgency=urgency)
        .select_related("person__unit", "unit")
        .order_by("urgency", "level", "-proposed_at", "pk")[:ORDERS],
        "order_counts": [
            {"status": status.value, "label": status.label, "count": counted[status.value]}
            for status in OrderStatus
            if status.value in counted
        ],
        "orders_url": f"{reverse('measures:orders')}?case={case.pk}",
    }


def _links(case: Case, user: User, now: datetime) -> list[dict[str, Any]]:
    """Give who is said to have infected whom; persons outside the area stay anonymous."""
    mine = Q(infectee=case.person_id) | Q(infector=case.person_id)
    links = list(
        Link.objects.as_of(now)
        .filter(mine, outbreak=case.outbreak_id)
        .select_related("place")
        .order_by("recorded_at", "pk")
    )
    ids = {pk for link in links for pk in (link.infector_id, link.infectee_id) if pk}
    shown = Person.objects.shown_to(user, ids, now=now)
    return [
        {
            "infector": shown.get(link.infector_id or 0),
            "infectee": shown.get(link.infectee_id),
            "place": link.place if link.infector_id is None else None,
            "kind": link.kind,
            "certainty": link.certainty,
            "source": link.source,
        }
        for link in links
    ]


def answered(case: Case, window: CaseWindow, now: datetime) -> dict[str, int]:
    """Count the questions of the interview, and those that have an answer."""
    asked = {p.key for s in sections(days_asked(case, window, now=now)) for p in s.prompts}
    given = InterviewAnswer.objects.filter(case=case, prompt__in=asked).exclude(text="")
    return {"done": given.count(), "prompts": len(asked)}
