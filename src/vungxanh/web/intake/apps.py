"""The intake room."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers the room under the label `intake`."""

    name = "vungxanh.web.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
