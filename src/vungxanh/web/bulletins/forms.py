"""What is asked for when a bulletin is pasted, and when one of its cases is confirmed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.web.accounts.forms import UnitChoice
from vungxanh.web.accounts.models import User
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.geography.queries import Units
from vungxanh.web.registry.forms import day_field
from vungxanh.web.registry.models import Outbreak, Person

LONGEST = 1_000_000
"""Bytes of a text; the longest bulletins have some thousands."""
OLDEST = 125


class Paste(forms.Form):
    """A text, pasted or from a file, and of which day it is."""

    outbreak = forms.ModelChoiceField(Outbreak.objects, label=gettext_lazy("Outbreak"))
    day = forms.DateField(
        label=gettext_lazy("Day of the bulletin"),
        help_text=gettext_lazy("It gives the year where the text leaves it out."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(
        label=gettext_lazy("or a text file (.txt)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )
    unit = UnitChoice(AdminUnit.objects.none(), label=gettext_lazy("Received by"))

    def __init__(self, *args: Any, units: Units, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        """Refuse a day that has not come yet."""
        if self.cleaned_data["day"] > timezone.localdate(self.now):
            raise forms.ValidationError(_("This day is still to come: look at the year."))
        return self.cleaned_data["day"]

    def clean_file(self) -> str:
        """Read the file as text; a word processor's file is refused with what to do instead."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LONGEST:
            raise forms.ValidationError(_("This is no bulletin: a text has less than 1 MB."))
        raw = file.read()
        for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
            try:
                text: str = raw.decode(encoding)
            except UnicodeDecodeError:
                break
            if "\0" not in text:
                return text
        raise forms.ValidationError(
            _("This is no plain text. Open the file, copy the text, and paste it above.")
        )

    def clean(self) -> dict[str, Any]:
        """Ask for one text, not two and not none."""
        said = super().clean() or self.cleaned_data
        pasted, filed = said.get("text", "").replace("\0", ""), said.get("file", "")
        if not self.errors and bool(pasted.strip()) == bool(filed.strip()):
            raise forms.ValidationError(_("Paste a text, or choose a file: one of the two."))
        said["text"] = pasted if pasted.strip() else filed
        return said


class ReportedCaseForm(forms.Form):
    """One case of a bulletin, filled in as it was read, to be corrected by a person."""

    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Person.Sex.choices, required=False)
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"), required=False, min_value=1850, max_value=2200
    )
    nationality = forms.CharField(label=gettext_lazy("Nationality"), required=False, max_length=60)
    residence = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=300)
    unit = UnitChoice(
        AdminUnit.objects.none(),
        label=gettext_lazy("Unit where they live"),
        required=False,
        empty_label=gettext_lazy("outside, or not known"),
    )
    onset_date = day_field(gettext_lazy("Onset"))
    specimen_date = day_field(gettext_lazy("Specimen"))
    confirmed_on = day_field(gettext_lazy("Confirmed"))
    treated_in = forms.CharField(label=gettext_lazy("Treated in"), required=False, max_length=200)
    links = forms.MultipleChoiceField(
        label=gettext_lazy("Link with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, user: User, now: datetime, units: Units, others: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.now = user, now
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if others:
            self.fields["links"].choices = [(one, one) for one in others]  # type: ignore[attr-defined]
        else:
            del self.fields["links"]
        self.fields["specimen_date"].help_text = _(
            "Onset or specimen is needed: contacts are looked for from then on."
        )

    def clean_birth_year(self) -> Any:
        """Refuse a year in which nobody who lives was born."""
        year = self.cleaned_data["birth_year"]
        if year and not 0 <= timezone.localdate(self.now).year - year <= OLDEST:
            raise forms.ValidationError(_("Write the year with four digits, such as 1968."))
        return year

    def clean(self) -> dict[str, Any]:
        """Refuse days that have not come yet, and a case without any."""
        said = super().clean() or self.cleaned_data
        today = timezone.localdate(self.now)
        for name in ("onset_date", "specimen_date", "confirmed_on"):
            if said.get(name) and said[name] > today:
                self.add_error(name, _("This has not come yet: check the date."))
        if not self.errors and not (said.get("onset_date") or said.get("specimen_date")):
            self.add_error(
                "specimen_date",
                _(
                    "Say when it began or when the specimen was taken; "
                    "the day of the notice if neither is known."
                ),
            )
        return said
