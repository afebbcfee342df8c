"""The installer: done once per recipe, and one sentence for everything that can go wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from build_support import install


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a recipe of its own, and an environment that claims to be there."""
    for name in install.RECIPE:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV_PYTHON", Path(sys.executable))
    monkeypatch.setattr(install, "STAMP", tmp_path / "stamp")
    return tmp_path


def test_everything_is_missing_at_first(checkout: Path) -> None:
    assert install.missing(["test"]) == ["", "test"]


def test_only_new_extras_are_missing_afterwards(checkout: Path) -> None:
    install.STAMP.write_text(f"{install.recipe()}\ncheck\n", encoding="utf-8")
    assert install.missing([]) == []
    assert install.missing(["check", "test"]) == ["test"]


@pytest.mark.parametrize("name", install.RECIPE)
def test_each_part_of_the_recipe_counts(checkout: Path, name: str) -> None:
    install.STAMP.write_text(install.recipe() + "\n", encoding="utf-8")
    (checkout / name).write_text("changed", encoding="utf-8")
    assert install.missing([]) == [""]


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install.sys, "version_info", (3, 9, 18))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; .* here is 3\.9"):
        install.check_python()


def test_a_missing_registry_gives_one_sentence(tmp_path: Path) -> None:
    """pip itself is asked, against an address where nobody answers."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--retries=1", "--target", str(tmp_path), "six"],
        env={
            "PATH": os.environ["PATH"],
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_CACHE_DIR": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode
    said = install.sentence(done.stdout + done.stderr)
    assert said.startswith("The Python package registry could not be reached")
    assert "\n" not in said


def test_npm_speaks_through_pip() -> None:
    output = "building\n  ERROR: The npm registry could not be reached, so: check it.\nmore\n"
    assert install.sentence(output) == "The npm registry could not be reached, so: check it."


def test_another_failure_names_the_first_error() -> None:
    said = install.sentence(
        "Collecting x\nERROR: No matching distribution found for x==9\nERROR: y"
    )
    assert "No matching distribution found for x==9" in said
    assert "ERROR: y" not in said


def test_progress_counts_packages(capsys: pytest.CaptureFixture[str]) -> None:
    progress = install.Progress()
    for line in ("Collecting numpy>=2\n", "Collecting numba\n", "Installing collected packages: a"):
        progress.take(line)
    assert progress.packages == 2
    assert "2 packages, unpacking" in capsys.readouterr().out
