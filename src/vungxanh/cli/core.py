"""The commands that work on files: trace, explain, decide."""

from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vungxanh.cli import values
from vungxanh.cli.telling import plainly, progress, told, told_problems

PANEL = "With files"
CITY_ZONE = "Asia/Ho_Chi_Minh"


class Output(StrEnum):
    """How `decide` prints."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (trace, explain, decide):
        app.command(rich_help_panel=PANEL)(plainly(command))


def _print_rules(asked: bool) -> None:
    if asked:
        from vungxanh.linelist import shipped_rules_text  # noqa: PLC0415

        typer.echo(shipped_rules_text(), nl=False)
        raise typer.Exit


def trace(  # noqa: PLR0913, PLR0917 - typer makes its options of them
    cases: Annotated[
        Path, values.file("Cases: person_id and an onset, specimen or infectious time.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            callback=values.out_file,
            help="Where the answer goes: levels.csv or levels.parquet, levels.hops.csv beside it.",
        ),
    ],
    contacts: Annotated[
        Path | None, values.file("Who was near whom: person_a, person_b, start, end, close.")
    ] = None,
    visits: Annotated[
        Path | None, values.file("Who was where: person_id, place_id, start, end, seat.")
    ] = None,
    places: Annotated[
        Path | None, values.file("Places: place_id, kind, name, min_overlap, max_level, seat_rows.")
    ] = None,
    isolations: Annotated[
        Path | None, values.file("Who was isolated: person_id, isolated_at, released_at.")
    ] = None,
    disease: Annotated[
        str, typer.Option(callback=values.disease_name, help="The disease: covid-19, mers or sars.")
    ] = "covid-19",
    min_overlap: Annotated[
        int, typer.Option(min=1, metavar="MINUTES", help="Minutes together that make a contact.")
    ] = 15,
    latent: Annotated[
        float,
        typer.Option(
            min=0,
            metavar="HOURS",
            help="Hours from an exposure until that person can pass it on.",
        ),
    ] = 0,
    max_level: Annotated[
        int, typer.Option(min=1, max=20, help="How far to go: 3 finds F1, F2 and F3.")
    ] = 3,
    rules: Annotated[
        Path | None,
        values.file("What each kind of place asks for; without it a kind changes nothing."),
    ] = None,
    print_rules: Annotated[
        bool,
        typer.Option(
            "--print-rules",
            callback=_print_rules,
            is_eager=True,
            help="Print the shipped table of kinds, with reasons, to save and change; then leave.",
        ),
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(
            callback=values.out_file,
            help="Write bad rows to this file and go on with the good ones. Without it, any bad "
            "row stops everything before anything is written.",
        ),
    ] = None,
    time_zone: values.TimeZone = CITY_ZONE,
) -> None:
    """Find everyone near a case (F1), everyone near those (F2), and near those again (F3).

    Files are CSV or Parquet, by their ending. Write times as 2020-03-08T07:30, or a date alone.

    Example: vungxanh trace --cases cases.csv --visits visits.csv --out levels.csv
    """
    from vungxanh import library, linelist, options  # noqa: PLC0415
    from vungxanh.diseases import profile  # noqa: PLC0415
    from vungxanh.tracing.trace import trace as trace_log  # noqa: PLC0415

    given = (cases, contacts, visits, places, isolations)
    _check_outputs(out, rejects, [source for source in (*given, rules) if source])
    counting = options.rules_of(min_overlap, timedelta(hours=latent), max_level, rules)
    zone = options.zone_of(time_zone)
    with progress("Reading the files"):
        reading = linelist.read_log(
            linelist.Sources(*given),
            disease=profile(disease),
            zone=zone,
            kinds=frozenset(counting.kinds) if rules else None,
        )
    if reading.log is None or (reading.faults.count and rejects is None):
        told_problems(reading.faults)
        told(f"Nothing was written. {_remedy(unusable=reading.log is None)}")
        raise typer.Exit(1)
    for warning in reading.warnings:
        told(f"Warning: {warning}")
    with progress("Tracing"):
        tracing = trace_log(reading.log, counting)
    with progress("Writing"):
        if rejects:
            linelist.write_rejects(reading.faults, rejects)
        linelist.write_tracing(tracing, out, zone)
    if rejects:
        told(f"{reading.faults.counted()} in {rejects}; all other rows were used.")
    told(f"{library.counted_levels(tracing)} in {out}.")


def explain(
    levels: values.Levels,
    person: Annotated[str, typer.Argument(help="The id of the person you ask about.")],
    places: Annotated[Path | None, values.file("Places, for their names.")] = None,
    time_zone: values.TimeZone = CITY_ZONE,
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
    time_zone: values.TimeZone = CITY_ZONE,
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


def _check_outputs(out: Path, rejects: Path | None, sources: list[Path]) -> None:
    """Refuse to overwrite an input, and places that cannot be written, before the long work."""
    from vungxanh.linelist import can_write, hops_path  # noqa: PLC0415

    outputs = [out, hops_path(out), *([rejects] if rejects else [])]
    inputs = {source.resolve() for source in sources}
    for path in outputs:
        if path.resolve() in inputs:
            raise typer.BadParameter(f"{path} is one of the files to read: name another for output")
    if rejects and rejects.resolve() in {path.resolve() for path in outputs[:2]}:
        raise typer.BadParameter(f"{rejects} is also where the answer goes: name another file")
    for path in outputs:
        can_write(path)


def _remedy(*, unusable: bool) -> str:
    if unusable:
        return "A whole file cannot be used: correct that first."
    return "Correct the rows, or set them aside with --rejects FILE."
