"""One topic a file. A rule is a name in `READERS` and the reader of its parameters.

To add a rule: write its parameters and its reader in a file here, and name it below.
"""

from collections.abc import Callable
from typing import Any

from vungxanh.policy.reading import Table
from vungxanh.policy.rules.placement import read_cases, read_contacts
from vungxanh.policy.rules.planning import read_planning
from vungxanh.policy.rules.quarantine import read_quarantine
from vungxanh.policy.rules.release import read_release
from vungxanh.policy.rules.windows import read_windows

READERS: dict[str, Callable[[Table], Any]] = {
    "cases": read_cases,
    "contacts": read_contacts,
    "quarantine": read_quarantine,
    "release": read_release,
    "windows": read_windows,
    "planning": read_planning,
}
