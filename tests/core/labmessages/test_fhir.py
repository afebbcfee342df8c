"""FHIR bundles: the same report as by HL7, R4 told from R4B, and one fault for what is broken."""

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.labmessages.examples import bundle, hl7, written
from vungxanh.labmessages import Message, operation_outcome, read_fhir, read_hl7

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def read(document: Any, version: str = "") -> list[Message]:
    return read_fhir(written(document), zone=ZONE, version=version)


def part(document: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(
        entry["resource"]
        for entry in document["entry"]
        if entry["resource"]["resourceType"] == kind
    )


def test_both_forms_say_the_same() -> None:
    (message,) = read(bundle(message_id="M1"))
    (other,) = read_hl7(hl7().encode(), zone=ZONE)
    report, same = message.reports[0], other.reports[0]
    alike = {"note": "", "issued_at": None}
    assert replace(report, **alike) == replace(same, **alike)


def test_contained_resources_are_followed() -> None:
    whole = bundle()
    report = part(whole, "DiagnosticReport")
    inside = [entry["resource"] for entry in whole["entry"] if entry["resource"] is not report]
    for resource in inside:
        for name in ("subject", "specimen"):
            if name in resource:
                resource[name] = {"reference": "#" + resource[name]["reference"].split("/")[-1]}
    report |= {
        "contained": inside,
        "subject": {"reference": "#nguoi"},
        "result": [{"reference": "#ket-qua"}, {"reference": "#ct"}],
    }
    (message,) = read(report)
    assert message.fault is None
    assert message.reports[0].patient.name == "Người Thị Thử"
    assert message.reports[0].ct == 23.4


def test_the_release_is_told_and_resources_of_r4_alone_do_no_harm() -> None:
    old, new = bundle(), bundle()
    old["entry"].append({"resource": {"resourceType": "MedicinalProduct", "name": []}})
    new["entry"].append({"resource": {"resourceType": "NutritionProduct"}})
    assert [m.form for m in read(old)] == ["fhir R4"]
    assert [m.form for m in read(new)] == ["fhir R4B"]
    assert read(old)[0].reports
    assert [m.form for m in read(bundle(), "4.0")] == ["fhir R4"]
    assert "5.0" in str(read(bundle(), "5.0")[0].fault)
    old["entry"] += new["entry"]
    assert "mixes" in str(read(old)[0].fault)


def spoiled(change: Any) -> dict[str, Any]:
    document = bundle()
    change(document)
    return document


BROKEN = {
    "of another patient": (
        lambda d: (
            d["entry"].append({"resource": {**part(d, "Patient"), "id": "khac"}}),
            part(d, "Observation").update(subject={"reference": "Patient/khac"}),
        ),
        "two different patients",
    ),
    "without its patient": (
        lambda d: part(d, "DiagnosticReport").update(subject={"reference": "Patient/none"}),
        "no patient",
    ),
    "not valid": (lambda d: part(d, "DiagnosticReport").update(bogus=1), "bogus"),
    "an unknown value": (
        lambda d: part(d, "Observation").update(valueCodeableConcept={"text": "ba mươi"}),
        "ba mươi",
    ),
    "without observations": (lambda d: part(d, "DiagnosticReport").pop("result"), "no observation"),
    "without a time": (lambda d: part(d, "Specimen").pop("collection"), "specimen was taken"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_report_has_one_clear_fault_and_the_next_is_read(name: str) -> None:
    change, told = BROKEN[name]
    document = spoiled(change)
    whole = deepcopy(bundle(message_id="B2"))
    for entry in whole["entry"]:
        text = json.dumps(entry).replace("nguoi", "n2").replace("mau", "m2")
        text = text.replace("ket-qua", "k2").replace('"ct"', '"c2"').replace("/ct", "/c2")
        document["entry"].append(json.loads(text.replace("phieu", "p2").replace("0001", "0002")))
    found = [message for message in read(document) if message.fault or message.reports]
    faults = [message for message in found if message.fault]
    assert told in str(faults[0].fault)
    assert [message for message in found if message.reports]
    outcome = operation_outcome([m.fault for m in faults if m.fault])
    assert {issue["severity"] for issue in outcome["issue"]} == {"error"}


def test_lines_of_json_are_read_each_by_itself() -> None:
    data = written(bundle(message_id="A")) + b"\n{\n" + written(bundle(message_id="B"))
    assert [bool(m.reports) for m in read_fhir(data, zone=ZONE)] == [True, False, True]
    for text in (b"", b"{", b"[1]", b'"x"', b"null", b"\xff", b'{"resourceType":"Bundle"}'):
        assert read_fhir(text, zone=ZONE)[0].fault


PATHS = ["entry", "resource", "status", "subject", "code", "coding", "reference", "identifier"]


@given(
    st.integers(0, 4),
    st.sampled_from(PATHS),
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=4),
        st.just([]),
        st.just({}),
        st.just([None]),
        st.just({"reference": 1}),
        st.just([{"reference": "#x"}]),
    ),
)
@settings(max_examples=120, deadline=None)
def test_whatever_stands_in_a_field_it_is_read_or_has_a_fault(
    number: int, name: str, value: Any
) -> None:
    document = bundle()
    if name == "entry":
        document["entry"] = value
    elif name == "resource":
        document["entry"][number]["resource"] = value
    else:
        document["entry"][number]["resource"][name] = value
    for message in read(document):
        assert (message.fault is None) == bool(message.reports)
