"""Messages of an invented laboratory about invented persons, in both forms."""

import json
from typing import Any

PERSON = {
    "code": "P-7",
    "identity": "001185000123",
    "name": ("Người", "Thử", "Thị"),
    "born": "19850312",
    "sex": "F",
    "phone": "0912 000 111",
    "address": "139 Phố Thử^^Quận Ba Đình^Hà Nội",
}
VALUES = {
    "positive": "260373001^Detected^SCT",
    "negative": "260415000^Not detected^SCT",
    "inconclusive": "419984006^Inconclusive^SCT",
}


def hl7(
    *,
    message_id: str = "M1",
    outcome: str = "positive",
    status: str = "F",
    filler: str = "F-1",
    order: str = "O-1",
    specimen: str = "S-1",
    specimen_at: str = "202003071530",
    resulted_at: str = "202003080600",
    test: str = "94500-6^SARS-CoV-2 RNA^LN",
    ct: str = "23.4",
    charset: str = "UNICODE UTF-8",
    value: str | None = None,
    **person: Any,
) -> str:
    """Write one ORU^R01; anything of the person may be replaced."""
    who = {**PERSON, **person}
    family, given, middle = who["name"]
    said = VALUES.get(outcome, "") if value is None else value
    kind = "CWE" if "^" in said else "ST"
    lines = [
        f"MSH|^~\\&|LIS|PXN-THU|VUNGXANH||202003080610||ORU^R01^ORU_R01|{message_id}|P|2.5.1"
        f"||||||{charset}",
        f"PID|1||{who['code']}^^^PXN^PI~{who['identity']}^^^VNM^NI||{family}^{given}^{middle}"
        f"||{who['born']}|{who['sex']}|||{who['address']}||{who['phone']}",
        f"ORC|RE|{order}|{filler}",
        f"OBR|1|{order}|{filler}|94531-1^SARS-CoV-2 RNA panel^LN|||{specimen_at}"
        f"|||||||||||||||{resulted_at}|||{status}",
        f"OBX|1|{kind}|{test}||{said}||||||{status}|||||{resulted_at}",
    ]
    if ct:
        lines.append(f"OBX|2|NM|94745-7^Ct^LN||{ct}||||||{status}")
    lines.append("NTE|1||Mẫu \\T\\ phiếu đủ\\.br\\dòng hai")
    lines.append(f"SPM|1|^{specimen}||258500001^Nasopharyngeal swab^SCT|||||||||||||{specimen_at}")
    return "\r".join(lines) + "\r"


def bundle(
    *,
    message_id: str = "B1",
    outcome: str = "positive",
    status: str = "final",
    filler: str = "F-1",
    issued: str = "2020-03-08T06:00:00+07:00",
    collected: str = "2020-03-07T15:30:00+07:00",
    **person: Any,
) -> dict[str, Any]:
    """Write the same report as a FHIR bundle whose parts refer to one another."""
    who = {**PERSON, **person}
    family, given, middle = who["name"]
    born = who["born"]
    value = VALUES[outcome].split("^")
    return {
        "resourceType": "Bundle",
        "type": "message",
        "identifier": {"system": "urn:pxn", "value": message_id},
        "timestamp": issued,
        "entry": [
            {
                "fullUrl": "urn:uuid:0b8f5a34-7d0c-4a5e-9d8e-000000000001",
                "resource": {
                    "resourceType": "Patient",
                    "id": "nguoi",
                    "identifier": [
                        {"value": who["code"], "type": {"coding": [{"code": "PI"}]}},
                        {"value": who["identity"], "type": {"coding": [{"code": "NI"}]}},
                    ],
                    "name": [{"family": family, "given": [middle, given]}],
                    "gender": {"F": "female", "M": "male"}[who["sex"]],
                    "birthDate": f"{born[:4]}-{born[4:6]}-{born[6:]}",
                    "telecom": [{"system": "phone", "value": who["phone"]}],
                    "address": [{"text": who["address"].replace("^^", ", ").replace("^", ", ")}],
                },
            },
            {
                "resource": {
                    "resourceType": "Specimen",
                    "id": "mau",
                    "accessionIdentifier": {"value": "S-1"},
                    "type": {"text": "Nasopharyngeal swab"},
                    "collection": {"collectedDateTime": collected},
                }
            },
            {
                "resource": {
                    "resourceType": "Observation",
                    "id": "ket-qua",
                    "status": status,
                    "code": {"coding": [{"system": "http://loinc.org", "code": "94500-6"}]},
                    "subject": {"reference": "Patient/nguoi"},
                    "specimen": {"reference": "Specimen/mau"},
                    "valueCodeableConcept": {
                        "coding": [{"system": "http://snomed.info/sct", "code": value[0]}]
                    },
                }
            },
            {
                "resource": {
                    "resourceType": "Observation",
                    "id": "ct",
                    "status": status,
                    "code": {"coding": [{"system": "http://loinc.org", "code": "94745-7"}]},
                    "subject": {"reference": "Patient/nguoi"},
                    "valueQuantity": {"value": 23.4},
                }
            },
            {
                "resource": {
                    "resourceType": "DiagnosticReport",
                    "id": "phieu",
                    "status": status,
                    "identifier": [{"value": filler}],
                    "basedOn": [{"identifier": {"value": "O-1"}}],
                    "code": {"text": "SARS-CoV-2"},
                    "issued": issued,
                    "performer": [{"identifier": {"value": "PXN-THU"}}],
                    "subject": {"reference": "urn:uuid:0b8f5a34-7d0c-4a5e-9d8e-000000000001"},
                    "result": [
                        {"reference": "https://pxn.example/fhir/Observation/ket-qua"},
                        {"reference": "Observation/ct"},
                    ],
                }
            },
        ],
    }


def written(document: Any) -> bytes:
    """Write JSON as it is sent."""
    return json.dumps(document, ensure_ascii=False).encode()
