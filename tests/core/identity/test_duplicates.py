"""Duplicates of an invented registry: how many are found, and how many shown are wrong.

The floors lie below what is reached (docs/explanation/person-index.md), as far as chance allows in
a registry of this size.
"""

import numpy as np
import polars as pl
import pytest

from benchmarks.judging import by_rule, interval, judged, truth_of
from benchmarks.people import People, people
from vungxanh.identity import (
    PERSONS,
    Identity,
    Register,
    candidates,
    duplicate_pairs,
    estimate,
    table_of,
)
from vungxanh.identity.levels import COMPARISONS, Name

SIZE = 12_000


@pytest.fixture(scope="module")
def registry() -> People:
    return people(SIZE, seed=99)


@pytest.fixture(scope="module")
def frame(registry) -> pl.DataFrame:
    return table_of(registry.records)


@pytest.fixture(scope="module")
def found(frame) -> pl.DataFrame:
    return duplicate_pairs(frame, threshold=0.1)


def likely(found: pl.DataFrame, probability: float) -> pl.DataFrame:
    return found.filter(pl.col("probability") >= probability)


def test_the_worklist_is_right_and_nearly_whole(registry, found):
    result = judged(likely(found, 0.5), truth_of(registry))
    assert result.precision >= 0.985
    assert result.recall >= 0.90


def test_the_surest_pairs_are_right(registry, found):
    result = judged(likely(found, 0.99), truth_of(registry))
    assert result.precision >= 0.995
    assert result.recall >= 0.78


def test_it_finds_far_more_than_equal_names_and_years(registry, frame, found):
    truth = truth_of(registry)
    rule, ours = judged(by_rule(frame), truth), judged(likely(found, 0.5), truth)
    assert ours.recall > rule.recall + 0.3
    assert ours.precision > rule.precision


def test_a_model_estimated_without_labels_is_as_good(registry, frame):
    model = estimate(frame, rng=np.random.default_rng(3))
    result = judged(duplicate_pairs(frame, model=model), truth_of(registry))
    assert result.precision >= 0.97
    assert result.recall >= 0.90


def test_probabilities_are_about_the_share_that_is_right(registry, found):
    truth = truth_of(registry)
    for least in (0.1, 0.5, 0.9):
        shown = likely(found, least)
        expected = float(shown["probability"].mean())  # type: ignore[arg-type]
        assert abs(expected - judged(shown, truth).precision) < 0.05


def test_at_entry_the_right_record_is_among_five(registry):
    again = len(set(registry.person))
    first = Register(registry.records[:again])
    second = registry.records[again:][:200]
    hits = 0
    for number, person in zip(registry.person[again:], second, strict=False):
        shown = candidates(person, first)
        assert len(shown) <= 5
        assert [c.probability for c in shown] == sorted(
            (c.probability for c in shown), reverse=True
        )
        hits += registry.records[registry.person.index(number)].person_id in {
            c.person_id for c in shown
        }
    assert hits >= 0.9 * len(second)


def test_the_worklist_does_not_depend_on_the_order_of_the_rows(frame, found):
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=5)
    assert duplicate_pairs(mixed, threshold=0.1).equals(found)


def test_the_worklist_says_what_agrees(found):
    assert found.columns == ["left", "right", "probability", "score", *COMPARISONS]
    assert (found["left"] < found["right"]).all()
    assert found["probability"].is_sorted(descending=True)
    assert set(found["name"]) <= {level.name.lower() for level in Name} | {""}


def test_pairs_found_not_to_be_the_same_stay_away(frame, found):
    one, other = found.row(0)[:2]
    again = duplicate_pairs(frame, threshold=0.1, apart=[(other, one)])
    assert len(again) == len(found) - 1
    assert not len(again.filter((pl.col("left") == one) & (pl.col("right") == other)))


def test_an_empty_table_has_no_duplicates():
    assert duplicate_pairs(pl.DataFrame(schema=PERSONS)).is_empty()
    assert duplicate_pairs(pl.DataFrame({"person_id": ["1", "2"]})).is_empty()


def test_an_id_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="an id stands twice"):
        duplicate_pairs(pl.DataFrame({"person_id": ["1", "1"]}))


def test_a_table_without_ids_is_refused():
    with pytest.raises(ValueError, match="person_id"):
        duplicate_pairs(pl.DataFrame({"name": ["An"]}))


def test_nobody_is_a_candidate_for_themselves():
    hoa = Identity("1", "Nguyễn Thị Hòa", phone="0322345678", birth_year=1985)
    assert candidates(hoa, Register([hoa])) == []
    again = Identity("2", "nguyen thi hoa", phone="0162 234 5678", birth_year=1985)
    (only,) = candidates(hoa, Register([hoa, again]))
    assert only.person_id == "2"
    assert only.levels["name"] is Name.UNACCENTED


def test_somebody_of_whom_nothing_is_known_has_no_candidates():
    assert candidates(Identity("1"), Register([Identity("2"), Identity("3", "Lê An")])) == []


def test_the_interval_of_a_share_holds_it():
    low, high = interval(95, 100)
    assert low < 0.95 < high
    assert interval(0, 0) == (0.0, 1.0)
