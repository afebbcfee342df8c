"""How to read the registry: as of an instant, within a user's area, by name or number."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from vungxanh.identity.cards import normal_identity
from vungxanh.identity.names import normal, plain
from vungxanh.identity.phones import phones_begun_with
from vungxanh.web.accounts.models import User
from vungxanh.web.accounts.permissions import units_for
from vungxanh.web.config.among import Among
from vungxanh.web.registry.search import likeness, spellings

if TYPE_CHECKING:
    from vungxanh.web.geography.models import AdminUnit


class Recorded(models.QuerySet[Any]):
    """Facts with the instant they became known."""

    def as_of(self, instant: datetime) -> Self:
        """Keep what was known, and not yet taken back, at an instant."""
        return self.filter(
            Q(retracted_at=None) | Q(retracted_at__gt=instant), recorded_at__lte=instant
        )

    def once_known(self, instant: datetime) -> Self:
        """Keep what was known by an instant, taken back or not."""
        return self.filter(recorded_at__lte=instant)

    def taken_back(self, instant: datetime) -> Self:
        """Keep what was known once and had been taken back by an instant."""
        return self.filter(retracted_at__lte=instant)


def areas(user: User, now: datetime, verb: str = "view_person") -> "list[AdminUnit]":
    """Give the units in which, and below which, a user may do a verb at an instant."""
    return units_for(user, verb, now)


def seen_by(user: User, now: datetime, person: str = "pk", *, verb: str = "view_person") -> Q:
    """Make the condition that a person, named by the lookup `person`, is visible to a user.

    Visible are the persons in the scope of a unit in which the user holds a role that may do the
    verb, and those the user opened in an emergency. The country sees everybody. A user without
    such a role sees nobody: an auditor, and a laboratory except where it records results.
    """
    from vungxanh.web.registry.models import EmergencyAccess, PersonScope  # noqa: PLC0415 - models import queries

    units = areas(user, now, verb)
    if not units:
        return Q(pk__in=[])
    if any(unit.depth == 0 for unit in units):
        return Q()
    scope = PersonScope.objects.filter(person=OuterRef(person), unit__in=[u.pk for u in units])
    emergency = EmergencyAccess.objects.filter(
        person=OuterRef(person), user_id=user.pk, opened_at__lte=now, until__gt=now
    )
    return Q(Exists(scope)) | Q(Exists(emergency))


def lives_in(unit: "AdminUnit", person: str = "pk") -> Q:
    """Make the condition that a person lives or stays in a unit, below it, or where it came from.

    Who is known to live in a former unit counts where its addresses go today.
    """
    from vungxanh.web.registry.models import PersonScope  # noqa: PLC0415 - models import queries

    if unit.depth == 0:
        return Q()
    why = [PersonScope.Why.RESIDENCE, PersonScope.Why.STAY]
    keys = type(unit).objects.with_former(unit)
    scopes = PersonScope.objects.filter(Among("unit_id", keys), person=OuterRef(person))
    return Q(Exists(scopes.filter(why__in=why)))


MATCHES = 500
"""Persons whom one search can find: who needs more must say more."""


class Persons(models.QuerySet[Any]):
    """The person index."""

    def visible_to(self, user: User, *, now: datetime, verb: str = "view_person") -> Self:
        """Keep the persons in the area in which a user may do a verb."""
        shown = seen_by(user, now, verb=verb)
        return self.filter(shown, recorded_at__lte=now, retracted_at=None)

    def shown_to(self, user: User, ids: Iterable[int], *, now: datetime) -> dict[int, Any]:
        """Map those of some persons whom a user may see, with their units, by primary key."""
        seen = self.visible_to(user, now=now).filter(pk__in=set(ids))
        return seen.select_related("unit").in_bulk()

    def best_matches(self, typed: str, *, most: int = MATCHES) -> list[int]:
        """Give the primary keys of those whom somebody looks for, the likeliest first.

        `typed` is a name with or without diacritics, a code, or the beginning or end of a phone
        or identity number.
        """
        found: dict[int, tuple[int, int, str]] = {}
        for rank, row in (*self._by_number(typed, most), *self._by_name(typed, most)):
            near = rank, row["likely"], row["name_ascii"]
            found[row["pk"]] = min(found.get(row["pk"], near), near)
        return sorted(found, key=lambda pk: (found[pk], pk))[:most]

    def _by_number(self, typed: str, most: int) -> "list[tuple[int, dict[str, Any]]]":
        identity, phones = normal_identity(typed), phones_begun_with(typed)
        asked = Q(code__istartswith=typed.strip())
        if any(sign.isdigit() for sign in identity):
            asked |= Q(identity_number__startswith=identity) | Q(identity_number__endswith=identity)
        for phone in phones:
            asked |= Q(phone__startswith=phone) | Q(phone__endswith=phone)
        whole = Q(code__iexact=typed.strip()) | Q(identity_number=identity) | Q(phone__in=phones)
        exact = Case(When(whole, then=Value(0)), default=Value(2))
        near = self.filter(asked).annotate(likely=exact).order_by("likely", "code")
        rows = near.values("pk", "name_ascii", "likely")[:most]
        return [(row["likely"], row) for row in rows]

    def _by_name(self, typed: str, most: int) -> "list[tuple[int, dict[str, Any]]]":
        words = plain(typed).split()
        if not words or not any(word.isalpha() for word in words):
            return []
        rows = self
        for word in words:
            begins = Q()
            for spelling in spellings(word):
                begins |= Q(name_ascii__startswith=spelling)
                begins |= Q(name_ascii__contains=f" {spelling}")
            rows = rows.filter(begins)
        # The database names the likeliest first, so that the limit cuts off the others.
        name, letters = normal(typed), plain(typed)
        likely = Case(
            When(name_norm=name, then=Value(0)),
            When(name_ascii=letters, then=Value(1)),
            When(name_norm__endswith=f" {name}", then=Value(2)),
            When(name_ascii__endswith=f" {letters}", then=Value(3)),
            default=Value(4),
        )
        candidates = rows.annotate(likely=likely).order_by("likely", "name_ascii", "pk")
        ranked = [
            (likeness(typed, row["name"]), row)
            for row in candidates.values("pk", "name", "name_ascii", "likely")[:most]
        ]
        return [(rank, row) for rank, row in ranked if rank is not None]

    def next_code(self) -> str:
        """Give a code that nobody has yet: P and a number."""
        last = self.model.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        number = last + 1
        while self.model.objects.filter(code=f"P{number}").exists():
            number += 1
        return f"P{number}"


class Cases(Recorded):
    """Cases."""

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep the cases of persons in a user's area."""
        return self.filter(seen_by(user, now, "person"))


class Places(models.QuerySet[Any]):
    """Places."""

    def visible_to(self, user: User, *, now: datetime) -> Self:
        """Keep the places of a user's area, and those that a visible person visited."""
        units = areas(user, now)
        shown = self.filter(retracted_at=None)
        if any(unit.depth == 0 for unit in units):
            return shown
        from vungxanh.web.registry.models import Visit  # noqa: PLC0415 - models import queries

        visited = Visit.objects.filter(seen_by(user, now, "person"), place=OuterRef("pk"))
        inside = Q(unit__in=type(units[0]).objects.under_any(units)) if units else Q(pk=None)
        return shown.filter(inside | Q(Exists(visited)))
