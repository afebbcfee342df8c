"""What the laboratory pages ask for: which messages, and why one is put aside or taken back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vungxanh.identity.names import plain
from vungxanh.terms import TestOutcome
from vungxanh.web.config.templatetags.words import WORDS
from vungxanh.web.laboratory.models import LabMessage, Laboratory
from vungxanh.web.laboratory.queries import LabMessages
from vungxanh.web.registry.forms import day_field

ALL = ("", gettext_lazy("all"))


class MessageFilter(forms.Form):
    """Which messages the inbox shows. Names are searched for, so it comes by POST."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[ALL, *LabMessage.Status.choices], required=False
    )
    laboratory = forms.ModelChoiceField(
        Laboratory.objects, label=gettext_lazy("Laboratory"), required=False, empty_label=ALL[1]
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=[ALL, *((one.value, WORDS[one]) for one in TestOutcome)],
        required=False,
    )
    since = day_field(gettext_lazy("Received since"))
    until = day_field(gettext_lazy("Until"))
    q = forms.CharField(
        label=gettext_lazy("Name or number"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def chosen(self, rows: LabMessages) -> LabMessages:
        """Keep the messages that were asked for; nothing of a form with errors."""
        if not self.is_valid():
            return rows.none()
        asked: dict[str, Any] = self.cleaned_data
        for name in ("status", "laboratory", "outcome"):
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        if asked["since"]:
            rows = rows.filter(received_at__date__gte=asked["since"])
        if asked["until"]:
            rows = rows.filter(received_at__date__lte=asked["until"])
        for word in plain(asked["q"]).split():
            rows = rows.filter(searched__contains=word)
        return rows


class Reason(forms.Form):
    """Why a message is put aside or a match is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
