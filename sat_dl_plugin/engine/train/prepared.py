"""Labelled rasters as the training reads them: arrays in files, on the pixels of the network.

They may be larger than memory, and are written once: a job that continues after a stop finds them
as they were.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.train.blocks import MOST_VALIDATION_PIXELS, BlockSplit
from sat_dl_plugin.engine.train.label_meanings import DataMeanings
from sat_dl_plugin.engine.train.labelled import LabelledData, LabelledInputs
from sat_dl_plugin.engine.train.scenes import (
    IGNORED,
    MAX_MEANINGS,
    Meaning,
    Scene,
    SceneGroup,
    Vocabulary,
)
from sat_dl_plugin.engine.train.statistics import RunningMoments, scaling_of
from sat_dl_plugin.engine.train.survey import Site, parts_of
from sat_dl_plugin.engine.train.training_grid import TrainingGrid

RECORD = "prepared.json"
"""File that says what is prepared; written last."""

_PART_PX = 1024

# Patches are cut at sizes a little beyond the scales that are kept, which jitter then covers.
_SCALE_JITTER = 1.25


@dataclass(frozen=True)
class SiteLevel:
    """One site at one scale; its files are named by it."""

    site: int
    scale: float
    has_holes: bool
    """Whether some of its pixels have no data."""

    def path(self, folder: Path, kind: str) -> Path:
        """Return one of its files: ``image``, ``labels``, ``training`` or ``valid``."""
        return folder / f"{self.site:05d}-{self.scale:g}-{kind}.npy"


@dataclass(frozen=True)
class ValidationCrop:
    """A window of a site at scale 1 that validates."""

    site: int
    window: tuple[int, int, int, int]
    """Column, row, width and height, surroundings included."""
    inner: tuple[int, int, int, int]
    """The part that counts."""


@dataclass(frozen=True)
class PreparedData:
    """What was written, and what its labels mean."""

    folder: Path
    vocabulary: Vocabulary
    scaling: Scaling
    names: tuple[str, ...]
    """Name of each site."""
    dataset_of: tuple[int, ...]
    """Number of the data set of each site."""
    levels: tuple[SiteLevel, ...]
    crops: tuple[ValidationCrop, ...]
    notes: tuple[str, ...]

    def training(self, titles: Sequence[str], weights: Sequence[float]) -> list[SceneGroup]:
        """Return the scenes to train on.

        Args:
            titles: Names of the data sets.
            weights: Their shares of the patches.
        """
        scales = [level.scale for level in self.levels]
        limits = (min(scales) / _SCALE_JITTER, max(scales) * _SCALE_JITTER)
        groups = []
        for number, (title, weight) in enumerate(zip(titles, weights)):
            pyramids = [
                scenes
                for site, dataset in enumerate(self.dataset_of)
                if dataset == number and (scenes := self._pyramid(site))
            ]
            if pyramids:
                groups.append(SceneGroup(title, pyramids, weight, limits))
        return groups

    def validation(self, titles: Sequence[str]) -> dict[str, list[Scene]]:
        """Return the scenes that validate, by name of the data set."""
        found: dict[str, list[Scene]] = {}
        for crop in self.crops:
            level = next(e for e in self.levels if e.site == crop.site and e.scale == 1.0)
            window, inner = Window(*crop.window), Window(*crop.inner)
            place = window.slices_in(Window(0, 0, 0, 0))
            labels = np.zeros((window.height, window.width), dtype=np.uint8)
            labels[inner.slices_in(window)] = _load(level.path(self.folder, "validation"))[
                inner.slices_in(Window(0, 0, 0, 0))
            ]
            if labels.any():
                image = _load(level.path(self.folder, "image"))[:, place[0], place[1]]
                name = f"{self.names[crop.site]} at {inner.col_off}, {inner.row_off}"
                title = titles[self.dataset_of[crop.site]]
                found.setdefault(title, []).append(Scene(name, image, labels))
        return found

    def _pyramid(self, site: int) -> list[Scene]:
        scenes = [
            Scene(
                self.names[site],
                _load(level.path(self.folder, "image")),
                _load(level.path(self.folder, "training")),
                level.scale,
            )
            for level in sorted(self.levels, key=lambda level: level.scale)
            if level.site == site
        ]
        return scenes if all((scene.labels != IGNORED).any() for scene in scenes) else []

    def save(self) -> None:
        """Write the record, which makes the data complete."""
        record = {
            "channels": self.vocabulary.channels,
            "meanings": [
                [sorted(entry.present), sorted(entry.absent)] for entry in self.vocabulary.meanings
            ],
            "scaling": asdict(self.scaling),
            "names": self.names,
            "dataset_of": self.dataset_of,
            "levels": [asdict(level) for level in self.levels],
            "crops": [asdict(crop) for crop in self.crops],
            "notes": self.notes,
        }
        beside = self.folder / f"{RECORD}.part"
        beside.write_text(json.dumps(record), encoding="utf-8")
        beside.replace(self.folder / RECORD)


def load_prepared(folder: Path) -> Optional[PreparedData]:
    """Return what an earlier run prepared; None where it did not come to an end.

    Raises:
        InputError: If the record is damaged.
    """
    path = folder / RECORD
    if not path.exists():
        return None
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        meanings = [Meaning(frozenset(a), frozenset(b)) for a, b in record["meanings"]]
        scaling = dict(record["scaling"])
        for name in ("mean", "std", "stored_range"):
            scaling[name] = None if scaling[name] is None else tuple(scaling[name])
        return PreparedData(
            folder,
            Vocabulary(record["channels"], tuple(meanings)),
            Scaling(**scaling),
            tuple(record["names"]),
            tuple(record["dataset_of"]),
            tuple(SiteLevel(**entry) for entry in record["levels"]),
            tuple(
                ValidationCrop(e["site"], tuple(e["window"]), tuple(e["inner"]))
                for e in record["crops"]
            ),
            tuple(record["notes"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"The prepared data in {folder} cannot be read",
            f"{type(error).__name__}: {error}",
            "Remove the folder and train again",
        ) from error


def needed_bytes(sites: Sequence[Site], scales: Sequence[float], bands: int, item: int) -> int:
    """Return how large the prepared data will be.

    Args:
        sites: What is labelled.
        scales: Scales that are kept.
        bands: Channels of the network.
        item: Bytes of a value.
    """
    pixels = sum(site.window.pixels for site in sites)
    each = bands * item + 1
    return int(pixels * (sum(each / scale**2 for scale in scales) + 2))


def prepare(
    inputs: LabelledInputs,
    sites: Sequence[Site],
    meanings: Sequence[DataMeanings],
    split: BlockSplit,
    scales: Sequence[float],
    margin_px: int,
    folder: Path,
    reporter: Reporter,
) -> PreparedData:
    """Write images and labels of all sites.

    Args:
        inputs: The opened data sets.
        sites: What is labelled.
        meanings: What the labels of each data set say.
        split: What validates.
        scales: Sizes of a pixel relative to that of the network, 1 among them.
        margin_px: Surroundings that a crop for validation keeps.
        folder: Where files are written.
        reporter: Hears of progress and is asked for cancellation.

    Raises:
        InputError: If nothing is left to train on.
        OutputError: If the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writing = _Writing(inputs, meanings, split, folder)
    todo = [(number, scale) for number in range(len(sites)) for scale in sorted(scales)]
    levels = []
    try:
        for place, (number, scale) in enumerate(todo):
            own = PhaseReporter(reporter, place / len(todo), (place + 1) / len(todo))
            levels.append(writing.write(number, sites[number], scale, own))
        scaling, notes = scaling_of(writing.moments.total, inputs.dtype, inputs.bands)
        for level in levels:
            reporter.check_cancelled()
            _fill_holes(level, folder, scaling)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"The prepared images cannot be written to {folder}",
            error.strerror or str(error),
            "Free some space or choose another folder to work in",
        ) from error
    data = PreparedData(
        folder=folder,
        vocabulary=writing.vocabulary,
        scaling=scaling,
        names=tuple(site.raster.name for site in sites),
        dataset_of=tuple(inputs.datasets.index(site.data) for site in sites),
        levels=tuple(levels),
        crops=tuple(_most_crops(_crops(sites, split, margin_px))),
        notes=(*notes, *writing.moments.notes(inputs.bands)),
    )
    data.save()
    return data


class _Writing:
    """Writes the files, and learns the meanings and values that occur on the way."""

    def __init__(
        self,
        inputs: LabelledInputs,
        meanings: Sequence[DataMeanings],
        split: BlockSplit,
        folder: Path,
    ) -> None:
        self._inputs, self._meanings, self._split, self._folder = inputs, meanings, split, folder
        self._known: list[Meaning] = [Meaning()]
        self.moments = RunningMoments(len(inputs.bands))

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self._meanings[0].network.channels, tuple(self._known))

    def write(self, number: int, site: Site, scale: float, reporter: Reporter) -> SiteLevel:
        """Write one site at one scale."""
        grid = TrainingGrid.of(site.raster.grid, self._inputs.gsd_m, scale)
        window = site.training.scaled(site.window, grid).intersection(grid.grid.window)
        if window is None:
            raise InputError(
                f"{site.raster.file.raster} has no pixels at scale {scale:g}",
                "It is too small",
                "Leave it out, or train at one scale",
            )
        level = SiteLevel(number, scale, has_holes=False)
        shape = (window.height, window.width)
        image = _create(
            level.path(self._folder, "image"), (len(site.raster.bands), *shape), self._inputs.dtype
        )
        training = _create(level.path(self._folder, "training"), shape, np.dtype(np.uint8))
        kinds = ("validation", "valid") if scale == 1.0 else ("valid",)
        extra = {
            kind: _create(level.path(self._folder, kind), shape, np.dtype(np.uint8))
            for kind in kinds
        }
        holes = False
        with (
            RasterSource(site.raster.file.raster) as source,
            site.data.drawing(site.raster, grid.grid) as drawing,
        ):
            parts = list(parts_of(window, _PART_PX))
            for done, part in enumerate(parts):
                reporter.check_cancelled()
                reporter.progress(done / len(parts), "Preparing the images")
                values, valid = grid.read(source, site.raster.bands, part)
                labels = self._labels(site.data, drawing.read(part))
                place = part.slices_in(window)
                image[:, place[0], place[1]] = values
                if valid is not None:
                    labels[~valid] = IGNORED
                    holes = True
                extra["valid"][place] = True if valid is None else valid
                learnt = self._parts(number, grid, part, labels, withheld=True)
                training[place] = learnt
                if scale == 1.0:
                    self.moments.add(image[:, place[0], place[1]], learnt != IGNORED)
                    extra["validation"][place] = self._parts(
                        number, grid, part, labels, withheld=False
                    )
        if not holes:
            del extra["valid"]
            level.path(self._folder, "valid").unlink()
        return SiteLevel(number, scale, holes)

    def _parts(
        self,
        number: int,
        grid: TrainingGrid,
        part: Window,
        labels: NDArray[np.uint8],
        *,
        withheld: bool,
    ) -> NDArray[np.uint8]:
        """Return the labels to train on, or those that validate; others are ignored."""
        if not self._split.is_split:
            return labels
        mask = self._split.mask(number, grid.grid, part, withheld=withheld)
        kept: NDArray[np.uint8] = np.where(mask != withheld, labels, np.uint8(IGNORED))
        return kept

    def _labels(self, data: LabelledData, indexes: NDArray[np.uint8]) -> NDArray[np.uint8]:
        meanings = self._meanings[self._inputs.datasets.index(data)]
        table = np.zeros(256, dtype=np.uint8)
        for index in np.unique(indexes).tolist():
            table[index] = self._index(meanings.meaning(data.sets.sets[index]))
        labels: NDArray[np.uint8] = table[indexes]
        return labels

    def _index(self, meaning: Meaning) -> int:
        if meaning not in self._known:
            self._known.append(meaning)
        if len(self._known) > MAX_MEANINGS:
            raise InputError(
                f"The labels have more than {MAX_MEANINGS} different meanings",
                "Each combination of classes is kept as one 8-bit value",
                "Train with fewer classes that overlap, or with fewer data sets",
            )
        return self._known.index(meaning)


def _crops(sites: Sequence[Site], split: BlockSplit, margin_px: int) -> list[ValidationCrop]:
    crops = []
    for number, site in enumerate(sites):
        grid = site.grid
        if split.is_split:
            inner = split.crops(number, grid)
        else:
            inner = list(parts_of(grid.window, _PART_PX))
        for window in inner:
            around = Window(
                window.col_off - margin_px,
                window.row_off - margin_px,
                window.width + 2 * margin_px,
                window.height + 2 * margin_px,
            ).intersection(grid.window)
            if around is not None:
                crops.append(ValidationCrop(number, _numbers(around), _numbers(window)))
    return crops


def _most_crops(crops: Sequence[ValidationCrop]) -> list[ValidationCrop]:
    """Return as many crops as it makes sense to predict again and again, drawn at random."""
    kept: list[int] = []
    left = MOST_VALIDATION_PIXELS
    for number in np.random.default_rng(0).permutation(len(crops)).tolist():
        _, _, width, height = crops[number].inner
        if kept and width * height > left:
            break
        kept.append(number)
        left -= width * height
    return [crops[number] for number in sorted(kept)]


def _numbers(window: Window) -> tuple[int, int, int, int]:
    return window.col_off, window.row_off, window.width, window.height


def _create(path: Path, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return a new array in a file whose room on the disk is taken already."""
    array: NDArray[Any] = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=shape)
    if hasattr(os, "posix_fallocate"):
        # Writing to a mapped file on a full disk would end the process without a word.
        with path.open("r+b") as stream:
            os.posix_fallocate(stream.fileno(), 0, path.stat().st_size)
    return array


def _load(path: Path) -> NDArray[Any]:
    array: NDArray[Any] = np.load(path, mmap_mode="r")
    return array


def _fill_holes(level: SiteLevel, folder: Path, scaling: Scaling) -> None:
    """Put the mean of each band where there is no data: the least telling value."""
    if not level.has_holes:
        return
    image = np.lib.format.open_memmap(level.path(folder, "image"), mode="r+")
    valid = np.load(level.path(folder, "valid"), mmap_mode="r")
    mean = np.array(scaling.mean) / scaling.factor
    if image.dtype.kind in "iu":
        mean = np.rint(mean)
    for row in range(0, image.shape[1], _PART_PX):
        rows = slice(row, row + _PART_PX)
        for band, value in enumerate(mean):
            image[band, rows][valid[rows] == 0] = value
