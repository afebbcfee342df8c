"""From bytes to single HL7 messages: MLLP frames, files of many, batches, any end of line.

Every message ends where the next begins, so a broken one costs nobody else anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

START, END = b"\x0b", b"\x1c"
"""An MLLP frame is START, the message, END and a carriage return."""

ENVELOPE = ("FHS", "FTS", "BHS", "BTS")
CHARSETS = {
    "": "utf-8",
    "ASCII": "ascii",
    "8859/1": "latin-1",
    "8859/15": "iso8859-15",
    "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "WINDOWS-1258": "cp1258",
    "CP1258": "cp1258",
}
"""MSH-18 and how Python calls it. Without it UTF-8, which holds ASCII as well."""

_FRAME = re.compile(rb"\x0b([^\x0b\x1c]*)(\x1c\r?)?")
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Piece:
    """One message as bytes, lines ended by CR. `whole` is False where its frame has no end."""

    data: bytes
    whole: bool = True

    def text(self) -> str:
        """Decode it as MSH-18 says. Raises UnicodeDecodeError, and LookupError for its name."""
        return self.data.decode(CHARSETS[self.charset])

    @property
    def charset(self) -> str:
        """The character set that the message names, in large letters."""
        header = self.data.partition(b"\r")[0]
        fields = header.split(header[3:4]) if len(header) > 3 else []
        named = fields[17] if len(fields) > 17 else b""
        return named.partition(b"~")[0].decode("ascii", "replace").strip().upper()

    def shown(self) -> str:
        """Decode it so far as it can be, to be kept and looked at."""
        return self.data.decode("utf-8", "replace").replace("\x00", "\ufffd")


@dataclass(frozen=True, slots=True)
class Batch:
    """What the trailer of a batch says, and how many messages came before it."""

    promised: int
    found: int


def pieces(data: bytes) -> Iterator[Piece | Batch]:
    """Give the messages of a file or stream, in order, and each batch that counts otherwise."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if START not in data:
        yield from _messages(data, whole=True)
        return
    for frame in _FRAME.finditer(data):
        yield from _messages(frame[1], whole=bool(frame[2]))


def _messages(data: bytes, *, whole: bool) -> Iterator[Piece | Batch]:
    lines: list[bytes] = []
    count = 0
    for line in filter(None, (part.strip(b" \t") for part in _LINE_END.split(data))):
        name = line[:3].decode("latin-1")
        if lines and (name == "MSH" or name in ENVELOPE):
            count += 1
            yield Piece(b"\r".join(lines))
            lines = []
        if name == "BTS" and (batch := _counted(line, count)):
            yield batch
        if name in {"BHS", "BTS"}:
            count = 0
        if name not in ENVELOPE:
            lines.append(line)
    if lines:
        yield Piece(b"\r".join(lines), whole)


def _counted(trailer: bytes, found: int) -> Batch | None:
    told = trailer.split(trailer[3:4])[1:2] if len(trailer) > 3 else []
    number = told[0].strip() if told else b""
    return Batch(int(number), found) if number.isdigit() and int(number) != found else None


def framed(text: str) -> bytes:
    """Put a message into an MLLP frame."""
    return START + text.encode() + END + b"\r"
