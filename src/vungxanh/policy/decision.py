"""What policy answers: the measure, from when, until when, under which directive, and why.

A decision is stored whole with the order it led to (`to_dict`, `from_dict`: plain JSON), and can
be compared with a newer one (`reassess`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from vungxanh.policy.directives import DirectiveVersion
from vungxanh.policy.rendering import headline, render
from vungxanh.policy.rules.placement import SAFEST_FIRST
from vungxanh.terms import Measure


@dataclass(frozen=True, slots=True)
class Citation:
    """The directive version that a reason stands on."""

    id: str
    version: int
    rule: str
    scope: str
    reference: str
    issued_on: date
    effective_from: datetime

    @classmethod
    def of(cls, directive: DirectiveVersion) -> Self:
        """Cite a directive version."""
        return cls(
            directive.id,
            directive.version,
            directive.rule,
            directive.scope,
            directive.reference,
            directive.issued_on,
            directive.effective_from,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give plain JSON."""
        return {
            "id": self.id,
            "version": self.version,
            "rule": self.rule,
            "scope": self.scope,
            "reference": self.reference,
            "issued_on": self.issued_on.isoformat(),
            "effective_from": self.effective_from.isoformat(),
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` gave."""
        dates = {
            "issued_on": date.fromisoformat(content["issued_on"]),
            "effective_from": datetime.fromisoformat(content["effective_from"]),
        }
        return cls(**(dict(content) | dates))


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the argument: a message with its arguments (plain JSON values).

    `fact` and `parameter` name what it rests on; `citation` is the id of the directive.
    """

    message: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    fact: str = ""
    parameter: str = ""
    citation: str = ""

    def text(self, *, language: str = "en", audience: str = "official") -> str:
        """Put the reason into words."""
        return render(self.message, self.arguments, language=language, audience=audience)

    def to_dict(self) -> dict[str, Any]:
        """Give plain JSON."""
        return {
            "message": self.message,
            "arguments": dict(self.arguments),
            "fact": self.fact,
            "parameter": self.parameter,
            "citation": self.citation,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """What applies to a person.

    `missing` names the facts without which it is undetermined; `measure` is then the safest of
    `possible`, a provisional proposal. `until` is exclusive (24:00 of the last day); None: until
    clearance, or nothing to end. `tests` are the days on which a specimen is due.
    `directives` starts with the one that prescribes the measure.
    """

    measure: Measure
    starts: datetime
    until: datetime | None
    directives: tuple[Citation, ...]
    reasons: tuple[Reason, ...]
    tests: tuple[date, ...] = ()
    missing: tuple[str, ...] = ()
    possible: tuple[Measure, ...] = ()

    @property
    def determined(self) -> bool:
        """Tell whether all facts that matter are known."""
        return not self.missing

    @property
    def directive_id(self) -> str:
        """The id of the directive that prescribes the measure; empty if none is in force."""
        return self.directives[0].id if self.directives else ""

    @property
    def directive_version(self) -> int | None:
        """The version of that directive."""
        return self.directives[0].version if self.directives else None

    def sentences(self, *, language: str = "en", audience: str = "official") -> list[str]:
        """Give the measure and every reason in words, each a sentence or two."""
        first = headline(
            self.measure,
            provisional=not self.determined,
            language=language,
            audience=audience,
        )
        return [first] + [
            reason.text(language=language, audience=audience) for reason in self.reasons
        ]

    def to_dict(self) -> dict[str, Any]:
        """Give plain JSON; instants keep their offset."""
        return {
            "measure": self.measure.value,
            "from": self.starts.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "directives": [citation.to_dict() for citation in self.directives],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "tests": [day.isoformat() for day in self.tests],
            "missing": list(self.missing),
            "possible": [measure.value for measure in self.possible],
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Read back what `to_dict` gave."""
        until = content["until"]
        return cls(
            measure=Measure(content["measure"]),
            starts=datetime.fromisoformat(content["from"]),
            until=datetime.fromisoformat(until) if until else None,
            directives=tuple(Citation.from_dict(item) for item in content["directives"]),
            reasons=tuple(Reason(**item) for item in content["reasons"]),
            tests=tuple(date.fromisoformat(day) for day in content["tests"]),
            missing=tuple(content["missing"]),
            possible=tuple(Measure(name) for name in content["possible"]),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a new decision says differently."""

    what: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """How a new decision differs from the one an order was made by; a person applies it."""

    changes: tuple[Change, ...]
    stricter: bool = False
    milder: bool = False

    def __bool__(self) -> bool:
        return bool(self.changes)


_COMPARED = ("measure", "until", "tests", "missing", "directives")


def reassess(old: Decision, new: Decision) -> Difference:
    """Show what differs: measure, end, test days, missing facts, directives.

    The start is left out: asking again later is no change. `stricter` and `milder` compare the
    measures, then the ends. The difference is falsy where nothing differs.
    """
    changes = tuple(
        Change(name, getattr(old, name), getattr(new, name))
        for name in _COMPARED
        if getattr(old, name) != getattr(new, name)
    )
    before, after = _weight(old), _weight(new)
    return Difference(changes, stricter=after > before, milder=after < before)


def _weight(decision: Decision) -> tuple[int, bool, float]:
    """Order by safety, then by length; no fixed end is the longest."""
    rank = -SAFEST_FIRST.index(decision.measure)
    if decision.measure is Measure.NONE or decision.until is None:
        return rank, decision.measure is not Measure.NONE, 0.0
    return rank, False, decision.until.timestamp()
