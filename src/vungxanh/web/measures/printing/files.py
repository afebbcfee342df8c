"""Where the files of documents lie: in the home of the application, for its own user alone."""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from vungxanh.web.measures.models import OrderPrint


def file_of(printed: OrderPrint) -> Path:
    """Give the place of a file, whether it is there or not. Its name tells nothing of anybody."""
    return Path(settings.HOME) / "files" / f"orders-{printed.pk}.pdf"


def keep(printed: OrderPrint, content: bytes) -> None:
    """Write a file, whole or not at all, readable for the application's user only."""
    target = file_of(printed)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, aside = tempfile.mkstemp(dir=target.parent)  # made with mode 0600
    with os.fdopen(number, "wb") as file:
        file.write(content)
    Path(aside).replace(target)


def throw_away(printed: OrderPrint) -> None:
    """Delete a file, if it is there."""
    file_of(printed).unlink(missing_ok=True)
