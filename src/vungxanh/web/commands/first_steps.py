"""`vungxanh init`: what a city's own database needs before anybody can sign in."""

import secrets

from vungxanh.web.commands.start import CommandError, migrate, prepare, say
from vungxanh.web.config import clock


def init(*, user: str) -> None:
    """Load the shipped units and make the first user, command of the city; show a password once."""
    prepare()
    migrate()
    from django.conf import settings  # noqa: PLC0415 - after prepare
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from vungxanh.web.accounts.actions import create_user  # noqa: PLC0415
    from vungxanh.web.accounts.models import Role, User  # noqa: PLC0415
    from vungxanh.web.audit.actions import System  # noqa: PLC0415
    from vungxanh.web.geography.actions import load_shipped_units  # noqa: PLC0415
    from vungxanh.web.geography.models import AdminUnit  # noqa: PLC0415

    if User.objects.exists():
        raise CommandError(
            "There are users already: the first of them makes the others, on the page Users."
        )
    actor, now = System("init"), clock.now()
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        load_shipped_units(actor=actor, now=now)
        units = AdminUnit.objects.on(timezone.localdate(now))
        city = units.filter(code=settings.CITY).first()
        if city is None:
            raise CommandError(
                f"No unit has the code {settings.CITY!r} today: set VUNGXANH_CITY to a unit's code."
            )
        create_user(user, Role.COMMAND, city, actor=actor, now=now, password=password)
    say.print(f"Sign in as [bold]{user}[/bold] with the password [bold]{password}[/bold]")
    say.print("It is shown once, and changed at the first sign-in.")
