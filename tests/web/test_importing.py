"""Files into the registry: the same rows again change nothing, a failure leaves nothing behind."""

import io
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.web.factories import NOW, SYSTEM, UnitTree, make_user
from vungxanh import linelist
from vungxanh.linelist.formats import Format
from vungxanh.web.importing import IMPORTERS, Imported, import_rows
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Isolation,
    Link,
    Outbreak,
    Person,
    Place,
    Visit,
)
from vungxanh.web.tracing.models import Level

pytestmark = pytest.mark.django_db

FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        linelist.PLACES,
        linelist.VISITS,
        linelist.CONTACTS,
        linelist.ISOLATIONS,
        linelist.CASES,
        linelist.LINKS,
    )
}

PLACES = """place_id,kind,name,unit_code,min_overlap
office,workplace,Văn phòng thử,00004,20
"""
VISITS = """person_id,place_id,start,end,seat
A,office,2020-03-05T08:00,2020-03-05T12:00,12A
B,office,2020-03-05T09:00,2020-03-05T10:00,
B,flat,2020-03-05T18:00,2020-03-06T06:00,
C,flat,2020-03-05T18:00,2020-03-06T06:00,
"""
CONTACTS = """person_a,person_b,start,end,close,setting
A,D,2020-03-06T12:00,2020-03-06T12:30,yes,meal
"""
ISOLATIONS = """person_id,isolated_at,released_at
D,2020-03-06T13:00,
"""
CASES = """person_id,case_id,onset_date,isolated_at
A,CA1,2020-03-04,2020-03-07T08:00
"""
LINKS = """from_person,to_person,kind
A,B,infector_reported
"""
FILES = {
    "places": PLACES,
    "visits": VISITS,
    "contacts": CONTACTS,
    "isolations": ISOLATIONS,
    "cases": CASES,
    "links": LINKS,
}
TABLES = (Person, Place, Visit, ContactEvent, Isolation, Case, Link, Level)


def rows(kind: str, text: str) -> pl.DataFrame:
    frame = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False)
    table = linelist.read_table(FORMATS[kind], frame, ZoneInfo("Asia/Ho_Chi_Minh"))
    assert not table.faults.count
    return table.rows


def take(kind: str, outbreak: Outbreak, text: str = "", now=NOW) -> Imported:
    return import_rows(kind, rows(kind, text or FILES[kind]), outbreak, actor=SYSTEM, now=now)


def take_all(outbreak: Outbreak) -> dict[str, Imported]:
    return {kind: take(kind, outbreak) for kind in FILES}


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES}


def levels() -> dict[str, int]:
    return dict(Level.objects.values_list("person__code", "level"))


def test_every_kind_has_an_importer() -> None:
    assert IMPORTERS.keys() == FORMATS.keys()


def test_the_files_of_an_outbreak_grow_its_trees(units: UnitTree, outbreak: Outbreak) -> None:
    take_all(outbreak)
    assert levels() == {"A": 0, "B": 1, "C": 2, "D": 1}
    case = Case.objects.get()
    assert (case.code, str(case.onset_date)) == ("CA1", "2020-03-04")
    assert {i.person.code for i in Isolation.objects.select_related("person")} == {"A", "D"}
    office = Place.objects.get(code="office")
    assert (office.min_overlap, office.unit, office.kind) == (20, units.truc_bach, "workplace")


def test_the_order_of_the_files_changes_nothing(units: UnitTree, outbreak: Outbreak) -> None:
    for kind in reversed(FILES):
        take(kind, outbreak)
    assert levels() == {"A": 0, "B": 1, "C": 2, "D": 1}


def test_the_same_files_twice_change_nothing(units: UnitTree, outbreak: Outbreak) -> None:
    first = take_all(outbreak)
    before, stood = counts(), levels()
    second = take_all(outbreak)
    assert counts() == before
    assert levels() == stood
    for kind, done in second.items():
        assert (done.written, done.added) == (0, 0), kind
        assert done.known == first[kind].written


def test_a_file_that_grew_adds_what_is_new(units: UnitTree, outbreak: Outbreak) -> None:
    take_all(outbreak)
    more = VISITS + "E,office,2020-03-05T09:00,2020-03-05T11:00,\n"
    done = take("visits", outbreak, more)
    assert (done.written, done.known, done.added) == (1, 4, 1)
    assert levels()["E"] == 1


def test_a_row_that_stands_twice_in_a_file_counts_once(units: UnitTree, outbreak: Outbreak) -> None:
    twice = CONTACTS + CONTACTS.splitlines()[1] + "\n"
    done = take("contacts", outbreak, twice)
    assert (done.written, done.known) == (1, 1)


def test_unknown_persons_are_added_and_seen_by_the_city(
    units: UnitTree, outbreak: Outbreak
) -> None:
    """Nobody could work with them else: until an address is told, the city finds out."""
    done = take("visits", outbreak)
    assert done.added == 3
    commander = make_user("command", units.city)
    seen = Person.objects.visible_to(commander, now=NOW)
    assert {person.code for person in seen} == {"A", "B", "C"}
    take("cases", outbreak)
    assert Case.objects.visible_to(commander, now=NOW).count() == 1


def test_known_persons_stay_as_they_are(units: UnitTree, outbreak: Outbreak) -> None:
    from tests.web.factories import make_person  # noqa: PLC0415

    known = make_person(unit=units.cat_linh, code="B", name="Người Quen")
    take("visits", outbreak)
    known.refresh_from_db()
    assert (known.name, known.unit) == ("Người Quen", units.cat_linh)
    assert known.visits.count() == 2


def test_all_or_nothing(units: UnitTree, outbreak: Outbreak, monkeypatch) -> None:
    take("visits", outbreak)
    before = counts()

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the power failed")

    monkeypatch.setattr("vungxanh.web.importing._write", broken)
    with pytest.raises(RuntimeError):
        take("cases", outbreak, CASES + "Z,CZ,2020-03-04,\n")
    assert counts() == before


def test_a_case_that_is_known_with_other_dates_is_named(
    units: UnitTree, outbreak: Outbreak
) -> None:
    take("cases", outbreak)
    before = counts()
    changed = "person_id,case_id,onset_date\nA,CA1,2020-03-02\nN,CA2,2020-03-02\n"
    with pytest.raises(ValueError, match=r"CA1.*correct its dates"):
        take("cases", outbreak, changed)
    assert counts() == before


def test_case_numbers_of_two_outbreaks_do_not_collide(units: UnitTree, outbreak: Outbreak) -> None:
    other = Outbreak.objects.create(
        code="mers", name="MERS", disease="mers", started_on=outbreak.started_on
    )
    take("cases", outbreak)
    assert take("cases", other).written == 1
    assert Case.objects.count() == 2


def test_what_is_imported_says_when_it_became_known(units: UnitTree, outbreak: Outbreak) -> None:
    take_all(outbreak)
    for model in (Visit, ContactEvent, Isolation, Case, Link):
        assert set(model.objects.values_list("recorded_at", flat=True)) == {NOW}, model.__name__
