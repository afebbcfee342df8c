"""The audit room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the room under the label `audit`."""

    name = "vungxanh.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
