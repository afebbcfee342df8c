"""A notice as a page shows it: the text with marked words, cases beside what is known of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.bulletins import Bulletin, Read, ReportedCase, Sex, read_bulletin
from vungxanh.geography import shipped_gazetteer
from vungxanh.web.accounts.models import User
from vungxanh.web.bulletins.models import Notice
from vungxanh.web.registry.models import Case, Person

LABELS: dict[str, str | Promise] = {
    "number": _("case"),
    "sex": _("sex"),
    "age": _("age"),
    "birth_year": _("year of birth"),
    "nationality": _("nationality"),
    "address": _("address"),
    "entry": _("entry"),
    "onset": _("onset"),
    "specimen": _("specimen"),
    "confirmation": _("positive"),
    "admission": _("admission"),
    "hospital": _("hospital"),
    "travel": _("journey"),
    "travel_on": _("day of the journey"),
    "seat": _("seat"),
    "mention": _("other patient"),
}


@dataclass(frozen=True)
class Piece:
    """Some words of the text; `labels` say what was read from them, nothing if nothing was."""

    words: str
    labels: tuple[str | Promise, ...] = ()


@dataclass
class Shown:
    """One case of a notice, with the case of the registry that has its code."""

    told: ReportedCase
    known: Case | None = None
    hidden: bool = False
    """It is in the registry, but outside the user's area."""
    differences: list[tuple[str | Promise, Any, Any]] = field(default_factory=list)


def read(notice: Notice) -> Bulletin:
    """Read a notice, as its own day would."""
    return read_bulletin(notice.text, published=notice.published, gazetteer=shipped_gazetteer())


def pieces(text: str, cases: Iterable[ReportedCase]) -> list[Piece]:
    """Cut the text so that each stretch from which something was read is a piece of its own."""
    marks: dict[tuple[int, int], dict[str, None]] = {}
    for case in cases:
        for name, one in case.fields():
            marks.setdefault((one.start, one.end), {})[name] = None
    return list(_cut(text, marks))


def _cut(text: str, marks: dict[tuple[int, int], dict[str, None]]) -> Iterator[Piece]:
    place = 0
    for (start, end), names in sorted(marks.items(), key=lambda one: (one[0][0], -one[0][1])):
        if start < place or start == end:
            continue
        if start > place:
            yield Piece(text[place:start])
        yield Piece(text[start:end], tuple(LABELS[name] for name in names))
        place = end
    if place < len(text):
        yield Piece(text[place:])


def rows(case: ReportedCase) -> list[tuple[str | Promise, Any, str]]:
    """List what was read: the field, the value, the words."""
    return [(LABELS[name], _shown(one), one.words) for name, one in case.fields()]


def _shown(one: Read[Any]) -> Any:
    value = one.value
    if hasattr(value, "unit"):
        return f"{value.unit.full_name} ({value.confidence:.0%})" if value.unit else "-"
    return Person.Sex(value).label if isinstance(value, Sex) else value


NEAR = frozenset({"contact", "family"})
"""Relations by which one may have infected the other."""


def linked(bulletin: Bulletin, told: ReportedCase) -> dict[str, bool]:
    """Give the codes of those whom a case names, or who name it; true if they were near."""
    found = {f"BN{one.number.value}": one.relation in NEAR for one in told.mentions}
    for other in bulletin.cases:
        for one in other.mentions:
            if one.number.value == told.number.value:
                found[other.code] = found.get(other.code, False) or one.relation in NEAR
    return found


def beside(notice: Notice, bulletin: Bulletin, user: User, now: datetime) -> list[Shown]:
    """Put each case beside the one of the registry, with what they tell differently."""
    codes = [case.code for case in bulletin.cases]
    there = Case.objects.filter(outbreak=notice.outbreak_id, code__in=codes, retracted_at=None)
    hidden = set(there.values_list("code", flat=True))
    seen = there.visible_to(user, now=now).select_related("person__unit")
    known = {case.code: case for case in seen}
    shown = []
    for told in bulletin.cases:
        case = known.get(told.code)
        differences = differing(told, case) if case else []
        shown.append(Shown(told, case, case is None and told.code in hidden, differences))
    return shown


def differing(told: ReportedCase, case: Case) -> list[tuple[str | Promise, Any, Any]]:
    """List what the registry and the notice say differently: field, registry, notice."""
    person = case.person
    confirmed = timezone.localdate(case.confirmed_at) if case.confirmed_at else None
    pairs: list[tuple[str, Any, Any]] = [
        ("sex", person.get_sex_display(), told.sex and _shown(told.sex)),
        ("birth_year", person.birth_year, told.birth_year and told.birth_year.value),
        ("onset", case.onset_date, told.onset and told.onset.value),
        ("specimen", case.specimen_date, told.specimen and told.specimen.value),
        ("confirmation", confirmed, told.confirmation and told.confirmation.value),
    ]
    unit = told.address.value.unit if told.address else None
    pairs.append(("address", str(person.unit or ""), unit and unit.full_name))
    return [(LABELS[n], kept, new) for n, kept, new in pairs if new is not None and kept != new]
