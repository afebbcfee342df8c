"""Who may be the person who is being entered, told while somebody types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.agreeing import card_warnings, with_words
from vungxanh.web.registry.forms import NewPerson
from vungxanh.web.registry.likeness import likely_persons, typed_identity


@require_POST
@permitted("new_person")
def likely(request: Request) -> HttpResponse:
    """Show at most five records that may be of the person whom a form describes so far."""
    form = NewPerson(request.POST, user=request.user, now=request.now)
    form.is_valid()
    said = form.cleaned_data
    found = likely_persons(typed_identity(said), user=request.user, now=request.now)
    context = {
        "likely": with_words(found),
        "outside": found.outside,
        "warnings": card_warnings(
            said.get("identity_number") or "", said.get("sex") or "", said.get("birth_year")
        ),
    }
    return render(request, "registry/likely.html", context)
