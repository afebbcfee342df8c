"""What the planners of all kinds share: rows known already, rows twice in a file, refusals."""

from collections.abc import Callable, Iterator, Sequence

from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.people import rows_by
from vungxanh.web.intake.plans import ROW, Plan, Refused, Row, key_of
from vungxanh.web.registry.models import Place, RecordedModel


def keyed(
    kind: str, model: type[RecordedModel], rows: Sequence[Row], desk: Desk
) -> Iterator[tuple[Row, str, Plan, bool]]:
    """Give each row with its key, an empty plan, and whether it is in the registry already."""
    keys = [key_of(kind, desk.outbreak.code, row) for row in rows]
    known = set(rows_by(model, "source_key", keys))
    for row, key in zip(rows, keys, strict=True):
        yield row, key, Plan(row[ROW]), key in known
        known.add(key)


def fill(plan: Plan, write: Callable[[], None]) -> Plan:
    """Let a function fill a plan; what it refuses leaves nothing of the row."""
    try:
        write()
    except Refused as refusal:
        plan.refused = refusal
        plan.changes.clear()
        plan.corrected.clear()
        plan.new = [row for row in plan.new if not isinstance(row, RecordedModel)]
    return plan


class Places:
    """The places of some rows; one that is not known is added under its code."""

    def __init__(self, codes: Sequence[str | None]) -> None:
        self._known: dict[str, Place] = rows_by(Place, "code", (c for c in codes if c))

    def called(self, code: str, plan: Plan) -> Place:
        """Give the place of a code."""
        place = self._known.get(code)
        if place is None:
            place = self._known[code] = Place(code=code, name=code)
            plan.new.append(place)
        elif place.retracted_at:
            place.retracted_at = None
            plan.revived.append(place)
        return place
