"""`vungxanh lab`, `lab-token` and `mllp`: laboratories and what they send."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from vungxanh.web.commands.start import CommandError, migrate, prepare, say
from vungxanh.web.config import clock

if TYPE_CHECKING:
    from vungxanh.web.laboratory.models import Laboratory


def lab_token(*, laboratory: str, name: str = "", user: list[str], withdraw: bool = False) -> None:
    """Make a token for a laboratory, and the laboratory if it is new; show the token once."""
    prepare()
    migrate()
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - after prepare
    from django.core.validators import validate_slug  # noqa: PLC0415

    from vungxanh.web.accounts.models import User  # noqa: PLC0415
    from vungxanh.web.audit.actions import System  # noqa: PLC0415
    from vungxanh.web.laboratory import actions  # noqa: PLC0415

    actor, now = System("lab-token"), clock.now()
    try:
        validate_slug(laboratory)
    except ValidationError:
        raise CommandError(
            f"{laboratory!r} is no code: use letters, digits, hyphens and underscores."
        ) from None
    users = list(User.objects.filter(username__in=user))
    if missing := sorted(set(user) - {one.username for one in users}):
        raise CommandError(f"There is no user {missing[0]!r}: make them on the page Users first.")
    found = actions.add_laboratory(laboratory, name, actor=actor, now=now, users=users)
    if withdraw:
        count = actions.withdraw_tokens(found, actor=actor, now=now)
        say.print(f"{count} tokens of {found} are withdrawn: nothing more is taken by them.")
        return
    secret = actions.make_token(found, actor=actor, now=now)
    say.print(f"{found} sends with the header")
    say.print(f"Authorization: Bearer [bold]{secret}[/bold]")
    say.print("It is shown once, and gives the right to send results and no other.")


def lab(*, files: list[Path], laboratory: str) -> None:
    """Take the messages of files in, HL7 or FHIR."""
    prepare()
    migrate()
    from vungxanh.web.laboratory.taking import read_any, take_all  # noqa: PLC0415 - after prepare

    found, now = _laboratory(laboratory), clock.now()
    for file in files:
        fates, broken = take_all(read_any(file.read_bytes()), found, now=now)
        told = ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()))
        say.print(f"{file}: {told}.")
        for row in broken:
            say.print(f"  message {row.message_id or row.pk}: {row.fault_told()}", markup=False)


def mllp(*, host: str, port: int, laboratory: str) -> None:
    """Listen for HL7 messages of one laboratory until interrupted."""
    prepare()
    migrate()
    from vungxanh.web.laboratory import mllp as listening  # noqa: PLC0415 - after prepare
    from vungxanh.web.laboratory.taking import answer_frame, refuse_too_large  # noqa: PLC0415

    found = _laboratory(laboratory)

    async def serve() -> None:
        listener = listening.Listener(
            lambda frame: answer_frame(frame, found, now=clock.now()),
            lambda: refuse_too_large(clock.now()),
        )
        server = await listener.start(host, port)
        say.print(f"Listening for HL7 messages of {found} on {host}:{port} (Ctrl-C stops it).")
        async with server:
            await server.serve_forever()

    try:
        asyncio.run(serve())
    except OSError as error:
        raise CommandError(
            f"Port {port} of {host} cannot be used ({error.strerror}): choose another with --port."
        ) from None
    except KeyboardInterrupt:
        say.print("Stopped.")


def _laboratory(code: str) -> "Laboratory":
    from vungxanh.web.laboratory.models import Laboratory  # noqa: PLC0415 - after prepare

    found: Laboratory | None = Laboratory.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Laboratory.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(
            f"There is no laboratory {code!r}: choose one of {known}, or make it with lab-token."
        )
    return found
