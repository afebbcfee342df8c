"""The steps of an argument as `Reason`s: each names its fact, its parameter and its directive."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo

from vungxanh.policy.decision import Reason
from vungxanh.policy.directives import DirectiveVersion
from vungxanh.policy.facts import PersonFacts, Source
from vungxanh.policy.rules.conditions import CONDITIONS, Finding, Row
from vungxanh.policy.rules.placement import HOME_QUALIFIES, PlacementRow
from vungxanh.policy.rules.quarantine import TermRow
from vungxanh.terms import Answer, Measure

DEEPEST_LEVEL = 3


def document(directive: DirectiveVersion) -> dict[str, str]:
    """Name a document so that it can be written in any language later."""
    return {
        "reference": directive.reference,
        "issued_on": directive.issued_on.isoformat(),
        "title_en": directive.title_en,
        "title_vi": directive.title_vi,
    }


def of_level(facts: PersonFacts) -> Reason:
    """Say who the person is in the tree."""
    message = f"level.{facts.level}" if facts.level <= DEEPEST_LEVEL else "level.further"
    return Reason(message, {"level": facts.level}, fact="level")


def of_placement(directive: DirectiveVersion, level: int, row: PlacementRow | None) -> Reason:
    """Say what the directive prescribes."""
    arguments = {"document": document(directive), "level": level}
    if row is None:
        return Reason("not_named", arguments, "level", directive.rule, directive.id)
    arguments["measure"] = row.measure.value
    return Reason("placement", arguments, "level", directive.rule, directive.id)


def of_conditions(
    directive: DirectiveVersion, row: Row, findings: Mapping[str, Finding]
) -> list[Reason]:
    """Say which conditions of a line hold, and which are only presumed."""
    told = []
    for name in row.conditions:
        known = findings[name].answer is not Answer.UNKNOWN
        message = "condition" if known else "condition.presumed"
        facts = ", ".join(CONDITIONS[name].facts)
        told.append(Reason(message, {"condition": name}, facts, "if", directive.id))
    return told


def of_home(directive: DirectiveVersion, row: PlacementRow, answer: Answer) -> Reason:
    """Say whether the home qualifies, and what replaces it if not."""
    if answer is Answer.YES:
        return Reason("home.qualifies", {}, HOME_QUALIFIES, "measure", directive.id)
    measure = {"measure": row.otherwise.value}
    message = "home.fails" if answer is Answer.NO else "home.unknown"
    return Reason(message, measure, HOME_QUALIFIES, "otherwise", directive.id)


def of_end(directive: DirectiveVersion, row: TermRow, end: datetime, *, presumed: bool) -> Reason:
    """Say when it ends, and from which day that is counted. `end` is a midnight of the city."""
    last = end.date() - timedelta(days=1)
    arguments = {
        "last_day": (last - timedelta(days=row.days)).isoformat(),
        "days": row.days,
        "end_day": last.isoformat(),
        "document": document(directive),
    }
    message = "ends.presumed" if presumed else "ends"
    return Reason(message, arguments, "last_exposure", "days", directive.id)


def of_monitoring(directive: DirectiveVersion, row: TermRow, end: datetime) -> Reason:
    """Say that the quarantine is over and the health is still watched."""
    last = end.date() - timedelta(days=1)
    arguments = {
        "quarantine_end": last.isoformat(),
        "days": row.monitoring_days,
        "end_day": (last + timedelta(days=row.monitoring_days)).isoformat(),
        "document": document(directive),
    }
    return Reason("monitoring", arguments, "last_exposure", "monitoring_days", directive.id)


def of_being_over(directive: DirectiveVersion, end: datetime) -> Reason:
    """Say that the time is over."""
    last = end.date() - timedelta(days=1)
    arguments = {"end_day": last.isoformat(), "document": document(directive)}
    return Reason("over", arguments, "last_exposure", "days", directive.id)


def of_tests(directive: DirectiveVersion, days: tuple[date, ...]) -> Reason:
    """Say on which days a specimen is due."""
    due = {"days_due": [day.isoformat() for day in days]}
    return Reason("tests", due, "began", "tests", directive.id)


def of_clearance(directive: DirectiveVersion, cleared_at: datetime, zone: tzinfo) -> Reason:
    """Say that the person is cleared."""
    day = {"cleared_day": cleared_at.astimezone(zone).date().isoformat()}
    return Reason("cleared", day, "cleared", directive.rule, directive.id)


def of_sources(message: str, directive: DirectiveVersion, sources: tuple[Source, ...]) -> Reason:
    """Say whose clearance released the person, or whose is waited for."""
    persons = {"persons": [source.person_id for source in sources]}
    return Reason(message, persons, "source_cleared", "with_sources", directive.id)


def of_missing(facts: tuple[str, ...], possible: tuple[Measure, ...]) -> Reason:
    """Say what must be asked, and what may come of it."""
    arguments = {"facts": list(facts), "measures": [measure.value for measure in possible]}
    return Reason("missing", arguments, fact=", ".join(facts))


def of_no_directive(rule: str, unit: str, now: datetime, zone: tzinfo) -> Reason:
    """Say that nothing is in force here."""
    day = now.astimezone(zone).date().isoformat()
    return Reason("no_directive", {"rule": rule, "unit": unit, "day": day}, parameter=rule)
