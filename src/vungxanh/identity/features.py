"""Records as columns of numbers, so that millions of pairs are compared at once.

Equal texts get equal codes; code 0 is "not known". Names are taken apart once for each spelling,
not once for each person.
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vungxanh.identity.cards import kind_of, normal_identity
from vungxanh.identity.frequencies import Frequencies
from vungxanh.identity.names import Form, form, plain
from vungxanh.identity.persons import Identity
from vungxanh.identity.phones import phone_digits
from vungxanh.identity.slips import Bools, Ints, Letters, letters

NAME_WIDTH = 40
NUMBER_WIDTH = 12
COLUMNS = 10
SEXES = {"female": 1, "male": 2}


class Codes:
    """Numbers texts in the order in which they come; "" is 0."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {"": 0}

    def __call__(self, text: str) -> int:
        """Give the number of a text."""
        return self._known.setdefault(text, len(self._known))

    def texts(self) -> list[str]:
        """List the texts by their codes."""
        return list(self._known)


@dataclass(frozen=True)
class Names:
    """One row for each spelling of a name; row 0 is the name that is not known."""

    forms: list[Form]
    codes: dict[str, Ints]
    words: Ints
    accented: Bools
    genuine: Bools
    letters: Letters
    rarity: NDArray[np.float64]
    """How much rarer (log2, columns as `frequencies.RARITIES`) than the name that two share."""


@dataclass(frozen=True)
class Features:
    """One row for each record; `names` is shared by all."""

    names: Names
    name: Ints
    year: Ints
    month: Ints
    day: Ints
    sex: Ints
    phone: Ints
    holders: Ints
    """How many records have the phone."""
    phones: Letters
    """By the code of a phone."""
    number: Ints
    number_kind: Ints
    numbers: Letters
    home: Ints
    unit: Ints

    def __len__(self) -> int:
        return len(self.name)


NAME_CODES: dict[str, Callable[[Form], str]] = {
    "spelling": lambda f: f.spelling,
    "letters": lambda f: f.letters,
    "sorted": lambda f: " ".join(sorted(f.words)),
    "sorted_letters": lambda f: " ".join(sorted(f.plain_words)),
    "folded": lambda f: f.folded,
    "folded_letters": lambda f: f.folded_plain,
    "family": lambda f: f.folded.partition(" ")[0],
    "family_letters": lambda f: f.folded_plain.partition(" ")[0],
    "given": lambda f: f.folded.rpartition(" ")[2],
    "given_letters": lambda f: f.folded_plain.rpartition(" ")[2],
}
"""What of a name is compared as a whole."""


def features(persons: Iterable[Identity], frequencies: Frequencies) -> Features:
    """Turn records into columns. Texts are kept only as long as this runs."""
    names, phones, numbers, homes, units, kinds = (Codes() for _ in range(6))
    cells = array("q")
    for person in persons:
        born = person.birth_date
        number = normal_identity(person.identity_number)
        cells.extend(
            (
                names(person.name),
                person.year or 0,
                born.month if born else 0,
                born.day if born else 0,
                SEXES.get(person.sex, 0),
                phones(phone_digits(person.phone)),
                numbers(number),
                kinds(kind_of(number)) if number else 0,
                homes(_home(person.residence)),
                units(person.unit),
            )
        )
    table = np.frombuffer(cells, np.int64).reshape(-1, COLUMNS).T.copy()
    return Features(
        names=names_of(names.texts(), frequencies),
        name=table[0],
        year=table[1],
        month=table[2],
        day=table[3],
        sex=table[4],
        phone=table[5],
        holders=np.bincount(table[5], minlength=1)[table[5]],
        phones=letters(phones.texts(), NUMBER_WIDTH),
        number=table[6],
        number_kind=table[7],
        numbers=letters(numbers.texts(), NUMBER_WIDTH),
        home=table[8],
        unit=table[9],
    )


def names_of(spellings: list[str], frequencies: Frequencies) -> Names:
    """Take apart each spelling of a name."""
    forms = [form(text) for text in spellings]
    codes = {}
    for part, of in NAME_CODES.items():
        known = Codes()
        codes[part] = np.array([known(of(each)) for each in forms], np.int64)
    return Names(
        forms=forms,
        codes=codes,
        words=np.array([len(each.words) for each in forms], np.int64),
        accented=np.array([each.accented for each in forms], np.bool_),
        genuine=np.array([each.genuine for each in forms], np.bool_),
        letters=letters([each.letters for each in forms], NAME_WIDTH),
        rarity=np.array([frequencies.rarity(each) for each in forms], np.float64),
    )


def _home(residence: str) -> str:
    """Write an address one way; without a number it is an area and no home."""
    if not any(letter.isdigit() for letter in residence):
        return ""
    kept = "".join(letter if letter.isalnum() else " " for letter in plain(residence))
    return " ".join(kept.split())
