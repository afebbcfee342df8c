"""The front-end files: complete, made once, and one sentence when they cannot be had."""

import json
import shutil
import socket
from pathlib import Path

import pytest

from build_support import frontend


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the orders for npm and nothing made yet."""
    for name in frontend.ORDERS:
        shutil.copy(frontend.ROOT / name, tmp_path / name)
    return tmp_path


def test_the_files_here_are_complete() -> None:
    assert not frontend.is_stale()
    vendor = frontend.ROOT / frontend.VENDOR
    for package, patterns in frontend.KEPT.items():
        folder = vendor / frontend.folder_of(package)
        assert list(folder.glob("LICENSE*")), package
        assert len([p for p in folder.rglob("*") if p.is_file()]) > len(patterns)


def test_no_source_map_is_asked_for_and_no_other_font_format() -> None:
    vendor = frontend.ROOT / frontend.VENDOR
    scripts = list(vendor.rglob("*.js"))
    assert len(scripts) >= 2
    assert not [p for p in scripts if b"sourceMappingURL" in p.read_bytes()]
    sheet = (vendor / "be-vietnam-pro" / "be-vietnam-pro.css").read_text("utf-8")
    assert sheet.count("@font-face") == 12
    assert ".woff)" not in sheet


def test_making_them_gives_what_stands_here_and_then_nothing_to_do(checkout: Path) -> None:
    assert frontend.is_stale(checkout)
    assert frontend.ensure(checkout)
    made, here = (root / frontend.VENDOR / "manifest.json" for root in (checkout, frontend.ROOT))
    assert json.loads(made.read_text("utf-8")) == json.loads(here.read_text("utf-8"))
    assert not frontend.is_stale(checkout)
    assert not frontend.ensure(checkout)


def test_a_lost_file_and_a_new_lock_make_them_stale(checkout: Path) -> None:
    shutil.copytree(frontend.ROOT / frontend.VENDOR, checkout / frontend.VENDOR)
    assert not frontend.is_stale(checkout)
    lost = checkout / frontend.VENDOR / "cytoscape" / "cytoscape.min.js"
    kept = lost.read_bytes()
    lost.unlink()
    assert frontend.is_stale(checkout)
    lost.write_bytes(kept)
    with (checkout / "package-lock.json").open("a", encoding="utf-8") as lock:
        lock.write("\n")
    assert frontend.is_stale(checkout)


def test_without_a_registry_one_sentence_says_so_and_nothing_is_left(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        monkeypatch.setenv("npm_config_registry", nowhere)
        monkeypatch.setenv("npm_config_cache", str(checkout / "cache"))
        with pytest.raises(frontend.FrontendError, match="npm registry could not be reached"):
            frontend.ensure(checkout)
    assert not (checkout / frontend.VENDOR).exists()


def test_a_source_archive_without_orders_needs_nothing(tmp_path: Path) -> None:
    assert not frontend.ensure(tmp_path)
