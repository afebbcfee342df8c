"""Finding persons, writing new ones, and all that is known of one."""

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.web.accounts.permissions import allowed, check, may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.actions import EMERGENCY, add_person, note_opened, open_in_emergency
from vungxanh.web.registry.agreeing import card_warnings, with_words
from vungxanh.web.registry.forms import NewPerson, PersonSearch, Reason, own_units
from vungxanh.web.registry.likeness import Found, likely_persons, typed_identity
from vungxanh.web.registry.models import Person
from vungxanh.web.registry.queries import Persons, lives_in
from vungxanh.web.registry.views.person_page import person_page

PAGE = 50
PICKED = 8
"""Persons offered while a name is typed."""
YEAR = re.compile("(19|20)[0-9]{2}")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("find_person")
def persons(request: Request) -> HttpResponse:
    """Search the person index. What is searched for comes by POST and stands in no address."""
    by_code = not allowed(request.user, "view_person", request.now)
    if "pick" in request.POST:
        return _pick(request)
    units = None if by_code else own_units(request.user, request.now, "view_person")
    form = PersonSearch(request.POST or None, units=units)
    page = _found(request, form, by_code=by_code)
    context = {
        "form": form,
        "page": page,
        "searched": page is not None,
        "may": may(request.user, request.now),
    }
    name = "persons_rows" if request.htmx else "persons"
    return render(request, f"registry/{name}.html", context)


def _found(request: Request, form: PersonSearch, *, by_code: bool) -> "Page[Any] | None":
    typed = form.asked()
    if not typed:
        return None
    if by_code:
        return _page(request, _by_code(request, typed))
    rows = Person.objects.visible_to(request.user, now=request.now)
    if unit := form.cleaned_data["unit"]:
        rows = rows.filter(lives_in(unit))
    return _page(request, rows.best_matches(typed))


def _by_code(request: Request, code: str) -> list[int]:
    """A laboratory finds whose specimen it holds, by the code on the tube, and nobody else."""
    rows: Persons = Person.objects.visible_to(request.user, now=request.now, verb="record_result")
    return list(rows.filter(code__iexact=code).values_list("pk", flat=True))


def _page(request: Request, ids: list[int]) -> "Page[Any]":
    page: Page[Any] = Paginator(ids, PAGE).get_page(request.POST.get("page"))
    page.object_list = _persons(list(page))
    return page


def _persons(ids: list[int]) -> list[Person]:
    """Fetch persons with what a line about them says, in the order of their keys."""
    found = Person.objects.filter(pk__in=ids).select_related("unit").prefetch_related("levels")
    by_pk = found.in_bulk()
    return [by_pk[pk] for pk in ids]


def _pick(request: Request) -> HttpResponse:
    """Offer known persons for one row of quick entry."""
    check(request.user, "add_exposure", request.now)
    row = request.POST["pick"] if request.POST["pick"].isdigit() else "0"
    said = {
        name: request.POST.get(f"contacts-{row}-{name}", "")
        for name in ("name", "phone", "birth_year", "sex", "residence")
    }
    typed = request.POST.get("q") or said["name"]
    form = PersonSearch({"q": typed}, units=own_units(request.user, request.now, "view_person"))
    asked = form.asked()
    found = _likely_contacts(request, {**said, "name": typed}) if asked else Found([], 0)
    shown = [each.person.pk for each in found.shown]
    rows = Person.objects.visible_to(request.user, now=request.now)
    ids = rows.best_matches(asked)[:PICKED] if asked else []
    others = [pk for pk in ids if pk not in shown][: PICKED - len(shown)]
    context = {
        "likely": with_words(found),
        "persons": _persons(others),
        "outside": found.outside,
        "row": int(row),
    }
    return render(request, "registry/pick.html", context)


def _likely_contacts(request: Request, said: dict[str, Any]) -> Found:
    """Find who may be the contact that a row describes; a year half typed says nothing."""
    year = said["birth_year"]
    entered = typed_identity({**said, "birth_year": int(year) if YEAR.fullmatch(year) else None})
    return likely_persons(entered, user=request.user, now=request.now)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("new_person")
def new_person(request: Request) -> HttpResponse:
    """Write a person whom the registry does not have yet."""
    user, now = request.user, request.now
    form = NewPerson(request.POST or None, user=user, now=now)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in NewPerson.KEPT}
        person = add_person(actor=user, now=now, code=Person.objects.next_code(), **said)
        messages.success(request, _("%(code)s is in the registry.") % {"code": person.code})
        for warning in card_warnings(person.identity_number, person.sex, person.birth_year):
            messages.warning(request, warning)
        seen = Person.objects.visible_to(user, now=now).filter(pk=person.pk).exists()
        return redirect(person) if seen else redirect("registry:persons")
    context = {
        "title": _("New person"),
        "form": form,
        "intro": _("Search first: two records of one person split their contacts."),
        "submit": _("Save"),
        "cancel": reverse("registry:persons"),
    }
    return render(request, "registry/new_person.html", context)


@require_safe
@permitted("view_person")
def person(request: Request, pk: int) -> HttpResponse:
    """Show a person; opening the record is audited. Outside the area, offer to break the glass."""
    rows = Person.objects.visible_to(request.user, now=request.now)
    found = rows.select_related("unit", "staying_unit", "home").filter(pk=pk).first()
    if found is None:
        if kept := _kept(request, pk):
            messages.info(request, _("That record was merged into this one."))
            return redirect(kept)
        _exists_or_404(request, pk)
        return render(request, "registry/outside.html", {"person_id": pk}, status=404)
    note_opened(found, actor=request.user, now=request.now)
    context = person_page(found, user=request.user, now=request.now)
    return render(request, "registry/person.html", context)


def _kept(request: Request, pk: int) -> Person | None:
    """Follow a record that was merged to the one that is kept, if the user may see that."""
    found = Person.objects.filter(pk=pk).first()
    while found is not None and found.merged_into:
        found = found.merged_into
    if found is None or found.pk == pk:
        return None
    seen = Person.objects.visible_to(request.user, now=request.now).filter(pk=found.pk)
    return found if seen.exists() else None


def _exists_or_404(request: Request, pk: int) -> Person:
    found: Person = get_object_or_404(
        Person.objects.filter(recorded_at__lte=request.now).select_related("unit"), pk=pk
    )
    if not allowed(request.user, "break_glass", request.now):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("break_glass")
def open_person(request: Request, pk: int) -> HttpResponse:
    """Open a person outside one's area for an hour, with a reason that the auditor reads."""
    found = _exists_or_404(request, pk)
    if Person.objects.visible_to(request.user, now=request.now).filter(pk=pk).exists():
        return redirect(found)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        open_in_emergency(found, form.cleaned_data["reason"], actor=request.user, now=request.now)
        return redirect(found)
    context = {
        "person_id": pk,
        "unit": found.unit,
        "form": form,
        "hours": round(EMERGENCY.total_seconds() / 3600),
    }
    return render(request, "registry/open_person.html", context)
