"""The tree of a case as list, and the answer to "why?"."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from vungxanh.policy.decision import Decision
from vungxanh.web.accounts.permissions import may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.config.among import Among
from vungxanh.web.measures.models import MeasureChoice, Order
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.registry.actions import note_opened
from vungxanh.web.registry.models import Case, Outbreak, Person
from vungxanh.web.tracing.chains import chains_to
from vungxanh.web.tracing.models import Arrival, Level, Tree

PAGE = 50


def case_of(request: Request, pk: int) -> Case:
    """Give a case that the user may see, else answer 404."""
    cases = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case: Case = get_object_or_404(cases.select_related("outbreak", "person__unit", "tree"), pk=pk)
    return case


def live_orders(outbreak: Outbreak, persons: list[int]) -> Any:
    """Give the live orders of some persons: who has two, the running one last."""
    orders = Order.objects.filter(
        Among("person_id", persons), outbreak=outbreak, status__in=["proposed", *RUNNING]
    )
    return orders.order_by("-status")


def levels_now(outbreak: Outbreak, persons: list[int]) -> dict[int, int]:
    """Map those of some persons who have a level to it."""
    levels = Level.objects.filter(Among("person_id", persons), outbreak=outbreak)
    return dict(levels.values_list("person_id", "level"))


def _level(request: Request) -> int:
    asked = request.GET.get("level", "1")
    return int(asked) if asked in {"1", "2", "3"} else 1


@require_safe
@permitted("view_case")
def tree(request: Request, pk: int) -> HttpResponse:
    """List the contacts of a case by level: a fragment, or a page of its own."""
    case, level = case_of(request, pk), _level(request)
    grown = Tree.objects.filter(case=case).first()
    rows = (
        Arrival.objects.filter(case=case, is_level=True, round=level)
        .visible_to(request.user, now=request.now)
        .select_related("person__unit", "via", "place")
        .order_by("exposure_start", "person_id")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    persons = [row.person_id for row in page]
    levels = levels_now(case.outbreak, persons)
    orders = {order.person_id: order for order in live_orders(case.outbreak, persons)}
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
