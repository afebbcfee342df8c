"""Invented people: names, ages and telephones that nobody has.

Surnames come with the shares they have in the country, given names from a plain list. Telephones
begin with 0000, which no operator has.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from vungxanh.demonstration.tables import table

ADULT, OLD = 18, 80


@cache
def _words(part: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    rows = [row for row in table("names") if row["part"] == part]
    weights = np.cumsum([float(row["weight"]) for row in rows])
    return tuple(row["text"] for row in rows), tuple(weights / weights[-1])


class NameBook:
    """Draws invented persons' names and numbers from one generator."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._telephones = 0

    def sex(self) -> str:
        """Draw a sex, evenly."""
        return "female" if self._rng.random() < 0.5 else "male"

    def surname(self) -> str:
        """Draw a surname, as frequent as in the population."""
        return self._word("surname")

    def full_name(self, sex: str, surname: str = "") -> str:
        """Draw family name, middle name and given name, in that order."""
        family = surname or self.surname()
        return f"{family} {self._word(f'middle_{sex}')} {self._word(f'given_{sex}')}"

    def foreign_name(self, sex: str) -> str:
        """Draw the name of a traveller from abroad, given name first."""
        return f"{self._word(f'foreign_given_{sex}')} {self._word('foreign_surname')}"

    def adult_age(self) -> int:
        """Draw the age of somebody who goes about, in whole years."""
        return int(self._rng.integers(ADULT, OLD))

    def any_age(self) -> int:
        """Draw the age of a member of a family, in whole years."""
        return int(self._rng.integers(1, OLD))

    def telephone(self) -> str:
        """Give the next telephone number of a range that no operator has."""
        self._telephones += 1
        return f"0000{self._telephones:06d}"

    def _word(self, part: str) -> str:
        words, shares = _words(part)
        return words[_first_above(shares, self._rng.random())]


def _first_above(shares: Sequence[float], draw: float) -> int:
    return int(np.searchsorted(shares, draw, side="right"))
