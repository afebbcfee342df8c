"""Where the name of a place ends: names begin with capitals, kinds of units may not."""

import re

from vungxanh.bulletins.folding import Folded

_KIND = re.compile(
    r"(?:thanh pho|thi tran|thi xa|phuong|quan|huyen|tinh|xa|thon|xom|ap|to dan pho|to|khu pho"
    r"|khu do thi|khu|duong|pho|ngo|ngach|hem|so nha|so|chung cu|kdt|khach san|toa nha|tp|tx|tt"
    r"|ban|buon|lang|can ho|phong|nha)\b"
)
_BETWEEN = re.compile(r"(?: ?, ?| ?- ?| \(|\. ?(?=\w)| )")
_ABBREVIATED = re.compile(r"\b(?:tp|q|p|h|x|tx|tt)\Z")
_WORD = re.compile(r"[^\W_]+(?:/\w{1,5}){0,3}")
LONGEST = 160


def ends_at(text: Folded, start: int, end: int) -> int:
    """Say where the place that begins at `start` ends; `start` itself if none begins there."""
    end = min(end, start + LONGEST)
    last = place = start
    bracket = named = False
    while place < end and (word_end := _name_part(text, place, end)):
        named = named or not _KIND.match(text.plain, place)
        place = last = word_end
        if bracket and text.plain[place : place + 1] == ")":
            place = last = place + 1
            bracket = False
        joint = _BETWEEN.match(text.plain, place, end)
        if joint is None or (joint.group()[0] == "." and not _abbreviates(text, place)):
            break
        bracket = bracket or "(" in joint.group()
        place = joint.end()
    if text.plain[start:last].count("(") > text.plain[start:last].count(")"):
        last = text.plain.rindex("(", start, last)
    while last > start and text.plain[last - 1] in " ,-(":
        last -= 1
    return last if named else start


def _abbreviates(text: Folded, place: int) -> bool:
    return _ABBREVIATED.search(text.plain[max(0, place - 4) : place]) is not None


def _name_part(text: Folded, place: int, end: int) -> int:
    """Give the end of the next word, if it may belong to a place's name; 0 if not."""
    if kind := _KIND.match(text.plain, place, end):
        return kind.end()
    word = _WORD.match(text.plain, place, end)
    if word is None or (
        text.plain.startswith("bn", place) and text.plain[place + 2 : place + 3].isdigit()
    ):
        return 0
    first = text.written[place]
    return word.end() if first.isupper() or (first.isdigit() and _is_number(text, word)) else 0


def _is_number(text: Folded, word: re.Match[str]) -> bool:
    """A number belongs to a ward or a house; an age or a day does not."""
    return (
        re.match(r" ?(?:tuoi|nguoi|ngay|thang|dem)\b", text.plain[word.end() : word.end() + 8])
        is None
    )
