"""The rule `planning`: how far ahead of the present level everything must be prepared."""

from dataclasses import dataclass

from vungxanh.policy.reading import Table


@dataclass(frozen=True, slots=True)
class Planning:
    """Parameters: beds, transport and tests are made ready this many levels above (0: none)."""

    levels_above: int = 0


def read_planning(table: Table) -> Planning:
    """Read the rule."""
    levels_above = table.whole("levels_above")
    table.finish()
    return Planning(levels_above)
