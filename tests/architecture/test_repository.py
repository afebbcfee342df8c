"""What may stand in the repository: short files, no places in the code, nothing of one machine."""

import csv
import fnmatch
import re
import tomllib
from pathlib import Path

from tests.architecture.source import PACKAGE, ROOT, own_files, python_files, shown

LONGEST = 500
README_LONGEST = 80
CODE = {".py", ".js", ".mjs", ".css", ".html"}
UNITS = PACKAGE / "geography" / "data" / "hanoi_units.csv"

ONE_MACHINE = re.compile(
    # Written in pieces, so that this file does not find itself.
    "|".join(
        [
            r"(?<![\w.])/wor" r"k/",
            r"(?<![\w.])/roo" r"t/",
            r"(?<![\w.])/hom" r"e/\w+/",
            r"\.\./shar" r"ed",
            r"registry\.npm" r"js",
            r"files\.python" r"hosted",
            r"pypi\.o" r"rg/simple",
            r"deb\.debi" r"an\.",
            r'"resol' r'ved":',
        ]
    )
)
"""Absolute paths, folders beside the checkout, addresses of package registries."""


def lines_of(path: Path) -> int:
    """Count the lines of a text file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def texts() -> dict[Path, str]:
    """Read all own files that are text."""
    found = {}
    for path in own_files():
        try:
            found[path] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def place_names() -> set[str]:
    """Read the names of the shipped districts and communes that have more than one syllable."""
    with UNITS.open(encoding="utf-8-sig", newline="") as rows:
        units = [row for row in csv.DictReader(rows) if row["level"] not in {"country", "province"}]
    names = {unit[column] for unit in units for column in ("name", "name_en")}
    return {name for name in names if len(name.split()) > 1}


def test_files_are_short() -> None:
    files = [path for path in own_files() if path.suffix in CODE]
    assert len(files) >= 30
    assert not {shown(path): n for path in files if (n := lines_of(path)) > LONGEST}


def test_the_readme_is_short() -> None:
    assert 10 <= lines_of(ROOT / "README.md") <= README_LONGEST


def test_no_file_names_one_machine_or_a_registry() -> None:
    found = texts()
    assert len(found) >= 50
    wrong = {
        shown(path): match.group()
        for path, text in found.items()
        if path.name != "LICENSE" and (match := ONE_MACHINE.search(text))
    }
    assert not wrong


def test_an_address_of_a_registry_would_be_found() -> None:
    assert ONE_MACHINE.search("https://registry.npm" + "js.org/htmx.org")
    assert ONE_MACHINE.search("see /wor" + "k/notes.md")
    assert not ONE_MACHINE.search("src/vungxanh/work/models.py")


def test_no_place_stands_in_the_code() -> None:
    names = place_names()
    assert len(names) >= 300
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names))) + r")\b")
    assert pattern.search(f"the ward {min(names)}.")
    files = [*python_files(), *PACKAGE.rglob("*.html"), *own_scripts()]
    assert len(files) >= 40
    wrong = {
        shown(path): match.group()
        for path in files
        if (match := pattern.search(path.read_text(encoding="utf-8")))
    }
    assert not wrong


def own_scripts() -> list[Path]:
    """List the project's own JavaScript."""
    return [path for path in own_files() if path.suffix in {".js", ".mjs"}]


def test_the_wheel_takes_every_file_of_the_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["vungxanh"]
    names = [
        path.relative_to(PACKAGE).as_posix()
        for path in own_files()
        if path.is_relative_to(PACKAGE) and path.suffix != ".py" and path.name != ".gitkeep"
    ]
    assert len(names) >= 3
    left_out = [
        name
        for name in names
        if not any(fnmatch.fnmatch(name, p) or fnmatch.fnmatch(f"/{name}", p) for p in patterns)
    ]
    assert not left_out
