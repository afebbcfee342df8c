"""Administrative units with validity dates. Official codes are re-used: the key is code + since."""

from datetime import date

from django.db import models

from vungxanh.records import DateRange
from vungxanh.web.geography.queries import Units

SINCE_EVER = date.min
"""Start of a unit whose beginning nobody wrote down."""


class AdminUnit(models.Model):
    code = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    """country, province, district or commune; other countries name their own levels."""
    name = models.CharField(max_length=120)
    full_name = models.CharField(max_length=160)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(default=SINCE_EVER)
    valid_to = models.DateField(null=True)
    """First day on which it is no longer in force; None: in force."""
    depth = models.PositiveSmallIntegerField(default=0)
    """0 for the country, one more for each level below."""

    objects = Units.as_manager()

    class Meta:
        ordering = ["depth", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code_since")
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def validity(self) -> DateRange:
        """Give the days on which the unit is in force."""
        return DateRange(self.valid_from, self.valid_to)

    def ancestors(self) -> "list[AdminUnit]":
        """Give this unit and all above it, nearest first."""
        return [self, *(self.parent.ancestors() if self.parent else ())]

    def heir(self, day: date) -> "AdminUnit | None":
        """Follow the default successors to the unit of a day; None where there is none."""
        if day in self.validity:
            return self
        if self.valid_to is None:
            return None
        links = self.became.filter(is_default=True, effective=self.valid_to)
        link = links.select_related("after").first()
        return link.after.heir(day) if link else None


class UnitLink(models.Model):
    """What became of a unit at a reorganisation."""

    before = models.ForeignKey(AdminUnit, models.PROTECT, related_name="became")
    after = models.ForeignKey(AdminUnit, models.PROTECT, related_name="came_from")
    effective = models.DateField()
    whole = models.BooleanField()
    """The whole old unit went there; else a part of it."""
    is_default = models.BooleanField()
    """Where an address goes when only the old unit is known."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="unit_link")]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Population(models.Model):
    """People counted in a unit, by a census or an estimate."""

    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="populations")
    year = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="unit_population")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.people}"


class UnitOutline(models.Model):
    """The area of a unit, for drawing, where somebody brought it in."""

    unit = models.OneToOneField(AdminUnit, models.PROTECT, primary_key=True, related_name="outline")
    geometry = models.JSONField()
    """A Polygon or MultiPolygon of GeoJSON: longitude before latitude, WGS 84."""

    def __str__(self) -> str:
        return f"{self.unit}"
