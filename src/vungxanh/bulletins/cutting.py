"""Which words of a notice belong to which patient.

A patient's words begin where a clause begins with their number ("BN96: Nữ, 21 tuổi …") or behind
the heading, if it names one, and end where another's begin. A clause about several ("BN69, BN70 ở
…", "Cả 4 bệnh nhân …") belongs to all of them.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from vungxanh.bulletins.folding import Folded
from vungxanh.bulletins.numbers import Named, Numbered, headings, mentions

_OPENER = (
    r"(?:trong do|cu the|cac|ca|hien nay|hien tai|hien|gom|nhu vay|ca benh|benh nhan|ngoai ra"
    r"|thong tin benh nhan|[-+*•]|\d{1,2}[.)])"
)
_CLAUSE_START = re.compile(rf"(?:^|[.;:)\n])[\s,]{{0,6}}(?:{_OPENER}[\s,:]{{0,4}}){{0,4}}\Z")
_CLOSED = re.compile(r"\b(?:voi|cua|gan|cho|cung|la|hai|va|xuc|tru[oơ]ng hop)\s*\Z")
_DESCRIBED = re.compile(r"\)?\s{0,2}[-:,(]?\s{0,3}(?:la |deu la )?(nam|nu)\b(?! (?:dinh|phi)\b)")
_DEFINED = re.compile(
    r"\)?\s{0,2}(?:\([^()]{0,12}\)?)?\)?\s{0,3}(?:[:,(-]|(?:la|deu|o|quoc tich|\d)\b)"
)
_ALL = re.compile(
    r"(?:^|[.;\n])[\s,]{0,6}(?:hien nay|hien tai|hien)?,?\s{0,2}"
    r"(?:(?:ca|tat ca|cac|\d{1,3}|hai|ba|bon)\s){1,3}(?:cac\s)?(?:benh nhan|ca benh|ca|truong hop)"
    r"(?: nay| tren)?,? (?=deu|duoc|dang|co|hien|trong|va)"
)
LOOK_BACK = 80
MOST_SHARED = 20_000
"""Patients times clauses about several of them, in one text; no notice comes near."""
SEXES = {"nam": "nam", "nu": "nữ"}


@dataclass
class Cut:
    """The words of one patient, as stretches of the plain text; those of theirs alone first."""

    number: Numbered
    announced: bool
    own: list[tuple[int, int]] = field(default_factory=list)
    shared: list[tuple[int, int]] = field(default_factory=list)
    everybody: list[tuple[int, int]] = field(default_factory=list)
    """Words about all patients of the notice: where they are treated, but not who they are."""
    doubt: str = ""

    @property
    def stretches(self) -> list[tuple[int, int]]:
        """Give all words about the patient."""
        return [*self.own, *self.shared]


def cut(text: Folded) -> list[Cut]:
    """Give each patient whom the notice tells of, with their words."""
    heads = headings(text)
    announced = {one.number: one for head in heads for one in head.numbers}
    begins = _beginnings(text, heads, frozenset(announced))
    return _collected(text, announced, begins)


def _beginnings(
    text: Folded, heads: list[Named], announced: frozenset[int]
) -> list[tuple[int, int, tuple[Numbered, ...]]]:
    """Say where words about somebody begin: place of the subject, of what is said, and who."""
    begins: list[tuple[int, int, tuple[Numbered, ...]]] = []
    spans = [(head.start, head.end) for head in heads]
    starts = [start for start, _ in spans]
    for head in heads:
        begins.append((head.start, head.end, head.numbers if len(head.numbers) == 1 else ()))
    for named in mentions(text):
        within = bisect_right(starts, named.start) - 1
        if within >= 0 and named.start < spans[within][1]:
            continue
        if _is_subject(text, named, announced):
            begins.append((named.start, named.end, named.numbers))
    everybody = tuple(Numbered(number, 0, 0) for number in sorted(announced))
    for match in _ALL.finditer(text.plain):
        begins.append((match.start() + 1, match.end(), everybody))
    return sorted(begins)


def _is_subject(text: Folded, named: Named, announced: frozenset[int]) -> bool:
    before = text.plain[max(0, named.start - LOOK_BACK) : named.start]
    if named.start > LOOK_BACK:
        before = "x" + before
    described = _DESCRIBED.match(text.plain, named.end)
    if described and text.is_word(*described.span(1), SEXES[described.group(1)]):
        return not _CLOSED.search(before)
    if not _CLAUSE_START.search(before):
        return False
    known = any(one.number in announced for one in named.numbers)
    return known or _DEFINED.match(text.plain, named.end) is not None


def _collected(
    text: Folded,
    announced: dict[int, Numbered],
    begins: list[tuple[int, int, tuple[Numbered, ...]]],
) -> list[Cut]:
    cuts = {number: Cut(one, True) for number, one in announced.items()}
    first_told: dict[int, Numbered] = {}
    shared = 0
    for place, (_, start, numbers) in enumerate(begins):
        end = begins[place + 1][0] if place + 1 < len(begins) else len(text.plain)
        if len(numbers) > 1:
            shared += len(numbers)
            if shared > MOST_SHARED:
                continue
        for one in numbers:
            if one.end:
                first_told.setdefault(one.number, one)
            of = cuts.setdefault(one.number, Cut(one, False))
            words = of.everybody if not one.end else of.own if len(numbers) == 1 else of.shared
            words.append((start, end))
    for number, one in first_told.items():
        cuts[number].number = one
    _repair(cuts)
    return [cuts[number] for number in sorted(cuts)]


def _repair(cuts: dict[int, Cut]) -> None:
    """Where one announced number has no words and one that was not announced has: a slip."""
    silent = [number for number, one in cuts.items() if one.announced and not one.own]
    strange = [number for number, one in cuts.items() if not one.announced and one.own]
    silent = [number for number in silent if not cuts[number].shared] or silent
    if len(silent) == 1 and len(strange) == 1:
        right, wrong = cuts[silent[0]], cuts.pop(strange[0])
        right.own, right.doubt = wrong.own, f"BN{strange[0]}"
        right.number = Numbered(silent[0], wrong.number.start, wrong.number.end)
