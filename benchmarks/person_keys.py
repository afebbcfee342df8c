"""The person index of the web at entry: candidates by the table of keys, beside a search by name.

Fills a SQLite database with invented persons (`people.py`) and their blocking keys, written past
the actions (no audit, no scopes), and asks for the candidates of persons who stand twice, as the
page of a new person does. Beside it, in the same run and for the same names, what a registry
without keys asks: the rows whose name holds the words, by no index.

    python -m benchmarks.person_keys                     1,000,000 persons
    python -m benchmarks.person_keys --persons 20000
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.database import prepare
from benchmarks.machine import describe
from benchmarks.people import People, people
from benchmarks.timing import summary
from vungxanh.identity import Identity, candidates, plain

SEED = 20
ENTRIES, SEARCHES = 500, 30
AT_ONCE = 20_000
NOW = datetime(2021, 8, 1, tzinfo=UTC)


def fill(invented: People) -> None:
    """Write the persons, numbered as they come, and their keys."""
    from vungxanh.web.registry.likeness import keys_of
    from vungxanh.web.registry.models import Person, PersonKey

    waiting = enumerate(invented.records, 1)
    while part := list(islice(waiting, AT_ONCE)):
        rows = [
            Person(
                pk=number,
                code=f"P{number}",
                name=told.name,
                sex=told.sex,
                birth_date=told.birth_date,
                birth_year=told.birth_year,
                phone=told.phone,
                identity_number=told.identity_number,
                residence=told.residence,
                recorded_at=NOW,
            ).made_findable()
            for number, told in part
        ]
        Person.objects.bulk_create(rows, batch_size=AT_ONCE)
        PersonKey.objects.bulk_create(keys_of(rows), batch_size=AT_ONCE)


def timed(ask: Callable[[Identity], object], persons: list[Identity]) -> list[float]:
    """Give the milliseconds that each question took."""
    taken = []
    for person in persons:
        began = time.perf_counter()
        ask(person)
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def measure(invented: People) -> None:
    """Ask for second entries in both ways, and print how long it took."""
    from vungxanh.web.registry.likeness import RegistryIndex
    from vungxanh.web.registry.models import Person, PersonKey

    numbers = {told.person_id: number for number, told in enumerate(invented.records, 1)}
    pairs = sorted(invented.twice())
    chosen = np.random.default_rng(SEED).choice(len(pairs), min(ENTRIES, len(pairs)), False)
    again = [pairs[row] for row in chosen]
    told = {person.person_id: person for person in invented.records}
    entered = [told[other] for _one, other in again]
    index = RegistryIndex()
    print(f"{Person.objects.count():,} persons, {PersonKey.objects.count():,} keys")
    by_keys = timed(lambda person: candidates(without_id(person, numbers), index), entered)
    print(f"candidates by keys, {len(entered)} entries: {summary(by_keys, 'ms', 1)}")
    by_name = timed(lambda person: list(holding(person)[:500]), entered[:SEARCHES])
    print(f"name by no index, {len(by_name)} entries: {summary(by_name, 'ms', 1)}")
    hits = [
        str(numbers[one]) in {each.person_id for each in candidates(mine, index)}
        for (one, _other), mine in zip(
            again, (without_id(p, numbers) for p in entered), strict=True
        )
    ]
    print(f"the right record is among the five for {np.mean(hits):.1%}")


def without_id(person: Identity, numbers: dict[str, int]) -> Identity:
    """Give a person as entered, with the key of their own row, which is never a candidate.

    The unit is left out: this registry has none.
    """
    return replace(person, person_id=str(numbers[person.person_id]), unit="")


def holding(person: Identity):  # type: ignore[no-untyped-def] # a queryset of Django, which is set up by now
    """Ask for the names that hold every word of a name."""
    from vungxanh.web.registry.models import Person

    rows = Person.objects.order_by("pk").values_list("pk", flat=True)
    for word in plain(person.name).split():
        rows = rows.filter(name_ascii__contains=word)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=1_000_000)
    options = parser.parse_args()
    print(describe())
    invented = people(options.persons, seed=SEED)
    with tempfile.TemporaryDirectory() as folder:
        prepare("sqlite", Path(folder))
        began = time.perf_counter()
        fill(invented)
        print(f"filled in {time.perf_counter() - began:.0f} s")
        measure(invented)


if __name__ == "__main__":
    main()
