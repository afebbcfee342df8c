"""How laboratory messages are taken in, matched and undone. Results go through `response.actions`.

Messages of one laboratory are taken one after the other: the laboratory's row is locked, so that
two equal ones at once are one message, and two about one result see each other.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from vungxanh.identity.names import plain
from vungxanh.labmessages import LabReport, Message
from vungxanh.web.accounts.models import User
from vungxanh.web.audit.actions import Actor, record
from vungxanh.web.laboratory.addresses import unit_of
from vungxanh.web.laboratory.deciding import Step, decide
from vungxanh.web.laboratory.matching import find
from vungxanh.web.laboratory.models import LabMessage, Laboratory, LabToken, digest_of
from vungxanh.web.registry.actions import add_person
from vungxanh.web.registry.models import Case, Outbreak, Person, TestResult
from vungxanh.web.response import actions as response

Status, Why = LabMessage.Status, LabMessage.Why
SETTLED = (Status.RECORDED, Status.MATCHED)


class AlreadySettledError(ValueError):
    """Somebody else has decided about the message."""

    def __init__(self) -> None:
        super().__init__("somebody else has decided about this message: load the page again")


@transaction.atomic
def add_laboratory(
    code: str, name: str, *, actor: Actor, now: datetime, users: Sequence[User] = ()
) -> Laboratory:
    """Write a laboratory that sends; who of its people may follow its messages is added to them."""
    laboratory, made = Laboratory.objects.get_or_create(code=code, defaults={"name": name or code})
    laboratory.users.add(*users)
    after = {"code": code, "users": [user.pk for user in users], "made": made}
    record("laboratory_added", laboratory, actor=actor, now=now, after=after)
    return laboratory


@transaction.atomic
def make_token(laboratory: Laboratory, *, actor: Actor, now: datetime) -> str:
    """Make a token and give it, this once: only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    token = LabToken.objects.create(
        laboratory=laboratory,
        digest=digest_of(secret),
        made_at=now,
        made_by=actor.get_username(),
    )
    record("lab_token_made", token, actor=actor, now=now, after={"laboratory": laboratory.code})
    return secret


@transaction.atomic
def withdraw_tokens(laboratory: Laboratory, *, actor: Actor, now: datetime) -> int:
    """Let no token of a laboratory send any more. Give how many there were."""
    standing = LabToken.objects.filter(laboratory=laboratory, withdrawn_at=None)
    count = standing.update(withdrawn_at=now)
    record("lab_tokens_withdrawn", laboratory, actor=actor, now=now, after={"tokens": count})
    return count


@transaction.atomic
def receive(
    message: Message, laboratory: Laboratory, *, actor: Actor, now: datetime
) -> tuple[list[LabMessage], bool]:
    """Keep a message and do what it says, if its person is sure. Give its rows, and if it is new.

    The same message again changes nothing and gives the same rows.
    """
    Laboratory.objects.select_for_update().get(pk=laboratory.pk)
    digest = digest_of(message.raw)
    known = LabMessage.objects.filter(
        laboratory=laboratory, message_id=message.message_id[:120], digest=digest
    )
    if rows := list(known.order_by("position")):
        return rows, False
    reports: Sequence[LabReport | None] = message.reports or (None,)
    for position, report in enumerate(reports):
        row = _row(message, report, laboratory, now)
        row.digest, row.position = digest, position
        row.save()
        record("lab_message_received", row, actor=actor, now=now, after={"status": row.status})
        if report is not None:
            _match(row, actor=actor, now=now)
    return list(known.order_by("position")), True


def _row(
    message: Message, report: LabReport | None, laboratory: Laboratory, now: datetime
) -> LabMessage:
    row = LabMessage(
        laboratory=laboratory,
        form=message.form[:20],
        message_id=message.message_id[:120],
        raw=message.raw,
        received_at=now,
        status=Status.WAITING if report else Status.BROKEN,
    )
    if message.fault:
        row.fault = {"text": message.fault.text, "parameters": message.fault.parameters}
    if report:
        numbers = [report.filler_number, report.order_number, report.specimen_id]
        row.numbers = [number[:60] for number in dict.fromkeys(numbers) if number]
        row.parsed = report.as_json()
        row.key = f"{row.numbers[0]}|{report.method}" if row.numbers else ""
        row.outcome = str(report.outcome or "")
        row.specimen_at = report.specimen_at
        row.unit = unit_of(report.patient.address, localdate(report.specimen_at or now))
        words = [plain(word) for word in (report.patient.name, *row.numbers, row.message_id)]
        row.searched = f" {' '.join(words)[:398]} "
    return row


def _match(message: LabMessage, *, actor: Actor, now: datetime) -> None:
    """Settle a message whose person is sure; else say why it waits."""
    found = find(message)
    if found.person is None:
        _let_wait(message, found.why)
        return
    message.person = found.person
    _settle(message, actor=actor, now=now)


def _let_wait(message: LabMessage, why: str) -> None:
    message.status, message.why, message.person = Status.WAITING, why, None
    message.save(update_fields=["status", "why", "person"])


def _settle(message: LabMessage, *, actor: Actor, now: datetime) -> None:
    """Do what a message says about its person."""
    report = message.report
    if report.outcome is not None and (report.resulted_at or now) > now:
        _let_wait(message, Why.FUTURE)
        return
    others = LabMessage.objects.about_same(message).filter(status__in=SETTLED)
    verdict = decide(message, others.select_related("result"))
    outbreak = _outbreak(message, now)
    if verdict.step in {Step.RECORD, Step.CORRECT} and outbreak is None:
        _let_wait(message, Why.NO_OUTBREAK)
        return
    message.result, message.why = verdict.standing, verdict.why
    reason = f"laboratory message {message.pk}"
    if verdict.step is Step.RETRACT and verdict.standing:
        response.retract_result(verdict.standing, actor=actor, now=now, reason=reason)
    elif verdict.step in {Step.RECORD, Step.CORRECT}:
        right = _result(message, outbreak)
        _write(verdict.standing, right, reason, actor=actor, now=now)
        message.result = right
    recorded = verdict.step in {Step.RECORD, Step.CORRECT, Step.SAME}
    message.status = Status.RECORDED if recorded else Status.MATCHED
    message.save(update_fields=["person", "result", "status", "why"])
    record(
        "lab_message_settled",
        message,
        actor=actor,
        now=now,
        person_id=message.person_id,
        after={"status": message.status, "step": str(verdict.step), "result": message.result_id},
    )


def _write(
    standing: TestResult | None, right: TestResult, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Record a result, in the place of the one that stood, if one did."""
    if standing is None:
        response.record_result(right, actor=actor, now=now)
    elif standing.person_id == right.person_id:
        response.correct_result(standing, right, actor=actor, now=now, reason=reason)
    else:
        response.retract_result(standing, actor=actor, now=now, reason=reason)
        response.record_result(right, actor=actor, now=now)


def _result(message: LabMessage, outbreak: Outbreak | None) -> TestResult:
    report = message.report
    if report.specimen_at is None or report.resulted_at is None or report.outcome is None:
        raise ValueError(f"message {message.pk} has no result to record")
    return TestResult(
        person=message.person,
        outbreak=outbreak,
        specimen_at=report.specimen_at,
        resulted_at=report.resulted_at,
        method=report.method,
        outcome=report.outcome,
        laboratory=message.laboratory.name,
        source=f"laboratory message {message.pk}",
    )


def _outbreak(message: LabMessage, now: datetime) -> Outbreak | None:
    """Give the outbreak of the disease that was open when the specimen was taken.

    Of several, that in which the person is a case, else the one that began last.
    """
    report = message.report
    on = localdate(report.specimen_at or now)
    open_then = Outbreak.objects.filter(
        Q(closed_on=None) | Q(closed_on__gte=on), disease=report.disease, started_on__lte=on
    )
    found = list(open_then.order_by("-started_on", "code"))
    theirs = Case.objects.filter(person=message.person_id, retracted_at=None)
    known = set(theirs.values_list("outbreak", flat=True))
    return next((one for one in found if one.pk in known), found[0] if found else None)


@transaction.atomic
def match(message: LabMessage, person: Person, *, actor: Actor, now: datetime) -> LabMessage:
    """Say whom a waiting message is about; the others that wait about the same result follow.

    Raises AlreadySettledError if somebody was quicker.
    """
    Laboratory.objects.select_for_update().get(pk=message.laboratory_id)
    fresh = _claim(message, Status.WAITING)
    waiting = LabMessage.objects.about_same(fresh).filter(status=Status.WAITING)
    same = [one for one in waiting if _same_patient(one, fresh)]
    for one in sorted([fresh, *same], key=_in_order):
        one.person, one.decided_at, one.decided_by = person, now, actor.get_username()
        one.save(update_fields=["person", "decided_at", "decided_by"])
        record(
            "lab_message_matched",
            one,
            actor=actor,
            now=now,
            person_id=person.pk,
            after={"person": person.pk},
        )
        _settle(one, actor=actor, now=now)
    fresh.refresh_from_db()
    return fresh


def _claim(message: LabMessage, *statuses: str) -> LabMessage:
    """Read a message anew. Raises AlreadySettledError where it is in another state."""
    fresh: LabMessage | None = (
        LabMessage.objects.select_for_update(of=("self",))
        .select_related("laboratory", "result")
        .filter(pk=message.pk, status__in=statuses)
        .first()
    )
    if fresh is None:
        raise AlreadySettledError
    return fresh


def _same_patient(one: LabMessage, other: LabMessage) -> bool:
    return plain(one.report.patient.name) == plain(other.report.patient.name)


def _in_order(message: LabMessage) -> tuple[datetime, int]:
    report = message.report
    return report.resulted_at or report.issued_at or message.received_at, message.pk


@transaction.atomic
def match_to_new(message: LabMessage, *, actor: Actor, now: datetime, **said: Any) -> LabMessage:
    """Write a new person, and that a waiting message is about them."""
    _claim(message, Status.WAITING)
    person = add_person(
        actor=actor,
        now=now,
        code=Person.objects.next_code(),
        source=f"laboratory message {message.pk}",
        **said,
    )
    return match(message, person, actor=actor, now=now)


@transaction.atomic
def dismiss(message: LabMessage, *, actor: Actor, now: datetime, reason: str) -> None:
    """Put a message aside, for a reason: it records nothing.

    Raises AlreadySettledError if somebody was quicker, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("A message is put aside for a reason: say which.")
    fresh = _claim(message, Status.WAITING, Status.BROKEN)
    before = fresh.status
    fresh.status, fresh.reason = Status.DISMISSED, reason.strip()[:300]
    fresh.decided_at, fresh.decided_by = now, actor.get_username()
    fresh.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    record(
        "lab_message_dismissed",
        fresh,
        actor=actor,
        now=now,
        before={"status": before},
        after={"status": fresh.status},
        reason=fresh.reason,
    )


@transaction.atomic
def take_back(message: LabMessage, *, actor: Actor, now: datetime, reason: str) -> None:
    """Undo a match: the result is retracted, and all messages about it wait again.

    A message that was put aside waits again, too. Raises AlreadySettledError if somebody was
    quicker, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("A match is taken back for a reason: say which.")
    Laboratory.objects.select_for_update().get(pk=message.laboratory_id)
    fresh = _claim(message, *SETTLED, Status.DISMISSED)
    others = LabMessage.objects.about_same(fresh).filter(
        status__in=SETTLED, person=fresh.person_id, person__isnull=False
    )
    rows = [fresh, *others.select_related("result")]
    standing = {row.result.pk: row.result for row in rows if row.result}
    for result in standing.values():
        if result.retracted_at is None and result.person_id == fresh.person_id:
            response.retract_result(result, actor=actor, now=now, reason=reason.strip())
    for row in rows:
        person = row.person_id
        before = {"status": row.status, "person": person, "result": row.result_id}
        row.status = Status.WAITING if row.parsed else Status.BROKEN
        row.why, row.person, row.result = Why.TAKEN_BACK, None, None
        row.save(update_fields=["status", "why", "person", "result"])
        record(
            "lab_message_taken_back",
            row,
            actor=actor,
            now=now,
            person_id=person,
            before=before,
            after={"status": row.status, "person": None, "result": None},
            reason=reason.strip(),
        )
