"""The commands that work on files: trace (in `tracing.py`), explain, decide."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vungxanh.cli import values
from vungxanh.cli.telling import plainly, progress
from vungxanh.cli.tracing import trace

PANEL = "With files"


class Output(StrEnum):
    """How `decide` prints."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    """Register the commands that work on files."""
    for command in (trace, explain, decide):
        app.command(rich_help_panel=PANEL)(plainly(command))


def explain(
    levels: values.Levels,
    person: Annotated[str, typer.Argument(help="The id of the person you ask about.")],
    places: Annotated[Path | None, values.file("Places, for their names.")] = None,
    time_zone: values.TimeZone = values.CITY_ZONE,
) -> None:
    """Tell why a person is F1, F2 or F3: the chain back to the case, in sentences.

    Example: vungxanh explain levels.csv BN19
    """
    from vungxanh import library  # noqa: PLC0415

    typer.echo(library.explain(levels, person, places=places, time_zone=time_zone))


def decide(
    levels: values.Levels,
    on: Annotated[
        date,
        typer.Option(
            parser=values.moment,
            metavar="DATE",
            help="The day to decide for, as it ends; or an instant such as 2020-03-08T07:00.",
        ),
    ],
    facts: Annotated[
        Path | None, values.file("What is known of persons: person_id, fact, value, observed_at.")
    ] = None,
    unit: Annotated[
        str,
        typer.Option(help="Code of the unit whose directives count: 01 is Hanoi, VN the country."),
    ] = "01",
    known_on: Annotated[
        date | None,
        typer.Option(
            parser=values.day,
            metavar="DATE",
            help="Leave out directives issued after this day, to replay a past decision.",
        ),
    ] = None,
    output: Annotated[Output, typer.Option("--format", help="How to print.")] = Output.TEXT,
    time_zone: values.TimeZone = values.CITY_ZONE,
) -> None:
    """Tell what applies to each person by the directives in force, until when, and why.

    Example: vungxanh decide levels.csv --on 2020-03-08
    """
    from vungxanh import library, options  # noqa: PLC0415
    from vungxanh.cli import printing  # noqa: PLC0415

    with progress("Deciding"):
        found = library.decisions(
            levels, on=on, facts=facts, unit=unit, known_on=known_on, time_zone=time_zone
        )
    told_by = {
        Output.TEXT: printing.as_text,
        Output.CSV: printing.as_csv,
        Output.JSON: printing.as_json,
    }
    for part in told_by[output](found, options.zone_of(time_zone)):
        typer.echo(part, nl=False)
