"""An import: the file as it came, how it is read, what it wrote, and how far it is."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.intake.expectations import told
from vungxanh.web.intake.queries import Imports, SavedMappings
from vungxanh.web.registry.models import Outbreak


class ImportStatus(models.TextChoices):
    DRAFTED = "drafted", _("drafted")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("running")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")
    DONE = "done", _("done")
    UNDONE = "undone", _("undone")


class Import(models.Model):
    """One file that is to come in, or has."""

    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="imports")
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="imports")
    """For whom it was made: the unit in which its user may import. None: a command, the city."""
    kind = models.CharField(max_length=20)
    """Name of a format of `linelist`, as `intake.kinds.KINDS` lists them."""
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file: the same file is known again."""
    mapping = models.TextField(blank=True)
    """How its columns and values are read, as the text of a `linelist` mapping."""
    status = models.CharField(
        max_length=10, choices=ImportStatus.choices, default=ImportStatus.DRAFTED
    )
    rows = models.PositiveIntegerField(default=0)
    """Good rows of the file."""
    done = models.PositiveIntegerField(default=0)
    """Good rows looked at so far: where a stopped import goes on."""
    bad = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    """Rows that said nothing new."""
    preview = models.JSONField(default=dict)
    """What the check found: counts, the first rows that change, the errors, likely duplicates."""
    wants_stop = models.BooleanField(default=False)
    by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    """Why it failed or was undone."""

    objects = Imports.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["digest"], name="import_digest")]

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Give the faults that the preview shows, with what was expected in the reader's words."""
        shown = self.preview.get("problems", [])
        return [problem | {"told": told(problem["expected"])} for problem in shown]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """Give the address of the import's page."""
        return reverse("intake:import", args=[self.pk])


class ImportFile(models.Model):
    """The file as it came, apart from its import: lists never read it. Deleted after its time."""

    of = models.OneToOneField(Import, models.CASCADE, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"file of {self.of_id}"


class ImportRow(models.Model):
    """What one row of a file did to one row of the registry: the ground of undoing it."""

    class Did(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        REVIVED = "revived", _("taken up again")

    of = models.ForeignKey(Import, models.CASCADE, related_name="ledger", db_index=False)
    row = models.PositiveIntegerField()
    """Row of the file, counted as a spreadsheet does."""
    model = models.CharField(max_length=20)
    """person, place, case, visit, …: a model of the registry."""
    key = models.BigIntegerField()
    did = models.CharField(max_length=8, choices=Did.choices)
    before = models.JSONField(null=True)
    """Of a change: the values that stood before, by field."""
    after = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["of", "model", "key"], name="ledger_import"),
            models.Index(fields=["model", "key"], name="ledger_key"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.model} {self.key} {self.did}"


class ImportStep(models.Model):
    """Every change of an import's status."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.before} → {self.after}"


class SavedMapping(models.Model):
    """How files with certain headings are read, kept by name for the next one."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    """Of the headings that it was made for."""
    text = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150)

    objects = SavedMappings.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["fingerprint"], name="mapping_headings")]

    def __str__(self) -> str:
        return self.name
