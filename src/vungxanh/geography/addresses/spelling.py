"""One word in the spellings that people use: accents or none, tone marks old or new, input codes.

A word is compared by three things: its letters without any mark (`plain`), its letters with the
marks that make other letters of them (`shape`), and its `tone`. Where the tone mark stands does
not matter, so that both customs of placing it give the same word.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook and dot below: combining marks that are tones, not letters."""

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans({"đ": "d"})
_ONE_LETTER = str.maketrans({"y": "i"})
"""Both are written for one sound, and custom changes: taken as the same letter."""

_DOUBLED = re.compile(r"([aeod])\1")


class Spelling(NamedTuple):
    """A word taken apart; `plain` and `shape` are lower-case."""

    plain: str
    shape: str
    tone: str

    @property
    def bare(self) -> bool:
        """Say whether the word was written without any mark."""
        return not self.tone and self.plain == self.shape


@lru_cache(maxsize=65536)
def spell(word: str) -> Spelling:
    """Take a word apart."""
    letters = unicodedata.normalize("NFD", word.casefold())
    tone = "".join(letter for letter in letters if letter in TONES)
    toneless = "".join(letter for letter in letters if letter not in TONES)
    shape = unicodedata.normalize("NFC", toneless).translate(_ONE_LETTER)
    plain = "".join(letter for letter in toneless if not unicodedata.combining(letter))
    plain = plain.translate(_LETTERS_WITHOUT_DECOMPOSITION).translate(_ONE_LETTER)
    return Spelling(plain, shape, tone)


def key_of(phrase: str) -> str:
    """Write a phrase without marks, spaces and punctuation: what names are looked up by."""
    return "".join(spell(word).plain for word in re.findall(r"[^\W_]+", composed(phrase)))


def composed(text: str) -> str:
    """Join letters and marks, whichever way they were stored."""
    return unicodedata.normalize("NFC", text)


def marks_differ(written: Spelling, right: Spelling) -> int:
    """Say how far the marks of a word are off, its letters being the same.

    0 the same, 1 something is missing, 2 something else stands there.
    """
    if written == right:
        return 0
    tone_fits = written.tone in {"", right.tone}
    if not tone_fits:
        return 2
    letters = zip(written.shape, right.shape, written.plain, strict=False)
    fits = all(one in {other, plain} for one, other, plain in letters)
    return 1 if fits and len(written.shape) == len(right.shape) else 2


@lru_cache(maxsize=65536)
def decoded(plain: str) -> str:
    """Undo the codes of input methods that were left in a word: "trucs", "ddoo", "tru1c".

    Gives the word without marks; whether it is one, the caller knows.
    """
    letters = re.sub(r"\d", "", plain)
    first_vowel = re.search(r"[aeiou]", letters)
    if first_vowel is None:
        return plain
    cut = first_vowel.end()
    rest = re.sub(r"[wsfrxj]", "", letters[cut:])
    return _DOUBLED.sub(r"\1", letters[:cut] + rest)
