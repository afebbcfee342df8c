"""Confirming or discarding a case by hand, with the same preview as a proposal gives."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vungxanh.terms import Classification
from vungxanh.web.accounts.permissions import check, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.registry.models import Case
from vungxanh.web.response import actions
from vungxanh.web.response.forms import ReasonForm
from vungxanh.web.response.views.proposals import shown_preview, tell_moved

UNCONFIRMED = (Classification.SUSPECTED, Classification.PROBABLE)


def _case(request: Request, pk: int) -> Case:
    visible = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case: Case = get_object_or_404(
        visible.select_related("outbreak", "person__unit", "person__staying_unit"), pk=pk
    )
    return case


@require_http_methods(["GET", "POST"])
@permitted("confirm_case")
def confirm(request: Request, pk: int) -> HttpResponse:
    """Show whom confirming a case would reach, and confirm it."""
    case = _case(request, pk)
    if case.classification not in UNCONFIRMED:
        messages.info(request, _("This case is not open: nothing is left to confirm."))
        return redirect("registry:case", pk=case.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check(request.user, "confirm_case", request.now, unit=case.person.unit)
        done = actions.confirm_case(
            case, actor=request.user, now=request.now, reason=form.cleaned_data["reason"]
        )
        tell_moved(request, done)
        return redirect("registry:case", pk=case.pk)
    preview = actions.preview_confirmation(case, None, actor=request.user, now=request.now)
    context = {
        "title": _("Confirm the case"),
        "submit": _("Confirm the case and apply all of this"),
        "form": form,
        "person": case.person,
        "case": case,
        "preview": shown_preview(request, preview),
        "cancel": reverse("registry:case", args=[case.pk]),
    }
    return render(request, "response/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permitted("discard_case")
def discard(request: Request, pk: int) -> HttpResponse:
    """Show whom taking a case back would release, and take it back."""
    case = _case(request, pk)
    if case.classification == Classification.DISCARDED:
        messages.info(request, _("This case is discarded already."))
        return redirect("registry:case", pk=case.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check(request.user, "discard_case", request.now, unit=case.person.unit)
        done = actions.discard_case(
            case, actor=request.user, now=request.now, reason=form.cleaned_data["reason"]
        )
        moved = len(done.movement.moves)
        messages.success(
            request,
            ngettext("%(count)d person moved back.", "%(count)d persons moved back.", moved)
            % {"count": moved},
        )
        return redirect("registry:case", pk=case.pk)
    preview = actions.preview_discard(case, actor=request.user, now=request.now)
    context = {
        "case": case,
        "person": case.person,
        "preview": shown_preview(request, preview),
        "form": form,
        "undone_by": _(
            "If this turns out to be wrong, record the positive result: the cascade is proposed"
            " again."
        ),
    }
    status = 422 if form.errors else 200
    return render(request, "response/discard.html", context, status=status)
