"""One proposal, to apply or to dismiss; and the discarding of a case, seen beforehand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vungxanh.web.accounts.permissions import allowed, check, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.measures.models import MeasureChoice
from vungxanh.web.registry.actions import note_opened
from vungxanh.web.registry.models import Person, Place
from vungxanh.web.response import actions
from vungxanh.web.response.consequences import Consequences
from vungxanh.web.response.forms import DecisionForm
from vungxanh.web.response.models import Proposal


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
    tell_moved(request, done)
    return redirect("registry:case", pk=shown.case_id)


def tell_moved(request: Request, done: Consequences) -> None:
    """Say on the next page how many persons changed their level."""
    moved = len(done.movement.moves)
    told = ngettext(
        "%(count)d person moved; orders are proposed.",
        "%(count)d persons moved; orders are proposed.",
        moved,
    )
    messages.success(request, told % {"count": moved})


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
    return {
        "moves": moves,
        "orders": [
            row | {"label": MeasureChoice(row["measure"]).label} for row in preview["orders"]
        ],
        "window": preview["window"],
        "counts": [
            {"level": level, "people": people}
            for level, people in enumerate(preview["counts"], start=1)
        ],
    }
