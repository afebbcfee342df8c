"""How telephone and identity numbers are compared: one way of writing each.

A number that is not understood is kept as it was told: a doubtful number is better than none.
"""

import csv
import re
from functools import cache
from importlib.resources import files

_BETWEEN = re.compile(r"[\s.()/-]+")
_DIGITS = re.compile(r"\d+")
COUNTRY_CODE = "84"
LOCAL = 9, 10
"""Digits after the first zero: of a mobile, and of a landline with its area code."""


@cache
def new_prefixes() -> dict[str, str]:
    """Give the prefixes of eleven digits and what replaced them on 15 September 2018."""
    text = (files(__package__) / "data/phone_prefixes_2018.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["old_prefix_11_digit"]: row["new_prefix_10_digit"] for row in rows}


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


def normal_identity(told: str) -> str:
    """Write an identity or passport number without spaces, letters large.

    >>> normal_identity("b 123 4567")
    'B1234567'
    """
    return _BETWEEN.sub("", told).upper()
