"""Values that both forms of message share: times, numbers, who somebody is."""

import re
from datetime import date, datetime, timedelta, timezone, tzinfo

from vungxanh.identity.cards import Kind, kind_of, normal_identity
from vungxanh.labmessages.report import FaultError, FaultKind, LabReport, Status

_TS = re.compile(
    r"(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\d{2})(?:(\d{2})(?:\.\d{1,6})?)?)?)?)?([+-]\d{4})?"
)
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?")

NOT_A_TIME = "%(where)s is %(value)s: that is no date or time."
NO_SPECIMEN_TIME = "The message does not say when the specimen was taken (%(where)s)."
NO_RESULT_TIME = "The message does not say when the result was known (%(where)s)."
SPECIMEN_LATER = "The specimen was taken after the result was known: one of the two times is wrong."


def hl7_time(text: str, where: str, *, zone: tzinfo) -> datetime | None:
    """Read a time stamp of HL7; without an offset it is the city's own time.

    >>> str(hl7_time("202003081530+0700", "OBR-7", zone=timezone.utc))
    '2020-03-08 15:30:00+07:00'
    """
    if not text:
        return None
    found = _TS.fullmatch(text)
    if not found or not found[3]:
        raise FaultError(FaultKind.VALUE, NOT_A_TIME, where=where, value=text)
    numbers = [int(part) for part in found.groups()[:6] if part]
    try:
        return datetime(*numbers, tzinfo=_offset(found[7]) or zone)  # type: ignore[arg-type, misc]
    except ValueError:
        raise FaultError(FaultKind.VALUE, NOT_A_TIME, where=where, value=text) from None


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    minutes = int(text[1:3]) * 60 + int(text[3:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def born(text: str) -> tuple[date | None, int | None]:
    """Read a birth: the day, or only the year; what cannot be read is unknown.

    >>> born("19850312"), born("1985"), born("1985-03-12")[1]
    ((datetime.date(1985, 3, 12), 1985), (None, 1985), 1985)
    """
    digits = text.replace("-", "")[:8]
    if not digits.isdigit() or not digits.isascii() or len(digits) < 4 or int(digits[:4]) < 1880:
        return None, None
    try:
        return datetime.strptime(digits, "%Y%m%d").date(), int(digits[:4])  # noqa: DTZ007 - a day
    except ValueError:
        return None, int(digits[:4])


def cycle_threshold(text: str) -> float | None:
    """Read a Ct value; None for what is none.

    >>> cycle_threshold("23,4"), cycle_threshold("N/A"), cycle_threshold(">40")
    (23.4, None, None)
    """
    found = _NUMBER.fullmatch(text.strip())
    value = float(found[0].replace(",", ".")) if found else None
    return value if value is not None and 0 < value < 100 else None


def is_identity(number: str, kind: str = "") -> bool:
    """Tell whether a number is one of the state and not of a hospital."""
    official = {"NI", "NN", "NNVNM", "PPN", "SS", "CCCD", "CMND"}
    return kind.upper() in official or (
        not kind and kind_of(normal_identity(number)) is Kind.PERSONAL
    )


def checked(report: LabReport, *, specimen: str, result: str) -> LabReport:
    """Refuse a report whose times are missing or impossible; `specimen`: where they should stand.

    A cancelled one, or one that is still awaited, needs no times.
    """
    if report.status is Status.CANCELLED or report.outcome is None:
        return report
    if report.specimen_at is None:
        raise FaultError(FaultKind.REQUIRED, NO_SPECIMEN_TIME, where=specimen)
    if report.resulted_at is None:
        raise FaultError(FaultKind.REQUIRED, NO_RESULT_TIME, where=result)
    if report.specimen_at > report.resulted_at:
        raise FaultError(FaultKind.VALUE, SPECIMEN_LATER)
    return report
