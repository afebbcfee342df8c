"""What is asked for when users and their roles are changed."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vungxanh.web.accounts.models import Role, User
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.geography.queries import Units


class UnitChoice(forms.ModelChoiceField):
    """A choice of a unit; two wards of one name are told apart by the unit above."""

    def label_from_instance(self, obj: AdminUnit) -> str:
        """Name the unit and the one above it."""
        return f"{obj.full_name}, {obj.parent.full_name}" if obj.parent else obj.full_name


def languages() -> list[tuple[str, Any]]:
    """Give the languages to choose from; blank leaves it to the browser."""
    return [("", _("as the browser asks")), *settings.LANGUAGES]


class Account(forms.Form):
    """Name and language of a user."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)


class RoleInUnit(forms.Form):
    """A role and the unit in which it is held."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = UnitChoice(label=_("Unit"), queryset=AdminUnit.objects.none())

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class NewUser(Account, RoleInUnit):
    """Who gets an account, and the first role."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("Letters, digits and @ . + - _"),
        validators=[User.username_validator],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ["username", "full_name", "role", "unit", "language"]


class OwnLanguage(forms.Form):
    """What users may change of themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)


class UserFilter(forms.Form):
    """Which users a list shows."""

    q = forms.CharField(label=_("User name"), max_length=150, required=False)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("all")), *Role.choices], required=False
    )
