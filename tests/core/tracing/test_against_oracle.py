"""Random worlds: the kernel says what the oracle says, and both keep the promises of the text."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.core.tracing.oracle import HopRow, LevelRow, OracleResult
from tests.core.tracing.programs import PROGRAMS, Program, by_kernel, by_oracle, exposed
from tests.core.tracing.worlds import (
    World,
    grown_worlds,
    narrowed_worlds,
    shuffled_worlds,
    worlds,
)
from vungxanh.records import HOPS, LEVELS, Window


def examples(count: int) -> settings:
    """Ask this many worlds, new ones every time, however slow the machine is."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=False,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


both = pytest.mark.parametrize("trace", PROGRAMS.values(), ids=PROGRAMS.keys())


def assert_same(world: World) -> None:
    """Compare all columns of levels, in their order, and of hops."""
    asked, expected = by_kernel(world), by_oracle(world)
    assert asked.levels == expected.levels
    assert asked.hops == expected.hops


@examples(400)
@given(worlds())
def test_the_kernel_says_what_the_oracle_says(world):
    assert_same(world)


@pytest.mark.fuzz
@examples(10_000)
@given(worlds())
def test_the_kernel_says_what_the_oracle_says_of_ten_thousand_worlds(world):
    assert_same(world)


@pytest.mark.parametrize("world", [World(), World([Window("case", 0, 10)])], ids=["none", "case"])
def test_the_answer_is_two_tables_with_the_columns_of_the_records(world):
    from vungxanh.tracing.trace import trace  # noqa: PLC0415  as in programs.py

    answer = trace(world.log(), world.rules)
    assert dict(answer.levels.schema) == LEVELS
    assert dict(answer.hops.schema) == HOPS


@both
@examples(50)
@given(worlds=grown_worlds())
def test_telling_more_never_makes_a_level_larger(trace: Program, worlds):
    before, after = (levels(trace(world)) for world in worlds)
    assert all(after[person] <= level for person, level in before.items())


@both
@examples(50)
@given(worlds=narrowed_worlds())
def test_a_narrower_window_never_makes_a_level_smaller(trace: Program, worlds):
    before, after = (levels(trace(world)) for world in worlds)
    assert all(before[person] <= level for person, level in after.items())


@both
@examples(50)
@given(worlds=shuffled_worlds())
def test_the_order_of_rows_changes_nothing(trace: Program, worlds):
    assert trace(worlds[0]) == trace(worlds[1])


@both
@examples(50)
@given(world=worlds())
def test_telling_everything_twice_changes_nothing(trace: Program, world):
    twice = {
        table: [*getattr(world, table)] * 2
        for table in ("windows", "contacts", "visits", "isolations")
    }
    assert trace(replace(world, **twice)) == trace(world)


@both
@examples(50)
@given(world=worlds())
def test_new_names_in_the_same_order_change_names_only(trace: Program, world):
    names = {old: f"người {rank}" for rank, old in enumerate(sorted(world.people()))}
    names[""] = ""  # the via of a case
    answer = trace(world)
    assert trace(world.renamed(names)) == OracleResult(
        [
            row._replace(
                person_id=names[row.person_id],
                via_person=names[row.via_person],
                index_case=names[row.index_case],
            )
            for row in answer.levels
        ],
        [
            hop._replace(person_id=names[hop.person_id], via_person=names[hop.via_person])
            for hop in answer.hops
        ],
    )


@both
@examples(50)
@given(world=worlds())
def test_many_cases_at_once_are_the_least_over_their_trees(trace: Program, world):
    trees = {case: trace(world.of_case(case)).levels for case in world.cases()}
    bulk = trace(world).levels
    assert {row.person_id: row[1:6] for row in bulk} == least(trees, world.cases())
    for row in bulk:  # the index case is one in whose tree the row stands like that
        assert any(
            own.person_id == row.person_id and own[1:3] == row[1:3] for own in trees[row.index_case]
        )


@both
@examples(50)
@given(world=worlds())
def test_a_chain_has_as_many_hops_as_the_level_and_never_runs_back(trace: Program, world):
    answer = trace(world)
    hops = {(hop.person_id, hop.round): hop for hop in answer.hops}
    for person, (level, first, _, via, place, index_case) in exposed(answer).items():
        hop = hops[person, level]
        assert (hop.exposure_start, hop.via_person, hop.via_place) == (first, via, place)
        for k in range(level - 1, 0, -1):
            earlier = hops[hop.via_person, k]
            assert earlier.exposure_start + world.rules.latent <= hop.exposure_start
            hop = earlier
        assert hop.via_person == index_case
        assert index_case in world.cases()


@both
@examples(50)
@given(world=worlds())
def test_every_hop_is_earlier_than_the_one_before_and_long_enough(trace: Program, world):
    of_person: dict[str, list[HopRow]] = defaultdict(list)
    for hop in trace(world).hops:
        of_person[hop.person_id].append(hop)
        assert hop.exposure_end - hop.exposure_start >= hop.min_overlap >= 1
        assert hop.via_person != hop.person_id
    for hops in of_person.values():
        starts = [hop.exposure_start for hop in hops]
        assert starts == sorted(set(starts), reverse=True)


def levels(answer: OracleResult) -> dict[str, int]:
    """Give everybody's level; 99 for all who have none."""
    return defaultdict(lambda: 99, {row.person_id: row.level for row in answer.levels})


def least(trees: dict[str, list[LevelRow]], cases: set[str]) -> dict[str, tuple[object, ...]]:
    """Point 6: of the trees of the least level, the first, the last, and the smallest via."""
    rows: dict[str, list[LevelRow]] = defaultdict(list)
    for case, tree in trees.items():
        for row in tree:
            if row.person_id == case or row.person_id not in cases:
                rows[row.person_id].append(row)
    result: dict[str, tuple[object, ...]] = {}
    for person, own in rows.items():
        level = min(row.level for row in own)
        shown = [row for row in own if row.level == level]
        first, via, place = min((r.first_exposure, r.via_person, r.via_place) for r in shown)
        result[person] = (level, first, max(row.last_exposure for row in shown), via, place)
    return result
