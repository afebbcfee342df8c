"""What a laboratory sends over the network, and what it may read of what became of it."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.core.labmessages.examples import bundle, hl7
from tests.web.conftest import ClientAs
from tests.web.factories import NOW, SYSTEM, make_user
from tests.web.response.worlds import World
from vungxanh.labmessages.framing import framed
from vungxanh.web.laboratory import actions
from vungxanh.web.laboratory.mllp import Listener
from vungxanh.web.laboratory.models import LabMessage, Laboratory, LabToken
from vungxanh.web.laboratory.views import sending
from vungxanh.web.registry.models import TestResult

Status = LabMessage.Status
FHIR = "/api/lab/fhir"
HL7 = "/api/lab/hl7"


@pytest.fixture
def secret(laboratory: Laboratory) -> str:
    return actions.make_token(laboratory, actor=SYSTEM, now=NOW)


@pytest.fixture
def post(secret: str, client_as: ClientAs) -> Any:
    """Send a body as the laboratory does."""
    client = client_as(None)

    def send(address: str, body: Any, token: str = secret) -> Any:
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(
            address,
            data=data,
            content_type="application/octet-stream",
            headers={"authorization": f"Bearer {token}"},
        )

    return send


def test_a_bundle_that_comes_twice_is_one_result(world: World, post: Any) -> None:
    first, again = post(FHIR, bundle()), post(FHIR, bundle())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["issue"][0]["diagnostics"] == again.json()["issue"][0]["diagnostics"]
    assert TestResult.objects.filter(person=world.f1).count() == 1


def test_a_broken_bundle_is_told_and_kept_and_the_next_is_taken(world: World, post: Any) -> None:
    answer = post(FHIR, '{"resourceType": "Bundle", "entry": [')
    assert answer.status_code == 422
    assert answer.json()["issue"][0]["severity"] == "error"
    assert LabMessage.objects.get().status == Status.BROKEN
    assert post(FHIR, bundle()).status_code == 201


def test_each_message_of_a_batch_has_its_acknowledgement(world: World, post: Any) -> None:
    cut_off = hl7(message_id="M2", filler="F-2").split("\r")[0] + "\r"
    answer = post(HL7, hl7(message_id="M1") + cut_off + hl7(message_id="M3", filler="F-3"))
    told = [line for line in answer.content.decode().split("\r") if line.startswith("MSA|")]
    assert [line.split("|")[1:3] for line in told] == [["AA", "M1"], ["AE", "M2"], ["AA", "M3"]]
    assert answer.status_code == 201


@pytest.mark.parametrize("token", ["", "wrong"])
def test_nothing_is_taken_without_a_token_in_force(post: Any, token: str) -> None:
    answer = post(FHIR, bundle(), token)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert not LabMessage.objects.exists()


def test_a_withdrawn_token_counts_no_more_and_none_is_kept_in_clear(
    laboratory: Laboratory, secret: str, post: Any
) -> None:
    assert secret not in {*LabToken.objects.values_list("digest", flat=True)}
    assert actions.withdraw_tokens(laboratory, actor=SYSTEM, now=NOW) == 1
    assert post(HL7, hl7()).status_code == 401


def test_a_token_opens_no_other_page(secret: str, client_as: ClientAs) -> None:
    client = client_as(None)
    for address in ("/", "/persons/", "/laboratory/"):
        answer = client.get(address, headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 302


def test_too_large_and_too_many_are_refused_politely(
    post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "LARGEST", 100)
    answer = post(HL7, hl7())
    assert answer.status_code == 413
    assert "100 bytes" in answer.json()["issue"][0]["diagnostics"]
    monkeypatch.setattr(sending, "PER_MINUTE", 1)
    answer = post(HL7, "MSH|")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


def test_a_laboratory_reads_the_fate_of_its_own_messages_and_no_person(
    world: World, laboratory: Laboratory, send: Any, client_as: ClientAs
) -> None:
    user = make_user("laboratory", world.units.city)
    actions.add_laboratory("pxn", "", actor=SYSTEM, now=NOW, users=[user])
    other = actions.add_laboratory("other", "Another laboratory", actor=SYSTEM, now=NOW)
    send()
    send(by=other, message_id="THEIRS", filler="T-1")
    page = client_as(user).get("/laboratory/sent/").content.decode()
    assert "M1" in page
    assert "THEIRS" not in page
    assert world.f1.name not in page
    assert client_as(user).get("/laboratory/").status_code == 403


def test_an_officer_finds_a_waiting_message_and_matches_it(
    world: World, send: Any, client_as: ClientAs
) -> None:
    row = send(code="X", identity="", born="", phone="")
    assert row.status == Status.WAITING
    client = client_as(make_user("tracer", world.units.city))
    inbox = client.get("/laboratory/")
    assert row.get_absolute_url() in inbox.content.decode()
    none = client.post("/laboratory/", {"status": "waiting", "q": "nobody of this name"})
    assert row.get_absolute_url() not in none.content.decode()
    page = client.get(row.get_absolute_url()).content.decode()
    assert world.f1.name in page
    done = client.post(row.get_absolute_url(), {"action": "match", "person": world.f1.pk})
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.status, row.person_id) == (Status.RECORDED, world.f1.pk)
    late = client.post(row.get_absolute_url(), {"action": "dismiss", "reason": "late"}, follow=True)
    assert "Somebody else has decided" in late.content.decode()
    row.refresh_from_db()
    assert row.status == Status.RECORDED


def test_a_wish_without_a_reason_is_asked_for_one(
    world: World, send: Any, client_as: ClientAs
) -> None:
    row = send()
    client: Client = client_as(make_user("tracer", world.units.city))
    answer = client.post(row.get_absolute_url(), {"action": "take_back", "reason": ""})
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.status == Status.RECORDED


def test_a_line_of_mllp_answers_every_frame_and_survives_a_broken_one() -> None:
    def answer(frame: bytes) -> bytes:
        return framed("AE" if b"broken" in frame else "AA")

    async def talk() -> bytes:
        listener = Listener(answer, lambda: framed("AR"), largest=200)
        server = await listener.start("127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for content in ("good", "broken", "x" * 300, "good again"):
                data = framed(content)
                writer.write(data[:3])
                await writer.drain()
                writer.write(data[3:])
            await writer.drain()
            told = b""
            while told.count(b"\x1c") < 4:
                told += await asyncio.wait_for(reader.read(1000), 10)
            writer.close()
            await writer.wait_closed()
            return told

    told = asyncio.run(talk())
    assert [part.strip(b"\x0b\r") for part in told.split(b"\x1c")[:4]] == [
        b"AA",
        b"AE",
        b"AR",
        b"AA",
    ]


def test_what_waits_in_another_area_is_not_listed(
    world: World, send: Any, client_as: ClientAs
) -> None:
    row = send(code="X", identity="", born="", phone="", now=NOW + timedelta(minutes=1))
    LabMessage.objects.filter(pk=row.pk).update(unit=world.units.cat_linh)
    elsewhere = client_as(make_user("district_officer", world.units.ba_dinh))
    assert row.get_absolute_url() not in elsewhere.get("/laboratory/").content.decode()
    here = client_as(make_user("district_officer", world.units.dong_da))
    assert row.get_absolute_url() in here.get("/laboratory/").content.decode()
