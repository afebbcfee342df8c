"""The registry room."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Registers the room under the label `registry`."""

    name = "vungxanh.web.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
