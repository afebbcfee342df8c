"""From bytes to text: how a file was encoded is told from what comes out in Vietnamese.

UTF-8 and UTF-16 tell themselves. Files of older offices are windows-1258 or TCVN3 (the encoding
of the ABC fonts): both are tried, and the one whose words are Vietnamese syllables is right.
"""

import re
import unicodedata
from dataclasses import dataclass

from vungxanh.identity.names import TONES, plain
from vungxanh.identity.syllables import is_syllable

REPLACEMENT = "\ufffd"
TCVN3 = "tcvn3"
SAMPLE = 200_000
"""Bytes that are looked at to tell an encoding."""

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_FROM_A0 = (
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẶ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒ"
    "ĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TO_TCVN3 = {letter: 0xA0 + place for place, letter in enumerate(_FROM_A0)}
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 0.6
"""Share of the accented words that must be syllables before an old encoding is believed."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the name of the encoding by which it is written back."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Decode bytes; what no encoding explains stays UTF-8 with U+FFFD, which marks its row.

    >>> decode("Nguyễn Thị Hòa".encode("utf-16")).encoding
    'utf-16'
    """
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return Decoded(data.decode(encoding, errors="replace").lstrip("\ufeff"), encoding)
    if _is_wide(data):
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        return Decoded(data.decode(encoding, errors="replace"), encoding)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    best = max(("cp1258", TCVN3), key=lambda encoding: _likeness(_old(data[:SAMPLE], encoding)))
    if _likeness(_old(data[:SAMPLE], best)) >= _ENOUGH:
        return Decoded(_old(data, best), best)
    return Decoded(data.decode("utf-8", errors="replace"), "utf-8")


def encode(text: str, encoding: str) -> bytes:
    """Encode a text as a file was encoded; letters that it cannot hold make the file UTF-8.

    >>> decode(encode("Họ và tên: Đỗ Thị Hòa", "tcvn3")).text
    'Họ và tên: Đỗ Thị Hòa'
    """
    try:
        if encoding == TCVN3:
            return bytes(_byte(letter) for letter in unicodedata.normalize("NFC", text))
        if encoding == "cp1258":
            return "".join(map(_spread, unicodedata.normalize("NFC", text))).encode(encoding)
        return text.encode(encoding)
    except (UnicodeEncodeError, KeyError):
        return text.encode("utf-8-sig")


def _is_wide(data: bytes) -> bool:
    """Tell UTF-16 without a mark: every other byte of Latin text is zero."""
    head = data[:400]
    if len(head) < 8 or len(data) % 2:
        return False
    return max(head[::2].count(0), head[1::2].count(0)) > len(head) * 0.3


def _old(data: bytes, encoding: str) -> str:
    if encoding == TCVN3:
        text = data.decode("latin-1").translate(_from_tcvn3())
    else:
        text = data.decode("cp1258", errors="replace")
    return unicodedata.normalize("NFC", text)


def _from_tcvn3() -> dict[int, str]:
    return {0xA0 + place: letter for place, letter in enumerate(_FROM_A0)}


def _byte(letter: str) -> int:
    return ord(letter) if ord(letter) < 0x80 else _TO_TCVN3[letter]


def _spread(letter: str) -> str:
    """Write a letter with its tone behind it, as windows-1258 does."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in TONES)
        bare = "".join(part for part in parts if part not in TONES)
        return unicodedata.normalize("NFC", bare) + tone
    return letter


def _likeness(text: str) -> float:
    """Give the share of the accented words that are Vietnamese syllables with one tone at most."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = sum(_one_tone(word) and is_syllable(plain(word)) for word in words)
    strange = sum(not letter.isascii() and not letter.isalpha() for letter in text)
    return good / (len(words) + strange) if words else 0.0


def _one_tone(word: str) -> bool:
    return sum(mark in TONES for mark in unicodedata.normalize("NFD", word)) <= 1
