"""Whom a row is about: found by code, case or identity number, else somebody new."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from django.db.models import Model

from vungxanh.identity.cards import normal_identity
from vungxanh.identity.phones import normal_phone
from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.plans import Plan, Refused, Row, differing
from vungxanh.web.registry.models import Person

AT_ONCE = 5_000
TOLD = ("name", "sex", "birth_date", "birth_year", "nationality", "occupation")
"""Columns of a row that are columns of a person."""
OUTSIDE = "a person of your area: this one is known to another; ask a colleague there"


def rows_by(model: type[Model], column: str, values: Iterable[Any]) -> dict[Any, Any]:
    """Give rows of the registry by a column of text, some thousand at a time."""
    wanted = sorted({value for value in values if value})
    found: dict[Any, Any] = {}
    for first in range(0, len(wanted), AT_ONCE):
        some = model._default_manager.filter(**{f"{column}__in": wanted[first : first + AT_ONCE]})
        found |= {getattr(row, column): row for row in some}
    return found


def kept_of(person: Person) -> Person:
    """Follow a record that was merged to the one that is kept."""
    while person.merged_into:
        person = person.merged_into
    return person


class People:
    """The persons of some rows: read from the registry once, then known by code and number."""

    def __init__(self, desk: Desk, codes: Iterable[str | None], rows: Sequence[Row] = ()) -> None:
        self._desk = desk
        self._codes: dict[str, Person] = rows_by(Person, "code", (c for c in codes if c))
        numbers = {normal_identity(row.get("identity_number") or "") for row in rows}
        self._numbers: dict[str, Person] = rows_by(Person, "identity_number", numbers)
        for known_as in (self._codes, self._numbers):
            known_as.update({key: kept_of(person) for key, person in known_as.items()})
        for person in [*self._codes.values(), *self._numbers.values()]:
            self._settle(person)
        known = {p.pk: p for p in (*self._codes.values(), *self._numbers.values())}
        self._seen = desk.visible(known.values())
        self._retracted = {pk for pk, person in known.items() if person.retracted_at}
        self._codes_to_give = self._unused_codes()

    def keys(self) -> set[int]:
        """Give the keys of those who are in the registry."""
        known = (*self._codes.values(), *self._numbers.values())
        return {person.pk for person in known if person.pk}

    def _settle(self, person: Person) -> None:
        """Let a person share the units of the desk: their ancestors are known already."""
        if person.unit_id:
            person.unit = self._desk.units[person.unit_id]
        if person.staying_unit_id:
            person.staying_unit = self._desk.units[person.staying_unit_id]

    def called(self, code: str, plan: Plan, column: str) -> Person:
        """Give the person of a code; one that is not known lives somewhere in the importer's unit.

        Raises Refused for a person outside the importer's area.
        """
        person = self._codes.get(code)
        if person is None:
            person = Person(code=code, unit=self._desk.home, recorded_at=self._desk.now)
            self._codes[code] = person
            plan.new.append(person)
            return person
        return self._met(person, plan, column)

    def _met(self, person: Person, plan: Plan, column: str) -> Person:
        if person.pk is None:
            return person
        if person.pk in self._retracted:
            self._retracted.discard(person.pk)
            self._seen.add(person.pk)
            person.retracted_at = None
            plan.revived.append(person)
        if person.pk not in self._seen:
            raise Refused(column, OUTSIDE)
        return person

    def told(self, row: Row, plan: Plan, known: Person | None = None) -> Person:
        """Give the person whom a row describes, with what the row says of them in the plan."""
        number = normal_identity(row.get("identity_number") or "")
        person = known or self._codes.get(row.get("person_id") or "") or self._numbers.get(number)
        if person is None:
            return self._new(row, number, plan)
        self._met(person, plan, "person_id")
        if person.pk is None:
            return person
        said = self._said(row, number, plan)
        if person.birth_date or (person.birth_year and row.get("birth_year") is None):
            said.pop("birth_year")  # an age is a year out for half of all people
        change = differing(person, said)
        if change:
            plan.changes.append(change)
        return person

    def _new(self, row: Row, number: str, plan: Plan) -> Person:
        said = self._said(row, number, plan)
        said = {name: value for name, value in said.items() if value not in {None, ""}}
        unit = said.pop("unit", None) or self._desk.home
        code = row.get("person_id") or self._fresh_code()
        person = Person(code=code, unit=unit, recorded_at=self._desk.now, **said)
        self._codes[person.code] = person
        if number:
            self._numbers[number] = person
        plan.new.append(person)
        return person

    def _fresh_code(self) -> str:
        return next(code for code in self._codes_to_give if code not in self._codes)

    def _unused_codes(self) -> Iterator[str]:
        """Give codes that nobody has, P and a number, some thousand asked for at a time."""
        last = Person.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        for first in count(last + 1, AT_ONCE):
            codes = [f"P{number}" for number in range(first, first + AT_ONCE)]
            taken = rows_by(Person, "code", codes)
            yield from (code for code in codes if code not in taken)

    def _said(self, row: Row, number: str, plan: Plan) -> dict[str, Any]:
        said = {name: row.get(name) for name in TOLD}
        if row.get("age") is not None and not (said["birth_year"] or said["birth_date"]):
            said["birth_year"] = self._year_at(row["age"])
        said["phone"] = normal_phone(row.get("phone") or "")
        said["identity_number"] = number
        said["residence"] = row.get("address")
        said["unit"] = self._unit_of(row, plan)
        return said

    def _year_at(self, age: int) -> int:
        return self._desk.today.year - age

    def _unit_of(self, row: Row, plan: Plan) -> Any:
        if row.get("unit_code"):
            return self._desk.unit_called(row["unit_code"], "unit_code")
        if not row.get("address"):
            return None
        unit, plan.confidence = self._desk.place_of(row["address"])
        if unit is None:
            plan.unsure = row["address"]
            return None
        return self._desk.ours(unit, "address")
