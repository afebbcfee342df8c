"""The map and the figures that it draws. Without a script the table of the day alone is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.map.forms import MapForm
from vungxanh.web.map.outlines import levels_to_draw, outlines_to_draw
from vungxanh.web.map.queries import (
    MEASURES,
    Placing,
    Series,
    changes,
    days_of,
    populations,
    series,
)
from vungxanh.web.registry.models import Outbreak, Place


@dataclass(frozen=True, slots=True)
class Line:
    """One unit of the table: its figure on the day, and per 100,000 where people are counted."""

    key: int
    name: str
    figure: int
    rate: float | None
    estimate: bool
    url: str


@require_safe
@permitted("view_case")
def show(request: Request) -> HttpResponse:
    """Show the map, and beside it the same figures as a table, for a day that can be asked for."""
    today = localdate(request.now)
    levels = levels_to_draw(today)
    form = MapForm(request.GET or None, levels=levels)
    asked = form.cleaned_data if form.is_valid() else {}
    outbreak = asked.get("outbreak") or Outbreak.objects.first()
    level = asked.get("level") or (levels[0] if levels else "")
    measure = asked.get("measure") or MEASURES[1]
    context: dict[str, Any] = {"outbreak": outbreak, "level": level, "measure": measure}
    if outbreak is not None and level:
        days = days_of(outbreak, now=request.now)
        day = min(max(asked.get("day") or days[-1], days[0]), days[-1])
        placing = Placing(level, today)
        found = series(changes(outbreak, request.user, now=request.now), placing, days)
        at = days.index(day)
        context |= {
            "day": day,
            "days": days,
            "at": at,
            "lines": _lines(found, placing, measure, at, outbreak, day),
            "unplaced": found[None].values[measure][at] if None in found else 0,
            "outlines": reverse("map:outlines", args=[level, today.isoformat()]),
        }
    if not form.is_bound or form.is_valid():
        shown = {
            "outbreak": outbreak,
            "level": level,
            "measure": measure,
            "day": context.get("day"),
        }
        form = MapForm(initial=shown, levels=levels)
    return render(request, "map/map.html", context | {"form": form})


def _lines(
    found: dict[int | None, Series],
    placing: Placing,
    measure: str,
    at: int,
    outbreak: Outbreak,
    day: date,
) -> list[Line]:
    people = populations(placing)
    lines = []
    for key, row in found.items():
        if key is None or not any(row.values[measure]):
            continue
        figure, (living, sure) = row.values[measure][at], people.get(key, (0, True))
        rate = 100_000 * figure / living if living else None
        url = _cases_of(outbreak, key, day)
        name = str(placing.units[key])
        lines.append(Line(key, name, figure, rate, not sure or bool(row.unsure), url))
    return sorted(lines, key=lambda line: (-line.figure, line.name))


def _cases_of(outbreak: Outbreak, unit: int, day: date) -> str:
    asked = {"outbreak": outbreak.pk, "unit": unit, "until": f"{day:%d/%m/%Y}"}
    return f"{reverse('registry:cases')}?{urlencode(asked)}"


@require_safe
@permitted("view_case")
def figures(request: Request, outbreak: int) -> HttpResponse:
    """Give the figures of all days and units, and the places, for drawing."""
    chosen = get_object_or_404(Outbreak, pk=outbreak)
    today = localdate(request.now)
    level = request.GET.get("level", "")
    if level not in levels_to_draw(today):
        raise Http404
    days, placing = days_of(chosen, now=request.now), Placing(level, today)
    found = series(changes(chosen, request.user, now=request.now), placing, days)
    people = populations(placing)
    answer = {
        "days": [day.isoformat() for day in days],
        "units": [
            {
                "key": key,
                "code": placing.units[key].code,
                "name": str(placing.units[key]),
                "people": people.get(key, (None, True))[0],
                "estimate": bool(row.unsure) or not people.get(key, (0, True))[1],
                "values": row.values,
            }
            for key, row in found.items()
            if key is not None
        ],
        "names": {
            unit.code: str(unit) for unit in placing.units.values() if today in unit.validity
        },
        "places": _places(request),
    }
    return JsonResponse(answer)


def _places(request: Request) -> Sequence[dict[str, Any]]:
    visible = Place.objects.visible_to(request.user, now=request.now)
    rows = visible.filter(latitude__isnull=False, longitude__isnull=False)
    return [
        {
            "name": place.name,
            "at": [place.latitude, place.longitude],
            "url": reverse("registry:place", args=[place.pk]),
        }
        for place in rows[:2000]
    ]


@require_safe
@permitted("view_case")
@cache_control(private=True, max_age=86_400)
def outlines(request: Request, level: str, day: str) -> HttpResponse:
    """Give what the units of a level are drawn by on a day."""
    try:
        found = outlines_to_draw(level, date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    return JsonResponse({"drawn": found.drawn, "shapes": found.shapes, "points": found.points})
