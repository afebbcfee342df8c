"""Who passes it on at a place, and when: read from the trees for the page of the place."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from vungxanh.records import FOREVER, KindRule, Minute
from vungxanh.web.registry.models import Isolation, Place, Visit
from vungxanh.web.registry.overlaps import (
    OUTERMOST,
    Active,
    PlaceRule,
    Span,
    Stay,
    joined,
    joined_stays,
    rule_of,
    without,
)
from vungxanh.web.tracing.models import Arrival, Level, Tree
from vungxanh.web.tracing.rules import TracingRules, tracing_rules

MOST_STAYS = 2_000
"""Visits compared at one place in one span of days; choosing fewer days shows the others."""


def rules_at(place: Place, now: datetime) -> tuple[TracingRules, PlaceRule]:
    """Give the directives' rules where a place stands, and what they make of the place."""
    path = [unit.code for unit in place.unit.ancestors()] if place.unit else [settings.CITY]
    rules = tracing_rules([*path, settings.COUNTRY], now=now)
    own = KindRule(place.min_overlap, place.max_level, place.seat_rows)
    return rules, rule_of(own, rules.counting.kinds.get(place.kind), rules.counting)


def stays_at(place: Place, span: Span, now: datetime) -> tuple[list[Stay], int]:
    """Give the stays at a place in a span, and how many visits were too many to read."""
    visits = (
        Visit.objects.as_of(now)
        .filter(place=place, start__lt=span[1], end__gt=span[0])
        .order_by("start", "pk")
    )
    rows = list(visits.values_list("person_id", "start", "end", "seat")[: MOST_STAYS + 1])
    more = visits.count() - MOST_STAYS if len(rows) > MOST_STAYS else 0
    return joined_stays(Stay(*row) for row in rows[:MOST_STAYS]), more


def levels_of(persons: set[int]) -> dict[int, int]:
    """Give the present level of persons: the least, where several outbreaks touch them."""
    rows = Level.objects.filter(person__in=persons).order_by("-level")
    return dict(rows.values_list("person_id", "level"))


def active_times(persons: set[int], rules: TracingRules, now: datetime) -> list[Active]:
    """Give when persons pass it on, by the trees: in windows, and from their arrivals on."""
    apart: dict[int, list[Span]] = defaultdict(list)
    isolations = Isolation.objects.as_of(now).filter(person__in=persons)
    for person, start, end in isolations.values_list("person_id", "start", "end"):
        apart[person].append((start, FOREVER if end is None else end))
    return [
        Active(person, number, start, end, limit)
        for person, number, first, last, limit in (
            *_windows(persons),
            *_arrivals(persons, rules.counting.latent),
        )
        for start, end in without((first, last), apart[person])
    ]


def _windows(persons: set[int]) -> Iterator[tuple[int, int, Minute, Minute, Minute]]:
    trees = Tree.objects.filter(case__person__in=persons)
    names = ("case__person_id", "window_start", "window_end", "ends")
    for person, start, end, limit in trees.values_list(*names):
        yield person, 0, start, end, limit


def _arrivals(
    persons: set[int], latent: Minute
) -> Iterator[tuple[int, int, Minute, Minute, Minute]]:
    """Who was reached passes it on without end; in several trees, until the last of them ends."""
    rows = Arrival.objects.filter(person__in=persons, round__lt=OUTERMOST)
    spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for person, number, start, limit in rows.values_list(
        "person_id", "round", "exposure_start", "case__tree__ends"
    ):
        spans[person, number].append((start + latent, limit))
    for (person, number), times in spans.items():
        for start, limit in joined(times):
            yield person, number, start, FOREVER, limit
