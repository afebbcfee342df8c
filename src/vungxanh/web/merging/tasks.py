"""What the worker does for the worklist: it compares the whole registry."""

from django_tasks import task

from vungxanh.web.audit.actions import System
from vungxanh.web.config import clock
from vungxanh.web.merging.actions import give_up_search, keep_pairs
from vungxanh.web.merging.finding import likely_pairs
from vungxanh.web.merging.models import PairSearch

WORKER = System("worker")


@task
def find_pairs(pk: int) -> None:
    """Find the likely duplicates that somebody asked for."""
    search = PairSearch.objects.filter(pk=pk, finished_at=None).first()
    if search is None:
        return
    try:
        keep_pairs(search, likely_pairs(now=clock.now()), actor=WORKER, now=clock.now())
    except Exception as error:
        give_up_search(search, type(error).__name__, actor=WORKER, now=clock.now())
        raise
