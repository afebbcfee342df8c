"""What an import would do, worked out without writing anything."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from vungxanh.linelist import Faults, Faulty, Problem, Table
from vungxanh.web.intake.desk import Desk
from vungxanh.web.intake.duplicates import likely_known, new_persons
from vungxanh.web.intake.kinds import KINDS
from vungxanh.web.intake.models import Import
from vungxanh.web.intake.plans import ROW, Plan, Row
from vungxanh.web.intake.reading import table_of

SHOWN = 200
"""Rows of each sort that a preview keeps; all are counted."""


def chunks_of(table: Table, size: int, done: int = 0) -> Iterator[list[Row]]:
    """Give the good rows of a table, some thousand at a time, from one on."""
    for first in range(done, table.rows.height, size):
        yield table.rows.slice(first, size).to_dicts()


def refusals(plans: list[Plan], table: Table) -> Faults:
    """Give the rows that were refused as faults, beside those of the file's cells."""
    refused = {plan.row: plan.refused for plan in plans if plan.refused}
    lines = dict(
        table.sheet.lines_of(
            table.rows[ROW].filter(table.rows[ROW].is_in(list(refused)))
        ).iter_rows()
        if refused
        else ()
    )
    return Faults.of(
        Problem(table.file, row, why.column, "", why.expected, str(lines.get(row, "")))
        for row, why in refused.items()
    )


def check(imported: Import, desk: Desk) -> tuple[dict[str, Any], int, Faults]:
    """Plan every row; give the preview, the number of good rows, and all faults.

    A case that is new in two chunks of one file is counted twice here and refused when written.
    """
    kind = KINDS[imported.kind]
    try:
        table = table_of(imported)
    except Faulty as faulty:
        return {"fatal": True, **_told(faulty.faults)}, 0, faulty.faults
    counts: Counter[str] = Counter()
    shown: dict[str, list[dict[str, Any]]] = {"changes": [], "new": [], "unsure": []}
    faults = [table.faults]
    fresh = []
    for rows in chunks_of(table, kind.chunk):
        plans = kind.plan(rows, desk)
        fresh += new_persons(plans) if kind.persons else []
        counts.update(plan.does for plan in plans)
        counts.update(type(row).__name__.lower() for plan in plans for row in plan.new)
        faults.append(refusals(plans, table))
        _show(plans, shown)
    together = Faults.joined(faults)
    alike = likely_known(fresh, desk.registry())
    preview = {"counts": dict(counts), **shown, **_told(together)}
    preview |= {"alike": alike[:SHOWN], "alike_count": len(alike)}
    return preview, table.rows.height, together


def _told(faults: Faults) -> dict[str, Any]:
    problems = [
        {"row": p.row, "column": p.column, "value": p.value, "expected": p.expected}
        for p in faults.shown()[:SHOWN]
    ]
    return {"problems": problems, "faults": faults.count, "bad": faults.rows}


def _show(plans: list[Plan], shown: dict[str, list[dict[str, Any]]]) -> None:
    for plan in plans:
        if plan.refused:
            continue
        values = [
            {"field": name, "before": _words(change.before[name]), "after": _words(value)}
            for change in plan.changes
            for name, value in change.after.items()
        ]
        values += [
            {"field": "outcome", "before": wrong.outcome, "after": right.outcome}
            for wrong, right in plan.corrected
        ]
        entry = {"row": plan.row, "about": plan.about}
        if values and len(shown["changes"]) < SHOWN:
            shown["changes"].append(entry | {"values": values})
        if plan.new and len(shown["new"]) < SHOWN // 4:
            shown["new"].append(entry)
        if plan.unsure and len(shown["unsure"]) < SHOWN:
            shown["unsure"].append(entry | {"address": plan.unsure})


def _words(value: Any) -> str:
    return "" if value is None else str(value)
