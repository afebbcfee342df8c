"""Writes a demonstration city as the files that `vungxanh trace` reads."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from vungxanh.demonstration.city import City

Cell = str | int | float | bool | date | datetime | None


def write_csv(city: City, folder: Path, until: datetime | None = None) -> list[Path]:
    """Write cases, contacts, visits, places, isolations and persons as CSV; gives the files.

    `until` leaves out what was recorded later; None writes everything. A person who is a case by
    then is called by the case number, everybody else by their code. The folder is made.
    """
    known = city if until is None else city.until(until)
    numbers = {case.person: case.number for case in known.cases}
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(folder / f"{name}.csv", columns, rows)
        for name, columns, rows in _tables(known, numbers)
    ]


def _tables(
    city: City, numbers: dict[str, str]
) -> Iterable[tuple[str, str, Iterable[tuple[Cell, ...]]]]:
    def called(person: str) -> str:
        return numbers.get(person, person)

    yield (
        "cases",
        "person_id case_id onset_date specimen_date confirmed_on note",
        ((c.number, c.number, c.onset, c.specimen, c.confirmed_on, c.note) for c in city.cases),
    )
    yield (
        "contacts",
        "person_a person_b start end close setting",
        (
            (called(c.person_a), called(c.person_b), c.start, c.end, c.close, c.setting)
            for c in city.contacts
        ),
    )
    yield (
        "visits",
        "person_id place_id start end seat",
        ((called(v.person), v.place, v.start, v.end, v.seat) for v in city.visits),
    )
    yield (
        "places",
        "place_id kind name min_overlap max_level seat_rows unit_code",
        (
            (p.place_id, p.kind, p.name_vi, p.min_overlap, p.max_level, p.seat_rows, p.unit_code)
            for p in city.places
        ),
    )
    yield (
        "isolations",
        "person_id isolated_at released_at",
        ((called(i.person), i.isolated_at, i.released_at) for i in city.isolations),
    )
    yield (
        "persons",
        "person_id name fictional sex age unit_code residence",
        (
            (called(p.code), p.name, p.fictional, p.sex, p.age, p.unit_code, p.residence)
            for p in city.persons
        ),
    )


def _write(path: Path, columns: str, rows: Iterable[tuple[Cell, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split())
        writer.writerows([_cell(value) for value in row] for row in rows)
    return path


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)
