"""The merging room."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    """Registers the room under the label `merging`."""

    name = "vungxanh.web.merging"
    label = "merging"
    default_auto_field = "django.db.models.BigAutoField"
