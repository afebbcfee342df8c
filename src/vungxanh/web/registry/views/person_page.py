"""What the page of a person shows."""

from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q

from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import may
from vungxanh.web.config.templatetags.show import word
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.merging.models import Merge
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    EmergencyAccess,
    Fact,
    Isolation,
    Person,
    PersonScope,
    TestResult,
    Visit,
)
from vungxanh.web.registry.views.events import person_history
from vungxanh.web.registry.views.itinerary import other_of
from vungxanh.web.registry.views.wording import fact_label, fact_labels
from vungxanh.web.response.models import Proposal
from vungxanh.web.tracing.chains import SHOWN, Chain, chains_to
from vungxanh.web.tracing.models import Level, LevelChange

ROWS = 200
"""Stays and meetings shown of one person."""


def person_page(person: Person, *, user: User, now: datetime) -> dict[str, Any]:
    """Gather everything that is known of a person at an instant."""
    verbs = may(user, now)
    levels = list(
        Level.objects.filter(person=person)
        .select_related("outbreak", "index_case", "via", "place")
        .order_by("level", "-since")
    )
    chains, more = _chains(person, levels, user, now)
    changes = LevelChange.objects.filter(person=person, at__lte=now).select_related("case")
    orders = list(Order.objects.filter(person=person).order_by("-proposed_at", "-pk"))
    return {
        "person": person,
        "contacts_shown": "view_person" in verbs,
        "levels": levels,
        "level_steps": _steps(person, levels, now),
        "level_changes": changes.order_by("-at", "-pk"),
        "chains": chains,
        "chains_more": more,
        "cases": Case.objects.as_of(now).filter(person=person).order_by("-recorded_at"),
        "proposals": Proposal.objects.filter(person=person, status=Proposal.Status.OPEN),
        "orders": orders,
        **_known(person, user, now),
        "missing": _missing(orders),
        "merges": Merge.objects.filter(kept=person, undone_at=None).select_related("merged"),
        "scopes": _scopes(person),
        "emergency": EmergencyAccess.objects.filter(
            person=person, user_id=user.pk, opened_at__lte=now, until__gt=now
        )
        .order_by("-until")
        .first(),
        "history": person_history(person, now=now),
        "may": verbs,
    }


def _chains(
    person: Person, levels: list[Level], user: User, now: datetime
) -> tuple[list[Chain], int]:
    """Give the chains that lead to a person in all outbreaks, lowest level first."""
    found: list[Chain] = []
    more = 0
    for level in levels:
        chains, left = chains_to(person, level.outbreak, user=user, now=now)
        found, more = found + chains, more + left
    found.sort(key=lambda chain: chain.level)
    return found[:SHOWN], more + len(found[SHOWN:])


def _steps(person: Person, levels: list[Level], now: datetime) -> list[dict[str, Any]]:
    """Give the levels over time in the outbreak that concerns the person most."""
    changes = LevelChange.objects.filter(person=person, at__lte=now)
    if levels:
        changes = changes.filter(outbreak=levels[0].outbreak_id)
    rows = list(changes.order_by("at", "pk").values_list("outbreak", "at", "after"))
    last = rows[-1][0] if rows else None
    return [{"at": at, "level": after} for outbreak, at, after in rows if outbreak == last]


def _known(person: Person, user: User, now: datetime) -> dict[str, Any]:
    """Give results, facts, stays, meetings and isolations; what was taken back is marked."""
    facts = Fact.objects.as_of(now).filter(person=person).order_by("-observed_at", "-pk")
    results = TestResult.objects.once_known(now).filter(person=person)
    visits = Visit.objects.once_known(now).filter(person=person).select_related("place")
    isolations = Isolation.objects.as_of(now).filter(person=person)
    return {
        "results": results.order_by("-specimen_at", "-pk"),
        "facts": [
            {
                "pk": fact.pk,
                "label": fact_label(fact.name),
                "value_label": word(fact.value),
                "observed_at": fact.observed_at,
                "recorded_by": fact.recorded_by,
                "source": fact.source,
            }
            for fact in facts
        ],
        "visits": visits.order_by("-start", "-pk")[:ROWS],
        "contacts": _meetings(person, user, now),
        "isolations": isolations.order_by("-start", "-pk"),
    }


def _meetings(person: Person, user: User, now: datetime) -> list[dict[str, Any]]:
    either = Q(person_a=person) | Q(person_b=person)
    events = list(ContactEvent.objects.as_of(now).filter(either).order_by("-start", "-pk")[:ROWS])
    others = {event.pk: other_of(event, person.pk) for event in events}
    shown = Person.objects.shown_to(user, others.values(), now=now)
    return [
        {
            "pk": event.pk,
            "other": shown.get(others[event.pk]),
            "start": event.start,
            "end": event.end,
            "close": event.close,
            "setting": event.setting,
            "source": event.source,
        }
        for event in events
    ]


def _missing(orders: list[Order]) -> list[str]:
    """Name the facts that the decisions in force ask for."""
    live = {OrderStatus.PROPOSED, *RUNNING}
    names = (
        name
        for order in orders
        if order.status in live
        for name in order.decision.get("missing", ())
    )
    return fact_labels(names)


def _scopes(person: Person) -> list[PersonScope]:
    """Give the units that see a person, each reason once, the smallest unit first."""
    rows = PersonScope.objects.filter(person=person).select_related("unit")
    ordered = rows.order_by("-unit__depth", "unit__code", "why", "source")
    once = {(scope.unit_id, scope.why): scope for scope in ordered}
    return list(islice(once.values(), 50))
