"""Links put together: generations, offspring, clusters and rings, on real outbreaks."""

import csv
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.tracing.transmission import (
    Component,
    Transmission,
    _percentile_of_poisson,
    transmission,
)

MERS = Path(__file__).parents[2] / "data" / "mers_korea_2015" / "links.csv"


def mers() -> Transmission[str]:
    rows = csv.DictReader(MERS.read_text("utf-8").splitlines())
    return transmission((row["from"], row["to"]) for row in rows)


def first_wave() -> Transmission[str]:
    """The links of patients 1 to 288 in Việt Nam as the demonstration ships them."""
    text = (files("vungxanh.demonstration") / "data" / "first_wave_links.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return transmission(
        [(row["from_person"], row["to_person"]) for row in rows if row["from_person"]],
        [(row["from_place"], row["to_person"]) for row in rows if row["from_place"]],
    )


def test_mers_korea_has_the_published_superspreaders() -> None:
    assert mers().spreaders(20) == [("SK_14", 38), ("SK_1", 26), ("SK_16", 21)]


@pytest.mark.parametrize(
    ("mean", "percentile"),
    [(0.0, 0), (0.5, 3), (1.0, 4), (3.0, 8)],  # printed tables of the Poisson distribution
)
def test_the_percentile_is_that_of_the_tables(mean: float, percentile: int) -> None:
    assert _percentile_of_poisson(mean, 0.99) == percentile


def test_superspreaders_are_those_whom_chance_does_not_explain() -> None:
    found = mers()
    assert found.superspreading == 5  # 98 links over 97 persons: a mean of about one
    assert {who for who, _ in found.spreaders(found.superspreading)} == {"SK_14", "SK_1", "SK_16"}
    assert first_wave().superspreading == 4  # 85 links over 128 persons


def test_mers_korea_is_one_large_tree_from_the_traveller_and_three_cases_beside_it() -> None:
    found = mers()
    assert found.cycles == ()
    assert found.generation["SK_1"] == 0
    assert {found.generation[person] for person in ("SK_14", "SK_16")} == {1}
    assert {p: len(who) for p, who in found.infectors.items() if len(who) > 1} == {
        "SK_39": 3,
        "SK_107": 2,
    }, "the source names several infectors for two cases"
    assert sum(found.offspring.values()) == 98
    assert [len(part.persons) for part in found.components] == [94, 3]
    assert found.longest_chain == 3


def test_the_first_wave_has_chains_of_four_generations() -> None:
    found = first_wave()
    assert sum(found.offspring.values()) == 85
    assert found.longest_chain == 4
    assert found.cycles == ()
    assert found.spreaders(4) == [
        ("BN243", 10),
        ("BN91", 9),
        ("BN34", 8),
        ("BN5", 5),
        ("BN124", 4),
        ("BN17", 4),
    ]


def test_a_place_cluster_joins_its_persons_and_gives_nobody_a_generation() -> None:
    found = first_wave()
    assert len(found.members["bach-mai"]) == 38
    (cluster,) = [part for part in found.components if part.places]
    assert cluster.places == ("bach-mai",)
    assert set(found.members["bach-mai"]) <= set(cluster.persons)
    alone = transmission([], [("ward", "A"), ("ward", "B")])
    assert alone.generation == {"A": 0, "B": 0}
    assert alone.components == (Component(("A", "B"), ("ward",)),)


def test_a_place_may_have_the_id_of_a_person() -> None:
    found = transmission([(1, 2)], [(1, 3), (2, 4)])
    assert [part.persons for part in found.components] == [(1, 2), (3,), (4,)]
    assert [part.places for part in found.components] == [(), (1,), (2,)]


def test_with_several_infectors_the_longest_chain_counts() -> None:
    found = transmission([("A", "B"), ("B", "C"), ("A", "C"), ("A", "C")])
    assert found.generation == {"A": 0, "B": 1, "C": 2}
    assert found.infectors["C"] == ("A", "B")
    assert found.offspring == {"A": 2, "B": 1, "C": 0}, "a link told twice counts once"


def test_a_ring_is_named_and_its_persons_share_a_generation() -> None:
    found = transmission([("A", "B"), ("B", "C"), ("C", "B"), ("C", "D"), ("X", "X")])
    assert found.cycles == (("B", "C"), ("X",))
    assert found.generation == {"A": 0, "B": 1, "C": 1, "D": 2, "X": 0}


def test_a_chain_may_be_longer_than_pythons_stack() -> None:
    found = transmission((n, n + 1) for n in range(50_000))
    assert found.longest_chain == 50_000
    assert len(found.components) == 1


def test_no_links_are_no_tree() -> None:
    found: Transmission[int] = transmission([])
    assert (found.longest_chain, found.components, found.cycles) == (0, (), ())


persons = st.integers(0, 9)
pairs = st.lists(st.tuples(persons, persons), max_size=20)


def runs_in_a_ring(links: list[tuple[int, int]]) -> bool:
    infectors: dict[int, set[int]] = {}
    for infector, infectee in links:
        infectors.setdefault(infectee, set()).add(infector)
    try:
        list(TopologicalSorter(infectors).static_order())
    except CycleError:
        return True
    return False


@given(pairs)
def test_rings_are_found_exactly_where_there_are_some(links: list[tuple[int, int]]) -> None:
    assert bool(transmission(links).cycles) == runs_in_a_ring(links)


def reached(start: int, links: list[tuple[int, int]]) -> set[int]:
    """Everybody whom chains of one link or more lead to."""
    found: set[int] = set()
    front = {start}
    while front:
        front = {b for a, b in links if a in front} - found
        found |= front
    return found


@given(pairs)
def test_generations_by_their_definition(links: list[tuple[int, int]]) -> None:
    """A person's is one more than the highest among infectors who are not in the person's ring."""
    found = transmission(links)
    onward = {person: reached(person, links) for person in found.generation}
    for person, number in found.generation.items():
        ring = {other for other in onward[person] if person in onward[other]} | {person}
        outside = {a for a, b in links if b in ring} - ring
        assert number == max((found.generation[a] + 1 for a in outside), default=0)
    in_rings = {person for person in onward if person in onward[person]}
    assert {person for ring in found.cycles for person in ring} == in_rings


@given(pairs, pairs, st.randoms())
def test_the_order_of_links_changes_nothing(
    links: list[tuple[int, int]], clusters: list[tuple[int, int]], random: object
) -> None:
    mixed, placed = list(links), list(clusters)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    random.shuffle(placed)  # type: ignore[attr-defined]
    assert transmission(mixed, placed) == transmission(links, clusters)


@given(pairs, pairs)
def test_everybody_is_in_one_component_with_all_they_are_linked_to(
    links: list[tuple[int, int]], clusters: list[tuple[int, int]]
) -> None:
    found = transmission(links, clusters)
    counted = Counter(person for part in found.components for person in part.persons)
    assert set(counted) == set(found.generation)
    assert set(counted.values()) <= {1}
    for a, b in links:
        assert any({a, b} <= set(part.persons) for part in found.components)
    for place, person in clusters:
        assert any(person in part.persons and place in part.places for part in found.components)
    sizes = [len(part.persons) for part in found.components]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("least", [1, 5, 39])
def test_spreaders_are_those_who_lead_to_enough(least: int) -> None:
    found = mers()
    assert {count >= least for _, count in found.spreaders(least)} <= {True}
    assert len(found.spreaders(least)) == sum(n >= least for n in found.offspring.values())
