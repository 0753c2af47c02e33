"""The labelled rasters of users: opened, checked against each other, and drawn pixel by pixel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import TrainingData, TrainSegmentationJob
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.chips.labels import (
    LabelLayer,
    LabelledArea,
    PlacedLabels,
    Polygons,
    is_inside,
    open_labels,
    say_if_resampled,
)
from sat_dl_plugin.engine.raster.bands import known_bands, match_bands
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.train.label_meanings import (
    IGNORED_ID,
    LabelClass,
    shown_name,
    stated_sole_class,
)
from sat_dl_plugin.engine.train.training_files import DataFiles, LabelledFile, files_of
from sat_dl_plugin.engine.train.training_grid import common_dtype, stored_dtype
from sat_dl_plugin.engine.vector.class_polygons import read_class_polygons

Indexes = NDArray[np.uint8]

# Combinations of overlapping labels are numbers of this many bits while they are drawn.
_MOST_OVERLAPPING = 63


class LabelSets:
    """The sets of labels that pixels of a data set are covered by, numbered as they occur."""

    def __init__(self) -> None:
        self.sets: list[frozenset[int]] = [frozenset([IGNORED_ID]), frozenset()]

    def index(self, values: frozenset[int]) -> int:
        """Return the number of a set.

        Raises:
            InputError: If there are more than fit 8 bits.
        """
        # What a pixel without a known class is covered by does not matter.
        wanted = frozenset([IGNORED_ID]) if IGNORED_ID in values else values
        if wanted in self.sets:
            return self.sets.index(wanted)
        if len(self.sets) > NODATA_ID:
            raise InputError(
                f"The labels overlap in more than {NODATA_ID} ways",
                "Each combination of classes is kept as one 8-bit value",
                "Train with fewer classes that overlap",
            )
        self.sets.append(wanted)
        return len(self.sets) - 1


class LabelNames:
    """The labels of a data set by value and name, the same in all of its files."""

    def __init__(self, names: dict[int, str]) -> None:
        self._names = dict(names)

    def translation(self, layer: LabelLayer) -> NDArray[np.uint8]:
        """Return the data set's value for each of the 256 values of a file."""
        table = np.arange(NODATA_ID + 1, dtype=np.uint8)
        for value, name in layer.stated_names.items():
            table[value] = self._value_of(value, name)
        return table

    def label(self, value: int) -> LabelClass:
        """Return what is known about a value."""
        return LabelClass(value, self._names.get(value, ""))

    def _value_of(self, value: int, name: str) -> int:
        for known, other in self._names.items():
            if other.casefold() == name.casefold():
                return known
        free = (entry for entry in range(1, NODATA_ID) if entry not in self._names)
        chosen = next(free) if value in self._names else value
        self._names[chosen] = name
        return chosen


@dataclass(frozen=True, eq=False)
class LabelledRaster:
    """One raster of a data set with what is known about it."""

    name: str
    file: LabelledFile
    grid: Grid
    bands: tuple[int, ...]
    """1-based band of each channel of the network."""
    dtype: np.dtype[Any]
    """In which values are kept."""
    area: LabelledArea
    facts: dict[str, Any]
    """What provenance records of it."""


@dataclass(eq=False)
class LabelledData:
    """One data set, ready to be drawn."""

    data: TrainingData
    rasters: list[LabelledRaster]
    sets: LabelSets
    names: LabelNames
    overlapping: bool
    _shared: Optional[LabelLayer]
    _read: Any
    _reporter: Reporter
    _tables: dict[str, NDArray[np.uint8]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the data set is called."""
        return shown_name(self.data)

    @contextmanager
    def labels_of(self, raster: LabelledRaster) -> Iterator[LabelLayer]:
        """Yield the labels of one raster."""
        with ExitStack() as stack:
            yield self._shared or open_labels(
                raster.file.labels,
                self.data.class_field,
                [raster.grid],
                stack,
                self._reporter,
                self._read,
            )

    @contextmanager
    def drawing(self, raster: LabelledRaster, grid: Grid) -> Iterator[LabelDrawing]:
        """Yield what draws the labels of a raster on a grid.

        Args:
            raster: One of the data set's.
            grid: The raster's, or another one over the same ground.
        """
        with self.labels_of(raster) as layer:
            table = self._tables.get(raster.file.labels)
            if table is None:
                table = self._tables[raster.file.labels] = self.names.translation(layer)
            placed = layer.on(grid)
            if raster.grid == grid:
                say_if_resampled(raster.file.labels, placed, self._reporter)
            yield LabelDrawing(self, placed, raster.area.on(grid), grid, table)


@dataclass(frozen=True, eq=False)
class LabelDrawing:
    """The labels of one raster on the pixels of one grid."""

    owner: LabelledData
    placed: PlacedLabels
    area: Optional[Polygons]
    """What was labelled completely, in the CRS of the grid; None for everything."""
    grid: Grid
    table: NDArray[np.uint8]

    def read(self, window: Window) -> Indexes:
        """Return the index in `LabelledData.sets` of each pixel; 0 outside of the area.

        Args:
            window: Pixels of the grid.
        """
        drawn = self._overlapping(window) if self.owner.overlapping else self._plain(window)
        inside = is_inside(self.area, self.grid, window)
        if inside is not None:
            drawn[~inside] = 0
        return drawn

    def _plain(self, window: Window) -> Indexes:
        values = self.table[self.placed.read(window)]
        index_of = np.zeros(NODATA_ID + 1, dtype=np.uint8)
        for value in np.unique(values).tolist():
            index_of[value] = self.owner.sets.index(_covering(value))
        indexes: Indexes = index_of[values]
        return indexes

    def _overlapping(self, window: Window) -> Indexes:
        masks = self.placed.read_each(window)
        values = sorted(value for value in masks if value != BACKGROUND_ID)
        if len(values) > _MOST_OVERLAPPING:
            raise InputError(
                f"{len(values)} classes of {self.owner.title} overlap",
                f"At most {_MOST_OVERLAPPING} can",
                "Train with fewer classes, or with classes that exclude each other",
            )
        bits = np.zeros((window.height, window.width), dtype=np.uint64)
        for place, value in enumerate(values):
            bits |= masks[value].astype(np.uint64) << np.uint64(place)
        found, where = np.unique(bits, return_inverse=True)
        index_of = np.array(
            [self.owner.sets.index(self._members(int(code), values)) for code in found],
            dtype=np.uint8,
        )
        return index_of[where.reshape(bits.shape)]

    def _members(self, code: int, values: Sequence[int]) -> frozenset[int]:
        return frozenset(
            int(self.table[value]) for place, value in enumerate(values) if code >> place & 1
        )


@dataclass(frozen=True)
class LabelledInputs:
    """All data sets of a training."""

    datasets: tuple[LabelledData, ...]
    bands: tuple[str, ...]
    """Common names in the order of the network's channels."""
    gsd_m: Optional[float]
    """Metres per pixel to train at; None for the rasters' own pixels, which have no size."""
    dtype: np.dtype[Any]
    """In which values of all rasters are kept."""


def open_inputs(job: TrainSegmentationJob, stack: ExitStack, reporter: Reporter) -> LabelledInputs:
    """Open all data sets of a job and check that they fit each other.

    Args:
        job: What to train on.
        stack: Closes what stays open.
        reporter: Hears what had to be assumed or repaired.

    Raises:
        UsageError: If rasters or labels are missing.
        InputError: If a file cannot be used, or rasters do not go together.
    """
    if not job.datasets:
        raise UsageError("No labelled raster is given", "", "Choose rasters and their labels")
    found = [files_of(data) for data in job.datasets]
    with RasterSource(found[0].files[0].raster) as first:
        names = tuple(job.bands) or _own_bands(first)
        gsd_m = _training_gsd(job, first.grid)
        usable = None if job.bands else len(_usable(first))
        has_bytes = first.dtypes[0] == "uint8"
    checks = _RasterChecks(found[0].files[0].raster, usable, has_bytes)
    datasets = tuple(
        _open_data(job, files, names, checks, stack, _Once(reporter)) for files in found
    )
    dtypes = {raster.dtype for entry in datasets for raster in entry.rasters}
    return LabelledInputs(datasets, names, gsd_m, common_dtype(dtypes))


class _Once:
    """A reporter that says every line once, however many files it is true of."""

    def __init__(self, parent: Reporter) -> None:
        self._parent = parent
        self._said: set[str] = set()

    def progress(self, fraction: float, phase: str) -> None:
        self._parent.progress(fraction, phase)

    def log(self, text: str, level: str = "info") -> None:
        if text not in self._said:
            self._said.add(text)
            self._parent.log(text, level)

    def check_cancelled(self) -> None:
        self._parent.check_cancelled()

    def detail(self, kind: str, values: Any) -> None:
        self._parent.detail(kind, values)

    def wants_to_finish(self) -> bool:
        return self._parent.wants_to_finish()


@dataclass(frozen=True)
class _RasterChecks:
    """What every raster must have in common with the first one."""

    first: str
    bands: Optional[int]
    """Bands it must have; None where they are chosen by name."""
    has_bytes: bool

    def check(self, source: RasterSource) -> None:
        if self.bands is not None and len(_usable(source)) != self.bands:
            raise InputError(
                f"{self.first} has {self.bands} bands and {source.path} {len(_usable(source))}",
                "One network needs the same bands everywhere",
                "State the bands to use by name, or leave one of the rasters out",
            )
        if (source.dtypes[0] == "uint8") != self.has_bytes:
            raise InputError(
                f"{self.first} and {source.path} have values of different kinds",
                f"Only one of them has 8-bit values; the other has {source.dtypes[0]}"
                if self.has_bytes
                else f"Only {source.path} has 8-bit values",
                "Convert one of them, so that equal values mean equal brightness",
            )


def _open_data(
    job: TrainSegmentationJob,
    files: DataFiles,
    band_names: Sequence[str],
    checks: _RasterChecks,
    stack: ExitStack,
    reporter: Reporter,
) -> LabelledData:
    data = files.data
    explicit = {**{name: index for name, index in job.bands.items() if index}, **data.bands}
    opened = []
    for file in files.files:
        reporter.check_cancelled()
        with RasterSource(file.raster) as source:
            checks.check(source)
            match = match_bands(source, band_names, explicit)
            if match.note:
                reporter.log(f"{match.note}.")
            dtype = stored_dtype(source, match.indexes)
            opened.append((file, source.grid, match.indexes, dtype, source.facts()))
    grids = [grid for _, grid, *_ in opened]
    area = LabelledArea(data.area or None, grids, reporter)
    sole = stated_sole_class(data, job.classes)
    read = partial(
        read_class_polygons,
        known=[ClassCard(entry.id, entry.name) for entry in job.classes],
        any_name=True,
        sole=sole[0] if sole else None,
    )
    shared = None
    if files.shares_labels:
        path = files.files[0].labels
        shared = open_labels(path, data.class_field, grids, stack, reporter, read)
    rasters = [
        LabelledRaster(Path(file.raster).stem, file, grid, indexes, dtype, area, facts)
        for file, grid, indexes, dtype, facts in opened
    ]
    names = LabelNames(dict(files.names))
    return LabelledData(data, rasters, LabelSets(), names, job.overlapping, shared, read, reporter)


def _covering(value: int) -> frozenset[int]:
    return frozenset() if value == BACKGROUND_ID else frozenset([value])


def _usable(source: RasterSource) -> list[int]:
    return [i for i in range(1, source.band_count + 1) if i not in source.alpha_bands]


def _own_bands(source: RasterSource) -> tuple[str, ...]:
    names = {index: name for name, index in known_bands(source).items()}
    return tuple(
        names.get(index, f"band{place}") for place, index in enumerate(_usable(source), start=1)
    )


def _training_gsd(job: TrainSegmentationJob, first: Grid) -> Optional[float]:
    if job.gsd_m < 0 or not np.isfinite(job.gsd_m):
        raise UsageError(
            f"A pixel size of {job.gsd_m:g} m is not possible",
            "",
            "Give metres per pixel, or 0 for the rasters' own pixels",
        )
    own = first.gsd_m()
    if job.gsd_m or own is None:
        return job.gsd_m or None
    # Three digits are more than anybody knows, and read well in the card.
    return float(f"{(own[0] * own[1]) ** 0.5:.3g}")
