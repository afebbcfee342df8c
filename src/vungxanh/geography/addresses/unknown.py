"""What an address tells that no name and no word of the language explains."""

from typing import NamedTuple

from vungxanh.geography.addresses.language import Role
from vungxanh.geography.addresses.mentions import Line, Mention
from vungxanh.geography.addresses.weights import DEPTH


class Unknown(NamedTuple):
    """A word for a kind of unit, with a name that nobody knows; the depths it may be of."""

    depths: frozenset[int]


def _may_be(mention: Mention) -> bool:
    """Say whether a unit is of a level that the kind before its name allows."""
    return any(mention.entry.level in kind.levels for kind in mention.kinds)


def unknown_units(line: Line) -> list[Unknown]:
    """Find kinds of unit whose name is not that of any unit."""
    starts = {one.start for one in line.mentions if _may_be(one)}
    ends = {one.end for one in line.mentions if one.kinds and one.from_ == one.start}
    found = []
    for mark in line.marks:
        place = mark.end
        follows = place < len(line.words) and line.same_part(place - 1, place)
        named = place in starts or mark.start in ends
        if mark.kinds and follows and not named and line.mark(place) is None:
            levels = {level for kind in mark.kinds for level in kind.levels}
            found.append(Unknown(frozenset(DEPTH[level] for level in levels)))
    return found


def unknown_words(line: Line) -> frozenset[int]:
    """Find the words that nothing explains, and that no street, building or number begins."""
    found, part, told = set(), -1, False
    for place, word in enumerate(line.words):
        if word.part != part:
            part, told = word.part, False
        mark = line.mark(place)
        if mark is not None:
            told = told or mark.role not in {Role.KIND, Role.LEAD}
            if mark.role is Role.KIND:
                told = False
        elif word.number:
            told = True
        elif not told and not line.is_explained(place):
            found.add(place)
    return frozenset(found)


def unknown_parts(line: Line) -> list[int]:
    """Give the parts that hold words which nothing explains, and nothing else."""
    known, unknown = set(), set()
    for place, word in enumerate(line.words):
        mark = line.mark(place)
        told = mark is not None and mark.role is not Role.LEAD
        if told or word.number or (mark is None and line.is_explained(place)):
            known.add(word.part)
        elif mark is None:
            unknown.add(word.part)
    return sorted(unknown - known)
