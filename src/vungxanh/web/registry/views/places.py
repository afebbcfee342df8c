"""A place: who was there when, who overlapped with whom, and whether it counted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, overload

from django.core.paginator import Page, Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from vungxanh.records import instant_of, midnight
from vungxanh.terms import degree
from vungxanh.web.accounts.permissions import may, permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.config.templatetags.show import duration
from vungxanh.web.registry.forms import Days
from vungxanh.web.registry.models import Person, Place, Visit
from vungxanh.web.registry.overlaps import (
    NotCounted,
    Overlap,
    Overlaps,
    PlaceRule,
    Span,
    Stay,
    without,
)
from vungxanh.web.registry.views.presence import active_times, levels_of, rules_at, stays_at

PAGE = 50
DRAWN = 200
"""Stays in the drawing."""

USUAL_DAYS = 14
"""Days that the page shows when nobody chose others."""


@require_safe
@permitted("view_place")
def place(request: Request, pk: int) -> HttpResponse:
    """Show who was at a place, who met whom there, and what counts."""
    user, now = request.user, request.now
    places = Place.objects.visible_to(user, now=now).select_related("unit")
    found = get_object_or_404(places, pk=pk)
    since, until = _usual_days(found, now)
    form = Days(request.GET or None, initial={"since": since, "until": until})
    if form.is_valid():
        since = form.cleaned_data["since"] or since
        until = form.cleaned_data["until"] or max(until, since)
    span = _span(min(since, until), until)
    stays, unread = stays_at(found, span, now)
    persons = {stay.person for stay in stays}
    rules, rule = rules_at(found, now)
    levels = levels_of(persons)
    overlaps = Overlaps(stays, active_times(persons, rules, now), rule, levels)
    shown = Person.objects.shown_to(user, persons, now=now)
    drawn, hidden = _drawn(overlaps, shown, levels)
    seen = _Seen(overlaps, shown)
    page: Page[Any] = Paginator(seen, PAGE).get_page(request.GET.get("page"))
    page.object_list = [_row(row, shown, levels, rule) for row in page]
    context = {
        "place": found,
        "rule": {
            "min_overlap": rule.min_overlap,
            "max_level": rule.max_level,
            "seat_rows": rule.seat_rows,
            "from": rule.source,
        },
        "form": form,
        "stays": drawn[:DRAWN],
        "hidden": hidden,
        "more": len(drawn[DRAWN:]) + unread,
        "overlaps": page,
        "window": _window(stays, span),
        "may": may(user, now),
    }
    return render(request, "registry/place.html", context)


def _usual_days(place: Place, now: datetime) -> tuple[date, date]:
    """Give the last days on which somebody is known to have been there."""
    last = Visit.objects.as_of(now).filter(place=place).aggregate(last=Max("end"))["last"]
    until = localdate(instant_of(last - 1)) if last else localdate(now)
    return until - timedelta(days=USUAL_DAYS - 1), until


def _span(since: date, until: date) -> Span:
    zone = timezone.get_default_timezone()
    return midnight(since, zone), midnight(until + timedelta(days=1), zone)


def _window(stays: list[Stay], span: Span) -> dict[str, int]:
    """Give the part of the days that the drawing needs."""
    start = min((stay.start for stay in stays), default=span[0])
    end = max((stay.end for stay in stays), default=span[1])
    return {"start": max(start, span[0]), "end": min(end, span[1])}


def _drawn(
    overlaps: Overlaps, shown: dict[int, Person], levels: dict[int, int]
) -> tuple[list[dict[str, Any]], int]:
    """Give the stays to draw, infectious ones first, and how many belong to persons not shown.

    Of those outside the area only cases who passed it on are drawn, without a name. Who was
    exposed here is drawn as exposed, although they may pass it on from that minute.
    """
    rows: list[dict[str, Any]] = []
    hidden = 0
    for number, stay in enumerate(overlaps.stays):
        infectious = overlaps.infectious(stay)
        if stay.person not in shown and not (infectious and levels.get(stay.person) == 0):
            hidden += 1
            continue
        rows.append(
            {
                "number": number,
                "person": shown.get(stay.person),
                "start": stay.start,
                "end": stay.end,
                "seat": stay.seat,
                "level": levels.get(stay.person),
                "infectious": infectious,
            }
        )
    rows.sort(key=lambda row: (_urgency(row), row["start"]))
    for row in rows[:DRAWN]:
        row["exposed"] = overlaps.exposed(row["number"])
        if row["level"]:
            parts = (part for span in row["infectious"] for part in without(span, row["exposed"]))
            row["infectious"] = list(parts)
    return rows, hidden


def _urgency(row: dict[str, Any]) -> int:
    """Infectious stays come first, cases before their contacts."""
    level = row["level"] if row["level"] is not None else 9
    return level if row["infectious"] else 10


class _Seen(Sequence[Overlap]):
    """The overlaps in which a user may see at least one of the two persons, in pages."""

    def __init__(self, overlaps: Overlaps, shown: dict[int, Person]) -> None:
        self.overlaps = overlaps
        self.numbers = overlaps.with_any(shown.keys())

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Overlap: ...

    @overload
    def __getitem__(self, index: slice) -> list[Overlap]: ...

    def __getitem__(self, index: int | slice) -> Overlap | list[Overlap]:
        if isinstance(index, slice):
            return [self.overlaps[int(number)] for number in self.numbers[index]]
        return self.overlaps[int(self.numbers[index])]


def _row(
    row: Overlap, shown: dict[int, Person], levels: dict[int, int], rule: PlaceRule
) -> dict[str, Any]:
    return {
        "infector": shown.get(row.infector),
        "person": shown.get(row.person),
        "start": row.start,
        "end": row.end,
        "minutes": row.end - row.start,
        "counted": row.reason is None,
        "why": _why(row, rule),
        "level": levels.get(row.person) if row.person in shown else None,
    }


def _why(row: Overlap, rule: PlaceRule) -> str:
    """Say why a shared stay does not count."""
    match row.reason:
        case NotCounted.SHORT:
            return _("shorter than %(least)s") % {"least": duration(rule.min_overlap)}
        case NotCounted.APART:
            rows = row.rows_apart or 0
            return ngettext("%(n)d row apart", "%(n)d rows apart", rows) % {"n": rows}
        case NotCounted.LEVEL if rule.max_level:
            return _("this place counts up to %(level)s") % {"level": degree(rule.max_level)}
        case NotCounted.LEVEL if rule.max_level == 0:
            return _("this place never counts")
        case NotCounted.LEVEL:
            return _("%(level)s is the last level") % {"level": degree(3)}
    return ""
