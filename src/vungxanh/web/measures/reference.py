"""Write the reference page of an order's life from the table itself.

`python -m vungxanh.web.measures.reference docs/reference` writes it; a test keeps it current.
"""

import os
import sys
from pathlib import Path

PAGE = "order-states.md"

HEAD = """# The life of an order

This page is written by `python -m vungxanh.web.measures.reference docs/reference` from the table in
`src/vungxanh/web/measures/transitions.py`. Every step is written by compare-and-set: of two
officers who press at once, one wins and the other is told.

"""

MEANINGS = {
    "proposed": ("the application", "The directives ask for it; it binds nobody yet."),
    "confirmed": ("an officer of the unit", "It binds the person. What ran before it ends."),
    "told": ("whoever told the person", "The person knows."),
    "begun": ("whoever saw it begin", "Isolation or quarantine has begun."),
    "ended": ("an officer, or a newer order", "Over, released, or replaced; the step says which."),
    "rejected": ("an officer of the unit", "Turned down, with the reason."),
    "withdrawn": ("the application", "Its ground is gone, or a newer proposal took its place."),
}

TAIL = """
A person has at most one proposed and one running order in an outbreak (running: confirmed, told,
begun); the database itself refuses a second one. Proposed and running orders may be changed by an
officer who says why; the status stays, and the step keeps the old content.

Telling, beginning and ending may be written down later than they happened: never ahead of now,
never before the step before. A confirmed order to do nothing is a release: it ends at once.

When a case is discarded, its orders end, and those that they had replaced come back as copies, as
far in their life as they had been.
"""


def order_states_page() -> str:
    """Give the page: what each state means, who leads there, and a drawing."""
    from vungxanh.web.measures.transitions import STAMP, TRANSITIONS  # noqa: PLC0415 - needs Django

    arrows = [
        f"    {before} --> {after}"
        for before, targets in TRANSITIONS.items()
        for after in sorted(targets)
    ]
    ends = [f"    {state} --> [*]" for state, targets in TRANSITIONS.items() if not targets]
    drawing = ["```mermaid", "stateDiagram-v2", "    [*] --> proposed", *arrows, *ends, "```", ""]
    table = ["| state | set by | meaning | time kept in |", "|---|---|---|---|"]
    for state in TRANSITIONS:
        by, meaning = MEANINGS[state]
        column = f"`{STAMP[state]}`" if state in STAMP else "the step"
        table.append(f"| {state} | {by} | {meaning} | {column} |")
    return HEAD + "\n".join([*drawing, *table]) + "\n" + TAIL


def main(folder: str) -> None:
    """Write the page into a folder."""
    import django  # noqa: PLC0415 - only to write the page

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vungxanh.web.config.settings")
    django.setup()
    (Path(folder) / PAGE).write_text(order_states_page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
