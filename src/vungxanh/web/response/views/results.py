"""Laboratory results: written down, and corrected."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.web.accounts.permissions import allowed, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.models import Person, TestResult
from vungxanh.web.response import actions
from vungxanh.web.response.forms import (
    CorrectResultForm,
    ResultForm,
)
from vungxanh.web.response.models import Proposal
from vungxanh.web.response.views.single import READ_AND_WRITE, back_to, page, person_of


def _way_back(request: Request, person: Person) -> str:
    """Lead a laboratory, which may not open persons, back to its search."""
    if allowed(request.user, "view_person", request.now):
        return back_to(person)
    return reverse("registry:persons")


@require_http_methods(READ_AND_WRITE)
@permitted("record_result")
def record_result(request: Request, pk: int) -> HttpResponse:
    """Write a laboratory result; a positive one leads to the proposal of a cascade."""
    person = person_of(request, pk, "record_result")
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
    return page(
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
    return redirect(back_to(person))


@require_http_methods(READ_AND_WRITE)
@permitted("record_result")
def correct_result(request: Request, pk: int) -> HttpResponse:
    """Replace a wrong result by the right one."""
    standing = TestResult.objects.as_of(request.now).select_related("person")
    wrong = get_object_or_404(standing, pk=pk)
    person = person_of(request, wrong.person_id, "record_result")
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
    return page(
        request,
        _("Correct a test result"),
        _("Save the correction"),
        form,
        person=person,
        intro=_("The wrong result stays in the history. What it led to is proposed to be undone."),
        cancel=_way_back(request, person),
    )
