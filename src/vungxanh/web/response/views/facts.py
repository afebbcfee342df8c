"""Forms for one fact each: results, cases, visits, isolation, what policy asks."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.records import minute_of
from vungxanh.web.accounts.permissions import allowed, check, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.actions import add_place
from vungxanh.web.registry.models import Case, Fact, Isolation, Person, Place, TestResult, Visit
from vungxanh.web.response import actions
from vungxanh.web.response.forms import (
    CorrectResultForm,
    DatesForm,
    FactForm,
    IsolateForm,
    NewCaseForm,
    ResultForm,
    VisitForm,
    facts_asked,
)
from vungxanh.web.response.models import Proposal

READ_AND_WRITE = ["GET", "POST"]


def _person(request: Request, pk: int, verb: str = "view_person") -> Person:
    """Give a person whom the user may see in order to do a verb."""
    visible = Person.objects.visible_to(request.user, now=request.now, verb=verb)
    return get_object_or_404(visible.select_related("unit"), pk=pk)


def _case(request: Request, pk: int) -> Case:
    visible = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case: Case = get_object_or_404(
        visible.select_related("outbreak", "person__unit", "person__staying_unit"), pk=pk
    )
    return case


def _page(request: Request, title: str, submit: str, form: Any, **more: Any) -> HttpResponse:
    context = {"title": title, "submit": submit, "form": form, **more}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "response/form.html", context, status=status)


def _back_to(person: Person) -> str:
    return reverse("registry:person", args=[person.pk])


def _way_back(request: Request, person: Person) -> str:
    """Lead a laboratory, which may not open persons, back to its search."""
    if allowed(request.user, "view_person", request.now):
        return _back_to(person)
    return reverse("registry:persons")


@require_http_methods(READ_AND_WRITE)
@permitted("record_result")
def record_result(request: Request, pk: int) -> HttpResponse:
    """Write a laboratory result; a positive one leads to the proposal of a cascade."""
    person = _person(request, pk, "record_result")
    form = ResultForm(
        request.POST or None,
        now=request.now,
        about=person,
        initial={"resulted_at": request.now, "method": "pcr"},
    )
    if request.method == "POST" and form.is_valid():
        result = TestResult(person=person, **form.cleaned_data)
        followed = actions.record_result(result, actor=request.user, now=request.now)
        return _after_result(request, person, followed)
    return _page(
        request,
        _("Record a test result"),
        _("Save the result"),
        form,
        person=person,
        intro=_("A positive result moves nobody by itself: it opens a proposal to decide."),
        cancel=_way_back(request, person),
    )


def _after_result(request: Request, person: Person, followed: Any) -> HttpResponse:
    if not allowed(request.user, "view_person", request.now):
        messages.success(request, _("The result is saved. The officers in charge were told."))
        return redirect("registry:persons")
    if isinstance(followed, Proposal):
        messages.success(request, _("The result is saved. Decide what follows."))
        return redirect("response:proposal", pk=followed.pk)
    messages.success(request, _("The result is saved."))
    return redirect(_back_to(person))


@require_http_methods(READ_AND_WRITE)
@permitted("record_result")
def correct_result(request: Request, pk: int) -> HttpResponse:
    """Replace a wrong result by the right one."""
    standing = TestResult.objects.as_of(request.now).select_related("person")
    wrong = get_object_or_404(standing, pk=pk)
    person = _person(request, wrong.person_id, "record_result")
    names = ("outbreak", "method", "specimen_at", "resulted_at", "laboratory")
    form = CorrectResultForm(
        request.POST or None,
        now=request.now,
        about=person,
        initial={name: getattr(wrong, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        content = dict(form.cleaned_data)
        reason = content.pop("reason")
        right = TestResult(person=person, **content)
        followed = actions.correct_result(
            wrong, right, actor=request.user, now=request.now, reason=reason
        )
        return _after_result(request, person, followed)
    return _page(
        request,
        _("Correct a test result"),
        _("Save the correction"),
        form,
        person=person,
        intro=_("The wrong result stays in the history. What it led to is proposed to be undone."),
        cancel=_way_back(request, person),
    )


@require_http_methods(READ_AND_WRITE)
@permitted("new_case")
def new_case(request: Request) -> HttpResponse:
    """Open a case of a known person (`?person=`); a confirmed one is traced at once."""
    asked = request.POST.get("person") or request.GET.get("person") or ""
    if not asked.isdigit():
        messages.info(request, _("Find the person first, or add them; then open the case."))
        return redirect("registry:persons")
    person = _person(request, int(asked))
    form = NewCaseForm(
        request.POST or None, now=request.now, about=person, initial={"person": person.pk}
    )
    form.fields["person"].queryset = Person.objects.filter(pk=person.pk)  # type: ignore[attr-defined]
    decides = allowed(request.user, "confirm_case", request.now, unit=person.unit)
    if not decides:
        form.offer_no_confirmation()
    if request.method == "POST" and form.is_valid():
        case = Case(**form.cleaned_data)
        done = actions.new_case(case, actor=request.user, now=request.now)
        messages.success(
            request,
            _("The case is open; %(count)d persons changed their level.")
            % {"count": len(done.movement.moves)},
        )
        return redirect("registry:case", pk=case.pk)
    return _page(
        request,
        _("New case"),
        _("Open the case"),
        form,
        person=person,
        intro="" if decides else _("Others confirm it: %(reason)s") % {"reason": decides.reason},
        cancel=_back_to(person),
    )


@require_http_methods(READ_AND_WRITE)
@permitted("correct_case")
def correct_case(request: Request, pk: int) -> HttpResponse:
    """Correct the dates of a case; the tree follows."""
    case = _case(request, pk)
    names = ("onset_date", "specimen_date", "infectious_from", "infectious_until")
    form = DatesForm(
        request.POST or None,
        now=request.now,
        about=case.person,
        initial={name: getattr(case, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        check(request.user, "correct_case", request.now, unit=case.person.unit)
        content = dict(form.cleaned_data)
        reason = content.pop("reason")
        done = actions.correct_case(
            case, content, actor=request.user, now=request.now, reason=reason
        )
        messages.success(
            request,
            _("The dates are corrected; %(count)d persons changed their level.")
            % {"count": len(done.movement.moves)},
        )
        return redirect("registry:case", pk=case.pk)
    return _page(
        request,
        _("Correct the dates"),
        _("Save the dates"),
        form,
        person=case.person,
        case=case,
        cancel=reverse("registry:case", args=[case.pk]),
    )


@require_http_methods(READ_AND_WRITE)
@permitted("add_exposure")
def add_visit(request: Request, pk: int) -> HttpResponse:
    """Write where the person of a case was; the trees of everybody who was there follow."""
    case = _case(request, pk)
    form = VisitForm(request.POST or None, now=request.now, places=_places_of(case))
    if request.method == "POST" and form.is_valid():
        moved = _save_visit(request, case, form)
        messages.success(
            request,
            _("The visit is saved; %(count)d persons changed their level.") % {"count": moved},
        )
        return redirect("registry:case", pk=case.pk)
    return _page(
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
    known: Place | None = Place.objects.filter(Q(code__iexact=name) | Q(name__iexact=name)).first()
    if known is not None:
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


@require_http_methods(READ_AND_WRITE)
@permitted("isolate")
def isolate(request: Request, pk: int) -> HttpResponse:
    """Write that a person was apart from others; what they passed on then goes from the trees."""
    person = _person(request, pk)
    form = IsolateForm(request.POST or None, now=request.now, initial={"start": request.now})
    if request.method == "POST" and form.is_valid():
        apart = Isolation(person=person, **_open_minutes(form.cleaned_data))
        followed = actions.isolate(apart, actor=request.user, now=request.now)
        moved = sum(len(done.movement.moves) for done in followed)
        messages.success(
            request,
            _("The isolation is saved; %(count)d persons changed their level.") % {"count": moved},
        )
        return redirect(_back_to(person))
    return _page(
        request,
        _("Record isolation or quarantine"),
        _("Save"),
        form,
        person=person,
        cancel=_back_to(person),
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
    person = _person(request, pk)
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
        return redirect(_back_to(person))
    return _page(
        request,
        _("Record a fact"),
        _("Save the fact"),
        form,
        person=person,
        cancel=_back_to(person),
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
