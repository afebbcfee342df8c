"""Read directives from TOML files: one file a document, one table a rule, all errors at once."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from vungxanh.policy.directives import CITY_ZONE, DirectiveSet, DirectiveVersion, DocumentSource
from vungxanh.policy.reading import Table
from vungxanh.policy.rules import READERS

CERTAINTIES = ("seen", "from memory, check before quoting")


class DirectiveError(ValueError):
    """Directive files cannot be used; `problems` names each file, place and remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def read_document(
    content: Mapping[str, Any], *, name: str, zone: tzinfo = CITY_ZONE
) -> list[DirectiveVersion]:
    """Turn one document into its versions, one for each rule and scope.

    `content` is what TOML or JSON gave; dates may be ISO 8601 text. A date alone as
    `effective_from` is 00:00 in the zone. Raises DirectiveError with all problems.
    """
    problems: list[str] = []
    versions = _versions(Table(content, name, problems), zone)
    if problems:
        raise DirectiveError(problems)
    return versions


def load_directives(*folders: Path, shipped: bool = True, zone: tzinfo = CITY_ZONE) -> DirectiveSet:
    """Load the directives of the package, of the folders, or both. Raises DirectiveError."""
    problems: list[str] = []
    versions: list[DirectiveVersion] = []
    for name, text in [*(_shipped_texts() if shipped else ()), *_texts(folders, problems)]:
        try:
            versions += read_document(tomllib.loads(text), name=name, zone=zone)
        except DirectiveError as error:
            problems += error.problems
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{name}: this is not TOML ({error}): correct the file")
    if not problems:
        try:
            return DirectiveSet(tuple(versions), zone)
        except ValueError as error:
            problems.append(str(error))
    raise DirectiveError(problems)


@cache
def shipped_directives() -> DirectiveSet:
    """Give the directives of the package, read once; they and their rules are immutable."""
    return load_directives()


def _shipped_texts() -> list[tuple[str, str]]:
    folder = files("vungxanh.policy") / "directives"
    return sorted(
        (item.name, item.read_text(encoding="utf-8"))
        for item in folder.iterdir()
        if item.name.endswith(".toml")
    )


def _texts(folders: Iterable[Path], problems: list[str]) -> list[tuple[str, str]]:
    texts = []
    for folder in folders:
        found = sorted(folder.glob("*.toml"))
        if not found:
            problems.append(f"{folder}: no directive files (*.toml) here: name another folder")
        for path in found:
            try:
                texts.append((str(path), path.read_text(encoding="utf-8")))
            except (OSError, UnicodeDecodeError) as error:
                problems.append(f"{path}: cannot be read as UTF-8 text ({error})")
    return texts


def _versions(table: Table, zone: tzinfo) -> list[DirectiveVersion]:
    scopes = table.texts("scope")
    document = _document(table, zone)
    read = _rules(table.table("rules"))
    table.finish()
    if not scopes:
        table.complain('scope is empty: name the codes of the units, for instance ["01"]')
    return [
        DirectiveVersion(rule=rule, scope=scope, **document, **version)
        for rule, version in read.items()
        for scope in scopes
    ]


def _document(table: Table, zone: tzinfo) -> dict[str, Any]:
    effective = table.moment("effective_from")
    ends_on = table.day("ends_on") if table.has("ends_on") else None
    if ends_on and ends_on < _effective_day(effective):
        table.complain("ends_on is before effective_from: correct one of them")
    return {
        "id": table.text("id"),
        "version": table.whole("version", 1, least=1),
        "title_en": table.text("title_en"),
        "title_vi": table.text("title_vi"),
        "reference": table.text("reference"),
        "issued_by": table.text("issued_by"),
        "issued_on": table.day("issued_on"),
        "effective_from": _start(effective, zone),
        "ends_on": ends_on,
        "sources": tuple(_source(source) for source in table.tables("sources")),
    }


def _effective_day(effective: date) -> date:
    """Give the day of a date or of an instant."""
    return effective.date() if isinstance(effective, datetime) else effective


def _start(effective: date, zone: tzinfo) -> datetime:
    if not isinstance(effective, datetime):
        return datetime.combine(effective, time.min, tzinfo=zone)
    return effective if effective.tzinfo else effective.replace(tzinfo=zone)


def _source(table: Table) -> DocumentSource:
    source = DocumentSource(table.text("title"), table.text("url", ""), table.text("tells"))
    table.finish()
    return source


def _rules(table: Table) -> dict[str, dict[str, Any]]:
    known = [name for name in table.entries() if name in READERS]
    if not known:
        table.complain(f"no rule is named: use one of {', '.join(READERS)}")
    read = {name: _rule(table.table(name), name) for name in known}
    table.finish()
    return read


def _rule(table: Table, name: str) -> dict[str, Any]:
    """Read what every rule may say of itself, then its own parameters."""
    said = {
        "binding": table.flag("binding", False),
        "certainty": table.choice("certainty", CERTAINTIES),
        "note": table.text("note", ""),
    }
    return {**said, "parameters": READERS[name](table)}
