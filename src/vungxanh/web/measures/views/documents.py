"""Printed orders: one at once, all of a tree in the background."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from vungxanh.web.accounts.permissions import may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.measures.models import Order, OrderPrint
from vungxanh.web.measures.printing.actions import ask_for_print, note_printed
from vungxanh.web.measures.printing.documents import document
from vungxanh.web.measures.printing.files import file_of
from vungxanh.web.measures.printing.typesetting import pdf
from vungxanh.web.measures.printing.wording import LANGUAGES
from vungxanh.web.measures.queries import KEPT
from vungxanh.web.measures.tasks import print_tree
from vungxanh.web.measures.views.order import language, visible_order
from vungxanh.web.registry.models import Case


def _asked_language(said: str) -> str:
    return said if said in LANGUAGES else language()


def _not_kept(response: HttpResponse) -> HttpResponse:
    """Let no browser and no proxy keep a copy of a document about a person."""
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@permitted("view_case")
def order_pdf(request: Request, pk: int) -> HttpResponse:
    """Give an order as a document (`?language=vi|en`, else the page's)."""
    order = visible_order(request, pk)
    speaks = _asked_language(request.GET.get("language", ""))
    content = pdf([document(order, language=speaks)])
    note_printed(order, speaks, actor=request.user, now=request.now)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="order-{order.pk}.pdf"'
    return _not_kept(response)


@require_POST
@permitted("view_case")
def print_many(request: Request) -> HttpResponse:
    """Ask for the documents of a tree; the worker makes them."""
    asked = request.POST.get("case", "")
    orders = Order.objects.visible_to(request.user, now=request.now)
    if not asked.isdigit() or not orders.filter(case=int(asked)).exists():
        raise Http404
    case = Case.objects.get(pk=int(asked))
    speaks = _asked_language(request.POST.get("language", ""))
    try:
        printed = ask_for_print(case, speaks, actor=request.user, now=request.now)
    except ValueError as refusal:
        messages.info(request, str(refusal))
        return redirect(f"{reverse('measures:orders')}?case={case.pk}")
    print_tree.enqueue(printed.pk)
    return redirect("measures:prints", pk=printed.pk)


def _own(request: Request, pk: int) -> OrderPrint:
    rows = OrderPrint.objects.of(request.user, now=request.now).select_related("case")
    found: OrderPrint = get_object_or_404(rows, pk=pk)
    return found


@require_safe
@permitted("view_case")
def prints(request: Request, pk: int) -> HttpResponse:
    """Show how far the documents of a tree are; htmx asks again until they are ready."""
    printed = _own(request, pk)
    context = {
        "print": printed,
        "kept_until": printed.asked_at + KEPT,
        "pending": printed.state in {OrderPrint.State.WAITING, OrderPrint.State.RUNNING},
        "may": may(request.user, request.now),
    }
    name = "print_state" if request.htmx else "print"
    return render(request, f"measures/{name}.html", context)


@require_safe
@permitted("view_case")
def printed_file(request: Request, pk: int) -> HttpResponse:
    """Give the finished file to who asked for it."""
    printed = _own(request, pk)
    path = file_of(printed)
    if printed.state != OrderPrint.State.DONE or not path.exists():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="orders-{printed.pk}.pdf"'
    return _not_kept(response)
