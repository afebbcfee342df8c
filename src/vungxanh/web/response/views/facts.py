"""Forms for one fact each: visits, isolation, what policy asks."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.identity.names import normal
from vungxanh.records import minute_of
from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.actions import add_place
from vungxanh.web.registry.models import Case, Fact, Isolation, Person, Place, Visit
from vungxanh.web.response import actions
from vungxanh.web.response.forms import (
    FactForm,
    IsolateForm,
    VisitForm,
    facts_asked,
)
from vungxanh.web.response.views.single import READ_AND_WRITE, back_to, case_of, page, person_of


@require_http_methods(READ_AND_WRITE)
@permitted("add_exposure")
def add_visit(request: Request, pk: int) -> HttpResponse:
    """Write where the person of a case was; the trees of everybody who was there follow."""
    case = case_of(request, pk)
    form = VisitForm(request.POST or None, now=request.now, places=_places_of(case))
    if request.method == "POST" and form.is_valid():
        moved = _save_visit(request, case, form)
        messages.success(
            request,
            _("The visit is saved; %(count)d persons changed their level.") % {"count": moved},
        )
        return redirect("registry:case", pk=case.pk)
    return page(
        request,
        _("Add a visit"),
        _("Save the visit"),
        form,
        person=case.person,
        case=case,
        cancel=reverse("registry:case", args=[case.pk]),
    )


def _places_of(case: Case) -> Any:
    """Offer where the case is known to have been, and their home."""
    been = Visit.objects.filter(person=case.person_id, retracted_at=None).values("place")
    return Place.objects.filter(Q(pk__in=been) | Q(pk=case.person.home_id)).order_by("name")


@transaction.atomic
def _save_visit(request: Request, case: Case, form: VisitForm) -> int:
    """Write the visit, and the place if it is new. Give how many persons moved."""
    content = form.cleaned_data
    visit = Visit(
        person=case.person,
        place=content["place"] or _place_called(request, case, content),
        seat=content["seat"],
        **form.minutes,
    )
    followed = actions.add_visits([visit], actor=request.user, now=request.now)
    return sum(len(done.movement.moves) for done in followed)


def _place_called(request: Request, case: Case, content: dict[str, Any]) -> Place:
    """Find the place of a name or code; two records of one place would hide who met there."""
    name = content["place_name"].strip()
    if known := _known_place(name):
        return known
    number = Place.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    return add_place(
        actor=request.user,
        now=request.now,
        code=f"{case.outbreak.code}-place-{number + 1}",
        name=name,
        kind=content["kind"],
        unit=case.person.unit,
    )


def _known_place(name: str) -> Place | None:
    """Find a place by name or code; databases differ in what they think of Ơ and ơ."""
    wanted = normal(name)
    for pk, *called in Place.objects.order_by("pk").values_list("pk", "code", "name").iterator():
        if wanted in map(normal, called):
            return Place.objects.get(pk=pk)
    return None


@require_http_methods(READ_AND_WRITE)
@permitted("isolate")
def isolate(request: Request, pk: int) -> HttpResponse:
    """Write that a person was apart from others; what they passed on then goes from the trees."""
    person = person_of(request, pk)
    form = IsolateForm(request.POST or None, now=request.now, initial={"start": request.now})
    if request.method == "POST" and form.is_valid():
        apart = Isolation(person=person, **_open_minutes(form.cleaned_data))
        followed = actions.isolate(apart, actor=request.user, now=request.now)
        moved = sum(len(done.movement.moves) for done in followed)
        messages.success(
            request,
            _("The isolation is saved; %(count)d persons changed their level.") % {"count": moved},
        )
        return redirect(back_to(person))
    return page(
        request,
        _("Record isolation or quarantine"),
        _("Save"),
        form,
        person=person,
        cancel=back_to(person),
    )


def _open_minutes(content: dict[str, datetime | None]) -> dict[str, int | None]:
    return {
        name: None if value is None else minute_of(value)
        for name, value in content.items()
        if name in {"start", "end"}
    }


@require_http_methods(READ_AND_WRITE)
@permitted("record_fact")
def record_fact(request: Request, pk: int) -> HttpResponse:
    """Write a fact that policy reads (`?name=`, else it is chosen); what follows is proposed."""
    person = person_of(request, pk)
    questions = facts_asked(get_language() or "vi")
    name = request.POST.get("name") or request.GET.get("name") or ""
    if name not in questions:
        return _choose_fact(request, person, questions)
    form = FactForm(
        request.POST or None,
        now=request.now,
        about=person,
        fact=name,
        question=questions[name],
        initial={"name": name, "observed_at": request.now},
    )
    if request.method == "POST" and form.is_valid():
        orders = actions.record_fact(
            Fact(person=person, **form.cleaned_data), actor=request.user, now=request.now
        )
        if orders:
            messages.success(request, _("The fact is saved, and new orders are proposed."))
        else:
            messages.success(request, _("The fact is saved."))
        return redirect(back_to(person))
    return page(
        request,
        _("Record a fact"),
        _("Save the fact"),
        form,
        person=person,
        cancel=back_to(person),
    )


def _choose_fact(request: Request, person: Person, questions: dict[str, str]) -> HttpResponse:
    """Ask which fact it is: each has a field that fits it."""
    context = {
        "person": person,
        "questions": [
            {"question": question, "url": f"?{urlencode({'name': name})}"}
            for name, question in questions.items()
        ],
    }
    return render(request, "response/choose_fact.html", context)
