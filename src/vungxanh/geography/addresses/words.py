"""An address as a row of words, with what separates them."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from vungxanh.geography.addresses.spelling import Spelling, decoded, spell

_TOKEN = re.compile(r"[^\W\d_]\ue000[^\W\d_]|\d+(?:[/.]\d+)*|[^\W_]+|[^\w\s]|_|\n")
_DIGIT_WITHIN = re.compile(r"[^\W\d_]\d+[^\W\d_]")
"""So an input method writes marks: then digits at the end of words are marks, too."""
_NUMBER_AT_END = re.compile(r"[^\W\d_]+(?=\d+$)")
_SPELT_OUT = re.compile(r"(?<!\w)([^\W\d_])[./]([^\W\d_])(?!\w)")
"""Two single letters with a full stop or a slash between them: an abbreviation."""

_JOINT = "\ue000"
"""A private letter that takes the place of that full stop, so that no place shifts."""

_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_NO_SEPARATOR = frozenset("'\"“”‘’`:*#+&@!?~^=")
_WEAK = frozenset("-–—.")
LONGEST_ABBREVIATION = 4


class Word(NamedTuple):
    """One word and its place in the text; `part` counts the stretches between separators.

    `after_break` says that a comma or the like stands before it: no name reaches across.
    """

    start: int
    end: int
    spelling: Spelling
    part: int
    after_break: bool
    number: bool


def split(text: str, is_abbreviation: Callable[[str], bool]) -> list[Word]:
    """Cut a composed text into words.

    `is_abbreviation` knows the short words that a full stop does not separate from the next one.
    """
    words: list[Word] = []
    part, separated, broken = 0, False, False
    text = _without_stops(text, is_abbreviation)
    for start, end in _tokens(text):
        token = text[start:end]
        if not token[0].isalnum():
            stop = token[0] == "." and words and words[-1].end == start
            if token in _NO_SEPARATOR or (stop and _abbreviates(words[-1], is_abbreviation)):
                continue
            separated, broken = True, broken or token not in _WEAK
            continue
        part += separated and bool(words)
        words.append(_word(token, start, end, part, broken))
        separated = broken = False
    return words


def _without_stops(text: str, is_abbreviation: Callable[[str], bool]) -> str:
    """Mark what is spelt out with stops ("T.P") by a private letter in the stop's place."""
    if "." not in text and "/" not in text:
        return text

    def joined(match: re.Match[str]) -> str:
        one, other = match.groups()
        both = spell(one + other).plain
        return f"{one}{_JOINT}{other}" if is_abbreviation(both) else match.group()

    return _SPELT_OUT.sub(joined, text)


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    typed_codes = _DIGIT_WITHIN.search(text) is not None
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        token = match.group()
        if end - start > 1 and not (token.isalpha() and (token.islower() or token.istitle())):
            for cut in _cuts(token, typed_codes):
                yield start, match.start() + cut
                start = match.start() + cut
        yield start, end


def _cuts(token: str, typed_codes: bool) -> list[int]:
    """Say where a token holds several words: "TrucBach", "P12"."""
    cuts = []
    if not (token.islower() or token.isupper()):
        cuts = [
            place
            for place in range(2, len(token) - 1)
            if token[place - 1].islower() and token[place].isupper() and token[place + 1].islower()
        ]
    if not typed_codes and (before_number := _NUMBER_AT_END.match(token)):
        cuts.append(before_number.end())
    return cuts


def _abbreviates(word: Word, is_abbreviation: Callable[[str], bool]) -> bool:
    plain = word.spelling.plain
    short = len(plain) == 1 or (len(plain) <= LONGEST_ABBREVIATION and is_abbreviation(plain))
    return short and not word.number


def _word(token: str, start: int, end: int, part: int, after_break: bool) -> Word:
    if _JOINT in token:
        token = token.replace(_JOINT, "")
    token = _ROMAN.get(token, token)
    return Word(start, end, spell(token), part, after_break, token[0].isdigit())


class Vocabulary(Protocol):
    """What is known of a language and its names."""

    def is_known(self, plain: str) -> bool:
        """Say whether a word belongs to a name or to the language."""

    def is_name(self, key: str) -> bool:
        """Say whether a key is a whole name."""


def repaired(words: list[Word], known: Vocabulary, prefixes: tuple[str, ...]) -> list[Word]:
    """Repair words that nobody knows, where that gives known ones.

    Codes of input methods are undone ("ddoongs"), and a kind that is glued to a name is cut off
    ("phuongkimma"); `prefixes` are the kinds.
    """
    good: list[Word] = []
    for word in words:
        plain = word.spelling.plain
        if word.number or known.is_known(plain):
            good.append(word)
        elif known.is_known(clean := decoded(plain)):
            good.append(word._replace(spelling=spell(clean)))
        else:
            good.extend(_cut(word, known, prefixes))
    return good


def _cut(word: Word, known: Vocabulary, prefixes: tuple[str, ...]) -> tuple[Word, ...]:
    plain = word.spelling.plain
    begun = (one for one in prefixes if plain.startswith(one) and known.is_name(plain[len(one) :]))
    size = len(next(begun, ""))
    if not size or len(plain) != word.end - word.start:
        return (word,)
    middle = word.start + size
    return (
        word._replace(end=middle, spelling=spell(plain[:size])),
        word._replace(start=middle, spelling=spell(plain[size:]), after_break=False),
    )
