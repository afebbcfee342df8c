"""How names are compared: Vietnamese is written with and without diacritics, tones in two places.

`normal` keeps the tones: Nguyễn Thị Hòa and Nguyễn Thị Hoà are one name, Hòa and Hóa are two.
`plain` drops them: what somebody types on a keyboard without Vietnamese letters.
"""

import re
import unicodedata

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above, dot below: the five written tones."""

_SYLLABLE = re.compile(r"\w+")
_OPEN_PAIR = re.compile(r"(o[ae]|uy)$")


def normal(name: str) -> str:
    """Fold case, spaces and the place of tone marks.

    In oa, oe and uy at the end of a syllable the old style marks the first letter, the new style
    the second: both become the new style.

    >>> normal("Nguyễn  THỊ Hòa") == normal("nguyễn thị hoà")
    True
    """
    lowered = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return _SYLLABLE.sub(lambda found: _tone_last(found.group()), lowered)


def plain(name: str) -> str:
    """Drop all diacritics.

    >>> plain("Đỗ Thị Hòa")
    'do thi hoa'
    """
    spread = unicodedata.normalize("NFD", normal(name)).replace("đ", "d")
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def _tone_last(syllable: str) -> str:
    spread = unicodedata.normalize("NFD", syllable)
    tones = [letter for letter in spread if letter in TONES]
    bare = "".join(letter for letter in spread if letter not in TONES)
    # "quy" is q + uy with u part of the consonant: its tone has one place only.
    if len(tones) != 1 or not _OPEN_PAIR.search(bare) or bare.startswith("qu"):
        return unicodedata.normalize("NFC", syllable)
    return unicodedata.normalize("NFC", bare + tones[0])
