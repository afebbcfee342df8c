"""Line lists and their sister files, in and out: every error at once, with file, row and column.

`tables.py` is where to begin; `formats.py` says what each file holds; `log.py` makes of all files
of a trace the `Log` that tracing reads.
"""

from vungxanh.linelist.cases import Cases, read_cases
from vungxanh.linelist.facts import read_facts
from vungxanh.linelist.formats import (
    CASES,
    CONTACTS,
    ISOLATIONS,
    LINKS,
    PLACES,
    VISITS,
    Format,
)
from vungxanh.linelist.levels import (
    hops_path,
    read_hops,
    read_levels,
    read_tracing,
    shown_hops,
    shown_levels,
    write_tracing,
)
from vungxanh.linelist.log import Reading, Sources, read_log
from vungxanh.linelist.problems import Faults, Faulty, Problem
from vungxanh.linelist.rejects import write_rejects
from vungxanh.linelist.rules import read_rules, shipped_rules, shipped_rules_text
from vungxanh.linelist.tables import Source, Table, read_table
from vungxanh.linelist.writing import can_write, check_ending

__all__ = [
    "CASES",
    "CONTACTS",
    "ISOLATIONS",
    "LINKS",
    "PLACES",
    "VISITS",
    "Cases",
    "Faults",
    "Faulty",
    "Format",
    "Problem",
    "Reading",
    "Source",
    "Sources",
    "Table",
    "can_write",
    "check_ending",
    "hops_path",
    "read_cases",
    "read_facts",
    "read_hops",
    "read_levels",
    "read_log",
    "read_rules",
    "read_table",
    "read_tracing",
    "shipped_rules",
    "shipped_rules_text",
    "shown_hops",
    "shown_levels",
    "write_rejects",
    "write_tracing",
]
