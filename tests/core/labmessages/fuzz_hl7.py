"""Feeds the HL7 reader broken messages, led by what its code does with them (atheris).

python -m tests.core.labmessages.fuzz_hl7 -max_total_time=60
"""

import sys
from datetime import UTC

import atheris

with atheris.instrument_imports(include=["vungxanh.labmessages"]):
    from vungxanh.labmessages import read_hl7
    from vungxanh.web.laboratory.mllp import Frames

from tests.core.labmessages.examples import hl7

SEED = hl7().encode()


def one(data: bytes) -> None:
    """Read a message as it came, and one with these bytes in its middle."""
    where = data[0] * len(SEED) // 256 if data else 0
    for text in (data, SEED[:where] + data[1:] + SEED[where + len(data) :]):
        for message in read_hl7(text, zone=UTC):
            if (message.fault is None) != bool(message.reports):
                raise AssertionError("neither a report nor a fault")
    Frames(64).feed(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
