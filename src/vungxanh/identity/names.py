"""How Vietnamese names are written alike: letters, spaces, tones in two places.

`normal` keeps the tones: Nguyễn Thị Hòa and Nguyễn Thị Hoà are one name, Hòa and Hóa are two.
`plain` drops them: what somebody types on a keyboard without Vietnamese letters.
`form` is a name taken apart once, with everything that comparing it asks for.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from vungxanh.identity.syllables import is_syllable, without_telex

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above, dot below: the five written tones."""

_SYLLABLE = re.compile(r"\w+")
_OPEN_PAIR = re.compile(r"(o[ae]|uy)$")
_ASIDE = re.compile(r"\([^)]*\)")
_BETWEEN = re.compile(r"[\W_]+")
_FINAL_Y = re.compile(r"(?<=[bcdđghklmnpqrstvx])y$|(?<=^qu)y$")

TITLES = frozenset({"ông", "bà", "chị", "cô", "chú", "bác", "cháu"})
"""How people are called; no part of the name when another word follows. Anh, em and bé are names,
too, and stay."""

FAMILIES = {"vũ": "võ", "vu": "vo", "huỳnh": "hoàng", "huynh": "hoang"}
"""Family names that north and south write differently, each as the other one."""


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


@dataclass(frozen=True, slots=True)
class Form:
    """A name as it is compared. Words are normal, without titles, asides and left-over Telex."""

    words: tuple[str, ...]
    plain_words: tuple[str, ...]
    folded: str
    """With one way of writing i/y and of the family names of north and south."""
    folded_plain: str
    accented: bool
    """Some letter has a diacritic; else tones say nothing."""
    genuine: bool
    """Every word is a Vietnamese syllable: a slip of the fingers seldom leaves one."""

    @property
    def spelling(self) -> str:
        """The words, with diacritics."""
        return " ".join(self.words)

    @property
    def letters(self) -> str:
        """The words, without diacritics."""
        return " ".join(self.plain_words)


@lru_cache(maxsize=20_000)
def form(name: str) -> Form:
    """Take a name apart.

    >>> form("chị Nguyeenx Thij Hoaf (Tí)").spelling == normal("Nguyễn Thị Hòa")
    True
    """
    told = _BETWEEN.sub(" ", normal(_ASIDE.sub(" ", name))).split()
    while len(told) > 1 and told[0] in TITLES:
        told.pop(0)
    words = tuple(normal(without_telex(word)) for word in told)
    plain_words = tuple(plain(word) for word in words)
    return Form(
        words=words,
        plain_words=plain_words,
        folded=" ".join(_folded(words)),
        folded_plain=" ".join(_folded(plain_words)),
        accented=words != plain_words,
        genuine=all(map(is_syllable, plain_words)),
    )


def folded_word(word: str) -> str:
    """Write a word the one way for i and y, and for the family names with two.

    >>> folded_word("mỹ"), folded_word("thuy"), folded_word("huỳnh")
    ('mĩ', 'thuy', 'hoàng')
    """
    word = FAMILIES.get(word, word)
    bare = unicodedata.normalize("NFD", word)
    marks = "".join(letter for letter in bare if unicodedata.combining(letter))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    if not _FINAL_Y.search(letters):
        return word
    # The marks of a word that ends in y after a consonant belong to that y.
    return unicodedata.normalize("NFC", letters[:-1] + "i" + marks)


def _folded(words: tuple[str, ...]) -> list[str]:
    """Fold i and y everywhere, family names in their place only."""
    return [
        folded_word(word) if place == 0 or word not in FAMILIES else word
        for place, word in enumerate(words)
    ]
