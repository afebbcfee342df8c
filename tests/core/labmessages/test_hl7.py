"""HL7 files and frames: what is understood, and that a broken message costs no other."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.labmessages.examples import hl7
from vungxanh.labmessages import LabReport, Message, Status, acknowledge, read_hl7
from vungxanh.terms import TestOutcome

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2020, 3, 8, tzinfo=UTC)


def read(data: bytes | str) -> list[Message]:
    return read_hl7(data if isinstance(data, bytes) else data.encode(), zone=ZONE)


def only(data: bytes | str) -> LabReport:
    (message,) = read(data)
    assert message.fault is None
    (report,) = message.reports
    return report


def test_a_message_says_who_what_when_and_how_sure() -> None:
    report = only(hl7())
    assert (report.message_id, report.laboratory) == ("M1", "PXN-THU")
    assert (report.order_number, report.filler_number, report.specimen_id) == ("O-1", "F-1", "S-1")
    assert (report.method, report.test_code, report.disease) == ("pcr", "94500-6", "covid-19")
    assert (report.outcome, report.ct, report.status) == (TestOutcome.POSITIVE, 23.4, Status.FINAL)
    assert report.specimen_at == datetime(2020, 3, 7, 15, 30, tzinfo=ZONE)
    assert report.resulted_at == datetime(2020, 3, 8, 6, tzinfo=ZONE)
    assert report.specimen_kind == "Nasopharyngeal swab"
    assert report.note == "Mẫu & phiếu đủ\ndòng hai"
    patient = report.patient
    assert (patient.name, patient.sex, patient.code) == ("Người Thị Thử", "female", "P-7")
    assert (patient.identity_number, patient.birth_date) == ("001185000123", date(1985, 3, 12))
    assert patient.address == "139 Phố Thử, Quận Ba Đình, Hà Nội"
    assert LabReport.from_json(report.as_json()) == report


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("framed", [False, True])
def test_lines_end_in_any_way_with_frames_or_without(end: str, framed: bool) -> None:
    text = hl7().replace("\r", end).encode()
    data = b"\x0b" + text + b"\x1c\r" if framed else text
    assert only(data) == only(hl7())


def test_a_batch_of_a_file_is_read_message_by_message() -> None:
    first, second = hl7(message_id="A"), hl7(message_id="B", outcome="negative")
    batch = f"FHS|^~\\&|LIS\rBHS|^~\\&|LIS\r{first}{second}BTS|2\rFTS|1\r"
    assert [m.message_id for m in read(batch)] == ["A", "B"]
    short = read(batch.replace("BTS|2", "BTS|3"))
    assert [m.message_id for m in short] == ["A", "B", ""]
    assert "3 messages; 2 came" in str(short[-1].fault)


@pytest.mark.parametrize(
    ("letter", "status"),
    [("F", "final"), ("C", "corrected"), ("P", "preliminary"), ("X", "cancelled")],
)
def test_the_status_is_told(letter: str, status: str) -> None:
    report = only(hl7(status=letter))
    assert report.status == status
    assert (report.outcome is None) == (letter == "X")


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("Dương tính", "positive"),
        ("ÂM TÍNH", "negative"),
        ("am tinh", "negative"),
        ("không xác định", "inconclusive"),
        ("(+)", "positive"),
        ("LA6577-6^Negative^LN", "negative"),
        ("X1^Âm tính^L", "negative"),
    ],
)
def test_values_in_codes_and_words(value: str, outcome: str) -> None:
    assert only(hl7(value=value)).outcome == outcome


def test_an_antigen_test_has_no_threshold_and_old_character_sets_are_read() -> None:
    assert only(hl7(test="94558-4^Ag^LN")).ct is None
    assert only(hl7(test="x^Test nhanh kháng nguyên SARS-CoV-2^L")).method == "antigen"
    latin = hl7(charset="8859/1", name=("Núñez", "Ána", "")).replace("Mẫu", "Mau")
    latin = latin.replace("phiếu đủ", "x").replace("dòng", "dong").replace("Quận Ba Đình", "Q")
    latin = latin.replace("Phố Thử", "P").replace("Hà Nội", "H")
    assert only(latin.encode("latin-1")).patient.name == "Núñez Ána"


def test_another_separator_and_a_repeated_field_are_read() -> None:
    text = hl7().replace("^~\\&", "^~\\&").replace("|", "#")
    assert only(text) == only(hl7())


BROKEN = {
    "cut off after the patient": (hl7().partition("OBR|")[0], "holds no result"),
    "cut off inside the result": (hl7().partition("||||||F")[0], "no status (OBX-11)"),
    "another type": (hl7().replace("ORU^R01^ORU_R01", "ADT^A01"), "ADT^A01"),
    "another version": (hl7().replace("|2.5.1|", "|3.0|"), "version 3.0"),
    "a training message": (hl7().replace("|P|2.5.1", "|T|2.5.1"), "training"),
    "no id": (hl7(message_id=""), "MSH-10"),
    "no patient": (hl7().replace("PID|", "ZPI|"), "no patient"),
    "an unknown test": (hl7(test="2345-7^Glucose^LN", ct=""), "2345-7"),
    "an unknown value": (hl7(value="ba mươi"), "ba mươi"),
    "at odds": (hl7().replace("SCT||||||F", "SCT|||NEG|||F"), "at odds"),
    "a wrong time": (hl7(specimen_at="20200231"), "20200231"),
    "the specimen after the result": (hl7(specimen_at="20200309"), "after the result"),
    "an unknown status": (hl7(status="Q"), "status Q"),
    "a text over two lines": (hl7().replace("Mẫu", "Mẫu\rhai"), "no segment"),
    "an unknown character set": (hl7(charset="BIG5"), "BIG5"),
    "a wrong character set": (hl7(charset="ASCII"), "ASCII"),
    "anything else": ("%PDF-1.4", "no HL7 message"),
    "nothing": ("", "no HL7 message"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_message_has_one_clear_fault_and_the_next_is_read(name: str) -> None:
    text, told = BROKEN[name]
    first, *rest = read(f"{text}\r{hl7(message_id='next')}") if text else read(text)
    assert told in str(first.fault)
    assert not first.reports
    if text:
        assert [m.message_id for m in rest] == ["next"]
        assert rest[0].reports
    answer = acknowledge(first, now=NOW)
    assert "\rMSA|A" in answer
    assert "\rMSA|AA" not in answer
    assert "ERR|||" in answer


def test_a_frame_without_an_end_is_cut_off_and_the_next_frame_is_read() -> None:
    data = b"\x0b" + hl7().encode() + b"\x0b" + hl7(message_id="next").encode() + b"\x1c\r"
    first, second = read(data)
    assert "cut off" in str(first.fault)
    assert second.reports


def test_what_is_taken_is_acknowledged_with_its_id() -> None:
    (message,) = read(hl7(message_id="M\\T\\1"))
    answer = acknowledge(message, now=NOW)
    assert "\rMSA|AA|M\\T\\1\r" in answer
    assert "ERR" not in answer
    assert acknowledge(replace(message, fault=None), now=NOW) == answer


MARKS = st.sampled_from(
    ["|", "^", "~", "\\", "&", "\r", "\n", "\x0b", "\x1c", "MSH", "OBX", "PID", "\x00", "F", "'"]
)


@given(
    st.integers(0, 800),
    st.integers(0, 60),
    st.lists(st.one_of(MARKS, st.text(max_size=3)), max_size=4),
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_done_to_a_message_it_is_read_or_has_a_fault(
    at: int, gone: int, put: list[str]
) -> None:
    text = hl7()
    data = (text[:at] + "".join(put) + text[at + gone :]).encode("utf-8", "replace")
    for message in read(data):
        assert (message.fault is None) == bool(message.reports)
        assert acknowledge(message, now=NOW).startswith("MSH|")


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_without_failing(data: bytes) -> None:
    assert read(data)
    assert read(b"MSH|^~\\&|" + data)
