"""The tracing room."""

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """Registers the room under the label `tracing`."""

    name = "vungxanh.web.tracing"
    label = "tracing"
    default_auto_field = "django.db.models.BigAutoField"
