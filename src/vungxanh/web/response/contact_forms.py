"""The grid of contacts: what is said once, and a row a contact."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vungxanh.records import Minute, minute_of
from vungxanh.web.registry.models import Person
from vungxanh.web.response.forms import NowForm, day_field

SETTINGS = [
    ("household", _("household")),
    ("workplace", _("workplace")),
    ("school", _("school")),
    ("health_care", _("health care")),
    ("travel", _("travel")),
    ("social", _("social")),
]


class ClockField(forms.TimeField):
    """A time of day as people type it: 18:30, 1830, 18h30 or 18."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "placeholder": "18:30", "size": 5, "maxlength": 5}
    )
    default_error_messages = {"invalid": _("Write a time such as 18:30 or 1830.")}

    def to_python(self, value: Any) -> time | None:
        """Read a time; raises ValidationError with an example."""
        if isinstance(value, str):
            hour, _colon, minute = value.strip().lower().replace("h", ":").partition(":")
            if not minute and len(hour) > 2:
                hour, minute = hour[:-2], hour[-2:]
            value = f"{hour}:{minute or '00'}" if hour else ""
        return super().to_python(value)


class CommonForm(NowForm):
    """What is said once for all rows of the quick entry."""

    day = day_field(_("Day"))
    start = ClockField(label=_("From"))
    end = ClockField(label=_("To"))
    setting = forms.ChoiceField(label=_("Setting"), choices=SETTINGS)
    close = forms.BooleanField(label=_("Close contact"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a day ahead."""
        content = super().clean() or {}
        self.refuse_future("day")
        return content


class ContactForm(forms.Form):
    """One row of the quick entry: a known person, or a new one by name."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("This person cannot be chosen: type the name again.")},
    )
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    birth_year = forms.IntegerField(label=_("Born"), min_value=1900, max_value=2100, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices, required=False)
    residence = forms.CharField(label=_("Address"), max_length=300, required=False)
    start = ClockField(label=_("From"), required=False)
    end = ClockField(label=_("To"), required=False)
    close = forms.BooleanField(label=_("Close"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a person where anything else was typed."""
        content = super().clean() or {}
        if self.has_changed() and not content.get("person") and not content.get("name"):
            self.add_error("name", _("Name the person, or clear the row."))
        return content

    def settle(self, common: dict[str, Any], *, now: datetime) -> bool:
        """Work out when it was; complain about what lies ahead. A blank row is fine."""
        if not self.has_changed():
            return True
        _start, end = self.interval(common)
        if end > minute_of(now):
            self.add_error("end", _("This has not come yet: check the day and the times."))
        year = self.cleaned_data["birth_year"]
        if year and year > timezone.localdate(now).year:
            self.add_error("birth_year", _("This has not come yet: check the year."))
        return not self.errors

    def interval(self, common: dict[str, Any]) -> tuple[Minute, Minute]:
        """Give start and end. Blank times are those said once; an end before it is the next day."""
        start, end = (
            _minute(common["day"], self.cleaned_data.get(name) or common[name])
            for name in ("start", "end")
        )
        if end < start:
            day_after = common["day"] + timedelta(days=1)
            end = _minute(day_after, self.cleaned_data.get("end") or common["end"])
        return start, end


def _minute(day: date, clock: time) -> Minute:
    return minute_of(datetime.combine(day, clock, tzinfo=timezone.get_default_timezone()))


ContactRows = forms.formset_factory(ContactForm, extra=10, max_num=200)
