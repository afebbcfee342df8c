"""Texts that reach new branches of the reader of bulletins: none may raise, all spans must match.

Needs the extra `fuzz`; `make fuzz` runs it for a minute.

    python -m tests.fuzz.bulletins -max_total_time=60
"""

import sys
from datetime import date

import atheris

with atheris.instrument_imports(include=["vungxanh.bulletins"]):
    from vungxanh.bulletins import read_bulletin, read_district_table

from vungxanh.geography import shipped_gazetteer

PUBLISHED = date(2020, 4, 6)


def read(data: bytes) -> None:
    """Read the bytes as a notice and as a table."""
    text = data.decode("utf-8", errors="ignore")
    gazetteer = shipped_gazetteer()
    for case in read_bulletin(text, published=PUBLISHED, gazetteer=gazetteer).cases:
        for name, one in case.fields():
            if text[one.start : one.end] != one.words:
                raise AssertionError(f"{name} shows words that do not stand there")
    read_district_table(text, on=PUBLISHED, gazetteer=gazetteer)


if __name__ == "__main__":
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()
