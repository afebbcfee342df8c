"""The room of bulletins."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """Registers the room under the label `bulletins`."""

    name = "vungxanh.web.bulletins"
    label = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"
