"""How much of the ministry's notices is read right: floors for every field."""

import pytest

from benchmarks.bulletins import HALVES, Score, Scores, measure

FLOORS = {
    "case": (0.97, 0.97),
    "sex": (0.95, 0.95),
    "age": (0.95, 0.95),
    "birth_year": (1.0, 1.0),
    "nationality": (0.9, 0.95),
    "entry": (0.95, 0.95),
    "onset": (1.0, 1.0),
    "specimen": (1.0, 1.0),
    "confirmation": (1.0, 1.0),
    "admission": (1.0, 1.0),
    "address": (0.93, 0.93),
    "unit": (0.9, 0.95),
    "hospital": (0.85, 0.7),
    "travel": (0.95, 0.95),
    "travel day": (0.9, 0.9),
    "seat": (1.0, 1.0),
    "other patient": (0.95, 0.95),
}
"""Precision and recall over both halves; a field of few values may miss none of them."""


@pytest.fixture(scope="module")
def scores() -> Scores:
    return measure()


@pytest.mark.parametrize("field", FLOORS)
def test_a_field_is_read_right_and_not_missed(scores: Scores, field: str) -> None:
    parts = [scores[half][field] for half in HALVES if field in scores[half]]
    both = Score(*(sum(getattr(p, n) for p in parts) for n in ("right", "wrong", "missed")))
    precision, recall = FLOORS[field]
    assert both.precision >= precision
    assert both.recall >= recall


def test_the_half_that_no_rule_was_made_for_is_read_about_as_well(scores: Scores) -> None:
    held_out = scores["held out"]
    right = sum(score.right for score in held_out.values())
    wrong = sum(score.wrong for score in held_out.values())
    missed = sum(score.missed for score in held_out.values())
    assert right / (right + wrong) >= 0.95
    assert right / (right + missed) >= 0.95
