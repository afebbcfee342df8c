"""Values of rows as JSON keeps them, exactly, and back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Model


def value_of(row: Model, name: str) -> Any:
    """Give a value of a row as it is kept; of a row it points to, the key."""
    value = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
    return value.isoformat() if isinstance(value, date | datetime) else value


def values_of(row: Model, names: Mapping[str, Any] | list[str]) -> dict[str, Any]:
    """Give some values of a row as they are kept."""
    return {name: value_of(row, name) for name in names}


def read(model: type[Model], name: str, kept: Any) -> Any:
    """Give a kept value as the model has it: a row for a key."""
    field: Any = model._meta.get_field(name)
    if kept is None:
        return None
    if field.is_relation:
        return field.related_model._default_manager.get(pk=kept)
    return field.to_python(kept)


def row_of(label: str, key: int) -> Model | None:
    """Give a row by its model and key, if it is still there."""
    row: Model | None = apps.get_model(label)._default_manager.filter(pk=key).first()
    return row


def differs(row: Model, kept: Mapping[str, Any]) -> bool:
    """Tell whether a row says something else than was kept."""
    return values_of(row, kept) != dict(kept)
