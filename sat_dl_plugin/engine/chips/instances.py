"""Objects of chips as polygons in pixels, for the formats COCO and YOLO."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

import numpy as np
import shapely
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.engine.vector.area_of_interest import polygon_parts

# What is left of an object at the border of a chip must be something to recognise.
_LEAST_PIXELS = 1.0

# Hundredths of a pixel are finer than any outline was drawn.
_DECIMALS = 2
_DECIMALS_OF_SHARES = 6

Polygons = NDArray[np.object_]


@dataclass(frozen=True)
class Instance:
    """One object inside a chip."""

    class_id: int
    polygons: Polygons
    """Polygons without holes in pixels of the chip, which do not overlap."""

    @property
    def area(self) -> float:
        """Area in pixels."""
        return float(shapely.area(self.polygons).sum())

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in pixels."""
        left, top, right, bottom = (float(v) for v in shapely.total_bounds(self.polygons))
        return left, top, right - left, bottom - top


def cut_instances(
    objects: Iterable[tuple[int, Polygons]], side: int, area: Optional[Polygons]
) -> list[Instance]:
    """Cut objects to a chip and to what was labelled in it.

    Args:
        objects: Class id and polygons of each, in pixels of the chip.
        side: Side of the chip in pixels.
        area: Polygons inside which everything was labelled, in pixels of the chip; None for all.
    """
    place = shapely.box(0, 0, side, side)
    if area is not None:
        place = shapely.intersection(place, shapely.union_all(area))
    instances = []
    for class_id, polygons in objects:
        whole, _ = polygon_parts(polygons)
        inside, _ = polygon_parts(np.array([shapely.intersection(shapely.union_all(whole), place)]))
        pieces = [piece for polygon in inside for piece in _without_holes(polygon)]
        instance = Instance(class_id, np.array(pieces, dtype=object))
        if pieces and instance.area >= _LEAST_PIXELS:
            instances.append(instance)
    return instances


def yolo_lines(instances: Iterable[Instance], side: int, index_of: dict[int, int]) -> str:
    """Return the text of a YOLO segmentation file: class and outline (0 to 1), a line a polygon.

    Args:
        instances: Objects of the chip.
        side: Side of the chip in pixels.
        index_of: Class id -> index of the class in YOLO's list.
    """
    lines = []
    for instance in instances:
        for polygon in instance.polygons:
            outline = _outline(polygon) / side
            numbers = " ".join(f"{value:.{_DECIMALS_OF_SHARES}f}" for value in outline.ravel())
            lines.append(f"{index_of[instance.class_id]} {numbers}\n")
    return "".join(lines)


@dataclass
class CocoFile:
    """Collects the chips of one split for COCO's ``instances_*.json``."""

    side: int
    """Of the chips, pixels."""
    images: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)

    def add(self, file_name: str, instances: Iterable[Instance]) -> None:
        """Add a chip."""
        image_id = len(self.images) + 1
        self.images.append(
            {"id": image_id, "file_name": file_name, "width": self.side, "height": self.side}
        )
        for instance in instances:
            self.annotations.append(
                {
                    "id": len(self.annotations) + 1,
                    "image_id": image_id,
                    "category_id": instance.class_id,
                    "segmentation": [
                        np.round(_outline(polygon).ravel(), _DECIMALS).tolist()
                        for polygon in instance.polygons
                    ],
                    "bbox": [round(value, _DECIMALS) for value in instance.box],
                    "area": round(instance.area, _DECIMALS),
                    "iscrowd": 0,
                }
            )

    def write(self, path: Path, legend: Sequence[ClassCard]) -> None:
        """Write the file."""
        content = {
            "images": self.images,
            "annotations": self.annotations,
            "categories": [
                {"id": entry.id, "name": entry.name, "supercategory": ""} for entry in legend
            ],
        }
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _outline(polygon: shapely.Polygon) -> NDArray[np.float64]:
    """Return the corners, the first one not repeated."""
    corners: NDArray[np.float64] = shapely.get_coordinates(shapely.get_exterior_ring(polygon))[:-1]
    return corners


def _without_holes(polygon: shapely.Polygon) -> list[shapely.Polygon]:
    """Return polygons without holes that cover the same; neither format knows holes."""
    if not polygon.interiors:
        return [polygon]
    hole_left, _, hole_right, _ = polygon.interiors[0].bounds
    middle = (hole_left + hole_right) / 2
    left, top, right, bottom = polygon.bounds
    halves = (shapely.box(left, top, middle, bottom), shapely.box(middle, top, right, bottom))
    parts, _ = polygon_parts(np.array([polygon.intersection(half) for half in halves]))
    return [piece for part in parts for piece in _without_holes(part)]
