"""How near a name is to what somebody typed: pure, no database.

A name alone is weak evidence, so nobody is left out for a tone; but Hòa and Hóa are two persons,
and who was asked for comes first. The order follows what is written: the same letters and tones,
then a name without any diacritics, then other tones.
"""

from enum import IntEnum

from vungxanh.identity.names import normal, plain


class Likeness(IntEnum):
    """How near a name is; smaller is nearer."""

    SAME = 0
    """The whole name, tones and all; or its letters, where one side is written without tones."""
    GIVEN = 1
    """It ends in what was typed: people are called by the last part of their name."""
    PART = 2
    """The words, or beginnings of words, stand in it in this order."""
    REORDERED = 3
    """All words stand in it, in another order."""
    OTHER_TONES = 4
    """The letters agree and the tones do not: probably another person."""


VARIANTS = (frozenset({"vu", "vo"}), frozenset({"hoang", "huynh"}))
"""Family names that north and south write differently."""


def spellings(word: str) -> frozenset[str]:
    """Give the ways, without diacritics, in which a word of a name is written: Mỹ is Mĩ.

    >>> sorted(spellings("my")), sorted(spellings("vu"))
    (['mi', 'my'], ['vo', 'vu'])
    """
    family = next((pair for pair in VARIANTS if word in pair), frozenset({word}))
    ends = {word[:-1] + other for one, other in ("iy", "yi") if word.endswith(one)}
    return family | ends if len(word) > 1 else family


def likeness(typed: str, name: str) -> Likeness | None:
    """Tell how near a name is to what was typed; None: a word of it is missing."""
    asked, held = normal(typed).split(), normal(name).split()
    asked_plain, held_plain = plain(typed).split(), plain(name).split()
    if not asked or not _all_found(asked_plain, held_plain):
        return None
    if asked == asked_plain or held == held_plain:
        return _place(asked_plain, held_plain)  # one side has no diacritics at all
    if not all(_tones_agree(word, held) for word in asked):
        return Likeness.OTHER_TONES
    return _place(asked, held)


def _all_found(asked: list[str], held: list[str]) -> bool:
    """Find each typed word, or its beginning, in a word of its own."""
    free = list(held)
    for word in sorted(asked, key=len, reverse=True):
        match = next((h for h in free if h in spellings(word)), None) or next(
            (h for h in free if h.startswith(word)), None
        )
        if match is None:
            return False
        free.remove(match)
    return True


def _tones_agree(word: str, held: list[str]) -> bool:
    """A word agrees with one that it is or begins; typed without tones it agrees with any."""
    bare = plain(word)
    if bare == word:
        return True
    return any(h.startswith(word) or plain(h) in spellings(bare) - {bare} for h in held)


def _place(asked: list[str], held: list[str]) -> Likeness:
    if asked == held:
        return Likeness.SAME
    if asked == held[-len(asked) :]:
        return Likeness.GIVEN
    rest = iter(held)
    in_order = all(any(word.startswith(part) for word in rest) for part in asked)
    return Likeness.PART if in_order else Likeness.REORDERED
