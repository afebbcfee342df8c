"""Every target of the Makefile is told by `make help`."""

import re
import shutil
import subprocess

import pytest

from tests.architecture.source import ROOT

PROMISED = {"run", "test", "check", "fix", "fuzz", "bench", "help", "clean"}
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def phony() -> set[str]:
    """Read which targets the Makefile declares."""
    return set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split())


def test_every_target_is_documented() -> None:
    documented = set(re.findall(r"^([a-z]+):.*## \S", MAKEFILE, re.MULTILINE))
    assert phony() >= PROMISED
    assert documented == phony()


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_help_lists_them() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make ([a-z]+) +\S", told.stdout, re.MULTILINE)) == phony()
