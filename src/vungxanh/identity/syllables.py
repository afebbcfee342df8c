"""Which words are Vietnamese syllables, and which are Telex that was never turned into one.

Telex writes diacritics as letters (Huwngf is Hừng). Where the keyboard program was off, they are
left in the name. They are easy to tell: Vietnamese has no f, j, w, z and ends no word in r, s, x.
"""

import re
import unicodedata

_ONSET = r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?"
_OPEN = (
    r"(?:a[iouy]?|e[ou]?|i(?:a|eu|u)?|o(?:ai|ao|ay|a|eo|e|i)?"
    r"|u(?:ai|au|ay|a|e|i|oi|ou|o|u|ya|yu|y)?|y(?:eu)?)"
)
_CLOSED = (
    r"(?:(?:oa|oe|uye|uy|uo|ua|ue|ie|ye|[aeiouy])(?:ch|nh|[cmnpt])|(?:oa|oe|uo|ua|ie|[aeou])ng)"
)
_WORD = re.compile(rf"{_ONSET}(?:{_OPEN}|{_CLOSED})")

_TELEX = re.compile(r"[bcdghklmnpqrstvx]*[aeiouyw]+[sfrxj]?[cghmnpt]{0,2}[sfrxjw]{0,2}")
"""One run of vowels: Sara and Hana are names, not Telex."""

_TONE = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_HAT, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VOWELS = "aeiouy"


def is_syllable(word: str) -> bool:
    """Tell whether a word without diacritics is built as Vietnamese syllables are.

    >>> is_syllable("nguyen"), is_syllable("hoaf"), is_syllable("agnes")
    (True, False, False)
    """
    return _WORD.fullmatch(word) is not None


def without_telex(word: str) -> str:
    """Turn left-over Telex into the letters that were meant; give any other word as it is.

    >>> without_telex("nguyeenx"), without_telex("ddwcs"), without_telex("linh")
    ('nguyễn', 'đức', 'linh')
    """
    if is_syllable(word) or not _TELEX.fullmatch(word):
        return word
    letters, tone = _typed(word)
    bare = "".join(letter[0] for letter in letters).replace("đ", "d")
    if not is_syllable(bare) or not (tone or any(len(letter) > 1 for letter in letters)):
        return word
    return _toned(letters, tone)


def _typed(word: str) -> tuple[list[str], str]:
    """Read the keys one after the other: letters with their marks, and the tone."""
    letters: list[str] = []
    tone = ""
    for key in word:
        vowels = [place for place, letter in enumerate(letters) if letter[0] in _VOWELS]
        if key in _TONE and vowels:
            tone = _TONE[key]
        elif key == "w":
            _add_w(letters, vowels)
        elif key in "aeo" and vowels and letters[vowels[-1]] == key:
            letters[vowels[-1]] += _HAT
        elif key == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
        else:
            letters.append(key)
    return letters, tone


def _add_w(letters: list[str], vowels: list[int]) -> None:
    """Put the horn or the breve that w stands for; alone it is the letter ư."""
    last = next((place for place in reversed(vowels) if letters[place] in ("a", "o", "u")), None)
    if last is None:
        letters.append("u" + _HORN)
        return
    letters[last] += _BREVE if letters[last] == "a" else _HORN
    if letters[last][0] == "o" and last > 0 and letters[last - 1] == "u":
        letters[last - 1] += _HORN


def _toned(letters: list[str], tone: str) -> str:
    """Write the tone where it belongs."""
    vowels = [place for place, letter in enumerate(letters) if letter[0] in _VOWELS]
    start = "".join(letters)[:2]
    if start in ("qu", "gi") and len(vowels) > 1:
        vowels = vowels[1:]
    marked = [place for place in vowels if len(letters[place]) > 1]
    closed = vowels[-1] < len(letters) - 1
    if marked:
        place = marked[-1]
    elif closed or len(vowels) == 1:
        place = vowels[-1]
    else:
        place = vowels[1] if _second(letters, vowels) else vowels[0]
    letters[place] += tone
    return unicodedata.normalize("NFC", "".join(letters))


def _second(letters: list[str], vowels: list[int]) -> bool:
    """In oa, oe, uy and in three vowels the second bears the tone, else the first."""
    return len(vowels) > 2 or "".join(letters[v] for v in vowels) in ("oa", "oe", "uy")
