"""How many objects of each class there are and how much ground they cover, zone by zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.engine.analyse.object_matching import ObjectTable
from sat_dl_plugin.engine.analyse.zones import DrawnLayer
from sat_dl_plugin.engine.segment.components import LabelledBand

LABELS = NODATA_ID + 1
"""Values of a class raster, nodata among them."""

SQUARE_METRES_PER_HECTARE = 10_000.0


@dataclass(frozen=True)
class ClassAreas:
    """Objects and areas of each label; the first axis of each array is a place."""

    objects: NDArray[np.int64]
    """Shape (places, 256)."""
    area_m2: NDArray[np.float64]
    """Shape (places, 256)."""
    valid_m2: NDArray[np.float64]
    """Shape (places,): what shares refer to."""


class AreaTally:
    """Counts a class raster in row bands, top to bottom.

    An object counts in every zone that it reaches into.

    Args:
        zone_count: Number of zones.
    """

    def __init__(self, zone_count: int) -> None:
        self._objects = ObjectTable()
        self._whole_m2 = np.zeros((1, LABELS), dtype=np.float64)
        self._zones_m2 = np.zeros((zone_count, LABELS), dtype=np.float64)
        self._reached: list[NDArray[np.int64]] = []

    def push(
        self,
        labels: NDArray[np.uint8],
        pixel_m2: NDArray[np.float64],
        layers: Iterable[DrawnLayer] = (),
    ) -> None:
        """Count the next rows.

        Args:
            labels: Shape (rows, cols), 255 is nodata.
            pixel_m2: Area of each pixel.
            layers: The zones there.
        """
        band = self._objects.push(labels)
        areas = pixel_m2.reshape(-1)
        self._whole_m2[0] += np.bincount(labels.reshape(-1), areas, LABELS)
        for layer in layers:
            size = (len(layer.zones) + 1) * LABELS
            key = layer.number * LABELS + labels
            sums = np.bincount(key.reshape(-1), areas, size).reshape(-1, LABELS)
            self._zones_m2[layer.zones] += sums[1:]
            self._reached.append(_reached(band, layer))

    def whole(self) -> ClassAreas:
        """Return the counts of everything, one place."""
        _, _, value = self._objects.resolved()
        objects = np.bincount(value, minlength=LABELS)[None]
        return ClassAreas(objects, self._whole_m2, _valid(self._whole_m2))

    def zones(self) -> ClassAreas:
        """Return the counts of each zone."""
        component, _, value = self._objects.resolved()
        pairs = np.concatenate([np.empty((0, 2), dtype=np.int64), *self._reached])
        # The parts of an object in different bands are one object here.
        pairs = np.unique(np.stack([pairs[:, 0], component[pairs[:, 1]]], axis=1), axis=0)
        objects = np.zeros(self._zones_m2.shape, dtype=np.int64)
        np.add.at(objects, (pairs[:, 0], value[pairs[:, 1]]), 1)
        return ClassAreas(objects, self._zones_m2, _valid(self._zones_m2))


def _valid(area_m2: NDArray[np.float64]) -> NDArray[np.float64]:
    valid: NDArray[np.float64] = area_m2[:, :NODATA_ID].sum(axis=1)
    return valid


def _reached(band: LabelledBand, layer: DrawnLayer) -> NDArray[np.int64]:
    """Return (n, 2): zone and provisional number of each object that reaches into it."""
    is_run = band.runs.is_start[band.overlap :]
    starts = is_run.copy()
    starts[:, 1:] |= layer.number[:, 1:] != layer.number[:, :-1]
    flat = np.flatnonzero(starts)
    run = np.cumsum(is_run.reshape(-1)[flat]) - 1 + band.own_runs.start
    number, value = layer.number.reshape(-1)[flat], band.runs.value[run]
    keep = (number > 0) & (value != BACKGROUND_ID) & (value != NODATA_ID)
    zone = layer.zones[number[keep] - 1].astype(np.int64)
    pairs = np.stack([zone, band.component[run[keep]] + np.int64(band.base)], axis=1)
    return np.unique(pairs, axis=0)
