"""How files of documents are asked for, made and thrown away; who printed what is audited."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.web.accounts.models import User
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.measures.models import Order, OrderPrint
from vungxanh.web.measures.printing.documents import document
from vungxanh.web.measures.printing.files import keep, throw_away
from vungxanh.web.measures.printing.typesetting import Document, pdf_apart
from vungxanh.web.measures.queries import Orders
from vungxanh.web.registry.models import Case

BATCH = 100
"""Documents written between two looks at the progress."""

State = OrderPrint.State


def printable(case_id: int, user: User, *, now: datetime) -> Orders:
    """Give the orders in force of a tree that a user may see, as the documents need them."""
    orders: Orders = Order.objects.running().filter(case=case_id).visible_to(user, now=now)
    return with_words(orders).order_by("unit__code", "level", "pk")


def with_words(orders: Orders) -> Orders:
    """Select with orders all that their documents speak of."""
    return orders.select_related(
        "outbreak", "unit__parent", "person__unit__parent", "person__staying_unit__parent"
    )


@transaction.atomic
def note_printed(order: Order, language: str, *, actor: Actor, now: datetime) -> None:
    """Write that somebody printed an order."""
    record(
        "order_printed",
        order,
        actor=actor,
        now=now,
        person_id=order.person_id,
        after={"language": language},
    )


@transaction.atomic
def ask_for_print(case: Case, language: str, *, actor: User, now: datetime) -> OrderPrint:
    """Ask for the documents of all orders in force of a tree. Raises ValueError for none."""
    total = printable(case.pk, actor, now=now).count()
    if not total:
        raise ValueError(_("No order of this tree is in force: confirm some first."))
    printed = OrderPrint.objects.create(
        case=case, asked_by=actor, asked_at=now, language=language, total=total
    )
    record(
        "orders_printed",
        case,
        actor=actor,
        now=now,
        after={"orders": total, "language": language},
    )
    return printed


def write_print(printed: OrderPrint, *, actor: Actor, now: datetime) -> None:
    """Write all documents and set them into one file. Not atomic: the progress must be seen.

    What an error leaves behind says that it failed. Raises what went wrong.
    """
    _tell(printed, state=State.RUNNING, done=0)
    try:
        content = pdf_apart(list(_documents(printed, now)))
        keep(printed, content)
    except Exception:
        _tell(printed, state=State.FAILED)
        raise
    _tell(printed, state=State.DONE)
    record("print_written", printed, actor=actor, now=now, after={"orders": printed.done})


def _documents(printed: OrderPrint, now: datetime) -> Iterator[Document]:
    orders = list(printable(printed.case_id, printed.asked_by, now=now))
    _tell(printed, total=len(orders))
    for number, order in enumerate(orders, 1):
        yield document(order, language=printed.language)
        if number % BATCH == 0 or number == len(orders):
            _tell(printed, done=number)


def _tell(printed: OrderPrint, **columns: object) -> None:
    OrderPrint.objects.filter(pk=printed.pk).update(**columns)
    for name, value in columns.items():
        setattr(printed, name, value)


@transaction.atomic
def forget_prints(*, actor: Actor, now: datetime) -> int:
    """Throw away the files whose day is over. Give how many."""
    outdated = list(OrderPrint.objects.outdated(now))
    for printed in outdated:
        throw_away(printed)
        printed.delete()
    if outdated:
        record(
            "prints_forgotten",
            OrderPrint._meta.label_lower,
            actor=actor,
            now=now,
            before={"files": len(outdated)},
        )
    return len(outdated)
