"""Where predicted tiles go: cleaning, class raster, probability raster, pixel counts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.class_list import stated_per_class
from sat_dl_plugin.contract.jobs import CleaningRule, SegmentJob
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import BoolMask
from sat_dl_plugin.engine.raster.writer import (
    RasterWriter,
    class_raster,
    probability_raster,
    quantize,
)
from sat_dl_plugin.engine.segment.clean import BandCleaner
from sat_dl_plugin.engine.segment.separation import Parting, Separation
from sat_dl_plugin.engine.segment.tile_row import TileRow

Labels = NDArray[np.uint8]

# A row of tiles of a wide raster is large, and cleaning needs several times what it gets.
_CLEANED_AT_ONCE_PX = 2_000_000


@dataclass(frozen=True)
class _Cleaning:
    """What stands between the tiles and a cleaned class raster."""

    tiles: TileRow
    cleaner: BandCleaner
    separation: Optional[Separation]
    """Parts touching objects after that; None where no class wants it."""

    def pieces(self) -> Iterator[tuple[Window, Labels]]:
        """Yield the cleaned labels window by window, top to bottom."""
        for row_off, labels in self.cleaner.bands():
            if self.separation is None:
                yield Window(0, row_off, labels.shape[1], labels.shape[0]), labels
            else:
                yield from self.separation.push(row_off, labels)


class LabelSink:
    """Takes tiles in reading order and writes what the job asked for.

    Args:
        grid: Grid of the outputs.
        classes: Writer of the class raster, or None.
        probabilities: Writer of the probability raster, or None.
        float_probabilities: Store float32 instead of uint8.
        cleaning: Cleans the labels, or None; the class raster is then written by `finish`.
    """

    def __init__(
        self,
        grid: Grid,
        classes: Optional[RasterWriter],
        probabilities: Optional[RasterWriter],
        *,
        float_probabilities: bool,
        cleaning: Optional[_Cleaning],
    ) -> None:
        self._grid = grid
        self._classes = classes
        self._probabilities = probabilities
        self._float = float_probabilities
        self._cleaning = cleaning
        self._counts = np.zeros(NODATA_ID + 1, np.int64)

    def write(
        self,
        window: Window,
        labels: Optional[Labels],
        probabilities: Optional[NDArray[np.float32]],
        valid: Optional[BoolMask],
        steps: Optional[Labels] = None,
    ) -> None:
        """Take one tile.

        Args:
            window: Where, in pixels of the output.
            labels: Labels (rows, cols); None where there is no data at all.
            probabilities: Shape (classes, rows, cols); None where there is no data at all.
            valid: Valid mask (rows, cols), None when all are valid.
            steps: Shape (rows, cols), from `separation.logit_steps`; needed where `separates` says
                so and there are labels.
        """
        if labels is None:
            labels = np.full((window.height, window.width), NODATA_ID, np.uint8)
        if self._probabilities is not None and probabilities is not None:
            self._probabilities.write(window, self._stored(probabilities, valid))
        if self._cleaning is None:
            self._put(window, labels)
            return
        if self._cleaning.separation is not None and steps is not None:
            self._cleaning.separation.note(window, steps)
        rows = max(1, _CLEANED_AT_ONCE_PX // self._grid.width)
        for band in self._cleaning.tiles.push(window, labels, rows):
            self._cleaning.cleaner.push(band)

    def finish(self, reporter: Reporter) -> None:
        """Write the cleaned labels."""
        if self._cleaning is None:
            return
        done = 0
        for window, labels in self._cleaning.pieces():
            reporter.check_cancelled()
            self._put(window, labels)
            done += window.pixels
            reporter.progress(done / self._grid.window.pixels, "Cleaning")

    def record(self, provenance: Provenance) -> None:
        """Replace the provenance of all outputs by one that knows how the run went."""
        for writer in (self._classes, self._probabilities):
            if writer is not None:
                writer.record(provenance)

    def counts(self) -> NDArray[np.int64]:
        """Return how many pixels have each label, 256 numbers."""
        return self._counts

    def _put(self, window: Window, labels: Labels) -> None:
        self._counts += np.bincount(labels.ravel(), minlength=NODATA_ID + 1)
        if self._classes is not None:
            self._classes.write(window, labels)

    def _stored(
        self, probabilities: NDArray[np.float32], valid: Optional[BoolMask]
    ) -> NDArray[np.float32] | Labels:
        if not self._float:
            return quantize(probabilities, valid)
        if valid is None:
            return probabilities
        return np.where(valid, probabilities, np.float32(np.nan))


@contextmanager
def label_sink(
    job: SegmentJob, grid: Grid, legend: Sequence[ClassCard], provenance: Provenance
) -> Iterator[LabelSink]:
    """Open the outputs of a job; they appear when the block ends well."""
    with ExitStack() as stack:
        classes = probabilities = None
        if job.output:
            classes = stack.enter_context(class_raster(job.output, grid, legend, provenance))
        if job.probabilities:
            dtype = "float32" if job.float_probabilities else "uint8"
            probabilities = stack.enter_context(
                probability_raster(job.probabilities, grid, legend, provenance, dtype)
            )
        cleaning = None
        if job.clean:
            area_m2 = grid.pixel_area_m2(provenance.assumed_gsd_m or 1.0)
            rules = cleaning_rules(legend, job.rules)
            partings = {
                entry.id: Parting(rules[entry.id].separation, entry.threshold)
                for entry in legend
                if rules[entry.id].separation
            }
            cleaning = _open_cleaning(stack, grid, rules, area_m2, partings)
        yield LabelSink(
            grid,
            classes,
            probabilities,
            float_probabilities=job.float_probabilities,
            cleaning=cleaning,
        )


def _open_cleaning(
    stack: ExitStack,
    grid: Grid,
    rules: dict[int, CleaningRule],
    pixel_area_m2: float,
    partings: dict[int, Parting],
) -> _Cleaning:
    spill = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="satdl-clean-")))
    tiles = stack.enter_context(TileRow(grid.width, spill))
    cleaner = stack.enter_context(BandCleaner(grid.width, rules, pixel_area_m2, spill))
    if not partings:
        return _Cleaning(tiles, cleaner, None)
    separation = Separation(grid.width, grid.height, partings, spill)
    return _Cleaning(tiles, cleaner, stack.enter_context(separation))


def separates(job: SegmentJob, legend: Sequence[ClassCard]) -> bool:
    """Return whether a job parts touching objects of any class, for which it needs the logits."""
    if not job.clean:
        return False
    return any(rule.separation for rule in cleaning_rules(legend, job.rules).values())


def cleaning_rules(
    legend: Sequence[ClassCard], stated: dict[str, CleaningRule]
) -> dict[int, CleaningRule]:
    """Return the rule of every class: what the user stated, else what the card says.

    Raises:
        UsageError: If a rule is for an unknown class.
    """
    chosen = stated_per_class(legend, stated)
    return {
        entry.id: chosen.get(entry.id)
        or CleaningRule(
            opening_px=entry.opening_px,
            closing_px=entry.closing_px,
            min_object_m2=entry.min_object_m2,
            max_hole_m2=entry.max_hole_m2,
            separation=entry.separation,
        )
        for entry in legend
    }
