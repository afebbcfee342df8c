"""People around the patient with whom the wave began in the city, as the reports number them.

How many there were on the aircraft, in the hospital, at home and around her neighbour on the flight
is reported (data/first_wave_sizes.csv); who they were is invented, and so are hours and places of
which the reports say nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from vungxanh.demonstration.city import ContactRecord, IsolationRecord, TestRecord
from vungxanh.demonstration.crowd import INVENTED, Crowd, hours
from vungxanh.demonstration.rings import third_ring
from vungxanh.demonstration.tables import clock, instant, row_of, table
from vungxanh.geography import Level, population_2019, shipped_gazetteer
from vungxanh.terms import TestOutcome

INDEX, AUNT, DRIVER, NEIGHBOUR, MAID = "BN17", "BN19", "BN20", "BN21", "BN47"
QUARANTINE = "hospital-tropical"
HOME, CAR, HOSPITAL, FLIGHT = "home-bn17", "car-bn17", "hospital-bn17", "VN0054-2020-03-02"
LANDED, HOSPITAL_DAY = date(2020, 3, 2), date(2020, 3, 5)
DAY_AFTER, WORK_DAY = date(2020, 3, 3), date(2020, 3, 6)
LISTED = clock(date(2020, 3, 7), 9)  # the first lists were ready; the hour is chosen
FIRST_RESULTS = clock(date(2020, 3, 7), 11.5)
LAST_OF_THE_HOSPITAL = clock(date(2020, 3, 8), 16)  # the day is chosen
LATER_RESULTS = clock(date(2020, 3, 10), 10)  # the day is chosen
QUARANTINED = clock(WORK_DAY, 23.5)
BUSINESS_SEATS = tuple(f"{row}{letter}" for row in range(1, 8) for letter in "ADGK")
OTHER_SEATS = tuple(f"{row}{letter}" for row in range(10, 42) for letter in "ABCDEGHJK")
SHARE_FOREIGN = 0.6  # of the passengers; chosen
SHARE_THIRD = 0.35  # F2 whose own family has been listed; chosen


SIZES = {row["what"]: int(row["number"]) for row in table("first_wave_sizes")}
"""What the reports number."""


def invent_around_the_index_patient(crowd: Crowd, persons: dict[str, str]) -> dict[str, str]:
    """Add all of them; `persons` gives the person of each patient's number.

    Gives those of whom a tutorial speaks: the patient, the passenger of the next seat but one,
    who is not yet known to be a patient, and the nurse whose result is still awaited.
    """
    _fill_the_aircraft(crowd)
    staff, workmen, listed = _fill_the_home(crowd, persons)
    nurses, exposed = _fill_the_hospital(crowd, SIZES["contacts_of_contacts_listed"] - len(listed))
    met = _surround_the_neighbour(crowd, persons[NEIGHBOUR])
    for person in (*listed, *exposed, *met):
        if crowd.rng.random() < SHARE_THIRD:
            third_ring(crowd, person, WORK_DAY, LISTED + hours(11))
    _test(crowd, staff, workmen, nurses, met)
    return {
        "index": persons[INDEX],
        "passenger_nearby": persons[NEIGHBOUR],
        "result_awaited": nurses[-1],
    }


def _units() -> tuple[str, ...]:
    gazetteer, census = shipped_gazetteer(), population_2019()
    communes = gazetteer.valid(LANDED, Level.COMMUNE)
    return tuple(unit.code for unit in communes if census.get(unit.code, 0) > 20_000)


def _somewhere(crowd: Crowd, count: int) -> list[str]:
    """Draw units of residence: communes with many people."""
    units = _units()
    return [units[int(draw)] for draw in crowd.rng.integers(0, len(units), count)]


def _fill_the_aircraft(crowd: Crowd) -> None:
    """Invent those aboard who were never patients, so that the numbers of the report are met."""
    aboard = [row for row in table("first_wave_cases") if row["flight"] == FLIGHT]
    taken = {row["seat"] for row in aboard}
    crew_found = 1  # one of them was a member of the crew
    business = SIZES["business_passengers"] - SIZES["real_business_passengers"]
    others = SIZES["passengers"] - (len(aboard) - crew_found) - business
    free = [seat for seat in BUSINESS_SEATS if seat not in taken]
    seats = [free[int(i)] for i in crowd.rng.choice(len(free), business, replace=False)]
    seats += [
        OTHER_SEATS[int(i)] for i in crowd.rng.choice(len(OTHER_SEATS), others, replace=False)
    ]
    flight = row_of("first_wave_flights", "place_id", FLIGHT)
    start, end = instant(flight["start"]), instant(flight["end"])
    for seat in seats:
        foreign = crowd.rng.random() < SHARE_FOREIGN
        person = (
            crowd.traveller(LISTED) if foreign else crowd.person(_somewhere(crowd, 1)[0], LISTED)
        )
        crowd.stay(person, FLIGHT, start, end, LISTED, seat)
    for person in crowd.people(_somewhere(crowd, SIZES["crew"] - crew_found), LISTED):
        crowd.stay(person, FLIGHT, start, end, LISTED)


def _fill_the_home(crowd: Crowd, persons: dict[str, str]) -> tuple[list[str], list[str], list[str]]:
    """Give the staff of the house, the workmen in it, and whom those and the driver met."""
    source = row_of("first_wave_places", "place_id", CAR)["source"]
    index, driver, aunt, maid = (persons[number] for number in (INDEX, DRIVER, AUNT, MAID))
    known = crowd.persons[index].recorded_at
    unit = crowd.persons[index].unit_code
    crowd.persons[index] = replace(crowd.persons[index], home=HOME)
    crowd.stay(index, HOME, clock(LANDED, 6), clock(HOSPITAL_DAY, 13.75), known, source=source)
    at = crowd.persons[driver].recorded_at
    to_hospital = (clock(HOSPITAL_DAY, 13.75), clock(HOSPITAL_DAY, 14.25))
    for start, end in ((clock(LANDED, 5), clock(LANDED, 6)), to_hospital):
        crowd.stay(index, CAR, start, end, at, source=source)
        crowd.stay(driver, CAR, start, end, at, source=source)
    crowd.stay(aunt, CAR, *to_hospital, at, source=source)
    _bring_meals(crowd, index, aunt, source)
    _bring_meals(crowd, index, maid, source)
    staff = crowd.people([unit] * (SIZES["home_staff"] - 1), LISTED)
    for days in range(4):
        on = LANDED + timedelta(days=days)
        crowd.gather(HOME, staff, clock(on, 8), clock(on, 12), LISTED)
    rest = SIZES["contacts_negative"] - SIZES["hospital_contacts"] - len(staff)
    workmen = crowd.people(_somewhere(crowd, rest), LISTED)
    crowd.gather(HOME, workmen, clock(DAY_AFTER, 8), clock(DAY_AFTER, 11), LISTED)
    listed = [
        relative for one in (*staff, *workmen) for relative in _family(crowd, one, 3, DAY_AFTER)
    ]
    drivers = crowd.people(_somewhere(crowd, 9), LISTED)
    office = crowd.place("workplace", unit, LISTED)
    crowd.gather(office, [driver, *drivers], clock(DAY_AFTER, 11), clock(DAY_AFTER, 13), LISTED)
    return staff, workmen, [*listed, *drivers]


def _bring_meals(crowd: Crowd, index: str, helper: str, source: str) -> None:
    for days in range(4):
        noon = clock(LANDED + timedelta(days=days), 12)
        crowd.contacts.append(
            ContactRecord(
                person_a=index,
                person_b=helper,
                start=noon,
                end=noon + hours(0.5),
                setting="household",
                close=True,
                recorded_at=max(crowd.persons[helper].recorded_at, LISTED),
                source=f"{source}; meals brought daily, the hour is chosen",
            )
        )


def _fill_the_hospital(crowd: Crowd, families: int) -> tuple[list[str], list[str]]:
    """Give those of the staff who saw her, and all whom these met on the next day.

    The last nurse has a family of the `families` still to be listed; her result is the last one.
    """
    unit = row_of("first_wave_places", "place_id", HOSPITAL)["unit_code"]
    nurses = crowd.people(_somewhere(crowd, SIZES["hospital_contacts"]), LISTED)
    start, end = clock(HOSPITAL_DAY, 14.25), clock(HOSPITAL_DAY, 17.5)
    crowd.gather(HOSPITAL, [INDEX, *nurses], start, end, LISTED)
    exposed = _family(crowd, nurses[-1], families, HOSPITAL_DAY)
    outpatients = SIZES["hospital_outpatients"]
    colleagues = SIZES["hospital_contacts_of_contacts"] - outpatients
    for number, nurse in enumerate(nurses):
        left = len(nurses) - number
        size = -(-colleagues // left) + -(-outpatients // left)  # the rest in equal parts, upwards
        colleagues -= -(-colleagues // left)
        outpatients -= -(-outpatients // left)
        group = crowd.people(_somewhere(crowd, size), LISTED)
        where = crowd.place("clinic", unit, LISTED)
        crowd.gather(where, [nurse, *group], clock(WORK_DAY, 8), clock(WORK_DAY, 11), LISTED)
        exposed += group
    third_ring(
        crowd, exposed[-1], WORK_DAY, LISTED + hours(11)
    )  # the last nurse has F3 for certain
    return nurses, exposed


def _family(crowd: Crowd, person: str, size: int, on: date) -> list[str]:
    """Give somebody a family with whom they spend the night after a day."""
    others = crowd.household(person, size, LISTED)
    home = crowd.persons[person].home
    crowd.gather(home, [person, *others], clock(on, 22), clock(on, 30), LISTED)
    return others


def _surround_the_neighbour(crowd: Crowd, neighbour: str) -> list[str]:
    """Give whom the passenger of the next seat but one met on the two days before his test."""
    unit = crowd.persons[neighbour].unit_code
    left = SIZES["contacts_of_bn21"]
    met = _home_of(crowd, neighbour, 4)
    left -= len(met)
    for size, start in (
        (30, clock(date(2020, 3, 4), 9)),
        (24, clock(date(2020, 3, 4), 14)),
        (40, clock(HOSPITAL_DAY, 9)),
        (left - 94, clock(HOSPITAL_DAY, 14)),
    ):
        group = crowd.people(_somewhere(crowd, size), LISTED)
        where = crowd.place("workplace", unit, LISTED)
        crowd.gather(where, [neighbour, *group], start, start + hours(2.5), LISTED)
        met += group
    return met


def _home_of(crowd: Crowd, person: str, size: int) -> list[str]:
    others = crowd.household(person, size, LISTED)
    home = crowd.persons[person].home
    for on in (date(2020, 3, 4), HOSPITAL_DAY):
        crowd.gather(home, [person, *others], clock(on, 22), clock(on, 30), LISTED)
    return others


def _test(
    crowd: Crowd,
    staff: Sequence[str],
    workmen: Sequence[str],
    nurses: Sequence[str],
    met: Sequence[str],
) -> None:
    """Record the negative results when they were told; one who had left was never tested."""
    first = SIZES["hospital_negative_first"]
    of_staff = SIZES["negative_on_7_march"] - first
    early = (*nurses[:first], *staff[:of_staff])
    _negative(crowd, early, FIRST_RESULTS, "negative_on_7_march")
    _negative(crowd, nurses[first:], LAST_OF_THE_HOSPITAL, "hospital_contacts")
    _negative(crowd, (*staff[of_staff:], *workmen), LATER_RESULTS, "contacts_negative")
    _negative(crowd, met[:-1], LATER_RESULTS, "contacts_of_bn21")
    for person in (*nurses, *staff[:of_staff]):
        crowd.isolations.append(
            IsolationRecord(
                person=person,
                isolated_at=QUARANTINED,
                place=QUARANTINE,
                recorded_at=LISTED,
                source=INVENTED,
            )
        )


def _negative(crowd: Crowd, persons: Iterable[str], told: datetime, size: str) -> None:
    for person in persons:
        crowd.tests.append(
            TestRecord(
                person=person,
                taken_at=told - hours(10),
                result_at=told - hours(1),
                outcome=TestOutcome.NEGATIVE,
                recorded_at=told,
                source=row_of("first_wave_sizes", "what", size)["source"],
            )
        )
