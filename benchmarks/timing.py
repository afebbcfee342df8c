"""Medians and 95th percentiles."""

import statistics
from collections.abc import Sequence


def p95(values: Sequence[float]) -> float:
    """Give the 95th percentile: the value that 95 of 100 do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def summary(values: Sequence[float], unit: str = "s", digits: int = 3) -> str:
    """Tell median, 95th percentile and most."""
    told = (
        ("median", statistics.median(values)),
        ("p95", p95(values)),
        ("most", max(values)),
    )
    return ", ".join(f"{name} {value:.{digits}f} {unit}" for name, value in told)
