"""Identity numbers: what one says about its holder, and where that contradicts the record.

The personal number of twelve digits is PPP G YY NNNNNN: where the birth was registered, century
and sex, year of birth, six digits without meaning. It has no check digit, so nothing is refused:
a contradiction is a warning. The older card has nine digits and says nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from vungxanh.identity.shipped import rows

_BETWEEN = re.compile(r"[\s.()/-]+")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{7,8}")
LAST_PROVINCE = "096"
"""Above it stand countries, for people whose birth was registered abroad."""
FIRST_CENTURY = 1900

LENGTH = "An identity number has 12 digits, on old cards 9; this one has %(count)d."
PROVINCE = "No province has the number %(prefix)s, with which the identity number begins."
WOMAN = "The identity number is that of a woman."
MAN = "The identity number is that of a man."
YEAR = "By the identity number the year of birth is %(card)d, not %(record)d."
TEXTS = LENGTH, PROVINCE, WOMAN, MAN, YEAR
"""Every sentence of a warning: msgids, for whoever translates them."""


class Kind(StrEnum):
    """What sort of number it is; numbers of two kinds cannot be compared."""

    PERSONAL = "personal"
    """Twelve digits, for life."""
    OLD_CARD = "old card"
    """Nine digits, of the card before it."""
    PASSPORT = "passport"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Holder:
    """What a personal number says. `province` is the official code, "" for a country."""

    province: str
    sex: str
    birth_year: int


@dataclass(frozen=True, slots=True)
class CardWarning:
    """Something to look at: a code, a sentence with gaps (an English msgid), what fills them."""

    code: str
    text: str
    parameters: dict[str, str | int]

    def __str__(self) -> str:
        return self.text % self.parameters


@cache
def provinces() -> dict[str, str]:
    """Give the first three digits of a personal number and the province's official code."""
    return {row["cccd_prefix"]: row["province_code_gso"] for row in rows("card_provinces.csv")}


def normal_identity(told: str) -> str:
    """Write an identity or passport number without spaces, letters large.

    >>> normal_identity("b 123 4567")
    'B1234567'
    """
    return _BETWEEN.sub("", told).upper()


def kind_of(number: str) -> Kind:
    """Tell what sort of number it is, from a number in its normal form.

    >>> kind_of("012345678").value, kind_of("B1234567").value
    ('old card', 'passport')
    """
    if number.isascii() and number.isdigit():
        return {12: Kind.PERSONAL, 9: Kind.OLD_CARD}.get(len(number), Kind.OTHER)
    return Kind.PASSPORT if _PASSPORT.fullmatch(number) else Kind.OTHER


def holder_of(number: str) -> Holder | None:
    """Read a personal number; None for any other kind.

    >>> holder_of("001 185 000123")
    Holder(province='01', sex='female', birth_year=1985)
    """
    written = normal_identity(number)
    if kind_of(written) is not Kind.PERSONAL:
        return None
    century, sex = divmod(int(written[3]), 2)
    return Holder(
        province=provinces().get(written[:3], ""),
        sex="female" if sex else "male",
        birth_year=FIRST_CENTURY + 100 * century + int(written[4:6]),
    )


def warnings_of(number: str, *, sex: str = "", birth_year: int | None = None) -> list[CardWarning]:
    """List where a number contradicts its form or the record; what is unknown contradicts nothing.

    >>> [str(each) for each in warnings_of("001185000123", sex="male", birth_year=1985)]
    ['The identity number is that of a woman.']
    """
    written = normal_identity(number)
    if written.isascii() and written.isdigit() and len(written) not in (9, 12):
        return [CardWarning("length", LENGTH, {"count": len(written)})]
    holder = holder_of(written)
    if holder is None:
        return []
    found = []
    if written[:3] <= LAST_PROVINCE and not holder.province:
        found.append(CardWarning("province", PROVINCE, {"prefix": written[:3]}))
    if sex and sex != holder.sex:
        found.append(CardWarning("sex", WOMAN if holder.sex == "female" else MAN, {}))
    if birth_year is not None and birth_year != holder.birth_year:
        years: dict[str, str | int] = {"card": holder.birth_year, "record": birth_year}
        found.append(CardWarning("birth_year", YEAR, years))
    return found
