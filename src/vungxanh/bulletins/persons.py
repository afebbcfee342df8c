"""Who somebody is: sex, age, year of birth, nationality, address."""

import re
from collections.abc import Iterable
from datetime import date

from vungxanh.bulletins.answer import Read, Sex
from vungxanh.bulletins.folding import Folded
from vungxanh.bulletins.places import ends_at
from vungxanh.bulletins.words import countries, country_pattern
from vungxanh.geography import Address, AddressReader

Stretches = Iterable[tuple[int, int]]

NEAR = 260
"""Who somebody is stands in the first words about them; later ones tell of relatives, too."""

_SEX = re.compile(
    r"(?<!viet )(?<!hang )\bnam\b(?! (?:dinh|phi|my|1[89]\d\d|20\d\d))|\bnu\b"
    r"|\bbe (?:gai|trai)\b|(?:^|\b(?:do la|la|nhan|do la|xac nhan)) ?(ong|ba|chi|anh|co)\b"
)
_MARKED = {
    "nam": ("nam", Sex.MALE),
    "nu": ("nữ", Sex.FEMALE),
    "be gai": ("bé gái", Sex.FEMALE),
    "be trai": ("bé trai", Sex.MALE),
    "ong": ("ông", Sex.MALE),
    "anh": ("anh", Sex.MALE),
    "ba": ("bà", Sex.FEMALE),
    "chi": ("chị", Sex.FEMALE),
    "co": ("cô", Sex.FEMALE),
}
_SURE_WITHOUT_MARKS = re.compile(r"(?:benh nhan |la |[:,(-] ?|^)nam(?: gioi|[,) ]| \d)")


def sex(text: Folded, stretches: Stretches) -> Read[Sex] | None:
    """Find the first word that says man or woman, and not south, year or a name."""
    for start, end in stretches:
        for match in _SEX.finditer(text.plain, start, min(end, start + NEAR)):
            group = 1 if match.group(1) else 0
            first, last = match.span(group)
            word, value = _MARKED[text.plain[first:last]]
            if _says_sex(text, first, last, word):
                return text.read(value, first, last)
    return None


def _says_sex(text: Folded, start: int, end: int, word: str) -> bool:
    written = text.written[start:end]
    if not text.is_marked:
        before = text.plain[max(0, start - 12) : start]
        sure = _SURE_WITHOUT_MARKS.search(before + text.plain[start : end + 5])
        return word == "nữ" or (word == "nam" and sure is not None)
    if written.lower() != word:
        return False
    if word not in {"nam", "anh"} or written[0].islower():
        return word != "anh" or written == "anh"
    # A capital: the first word of a clause, or a part of a name.
    return re.search(
        r"(?:^|[:.;,(-])\s*\Z", text.plain[max(0, start - 3) : start]
    ) is not None and (
        text.plain[end : end + 1] in {",", ":"} or text.plain[end : end + 5] == " gioi"
    )


_AGE = re.compile(r"\b(\d{1,3}) ?(thang )?tuo[io]\b")


def age(text: Folded, stretches: Stretches) -> Read[int] | None:
    """Find the first age in years; of a baby whose months are told, 0."""
    for start, end in stretches:
        if match := _AGE.search(text.plain, start, min(end, start + NEAR)):
            years = int(match.group(1)) // (12 if match.group(2) else 1)
            if years <= OLDEST:
                return text.read(years, *match.span())
    return None


OLDEST = 125
_BIRTH = re.compile(r"\b(?:sinh nam|sn|nam sinh|sinh)\s{0,2}:?\s{0,2}((?:1[89]|20)\d\d)\b")


def birth_year(text: Folded, stretches: Stretches, published: date) -> Read[int] | None:
    """Find the year of birth."""
    for start, end in stretches:
        match = _BIRTH.search(text.plain, start, min(end, start + NEAR))
        if match and 0 <= published.year - int(match.group(1)) <= OLDEST:
            return text.read(int(match.group(1)), *match.span())
    return None


def nationality(text: Folded, stretches: Stretches) -> Read[str] | None:
    """Find the country behind "quốc tịch" or "là người"."""
    pattern = re.compile(
        rf"(?<!nguoi )\b(?:quoc tich|benh nhan nguoi|(?:la )nguoi):? ({country_pattern()})\b"
    )
    for start, end in stretches:
        if match := pattern.search(text.plain, start, end):
            return text.read(countries()[match.group(1)], *match.span())
    return None


_LIVES = re.compile(
    r"\b(?:(?:co )?dia chi(?: thuong tru| luu tru| cua bo me| hien nay)?"
    r"|(?<!ngoai )(?<!noi )(?:tam |thuong |cu )?tru(?: quan)?"
    r"|ngu|que(?: quan)?|noi o)\b(?: \b(?:tai|o)\b)?\s{0,2}:?\s{0,2}(?:\b(?:tai|o) )?"
)
_AT = re.compile(r"(?<!da )(?<!dang )(?<!va )(?<!den )\bo\b ")
_AFTER_AGE = re.compile(
    r"\btuoi, (?=(?:xom|thon|xa|phuong|quan|huyen|to|khu|ap|thi tran|thi xa)\b)"
)
_STAYS = re.compile(r"\bluu tru (?:tai|o) ")
FURTHEST = 700


def address(
    text: Folded, stretches: Stretches, reader: AddressReader, on: date
) -> Read[Address] | None:
    """Find where somebody lives, else where they stay, and read which unit it is."""
    stretches = list(stretches)
    for pattern, far in ((_LIVES, FURTHEST), (_AFTER_AGE, NEAR), (_AT, NEAR), (_STAYS, FURTHEST)):
        for start, end in stretches:
            for match in pattern.finditer(text.plain, start, min(end, start + far)):
                if (
                    pattern is _LIVES
                    and text.plain[max(0, match.start() - 4) : match.start()] == "luu "
                ):
                    continue
                last = ends_at(text, match.end(), end)
                if last > match.end():
                    words = text.read("", match.end(), last).words
                    return text.read(reader.read(words, on), match.end(), last)
    return None
