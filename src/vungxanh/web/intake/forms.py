"""What people fill in at the import desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.linelist import Grid, Mapping, targets_of
from vungxanh.web.intake.kinds import KINDS
from vungxanh.web.intake.models import ImportStatus, SavedMapping
from vungxanh.web.registry.models import Outbreak


def kind_choices() -> list[tuple[str, Any]]:
    """Give the kinds of file by name."""
    return [(name, kind.label) for name, kind in KINDS.items()]


class DropForm(forms.Form):
    """A file, or the cells of a table pasted."""

    outbreak = forms.ModelChoiceField(Outbreak.objects.all(), label=_("Outbreak"), empty_label=None)
    kind = forms.ChoiceField(label=_("What the file holds"), choices=kind_choices)
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV, XLSX, ODS, Parquet or JSON, 200 MB at most."),
    )
    pasted = forms.CharField(
        label=_("Or paste the cells of a table"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    saved = forms.ModelChoiceField(
        SavedMapping.objects.all(),
        label=_("Saved mapping"),
        required=False,
        help_text=_("Without one the columns are guessed."),
    )
    mapping_file = forms.FileField(label=_("Mapping from a file"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        content: dict[str, Any] = super().clean() or self.cleaned_data
        if not content.get("file") and not (content.get("pasted") or "").strip():
            self.add_error("file", _("Choose a file, or paste the cells of a table."))
        return content


class MapForm(forms.Form):
    """Which column of the file is which, and what its values mean."""

    def __init__(self, data: Any, *, mapping: Mapping, grid: Grid, strange: dict[str, Any]) -> None:
        super().__init__(data)
        self._mapping = mapping
        self._values: dict[str, tuple[str, str]] = {}
        headings = [("", "–"), *((name, name) for name in grid.header)]
        for target in targets_of(mapping.form):
            self.fields[f"column-{target}"] = forms.ChoiceField(
                label=target,
                choices=headings,
                required=False,
                initial=mapping.columns.get(target, ""),
            )
        for target, texts in strange.items():
            for number, (text, count) in enumerate(texts.head(50).iter_rows()):
                name = f"value-{target}-{number}"
                self._values[name] = (target, text)
                self.fields[name] = forms.CharField(
                    label=f"{target}: {text} ({count})",
                    required=False,
                    initial=mapping.values.get(target, {}).get(text, ""),
                )

    def mapped(self) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """Give columns and values as they were chosen."""
        content = self.cleaned_data
        columns = {
            name.removeprefix("column-"): heading
            for name, heading in content.items()
            if name.startswith("column-") and heading
        }
        values = {target: dict(known) for target, known in self._mapping.values.items()}
        for name, (target, text) in self._values.items():
            if content[name]:
                values.setdefault(target, {})[text] = content[name]
        return columns, values


class ImportFilter(forms.Form):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("all")), *ImportStatus.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=lambda: [("", _("all")), *kind_choices()]
    )


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )


class SaveForm(forms.Form):
    name = forms.CharField(label=_("Name of the mapping"), max_length=80)
