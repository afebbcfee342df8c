"""What is remembered of pairs of records: likely the same, not the same, merged.

A merge keeps what it moved, so that it can be taken back: the facts are never rewritten, they
only point to another record.
"""

from django.db import models
from django.urls import reverse

from vungxanh.web.merging.queries import Merges, Pairs
from vungxanh.web.registry.models import Person


class Pair(models.Model):
    """Two records; `left` has the smaller key."""

    left = models.ForeignKey(Person, models.CASCADE, related_name="+")
    right = models.ForeignKey(Person, models.CASCADE, related_name="+")

    objects = Pairs.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.left_id} and {self.right_id}"


class LikelyPair(Pair):
    """Two records that are probably of one person, as the last search found."""

    probability = models.FloatField()
    levels = models.JSONField()
    """How far each comparison agrees: a number of `vungxanh.identity.levels`."""
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["left", "right"], name="likely_once")]
        indexes = [models.Index(fields=["-probability"], name="likely_surest")]


class Apart(Pair):
    """Somebody found that two records are of two persons."""

    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["left", "right"],
                condition=models.Q(taken_back_at=None),
                name="apart_once",
            )
        ]


class PairSearch(models.Model):
    """A search of the whole registry for likely duplicates."""

    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    finished_at = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(null=True)
    fault = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"search of {self.asked_at}"


class Merge(models.Model):
    """One record was found to be of the person of another, and all it had went there."""

    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Person, models.PROTECT, related_name="merged_by")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)
    values = models.JSONField()
    """By column of the kept record: what stood there before, and after."""
    moved = models.JSONField()
    """By relation: the keys of the rows that went to the kept record."""
    changed = models.JSONField()
    """Rows that had to give way: model, key, values before, values after."""
    newest = models.JSONField()
    """By relation: the newest key when it was done; what is newer depends on the merge."""
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    undone_reason = models.TextField(blank=True)

    objects = Merges.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(undone_at=None), name="merged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"

    def get_absolute_url(self) -> str:
        """Give the address of the merge's page."""
        return reverse("merging:merge", args=[self.pk])
