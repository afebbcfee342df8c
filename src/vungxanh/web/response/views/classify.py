"""Confirming a suspected case by hand, with the same preview as a proposal gives."""

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
from vungxanh.web.response.views.proposals import shown_preview

UNCONFIRMED = (Classification.SUSPECTED, Classification.PROBABLE)


@require_http_methods(["GET", "POST"])
@permitted("confirm_case")
def confirm(request: Request, pk: int) -> HttpResponse:
    """Show whom confirming a case would reach, and confirm it."""
    visible = Case.objects.visible_to(request.user, now=request.now).as_of(request.now)
    case: Case = get_object_or_404(
        visible.filter(classification__in=UNCONFIRMED).select_related(
            "outbreak", "person__unit", "person__staying_unit"
        ),
        pk=pk,
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check(request.user, "confirm_case", request.now, unit=case.person.unit)
        done = actions.confirm_case(
            case, actor=request.user, now=request.now, reason=form.cleaned_data["reason"]
        )
        moved = len(done.movement.moves)
        messages.success(
            request,
            ngettext(
                "%(count)d person moved; orders are proposed.",
                "%(count)d persons moved; orders are proposed.",
                moved,
            )
            % {"count": moved},
        )
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
