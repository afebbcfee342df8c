"""`make test`: what counts as failed, and that nothing is left out in silence."""

import subprocess
import sys
from pathlib import Path

import pytest

from build_support import browser, run_tests
from build_support.parts import Part, run_all

REPORT = """<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>"""


def test_counts_are_read_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "core.xml"
    report.write_text(REPORT, encoding="utf-8")
    assert run_tests.counts(report) == {"passed": 3, "failed": 2, "skipped": 2}
    assert not run_tests.counts(tmp_path / "never-written.xml")


def test_all_parts_run_and_one_failure_fails_all(capfd: pytest.CaptureFixture[str]) -> None:
    bad, good = ("import sys; sys.exit(3)", "print('ran all the same')")
    parts = [Part("bad", [sys.executable, "-c", bad]), Part("good", [sys.executable, "-c", good])]
    assert not run_all(parts)
    told = capfd.readouterr().out
    assert "ran all the same" in told
    assert "failed" in told
    assert run_all(parts[1:])


def test_a_part_without_tests_is_run_and_so_fails(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:django", str(empty)],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_every_folder_of_tests_belongs_to_a_part() -> None:
    parts = {folder for folders, _, _ in run_tests.PARTS.values() for folder in folders}
    folders = {
        f"tests/{path.name}"
        for path in (run_tests.ROOT / "tests").iterdir()
        if path.is_dir() and run_tests.has_tests(path)
    }
    assert len(folders) >= 5
    assert folders <= parts


def test_a_missing_browser_stops_unless_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.setenv("BROWSER", "1")
    with pytest.raises(browser.NoBrowserError, match="BROWSER=0"):
        run_tests.chosen()
    monkeypatch.setenv("BROWSER", "0")
    assert run_tests.chosen() == [name for name in run_tests.PARTS if name != "browser"]
