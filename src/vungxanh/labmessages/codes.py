"""What the codes and words of laboratories mean: `codes.csv`, with the source of each."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vungxanh.identity.names import plain
from vungxanh.terms import TestOutcome

SYSTEMS = {
    "LN": "LN",
    "LOINC": "LN",
    "http://loinc.org": "LN",
    "SCT": "SCT",
    "SNOMED": "SCT",
    "http://snomed.info/sct": "SCT",
    "HL70078": "INT",
    "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation": "INT",
}
"""Names of code systems in HL7 v2 and FHIR, and ours."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A code as a message names it: the system may be unknown, the words may be all there is."""

    code: str = ""
    text: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A test that is known: `meaning` is its method, or "ct" for a cycle threshold."""

    code: str
    meaning: str
    disease: str
    display: str


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files(__package__).joinpath("codes.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _table(sort: str) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["system"], row["code"]): row for row in _rows() if row["sort"] == sort}


def _found(sort: str, codings: Iterable[Coding], systems: tuple[str, ...]) -> list[dict[str, str]]:
    """Give the rows that the codes mean; where none is known, those that the words mean."""
    codings, table = list(codings), _table(sort)
    by_code = [
        row
        for coding in codings
        for system in ([SYSTEMS[coding.system]] if coding.system in SYSTEMS else systems)
        if (row := table.get((system, coding.code)))
    ]
    words = [word for coding in codings for word in (coding.text, coding.code) if word]
    return by_code or [row for word in words if (row := table.get(("text", _folded(word))))]


def test_of(codings: Iterable[Coding]) -> Test | None:
    """Tell which test is meant; None for one that is not known.

    >>> test_of([Coding("94500-6", "", "LN")]).meaning, test_of([Coding("1", "Glucose", "LN")])
    ('pcr', None)
    """
    for row in _found("test", codings, ("LN",)):
        code = row["code"] if row["system"] == "LN" else ""
        return Test(code, row["meaning"], row["disease"], row["display"])
    return None


def outcomes_of(codings: Iterable[Coding]) -> set[TestOutcome]:
    """Give what a value says: nothing where it is not understood, two where it is at odds.

    >>> outcomes_of([Coding(text="ÂM TÍNH")])
    {<TestOutcome.NEGATIVE: 'negative'>}
    """
    return {TestOutcome(row["meaning"]) for row in _found("value", codings, ("SCT", "LN", "INT"))}


def _folded(text: str) -> str:
    """Leave out diacritics, size of letters, brackets and the end of a sentence."""
    return plain(text.strip(" ().:;\t")) or text.strip(" ().:;\t")
