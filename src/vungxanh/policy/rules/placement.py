"""The rules `cases` (F0) and `contacts` (F1 and further): which measure, by ordered lines.

A home order needs a home that qualifies. Where it does not, the line's `otherwise` applies: the
commune's health station unless the directive says something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vungxanh.policy.reading import Table
from vungxanh.policy.rules.conditions import Row, demand_a_last_line, read_row
from vungxanh.terms import Answer, Measure

MEASURES = tuple(measure.value for measure in Measure)
HOME_QUALIFIES = "home_qualifies"

SAFEST_FIRST = (
    Measure.HOSPITAL,
    Measure.FACILITY,
    Measure.STATION,
    Measure.HOME,
    Measure.ADVICE,
    Measure.NONE,
)
"""From the safest for others to the mildest. A health station is safer than an unseen home."""


@dataclass(frozen=True, slots=True)
class PlacementRow(Row):
    """One line: the measure, and what replaces a home that does not qualify."""

    measure: Measure
    otherwise: Measure = Measure.STATION

    def measure_for(self, answers: Mapping[str, Answer]) -> Measure:
        """Give the measure when it is known whether the home qualifies."""
        if self.measure is Measure.HOME and answers[HOME_QUALIFIES] is not Answer.YES:
            return self.otherwise
        return self.measure


@dataclass(frozen=True, slots=True)
class Placement:
    """Parameters of `cases` or `contacts`: the lines, in order."""

    rows: tuple[PlacementRow, ...]

    def row_for(self, level: int, answers: Mapping[str, Answer]) -> PlacementRow | None:
        """Give the first line that holds; None for a level that the directive does not name."""
        return next((row for row in self.rows if row.holds(level, answers)), None)

    def conditions(self, level: int) -> tuple[str, ...]:
        """List the conditions that can matter at a level, in the order of the lines."""
        names: dict[str, None] = {}
        for row in self.rows:
            if level in row.levels:
                names |= dict.fromkeys(row.conditions)
                if row.measure is Measure.HOME:
                    names[HOME_QUALIFIES] = None
        return tuple(names)


def _row(table: Table) -> PlacementRow:
    levels, conditions = read_row(table)
    measure = Measure(table.choice("measure", MEASURES))
    otherwise = Measure(table.choice("otherwise", MEASURES, Measure.STATION.value))
    if otherwise is Measure.HOME:
        table.complain("otherwise is home: name where to go when the home does not qualify")
    table.finish()
    return PlacementRow(levels, conditions, measure, otherwise)


def _placement(table: Table, levels: tuple[int, ...]) -> Placement:
    rows = tuple(_row(line) for line in table.tables("lines"))
    demand_a_last_line(rows, levels, table, "line")
    table.finish()
    return Placement(rows)


def read_cases(table: Table) -> Placement:
    """Read the rule for F0."""
    return _placement(table, (0,))


def read_contacts(table: Table) -> Placement:
    """Read the rule for F1, F2 and F3; each must have an unconditional last line."""
    return _placement(table, (1, 2, 3))
