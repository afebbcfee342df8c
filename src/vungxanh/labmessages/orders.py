"""The reports of one HL7 message: its patients, their orders, and what was observed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from vungxanh.labmessages.codes import Coding, Test, outcomes_of, test_of
from vungxanh.labmessages.report import FaultError, FaultKind, LabReport, Patient, Status
from vungxanh.labmessages.segments import Segment
from vungxanh.labmessages.values import born, checked, cycle_threshold, hl7_time, is_identity
from vungxanh.terms import TestOutcome

NO_PATIENT = "The message names no patient (PID)."
NO_ORDER = "The message holds no result: there is no OBR with an OBX below it."
NO_TEST = "No test that is known here: %(code)s. Known are PCR and antigen tests of SARS-CoV-2."
NO_STATUS = "The status %(value)s of the result (OBX-11) is not known."
NO_STATUS_AT_ALL = "The result has no status (OBX-11): the message may be cut off."
NO_VALUE = "The value of the result is not understood: %(value)s."
AT_ODDS = "The result is at odds with itself: its value says one thing, its marking another."

STATUSES = {
    "F": Status.FINAL,
    "C": Status.CORRECTED,
    "P": Status.PRELIMINARY,
    "R": Status.PRELIMINARY,
    "S": Status.PRELIMINARY,
    "I": Status.PRELIMINARY,
    "X": Status.CANCELLED,
    "D": Status.CANCELLED,
    "W": Status.CANCELLED,
}
"""OBX-11 by table 0085: not verified, partial and pending count as preliminary, deleted and wrong
as cancelled."""


@dataclass
class Order:
    """One OBR with what stands below it."""

    obr: Segment
    orc: Segment | None
    observed: list[Segment] = field(default_factory=list)
    specimen: Segment | None = None
    notes: list[str] = field(default_factory=list)

    def number(self, place: int) -> str:
        """Give the placer's (2) or the filler's (3) number, from OBR, else from ORC."""
        return self.obr.get(place) or (self.orc.get(place) if self.orc else "")


def reports_of(segments: list[Segment], *, zone: tzinfo) -> Iterator[LabReport]:
    """Give the reports of a message, in order. Raises FaultError on the first fault."""
    header, found = segments[0], False
    for pid, order in _orders(segments):
        if pid is None:
            raise FaultError(FaultKind.REQUIRED, NO_PATIENT)
        found = True
        yield from _reports(header, _patient(pid), order, zone)
    if not found:
        raise FaultError(FaultKind.REQUIRED, NO_ORDER)


def _orders(segments: list[Segment]) -> list[tuple[Segment | None, Order]]:
    """Group the segments: a PID counts for all orders after it, an ORC for the next OBR."""
    pid: Segment | None = None
    orc: Segment | None = None
    found: list[tuple[Segment | None, Order]] = []
    for segment in segments:
        order = found[-1][1] if found else None
        match segment.name:
            case "PID":
                pid = segment
            case "ORC":
                orc = segment
            case "OBR":
                found.append((pid, Order(segment, orc)))
                orc = None
            case "OBX" if order:
                order.observed.append(segment)
            case "SPM" if order:
                order.specimen = order.specimen or segment
            case "NTE" if order:
                order.notes.append(segment.get(3))
    return [(patient, order) for patient, order in found if order.observed]


def _reports(header: Segment, patient: Patient, order: Order, zone: tzinfo) -> Iterator[LabReport]:
    tests = [(obx, test_of(_codings(obx, 3))) for obx in order.observed]
    thresholds = [
        ct
        for obx, test in tests
        if test and test.meaning == "ct" and (ct := cycle_threshold(obx.get(5))) is not None
    ]
    results = [(obx, test) for obx, test in tests if test and test.meaning != "ct"]
    if not results:
        first = order.observed[0]
        named = " ".join(filter(None, (first.get(3), first.get(3, 2)))) or "-"
        raise FaultError(FaultKind.CODE, NO_TEST, code=named)
    for obx, test in results:
        report = _report(header, patient, order, obx, test, zone)
        if test.meaning == "pcr" and thresholds:
            report = replace(report, ct=min(thresholds))
        yield checked(report, specimen="SPM-17, OBR-7", result="OBX-19, OBR-22")


def _report(
    header: Segment, patient: Patient, order: Order, obx: Segment, test: Test, zone: tzinfo
) -> LabReport:
    status = _status(obx.get(11))
    specimen = order.specimen
    kind = (specimen.get(4, 2) or specimen.get(4)) if specimen else ""
    return LabReport(
        message_id=header.get(10),
        laboratory=header.get(4),
        order_number=order.number(2),
        filler_number=order.number(3),
        status=status,
        test_code=test.code,
        test_name=test.display,
        method=test.meaning,
        disease=test.disease,
        patient=patient,
        specimen_id=_specimen_id(specimen),
        specimen_kind=kind or order.obr.get(15, 1, part=2) or order.obr.get(15),
        specimen_at=_specimen_at(order, specimen, zone),
        resulted_at=_first_time([(obx, 19), (order.obr, 22), (header, 7)], zone),
        issued_at=_first_time([(header, 7)], zone),
        outcome=_outcome(obx, status),
        note="\n".join(filter(None, order.notes))[:1000],
    )


def _specimen_id(specimen: Segment | None) -> str:
    """Give the filler's number of the specimen (SPM-2, second half), else the placer's."""
    return (specimen.get(2, 2) or specimen.get(2)) if specimen else ""


def _specimen_at(order: Order, specimen: Segment | None, zone: tzinfo) -> datetime | None:
    places = [(specimen, 17)] if specimen else []
    return _first_time([*places, (order.obr, 7)], zone)


def _first_time(places: list[tuple[Segment, int]], zone: tzinfo) -> datetime | None:
    for segment, number in places:
        if text := segment.get(number):
            return hl7_time(text, f"{segment.name}-{number}", zone=zone)
    return None


def _status(letter: str) -> Status:
    if not letter:
        raise FaultError(FaultKind.REQUIRED, NO_STATUS_AT_ALL)
    if letter not in STATUSES:
        raise FaultError(FaultKind.CODE, NO_STATUS, value=letter)
    return STATUSES[letter]


def _outcome(obx: Segment, status: Status) -> TestOutcome | None:
    if status is Status.CANCELLED:
        return None
    values, marks = _codings(obx, 5), [Coding(obx.get(8), "", "HL70078")]
    said = outcomes_of(values) or outcomes_of(marks)
    if len(said | (outcomes_of(marks) if obx.get(8) else set())) > 1:
        raise FaultError(FaultKind.VALUE, AT_ODDS)
    if not said and (status is not Status.PRELIMINARY or obx.get(5)):
        raise FaultError(FaultKind.CODE, NO_VALUE, value=obx.get(5, 2) or obx.get(5) or "-")
    return next(iter(said), None)


def _codings(segment: Segment, place: int) -> list[Coding]:
    """Give the codes of a field: the main and the other one, and the original words."""
    return [
        coding
        for repetition in segment.repetitions(place)
        for coding in (
            Coding(*(segment.get(place, n, repetition=repetition) for n in (1, 2, 3))),
            Coding(*(segment.get(place, n, repetition=repetition) for n in (4, 5, 6))),
            Coding(text=segment.get(place, 9, repetition=repetition)),
        )
        if coding != Coding()
    ]


def _patient(pid: Segment) -> Patient:
    numbers = [
        (number, pid.get(3, 5, repetition=n))
        for n in pid.repetitions(3)
        if (number := pid.get(3, repetition=n))
    ]
    official = [number for number, kind in numbers if is_identity(number, kind)]
    others = [number for number, kind in numbers if not is_identity(number, kind)]
    day, year = born(pid.get(7))
    phone = pid.get(13) or pid.get(13, 12) or pid.get(13, 6) + pid.get(13, 7)
    return Patient(
        code=next(iter(others), ""),
        identity_number=next(iter(official), "") or pid.get(19),
        name=_name(pid),
        sex={"F": "female", "M": "male"}.get(pid.get(8), ""),
        birth_date=day,
        birth_year=year,
        phone=phone or pid.get(14),
        address=_address(pid),
    )


def _name(pid: Segment) -> str:
    """Write the name as it is said here: family, middle, given."""
    return " ".join(filter(None, (pid.get(5, 1), pid.get(5, 3), pid.get(5, 2))))


def _address(pid: Segment) -> str:
    """Write street, other designation, ward or district, city and province, in that order."""
    return ", ".join(filter(None, (pid.get(11, n) for n in (1, 2, 9, 3, 4))))
