"""One message: what it says, whom it may mean, and what an officer decides."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.web.accounts.permissions import check, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.laboratory import actions
from vungxanh.web.laboratory.forms import Reason
from vungxanh.web.laboratory.matching import suggested
from vungxanh.web.laboratory.models import LabMessage
from vungxanh.web.registry.actions import note_opened
from vungxanh.web.registry.forms import NewPerson, PersonSearch, own_units
from vungxanh.web.registry.models import Person

FOUND = 8
Status = LabMessage.Status


def _message_of(request: Request, pk: int) -> LabMessage:
    visible = LabMessage.objects.visible_to(request.user, now=request.now)
    rows = visible.select_related("laboratory", "unit", "person__unit", "result")
    found: LabMessage = get_object_or_404(rows, pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("settle_lab_message")
def message(request: Request, pk: int) -> HttpResponse:
    """Show a message, and do what an officer decides about it. Reading it is audited."""
    row = _message_of(request, pk)
    if request.method != "POST":
        if row.person:
            note_opened(row.person, actor=request.user, now=request.now)
        return _show(request, row)
    try:
        return _decide(request, row)
    except actions.AlreadySettledError:
        messages.error(request, _("Somebody else has decided about this message meanwhile."))
        return redirect(row)


def _decide(request: Request, row: LabMessage) -> HttpResponse:
    wish, user, now = request.POST.get("action"), request.user, request.now
    if wish == "search":
        return _show(request, row)
    if wish == "match":
        visible = Person.objects.visible_to(user, now=now, verb="settle_lab_message")
        asked = request.POST.get("person", "")
        person = get_object_or_404(visible, pk=int(asked) if asked.isdecimal() else 0)
        done = actions.match(row, person, actor=user, now=now)
        return _matched(request, done)
    reason = Reason(request.POST)
    if not reason.is_valid():
        return _show(request, row, reason=reason, status=422)
    said = reason.cleaned_data["reason"]
    if wish == "dismiss":
        actions.dismiss(row, actor=user, now=now, reason=said)
        messages.success(request, _("The message is put aside."))
        return redirect("laboratory:inbox")
    actions.take_back(row, actor=user, now=now, reason=said)
    messages.success(request, _("The match is taken back; the message waits again."))
    return redirect(row)


def _matched(request: Request, row: LabMessage) -> HttpResponse:
    if row.status == Status.RECORDED:
        messages.success(request, _("The result is recorded. What follows is proposed."))
    elif row.status == Status.MATCHED:
        messages.success(request, _("The message is matched; there is nothing to record."))
    else:
        messages.error(request, row.get_why_display())
    return redirect(row)


def _show(
    request: Request, row: LabMessage, *, reason: Reason | None = None, status: int = 200
) -> HttpResponse:
    report = row.report if row.parsed else None
    context: dict[str, Any] = {"row": row, "report": report, "reason": reason or Reason()}
    if row.status == Status.WAITING and report:
        context |= {"suggestions": _suggestions(request, row), **_searched(request)}
    if report:
        context["related"] = LabMessage.objects.visible_to(
            request.user, now=request.now
        ).about_same(row)
    return render(request, "laboratory/message.html", context, status=status)


def _suggestions(request: Request, row: LabMessage) -> list[dict[str, Any]]:
    """Name the persons of one's area whom the message may mean, and how likely."""
    found = suggested(row)
    shown = Person.objects.shown_to(
        request.user, [int(one.person_id) for one in found], now=request.now
    )
    return [
        {"person": shown[int(one.person_id)], "percent": round(100 * one.probability)}
        for one in found
        if int(one.person_id) in shown
    ]


def _searched(request: Request) -> dict[str, Any]:
    asked = request.POST if request.POST.get("action") == "search" else None
    form = PersonSearch(asked, units=own_units(request.user, request.now, "settle_lab_message"))
    form.fields.pop("unit")
    form.fields["q"].widget.attrs.pop("autofocus", None)
    typed = form.asked() if asked else ""
    rows = Person.objects.visible_to(request.user, now=request.now, verb="settle_lab_message")
    ids = rows.best_matches(typed)[:FOUND] if typed else []
    persons = Person.objects.select_related("unit").in_bulk(ids)
    return {"search": form, "searched": bool(typed), "found": [persons[pk] for pk in ids]}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("settle_lab_message")
def new_person(request: Request, pk: int) -> HttpResponse:
    """Write the patient of a waiting message as a new person."""
    check(request.user, "new_person", request.now)
    row = _message_of(request, pk)
    if row.status != Status.WAITING or not row.parsed:
        return redirect(row)
    form = NewPerson(
        request.POST or None, user=request.user, now=request.now, initial=_as_person(row)
    )
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in NewPerson.KEPT}
        try:
            done = actions.match_to_new(row, actor=request.user, now=request.now, **said)
        except actions.AlreadySettledError:
            messages.error(request, _("Somebody else has decided about this message meanwhile."))
            return redirect(row)
        return _matched_elsewhere(request, done)
    context = {
        "title": _("New person from a laboratory message"),
        "form": form,
        "intro": _("Filled in as the laboratory wrote it: check it before you save."),
        "submit": _("Save and record the result"),
        "cancel": reverse("laboratory:message", args=[row.pk]),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "response/form.html", context, status=status)


def _matched_elsewhere(request: Request, row: LabMessage) -> HttpResponse:
    """Lead back to the message, or to the inbox where the new person lives in another area."""
    answer = _matched(request, row)
    visible = LabMessage.objects.visible_to(request.user, now=request.now)
    return answer if visible.filter(pk=row.pk).exists() else redirect("laboratory:inbox")


def _as_person(row: LabMessage) -> dict[str, Any]:
    patient = row.report.patient
    unit = row.unit if row.unit and row.unit.level == "commune" else None
    return {
        "name": patient.name,
        "sex": patient.sex,
        "birth_date": patient.birth_date,
        "birth_year": None if patient.birth_date else patient.birth_year,
        "phone": patient.phone,
        "identity_number": patient.identity_number,
        "residence": patient.address,
        "unit": unit,
    }
