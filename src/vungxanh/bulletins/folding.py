"""A text without marks and capitals, letter for letter beside the text as it was written.

Patterns are looked for in `plain`, so that it does not matter whether marks are there and how they
are stored; each place in `plain` knows its place in the original.
"""

import unicodedata
from functools import cached_property, lru_cache
from typing import TypeVar

from vungxanh.bulletins.answer import Read

T = TypeVar("T")


@lru_cache(maxsize=4096)
def _letters(cluster: str) -> tuple[str, str]:
    """Give one letter as written, composed, and the same without marks and in lower case."""
    composed = unicodedata.normalize("NFC", cluster)[0]
    if composed.isspace():
        return (composed, "\n") if composed == "\n" else (" ", " ")
    if composed in "đĐ":
        return composed, "d"
    if composed in "–—−":
        return composed, "-"
    base = unicodedata.normalize("NFD", composed)[0].lower()[0]
    return composed, base


class Folded:
    """A text to look for patterns in."""

    def __init__(self, original: str) -> None:
        self.original = original
        at: list[int] = []
        written: list[str] = []
        plain: list[str] = []
        for cluster, start in _clusters(original):
            letter, base = _letters(cluster)
            written.append(letter)
            plain.append(base)
            at.append(start)
        self.written, self.plain = "".join(written), "".join(plain)
        self._at = [*at, len(original)]

    @cached_property
    def is_marked(self) -> bool:
        """Say whether the text has diacritics at all: then a word without them means itself."""
        return any(one.lower() != base for one, base in zip(self.written, self.plain, strict=True))

    def read(self, value: T, start: int, end: int) -> Read[T]:
        """Give a value with the words of the original that stand at places of `plain`."""
        first, last = self._at[start], self._at[end]
        return Read(value, first, last, self.original[first:last])

    def is_word(self, start: int, end: int, word: str) -> bool:
        """Say whether a word stands there with its marks, or the text has no marks."""
        return not self.is_marked or self.written[start:end].lower() == word


def _clusters(text: str) -> list[tuple[str, int]]:
    """Cut a text into letters, each with the marks that follow it."""
    if unicodedata.is_normalized("NFC", text) and not any(map(unicodedata.combining, text)):
        return [(letter, place) for place, letter in enumerate(text)]
    found: list[tuple[str, int]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            found.append((text[start:place], start))
            start = place
    return found
