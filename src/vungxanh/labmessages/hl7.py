"""HL7 v2.5.1 ORU^R01: read from files and streams, and answered.

`read_hl7` gives each message with its reports or its one fault; `framing.py` finds where messages
begin and end, `segments.py` takes one apart, `orders.py` makes the reports.
"""

from datetime import datetime, tzinfo

from hl7 import HL7Exception

from vungxanh.labmessages.framing import CHARSETS, Batch, Piece, pieces
from vungxanh.labmessages.orders import reports_of
from vungxanh.labmessages.report import Fault, FaultError, FaultKind, Message
from vungxanh.labmessages.segments import Segment, segments_of

FORM = "hl7"
NOT_HL7 = "This is no HL7 message: it does not begin with a segment MSH."
CUT_OFF = "The message is cut off: its frame has no end. Send it again."
CHARSET = "The character set %(charset)s of MSH-18 is not known. Send UNICODE UTF-8."
NOT_IN_CHARSET = "The text is not written in the character set that MSH-18 names (%(charset)s)."
NOT_A_SEGMENT = "Line %(line)s is no segment: an end of line inside a text must be written \\.br\\."
NO_ID = "The message has no control id (MSH-10)."
OTHER_TYPE = "The message is of type %(type)s: only results, ORU^R01, are read here."
OTHER_VERSION = "The message is of HL7 version %(version)s: version 2.5.1 is read here."
TRAINING = "The message is marked as training or debugging (MSH-11): it is not taken as a result."
BATCH_COUNT = "The batch says that it holds %(promised)s messages; %(found)s came."
NOT_READ = "The message could not be read: its segments are not well formed."
ACK_OF_FAULT = {
    FaultKind.STRUCTURE: ("AR", "100", "Segment sequence error"),
    FaultKind.REQUIRED: ("AE", "101", "Required field missing"),
    FaultKind.VALUE: ("AE", "102", "Data type error"),
    FaultKind.CODE: ("AE", "103", "Table value not found"),
    FaultKind.UNSUPPORTED: ("AR", "200", "Unsupported message type"),
}
"""Acknowledgement code and row of table 0357 for each sort of fault."""


def read_hl7(data: bytes, *, zone: tzinfo) -> list[Message]:
    """Read every message of a file, a frame or a stream; a broken one is one with a fault."""
    found = [_read(piece, zone) for piece in pieces(data)]
    return found or [_broken("", FaultError(FaultKind.STRUCTURE, NOT_HL7))]


def _read(piece: Piece | Batch, zone: tzinfo) -> Message:
    if isinstance(piece, Batch):
        told = {"promised": str(piece.promised), "found": str(piece.found)}
        return _broken("", FaultError(FaultKind.STRUCTURE, BATCH_COUNT, **told))
    raw, header = piece.shown(), None
    try:
        raw = _text(piece)
        segments = _segments(raw)
        header = segments[0]
        if not piece.whole:
            raise FaultError(FaultKind.STRUCTURE, CUT_OFF)
        _check_header(header)
        reports = tuple(reports_of(segments, zone=zone))
    except FaultError as error:
        return _broken(raw, error, header)
    return Message(raw, _form(header), header.get(10), header.get(4), reports)


def _broken(raw: str, error: FaultError, header: Segment | None = None) -> Message:
    if header is None:
        return Message(raw, FORM, fault=error.fault)
    return Message(raw, _form(header), header.get(10), header.get(4), fault=error.fault)


def _form(header: Segment) -> str:
    return f"{FORM} {header.get(12)}"[:20].strip()


def _text(piece: Piece) -> str:
    if piece.charset not in CHARSETS:
        raise FaultError(FaultKind.UNSUPPORTED, CHARSET, charset=piece.charset)
    try:
        return piece.text().replace("\x00", "\ufffd")
    except UnicodeDecodeError:
        named = piece.charset or "UNICODE UTF-8"
        raise FaultError(FaultKind.VALUE, NOT_IN_CHARSET, charset=named) from None


def _segments(raw: str) -> list[Segment]:
    if not raw.startswith("MSH") or len(raw) < 9 or raw[3].isalnum() or raw.find(raw[3], 4) < 6:
        raise FaultError(FaultKind.STRUCTURE, NOT_HL7)
    for number, line in enumerate(raw.split("\r"), start=1):
        if not (line[:3].isascii() and line[:3].isalnum() and line[3:4] in {"", raw[3]}):
            raise FaultError(FaultKind.STRUCTURE, NOT_A_SEGMENT, line=str(number))
    try:
        return segments_of(raw)
    except (HL7Exception, ValueError, IndexError, AssertionError):
        raise FaultError(FaultKind.STRUCTURE, NOT_READ) from None


def _check_header(header: Segment) -> None:
    kind = f"{header.get(9)}^{header.get(9, 2)}"
    if kind != "ORU^R01":
        raise FaultError(FaultKind.UNSUPPORTED, OTHER_TYPE, type=kind)
    if not header.get(12).startswith("2."):
        raise FaultError(FaultKind.UNSUPPORTED, OTHER_VERSION, version=header.get(12) or "-")
    if not header.get(10):
        raise FaultError(FaultKind.REQUIRED, NO_ID)
    if header.get(11) not in {"", "P"}:
        raise FaultError(FaultKind.UNSUPPORTED, TRAINING)


def acknowledge(message: Message, *, now: datetime, fault: Fault | None = None) -> str:
    """Write the ACK of a message: AA when it was taken, AE or AR with the fault when not."""
    fault = fault or message.fault
    code, number, name = ACK_OF_FAULT[fault.kind] if fault else ("AA", "", "")
    stamp, control = f"{now:%Y%m%d%H%M%S}", f"VX{now:%y%m%d%H%M%S%f}"
    lines = [
        f"MSH|^~\\&|VUNGXANH||{_escaped(message.sender)}||{stamp}{now:%z}||ACK^R01^ACK|{control}|P"
        "|2.5.1||||||UNICODE UTF-8",
        f"MSA|{code}|{_escaped(message.message_id)}",
    ]
    if fault:
        lines.append(f"ERR|||{number}^{name}^HL70357|E||||{_escaped(str(fault))}")
    return "\r".join(lines) + "\r"


def _escaped(text: str) -> str:
    table = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}
    return "".join(table.get(letter, letter) for letter in " ".join(text.split()))
