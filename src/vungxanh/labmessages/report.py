"""What a laboratory says of one specimen, whatever form the message had.

Times are aware. What a message does not say is "" or None; nothing is guessed.
"""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from vungxanh.terms import TestOutcome


class Status(StrEnum):
    """How far the laboratory stands by what it says."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"


class FaultKind(StrEnum):
    """What sort of fault stops a message; both forms of answer have their own code for each."""

    STRUCTURE = "structure"
    REQUIRED = "required"
    VALUE = "value"
    CODE = "code"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a message cannot be used: a sentence with gaps (an English msgid), what fills them."""

    kind: FaultKind
    text: str
    parameters: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.parameters if self.parameters else self.text


class FaultError(Exception):
    """Raised inside a reader; it ends as the one fault of one message."""

    def __init__(self, kind: FaultKind, text: str, /, **parameters: str) -> None:
        self.fault = Fault(kind, text, {name: value[:80] for name, value in parameters.items()})
        super().__init__(str(self.fault))


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the laboratory says it tested."""

    code: str = ""
    """The number that the sender or the registry knows the person by."""
    identity_number: str = ""
    name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class LabReport:
    """One test of one specimen of one person."""

    message_id: str
    laboratory: str
    """As the message names its sender."""
    order_number: str
    """Number of the order, as who asked for the test wrote it; also the accession number."""
    filler_number: str
    """Number of the result, as the laboratory wrote it: a correction carries the same."""
    status: Status
    test_code: str
    """LOINC, or "" where the message named the test in words only."""
    test_name: str
    method: str
    disease: str
    patient: Patient
    specimen_id: str = ""
    specimen_kind: str = ""
    specimen_at: datetime | None = None
    resulted_at: datetime | None = None
    issued_at: datetime | None = None
    """When the message was written: of two about one result, the later counts."""
    outcome: TestOutcome | None = None
    """None: nothing is known yet, or it was cancelled."""
    ct: float | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the report as plain values, to be kept."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "LabReport":
        """Read what `as_json` gave."""
        row = dict(kept)
        person = dict(row["patient"])
        person["birth_date"] = _read(date, person["birth_date"])
        for name in ("specimen_at", "resulted_at", "issued_at"):
            row[name] = _read(datetime, row[name])
        row["patient"] = Patient(**person)
        row["status"] = Status(row["status"])
        row["outcome"] = TestOutcome(row["outcome"]) if row["outcome"] else None
        return cls(**row)


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came: its reports, or the one fault for which it has none."""

    raw: str
    form: str
    message_id: str = ""
    sender: str = ""
    reports: tuple[LabReport, ...] = ()
    fault: Fault | None = None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: Any, kept: str | None) -> Any:
    return kind.fromisoformat(kept) if kept else None
