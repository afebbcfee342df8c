"""Line lists and their sister files, in and out: every error at once, with file, row and column.

`tables.py` is where to begin; `formats.py` says what each file holds; `log.py` makes of all files
of a trace the `Log` that tracing reads. Files as offices send them: `read_grid` reads any,
`propose` guesses what it holds, `read_mapped` reads it by a mapping, `write_returned` gives bad
rows back.
"""

from vungxanh.linelist.cases import Cases, read_cases
from vungxanh.linelist.facts import read_facts
from vungxanh.linelist.files import MOST_BYTES, read_grid
from vungxanh.linelist.formats import (
    CASES,
    CONTACTS,
    ISOLATIONS,
    LINKS,
    PLACES,
    VISITS,
    Format,
)
from vungxanh.linelist.grids import Grid
from vungxanh.linelist.headings import Guess, Match, guess
from vungxanh.linelist.knowledge import FORMATS, targets_of, values_of
from vungxanh.linelist.levels import (
    hops_path,
    read_hops,
    read_levels,
    read_tracing,
    shown_hops,
    shown_levels,
    write_tracing,
)
from vungxanh.linelist.lists import (
    CONTACT_LIST,
    FOLLOWUPS,
    LINELIST,
    LISTS,
    PASSENGERS,
    RESULTS,
    VACCINATIONS,
)
from vungxanh.linelist.log import Reading, Sources, read_log
from vungxanh.linelist.mapping import (
    Mapping,
    apply,
    fingerprint,
    from_text,
    propose,
    read_mapped,
    to_text,
    unknown_values,
)
from vungxanh.linelist.problems import Faults, Faulty, Problem
from vungxanh.linelist.rejects import write_rejects
from vungxanh.linelist.returned import returned_ending, write_returned
from vungxanh.linelist.rules import read_rules, shipped_rules, shipped_rules_text
from vungxanh.linelist.tables import Source, Table, read_table
from vungxanh.linelist.writing import can_write, check_ending

__all__ = [
    "CASES",
    "CONTACTS",
    "CONTACT_LIST",
    "FOLLOWUPS",
    "FORMATS",
    "ISOLATIONS",
    "LINELIST",
    "LINKS",
    "LISTS",
    "MOST_BYTES",
    "PASSENGERS",
    "PLACES",
    "RESULTS",
    "VACCINATIONS",
    "VISITS",
    "Cases",
    "Faults",
    "Faulty",
    "Format",
    "Grid",
    "Guess",
    "Mapping",
    "Match",
    "Problem",
    "Reading",
    "Source",
    "Sources",
    "Table",
    "apply",
    "can_write",
    "check_ending",
    "fingerprint",
    "from_text",
    "guess",
    "hops_path",
    "propose",
    "read_cases",
    "read_facts",
    "read_grid",
    "read_hops",
    "read_levels",
    "read_log",
    "read_mapped",
    "read_rules",
    "read_table",
    "read_tracing",
    "returned_ending",
    "shipped_rules",
    "shipped_rules_text",
    "shown_hops",
    "shown_levels",
    "targets_of",
    "to_text",
    "unknown_values",
    "values_of",
    "write_rejects",
    "write_returned",
    "write_tracing",
]
