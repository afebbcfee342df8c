"""One slip of the fingers, against the textbook's distance (optimal string alignment)."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from vungxanh.identity.slips import letters, one_slip

word = st.text("abc ", max_size=9)


def distance(a: str, b: str) -> int:
    """Count insertions, deletions, substitutions and swaps of neighbours."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i, j] = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (a[i - 1] != b[j - 1]),
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(a), len(b)]


@given(word, word)
@example("ab", "ba")
@example("abca", "acba")
@example("a", "b")
def test_as_the_textbook_counts(one, other):
    told = one_slip(letters([one, other], 9), np.array([0, 1]), np.array([1, 0]))
    expected = bool(one) and bool(other) and distance(one, other) <= 1
    assert told.tolist() == [expected, expected]


@given(st.text(min_size=3, max_size=8), st.data())
def test_a_letter_left_out_of_any_alphabet_is_one_slip(text, data):
    at = data.draw(st.integers(0, len(text) - 1))
    both = letters([text, text[:at] + text[at + 1 :]], 8)
    assert one_slip(both, np.array([0]), np.array([1])).all()


def test_longer_words_than_there_is_room_for_are_never_near():
    both = letters(["abcdef", "abcdeg"], 5)
    assert not one_slip(both, np.array([0]), np.array([1])).any()
