"""Make .venv and install the project in it, with progress, and only when something changed.

    python3 build_support/install.py [EXTRA ...]      extras: test, check, bench, build

Whatever goes wrong is told in one sentence; the whole output of pip is kept in .venv/install.log.
This file must be readable for old Pythons too: they are told that they are too old.
"""

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

NEEDED = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / ".stamp-installed"
LOG = VENV / "install.log"
RECIPE = (
    "pyproject.toml",
    "constraints.txt",
    "package.json",
    "package-lock.json",
    "build_support/backend.py",
    "build_support/frontend.py",
)

NO_REGISTRY = re.compile(
    r"NewConnectionError|Max retries|Temporary failure in name resolution|ConnectTimeout"
    r"|Connection refused|Name or service not known|nodename nor servname|No route to host"
    r"|Network is unreachable|from versions: none|ProxyError|ReadTimeout|getaddrinfo failed"
)


def check_python():
    """Stop with one sentence on a Python that is too old."""
    if sys.version_info < NEEDED:
        sys.exit(
            "Vùng Xanh needs Python {}.{} or newer; {} here is {}.{}. "
            "Install one, or name it: make PYTHON=/path/to/python3.12 ...".format(
                *NEEDED, os.environ.get("PYTHON", "python3"), *sys.version_info[:2]
            )
        )


def recipe():
    """Give the fingerprint of everything that decides what gets installed."""
    digest = hashlib.sha256(repr((sys.version_info[:2], str(ROOT))).encode())
    for name in RECIPE:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def missing(extras):
    """List which extras, "" for the package itself, are not installed by today's recipe."""
    lines = STAMP.read_text().splitlines() if STAMP.is_file() and VENV_PYTHON.exists() else []
    if lines[:1] != [recipe()]:
        return ["", *extras]
    return [extra for extra in extras if extra not in lines[1:]]


def make_venv():
    """Make .venv unless a working one stands there."""
    works = VENV_PYTHON.exists() and not subprocess.call(
        [
            str(VENV_PYTHON),
            "-c",
            f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})",
        ],
        stderr=subprocess.DEVNULL,
    )
    if works:
        return
    say("making .venv with Python {}.{}".format(*sys.version_info[:2]))
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        sys.exit(
            "This Python cannot make a virtual environment: install its venv module "
            "(Debian and Ubuntu: apt install python3-venv), then run the same command again."
        )


def pip_install(extras):
    """Install the package in editable form with these extras, telling progress."""
    names = [extra for extra in extras if extra]
    target = ".[{}]".format(",".join(names)) if names else "."
    command = [str(VENV_PYTHON), "-m", "pip", "install", "--no-input", "--progress-bar=off"]
    command += ["--retries=3", "--disable-pip-version-check", "-c", "constraints.txt"]
    # Relative names: pip splits these two variables at blanks, which the checkout's path may hold.
    pins = {"PIP_CONSTRAINT": "constraints.txt", "PIP_BUILD_CONSTRAINT": "constraints.txt"}
    progress = Progress()
    with LOG.open("w", encoding="utf-8") as log:
        pip = subprocess.Popen(
            [*command, "-e", target],
            cwd=str(ROOT),
            env={**os.environ, **pins, "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        for line in pip.stdout:
            log.write(line)
            progress.take(line)
    progress.end()
    if pip.wait():
        sys.exit(sentence(LOG.read_text(encoding="utf-8")))


def sentence(output):
    """Say in one sentence why pip failed."""
    if "The npm registry could not be reached" in output:
        return re.search(r"The npm registry could not be reached.*", output).group()
    if NO_REGISTRY.search(output):
        return (
            "The Python package registry could not be reached: check the network or pip's index "
            f"setting, then run the same command again (details: {LOG})."
        )
    errors = [line for line in output.splitlines() if line.lstrip().startswith("ERROR:")]
    return "Installing failed: {} (details: {}).".format(
        errors[0].strip() if errors else "pip gave no reason", LOG
    )


class Progress:
    """What pip is at: one line that changes on a terminal, a line every five seconds elsewhere."""

    STEPS = (
        (re.compile(r"^Collecting ([\w.-]+)"), "collecting {}"),
        (re.compile(r"^\s+Downloading (?:\S+/)?([\w.]+)-.*?(\([\d.]+ [kM]B\))"), "fetching {} {}"),
        (re.compile(r"Installing build dependencies"), "preparing the build"),
        (re.compile(r"Preparing editable metadata|Building editable"), "making front-end files"),
        (re.compile(r"^Installing collected packages"), "unpacking, about half a minute"),
    )

    def __init__(self):
        self.terminal = sys.stdout.isatty()
        self.spoken = 0.0
        self.packages = 0

    def take(self, line):
        """Tell what a line of pip's output means, if it means anything."""
        for pattern, words in self.STEPS:
            found = pattern.search(line)
            if found:
                self.packages += words.startswith("collecting")
                self.show(words.format(*found.groups()))

    def show(self, words):
        """Show one step."""
        text = f"  {self.packages:3d} packages, {words}"
        if self.terminal:
            print("\r\033[K" + text, end="", flush=True)
        elif time.monotonic() - self.spoken > 5 or "unpacking" in words:
            self.spoken = time.monotonic()
            print(text, flush=True)

    def end(self):
        """Leave the changing line."""
        if self.terminal:
            print("\r\033[K", end="", flush=True)


def say(words):
    """Print one line of progress at once."""
    print(words, flush=True)


def main(extras):
    """Install what is missing; nothing to do takes some milliseconds."""
    check_python()
    wanted = missing(extras)
    if wanted:
        started = time.monotonic()
        already = [] if "" in wanted else STAMP.read_text().splitlines()[1:]
        make_venv()
        STAMP.unlink(missing_ok=True)
        say("installing Vùng Xanh" + "".join(", " + extra for extra in wanted if extra))
        pip_install(wanted)
        kept = sorted({*already, *wanted} - {""})
        STAMP.write_text("\n".join([recipe(), *kept]) + "\n")
        say(f"installed in {time.monotonic() - started:.0f} s")
    catalogues = (ROOT / "src/vungxanh/web").glob("locale*/*/LC_MESSAGES/*.po")
    if any(is_older(po.with_suffix(".mo"), po) for po in catalogues):
        subprocess.run([str(VENV_PYTHON), str(ROOT / "build_support/translations.py")], check=True)


def is_older(made, source):
    """Tell whether a made file is missing or older than its source."""
    return not made.exists() or made.stat().st_mtime_ns < source.stat().st_mtime_ns


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped; the same command goes on from here.")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
