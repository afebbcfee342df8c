"""A day of August 2021 when two districts reported how many F0, F1 and F2 they had.

The numbers are real, everybody in them is invented: the districts published counts, not lists.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from vungxanh.demonstration.city import (
    CaseRecord,
    City,
    IsolationRecord,
    LinkRecord,
    SymptomRecord,
    TestRecord,
)
from vungxanh.demonstration.crowd import INVENTED, Crowd, hours
from vungxanh.demonstration.publish import city_of
from vungxanh.demonstration.rings import Contact, Home, first_ring, second_ring, third_ring
from vungxanh.demonstration.tables import clock, row_of, table
from vungxanh.geography import population_2019, shipped_gazetteer
from vungxanh.terms import Classification, TestOutcome

CODE = "2021-08-04"
REPORT_DAY = date(2021, 8, 4)
FIRST_ONSET, ONSET_DAYS = date(2021, 7, 24), 9
SHARE_LINKED = 0.6  # cases whose infector is known; chosen
SHARE_ELSEWHERE = 0.1  # F1 who also met somebody of another district; chosen
SHARE_THIRD = 0.2  # F2 whose own family has been listed; chosen


@dataclass(frozen=True, slots=True)
class _Patient:
    person: str
    onset: date

    @property
    def found_at(self) -> datetime:
        """The test of the day after the onset is reported two days after it."""
        return clock(self.onset + timedelta(days=2), 14)


def day_2021_08_04(seed: int = 20210804) -> City:
    """Invent the people of two districts so that tracing gives exactly the reported counts."""
    crowd = Crowd(np.random.default_rng(seed))
    for district in table("day_2021_08_04"):
        _fill(crowd, district)
    return city_of(crowd, CODE, seed, {"index": crowd.cases[0].person})


def _fill(crowd: Crowd, district: dict[str, str]) -> None:
    home = _homes(crowd, district["district_code"])
    onsets = sorted(crowd.rng.integers(0, ONSET_DAYS, int(district["f0"])).tolist())
    patients = [_fall_ill(crowd, home(), FIRST_ONSET + timedelta(days=after)) for after in onsets]
    guests = _infect(crowd, patients)
    contacts: list[tuple[Contact, _Patient]] = []
    shares = _split(crowd, int(district["f1"]), len(patients), least=4)
    for patient, size in zip(patients, shares, strict=True):
        at = patient.found_at + hours(4)
        ring = first_ring(
            crowd, patient.person, patient.onset, size, home, at, guests[patient.person]
        )
        contacts += [(contact, patient) for contact in ring]
    _surround(crowd, contacts, int(district["f2"]), home)


def _surround(
    crowd: Crowd, contacts: list[tuple[Contact, _Patient]], size: int, home: Home
) -> None:
    elsewhere = _homes(crowd, "")
    shares = _split(crowd, size, len(contacts), least=0)
    for (contact, patient), share in zip(contacts, shares, strict=True):
        at, later = patient.found_at + hours(8), patient.found_at + hours(12)
        ring = second_ring(crowd, contact, share, home, at)
        if crowd.rng.random() < SHARE_ELSEWHERE:
            stranger = Contact(contact.person, contact.met_on, at_home=True)
            ring += second_ring(crowd, stranger, 1, elsewhere, at)
        for person in ring:
            if crowd.rng.random() < SHARE_THIRD:
                third_ring(crowd, person, contact.met_on + timedelta(days=1), later)


def _homes(crowd: Crowd, district: str) -> Home:
    """Draw communes of a district by their people in the census, or of all that did not report."""
    gazetteer, census = shipped_gazetteer(), population_2019()
    reporting = {row["district_code"] for row in table("day_2021_08_04")}
    codes = [
        unit.code
        for unit in gazetteer.valid(REPORT_DAY)
        if unit.code in census
        and (unit.parent_code == district if district else unit.parent_code not in reporting)
    ]
    edges = np.cumsum([census[code] for code in codes])
    return lambda: codes[int(np.searchsorted(edges, crowd.rng.random() * edges[-1], "right"))]


def _fall_ill(crowd: Crowd, unit: str, onset: date) -> _Patient:
    number = f"HN21-{len(crowd.cases) + 1:03d}"
    found_on = onset + timedelta(days=2)
    at = clock(found_on, 14)
    patient = _Patient(crowd.person(unit, at), onset)
    taken, isolated = clock(found_on, -8), clock(found_on, 10)
    crowd.cases.append(
        CaseRecord(
            number=number,
            person=patient.person,
            outbreak=row_of("scenarios", "code", CODE)["outbreak"],
            classification=Classification.CONFIRMED,
            confirmed_on=found_on,
            confirmed_source=INVENTED,
            onset=onset,
            onset_source=INVENTED,
            specimen=taken.date(),
            specimen_source=INVENTED,
            isolated_at=isolated,
            isolated_source=INVENTED,
            recorded_at=at,
            source=INVENTED,
        )
    )
    crowd.isolations.append(
        IsolationRecord(
            person=patient.person, isolated_at=isolated, recorded_at=at, source=INVENTED
        )
    )
    crowd.tests.append(
        TestRecord(
            person=patient.person,
            taken_at=taken,
            result_at=clock(found_on, 9),
            outcome=TestOutcome.POSITIVE,
            recorded_at=at,
            source=INVENTED,
        )
    )
    for symptom in ("cough", "fever"):
        crowd.symptoms.append(
            SymptomRecord(
                person=patient.person,
                symptom=symptom,
                started_on=onset,
                recorded_at=at,
                source=INVENTED,
            )
        )
    return patient


def _infect(crowd: Crowd, patients: list[_Patient]) -> dict[str, tuple[str, ...]]:
    """Choose infectors among those who fell ill three days before or more; gives who met whom."""
    met: dict[str, tuple[str, ...]] = {patient.person: () for patient in patients}
    for patient in patients:
        earlier = [one for one in patients if (patient.onset - one.onset).days >= 3]
        if not earlier or crowd.rng.random() >= SHARE_LINKED:
            continue
        infector = earlier[int(crowd.rng.integers(len(earlier)))]
        met[infector.person] += (patient.person,)
        crowd.links.append(
            LinkRecord(
                from_person=infector.person,
                to_person=patient.person,
                kind="infector_reported",
                certainty="probable",
                recorded_at=patient.found_at,
                source=INVENTED,
            )
        )
    return met


def _split(crowd: Crowd, total: int, parts: int, *, least: int) -> list[int]:
    """Split a number into random parts of at least so many each."""
    rest = crowd.rng.multinomial(total - least * parts, [1 / parts] * parts)
    return [least + int(part) for part in rest]
