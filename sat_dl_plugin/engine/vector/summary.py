"""How many objects of each class there are, and how much ground they cover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.engine.segment.components import ComponentStream, connect


class ClassCounter:
    """Counts pixels and 4-connected objects of each class in row bands, top to bottom."""

    def __init__(self) -> None:
        self._stream = ComponentStream()
        self._values: list[NDArray[np.uint8]] = []
        self._links: list[NDArray[np.int64]] = []
        self._pixels = np.zeros(NODATA_ID + 1, dtype=np.int64)

    def push(self, labels: NDArray[np.uint8]) -> None:
        """Count the next rows, shape (rows, cols)."""
        band = self._stream.push(labels)
        value = np.zeros(band.count, dtype=np.uint8)
        value[band.component] = band.runs.value
        self._values.append(value)
        self._links.append(band.links)
        own = band.own_runs
        self._pixels += np.bincount(
            band.runs.value[own], weights=band.runs.length[own], minlength=NODATA_ID + 1
        ).astype(np.int64)

    @property
    def pixels(self) -> NDArray[np.int64]:
        """Pixels of each label, 256 numbers."""
        return self._pixels

    def objects(self) -> NDArray[np.int64]:
        """Return the number of objects of each label, 256 numbers."""
        if not self._values:
            return np.zeros(NODATA_ID + 1, dtype=np.int64)
        values, links = np.concatenate(self._values), np.concatenate(self._links)
        count, component = connect(len(values), links[:, 0], links[:, 1])
        value_of = np.zeros(count, dtype=np.uint8)
        value_of[component] = values
        return np.bincount(value_of, minlength=NODATA_ID + 1)


def summarize(
    legend: Sequence[ClassCard],
    objects: NDArray[np.int64],
    area_m2: NDArray[np.float64],
    valid_area_m2: float,
) -> list[dict[str, Any]]:
    """Return the summary table of a result, one row per class of the legend.

    Args:
        legend: Classes in the order of the table.
        objects: Number of objects of each label, 256 numbers.
        area_m2: Area of each label, 256 numbers.
        valid_area_m2: Area of all that is not nodata.
    """
    return [
        {
            "class_id": entry.id,
            "class_name": entry.name,
            "objects": int(objects[entry.id]),
            "area_m2": float(area_m2[entry.id]),
            "share": float(area_m2[entry.id] / valid_area_m2) if valid_area_m2 else 0.0,
        }
        for entry in legend
    ]


def legend_rows(legend: Sequence[ClassCard]) -> list[dict[str, Any]]:
    """Return a legend as JSON-ready rows of ``id``, ``name`` and ``color``."""
    return [{"id": entry.id, "name": entry.name, "color": entry.color} for entry in legend]
