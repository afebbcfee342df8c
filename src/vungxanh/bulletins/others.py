"""Other patients whom the words about a case name, and what they have to do with each other."""

import re

from vungxanh.bulletins.answer import Mention
from vungxanh.bulletins.cutting import Cut
from vungxanh.bulletins.folding import Folded
from vungxanh.bulletins.numbers import mentions

_RELATIONS = (
    ("travel", re.compile(r"\b(?:cung chuyen bay|chuyen bay voi|cung chuyen|hang ghe)\b")),
    (
        "family",
        re.compile(
            r"\b(?:con (?:gai|trai|dau|re|cua)|con|me|bo|vo|chong|chau|chi|anh|em|bac|ba|ong)"
            r"(?: \w+){0,2} ?\Z"
        ),
    ),
    (
        "contact",
        re.compile(r"\b(?:tiep xuc|hang xom|song cung|o cung|cung phong|dong nghiep|gap)\b"),
    ),
)
AROUND = 60


def other_patients(text: Folded, one: Cut) -> tuple[Mention, ...]:
    """Give every other number in a patient's own words, where it stands first."""
    found: dict[int, Mention] = {}
    for start, end in one.own:
        for named in mentions(Window(text, start, end)):
            for numbered in named.numbers:
                first, last = start + numbered.start, start + numbered.end
                if numbered.number != one.number.number and numbered.number not in found:
                    before = text.plain[max(start, first - AROUND) : first]
                    found[numbered.number] = Mention(
                        text.read(numbered.number, first, last), _relation(before)
                    )
    return tuple(found.values())


class Window(Folded):
    """A stretch of a text, as a text."""

    def __init__(self, text: Folded, start: int, end: int) -> None:
        self.plain, self.written = text.plain[start:end], text.written[start:end]


def _relation(before: str) -> str:
    clause = re.split(r"[.;]", before)[-1]
    return next((name for name, pattern in _RELATIONS if pattern.search(clause)), "")
