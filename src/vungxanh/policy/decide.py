"""What applies to a person, until when, and why. Read this first.

    facts (F1, last exposed on 2 March, …)        directives (dated data, by unit)
                     └────────────┬────────────────────────┘
                               decide
                                  │  1  which versions are in force here and now
                                  │  2  cleared, or all sources cleared: no order
                                  │  3  the first line that holds gives the measure
                                  │  4  the term gives the end and the test days
                                  ▼
       Decision: measure, from, until, directives, tests, reasons, missing facts

Nothing here reads a clock or a database; the same facts and instants give the same decision.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from vungxanh.policy import reasons
from vungxanh.policy.case import Case, Outcome, Phase
from vungxanh.policy.decision import Citation, Decision, Reason
from vungxanh.policy.directives import DirectiveSet, DirectiveVersion
from vungxanh.policy.facts import PersonFacts
from vungxanh.policy.rules.placement import SAFEST_FIRST
from vungxanh.policy.rules.planning import Planning
from vungxanh.policy.rules.quarantine import TermRow
from vungxanh.policy.rules.release import Release, holding_sources, is_cleared
from vungxanh.policy.rules.windows import TracingParameters
from vungxanh.terms import Answer, Measure, TestOutcome


def decide(
    facts: PersonFacts,
    directives: DirectiveSet,
    *,
    unit_path: Sequence[str],
    now: datetime,
    known_on: date | None = None,
) -> Decision:
    """Decide what applies to a person at an instant.

    `unit_path` holds unit codes from the nearest to the country, as ("00004", "001", "01", "VN").
    `known_on` leaves out what was issued later, to replay a past decision. Never raises for any
    facts; where a fact that matters is unknown, `missing` names it and the measure is the safest.
    Raises ValueError if `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now has no time zone: attach the city's time zone first")

    def find(rule: str) -> DirectiveVersion | None:
        return directives.in_force(rule, unit_path, now=now, known_on=known_on)

    rule = "cases" if facts.level == 0 else "contacts"
    placement = find(rule)
    if placement is None:
        return _nothing_in_force(rule, facts, directives, unit_path, now)
    if facts.cleared_at and is_cleared(facts, now, directives.zone):
        why = reasons.of_clearance(placement, facts.cleared_at, directives.zone)
        return _no_order(facts, now, why, placement)
    release = find("release")
    if release and _released_with_sources(facts, release.parameters):
        why = reasons.of_sources("sources.cleared", release, facts.sources)
        return _no_order(facts, now, why, placement, release)
    case = Case(facts, placement, find("quarantine"), now, directives.zone)
    return _with_sources(_decided(case), facts, release)


def one_level_above(
    facts: PersonFacts,
    directives: DirectiveSet,
    *,
    unit_path: Sequence[str],
    now: datetime,
    known_on: date | None = None,
) -> Decision:
    """Decide what would apply one level nearer to the case: an F2 as F1, an F1 as F0.

    For planning beds, transport and tests ahead; no order comes of it.
    """
    raised = replace(facts, level=max(0, facts.level - 1))
    return decide(raised, directives, unit_path=unit_path, now=now, known_on=known_on)


def levels_to_prepare(
    directives: DirectiveSet,
    *,
    unit_path: Sequence[str],
    now: datetime,
    known_on: date | None = None,
) -> int:
    """Tell how many levels above the present one must be prepared; 0 if nobody asks for it."""
    version = directives.in_force("planning", unit_path, now=now, known_on=known_on)
    planning: Planning = version.parameters if version else Planning()
    return planning.levels_above


def tracing_parameters(
    directives: DirectiveSet,
    *,
    unit_path: Sequence[str],
    now: datetime,
    known_on: date | None = None,
) -> TracingParameters:
    """Give what the directives in force say of windows, follow-up and the cascade."""
    version = directives.in_force("windows", unit_path, now=now, known_on=known_on)
    parameters: TracingParameters = version.parameters if version else TracingParameters()
    return parameters


def _nothing_in_force(
    rule: str,
    facts: PersonFacts,
    directives: DirectiveSet,
    unit_path: Sequence[str],
    now: datetime,
) -> Decision:
    """Ask for a directive. Without one nobody may be ordered anything."""
    unit = unit_path[0] if unit_path else "—"
    why = reasons.of_no_directive(rule, unit, now, directives.zone)
    told = (reasons.of_level(facts), why)
    return Decision(Measure.NONE, now, None, (), told, missing=("directive",))


def _no_order(
    facts: PersonFacts, now: datetime, why: Reason, *directives: DirectiveVersion
) -> Decision:
    cited = tuple(Citation.of(directive) for directive in directives)
    told = (reasons.of_level(facts), why)
    return Decision(Measure.NONE, now, None, cited, told, possible=(Measure.NONE,))


def _released_with_sources(facts: PersonFacts, release: Release) -> bool:
    """Tell whether every source is cleared; a positive person is not released by that."""
    return (
        facts.level in release.with_sources
        and bool(facts.sources)
        and not holding_sources(facts)
        and facts.test_result is not TestOutcome.POSITIVE
    )


def _decided(case: Case) -> Decision:
    """Take the safest of the possible outcomes, and ask for what could change it."""
    outcomes = case.outcomes()
    chosen = min(outcomes, key=_safest_then_longest)
    missing = case.missing(outcomes)
    possible = tuple(sorted({item.measure for item in outcomes}, key=SAFEST_FIRST.index))
    told = [reasons.of_level(case.facts), *_argument(case, chosen)]
    if missing:
        told.append(reasons.of_missing(missing, possible))
    used = (case.placement, case.terms if chosen.term else None)
    return Decision(
        measure=chosen.measure,
        starts=case.start_of(chosen),
        until=chosen.until,
        directives=tuple(Citation.of(directive) for directive in used if directive),
        reasons=tuple(told),
        tests=chosen.tests,
        missing=missing,
        possible=possible,
    )


def _safest_then_longest(outcome: Outcome) -> tuple[int, bool, float]:
    until = outcome.until
    return (
        SAFEST_FIRST.index(outcome.measure),
        until is not None,
        -until.timestamp() if until else 0.0,
    )


def _argument(case: Case, chosen: Outcome) -> list[Reason]:
    """Say how the outcome follows from the directives and the facts."""
    findings = case.findings
    told = [reasons.of_placement(case.placement, case.facts.level, chosen.row)]
    if chosen.row and chosen.phase is Phase.RUNNING:
        told += reasons.of_conditions(case.placement, chosen.row, findings)
    if chosen.row and chosen.row.measure is Measure.HOME and chosen.phase is Phase.RUNNING:
        told.append(reasons.of_home(case.placement, chosen.row, case.facts.home_qualifies))
    if chosen.term and chosen.quarantine_end and case.terms:
        told += reasons.of_conditions(case.terms, chosen.term, findings)
        told.append(_end(case.terms, chosen.term, chosen.quarantine_end, chosen))
    elif chosen.measure is not Measure.NONE:
        told.append(Reason("ends.clearance", fact="cleared", citation=case.placement.id))
    if chosen.tests and case.terms:
        told.append(reasons.of_tests(case.terms, chosen.tests))
    return told


def _end(terms: DirectiveVersion, term: TermRow, end: datetime, chosen: Outcome) -> Reason:
    if chosen.phase is Phase.MONITORING:
        return reasons.of_monitoring(terms, term, end)
    if chosen.phase is Phase.OVER:
        return reasons.of_being_over(terms, end)
    return reasons.of_end(terms, term, end, presumed=chosen.presumed)


def _with_sources(
    decision: Decision, facts: PersonFacts, release: DirectiveVersion | None
) -> Decision:
    """Say whose clearance would end it; ask for it where that alone is unknown."""
    waiting = holding_sources(facts)
    if (
        release is None
        or not waiting
        or decision.measure is Measure.NONE
        or facts.level not in release.parameters.with_sources
    ):
        return decision
    told = (*decision.reasons, reasons.of_sources("sources.waiting", release, waiting))
    decision = replace(
        decision, reasons=told, directives=(*decision.directives, Citation.of(release))
    )
    if any(source.cleared is Answer.NO for source in waiting):
        return decision
    missing = (*decision.missing, "source_cleared")
    possible = (*decision.possible, Measure.NONE)
    ask = reasons.of_missing(("source_cleared",), possible)
    return replace(decision, missing=missing, possible=possible, reasons=(*told, ask))
