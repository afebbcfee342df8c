"""How far two records agree, field by field: the levels of each comparison, from near to far.

`UNKNOWN` (-1) stands for every field that one of the two does not have: it says nothing.
"""

from enum import IntEnum

UNKNOWN = -1


class Name(IntEnum):
    """How near two names are. Diacritics count wherever both sides have some."""

    EXACT = 0
    """The same letters and tones after normalising."""
    UNACCENTED = 1
    """The same letters; one side is written without any diacritics."""
    REORDERED = 2
    """The same words, another one first: the given name before the family name."""
    VARIANT = 3
    """i for y, or a family name as north and south write it."""
    PARTIAL = 4
    """Family and given name agree, and the middle as far as one side tells it."""
    SLIP = 5
    """One slip of the fingers, which left a word that is no Vietnamese syllable."""
    NEIGHBOUR = 6
    """Two names that are near: An and Anh; Minh Ngọc and Ngọc Minh. Mostly two persons."""
    OTHER_TONES = 7
    """The same letters, other tones: Hòa and Hóa. Two persons, unless something else agrees."""
    GIVEN_ONLY = 8
    """One side has the given name alone, and it agrees."""
    DIFFERENT = 9


class Birth(IntEnum):
    """How near two births are. 1 January is taken for a year alone: so unknown days are entered."""

    SAME = 0
    SWAPPED = 1
    """Day and month changed places."""
    ONE_DIGIT = 2
    """One of the eight digits differs."""
    SAME_YEAR = 3
    """A day is unknown; the years agree."""
    NEAR_YEAR = 4
    """A day is unknown; the years differ by one, as those worked out from an age do."""
    DIFFERENT = 5


class Sex(IntEnum):
    """Whether the sexes agree."""

    SAME = 0
    DIFFERENT = 1


class Phone(IntEnum):
    """How near two telephone numbers are, old and new prefixes being one."""

    SAME = 0
    """The same number, which at most two records have."""
    SHARED = 1
    """The same number, which a family or more share: it says that they belong together."""
    ONE_DIGIT = 2
    DIFFERENT = 3


class Number(IntEnum):
    """How near two identity numbers of one kind are."""

    SAME = 0
    ONE_DIGIT = 1
    DIFFERENT = 2


class Home(IntEnum):
    """How near two homes are."""

    SAME = 0
    """The same address, with a number in it."""
    SAME_UNIT = 1
    OTHER_UNIT = 2


COMPARISONS: dict[str, type[IntEnum]] = {
    "name": Name,
    "birth": Birth,
    "sex": Sex,
    "phone": Phone,
    "identity": Number,
    "home": Home,
}
"""The comparisons in the order of the columns of a comparison vector."""

COLUMN = {name: place for place, name in enumerate(COMPARISONS)}
