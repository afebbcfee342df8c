"""What laboratories send: HL7 v2.5.1 and FHIR R4 messages, read into one kind of report.

`report.py` is where to begin; `hl7.py` and `fhir.py` read the two forms, `codes.csv` says what
their codes mean. A message that cannot be read is a message with one fault, never an exception.
"""

from vungxanh.labmessages.fhir import operation_outcome, read_fhir
from vungxanh.labmessages.hl7 import acknowledge, read_hl7
from vungxanh.labmessages.report import Fault, FaultKind, LabReport, Message, Patient, Status

__all__ = [
    "Fault",
    "FaultKind",
    "LabReport",
    "Message",
    "Patient",
    "Status",
    "acknowledge",
    "operation_outcome",
    "read_fhir",
    "read_hl7",
]
