"""Reading a bulletin: cut it by patient, then look for each field in the patient's words."""

from datetime import date

from vungxanh.bulletins.answer import Bulletin, ReportedCase
from vungxanh.bulletins.cutting import Cut, cut
from vungxanh.bulletins.days import Days
from vungxanh.bulletins.folding import Folded
from vungxanh.bulletins.hospitals import hospital
from vungxanh.bulletins.others import other_patients
from vungxanh.bulletins.persons import address, age, birth_year, nationality, sex
from vungxanh.bulletins.travels import travels
from vungxanh.bulletins.units import reader_for
from vungxanh.geography import AddressReader, Gazetteer

LONGEST_TEXT = 2_000_000
"""Characters that are read; the longest notices have some thousands."""


def read_bulletin(text: str, *, published: date, gazetteer: Gazetteer) -> Bulletin:
    """Give the cases that a notice tells of. Reads any text and never raises.

    A patient who is only named, without a word about who they are, is no case, unless the heading
    announces them. `published` gives the year where a day stands without one.
    """
    folded = Folded(text[:LONGEST_TEXT])
    days = Days(folded, published)
    addresses = reader_for(gazetteer)
    cases = [_case(folded, one, days, addresses, published) for one in cut(folded)]
    told = [case for case, announced in cases if announced or _is_described(case)]
    return Bulletin(text, published, tuple(told))


def _case(
    text: Folded, one: Cut, days: Days, addresses: AddressReader, published: date
) -> tuple[ReportedCase, bool]:
    words = one.stretches
    found = ReportedCase(
        number=text.read(one.number.number, one.number.start, one.number.end),
        sex=sex(text, words),
        age=age(text, words),
        birth_year=birth_year(text, words, published),
        nationality=nationality(text, words),
        address=address(text, words, addresses, published),
        hospital=hospital(text, [*words, *one.everybody]),
        travels=travels(text, words, days),
        mentions=other_patients(text, one),
        doubt=one.doubt,
        **days.of(words),
    )
    return found, one.announced


def _is_described(case: ReportedCase) -> bool:
    who = (case.sex, case.age, case.birth_year, case.nationality)
    return any(field is not None for field in who)
