"""FHIR R4 results: bundles, or one DiagnosticReport with what it contains.

Each DiagnosticReport is one message, so that a broken one costs the others nothing; an Observation
that no report mentions is one, too. `releases.py` tells R4 from R4B and validates; `resources.py`
makes the reports.
"""

import json
from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from vungxanh.labmessages.releases import release_of
from vungxanh.labmessages.report import Fault, FaultError, FaultKind, Message
from vungxanh.labmessages.resources import Document, message_id_of, reports_of

FORM = "fhir"
NOT_JSON = "This is no JSON in UTF-8, or it is cut off."
NOT_FHIR = "This is no FHIR bundle and no DiagnosticReport, but %(kind)s."
NOTHING = "The bundle holds no result: neither a DiagnosticReport nor an Observation."
ISSUE_OF_FAULT = {
    FaultKind.STRUCTURE: "structure",
    FaultKind.REQUIRED: "required",
    FaultKind.VALUE: "value",
    FaultKind.CODE: "code-invalid",
    FaultKind.UNSUPPORTED: "not-supported",
}
"""Codes of http://hl7.org/fhir/issue-type"""


def read_fhir(data: bytes, *, zone: tzinfo, version: str = "") -> list[Message]:
    """Read a document, or one on each line (NDJSON). `version` is fhirVersion of its media type."""
    try:
        found = [_parsed(data)]
    except FaultError as error:
        lines = [line for line in data.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith(b"{") for line in lines):
            return [_broken(data.decode("utf-8", "replace"), error.fault)]
        return [message for line in lines for message in _line(line, zone, version)]
    return list(_messages(found[0], zone, version))


def _line(line: bytes, zone: tzinfo, version: str) -> Iterator[Message]:
    try:
        yield from _messages(_parsed(line), zone, version)
    except FaultError as error:
        yield _broken(line.decode("utf-8", "replace"), error.fault)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise FaultError(FaultKind.STRUCTURE, NOT_JSON) from None


def _broken(raw: str, fault: Fault) -> Message:
    return Message(raw.replace("\x00", "\ufffd"), FORM, fault=fault)


def _messages(parsed: Any, zone: tzinfo, version: str) -> Iterator[Message]:
    raw = _written(parsed)
    kind = parsed.get("resourceType") if isinstance(parsed, dict) else type(parsed).__name__
    try:
        if kind not in {"Bundle", "DiagnosticReport", "Observation"}:
            raise FaultError(FaultKind.STRUCTURE, NOT_FHIR, kind=str(kind))
        document = Document(parsed)
        release = release_of(document.kinds, version)
        results = document.results()
        if not results:
            raise FaultError(FaultKind.REQUIRED, NOTHING)
    except FaultError as error:
        yield _broken(raw, error.fault)
        return
    form = f"{FORM} {release}".strip()
    for result in results:
        yield _message(document, result, form, zone)


def _message(document: Document, result: dict[str, Any], form: str, zone: tzinfo) -> Message:
    raw = _written(document.around(result))
    name = message_id_of(document, result)
    try:
        reports = tuple(reports_of(document, result, zone=zone))
    except FaultError as error:
        return Message(raw, form, name, fault=error.fault)
    return Message(raw, form, name, reports[0].laboratory, reports)


def _written(parsed: Any) -> str:
    text = json.dumps(parsed, ensure_ascii=False, sort_keys=True)
    # A lone half of a letter can be escaped in JSON, and cannot be kept.
    return text.encode("utf-8", "replace").decode().replace("\\u0000", "\ufffd")


def operation_outcome(faults: list[Fault], told: str = "") -> dict[str, Any]:
    """Answer in FHIR: an issue for each fault, or one of information."""
    issues = [
        {
            "severity": "error",
            "code": ISSUE_OF_FAULT[fault.kind],
            "diagnostics": str(fault),
        }
        for fault in faults
    ]
    fine = [{"severity": "information", "code": "informational", "diagnostics": told}]
    return {"resourceType": "OperationOutcome", "issue": issues or fine}
