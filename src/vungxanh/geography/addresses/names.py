"""All names that an address of a day may use, and which units they mean."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from vungxanh.geography.addresses.language import Language
from vungxanh.geography.addresses.spelling import Spelling, composed, key_of, spell
from vungxanh.geography.gazetteer import Gazetteer
from vungxanh.geography.units import Extent, Level, Unit

ONE_DAY = timedelta(days=1)
UnitKey = tuple[str, date | None]

PART_SHARE = 0.8
"""How sure the default successor is of an address in a unit that was divided."""

FEWEST_LETTERS_TO_GUESS = 4
LETTERS_FOR_TWO_ERRORS = 10
MOST_GUESSES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one unit.

    `named` bears the name, `target` is in force on the day (None: lies elsewhere); they differ for
    former units, then `share` is the probability that the target is right. `within` are the units,
    of any time, that the named one lies in. `short` marks initials.
    """

    spellings: tuple[Spelling, ...]
    named: Unit | None
    target: Unit | None
    share: float
    within: frozenset[UnitKey]
    level: Level
    kind: str
    former: bool
    short: bool


class Names:
    """The names of the units of one day, of those before them, and of what lies elsewhere."""

    def __init__(self, gazetteer: Gazetteer, language: Language, on: date) -> None:
        self._gazetteer, self._on = gazetteer, on
        self._by_key: dict[str, list[Entry]] = defaultdict(list)
        for unit in gazetteer.units:
            self._add_unit(unit)
        own = {key_of(unit.name) for unit in gazetteer.units if unit.level is Level.PROVINCE}
        for names in language.elsewhere:
            if key_of(names[0]) not in own:
                self._add_elsewhere(names)
        self.syllables = language.syllables | {
            spelling.plain
            for entries in self._by_key.values()
            for entry in entries
            for spelling in entry.spellings
        }
        self.heads = self._by_key.keys() | {
            entry.spellings[0].plain for entries in self._by_key.values() for entry in entries
        }
        self._guessable = [key for key, entries in self._by_key.items() if not entries[0].short]
        self.longest = max((len(key) for key in self._by_key), default=0)
        self.similar = lru_cache(maxsize=16384)(self._similar)

    def called(self, key: str) -> Sequence[Entry]:
        """Give what bears the name, written as a key."""
        return self._by_key.get(key, ())

    def is_known(self, plain: str) -> bool:
        """Say whether a word belongs to a name or to the language."""
        return plain in self.syllables or plain in self._by_key

    def is_name(self, key: str) -> bool:
        """Say whether a key is a whole name, or the short form of one of the largest units."""
        return any(
            not entry.short or (entry.level is Level.PROVINCE and entry.target is not None)
            for entry in self._by_key.get(key, ())
        )

    def _similar(self, key: str) -> tuple[tuple[str, int], ...]:
        """Give the keys of names that a few typing errors lead to, with the number of errors."""
        if len(key) < FEWEST_LETTERS_TO_GUESS:
            return ()
        most = 2 if len(key) >= LETTERS_FOR_TWO_ERRORS else 1
        found = process.extract(
            key, self._guessable, scorer=OSA.distance, score_cutoff=most, limit=MOST_GUESSES
        )
        return tuple((name, int(errors)) for name, errors, _ in found)

    def _add_unit(self, unit: Unit) -> None:
        if not isinstance(unit.level, Level):
            return
        if unit.valid.first is not None and unit.valid.first > self._on:
            return
        former = self._on not in unit.valid
        target, share = self._today(unit) if former else (unit, 1.0)
        if target is None:
            return
        kind = key_of(unit.full_name.removesuffix(unit.name))
        for name, short in _names_of(unit):
            entry = Entry(
                spellings=tuple(spell(word) for word in name),
                named=unit,
                target=target,
                share=share,
                within=self._within(unit),
                level=unit.level,
                kind=kind,
                former=former,
                short=short,
            )
            self._add(entry)

    def _add_elsewhere(self, names: Iterable[str]) -> None:
        for name in names:
            words = _words(name)
            for form, short in ((words, False), (_initials(words), True)):
                entry = Entry(
                    spellings=tuple(spell(word) for word in form),
                    named=None,
                    target=None,
                    share=1.0,
                    within=frozenset(),
                    level=Level.PROVINCE,
                    kind="",
                    former=False,
                    short=short,
                )
                self._add(entry)

    def _add(self, entry: Entry) -> None:
        if entry.spellings:
            self._by_key["".join(one.plain for one in entry.spellings)].append(entry)

    def _today(self, unit: Unit) -> tuple[Unit | None, float]:
        """Follow a former unit to the day, as `Gazetteer.translate`; else climb to a unit above."""
        share, here = 1.0, unit
        while (end := here.valid.end) is not None and end <= self._on:
            heirs = self._gazetteer.successors(here.code, end - ONE_DAY)
            heir = next((heir for heir in heirs if heir.default), None)
            if heir is None:
                above = self._gazetteer.ancestors(here.code, end - ONE_DAY)
                still = (one for one in above if self._on in one.valid)
                return next(still, None), share
            share *= PART_SHARE if heir.extent is Extent.PART else 1.0
            here = heir.unit
        return here, share

    def _within(self, unit: Unit, depth: int = 8) -> frozenset[UnitKey]:
        """Give the units above, and those that were above the units it was made of."""
        first = unit.valid.first
        last_day = unit.valid.end - ONE_DAY if unit.valid.end else self._on
        days = {last_day, first or last_day}
        above = {
            one.key
            for day in days
            for one in self._gazetteer.ancestors(unit.code, min(day, last_day))
        }
        if first is not None and depth:
            for source in self._gazetteer.predecessors(unit.code, first):
                above |= self._within(source.unit, depth - 1)
        return frozenset(above)


def _words(name: str) -> tuple[str, ...]:
    return tuple("".join(c if c.isalnum() else " " for c in composed(name)).split())


def _names_of(unit: Unit) -> list[tuple[tuple[str, ...], bool]]:
    """Give a unit's name, its short forms (large units only), and its name with a first initial."""
    words = _words(unit.name)
    names = [(words, False)]
    if unit.level is not Level.COMMUNE and len(words) > 1:
        names.append((_initials(words), True))
        if len(words) > 2:
            names.append(((words[0][0], *words[1:]), False))
            names.append(((words[0], "".join(word[0] for word in words[1:])), True))
    english = _words(unit.name_en)
    if english and key_of(unit.name_en) != key_of(unit.name):
        names.append((english, False))
    return names


def _initials(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("".join(word[0] for word in words),)
