"""The accounts room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the room under the label `accounts`."""

    name = "vungxanh.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
