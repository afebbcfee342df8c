"""Comparison vectors: for pairs of records, the level of agreement in each comparison.

All pairs of a call are compared at once. Every comparison is symmetric.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vungxanh.identity.features import Features, Names
from vungxanh.identity.frequencies import RARITIES
from vungxanh.identity.levels import UNKNOWN, Birth, Home, Name, Number, Phone, Sex
from vungxanh.identity.slips import Bools, Ints, one_slip

Levels = NDArray[np.int8]
FAMILY = 3
"""A telephone of so many records is a family's."""


def compare(records: Features, left: Ints, right: Ints) -> Levels:
    """Give the comparison vectors of pairs of rows, one row a pair, columns as COMPARISONS."""
    vectors = np.empty((len(left), len(COMPARE)), np.int8)
    for column, of in enumerate(COMPARE):
        vectors[:, column] = of(records, left, right)
    return vectors


def name_levels(names: Names, left: Ints, right: Ints) -> Levels:
    """Give the level (`levels.Name`) for pairs of rows of names."""

    def same(part: str) -> Bools:
        return np.asarray(names.codes[part][left] == names.codes[part][right])

    def agree(part: str) -> Bools:
        """Diacritics count unless one side has none at all."""
        return same(part) | (bare & same(f"{part}_letters"))

    bare = ~names.accented[left] | ~names.accented[right]
    fewest = np.minimum(names.words[left], names.words[right])
    same_letters = same("letters") | same("folded_letters") | same("sorted_letters")
    outer = agree("family") & agree("given") & (fewest >= 2)
    levels = np.full(len(left), Name.DIFFERENT, np.int8)
    levels[agree("given") & (fewest == 1)] = Name.GIVEN_ONLY
    rest = np.flatnonzero(~same_letters)
    slipped = rest[one_slip(names.letters, left[rest], right[rest])]
    genuine = names.genuine[left[slipped]] & names.genuine[right[slipped]]
    levels[slipped] = np.where(genuine, Name.NEIGHBOUR, Name.SLIP)
    levels[same_letters] = Name.OTHER_TONES
    same_words = agree("sorted")
    levels[same_words] = Name.NEIGHBOUR
    levels[_middle_left_out(names, left, right, outer)] = Name.PARTIAL
    levels[agree("folded")] = Name.VARIANT
    levels[(levels == Name.NEIGHBOUR) & same_words & ~agree("family")] = Name.REORDERED
    levels[bare & same("letters")] = Name.UNACCENTED
    levels[same("spelling")] = Name.EXACT
    levels[fewest == 0] = UNKNOWN
    return levels


def _middle_left_out(names: Names, left: Ints, right: Ints, outer: Bools) -> Ints:
    """Find the pairs in which one side has fewer middle names, and those agree."""
    rows = np.flatnonzero(outer & (names.words[left] != names.words[right]))
    kept = []
    for row in rows:
        one, other = names.forms[left[row]], names.forms[right[row]]
        both = one.accented and other.accented
        a, b = (one.words, other.words) if both else (one.plain_words, other.plain_words)
        fewer, more = sorted((set(a[1:-1]), set(b[1:-1])), key=len)
        if fewer <= more:
            kept.append(row)
    return np.array(kept, np.int64)


def name_rarity(records: Features, left: Ints, right: Ints, levels: Levels) -> NDArray[np.float64]:
    """Give log2 of the factor on the chance that strangers agree so in this very name."""
    table = np.array([RARITY_OF.get(Name(level), -1) for level in Name])
    column = table[np.clip(levels, 0, None)]
    shares = records.names.rarity
    row = np.maximum(
        shares[records.name[left], np.clip(column, 0, None)],
        shares[records.name[right], np.clip(column, 0, None)],
    )
    return np.where((column >= 0) & (levels != UNKNOWN), row, 0.0)


RARITY_OF = {
    Name.EXACT: RARITIES["spelling"],
    Name.UNACCENTED: RARITIES["letters"],
    Name.REORDERED: RARITIES["letters"],
    Name.VARIANT: RARITIES["letters"],
    Name.PARTIAL: RARITIES["outer"],
    Name.GIVEN_ONLY: RARITIES["given"],
}
"""Which rarity counts at a level of the name; at the others agreement is no matter of the name."""


def _name(records: Features, left: Ints, right: Ints) -> Levels:
    return name_levels(records.names, records.name[left], records.name[right])


def _birth(records: Features, left: Ints, right: Ints) -> Levels:
    year, other_year = records.year[left], records.year[right]
    month, other_month = records.month[left], records.month[right]
    day, other_day = records.day[left], records.day[right]
    apart = np.abs(year - other_year)
    levels = np.full(len(left), Birth.DIFFERENT, np.int8)
    vague = _day_unknown(month, day) | _day_unknown(other_month, other_day)
    levels[vague & (apart == 1)] = Birth.NEAR_YEAR
    levels[vague & (apart == 0)] = Birth.SAME_YEAR
    digits = _digits_apart(year, other_year, 4) + _digits_apart(month, other_month, 2)
    digits += _digits_apart(day, other_day, 2)
    levels[~vague & (digits == 1)] = Birth.ONE_DIGIT
    levels[~vague & (apart == 0) & (day == other_month) & (month == other_day)] = Birth.SWAPPED
    levels[~vague & (digits == 0)] = Birth.SAME
    levels[(year == 0) | (other_year == 0)] = UNKNOWN
    return levels


def _day_unknown(month: Ints, day: Ints) -> Bools:
    return np.asarray((month == 0) | ((month == 1) & (day == 1)))


def _digits_apart(one: Ints, other: Ints, digits: int) -> Ints:
    places = 10 ** np.arange(digits)
    return np.asarray(((one[:, None] // places) % 10 != (other[:, None] // places) % 10).sum(1))


def _sex(records: Features, left: Ints, right: Ints) -> Levels:
    one, other = records.sex[left], records.sex[right]
    levels = np.where(one == other, Sex.SAME, Sex.DIFFERENT).astype(np.int8)
    levels[(one == 0) | (other == 0)] = UNKNOWN
    return levels


def _phone(records: Features, left: Ints, right: Ints) -> Levels:
    one, other = records.phone[left], records.phone[right]
    levels = np.full(len(left), Phone.DIFFERENT, np.int8)
    different = np.flatnonzero(one != other)
    slipped = one_slip(records.phones, one[different], other[different])
    levels[different[slipped]] = Phone.ONE_DIGIT
    shared = records.holders[left] >= FAMILY
    levels[one == other] = np.where(shared, Phone.SHARED, Phone.SAME)[one == other]
    levels[(one == 0) | (other == 0)] = UNKNOWN
    return levels


def _identity(records: Features, left: Ints, right: Ints) -> Levels:
    one, other = records.number[left], records.number[right]
    levels = np.full(len(left), Number.DIFFERENT, np.int8)
    different = np.flatnonzero(one != other)
    slipped = one_slip(records.numbers, one[different], other[different])
    levels[different[slipped]] = Number.ONE_DIGIT
    levels[one == other] = Number.SAME
    kinds = records.number_kind[left] != records.number_kind[right]
    levels[(kinds & (levels == Number.DIFFERENT)) | (one == 0) | (other == 0)] = UNKNOWN
    return levels


def _home(records: Features, left: Ints, right: Ints) -> Levels:
    home, unit = records.home[left], records.unit[left]
    other_home, other_unit = records.home[right], records.unit[right]
    levels = np.where(unit == other_unit, Home.SAME_UNIT, Home.OTHER_UNIT).astype(np.int8)
    levels[(unit == 0) | (other_unit == 0)] = UNKNOWN
    levels[(home == other_home) & (home > 0) & (levels != Home.OTHER_UNIT)] = Home.SAME
    return levels


COMPARE: tuple[Callable[[Features, Ints, Ints], Levels], ...] = (
    _name,
    _birth,
    _sex,
    _phone,
    _identity,
    _home,
)
"""In the order of COMPARISONS."""
