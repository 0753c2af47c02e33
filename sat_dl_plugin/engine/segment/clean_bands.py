"""Cleaning of a class map while it is being made, row band by row band."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Optional, Union

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.segment.clean import Labels, Rules, check_rules, pixels_needed
from sat_dl_plugin.engine.segment.clean_morphology import LabelMorphology
from sat_dl_plugin.engine.segment.clean_objects import ObjectLedger
from sat_dl_plugin.engine.segment.components import ComponentStream


class BandCleaner:
    """Cleans a class map that arrives in row bands; see `clean` for what cleaning means.

    Push all bands from top to bottom, then take the result from `bands`. One thread at a
    time; it may be another one than the caller's.

    Args:
        rules: Class id -> rule, the most important class first.
        pixel_area_m2: Ground area of a pixel.
        spill_folder: Folder for a temporary file with the runs of the map (about half a byte
            a pixel); it vanishes by itself, also when the process is killed.
    """

    def __init__(self, rules: Rules, pixel_area_m2: float, spill_folder: Union[str, Path]) -> None:
        check_rules(rules, pixel_area_m2)
        self._morphology = LabelMorphology(rules)
        self._components = ComponentStream()
        self._ledger = ObjectLedger(
            {k: pixels_needed(rule.min_object_m2, pixel_area_m2) for k, rule in rules.items()},
            {k: pixels_needed(rule.max_hole_m2, pixel_area_m2) for k, rule in rules.items()},
        )
        self._file = tempfile.TemporaryFile(dir=spill_folder, prefix="satdl-clean-")
        self._spilled: list[tuple[int, int]] = []
        self._waiting: Optional[Labels] = None
        self._ready_rows = 0

    def __enter__(self) -> BandCleaner:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the temporary file."""
        self._file.close()

    def push(self, labels: Labels) -> None:
        """Take in the next rows, shape (rows, cols); the array is not kept."""
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
        for rows, cols in self._spilled:
            length, component = np.load(self._file), np.load(self._file)
            labels = np.repeat(final[component], length).reshape(rows, cols)
            yield row_off, labels
            row_off += rows

    def _take(self, labels: Labels) -> None:
        """Account for and spill rows whose opening and closing is done."""
        if not labels.size:
            return
        band = self._components.push(labels)
        self._ledger.push(band)
        own = band.own_runs
        self._spill(band.runs.length[own], band.component[own] + np.int64(band.base))
        self._spilled.append(labels.shape)

    def _spill(self, length: NDArray[np.int64], component: NDArray[np.int64]) -> None:
        np.save(self._file, length.astype(np.int32))
        np.save(self._file, component.astype(np.uint32))
