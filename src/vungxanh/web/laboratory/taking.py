"""How commands take messages in: files, and frames of the MLLP listener."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import close_old_connections

from vungxanh.labmessages import Fault, FaultKind, Message, acknowledge, read_fhir, read_hl7
from vungxanh.labmessages.framing import framed
from vungxanh.web.audit.actions import System
from vungxanh.web.laboratory.actions import receive
from vungxanh.web.laboratory.mllp import LARGEST
from vungxanh.web.laboratory.models import LabMessage, Laboratory

logger = logging.getLogger(__name__)

INTERNAL = "The message could not be stored: send it again later."
TOO_LARGE = "The message is larger than %(most)s bytes."


def read_any(data: bytes) -> list[Message]:
    """Read a file of either form: JSON begins with a bracket, HL7 never does."""
    zone = ZoneInfo(settings.TIME_ZONE)
    is_json = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}
    return read_fhir(data, zone=zone) if is_json else read_hl7(data, zone=zone)


def take_all(
    messages: Sequence[Message], laboratory: Laboratory, *, now: datetime
) -> tuple[Counter[str], list[LabMessage]]:
    """Keep messages one by one. Count their fates, and give those that could not be read."""
    actor = System(f"laboratory {laboratory.code}")
    fates: Counter[str] = Counter()
    broken: list[LabMessage] = []
    for message in messages:
        rows, fresh = receive(message, laboratory, actor=actor, now=now)
        fates.update(row.status if fresh else "known" for row in rows)
        broken += [row for row in rows if fresh and row.status == LabMessage.Status.BROKEN]
    return fates, broken


def answer_frame(frame: bytes, laboratory: Laboratory, *, now: datetime) -> bytes:
    """Keep the messages of one frame and write their acknowledgements, framed."""
    answers = [
        framed(_acknowledged(message, laboratory, now))
        for message in read_hl7(frame, zone=ZoneInfo(settings.TIME_ZONE))
    ]
    close_old_connections()
    return b"".join(answers)


def _acknowledged(message: Message, laboratory: Laboratory, now: datetime) -> str:
    try:
        rows, _ = receive(
            message, laboratory, actor=System(f"laboratory {laboratory.code}"), now=now
        )
    except Exception as error:  # the line stays open, and the sender keeps the message
        # Neither the message nor the error's words: both can hold what is personal.
        logger.error(
            "A message of laboratory %s could not be stored: %s",
            laboratory.pk,
            type(error).__name__,
        )
        return acknowledge(message, now=now, fault=Fault(FaultKind.VALUE, INTERNAL))
    return acknowledge(message, now=rows[0].received_at)


def refuse_too_large(now: datetime) -> bytes:
    """Answer a frame that was dropped."""
    fault = Fault(FaultKind.UNSUPPORTED, TOO_LARGE, {"most": str(LARGEST)})
    return framed(acknowledge(Message("", "hl7", fault=fault), now=now))
