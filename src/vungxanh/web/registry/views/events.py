"""What happened to a case or a person, newest first: what was said, changed and taken back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vungxanh.terms import degree
from vungxanh.web.audit.actions import target_of
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.config.templatetags.show import span, word
from vungxanh.web.measures.models import MeasureChoice, OrderStatus, OrderStep
from vungxanh.web.registry.models import (
    Case,
    CaseStatus,
    ContactEvent,
    Fact,
    Isolation,
    Person,
    RecordedModel,
    TestResult,
    Visit,
)
from vungxanh.web.registry.views.wording import fact_label
from vungxanh.web.tracing.models import LevelChange

CORRECTED = {
    "onset_date": gettext_lazy("onset"),
    "specimen_date": gettext_lazy("specimen"),
    "infectious_from": gettext_lazy("start of the infectious period"),
    "infectious_until": gettext_lazy("end of the infectious period"),
    "treated_in": gettext_lazy("where treated"),
    "outcome": gettext_lazy("outcome"),
    "found_in_quarantine": gettext_lazy("found in quarantine"),
}
"""Columns of a case that are corrected by hand, and their words."""

SHOWN = 200
"""Events of one history."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history."""

    at: datetime
    title: str
    detail: str = ""
    by: str = ""
    level: int | None = None
    url: str = ""


def case_history(case: Case, *, now: datetime) -> list[Event]:
    """Tell what became of a case, its dates, its facts and the levels of its contacts."""
    return _newest(
        _statuses(CaseStatus.objects.filter(case=case, at__lte=now)),
        _corrections(case, now),
        _moves(case, now),
        _taken_back(case.person_id, now),
    )


def person_history(person: Person, *, now: datetime) -> list[Event]:
    """Tell what became of a person: levels, cases, orders, and facts that were taken back."""
    return _newest(
        _statuses(CaseStatus.objects.filter(case__person=person, at__lte=now)),
        _levels(person, now),
        _orders(person, now),
        _taken_back(person.pk, now),
    )


def _newest(*sources: Iterable[Event]) -> list[Event]:
    events = [event for source in sources for event in source]
    return sorted(events, key=lambda event: event.at, reverse=True)[:SHOWN]


def _statuses(rows: Any) -> Iterator[Event]:
    for row in rows.select_related("case").order_by("-at", "-pk")[:SHOWN]:
        words = {"code": row.case.code, "before": word(row.before), "after": word(row.after)}
        title = _("%(code)s: %(before)s → %(after)s") if row.before else _("%(code)s: %(after)s")
        url = reverse("registry:case", args=[row.case_id])
        yield Event(row.at, title % words, row.reason, row.by, url=url)


def _corrections(case: Case, now: datetime) -> Iterator[Event]:
    """Dates of a case are corrected in place: the audit log knows that, and why.

    What is filled in with a new classification is no correction.
    """
    classified = CaseStatus.objects.filter(case=case).values("at")
    changed = AuditEvent.objects.filter(target=target_of(case), verb="case_changed", at__lte=now)
    events = changed.exclude(at__in=classified)
    for event in events[:SHOWN]:
        names = [str(CORRECTED[name]) for name in event.fields if name in CORRECTED]
        if names:
            detail = " · ".join(filter(None, [", ".join(names), event.reason]))
            yield Event(event.at, _("The case was corrected"), detail, event.actor)


def _moves(case: Case, now: datetime) -> Iterator[Event]:
    """Whom the tree of a case moved, in groups: thousands of people make a few lines."""
    moves = LevelChange.objects.filter(case=case, at__lte=now).order_by("-at", "after")
    groups = moves.values_list("at", "cause", "by", "after").annotate(people=Count("pk"))
    for at, cause, by, after, people in groups[:SHOWN]:
        if after is None:
            title = ngettext(
                "%(n)d person has no level any more", "%(n)d persons have no level any more", people
            )
        else:
            title = ngettext(
                "%(n)d person became %(level)s", "%(n)d persons became %(level)s", people
            )
        words = {"n": people, "level": "" if after is None else degree(after)}
        yield Event(at, title % words, str(word(cause)), by, level=after)


def _levels(person: Person, now: datetime) -> Iterator[Event]:
    changes = LevelChange.objects.filter(person=person, at__lte=now).select_related("case")
    for row in changes.order_by("-at", "-pk")[:SHOWN]:
        detail = f"{word(row.cause)} · {row.case.code}" if row.case else str(word(row.cause))
        title = (
            _("no level any more")
            if row.after is None
            else _("level %(level)s") % {"level": degree(row.after)}
        )
        yield Event(row.at, title, detail, row.by, level=row.after)


def _orders(person: Person, now: datetime) -> Iterator[Event]:
    steps = OrderStep.objects.filter(order__person=person, at__lte=now)
    for row in steps.order_by("-at", "-pk")[:SHOWN]:
        words = {
            "measure": MeasureChoice(row.measure).label,
            "status": OrderStatus(row.after).label,
        }
        url = reverse("measures:order", args=[row.order_id])
        title = _("Order: %(measure)s, %(status)s") % words
        yield Event(row.at, title, row.reason, row.by, url=url)


def _taken_back(person: int, now: datetime) -> Iterator[Event]:
    """What was believed of a person and is not any more, with the reason that was given."""
    either = Q(person_a=person) | Q(person_b=person)
    rows: list[RecordedModel] = [
        *Visit.objects.taken_back(now).filter(person=person).select_related("place"),
        *ContactEvent.objects.taken_back(now).filter(either),
        *Isolation.objects.taken_back(now).filter(person=person),
        *Fact.objects.taken_back(now).filter(person=person),
        *TestResult.objects.taken_back(now).filter(person=person),
    ]
    targets = [target_of(row) for row in rows]
    said = AuditEvent.objects.filter(target__in=targets, verb="retracted")
    reasons = {event.target: event for event in said}
    for row, target in zip(rows, targets, strict=True):
        event = reasons.get(target)
        what, when = _what(row)
        detail = " · ".join(filter(None, [when, event.reason if event else ""]))
        title = _("Taken back: %(what)s") % {"what": what}
        yield Event(row.retracted_at or now, title, detail, event.actor if event else "")


def _what(row: RecordedModel) -> tuple[str, str]:
    """Name a fact, and the time that it speaks of."""
    match row:
        case Visit():
            return _("stay at %(place)s") % {"place": row.place}, span(row.start, row.end)
        case ContactEvent():
            return _("a meeting"), span(row.start, row.end)
        case Isolation():
            return _("an isolation"), span(row.start, row.end)
        case Fact():
            return f"{fact_label(row.name)}: {word(row.value)}", ""
        case TestResult():
            return _("result: %(outcome)s") % {"outcome": word(row.outcome)}, ""
    raise TypeError(f"no words for {type(row).__name__}")
