"""What one message changes, given the others about the same result. Messages come in any order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from vungxanh.labmessages import LabReport, Status
from vungxanh.terms import TestOutcome
from vungxanh.web.laboratory.models import LabMessage
from vungxanh.web.registry.models import TestResult

Why = LabMessage.Why
RANK = {Status.PRELIMINARY: 0, Status.FINAL: 1, Status.CORRECTED: 2, Status.CANCELLED: 3}
NEVER = datetime.min.replace(tzinfo=UTC)


class Step(StrEnum):
    """What is done with a message whose person is known."""

    KEEP = "keep"
    RECORD = "record"
    SAME = "same"
    CORRECT = "correct"
    RETRACT = "retract"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The step, the result that stands so far, and the reason for those that record nothing."""

    step: Step
    standing: TestResult | None = None
    why: str = ""


def decide(message: LabMessage, others: Iterable[LabMessage]) -> Verdict:
    """Decide about one message; `others` are those about the same result that were settled."""
    report, others = message.report, list(others)
    results = [other.result for other in others if other.result]
    standing = next((one for one in results if one.retracted_at is None), None)
    if any(_supersedes(other.report, report) for other in others):
        return Verdict(Step.KEEP, standing, Why.SUPERSEDED)
    if report.status is Status.CANCELLED:
        return Verdict(Step.RETRACT if standing else Step.KEEP, standing, Why.CANCELLED)
    if report.outcome is None or (
        report.status is Status.PRELIMINARY and report.outcome is not TestOutcome.POSITIVE
    ):
        return Verdict(Step.KEEP, standing, Why.PRELIMINARY)
    if standing is None:
        return Verdict(Step.RECORD)
    if standing.person_id == message.person_id and _says(standing, report):
        return Verdict(Step.SAME, standing, Why.SAME)
    return Verdict(Step.CORRECT, standing)


def _supersedes(other: LabReport, mine: LabReport) -> bool:
    """Tell whether another report of the same result counts instead of mine.

    A preliminary one gives way to any that is not. Else the later result counts, and of two of
    one instant the correction, so that an original that comes late changes nothing.
    """
    if RANK[mine.status] == 0 and RANK[other.status] > 0:
        return True
    if RANK[other.status] == 0 and RANK[mine.status] > 0:
        return False
    return _order(other) > _order(mine)


def _order(report: LabReport) -> tuple[datetime, int]:
    return report.resulted_at or report.issued_at or NEVER, RANK[report.status]


def _says(result: TestResult, report: LabReport) -> bool:
    return (
        result.outcome == report.outcome
        and result.specimen_at == report.specimen_at
        and result.method == report.method
    )
