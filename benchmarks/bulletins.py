"""Reading bulletins: precision and recall of every field, and how fast.

Measures `read_bulletin` on the notices in `tests/data/bulletins` against what a person read in
them. The notices are parted in two halves by a seed: rules were set by looking at one, `seen`; the
other, `held out`, was only measured. Prints the table of `docs/explanation/bulletins.md`.

    python -m benchmarks.bulletins
    python -m benchmarks.bulletins --faults seen
"""

import argparse
import csv
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.machine import describe
from vungxanh.bulletins import Bulletin, ReportedCase, read_bulletin
from vungxanh.bulletins.folding import Folded
from vungxanh.geography import shipped_gazetteer

DATA = Path(__file__).parents[1] / "tests" / "data" / "bulletins"
SEED = 17
YEAR = "2020-"
DAYS = ("entry", "onset", "specimen", "confirmation", "admission")
HALVES = ("seen", "held out")


@dataclass
class Score:
    """Values that were read right, read wrongly or in excess, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Say how much of what was read is right."""
        read = self.right + self.wrong
        return self.right / read if read else 1.0

    @property
    def recall(self) -> float:
        """Say how much of what stands there was read."""
        there = self.right + self.missed
        return self.right / there if there else 1.0


Scores = dict[str, dict[str, Score]]
Note = Callable[[str, int, str, set[str], set[str]], None]


def notices() -> dict[int, tuple[date, str]]:
    """Give the day and text of each notice."""
    with (DATA / "notices.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {
        int(row["id"]): (date.fromisoformat(row["published"][:10]), row["text_vi"]) for row in rows
    }


def half_of() -> dict[int, str]:
    """Part the notices by a seed, so that no notice stands in both halves."""
    ids = sorted(notices())
    seen = set(random.Random(SEED).sample(ids, len(ids) // 2))
    return {one: HALVES[one not in seen] for one in ids}


def measure(note: Note = lambda *_: None) -> Scores:
    """Count, by half and field, what was read right; `note` hears of every fault."""
    read = {
        one: read_bulletin(text, published=on, gazetteer=shipped_gazetteer())
        for one, (on, text) in notices().items()
    }
    halves, scores = half_of(), {half: defaultdict(Score) for half in HALVES}
    for bulletin, field, expected, found in _compared(read):
        score = scores[halves[bulletin]][field]
        score.right += len(expected & found)
        score.wrong += len(found - expected)
        score.missed += len(expected - found)
        if expected != found:
            note(halves[bulletin], bulletin, field, expected, found)
    return {half: dict(fields) for half, fields in scores.items()}


def _compared(read: dict[int, Bulletin]) -> Iterator[tuple[int, str, set[str], set[str]]]:
    numbers = _numbers()
    for one, bulletin in read.items():
        yield one, "case", numbers.get(one, set()), {str(c.number.value) for c in bulletin.cases}
    with (DATA / "cases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="|"):
            bulletin = read[int(row["bulletin"])]
            cases = {str(case.number.value): case for case in bulletin.cases}
            found = _found(cases.get(row["number"]))
            for field, expected in _expected(row).items():
                yield int(row["bulletin"]), field, expected, found.get(field, set())


def _numbers() -> dict[int, set[str]]:
    with (DATA / "numbers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told: dict[int, set[str]] = {}
    for row in rows:
        ranges = [part.partition("-") for part in row["numbers"].split()]
        told[int(row["bulletin"])] = {
            str(number)
            for first, _, last in ranges
            for number in range(int(first), int(last or first) + 1)
        }
    return told


def _expected(row: dict[str, str]) -> dict[str, set[str]]:
    told = {name: {row[name]} - {""} for name in ("sex", "age", "birth_year", "nationality")}
    told |= {name: {YEAR + row[name]} if row[name] else set() for name in DAYS}
    told |= {name: {_plain(row[name])} - {""} for name in ("address", "unit", "hospital")}
    journeys = [journey.partition("/") for journey in row["travels"].split()]
    told["travel"] = {one.partition("@")[0] for one, _, _ in journeys}
    told["travel day"] = {one.replace("@", "@" + YEAR) for one, _, _ in journeys if "@" in one}
    told["seat"] = {one.partition("@")[0] + "/" + seat for one, _, seat in journeys if seat}
    told["other patient"] = set(row["mentions"].split())
    return told


def _found(case: ReportedCase | None) -> dict[str, set[str]]:
    if case is None:
        return {}
    single = ("sex", "age", "birth_year", "nationality", *DAYS)
    found = {name: {str(read.value)} for name in single if (read := getattr(case, name))}
    if case.address:
        found["address"] = {_plain(case.address.words)}
        if unit := case.address.value.unit:
            found["unit"] = {_plain(unit.full_name)}
    if case.hospital:
        found["hospital"] = {_plain(case.hospital.value)}
    found["travel"] = {one.number.value for one in case.travels}
    found["travel day"] = {f"{t.number.value}@{t.on.value}" for t in case.travels if t.on}
    found["seat"] = {f"{t.number.value}/{t.seat.value}" for t in case.travels if t.seat}
    found["other patient"] = {str(one.number.value) for one in case.mentions}
    return found


def _plain(words: str) -> str:
    return " ".join(Folded(words).plain.replace("benh vien", "bv").replace(",", " ").split())


def table(scores: Scores) -> str:
    """Write the scores as a table in Markdown."""
    lines = [
        "| field | there | precision, seen | recall, seen "
        "| precision, held out | recall, held out |",
        "|---|---|---|---|---|---|",
    ]
    names = list(dict.fromkeys(name for half in HALVES for name in scores[half]))
    for name in names:
        pair = [scores[half].get(name, Score()) for half in HALVES]
        there = " + ".join(str(one.right + one.missed) for one in pair)
        shares = [_share(value, one) for one in pair for value in (one.precision, one.recall)]
        lines.append(f"| {name.replace('_', ' ')} | {there} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _share(value: float, score: Score) -> str:
    return f"{value:.2f}" if score.right + score.missed + score.wrong else "-"


def measure_speed() -> None:
    """Print how long all notices take, and one text of a million letters."""
    texts = list(notices().values())
    start = time.perf_counter()
    for on, text in texts:
        read_bulletin(text, published=on, gazetteer=shipped_gazetteer())
    taken = time.perf_counter() - start
    print(f"{len(texts)} notices in {taken:.2f} s: {len(texts) / taken:.0f} a second")
    long = "\n".join(text for _, text in texts)
    long *= 1_000_000 // len(long) + 1
    start = time.perf_counter()
    read_bulletin(long, published=texts[-1][0], gazetteer=shipped_gazetteer())
    print(f"one text of {len(long):,} letters in {time.perf_counter() - start:.2f} s")


def main() -> None:
    """Print the table, or the faults of one half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", choices=["seen", "held out"])
    asked = parser.parse_args().faults

    def tell(half: str, bulletin: int, field: str, expected: set[str], found: set[str]) -> None:
        if half == asked:
            print(f"notice {bulletin}, {field}: {sorted(expected)}, read {sorted(found)}")

    scores = measure(tell)
    if asked is None:
        print(describe())
        print(table(scores))
        measure_speed()


if __name__ == "__main__":
    main()
