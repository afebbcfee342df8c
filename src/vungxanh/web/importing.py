"""Checked tables of files, written into the registry; the same rows again change nothing.

A row is known by its content: its source key is a digest of it. Persons and places that a file
names for the first time are added under that name as their code.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.timezone import localdate

from vungxanh.diseases import profile
from vungxanh.identity.names import plain
from vungxanh.linelist.formats import CERTAINTIES
from vungxanh.terms import Classification
from vungxanh.web.audit.actions import Actor
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.actions import add_outbreak, load_rows, widen_scope
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Isolation,
    Link,
    Outbreak,
    Person,
    PersonScope,
    Place,
    RecordedModel,
    Visit,
)
from vungxanh.web.response.actions import follow_exposures, new_case

Row = dict[str, Any]

NAMED = 10
"""Cases that a refusal names; it counts the others."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: rows written, rows known already, persons and places added."""

    written: int
    known: int
    added: int = 0


def import_rows(
    kind: str, rows: pl.DataFrame, outbreak: Outbreak, *, actor: Actor, now: datetime
) -> Imported:
    """Write the good rows of one file (`linelist.read_table`, times in seconds).

    `kind` is cases, contacts, visits, places, isolations or links. All of it or nothing is written.
    """
    with transaction.atomic():
        return IMPORTERS[kind](rows.to_dicts(), outbreak, actor, now)


DATES = ("onset_date", "specimen_date")


def open_outbreak(
    name: str, disease: str, tables: Iterable[pl.DataFrame], *, actor: Actor, now: datetime
) -> Outbreak:
    """Make an outbreak for files that are about to be imported; its code is made of its name.

    It began on the first day of onset or specimen in the files, else today. Raises ValueError on an
    unknown disease and on a name that makes no code.
    """
    known = profile(disease)
    code = slugify(plain(name))
    if not 0 < len(code) <= 50:
        raise ValueError(f"An outbreak cannot be called {name!r}: use 1 to 50 letters and digits.")
    days = [table[day].min() for table in tables for day in DATES if day in table.columns]
    begun = min((day for day in days if isinstance(day, date)), default=localdate(now))
    return add_outbreak(
        actor=actor, now=now, code=code, name=name, disease=known.name, started_on=begun
    )


def key_of(kind: str, outbreak: Outbreak, row: Row) -> str:
    """Digest what a row says, so that the same row is known again."""
    said = repr((kind, outbreak.code, sorted((k, str(v)) for k, v in row.items() if k != "#row")))
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def _persons(codes: Iterable[str], actor: Actor, now: datetime) -> tuple[dict[str, Person], int]:
    """Give persons by code; who is not known yet is added, as living somewhere in the city."""
    wanted = sorted(set(codes))
    found: dict[str, Person] = {}
    for first in range(0, len(wanted), 5000):
        some = Person.objects.filter(code__in=wanted[first : first + 5000])
        found |= {person.code: person for person in some}
    city = AdminUnit.objects.on(localdate(now)).filter(code=settings.CITY).first()
    fresh = [
        Person(code=code, unit=city, recorded_at=now).made_findable()
        for code in wanted
        if code not in found
    ]
    load_rows(fresh, "persons_imported", actor=actor, now=now)
    if fresh and city:
        ids = [person.pk for person in fresh]
        widen_scope(ids, city, PersonScope.Why.RESIDENCE, actor=actor, now=now)
    return found | {person.code: person for person in fresh}, len(fresh)


def _places(codes: Iterable[str], actor: Actor, now: datetime) -> tuple[dict[str, Place], int]:
    wanted = sorted(set(codes))
    found = {p.code: p for p in Place.objects.all() if p.code in set(wanted)}
    fresh = [Place(code=code, name=code) for code in wanted if code not in found]
    load_rows(fresh, "places_imported", actor=actor, now=now)
    return found | {place.code: place for place in fresh}, len(fresh)


def _fresh(
    model: type[RecordedModel], kind: str, outbreak: Outbreak, rows: Sequence[Row]
) -> dict[str, Row]:
    """Give the rows that are not in the registry yet, by their keys; a row twice counts once."""
    keyed = {key_of(kind, outbreak, row): row for row in rows}
    keys = list(keyed)
    known: set[str | None] = set()
    for first in range(0, len(keys), 5000):
        some = model.objects.filter(source_key__in=keys[first : first + 5000])
        known |= set(some.values_list("source_key", flat=True))
    return {key: row for key, row in keyed.items() if key not in known}


def _write(made: list[Any], verb: str, actor: Actor, now: datetime) -> None:
    for row in made:
        row.recorded_at, row.recorded_by = now, actor.get_username()
    load_rows(made, verb, actor=actor, now=now)
    if made:
        follow_exposures(made, actor=actor, now=now)


def _visits(rows: list[Row], outbreak: Outbreak, actor: Actor, now: datetime) -> Imported:
    fresh = _fresh(Visit, "visits", outbreak, rows)
    persons, new = _persons((row["person_id"] for row in fresh.values()), actor, now)
    places, _ = _places((row["place_id"] for row in fresh.values()), actor, now)
    made = [
        Visit(
            person=persons[row["person_id"]],
            place=places[row["place_id"]],
            start=row["start"] // 60,
            end=row["end"] // 60,
            seat=row["seat"] or "",
            source_key=key,
        )
        for key, row in fresh.items()
    ]
    _write(made, "visits_imported", actor, now)
    return Imported(len(made), len(rows) - len(made), new)


def _contacts(rows: list[Row], outbreak: Outbreak, actor: Actor, now: datetime) -> Imported:
    fresh = _fresh(ContactEvent, "contacts", outbreak, rows)
    codes = (row[side] for row in fresh.values() for side in ("person_a", "person_b"))
    persons, new = _persons(codes, actor, now)
    made = [
        ContactEvent(
            person_a=persons[row["person_a"]],
            person_b=persons[row["person_b"]],
            start=row["start"] // 60,
            end=row["end"] // 60,
            close=bool(row["close"]),
            setting=row["setting"] or "",
            source_key=key,
        )
        for key, row in fresh.items()
    ]
    _write(made, "contacts_imported", actor, now)
    return Imported(len(made), len(rows) - len(made), new)


def _isolations(rows: list[Row], outbreak: Outbreak, actor: Actor, now: datetime) -> Imported:
    fresh = _fresh(Isolation, "isolations", outbreak, rows)
    persons, new = _persons((row["person_id"] for row in fresh.values()), actor, now)
    made = [
        Isolation(
            person=persons[row["person_id"]],
            start=row["isolated_at"] // 60,
            end=None if row["released_at"] is None else row["released_at"] // 60,
            source_key=key,
        )
        for key, row in fresh.items()
    ]
    _write(made, "isolations_imported", actor, now)
    return Imported(len(made), len(rows) - len(made), new)


def _place_rows(rows: list[Row], outbreak: Outbreak, actor: Actor, now: datetime) -> Imported:
    """Add places; one that is known stays as it is."""
    units = {unit.code: unit for unit in AdminUnit.objects.on(now.date())}
    known = {place.code: place for place in Place.objects.all()}
    fresh = []
    for row in rows:
        if row["place_id"] not in known:
            fresh.append(
                Place(
                    code=row["place_id"],
                    kind=row["kind"] or "",
                    name=row["name"] or row["place_id"],
                    unit=units.get(row["unit_code"] or ""),
                    **{
                        column: row[column]
                        for column in (
                            "min_overlap",
                            "max_level",
                            "seat_rows",
                            "latitude",
                            "longitude",
                        )
                    },
                )
            )
    load_rows(fresh, "places_imported", actor=actor, now=now)
    return Imported(len(fresh), len(rows) - len(fresh))


def _links(rows: list[Row], outbreak: Outbreak, actor: Actor, now: datetime) -> Imported:
    """Write who is said to have infected whom. Links are drawn, and nothing is traced."""
    fresh = _fresh(Link, "links", outbreak, rows)
    named_sides = (row[side] for row in fresh.values() for side in ("from_person", "to_person"))
    persons, new = _persons((code for code in named_sides if code), actor, now)
    places, _ = _places((r["from_place"] for r in fresh.values() if r["from_place"]), actor, now)
    made = [
        Link(
            outbreak=outbreak,
            infector=persons.get(row["from_person"]),
            place=places.get(row["from_place"]),
            infectee=persons[row["to_person"]],
            kind=row["kind"] or ("infector_reported" if row["from_person"] else "place_cluster"),
            certainty=row["certainty"] or CERTAINTIES[0],
            source=row["source"] or "",
            source_key=key,
            recorded_at=now,
            recorded_by=actor.get_username(),
        )
        for key, row in fresh.items()
    ]
    load_rows(made, "links_imported", actor=actor, now=now)
    return Imported(len(made), len(rows) - len(made), new)


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _cases(rows: list[Row], outbreak: Outbreak, actor: Actor, now: datetime) -> Imported:
    """Open a confirmed case a row; each grows its tree."""
    fresh = _fresh(Case, "cases", outbreak, rows)
    _refuse_other_dates(fresh.values(), outbreak)
    persons, new = _persons((row["person_id"] for row in fresh.values()), actor, now)
    apart = []
    for key, row in fresh.items():
        person = persons[row["person_id"]]
        if row["isolated_at"] is not None:
            apart.append(Isolation(person=person, start=row["isolated_at"] // 60))
        case = Case(
            person=person,
            outbreak=outbreak,
            code=_case_code(row),
            classification=Classification.CONFIRMED,
            onset_date=row["onset_date"],
            specimen_date=row["specimen_date"],
            infectious_from=_instant(row["infectious_from"]),
            infectious_until=_instant(row["infectious_until"]),
            confirmed_at=now,
            source_key=key,
        )
        new_case(case, actor=actor, now=now)
    _write(apart, "isolations_imported", actor, now)
    return Imported(len(fresh), len(rows) - len(fresh), new)


def _case_code(row: Row) -> str:
    return str(row["case_id"] or row["person_id"])


def _refuse_other_dates(rows: Iterable[Row], outbreak: Outbreak) -> None:
    """Raise ValueError for cases that the registry has already, with other dates or persons."""
    codes = Counter(_case_code(row) for row in rows)
    known = set(Case.objects.filter(outbreak=outbreak).values_list("code", flat=True))
    taken = sorted(code for code, number in codes.items() if code in known or number > 1)
    if taken:
        named_ones = ", ".join(taken[:NAMED]) + (" …" if len(taken) > NAMED else "")
        raise ValueError(
            f"Nothing was written: of {len(taken)} case(s) the registry has other dates or another"
            f" person ({named_ones}). Leave these rows out; a case's page can correct its dates."
        )


Importer = Callable[[list[Row], Outbreak, Actor, datetime], Imported]
IMPORTERS: dict[str, Importer] = {
    "places": _place_rows,
    "visits": _visits,
    "contacts": _contacts,
    "isolations": _isolations,
    "cases": _cases,
    "links": _links,
}
"""In the order in which files of one outbreak are best taken."""
