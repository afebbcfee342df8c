"""The response room."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """Registers the room under the label `response`."""

    name = "vungxanh.web.response"
    label = "response"
    default_auto_field = "django.db.models.BigAutoField"
