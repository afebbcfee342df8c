"""What the worker does for orders: it writes the documents of a tree, and throws them away."""

from django_tasks import task

from vungxanh.web.audit.actions import System
from vungxanh.web.config import clock
from vungxanh.web.measures.models import OrderPrint
from vungxanh.web.measures.printing.actions import forget_prints, write_print
from vungxanh.web.measures.queries import KEPT

WORKER = System("worker")


@task
def print_tree(pk: int) -> None:
    """Write the file that somebody asked for, and see to it that it goes after its day."""
    now = clock.now()
    forget_prints(actor=WORKER, now=now)
    printed = OrderPrint.objects.select_related("asked_by").filter(pk=pk).first()
    if printed is None:
        return
    # The queue counts in real time, whatever clock the exercise has.
    forget_outdated.using(run_after=now - clock.offset() + KEPT).enqueue()
    write_print(printed, actor=WORKER, now=now)


@task
def forget_outdated() -> None:
    """Throw away the files whose day is over."""
    forget_prints(actor=WORKER, now=clock.now())
