"""What the package knows of lists: headings and values that people write, kept as data."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from vungxanh.identity.names import plain
from vungxanh.linelist.formats import CASES, CONTACTS, ISOLATIONS, LINKS, PLACES, VISITS, Format
from vungxanh.linelist.lists import LISTS, PARTS

FORMATS: dict[str, Format] = LISTS | {
    form.name: form for form in (CASES, CONTACTS, VISITS, PLACES, ISOLATIONS, LINKS)
}
"""Every format that an import can ask for, by name."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_SHARED, _FLAG, _NOTHING = "shared", "flag", "nothing"
FLAGS = ("close", "seen", "boarded", "found", "crew")


def words_of(heading: str) -> str:
    """Give a heading as plain words, whatever its case, diacritics, marks and line breaks.

    >>> words_of("HỌ VÀ TÊN (*)"), words_of("dateOfOnset")
    ('ho va ten', 'date of onset')
    """
    return _NO_LETTER.sub(" ", plain(_CAMEL.sub(" ", heading))).strip()


def key_of(heading: str) -> str:
    """Give a heading as it is looked up: its letters and digits.

    >>> key_of("Ngày  lấy-mẫu") == key_of("NGAY LAY MAU")
    True
    """
    return words_of(heading).replace(" ", "")


def folded(cell: str) -> str:
    """Give the text of a cell as it is looked up: signs such as + stay, for they have a meaning.

    >>> folded(" Dương  tính. "), folded("(+)")
    ('duong tinh', '(+)')
    """
    return plain(cell).strip(" .,;:")


def targets_of(form: Format) -> list[str]:
    """Give the columns that a mapping may fill: those of the format, and the parts of names."""
    parts = [part for whole, (_, names) in PARTS.items() if whole in form.names for part in names]
    return [*form.names, *parts] if form.name in LISTS else form.names


@cache
def headings_of(kind: str) -> MappingProxyType[str, tuple[str, ...]]:
    """Give the headings that are known for each column of a format, the best first."""
    table = _toml("headings.toml")
    shared = table[_SHARED] if kind in LISTS else {}
    own = table.get(kind, {})
    found = {
        target: (target, *own.get(target, shared.get(target, ())))
        for target in targets_of(FORMATS[kind])
    }
    return MappingProxyType(found)


@cache
def all_headings() -> frozenset[str]:
    """Give the keys of every heading that is known, by which the header of a file is found."""
    known = (names for kind in FORMATS for names in headings_of(kind).values())
    return frozenset(key_of(name) for names in known for name in names)


@cache
def values_of(target: str) -> MappingProxyType[str, str]:
    """Give what is written for the values of a column, folded; empty for columns of free text."""
    table = _toml("values.toml")
    section = _FLAG if target in FLAGS else target
    if section in (_FLAG, _NOTHING) and target not in FLAGS:
        return MappingProxyType({})
    known = table.get(section, {})
    written = {folded(text): value for value, texts in known.items() for text in (*texts, value)}
    return MappingProxyType(written)


@cache
def nothing() -> frozenset[str]:
    """Give what people write where they have nothing to tell, folded."""
    return frozenset(folded(text) for text in _toml("values.toml")[_NOTHING]["blank"])


def _toml(name: str) -> dict[str, dict[str, list[str]]]:
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)
