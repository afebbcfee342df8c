"""`vungxanh import units`: administrative units, their changes, people and outlines, from files.

What a file holds is told by its ending and its columns. All files are read before anything is
written, and all their faults are told at once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from vungxanh.geography import Change, Gazetteer, Unit
from vungxanh.linelist import Faults, Faulty
from vungxanh.linelist.outlines import ENDINGS, Outline, read_outlines
from vungxanh.linelist.problems import unusable
from vungxanh.linelist.sheets import ROW, open_sheet
from vungxanh.linelist.units import read_crosswalk, read_population, read_units
from vungxanh.web.commands.start import migrate, prepare, refresh_statistics, say
from vungxanh.web.config import clock


@dataclass
class Read:
    """What the files hold together."""

    units: tuple[Unit, ...]
    changes: dict[tuple[date, str, str], Change]
    populations: dict[date, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    outlines: list[Outline] = field(default_factory=list)
    faults: list[Faults] = field(default_factory=list)

    @property
    def gazetteer(self) -> Gazetteer:
        """Give all units, known and new, with what became of them."""
        return Gazetteer(self.units, self.changes.values())


def import_units(*, files: Sequence[Path], on: date | None, dry_run: bool = False) -> None:
    """Write units and what belongs to them; the same files again change nothing.

    `on` is the day of a census and the day on which outlines have their codes, where the files
    do not say one. Raises Faulty, before anything is written, where anything is wrong.
    """
    prepare()
    migrate()
    from django.db import transaction  # noqa: PLC0415 - after prepare

    from vungxanh.web.audit.actions import System  # noqa: PLC0415
    from vungxanh.web.geography.actions import load_outlines, load_units  # noqa: PLC0415
    from vungxanh.web.registry.actions import rescope_all  # noqa: PLC0415

    read = _read(files, on)
    actor, now = System("import"), clock.now()
    with transaction.atomic():
        gazetteer = read.gazetteer
        written = load_units(
            gazetteer.units, gazetteer.changes, read.populations, actor=actor, now=now
        )
        drawn = load_outlines(read.outlines, actor=actor, now=now)
        if written:
            rescope_all(actor=actor, now=now)
        if dry_run:
            transaction.set_rollback(True)
    would = "would be written. Nothing was." if dry_run else "written."
    say.print(f"{written:,} rows of units, changes and people, {drawn:,} outlines {would}")
    if not dry_run:
        refresh_statistics()


def _read(files: Sequence[Path], on: date | None) -> Read:
    """Read the files, units first: the others speak of them. Raises Faulty with all faults."""
    from django.conf import settings  # noqa: PLC0415 - after prepare

    from vungxanh.web.geography.gazetteers import known_gazetteer  # noqa: PLC0415

    known, zone = known_gazetteer(), ZoneInfo(settings.TIME_ZONE)
    read = Read(known.units, {_pair(change): change for change in known.changes})
    told: dict[str, list[Path]] = defaultdict(list)
    for file in files:
        with _collecting(read):
            told[_kind_of(file)].append(file)
    for kind, take in TAKE.items():
        for file in told[kind]:
            with _collecting(read):
                read.faults.append(take(read, file, zone, on))
    faults = Faults.joined(read.faults)
    if faults.count:
        raise Faulty(faults)
    return read


@contextmanager
def _collecting(read: Read) -> Iterator[None]:
    """Keep why a file cannot be used at all, and go on with the next."""
    try:
        yield
    except Faulty as faulty:
        read.faults.append(faulty.faults)


def _kind_of(file: Path) -> str:
    """Say what a file holds. Raises Faulty where its columns do not tell."""
    if file.suffix.lower() in ENDINGS:
        return "outlines"
    header = _header(file)
    for kind, columns in TELLING.items():
        if columns <= header:
            return kind
    expected = "; or ".join(f"{kind}: {', '.join(sorted(TELLING[kind]))}" for kind in TELLING)
    raise unusable(file.name, "", ", ".join(sorted(header)), f"columns of one kind: {expected}")


def _header(file: Path) -> frozenset[str]:
    sheet = open_sheet(file, name=file.name, known=sorted(frozenset().union(*TELLING.values())))
    return frozenset(sheet.cells.columns) - {ROW}


def _take_units(read: Read, file: Path, zone: ZoneInfo, on: date | None) -> Faults:
    read.units, faults = read_units(file, read.units, zone)
    return faults


def _take_changes(read: Read, file: Path, zone: ZoneInfo, on: date | None) -> Faults:
    changes, faults = read_crosswalk(file, read.gazetteer, zone)
    read.changes |= {_pair(change): change for change in changes}
    return faults


def _take_people(read: Read, file: Path, zone: ZoneInfo, on: date | None) -> Faults:
    code = "code" if "code" in _header(file) else "commune_code"
    counted, faults = read_population(file, read.gazetteer, zone, on=on, code=code)
    for day, people in counted.items():
        read.populations[day] |= people
    return faults


def _take_outlines(read: Read, file: Path, zone: ZoneInfo, on: date | None) -> Faults:
    found, faults = read_outlines(file, read.gazetteer, on=on)
    read.outlines += found
    return faults


def _pair(change: Change) -> tuple[date, str, str]:
    return change.effective, change.from_code, change.to_code


TELLING = {
    "crosswalk": frozenset({"effective", "from_code", "to_code"}),
    "units": frozenset({"level", "code", "name"}),
    "population": frozenset({"population"}),
}
"""The columns by which a kind of file is known."""
TAKE = {
    "units": _take_units,
    "crosswalk": _take_changes,
    "population": _take_people,
    "outlines": _take_outlines,
}
"""In this order: each may speak of what those before it brought."""
