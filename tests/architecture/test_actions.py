"""Actions alone write; each says who and when, is atomic, and leaves its trace in the audit log."""

import ast
from pathlib import Path

from tests.architecture.source import WEB, calls, dotted, python_files, shown, tree_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
ATOMIC = {"transaction.atomic", "atomic", "action"}
WRITES = {
    "save",
    "delete",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "raw",
}


def functions(tree: ast.Module) -> list[Function]:
    """List the functions on a module's top level."""
    return [node for node in tree.body if isinstance(node, Function)]


def called(function: Function) -> set[str]:
    """Name what a function calls, by the last part of each name."""
    return {dotted(call.func).rpartition(".")[2] for call in calls(function)}


def auditing(trees: list[ast.Module]) -> set[str]:
    """Name the functions that write an audit event, themselves or through one another."""
    reach = {f.name: called(f) for tree in trees for f in functions(tree)}
    known = {"record"}
    while more := {name for name, names in reach.items() if names & known} - known:
        known |= more
    return known


def decorators(function: Function) -> set[str]:
    """Name the decorators, whether they are called or not."""
    return {dotted(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list}


def faults(tree: ast.Module, audited: set[str]) -> list[str]:
    """Say what is wrong with the public functions of an actions.py."""
    found = []
    for function in functions(tree):
        if function.name.startswith("_"):
            continue
        keywords = {argument.arg for argument in function.args.kwonlyargs}
        if missing := {"actor", "now"} - keywords:
            found.append(f"{function.name} lacks keyword-only {', '.join(sorted(missing))}")
        if any(d is not None for a, d in _defaults(function) if a in {"actor", "now"}):
            found.append(f"{function.name} has a default for actor or now")
        if not decorators(function) & ATOMIC:
            found.append(f"{function.name} is not atomic")
        if function.name not in audited:
            found.append(f"{function.name} writes no audit event")
    return found


def _defaults(function: Function) -> list[tuple[str, ast.expr | None]]:
    names = [argument.arg for argument in function.args.kwonlyargs]
    return list(zip(names, function.args.kw_defaults, strict=True))


def writes(tree: ast.Module) -> list[str]:
    """Find the calls that write to the database.

    `x.update(a=1)` is a queryset's; `x.update(other)` is a dictionary's. What a model's own
    `save` hands on to `super()` is not a write of its own.
    """
    found = []
    for call in calls(tree):
        function = call.func
        if not isinstance(function, ast.Attribute):
            continue
        owner = function.value
        if isinstance(owner, ast.Call) and dotted(owner.func) == "super":
            continue
        queryset_update = function.attr == "update" and call.keywords and not call.args
        if function.attr in WRITES or queryset_update:
            found.append(f"{ast.unparse(call)[:80]} in line {call.lineno}")
    return found


def action_files() -> list[Path]:
    """List the actions of all apps but audit, which is what they stand on."""
    return [path for path in sorted(WEB.glob("*/actions.py")) if path.parent.name != "audit"]


def test_every_action_names_actor_and_time_is_atomic_and_audited() -> None:
    trees = {path: tree_of(path) for path in action_files()}
    assert sum(len(functions(tree)) for tree in trees.values()) >= 10
    audited = auditing(list(trees.values()))
    wrong = {shown(p): found for p, tree in trees.items() if (found := faults(tree, audited))}
    assert not wrong


def test_only_actions_write() -> None:
    others = [path for path in python_files(WEB) if path.name != "actions.py"]
    assert len(others) >= 20
    wrong = {shown(path): found for path in others if (found := writes(tree_of(path)))}
    assert not wrong


def test_an_action_that_breaks_every_rule_would_be_found() -> None:
    tree = ast.parse("def change(case, now=None):\n    case.save()\n")
    assert len(faults(tree, auditing([tree]))) == 3
    assert writes(tree) == ["case.save() in line 2"]


def test_an_action_that_audits_through_another_is_accepted() -> None:
    tree = ast.parse(
        "def _note(now): record('x', now=now)\n"
        "@transaction.atomic\n"
        "def change(case, *, actor, now): _note(now)\n"
    )
    assert not faults(tree, auditing([tree]))


def test_a_default_for_the_time_would_be_found() -> None:
    tree = ast.parse("@transaction.atomic\ndef change(*, actor, now=None): record()\n")
    assert faults(tree, auditing([tree])) == ["change has a default for actor or now"]


def test_dictionaries_may_be_updated_and_rows_may_not() -> None:
    assert not writes(ast.parse("context.update({'a': 1}); super().save()"))
    assert writes(ast.parse("Case.objects.filter(pk=1).update(status='x')"))
    assert writes(ast.parse("Case.objects.create(status='x')"))
