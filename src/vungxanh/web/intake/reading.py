"""A kept file, read by its kind and mapping."""

import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from vungxanh import linelist
from vungxanh.linelist import Table
from vungxanh.web.intake.kinds import KINDS
from vungxanh.web.intake.models import Import


def table_of(imported: Import) -> Table:
    """Read the file of an import. Raises Faulty when no row of it can be used."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / imported.file_name
        path.write_bytes(bytes(imported.file.content))
        return linelist.read_table(KINDS[imported.kind].form, path, ZoneInfo(settings.TIME_ZONE))
