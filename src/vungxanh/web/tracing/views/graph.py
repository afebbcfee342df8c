"""The tree of a case as nodes and edges, for the drawing."""

from collections import Counter
from typing import Any

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from vungxanh.records import instant_of
from vungxanh.web.accounts.permissions import permitted
from vungxanh.web.accounts.requests import Request
from vungxanh.web.measures.models import MeasureChoice
from vungxanh.web.registry.models import Case
from vungxanh.web.tracing.models import Arrival
from vungxanh.web.tracing.views.trees import case_of, levels_now, live_orders

NODES = 1500
"""Persons of a drawing; what is left out stands in the list."""

COLUMNS = (
    "person_id",
    "person__name",
    "person__code",
    "person__unit__name",
    "place__name",
    "via_id",
    "round",
    "exposure_start",
)


@require_safe
@permitted("view_case")
def tree_data(request: Request, pk: int) -> JsonResponse:
    """Give the tree of a case as nodes and edges, nearest levels first, up to NODES persons."""
    case = case_of(request, pk)
    arrivals = Arrival.objects.filter(case=case, is_level=True).exclude(person=case.person_id)
    total = Counter(arrivals.values_list("round", flat=True))
    visible = arrivals.visible_to(request.user, now=request.now)
    nearest = visible.order_by("round", "exposure_start", "person_id")[:NODES]
    rows = list(nearest.values_list(*COLUMNS, named=True))
    sent = Counter(row.round for row in rows)
    return JsonResponse(
        {
            "nodes": _nodes(case, rows),
            "edges": _edges(case, rows),
            "truncated": {str(level): total[level] - sent[level] for level in (1, 2, 3)},
        }
    )


def _nodes(case: Case, rows: list[Any]) -> list[dict[str, Any]]:
    """Give the case and the persons of its tree: who they are and what applies to them now."""
    persons = [case.person_id, *(row.person_id for row in rows)]
    levels = levels_now(case.outbreak, persons)
    measures = dict(live_orders(case.outbreak, persons).values_list("person_id", "measure"))
    labels = {value: str(label) for value, label in MeasureChoice.choices}
    # Fifteen hundred addresses that differ in the key: asking for each takes half of the time.
    address = case.person.get_absolute_url().replace(f"/{case.person_id}/", "/{}/")

    def node(person: int, level: int, label: str, unit: str | None) -> dict[str, Any]:
        measure = measures.get(person, "")
        return {
            "id": str(person),
            "label": label,
            "level": level,
            "level_now": levels.get(person),
            "status": measure,
            "status_label": labels.get(measure, ""),
            "unit": unit or "",
            "url": address.format(person),
        }

    lives_in = case.person.unit
    return [
        node(case.person_id, 0, case.code, lives_in.name if lives_in else ""),
        *(
            node(
                row.person_id,
                row.round,
                row.person__name or row.person__code,
                row.person__unit__name,
            )
            | {"exposure": _instant(row.exposure_start)}
            for row in rows
        ),
    ]


def _edges(case: Case, rows: list[Any]) -> list[dict[str, str]]:
    """Give the exposures between those who are drawn."""
    drawn = {case.person_id, *(row.person_id for row in rows)}
    return [
        {
            "source": str(row.via_id),
            "target": str(row.person_id),
            "place": row.place__name or "",
            "start": _instant(row.exposure_start),
        }
        for row in rows
        if row.via_id in drawn
    ]


def _instant(minute: int) -> str:
    return instant_of(minute).isoformat()
