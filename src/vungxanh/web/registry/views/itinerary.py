"""Where a case was in the infectious period, whom they met, and how many each occasion reached."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from vungxanh.records import Minute
from vungxanh.web.accounts.models import User
from vungxanh.web.registry.models import Case, ContactEvent, Isolation, Person, Place, Visit
from vungxanh.web.registry.views.windows import CaseWindow
from vungxanh.web.tracing.models import Arrival


@dataclass(frozen=True, slots=True)
class Occasion:
    """One stay, meeting or isolation. `met` is None where the person is outside the area."""

    pk: int
    """Of the visit, contact event or isolation, as `kind` says."""
    kind: str
    start: Minute
    end: Minute | None
    label: str
    place: Place | None = None
    met: Person | None = None
    seat: str = ""
    note: str = ""
    reached: int = 0
    """F1 of the case whose first exposure began here."""


@dataclass(slots=True)
class Reached:
    """The first exposures of the F1 of a case, each told to one occasion."""

    at_places: dict[int, Counter[Minute]]
    meetings: dict[int, Minute]

    @classmethod
    def by(cls, case: Case) -> "Reached":
        """Count the F1 of a case by place and minute of the first exposure."""
        rows = Arrival.objects.levels().filter(case=case, round=1)
        at_places: dict[int, Counter[Minute]] = defaultdict(Counter)
        counted = rows.filter(place__isnull=False).values_list("place_id", "exposure_start")
        for place, start, people in counted.annotate(Count("pk")):
            at_places[place][start] = people
        met = rows.filter(place=None).values_list("person_id", "exposure_start")
        return cls(at_places, dict(met))

    def take_at(self, place: int, start: Minute, end: Minute) -> int:
        """Count, once, those who were first exposed at a place during a stay."""
        minutes = self.at_places.get(place, Counter())
        return sum(minutes.pop(m) for m in list(minutes) if start <= m < end)

    def take_met(self, person: int, start: Minute, end: Minute) -> int:
        """Count, once, a person who was first exposed at a meeting."""
        if start <= self.meetings.get(person, -1) < max(end, start + 1):
            del self.meetings[person]
            return 1
        return 0


def itinerary(case: Case, window: CaseWindow, *, user: User, now: datetime) -> list[Occasion]:
    """Give what is known of a case's ways in the infectious period, by start."""
    reached = Reached.by(case)
    found = [
        *_stays(case, window, reached, now),
        *_meetings(case, window, reached, user, now),
        *_isolations(case, window, now),
    ]
    return sorted(found, key=lambda row: (row.start, row.kind))


def _stays(case: Case, window: CaseWindow, reached: Reached, now: datetime) -> Iterator[Occasion]:
    visits = Visit.objects.as_of(now).filter(person=case.person_id)
    for visit in visits.select_related("place").order_by("start", "pk"):
        if window.touches(visit.start, visit.end):
            yield Occasion(
                visit.pk,
                "visit",
                visit.start,
                visit.end,
                str(visit.place),
                place=visit.place,
                seat=visit.seat,
                note=visit.note,
                reached=reached.take_at(visit.place_id, visit.start, visit.end),
            )


def _meetings(
    case: Case, window: CaseWindow, reached: Reached, user: User, now: datetime
) -> Iterator[Occasion]:
    me = case.person_id
    events = list(
        ContactEvent.objects.as_of(now)
        .filter(Q(person_a=me) | Q(person_b=me))
        .order_by("start", "pk")
    )
    others = {event.pk: other_of(event, me) for event in events}
    shown = Person.objects.shown_to(user, others.values(), now=now)
    for event in events:
        if window.touches(event.start, event.end):
            other = others[event.pk]
            met = shown.get(other)
            yield Occasion(
                event.pk,
                "contact",
                event.start,
                event.end,
                str(met) if met else _("a person outside your area"),
                met=met,
                note=event.note,
                reached=reached.take_met(other, event.start, event.end),
            )


def other_of(event: ContactEvent, person: int) -> int:
    """Give the other side of a contact event."""
    return event.person_b_id if event.person_a_id == person else event.person_a_id


def _isolations(case: Case, window: CaseWindow, now: datetime) -> Iterator[Occasion]:
    rows = Isolation.objects.as_of(now).filter(person=case.person_id).order_by("start", "pk")
    for row in rows:
        if window.touches(row.start, row.end):
            yield Occasion(row.pk, "isolation", row.start, row.end, _("isolated"))
