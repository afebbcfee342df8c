"""One way of writing a telephone number: as it is dialled inside the country today.

On 15 September 2018 the mobile numbers of eleven digits became numbers of ten: an old and a new
number of one telephone agree. A number that is not understood is kept as it was told: a doubtful
number is better than none. Families share a telephone, so a number is never a person's own.
"""

import re
from functools import cache

from vungxanh.identity.shipped import rows

COUNTRY_CODE = "84"
LOCAL = 9, 10
"""Digits after the first zero: of a mobile, and of a landline with its area code."""

_BETWEEN = re.compile(r"[\s.()/-]+")
_DIGITS = re.compile(r"\d+")


@cache
def new_prefixes() -> dict[str, str]:
    """Give the prefixes of eleven digits and what replaced them on 15 September 2018."""
    table = rows("phone_prefixes_2018.csv")
    return {row["old_prefix_11_digit"]: row["new_prefix_10_digit"] for row in table}


def normal_phone(told: str) -> str:
    """Write a telephone number as it is dialled inside the country today.

    >>> normal_phone("+84 912 000 111"), normal_phone("0162.234.5678"), normal_phone("ask Lan")
    ('0912000111', '0322345678', 'ask Lan')
    """
    digits = _dialled(told)
    new = new_prefixes().get(digits[:4]) if len(digits) == 11 else None
    if new:
        return new + digits[4:]
    return digits if len(digits) >= LOCAL[0] else " ".join(told.split())


def phones_begun_with(typed: str) -> set[str]:
    """Give the digits that somebody typed of a phone, as it is and was dialled; at least three.

    >>> sorted(phones_begun_with("+84 162 234")), phones_begun_with("12"), phones_begun_with("Lan")
    (['0162234', '032234'], set(), set())
    """
    digits = _dialled(typed)
    if len(digits) < 3:
        return set()
    new = new_prefixes().get(digits[:4])
    return {digits, new + digits[4:]} if new else {digits}


def phone_digits(told: str) -> str:
    """Give the normal form of what can be dialled, "" for anything else.

    >>> phone_digits("+84 162 234 5678"), phone_digits("none")
    ('0322345678', '')
    """
    written = normal_phone(told).removeprefix("+")
    return written if _DIGITS.fullmatch(written) and len(written) >= LOCAL[0] else ""


def _dialled(told: str) -> str:
    """Give the digits of a number, the country code as 0; "" where it is none."""
    bare = _BETWEEN.sub("", told)
    abroad = bare.startswith(("+", "00" + COUNTRY_CODE))
    digits = bare.removeprefix("+").removeprefix("00") if abroad else bare
    if not _DIGITS.fullmatch(digits):
        return ""
    if digits.startswith(COUNTRY_CODE) and (abroad or len(digits) - 2 in LOCAL):
        digits = "0" + digits.removeprefix(COUNTRY_CODE).removeprefix("0")
    elif abroad:
        return bare  # a number of another country stays whole
    return digits
