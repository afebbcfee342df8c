"""`make check`: format, lint, types, import contracts, migrations. Never edits a file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from build_support.parts import Part, run_all  # noqa: E402

BIN = Path(sys.executable).parent
CHECKED = ["src", "tests", "build_support", "benchmarks"]


def main() -> int:
    """Run all checks, also after one failed; give the exit status."""
    with tempfile.TemporaryDirectory(prefix="vungxanh-check-") as home:
        django = {
            "DJANGO_SETTINGS_MODULE": "vungxanh.web.config.settings",
            "VUNGXANH_HOME": home,
            "VUNGXANH_DATABASE": f"sqlite:///{home}/none",
        }
        migrations = ["-m", "django", "makemigrations", "--check", "--dry-run"]
        good = run_all(
            [
                Part("format", [str(BIN / "ruff"), "format", "--check", "--quiet", *CHECKED]),
                Part("lint", [str(BIN / "ruff"), "check", *CHECKED]),
                Part("types", [sys.executable, "-m", "mypy"], django),
                Part("import contracts", [str(BIN / "lint-imports"), "--no-cache"]),
                Part("migrations", [sys.executable, *migrations], django),
            ]
        )
    print("check: good" if good else "check: failed; `make fix` repairs format and simple lint")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
