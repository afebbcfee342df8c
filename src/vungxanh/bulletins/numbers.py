"""Numbers of patients: BN243, "ca bệnh 17 đến 20", "bệnh nhân thứ 61 (BN61)", "36, 37, 38"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from vungxanh.bulletins.folding import Folded

LONGEST_RANGE = 300
"""More patients at once than any notice told of: then it is a slip, or no range."""
MOST_LISTED = 20_000
"""Numbers out of lists and ranges in one text; beyond it, only single ones are read."""

_ONE = r"(?:bn ?)?0{0,2}[1-9]\d{0,5}(?![\d/]|[.,]\d|h\d)"
_LIST = rf"{_ONE}(?: ?(?:,|-|\bden\b|\btoi\b|\bva\b) ?{_ONE}){{0,60}}"
_HEADING = re.compile(
    rf"\b(?:cac )?ca (?:benh|mac|nhiem)"
    rf"(?: (?:benh|nhan|moi|covid ?-? ?19|ncov|so|thu|tu|la)){{0,6}}"
    rf"[ (]{{0,3}}\b({_LIST})"
    rf"|\b(?:ca|truong hop|benh nhan)(?: (?:nhiem|mac|benh|virus|corona|ncov|covid-19|moi)){{0,4}}"
    rf" (?:thu|so) ({_LIST})"
)
_MENTION = re.compile(
    r"\bbn ?0{0,2}([1-9]\d{0,5})(?!\d)"
    r"|\b(?:benh nhan|ca benh|ca)(?: (?:thu|so))? ?0{0,2}([1-9]\d{0,5})"
    r"(?![\d/]|[.,]\d| ?tuoi| ?nguoi| ?thang| ?h\d)\b"
)
_FURTHER = re.compile(
    r"\s{0,2}(-|\bden\b|,|\bva\b)\s{0,2}(bn ?)?0{0,2}([1-9]\d{0,5})\b(?![/.]\d| ?tuoi|/)"
)
_ALIAS = re.compile(r"\s{0,2}\(bn ?\d{1,6}\)?")
"""The same patient once more: "Bệnh nhân thứ 61 (BN61)"."""
_DIGITS = re.compile(r"[1-9]\d{0,5}")


class Numbered(NamedTuple):
    """A patient's number at a place of the plain text."""

    number: int
    start: int
    end: int


class Named(NamedTuple):
    """Numbers that stand together, from where to where."""

    numbers: tuple[Numbered, ...]
    start: int
    end: int


def headings(text: Folded) -> list[Named]:
    """Find what the notice is about: "THÔNG BÁO VỀ CA BỆNH 95-98"."""
    found: list[Named] = []
    listed_so_far = 0
    for match in _HEADING.finditer(text.plain):
        if listed_so_far < MOST_LISTED and _announces(text.plain, match.start()):
            group = 1 if match.group(1) else 2
            listed = _listed(text.plain, match.start(group), match.end(group))
            numbers = tuple({one.number: one for one in listed}.values())
            listed_so_far += len(numbers)
            alias = _ALIAS.match(text.plain, match.end()) if len(numbers) == 1 else None
            found.append(Named(numbers, match.start(), alias.end() if alias else match.end()))
    return found


_NO_HEADING = re.compile(r"\b(?:tiep xuc|voi|cung|gap|cua|cho|la con|vo|chong)\b")
_ANNOUNCING = re.compile(r"\s*(?:thong (?:bao|tin)|thong cao|phat hien|ca|cac ca|benh nhan)\b")
_CLAUSE = re.compile(r"[.;:\n]")
FIRST_WORDS = 200


def _announces(plain: str, place: int) -> bool:
    clause = plain[max(0, place - FIRST_WORDS) : place]
    start = max((one.end() for one in _CLAUSE.finditer(clause)), default=0)
    before = clause[start:]
    if _NO_HEADING.search(before):
        return False
    return bool(place < FIRST_WORDS or _ANNOUNCING.match(plain[place - len(before) : place + 12]))


def _listed(plain: str, start: int, end: int) -> Iterator[Numbered]:
    """Give the numbers of a list, those within a range included."""
    last: Numbered | None = None
    for match in _DIGITS.finditer(plain, start, end):
        one = Numbered(int(match.group()), *match.span())
        if last and _is_range(plain[last.end : one.start]):
            yield from _between(last, one)
        yield one
        last = one


def _is_range(joint: str) -> bool:
    return "-" in joint or "den" in joint or "toi" in joint


def _between(first: Numbered, last: Numbered) -> Iterator[Numbered]:
    if first.number < last.number <= first.number + LONGEST_RANGE:
        for number in range(first.number + 1, last.number):
            yield Numbered(number, first.start, last.end)


def mentions(text: Folded) -> list[Named]:
    """Find every place where patients are named by number; those that stand together as one."""
    found: list[Named] = []
    place = in_lists = 0
    while match := _MENTION.search(text.plain, place):
        group = 1 if match.group(1) else 2
        numbers = [Numbered(int(match.group(group)), match.start(), match.end())]
        end = match.end()
        while further := _FURTHER.match(text.plain, end):
            joint, bn, digits = further.groups()
            one = Numbered(int(digits), further.start(2 if bn else 3), further.end())
            if not (bn or (joint == "den" and one.number > numbers[-1].number)):
                if not (group == 2 and joint in {",", "va", "den"} and bn is None):
                    break
                if one.number <= numbers[-1].number:
                    break
            if _is_range(joint) and in_lists < MOST_LISTED:
                numbers += _between(numbers[-1], one)
            numbers.append(one)
            end = further.end()
        if alias := _ALIAS.match(text.plain, end):
            end = alias.end()
        in_lists += len(numbers) - 1
        found.append(Named(tuple(numbers), match.start(), end))
        place = end
    return found
