"""Words for situations, so that the tests read like the questions an officer asks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from vungxanh.policy.decide import decide
from vungxanh.policy.decision import Decision
from vungxanh.policy.directives import DirectiveSet
from vungxanh.policy.facts import PersonFacts
from vungxanh.policy.loading import shipped_directives
from vungxanh.terms import Answer

HANOI_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
PLACES = {
    "Trúc Bạch, Ba Đình, Hà Nội": ("00004", "001", "01", "VN"),
    "Hà Đông, Hà Nội": ("268", "01", "VN"),
    "Thành phố Hồ Chí Minh": ("79", "VN"),
    "Bình Thuận": ("60", "VN"),
}
Ask = Callable[..., Decision]


@pytest.fixture
def directives() -> DirectiveSet:
    return shipped_directives()


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """The city's clock: at("2020-03-08 07:00")."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=HANOI_TIME)


@pytest.fixture
def ask(directives: DirectiveSet, at: Callable[[str], datetime]) -> Ask:
    """Ask what applies: ask(F=1, where=…, when="2020-03-08 07:00", last_exposure=…, cough=yes)."""

    def answer(
        *,
        F: int,  # noqa: N803
        where: str,
        when: str,
        known_on: Any = None,
        last_exposure: str = "",
        **facts: Any,
    ) -> Decision:
        if last_exposure:
            facts["last_exposure"] = at(last_exposure)
        for name in ("cleared_at", "began_at", "first_exposure"):
            if name in facts:
                facts[name] = at(facts[name])
        person = PersonFacts(level=F, **facts)
        return decide(person, directives, unit_path=PLACES[where], now=at(when), known_on=known_on)

    return answer


@pytest.fixture
def yes() -> Answer:
    return Answer.YES


@pytest.fixture
def no() -> Answer:
    return Answer.NO
