"""Lists of persons as offices send them: one row tells a person and what happened to them.

The formats of `formats.py` name persons by an id; here they are named as people name them, and
whoever takes the rows in looks the person up.
"""

import polars as pl

from vungxanh.linelist import cells
from vungxanh.linelist.formats import Check, Column, Format, no_longer_than, ordered
from vungxanh.terms import Classification, TestOutcome

SEXES = ("female", "male")
METHODS = ("pcr", "antigen", "antibody", "culture")
OUTCOMES = tuple(outcome.value for outcome in TestOutcome)
CLASSIFICATIONS = tuple(known.value for known in Classification)
ENDS = ("in treatment", "recovered", "died")
LEVELS = ("0", "1", "2", "3")

PERSON_COLUMNS = (
    Column("person_id", cells.words),
    Column("name", cells.words),
    Column("sex", cells.one_of(SEXES)),
    Column("birth_date", cells.day),
    Column("birth_year", cells.whole(1880, "", 2100)),
    Column("age", cells.whole(0, " of years", 130)),
    Column("phone", cells.words),
    Column("identity_number", cells.words),
    Column("nationality", cells.words),
    Column("occupation", cells.words),
    Column("address", cells.words),
    Column("unit_code", cells.words),
)
"""What tells a person; of these a row needs one that names."""

PARTS = {
    "name": (" ", ("family_name", "middle_name", "given_name")),
    "address": (", ", ("house", "commune", "district", "province")),
}
"""Columns that lists hold in parts: joined by a mapping, in this order, into the one column."""

NAMING = ("name", "person_id", "identity_number", "phone")
LONGEST = {
    "person_id": 80,
    "name": 150,
    "identity_number": 20,
    "nationality": 60,
    "occupation": 120,
    "address": 300,
}


def _named(*further: str) -> Check:
    columns = (*NAMING, *further)
    blank = pl.all_horizontal(pl.col(column).is_null() for column in columns)
    return (columns[0], blank, f"somebody: one of {', '.join(columns)}")


def _after_birth(column: str) -> Check:
    early = pl.col(column) < pl.col("birth_date")
    return (column, early, "a day not before the birth (is the order of day and month right?)")


PERSON_CHECKS = tuple(no_longer_than(most, column) for column, most in LONGEST.items())

LINELIST = Format(
    "linelist",
    (
        Column("case_code", cells.words),
        *PERSON_COLUMNS,
        Column("classification", cells.one_of(CLASSIFICATIONS)),
        Column("onset_date", cells.day),
        Column("specimen_date", cells.day),
        Column("outcome", cells.one_of(OUTCOMES)),
        Column("result_date", cells.day),
        Column("reported_date", cells.day),
        Column("isolated_at", cells.start),
        Column("isolated_in", cells.words),
        Column("treated_in", cells.words),
        Column("ended", cells.one_of(ENDS)),
        Column("ended_date", cells.day),
        Column("infected_by", cells.words),
        Column("exposed_in", cells.words),
        Column("symptoms", cells.words),
        Column("note", cells.words),
    ),
    (
        _named("case_code"),
        *PERSON_CHECKS,
        no_longer_than(40, "case_code"),
        _after_birth("onset_date"),
        _after_birth("specimen_date"),
        ordered("specimen_date", "result_date"),
        (
            "infected_by",
            pl.col("infected_by") == pl.col("case_code"),
            "another case: nobody infects themselves",
        ),
    ),
    unique="case_code",
)
CONTACT_LIST = Format(
    "contact_list",
    (
        *PERSON_COLUMNS,
        Column("index_case", cells.words, "the code or name of the case whose contact this is"),
        Column("level", cells.one_of(LEVELS)),
        Column("relation", cells.words),
        Column("setting", cells.words),
        Column("close", cells.flag),
        Column("first_contact", cells.start),
        Column("last_contact", cells.end),
        Column("isolated_at", cells.start),
        Column("isolated_in", cells.words),
        Column("specimen_date", cells.day),
        Column("outcome", cells.one_of(OUTCOMES)),
        Column("note", cells.words),
    ),
    (_named(), *PERSON_CHECKS, ordered("first_contact", "last_contact")),
)
RESULTS = Format(
    "results",
    (
        *PERSON_COLUMNS,
        Column("case_code", cells.words),
        Column("specimen_code", cells.words),
        Column("method", cells.one_of(METHODS)),
        Column("specimen_at", cells.start, "the day or time at which the specimen was taken"),
        Column("outcome", cells.one_of(OUTCOMES), f"a result: one of {', '.join(OUTCOMES)}"),
        Column("resulted_at", cells.start),
        Column("laboratory", cells.words),
        Column("ct", cells.decimal(0, 60, "a cycle threshold")),
        Column("note", cells.words),
    ),
    (
        _named("case_code"),
        *PERSON_CHECKS,
        no_longer_than(120, "laboratory"),
        ordered("specimen_at", "resulted_at"),
    ),
)
VACCINATIONS = Format(
    "vaccinations",
    (
        *PERSON_COLUMNS,
        Column("dose", cells.whole(1, " (the first dose is 1)", 12)),
        Column("given_on", cells.day, "the day on which the dose was given"),
        Column("vaccine", cells.words),
        Column("lot", cells.words),
        Column("given_in", cells.words),
        Column("note", cells.words),
    ),
    (_named(), *PERSON_CHECKS, _after_birth("given_on")),
)
FOLLOWUPS = Format(
    "followups",
    (
        *PERSON_COLUMNS,
        Column("seen_on", cells.day, "the day of the visit"),
        Column("day_number", cells.whole(0, " (the number of the day)", 60)),
        Column("seen", cells.flag),
        Column("temperature", cells.decimal(30, 45, "a temperature in °C")),
        Column("symptoms", cells.words),
        Column("visited_by", cells.words),
        Column("note", cells.words),
    ),
    (_named(), *PERSON_CHECKS),
)
PASSENGERS = Format(
    "passengers",
    (
        *PERSON_COLUMNS,
        Column("trip", cells.words),
        Column("departs_at", cells.start),
        Column("arrives_at", cells.end),
        Column("boarded_in", cells.words),
        Column("left_in", cells.words),
        Column("seat", cells.words),
        Column("booking", cells.words),
        Column("crew", cells.flag),
        Column("boarded", cells.flag),
        Column("found", cells.flag),
        Column("note", cells.words),
    ),
    (
        _named(),
        *PERSON_CHECKS,
        no_longer_than(8, "seat"),
        ordered("departs_at", "arrives_at"),
    ),
)

LISTS = {
    form.name: form
    for form in (LINELIST, CONTACT_LIST, RESULTS, VACCINATIONS, FOLLOWUPS, PASSENGERS)
}
"""The formats of lists of persons, by name."""
