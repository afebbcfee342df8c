"""Chains and the sentences that tell them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from vungxanh.records import (
    ContactEvent,
    Log,
    Place,
    Rules,
    Tracing,
    Visit,
    Window,
    minute_of,
)
from vungxanh.tracing.explain import (
    BrokenChainError,
    UnknownPersonError,
    explain,
    sentences,
)
from vungxanh.tracing.trace import trace

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def at(text: str) -> int:
    """dd hh:mm of March 2020 in Hanoi"""
    return minute_of(datetime.strptime(f"2020-03-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=HANOI))


@pytest.fixture
def flight() -> Tracing:
    log = Log.of(
        windows=[Window("P1", at("01 00:00"), at("12 00:00"))],
        contacts=[ContactEvent("P3", "P7", at("02 09:00"), at("02 09:00"), close=True)],
        visits=[
            Visit("P1", "VN0054", at("02 02:00"), at("02 06:10")),
            Visit("P3", "VN0054", at("02 04:00"), at("02 06:10")),
            Visit("P7", "home", at("02 20:00"), at("03 06:00")),
            Visit("P8", "home", at("02 21:00"), at("04 06:00")),
        ],
        places=[Place("home", min_overlap=30)],
    )
    return trace(log, Rules())


def test_the_chain_goes_back_to_the_f0_with_its_window(flight: Tracing) -> None:
    steps = explain(flight, "P8")
    assert [(s.person_id, s.round, s.via_person, s.via_place) for s in steps] == [
        ("P8", 3, "P7", "home"),
        ("P7", 2, "P3", ""),
        ("P3", 1, "P1", "VN0054"),
        ("P1", 0, "", ""),
    ]
    assert (steps[-1].exposure_start, steps[-1].exposure_end) == (at("01 00:00"), at("12 00:00"))


def test_the_chain_is_told_in_sentences(flight: Tracing) -> None:
    assert sentences(explain(flight, "P8"), HANOI, {"home": "12 Hang Bong"}) == [
        "P8 is F3: near P7 at 12 Hang Bong from 02/03/2020 21:00 to 03/03/2020 06:00 "
        "(9 h; at least 30 min together counts there).",
        "P7 was F2 since 02/03/2020 09:00: near P3 in a contact event on 02/03/2020 "
        "from 09:00 to 09:01 (1 min; marked as close, which counts whatever its length).",
        "P3 was F1 since 02/03/2020 04:00: near P1 at VN0054 on 02/03/2020 from 04:00 to 06:10 "
        "(2 h 10 min; at least 15 min together counts there).",
        "P1 is F0, infectious from 01/03/2020 00:00 to 12/03/2020 00:00.",
    ]


def test_a_case_is_its_own_chain(flight: Tracing) -> None:
    assert sentences(explain(flight, "P1"), HANOI) == [
        "P1 is F0, infectious from 01/03/2020 00:00 to 12/03/2020 00:00."
    ]


def test_a_chain_through_an_improved_arrival_follows_that_arrival() -> None:
    log = Log.of(
        windows=[Window("f0", 0)],
        contacts=[
            ContactEvent("f0", "a", 500, 520),
            ContactEvent("f0", "b", 0, 20),
            ContactEvent("b", "a", 30, 50),
            ContactEvent("a", "c", 60, 80),
        ],
    )
    found = trace(log)
    assert [(s.person_id, s.round, s.level) for s in explain(found, "c")] == [
        ("c", 3, 3),
        ("a", 2, 1),
        ("b", 1, 1),
        ("f0", 0, 0),
    ]
    told = sentences(explain(found, "c"), ZoneInfo("UTC"))
    assert told[1].startswith("a, F1 by another way, had also been reached since 01/01/1970 00:30")
    assert told[-1] == "f0 is F0, infectious since 01/01/1970 00:00."
    assert len(explain(found, "a")) == 2


def test_an_open_end_is_told_without_a_length() -> None:
    log = Log.of([Window("f0", 0)], visits=[Visit("f0", "x", 0, 2**62), Visit("a", "x", 5, 2**62)])
    assert sentences(explain(trace(log), "a"), ZoneInfo("UTC"))[0] == (
        "a is F1: near f0 at x from 01/01/1970 00:05 on (at least 15 min together counts there)."
    )


def test_an_unknown_person_is_refused_with_ids_like_it(flight: Tracing) -> None:
    with pytest.raises(UnknownPersonError, match=r"P9 is neither a case .* did you mean P\d, P\d"):
        explain(flight, "P9")
    with pytest.raises(UnknownPersonError, match="check the spelling"):
        explain(flight, "somebody else")


@pytest.mark.parametrize("lost", ["P7", "P3"])
def test_files_of_two_runs_are_refused(flight: Tracing, lost: str) -> None:
    others = pl.col("person_id") != lost
    with pytest.raises(BrokenChainError, match="trace again"):
        explain(Tracing(flight.levels, flight.hops.filter(others)), "P8")
    with pytest.raises(BrokenChainError, match="trace again"):
        explain(Tracing(flight.levels.filter(others), flight.hops), "P8")


def test_a_chain_must_end_at_a_case(flight: Tracing) -> None:
    wrong = flight.hops.with_columns(via_person=pl.col("via_person").replace("P1", "P8"))
    with pytest.raises(BrokenChainError, match="without being a case"):
        explain(Tracing(flight.levels, wrong), "P3")
