"""By what the audit log is searched."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

DAY = {"type": "date"}


class EventFilter(forms.Form):
    """Who did what to which row or whose record, from one day to another."""

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To (this day included)"),
        required=False,
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
    )
    actor = forms.CharField(label=_("User"), max_length=150, required=False)
    verb = forms.CharField(label=_("What"), max_length=60, required=False)
    target = forms.CharField(
        label=_("Row"), max_length=120, required=False, help_text=_("such as registry.case:17")
    )
    person = forms.CharField(
        label=_("Person"),
        max_length=80,
        required=False,
        help_text=_("code or number of the record"),
    )

    def clean(self) -> dict[str, object]:
        """Refuse a time that ends before it starts."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first: swap them."))
        return self.cleaned_data

    def start(self) -> datetime | None:
        """Give the instant from which events are wanted."""
        return _midnight(self.cleaned_data["since"])

    def end(self) -> datetime | None:
        """Give the instant before which events are wanted."""
        until: date | None = self.cleaned_data["until"]
        return _midnight(until + timedelta(days=1) if until else None)


def _midnight(day: date | None) -> datetime | None:
    return make_aware(datetime.combine(day, time.min)) if day else None
