"""An invented city of families, written down once or twice: who is twice is known.

Everybody is drawn from a seed: names by the shares in the country, families that share an address
and telephones, twins. Then some are entered a second time, as a second source would, with the
faults of `slips.py`; some second entries are so poor that nobody could tell. Nothing here is a real
person; no number is kept in the repository.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from benchmarks.slips import entered_again
from vungxanh.identity.persons import Identity
from vungxanh.identity.phones import new_prefixes
from vungxanh.identity.shipped import rows

TODAY = date(2021, 8, 1)
UNITS = 579
"""Communes of the city, by number."""
PREFIXES = [*sorted(set(new_prefixes().values())), "090", "091", "093", "094", "096", "097", "098"]
TWINS = 0.02
"""Share of children who are twins of the one before."""


@dataclass
class People:
    """Records, and for each record the number of the real person behind it."""

    records: list[Identity] = field(default_factory=list)
    person: list[int] = field(default_factory=list)

    def twice(self) -> set[tuple[str, str]]:
        """Give the pairs of records that are one person, the smaller id first."""
        by_person: dict[int, list[str]] = defaultdict(list)
        for record, person in zip(self.records, self.person, strict=True):
            by_person[person].append(record.person_id)
        return {
            (one, other)
            for ids in by_person.values()
            for one in ids
            for other in ids
            if one < other
        }


class Draws:
    """Draws from one generator, many at a time: single draws are slow."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._waiting: list[float] = []

    def chance(self) -> float:
        """Draw a number in [0, 1)."""
        if not self._waiting:
            self._waiting = self._rng.random(10_000).tolist()
        return self._waiting.pop()

    def below(self, limit: int) -> int:
        """Draw a whole number in [0, limit)."""
        return int(self.chance() * limit)

    def one_of(self, choices: "list[str] | tuple[str, ...]") -> str:
        """Draw one of several, evenly."""
        return choices[self.below(len(choices))]


class Words:
    """Draws the words of names, as frequent as they are."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._tables: dict[tuple[str, str], tuple[list[str], np.ndarray]] = {}
        table = rows("name_words.csv")
        for key in {(row["place"], row["sex"]) for row in table}:
            own = [row for row in table if (row["place"], row["sex"]) == key]
            weights = np.cumsum([float(row["weight"]) for row in own])
            self._tables[key] = [row["word"] for row in own], weights / weights[-1]

    def word(self, place: str, sex: str = "") -> str:
        """Draw one word."""
        words, shares = self._tables[place, sex]
        return words[int(np.searchsorted(shares, self._draws.chance(), side="right"))]

    def name(self, sex: str, family: str = "") -> str:
        """Draw a full name."""
        own = family or self.word("family")
        middle = self.word("middle", sex) if self._draws.chance() < 0.97 else ""
        return " ".join(filter(None, (own, middle, self.word("given", sex))))


def people(size: int, *, seed: int, again: float = 0.05, rounds: int = 1) -> People:
    """Invent a registry of about `size` records, of which a share `again` are second entries.

    With `rounds` 2 a second entry is a copy of a copy: twice the faults.
    """
    draws = Draws(seed)
    words = Words(draws)
    found = People()
    number = 0
    wanted = int(size * (1 - again))
    while number < wanted:
        for member in _household(draws, words):
            found.records.append(replace(member, person_id=f"P{len(found.records):08}"))
            found.person.append(number)
            number += 1
    for row in range(number):
        if draws.chance() < again / (1 - again):
            second = found.records[row]
            for _ in range(rounds):
                second = entered_again(second, draws)
            found.records.append(replace(second, person_id=f"P{len(found.records):08}"))
            found.person.append(row)
    return found


def _household(draws: Draws, words: Words) -> list[Identity]:
    """Invent a couple, perhaps with children and a parent, at one address."""
    unit = draws.below(UNITS)
    house, alley, group = 1 + draws.below(300), 1 + draws.below(90), 1 + draws.below(40)
    home = f"số {house} ngõ {alley}, tổ {group}, xã {unit}"
    year = 1945 + draws.below(50)
    father = _adult(draws, words, "male", year)
    mother = _adult(draws, words, "female", year + draws.below(7) - 2)
    members = [father] * (draws.chance() < 0.9) + [mother] * (draws.chance() < 0.9)
    family = father.name.split()[0]
    for _ in range(draws.below(4)):
        sex = draws.one_of(("female", "male"))
        child = _adult(draws, words, sex, year + 22 + draws.below(14), family)
        if child.name in {member.name for member in members}:
            continue  # nobody calls two children alike
        if members and draws.chance() < TWINS:
            child = replace(child, birth_date=members[-1].birth_date)
        members.append(child)
    if draws.chance() < 0.25:
        members.append(_adult(draws, words, draws.one_of(("female", "male")), year - 26, family))
    phone = _phone(draws)
    return [_recorded(draws, member, home, str(unit), phone) for member in members]


def _adult(draws: Draws, words: Words, sex: str, year: int, family: str = "") -> Identity:
    born = date(min(year, TODAY.year - 1), 1, 1) + timedelta(days=draws.below(365))
    if born.year < 1965 and draws.chance() < 0.15:
        born = date(born.year, 1, 1)  # the day is not known
    return Identity("", words.name(sex, family), sex, born)


def _recorded(draws: Draws, member: Identity, home: str, unit: str, family_phone: str) -> Identity:
    """Write a member down as the first source does: some of it is missing."""
    born = member.birth_date
    assert born is not None
    grown = TODAY.year - born.year >= 15
    own = grown and draws.chance() < 0.75
    known = draws.chance()
    return replace(
        member,
        birth_date=born if known < 0.75 else None,
        birth_year=born.year if known < 0.95 else None,
        sex=member.sex if draws.chance() < 0.97 else "",
        phone=(_phone(draws) if own else family_phone) if draws.chance() < 0.85 else "",
        identity_number=_card(draws, member, born) if grown and draws.chance() < 0.6 else "",
        residence=home if draws.chance() < 0.85 else "",
        unit=unit if draws.chance() < 0.95 else "",
    )


def _phone(draws: Draws) -> str:
    return f"{draws.one_of(PREFIXES)}{draws.below(10_000_000):07}"


def _card(draws: Draws, member: Identity, born: date) -> str:
    if draws.chance() < 0.3:
        return f"{draws.below(1_000_000_000):09}"
    sex = (born.year >= 2000) * 2 + (member.sex == "female")
    place = draws.one_of(("001", "001", "001", "030", "034", "036", "038", "040"))
    return f"{place}{sex}{born.year % 100:02}{draws.below(1_000_000):06}"
