"""`vungxanh serve` and `vungxanh worker`: the web application and its background jobs."""

import os
import socket
import subprocess
import sys
from datetime import date, datetime

from vungxanh.web.commands.demo import tell
from vungxanh.web.commands.start import CommandError, migrate, prepare, say
from vungxanh.web.config import clock


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    now: datetime | None = None,
    day: date | None = None,
    worker: bool = True,
) -> None:
    """Serve until interrupted, with one background worker unless told otherwise."""
    _demand_free(host, port)
    prepare(day)
    migrate()
    if now is not None:
        _start_clock(now)
    tell()
    shown = "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - only compared
    say.print(f"\nVùng Xanh: [bold]http://{shown}:{port}/[/bold]   (Ctrl-C stops it)")
    jobs = _start_worker() if worker else None
    try:
        _run(host, port)
    finally:
        if jobs is not None:
            jobs.terminate()
            jobs.wait(timeout=10)


def _demand_free(host: str, port: int) -> None:
    """Raise CommandError unless the port can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} cannot be used ({error.strerror}): stop what runs there,"
                f" or choose another, as PORT={port + 1}."
            ) from None


def _start_clock(now: datetime) -> None:
    """Set the clock of an exercise; one that went on before goes on from where it stood."""
    from django.utils import timezone  # noqa: PLC0415 - after prepare

    from vungxanh.web.audit.models import AuditEvent  # noqa: PLC0415

    start = now if now.tzinfo else now.replace(tzinfo=timezone.get_default_timezone())
    last = AuditEvent.objects.order_by("-at").values_list("at", flat=True).first()
    if last is not None and last > start:
        start = last
    clock.start_at(start)
    local = timezone.localtime(start)
    say.print(f"The clock of this exercise stands at {local:%H:%M on %d/%m/%Y}.")


def _start_worker() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "vungxanh", "worker"], env=os.environ.copy())


def _run(host: str, port: int) -> None:
    from django.db import connections  # noqa: PLC0415 - after prepare
    from granian import Granian  # noqa: PLC0415 - not for the other commands
    from granian.constants import Interfaces  # noqa: PLC0415

    connections.close_all()  # the server forks, and SQLite's locks do not go along
    Granian(
        "vungxanh.web.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_enabled=False,
    ).serve()


def worker() -> None:
    """Run background jobs until interrupted."""
    prepare()
    from django.core.management import call_command  # noqa: PLC0415 - after prepare

    call_command("db_worker", verbosity=0)
