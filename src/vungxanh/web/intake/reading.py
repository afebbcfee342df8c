"""A kept file, read by its kind and mapping; its bad rows given back as the same kind of file."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from vungxanh import linelist
from vungxanh.linelist import Faults, Grid, Mapping, Problem, Table
from vungxanh.linelist.returned import returned_ending, write_returned
from vungxanh.web.intake.expectations import told
from vungxanh.web.intake.models import Import


def grid_of(imported: Import) -> Grid:
    """Read the cells of an import's file. Raises Faulty when it cannot be used."""
    return linelist.read_grid(bytes(imported.file.content), imported.file_name)


def mapping_of(imported: Import, grid: Grid) -> Mapping:
    """Give the mapping of an import; until somebody says otherwise, the one that is guessed."""
    if imported.mapping:
        return linelist.from_text(imported.mapping, file=imported.file_name)
    return linelist.propose(grid, name=imported.file_name, kind=imported.kind)


def table_of(imported: Import) -> Table:
    """Read the rows of an import. Raises Faulty when none of them can be used."""
    grid = grid_of(imported)
    return linelist.read_mapped(mapping_of(imported, grid), grid, ZoneInfo(settings.TIME_ZONE))


def bad_rows_of(imported: Import, faults: Faults) -> tuple[bytes, str]:
    """Give the bad rows as the same kind of file, with what is wrong; and the file's name."""
    grid = grid_of(imported)
    content = write_returned(grid, faults, heading=_("what is wrong"), tell=_told)
    stem = imported.file_name.rpartition(".")[0]
    return content, f"{stem}-bad{returned_ending(grid)}"


def _told(problem: Problem) -> str:
    found = f'"{problem.value}"' if problem.value else _("blank")
    return _("%(column)s: %(found)s; expected %(expected)s") % {
        "column": problem.column,
        "found": found,
        "expected": told(problem.expected),
    }


def too_large() -> str:
    """Say that a file is too large."""
    return _("This file is too large: send it in parts of at most 200 MB.")


def mapping_of_other_kind() -> str:
    """Say that a mapping reads another kind of file."""
    return _("This mapping is made for another kind of file: choose that kind, or another mapping.")
