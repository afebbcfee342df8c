"""To and from other systems: files of Go.Data and SORMAS, and cases handed over to other offices.

`shapes.py` is where to begin: what those files look like, as data. `handover.py` seals what goes
to another office.
"""

from vungxanh.exchange.coming import read_file, recognise, shipped_mapping, with_birth_date
from vungxanh.exchange.going import left_out, write_file
from vungxanh.exchange.handover import (
    Handover,
    HandoverError,
    Opened,
    Receipt,
    Wrong,
    digest_of,
    open_package,
    read_receipt,
    seal,
    write_receipt,
)
from vungxanh.exchange.keys import (
    PublicKey,
    SecretKey,
    key_text,
    new_key,
    public_key,
    secret_key,
)
from vungxanh.exchange.shapes import Shape, shape_of, shapes

__all__ = [
    "Handover",
    "HandoverError",
    "Opened",
    "PublicKey",
    "Receipt",
    "SecretKey",
    "Shape",
    "Wrong",
    "digest_of",
    "key_text",
    "left_out",
    "new_key",
    "open_package",
    "public_key",
    "read_file",
    "read_receipt",
    "recognise",
    "seal",
    "secret_key",
    "shape_of",
    "shapes",
    "shipped_mapping",
    "with_birth_date",
    "write_file",
    "write_receipt",
]
