"""The shapes of other systems' files, as data: their headings, values and dates."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from vungxanh.linelist import FORMATS, Format

SYSTEMS = ("godata", "sormas")


@dataclass(frozen=True)
class Shape:
    """One kind of file of one system.

    `columns` {our column: their headings, of which the first is written}; `values` {our column:
    {our value: theirs}}; `read` has further values of theirs, by their text; `asked` are columns
    that their importer wants and we do not keep; `ill` is written for somebody seen with symptoms.
    """

    system: str
    title: str
    content: str
    form: Format
    columns: dict[str, tuple[str, ...]]
    date: str
    time: str
    day_first: bool
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    read: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    ill: dict[str, str] = field(default_factory=dict)
    classes: str = ""


@cache
def shapes() -> tuple[Shape, ...]:
    """Give every shape that the package ships: of cases, contacts, relationships, follow-ups."""
    return tuple(shape for system in SYSTEMS for shape in _shapes_of(system))


def shape_of(system: str, content: str) -> Shape:
    """Give the shape of one file. Raises KeyError, naming what there is, for another."""
    for shape in shapes():
        if (shape.system, shape.content) == (system, content):
            return shape
    there = ", ".join(f"{shape.system} {shape.content}" for shape in shapes())
    raise KeyError(f"{system} {content}: there are {there}")


def _shapes_of(system: str) -> list[Shape]:
    text = files(__package__).joinpath("data", f"{system}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    whole = {key: table.pop(key) for key in ("title", "day_first", "date", "time")}
    return [
        Shape(
            system=system,
            content=content,
            form=FORMATS[told.pop("kind")],
            columns={name: tuple(headings) for name, headings in told.pop("columns").items()},
            **whole,
            **told,
        )
        for content, told in table.items()
    ]
