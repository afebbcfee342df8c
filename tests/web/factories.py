"""Small worlds for the tests of the web: units, users, persons, places, cases.

The units are a real corner of the city: Ba Đình and Đống Đa with some wards, as in 2020 and as
since 1 July 2025, when districts ended and the code 00004 came back for another ward. The persons
are invented.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from vungxanh.records import minute_of
from vungxanh.terms import Classification
from vungxanh.web.accounts.models import Grant, Role, User
from vungxanh.web.audit.actions import System
from vungxanh.web.geography.models import AdminUnit, UnitLink
from vungxanh.web.registry.actions import add_person, add_place, open_case
from vungxanh.web.registry.models import Case, Outbreak, Person, Place, Visit

NOW = datetime(2020, 3, 8, tzinfo=UTC)
"""8 March 2020, 7:00 in Hanoi: BN17 was confirmed two days ago."""

LATER = datetime(2025, 8, 1, tzinfo=UTC)
"""After the reorganisation of 1 July 2025."""

SYSTEM = System("test")
_numbers = count(1)


@dataclass(frozen=True)
class UnitTree:
    """Country, city, two districts of 2020 with their wards, and two wards of 2025."""

    country: AdminUnit
    city: AdminUnit
    ba_dinh: AdminUnit
    """District, until 1 July 2025."""
    dong_da: AdminUnit
    """District, until 1 July 2025."""
    truc_bach: AdminUnit
    """Ward 00004 of Ba Đình; whole in the new ward Ba Đình."""
    phuc_xa: AdminUnit
    """Ward 00001 of Ba Đình; whole in the new ward Hồng Hà."""
    cat_linh: AdminUnit
    """Ward 00178 of Đống Đa."""
    new_ba_dinh: AdminUnit
    """Ward 00004 since 1 July 2025, directly below the city."""
    hong_ha: AdminUnit
    """Ward 00097 since 1 July 2025, directly below the city."""


REORGANISED = date(2025, 7, 1)


def make_units() -> UnitTree:
    """Write the units and what became of them."""

    def unit(
        code: str, level: str, name: str, parent: AdminUnit | None, **dates: date
    ) -> AdminUnit:
        depth = parent.depth + 1 if parent else 0
        return AdminUnit.objects.create(
            code=code, level=level, name=name, full_name=name, parent=parent, depth=depth, **dates
        )

    old, new = {"valid_to": REORGANISED}, {"valid_from": REORGANISED}
    country = unit("VN", "country", "Việt Nam", None)
    city = unit("01", "province", "Hà Nội", country)
    ba_dinh = unit("001", "district", "Quận Ba Đình", city, **old)
    dong_da = unit("006", "district", "Quận Đống Đa", city, **old)
    tree = UnitTree(
        country=country,
        city=city,
        ba_dinh=ba_dinh,
        dong_da=dong_da,
        truc_bach=unit("00004", "commune", "Phường Trúc Bạch", ba_dinh, **old),
        phuc_xa=unit("00001", "commune", "Phường Phúc Xá", ba_dinh, **old),
        cat_linh=unit("00178", "commune", "Phường Cát Linh", dong_da, **old),
        new_ba_dinh=unit("00004", "commune", "Phường Ba Đình", city, **new),
        hong_ha=unit("00097", "commune", "Phường Hồng Hà", city, **new),
    )
    for before, after in (
        (tree.truc_bach, tree.new_ba_dinh),
        (tree.phuc_xa, tree.hong_ha),
    ):
        UnitLink.objects.create(
            before=before, after=after, effective=REORGANISED, whole=True, is_default=True
        )
    return tree


def make_user(
    role: Role | str | None = None,
    unit: AdminUnit | None = None,
    *,
    username: str = "",
    since: datetime = NOW - timedelta(days=30),
    **fields: Any,
) -> User:
    """Write a user, with one role in one unit if both are named."""
    name = username or f"{role or 'nobody'}-{next(_numbers)}"
    user: User = User.objects.create_user(name, **fields)
    if role is not None and unit is not None:
        give(user, role, unit, since=since)
    return user


def give(
    user: User, role: Role | str, unit: AdminUnit, *, since: datetime = NOW - timedelta(days=30)
) -> Grant:
    """Write one more role of a user."""
    grant: Grant = Grant.objects.create(
        user=user, role=role, unit=unit, since=since, granted_by="test"
    )
    user.forget_grants()
    return grant


def make_outbreak(code: str = "covid-19-2020", **fields: Any) -> Outbreak:
    """Write an outbreak of Covid-19."""
    values = {"name": "Covid-19", "disease": "covid-19", "started_on": date(2020, 1, 23)}
    return Outbreak.objects.create(code=code, **(values | fields))


def make_person(
    *, unit: AdminUnit | None = None, code: str = "", now: datetime = NOW, **fields: Any
) -> Person:
    """Write an invented person; the unit of residence and those above it see them."""
    number = next(_numbers)
    values = {"name": f"Người Thử {number}", "fictional": True}
    return add_person(
        actor=SYSTEM, now=now, code=code or f"T{number}", unit=unit, **(values | fields)
    )


def make_place(*, unit: AdminUnit | None = None, code: str = "", **fields: Any) -> Place:
    """Write a place."""
    number = next(_numbers)
    values = {"name": f"Nơi thử {number}", "fictional": True}
    return add_place(
        actor=SYSTEM, now=NOW, code=code or f"place-{number}", unit=unit, **(values | fields)
    )


def make_visit(
    person: Person,
    place: Place,
    start: datetime = NOW - timedelta(days=3),
    *,
    minutes: int = 60,
    recorded_at: datetime = NOW,
    **fields: Any,
) -> Visit:
    """Write a stay of some minutes. It changes no tree: response.actions does that."""
    return Visit.objects.create(
        person=person,
        place=place,
        start=minute_of(start),
        end=minute_of(start) + minutes,
        recorded_at=recorded_at,
        **fields,
    )


def make_case(
    person: Person | None = None,
    *,
    outbreak: Outbreak | None = None,
    unit: AdminUnit | None = None,
    classification: Classification | str = Classification.CONFIRMED,
    now: datetime = NOW,
    **fields: Any,
) -> Case:
    """Write a case with onset five days before now. It grows no tree: response.actions does."""
    found = outbreak or Outbreak.objects.first() or make_outbreak()
    who = person or make_person(unit=unit, now=now)
    values = {
        "code": f"CA{next(_numbers)}",
        "onset_date": (now - timedelta(days=5)).date(),
        "specimen_date": (now - timedelta(days=2)).date(),
        "confirmed_at": now - timedelta(days=1),
    }
    case = Case(person=who, outbreak=found, classification=str(classification), **(values | fields))
    return open_case(case, actor=SYSTEM, now=now)
