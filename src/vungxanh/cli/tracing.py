"""The command trace: its options, each with its help, and what it does with them."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from vungxanh.cli import values
from vungxanh.cli.telling import progress, told, told_problems

if TYPE_CHECKING:
    from vungxanh.linelist import Reading, Sources
    from vungxanh.records import Log, Rules, Tracing


def _print_rules(asked: bool) -> None:
    if asked:
        from vungxanh.linelist import shipped_rules_text  # noqa: PLC0415

        typer.echo(shipped_rules_text(), nl=False)
        raise typer.Exit


Cases = Annotated[Path, values.file("Cases: person_id and an onset, specimen or infectious time.")]
Out = Annotated[
    Path,
    typer.Option(
        callback=values.out_file,
        help="Where the answer goes: levels.csv or levels.parquet, levels.hops.csv beside it.",
    ),
]
Contacts = Annotated[
    Path | None, values.file("Who was near whom: person_a, person_b, start, end, close.")
]
Visits = Annotated[
    Path | None, values.file("Who was where: person_id, place_id, start, end, seat.")
]
Places = Annotated[
    Path | None, values.file("Places: place_id, kind, name, min_overlap, max_level, seat_rows.")
]
Isolations = Annotated[
    Path | None, values.file("Who was isolated: person_id, isolated_at, released_at.")
]
DiseaseName = Annotated[
    str, typer.Option(callback=values.disease_name, help="The disease: covid-19, mers or sars.")
]
MinOverlap = Annotated[
    int, typer.Option(min=1, metavar="MINUTES", help="Minutes together that make a contact.")
]
Latent = Annotated[
    float,
    typer.Option(
        min=0, metavar="HOURS", help="Hours from an exposure until that person can pass it on."
    ),
]
MaxLevel = Annotated[int, typer.Option(min=1, max=20, help="How far to go: 3 finds F1, F2 and F3.")]
RulesFile = Annotated[
    Path | None,
    values.file("What each kind of place asks for; without it a kind changes nothing."),
]
PrintRules = Annotated[
    bool,
    typer.Option(
        "--print-rules",
        callback=_print_rules,
        is_eager=True,
        help="Print the shipped table of kinds, with reasons, to save and change; then leave.",
    ),
]
Rejects = Annotated[
    Path | None,
    typer.Option(
        callback=values.out_file,
        help="Write bad rows to this file and go on with the good ones. Without it, any bad "
        "row stops everything before anything is written.",
    ),
]


def trace(  # noqa: PLR0913, PLR0917 - typer makes its options of them
    cases: Cases,
    out: Out,
    contacts: Contacts = None,
    visits: Visits = None,
    places: Places = None,
    isolations: Isolations = None,
    disease: DiseaseName = "covid-19",
    min_overlap: MinOverlap = 15,
    latent: Latent = 0,
    max_level: MaxLevel = 3,
    rules: RulesFile = None,
    print_rules: PrintRules = False,
    rejects: Rejects = None,
    time_zone: values.TimeZone = values.CITY_ZONE,
) -> None:
    """Find everyone near a case (F1), everyone near those (F2), and near those again (F3).

    Files are CSV or Parquet, by their ending. Write times as 2020-03-08T07:30, or a date alone.

    Example: vungxanh trace --cases cases.csv --visits visits.csv --out levels.csv
    """
    from vungxanh import linelist, options  # noqa: PLC0415

    given = (cases, contacts, visits, places, isolations)
    _check_outputs(out, rejects, [source for source in (*given, rules) if source])
    counting = options.rules_of(min_overlap, timedelta(hours=latent), max_level, rules)
    zone = options.zone_of(time_zone)
    kinds = frozenset(counting.kinds) if rules else None
    reading = _read(linelist.Sources(*given), disease, zone, kinds)
    tracing = _trace(_usable_log(reading, rejects), counting)
    _write(tracing, reading, out, rejects, zone)


def _read(
    sources: "Sources", disease: str, zone: ZoneInfo, kinds: frozenset[str] | None
) -> "Reading":
    from vungxanh import linelist  # noqa: PLC0415
    from vungxanh.diseases import profile  # noqa: PLC0415

    with progress("Reading the files"):
        return linelist.read_log(sources, disease=profile(disease), zone=zone, kinds=kinds)


def _usable_log(reading: "Reading", rejects: Path | None) -> "Log":
    """Give what can be traced; tell the problems and leave where bad rows stop everything."""
    if reading.log is None or (reading.faults.count and rejects is None):
        told_problems(reading.faults)
        told(f"Nothing was written. {_remedy(unusable=reading.log is None)}")
        raise typer.Exit(1)
    for warning in reading.warnings:
        told(f"Warning: {warning}")
    return reading.log


def _trace(log: "Log", counting: "Rules") -> "Tracing":
    from vungxanh.tracing.trace import trace as trace_log  # noqa: PLC0415

    with progress("Tracing"):
        return trace_log(log, counting)


def _write(
    tracing: "Tracing", reading: "Reading", out: Path, rejects: Path | None, zone: ZoneInfo
) -> None:
    from vungxanh import library, linelist  # noqa: PLC0415

    with progress("Writing"):
        if rejects:
            linelist.write_rejects(reading.faults, rejects)
        linelist.write_tracing(tracing, out, zone)
    if rejects:
        told(f"{reading.faults.counted()} in {rejects}; all other rows were used.")
    told(f"{library.counted_levels(tracing)} in {out}.")


def _check_outputs(out: Path, rejects: Path | None, sources: Sequence[Path]) -> None:
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
