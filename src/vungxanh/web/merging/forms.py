"""What people fill in: which pairs they look at, and why they merge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.web.accounts.forms import UnitChoice
from vungxanh.web.geography.models import AdminUnit


class PairFilter(forms.Form):
    """Which pairs the worklist shows."""

    unit = UnitChoice(
        AdminUnit.objects.none(), label=_("Unit"), required=False, empty_label=_("all")
    )
    least = forms.ChoiceField(
        label=_("How sure"),
        choices=[("", _("all")), ("0.8", _("80 % and more")), ("0.99", _("99 % and more"))],
        required=False,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why two records are merged, set apart, or made two again."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)
