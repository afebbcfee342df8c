"""Who may import whom: the contracts of import-linter, and the layers of the web."""

import ast
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

from tests.architecture.source import PACKAGE, ROOT, WEB, python_files, shown, tree_of

WEB_ORDER = [
    ["audit"],
    ["geography"],
    ["accounts"],
    ["registry"],
    ["tracing"],
    ["measures"],
    ["testing", "followup"],
    ["work"],
    ["response"],
    ["map"],
    ["merging"],
    ["bulletins"],
    ["laboratory"],
    ["intake"],
    ["command"],
    ["portal", "api"],
]
"""Lower first: an app's models, queries and actions know only the apps before it, and itself."""

RANK = {app: rank for rank, apps in enumerate(WEB_ORDER) for app in apps}
LAYERED = {"models.py", "queries.py", "actions.py"}


def web_imports(tree: ast.AST) -> list[tuple[str, str]]:
    """List what a file imports of the web, as (app, module): ("registry", "views")."""
    found = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[:2] == ["vungxanh", "web"] and len(parts) > 3:
                found.append((parts[2], parts[3]))
    return found


def forbidden(app: str, tree: ast.AST) -> set[str]:
    """Name the apps that a layered file of an app imports though they stand above or beside it."""
    return {
        other
        for other, _ in web_imports(tree)
        if other in RANK and other != app and RANK[other] >= RANK[app]
    }


def test_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    assert len(settings["tool"]["importlinter"]["contracts"]) >= 2
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_web_apps_know_only_the_apps_below() -> None:
    layered = [p for p in python_files(WEB) if p.name in LAYERED and p.parent.parent == WEB]
    assert len(layered) >= 10
    wrong = {
        shown(path): names
        for path in layered
        if (names := forbidden(path.parent.name, tree_of(path)))
    }
    assert not wrong


def test_every_web_app_has_a_place_in_the_order() -> None:
    apps = {path.parent.name for path in WEB.glob("*/apps.py")}
    assert len(apps) >= 5
    assert apps <= set(RANK)


def test_nobody_imports_views_but_the_addresses() -> None:
    files = [path for path in python_files() if path.name != "urls.py"]
    assert len(files) >= 30
    wrong = [
        shown(path)
        for path in files
        for app, module in web_imports(tree_of(path))
        if module == "views" and not path.is_relative_to(WEB / app)
    ]
    assert not wrong


def test_an_import_upwards_would_be_found() -> None:
    upwards = ast.parse("from vungxanh.web.response.actions import confirm_case")
    assert forbidden("registry", upwards) == {"response"}
    assert not forbidden("intake", upwards)


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert len(folders) >= 10
    assert not [shown(folder) for folder in folders if not (folder / "__init__.py").is_file()]
