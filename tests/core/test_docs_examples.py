"""What the documents show on the command line and in Python is what one gets."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from vungxanh.policy.loading import read_document

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def blocks(page: str, language: str) -> list[str]:
    """Give the code blocks of a page in one language."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def steps(console: str) -> list[tuple[str, str]]:
    """Part a console session into commands and what they print."""
    found = re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]
    return [(command, said) for command, _, said in (step.partition("\n") for step in found)]


@pytest.fixture
def shell(tmp_path: Path):
    """Give a function that runs a command in a working folder, with `vungxanh` on the path."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "vungxanh"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m vungxanh "$@"\n')
    command.chmod(0o755)
    env = os.environ | {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "LC_ALL": "C.UTF-8",
    }
    folder = tmp_path

    def run(line: str) -> str:
        nonlocal folder
        if line.startswith("cd "):
            folder = folder / line.removeprefix("cd ")
            return ""
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode()
        return done.stdout.decode()

    return run


def test_the_tutorial_on_the_command_line_prints_what_it_says(shell) -> None:
    session = [step for block in blocks("tutorial.md", "console") for step in steps(block)]
    assert len(session) >= 10
    for command, said in session:
        assert shell(command) == said, command


def test_the_notebook_runs() -> None:
    known: dict[str, object] = {}
    cells = blocks("how-to/use-the-library-in-a-notebook.md", "python")
    assert len(cells) >= 2
    for cell in cells:
        exec(cell, known)  # noqa: S102 - the page's own code
    levels = known["traced"].levels  # type: ignore[attr-defined]
    assert dict(levels.select("person_id", "level").iter_rows()) == {"BN17": 0, "An": 1}


def test_the_example_of_a_directive_can_be_read() -> None:
    (document,) = blocks("how-to/add-a-directive.md", "toml")
    versions = read_document(tomllib.loads(document), name="example")
    assert [version.rule for version in versions] == ["quarantine"]
