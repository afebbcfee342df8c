"""Places: new ones are added, known ones stay as they are."""

from collections.abc import Sequence

from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.kinds.planning import fill
from vungxanh.web.intake.people import rows_by
from vungxanh.web.intake.plans import ROW, Plan, Row
from vungxanh.web.registry.models import Place

COLUMNS = ("min_overlap", "max_level", "seat_rows", "latitude", "longitude")


def plan(rows: Sequence[Row], desk: Desk) -> list[Plan]:
    """Say which places are new."""
    stored: dict[str, Place] = rows_by(Place, "code", [row["place_id"] for row in rows])
    known = set(stored)
    plans = []
    for row in rows:
        made = Plan(row[ROW], row["place_id"])

        def write(row: Row = row, made: Plan = made) -> None:
            code = row["unit_code"]
            place = Place(
                code=row["place_id"],
                kind=row["kind"] or "",
                name=row["name"] or row["place_id"],
                unit=desk.unit_called(code, "unit_code") if code else None,
                **{column: row[column] for column in COLUMNS},
            )
            made.new.append(place)

        again = stored.get(row["place_id"])
        if again and again.retracted_at:
            again.retracted_at = None
            made.revived.append(again)
        plans.append(made if row["place_id"] in known else fill(made, write))
        known.add(row["place_id"])
    return plans
