"""The laboratory room."""

from django.apps import AppConfig


class LaboratoryConfig(AppConfig):
    """Registers the room under the label `laboratory`."""

    name = "vungxanh.web.laboratory"
    label = "laboratory"
    default_auto_field = "django.db.models.BigAutoField"
