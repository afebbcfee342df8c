"""The palette is readable: WCAG 2.2 AA contrast of every pair that carries text, light and dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEET = (Path(settings.WEB) / "static/css/variables.css").read_text(encoding="utf-8")
LIGHT, DARK = SHEET.split("@media (prefers-color-scheme: dark)")

TEXT = [
    *[
        (ink, paper)
        for ink in ("ink", "ink-soft", "green", "green-strong")
        for paper in ("paper", "surface", "sunken")
    ],
    *[(f"f{n}", f"f{n}-tint") for n in range(4)],
    *[(f"f{n}", "surface") for n in range(4)],
    *[(tone, f"{tone}-tint") for tone in ("good", "warn", "bad", "note")],
    *[(tone, "surface") for tone in ("good", "warn", "bad", "note")],
    *[("ink", f"{tone}-tint") for tone in ("good", "warn", "bad", "note", "green")],
    ("surface", "f0"),
    ("on-green", "green"),
    ("on-green", "green-strong"),
    ("on-bar", "bar"),
    ("on-bar-soft", "bar"),
    ("on-bar", "bar-line"),
    ("on-exercise", "exercise"),
]
"""Letters and what they stand on: 4.5 to 1."""

SHAPES = [(edge, paper) for edge in ("line-strong", "focus") for paper in ("surface", "paper")]
"""Edges of fields and the focus ring: 3 to 1."""


def palette(scheme: str) -> dict[str, str]:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", LIGHT))
    return colours | dict(
        re.findall(r"--([\w-]+): (#[0-9a-f]{6});", DARK if scheme == "dark" else "")
    )


def luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_letters_can_be_read(scheme: str, ink: str, paper: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "paper"), SHAPES)
def test_edges_can_be_seen(scheme: str, edge: str, paper: str) -> None:
    colours = palette(scheme)
    assert contrast(colours[edge], colours[paper]) >= 3
