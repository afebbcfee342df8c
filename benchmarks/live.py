"""How long until everybody knows: one new F0 in a registry of 100,000 persons, 1.5 million visits.

Measures `response.actions.confirm_case`: the tree (F1 to F3), levels, their changes, who may see
whom, orders for F1 and F2 and the advice to F3, all in one transaction, committed. The registry
(`world.py`) has a largest place of 500 people. It runs beside no peer: the aim is 0.5 s on SQLite.

    python -m benchmarks.live                       SQLite
    python -m benchmarks.live --database postgres   PostgreSQL, started from its wheel
"""

import argparse
import cProfile
import pstats
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.database import KINDS, prepare
from benchmarks.machine import describe
from benchmarks.timing import summary


def measure(options: argparse.Namespace) -> None:
    """Fill the registry, confirm cases one by one, print the figures."""
    from benchmarks.outbreak import confirm_one
    from benchmarks.world import fill

    begun = time.perf_counter()
    size = fill(options.persons)
    print(describe(), options.database, size, f"filled in {time.perf_counter() - begun:.0f} s")
    confirm_one(0, 1)  # compiles the kernel, warms the caches
    if options.profile:
        with cProfile.Profile() as profile:
            print(confirm_one(9999, 77))
        pstats.Stats(profile).sort_stats("cumtime").print_stats(45)
    apart = options.persons // (options.cases + 1)
    rows = [confirm_one(number, 1 + number * apart) for number in range(1, options.cases + 1)]
    print(f"processor time: median {statistics.median(row.processor for row in rows):.3f} s")
    for level in ("f1", "f2", "f3"):
        sizes = [getattr(row, level) for row in rows]
        print(f"{level}: median {statistics.median(sizes):.0f}, most {max(sizes):.0f}")
    print(f"confirm_case: {summary([row.seconds for row in rows])}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=30)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        prepare(options.database, Path(name))
        measure(options)


if __name__ == "__main__":
    main()
