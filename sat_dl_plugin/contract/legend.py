"""Class ids, names and colours that all of Sat DL shares.

Ids 1 to 10 are those of the Dstl Satellite Imagery Feature Detection contest (2017).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

BACKGROUND_ID = 0
"""Id of every pixel that belongs to no class of the model."""

NODATA_ID = 255
"""Value of pixels without data in class rasters and in uint8 probability rasters."""


@dataclass(frozen=True)
class LegendClass:
    """One class of a legend."""

    id: int
    """Pixel value in class rasters, 0 to 254."""
    name: str
    """Readable English name, lower case."""
    color: str
    """Colour as ``#rrggbb``."""


DSTL_LEGEND: tuple[LegendClass, ...] = (
    LegendClass(1, "building", "#d1495b"),
    LegendClass(2, "structure (misc.)", "#8d6a9f"),
    LegendClass(3, "road", "#5b616a"),
    LegendClass(4, "track", "#b08968"),
    LegendClass(5, "tree", "#2e7d4f"),
    LegendClass(6, "crop", "#c9b458"),
    LegendClass(7, "waterway", "#4f9fd0"),
    LegendClass(8, "standing water", "#1f5fa8"),
    LegendClass(9, "large vehicle", "#f28f3b"),
    LegendClass(10, "small vehicle", "#ffd166"),
)

_ANGULAR = ("building", "structure (misc.)", "large vehicle", "small vehicle")

# Distinct hues for legends that bring no colours of their own, in the order they are handed out.
FALLBACK_COLORS: tuple[str, ...] = (
    "#d1495b",
    "#1f5fa8",
    "#2e7d4f",
    "#c9b458",
    "#8d6a9f",
    "#f28f3b",
    "#4f9fd0",
    "#b08968",
    "#5b616a",
    "#ffd166",
    "#7bb274",
    "#c45ab3",
)


def legend_of(entries: Iterable[dict[str, Any]]) -> tuple[LegendClass, ...]:
    """Return the legend in a job's result.

    Args:
        entries: ``id``, ``name`` and ``color`` per class.
    """
    return tuple(
        LegendClass(int(entry["id"]), str(entry["name"]), str(entry["color"])) for entry in entries
    )


def has_corners(class_name: str) -> bool:
    """Return whether objects of a class have right angles; all others have smooth outlines."""
    return class_name.lower() in _ANGULAR


def fallback_color(index: int) -> str:
    """Return the colour of the ``index``-th class of a legend without colours (0-based)."""
    return FALLBACK_COLORS[index % len(FALLBACK_COLORS)]


def rgb(color: str) -> tuple[int, int, int]:
    """Return ``#rrggbb`` as three values 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
