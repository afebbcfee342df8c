"""A city of invented persons, fourteen days of visits as Parquet: the load of `bulk`.

Everybody sleeps at home (households of about 3.6, a night is one stay, now and then recorded in
two pieces that touch). On weekdays most adults go to work (sizes with a heavy tail, 3,000 at most),
children to a class of 35 and its canteen; a third of the workers ride a bus there and back; people
shop where others shop too (Zipf). Cases are drawn at random, fall ill within the fortnight and are
isolated some days later. The same seed gives the same files.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]

DAYS = 14
DAY = 24 * 60
FIRST = np.datetime64("2020-03-02", "m")
"""A Monday, in the city's time."""

HOUSEHOLD = 3.6
PUPILS, WORKERS = 0.2, 0.55
LARGEST_WORKPLACE = 3_000
CLASS, CLASSES_A_SCHOOL = 35, 12
RIDERS = 1 / 3
PERSONS_A_SHOP = 150
SHOPPING_A_DAY = 0.35


@dataclass(frozen=True)
class Sizes:
    """What was written."""

    persons: int
    places: int
    visits: int
    cases: int


class Diary:
    """Visits of many persons at once, column by column."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, Ints, Ints, Ints, Ints]] = []

    def add(self, kind: str, person: Ints, place: Ints, start: Ints, minutes: Ints) -> None:
        """Add stays; `place` counts within its kind."""
        self.parts.append((kind, person, place, start, start + minutes))

    def table(self) -> pl.DataFrame:
        """Give the visits in the columns of the file, in the order in which a log would grow."""
        return pl.concat(_visits(*part) for part in self.parts).sort("start", "person_id")


def write_city(folder: Path, persons: int, cases: int, *, seed: int = 1) -> Sizes:
    """Write visits.parquet and cases.parquet into a folder; give their sizes."""
    rng = np.random.default_rng(seed)
    visits = live(persons, rng).table()
    ill = _cases(persons, cases, rng)
    visits.write_parquet(folder / "visits.parquet")
    ill.write_parquet(folder / "cases.parquet")
    return Sizes(persons, visits["place_id"].n_unique(), len(visits), cases)


def live(persons: int, rng: np.random.Generator) -> Diary:
    """Let everybody live through the fortnight."""
    everybody, diary = np.arange(persons), Diary()
    household = (everybody / HOUSEHOLD).astype(np.int64)
    role = rng.random(persons)
    pupils = np.flatnonzero(role < PUPILS)
    workers = np.flatnonzero((role >= PUPILS) & (role < PUPILS + WORKERS))
    workplace = _workplaces(len(workers), rng)
    form = rng.permutation(len(pupils)) // CLASS
    bus = rng.integers(0, max(1, persons // 1_500), len(workers))
    rides = rng.random(len(workers)) < RIDERS
    for day in range(DAYS):
        _night(diary, everybody, household, day, rng)
        _shopping(diary, persons, day, rng)
        if day % 7 < 5:
            _working(diary, workers, workplace, day, rng)
            _riding(diary, workers[rides], bus[rides], day, rng)
            _school(diary, pupils, form, day, rng)
    return diary


def _workplaces(workers: int, rng: np.random.Generator) -> Ints:
    """Give each worker a workplace; sizes are Pareto, from 2 to 3,000."""
    largest = min(LARGEST_WORKPLACE, max(2, workers // 20))
    sizes = np.minimum((2 * (1 + rng.pareto(1.2, workers))).astype(np.int64), largest)
    ends = np.cumsum(sizes)
    return np.searchsorted(ends, rng.permutation(workers), side="right")


def _night(
    diary: Diary, everybody: Ints, household: Ints, day: int, rng: np.random.Generator
) -> None:
    start = day * DAY + 18 * 60 + rng.integers(0, 150, len(everybody))
    minutes = 10 * 60 + rng.integers(0, 150, len(everybody))
    in_two = rng.random(len(everybody)) < 0.1
    first = np.where(in_two, 4 * 60, minutes)
    diary.add("home", everybody, household, start, first)
    rest = (minutes - first)[in_two]
    diary.add("home", everybody[in_two], household[in_two], (start + first)[in_two], rest)


def _shopping(diary: Diary, persons: int, day: int, rng: np.random.Generator) -> None:
    buyers = np.flatnonzero(rng.random(persons) < SHOPPING_A_DAY)
    shops = max(1, persons // PERSONS_A_SHOP)
    weight = 1 / np.arange(10, shops + 10)
    shop = rng.choice(shops, len(buyers), p=weight / weight.sum())
    start = day * DAY + rng.integers(7 * 60, 19 * 60, len(buyers))
    diary.add("shop", buyers, shop, start, rng.integers(5, 60, len(buyers)))


def _working(
    diary: Diary, workers: Ints, workplace: Ints, day: int, rng: np.random.Generator
) -> None:
    start = day * DAY + 8 * 60 + rng.integers(0, 60, len(workers))
    diary.add("work", workers, workplace, start, 8 * 60 + rng.integers(0, 60, len(workers)))


def _riding(diary: Diary, riders: Ints, bus: Ints, day: int, rng: np.random.Generator) -> None:
    """Fill a bus with whoever takes the same line in the same half hour."""
    for hour in (7, 17):
        slot = rng.integers(0, 4, len(riders))
        ride = ((bus * DAYS + day) * 2 + (hour > 12)) * 4 + slot
        start = day * DAY + hour * 60 + slot * 30 + rng.integers(0, 15, len(riders))
        diary.add("bus", riders, ride, start, rng.integers(10, 45, len(riders)))


def _school(diary: Diary, pupils: Ints, form: Ints, day: int, rng: np.random.Generator) -> None:
    start = day * DAY + 7 * 60 + rng.integers(0, 30, len(pupils))
    diary.add("class", pupils, form, start, 4 * 60 + rng.integers(0, 15, len(pupils)))
    lunch = day * DAY + 11 * 60 + 45 + rng.integers(0, 30, len(pupils))
    diary.add("canteen", pupils, form // CLASSES_A_SCHOOL, lunch, rng.integers(15, 40, len(pupils)))


def _cases(persons: int, cases: int, rng: np.random.Generator) -> pl.DataFrame:
    ill = np.sort(rng.choice(persons, cases, replace=False))
    onset = rng.integers(3, DAYS - 2, cases)
    isolated = (onset + rng.integers(1, 6, cases)) * DAY + rng.integers(8 * 60, 18 * 60, cases)
    return pl.DataFrame(
        {
            "person_id": _ids("P", ill),
            "onset_date": _instants(onset * DAY).dt.date(),
            "isolated_at": _instants(isolated),
        }
    )


def _visits(kind: str, person: Ints, place: Ints, start: Ints, end: Ints) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person_id": _ids("P", person),
            "place_id": _ids(f"{kind} ", place),
            "start": _instants(start),
            "end": _instants(end),
        }
    )


def _ids(prefix: str, numbers: Ints) -> pl.Series:
    text = pl.Series(numbers).cast(pl.String).str.zfill(7)
    return pl.select(pl.concat_str(pl.lit(prefix), text)).to_series()


def _instants(minutes: Ints) -> pl.Series:
    return pl.Series((FIRST + minutes.astype("timedelta64[m]")).astype("datetime64[us]"))
