"""What the worker does for imports: it checks files and takes their rows."""

from django_tasks import task

from vungxanh.web.accounts.models import User
from vungxanh.web.config import clock
from vungxanh.web.intake import actions
from vungxanh.web.intake.models import Import, ImportStatus
from vungxanh.web.intake.running import run


def _at_work(pk: int, username: str, status: str) -> tuple[Import | None, User]:
    imported = Import.objects.select_related("outbreak").filter(pk=pk, status=status).first()
    return imported, User.objects.get(username=username)


@task
def check_file(pk: int, username: str) -> None:
    """Work out what a file would do."""
    imported, user = _at_work(pk, username, ImportStatus.CHECKING)
    if imported is None:
        return
    try:
        actions.finish_check(imported, actor=user, now=clock.now())
    except Exception as error:
        actions.give_up(imported, str(error), actor=user, now=clock.now())
        raise


@task
def take_file(pk: int, username: str) -> None:
    """Take the rows of a file that are left."""
    imported, user = _at_work(pk, username, ImportStatus.RUNNING)
    if imported is not None:
        run(imported, actor=user, clock=clock.now)
