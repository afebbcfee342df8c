"""A laboratory, and what it sends about the F1 of the chain."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.core.labmessages.examples import hl7
from tests.web.factories import NOW, SYSTEM
from tests.web.response.worlds import World
from vungxanh.labmessages import read_hl7
from vungxanh.web.laboratory.actions import add_laboratory, receive
from vungxanh.web.laboratory.models import LabMessage, Laboratory

Send = Callable[..., LabMessage]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def world(db: None) -> World:
    """The chain, confirmed; its F1 is the person of whom the laboratory writes."""
    found = World()
    f1 = found.f1
    f1.name, f1.sex, f1.birth_date = "Người Thị Thử", "female", date(1985, 3, 12)
    f1.identity_number, f1.phone = "001185000123", "0912000111"
    f1.made_findable().save()
    found.confirm()
    return found


@pytest.fixture
def laboratory(db: None) -> Laboratory:
    return add_laboratory("pxn", "Phòng xét nghiệm Thử", actor=SYSTEM, now=NOW)


@pytest.fixture
def send(laboratory: Laboratory) -> Send:
    """Take one HL7 message in, at NOW or later, and give what is kept of it."""

    def take(now: datetime = NOW, by: Laboratory | None = None, **said: Any) -> LabMessage:
        (message,) = read_hl7(hl7(**said).encode(), zone=ZONE)
        (row,), _ = receive(message, by or laboratory, actor=SYSTEM, now=now)
        return LabMessage.objects.get(pk=row.pk)

    return take
