"""Passenger lists of flights, buses and trains: seats, lists as they are sent, who sat near a case.

Read `exposure.py` first: who is F1 and why. `reading.py` makes passengers of pasted text or of the
cells of a sheet; `stays.py` makes of them the visits that tracing reads.
"""

from vungxanh.manifests.exposure import Finding, Mode, Rule, Standing, findings, why_met
from vungxanh.manifests.passengers import Manifest, Passenger, Unread
from vungxanh.manifests.reading import read_cells, read_text
from vungxanh.manifests.seats import Seat, abreast, read_seat, rows_apart
from vungxanh.manifests.stays import Journey, stays

__all__ = [
    "Finding",
    "Journey",
    "Manifest",
    "Mode",
    "Passenger",
    "Rule",
    "Seat",
    "Standing",
    "Unread",
    "abreast",
    "findings",
    "read_cells",
    "read_seat",
    "read_text",
    "rows_apart",
    "stays",
    "why_met",
]
