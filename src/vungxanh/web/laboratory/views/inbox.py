"""The inbox of laboratory messages, and what a laboratory reads of its own."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.laboratory.forms import MessageFilter
from vungxanh.web.laboratory.models import LabMessage

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("settle_lab_message")
def inbox(request: Request) -> HttpResponse:
    """List the messages of one's area; those that wait, unless others are asked for."""
    asked = request.POST or {"status": LabMessage.Status.WAITING}
    form = MessageFilter(asked)
    visible = LabMessage.objects.visible_to(request.user, now=request.now)
    rows = form.chosen(visible).select_related("laboratory", "unit", "person__unit")
    context = {
        "form": form,
        "page": _page(rows, request.POST.get("page")),
        "counts": _counts(visible),
    }
    return render(request, "laboratory/inbox.html", context)


def _counts(rows: Any) -> list[tuple[Any, int]]:
    """Count what an officer has to look at: what waits, and what could not be read."""
    asked = (LabMessage.Status.WAITING, LabMessage.Status.BROKEN)
    return [(status.label, rows.filter(status=status).count()) for status in asked]


def _page(rows: Any, number: str | None) -> "Page[Any]":
    page: Page[Any] = Paginator(rows, PAGE).get_page(number)
    return page


@require_safe
@permitted("follow_lab_message")
def sent(request: Request) -> HttpResponse:
    """Tell a laboratory what became of its own messages: no person, only its own numbers."""
    rows = LabMessage.objects.sent_by(request.user).select_related("laboratory")
    if request.GET.get("status") in set(LabMessage.Status):
        rows = rows.filter(status=request.GET["status"])
    context = {
        "page": _page(rows, request.GET.get("page")),
        "statuses": LabMessage.Status.choices,
        "asked": request.GET.get("status", ""),
    }
    return render(request, "laboratory/sent.html", context)
