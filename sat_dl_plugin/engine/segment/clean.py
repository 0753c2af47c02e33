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

Touching objects come apart after that, see `separation`, which needs probabilities.

`BandCleaner` and `clean_stream` work on row bands, with memory for a band and the objects that
reach its last row; `clean_definition.clean_array` is the definition on a whole array.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, replace
from pathlib import Path
from typing import Optional, Union

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import CleaningRule
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.engine.closable import Closable
from sat_dl_plugin.engine.raster.scratch import no_room
from sat_dl_plugin.engine.segment.clean_morphology import LabelMorphology
from sat_dl_plugin.engine.segment.clean_objects import ObjectLedger
from sat_dl_plugin.engine.segment.components import ComponentStream

Labels = NDArray[np.uint8]
Rules = Mapping[int, CleaningRule]

# Bands are worked off in steps of so many pixels: what a step needs in between, some 20 bytes
# a pixel, then does not grow with the width of the raster.
_STEP_PIXELS = 2_000_000
_MIN_STEP_ROWS = 64


def rules_apply(rules: Rules) -> bool:
    """Return whether any rule can change a label, without the probabilities that parting needs."""
    return any(replace(rule, separation=0.0) != CleaningRule() for rule in rules.values())


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
        values = astuple(rule)
        if not all(math.isfinite(value) and value >= 0 for value in values):
            raise UsageError(f"Class {class_id} has a negative or infinite cleaning rule: {rule}")
    if not pixel_area_m2 > 0:
        raise UsageError(f"Pixels of {pixel_area_m2} m2 have no area")


class BandCleaner(Closable):
    """Cleans a class map that arrives in row bands; see `clean` for what cleaning means.

    Push all bands from top to bottom, then take the result from `bands`. One thread at a
    time; it may be another one than the caller's.

    Args:
        width: Columns of the map.
        rules: Class id -> rule, the most important class first.
        pixel_area_m2: Ground area of a pixel.
        spill_folder: Folder for a temporary file with the runs of the map (about half a byte
            a pixel); it vanishes by itself, also when the process is killed.
    """

    def __init__(
        self, width: int, rules: Rules, pixel_area_m2: float, spill_folder: Union[str, Path]
    ) -> None:
        check_rules(rules, pixel_area_m2)
        self._width = width
        self._morphology = LabelMorphology(rules)
        self._components = ComponentStream()
        self._ledger = ObjectLedger(
            {k: pixels_needed(rule.min_object_m2, pixel_area_m2) for k, rule in rules.items()},
            {k: pixels_needed(rule.max_hole_m2, pixel_area_m2) for k, rule in rules.items()},
        )
        self._file = tempfile.TemporaryFile(  # noqa: SIM115 - closed by close()
            dir=spill_folder, prefix="satdl-clean-"
        )
        self._spilled: list[int] = []
        self._waiting: Optional[Labels] = None
        self._ready_rows = 0

    def close(self) -> None:
        """Delete the temporary file."""
        self._file.close()

    def push(self, labels: Labels) -> None:
        """Take in the next rows, shape (rows, cols); the array is not kept."""
        if labels.ndim != 2 or labels.shape[1] != self._width:
            raise UsageError(f"A band of shape {labels.shape} in a map {self._width} px wide")
        rows = max(_MIN_STEP_ROWS, _STEP_PIXELS // self._width)
        for row in range(0, len(labels), rows):
            self._push_rows(labels[row : row + rows])

    def _push_rows(self, labels: Labels) -> None:
        halo = self._morphology.halo
        if not halo:
            self._take(labels)
            return
        # The rows above the first one that is not yet done, as far as it can see.
        known = labels if self._waiting is None else np.concatenate([self._waiting, labels])
        done = len(known) - halo
        if done > self._ready_rows:
            self._take(self._morphology.apply(known)[self._ready_rows : done])
            cut = max(0, done - halo)
            self._ready_rows = done - cut
            known = known[cut:]
        self._waiting = known.copy()

    def bands(self) -> Iterator[tuple[int, Labels]]:
        """Yield (first row, cleaned labels) of consecutive row bands, top to bottom."""
        if self._waiting is not None:
            self._take(self._morphology.apply(self._waiting)[self._ready_rows :])
            self._waiting = None
        final = self._ledger.finish()
        self._file.seek(0)
        row_off = 0
        for rows in self._spilled:
            length, component = np.load(self._file), np.load(self._file)
            yield row_off, np.repeat(final[component], length).reshape(rows, self._width)
            row_off += rows

    def _take(self, labels: Labels) -> None:
        """Account for and spill rows whose opening and closing is done."""
        if not labels.size:
            return
        band = self._components.push(labels)
        self._ledger.push(band)
        own = band.own_runs
        self._spill(band.runs.length[own], band.component[own] + np.int64(band.base))
        self._spilled.append(len(labels))

    def _spill(self, length: NDArray[np.int64], component: NDArray[np.int64]) -> None:
        try:
            np.save(self._file, length.astype(np.int32))
            np.save(self._file, component.astype(np.uint32))
        except OSError as error:
            raise no_room(error) from error


def clean_stream(
    bands: Iterable[Labels],
    width: int,
    rules: Rules,
    pixel_area_m2: float,
    spill_folder: Union[str, Path],
) -> Iterator[tuple[int, Labels]]:
    """Clean a class map that comes in row bands.

    Args:
        bands: Arrays of shape (rows, cols) top to bottom; their rows may differ.
        width: Columns of the map.
        rules: Class id -> rule, the most important class first.
        pixel_area_m2: Ground area of a pixel.
        spill_folder: Folder for the temporary file that holds the map in between.

    Yields:
        (first row, labels) of consecutive row bands, once all input has been seen.
    """
    with BandCleaner(width, rules, pixel_area_m2, spill_folder) as cleaner:
        for band in bands:
            cleaner.push(band)
        yield from cleaner.bands()
