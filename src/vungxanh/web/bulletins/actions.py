"""How notices are kept, and how a person's confirmation makes a case of what one tells."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from vungxanh.bulletins import DistrictTable
from vungxanh.terms import Classification
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.bulletins.models import FigureTable, Notice, ReportedFigure
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.actions import add_links, add_person
from vungxanh.web.registry.models import Case, Link, Outbreak, Person
from vungxanh.web.response import actions as response


def _fingerprint(text: str, on: date) -> str:
    """Give what tells a text from others, however its marks and blanks are written."""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(f"{on}\n{plain}".encode()).hexdigest()


@transaction.atomic
def receive_notice(
    text: str, *, published: date, outbreak: Outbreak, unit: AdminUnit, actor: Actor, now: datetime
) -> tuple[Notice, bool]:
    """Keep a notice. The same one again is given back as it is, with False."""
    notice, new = Notice.objects.get_or_create(
        outbreak=outbreak,
        unit=unit,
        fingerprint=_fingerprint(text, published),
        defaults={
            "text": text,
            "published": published,
            "received_at": now,
            "received_by": actor.get_username(),
        },
    )
    if new:
        record("notice_received", notice, actor=actor, now=now, after={"published": published})
    return notice, new


@dataclass(frozen=True)
class Confirmed:
    """What a person found right of one case: columns of the person and the case, links."""

    code: str
    person: Mapping[str, Any]
    case: Mapping[str, Any]
    linked: Iterable[str] = field(default_factory=tuple)
    """Codes of other cases of the notice's outbreak with whom a link is to be drawn."""


@transaction.atomic
def confirm_reported(
    notice: Notice, told: Confirmed, *, actor: Actor, now: datetime
) -> tuple[Case, bool]:
    """Make a person and a case of what a notice tells; one that is there already stays as it is."""
    # One after the other: two officers at once would open the same case twice.
    Outbreak.objects.select_for_update().get(pk=notice.outbreak_id)
    known = Case.objects.filter(outbreak=notice.outbreak_id, code=told.code).first()
    if known is not None:
        return known, False
    source = f"bulletin {notice.published}"
    person = add_person(
        actor=actor, now=now, code=Person.objects.next_code(), source=source, **told.person
    )
    case = Case(
        person=person,
        outbreak=notice.outbreak,
        code=told.code,
        classification=Classification.CONFIRMED,
        source=source,
        source_key=_key(notice, told.code),
        **told.case,
    )
    response.new_case(case, actor=actor, now=now)
    link_reported(notice, case, told.linked, actor=actor, now=now)
    record("notice_confirmed", notice, actor=actor, now=now, person_id=person.pk)
    return case, True


@transaction.atomic
def link_reported(
    notice: Notice, case: Case, codes: Iterable[str], *, actor: Actor, now: datetime
) -> list[Link]:
    """Draw links to the cases that a notice names with another, as far as they are there.

    The case with the smaller number was known first and stands as the source, until an
    investigator says otherwise.
    """
    others = Case.objects.filter(outbreak=case.outbreak_id, code__in=list(codes))
    links = []
    for other in others.exclude(person=case.person_id).select_related("person"):
        first, second = sorted((case, other), key=lambda one: (len(one.code), one.code))
        links.append(
            Link(
                outbreak=notice.outbreak,
                infector=first.person,
                infectee=second.person,
                kind="reported",
                source=f"bulletin {notice.published}",
                source_key=_key(notice, f"{first.code}:{second.code}"),
            )
        )
    return add_links(links, actor=actor, now=now)


def _key(notice: Notice, what: str) -> str:
    return f"bulletin:{notice.outbreak_id}:{what}"


@transaction.atomic
def receive_table(
    text: str,
    read: DistrictTable,
    *,
    reported_on: date,
    outbreak: Outbreak,
    unit: AdminUnit,
    actor: Actor,
    now: datetime,
) -> tuple[FigureTable, bool]:
    """Keep a table with its figures. The same one again is given back as it is, with False."""
    table, new = FigureTable.objects.get_or_create(
        outbreak=outbreak,
        unit=unit,
        fingerprint=_fingerprint(text, reported_on),
        defaults={
            "text": text,
            "reported_on": reported_on,
            "received_at": now,
            "received_by": actor.get_username(),
        },
    )
    if new:
        units = _units(read, reported_on)
        ReportedFigure.objects.bulk_create(
            ReportedFigure(
                table=table,
                about=units.get(row.unit.code) if row.unit else None,
                name=row.name.value[:200],
                column=column[:60],
                value=figure.value,
            )
            for row in read.rows
            for column, figure in row.figures.items()
        )
        record("table_received", table, actor=actor, now=now, after={"reported_on": reported_on})
    return table, new


def _units(read: DistrictTable, on: date) -> dict[str, AdminUnit]:
    codes = {row.unit.code for row in read.rows if row.unit}
    return {unit.code: unit for unit in AdminUnit.objects.on(on).filter(code__in=codes)}
