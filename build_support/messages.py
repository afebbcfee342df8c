"""Gather the texts to translate from code and templates into the .po files, with Babel.

Translations that stand there are kept, new texts come in empty, texts that nothing says any
more go. A text without a translation fails a test.

    python build_support/messages.py
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.extract import extract as extract_with
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
WEB = Path("src/vungxanh/web")
TEMPLATES = {".html", ".txt"}
LANGUAGES = ("vi",)
"""The texts in the code are English, so English needs no file."""

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
UNCHANGING = datetime(2020, 1, 1, tzinfo=UTC)
"""The date in the files' heads, so that gathering twice changes nothing."""


def extract(root: Path = ROOT) -> Catalog:
    """Gather every text that the web says, each once."""
    catalogue = Catalog(charset="utf-8")
    for path in sorted((root / WEB).rglob("*")):
        if path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.parts):
            for text, comments, context in _texts(path):
                catalogue.add(text, auto_comments=comments, context=context)
    return catalogue


def _texts(path: Path) -> Iterator[tuple[Any, list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix in TEMPLATES:
        source = _as_python(source, path)
    lines = io.BytesIO(source.encode("utf-8"))
    for _, text, comments, context in extract_with("python", lines, KEYWORDS, ["Translators:"]):
        yield text, comments, context


def _as_python(template: str, path: Path) -> str:
    """Let Django write a template's texts as calls of gettext, each on a line of its own."""
    if not settings.configured:
        settings.configure()
    from django.utils.translation.template import templatize  # noqa: PLC0415 - asks the settings

    return templatize(template, origin=str(path))


def update(po: Path, texts: Catalog) -> None:
    """Bring one .po file up to date, or begin it."""
    before = po.read_bytes() if po.is_file() else b""
    language = po.parent.parent.name
    catalogue = read_po(io.BytesIO(before), locale=language) if before else _begun(language)
    catalogue.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = UNCHANGING
    made = io.BytesIO()
    write_po(made, catalogue, width=100, no_location=True, sort_output=True)
    if made.getvalue() != before:
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(made.getvalue())


def _begun(language: str) -> Catalog:
    return Catalog(
        locale=language,
        project="Vùng Xanh",
        copyright_holder="the contributors",
        language_team=language,
        last_translator="the contributors",
        charset="utf-8",
        fuzzy=False,
    )


def main() -> int:
    """Update every .po file and tell what still waits for a translation."""
    texts = extract()
    for language in LANGUAGES:
        po = ROOT / WEB / "locale" / language / "LC_MESSAGES" / "django.po"
        update(po, texts)
        with po.open("rb") as lines:
            empty = [m for m in read_po(lines) if m.id and not _has_translation(m.string)]
        print(f"{po.relative_to(ROOT)}: {len(texts)} texts, {len(empty)} without a translation")
    return 0


def _has_translation(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
