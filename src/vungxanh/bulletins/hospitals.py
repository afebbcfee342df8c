"""Where a patient is treated."""

import re
from collections.abc import Iterable

from vungxanh.bulletins.answer import Read
from vungxanh.bulletins.folding import Folded

_TREATED = re.compile(
    r"\b(?:dieu tri|cach ly|nhap vien|vao vien|chuyen|dua)\b[^.;]{0,70}?"
    r"\b(benh vien|bv(?:dk)?|trung tam y te|phong kham da khoa|tram y te)\b"
)
_NOW = re.compile(
    r"\b(?:dang|duoc|hien|nhap vien|vao vien|chuyen|dieu tri \d{1,2} ngay)\b[^.;]{0,60}\Z"
)
_LOWER = re.compile(
    r"(?:benh vien|da khoa|trung uong|nhiet doi|benh nhiet doi|co so|so|da chien|tinh|huyen|khu vuc"
    r"|quan|thanh pho|dieu tri|lao|va|benh|phoi|khoa|viem|nhi|tw)\b"
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+){0,2}")
LONGEST = 90


def hospital(text: Folded, stretches: Iterable[tuple[int, int]]) -> Read[str] | None:
    """Find the last hospital in which the patient is said to be treated."""
    for start, end in stretches:
        found = None
        for match in _TREATED.finditer(text.plain, start, end):
            before = text.plain[max(start, match.start() - 60) : match.start(1)]
            if _NOW.search(before):
                found = match
        if found:
            last = _end_of_name(text, found.start(1), end)
            read = text.read("", found.start(1), last)
            return text.read(" ".join(read.words.split()), found.start(1), last)
    return None


def _end_of_name(text: Folded, start: int, end: int) -> int:
    place = last = start
    end = min(end, start + LONGEST)
    while place < end:
        if lower := _LOWER.match(text.plain, place, end):
            word_end = lower.end()
        else:
            word = _WORD.match(text.plain, place, end)
            if not word or not (text.written[place].isupper() or text.written[place].isdigit()):
                break
            word_end = word.end()
        place = last = word_end
        if text.plain[place : place + 2] == ", " and text.plain.startswith(
            ("tinh ", "huyen "), place + 2
        ):
            place += 2
        elif text.plain[place : place + 1] in {" ", "."} and text.plain[place : place + 2] != ". ":
            place += 1
            while text.plain[place : place + 1] == " ":
                place += 1
        else:
            break
    trailing = re.compile(r"(?: (?:va|co so|tinh|so|benh))\Z")
    while dangling := trailing.search(text.plain, start, last):
        last = dangling.start()
    return last
