"""One HL7 message as segments, fields, repetitions, components: read without ever failing.

The splitting is done by python-hl7. Escapes are read here: its own way writes the field, and with
it the patient, into the log where a sequence is wrong.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hl7

_ESCAPES = {"F": 1, "R": 2, "S": 3, "T": 4}
_LINES = {".br": "\n", ".sp": "\n", ".ce": "\n", ".in": "", ".ti": "", ".fi": "", ".nf": ""}


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of a message."""

    _row: Any
    _read: Callable[[str], str]

    @property
    def name(self) -> str:
        """Its three letters."""
        return str(self._row[0])

    def get(self, field: int, component: int = 1, *, repetition: int = 1, part: int = 1) -> str:
        """Give a value, numbered from 1 as the standard does; "" for what is not there."""
        value: Any = self._row[field] if field < len(self._row) else ""
        for number in (repetition, component, part):
            if isinstance(value, str):
                value = value if number == 1 else ""
            else:
                value = value[number - 1] if number <= len(value) else ""
        text = self._read(str(value)).replace("\x00", "").strip()
        return "" if text == '""' else text  # a field that is said to be empty

    def repetitions(self, field: int) -> range:
        """Number the repetitions of a field."""
        value: Any = self._row[field] if field < len(self._row) else ()
        return range(1, (len(value) if not isinstance(value, str) else 1) + 1)


def segments_of(text: str) -> list[Segment]:
    """Split a message that starts with MSH."""
    message = hl7.parse(text)
    read = _reader(str(message.esc), str(message.separators))
    return [Segment(row, read) for row in message if str(row[0])]


def _reader(escape: str, separators: str) -> Callable[[str], str]:
    sequence = re.compile(f"{re.escape(escape)}([^{re.escape(escape)}]*){re.escape(escape)}")

    def meaning(found: re.Match[str]) -> str:
        said = found[1]
        if said == "E":
            return escape
        if said in _ESCAPES:
            return separators[_ESCAPES[said]]
        if said.startswith("X"):
            return _from_hex(said[1:])
        return _LINES.get(said[:3], "")

    return lambda value: sequence.sub(meaning, value) if escape in value else value


def _from_hex(digits: str) -> str:
    try:
        return bytes.fromhex(digits).decode("utf-8", "replace")
    except ValueError:
        return ""
