"""Find the Chromium that the browser tests drive, or install Debian's where that may be done."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
MISSING = (
    "The browser tests need Chromium or Chrome: install one (Debian: apt install chromium), name "
    "it by CHROMIUM=/path/to/it, or leave these tests out with BROWSER=0."
)


class NoBrowserError(Exception):
    """There is no Chromium here; the text says what to do."""


def find() -> str | None:
    """Give the path of a Chromium on this machine; CHROMIUM names one explicitly."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((str(path) for path in ELSEWHERE if path.exists()), None)


def find_or_install() -> str:
    """Give the path of a Chromium, installing Debian's when root is at work.

    Raises:
        NoBrowserError: there is none and none can be installed.
    """
    if not find() and shutil.which("apt-get") and os.geteuid() == 0:
        print("installing Chromium with apt-get", flush=True)
        for order in (["update", "-qq"], ["install", "-qq", "-y", "chromium"]):
            subprocess.run(
                ["apt-get", *order],
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=False,  # find() below tells whether it worked
            )
    if path := find():
        return path
    raise NoBrowserError(MISSING)
