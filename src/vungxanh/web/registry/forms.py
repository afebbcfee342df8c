"""What the pages of the registry ask for: filters, a search, a new person, a reason."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.identity.cards import normal_identity
from vungxanh.identity.names import normal
from vungxanh.identity.phones import normal_phone
from vungxanh.terms import Classification
from vungxanh.web.accounts.forms import UnitChoice
from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import units_for
from vungxanh.web.config.templatetags.words import WORDS
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.geography.queries import Units
from vungxanh.web.registry.models import Outbreak, Person

ALL = ("", gettext_lazy("all"))
SHORTEST = 2
"""Letters that a search needs; of digits it needs one more."""


def day_field(label: Any) -> forms.DateField:
    """Make a field for a day, which may stay blank."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, required=False)


def own_units(user: User, now: datetime, verb: str, *, asked: str = "") -> Units:
    """Give the units in which a user may do a verb today, and the units right below them.

    `asked` is the key of one more unit, which is given if it lies anywhere below them.
    """
    units = units_for(user, verb, now)
    own = [unit.pk for unit in units]
    near = Q(pk__in=own) | Q(parent__in=own)
    if asked.isdecimal() and int(asked) in AdminUnit.objects.keys_under(units):
        near |= Q(pk=int(asked))
    return AdminUnit.objects.on(localdate(now)).filter(near).select_related("parent")


class CaseFilter(forms.Form):
    """Which cases the list shows."""

    outbreak = forms.ModelChoiceField(
        Outbreak.objects, label=gettext_lazy("Outbreak"), required=False, empty_label=ALL[1]
    )
    classification = forms.ChoiceField(
        label=gettext_lazy("Classification"),
        choices=[ALL, *((kind.value, WORDS[kind]) for kind in Classification)],
        required=False,
    )
    unit = UnitChoice(
        AdminUnit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=ALL[1]
    )
    since = day_field(gettext_lazy("Since"))
    until = day_field(gettext_lazy("Until"))
    quarantine = forms.ChoiceField(
        label=gettext_lazy("Found in quarantine"),
        choices=[ALL, *((answer, WORDS[answer]) for answer in ("yes", "no", "unknown"))],
        required=False,
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Orders"),
        choices=[
            ALL,
            ("proposed", gettext_lazy("some wait to be confirmed")),
            ("running", gettext_lazy("some are in force")),
            ("none", gettext_lazy("none yet")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class PersonSearch(forms.Form):
    """Whom somebody looks for."""

    q = forms.CharField(
        label=gettext_lazy("Name, code, phone or identity number"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )
    unit = UnitChoice(
        AdminUnit.objects.none(), label=gettext_lazy("Unit"), required=False, empty_label=ALL[1]
    )

    def __init__(self, *args: Any, units: Units | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            self.fields["q"].label = _("Code")
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def asked(self) -> str:
        """Give what is long enough to search for, else nothing."""
        typed: str = self.cleaned_data.get("q", "").strip() if self.is_valid() else ""
        letters = any(sign.isalpha() for sign in typed)
        return typed if len(typed) >= (SHORTEST if letters else SHORTEST + 1) else ""


class NewPerson(forms.ModelForm):
    """What is known of somebody whom the registry does not have yet."""

    is_another = forms.BooleanField(
        label=gettext_lazy("This is another person"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Person
        fields = (
            "name",
            "sex",
            "birth_date",
            "birth_year",
            "phone",
            "identity_number",
            "nationality",
            "residence",
            "unit",
            "staying_unit",
            "occupation",
        )
        labels = {
            "name": gettext_lazy("Name"),
            "sex": gettext_lazy("Sex"),
            "birth_date": gettext_lazy("Date of birth"),
            "birth_year": gettext_lazy("Year of birth"),
            "phone": gettext_lazy("Phone"),
            "identity_number": gettext_lazy("Identity number"),
            "nationality": gettext_lazy("Nationality"),
            "residence": gettext_lazy("Address"),
            "unit": gettext_lazy("Commune or ward where they live"),
            "staying_unit": gettext_lazy("Commune or ward where they stay now"),
            "occupation": gettext_lazy("Occupation"),
        }
        help_texts = {
            "birth_year": gettext_lazy("Where only the year is known."),
            "staying_unit": gettext_lazy("Only if they stay somewhere else than at home."),
        }
        field_classes = {"unit": UnitChoice, "staying_unit": UnitChoice}
        widgets = {"birth_date": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    KEPT = Meta.fields
    """Columns of the person that the form fills."""

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        self.fields["name"].required = True
        smallest = AdminUnit.objects.on(localdate(now)).filter(level="commune")
        for name in ("unit", "staying_unit"):
            self.fields[name].queryset = smallest.select_related("parent")  # type: ignore[attr-defined]
            self.fields[name].required = False

    def clean_birth_date(self) -> Any:
        """Refuse a birth in the future."""
        born = self.cleaned_data["birth_date"]
        if born and born > localdate(self.now):
            raise forms.ValidationError(_("This day is still to come: look at the year."))
        return born

    def clean_birth_year(self) -> Any:
        """Refuse a year in which nobody who lives was born."""
        year = self.cleaned_data["birth_year"]
        if year and not 0 <= localdate(self.now).year - year <= 130:
            raise forms.ValidationError(_("Write the year with four digits, such as 1968."))
        return year

    def clean(self) -> dict[str, Any]:
        """Ask back when the registry seems to have the person already."""
        said = super().clean() or self.cleaned_data
        born = said.get("birth_date")
        if born:
            said["birth_year"] = born.year
        if self.errors or said.get("is_another"):
            return said
        if known := self._known(said):
            # A second look, then a tick: two records of one person would split their contacts.
            self.fields["is_another"].widget = forms.CheckboxInput()
            raise forms.ValidationError(
                _(
                    "The registry may have this person already: %(codes)s. "
                    "If it is another person, tick the box and save again."
                ),
                params={"codes": ", ".join(known)},
            )
        return said

    def _known(self, said: dict[str, Any]) -> list[str]:
        """Give the codes of persons of the same identity number, or of the same name and more."""
        identity, phone = normal_identity(said["identity_number"]), normal_phone(said["phone"])
        same = Q(pk__in=[])
        if identity:
            same |= Q(identity_number=identity)
        agrees = Q(pk__in=[])
        if phone:
            agrees |= Q(phone=phone)
        if said.get("birth_year"):
            agrees |= Q(birth_year=said["birth_year"])
        same |= Q(name_norm=normal(said["name"])) & agrees
        found = Person.objects.visible_to(self.user, now=self.now).filter(same)
        return list(found.order_by("code").values_list("code", flat=True)[:5])


class Reason(forms.Form):
    """Why a record outside one's area is opened."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Say what depends on it. The auditor reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Days(forms.Form):
    """The days that a place is looked at."""

    since = day_field(gettext_lazy("Since"))
    until = day_field(gettext_lazy("Until"))

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the start."""
        said = super().clean() or self.cleaned_data
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            raise forms.ValidationError(_("The last day is before the first: swap the two."))
        return said


class AnswerForm(forms.Form):
    """One answer of an interview, as it stands."""

    prompt = forms.CharField(max_length=40)
    text = forms.CharField(max_length=10_000, required=False, strip=False)
