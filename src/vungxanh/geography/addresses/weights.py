"""What speaks for a mention and against it, in log odds.

Set on one half of the hand-made addresses (`tests/data/addresses_hard.csv`) and on addresses with
planted errors, never on the other half. A test keeps both that enough is read right and that what
is read wrong is not told with confidence.
"""

from dataclasses import dataclass

from vungxanh.geography.addresses.language import Role
from vungxanh.geography.units import Level

DEPTH = {Level.COUNTRY: 0, Level.PROVINCE: 1, Level.DISTRICT: 2, Level.COMMUNE: 3}


@dataclass(frozen=True, slots=True)
class Weights:
    """One number for each thing that an address may tell of a mention."""

    name_alone: tuple[float, ...] = (0.0, 3.0, 2.0, 0.3)
    """By depth of the level, country to commune."""
    right_kind: float = 2.5
    right_kind_alone: float = 1.6
    """The kind fits, but no larger unit is named: it may be anywhere in the country."""
    other_kind_of_level: float = -0.5
    kind_of_other_level: float = -6.0
    above_named: tuple[float, ...] = (0.0, 1.3, 3.5, 0.0)
    """A unit above stands in the address, too; by depth of that unit."""
    name_between: float = -1.5
    contradicted: float = -3.2
    elsewhere: float = -7.0
    name_is_elsewhere: float = -2.5
    unknown_above: float = -5.0
    unknown_beside: float = -1.5
    unknown_part_between: float = -1.5
    unknown_part_at_end: float = -3.0
    unknown_word_after: float = -1.8
    also_a_larger_unit: float = -3.0
    also_a_former_larger_unit: float = -0.5
    overlapped: float = -2.0
    """A mention that fits much better takes some of the same words."""
    former: float = -0.7
    former_larger: float = -2.0


ROLE_COSTS: dict[Role, tuple[float, ...]] = {
    Role.STREET: (8.0, 4.0, 0.8, 0.3),
    Role.NUMBER: (6.5, 3.0, 0.7, 0.3),
    Role.HAMLET: (6.0, 1.0, 0.3, 0.0),
    Role.LANDMARK: (8.0, 4.0, 2.0, 1.2),
}
"""By how many words lie between."""

WEIGHTS = Weights()
WEAKEST_EVIDENCE = -2.0
"""A mention weaker than this does not count as evidence for or against another."""
