"""From a fortnight of visits to everybody's level: 100,000 persons, Parquet to levels.csv.

Measures `vungxanh trace` as a user runs it, a process of its own from start to exit, against

* DuckDB, hop by hop in SQL without forming pairs (`peers/hops_in_sql.py`),
* networkx on the graph of all pairs (`peers/pair_graph.py`), at 6,250, 12,500, 25,000, … persons
  up to the largest of these sizes that it does within `--minutes` and `--gigabytes`.

All read the same files of the same invented city (`city.py`) and write the same table; every row
(level, first and last exposure, via, place, index case) is compared, and one difference fails the
run. `vungxanh trace` also checks every cell and writes the hops that `explain` walks.

    python -m benchmarks.bulk                                    all of it, some 15 minutes
    python -m benchmarks.bulk --persons 10000 --smallest 2500 --minutes 1
    python -m benchmarks.bulk --no-networkx
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.city import write_city
from benchmarks.machine import describe

GIGABYTE = 2**30
GROWTH = 2.5
"""Networkx takes at least so many times the time and the memory for twice the persons."""


@dataclass(frozen=True)
class Run:
    """One process: seconds on the clock, seconds of processor, gigabytes at its peak."""

    seconds: float
    processor: float
    peak: float
    told: str


class TooMuchError(Exception):
    """A process needed more time or memory than it may have."""


@dataclass(frozen=True)
class Limits:
    """What a process may need."""

    seconds: float
    gigabytes: float


def ours(folder: Path, out: Path) -> list[str]:
    """Give the command of `vungxanh trace`."""
    given = ["--cases", folder / "cases.parquet", "--visits", folder / "visits.parquet"]
    return [sys.executable, "-m", "vungxanh", "trace", *map(str, given), "--out", str(out)]


def peer(name: str, folder: Path, out: Path) -> list[str]:
    """Give the command of a peer."""
    return [sys.executable, "-m", f"benchmarks.peers.{name}", str(folder), str(out)]


def run(command: list[str], limits: Limits) -> Run:
    """Run a command to its end. Raises TooMuchError beyond the limits."""
    most = int(limits.gigabytes * GIGABYTE)
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),  # noqa: PLW1509
    )
    alarm = threading.Timer(limits.seconds, process.kill)
    alarm.start()
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    alarm.cancel()
    if seconds >= limits.seconds:
        raise TooMuchError(f"more than {limits.seconds / 60:.0f} minutes")
    if "MemoryError" in told or "OutOfMemory" in told or process.returncode == -9:
        raise TooMuchError(f"more than {limits.gigabytes:.0f} GB")
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{told}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / GIGABYTE, told)


def require_same(one: Path, other: Path) -> int:
    """Compare two levels.csv row by row; give the number of rows. One difference is the end."""
    mine, theirs = (pl.read_csv(path, infer_schema=False) for path in (one, other))
    if mine.columns != theirs.columns or not mine.equals(theirs):
        wrong = mine.join(theirs, on=mine.columns, how="anti", nulls_equal=True)
        raise SystemExit(f"{one} and {other} differ, {len(wrong)} rows of the first:\n{wrong}")
    return len(mine)


def middle(runs: list[Run]) -> Run:
    """Give the run of median time."""
    return sorted(runs, key=lambda each: each.seconds)[len(runs) // 2]


def show(name: str, best: Run, base: Run) -> None:
    """Print one line of the table."""
    print(
        f"{name:<28} {best.seconds:8.2f} s   {best.seconds / base.seconds:6.2f} x"
        f"   processor {best.processor:7.2f} s   peak {best.peak:5.2f} GB",
        flush=True,
    )


def against_sql(folder: Path, options: argparse.Namespace) -> None:
    """Measure both in turn, so that what else happens on the machine meets both."""
    sizes = write_city(folder, options.persons, options.cases)
    limits = Limits(options.minutes * 60, options.gigabytes)
    print(f"\n{sizes}: seconds, times the seconds of vungxanh, median of {options.repeat}")
    mine, theirs = folder / "levels.csv", folder / "sql.csv"
    runs: dict[str, list[Run]] = {"vungxanh trace": [], "DuckDB, hops in SQL": []}
    for _ in range(options.repeat):
        runs["vungxanh trace"].append(run(ours(folder, mine), limits))
        runs["DuckDB, hops in SQL"].append(run(peer("hops_in_sql", folder, theirs), limits))
    for name, each in runs.items():
        show(name, middle(each), middle(runs["vungxanh trace"]))
    spread = [each.seconds for each in runs["vungxanh trace"]]
    found = runs["vungxanh trace"][0].told.strip().rsplit(" in ", 1)[0]
    print(f"{require_same(mine, theirs):,} rows equal: {found}")
    print(
        f"vungxanh trace: {min(spread):.2f} to {max(spread):.2f} s, "
        f"mean {statistics.mean(spread):.2f} s"
    )


def against_networkx(folder: Path, options: argparse.Namespace) -> None:
    """Double the city until networkx cannot follow."""
    limits = Limits(options.minutes * 60, options.gigabytes)
    persons = options.smallest
    while True:
        sizes = write_city(folder, persons, max(1, options.cases * persons // options.persons))
        mine, theirs = folder / "levels.csv", folder / "pairs.csv"
        base = run(ours(folder, mine), limits)
        print(f"\n{sizes}")
        show("vungxanh trace", base, base)
        try:
            graph = run(peer("pair_graph", folder, theirs), limits)
        except TooMuchError as error:
            print(f"networkx, pair graph: {error}")
            return
        show("networkx, pair graph", graph, base)
        print(f"{require_same(mine, theirs):,} rows equal; {graph.told.strip()} contacts of pairs")
        if persons >= options.persons:
            return
        persons = min(2 * persons, options.persons)
        if graph.seconds * GROWTH > limits.seconds or graph.peak * GROWTH > limits.gigabytes:
            print(f"networkx, {persons:,} persons: not tried, it would need {GROWTH} times as much")
            return


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--smallest", type=int, default=6_250, help="first size for networkx")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--gigabytes", type=float, default=20)
    parser.add_argument("--no-networkx", action="store_true")
    options = parser.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_city(folder, 1_000, 2)  # the first run compiles the kernel
        run(ours(folder, folder / "levels.csv"), Limits(600, options.gigabytes))
        against_sql(folder, options)
        if not options.no_networkx:
            against_networkx(folder, options)


if __name__ == "__main__":
    main()
