"""The first wave: 288 real patients by their numbers, and invented people around them.

Real are the numbers, dates, ages, places, flights, links and reported sizes, each with its source;
names are never given. What no source tells is left out, or said to be chosen.
"""

from datetime import date, datetime, timedelta

import numpy as np

from vungxanh.demonstration.city import (
    CaseRecord,
    City,
    ContactRecord,
    IsolationRecord,
    LinkRecord,
    PersonRecord,
    PlaceRecord,
    SymptomRecord,
)
from vungxanh.demonstration.crowd import Crowd, hours
from vungxanh.demonstration.index_patient import invent_around_the_index_patient
from vungxanh.demonstration.publish import city_of
from vungxanh.demonstration.rings import first_ring, second_ring, third_ring
from vungxanh.demonstration.tables import Row, clock, day, instant, row_of, table
from vungxanh.terms import Classification

CODE = "first-wave"
LINE_LIST = "Line list vncovid19.github.io and contributors, CC BY 4.0"
NO_ONSET = "No onset is told: the day of confirmation stands for the specimen's."
AT_THE_LATEST = "Not told; taken as isolated when announced, at the latest"
HAND_MADE = 21
"""Patients up to this number have people around them that follow the reports (index_patient)."""
SHARE_THIRD = 0.15  # F2 whose own family has been listed; chosen


def first_wave(seed: int = 20200308) -> City:
    """Give the first wave from 23 January to 8 May 2020; the clock starts at 7:00 on 8 March."""
    crowd = Crowd(np.random.default_rng(seed))
    _write_places(crowd)
    persons = {row["number"]: row["person"] or row["number"] for row in table("first_wave_cases")}
    for row in table("first_wave_cases"):
        _write_patient(crowd, row, persons[row["number"]])
    _write_contacts(crowd, persons)
    _write_links(crowd, persons)
    guide = invent_around_the_index_patient(crowd, persons)
    for row in table("first_wave_cases")[HAND_MADE:]:
        if row["unit_code"]:
            _invent_around(crowd, row, persons[row["number"]])
    return city_of(crowd, CODE, seed, guide)


def _write_places(crowd: Crowd) -> None:
    for row in table("first_wave_places"):
        crowd.places.append(
            PlaceRecord(
                place_id=row["place_id"],
                kind=row["kind"],
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                unit_code=row["unit_code"],
                recorded_at=instant(row["known_at"]),
                source=row["source"],
            )
        )
    for row in table("first_wave_flights"):
        title = f"{row['number']}, {date.fromisoformat(row['arrived_on']):%d/%m/%Y}"
        crowd.places.append(
            PlaceRecord(
                place_id=row["place_id"],
                kind="flight",
                name_vi=title,
                name_en=title,
                seat_rows=int(row["seat_rows"]),
                max_level=int(row["max_level"]),
                recorded_at=instant(row["end"]),
                source=row["source"],
            )
        )


def _write_patient(crowd: Crowd, row: Row, person: str) -> None:
    announced = instant(row["announced_at"])
    known = instant(row["known_at"]) if row["known_at"] else announced
    isolated = instant(row["isolated_at"]) if row["isolated_at"] else announced
    isolated_source = row["isolated_source"] or AT_THE_LATEST
    age = float(row["age"]) if row["age"] else None
    crowd.persons[person] = PersonRecord(
        code=person,
        fictional=False,
        sex=row["sex"],
        birth_year=None if age is None else announced.year - int(age),
        age=age,
        nationality=row["nationality"],
        unit_code=row["unit_code"],
        residence=row["residence"],
        recorded_at=known,
        source=LINE_LIST,
    )
    if row["flight"]:
        flight = row_of("first_wave_flights", "place_id", row["flight"])
        crowd.stay(
            person,
            row["flight"],
            instant(flight["start"]),
            instant(flight["end"]),
            known,
            row["seat"],
            f"{LINE_LIST}; seat: {row['seat_source']}" if row["seat"] else LINE_LIST,
        )
    crowd.cases.append(_case(row, person, isolated, isolated_source, announced))
    _write_isolation(crowd, row, person, isolated, max(known, isolated), isolated_source)
    if row["onset_symptom"]:
        crowd.symptoms.append(
            SymptomRecord(
                person=person,
                symptom=row["onset_symptom"],
                started_on=date.fromisoformat(row["onset"]),
                recorded_at=announced,
                source=row["onset_source"],
            )
        )


def _case(
    row: Row, person: str, isolated: datetime, isolated_source: str, announced: datetime
) -> CaseRecord:
    onset, specimen = day(row["onset"]), day(row["specimen"])
    confirmed = date.fromisoformat(row["confirmed_on"])
    return CaseRecord(
        number=row["number"],
        person=person,
        outbreak=row_of("scenarios", "code", CODE)["outbreak"],
        classification=Classification.CONFIRMED,
        confirmed_on=confirmed,
        confirmed_source=row["announced_source"],
        onset=onset,
        onset_source=row["onset_source"],
        specimen=specimen or confirmed,
        specimen_source=row["specimen_source"] or "The day of confirmation",
        isolated_at=isolated,
        isolated_source=isolated_source,
        note="" if onset else NO_ONSET,
        recorded_at=announced,
        source=row["announced_source"],
    )


def _write_isolation(
    crowd: Crowd, row: Row, person: str, isolated: datetime, at: datetime, source: str
) -> None:
    discharged = day(row["discharged_on"])
    released = clock(discharged, 12) if discharged else None
    crowd.isolations.append(
        IsolationRecord(
            person=person,
            isolated_at=isolated,
            released_at=released,
            release_recorded_at=released,
            recorded_at=at,
            source=f"{source}; discharged: {LINE_LIST}" if released else source,
        )
    )


def _write_contacts(crowd: Crowd, persons: dict[str, str]) -> None:
    for row in table("first_wave_contacts"):
        one, other = persons[row["person_a"]], persons[row["person_b"]]
        crowd.contacts.append(
            ContactRecord(
                person_a=one,
                person_b=other,
                start=instant(row["start"]),
                end=instant(row["end"]),
                setting=row["setting"],
                close=row["close"] == "yes",
                recorded_at=_known(crowd, instant(row["recorded_at"]), one, other),
                source=row["source"],
            )
        )


def _write_links(crowd: Crowd, persons: dict[str, str]) -> None:
    announced = {row["number"]: instant(row["announced_at"]) for row in table("first_wave_cases")}
    for row in table("first_wave_links"):
        numbers = [row[column] for column in ("from_person", "to_person") if row[column]]
        crowd.links.append(
            LinkRecord(
                from_person=persons.get(row["from_person"], ""),
                from_place=row["from_place"],
                to_person=persons[row["to_person"]],
                kind=row["kind"],
                certainty=row["certainty"],
                recorded_at=max(announced[number] for number in numbers),
                source=LINE_LIST,
            )
        )


def _known(crowd: Crowd, at: datetime, *persons: str) -> datetime:
    return max(at, *(crowd.persons[person].recorded_at for person in persons))


def _invent_around(crowd: Crowd, row: Row, person: str) -> None:
    """Invent people around a later patient of the city; how many is chosen, no report tells it.

    Nothing is invented of where real patients went but home and a place of work.
    """
    announced = instant(row["announced_at"])
    onset = day(row["onset"])
    met_on = onset or (day(row["specimen"]) or announced.date()) - timedelta(days=1)
    if row["isolated_at"] and instant(row["isolated_at"]) < clock(met_on, 24):
        return  # found in quarantine: nobody was exposed
    unit = row["unit_code"]
    size = int(crowd.rng.integers(3, 9))
    contacts = first_ring(
        crowd, person, met_on, size, lambda: unit, announced + hours(12), kinds=("workplace",)
    )
    for contact in contacts:
        size = int(crowd.rng.integers(0, 4))
        ring = second_ring(crowd, contact, size, lambda: unit, announced + hours(24))
        for other in ring:
            if crowd.rng.random() < SHARE_THIRD:
                third_ring(crowd, other, met_on + timedelta(days=1), announced + hours(36))
