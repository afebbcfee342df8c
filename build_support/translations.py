"""Compile the translations: each django.po beside its django.mo, with Babel instead of gettext.

python build_support/translations.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = Path("src/vungxanh/web/locale")
OF_LIBRARIES = Path("src/vungxanh/web/locale_of_libraries")
"""Texts of libraries that have no translation of their own; `messages.py` leaves them alone."""


class TranslationError(Exception):
    """A catalogue cannot be compiled; the text names the file and the message."""


def catalogues(root: Path = ROOT) -> list[Path]:
    """List the .po files: ours, then those of the libraries."""
    folders = (root / LOCALE, root / OF_LIBRARIES)
    return [po for folder in folders for po in sorted(folder.glob("*/LC_MESSAGES/*.po"))]


def is_stale(source: Path) -> bool:
    """Tell whether the compiled file is missing or older than its source."""
    compiled = source.with_suffix(".mo")
    return not compiled.is_file() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def ensure(root: Path = ROOT) -> int:
    """Compile what is stale; give how many catalogues that were.

    Raises:
        TranslationError: a translation has other placeholders than its message.
    """
    stale = [source for source in catalogues(root) if is_stale(source)]
    for source in stale:
        _compile(source)
    return len(stale)


def _compile(source: Path) -> None:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - Babel is there at build time
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=source.parent.parent.name)
    for message, errors in catalogue.check():
        raise TranslationError(f"{source}:{message.lineno}: {message.id!r}: {errors[0]}")
    unfinished = source.with_suffix(".mo.new")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, catalogue)
    unfinished.replace(source.with_suffix(".mo"))


def main() -> int:
    """Compile and say so; give the exit status."""
    try:
        print(f"translations compiled: {ensure()}")
    except TranslationError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
