"""Turn documents into a PDF: typst, the form beside this file, the font that the package brings."""

import json
from collections.abc import Sequence
from pathlib import Path

import fontpkg_be_vietnam_pro
import typst

from vungxanh.web.measures.printing.documents import Document

FORM = Path(__file__).with_name("order.typ")
FONTS = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"


def pdf(documents: Sequence[Document]) -> bytes:
    """Set documents one after the other, each from a new page on. Raises ValueError for none.

    What the documents say is handed over as data, so that no name can become part of the form.
    """
    if not documents:
        raise ValueError("there is nothing to print")
    return bytes(
        typst.compile(
            FORM,
            root=FORM.parent,
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"documents": json.dumps(documents)},
        )
    )
