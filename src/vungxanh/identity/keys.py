"""Blocking keys: only records that share one are compared.

Keys are plain strings, so that a table with an index over (key, person) finds the few records
worth comparing. Each kind forgives other faults; together they miss only what differs in nearly
everything. A key that many records share says nothing and is passed over by whoever reads it.
"""

from datetime import date

from vungxanh.identity.cards import normal_identity
from vungxanh.identity.names import folded_word, form
from vungxanh.identity.persons import Identity
from vungxanh.identity.phones import phone_digits

KINDS = (
    "identity",
    "phone",
    "date_given",
    "date_initials",
    "name_year",
    "name_unit",
    "unit_year_initials",
    "name",
)
"""The kinds of keys, in the order of `keys_by_kind`."""

FULL = 3
"""Words of a name that may be looked for by itself."""


def blocking_keys(person: Identity) -> tuple[str, ...]:
    """List the keys of a record; without a name, a number or a birth there is none.

    >>> blocking_keys(Identity("1", "Vũ Thị Hòa", birth_year=1985, phone="0162 234 5678"))
    ('p:0322345678', 'y:hoa thi vo:1985', 'n:hoa thi vo')
    """
    return tuple(key for key in keys_by_kind(person) if key)


def keys_by_kind(person: Identity) -> tuple[str, ...]:
    """Give one key for each of KINDS, "" where the record lacks what it needs."""
    name = form(person.name)
    number, phone = normal_identity(person.identity_number), phone_digits(person.phone)
    born = _either_way(person.birth_date) if person.birth_date and name.words else ""
    folded = [folded_word(word) for word in name.plain_words]
    words = " ".join(sorted(folded))
    known = len(name.words) > 1
    year, unit = person.year, person.unit
    return (
        f"i:{number}" if number else "",
        f"p:{phone}" if phone else "",
        f"d:{born}:{folded[-1]}" if born else "",
        f"e:{born}:{_initials(folded)}" if born else "",
        f"y:{words}:{year}" if known and year else "",
        f"u:{words}:{unit}" if known and unit else "",
        f"l:{unit}:{year}:{_initials(folded)}" if known and unit and year else "",
        f"n:{words}" if len(name.words) >= FULL else "",
    )


def _either_way(born: date) -> str:
    """Write a date so that day and month may change places."""
    low, high = sorted((born.day, born.month))
    return f"{born.year:04}-{low:02}{high:02}"


def _initials(words: list[str]) -> str:
    """Give the first letters of the first and the last word, in either order."""
    return "".join(sorted((words[0][0], words[-1][0])))
