"""Many facts at once: the trees, levels and proposals follow once for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from vungxanh.records import instant_of
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.audit.actions import Actor
from vungxanh.web.config.among import Among
from vungxanh.web.measures.actions import propose
from vungxanh.web.measures.models import Order
from vungxanh.web.registry import actions as registry
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Fact,
    Isolation,
    Outbreak,
    TestResult,
    Visit,
)
from vungxanh.web.response.actions import (
    decide,
    follow,
    follow_exposures,
    propose_cascade,
    record_result,
)
from vungxanh.web.response.consequences import Consequences
from vungxanh.web.response.models import Proposal
from vungxanh.web.tracing.models import Level
from vungxanh.web.tracing.rules import tracing_rules, unit_path

EXPOSURES = (Visit, ContactEvent, Isolation)


@transaction.atomic
def load_cases(cases: Sequence[Case], *, actor: Actor, now: datetime) -> list[Consequences]:
    """Open many cases at once, as a file brings them; those of one outbreak are traced together."""
    by_outbreak: dict[int, list[Case]] = {}
    for case in cases:
        case.person = case.person  # one of the same file has a key only since now
        by_outbreak.setdefault(case.outbreak_id, []).append(case)
    for together in by_outbreak.values():
        _complete_confirmed(together, now)
    registry.open_cases(cases, actor=actor, now=now)
    return [
        follow(some, cause="cases_loaded", actor=actor, now=now, also=_persons_of(some))
        for some in by_outbreak.values()
    ]


def _persons_of(rows: Iterable[Any]) -> set[int]:
    return {row.person_id for row in rows}


def _complete_confirmed(cases: Sequence[Case], now: datetime) -> None:
    """Fill in what confirming a case says of it, as `confirm_case` does."""
    confirmed = [case for case in cases if case.classification == Classification.CONFIRMED]
    persons, outbreak = _persons_of(confirmed), cases[0].outbreak_id
    levels = Level.objects.filter(Among("person_id", persons), outbreak=outbreak)
    level_of = {level.person_id: level for level in levels}
    orders = Order.objects.running().filter(Among("person_id", persons), outbreak=outbreak)
    isolations = Isolation.objects.as_of(now).filter(Among("person_id", persons))
    apart = {pk for rows in (orders, isolations) for pk in rows.values_list("person_id", flat=True)}
    for case in confirmed:
        case.confirmed_at = case.confirmed_at or now
        level = level_of.get(case.person_id)
        if level and level.level > 0 and case.infectious_from is None:
            parameters = tracing_rules(unit_path(case), now=now).parameters
            first = instant_of(level.first_exposure, timezone.get_default_timezone())
            case.infectious_from = parameters.proposed_infectious_from(first)
        if case.found_in_quarantine is None:
            case.found_in_quarantine = case.person_id in apart


@transaction.atomic
def load_facts(facts: Sequence[Fact], *, actor: Actor, now: datetime) -> None:
    """Write many facts of persons at once, and propose what follows for everybody together."""
    registry.load_rows(facts, "facts_imported", actor=actor, now=now)
    _reconsider_many(_persons_of(facts), actor=actor, now=now)


def _reconsider_many(persons: set[int], *, actor: Actor, now: datetime) -> None:
    by_outbreak: dict[int, set[int]] = {}
    levels = Level.objects.filter(Among("person_id", persons)).order_by()
    for outbreak, person in levels.values_list("outbreak_id", "person_id"):
        by_outbreak.setdefault(outbreak, set()).add(person)
    for found in Outbreak.objects.filter(pk__in=by_outbreak):
        propose(found, by_outbreak[found.pk], actor=actor, now=now)


@transaction.atomic
def load_results(results: Sequence[TestResult], *, actor: Actor, now: datetime) -> list[Proposal]:
    """Write many results at once; a positive one may propose a cascade."""
    quiet = [result for result in results if result.outcome != TestOutcome.POSITIVE]
    registry.load_rows(quiet, "results_imported", actor=actor, now=now)
    _reconsider_many(_persons_of(quiet), actor=actor, now=now)
    loud = [result for result in results if result.outcome == TestOutcome.POSITIVE]
    told = [record_result(result, actor=actor, now=now) for result in loud]
    return [proposal for proposal in told if isinstance(proposal, Proposal)]


@transaction.atomic
def retract_loaded(rows: Sequence[Any], *, actor: Actor, now: datetime, reason: str) -> None:
    """Take back what a file brought: facts of any kind; the trees and proposals follow once."""
    by_model: dict[type, list[Any]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for some in by_model.values():
        registry.retract_many(some, actor=actor, now=now, reason=reason)
    _close_proposals(by_model.get(TestResult, []), actor=actor, now=now, reason=reason)
    by_outbreak: dict[int, list[Case]] = {}
    for case in by_model.get(Case, []):
        by_outbreak.setdefault(case.outbreak_id, []).append(case)
    for cases in by_outbreak.values():
        follow(cases, cause="cases_retracted", actor=actor, now=now, also=_persons_of(cases))
    moved = [row for model in EXPOSURES for row in by_model.get(model, [])]
    if moved:
        follow_exposures(moved, actor=actor, now=now)
    said = [row for model in (Fact, TestResult) for row in by_model.get(model, [])]
    _reconsider_many(_persons_of(said), actor=actor, now=now)


def _close_proposals(
    results: Sequence[TestResult], *, actor: Actor, now: datetime, reason: str
) -> None:
    """Dismiss the cascades that some results proposed; another positive result proposes its own."""
    waiting = Proposal.objects.filter(
        Among("result_id", [result.pk for result in results]), status=Proposal.Status.OPEN
    )
    for proposal in waiting.select_related("result"):
        decide(proposal, Proposal.Status.DISMISSED, actor=actor, now=now, reason=reason)
        others = TestResult.objects.filter(
            person=proposal.person_id,
            outbreak=proposal.outbreak_id,
            outcome=TestOutcome.POSITIVE,
            retracted_at=None,
        )
        if other := others.order_by("-specimen_at", "-pk").first():
            propose_cascade(other, actor=actor, now=now)


@transaction.atomic
def correct_cases(
    changes: Sequence[tuple[Case, Mapping[str, Any]]], *, actor: Actor, now: datetime, reason: str
) -> None:
    """Correct many cases at once, with history: dates, or how they are classified."""
    by_outbreak: dict[int, list[Case]] = {}
    for case, said in changes:
        values = dict(said)
        classification = values.pop("classification", None)
        if classification == Classification.CONFIRMED and case.confirmed_at is None:
            values["confirmed_at"] = now
        if values:
            registry.change_case(case, values, actor=actor, now=now, reason=reason)
        if classification:
            registry.classify(
                case, Classification(classification), actor=actor, now=now, reason=reason
            )
        by_outbreak.setdefault(case.outbreak_id, []).append(case)
    for cases in by_outbreak.values():
        follow(cases, cause="cases_corrected", actor=actor, now=now, also=_persons_of(cases))
