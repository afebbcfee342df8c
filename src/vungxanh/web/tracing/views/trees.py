"""The tree of a case as graph and as list, and the answer to "why?"."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vungxanh.policy.decision import Decision
from vungxanh.records import instant_of
from vungxanh.web.accounts.permissions import may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.measures.models import MeasureChoice, Order
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.registry.actions import note_opened
from vungxanh.web.registry.models import Case, Outbreak, Person
from vungxanh.web.tracing.chains import chains_to
from vungxanh.web.tracing.models import Arrival, Level, Tree

PAGE = 50
NODES = 1500
"""Persons of a drawing; what is left out stands in the list."""


def _case(request: Request, pk: int) -> Case:
    cases = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case: Case = get_object_or_404(cases.select_related("outbreak", "person__unit", "tree"), pk=pk)
    return case


def _standing(outbreak: Outbreak, persons: list[int]) -> tuple[dict[int, int], dict[int, Order]]:
    """Give the present level and the live order of some persons."""
    levels = Level.objects.filter(outbreak=outbreak, person__in=persons)
    orders = Order.objects.filter(
        outbreak=outbreak, person__in=persons, status__in=["proposed", *RUNNING]
    )
    return (
        dict(levels.values_list("person_id", "level")),
        # A running order is shown rather than the proposal that would replace it.
        {order.person_id: order for order in orders.order_by("-status")},
    )


def _level(request: Request) -> int:
    asked = request.GET.get("level", "1")
    return int(asked) if asked in {"1", "2", "3"} else 1


@require_safe
@permitted("view_case")
def tree(request: Request, pk: int) -> HttpResponse:
    """List the contacts of a case by level: a fragment, or a page of its own."""
    case, level = _case(request, pk), _level(request)
    grown = Tree.objects.filter(case=case).first()
    rows = (
        Arrival.objects.filter(case=case, is_level=True, round=level)
        .visible_to(request.user, now=request.now)
        .select_related("person__unit", "via", "place")
        .order_by("exposure_start", "person_id")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    levels, orders = _standing(case.outbreak, [row.person_id for row in page])
    for row in page:
        row.level_now = levels.get(row.person_id)  # type: ignore[attr-defined]
        row.order = orders.get(row.person_id)  # type: ignore[attr-defined]
    context = {
        "case": case,
        "tree": grown,
        "counts": [
            {"level": number, "people": getattr(grown, f"f{number}", 0)} for number in (1, 2, 3)
        ],
        "level": level,
        "page": page,
        "may": may(request.user, request.now),
    }
    name = "tree_list" if request.htmx else "tree"
    return render(request, f"tracing/{name}.html", context)


@require_safe
@permitted("view_case")
def tree_data(request: Request, pk: int) -> JsonResponse:
    """Give the tree of a case as nodes and edges, nearest levels first, up to NODES persons."""
    case = _case(request, pk)
    arrivals = Arrival.objects.filter(case=case, is_level=True).exclude(person=case.person_id)
    total = _by_level(arrivals.values_list("round", flat=True))
    visible = arrivals.visible_to(request.user, now=request.now)
    rows = list(
        visible.select_related("person__unit", "place").order_by(
            "round", "exposure_start", "person_id"
        )[:NODES]
    )
    sent = _by_level(row.round for row in rows)
    persons = [case.person_id, *(row.person_id for row in rows)]
    levels, orders = _standing(case.outbreak, persons)
    names = {case.person_id: case.code}
    nodes = [_node(case.person, 0, case.code, levels, orders)]
    edges = []
    for row in rows:
        names[row.person_id] = str(row.person)
        nodes.append(
            _node(row.person, row.round, str(row.person), levels, orders)
            | {"exposure": instant_of(row.exposure_start).isoformat()}
        )
    for row in rows:
        if row.via_id in names:
            edges.append(
                {
                    "source": str(row.via_id),
                    "target": str(row.person_id),
                    "place": str(row.place or ""),
                    "start": instant_of(row.exposure_start).isoformat(),
                }
            )
    left = {str(level): total[level] - sent[level] for level in (1, 2, 3)}
    return JsonResponse({"nodes": nodes, "edges": edges, "truncated": left})


def _by_level(rounds: Any) -> dict[int, int]:
    counts = {1: 0, 2: 0, 3: 0}
    for number in rounds:
        counts[number] += 1
    return counts


def _node(
    person: Person, level: int, label: str, levels: dict[int, int], orders: dict[int, Order]
) -> dict[str, Any]:
    order = orders.get(person.pk)
    return {
        "id": str(person.pk),
        "label": label,
        "level": level,
        "level_now": levels.get(person.pk),
        "status": order.measure if order else "",
        "status_label": str(order.get_measure_display()) if order else "",
        "unit": person.unit.name if person.unit else "",
        "url": person.get_absolute_url(),
    }


@require_safe
@permitted("view_person")
def why(request: Request, pk: int) -> HttpResponse:
    """Answer why a person is what they are: every chain, and what applies."""
    persons = Person.objects.visible_to(request.user, now=request.now).select_related("unit")
    person = get_object_or_404(persons, pk=pk)
    note_opened(person, actor=request.user, now=request.now)
    level = (
        Level.objects.filter(person=person)
        .select_related("outbreak")
        .order_by("level", "-since")
        .first()
    )
    outbreak = level.outbreak if level else Outbreak.objects.first()
    chains, more = (
        chains_to(person, outbreak, user=request.user, now=request.now) if outbreak else ([], 0)
    )
    context = {
        "person": person,
        "outbreak": outbreak,
        "level": level.level if level else None,
        "chains": chains,
        "chains_more": more,
        "decision": _applies(person, outbreak),
    }
    name = "why" if request.htmx else "why_page"
    return render(request, f"tracing/{name}.html", context)


def _applies(person: Person, outbreak: Outbreak | None) -> dict[str, Any] | None:
    """Put the decision behind a person's live order into words."""
    order = (
        Order.objects.filter(person=person, outbreak=outbreak, status__in=["proposed", *RUNNING])
        .order_by("-proposed_at")
        .first()
    )
    if order is None:
        return None
    decision = Decision.from_dict(order.decision)
    _, *reasons = decision.sentences(language=get_language() or "vi")
    return {
        "measure_label": MeasureChoice(order.measure).label,
        "until": order.ends_at,
        "directive": order.directive,
        "reasons": reasons,
    }
