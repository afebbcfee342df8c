"""Why two records may be of one person, and what an identity card says, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.identity import cards, warnings_of
from vungxanh.identity.levels import Birth, Home, Name, Number, Phone, Sex
from vungxanh.web.registry.likeness import Found

WORDS: dict[str, dict[int, str | Promise]] = {
    "name": {
        Name.EXACT: _("same name"),
        Name.UNACCENTED: _("same name, one without diacritics"),
        Name.REORDERED: _("same words of the name in another order"),
        Name.VARIANT: _("name written in another way"),
        Name.PARTIAL: _("name shortened"),
        Name.SLIP: _("name with a slip of the fingers"),
        Name.NEIGHBOUR: _("similar name"),
        Name.OTHER_TONES: _("name with other tones"),
        Name.GIVEN_ONLY: _("same given name"),
        Name.DIFFERENT: _("other name"),
    },
    "birth": {
        Birth.SAME: _("same birth date"),
        Birth.SWAPPED: _("day and month of birth changed over"),
        Birth.ONE_DIGIT: _("birth date differs in one digit"),
        Birth.SAME_YEAR: _("same year of birth"),
        Birth.NEAR_YEAR: _("year of birth one apart"),
        Birth.DIFFERENT: _("other birth date"),
    },
    "sex": {Sex.SAME: "", Sex.DIFFERENT: _("other sex")},
    "phone": {
        Phone.SAME: _("same phone"),
        Phone.SHARED: _("same phone, which others have too"),
        Phone.ONE_DIGIT: _("phone differs in one digit"),
        Phone.DIFFERENT: _("other phone"),
    },
    "identity": {
        Number.SAME: _("same identity number"),
        Number.ONE_DIGIT: _("identity number differs in one digit"),
        Number.DIFFERENT: _("other identity number"),
    },
    "home": {
        Home.SAME: _("same address"),
        Home.SAME_UNIT: _("same commune or ward"),
        Home.OTHER_UNIT: _("another commune or ward"),
    },
}
"""Words for each level of each comparison; "" says too little to be shown."""

AGAINST = {
    "name": Name.NEIGHBOUR,
    "birth": Birth.DIFFERENT,
    "sex": Sex.DIFFERENT,
    "phone": Phone.DIFFERENT,
    "identity": Number.DIFFERENT,
    "home": Home.OTHER_UNIT,
}
"""The level from which a comparison speaks against one person."""

CARD: dict[str, str | Promise] = {
    cards.LENGTH: _("An identity number has 12 digits, on old cards 9; this one has %(count)d."),
    cards.PROVINCE: _(
        "No province has the number %(prefix)s, with which the identity number begins."
    ),
    cards.WOMAN: _("The identity number is that of a woman."),
    cards.MAN: _("The identity number is that of a man."),
    cards.YEAR: _("By the identity number the year of birth is %(card)d, not %(record)d."),
}
"""The sentences of the core, for whoever translates them."""


@dataclass(frozen=True)
class Why:
    """What agrees and what does not."""

    agrees: list[str]
    differs: list[str]


def why(levels: Mapping[str, IntEnum | int]) -> Why:
    """Say how far two records agree, from the levels of their comparison."""
    agrees: list[str] = []
    differs: list[str] = []
    for name, level in levels.items():
        if text := str(WORDS[name][int(level)]):
            (differs if level >= AGAINST[name] else agrees).append(text)
    return Why(agrees, differs)


def card_warnings(number: str, sex: str, birth_year: int | None) -> list[str]:
    """Say where an identity number contradicts the record."""
    found = warnings_of(number, sex=sex, birth_year=birth_year)
    return [str(CARD[each.text]) % each.parameters for each in found]


def with_words(found: Found) -> list[dict[str, Any]]:
    """Give the persons of a page with what agrees, in words."""
    return [
        {
            "person": each.person,
            "why": why(each.candidate.levels),
            "percent": round(100 * each.candidate.probability),
        }
        for each in found.shown
    ]
