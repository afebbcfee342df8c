"""Who is said to have infected whom: drawn, never traced."""

from collections.abc import Sequence

from vungxanh.linelist.formats import CERTAINTIES
from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.kinds.planning import Places, fill, keyed
from vungxanh.web.intake.people import People
from vungxanh.web.intake.plans import Plan, Row
from vungxanh.web.registry.models import Link


def plan(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which links are new."""
    people = People(desk, [row[side] for row in rows for side in ("from_person", "to_person")])
    places = Places([row["from_place"] for row in rows])
    plans = []
    for row, key, made, known in keyed("links", Link, rows, desk):

        def write(row: Row = row, key: str = key, made: Plan = made) -> None:
            source, place = row["from_person"], row["from_place"]
            link = Link(
                outbreak=desk.outbreak,
                infector=people.called(source, made, "from_person") if source else None,
                place=places.called(place, made) if place else None,
                infectee=people.called(row["to_person"], made, "to_person"),
                kind=row["kind"] or ("infector_reported" if source else "place_cluster"),
                certainty=row["certainty"] or CERTAINTIES[0],
                source=row["source"] or "",
                source_key=key,
            )
            made.new.append(link)

        made.about = row["to_person"]
        plans.append(made if known else fill(made, write))
    return plans
