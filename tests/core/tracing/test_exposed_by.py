"""Whom one person exposes in one round, against the oracle's list of all exposures."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tracing.oracle import (
    Interval,
    by_person,
    cut,
    exposures,
    shared_stays,
    told_meetings,
)
from tests.core.tracing.test_live import MemoryPresence, rule_sets, world, worlds
from vungxanh.records import FOREVER, ContactEvent, Isolation, Place, Rules, Visit
from vungxanh.tracing.live import exposed_by, trace_tree
from vungxanh.tracing.network import Spans


def active(*rows: tuple[str, int, int]) -> Spans:
    person, start, end = zip(*rows, strict=True)
    return Spans(np.array([int(p) for p in person]), np.array(start), np.array(end))


def found(tables: dict, spans: Spans, **options) -> set[str]:
    persons = exposed_by(spans, MemoryPresence(tables), **options).tolist()
    assert persons == sorted(set(persons))
    return {f"{person:02}" for person in persons}


@settings(deadline=None, max_examples=300)
@given(worlds, rule_sets, st.integers(1, 4), st.integers(0, 60), st.integers(1, 90))
def test_it_finds_exactly_those_whom_the_oracle_exposes(
    tables: dict, rules: Rules, number: int, start: int, limit: int
) -> None:
    one = tables["windows"][0].person_id
    met = [
        *told_meetings(tables["contacts"], rules),
        *shared_stays(tables["visits"], tables["places"], rules),
    ]
    times = cut({one: [Interval(start, FOREVER)]}, by_person(tables["isolations"]))
    expected = exposures(number, times, met, limit)
    spans = active((one, start, FOREVER))
    assert found(tables, spans, rules=rules, number=number, limit=limit) == set(expected)


@settings(deadline=None, max_examples=200)
@given(worlds, rule_sets)
def test_everybody_of_the_next_level_is_exposed_by_their_via(tables: dict, rules: Rules) -> None:
    window = tables["windows"][0]
    alone = active((window.person_id, window.start, window.end))
    rows = trace_tree(alone, MemoryPresence(tables), rules=rules)
    own = {
        (person, number): start
        for person, number, start in zip(
            rows.person.tolist(), rows.round.tolist(), rows.exposure_start.tolist(), strict=True
        )
    }
    for person, number, via in zip(
        rows.person.tolist(), rows.round.tolist(), rows.via_person.tolist(), strict=True
    ):
        if number == 1:
            continue
        arrival = min(own[via, k] for k in range(1, number) if (via, k) in own)
        spans = active((f"{via}", arrival + rules.latent, FOREVER))
        assert f"{person:02}" in found(tables, spans, rules=rules, number=number)


def test_who_was_exposed_before_is_found_nevertheless() -> None:
    """A tree keeps the first infector only; a release asks for every one."""
    tables = world(contacts=[ContactEvent("01", "03", 0, 30), ContactEvent("02", "03", 60, 90)])
    for source in ("01", "02"):
        assert found(tables, active((source, 0, FOREVER)), number=2) == {"03"}


def test_isolation_ends_what_is_passed_on() -> None:
    tables = world(
        visits=[Visit("01", "01", 0, 60), Visit("02", "01", 0, 60)],
        isolations=[Isolation("01", 10)],
    )
    assert found(tables, active(("01", 0, FOREVER)), number=2) == set()
    assert found(tables | {"isolations": []}, active(("01", 0, FOREVER)), number=2) == {"02"}


def test_a_place_of_lower_rounds_only_does_not_count() -> None:
    visits = [Visit("01", "01", 0, 60), Visit("02", "01", 0, 60)]
    tables = world(visits=visits, places=[Place("01", None, 1)])
    assert found(tables, active(("01", 0, FOREVER)), number=1) == {"02"}
    assert found(tables, active(("01", 0, FOREVER)), number=2) == set()


def test_nobody_active_exposes_nobody_and_asks_nothing() -> None:
    nobody = np.empty(0, np.int64)
    presence = MemoryPresence(world())
    assert not len(exposed_by(Spans(nobody, nobody, nobody), presence, number=2))
    assert not presence.asked
