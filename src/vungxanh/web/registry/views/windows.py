"""When a case passes it on, as pages show it: from when, until when, and by what."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vungxanh.records import FOREVER, Minute, instant_of
from vungxanh.web.registry.models import Case, Isolation
from vungxanh.web.registry.prompts import days_from
from vungxanh.web.tracing.rules import tracing_rules, unit_path, window_of


@dataclass(frozen=True)
class CaseWindow:
    """The infectious period in minutes; None where it is open or not known.

    `basis` is explicit, onset, specimen or none; `source` tells who said that date.
    """

    first: Minute | None
    last: Minute | None
    basis: str
    source: str = ""

    @cached_property
    def start(self) -> datetime | None:
        """The instant from which it is passed on."""
        return _instant(self.first)

    @cached_property
    def end(self) -> datetime | None:
        """The instant until which it is passed on."""
        return _instant(self.last)

    @property
    def minutes(self) -> dict[str, Minute | None]:
        """The same for a drawing."""
        return {"start": self.first, "end": self.last}

    def touches(self, start: Minute, end: Minute | None) -> bool:
        """Tell whether a stretch of time meets the window; one that is not known meets all."""
        if self.first is None:
            return True
        begins_in_time = self.last is None or start < self.last
        return begins_in_time and (end is None or end >= self.first)


def _instant(minute: Minute | None) -> datetime | None:
    return None if minute is None else instant_of(minute, timezone.get_default_timezone())


def window_by_rules(case: Case, *, now: datetime) -> CaseWindow:
    """Work the window of a case out by the directives in force for it."""
    found = window_of(case, tracing_rules(unit_path(case), now=now).parameters)
    basis, source = _basis(case)
    if found is None:
        return CaseWindow(None, None, "none")
    return CaseWindow(found.start, None if found.end >= FOREVER else found.end, basis, source)


def _basis(case: Case) -> tuple[str, str]:
    if case.infectious_from:
        return "explicit", ""
    if case.onset_date:
        return "onset", case.onset_source
    if case.specimen_date:
        return "specimen", case.specimen_source
    return ("explicit", "") if case.infectious_until else ("none", "")


def day_counts(case: Case, window: CaseWindow) -> str:
    """Say which day stands in for an onset that nobody knows; "" where none has to."""
    if window.basis != "specimen":
        return ""
    if case.confirmed_at and case.specimen_date == localdate(case.confirmed_at):
        return _("No onset date is known: the day of confirmation counts as specimen day.")
    return _("No onset date is known: the infectious period is counted from the specimen day.")


def days_asked(case: Case, window: CaseWindow, *, now: datetime) -> list[date]:
    """Give the days an interview goes through: from the window's start until today.

    It stops on the day from which the case is kept apart for the rest of the window.
    """
    if window.start is None:
        return []
    last = min(filter(None, (now, window.end)))
    apart = (
        Isolation.objects.as_of(now)
        .filter(person=case.person_id, start__gte=window.first)
        .order_by("start")
    )
    for start, end in apart.values_list("start", "end"):
        if end is None or (window.last is not None and end >= window.last):
            last = min(last, instant_of(start))
            break
    return days_from(localdate(window.start), localdate(last))
