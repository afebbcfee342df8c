"""Closes a crowd into a city: everything sorted by the instant at which it was written down."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from vungxanh.demonstration.city import City, OutbreakRecord, Recorded
from vungxanh.demonstration.crowd import Crowd
from vungxanh.demonstration.tables import clock, instant, row_of

Row = TypeVar("Row", bound=Recorded)

INVENTED_PEOPLE = "Every person with a name is invented."


def city_of(crowd: Crowd, code: str, seed: int, guide: Mapping[str, str]) -> City:
    """Make the city; `code` names its titles and dates in the table of scenarios."""
    scenario = row_of("scenarios", "code", code)
    return City(
        code=code,
        title_vi=scenario["title_vi"],
        title_en=scenario["title_en"],
        now=instant(scenario["now"]),
        seed=seed,
        attributions=(scenario["attribution"], INVENTED_PEOPLE),
        guide=guide,
        outbreaks=(_outbreak(scenario),),
        places=_in_time(crowd.places),
        persons=_in_time(crowd.persons.values()),
        visits=_in_time(crowd.visits),
        contacts=_in_time(crowd.contacts),
        cases=_in_time(crowd.cases),
        tests=_in_time(crowd.tests),
        symptoms=_in_time(crowd.symptoms),
        links=_in_time(crowd.links),
        isolations=_in_time(crowd.isolations),
    )


def _outbreak(scenario: Mapping[str, str]) -> OutbreakRecord:
    started = date.fromisoformat(scenario["started_on"])
    return OutbreakRecord(
        code=scenario["outbreak"],
        disease="covid-19",
        name_vi=scenario["outbreak_vi"],
        name_en=scenario["outbreak_en"],
        started_on=started,
        recorded_at=clock(started),
        source=scenario["source"],
    )


def _in_time(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.recorded_at))
