"""One slip of the fingers: a letter or digit more, less, wrong, or two neighbours changed over.

Done for many pairs at once. Two words are one slip apart when what they share at the beginning and
what they share at the end leave at most one place between them, or two that are changed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Letters:
    """Words as rows of code points, once from their beginning and once from their end.

    Words longer than `width` keep their length, and are never one slip from another.
    """

    begun: NDArray[np.uint16]
    ended: NDArray[np.uint16]
    length: NDArray[np.int16]

    @property
    def width(self) -> int:
        """The most letters that a word may have."""
        return int(self.begun.shape[1])


def letters(words: Sequence[str], width: int) -> Letters:
    """Lay out words for comparing."""
    begun = np.zeros((len(words), width), np.uint16)
    ended = np.zeros((len(words), width), np.uint16)
    length = np.zeros(len(words), np.int16)
    for row, word in enumerate(words):
        points: Any = np.frombuffer(word[:width].encode("utf-32-le", "replace"), np.uint32)
        length[row] = len(word)
        begun[row, : len(points)] = points & 0xFFFF
        ended[row, : len(points)] = points[::-1] & 0xFFFF
    return Letters(begun, ended, length)


def one_slip(words: Letters, left: Ints, right: Ints) -> Bools:
    """Tell for each pair of rows whether at most one slip lies between the two words."""
    one, other = words.length[left].astype(np.int64), words.length[right].astype(np.int64)
    likely = (np.abs(one - other) <= 1) & (np.maximum(one, other) <= words.width)
    answer = np.zeros(len(left), np.bool_)
    rows = np.flatnonzero(likely & (one > 0) & (other > 0))
    answer[rows] = _near(words, left[rows], right[rows])
    return answer


def _near(words: Letters, left: Ints, right: Ints) -> Bools:
    one, other = words.length[left].astype(np.int64), words.length[right].astype(np.int64)
    shorter, longer = np.minimum(one, other), np.maximum(one, other)
    a, b = words.begun[left], words.begun[right]
    head = np.minimum(_shared(a, b), shorter)
    tail = np.minimum(_shared(words.ended[left], words.ended[right]), shorter)
    first, second = head, np.minimum(head + 1, words.width - 1)
    row = np.arange(len(left))
    changed_over = (
        (one == other)
        & (head + tail == one - 2)
        & (a[row, np.minimum(first, words.width - 1)] == b[row, second])
        & (a[row, second] == b[row, np.minimum(first, words.width - 1)])
    )
    return np.asarray((head + tail >= longer - 1) | changed_over)


def _shared(a: NDArray[np.uint16], b: NDArray[np.uint16]) -> Ints:
    """Count the equal letters before the first difference."""
    differs = a != b
    return np.asarray(np.where(differs.any(axis=1), differs.argmax(axis=1), a.shape[1]))
