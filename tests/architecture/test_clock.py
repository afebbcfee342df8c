"""The clock is read in one place; everything else is told what time it is."""

import ast
import re

from tests.architecture.source import PACKAGE, WEB, calls, dotted, python_files, shown, tree_of

CLOCK = WEB / "config" / "clock.py"
READINGS = re.compile(
    r"(^|\.)(datetime\.now|datetime\.utcnow|datetime\.today|date\.today|timezone\.now"
    r"|time\.time|time\.time_ns|time\.gmtime)$"
)
READS_WITHOUT_ARGUMENT = {"localtime", "localdate", "Now"}
OWN_STAMPS = {"auto_now", "auto_now_add"}


def readings(tree: ast.AST) -> list[str]:
    """Find where a file asks for the time, or lets Django stamp rows with it."""
    found = [
        f"{dotted(node)} in line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and READINGS.search(dotted(node))
    ]
    found += [
        f"{word.arg} in line {call.lineno}"
        for call in calls(tree)
        for word in call.keywords
        if word.arg in OWN_STAMPS
    ]
    found += [
        f"{dotted(call.func)}() in line {call.lineno}"
        for call in calls(tree)
        if dotted(call.func).rpartition(".")[2] in READS_WITHOUT_ARGUMENT
        and not (call.args or call.keywords)
    ]
    return found


def test_nobody_else_reads_the_clock() -> None:
    files = [path for path in python_files() if path != CLOCK]
    assert len(files) >= 30
    wrong = {shown(path): found for path in files if (found := readings(tree_of(path)))}
    assert not wrong


def test_the_clock_itself_reads_it() -> None:
    assert readings(tree_of(CLOCK))


def test_no_template_reads_it() -> None:
    templates = sorted(PACKAGE.rglob("*.html"))
    assert len(templates) >= 5
    tag = re.compile(r"{%\s*now\b")
    assert not [shown(path) for path in templates if tag.search(path.read_text(encoding="utf-8"))]


def test_every_reading_would_be_found() -> None:
    for line in (
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "time.time()",
        "timezone.localtime()",
        "Now()",
        "models.DateTimeField(default=timezone.now)",
        "models.DateTimeField(auto_now_add=True)",
    ):
        assert readings(ast.parse(line)), line
    assert not readings(ast.parse("clock.now(); time.monotonic(); timezone.localtime(now)"))
