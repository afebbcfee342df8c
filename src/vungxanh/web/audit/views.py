"""The page of the auditor: what was opened in an emergency, and everything that was done."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import permitted, units_for
from vungxanh.web.accounts.requests import Request
from vungxanh.web.audit.forms import EventFilter
from vungxanh.web.audit.models import AuditEvent, Value
from vungxanh.web.audit.queries import BREAK_GLASS, Events
from vungxanh.web.registry.models import Person, PersonScope

PAGE = 50
EMERGENCIES = 20
"""Openings in an emergency that are shown above all else; more by the filter."""


def _in_area(request: Request) -> Events:
    """Keep what users of the area did, and what was done to records of persons of the area.

    Commands of the system concern everybody: the city and the country see them.
    """
    units = units_for(request.user, "view_audit", request.now)
    events: Events = AuditEvent.objects.filter(at__lte=request.now)
    if any(unit.depth == 0 for unit in units):
        return events
    scope = PersonScope.objects.filter(
        person=OuterRef("person_id"), unit__in=[unit.pk for unit in units]
    )
    users = User.objects.within(units).values("username")
    seen = Q(actor__in=users) | Q(Exists(scope))
    if any(unit.depth == 1 for unit in units):
        seen |= Q(actor__startswith="system:", person_id=None)
    return events.filter(seen)


def _matching(events: Events, form: EventFilter) -> Events:
    wanted = form.cleaned_data
    found = events.between(form.start(), form.end())
    for column in ("actor", "verb", "target"):
        if wanted[column]:
            found = found.filter(**{column: wanted[column].strip()})
    if who := wanted["person"].strip():
        persons = Person.objects.filter(Q(code__iexact=who) | Q(pk=_number(who)))
        found = found.filter(person_id__in=persons.values("pk"))
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


@require_safe
@permitted("view_audit")
def events(request: Request) -> HttpResponse:
    """Search the log; what was opened in an emergency stands first."""
    form = EventFilter(request.GET or None)
    found = _in_area(request)
    if form.is_bound:
        found = _matching(found, form) if form.is_valid() else found.none()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    broken = found.filter(verb=BREAK_GLASS)
    context = {
        "form": form,
        "page": page,
        "total": page.paginator.count,
        "emergencies": broken[:EMERGENCIES],
        "emergencies_total": broken.count(),
        "may_open": bool(units_for(request.user, "view_person", request.now)),
    }
    _attach_values(request, page.object_list)
    return render(request, "audit/events.html", context)


def _attach_values(request: Request, shown: Iterable[AuditEvent]) -> None:
    """Give each event the values that changed, where the reader may see them.

    The values of a record are for those who may see the record: an auditor reads which fields
    were changed, and not what stood in them. What is said of users and roles, everybody reads.
    """
    rows = list(shown)
    about = {row.person_id for row in rows if row.person_id}
    visible = Person.objects.visible_to(request.user, now=request.now).filter(pk__in=about)
    records: set[int | None] = set(visible.values_list("pk", flat=True))
    if units_for(request.user, "view_person", request.now):
        records.add(None)
    readable = [
        row.pk for row in rows if row.person_id in records or row.target.startswith("accounts.")
    ]
    values: dict[object, list[Value]] = defaultdict(list)
    for value in Value.objects.filter(event_id__in=readable).order_by("pk"):
        values[value.event_id].append(value)
    for row in rows:
        row.values_shown = values[row.pk]  # type: ignore[attr-defined]
