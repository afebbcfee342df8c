"""Where laboratories send: FHIR and HL7, by a token that gives the right to send and no other.

Plain views: the body is not a form of ours but a message of two standards, read and answered by
their own rules, so a framework of declared schemas would have nothing to declare.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from vungxanh.labmessages import (
    Fault,
    FaultKind,
    Message,
    acknowledge,
    operation_outcome,
    read_fhir,
    read_hl7,
)
from vungxanh.web.accounts.requests import Request
from vungxanh.web.audit.actions import System
from vungxanh.web.laboratory.actions import receive
from vungxanh.web.laboratory.models import LabMessage, Laboratory, LabToken, digest_of

LARGEST = 2 * 1024 * 1024
"""Bytes of one request. Django's own limit lies above it."""
PER_MINUTE = 120
"""Requests of one token; a batch is one request."""
FHIR_JSON = "application/fhir+json"

UNKNOWN_TOKEN = "No token of a laboratory: send it as Authorization: Bearer ..."  # noqa: S105
TOO_LARGE = "The message is larger than %(most)s bytes: send it in parts."
TOO_MANY = "More than %(most)s requests in a minute: wait a minute and send it again."

Sender = Callable[[Request, Laboratory], HttpResponse]


def by_token(view: Sender) -> Callable[[Request], HttpResponse]:
    """Let only laboratories reach a view, and only so much and so often."""

    @csrf_exempt
    @require_POST
    @wraps(view)
    def guarded(request: Request) -> HttpResponse:
        token = _token(request)
        if token is None:
            answer = _refused(401, FaultKind.UNSUPPORTED, UNKNOWN_TOKEN)
            answer.headers["WWW-Authenticate"] = "Bearer"
            return answer
        if _too_often(token, request):
            answer = _refused(429, FaultKind.UNSUPPORTED, TOO_MANY, most=str(PER_MINUTE))
            answer.headers["Retry-After"] = "60"
            return answer
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return _refused(413, FaultKind.UNSUPPORTED, TOO_LARGE, most=str(LARGEST))
        return view(request, token.laboratory)

    return guarded


def _token(request: Request) -> LabToken | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    standing = LabToken.objects.filter(withdrawn_at=None, digest=digest_of(secret.strip()))
    return standing.select_related("laboratory").first()


def _too_often(token: LabToken, request: Request) -> bool:
    """Count the requests of a token in the minute that is running."""
    key = f"lab-token:{token.pk}:{request.now:%Y%m%d%H%M}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > PER_MINUTE


def _refused(status: int, kind: FaultKind, text: str, **gaps: str) -> JsonResponse:
    outcome = operation_outcome([Fault(kind, text, gaps)])
    return JsonResponse(outcome, status=status, content_type=FHIR_JSON)


@dataclass(frozen=True, slots=True)
class Taken:
    """A message with what is kept of it."""

    message: Message
    rows: Sequence[LabMessage]
    fresh: bool


def _take(messages: Sequence[Message], laboratory: Laboratory, request: Request) -> list[Taken]:
    """Keep all messages; each by itself, so that none stops the next."""
    actor = System(f"laboratory {laboratory.code}")
    return [
        Taken(message, *receive(message, laboratory, actor=actor, now=request.now))
        for message in messages
    ]


def _status(taken: Sequence[Taken]) -> int:
    """Answer 201 when something new was taken, 200 when all was known, 422 when nothing can be."""
    if all(one.message.fault for one in taken):
        return 422
    return 201 if any(one.fresh for one in taken) else 200


@by_token
def fhir(request: Request, laboratory: Laboratory) -> HttpResponse:
    """Take a FHIR bundle, or one DiagnosticReport."""
    version = request.content_params.get("fhirVersion", "") if request.content_params else ""
    messages = read_fhir(request.body, zone=ZoneInfo(settings.TIME_ZONE), version=version)
    taken = _take(messages, laboratory, request)
    faults = [one.message.fault for one in taken if one.message.fault]
    kept = [str(row.pk) for one in taken if not one.message.fault for row in one.rows]
    outcome = operation_outcome(faults)
    if kept:
        told = operation_outcome([], f"Received: {', '.join(kept)}")["issue"]
        outcome["issue"] = told + (outcome["issue"] if faults else [])
    return JsonResponse(outcome, status=_status(taken), content_type=FHIR_JSON)


@by_token
def hl7(request: Request, laboratory: Laboratory) -> HttpResponse:
    """Take HL7 messages, one or many; each has its acknowledgement in the answer."""
    messages = read_hl7(request.body, zone=ZoneInfo(settings.TIME_ZONE))
    taken = _take(messages, laboratory, request)
    answers = [acknowledge(one.message, now=one.rows[0].received_at) for one in taken]
    kind = "application/hl7-v2; charset=utf-8"
    return HttpResponse("".join(answers), status=_status(taken), content_type=kind)
