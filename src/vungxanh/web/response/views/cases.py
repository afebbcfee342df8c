"""Cases: opened by hand, and their dates corrected."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.web.accounts.permissions import allowed, check, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.models import Case, Person
from vungxanh.web.response import actions
from vungxanh.web.response.forms import (
    DatesForm,
    NewCaseForm,
)
from vungxanh.web.response.views.single import READ_AND_WRITE, back_to, case_of, page, person_of


@require_http_methods(READ_AND_WRITE)
@permitted("new_case")
def new_case(request: Request) -> HttpResponse:
    """Open a case of a known person (`?person=`); a confirmed one is traced at once."""
    asked = request.POST.get("person") or request.GET.get("person") or ""
    if not asked.isdigit():
        messages.info(request, _("Find the person first, or add them; then open the case."))
        return redirect("registry:persons")
    person = person_of(request, int(asked))
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
    return page(
        request,
        _("New case"),
        _("Open the case"),
        form,
        person=person,
        intro="" if decides else _("Others confirm it: %(reason)s") % {"reason": decides.reason},
        cancel=back_to(person),
    )


@require_http_methods(READ_AND_WRITE)
@permitted("correct_case")
def correct_case(request: Request, pk: int) -> HttpResponse:
    """Correct the dates of a case; the tree follows."""
    case = case_of(request, pk)
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
    return page(
        request,
        _("Correct the dates"),
        _("Save the dates"),
        form,
        person=case.person,
        case=case,
        cancel=reverse("registry:case", args=[case.pk]),
    )
