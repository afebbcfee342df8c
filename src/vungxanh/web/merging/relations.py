"""What points to a person, and what a merge does with it. Every relation stands in one table.

A new model with a person must be named here: a test compares the tables with all models.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from vungxanh.web.registry.models import Person

MOVED = (
    "registry.visit.person",
    "registry.contactevent.person_a",
    "registry.contactevent.person_b",
    "registry.isolation.person",
    "registry.fact.person",
    "registry.testresult.person",
    "registry.case.person",
    "registry.link.infector",
    "registry.link.infectee",
    "measures.order.person",
    "response.proposal.person",
    "laboratory.labmessage.person",
)
"""Rows that go to the kept record, and back."""

WORKED_OUT = frozenset(
    {
        "registry.personkey.person",
        "registry.personscope.person",
        "tracing.arrival.person",
        "tracing.arrival.via",
        "tracing.level.person",
        "tracing.level.via",
    }
)
"""Rows that follow from others, and are worked out anew."""

STAYING = frozenset(
    {
        "registry.emergencyaccess.person",
        "registry.person.merged_into",
        "tracing.levelchange.person",
        "merging.likelypair.left",
        "merging.likelypair.right",
        "merging.apart.left",
        "merging.apart.right",
        "merging.merge.kept",
        "merging.merge.merged",
    }
)
"""What was so at its time and stays so: a report of yesterday knew two persons."""


def relations() -> Iterator[str]:
    """Name everything that points to a person: `app.model.field`."""
    fields: list[Any] = Person._meta.get_fields(include_hidden=True)
    for found in fields:
        if found.is_relation and found.auto_created and not found.concrete:
            yield f"{found.related_model._meta.label_lower}.{found.field.name}"


def field_of(relation: str) -> tuple[type[Model], "Field[Any, Any]"]:
    """Give the model and the field of a relation."""
    label, _dot, name = relation.rpartition(".")
    model = apps.get_model(label)
    return model, model._meta.get_field(name)
