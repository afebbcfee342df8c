"""The tutorial's figures and the first steps of a city are what the application gives."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from vungxanh.demonstration import first_wave
from vungxanh.terms import TestOutcome
from vungxanh.web.accounts.models import Grant, Role
from vungxanh.web.audit.actions import System
from vungxanh.web.commands import CommandError, init
from vungxanh.web.demonstration import load
from vungxanh.web.geography.actions import load_shipped_units
from vungxanh.web.measures.actions import confirm
from vungxanh.web.measures.models import Order
from vungxanh.web.registry.models import Outbreak, Person, TestResult, Visit
from vungxanh.web.response import actions
from vungxanh.web.tracing.models import Arrival, Tree

DOCS = Path(__file__).resolve().parents[2] / "docs"
ACTOR = System("tutorial")

pytestmark = pytest.mark.django_db


def counted(tree: Tree) -> str:
    return f"{tree.f1} F1, {tree.f2} F2 and {tree.f3} F3"


def moved(preview: dict) -> Counter[tuple[int, int]]:
    return Counter({(row["before"], row["after"]): row["count"] for row in preview["moves"]})


def test_the_story_of_the_tutorial() -> None:
    text = " ".join((DOCS / "tutorial.md").read_text(encoding="utf-8").split())
    city = first_wave()
    load_shipped_units(actor=ACTOR, now=city.now)
    load(city)
    outbreak = Outbreak.objects.get()
    nurse = Person.objects.get(code=city.guide["result_awaited"])
    at_start = counted(Tree.objects.get(case__code="BN17"))
    assert f"The figures say {at_start}" in text
    assert f"`{nurse.code}`" in text
    assert nurse.name in text
    aboard = Visit.objects.filter(place__code="VN0054-2020-03-02")
    reached = Arrival.objects.filter(place__code="VN0054-2020-03-02", is_level=True)
    assert f"{aboard.count()} people aboard" in text
    assert f"Of these {reached.count()} became F1" in text

    now = city.now + timedelta(minutes=5)
    positive, negative = (
        TestResult(
            person=nurse,
            outbreak=outbreak,
            specimen_at=city.now - timedelta(hours=5),
            resulted_at=city.now,
            outcome=outcome,
            method="pcr",
        )
        for outcome in (TestOutcome.POSITIVE, TestOutcome.NEGATIVE)
    )
    proposal = actions.record_result(positive, actor=ACTOR, now=now)
    moves = moved(proposal.preview)
    assert moves == {(1, 0): 1, (2, 1): 11, (3, 2): 8}
    assert "| F2 | F1 | 11," in text
    assert "| F3 | F2 | 8 |" in text
    orders = {(row["level"], row["measure"]): row["count"] for row in proposal.preview["orders"]}
    asked = [(0, "hospital"), (1, "facility"), (2, "home"), (2, "station")]
    words = (
        "{} to hospital, {} to a quarantine site, {} at home, {} at the commune's health station"
    )
    assert words.format(*(orders[key] for key in asked)) in text

    actions.apply_proposal(proposal, actor=ACTOR, now=now)
    tree = Tree.objects.get(case=proposal.case)
    assert f"with the code {proposal.case.code};" in text
    assert f"Her tree has {tree.f1} F1" in text
    proposed = list(Order.objects.proposed().filter(case=proposal.case))
    assert f"{len(proposed)} orders are proposed" in text
    confirm(proposed, actor=ACTOR, now=now)

    later = now + timedelta(minutes=10)
    undoing = actions.correct_result(positive, negative, actor=ACTOR, now=later, reason="mixed up")
    assert moved(undoing.preview) == {(0, 1): 1, (1, 2): 11, (2, 3): 8}
    orders = undoing.preview["orders"]
    restored = sum(row["count"] for row in orders if row["change"] == "restored")
    assert f"{restored} orders that come back" in text
    actions.apply_proposal(undoing, actor=ACTOR, now=later)
    assert counted(Tree.objects.get(case__code="BN17")) == at_start
    assert f"BN17's tree says {at_start} as at 7:00" in text


def test_the_first_steps_of_a_city(capsys: pytest.CaptureFixture[str]) -> None:
    init(user="head")
    grant = Grant.objects.select_related("user", "unit").get()
    assert grant.role == Role.COMMAND
    assert grant.unit.code == "01"
    shown = re.search(r"the password (\S+)", capsys.readouterr().err)
    assert shown is not None
    assert grant.user.check_password(shown.group(1))
    assert grant.user.first_password
    with pytest.raises(CommandError, match="There are users already"):
        init(user="another")
