"""The words of a language that stand around names in an address: data, not code."""

import csv
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from vungxanh.geography.addresses.spelling import Spelling, key_of, marks_differ, spell
from vungxanh.geography.addresses.words import Word
from vungxanh.geography.units import Level

LONGEST_PHRASE = 4
"""Words of the longest phrase that is looked for."""


class Role(StrEnum):
    """What a word says about the name beside it."""

    KIND = "kind"
    STREET = "street"
    STREET_AFTER = "street_after"
    HAMLET = "hamlet"
    LANDMARK = "landmark"
    NUMBER = "number"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of unit: how its full name begins, as a key, and the levels it may be of."""

    key: str
    levels: frozenset[Level]


class Phrase(NamedTuple):
    """A form of a word of the language, as it is written."""

    spellings: tuple[Spelling, ...]
    role: Role
    kind: Kind | None
    before: bool
    after: bool


class Mark(NamedTuple):
    """Words `start` to `end` of an address say something about their neighbours.

    `exact` is False where a word lacks some of its marks.
    """

    start: int
    end: int
    role: Role
    kinds: tuple[Kind, ...]
    after_kinds: tuple[Kind, ...]
    exact: bool


Meaning = tuple[Role, tuple[Kind, ...], tuple[Kind, ...], bool]
"""What follows `start` and `end` in a mark."""


class Language:
    """The kinds of unit, the words around names, and the names of what lies elsewhere.

    `elsewhere` are names of large units outside the gazetteer: where one of them ends an address,
    no unit of the gazetteer is meant. Raises KeyError or ValueError if `words` lacks a table.
    """

    def __init__(self, words: dict[str, Any], elsewhere: tuple[tuple[str, ...], ...] = ()) -> None:
        self.elsewhere = elsewhere
        self._phrases: dict[str, list[Phrase]] = {}
        for table in words["kinds"]:
            kind = Kind(key_of(table["full"]), frozenset(Level(one) for one in table["levels"]))
            for form in dict.fromkeys([*table["before"], *table["after"]]):
                self._add(form, Role.KIND, kind, form in table["before"], form in table["after"])
        for role, forms in words["words"].items():
            for form in forms:
                self._add(form, Role(role), None, True, False)
        self._meaning = lru_cache(maxsize=16384)(self._meaning_of)
        self.syllables = {
            spelling.plain
            for phrases in self._phrases.values()
            for phrase in phrases
            for spelling in phrase.spellings
        }
        self._heads = self._phrases.keys() | {
            phrase.spellings[0].plain for phrases in self._phrases.values() for phrase in phrases
        }
        self.prefixes = tuple(
            sorted((key for key, found in self._phrases.items() if found[0].kind), key=len)
        )[::-1]

    def is_abbreviation(self, key: str) -> bool:
        """Say whether a short word is a form that a full stop may follow."""
        return key in self._phrases

    def marks(self, words: list[Word]) -> list[Mark]:
        """Find the words of the language, the longest phrase first; none overlap."""
        found, place = [], 0
        while place < len(words):
            head = words[place].spelling.plain in self._heads
            mark = self._mark_at(words, place) if head else None
            if mark is not None:
                found.append(mark)
            place = mark.end if mark is not None else place + 1
        return found

    def _mark_at(self, words: list[Word], place: int) -> Mark | None:
        best, key = None, ""
        for end in range(place, min(place + LONGEST_PHRASE, len(words))):
            if end > place and words[end].part != words[place].part:
                break
            key += words[end].spelling.plain
            if key in self._phrases:
                written = tuple([word.spelling for word in words[place : end + 1]])
                if meaning := self._meaning(key, written):
                    best = Mark(place, end + 1, *meaning)
        return best

    def _meaning_of(self, key: str, written: tuple[Spelling, ...]) -> Meaning | None:
        """Say what words tell that are written so."""
        phrases = [one for one in self._phrases[key] if _fits(written, one)]
        if not phrases:
            return None
        before = tuple(one.kind for one in phrases if one.kind and one.before)
        after = tuple(one.kind for one in phrases if one.kind and one.after)
        role = Role.KIND if before or after else phrases[0].role
        return role, before, after, written == phrases[0].spellings

    def _add(self, form: str, role: Role, kind: Kind | None, before: bool, after: bool) -> None:
        spellings = tuple(spell(word) for word in form.split())
        phrase = Phrase(spellings, role, kind, before, after)
        self._phrases.setdefault(key_of(form), []).append(phrase)


def _fits(written: tuple[Spelling, ...], phrase: Phrase) -> bool:
    """Say whether words with marks have the right ones; a word of a kind may lack some."""
    if len(written) != len(phrase.spellings):
        return True  # glued together: the letters decide
    allowed = 1 if phrase.role is Role.KIND else 0
    return all(
        one.bare or marks_differ(one, right) <= allowed
        for one, right in zip(written, phrase.spellings, strict=True)
    )


@cache
def shipped_language() -> Language:
    """Read the words of Vietnamese addresses and the provinces of Viet Nam."""
    data = files("vungxanh.geography").joinpath("data")
    words = tomllib.loads(data.joinpath("vi_address_words.toml").read_text("utf-8"))
    rows = csv.DictReader(data.joinpath("vn_provinces.csv").read_text("utf-8").splitlines())
    elsewhere = (
        (row["name"], *(name.strip() for name in row["other_names"].split(";") if name.strip()))
        for row in rows
    )
    return Language(words, tuple(elsewhere))
