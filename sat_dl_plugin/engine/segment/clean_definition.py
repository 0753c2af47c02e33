"""What cleaning means, written down plainly on a whole array.

Slow and simple on purpose: the streaming forms in `clean` are tested against it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.engine.segment.clean import Labels, Rules, check_rules, pixels_needed
from sat_dl_plugin.engine.segment.clean_morphology import disk_half_widths


def clean_array(labels: Labels, rules: Rules, pixel_area_m2: float) -> Labels:
    """Clean a whole class map; see `clean` for the four steps.

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


def _disk(radius: int) -> NDArray[np.bool_]:
    half_widths = disk_half_widths(radius)
    offsets = range(-radius, radius + 1)
    return np.array([[abs(col) <= half_widths[abs(row)] for col in offsets] for row in offsets])


def _opened(labels: Labels, class_id: int, radius: int) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = labels == class_id
    if not radius:
        return mask
    unknown = labels == NODATA_ID
    core = ndimage.binary_erosion(mask | unknown, _disk(radius), border_value=1) & ~unknown
    opened: NDArray[np.bool_] = ndimage.binary_dilation(core, _disk(radius))
    return opened


def _closed(labels: Labels, rules: Rules) -> Labels:
    closed: Labels = labels.copy()
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
