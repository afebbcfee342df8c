"""How many cases and contacts live in which unit, day by day: one aggregate a measure.

A record keeps the unit it was written with. `Placing` tells it in the units of another day: by the
default successors, and whether that is certain.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.timezone import localdate

from vungxanh.terms import Classification
from vungxanh.web.accounts.models import User
from vungxanh.web.geography.models import AdminUnit, Population, UnitLink
from vungxanh.web.registry.models import Case, Outbreak
from vungxanh.web.registry.queries import seen_by
from vungxanh.web.tracing.models import LevelChange

NEW, CASES, F1, F2 = MEASURES = ("new", "cases", "f1", "f2")
LEVELS = {1: F1, 2: F2}

Changes = Counter[tuple[int | None, date]]
"""By unit of residence and day, how many more there are than the day before."""


def changes(outbreak: Outbreak, user: User, *, now: datetime) -> dict[str, Changes]:
    """Count, of the persons in a user's area, what each day added to each measure."""
    cases: Changes = Counter()
    rows = Case.objects.visible_to(user, now=now).as_of(now)
    rows = rows.filter(
        outbreak=outbreak, classification=Classification.CONFIRMED, confirmed_at__lte=now
    )
    by_day = rows.annotate(day=TruncDate("confirmed_at")).order_by()
    for unit, day, people in by_day.values_list("person__unit_id", "day").annotate(Count("pk")):
        cases[unit, day] += people
    found: dict[str, Changes] = {CASES: cases, F1: Counter(), F2: Counter()}
    moved = LevelChange.objects.filter(
        seen_by(user, now, "person", verb="view_case"), outbreak=outbreak, at__lte=now
    )
    steps = moved.annotate(day=TruncDate("at")).order_by()
    columns = steps.values_list("person__unit_id", "day", "before", "after")
    for unit, day, before, after, people in columns.annotate(Count("pk")):
        if before in LEVELS:
            found[LEVELS[before]][unit, day] -= people
        if after in LEVELS:
            found[LEVELS[after]][unit, day] += people
    return found


class Placing:
    """Finds the unit of one level, in force on a day, in which those of any unit count."""

    def __init__(self, level: str, on: date) -> None:
        self.units: dict[int, AdminUnit] = {unit.pk: unit for unit in AdminUnit.objects.all()}
        self.level, self.on = level, on
        self._links: dict[int, list[UnitLink]] = defaultdict(list)
        for link in UnitLink.objects.all():
            self._links[link.before_id].append(link)
        self._known: dict[int | None, tuple[int | None, bool]] = {None: (None, True)}

    def place(self, unit: int | None) -> tuple[int | None, bool]:
        """Give the key of that unit, None where nothing so near is known, and whether it is sure.

        It is not where the unit was divided since, for nobody knows in which part they live.
        """
        if unit not in self._known:
            self._known[unit] = self._found(self.units[unit or 0])
        return self._known[unit]

    def _found(self, unit: AdminUnit) -> tuple[int | None, bool]:
        if unit.level == self.level:
            return self._heir(unit, True)
        here = unit
        while here.parent_id and here.level != self.level:
            here = self.units[here.parent_id]
        if here.level == self.level:
            return self._heir(here, True)
        return None, True

    def _heir(self, unit: AdminUnit, sure: bool) -> tuple[int | None, bool]:
        if self.on in unit.validity:
            return unit.pk, sure
        links = self._links.get(unit.pk, [])
        heirs = [link for link in links if link.is_default]
        if unit.valid_to is None or not heirs:
            return None, sure
        return self._heir(self.units[heirs[0].after_id], sure and len(links) == 1)


@dataclass(slots=True)
class Series:
    """The figures of one unit: by measure, one number a day. `unsure` of the last day's cases."""

    values: dict[str, list[int]] = field(default_factory=dict)
    unsure: int = 0


def series(
    counted: Mapping[str, Changes], placing: Placing, days: Sequence[date]
) -> dict[int | None, Series]:
    """Add up what each day added, by unit of the placing; None holds who cannot be placed.

    What came before the first day counts on it.
    """
    found: dict[int | None, Series] = defaultdict(Series)
    for measure, changed in counted.items():
        for (unit, day), people in changed.items():
            target, sure = placing.place(unit)
            row = found[target]
            numbers = row.values.setdefault(measure, [0] * len(days))
            numbers[min(max((day - days[0]).days, 0), len(days) - 1)] += people
            row.unsure += 0 if sure or measure != CASES else people
    for row in found.values():
        row.values[NEW] = row.values.get(CASES, [0] * len(days)).copy()
        for measure in (CASES, F1, F2):
            row.values[measure] = _cumulated(row.values.get(measure, [0] * len(days)))
    return dict(found)


def _cumulated(numbers: Iterable[int]) -> list[int]:
    total, sums = 0, []
    for number in numbers:
        total += number
        sums.append(total)
    return sums


def days_of(outbreak: Outbreak, *, now: datetime) -> list[date]:
    """List the days from the beginning of an outbreak to today."""
    last = localdate(now)
    first = min(outbreak.started_on, last)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def populations(placing: Placing) -> dict[int, tuple[int, bool]]:
    """Give how many people live in the units of a placing, and whether the crosswalk is sure."""
    found: dict[int, tuple[int, bool]] = {}
    counted = Population.objects.order_by("year").values_list("unit_id", "people")
    latest = dict(counted)
    nearer = {placing.units[key].parent_id for key in latest}
    for key, people in latest.items():
        target, sure = placing.place(key)
        if target is None or key in nearer:
            continue  # a district beside its communes would count everybody twice
        before, was_sure = found.get(target, (0, True))
        found[target] = before + people, was_sure and sure
    return found
