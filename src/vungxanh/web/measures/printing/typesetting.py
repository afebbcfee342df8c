"""Turn documents into a PDF: typst, the form beside this file, the font that the package brings.

Free of Django: as a program it reads documents as JSON and writes the PDF, so that the memory that
thousands of pages take is given back when it ends.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import typst

FORM = Path(__file__).with_name("order.typ")
FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"

Document = dict[str, Any]
"""What stands in one order: see `documents.document`."""


def pdf(documents: Sequence[Document]) -> bytes:
    """Set documents one after the other, each from a new page on. Raises ValueError for none.

    What the documents say is handed over as data, so that no name can become part of the form.
    """
    if not documents:
        raise ValueError("there is nothing to print")
    return _compiled(json.dumps(documents))


def pdf_apart(documents: Sequence[Document]) -> bytes:
    """Do as `pdf` in a process of its own. Raises RuntimeError if that fails."""
    if not documents:
        raise ValueError("there is nothing to print")
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps(documents).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        # What it wrote may quote the documents: it is not repeated here.
        raise RuntimeError(f"typesetting ended with status {done.returncode}")
    return done.stdout


def _compiled(documents: str) -> bytes:
    return bytes(
        typst.compile(
            FORM,
            root=FORM.parent,
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"documents": documents},
        )
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(_compiled(sys.stdin.read()))
