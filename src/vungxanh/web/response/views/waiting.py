"""What waits for an officer; and one proposal, to apply or to dismiss."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.policy.wording import FACT_WORDS
from vungxanh.terms import Classification
from vungxanh.web.accounts.permissions import allowed, check, may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures.models import MeasureChoice, Order, OrderStatus
from vungxanh.web.registry.actions import note_opened
from vungxanh.web.registry.models import Case, Person, Place
from vungxanh.web.response import actions
from vungxanh.web.response.forms import DecisionForm, ReasonForm
from vungxanh.web.response.models import Proposal

PAGE = 50
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
    context = {
        "proposals": Paginator(proposals, PAGE).get_page(request.GET.get("page")),
        "order_groups": _order_groups(orders.proposed(), now),
        "missing": _missing(orders.proposed()),
        "undated": _undated(request),
        "untold": _untold(orders.filter(status=OrderStatus.CONFIRMED), now),
        "may": may(user, now),
    }
    return render(request, "response/waiting.html", context)


def _minutes(since: datetime, now: datetime) -> int:
    return int((now - since).total_seconds() // 60)


def _order_groups(orders: Any, now: datetime) -> list[dict[str, Any]]:
    """Group the proposals by tree and by the unit that carries them out."""
    rows = (
        orders.values("case", "unit", "measure")
        .annotate(count=Count("pk"), oldest=Min("proposed_at"))
        .order_by()
    )
    groups: dict[tuple[int | None, int | None], list[Any]] = defaultdict(list)
    for row in rows:
        groups[row["case"], row["unit"]].append(row)
    cases = Case.objects.in_bulk({case for case, _unit in groups if case})
    units = AdminUnit.objects.in_bulk({unit for _case, unit in groups if unit})
    found = [
        {
            "case": cases[case],
            "unit": units.get(unit),
            "count": sum(row["count"] for row in rows),
            "measures": [
                {
                    "measure": row["measure"],
                    "label": MeasureChoice(row["measure"]).label,
                    "count": row["count"],
                }
                for row in rows
            ],
            "oldest": _minutes(min(row["oldest"] for row in rows), now),
            "url": f"{reverse('measures:orders')}?status=proposed&case={case}"
            + (f"&unit={unit}" if unit else ""),
        }
        for (case, unit), rows in groups.items()
        if case in cases
    ]
    return sorted(found, key=lambda group: (-group["oldest"], -group["count"]))


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


@require_http_methods(["GET", "POST"])
@permitted("view_case")
def proposal(request: Request, pk: int) -> HttpResponse:
    """Show who would move and which orders would follow; apply it or dismiss it."""
    visible = Proposal.objects.visible_to(request.user, now=request.now)
    shown = get_object_or_404(
        visible.select_related("person__unit", "case__outbreak", "result", "outbreak"), pk=pk
    )
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, shown, form.cleaned_data)
    note_opened(shown.person, actor=request.user, now=request.now)
    preview = shown.preview
    if shown.status == Proposal.Status.OPEN and shown.case and request.method == "GET":
        preview = _anew(request, shown)
    context = {
        "proposal": shown,
        "person": shown.person,
        "case": shown.case,
        "result": shown.result,
        "preview": shown_preview(request, preview),
        "warnings": _warnings(shown, preview),
        "form": form,
        "refused": _refused(request, shown),
    }
    status = 422 if form.errors else 200
    return render(request, "response/proposal.html", context, status=status)


def _verb(shown: Proposal) -> str:
    return "discard_case" if shown.kind == Proposal.Kind.DISCARD else "confirm_case"


def _refused(request: Request, shown: Proposal) -> str:
    """Say why the user may look at a proposal and not decide it; "" where they may."""
    return allowed(request.user, _verb(shown), request.now, unit=shown.person.unit).reason


def _anew(request: Request, shown: Proposal) -> dict[str, Any]:
    """Work the preview out with the facts of this moment."""
    assert shown.case is not None  # noqa: S101 - the caller looked
    if shown.kind == Proposal.Kind.DISCARD:
        return actions.preview_discard(shown.case, actor=request.user, now=request.now)
    return actions.preview_confirmation(
        shown.case, shown.result, actor=request.user, now=request.now
    )


def _decide(request: Request, shown: Proposal, content: dict[str, Any]) -> HttpResponse:
    check(request.user, _verb(shown), request.now, unit=shown.person.unit)
    try:
        if content["decision"] == "dismiss":
            actions.dismiss_proposal(
                shown, actor=request.user, now=request.now, reason=content["reason"]
            )
            messages.info(request, _("The proposal is dismissed."))
            return redirect("response:waiting")
        done = actions.apply_proposal(
            shown, actor=request.user, now=request.now, reason=content["reason"]
        )
    except actions.AlreadyDecidedError:
        messages.error(request, _("Somebody else has decided this already."))
        return redirect("response:proposal", pk=shown.pk)
    moved = len(done.movement.moves)
    messages.success(
        request,
        ngettext(
            "%(count)d person moved; orders are proposed.",
            "%(count)d persons moved; orders are proposed.",
            moved,
        )
        % {"count": moved},
    )
    return redirect("registry:case", pk=shown.case_id)


def _warnings(shown: Proposal, preview: dict[str, Any]) -> list[str]:
    if shown.kind == Proposal.Kind.DISCARD or preview["window"]:
        return []
    return [
        _("The case has no date, so nobody can be traced: enter the onset or the specimen day.")
    ]


def shown_preview(request: Request, preview: dict[str, Any]) -> dict[str, Any]:
    """Turn a stored preview (ids and counts) into what the page shows, within the user's area."""
    rows = [row for move in preview["moves"] for row in move["people"]]
    named = {pk for person, via, _place in rows for pk in (person, via) if pk}
    persons = Person.objects.shown_to(request.user, named, now=request.now)
    places = Place.objects.in_bulk({place for _person, _via, place in rows if place})
    moves = []
    for move in preview["moves"]:
        people = [
            {
                "person": persons.get(person),
                "via": persons.get(via),
                "has_via": via is not None,
                "place": places.get(place),
            }
            for person, via, place in move["people"]
        ]
        moves.append(move | {"people": people, "more": move["count"] - len(people)})
    restored = [row | {"change": "restored"} for row in preview["restored"]]
    return {
        "moves": moves,
        "orders": [
            row | {"label": MeasureChoice(row["measure"]).label}
            for row in [*preview["orders"], *restored]
        ],
        "window": preview["window"],
        "counts": [
            {"level": level, "people": people}
            for level, people in enumerate(preview["counts"], start=1)
        ],
    }


@require_http_methods(["GET", "POST"])
@permitted("discard_case")
def discard(request: Request, pk: int) -> HttpResponse:
    """Show whom taking a case back would release, and take it back."""
    visible = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case = get_object_or_404(
        visible.select_related("outbreak", "person__unit", "person__staying_unit"), pk=pk
    )
    if case.classification == Classification.DISCARDED:
        messages.info(request, _("This case is discarded already."))
        return redirect("registry:case", pk=case.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check(request.user, "discard_case", request.now, unit=case.person.unit)
        done = actions.discard_case(
            case, actor=request.user, now=request.now, reason=form.cleaned_data["reason"]
        )
        moved = len(done.movement.moves)
        messages.success(
            request,
            ngettext("%(count)d person moved back.", "%(count)d persons moved back.", moved)
            % {"count": moved},
        )
        return redirect("registry:case", pk=case.pk)
    preview = actions.preview_discard(case, actor=request.user, now=request.now)
    context = {
        "case": case,
        "person": case.person,
        "preview": shown_preview(request, preview),
        "form": form,
        "undone_by": _(
            "Was this a mistake, record the positive result: the same is proposed again."
        ),
    }
    status = 422 if form.errors else 200
    return render(request, "response/discard.html", context, status=status)
