"""Which orders a list shows, and what an officer says of one."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.terms import Measure, degree
from vungxanh.web.accounts.forms import UnitChoice
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.geography.queries import Units
from vungxanh.web.measures.models import MeasureChoice, Order, OrderStatus
from vungxanh.web.measures.queries import RUNNING
from vungxanh.web.registry.models import Outbreak

ALL = ("", gettext_lazy("all"))
NEEDED = {
    OrderStatus.REJECTED: gettext_lazy("Say why it is turned down."),
    OrderStatus.ENDED: gettext_lazy("Say why it ends."),
}
"""Steps that need a reason, and how it is asked for."""


class OrderFilter(forms.Form):
    """Which orders the list shows."""

    status = forms.ChoiceField(
        choices=[("", ""), *OrderStatus.choices], required=False, widget=forms.HiddenInput
    )
    case = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    measure = forms.ChoiceField(
        label=gettext_lazy("Measure"), choices=[ALL, *MeasureChoice.choices], required=False
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=[ALL, *((str(level), degree(level)) for level in range(4))],
        required=False,
    )
    unit = UnitChoice(
        AdminUnit.objects.none(),
        label=gettext_lazy("Carried out by"),
        required=False,
        empty_label=ALL[1],
    )
    outbreak = forms.ModelChoiceField(
        Outbreak.objects, label=gettext_lazy("Outbreak"), required=False, empty_label=ALL[1]
    )

    def __init__(self, *args: Any, units: Units, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """What an officer changes of an order, when a step happened, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    """The last step that the page showed: what somebody else did since is not overwritten."""
    measure = forms.ChoiceField(label=gettext_lazy("Measure"))
    site = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Name of the site; for home, only if it is another address."),
    )
    ends_at = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("It ends at 24:00 of this day."),
    )
    happened_at = forms.DateTimeField(
        label=gettext_lazy("When it happened"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=gettext_lazy("Blank: now."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed to change, to turn down and to end."),
    )

    def __init__(
        self, *args: Any, order: Order, seen: int, reason: str = "", **kwargs: Any
    ) -> None:
        self.order, self.last_step = order, seen
        initial = {
            "seen": seen,
            "reason": reason,
            "measure": order.measure,
            "site": order.site,
            "ends_at": last_day(order.ends_at),
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        release = order.measure == Measure.NONE
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            choice for choice in MeasureChoice.choices if (choice[0] == Measure.NONE) == release
        ]
        if release:
            del self.fields["site"], self.fields["ends_at"]
        if order.status not in RUNNING:
            del self.fields["happened_at"]

    def was_overtaken(self) -> bool:
        """Tell whether the order has gone on since the page was shown."""
        return str(self.data.get("seen", "")) != str(self.last_step)

    def changes(self) -> dict[str, Any]:
        """Give what differs from the order as it stands, as the actions take it."""
        said = self.cleaned_data
        found: dict[str, Any] = {}
        if said["measure"] != self.order.measure:
            found["measure"] = Measure(said["measure"])
        if said.get("site", self.order.site) != self.order.site:
            found["site"] = said["site"]
        day = said.get("ends_at")
        if day and day != last_day(self.order.ends_at):
            midnight = datetime.combine(day + timedelta(days=1), time.min)
            found["ends_at"] = midnight.replace(tzinfo=timezone.get_default_timezone())
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of what needs one."""
        said = super().clean() or {}
        to = self.data.get("to", "")
        if said.get("reason", "").strip() or self.errors:
            return said
        if to in NEEDED:
            self.add_error("reason", NEEDED[OrderStatus(to)])
        elif to in {"", OrderStatus.CONFIRMED} and self.changes():
            self.add_error("reason", _("Say why you order something else."))
        return said


def last_day(end: datetime | None) -> date | None:
    """Give the last day of a time: 00:00 of a day is 24:00 of the day before."""
    if end is None:
        return None
    return timezone.localtime(end - timedelta(microseconds=1)).date()
