"""One person under the directives in force: every outcome that the known facts still allow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from functools import cached_property

from vungxanh.policy.directives import DirectiveVersion
from vungxanh.policy.facts import PersonFacts
from vungxanh.policy.rules.conditions import (
    CONDITIONS,
    Finding,
    Situation,
    assignments,
    deciding,
)
from vungxanh.policy.rules.placement import Placement, PlacementRow
from vungxanh.policy.rules.quarantine import ONE_MINUTE, TermRow, Terms, ends_at, test_days
from vungxanh.terms import Answer, Measure

ENDLESS = (Measure.HOSPITAL, Measure.NONE)
"""A stay in hospital ends by clearance, not by days; no measure has no end."""


class Phase(Enum):
    """Where the person stands in time."""

    RUNNING = "running"
    MONITORING = "monitoring"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which the case can end, with the lines that lead there."""

    measure: Measure
    row: PlacementRow | None
    term: TermRow | None = None
    quarantine_end: datetime | None = None
    until: datetime | None = None
    tests: tuple[date, ...] = ()
    phase: Phase = Phase.RUNNING
    presumed: bool = False

    @property
    def essence(self) -> tuple[Measure, datetime | None, tuple[date, ...]]:
        """What the person notices: two outcomes with the same essence are one."""
        return self.measure, self.until, self.tests


@dataclass(frozen=True)
class Case:
    """A person's facts, the directive on the measure, the one on the time, and the instant."""

    facts: PersonFacts
    placement: DirectiveVersion
    terms: DirectiveVersion | None
    now: datetime
    zone: tzinfo

    def outcomes(self) -> list[Outcome]:
        """List the different outcomes that the unknown answers allow; at least one."""
        found = (self._outcome(answers) for answers in assignments(self.findings))
        return list({outcome.essence: outcome for outcome in found}.values())

    def missing(self, outcomes: list[Outcome]) -> tuple[str, ...]:
        """List the facts that can change the outcome."""
        asked = deciding(self.findings, lambda answers: self._outcome(answers).essence)
        presumed = any(outcome.presumed for outcome in outcomes)
        return (*asked, "last_exposure") if presumed else asked

    def start_of(self, outcome: Outcome) -> datetime:
        """Give when the measure starts: when it began in fact, else now."""
        if outcome.phase is Phase.MONITORING and outcome.quarantine_end:
            return outcome.quarantine_end
        if outcome.measure is Measure.NONE:
            return self.now
        return self._began()

    def _began(self) -> datetime:
        began = self.facts.began_at
        return began if began and began <= self.now else self.now

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """Answer every condition that can matter at this level."""
        level = self.facts.level
        placement: Placement = self.placement.parameters
        terms: Terms | None = self.terms.parameters if self.terms else None
        names = placement.conditions(level) + (terms.conditions(level) if terms else ())
        situation = Situation(
            self.facts,
            self._began().astimezone(self.zone).date(),
            self.zone,
            terms.protection if terms else None,
        )
        return {name: CONDITIONS[name].find(situation) for name in dict.fromkeys(names)}

    def _outcome(self, answers: Mapping[str, Answer]) -> Outcome:
        placement: Placement = self.placement.parameters
        row = placement.row_for(self.facts.level, answers)
        if row is None:
            return Outcome(Measure.NONE, None)
        measure = row.measure_for(answers)
        term = None
        # The days count from an exposure, so they say nothing of a case.
        if self.terms and self.facts.level > 0 and measure not in ENDLESS:
            term = self.terms.parameters.row_for(self.facts.level, measure, answers)
        return self._timed(measure, row, term) if term else Outcome(measure, row)

    def _timed(self, measure: Measure, row: PlacementRow, term: TermRow) -> Outcome:
        """Place now before the end, in the watch that follows, or after both."""
        presumed = self.facts.last_exposure is None
        # Safest where it is unknown: the person is being exposed this very minute.
        exposed = self.facts.last_exposure or self.now + ONE_MINUTE
        end = ends_at(exposed, term.days, self.zone)
        if self.now < end:
            tests = self._tests(self._began(), term.tests, end)
            return Outcome(measure, row, term, end, end, tests, Phase.RUNNING, presumed)
        watched = end + timedelta(days=term.monitoring_days)
        if self.now < watched:
            tests = self._tests(end, term.monitoring_tests, watched)
            return Outcome(Measure.ADVICE, row, term, end, watched, tests, Phase.MONITORING)
        return Outcome(Measure.NONE, row, term, end, phase=Phase.OVER)

    def _tests(self, start: datetime, numbers: tuple[int, ...], end: datetime) -> tuple[date, ...]:
        first = start.astimezone(self.zone).date()
        return test_days(first, numbers, end.date() - timedelta(days=1))
