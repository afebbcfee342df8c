"""Every text of the pages has its Vietnamese translation."""

import re

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from build_support.messages import extract
from tests.architecture.source import WEB

VIETNAMESE = WEB / "locale" / "vi" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\((\w+)\)")


def vietnamese() -> Catalog:
    """Read the Vietnamese catalogue."""
    with VIETNAMESE.open("rb") as lines:
        return read_po(lines, locale="vi")


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """List the singular and plural forms of a text."""
    return list(text) if isinstance(text, list | tuple) else [text or ""]


def translated(message: Message | None) -> bool:
    """Tell whether a message has its translation, in all its forms, and is no guess."""
    if message is None or message.fuzzy:
        return False
    return all(forms(message.string))


def test_every_text_is_translated() -> None:
    wanted = [message for message in extract() if message.id]
    assert len(wanted) >= 50
    catalogue = vietnamese()
    missing = [m.id for m in wanted if not translated(catalogue.get(m.id, m.context))]
    assert not missing, "`make messages` gathers them for translation"


def test_nothing_is_translated_that_no_page_says() -> None:
    said = {(message.id, message.context) for message in extract()}
    assert len(said) >= 50
    assert not [m.id for m in vietnamese() if m.id and (m.id, m.context) not in said]


def test_translations_keep_the_placeholders() -> None:
    messages = [message for message in vietnamese() if message.id]
    assert len(messages) >= 50
    for message in messages:
        known = {name for text in forms(message.id) for name in PLACES.findall(text)}
        said = {name for text in forms(message.string) for name in PLACES.findall(text)}
        assert said <= known, message.id
