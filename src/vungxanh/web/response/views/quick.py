"""Ten contacts of a case in under two minutes, with the keyboard only."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.actions import add_person
from vungxanh.web.registry.models import Case, ContactEvent, Person
from vungxanh.web.response import actions
from vungxanh.web.response.contact_forms import CommonForm, ContactRows

RECENT = 30
"""Contacts already known that the page lists."""
TYPED = ("name", "phone", "birth_year", "sex", "residence")
"""What is typed of a person who is not known yet."""


@require_http_methods(["GET", "POST"])
@permitted("add_exposure")
def quick_entry(request: Request, pk: int) -> HttpResponse:
    """Take many contacts of a case at once; nothing is saved unless every row can be."""
    visible = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case = get_object_or_404(visible.select_related("outbreak", "person__unit"), pk=pk)
    common = CommonForm(
        request.POST or None,
        prefix="common",
        now=request.now,
        initial={"day": timezone.localdate(request.now), "setting": "social"},
    )
    rows = ContactRows(request.POST or None, prefix="contacts")
    known = Person.objects.visible_to(request.user, now=request.now).exclude(pk=case.person_id)
    for form in rows:
        form.fields["person"].queryset = known  # type: ignore[attr-defined]
    if request.method == "POST" and _all_fit(common, rows, request):
        saved = _save(request, case, common.cleaned_data, rows)
        messages.success(
            request,
            ngettext("%(count)d contact is saved.", "%(count)d contacts are saved.", saved)
            % {"count": saved},
        )
        return redirect("response:quick_entry", pk=case.pk)
    context = {
        "case": case,
        "person": case.person,
        "common": common,
        "formset": rows,
        "recent": _recent(request, case),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "response/quick_entry.html", context, status=status)


def _all_fit(common: CommonForm, rows: Any, request: Request) -> bool:
    """Check everything, so that all that is wrong is said at once."""
    fit = [common.is_valid(), rows.is_valid()]
    if all(fit):
        fit += [form.settle(common.cleaned_data, now=request.now) for form in rows]
        if not any(form.has_changed() for form in rows):
            common.add_error(None, _("No contact is typed yet: name at least one."))
            return False
    return all(fit)


@transaction.atomic
def _save(request: Request, case: Case, common: dict[str, Any], rows: Any) -> int:
    events = []
    for form in rows:
        if not form.has_changed():
            continue
        content = form.cleaned_data
        start, end = form.interval(common)
        events.append(
            ContactEvent(
                person_a=case.person,
                person_b=content["person"] or _new_person(request, case, content),
                start=start,
                end=end,
                close=content["close"] or common["close"],
                setting=common["setting"],
                note=content["note"],
            )
        )
    actions.add_contacts(events, actor=request.user, now=request.now)
    return len(events)


def _new_person(request: Request, case: Case, content: dict[str, Any]) -> Person:
    """Add a person; until the address is read, the unit of the case sees them and finds out."""
    return add_person(
        actor=request.user,
        now=request.now,
        code=Person.objects.next_code(),
        unit=case.person.unit,
        source=f"contact of {case.code}",
        **{name: content[name] for name in TYPED},
    )


def _recent(request: Request, case: Case) -> list[dict[str, Any]]:
    """List the newest contact events of the case; who is outside the area stays unnamed."""
    events = list(
        ContactEvent.objects.as_of(request.now)
        .filter(Q(person_a=case.person_id) | Q(person_b=case.person_id))
        .order_by("-recorded_at", "-pk")[:RECENT]
    )
    others = {
        e.pk: e.person_b_id if e.person_a_id == case.person_id else e.person_a_id for e in events
    }
    seen = Person.objects.visible_to(request.user, now=request.now)
    persons = seen.select_related("unit").in_bulk(set(others.values()))
    return [
        {
            "person": persons.get(others[event.pk]),
            "start": event.start,
            "end": event.end,
            "setting": event.setting,
            "close": event.close,
        }
        for event in events
    ]
