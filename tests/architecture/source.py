"""What the architecture tests look at: the project's own files, and their syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "vungxanh"
WEB = PACKAGE / "web"
MADE = {".venv", "var", "vendor", "build", "dist", "node_modules", "__pycache__", ".git"}


def own_files() -> list[Path]:
    """List every file that is committed or about to be, as git sees it."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode:  # an unpacked archive has no git
        found = [p for p in ROOT.rglob("*") if not MADE & set(p.relative_to(ROOT).parts)]
    else:
        found = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return sorted(path for path in found if path.is_file())


def python_files(folder: Path = PACKAGE) -> list[Path]:
    """List the Python files of a folder, migrations apart: those are generated."""
    return sorted(p for p in folder.rglob("*.py") if "migrations" not in p.parts)


def tree_of(path: Path) -> ast.Module:
    """Parse a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def shown(path: Path) -> str:
    """Name a file as a reader of the repository knows it."""
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.expr) -> str:
    """Write a name as it stands in the code: `timezone.now`; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return ""


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Walk through all calls."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))
