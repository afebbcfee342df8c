"""From a message to a result: surely matched, once, corrected both ways, in any order."""

import pytest

from tests.web.factories import NOW, SYSTEM, make_person
from tests.web.laboratory.conftest import Send
from tests.web.response.worlds import DAY, World
from vungxanh.terms import Classification
from vungxanh.web.audit.models import AuditEvent
from vungxanh.web.laboratory import actions
from vungxanh.web.laboratory.models import LabMessage
from vungxanh.web.registry.models import Case, TestResult
from vungxanh.web.response.actions import apply_proposal
from vungxanh.web.response.models import Proposal

Status, Why = LabMessage.Status, LabMessage.Why
NOBODY = {"code": "", "identity": "", "phone": "", "name": ("Không", "Ai", ""), "born": "1970"}


def standing(world: World) -> list[str]:
    rows = TestResult.objects.filter(person=world.f1, retracted_at=None)
    return [row.outcome for row in rows]


def levels(world: World) -> dict[str, int]:
    return {code: level for code, level in world.levels().items() if code != "index"}


def proposed(world: World) -> Proposal:
    return Proposal.objects.get(person=world.f1, status=Proposal.Status.OPEN)


def test_a_positive_result_and_its_correction_move_the_tree_both_ways(
    world: World, send: Send
) -> None:
    assert levels(world) == {"f1": 1, "f2": 2, "f3": 3}
    first = send()
    assert (first.status, first.person, first.outcome) == (Status.RECORDED, world.f1, "positive")
    assert levels(world) == {"f1": 1, "f2": 2, "f3": 3}, "a message moves nobody by itself"
    apply_proposal(proposed(world), actor=SYSTEM, now=NOW)
    assert levels(world) == {"f1": 0, "f2": 1, "f3": 2}

    later = send(
        NOW + DAY / 4, message_id="M2", outcome="negative", status="C", resulted_at="202003081200"
    )
    assert (later.status, standing(world)) == (Status.RECORDED, ["negative"])
    assert later.result
    assert later.result.replaces == first.result
    assert levels(world) == {"f1": 0, "f2": 1, "f3": 2}
    assert proposed(world).kind == Proposal.Kind.DISCARD
    apply_proposal(proposed(world), actor=SYSTEM, now=NOW + DAY / 4)
    assert levels(world) == {"f1": 1, "f2": 2, "f3": 3}

    again = send(
        NOW + DAY / 2, message_id="M3", outcome="positive", status="C", resulted_at="202003081800"
    )
    assert (again.status, standing(world)) == (Status.RECORDED, ["positive"])
    assert TestResult.objects.filter(person=world.f1).count() == 3, "the history stays"
    apply_proposal(proposed(world), actor=SYSTEM, now=NOW + DAY / 2)
    assert levels(world) == {"f1": 0, "f2": 1, "f3": 2}


def test_a_message_that_comes_twice_is_one_result(world: World, send: Send) -> None:
    first, same = send(), send(NOW + DAY)
    assert first == same
    other = send(NOW + DAY, message_id="sent anew")
    assert (other.status, other.why, other.result) == (Status.RECORDED, Why.SAME, first.result)
    assert TestResult.objects.filter(person=world.f1).count() == 1
    assert Proposal.objects.filter(person=world.f1).count() == 1


def test_a_correction_before_its_original_counts(world: World, send: Send) -> None:
    right = send(
        NOW + DAY, message_id="M2", outcome="negative", status="C", resulted_at="202003081200"
    )
    late = send(NOW + DAY, message_id="M1")
    assert (right.status, late.status, late.why) == (
        Status.RECORDED,
        Status.MATCHED,
        Why.SUPERSEDED,
    )
    assert standing(world) == ["negative"]
    assert not Proposal.objects.filter(person=world.f1, status=Proposal.Status.OPEN).exists()


def test_preliminary_results_count_when_positive_and_never_after_the_final_one(
    world: World, send: Send
) -> None:
    early = send(message_id="P1", status="P", outcome="negative", resulted_at="202003080500")
    assert (early.status, early.why, standing(world)) == (Status.MATCHED, Why.PRELIMINARY, [])
    send(message_id="P2", status="P", resulted_at="202003080530")
    assert standing(world) == ["positive"]
    send(message_id="F", outcome="negative")
    assert standing(world) == ["negative"]
    late = send(NOW + DAY, message_id="P3", status="P", resulted_at="202003080900")
    assert (late.why, standing(world)) == (Why.SUPERSEDED, ["negative"])


def test_a_cancelled_result_is_taken_back_before_or_after(world: World, send: Send) -> None:
    send()
    gone = send(NOW + DAY, message_id="X", status="X", resulted_at="202003080900")
    assert (gone.status, gone.why, standing(world)) == (Status.MATCHED, Why.CANCELLED, [])
    assert not Proposal.objects.filter(person=world.f1, status=Proposal.Status.OPEN).exists()
    send(message_id="X2", filler="F-2", status="X")
    late = send(message_id="M2", filler="F-2", resulted_at="202003080500")
    assert (late.why, standing(world)) == (Why.SUPERSEDED, [])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (NOBODY, Why.NOBODY),
        ({"name": ("Người", "Khác", ""), "born": "19900101", "code": ""}, Why.PARTLY),
        ({"code": "", "identity": ""}, Why.PARTLY),
        ({"resulted_at": "202003200600"}, Why.FUTURE),
        ({"specimen_at": "201901010800", "resulted_at": "201901020800"}, Why.NO_OUTBREAK),
    ],
)
def test_what_is_not_sure_waits(world: World, send: Send, said: dict[str, str], why: str) -> None:
    row = send(**said)
    assert (row.status, row.why, row.person) == (Status.WAITING, why, None)
    assert not TestResult.objects.exists()


def test_a_number_that_is_known_needs_no_identity_and_no_other_patient(
    world: World, send: Send
) -> None:
    send(message_id="M1")
    same = send(message_id="M2", filler="F-2", **NOBODY | {"name": ("", "", ""), "born": ""})
    assert same.person == world.f1
    other = send(
        NOW + DAY,
        message_id="M3",
        status="C",
        outcome="negative",
        resulted_at="202003081200",
        **NOBODY,
    )
    assert (other.status, other.why) == (Status.WAITING, Why.OTHER_PERSON)
    assert standing(world) == ["positive", "positive"]
    actions.match(other, world.stranger, actor=SYSTEM, now=NOW + DAY)
    assert standing(world) == ["positive"], "the result was never theirs"
    assert TestResult.objects.get(person=world.stranger).outcome == "negative"


def test_an_officer_matches_takes_back_and_puts_aside(world: World, send: Send) -> None:
    row = send(**NOBODY)
    correction = send(
        NOW + DAY,
        message_id="M2",
        status="C",
        outcome="negative",
        resulted_at="202003080900",
        **NOBODY,
    )
    now = NOW + DAY
    actions.match(row, world.stranger, actor=SYSTEM, now=now)
    correction.refresh_from_db()
    assert correction.person == world.stranger, "what waits about the same result follows"
    results = TestResult.objects.filter(person=world.stranger)
    assert [one.outcome for one in results.filter(retracted_at=None)] == ["negative"]
    with pytest.raises(actions.AlreadySettledError):
        actions.match(row, world.f1, actor=SYSTEM, now=now)

    actions.take_back(row, actor=SYSTEM, now=now, reason="nhầm người")
    assert not results.filter(retracted_at=None).exists()
    assert set(LabMessage.objects.values_list("status", "person")) == {(Status.WAITING, None)}
    suspect = Case.objects.get(person=world.stranger)
    assert suspect.classification == Classification.DISCARDED

    new = actions.match_to_new(
        row, actor=SYSTEM, now=now, name="Không Ai", unit=world.units.cat_linh
    )
    assert new.person
    assert new.person.code not in {"f1", "stranger"}
    with pytest.raises(ValueError, match="reason"):
        actions.take_back(row, actor=SYSTEM, now=now, reason=" ")
    aside = send(now, message_id="M9", filler="F-9", order="O-9", specimen="S-9", **NOBODY)
    actions.dismiss(aside, actor=SYSTEM, now=now, reason="của tỉnh khác")
    aside.refresh_from_db()
    assert (aside.status, aside.reason) == (Status.DISMISSED, "của tỉnh khác")
    verbs = set(AuditEvent.objects.filter(target__startswith="laboratory.").values_list("verb"))
    assert {
        ("lab_message_received",),
        ("lab_message_matched",),
        ("lab_message_settled",),
        ("lab_message_taken_back",),
        ("lab_message_dismissed",),
    } <= verbs


def test_two_persons_of_one_number_are_for_an_officer(world: World, send: Send) -> None:
    make_person(name="Người Thị Thử", identity_number="001185000123")
    assert send().why == Why.SEVERAL
