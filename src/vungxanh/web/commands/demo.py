"""`vungxanh demo`: a demonstration city in a database of its own."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from vungxanh.demonstration import City, day_2021_08_04, first_wave, write_csv
from vungxanh.web.commands.start import (
    FIRST_DAY,
    CommandError,
    home,
    migrate,
    prepare,
    refresh_statistics,
    say,
)

DAYS: dict[date, Callable[[], City]] = {
    FIRST_DAY: first_wave,
    date(2021, 8, 4): day_2021_08_04,
}
PASSWORD = "vung-xanh-2020"  # noqa: S105 - of invented users in an invented city
"""Of every demonstration user; the command prints it, and it opens nothing but invented rows."""


def demo(
    *,
    day: date | None = None,
    fresh: bool = False,
    csv: Path | None = None,
    quiet: bool = False,
) -> None:
    """Load a demonstration unless it is loaded; `fresh` empties its database before.

    `quiet` leaves it to `serve` to tell who can sign in.
    """
    day = day or FIRST_DAY
    if day not in DAYS:
        known = " or ".join(str(known) for known in DAYS)
        raise CommandError(f"There is no demonstration of {day}: choose {known}.")
    city = DAYS[day]()
    if csv is not None:
        write_csv(city, csv, until=city.now)
        say.print(f"The demonstration as files: {csv}")
        return
    prepare(day, alone=fresh)
    if fresh:
        _empty()
    migrate()
    if not _is_loaded():
        _load(city)
        refresh_statistics()
    if not quiet:
        tell(day)


def _is_loaded() -> bool:
    """Tell whether this demonstration is there; refuse a registry that holds real work."""
    from vungxanh.web.registry.models import Person  # noqa: PLC0415 - after prepare

    if _guide().exists():
        return True
    if Person.objects.exists():
        raise CommandError(
            "This database holds persons that are no demonstration, so nothing was loaded:"
            " set VUNGXANH_HOME to an empty folder for the demonstration."
        )
    return False


def _guide() -> Path:
    """Give the file, beside the database, that tells who can sign in to a demonstration."""
    from django.db import connection  # noqa: PLC0415 - after prepare

    name = Path(str(connection.settings_dict["NAME"])).name
    return home() / f"{name}.demonstration.json"


def _empty() -> None:
    """Throw the demonstration away. A database without one is left alone."""
    from django.core.management import call_command  # noqa: PLC0415 - after prepare
    from django.db import connection  # noqa: PLC0415

    if not _guide().exists():
        return
    _guide().unlink()
    if connection.vendor == "sqlite":
        connection.close()
        for ending in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{ending}").unlink(missing_ok=True)
    else:
        call_command("flush", verbosity=0, interactive=False)


def _load(city: City) -> None:
    from django.db import transaction  # noqa: PLC0415 - after prepare

    from vungxanh.web.audit.actions import System  # noqa: PLC0415
    from vungxanh.web.demonstration import load, make_users  # noqa: PLC0415
    from vungxanh.web.geography.actions import load_shipped_units  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeElapsedColumn(), console=say) as bar, transaction.atomic():
        task = bar.add_task("Loading the demonstration city", total=None)
        load_shipped_units(actor=System("demo"), now=city.now)
        load(city, lambda done, total: bar.update(task, completed=done, total=total))
        users = make_users(city, PASSWORD)
    content = {"title": city.title_en, "now": city.now.isoformat(), "users": users}
    _guide().write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def tell(day: date | None = None) -> None:
    """Print who can sign in, if the database is a demonstration."""
    if not _guide().exists():
        return
    guide = json.loads(_guide().read_text(encoding="utf-8"))
    say.print(f"\n[bold]{guide['title']}[/bold]")
    say.print(f"Sign in with the password [bold]{PASSWORD}[/bold] as")
    for name, what in guide["users"].items():
        say.print(f"  [bold]{name:<12}[/bold] {what}")
    if day is not None:
        extra = "" if day == FIRST_DAY else f" --day {day}"
        say.print(f"\nStart it with: vungxanh serve{extra} --now {guide['now'][:16]}")
