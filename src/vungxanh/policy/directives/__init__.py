"""Directives as dated data, and the question which one is in force.

Nothing is switched on or off at night: what is in force is computed from the dates each time, so
a past decision can be asked for again (`now`), also with what was known then (`known_on`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NATION = "VN"


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """Where a statement of a document was read."""

    title: str
    url: str
    tells: str


@dataclass(frozen=True, slots=True)
class DirectiveVersion:
    """One rule as one document puts it, for one unit.

    `parameters` is what the rule's own reader made of the table. `ends_on` is the last day as the
    text writes it; None: until a successor. `certainty` says how far to trust the transcription.
    """

    id: str
    rule: str
    scope: str
    parameters: Any
    issued_on: date
    effective_from: datetime
    ends_on: date | None = None
    reference: str = ""
    issued_by: str = ""
    binding: bool = False
    version: int = 1
    title_en: str = ""
    title_vi: str = ""
    certainty: str = ""
    note: str = ""
    sources: tuple[DocumentSource, ...] = ()


@dataclass(frozen=True, slots=True)
class DirectiveSet:
    """All directives that an office knows; `zone` is the city's, in which days begin and end.

    Raises ValueError where two versions have the same id, rule and scope.
    """

    versions: tuple[DirectiveVersion, ...]
    zone: tzinfo = CITY_ZONE
    _shelves: dict[tuple[str, str], list[DirectiveVersion]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """The versions by rule and scope: a whole tree of contacts asks for the same few."""
    _scopes: set[str] = field(init=False, repr=False, compare=False, default_factory=set)

    def __post_init__(self) -> None:
        seen: set[tuple[str, str, str]] = set()
        for version in self.versions:
            key = (version.id, version.rule, version.scope)
            if key in seen:
                raise ValueError(
                    f"directive {version.id} has the rule {version.rule} twice for"
                    f" {version.scope}: give one of them another id"
                )
            seen.add(key)
            self._shelves.setdefault(key[1:], []).append(version)
            self._scopes.add(version.scope)

    def __iter__(self) -> Iterator[DirectiveVersion]:
        return iter(self.versions)

    def in_force(
        self,
        rule: str,
        unit_path: Sequence[str],
        *,
        now: datetime,
        known_on: date | None = None,
    ) -> DirectiveVersion | None:
        """Give the version of a rule in force for a unit at an instant, or None.

        `unit_path` runs from the nearest unit to the country. A binding version higher up wins;
        else the nearest unit that has a version in force.
        """
        found = [self._latest(rule, unit, now, known_on) for unit in unit_path]
        for version in reversed(found):
            if version and version.binding:
                return version
        return next((version for version in found if version), None)

    def scopes_among(self, unit_path: Sequence[str]) -> tuple[str, ...]:
        """Keep the units of a path that have directives of their own: all that counts of it."""
        return tuple(unit for unit in unit_path if unit in self._scopes)

    def ends_at(
        self, version: DirectiveVersion, *, known_on: date | None = None
    ) -> datetime | None:
        """Give the end of a version: as written, or the start of its successor, or None."""
        ends = [
            other.effective_from
            for other in self._known(version.rule, version.scope, known_on)
            if _order(other) > _order(version)
        ]
        if version.ends_on:
            ends.append(self.end_of(version.ends_on))
        return min(ends, default=None)

    def end_of(self, day: date) -> datetime:
        """Give 24:00 of a day in the city's zone."""
        return datetime.combine(day + timedelta(days=1), time.min, tzinfo=self.zone)

    def _latest(
        self, rule: str, scope: str, now: datetime, known_on: date | None
    ) -> DirectiveVersion | None:
        effective = [
            version
            for version in self._known(rule, scope, known_on)
            if version.effective_from <= now
        ]
        latest = max(effective, key=_order, default=None)
        # What a document replaced does not come back when that document runs out.
        if latest and latest.ends_on and self.end_of(latest.ends_on) <= now:
            return None
        return latest

    def _known(self, rule: str, scope: str, known_on: date | None) -> Iterable[DirectiveVersion]:
        for version in self._shelves.get((rule, scope), ()):
            if known_on is None or version.issued_on <= known_on:
                yield version


def _order(version: DirectiveVersion) -> tuple[datetime, date, str]:
    return (version.effective_from, version.issued_on, version.id)
