"""How long a page takes: a registry of 100,000 persons, 40 confirmed cases, their orders.

Measures the pages that are open all day for a signed-in user of the command centre: in process by
Django's test client (processor time beside, which other work on the machine disturbs less), and
once more over HTTP through the server that `vungxanh serve` runs. Each request of a page asks for
another case, person or place. It runs beside no peer: the aim is 200 ms.

The cases are confirmed hour by hour by `response.actions.confirm_case`; invented officers confirm,
tell and begin the orders that follow, the newest still wait; ten proposed cascades wait, too.

    python -m benchmarks.pages                          SQLite
    python -m benchmarks.pages --database postgres      PostgreSQL, started from its wheel
    python -m benchmarks.pages --page "case page" --profile     where its time goes, slow queries
    python -m benchmarks.pages --folder DIR             keep the registry there, use it next time
"""

import argparse
import cProfile
import pstats
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.database import KINDS, prepare
from benchmarks.machine import describe
from benchmarks.timing import p95

if TYPE_CHECKING:
    from benchmarks.browsing import Ask, Officer, Page

AIM = 200
"""Milliseconds."""
SLOW_QUERIES = 8


def measure(options: argparse.Namespace) -> None:
    """Fill the registry, let the outbreak run, ask for every page, print the figures."""
    from benchmarks.browsing import Officer, Server, pages
    from benchmarks.outbreak import APART, run_outbreak, sizes
    from benchmarks.world import NOW, fill
    from vungxanh.web.config import clock
    from vungxanh.web.registry.models import Person

    begun = time.perf_counter()
    if not Person.objects.exists():
        fill(options.persons)
        run_outbreak(options.cases, options.persons)
    now = NOW + options.cases * APART
    clock.start_at(now)
    print(describe(), options.database, sizes(), f"ready in {time.perf_counter() - begun:.0f} s")
    officer = Officer(now)
    asked = [page for page in pages(now) if options.page in {None, page.name}]
    if options.profile:
        for page in asked:
            profiled(officer, page)
        return
    print("\nIn process")
    for page in asked:
        show(page, officer.ask, options.requests, queries=len(officer.queries(page)))
    with Server(officer.session, clock.now()) as server:
        print("\nOver HTTP")
        for page in asked:
            if not page.posted:
                show(page, server.ask, options.requests)


def show(page: "Page", ask: "Ask", requests: int, *, queries: int | None = None) -> None:
    """Ask for a page again and again; print one line of the table."""
    taken, busy, bytes_sent = [], [], 0
    for number in range(-1, requests):
        start, worked = time.perf_counter(), time.process_time()
        status, size = ask(page, number)
        milliseconds = (time.perf_counter() - start) * 1000
        if status != 200:
            raise SystemExit(f"{page.name} ({page.address(number)}) answered {status}")
        if number >= 0:  # the request before the first warms the caches
            taken.append(milliseconds)
            busy.append((time.process_time() - worked) * 1000)
            bytes_sent = max(bytes_sent, size)
    processor = f"processor {statistics.median(busy):5.0f} ms "
    asked = "" if queries is None else f"{processor}{queries:4d} queries  "
    late = "  ABOVE THE AIM" if p95(taken) > AIM else ""
    print(
        f"{page.name:<26} median {statistics.median(taken):6.0f} ms   p95 {p95(taken):6.0f} ms"
        f"   {asked}{bytes_sent / 1024:5.0f} kB{late}",
        flush=True,
    )


def profiled(officer: "Officer", page: "Page") -> None:
    """Print where the time of a page goes, and its slowest queries."""
    officer.ask(page, 0)
    with cProfile.Profile() as profile:
        officer.ask(page, 0)
    pstats.Stats(profile).sort_stats("cumtime").print_stats("vungxanh", 30)
    slowest = sorted(officer.queries(page), key=lambda query: -float(query["time"]))
    for query in slowest[:SLOW_QUERIES]:
        print(f"{query['time']} s  {query['sql']}\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--page", metavar="NAME", help="only this page")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the registry is kept for next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        prepare(options.database, folder)
        measure(options)


if __name__ == "__main__":
    main()
