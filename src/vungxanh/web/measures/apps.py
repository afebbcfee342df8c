"""The measures room."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Registers the room under the label `measures`."""

    name = "vungxanh.web.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"
