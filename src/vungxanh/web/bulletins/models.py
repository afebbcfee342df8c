"""Notices as they were pasted, and figures as they were reported. Cases live in the registry."""

from django.db import models
from django.urls import reverse

from vungxanh.web.bulletins.queries import Pasted
from vungxanh.web.geography.models import AdminUnit
from vungxanh.web.registry.models import Outbreak


class PastedModel(models.Model):
    """A text with the unit that received it, once for each outbreak."""

    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="+")
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    text = models.TextField()
    fingerprint = models.CharField(max_length=64)
    """Of the text without what does not matter: the same text again is known."""
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)

    objects = Pasted.as_manager()

    class Meta:
        abstract = True


class Notice(PastedModel):
    """A bulletin. What it tells is read again whenever it is shown; nothing of it is a case yet."""

    published = models.DateField()

    class Meta:
        ordering = ["-published", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["outbreak", "unit", "fingerprint"], name="notice_once")
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    def get_absolute_url(self) -> str:
        """Give the address of the notice's page."""
        return reverse("bulletins:notice", args=[self.pk])


class FigureTable(PastedModel):
    """A table of figures by unit, as it was reported for a day."""

    reported_on = models.DateField()

    class Meta:
        ordering = ["-reported_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["outbreak", "unit", "fingerprint"], name="table_once")
        ]

    def __str__(self) -> str:
        return f"table {self.pk}"

    def get_absolute_url(self) -> str:
        """Give the address of the table's page."""
        return reverse("bulletins:table", args=[self.pk])


class ReportedFigure(models.Model):
    """One figure of one unit; `about` is None where the name was not recognised."""

    table = models.ForeignKey(FigureTable, models.CASCADE, related_name="figures")
    about = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    """The unit as the table names it."""
    column = models.CharField(max_length=60)
    value = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["about", "column"], name="figure_about")]

    def __str__(self) -> str:
        return f"{self.name}, {self.column}: {self.value}"
