"""Ordered conditions: each may be true, false or not known, and the first true one counts.

Where answers are missing, every way of answering them is tried. If all of them end alike, the
case is decided all the same; if not, exactly the answers that can make a difference are asked for.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import product

from vungxanh.policy.facts import PersonFacts
from vungxanh.policy.reading import Table
from vungxanh.terms import Answer, TestOutcome

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Protection:
    """When a vaccination or an earlier illness counts; None leaves a limit out."""

    dose_min_days: int = 14
    dose_max_months: int | None = None
    recovered_max_months: int | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What a condition may look at: the facts, the day on which it counts, the city's zone."""

    facts: PersonFacts
    on: date
    zone: tzinfo
    protection: Protection | None = None

    def day_of(self, instant: datetime) -> date:
        """Give the city's day of an instant."""
        return instant.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to a condition, and the facts that would settle it if it is unknown."""

    answer: Answer
    ask: tuple[str, ...] = ()


def _of_fact(name: str) -> Callable[[Situation], Finding]:
    def find(situation: Situation) -> Finding:
        return Finding(getattr(situation.facts, name), (name,))

    return find


def _cough_or_fever(situation: Situation) -> Finding:
    facts = situation.facts
    signs = {"cough": facts.cough, "fever": facts.fever}
    if YES in signs.values():
        return Finding(YES)
    unknown = tuple(name for name, answer in signs.items() if answer is UNKNOWN)
    return Finding(UNKNOWN, unknown) if unknown else Finding(NO)


def _tested_negative(situation: Situation) -> Finding:
    """Hold where a specimen from the onset on (else from the exposure on) was negative."""
    facts = situation.facts
    if facts.test_result is not TestOutcome.NEGATIVE:
        return Finding(NO)
    since = facts.onset_on or (facts.first_exposure and situation.day_of(facts.first_exposure))
    if since is None:
        return Finding(YES)
    if facts.specimen_on is None:
        return Finding(UNKNOWN, ("specimen_on",))
    return Finding(YES if facts.specimen_on >= since else NO)


def _tested_positive(situation: Situation) -> Finding:
    """Hold where the latest specimen was positive and no clearance has followed it."""
    facts = situation.facts
    if facts.test_result is not TestOutcome.POSITIVE:
        return Finding(NO)
    over = (
        facts.cleared_at
        and facts.specimen_on
        and situation.day_of(facts.cleared_at) > facts.specimen_on
    )
    return Finding(NO if over else YES)


def months_after(day: date, months: int) -> date:
    """Give the same day some months later; the last day of the month where it has no such day.

    >>> months_after(date(2021, 8, 31), 6)
    datetime.date(2022, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _recovered(situation: Situation, limit: int | None) -> bool:
    day = situation.facts.recovered_on
    return (
        day is not None
        and day <= situation.on
        and (limit is None or situation.on <= months_after(day, limit))
    )


def _protected(situation: Situation) -> Finding:
    """Hold for the fully vaccinated and the recovered, as the directive in force counts them."""
    facts, protection = situation.facts, situation.protection
    if protection is None or (facts.vaccinated_full is NO and facts.recovered_on is None):
        return Finding(NO)
    if _recovered(situation, protection.recovered_max_months):
        return Finding(YES)
    if facts.vaccinated_full is UNKNOWN:
        return Finding(UNKNOWN, ("vaccinated_full", "recovered_on"))
    if facts.vaccinated_full is NO:
        return Finding(NO)
    if facts.last_dose_on is None:
        return Finding(UNKNOWN, ("last_dose_on",))
    enough = situation.on >= facts.last_dose_on + timedelta(days=protection.dose_min_days)
    months = protection.dose_max_months
    fresh = months is None or situation.on <= months_after(facts.last_dose_on, months)
    return Finding(YES if enough and fresh else NO)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition by name: how to find its answer, and the facts that it reads."""

    find: Callable[[Situation], Finding]
    facts: tuple[str, ...]


_PLAIN = ("home_qualifies", "other_symptoms", "vaccinated_full", "pregnant", "needs_carer")

CONDITIONS: dict[str, Condition] = {
    "cough_or_fever": Condition(_cough_or_fever, ("cough", "fever")),
    "tested_negative": Condition(_tested_negative, ("test_result", "specimen_on", "onset_on")),
    "tested_positive": Condition(_tested_positive, ("test_result", "specimen_on", "cleared")),
    "protected": Condition(_protected, ("vaccinated_full", "last_dose_on", "recovered_on")),
    **{name: Condition(_of_fact(name), (name,)) for name in _PLAIN},
}
"""The conditions that a directive may name in `if`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a rule: for these levels, if all these conditions hold."""

    levels: tuple[int, ...]
    conditions: tuple[str, ...]

    def holds(self, level: int, answers: Mapping[str, Answer]) -> bool:
        """Tell whether the line applies; every condition must be yes or no here."""
        return level in self.levels and all(answers[name] is YES for name in self.conditions)


def read_row(table: Table) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Read the levels and the conditions of a line."""
    levels, conditions = table.wholes("levels"), table.texts("if", ())
    for name in conditions:
        if name not in CONDITIONS:
            table.complain(f"if {name!r} is no condition: use {', '.join(CONDITIONS)}")
    known = tuple(name for name in conditions if name in CONDITIONS)
    return levels, known


def demand_a_last_line(
    rows: tuple[Row, ...], levels: tuple[int, ...], table: Table, what: str
) -> None:
    """Complain where a level has no unconditional line at its end, or lines after it."""
    for level in levels:
        lines = [row.conditions for row in rows if level in row.levels]
        if not lines or lines[-1]:
            table.complain(f"F{level} has no {what} without `if` as its last one: add it")
        if any(not line for line in lines[:-1]):
            table.complain(f"F{level} has a {what} after the one without `if`: nobody reaches it")


def assignments(findings: Mapping[str, Finding]) -> Iterator[dict[str, Answer]]:
    """Try every way of answering what is unknown; the first has no for all."""
    unknown = [name for name, finding in findings.items() if finding.answer is UNKNOWN]
    known = {name: finding.answer for name, finding in findings.items()}
    for answers in product((NO, YES), repeat=len(unknown)):
        yield known | dict(zip(unknown, answers, strict=True))


def deciding(
    findings: Mapping[str, Finding], outcome: Callable[[Mapping[str, Answer]], object]
) -> tuple[str, ...]:
    """List the facts whose answer can change the outcome, in the order of the findings."""
    asked: dict[str, None] = {}
    for name, finding in findings.items():
        if finding.answer is UNKNOWN and any(
            outcome(answers) != outcome(answers | {name: YES})
            for answers in assignments(findings)
            if answers[name] is NO
        ):
            asked |= dict.fromkeys(finding.ask)
    return tuple(asked)
