"""Cases: a new one is opened, a known one with other dates is corrected."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from vungxanh.terms import Classification
from vungxanh.web.config.among import Among
from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.kinds.planning import fill, keyed
from vungxanh.web.intake.people import AT_ONCE, People
from vungxanh.web.intake.plans import Plan, Refused, Row, differing
from vungxanh.web.registry.models import Case, Isolation, Person

DATES = ("onset_date", "specimen_date")
OPEN = frozenset({Classification.SUSPECTED, Classification.PROBABLE})


def instant(seconds: int | None) -> datetime | None:
    """Give an instant of a file as the registry keeps it."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def plan(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which cases are new, and which have other dates; every row is a confirmed case."""
    people = People(desk, [row["person_id"] for row in rows])
    cases = Cases(desk, (row["case_id"] or row["person_id"] for row in rows))
    apart = Apart(rows, people)
    plans = []
    for row, key, made, known in keyed("cases", Case, rows, desk):

        def write(row: Row = row, key: str = key, made: Plan = made) -> None:
            person = people.called(row["person_id"], made, "person_id")
            said = {name: row[name] for name in DATES}
            said["infectious_from"] = instant(row["infectious_from"])
            said["infectious_until"] = instant(row["infectious_until"])
            code = str(row["case_id"] or row["person_id"])
            cases.told(code, person, said, Classification.CONFIRMED, made, key)
            apart.told(person, row["isolated_at"], made, key)

        made.about = str(row["case_id"] or row["person_id"])
        plans.append(made if known else fill(made, write))
    return plans


class Apart:
    """The isolations that some rows tell of beside something else; one that is known stays."""

    def __init__(self, rows: Sequence[Row], people: People) -> None:
        persons = people.keys() if any(row.get("isolated_at") for row in rows) else set()
        live = Isolation.objects.filter(Among("person_id", persons), retracted_at=None)
        self._known = set(live.values_list("person_id", "start"))

    def told(self, person: Person, seconds: int | None, made: Plan, key: str) -> None:
        """Plan the isolation of a row."""
        if seconds is None:
            return
        start = seconds // 60
        if (person.pk, start) not in self._known:
            made.new.append(Isolation(person=person, start=start, source_key=f"{key}-isolated"))


class Cases:
    """The cases of an outbreak that some rows name."""

    def __init__(self, desk: Desk, codes: Iterable[str]) -> None:
        self._desk = desk
        self._known: dict[str, Case] = {}
        wanted = sorted(set(codes))
        for first in range(0, len(wanted), AT_ONCE):
            some = Case.objects.filter(
                code__in=wanted[first : first + AT_ONCE],
                outbreak=desk.outbreak,
                retracted_at=None,
            )
            rows = some.select_related("person__unit", "person__staying_unit")
            self._known |= {case.code: case for case in rows}

    def holder(self, code: str | None) -> Person | None:
        """Give the person of a case, where it is known."""
        case = self._known.get(code or "")
        return case.person if case else None

    def persons(self) -> set[int]:
        """Give the keys of the persons of the known cases."""
        return {case.person_id for case in self._known.values() if case.person_id}

    def told(
        self,
        code: str,
        person: Person,
        said: dict[str, Any],
        classification: str,
        made: Plan,
        key: str,
    ) -> None:
        """Plan a new case or the correction of a known one. Raises Refused where neither can be."""
        case = self._known.get(code)
        if case is None:
            case = Case(
                person=person,
                outbreak=self._desk.outbreak,
                code=code,
                classification=classification,
                source_key=key,
                **{name: value for name, value in said.items() if value is not None},
            )
            self._known[code] = case
            made.new.append(case)
            return
        case.outbreak = self._desk.outbreak
        if case.person.code != person.code:
            raise Refused("person_id", "the person whose case this is in the registry")
        if case.pk is None:
            raise Refused("case_id", "a case that stands in no other row of this file")
        change = differing(case, said | self._moved(case, classification))
        if change:
            made.changes.append(change)

    def _moved(self, case: Case, classification: str) -> dict[str, str]:
        if classification in {case.classification, ""}:
            return {}
        if classification == Classification.CONFIRMED and case.classification in OPEN:
            return {"classification": str(classification)}
        raise Refused(
            "classification",
            "the classification that the registry has; its page can change it, with a reason",
        )
