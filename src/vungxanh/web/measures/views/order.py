"""One order: what it says and why, what may follow, and what an officer does with it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.policy.decision import Decision
from vungxanh.policy.wording import FACT_WORDS
from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import allowed, check, may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.measures import actions
from vungxanh.web.measures.deciding import unit_of
from vungxanh.web.measures.difference import difference
from vungxanh.web.measures.forms import OrderForm
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.measures.printing.documents import citizen_sentences
from vungxanh.web.measures.transitions import CHANGEABLE, TRANSITIONS, OvertakenError
from vungxanh.web.registry.actions import note_opened
from vungxanh.web.registry.models import Case, Fact
from vungxanh.web.tracing.rules import directives

VERBS = {
    OrderStatus.CONFIRMED: "confirm_order",
    OrderStatus.REJECTED: "reject_order",
    OrderStatus.TOLD: "tell_order",
    OrderStatus.BEGUN: "tell_order",
    OrderStatus.ENDED: "confirm_order",
    "": "confirm_order",
}
"""What one must be permitted to do for a step; "" is a change."""


def language() -> str:
    """Give the language of the page, as documents and policy have it."""
    return "vi" if (get_language() or "vi").startswith("vi") else "en"


def visible_order(request: Request, pk: int) -> Order:
    """Give an order of the user's area, with all that its page and its document speak of."""
    rows = Order.objects.visible_to(request.user, now=request.now).select_related(
        "outbreak",
        "case",
        "replaces",
        "unit__parent__parent__parent",
        "person__unit__parent__parent__parent",
        "person__staying_unit__parent__parent__parent",
    )
    order: Order = get_object_or_404(rows, pk=pk)
    return order


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("view_case")
def order(request: Request, pk: int) -> HttpResponse:
    """Show an order; lead it to its next status, or change it."""
    shown = visible_order(request, pk)
    if request.method != "POST":
        note_opened(shown.person, actor=request.user, now=request.now)
        return _page(request, shown, OrderForm(order=shown, seen=shown.last_step), status=200)
    to = request.POST.get("to", "")
    check(request.user, VERBS.get(to, "confirm_order"), request.now, unit=_unit(shown))
    form = OrderForm(request.POST, order=shown, seen=shown.last_step)
    try:
        if form.was_overtaken():
            raise OvertakenError
        if form.is_valid():
            _do(request, shown, form, to)
            messages.success(request, _("It is written down."))
            return redirect("measures:order", pk=pk)
    except OvertakenError as refusal:
        return _anew(request, pk, str(refusal))
    except ValueError as refusal:
        form.add_error(None, str(refusal))
    return _page(request, shown, form, status=422)


def _anew(request: Request, pk: int, refusal: str) -> HttpResponse:
    """Show the order as somebody else has left it, and keep the reason that was typed."""
    messages.error(request, refusal)
    shown = visible_order(request, pk)
    form = OrderForm(order=shown, seen=shown.last_step, reason=request.POST.get("reason", ""))
    return _page(request, shown, form, status=409)


def _page(request: Request, order: Order, form: OrderForm, *, status: int) -> HttpResponse:
    return render(request, "measures/order.html", _context(request, order, form), status=status)


def _unit(order: Order) -> AdminUnit | None:
    return order.unit or unit_of(order.person)


def _do(request: Request, order: Order, form: OrderForm, to: str) -> None:
    said, changes = form.cleaned_data, form.changes()
    who: dict[str, Any] = {"actor": request.user, "now": request.now}
    reason, when = said["reason"], said.get("happened_at")
    match to:
        case "":
            actions.change(order, reason=reason, **changes, **who)
        case OrderStatus.CONFIRMED if changes:
            actions.confirm_changed(order, reason=reason, **changes, **who)
        case OrderStatus.CONFIRMED:
            _expect(actions.confirm([order], reason=reason, **who))
        case OrderStatus.REJECTED:
            actions.reject(order, reason=reason, **who)
        case OrderStatus.TOLD:
            _expect(actions.tell([order], happened_at=when, **who))
        case OrderStatus.BEGUN:
            _expect(actions.begin([order], happened_at=when, **who))
        case OrderStatus.ENDED:
            _expect(actions.end([order], reason=reason, happened_at=when, **who))
        case _:
            raise ValueError(_("There is no such step: press one of the buttons."))


def _expect(done: list[Order]) -> None:
    if not done:
        raise OvertakenError


def _context(request: Request, order: Order, form: OrderForm) -> dict[str, Any]:
    decision, speaks = Decision.from_dict(order.decision), language()
    cases = Case.objects.visible_to(request.user, now=request.now)
    return {
        "order": order,
        "person": order.person,
        "case": cases.filter(pk=order.case_id).first() if order.case_id else None,
        "reasons": decision.sentences(language=speaks, audience="official"),
        "citizen": citizen_sentences(order, language=speaks),
        "directive": _directive(decision, order, speaks),
        "missing": [_label(name, speaks) for name in _still_missing(order, decision, request.now)],
        "steps": order.steps.all(),
        "replaces": order.replaces,
        "replaced_by": order.replaced_by.exclude(status__in=["rejected", "withdrawn"]).last(),
        "difference": difference(order.replaces, order) if order.replaces else None,
        "moves": _moves(request.user, order, request.now),
        "form": form,
        "may": may(request.user, request.now),
    }


def _directive(decision: Decision, order: Order, speaks: str) -> dict[str, Any]:
    """Name the document that prescribes the measure, and where it can be read."""
    if not decision.directives:
        return {"title": order.directive, "reference": "", "issued_on": None, "url": ""}
    cited = decision.directives[0]
    known = next((v for v in directives() if (v.id, v.rule) == (cited.id, cited.rule)), None)
    sources = known.sources if known else ()
    return {
        "title": getattr(known, f"title_{speaks}", "") or cited.id,
        "reference": cited.reference,
        "issued_on": cited.issued_on,
        "url": next((source.url for source in sources if source.url), ""),
    }


def _still_missing(order: Order, decision: Decision, now: datetime) -> list[str]:
    """Name the facts that the decision asked for and that nobody has told since."""
    if order.status not in CHANGEABLE or not decision.missing:
        return []
    told = Fact.objects.as_of(now).filter(person=order.person_id, name__in=decision.missing)
    known = set(told.exclude(value="unknown").values_list("name", flat=True))
    return [name for name in decision.missing if name not in known]


def _label(fact: str, speaks: str) -> str:
    return FACT_WORDS[fact][0] if speaks == "vi" and fact in FACT_WORDS else fact.replace("_", " ")


def _moves(user: User, order: Order, now: datetime) -> list[dict[str, Any]]:
    """List the steps that may follow and that the user may take, the usual one first."""
    labels = {
        OrderStatus.CONFIRMED: _("Confirm"),
        OrderStatus.TOLD: _("The person was told"),
        OrderStatus.BEGUN: _("It has begun"),
        OrderStatus.REJECTED: _("Turn down"),
        OrderStatus.ENDED: _("End"),
        "": _("Save the change"),
    }
    legal = set(TRANSITIONS[order.status])
    if order.status in CHANGEABLE and order.measure != "none":
        legal.add("")
    return [
        {"to": str(to), "label": label, "danger": to in {"rejected", "ended"}}
        for to, label in labels.items()
        if to in legal and allowed(user, VERBS[to], now, unit=_unit(order))
    ]
