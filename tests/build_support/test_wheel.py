"""A wheel holds all that the program needs, so that it runs without Node and without a checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from build_support import frontend, translations
from tests.architecture.source import PACKAGE, own_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build source archive and wheel as anybody would: `python -m build`."""
    target = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(target), str(frontend.ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert list(target.glob("*.tar.gz"))
    (made,) = target.glob("*.whl")
    return zipfile.ZipFile(made)


def test_it_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    inside = set(wheel.namelist())
    wanted = {
        "vungxanh/" + path.relative_to(PACKAGE).as_posix()
        for path in own_files()
        if path.is_relative_to(PACKAGE) and path.name != ".gitkeep"
    }
    assert len(wanted) >= 100
    assert not wanted - inside


def test_it_holds_the_front_end_files_and_their_licences(wheel: zipfile.ZipFile) -> None:
    vendor = "vungxanh/web/static/vendor/"
    inside = {name for name in wheel.namelist() if name.startswith(vendor)}
    made = {p.relative_to(PACKAGE.parent).as_posix() for p in vendor_files()}
    assert len(made) >= 15
    assert inside == made


def vendor_files() -> list[Path]:
    """List the front-end files that stand in the checkout."""
    return [p for p in (frontend.ROOT / frontend.VENDOR).rglob("*") if p.is_file()]


def test_it_holds_the_compiled_translations(wheel: zipfile.ZipFile) -> None:
    catalogues = translations.catalogues()
    assert catalogues
    for po in catalogues:
        compiled = po.with_suffix(".mo").relative_to(PACKAGE.parent).as_posix()
        assert wheel.getinfo(compiled).file_size > 100


def test_it_has_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    commands = next(name for name in names if name.endswith("entry_points.txt"))
    assert b"vungxanh = vungxanh.cli:main" in wheel.read(commands)
    assert any(name.endswith("licenses/LICENSE") for name in names)
