"""How common names are: to be called Nguyễn Thị Hương too says little, a rare name says much.

A name's share is estimated from its words by their places (family, middle, given), as if they were
drawn apart. What counts is how much commoner or rarer it is than a name that two people share by
chance: that is the factor on the probability that strangers agree on it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from vungxanh.identity.names import Form, form, plain
from vungxanh.identity.shipped import rows

PLACES = "family", "middle", "given"
RAREST = 2e-5
"""Share of a word that the table does not know."""
FEWEST = 1_000
"""Names from which shares can be counted; with fewer the shipped ones are better."""

RARITIES = {"spelling": 0, "letters": 1, "outer": 2, "given": 3}
"""What may agree by chance: the name, the name without tones, family and given name, given name."""

RAREST_NAME = -10.0
"""No name is told apart further than this, in log2: unknown words may be common elsewhere."""

Rarity = Mapping[str, float]
"""log2 of a word's share over that of a word that two people share by chance; "": unknown words."""


@dataclass(frozen=True)
class Frequencies:
    """Rarity of words by place; `tones` as they are written, `bare` without diacritics."""

    tones: Mapping[str, Rarity]
    bare: Mapping[str, Rarity]

    def rarity(self, name: Form) -> tuple[float, float, float, float]:
        """Give, for each of RARITIES, log2 of the name's share over that of one held in common.

        Negative: rarer than the names that strangers share.
        """
        letters = placed(name.folded_plain.split())
        tones = placed(name.folded.split())
        return (
            _sum(self.tones, tones, PLACES) if name.accented else _sum(self.bare, letters, PLACES),
            _sum(self.bare, letters, PLACES),
            _sum(self.bare, letters, ("family", "given")),
            _sum(self.bare, letters, ("given",)),
        )


def _sum(
    table: Mapping[str, Rarity], words: list[tuple[str, str]], places: tuple[str, ...]
) -> float:
    found = [table[at].get(word, table[at][""]) for at, word in words if at in places]
    return max(RAREST_NAME, sum(found))


def placed(words: list[str]) -> list[tuple[str, str]]:
    """Give each word of a name its place; a single word is a given name.

    >>> placed(["võ", "thị", "hoà"])
    [('family', 'võ'), ('middle', 'thị'), ('given', 'hoà')]
    """
    if len(words) < 2:
        return [("given", word) for word in words]
    middle = [("middle", word) for word in words[1:-1]]
    return [("family", words[0]), *middle, ("given", words[-1])]


def counted(spellings: Iterable[tuple[str, int]]) -> Frequencies:
    """Count the shares in a registry, from spellings of names and how many people have them.

    With fewer than FEWEST people the shipped shares are given. Names without any diacritics count
    where letters are compared, and nowhere else.
    """
    tones: dict[str, Counter[str]] = defaultdict(Counter)
    bare: dict[str, Counter[str]] = defaultdict(Counter)
    people = 0
    for spelling, count in spellings:
        name = form(spelling)
        people += count
        for place, word in placed(name.folded_plain.split()):
            bare[place][word] += count
        if name.accented:
            for place, word in placed(name.folded.split()):
                tones[place][word] += count
    if people < FEWEST or not all(tones[place] for place in PLACES):
        return shipped()
    return Frequencies(_rarities(tones), _rarities(bare))


@cache
def shipped() -> Frequencies:
    """Give the shares that the package ships."""
    tones: dict[str, Counter[str]] = defaultdict(Counter)
    bare: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows("name_words.csv"):
        weight = int(row["weight"])
        for word in row["word"].split():
            # Behind a family name that has one way of writing, i and y fold as in a middle name.
            known = form(word if row["place"] == "family" else f"x {word}").folded.split()[-1]
            tones[row["place"]][known] += weight
            bare[row["place"]][plain(known)] += weight
    return Frequencies(_rarities(tones), _rarities(bare))


def _rarities(counts: Mapping[str, Counter[str]]) -> dict[str, Rarity]:
    found: dict[str, Rarity] = {}
    for place, words in counts.items():
        shares = {word: count / words.total() for word, count in words.items()}
        common = math.log2(sum(share * share for share in shares.values()))
        unknown = {"": math.log2(RAREST) - common}
        known = {word: math.log2(max(s, RAREST)) - common for word, s in shares.items()}
        found[place] = unknown | known
    return found
