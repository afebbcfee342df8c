"""One person index: how many of the persons who stand twice are found, how fast, beside a baseline.

An invented registry (`people.py`) in which one record in twenty is a second entry with faults
(`slips.py`). Three parts:

* **right**: precision and recall of `duplicate_pairs` at several thresholds, with 95 % intervals
  (Wilson), with the shipped model and with one estimated on the registry itself without labels,
  beside the usual rule (same name without diacritics, same year of birth), alone and together
  with same identity number or same name and telephone;
* **bulk**: seconds and peak memory for `--persons` records, a process of its own;
* **entry**: milliseconds for `candidates` against a SQLite table of blocking keys, and how often
  the right person is among the five.

The faults and their shares are chosen, so the figures say how the parts compare and what is found
of such faults; they are no measurement of a real registry.

    python -m benchmarks.duplicates                       200,000 for right, 1,000,000 for the rest
    python -m benchmarks.duplicates --judged 20000 --persons 50000
    python -m benchmarks.duplicates --write-model         estimate the model that the package ships
"""

import argparse
import csv
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

import vungxanh.identity
from benchmarks.judging import by_rule, by_rules, judged, told, truth_of
from benchmarks.key_table import KeyTable
from benchmarks.machine import describe
from benchmarks.people import people
from benchmarks.timing import summary
from vungxanh.identity import Model, candidates, duplicate_pairs, estimate, identities, table_of
from vungxanh.identity.model import rows_of

THRESHOLDS = 0.1, 0.5, 0.8, 0.9, 0.99
SEED, MODEL_SEED = 20, 2020
"""The shipped model is estimated on another registry than the one it is judged on."""
ENTRIES = 1_000


def right(size: int) -> None:
    """Tell precision and recall, of second entries and of copies of copies."""
    invented = people(size, seed=SEED)
    frame, truth = table_of(invented.records), truth_of(invented)
    print(f"\n{len(frame):,} records, {len(truth):,} pairs are one person (seed {SEED})")
    print(told("same plain name and year of birth", judged(by_rule(frame), truth)))
    print(told("or same number, or name and phone", judged(by_rules(frame), truth)))
    own = estimate(frame, rng=np.random.default_rng(SEED))
    for name, model in (("shipped", None), ("own", own)):
        found = duplicate_pairs(frame, threshold=min(THRESHOLDS), model=model)
        show(f"{name} model", found, truth)
    copies = people(size, seed=SEED + 1, rounds=2)
    print(f"\nSecond entries with twice the faults (seed {SEED + 1})")
    frame, truth = table_of(copies.records), truth_of(copies)
    print(told("same plain name and year of birth", judged(by_rule(frame), truth)))
    show("shipped model", duplicate_pairs(frame, threshold=min(THRESHOLDS)), truth)


def show(name: str, found: pl.DataFrame, truth: pl.DataFrame) -> None:
    """Print how good the pairs above each threshold are."""
    for threshold in THRESHOLDS:
        above = found.filter(pl.col("probability") >= threshold)
        print(told(f"{name}, probability >= {threshold}", judged(above, truth)), flush=True)


def bulk(path: Path) -> None:
    """Find the duplicates of a file; tell seconds and memory. Runs in a process of its own."""
    frame = pl.read_parquet(path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    began = time.perf_counter()
    found = duplicate_pairs(frame, threshold=min(THRESHOLDS))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"bulk: {len(frame):,} records, {len(found):,} pairs in {seconds:.1f} s, "
        f"peak memory {peak:.2f} GB ({before:.2f} GB with the table read)",
        flush=True,
    )
    show("bulk", found, pl.read_parquet(path.with_name("truth.parquet")))


def entry(path: Path, folder: Path) -> None:
    """Ask for the candidates of persons who stand twice, as if they were being entered."""
    frame = pl.read_parquet(path)
    began = time.perf_counter()
    table = KeyTable(folder / "keys.db")
    table.fill(identities(frame))
    size = (folder / "keys.db").stat().st_size / 2**20
    print(f"keys: {table.keys:,} written in {time.perf_counter() - began:.0f} s, {size:.0f} MB")
    truth = pl.read_parquet(folder / "truth.parquet").sample(ENTRIES, seed=SEED)
    again = dict(zip(truth["right"], truth["left"], strict=True))
    entered = list(identities(frame.filter(pl.col("person_id").is_in(list(again)))))
    milliseconds, ranks = [], []
    for person in entered:
        began = time.perf_counter()
        found = candidates(person, table)
        milliseconds.append(1000 * (time.perf_counter() - began))
        ids = [each.person_id for each in found]
        ranks.append(ids.index(again[person.person_id]) if again[person.person_id] in ids else -1)
    print(f"entry: {len(entered):,} of {len(frame):,}: {summary(milliseconds, 'ms', 1)}")
    first, five = (np.array(ranks) == 0).mean(), (np.array(ranks) >= 0).mean()
    print(f"entry: the right record is the first for {first:.1%}, among the five for {five:.1%}")


def alone(part: object, *arguments: Path) -> None:
    """Run a part in a process of its own, so that its peak memory is its own."""
    process = multiprocessing.get_context("spawn").Process(target=part, args=arguments)  # type: ignore[arg-type]
    process.start()
    process.join()
    assert process.exitcode == 0


def write_model(size: int) -> None:
    """Estimate the shipped model anew, without labels."""
    frame = table_of(people(size, seed=MODEL_SEED).records)
    model: Model = estimate(frame, rng=np.random.default_rng(MODEL_SEED))
    path = Path(vungxanh.identity.__file__).parent / "data" / "model.csv"
    rows = rows_of(model)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path}: estimated on {len(frame):,} invented records")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--judged", type=int, default=200_000, help="records for precision, recall")
    parser.add_argument("--persons", type=int, default=1_000_000, help="records for time, memory")
    parser.add_argument("--write-model", action="store_true")
    options = parser.parse_args()
    print(describe())
    if options.write_model:
        write_model(options.judged)
        return
    right(options.judged)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone(write_registry, folder, Path(str(options.persons)))
        print()
        alone(bulk, folder / "people.parquet")
        alone(entry, folder / "people.parquet", folder)


def write_registry(folder: Path, size: Path) -> None:
    """Write a registry and its truth as Parquet; `size` is the number of records."""
    invented = people(int(str(size)), seed=SEED)
    table_of(invented.records).write_parquet(folder / "people.parquet")
    truth_of(invented).write_parquet(folder / "truth.parquet")


if __name__ == "__main__":
    main()
