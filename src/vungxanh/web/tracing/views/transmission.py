"""Who is said to have infected whom: the links of an outbreak as a drawing and as a list."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from vungxanh.linelist.formats import CERTAINTIES
from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.config.templatetags.show import age, word
from vungxanh.web.registry.models import Case, Outbreak, Person, Place
from vungxanh.web.tracing.reported import (
    Reported,
    Told,
    cases_of,
    places_of,
    reported_links,
    unlinked_cases,
)

PAGE = 50
NODES = 1000
"""Persons of the drawing, those who lead to most first; all stand in the list."""


@require_safe
@permitted("view_case")
def transmission(request: Request, pk: int) -> HttpResponse:
    """List who led to whom, most first; the drawing beside it reads `transmission_data`."""
    outbreak = get_object_or_404(Outbreak, pk=pk)
    found = reported_links(outbreak, user=request.user, now=request.now)
    page = Paginator(found.persons, PAGE).get_page(request.GET.get("page"))
    context = {
        "outbreak": outbreak,
        "page": page,
        "rows": _rows(request, outbreak, found, list(page)),
        "summary": _summary(found),
        "rings": _rings(request, found),
        "unlinked": unlinked_cases(outbreak, found, user=request.user, now=request.now),
    }
    return render(request, "tracing/transmission.html", context)


def _summary(found: Reported) -> dict[str, int]:
    """Count what is shown; who is hidden is counted, never named."""
    drawn = found.persons
    return {
        "persons": len(drawn),
        "links": len(found.links_among(drawn)),
        "chain": max((found.whole.generation[person] for person in drawn), default=0),
        "clusters": len(found.components),
        "superspreaders": sum(_is_superspreader(found, person) for person in drawn),
        "threshold": found.whole.superspreading,
    }


def _is_superspreader(found: Reported, person: int) -> bool:
    return found.whole.offspring[person] >= found.whole.superspreading


def _rings(request: Request, found: Reported) -> list[list[Person | None]]:
    """Name the persons of each ring; somebody outside the area is None."""
    shown = {person for part in found.components for person in part.persons}
    rings = [ring for ring in found.whole.cycles if shown.issuperset(ring)]
    ids = [person for ring in rings for person in ring]
    seen = Person.objects.shown_to(request.user, ids, now=request.now)
    return [[seen.get(person) for person in ring] for ring in rings]


def _rows(
    request: Request, outbreak: Outbreak, found: Reported, shown: list[int]
) -> list[dict[str, Any]]:
    links = [link for link in found.links if link.infectee in set(shown)]
    infectors = {link.infector for link in links if link.infector is not None}
    seen = Person.objects.shown_to(request.user, infectors.union(shown), now=request.now)
    places = places_of(links, seen)
    cases = cases_of(outbreak, seen.keys() & set(shown), now=request.now)
    return [
        {
            "person": seen.get(person),
            "case": cases.get(person),
            "generation": found.whole.generation[person],
            "infectees": found.whole.offspring[person],
            "superspreader": _is_superspreader(found, person),
            "sources": [
                {
                    "person": seen.get(link.infector or 0),
                    "place": places.get(link.place or 0),
                    "is_place": link.infector is None,
                    "kind": link.kind,
                    "certainty": link.certainty,
                }
                for link in links
                if link.infectee == person
            ],
        }
        for person in shown
    ]


@require_safe
@permitted("view_case")
def transmission_data(request: Request, pk: int) -> JsonResponse:
    """Give the links as nodes and edges, up to NODES persons. Ids tell nothing of the hidden."""
    outbreak = get_object_or_404(Outbreak, pk=pk)
    found = reported_links(outbreak, user=request.user, now=request.now)
    everybody = found.persons
    drawn = everybody[:NODES]
    links = found.links_among(drawn)
    seen = Person.objects.shown_to(request.user, drawn, now=request.now)
    cases = cases_of(outbreak, seen, now=request.now)
    ids = {person: f"person-{number}" for number, person in enumerate(drawn)}
    nodes = [
        {"id": ids[person], **_numbers(found, person)}
        | _named(seen.get(person), cases.get(person), request)
        for person in drawn
    ]
    nodes += _place_nodes(request, found, links, places_of(links, seen))
    edges = [_edge(link, ids) for link in links]
    return JsonResponse({"nodes": nodes, "edges": edges, "left": len(everybody) - len(drawn)})


def _numbers(found: Reported, person: int) -> dict[str, Any]:
    return {
        "kind": "person",
        "generation": found.whole.generation[person],
        "infectees": found.whole.offspring[person],
        "superspreader": _is_superspreader(found, person),
    }


def _named(person: Person | None, case: Case | None, request: Request) -> dict[str, str]:
    """Give what may be said of a person: nothing where they are outside the area."""
    if person is None:
        return {"label": "", "url": "", "about": ""}
    years = age(person, request.now)
    said = [
        str(person.get_sex_display()) if person.sex else "",
        "" if years is None else _years(years),
        _date_of(case),
    ]
    return {
        "label": case.code if case else str(person),
        "url": person.get_absolute_url(),
        "about": " · ".join(part for part in said if part),
    }


def _years(years: int) -> str:
    return ngettext("%(years)s year", "%(years)s years", years) % {"years": years}


def _date_of(case: Case | None) -> str:
    if case is not None and case.onset_date:
        return _("onset %(day)s") % {"day": date_format(case.onset_date, "SHORT_DATE_FORMAT")}
    if case is not None and case.confirmed_at:
        day = date_format(localtime(case.confirmed_at), "SHORT_DATE_FORMAT")
        return _("positive %(day)s") % {"day": day}
    return ""


def _place_nodes(
    request: Request, found: Reported, links: Iterable[Told], places: dict[int, Place]
) -> list[dict[str, Any]]:
    """Give the places of clusters, each one column before the first of its persons."""
    clusters: dict[int, set[int]] = {}
    for link in links:
        if link.infector is None and link.place is not None:
            clusters.setdefault(link.place, set()).add(link.infectee)
    mine = Place.objects.visible_to(request.user, now=request.now).filter(pk__in=places)
    opened = set(mine.values_list("pk", flat=True)) if places else set()
    return [
        {
            "id": f"place-{place}",
            "kind": "place",
            "label": str(places.get(place, "")),
            "url": reverse("registry:place", args=[place]) if place in opened else "",
            "about": "",
            "generation": min(found.whole.generation[person] for person in persons) - 1,
            "infectees": len(persons),
            "superspreader": False,
        }
        for place, persons in clusters.items()
    ]


def _edge(link: Told, ids: dict[int, str]) -> dict[str, str]:
    """Give a link; its place is told by the node it comes from."""
    unsure = link.certainty if link.certainty != CERTAINTIES[0] else ""
    source = f"place-{link.place}" if link.infector is None else ids[link.infector]
    return {
        "source": source,
        "target": ids[link.infectee],
        "certainty": link.certainty or CERTAINTIES[0],
        "words": ", ".join(str(word(said)) for said in (link.kind, unsure) if said),
    }
