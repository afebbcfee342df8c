"""How a second entry differs from the first: the faults of keyboards, interviews and lists.

The shares are chosen, not measured; each is a line of a table here.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from vungxanh.identity.names import TONES, plain
from vungxanh.identity.persons import Identity
from vungxanh.identity.phones import new_prefixes

if TYPE_CHECKING:
    from benchmarks.people import Draws

Fault = Callable[[str, "Draws"], str]
TELEX = dict(zip(TONES, "fsxrj", strict=True)) | {"\u0306": "w", "\u031b": "w"}
NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqreyrtyuiosadghfjkxzvcnbn", strict=True))


def entered_again(first: Identity, draws: "Draws") -> Identity:
    """Enter a person a second time."""
    return replace(
        first,
        name=_drawn(NAME, draws)(first.name, draws),
        sex=_sex(first.sex, draws),
        phone=_drawn(PHONE, draws)(first.phone, draws),
        identity_number=_drawn(CARD, draws)(first.identity_number, draws),
        residence=_drawn(HOME, draws)(first.residence, draws),
        unit=first.unit if draws.chance() < 0.88 else ("" if draws.chance() < 0.5 else "580"),
        **_birth(first, draws),
    )


def _drawn(table: tuple[tuple[float, Fault], ...], draws: "Draws") -> Fault:
    at = draws.chance()
    for share, fault in table:
        at -= share
        if at < 0:
            return fault
    return table[0][1]


def same(text: str, draws: "Draws") -> str:
    return text


def missing(text: str, draws: "Draws") -> str:
    return ""


def bare(name: str, draws: "Draws") -> str:
    letters = unicodedata.normalize("NFD", name).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def large(name: str, draws: "Draws") -> str:
    return name.upper()


def decomposed(name: str, draws: "Draws") -> str:
    return unicodedata.normalize("NFD", name).replace(" ", "  ")


def telex(name: str, draws: "Draws") -> str:
    """Leave the keys that the keyboard program should have turned into letters."""
    written = []
    for word in name.split():
        letters, tone = "", ""
        for letter in unicodedata.normalize("NFD", word):
            if letter in TONES:
                tone = TELEX[letter]
            elif letter == "\u0302":
                letters += letters[-1].lower()
            else:
                letters += TELEX.get(letter, letter)
        written.append(letters.replace("đ", "dd").replace("Đ", "Dd") + tone)
    return " ".join(written)


def swapped(name: str, draws: "Draws") -> str:
    """Write the given name first, as abroad."""
    words = name.split()
    return " ".join([words[-1], *words[:-1]])


def slip(text: str, draws: "Draws") -> str:
    """Leave out, double, mistype or change over one letter."""
    if len(text) < 3:
        return text
    at, kind = 1 + draws.below(len(text) - 2), draws.below(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + NEIGHBOURS.get(plain(text[at]), "0") + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def other_tone(name: str, draws: "Draws") -> str:
    """Write one tone wrong or leave it out."""
    letters = list(unicodedata.normalize("NFD", name))
    at = [place for place, letter in enumerate(letters) if letter in TONES]
    if at:
        letters[at[draws.below(len(at))]] = draws.one_of(("", *TONES))
    return unicodedata.normalize("NFC", "".join(letters))


def variant(name: str, draws: "Draws") -> str:
    other = {"Vũ": "Võ", "Võ": "Vũ", "Hoàng": "Huỳnh", "Huỳnh": "Hoàng", "Lý": "Lí", "Mỹ": "Mĩ"}
    other |= {"My": "Mi", "Vy": "Vi", "Ly": "Li", "Quý": "Quí", "Sỹ": "Sĩ", "Kỳ": "Kì"}
    return " ".join(other.get(word, word) for word in name.split())


def no_middle(name: str, draws: "Draws") -> str:
    words = name.split()
    return f"{words[0]} {words[-1]}" if len(words) > 1 else name


def called(name: str, draws: "Draws") -> str:
    """Give what somebody is called: the given name, or another altogether."""
    given = name.rsplit(maxsplit=1)[-1]
    return draws.one_of((given, f"chị {given}", f"{given} (Tí)", "Cu Tí", "Bống"))


NAME: tuple[tuple[float, Fault], ...] = (
    (0.34, same),
    (0.27, bare),
    (0.05, large),
    (0.04, decomposed),
    (0.05, telex),
    (0.04, swapped),
    (0.09, slip),
    (0.03, other_tone),
    (0.03, variant),
    (0.04, no_middle),
    (0.02, called),
)


def wrong_digit(number: str, draws: "Draws") -> str:
    if not number:
        return number
    at = draws.below(len(number))
    if not number[at].isdigit():
        return number
    return number[:at] + str((int(number[at]) + 1 + draws.below(9)) % 10) + number[at + 1 :]


def old_prefix(phone: str, draws: "Draws") -> str:
    """Write the number as it was before September 2018, where it was another."""
    for old, new in new_prefixes().items():
        if phone.startswith(new):
            return old + phone.removeprefix(new)
    return f"+84 {phone[1:4]} {phone[4:]}" if phone.startswith("0") else phone


def another(phone: str, draws: "Draws") -> str:
    return f"09{draws.below(100_000_000):08}"


def old_card(number: str, draws: "Draws") -> str:
    return f"{draws.below(1_000_000_000):09}" if len(number) == 12 else number


PHONE: tuple[tuple[float, Fault], ...] = (
    (0.53, same),
    (0.2, missing),
    (0.14, another),
    (0.03, wrong_digit),
    (0.1, old_prefix),
)
CARD: tuple[tuple[float, Fault], ...] = (
    (0.5, same),
    (0.42, missing),
    (0.05, wrong_digit),
    (0.03, old_card),
)


def rewritten(home: str, draws: "Draws") -> str:
    return plain(home).replace(",", " -")


def elsewhere(home: str, draws: "Draws") -> str:
    return f"số {draws.below(300)} phố {draws.below(900)}"


HOME: tuple[tuple[float, Fault], ...] = (
    (0.4, same),
    (0.25, rewritten),
    (0.2, missing),
    (0.15, elsewhere),
)


def _sex(sex: str, draws: "Draws") -> str:
    if draws.chance() < 0.015:
        return {"female": "male", "male": "female"}.get(sex, "")
    return sex if draws.chance() < 0.95 else ""


def _birth(first: Identity, draws: "Draws") -> dict[str, date | int | None]:
    """Enter the birth again: a year alone, day and month changed over, a wrong digit, nothing."""
    born, year, at = first.birth_date, first.year, draws.chance()
    if at < 0.06 or year is None:
        return {"birth_date": None, "birth_year": None}
    if at < 0.28 or born is None:
        off = (draws.chance() < 0.12) * draws.one_of(("-1", "1"))
        return {"birth_date": None, "birth_year": year + int(off or 0)}
    if at < 0.34 and born.day <= 12:
        return {"birth_date": born.replace(day=born.month, month=born.day), "birth_year": year}
    if at < 0.38:
        return {"birth_date": _wrong_date(born, draws), "birth_year": None}
    return {"birth_date": born, "birth_year": year}


def _wrong_date(born: date, draws: "Draws") -> date:
    while True:
        digits = wrong_digit(f"{born:%Y%m%d}", draws)
        try:
            found = date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
        except ValueError:
            continue
        if 1900 < found.year < 2022:
            return found
