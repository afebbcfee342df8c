"""Run a list of commands one after the other, all of them, and tell how each ended."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Part:
    """A command with a name, and what it needs in its environment."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a part ended, and after how many seconds."""

    part: Part
    status: int
    seconds: float


def run(part: Part) -> Outcome:
    """Run one part in the checkout, its output going where ours goes."""
    print(f"\n=== {part.name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        part.command,
        cwd=ROOT,
        env={**os.environ, **part.environment},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Outcome(part, done.returncode, time.monotonic() - started)


def run_all(parts: list[Part], report: Callable[[Outcome], str] = lambda _: "") -> bool:
    """Run every part, print a table of how they ended, and tell whether all succeeded."""
    outcomes = [run(part) for part in parts]
    print()
    for outcome in outcomes:
        verdict = "failed" if outcome.status else "ok"
        line = f"{outcome.part.name:<24}{outcome.seconds:7.1f} s  {verdict:<8}{report(outcome)}"
        print(line.rstrip(), flush=True)
    return not any(outcome.status for outcome in outcomes)
