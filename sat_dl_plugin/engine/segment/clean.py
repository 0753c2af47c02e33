"""Cleaning of class maps: opening, closing, small objects and small holes, per class.

The recipe is that of deepsense.ai for the Dstl contest (2017). What it means on a map of many
classes is fixed here, in four steps, each of which sees the whole result of the one before:

1. *Opening* of every class with a disk of its radius: pixels it takes away become background.
   Nodata and what lies outside the raster are not known, so they never erode a class.
2. *Closing* of every class with a disk of its radius: it claims background pixels only, never
   nodata nor another class. When several classes claim a pixel, the first of the rules wins.
3. *Small objects*: an object is a 4-connected region of one class. Those smaller than
   ``min_object_m2`` become background.
4. *Small holes*: a hole of a class is a 4-connected region of background all of whose
   neighbours are of that class; it touches neither nodata nor the raster's edge. Those smaller
   than ``max_hole_m2`` are given to the class. A hole with another class in it stays.

`clean_array` is this definition on a whole array. `clean_stream` and `BandCleaner` give the
same labels from row bands, with memory for a band and the objects that reach its last row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Union

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import CleaningRule
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.engine.segment.clean_morphology import disk_half_widths

Labels = NDArray[np.uint8]
Rules = Mapping[int, CleaningRule]


def rules_apply(rules: Rules) -> bool:
    """Return whether any rule can change a label."""
    return any(rule != CleaningRule() for rule in rules.values())


def pixels_needed(area_m2: float, pixel_area_m2: float) -> int:
    """Return the fewest pixels that are not smaller than an area."""
    # A tolerance keeps 100 m2 at 100 pixels of 1 m2 whose size came through a projection.
    return math.ceil(area_m2 / pixel_area_m2 * (1 - 1e-6))


def check_rules(rules: Rules, pixel_area_m2: float) -> None:
    """Raise `UsageError` when a rule is for background or nodata, or a value is negative."""
    for class_id, rule in rules.items():
        if not BACKGROUND_ID < class_id < NODATA_ID:
            raise UsageError(
                f"There is a cleaning rule for class {class_id}",
                f"Classes have the ids {BACKGROUND_ID + 1} to {NODATA_ID - 1}",
                "Remove the rule",
            )
        values = (rule.opening_px, rule.closing_px, rule.min_object_m2, rule.max_hole_m2)
        if not all(math.isfinite(value) and value >= 0 for value in values):
            raise UsageError(f"Class {class_id} has a negative or infinite cleaning rule: {rule}")
    if not pixel_area_m2 > 0:
        raise UsageError(f"Pixels of {pixel_area_m2} m2 have no area")


def clean_array(labels: Labels, rules: Rules, pixel_area_m2: float) -> Labels:
    """Clean a whole class map: the definition that the streaming forms are tested against.

    Args:
        labels: Shape (rows, cols); 0 is background and 255 nodata.
        rules: Class id -> rule, the most important class first.
        pixel_area_m2: Ground area of a pixel.

    Returns:
        New array of the same shape.
    """
    check_rules(rules, pixel_area_m2)
    cleaned = labels.copy()
    for class_id, rule in rules.items():
        cleaned[(labels == class_id) & ~_opened(labels, class_id, rule.opening_px)] = 0
    cleaned = _closed(cleaned, rules)
    for class_id, rule in rules.items():
        limit = pixels_needed(rule.min_object_m2, pixel_area_m2)
        objects, _ = ndimage.label(cleaned == class_id)
        sizes = np.bincount(objects.reshape(-1))
        cleaned[(objects > 0) & (sizes < limit)[objects]] = BACKGROUND_ID
    limits = {k: pixels_needed(rule.max_hole_m2, pixel_area_m2) for k, rule in rules.items()}
    return _filled(cleaned, limits)


def clean_stream(
    bands: Iterable[Labels],
    rules: Rules,
    pixel_area_m2: float,
    spill_folder: Union[str, Path],
) -> Iterator[tuple[int, Labels]]:
    """Clean a class map that comes in row bands.

    Args:
        bands: Arrays of shape (rows, cols) of one width, top to bottom, rows may differ.
        rules: Class id -> rule, the most important class first.
        pixel_area_m2: Ground area of a pixel.
        spill_folder: Folder for the temporary file that holds the map in between.

    Yields:
        (first row, labels) of consecutive row bands, once all input has been seen.
    """
    from sat_dl_plugin.engine.segment.clean_bands import BandCleaner

    with BandCleaner(rules, pixel_area_m2, spill_folder) as cleaner:
        for band in bands:
            cleaner.push(band)
        yield from cleaner.bands()


def _disk(radius: int) -> NDArray[np.bool_]:
    half_widths = disk_half_widths(radius)
    offsets = range(-radius, radius + 1)
    return np.array([[abs(col) <= half_widths[abs(row)] for col in offsets] for row in offsets])


def _opened(labels: Labels, class_id: int, radius: int) -> NDArray[np.bool_]:
    mask = labels == class_id
    if not radius:
        return mask
    unknown = labels == NODATA_ID
    core = ndimage.binary_erosion(mask | unknown, _disk(radius), border_value=1) & ~unknown
    return np.asarray(ndimage.binary_dilation(core, _disk(radius)))


def _closed(labels: Labels, rules: Rules) -> Labels:
    closed = labels.copy()
    for class_id, rule in rules.items():
        if rule.closing_px:
            padded = np.pad(labels == class_id, 2 * rule.closing_px)
            mask = ndimage.binary_closing(padded, _disk(rule.closing_px))
            inner = slice(2 * rule.closing_px, -2 * rule.closing_px)
            # Claims of earlier rules are in `closed` already and no longer background.
            closed[mask[inner, inner] & (closed == BACKGROUND_ID)] = class_id
    return closed


def _filled(labels: Labels, limits: Mapping[int, int]) -> Labels:
    # The frame of nodata makes the raster's edge the neighbour of whatever touches it.
    framed = np.pad(labels, 1, constant_values=NODATA_ID)
    regions, count = ndimage.label(framed == BACKGROUND_ID)
    sizes = np.bincount(regions.reshape(-1), minlength=count + 1)
    lowest = np.full(count + 1, 256)
    highest = np.full(count + 1, -1)
    inner = framed[1:-1, 1:-1]
    for rows, cols in ((0, 1), (2, 1), (1, 0), (1, 2)):
        shape = (rows, rows + inner.shape[0]), (cols, cols + inner.shape[1])
        beside = framed[slice(*shape[0]), slice(*shape[1])].astype(int)
        of = regions[1:-1, 1:-1]
        seen = (of > 0) & (beside != BACKGROUND_ID)
        np.minimum.at(lowest, of[seen], beside[seen])
        np.maximum.at(highest, of[seen], beside[seen])
    fill = np.zeros(count + 1, dtype=np.uint8)
    for region in range(1, count + 1):
        class_id = int(lowest[region])
        if class_id == highest[region] and sizes[region] < limits.get(class_id, 0):
            fill[region] = class_id
    return np.where(inner == BACKGROUND_ID, fill[regions[1:-1, 1:-1]], inner)
