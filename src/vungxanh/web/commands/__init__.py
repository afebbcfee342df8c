"""What the command line does with the web: demonstrate, serve, import, work, back up.

Each function prepares Django itself, speaks on the terminal, and raises `CommandError` with one
sentence where it cannot go on.
"""

from vungxanh.web.commands.backups import backup, restore
from vungxanh.web.commands.demo import demo
from vungxanh.web.commands.first_steps import init
from vungxanh.web.commands.importing import import_files, undo_import
from vungxanh.web.commands.laboratory import lab, lab_token, mllp
from vungxanh.web.commands.serving import serve, worker
from vungxanh.web.commands.start import CommandError
from vungxanh.web.commands.units import import_units

__all__ = [
    "CommandError",
    "backup",
    "demo",
    "import_files",
    "import_units",
    "init",
    "lab",
    "lab_token",
    "mllp",
    "restore",
    "serve",
    "undo_import",
    "worker",
]
