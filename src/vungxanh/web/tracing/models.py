"""What tracing found: a tree a case, an arrival a person and round, a level a person and outbreak.

Times are minutes since 1970, as in the core (`|instant` shows them).

One case writes thousands of rows here while somebody waits, and every index is written with them.
So a foreign key has one of its own only where it is asked for, and no other index starts with it.
"""

from django.db import models

from vungxanh.web.registry.models import Case, Outbreak, Person, Place
from vungxanh.web.tracing.queries import Arrivals, LevelChanges, Levels


class Tree(models.Model):
    """The contacts of one case, to the third degree."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="tree")
    traced_at = models.DateTimeField()
    window_start = models.BigIntegerField()
    window_end = models.BigIntegerField()
    """The time in which the case passes it on, by the directive in force when it was traced."""
    f1 = models.PositiveIntegerField(default=0)
    f2 = models.PositiveIntegerField(default=0)
    f3 = models.PositiveIntegerField(default=0)
    f3_kept = models.PositiveIntegerField(default=0)
    """Rows kept of the F3: fewer than `f3` where the cap was reached."""
    ends = models.BigIntegerField()
    """Contacts that start at this minute or later do not count."""

    def __str__(self) -> str:
        return f"tree of {self.case_id}"


class Arrival(models.Model):
    """One improvement of the arrival of one person in the tree of one case.

    The row whose `is_level` is true is the person's place in the tree: round 1 is F1. Other rows
    are earlier arrivals over more hops, which chains may pass through.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="arrivals", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="arrivals")
    round = models.PositiveSmallIntegerField()
    is_level = models.BooleanField()
    exposure_start = models.BigIntegerField()
    exposure_end = models.BigIntegerField()
    last_exposure = models.BigIntegerField()
    via = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    """None: a contact event."""
    close = models.BooleanField()
    min_overlap = models.PositiveIntegerField()

    objects = Arrivals.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "round"], name="arrival_once")
        ]

    def __str__(self) -> str:
        return f"F{self.round} {self.person_id} of {self.case_id}"


class Level(models.Model):
    """The level of a person in an outbreak now: the least over the trees."""

    outbreak = models.ForeignKey(Outbreak, models.CASCADE, related_name="levels", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="levels", db_index=False)
    level = models.PositiveSmallIntegerField()
    first_exposure = models.BigIntegerField()
    last_exposure = models.BigIntegerField()
    via = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    index_case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()
    """When the person came to this level."""

    objects = Levels.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "outbreak"], name="level_once")]
        indexes = [models.Index(fields=["outbreak", "level", "person"], name="level_outbreak")]

    def __str__(self) -> str:
        return f"F{self.level} {self.person_id}"


class LevelChange(models.Model):
    """A person's level changed, when and by what. Append-only: the answer to "as of"."""

    outbreak = models.ForeignKey(
        Outbreak, models.CASCADE, related_name="level_changes", db_index=False
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="level_changes", db_index=False)
    before = models.PositiveSmallIntegerField(null=True)
    after = models.PositiveSmallIntegerField(null=True)
    """None: in no tree any more."""
    at = models.DateTimeField()
    cause = models.CharField(max_length=40)
    """What was done: case_confirmed, visit_added, case_discarded, …"""
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    """The case whose tree caused it."""
    by = models.CharField(max_length=150)

    objects = LevelChanges.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["person", "outbreak", "at"], name="change_person"),
            models.Index(fields=["outbreak", "at"], name="change_at"),
            models.Index(fields=["outbreak", "after", "at"], name="change_after"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.before} → {self.after}"
