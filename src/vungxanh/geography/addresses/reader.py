"""Reading an address: words, names, weights, and the choice."""

from bisect import bisect_right
from datetime import date

from vungxanh.geography.addresses.answer import Address
from vungxanh.geography.addresses.choosing import Likely, choose
from vungxanh.geography.addresses.language import Language, Role
from vungxanh.geography.addresses.mentions import Line
from vungxanh.geography.addresses.names import Names
from vungxanh.geography.addresses.spelling import composed
from vungxanh.geography.addresses.weighing import weigh
from vungxanh.geography.addresses.words import repaired, split
from vungxanh.geography.gazetteer import Gazetteer

LONGEST_TEXT = 1000
"""Characters that are read; an address is shorter."""


class AddressReader:
    """Reads addresses with the names of a gazetteer and the words of a language.

    Make one and keep it: for each time between two changes of units it prepares the names once,
    when the first address of that time is read.
    """

    def __init__(self, gazetteer: Gazetteer, language: Language) -> None:
        self._gazetteer, self._language = gazetteer, language
        days = {day for unit in gazetteer.units for day in (unit.valid.first, unit.valid.end)}
        self._changes = sorted(day for day in days if day is not None)
        self._names: dict[int, Names] = {}

    def read(self, text: str, on: date) -> Address:
        """Say which unit of the day an address names. Reads any text and never raises."""
        names = self._names_of(on)
        read = composed(text[:LONGEST_TEXT])
        words = split(read, self._language.is_abbreviation)
        words = repaired(words, names, self._language.prefixes)
        line = Line(words, names, self._language)
        chosen, others = choose(weigh(line))
        if chosen is None:
            return Address(text, None, 0.0, read.strip(), None, others)
        named = chosen.reading.mention.entry.named
        confidence = round(chosen.probability, 3)
        return Address(text, chosen.unit, confidence, _street(read, line, chosen), named, others)

    def _names_of(self, on: date) -> Names:
        era = bisect_right(self._changes, on)
        if era not in self._names:
            self._names[era] = Names(self._gazetteer, self._language, on)
        return self._names[era]


def _street(text: str, line: Line, chosen: Likely) -> str:
    """Give the words before the unit; after it, where a larger unit stands before it."""
    mention = chosen.reading.mention
    first, end = 0, mention.from_
    if any(one.start < mention.start for one in chosen.reading.above):
        first = max(mention.end, *(one.end for one in chosen.reading.above))
        end = len(line.words)
    while first < end and (mark := line.mark(first)) and mark.role is Role.LEAD:
        first = mark.end
    return text[line.words[first].start : line.words[end - 1].end] if first < end else ""
