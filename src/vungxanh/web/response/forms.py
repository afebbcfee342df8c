"""What people fill in when a fact changes."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vungxanh.linelist.rules import shipped_rules
from vungxanh.policy.facts import DAY as DAY_OF_FACT
from vungxanh.policy.facts import FACTS, YES_NO, Kind
from vungxanh.policy.wording import FACT_WORDS
from vungxanh.records import minute_of
from vungxanh.terms import Answer, Classification, TestOutcome
from vungxanh.web.config.templatetags.words import WORDS
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

    def __init__(
        self, *args: Any, now: datetime, about: Person | None = None, **kwargs: Any
    ) -> None:
        self.now, self.about = now, about
        super().__init__(*args, **kwargs)

    def refuse_impossible(self, *names: str) -> None:
        """Complain about days and instants that lie ahead, or before the person was born."""
        for name in names:
            self.refuse_future(name)
            self._refuse_before_birth(name)

    def refuse_future(self, name: str) -> None:
        """Complain about a day or an instant that has not come yet."""
        value = self.cleaned_data.get(name)
        present: date = self.now if isinstance(value, datetime) else timezone.localdate(self.now)
        if value is not None and value > present:
            self.add_error(name, _("This has not come yet: check the date."))

    def _refuse_before_birth(self, name: str) -> None:
        value = self.cleaned_data.get(name)
        if value is None or self.about is None:
            return
        day = timezone.localdate(value) if isinstance(value, datetime) else value
        born, year = self.about.birth_date, self.about.birth_year
        if (born and day < born) or (year and day.year < year):
            self.add_error(name, _("The person was not born yet: check the date."))


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
    unit = forms.ModelChoiceField(
        AdminUnit.objects.none(), label=_("Unit"), required=False, empty_label=None
    )
    at = moment_field(_("As known at"), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


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
        self.refuse_impossible("specimen_at", "resulted_at")
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
        self.refuse_impossible("onset_date", "specimen_date")
        start, end = content.get("infectious_from"), content.get("infectious_until")
        if start and end and end <= start:
            self.add_error("infectious_until", _("This ends before it starts."))
        return content


UNCONFIRMED = {"suspected": _("suspected"), "probable": _("probable")}
CONFIRMED = ("confirmed", _("confirmed"))


class NewCaseForm(NowForm):
    person = forms.ModelChoiceField(Person.objects.none(), widget=forms.HiddenInput)
    outbreak = forms.ModelChoiceField(Outbreak.objects.all(), label=_("Outbreak"), empty_label=None)
    code = forms.CharField(label=_("Case number"), max_length=40)
    classification = forms.ChoiceField(
        label=_("Classification"),
        choices=[*UNCONFIRMED.items(), CONFIRMED],
    )
    onset_date = day_field(_("Onset of symptoms"), required=False)
    specimen_date = day_field(_("First positive specimen"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse days ahead, a taken number, and a confirmed case that nobody can trace."""
        content = super().clean() or {}
        self.refuse_impossible("onset_date", "specimen_date")
        if Case.objects.filter(outbreak=content.get("outbreak"), code=content.get("code")).exists():
            self.add_error("code", _("This number is taken in this outbreak."))
        self._refuse_second(content)
        dated = content.get("onset_date") or content.get("specimen_date")
        if content.get("classification") == "confirmed" and not dated:
            raise ValidationError(
                _("A confirmed case needs the day of onset or of specimen to be traced.")
            )
        return content

    def offer_no_confirmation(self) -> None:
        """Leave the choice of "confirmed" out, for somebody who may only suspect."""
        self.fields["classification"].choices = list(UNCONFIRMED.items())  # type: ignore[attr-defined]

    def _refuse_second(self, content: dict[str, Any]) -> None:
        """One suspicion is decided before the next is written down."""
        open_case = Case.objects.filter(
            person=content.get("person"),
            outbreak=content.get("outbreak"),
            classification__in=[Classification.SUSPECTED, Classification.PROBABLE],
            retracted_at=None,
        ).first()
        if open_case:
            raise ValidationError(
                _("Case %(code)s of this person is open: confirm or discard it first."),
                params={"code": open_case.code},
            )


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
    place_name = forms.CharField(
        label=_("or another place"),
        max_length=200,
        required=False,
        help_text=_("Its name or code; a place that is not known yet is added."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of place"),
        required=False,
        help_text=_("Of a place that is added: it decides what counts as a contact there."),
    )
    seat = forms.CharField(label=_("Seat"), max_length=8, required=False)
    field_order = ("place", "place_name", "kind", "start", "end", "seat")

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        kinds = sorted((str(WORDS.get(kind, kind)), kind) for kind in shipped_rules())
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((kind, label) for label, kind in kinds),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for one place, and for a stay that is over."""
        content = super().clean()
        self.refuse_future("end")
        if bool(content.get("place")) == bool(content.get("place_name")):
            self.add_error("place_name", _("Choose a known place, or name another one."))
        return content


class IsolateForm(StayForm):
    end = moment_field(_("To"), required=False, help_text=_("Blank: not over yet."))


NOT_ASKED = {"test_result", "specimen_on", "began", "age", "place_of_stay", "source_cleared"}
"""Facts that the registry knows from results, orders, persons and trees."""

ANSWERS = {
    Answer.YES: _("yes"),
    Answer.NO: _("no"),
    Answer.UNKNOWN: _("unknown"),
}


def facts_asked(language: str) -> dict[str, str]:
    """Map the facts that an officer can record to the question, in a language."""
    column = 2 if language.startswith("vi") else 1
    return {name: FACT_WORDS[name][column] for name in FACTS if name not in NOT_ASKED}


class FactForm(NowForm):
    """The answer to one question of policy, in the field that fits it."""

    name = forms.CharField(widget=forms.HiddenInput)
    value: forms.Field
    observed_at = moment_field(_("Observed"))
    field_order = ("name", "value", "observed_at")

    def __init__(self, *args: Any, fact: str, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _value_field(FACTS[fact].kind, question)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Write the value as policy reads it."""
        content = super().clean() or {}
        self.refuse_impossible("observed_at")
        value = content.get("value")
        if isinstance(value, date):
            self.refuse_impossible("value")
            if isinstance(value, datetime):
                value = timezone.localtime(value)
            content["value"] = value.isoformat()
        return content


def _value_field(kind: Kind, question: str) -> forms.Field:
    if kind is YES_NO:
        choices = [(answer.value, label) for answer, label in ANSWERS.items()]
        return forms.ChoiceField(label=question, choices=choices, widget=forms.RadioSelect)
    if kind is DAY_OF_FACT:
        return day_field(question)
    return moment_field(question)
