"""What a cell should have held, in the reader's language: the sentences of the core, told again.

The core says them in English with names and numbers filled in; here each is known by its pattern. A
sentence that no pattern knows stays as it is: better in English than not said.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_KNOWN: tuple[tuple[str, str | Promise], ...] = (
    (r"one of (?P<values>.+)", _("one of %(values)s")),
    (r"a result: one of (?P<values>.+)", _("a result: one of %(values)s")),
    (r"somebody: one of (?P<columns>.+)", _("somebody: one of the columns %(columns)s")),
    (r"the id of a person", _("the id of a person")),
    (r"the id of a place", _("the id of a place")),
    (r"a time in one of (?P<columns>.+)", _("a time in one of %(columns)s")),
    (r"a time such as (?P<examples>.+)", _("a time such as %(examples)s")),
    (
        r"a day and time that exist, such as (?P<examples>.+)",
        _("a day and time that exist, such as %(examples)s"),
    ),
    (r"a year from (?P<first>\d+) to (?P<last>\d+)", _("a year from %(first)s to %(last)s")),
    (
        r"a time as text: this is the number that Excel keeps for (?P<moment>[^;]+);.*",
        _(
            "a time as text: this is the number that Excel keeps for %(moment)s; format the column"
            " as yyyy-mm-dd hh:mm and save again"
        ),
    ),
    (r"a time not before (?P<start>\w+)", _("a time not before %(start)s")),
    (
        r"a whole number[^,]*, (?P<least>-?\d+) to (?P<most>\d+)",
        _("a whole number, %(least)s to %(most)s"),
    ),
    (r"(?P<most>\d+) letters at most", _("%(most)s letters at most")),
    (
        r"a day not before the birth .*",
        _("a day not before the birth (is the order of day and month right?)"),
    ),
    (
        r"a (?P<column>\w+) that stands in no other row; row (?P<row>\d+) has it too",
        _("a %(column)s that stands in no other row; row %(row)s has it too"),
    ),
    (r"a (?P<column>\w+) beside the (?P<other>\w+)", _("a %(column)s beside the %(other)s")),
    (r"the day on which the dose was given", _("the day on which the dose was given")),
    (r"the day of the visit", _("the day of the visit")),
    (
        r"the day or time at which the specimen was taken",
        _("the day or time at which the specimen was taken"),
    ),
    (
        r"the code or name of the case whose contact this is",
        _("the code or name of the case whose contact this is"),
    ),
    (
        r"the code of a case of this outbreak that is known",
        _("the code of a case of this outbreak that is known"),
    ),
    (
        r"another person: nobody is a contact of themselves",
        _("another person: nobody is a contact of themselves"),
    ),
    (
        r"the day of the contact: without it nobody can be traced",
        _("the day of the contact: without it nobody can be traced"),
    ),
    (
        r"one result of a specimen: another row tells another",
        _("one result of a specimen: another row tells another"),
    ),
    (
        r"the person whose case this is in the registry",
        _("the person whose case this is in the registry"),
    ),
    (
        r"a case that stands in no other row of this file",
        _("a case that stands in no other row of this file"),
    ),
    (
        r"the code of a unit that is in force today",
        _("the code of a unit that is in force today"),
    ),
    (
        r"a unit of your area: (?P<unit>.+) is not; its own officers take it",
        _("a unit of your area: %(unit)s is not; its own officers take it"),
    ),
    (
        r"a person of your area: this one is known to another; ask a colleague there",
        _("a person of your area: this one is known to another; ask a colleague there"),
    ),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in _KNOWN)


def told(expected: str) -> str:
    """Say what was expected in the reader's language.

    >>> told("2 letters at most")
    '2 letters at most'
    """
    for pattern, text in _PATTERNS:
        if found := pattern.fullmatch(expected):
            return str(text) % found.groupdict() if found.groupdict() else str(text)
    return expected
