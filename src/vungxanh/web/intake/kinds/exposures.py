"""Visits, contacts and isolations: facts that trees grow on."""

from collections.abc import Sequence

from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.kinds.planning import Places, fill, keyed
from vungxanh.web.intake.people import People
from vungxanh.web.intake.plans import Plan, Row
from vungxanh.web.registry.models import ContactEvent, Isolation, Visit


def plan_visits(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which visits are new."""
    people = People(desk, [row["person_id"] for row in rows])
    places = Places([row["place_id"] for row in rows])
    plans = []
    for row, key, plan, known in keyed("visits", Visit, rows, desk):

        def write(row: Row = row, key: str = key, plan: Plan = plan) -> None:
            visit = Visit(
                person=people.called(row["person_id"], plan, "person_id"),
                place=places.called(row["place_id"], plan),
                start=row["start"] // 60,
                end=row["end"] // 60,
                seat=row["seat"] or "",
                source_key=key,
            )
            plan.new.append(visit)

        plan.about = row["person_id"]
        plans.append(plan if known else fill(plan, write))
    return plans


def plan_contacts(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which contacts are new."""
    people = People(desk, [row[side] for row in rows for side in ("person_a", "person_b")])
    plans = []
    for row, key, plan, known in keyed("contacts", ContactEvent, rows, desk):

        def write(row: Row = row, key: str = key, plan: Plan = plan) -> None:
            event = ContactEvent(
                person_a=people.called(row["person_a"], plan, "person_a"),
                person_b=people.called(row["person_b"], plan, "person_b"),
                start=row["start"] // 60,
                end=row["end"] // 60,
                close=bool(row["close"]),
                setting=row["setting"] or "",
                source_key=key,
            )
            plan.new.append(event)

        plan.about = row["person_a"]
        plans.append(plan if known else fill(plan, write))
    return plans


def plan_isolations(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which isolations are new."""
    people = People(desk, [row["person_id"] for row in rows])
    plans = []
    for row, key, plan, known in keyed("isolations", Isolation, rows, desk):

        def write(row: Row = row, key: str = key, plan: Plan = plan) -> None:
            released = row["released_at"]
            isolation = Isolation(
                person=people.called(row["person_id"], plan, "person_id"),
                start=row["isolated_at"] // 60,
                end=None if released is None else released // 60,
                source_key=key,
            )
            plan.new.append(isolation)

        plan.about = row["person_id"]
        plans.append(plan if known else fill(plan, write))
    return plans
