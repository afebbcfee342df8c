"""What policy may know of persons, gathered from the registry."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from vungxanh.policy.facts import FactRow, PersonFacts, facts_from_rows
from vungxanh.records import FOREVER, instant_of
from vungxanh.terms import Measure
from vungxanh.web.config.among import Among
from vungxanh.web.config.templatetags.show import age
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import Fact, Outbreak, Person, TestResult
from vungxanh.web.tracing.models import Level

TRACED = frozenset({"first_exposure", "last_exposure"})
"""Facts that tracing finds by itself, and that somebody may tell otherwise."""

QUARANTINES = (Measure.FACILITY, Measure.HOME, Measure.STATION)
OLDEST = 130

READ = (
    *("level", "first_exposure", "last_exposure", "index_case", "since", "outbreak"),
    *("person__unit", "person__staying_unit", "person__birth_date", "person__birth_year"),
)
"""Columns that decide what is asked of a person: the others of a tree of thousands stay unread."""


def gather(
    outbreak: Outbreak,
    persons: Iterable[int],
    *,
    now: datetime,
    sources: dict[int, list[FactRow]] | None = None,
) -> dict[int, tuple[Level, PersonFacts]]:
    """Give level and facts of the persons who have a level in the outbreak.

    `sources` holds, for persons who may be released with their sources, a row a source.
    """
    ids = list(persons)
    if not ids:
        return {}
    levels = list(
        Level.objects.filter(Among("person_id", ids), outbreak=outbreak)
        .select_related("person")
        .only(*READ)
    )
    rows = _rows(outbreak, ids, now)
    _add_ages(rows, [level.person for level in levels], now)
    found = {}
    for level in levels:
        said = rows[level.person_id] + (sources or {}).get(level.person_id, [])
        found[level.person_id] = (level, _facts(level, said, now))
    return found


def _facts(level: Level, said: list[FactRow], now: datetime) -> PersonFacts:
    """Put what tracing found and what was said together.

    Exposures as somebody told them win over the tree's, unless both cannot be true: one wrong
    statement must not stop the tracing of thousands.
    """
    zone = timezone.get_default_timezone()
    first, last = level.first_exposure, level.last_exposure
    traced: dict[str, Any] = {
        "level": level.level,
        "now": now,
        "zone": zone,
        "first_exposure": instant_of(first, zone) if level.level else None,
        "last_exposure": instant_of(last, zone) if level.level and last < FOREVER else None,
    }
    try:
        return facts_from_rows(said, **traced)
    except ValueError:
        return facts_from_rows([row for row in said if row.fact not in TRACED], **traced)


def _rows(outbreak: Outbreak, persons: list[int], now: datetime) -> dict[int, list[FactRow]]:
    rows: dict[int, list[FactRow]] = defaultdict(list)
    known = Fact.objects.as_of(now).filter(Among("person_id", persons))
    known = known.order_by("observed_at", "pk")
    for person, name, value, observed_at in known.values_list(
        "person_id", "name", "value", "observed_at"
    ):
        rows[person].append(FactRow(name, value, observed_at))
    _add_results(rows, outbreak, persons, now)
    _add_beginnings(rows, outbreak, persons)
    return rows


def _add_results(
    rows: dict[int, list[FactRow]], outbreak: Outbreak, persons: list[int], now: datetime
) -> None:
    """The latest specimen speaks; a corrected result has been retracted."""
    results = TestResult.objects.as_of(now).filter(Among("person_id", persons), outbreak=outbreak)
    zone = timezone.get_default_timezone()
    for person, outcome, specimen_at in results.order_by("specimen_at", "pk").values_list(
        "person_id", "outcome", "specimen_at"
    ):
        day = specimen_at.astimezone(zone).date().isoformat()
        rows[person] += [
            FactRow("test_result", outcome, specimen_at),
            FactRow("specimen_on", day, specimen_at),
        ]


def _add_beginnings(rows: dict[int, list[FactRow]], outbreak: Outbreak, persons: list[int]) -> None:
    """Test days count from the day on which the present quarantine began."""
    begun = Order.objects.running().filter(
        Among("person_id", persons), outbreak=outbreak, measure__in=QUARANTINES
    )
    for person, at in begun.values_list("person_id", "begun_at"):
        if at:
            rows[person].append(FactRow("began", at.isoformat(), at))


def _add_ages(rows: dict[int, list[FactRow]], persons: list[Person], now: datetime) -> None:
    """Give whole years; of who is known by the year of birth alone, those of this year."""
    for person in persons:
        years = age(person, now)
        if years is not None and 0 <= years <= OLDEST:
            rows[person.pk].append(FactRow("age", str(years), now))
