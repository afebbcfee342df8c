"""Lists of persons: line lists, contact lists, results, vaccination and follow-up."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.utils import timezone

from vungxanh.linelist.formats import CERTAINTIES
from vungxanh.terms import Classification, TestOutcome
from vungxanh.web.config.among import Among
from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.kinds.cases import DATES, Apart, Cases, instant
from vungxanh.web.intake.kinds.planning import fill, keyed
from vungxanh.web.intake.people import People
from vungxanh.web.intake.plans import Plan, Refused, Row
from vungxanh.web.registry.models import (
    Case,
    ContactEvent,
    Fact,
    Link,
    Person,
    RecordedModel,
    TestResult,
)

DAY = 24 * 60
FEVER = 37.5
"""°C from which a temperature of the daily follow-up is a fever."""
FULL = 2
"""Doses from which vaccination counts as full."""


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


class Given:
    """Rows of one list with what they need: persons, cases, isolations known already."""

    def __init__(self, kind: str, rows: Sequence[Row], desk: Desk, case: str = "case_code") -> None:
        self.kind, self.rows, self.desk, self.case = kind, rows, desk, case
        codes = {row.get(column) for row in rows for column in (case, "infected_by")}
        self.cases = Cases(desk, (code for code in codes if code))
        self.people = People(desk, [row["person_id"] for row in rows], rows)
        self.apart = Apart(rows, self.people)

    def plans(
        self, model: type[RecordedModel], write: Callable[[Row, str, Plan], None]
    ) -> list[Plan]:
        """Plan each row that is not known yet by a function that fills its plan."""
        made = []
        for row, key, plan, known in keyed(self.kind, model, self.rows, self.desk):
            plan.about = row.get(self.case) or row["person_id"] or ""
            made.append(plan if known else fill(plan, partial(write, row, key, plan)))
        return made

    def person(self, row: Row, plan: Plan, known: Person | None = None) -> Person:
        """Find or make the person of a row."""
        person = self.people.told(row, plan, known)
        plan.about = plan.about or person.code
        return person


def plan_linelist(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which cases are new or told otherwise, with their persons, isolations and results."""
    given = Given("linelist", rows, desk)

    def write(row: Row, key: str, plan: Plan) -> None:
        person = given.person(row, plan, given.cases.holder(row["case_code"]))
        said = {name: row[name] for name in DATES}
        said |= {"treated_in": row["treated_in"], "outcome": row["ended"]}
        code = row["case_code"] or person.code
        given.cases.told(code, person, said, _classification(row), plan, key)
        given.apart.told(person, row["isolated_at"], plan, key)
        if row["outcome"] and row["specimen_date"]:
            taken = _start_of(row["specimen_date"])
            told = _start_of(row["result_date"]) if row["result_date"] else taken
            result = _result(person, desk, taken, told, row["outcome"])
            result.source_key = f"{key}-result"
            plan.new.append(result)
        infector = given.cases.holder(row["infected_by"])
        if infector and infector.code != person.code:
            plan.new.append(_link(desk, infector, person, key))

    return given.plans(Case, write)


def _classification(row: Row) -> str:
    """Give what the row says; a list of cases without a word is one of confirmed cases."""
    if row["classification"]:
        return str(row["classification"])
    positive = row["outcome"] in {None, TestOutcome.POSITIVE}
    return str(Classification.CONFIRMED if positive else Classification.SUSPECTED)


def _link(desk: Desk, infector: Person, infectee: Person, key: str) -> Link:
    return Link(
        outbreak=desk.outbreak,
        infector=infector,
        infectee=infectee,
        kind="infector_reported",
        certainty=CERTAINTIES[0],
        source_key=f"{key}-link",
    )


def _result(
    person: Person, desk: Desk, taken: datetime, told: datetime, outcome: str, method: str = "pcr"
) -> TestResult:
    return TestResult(
        person=person,
        outbreak=desk.outbreak,
        specimen_at=taken,
        resulted_at=told,
        outcome=outcome,
        method=method,
    )


def plan_contacts(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say whom the contact list adds to which case, and when they met."""
    given = Given("contact_list", rows, desk, case="index_case")

    def write(row: Row, key: str, plan: Plan) -> None:
        index = given.cases.holder(row["index_case"])
        if index is None:
            raise Refused("index_case", "the code of a case of this outbreak that is known")
        start, end = _met(row)
        person = given.person(row, plan)
        if person.code == index.code:
            raise Refused("index_case", "another person: nobody is a contact of themselves")
        told = row["close"]
        event = ContactEvent(
            person_a=index,
            person_b=person,
            start=start,
            end=end,
            close=row["level"] in {None, "1"} if told is None else bool(told),
            setting=row["setting"] or "",
            note=(row["note"] or row["relation"] or "")[:300],
            source_key=key,
        )
        plan.new.append(event)
        given.apart.told(person, row["isolated_at"], plan, key)

    return given.plans(ContactEvent, write)


def _met(row: Row) -> tuple[int, int]:
    """Give the minutes of a contact; of one day alone, that day."""
    first, last = row["first_contact"], row["last_contact"]
    if first is None and last is None:
        raise Refused("last_contact", "the day of the contact: without it nobody can be traced")
    start = first // 60 if first is not None else last // 60 - DAY
    return start, max(last // 60, start) if last is not None else start + DAY


def plan_results(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which results are new, and which correct one that is known."""
    given = Given("results", rows, desk)
    live = TestResult.objects.filter(
        Among("person_id", given.people.keys() | given.cases.persons()),
        outbreak=desk.outbreak,
        retracted_at=None,
    ).select_related("person", "outbreak")
    known = {(r.person_id, r.specimen_at, r.method): r for r in live}

    def write(row: Row, key: str, plan: Plan) -> None:
        person = given.person(row, plan, given.cases.holder(row["case_code"]))
        taken = instant(row["specimen_at"]) or desk.now
        method = row["method"] or "pcr"
        told = instant(row["resulted_at"]) or max(taken, desk.now)
        right = _result(person, desk, taken, told, row["outcome"], method)
        right.laboratory, right.source_key = row["laboratory"] or "", key
        wrong = known.get((person.pk, taken, method))
        if wrong is None:
            known[person.pk, taken, method] = right
            plan.new.append(right)
        elif wrong.outcome != right.outcome:
            if wrong.pk is None:
                raise Refused("outcome", "one result of a specimen: another row tells another")
            plan.corrected.append((wrong, right))

    return given.plans(TestResult, write)


def plan_vaccinations(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which doses are new: facts that the directives read."""
    given = Given("vaccinations", rows, desk)

    def write(row: Row, key: str, plan: Plan) -> None:
        person = given.person(row, plan)
        at = _start_of(row["given_on"])
        said = {"last_dose_on": row["given_on"].isoformat()}
        if (row["dose"] or 0) >= FULL:
            said["vaccinated_full"] = "yes"
        source = ", ".join(row[name] for name in ("vaccine", "lot", "given_in") if row[name])
        plan.new += _facts(person, said, at, source, key)

    return given.plans(Fact, write)


def plan_followups(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say what the daily visits found: fever, and other symptoms that were told."""
    given = Given("followups", rows, desk)

    def write(row: Row, key: str, plan: Plan) -> None:
        person = given.person(row, plan)
        said = {}
        if row["temperature"] is not None:
            said["fever"] = "yes" if row["temperature"] >= FEVER else "no"
        if row["symptoms"]:
            said["other_symptoms"] = "yes"
        source = row["symptoms"] or row["visited_by"] or ""
        plan.new += _facts(person, said, _start_of(row["seen_on"]), source, key)

    return given.plans(Fact, write)


def _facts(
    person: Person, said: dict[str, Any], at: datetime, source: str, key: str
) -> Iterable[Fact]:
    """Make the facts of a row; the first bears the key by which the row is known again."""
    for number, (name, value) in enumerate(said.items()):
        yield Fact(
            person=person,
            name=name,
            value=value,
            observed_at=at,
            source=source[:300],
            source_key=key if number == 0 else f"{key}-{number}",
        )
