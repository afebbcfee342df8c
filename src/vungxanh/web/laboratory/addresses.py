"""Where a patient lives: the unit that the address names, if it can be told surely enough."""

from datetime import date
from functools import cache

from vungxanh.geography import AddressReader, shipped_gazetteer, shipped_language
from vungxanh.web.geography.models import AdminUnit

SURE = 0.7
"""Below it the message is shown to every area rather than to the wrong one."""


@cache
def _reader() -> AddressReader:
    return AddressReader(shipped_gazetteer(), shipped_language())


def unit_of(address: str, on: date) -> AdminUnit | None:
    """Give the unit of a day that an address names."""
    if not address.strip():
        return None
    read = _reader().read(address, on)
    if read.unit is None or read.confidence < SURE:
        return None
    found: AdminUnit | None = AdminUnit.objects.on(on).filter(code=read.unit.code).first()
    return found
