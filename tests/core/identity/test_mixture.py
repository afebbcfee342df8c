"""EM: the objective never falls, and what made the pairs is found again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from vungxanh.identity.mixture import Mixture, fit, memberships

SIZES = 2, 3, 4
TRUE = Mixture(
    np.array([0.1, 0.9]),
    (
        np.array([[0.95, 0.05], [0.2, 0.8]]),
        np.array([[0.8, 0.15, 0.05], [0.05, 0.15, 0.8]]),
        np.array([[0.7, 0.1, 0.1, 0.1], [0.05, 0.05, 0.1, 0.8]]),
    ),
)
vectors = hnp.arrays(
    np.int8, st.tuples(st.integers(1, 40), st.just(3)), elements=st.integers(-1, 1)
)


def rough(classes: int, seed: int) -> Mixture:
    """Start anywhere."""
    rng = np.random.default_rng(seed)
    tables = [rng.random((classes, size)) + 0.05 for size in SIZES]
    shares = rng.random(classes) + 0.05
    return Mixture(shares / shares.sum(), tuple(t / t.sum(1, keepdims=True) for t in tables))


def drawn(mixture: Mixture, count: int, rng: np.random.Generator) -> np.ndarray:
    """Draw vectors, one in five values unknown."""
    group = rng.choice(len(mixture.shares), count, p=mixture.shares)
    columns = []
    for table in mixture.tables:
        level = (rng.random(count)[:, None] > table.cumsum(axis=1)[group]).sum(axis=1)
        columns.append(np.where(rng.random(count) < 0.2, -1, level))
    return np.column_stack(columns).astype(np.int8)


@given(vectors, st.integers(1, 3), st.integers(0, 5), st.sampled_from([0.0, 0.5]))
def test_the_objective_never_falls(seen, classes, seed, prior):
    fitted = fit(seen, rough(classes, seed), prior=prior, rounds=30, tolerance=-1.0)
    told = np.array(fitted.objective)
    assert np.isfinite(told).all()
    assert (np.diff(told) >= -1e-9 * np.abs(told[1:]) - 1e-12).all()


@given(vectors, st.integers(0, 5))
def test_the_objective_never_falls_with_probabilities_held(seen, seed):
    start = rough(2, seed)
    held = [np.array([True, False])] * 3
    fitted = fit(seen, start, held=held, prior=0.5, rounds=30, tolerance=-1.0)
    assert (np.diff(fitted.objective) >= -1e-9).all()
    for before, after in zip(start.tables, fitted.mixture.tables, strict=True):
        assert (before[0] == after[0]).all()


@given(vectors, st.integers(0, 5))
def test_rows_are_probabilities(seen, seed):
    mixture = fit(seen, rough(3, seed), rounds=5).mixture
    assert mixture.shares.sum() == pytest.approx(1)
    assert all(np.allclose(table.sum(axis=1), 1) for table in mixture.tables)
    belongs, _ = memberships(mixture, seen)
    assert np.allclose(belongs.sum(axis=1), 1)


def test_what_made_the_pairs_is_found_without_labels():
    seen = drawn(TRUE, 40_000, np.random.default_rng(7))
    start = Mixture(
        np.array([0.3, 0.7]),
        tuple(np.array([np.linspace(2, 1, n), np.linspace(1, 2, n)]) / (1.5 * n) for n in SIZES),
    )
    found = fit(seen, start).mixture
    assert found.shares == pytest.approx(TRUE.shares, abs=0.01)
    for mine, true in zip(found.tables, TRUE.tables, strict=True):
        assert mine == pytest.approx(true, abs=0.03)


def test_it_stops_when_nothing_is_gained():
    fitted = fit(np.zeros((5, 3), np.int8), rough(1, 0))
    assert len(fitted.objective) < 5
