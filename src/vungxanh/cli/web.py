"""The commands of the web application: each hands over to `vungxanh.web.commands`."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vungxanh.cli import values
from vungxanh.cli.telling import plainly

PANEL = "With the browser"


class Kind(StrEnum):
    """What a file to import holds."""

    LINELIST = "linelist"
    CONTACT_LIST = "contact_list"
    RESULTS = "results"
    VACCINATIONS = "vaccinations"
    FOLLOWUPS = "followups"
    CASES = "cases"
    CONTACTS = "contacts"
    VISITS = "visits"
    PLACES = "places"
    ISOLATIONS = "isolations"
    LINKS = "links"
    UNITS = "units"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    commands: dict[str, Callable[..., None]] = {
        "demo": demo,
        "init": init,
        "serve": serve,
        "import": import_files,
        "worker": worker,
        "backup": backup,
        "restore": restore,
    }
    for name, command in commands.items():
        app.command(name, rich_help_panel=PANEL)(plainly(command))


def demo(
    day: Annotated[
        date | None,
        typer.Option(
            parser=values.day,
            metavar="DATE",
            help="Which demonstration: 2020-03-08, the first wave, or 2021-08-04, a larger one.",
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Throw the demonstration's database away and begin anew."),
    ] = False,
    csv: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write it as CSV files for trace into this folder, and load nothing.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Leave it to serve to tell who can sign in.")
    ] = False,
) -> None:
    """Load the demonstration city: Hanoi's first wave, real cases and invented contacts.

    Example: vungxanh demo, then vungxanh serve --now 2020-03-08T07:00
    """
    from vungxanh.web import commands  # noqa: PLC0415

    commands.demo(day=day, fresh=fresh, csv=csv, quiet=quiet)


def init(
    user: Annotated[str, typer.Option(help="Name under which the first user signs in.")],
) -> None:
    """Prepare the database of a city: its units, and the first user of the command centre.

    Example: vungxanh init --user head
    """
    from vungxanh.web import commands  # noqa: PLC0415

    commands.init(user=user)


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=1, max=65535, envvar="PORT", help="Port to listen on.")
    ] = 8000,
    now: Annotated[
        datetime | None,
        typer.Option(
            parser=values.instant,
            metavar="INSTANT",
            help="Start the clock here, for a demonstration or an exercise: 2020-03-08T07:00.",
        ),
    ] = None,
    day: Annotated[
        date | None,
        typer.Option(
            parser=values.day,
            metavar="DATE",
            help="Serve the demonstration of this day, from its own database.",
        ),
    ] = None,
    worker: Annotated[bool, typer.Option(help="Also start one worker for background jobs.")] = True,
) -> None:
    """Start the web application with the database that is there.

    Example: vungxanh serve --port 8080
    """
    from vungxanh.web import commands  # noqa: PLC0415

    commands.serve(host=host, port=port, now=now, day=day, worker=worker)


def import_files(  # noqa: PLR0913, PLR0917 - the options of a command
    kind: Annotated[Kind | None, typer.Argument(help="What the files hold.")] = None,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            readable=True,
            help="CSV, XLSX, ODS, Parquet or JSON files; of units CSV, GeoJSON, TopoJSON.",
        ),
    ] = None,
    outbreak: Annotated[
        str | None, typer.Option(help="Name or code of the outbreak that the rows belong to.")
    ] = None,
    disease: Annotated[
        str | None,
        typer.Option(help="Make the outbreak if there is none of that name, of this disease."),
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(help="Write bad rows here and take the good ones; else any bad row stops."),
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|NAME", help="How columns and values are read; else they are guessed."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
    undo: Annotated[
        int | None,
        typer.Option(metavar="ID", help="Take back the import of this number, as a whole."),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(
            parser=values.day,
            metavar="DATE",
            help="Units: day of the census, and on which outlines have these codes.",
        ),
    ] = None,
) -> None:
    """Take files into the registry; the same file a second time changes nothing.

    Example: vungxanh import cases cases.csv --outbreak "Hanoi 2020" --disease covid-19
    """
    from vungxanh.web import commands  # noqa: PLC0415

    if undo is not None:
        commands.undo_import(number=undo)
        return
    if kind is Kind.UNITS and files:
        commands.import_units(files=files, on=on, dry_run=dry_run)
        return
    if kind is None or not files or outbreak is None:
        raise typer.BadParameter("say what the files hold (KIND), the files, and --outbreak")
    commands.import_files(
        kind=kind.value,
        files=files,
        outbreak=outbreak,
        disease=disease,
        rejects=rejects,
        mapping=mapping,
        dry_run=dry_run,
    )


def worker() -> None:
    """Run background jobs (serve starts one by itself; start more for a large city)."""
    from vungxanh.web import commands  # noqa: PLC0415

    commands.worker()


def backup(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where the copy goes.")],
) -> None:
    """Copy the whole database into one file, while the application runs."""
    from vungxanh.web import commands  # noqa: PLC0415

    commands.backup(file=file)


def restore(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A file of backup.")
    ],
) -> None:
    """Put a backup in the place of the present database. Stop the application first."""
    from vungxanh.web import commands  # noqa: PLC0415

    commands.restore(file=file)
