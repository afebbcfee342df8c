"""What the views of single facts share: whom they are about, their page, the way back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.models import Case, Person

READ_AND_WRITE = ["GET", "POST"]


def person_of(request: Request, pk: int, verb: str = "view_person") -> Person:
    """Give a person whom the user may see in order to do a verb."""
    visible = Person.objects.visible_to(request.user, now=request.now, verb=verb)
    return get_object_or_404(visible.select_related("unit"), pk=pk)


def case_of(request: Request, pk: int) -> Case:
    """Give a case whose person the user may see."""
    visible = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case: Case = get_object_or_404(
        visible.select_related("outbreak", "person__unit", "person__staying_unit"), pk=pk
    )
    return case


def page(request: Request, title: str, submit: str, form: Any, **more: Any) -> HttpResponse:
    """Show a form; one with errors is no success for those who count."""
    context = {"title": title, "submit": submit, "form": form, **more}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "response/form.html", context, status=status)


def back_to(person: Person) -> str:
    """Give the address of a person's page."""
    return reverse("registry:person", args=[person.pk])
