"""The rule `quarantine`: how long, which tests, and how the health is watched afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from vungxanh.policy.reading import Table
from vungxanh.policy.rules.conditions import Protection, Row, demand_a_last_line, read_row
from vungxanh.policy.rules.placement import MEASURES
from vungxanh.terms import Answer, Measure

ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TermRow(Row):
    """One line: days counted from the last exposure, test days, and the watch that follows.

    Test days count from the first day of quarantine, which is day 1; those of the watch count
    from the day after quarantine, which is its day 1. `measures` empty: for every measure.
    """

    measures: tuple[Measure, ...]
    days: int
    tests: tuple[int, ...] = ()
    monitoring_days: int = 0
    monitoring_tests: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """Parameters of `quarantine`: the lines in order, and whom the directive calls protected."""

    rows: tuple[TermRow, ...]
    protection: Protection | None = None

    def row_for(
        self, level: int, measure: Measure, answers: Mapping[str, Answer]
    ) -> TermRow | None:
        """Give the first line that holds for a level under a measure."""
        for row in self.rows:
            if row.holds(level, answers) and (not row.measures or measure in row.measures):
                return row
        return None

    def conditions(self, level: int) -> tuple[str, ...]:
        """List the conditions that can matter at a level, in the order of the lines."""
        names = (name for row in self.rows if level in row.levels for name in row.conditions)
        return tuple(dict.fromkeys(names))


def last_exposed_day(last_exposure: datetime, zone: tzinfo) -> date:
    """Give the city's day of the last exposed minute: an end at 00:00 lies on the day before."""
    return (last_exposure - ONE_MINUTE).astimezone(zone).date()


def ends_at(last_exposure: datetime, days: int, zone: tzinfo) -> datetime:
    """Give 24:00 of the day of the last exposure + n.

    >>> from zoneinfo import ZoneInfo
    >>> hanoi = ZoneInfo("Asia/Ho_Chi_Minh")
    >>> str(ends_at(datetime(2020, 3, 2, 9, 30, tzinfo=hanoi), 14, hanoi))
    '2020-03-17 00:00:00+07:00'
    """
    last = last_exposed_day(last_exposure, zone) + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def test_days(first: date, numbers: tuple[int, ...], last: date) -> tuple[date, ...]:
    """Turn day 1, 7, 14 into dates. A test that would fall after the last day is done on it.

    >>> [day.day for day in test_days(date(2021, 7, 15), (1, 7, 14), date(2021, 7, 28))]
    [15, 21, 28]
    """
    due = {min(first + timedelta(days=number - 1), last) for number in numbers}
    return tuple(sorted(day for day in due if day >= first))


def _row(table: Table) -> TermRow:
    levels, conditions = read_row(table)
    names = table.texts("measures", ())
    for name in names:
        if name not in MEASURES:
            table.complain(f"measures {name!r}: use {', '.join(MEASURES)}")
    row = TermRow(
        levels,
        conditions,
        measures=tuple(Measure(name) for name in names if name in MEASURES),
        days=table.whole("days", least=0),
        tests=_day_numbers(table, "tests"),
        monitoring_days=table.whole("monitoring_days", 0),
        monitoring_tests=_day_numbers(table, "monitoring_tests"),
    )
    table.finish()
    return row


def _day_numbers(table: Table, key: str) -> tuple[int, ...]:
    numbers = table.wholes(key, ())
    if any(number < 1 for number in numbers):
        table.complain(f"{key} {list(numbers)}: the first day is day 1")
    return tuple(number for number in numbers if number >= 1)


def _protection(table: Table) -> Protection:
    protection = Protection(
        table.whole("dose_min_days", 14),
        table.optional_whole("dose_max_months"),
        table.optional_whole("recovered_max_months"),
    )
    table.finish()
    return protection


def read_quarantine(table: Table) -> Terms:
    """Read the rule. F1 must have a line without conditions and without `measures`."""
    protection = _protection(table.table("protection")) if table.has("protection") else None
    rows = tuple(_row(line) for line in table.tables("lines"))
    general = tuple(row for row in rows if not row.measures)
    demand_a_last_line(general, (1,), table, "line")
    if protection is None and any("protected" in row.conditions for row in rows):
        table.complain("`protected` needs a table `protection` that says who is: add it")
    table.finish()
    return Terms(rows, protection)
