"""What became of the F1: how many fell ill, by where they met the case; and how many new a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import sqrt
from typing import Any

from django.db.models import F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.models import Case, ContactEvent, Outbreak, TestResult
from vungxanh.web.response.queries import confirmed_cases, residents
from vungxanh.web.tracing.models import Arrival, LevelChange

OTHER = "other"
"""Setting of a contact of which nobody said where it was."""


def outcomes(outbreak: Outbreak, unit: AdminUnit, *, at: datetime) -> list[dict[str, Any]]:
    """Give the attack rate of the F1 who live in a unit, by the setting of their exposure.

    A contact is a person who was F1 by the instant, in the trees as they stand now; somebody whose
    own result came no later than that of the case was no contact to fall ill. A contact of two
    cases in two settings counts in both. Who is confirmed counts as tested.
    """
    cases = confirmed_cases(outbreak, at)
    known = _first_known(cases.values())
    tested = set(
        TestResult.objects.as_of(at).filter(outbreak=outbreak).values_list("person_id", flat=True)
    )
    people: dict[str, set[int]] = defaultdict(set)
    ill: dict[str, set[int]] = defaultdict(set)
    for person, case, setting in _exposures(outbreak, unit, cases, at):
        own = known.get(person)
        if own is not None and own <= cases[case][1]:
            continue
        people[setting].add(person)
        if own is not None:
            ill[setting].add(person)
    rows = [
        {
            "setting": setting,
            "contacts": len(met),
            "tested": len(met & (tested | ill[setting])),
            "positive": len(ill[setting]),
            "rate": len(ill[setting]) / len(met),
            **wilson(len(ill[setting]), len(met)),
        }
        for setting, met in people.items()
    ]
    return sorted(rows, key=lambda row: (-row["contacts"], row["setting"]))


def _first_known(cases: Iterable[tuple[int, datetime]]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for person, known in cases:
        found[person] = min(found.get(person, known), known)
    return found


def _exposures(
    outbreak: Outbreak, unit: AdminUnit, cases: Iterable[int], at: datetime
) -> Iterable[tuple[int, int, str]]:
    """Give person, case and setting of those who were F1 by an instant."""
    changes = LevelChange.objects.filter(outbreak=outbreak, after__lte=1, at__lte=at).order_by()
    were_contacts = set(changes.values_list("person_id", flat=True))
    pair = Q(person_a=OuterRef("person"), person_b=OuterRef("via"))
    pair |= Q(person_a=OuterRef("via"), person_b=OuterRef("person"))
    meeting = ContactEvent.objects.filter(
        pair, start__lte=OuterRef("exposure_start"), end__gte=OuterRef("exposure_start")
    ).exclude(setting="")
    arrivals = Arrival.objects.levels().filter(residents(unit), case__in=list(cases), round=1)
    setting = Coalesce(
        NullIf(F("place__kind"), Value("")),
        Subquery(meeting.values("setting")[:1]),
        Value(OTHER),
    )
    rows = arrivals.annotate(setting=setting).values_list("person_id", "case_id", "setting")
    return (row for row in rows if row[0] in were_contacts)


def wilson(positive: int, contacts: int) -> dict[str, float]:
    """Give the 95 % interval of a share (Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212).

    >>> {name: round(value, 3) for name, value in wilson(1, 20).items()}
    {'low': 0.009, 'high': 0.236}
    """
    z = 1.959964
    share, spread = positive / contacts, z * z / contacts
    centre = share + spread / 2
    half = z * sqrt(share * (1 - share) / contacts + spread / (4 * contacts))
    return {
        "low": max(0.0, (centre - half) / (1 + spread)),
        "high": min(1.0, (centre + half) / (1 + spread)),
    }


def found_in_quarantine(outbreak: Outbreak, unit: AdminUnit, *, at: datetime) -> dict[str, Any]:
    """Count the confirmed cases who were in quarantine already when they turned positive."""
    cases = Case.objects.filter(
        residents(unit),
        pk__in=list(confirmed_cases(outbreak, at)),
        found_in_quarantine__isnull=False,
    )
    total, found = cases.count(), cases.filter(found_in_quarantine=True).count()
    return {"cases": total, "found": found, "share": found / total if total else None}


def new_by_day(
    outbreak: Outbreak, unit: AdminUnit, *, at: datetime, days: int = 21
) -> list[dict[str, Any]]:
    """Count those who became F0 or F1 for the first time, a day, oldest first."""
    zone = timezone.get_default_timezone()
    last = at.astimezone(zone).date()
    first = last - timedelta(days=days - 1)
    changes = LevelChange.objects.filter(
        residents(unit), outbreak=outbreak, after__in=[0, 1], at__lte=at
    )
    firsts = changes.order_by().values_list("person_id", "after").annotate(then=Min("at"))
    counts: dict[date, Counter[int]] = defaultdict(Counter)
    for _person, level, then in firsts:
        counts[then.astimezone(zone).date()][level] += 1
    return [
        {"day": day, "f0": counts[day][0], "f1": counts[day][1]}
        for day in (first + timedelta(days=number) for number in range(days))
    ]
