"""Users, and what each may do where: a grant of a role in a unit, with dates."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from vungxanh.web.accounts.queries import Grants, Users
from vungxanh.web.geography.models import AdminUnit


class Role(models.TextChoices):
    COMMAND = "command", _("Command centre")
    TRACER = "tracer", _("Tracer")
    DISTRICT_OFFICER = "district_officer", _("District officer")
    WARD_OFFICER = "ward_officer", _("Ward officer")
    LABORATORY = "laboratory", _("Laboratory")
    AUDITOR = "auditor", _("Auditor")


class User(AbstractUser):
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    first_password = models.BooleanField(default=False)
    """The password was given by somebody else: the user must choose their own."""
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    objects = Users()  # type: ignore[misc]

    def __str__(self) -> str:
        return self.full_name or self.username

    def grants_at(self, now: datetime) -> "list[Grant]":
        """Give the grants in force at an instant, with their units; read once a request."""
        kept: tuple[datetime, list[Grant]] | None = self.__dict__.get("_grants")
        if kept is None or kept[0] != now:
            rows = Grant.objects.in_force(now).filter(user=self).select_related("unit")
            kept = (now, list(rows.order_by("unit__depth", "pk")))
            self.__dict__["_grants"] = kept
        return kept[1]

    def forget_grants(self) -> None:
        """Read the grants anew when they are asked for next: they were changed."""
        self.__dict__.pop("_grants", None)


class Grant(models.Model):
    """One role of one user in one unit, from an instant on, until withdrawn."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="grants")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=150)

    objects = Grants.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=models.Q(until=None),
                name="grant_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.unit}"

    def holds(self, now: datetime) -> bool:
        """Tell whether the grant is in force at an instant."""
        return self.since <= now and (self.until is None or now < self.until)
