"""The geography room."""

from django.apps import AppConfig


class GeographyConfig(AppConfig):
    """Registers the room under the label `geography`."""

    name = "vungxanh.web.geography"
    label = "geography"
    default_auto_field = "django.db.models.BigAutoField"
