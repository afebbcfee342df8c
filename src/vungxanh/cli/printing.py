"""Decisions on paper: as text for people, CSV for spreadsheets, JSON for programs."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from vungxanh.library import Decided, decided_table
from vungxanh.policy.decision import Decision
from vungxanh.policy.wording import MEASURE_WORDS
from vungxanh.terms import degree


def as_text(found: Sequence[Decided], zone: ZoneInfo) -> Iterator[str]:
    """Tell each person in a line, with the reasons below it."""
    for item in found:
        what = MEASURE_WORDS["en"][item.decision.measure]
        yield f"{item.person_id} ({degree(item.level)}): {what}{_until(item.decision, zone)}\n"
        for reason in item.decision.reasons:
            yield f"  - {reason.text()}\n"


def as_csv(found: Sequence[Decided], zone: ZoneInfo) -> Iterator[str]:
    """Give one row a person, times in ISO 8601 with the city's offset."""
    yield decided_table(found, zone.key).write_csv(datetime_format="%Y-%m-%dT%H:%M%:z")


def as_json(found: Sequence[Decided], zone: ZoneInfo) -> Iterator[str]:
    """Give a list of objects: the person, the level, the whole decision, and it in sentences."""
    for index, item in enumerate(found):
        person = {"person_id": item.person_id, "level": item.level}
        told = {"sentences": item.decision.sentences()}
        yield "[\n" if index == 0 else ",\n"
        yield json.dumps(person | item.decision.to_dict() | told, ensure_ascii=False)
    yield "\n]\n" if found else "[]\n"


def _until(decision: Decision, zone: ZoneInfo) -> str:
    """Say the end as people do: the end of a day is 24:00 of that day, not the next midnight."""
    if decision.until is None:
        return ""
    end = decision.until.astimezone(zone)
    if (end.hour, end.minute) != (0, 0):
        return f", until {end:%d/%m/%Y %H:%M}"
    last = datetime.fromordinal(end.toordinal() - 1)
    return f", until 24:00 of {last:%d/%m/%Y}"
