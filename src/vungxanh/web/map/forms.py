"""What the map can be asked: the outbreak, the level of units, the measure, the day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vungxanh.web.map.queries import MEASURES
from vungxanh.web.registry.forms import day_field
from vungxanh.web.registry.models import Outbreak

MEASURE_WORDS = {
    "new": gettext_lazy("new cases of the day"),
    "cases": gettext_lazy("cases until the day"),
    "f1": gettext_lazy("persons who are F1"),
    "f2": gettext_lazy("persons who are F2"),
}
LEVEL_WORDS = {"district": gettext_lazy("districts"), "commune": gettext_lazy("communes")}


class MapForm(forms.Form):
    """Which figures the map shows."""

    outbreak = forms.ModelChoiceField(
        Outbreak.objects, label=gettext_lazy("Outbreak"), required=False, empty_label=None
    )
    level = forms.ChoiceField(label=gettext_lazy("Units"), required=False)
    measure = forms.ChoiceField(
        label=gettext_lazy("Shown"),
        choices=[(one, MEASURE_WORDS[one]) for one in MEASURES],
        required=False,
    )
    day = day_field(gettext_lazy("Day"))

    def __init__(self, *args: Any, levels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        field.choices = [  # type: ignore[attr-defined]
            (level, LEVEL_WORDS.get(level, level)) for level in levels
        ]
