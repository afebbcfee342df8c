"""Reading addresses: how many a second, and how many right.

Measures `AddressReader.read` on the addresses of `tests/data` (each once, so that nothing is read
from a cache of answers) and on a line list of as many rows as `--rows`, made of them with other
house numbers; beside `parse_address` of the PyPI package vietnamadminunits, which `make bench`
installs. Right is the unit that the file names. The package knows the whole country, no dates and
no confidence, so it is compared on the addresses that lie in the city, each with the list of units
nearest to its day: 63 provinces before July 2025, 34 after.

    python -m benchmarks.addresses
    python -m benchmarks.addresses --rows 20000
"""

import argparse
import csv
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from benchmarks.machine import describe
from vungxanh.geography import (
    AddressReader,
    Gazetteer,
    Level,
    shipped_gazetteer,
    shipped_language,
)
from vungxanh.geography.addresses.spelling import key_of

DATA = Path(__file__).parents[1] / "tests" / "data"
FILES = ("addresses_bulletins.csv", "addresses_hard.csv")
AIM = 5_000
DISTRICTS_ENDED = date(2025, 7, 1)

Row = dict[str, str]
Names = tuple[str, ...]


def rows() -> list[Row]:
    """Read all addresses that lie in the city."""
    found = []
    for name in FILES:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            found += [row for row in csv.DictReader(file) if row["code"]]
    return found


def line_list(known: list[Row], size: int) -> list[tuple[str, date]]:
    """Make rows of a line list: the known addresses, each time with another house number."""
    made = []
    for number in range(size):
        row = known[number % len(known)]
        text = row["address"]
        text = f"Số {number} ngõ {number % 97}, {text}" if number >= len(known) else text
        made.append((text, date.fromisoformat(row["on"])))
    return made


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Measure the clock and the processor."""
    start, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - busy


def measure_reader(known: list[Row], size: int) -> None:
    start = time.perf_counter()
    reader = AddressReader(shipped_gazetteer(), shipped_language())
    days = sorted({date.fromisoformat(row["on"]) for row in known})
    for day in days:
        reader.read("", day)
    print(f"names of {len(days)} days prepared in {time.perf_counter() - start:.2f} s")
    answers = [reader.read(row["address"], date.fromisoformat(row["on"])) for row in known]
    pairs = zip(known, answers, strict=True)
    right = sum(one.unit is not None and one.unit.code == row["code"] for row, one in pairs)
    asked = line_list(known, size)
    clock, busy = seconds(lambda: [reader.read(text, on) for text, on in asked])
    tell("AddressReader", len(asked), clock, busy, right, len(known))


def measure_peer(known: list[Row], size: int) -> None:
    """Read the same addresses with vietnamadminunits, and compare by the names of the units."""
    if find_spec("vietnamadminunits") is None:
        print("vietnamadminunits is not installed here: make bench installs it")
        return
    from vietnamadminunits import parse_address

    def parse(text: str, on: date) -> Names:
        old = on < DISTRICTS_ENDED
        options = {"mode": "LEGACY", "level": 3} if old else {"mode": "FROM_2025", "level": 2}
        try:
            unit = parse_address(text, **options)
        except Exception:  # whatever it raises, it has not read the address
            return ()
        found = (getattr(unit, f"short_{name}", None) for name in ("ward", "district", "province"))
        return tuple(key_of(name) for name in found if name)

    gazetteer = shipped_gazetteer()
    right = 0
    for row in known:
        on = date.fromisoformat(row["on"])
        right += parse(row["address"], on)[:2] == names_of(gazetteer, row["code"], on)[:2]
    asked = line_list(known, size)
    clock, busy = seconds(lambda: [parse(text, on) for text, on in asked])
    tell("vietnamadminunits", len(asked), clock, busy, right, len(known))


def names_of(gazetteer: Gazetteer, code: str, on: date) -> Names:
    """Name a unit and what it lies in, smallest first, without marks."""
    path = (gazetteer.unit(code, on), *gazetteer.ancestors(code, on))
    return tuple(key_of(unit.name) for unit in path if unit.level is not Level.COUNTRY)


def tell(name: str, size: int, clock: float, busy: float, right: int, known: int) -> None:
    rate = size / busy
    late = "  BELOW THE AIM" if name == "AddressReader" and rate < AIM else ""
    print(
        f"{name:<18} {size / clock:8,.0f} a second ({rate:,.0f} by processor time)"
        f"   right {right} of {known} ({right / known:.1%}){late}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=20_000, help="of the line list")
    options = parser.parse_args()
    print(describe())
    known = rows()
    measure_reader(known, options.rows)
    measure_peer(known, min(options.rows, 2_000))


if __name__ == "__main__":
    main()
