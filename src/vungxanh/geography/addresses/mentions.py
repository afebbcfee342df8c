"""Where in an address the names of units stand."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vungxanh.geography.addresses.language import Kind, Language, Mark, Role
from vungxanh.geography.addresses.names import Entry, Names
from vungxanh.geography.addresses.spelling import marks_differ
from vungxanh.geography.addresses.words import Word
from vungxanh.geography.units import Level

LONGEST_NAME = 7
"""Words of the longest name that is looked for."""

MOST_WORDS_TO_GUESS = 5

COST_OF_BARE_WORD = 0.1
"""Costs are in log odds. This one: a word without marks in an address mostly without."""
COST_OF_MARKS = (0.0, 0.4, 1.3)
"""The marks of a word are right, missing in part, or others."""
COST_OF_ERRORS = (0.5, 1.6, 3.2)
"""By the number of letters that are off; with none, words are joined or cut otherwise."""
COST_OF_GLUED = 0.5
COST_OF_INITIALS = 0.7


class Mention(NamedTuple):
    """Words `start` to `end` may be the name of `entry`.

    `cost` tells how far the spelling is off. `kinds` is what the address says the unit to be, empty
    when it does not say; `from_` is where the word for that stands. `role` names the word before
    that makes it rather a street, a building or a hamlet; `distance` words lie between.
    """

    start: int
    end: int
    from_: int
    entry: Entry
    cost: float
    kinds: tuple[Kind, ...]
    role: Role | None
    distance: int

    def apart_from(self, other: "Mention") -> bool:
        """Say whether the two share no word."""
        return self.end <= other.start or other.end <= self.start


class Found(NamedTuple):
    """A name at some words, not yet seen in its company."""

    start: int
    end: int
    entry: Entry
    cost: float


class Line:
    """One address: its words, the words of the language among them, and the mentions of units."""

    def __init__(self, words: list[Word], names: Names, language: Language) -> None:
        self.words = words
        self._names = names
        self._plains = [word.spelling.plain for word in words]
        bare = sum(word.spelling.bare for word in words)
        self._cost_of_bare = COST_OF_BARE_WORD if 2 * bare >= len(words) else COST_OF_MARKS[1]
        exact = list(self._exact())
        sure = [one for one in exact if one.cost < COST_OF_MARKS[2]]
        self._named = {place for one in sure for place in range(one.start, one.end)}
        self.marks = self._visible_marks(language, sure)
        self._mark_of = {
            place: mark for mark in self.marks for place in range(mark.start, mark.end)
        }
        found = exact + list(self._guessed())
        self.mentions = [one for one in map(self._in_company, found) if self._is_sensible(one)]
        self._explained = {
            place for one in self.mentions for place in range(one.start, one.end)
        } | self._mark_of.keys()

    def is_explained(self, place: int) -> bool:
        """Say whether a word is part of a mention or a word of the language."""
        return place in self._explained

    def mark(self, place: int) -> Mark | None:
        """Give the word of the language that stands there."""
        return self._mark_of.get(place)

    def same_part(self, one: int, other: int) -> bool:
        """Say whether no comma or the like stands between two words."""
        return self.words[one].part == self.words[other].part

    def _exact(self) -> Iterator[Found]:
        """Find names whose letters are right; one inside another is left out."""
        reach = 0
        for start, plain in enumerate(self._plains):
            if plain not in self._names.heads:
                continue
            end, entries = self._longest_at(start)
            if end > reach:
                reach = end
                for entry in entries:
                    yield Found(start, end, entry, self._cost(start, end, entry))

    def _longest_at(self, start: int) -> tuple[int, Sequence[Entry]]:
        key = self._plains[start]
        entries = self._names.called(key)
        best = start + 1 if entries else 0
        for end in range(start + 1, min(start + LONGEST_NAME, len(self.words))):
            key += self._plains[end]
            if self.words[end].after_break or len(key) > self._names.longest:
                break
            if called := self._names.called(key):
                best, entries = end + 1, called
        return best, entries

    def _cost(self, start: int, end: int, entry: Entry) -> float:
        written = [word.spelling for word in self.words[start:end]]
        if entry.short:
            return COST_OF_INITIALS
        if len(written) != len(entry.spellings):
            return COST_OF_GLUED
        return sum(
            self._cost_of_bare if one.bare else COST_OF_MARKS[marks_differ(one, right)]
            for one, right in zip(written, entry.spellings, strict=True)
            if one != right
        )

    def _visible_marks(self, language: Language, sure: list[Found]) -> list[Mark]:
        """Find the words of the language, except those that are part of a longer name.

        Where a name begins inside another and ends after it, what stands before it is visible.
        """
        starts = {one.start: one.end for one in sure}
        covered = {
            place
            for one in sure
            if one.end - one.start > 1
            and not any(starts.get(inside, 0) > one.end for inside in range(one.start + 1, one.end))
            for place in range(one.start, one.end)
        }
        return [
            mark
            for mark in language.marks(self.words)
            if not covered.issuperset(range(mark.start, mark.end))
        ]

    def _guessed(self) -> Iterator[Found]:
        """Find names with typing errors where nothing else explains the words."""
        for start, end in self._unexplained_stretches():
            key = "".join(self._plains[start:end])
            for name, errors in self._names.similar(key):
                for entry in self._names.called(name):
                    if not entry.short:
                        yield Found(start, end, entry, COST_OF_ERRORS[errors])

    def _unexplained_stretches(self) -> Iterator[tuple[int, int]]:
        """Give the stretches of unknown words that may be a name, as the whole of a part is."""
        place, size = 0, len(self.words)
        while place < size:
            if not self._is_free(place):
                place += 1
                continue
            end = place + 1
            while end < size and self._is_free(end) and self.same_part(place, end):
                end += 1
            if end < size and self.words[end].number and self.same_part(place, end):
                end += 1  # the number of a numbered name
            yield from self._spans_around(place, end)
            place = end

    def _spans_around(self, place: int, end: int) -> Iterator[tuple[int, int]]:
        """Give unknown words alone, and with what stands beside them in their part.

        The unknown word may be the wrong one in a name of several, whose others are names or words
        of the language by themselves.
        """
        start, last, size = place, end, len(self.words)
        while start and self._may_belong(start - 1) and self.same_part(start - 1, place):
            start -= 1
        while last < size and self._may_belong(last) and self.same_part(place, last):
            last += 1
        spans = {(place, end), (start, last)}
        if self._is_unlike_its_kind(place - 1) and self.same_part(place - 1, place):
            spans.add((place - 1, end))
        for one, other in sorted(spans):
            fits = one < start or self._may_begin_a_name(one)
            if fits and other - one <= MOST_WORDS_TO_GUESS:
                yield one, other

    def _is_unlike_its_kind(self, place: int) -> bool:
        """Say whether a word for a kind could as well be the first word of a name."""
        mark = self._mark_of.get(place)
        if mark is None or mark.role is not Role.KIND or mark.end - mark.start > 1:
            return False
        begins = place == 0 or not self.same_part(place - 1, place)
        return begins and (self.words[place].spelling.bare or not mark.exact)

    def _may_belong(self, place: int) -> bool:
        mark = self._mark_of.get(place)
        one_syllable = mark is not None and mark.end - mark.start == 1
        unrelated = mark is not None and mark.role in {Role.KIND, Role.LEAD}
        return not self.words[place].number and (mark is None or (one_syllable and not unrelated))

    def _is_free(self, place: int) -> bool:
        return (
            place not in self._named and place not in self._mark_of and not self.words[place].number
        )

    def _may_begin_a_name(self, place: int) -> bool:
        if place == 0 or not self.same_part(place - 1, place):
            return True
        before = self._mark_of.get(place - 1)
        return before is not None and before.role in {Role.KIND, Role.LEAD}

    def _in_company(self, found: Found) -> Mention:
        kinds, from_ = self._kinds_of(found)
        role, distance = (None, 0) if kinds else self._role_of(found)
        return Mention(
            found.start, found.end, from_, found.entry, found.cost, kinds, role, distance
        )

    def _kinds_of(self, found: Found) -> tuple[tuple[Kind, ...], int]:
        """Give the kinds that stand before the name, else after it."""
        before = self._mark_of.get(found.start - 1)
        joined = before is not None and self.same_part(found.start - 1, found.start)
        if before is not None and joined and before.kinds and before.end == found.start:
            return before.kinds, before.start
        after = self._mark_of.get(found.end)
        if after is not None and after.after_kinds and self.same_part(found.end - 1, found.end):
            return after.after_kinds, found.start
        return (), found.start

    def _role_of(self, found: Found) -> tuple[Role | None, int]:
        """Look back to the word that says what the name belongs to."""
        after = self._mark_of.get(found.end)
        if after is not None and after.role is Role.STREET_AFTER:
            return Role.STREET, 0
        place = found.start - 1
        while place >= 0 and self.same_part(place, found.start):
            mark = self._mark_of.get(place)
            distance = found.start - 1 - place
            if mark is not None:
                told = mark.role not in {Role.KIND, Role.LEAD, Role.STREET_AFTER}
                return (mark.role, distance) if told else (None, distance)
            if self.words[place].number:
                return self._role_of_number(place), distance
            place -= 1
        return None, found.start - 1 - place

    def _role_of_number(self, place: int) -> Role | None:
        """A number after a hamlet's word names the hamlet and says nothing of what follows."""
        before = self._mark_of.get(place - 1) if place else None
        hamlet = before is not None and before.role is Role.HAMLET
        return None if hamlet else Role.NUMBER

    def _is_sensible(self, mention: Mention) -> bool:
        """Refuse short names and numbers among other words: any syllable could be one."""
        short, spellings = mention.entry.short, mention.entry.spellings
        if not mention.kinds and all(one.plain.isdigit() for one in spellings):
            return False  # a number alone is that of a house
        if not short and (mention.kinds or len(spellings) > 1):
            return True
        last = mention.end == len(self.words)
        ends_part = last or not self.same_part(mention.end - 1, mention.end)
        if short:
            large = mention.entry.level is Level.PROVINCE
            return ends_part and (bool(mention.kinds) or self._begins(mention.start) or large)
        return self._begins(mention.start) and (ends_part or mention.end in self._named)

    def _begins(self, place: int) -> bool:
        """Say whether a part begins there, words that introduce it aside."""
        if place == 0 or not self.same_part(place - 1, place):
            return True
        before = self._mark_of.get(place - 1)
        return before is not None and before.role is Role.LEAD
