"""Write the reference pages that come from the code, so that they cannot grow old.

`.venv/bin/python build_support/reference.py` writes docs/reference/{commands,files,settings,
place-kinds}.md; a test keeps them current. The pages of directives, facts and order states are
written by `vungxanh.policy.reference` and `vungxanh.web.measures.reference`.
"""

from __future__ import annotations

import ast
import csv
import inspect
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import polars as pl
import typer

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from build_support.reference_words import (  # noqa: E402
    COMMANDS_HEAD,
    EXAMPLES,
    FILES_HEAD,
    FILES_TAIL,
    KINDS_HEAD,
    MEANINGS,
    PURPOSES,
    SETTINGS_HEAD,
    SETTINGS_TAIL,
)
from vungxanh.cli import app  # noqa: E402
from vungxanh.linelist import cells, formats, shipped_rules_text  # noqa: E402
from vungxanh.policy.facts import FACTS  # noqa: E402

FOLDER = ROOT / "docs" / "reference"
SETTINGS = ROOT / "src" / "vungxanh" / "web" / "config" / "settings.py"
WRITTEN = "This page is written by `build_support/reference.py` from"

FORMATS = (
    formats.CASES,
    formats.CONTACTS,
    formats.VISITS,
    formats.PLACES,
    formats.ISOLATIONS,
    formats.LINKS,
    formats.RULES,
    formats.facts_format(tuple(FACTS), lambda fact, value: None),
    formats.LEVELS,
    formats.HOPS,
)

READ_AS = {
    cells.words: "text",
    cells.flag: "yes or no",
    cells.seat: "a seat, such as 12A",
    cells.start: "a time; a date alone is its 00:00",
    cells.end: "a time; a date alone is the next midnight",
    cells.day: "a day",
}


def files_page() -> str:
    """Write the page of the files: what each column holds and what must hold in a row."""
    parts = [FILES_HEAD.format(written=f"{WRITTEN} `vungxanh.linelist.formats`.")]
    for form in FORMATS:
        parts.append("\n".join(_format_lines(form)))
    return "\n".join([*parts, FILES_TAIL])


def _format_lines(form: formats.Format) -> Iterator[str]:
    yield f"## {form.name}\n"
    yield f"{PURPOSES[form.name]}\n"
    yield "| column | | holds | meaning |"
    yield "|---|---|---|---|"
    for column in form.columns:
        need = "needed" if column.needed else ""
        yield f"| `{column.name}` | {need} | {_held(column)} | {MEANINGS[form.name][column.name]} |"
    yield ""
    rules = [f"- `{name}`: {told}." for name, _, told in form.checks if isinstance(told, str)]
    if form.unique:
        rules.append(f"- `{form.unique}` stands in one row only.")
    if rules:
        yield "\n".join(["Expected in each row:\n", *rules, ""])
    if form.name in EXAMPLES:
        yield f"```csv\n{EXAMPLES[form.name]}```\n"


def _held(column: formats.Column) -> str:
    """Say what a cell holds: in words of this page, or in those of the message to a bad one."""
    if column.read in READ_AS:
        return READ_AS[column.read]
    told = column.read(pl.Series(["?"]), ZoneInfo("UTC"))["expected"].item()
    return re.sub(r" \([^)]*\)", "", told)


def place_kinds_page() -> str:
    """Write the table of kinds as a page."""
    rows = list(csv.DictReader(shipped_rules_text().splitlines()))
    parts = [
        KINDS_HEAD.format(written=f"{WRITTEN} `src/vungxanh/linelist/rules.csv`."),
        "| kind | min_overlap | max_level | seat_rows | reason |",
        "|---|---|---|---|---|",
    ]
    parts += [
        "| `{kind}` | {min_overlap} | {max_level} | {seat_rows} | {reason} |".format(**row)
        for row in rows
    ]
    return "\n".join(parts) + "\n"


def settings_page() -> str:
    """Write the page of the settings: the table that stands at the top of settings.py."""
    described = ast.get_docstring(ast.parse(SETTINGS.read_text(encoding="utf-8"))) or ""
    rows = [line for line in described.splitlines() if line.startswith("|")]
    quoted = [_quoted_names(line) for line in rows]
    head = SETTINGS_HEAD.format(written=f"{WRITTEN} `src/vungxanh/web/config/settings.py`.")
    return "\n".join([head, *quoted, SETTINGS_TAIL])


def _quoted_names(line: str) -> str:
    names, meaning, default = (cell.strip() for cell in line.strip("|").split("|"))
    if names.startswith("VUNGXANH_"):
        names = ", ".join(f"`{name.strip()}`" for name in names.split(","))
    return f"| {names} | {meaning} | {default} |"


def commands_page() -> str:
    """Write the page of the commands: every argument and option, as the help tells it."""
    group: Any = typer.main.get_command(app)
    parts = [
        COMMANDS_HEAD.format(written=f"{WRITTEN} the help texts (`vungxanh COMMAND --help`)."),
    ]
    for name, command in group.commands.items():
        parts.append("\n".join(_command_lines(name, command)))
    return "\n".join(parts)


def _command_lines(name: str, command: Any) -> Iterator[str]:
    types = get_type_hints(inspect.unwrap(command.callback))
    params = [param for param in command.params if param.name != "help"]
    params.sort(key=lambda param: param.param_type_name)  # arguments come before options
    shown = [_shown_argument(p) for p in params if p.param_type_name == "argument"]
    text, _, example = inspect.cleandoc(command.help or "").partition("Example: ")
    yield f"## {name}\n"
    yield f"`{' '.join(['vungxanh', name, *shown, '[OPTIONS]'])}`\n"
    yield f"{' '.join(text.split())}\n"
    if example:
        yield f"Example: `{' '.join(example.split()).replace(', then ', '`, then `')}`\n"
    if params:
        yield "| | default | |"
        yield "|---|---|---|"
    for param in params:
        names = _shown_names(param, types.get(param.name))
        yield f"| {names} | {_shown_default(param)} | {param.help} |"
    yield ""


def _shown_argument(param: Any) -> str:
    return f"{param.name.upper()}..." if param.nargs == -1 else param.name.upper()


def _shown_names(param: Any, kind: Any) -> str:
    """Name an argument or option, and say what it takes."""
    if param.param_type_name == "argument":
        return f"`{_shown_argument(param)}`{_choices(kind)}"
    names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
    if param.is_flag:
        return names
    from_environment = f" (or {param.envvar})" if param.envvar else ""
    return f"{names}{_choices(kind) or f' {param.metavar or _value_of(kind)}'}{from_environment}"


def _choices(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return f" {', '.join(kind)}"
    return ""


def _value_of(kind: Any) -> str:
    """Name a value by its type; `Path | None` and `list[Path]` are paths."""
    given = {kind, *get_args(kind), *(one for part in get_args(kind) for one in get_args(part))}
    words = {Path: "FILE", int: "NUMBER", float: "NUMBER", str: "NAME"}
    return next(words[one] for one in words if one in given)


def _shown_default(param: Any) -> str:
    if param.required:
        return "needed"
    if isinstance(param.default, bool):
        return "yes" if param.default else ""
    return "" if param.default is None else f"`{param.default}`"


PAGES = {
    "commands.md": commands_page,
    "files.md": files_page,
    "place-kinds.md": place_kinds_page,
    "settings.md": settings_page,
}


def main(folder: Path = FOLDER) -> None:
    """Write the pages into a folder."""
    for name, write in PAGES.items():
        (folder / name).write_text(write(), encoding="utf-8")


if __name__ == "__main__":
    main()
