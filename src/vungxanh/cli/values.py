"""How the values on a command line are read and checked: a bad one is a usage error."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

CITY_ZONE = "Asia/Ho_Chi_Minh"


def file(help_text: str) -> Any:
    """Declare an option that takes an existing file."""
    return typer.Option(exists=True, dir_okay=False, readable=True, help=help_text)


def moment(text: str) -> date:
    """Read a day, or an instant, which is a `datetime`; the day comes first in 08/03/2020.

    Raises typer.BadParameter for anything else.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise typer.BadParameter(
            f"{text} is no day: write 2020-03-08, or 2020-03-08T07:00 for an instant"
        ) from None


def instant(text: str) -> datetime:
    """Read an instant; a day alone is its 00:00."""
    read = moment(text)
    if isinstance(read, datetime):
        return read
    return datetime.combine(read, time.min)


def day(text: str) -> date:
    """Read a day; an instant is refused."""
    read = moment(text)
    if isinstance(read, datetime):
        raise typer.BadParameter(f"{text}: give a day without a time, such as 2020-03-08")
    return read


def zone(name: str) -> str:
    """Check the name of a time zone."""
    from vungxanh.options import zone_of  # noqa: PLC0415

    try:
        zone_of(name)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return name


def disease_name(name: str) -> str:
    """Check the name of a disease."""
    from vungxanh.diseases import profile  # noqa: PLC0415

    try:
        profile(name)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return name


def out_file(path: Path | None) -> Path | None:
    """Refuse an ending that tells no format before anything is read."""
    from vungxanh.linelist import check_ending  # noqa: PLC0415

    try:
        if path is not None:
            check_ending(path)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return path


TimeZone = Annotated[
    str,
    typer.Option(
        callback=zone,
        metavar="NAME",
        help="The city's time zone: it counts where a time carries no offset.",
    ),
]
Levels = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="What trace wrote.")
]
