"""The rule `release`: when an order ends before its time.

A cleared person has no order. A contact of contacts is released when every source with a
qualifying contact to them is cleared, if the directive says so for their level.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from vungxanh.policy.facts import PersonFacts, Source
from vungxanh.policy.reading import Table
from vungxanh.terms import Answer, TestOutcome


@dataclass(frozen=True, slots=True)
class Release:
    """Parameters: the levels that are released together with all their sources."""

    with_sources: tuple[int, ...] = ()


def is_cleared(facts: PersonFacts, now: datetime, zone: tzinfo) -> bool:
    """Tell whether a clearance holds: given by now, and nothing has happened since.

    A later exposure starts anew, and so does a positive specimen of the same day or later.
    """
    cleared = facts.cleared_at
    if cleared is None or cleared > now:
        return False
    if facts.level > 0 and facts.last_exposure and facts.last_exposure > cleared:
        return False
    newly_positive = facts.test_result is TestOutcome.POSITIVE and facts.specimen_on
    return not (newly_positive and newly_positive >= cleared.astimezone(zone).date())


def holding_sources(facts: PersonFacts) -> tuple[Source, ...]:
    """List the sources that are not known to be cleared."""
    return tuple(source for source in facts.sources if source.cleared is not Answer.YES)


def read_release(table: Table) -> Release:
    """Read the rule."""
    levels = table.wholes("with_sources", ())
    table.finish()
    return Release(levels)
