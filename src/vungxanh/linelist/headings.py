"""Which column of a file is which column of a format, and which kind of list a file is.

A heading that is known word for word is sure; one that is much alike is offered with less
certainty; a person decides. The knowledge is data (`data/headings.toml`).
"""

from collections import abc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from vungxanh.linelist.knowledge import FORMATS, all_headings, headings_of, key_of, words_of
from vungxanh.linelist.lists import LINELIST, LISTS, PERSON_COLUMNS

ALIKE = 86
"""Of 100: below this, words are too different to be offered."""
SHORTEST = 5
"""Letters of a heading that is compared for likeness; shorter ones must be known."""
LINES_LOOKED_AT = 40

_PERSONAL = {column.name for column in PERSON_COLUMNS} | {"note"}


@dataclass(frozen=True, slots=True)
class Match:
    """A heading that probably is a column; `sure` from 0 to 1, where 1 is a known heading."""

    target: str
    heading: str
    sure: float


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file probably is: its kind, how sure that is, and its columns."""

    kind: str
    sure: float
    matches: tuple[Match, ...]

    @property
    def columns(self) -> dict[str, str]:
        """The heading of each column that was found."""
        return {match.target: match.heading for match in self.matches}


def guess(header: Sequence[str], kind: str | None = None) -> Guess:
    """Guess the columns of a file, and its kind where none is given.

    >>> guess(["TT", "HỌ TÊN", "Năm sinh", "SĐT", "Số ghế"]).columns
    {'name': 'HỌ TÊN', 'birth_year': 'Năm sinh', 'phone': 'SĐT', 'seat': 'Số ghế'}
    """
    if kind:
        return Guess(kind, 1.0, match_columns(header, kind))
    found = {name: match_columns(header, name) for name in FORMATS}
    weights = {name: _weight(name, matches) for name, matches in found.items()}
    best = max(weights, key=lambda name: (weights[name], name == LINELIST.name))
    next_best = max(weight for name, weight in weights.items() if name != best)
    if weights[best] <= 0:
        return Guess(LINELIST.name, 0.0, found[LINELIST.name])
    return Guess(best, round(min(1.0, 0.5 + (weights[best] - next_best) / 4), 2), found[best])


def match_columns(header: Sequence[str], kind: str) -> tuple[Match, ...]:
    """Match the headings of a file to the columns of a kind, each at most once."""
    known = headings_of(kind)
    exact = {key_of(name): (target, place) for target, place, name in _ranked(known.items())}
    offers = [
        (place, heading, target)
        for heading in header
        if (found := exact.get(key_of(heading)))
        for target, place in [found]
    ]
    taken: dict[str, Match] = {}
    for _, heading, target in sorted(offers, key=lambda offer: offer[0]):
        taken.setdefault(target, Match(target, heading, 1.0))
    left = [heading for heading in header if heading not in {m.heading for m in taken.values()}]
    for match in sorted(_alike(left, known.items()), key=lambda match: -match.sure):
        if match.heading not in {other.heading for other in taken.values()}:
            taken.setdefault(match.target, match)
    _part_names(taken, known)
    order = list(header)
    return tuple(sorted(taken.values(), key=lambda match: order.index(match.heading)))


def _part_names(taken: dict[str, Match], known: abc.Mapping[str, object]) -> None:
    """Beside a column of family names, the column "Tên" holds given names."""
    name = taken.get("name")
    if name and "family_name" in taken and "given_name" in known and "given_name" not in taken:
        taken["given_name"] = replace(taken.pop("name"), target="given_name")


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Find the line that is the header among the first lines of a file.

    Titles above it have few cells and none that is known. Where nothing is known, it is the first
    line that is nearly as wide as the widest.
    """
    looked_at = rows[:LINES_LOOKED_AT]
    known = [sum(key_of(cell) in all_headings() for cell in row if cell) for row in looked_at]
    if known and max(known) >= 2:
        return known.index(max(known))
    filled = [sum(bool(cell.strip()) for cell in row) for row in looked_at]
    enough = max(1, max(filled, default=1) * 0.6)
    return next((place for place, number in enumerate(filled) if number >= enough), 0)


def _ranked(known: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, int, str]]:
    """Give every known name, the best last, so that it wins in a dict."""
    names = [
        (target, place, name) for target, all_names in known for place, name in enumerate(all_names)
    ]
    return iter(sorted(names, key=lambda name: -name[1]))


def _alike(headings: Iterable[str], known: Iterable[tuple[str, tuple[str, ...]]]) -> list[Match]:
    choices = {words_of(name): target for target, names in known for name in names}
    long_enough = [choice for choice in choices if len(choice) >= SHORTEST]
    matches = []
    for heading in headings:
        words = words_of(heading)
        if len(words) < SHORTEST:
            continue
        best = process.extractOne(words, long_enough, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is None:
            best = process.extractOne(
                words, long_enough, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE
            )
        if best:
            matches.append(Match(choices[best[0]], heading, round(best[1] / 100 * 0.9, 2)))
    return matches


def _weight(kind: str, matches: Sequence[Match]) -> float:
    """Weigh how much speaks for a kind: its own columns count, those of every person little."""
    own = sum(match.sure for match in matches if match.target not in _PERSONAL or kind not in LISTS)
    personal = sum(0.2 for match in matches if match.target in _PERSONAL and kind in LISTS)
    missing = set(FORMATS[kind].needed) - {match.target for match in matches}
    return own + personal - 2 * len(missing)
