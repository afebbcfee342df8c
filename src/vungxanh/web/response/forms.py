"""What people fill in when a fact changes."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vungxanh.policy.facts import FACTS, read_value
from vungxanh.policy.wording import FACT_WORDS
from vungxanh.records import minute_of
from vungxanh.terms import TestOutcome
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.models import Case, Outbreak, Person, Place

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"]


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Make a field for a day."""
    return forms.DateField(label=label, widget=DAY, **options)


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    """Make a field for an instant, in the city's time."""
    return forms.DateTimeField(label=label, widget=MOMENT, input_formats=MOMENT_FORMATS, **options)


class NowForm(forms.Form):
    """A form that knows the instant of the request, so that it can refuse what lies ahead."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.now = now
        super().__init__(*args, **kwargs)

    def refuse_future(self, name: str) -> None:
        """Complain about a day or an instant that has not come yet."""
        value = self.cleaned_data.get(name)
        present: date = self.now if isinstance(value, datetime) else timezone.localdate(self.now)
        if value is not None and value > present:
            self.add_error(name, _("This has not come yet: check the date."))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class DecisionForm(forms.Form):
    """A reason is asked for only by who dismisses; the button says which."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
        help_text=_("Needed to dismiss; welcome otherwise."),
    )
    decision = forms.ChoiceField(
        choices=[("apply", "apply"), ("dismiss", "dismiss")], widget=forms.HiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        content = super().clean() or {}
        if content.get("decision") == "dismiss" and not content.get("reason"):
            self.add_error("reason", _("Say why you dismiss it."))
        return content


class SituationForm(forms.Form):
    outbreak = forms.ModelChoiceField(
        Outbreak.objects.all(), label=_("Outbreak"), required=False, empty_label=None
    )
    unit = forms.ModelChoiceField(AdminUnit.objects.none(), label=_("Unit"), required=False)
    at = moment_field(_("As known at"), required=False)


OUTCOMES = {
    TestOutcome.POSITIVE: _("positive"),
    TestOutcome.NEGATIVE: _("negative"),
    TestOutcome.INCONCLUSIVE: _("inconclusive"),
}
METHODS = {"pcr": _("PCR"), "antigen": _("rapid antigen test")}


class ResultForm(NowForm):
    outbreak = forms.ModelChoiceField(Outbreak.objects.all(), label=_("Outbreak"), empty_label=None)
    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[(outcome.value, label) for outcome, label in OUTCOMES.items()],
        widget=forms.RadioSelect,
    )
    method = forms.ChoiceField(label=_("Method"), choices=list(METHODS.items()))
    specimen_at = moment_field(_("Specimen taken"))
    resulted_at = moment_field(_("Result known"))
    laboratory = forms.CharField(label=_("Laboratory"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a result that is older than its specimen."""
        content = super().clean() or {}
        self.refuse_future("specimen_at")
        self.refuse_future("resulted_at")
        taken, known = content.get("specimen_at"), content.get("resulted_at")
        if taken and known and known < taken:
            self.add_error("resulted_at", _("The result cannot be known before the specimen."))
        return content


class CorrectResultForm(ResultForm, ReasonForm):
    """The right result, and why the other was wrong."""


class DatesForm(NowForm):
    onset_date = day_field(_("Onset of symptoms"), required=False)
    specimen_date = day_field(_("First positive specimen"), required=False)
    infectious_from = moment_field(
        _("Infectious from"), required=False, help_text=_("Set by hand; wins over the dates above.")
    )
    infectious_until = moment_field(_("Infectious until"), required=False)
    reason = ReasonForm.base_fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Refuse days ahead and a period that ends before it starts."""
        content = super().clean() or {}
        self.refuse_future("onset_date")
        self.refuse_future("specimen_date")
        start, end = content.get("infectious_from"), content.get("infectious_until")
        if start and end and end <= start:
            self.add_error("infectious_until", _("This ends before it starts."))
        return content


class NewCaseForm(NowForm):
    person = forms.ModelChoiceField(Person.objects.none(), widget=forms.HiddenInput)
    outbreak = forms.ModelChoiceField(Outbreak.objects.all(), label=_("Outbreak"), empty_label=None)
    code = forms.CharField(label=_("Case number"), max_length=40)
    classification = forms.ChoiceField(
        label=_("Classification"),
        choices=[
            ("suspected", _("suspected")),
            ("probable", _("probable")),
            ("confirmed", _("confirmed")),
        ],
    )
    onset_date = day_field(_("Onset of symptoms"), required=False)
    specimen_date = day_field(_("First positive specimen"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse days ahead, a taken number, and a confirmed case that nobody can trace."""
        content = super().clean() or {}
        self.refuse_future("onset_date")
        self.refuse_future("specimen_date")
        if Case.objects.filter(outbreak=content.get("outbreak"), code=content.get("code")).exists():
            self.add_error("code", _("This number is taken in this outbreak."))
        dated = content.get("onset_date") or content.get("specimen_date")
        if content.get("classification") == "confirmed" and not dated:
            raise ValidationError(
                _("A confirmed case needs the day of onset or of specimen to be traced.")
            )
        return content


class StayForm(NowForm):
    """A time, as two instants; `minutes` gives it as the core has it."""

    start = moment_field(_("From"))
    end = moment_field(_("To"))

    def clean(self) -> dict[str, Any]:
        """Refuse a stay that ends before it starts, or has not begun."""
        content = super().clean() or {}
        self.refuse_future("start")
        start, end = content.get("start"), content.get("end")
        if start and end and end < start:
            self.add_error("end", _("This ends before it starts."))
        return content

    @property
    def minutes(self) -> dict[str, int]:
        """Give start and end in minutes."""
        return {name: minute_of(self.cleaned_data[name]) for name in ("start", "end")}


class VisitForm(StayForm):
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Known place"), required=False)
    place_name = forms.CharField(label=_("or a new place"), max_length=200, required=False)
    kind = forms.CharField(label=_("Kind of place"), max_length=40, required=False)
    seat = forms.CharField(label=_("Seat"), max_length=8, required=False)
    field_order = ("place", "place_name", "kind", "start", "end", "seat")

    def clean(self) -> dict[str, Any]:
        """Ask for one place."""
        content = super().clean()
        if bool(content.get("place")) == bool(content.get("place_name")):
            self.add_error("place_name", _("Choose a known place or name a new one, not both."))
        return content


class IsolateForm(StayForm):
    end = moment_field(_("To"), required=False, help_text=_("Blank: not over yet."))


class FactForm(NowForm):
    name = forms.ChoiceField(label=_("Fact"))
    value = forms.CharField(label=_("Value"), max_length=120)
    observed_at = moment_field(_("Observed"))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        column = 2 if language == "vi" else 1
        asked = [(name, FACT_WORDS[name][column]) for name in FACTS]
        self.fields["name"].choices = asked  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Let policy read the value as it will be read."""
        content = super().clean() or {}
        self.refuse_future("observed_at")
        if content.get("name") and content.get("value"):
            try:
                read_value(content["name"], content["value"], timezone.get_default_timezone())
            except ValueError as error:
                self.add_error("value", str(error))
        return content


SETTINGS = [
    ("household", _("household")),
    ("workplace", _("workplace")),
    ("school", _("school")),
    ("health_care", _("health care")),
    ("travel", _("travel")),
    ("social", _("social")),
]


class CommonForm(NowForm):
    """What is said once for all rows of the quick entry."""

    day = day_field(_("Day"))
    start = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    end = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}))
    setting = forms.ChoiceField(label=_("Setting"), choices=SETTINGS)
    close = forms.BooleanField(label=_("Close contact"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a day ahead."""
        content = super().clean() or {}
        self.refuse_future("day")
        return content


class ContactForm(forms.Form):
    """One row of the quick entry: a known person, or a new one by name."""

    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    birth_year = forms.IntegerField(label=_("Born"), min_value=1900, max_value=2100, required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Person.Sex.choices, required=False)
    residence = forms.CharField(label=_("Address"), max_length=300, required=False)
    start = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    end = forms.TimeField(
        label=_("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    close = forms.BooleanField(label=_("Close"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a person where anything else was typed."""
        content = super().clean() or {}
        if self.has_changed() and not content.get("person") and not content.get("name"):
            self.add_error("name", _("Name the person, or clear the row."))
        return content

    def interval(self, common: dict[str, Any]) -> tuple[int, int]:
        """Give start and end in minutes; blank times are those said once; past midnight is next day."""
        zone = timezone.get_default_timezone()

        def minute(name: str) -> int:
            clock: time = self.cleaned_data.get(name) or common[name]
            return minute_of(datetime.combine(common["day"], clock, tzinfo=zone))

        start, end = minute("start"), minute("end")
        return start, end if end >= start else end + 24 * 60


ContactRows = forms.formset_factory(ContactForm, extra=10, max_num=200)
