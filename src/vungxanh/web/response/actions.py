"""The conductor: every change of a fact that tracing or orders depend on goes through here.

Each action chains the rooms in one transaction: registry (the fact) → tracing (who moves) →
measures (which orders to propose). A positive result, or a corrected one, only opens a proposal;
an officer's agreement applies it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from vungxanh.policy.rules.windows import TracingParameters
from vungxanh.records import instant_of
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.config.among import Among
from vungxanh.web.measures.actions import advise_outermost, propose, take_back
from vungxanh.web.measures.models import Order, OrderStatus
from vungxanh.web.measures.sources import sources_of_contacts
from vungxanh.web.measures.wanted import cases_to_advise
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
from vungxanh.web.response.consequences import Consequences, rehearse
from vungxanh.web.response.models import Proposal
from vungxanh.web.tracing.actions import retrace
from vungxanh.web.tracing.models import Arrival, Level
from vungxanh.web.tracing.rules import tracing_rules, unit_path


class AlreadyDecidedError(ValueError):
    """Somebody else has applied or dismissed the proposal."""

    def __init__(self) -> None:
        super().__init__("somebody else has decided this already: load the page again")


@transaction.atomic
def follow(
    cases: Sequence[Case], *, cause: str, actor: Actor, now: datetime, also: Iterable[int] = ()
) -> Consequences:
    """Retrace cases of one outbreak and propose what follows for everybody whose level changed."""
    if not cases:
        return Consequences()
    # One after the other: two officers at once would propose the same order twice.
    Outbreak.objects.select_for_update().get(pk=cases[0].outbreak_id)
    also = set(also)
    movement = retrace(cases, cause=cause, actor=actor, now=now, also=also)
    proposed = propose(cases[0].outbreak, movement.changed | also, actor=actor, now=now)
    for case in cases_to_advise(cases):
        advise_outermost(case, actor=actor, now=now)
    return Consequences(movement, proposed.orders)


def _follow_everywhere(
    persons: Iterable[int], *, cause: str, actor: Actor, now: datetime
) -> list[Consequences]:
    """Retrace the trees of all outbreaks in which any of the persons stands."""
    by_outbreak: dict[int, list[Case]] = {}
    for case in Arrival.objects.cases_around(persons):
        by_outbreak.setdefault(case.outbreak_id, []).append(case)
    return [follow(cases, cause=cause, actor=actor, now=now) for cases in by_outbreak.values()]


@transaction.atomic
def follow_exposures(
    rows: Sequence[Visit | ContactEvent | Isolation], *, actor: Actor, now: datetime
) -> list[Consequences]:
    """Let the trees follow after a bulk load of visits, contacts and isolations."""
    visits = [row for row in rows if isinstance(row, Visit)]
    persons = {
        getattr(row, name)
        for row in rows
        for name in ("person_id", "person_a_id", "person_b_id")
        if hasattr(row, name)
    }
    return _follow_everywhere(
        persons | _present_with(visits), cause="exposures_loaded", actor=actor, now=now
    )


@transaction.atomic
def confirm_case(
    case: Case,
    *,
    actor: Actor,
    now: datetime,
    confirmed_at: datetime | None = None,
    reason: str = "",
) -> Consequences:
    """Confirm a case: its tree grows, its contacts move up, orders are proposed.

    Under cascade `all` a contact who becomes a case is infectious from their first exposure on,
    stored as an explicit date, unless an officer gave one.
    """
    level = Level.objects.filter(person=case.person_id, outbreak=case.outbreak_id).first()
    parameters = tracing_rules(unit_path(case), now=now).parameters
    changes = _confirmed_columns(case, level, parameters, confirmed_at or now)
    registry.change_case(case, changes, actor=actor, now=now)
    registry.classify(case, Classification.CONFIRMED, actor=actor, now=now, reason=reason)
    return follow([case], cause="case_confirmed", actor=actor, now=now, also=[case.person_id])


def _confirmed_columns(
    case: Case, level: Level | None, parameters: TracingParameters, confirmed_at: datetime
) -> dict[str, Any]:
    changes: dict[str, Any] = {"confirmed_at": case.confirmed_at or confirmed_at}
    if level and level.level > 0 and case.infectious_from is None:
        first = instant_of(level.first_exposure, timezone.get_default_timezone())
        changes["infectious_from"] = parameters.proposed_infectious_from(first)
    if case.found_in_quarantine is None:
        orders = Order.objects.running().filter(person=case.person_id, outbreak=case.outbreak_id)
        apart = Isolation.objects.as_of(confirmed_at).filter(person=case.person_id)
        changes["found_in_quarantine"] = orders.exists() or apart.exists()
    return changes


@transaction.atomic
def discard_case(case: Case, *, actor: Actor, now: datetime, reason: str) -> Consequences:
    """Take a case back: its tree goes, and with it every level and order that hung on it."""
    registry.classify(case, Classification.DISCARDED, actor=actor, now=now, reason=reason)
    movement = retrace([case], cause="case_discarded", actor=actor, now=now)
    persons = movement.changed | {case.person_id}
    hanging = Order.objects.running().filter(Among("person_id", persons), case=case)
    held = list(hanging.values_list("pk", flat=True))
    restored = take_back(case, persons, actor=actor, now=now, reason="case_discarded")
    proposed = propose(case.outbreak, persons, actor=actor, now=now)
    advise_outermost(case, actor=actor, now=now)
    ended = Order.objects.filter(Among("pk", held), status=OrderStatus.ENDED)
    freed = ended.exclude(Among("person_id", {order.person_id for order in restored}))
    return Consequences(movement, proposed.orders, restored, list(freed))


@transaction.atomic
def new_case(case: Case, *, actor: Actor, now: datetime) -> Consequences:
    """Open a case; one that is entered as confirmed already is traced at once."""
    wanted = case.classification
    if wanted == Classification.CONFIRMED:
        case.classification = Classification.SUSPECTED
    registry.open_case(case, actor=actor, now=now)
    if wanted == Classification.CONFIRMED:
        return confirm_case(case, actor=actor, now=now, confirmed_at=case.confirmed_at)
    return follow([case], cause="case_opened", actor=actor, now=now)


@transaction.atomic
def correct_case(
    case: Case, changes: Mapping[str, Any], *, actor: Actor, now: datetime, reason: str
) -> Consequences:
    """Correct the dates of a case; its tree follows."""
    registry.change_case(case, changes, actor=actor, now=now, reason=reason)
    return follow([case], cause="case_corrected", actor=actor, now=now)


def _present_with(visits: Sequence[Visit]) -> set[int]:
    """Find everybody who was at the places of some visits in the time of all of them."""
    if not visits:
        return set()
    present = Visit.objects.filter(
        Among("place_id", {visit.place_id for visit in visits}),
        retracted_at=None,
        start__lte=max(visit.end for visit in visits),
        end__gte=min(visit.start for visit in visits),
    )
    return set(present.values_list("person_id", flat=True))


@transaction.atomic
def add_visits(visits: Sequence[Visit], *, actor: Actor, now: datetime) -> list[Consequences]:
    """Write who was where; the trees of everybody who met there follow."""
    fresh = registry.add_visits(visits, actor=actor, now=now)
    met = _present_with(fresh) | {visit.person_id for visit in fresh}
    return _follow_everywhere(met, cause="visit_added", actor=actor, now=now)


@transaction.atomic
def add_contacts(
    contacts: Sequence[ContactEvent], *, actor: Actor, now: datetime
) -> list[Consequences]:
    """Write who met whom; the trees of both follow."""
    fresh = registry.add_contacts(contacts, actor=actor, now=now)
    met = {person for event in fresh for person in (event.person_a_id, event.person_b_id)}
    return _follow_everywhere(met, cause="contact_added", actor=actor, now=now)


@transaction.atomic
def isolate(isolation: Isolation, *, actor: Actor, now: datetime) -> list[Consequences]:
    """Write that somebody was apart from others; their trees shrink by what they passed on then."""
    registry.add_isolations([isolation], actor=actor, now=now)
    return _follow_everywhere([isolation.person_id], cause="isolated", actor=actor, now=now)


@transaction.atomic
def retract_exposure(
    row: Visit | ContactEvent | Isolation, *, actor: Actor, now: datetime, reason: str
) -> list[Consequences]:
    """Take a visit, contact or isolation back; the trees follow."""
    persons = {
        getattr(row, name)
        for name in ("person_id", "person_a_id", "person_b_id")
        if getattr(row, name, None)
    }
    if isinstance(row, Visit):
        persons |= _present_with([row])
    registry.retract(row, actor=actor, now=now, reason=reason)
    return _follow_everywhere(persons, cause="retracted", actor=actor, now=now)


@transaction.atomic
def record_fact(fact: Fact, *, actor: Actor, now: datetime) -> list[Order]:
    """Write a symptom, a clearance, the state of a home; propose what follows.

    When a contact is cleared, those whom they exposed may be free, too.
    """
    registry.add_facts([fact], actor=actor, now=now)
    return _reconsider(fact.person_id, released=fact.name == "cleared", actor=actor, now=now)


@transaction.atomic
def retract_fact(fact: Fact, *, actor: Actor, now: datetime, reason: str) -> list[Order]:
    """Take a fact back and propose what follows; without a clearance nobody is released by it."""
    registry.retract(fact, actor=actor, now=now, reason=reason)
    return _reconsider(fact.person_id, released=fact.name == "cleared", actor=actor, now=now)


def _reconsider(person: int, *, released: bool, actor: Actor, now: datetime) -> list[Order]:
    proposed: list[Order] = []
    for level in Level.objects.filter(person=person).select_related("outbreak"):
        proposed += propose(level.outbreak, [person], actor=actor, now=now).orders
        if released:
            sources = sources_of_contacts(level.outbreak, person, now=now)
            proposed += propose(
                level.outbreak, sources, actor=actor, now=now, sources=sources
            ).orders
    return proposed


@transaction.atomic
def record_result(result: TestResult, *, actor: Actor, now: datetime) -> Proposal | list[Order]:
    """Write a laboratory result.

    A positive one of somebody who is no confirmed case opens the proposal of a cascade. Any other
    is a fact of the person: gives the orders that it led to propose.
    """
    registry.add_result(result, actor=actor, now=now)
    confirmed = _confirmed_case(result)
    if result.outcome == TestOutcome.POSITIVE and confirmed is None:
        return propose_cascade(result, actor=actor, now=now)
    return _reconsider(result.person_id, released=False, actor=actor, now=now)


@transaction.atomic
def correct_result(
    wrong: TestResult, right: TestResult, *, actor: Actor, now: datetime, reason: str
) -> Proposal | list[Order]:
    """Replace a wrong result; the proposed cascade follows it both ways.

    Was it positive and is not: an open proposal is dismissed, a confirmed case that no other
    positive result supports is proposed to be discarded.
    """
    registry.retract(wrong, actor=actor, now=now, reason=reason)
    right.replaces = wrong
    registry.add_result(right, actor=actor, now=now)
    confirmed = _confirmed_case(right)
    if right.outcome == TestOutcome.POSITIVE:
        if confirmed is None:
            return propose_cascade(right, actor=actor, now=now)
        return _reconsider(right.person_id, released=False, actor=actor, now=now)
    return _without_positive(right, confirmed, actor=actor, now=now, reason=reason)


@transaction.atomic
def retract_result(
    result: TestResult, *, actor: Actor, now: datetime, reason: str
) -> Proposal | list[Order]:
    """Take a result back without another in its place: it was cancelled, or of somebody else."""
    registry.retract(result, actor=actor, now=now, reason=reason)
    if result.outcome != TestOutcome.POSITIVE or _still_positive(result):
        return _reconsider(result.person_id, released=False, actor=actor, now=now)
    return _without_positive(result, _confirmed_case(result), actor=actor, now=now, reason=reason)


def _without_positive(
    result: TestResult, confirmed: Case | None, *, actor: Actor, now: datetime, reason: str
) -> Proposal | list[Order]:
    """Dismiss the cascade that waits; propose to discard a case that nothing supports any more."""
    waiting = Proposal.objects.filter(
        person=result.person_id,
        outbreak=result.outbreak_id,
        kind=Proposal.Kind.CONFIRM,
        status=Proposal.Status.OPEN,
    ).first()
    if waiting:
        dismiss_proposal(waiting, actor=actor, now=now, reason=reason)
    if confirmed and not _still_positive(result):
        return propose_discard(confirmed, actor=actor, now=now, result=result)
    return _reconsider(result.person_id, released=False, actor=actor, now=now)


def _confirmed_case(result: TestResult) -> Case | None:
    return Case.objects.filter(
        person=result.person_id,
        outbreak=result.outbreak_id,
        classification=Classification.CONFIRMED,
        retracted_at=None,
    ).first()


def _still_positive(result: TestResult) -> bool:
    return TestResult.objects.filter(
        person=result.person_id,
        outbreak=result.outbreak_id,
        outcome=TestOutcome.POSITIVE,
        retracted_at=None,
    ).exists()


def _suspected_case(result: TestResult, *, actor: Actor, now: datetime) -> Case:
    """Give the open case of a person, or open one: a positive result makes a suspect at once."""
    case = (
        Case.objects.filter(person=result.person_id, outbreak=result.outbreak_id, retracted_at=None)
        .exclude(classification__in=[Classification.CONFIRMED, Classification.DISCARDED])
        .first()
    )
    if case is None:
        case = Case(
            person=result.person,
            outbreak=result.outbreak,
            code=_next_code(result.outbreak),
            classification=Classification.SUSPECTED,
            specimen_date=result.specimen_at.astimezone(timezone.get_default_timezone()).date(),
        )
        registry.open_case(case, actor=actor, now=now)
    return case


def _next_code(outbreak: Outbreak) -> str:
    """Number a case of the city itself, apart from the numbers that the ministry gives."""
    number = Case.objects.filter(outbreak=outbreak).count() + 1
    while Case.objects.filter(outbreak=outbreak, code=f"S{number}").exists():
        number += 1
    return f"S{number}"


@transaction.atomic
def propose_cascade(result: TestResult, *, actor: Actor, now: datetime) -> Proposal:
    """Propose that the person of a positive result be confirmed as a case."""
    case = _suspected_case(result, actor=actor, now=now)
    return _open_proposal(
        Proposal.Kind.CONFIRM,
        case,
        preview_confirmation(case, result, actor=actor, now=now),
        result=result,
        actor=actor,
        now=now,
    )


@transaction.atomic
def preview_confirmation(
    case: Case, result: TestResult | None, *, actor: Actor, now: datetime
) -> dict[str, Any]:
    """Tell what confirming a case would lead to, and leave everything as it is."""
    known_at = result.resulted_at if result else now
    return rehearse(
        lambda: confirm_case(_fresh(case), actor=actor, now=now, confirmed_at=known_at),
        _fresh(case),
    )


@transaction.atomic
def preview_discard(case: Case, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Tell whom discarding a case would release, and leave everything as it is."""
    return rehearse(
        lambda: discard_case(_fresh(case), actor=actor, now=now, reason="preview"), _fresh(case)
    )


def _fresh(case: Case) -> Case:
    fresh: Case = Case.objects.select_related(
        "outbreak", "person__unit", "person__staying_unit"
    ).get(pk=case.pk)
    return fresh


def _open_proposal(
    kind: Proposal.Kind,
    case: Case,
    preview: dict[str, Any],
    *,
    result: TestResult | None,
    actor: Actor,
    now: datetime,
) -> Proposal:
    proposal, _ = Proposal.objects.update_or_create(
        person=case.person,
        outbreak=case.outbreak,
        kind=kind,
        status=Proposal.Status.OPEN,
        defaults={"case": case, "result": result, "preview": preview, "proposed_at": now},
    )
    record(f"{kind}_proposed", proposal, actor=actor, now=now, person_id=case.person_id)
    return proposal


@transaction.atomic
def propose_discard(
    case: Case, *, actor: Actor, now: datetime, result: TestResult | None = None
) -> Proposal:
    """Propose that a case be taken back."""
    preview = preview_discard(case, actor=actor, now=now)
    return _open_proposal(Proposal.Kind.DISCARD, case, preview, result=result, actor=actor, now=now)


@transaction.atomic
def decide(
    proposal: Proposal, status: Proposal.Status, *, actor: Actor, now: datetime, reason: str
) -> None:
    """Close a proposal by compare-and-set. Raises AlreadyDecidedError if somebody was quicker."""
    won = Proposal.objects.filter(pk=proposal.pk, status=Proposal.Status.OPEN).update(
        status=status, decided_at=now, decided_by=actor.get_username(), reason=reason
    )
    if not won:
        raise AlreadyDecidedError
    record(
        f"proposal_{status}",
        proposal,
        actor=actor,
        now=now,
        person_id=proposal.person_id,
        before={"status": Proposal.Status.OPEN},
        after={"status": status},
        reason=reason,
    )
    proposal.refresh_from_db()


@transaction.atomic
def apply_proposal(
    proposal: Proposal, *, actor: Actor, now: datetime, reason: str = ""
) -> Consequences:
    """Do what was proposed, with the facts of this moment."""
    decide(proposal, Proposal.Status.APPLIED, actor=actor, now=now, reason=reason)
    if proposal.case is None:
        raise ValueError(f"proposal {proposal.pk} has no case")
    case = _fresh(proposal.case)
    if proposal.kind == Proposal.Kind.DISCARD:
        return discard_case(case, actor=actor, now=now, reason=reason or "result corrected")
    known_at = proposal.result.resulted_at if proposal.result else now
    return confirm_case(case, actor=actor, now=now, confirmed_at=known_at, reason=reason)


@transaction.atomic
def dismiss_proposal(proposal: Proposal, *, actor: Actor, now: datetime, reason: str) -> None:
    """Turn a proposal down. A suspect whose positive result is gone is discarded with it."""
    decide(proposal, Proposal.Status.DISMISSED, actor=actor, now=now, reason=reason)
    if proposal.kind == Proposal.Kind.CONFIRM and proposal.case is not None:
        registry.classify(
            proposal.case, Classification.DISCARDED, actor=actor, now=now, reason=reason
        )
