"""`make test`: every part of the tests, one after the other, and one line that sums them up.

A part that fails does not keep the others from running. BROWSER=0 leaves the browser out.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from build_support import browser  # noqa: E402
from build_support.parts import Outcome, Part, run_all  # noqa: E402

SQLITE, POSTGRES = {"VUNGXANH_TEST_DB": "sqlite"}, {"VUNGXANH_TEST_DB": "postgres"}
PARALLEL = ["-n", "2"]

PARTS = {
    "core": (["tests/core", "tests/spec"], PARALLEL, SQLITE),
    "web on SQLite": (["tests/web"], PARALLEL, SQLITE),
    "web on PostgreSQL": (["tests/web"], PARALLEL, POSTGRES),
    "architecture": (["tests/architecture"], [], SQLITE),
    "build": (["tests/build_support"], [], SQLITE),
    "browser": (["tests/browser"], PARALLEL, SQLITE),
}
"""For each part its folders, the options of pytest, and the database."""


def pytest_part(name: str, reports: Path) -> Part:
    """Make the command of a part; its counts go to a report in a folder.

    A part all of whose folders are empty is run none the less: pytest then fails, as it should.
    """
    folders, options, environment = PARTS[name]
    filled = [folder for folder in folders if has_tests(ROOT / folder)] or folders
    report = f"--junitxml={reports / name}.xml"
    command = [sys.executable, "-m", "pytest", "-q", report, *options, *filled]
    return Part(name, command, environment)


def has_tests(folder: Path) -> bool:
    """Tell whether a folder holds test files."""
    return any(folder.rglob("test_*.py"))


def counts(report: Path) -> Counter[str]:
    """Read passed, failed and skipped from a report of pytest; nothing if it never came."""
    if not report.is_file():
        return Counter()
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    found: Counter[str] = Counter()
    for suite in suites:
        total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        found.update(passed=total - failed - skipped, failed=failed, skipped=skipped)
    return found


def chosen() -> list[str]:
    """List the parts to run.

    Raises:
        NoBrowserError: there is no Chromium, and BROWSER=0 was not said.
    """
    if os.environ.get("BROWSER") == "0":
        return [name for name in PARTS if name != "browser"]
    os.environ["CHROMIUM"] = browser.find_or_install()
    return list(PARTS)


def main() -> int:
    """Run the tests and give the exit status."""
    try:
        names = chosen()
    except browser.NoBrowserError as error:
        print(error, file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="vungxanh-reports-") as folder:
        reports = Path(folder)
        found: dict[str, Counter[str]] = {}

        def report(outcome: Outcome) -> str:
            seen = found[outcome.part.name] = counts(reports / f"{outcome.part.name}.xml")
            return f"{seen['passed']} passed, {seen['failed']} failed, {seen['skipped']} skipped"

        good = run_all([pytest_part(name, reports) for name in names], report)
    total = sum(found.values(), Counter({"passed": 0}))
    print(f"total: {total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
