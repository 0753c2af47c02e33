"""Labelled pixels of rasters, as many as are needed, drawn at random in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional, Protocol

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.chips.labels import PlacedLabels, Polygons, is_inside
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.scaling import InputScaler
from sat_dl_plugin.engine.raster.source import RasterSource

Floats = NDArray[np.float32]
Labels = NDArray[np.uint8]

_PART_PX = 1024


class LabelledPixels(Protocol):
    """Where samples can be drawn from."""

    @property
    def grid(self) -> Grid:
        """The grid of the pixels."""

    @property
    def band_count(self) -> int:
        """Number of bands."""

    def read(self, window: Window) -> tuple[Floats, Labels]:
        """Return scaled values (bands, rows, cols) and labels, 255 where there is no data."""


@dataclass(frozen=True)
class LabelledImage:
    """A raster with its labels."""

    source: RasterSource
    bands: tuple[int, ...]
    """1-based bands in the order of the model's input."""
    scaler: InputScaler
    labels: PlacedLabels
    is_complete: bool
    """Whether the labels say it of every pixel; otherwise no label means not known."""
    area: Optional[Polygons] = None
    """What was labelled completely, in the CRS of the raster; None for all of it."""

    @property
    def grid(self) -> Grid:
        """The grid of the raster."""
        return self.source.grid

    @property
    def band_count(self) -> int:
        """Number of bands of the model."""
        return len(self.bands)

    def read_labels(self, window: Window) -> Labels:
        """Return the classes of a window, 255 where nothing must be learnt."""
        labels: Labels = self.labels.read(window).copy()
        if not self.is_complete:
            known = np.zeros(labels.shape, dtype=bool)
            for pixels in self.labels.read_each(window).values():
                known |= pixels
            labels[~known] = NODATA_ID
        inside = is_inside(self.area, self.grid, window)
        if inside is not None:
            labels[~inside] = NODATA_ID
        return labels

    def read(self, window: Window) -> tuple[Floats, Labels]:
        """Return scaled values (bands, rows, cols) and labels, 255 where there is no data."""
        labels = self.read_labels(window)
        if (labels == NODATA_ID).all():
            return np.zeros((self.band_count, *labels.shape), np.float32), labels
        values, valid = self.source.read(window, self.bands)
        if valid is not None:
            labels[~valid] = NODATA_ID
        return self.scaler.apply(values, valid), labels


@dataclass(frozen=True)
class Samples:
    """Pixels to learn from; all arrays are parallel."""

    values: Floats
    """Shape (pixels, bands), scaled."""
    class_id: Labels
    image: NDArray[np.int64]
    """Which of the images each is from."""
    position: NDArray[np.int64]
    """Column and row of each in its image, shape (pixels, 2)."""
    counts: NDArray[np.int64]
    """Labelled pixels with data of every class id, 256 numbers; samples are a part of them."""

    @property
    def classes(self) -> list[int]:
        """The classes that occur, by id."""
        return [int(value) for value in np.flatnonzero(self.counts)]

    def weights(self, *, balanced: bool) -> NDArray[np.float64]:
        """Return the weight of each sample; their mean is 1.

        Args:
            balanced: Whether every class weighs the same, or as much as there is of it.
        """
        drawn = np.bincount(self.class_id, minlength=len(self.counts))
        present = drawn > 0
        weight = np.zeros(len(drawn))
        weight[present] = (1.0 if balanced else self.counts[present]) / drawn[present]
        each = weight[self.class_id]
        result: NDArray[np.float64] = each / each.mean()
        return result

    def part(self, chosen: NDArray[Any]) -> Samples:
        """Return some of the samples; the counts stay those of all."""
        return Samples(
            self.values[chosen],
            self.class_id[chosen],
            self.image[chosen],
            self.position[chosen],
            self.counts,
        )


def draw_samples(
    images: Sequence[LabelledPixels], most: int, seed: int, reporter: Reporter
) -> Samples:
    """Draw at most ``most`` labelled pixels of each class, each with the same chance.

    Every pixel gets a random number, and those with the smallest ones of each class are kept, so
    that one pass is enough and memory does not grow with the rasters.

    Args:
        images: Where to draw from.
        most: Samples of a class.
        seed: The same one draws the same pixels.
        reporter: Hears of progress and is asked for cancellation.
    """
    kept: dict[int, _Kept] = {}
    counts = np.zeros(NODATA_ID + 1, dtype=np.int64)
    plan = [(place, window) for place, image in enumerate(images) for window in _parts(image.grid)]
    for number, (place, window) in enumerate(plan):
        reporter.check_cancelled()
        reporter.progress(number / len(plan), "Reading")
        values, labels = images[place].read(window)
        found = np.bincount(labels.reshape(-1), minlength=NODATA_ID + 1)
        found[NODATA_ID] = 0
        counts += found
        chance = np.random.default_rng((seed, number))
        for class_id in np.flatnonzero(found).tolist():
            rows, cols = np.nonzero(labels == class_id)
            own = _Kept(
                chance.random(len(rows)),
                values[:, rows, cols].T,
                np.stack([np.full(len(rows), place), cols + window.col_off, rows + window.row_off]),
            )
            before = kept.get(class_id)
            kept[class_id] = (own if before is None else before.joined(own)).smallest(most)
    return _together(kept, counts, images[0].band_count)


@dataclass(frozen=True)
class _Kept:
    """The pixels of one class that are in, as of now."""

    keys: NDArray[np.float64]
    values: Floats
    places: NDArray[np.int64]
    """Image, column and row, shape (3, pixels)."""

    def joined(self, other: _Kept) -> _Kept:
        return _Kept(
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.values, other.values]),
            np.concatenate([self.places, other.places], axis=1),
        )

    def smallest(self, most: int) -> _Kept:
        if len(self.keys) <= most:
            return self
        chosen = np.sort(np.argpartition(self.keys, most)[:most])
        return _Kept(self.keys[chosen], self.values[chosen], self.places[:, chosen])


def _together(kept: dict[int, _Kept], counts: NDArray[np.int64], bands: int) -> Samples:
    if not kept:
        nothing = np.zeros((0,), np.int64)
        empty = np.zeros((0, bands), np.float32)
        return Samples(empty, nothing.astype(np.uint8), nothing, np.zeros((0, 2), np.int64), counts)
    ids = sorted(kept)
    places = np.concatenate([kept[value].places for value in ids], axis=1)
    return Samples(
        values=np.ascontiguousarray(np.concatenate([kept[value].values for value in ids])),
        class_id=np.concatenate(
            [np.full(len(kept[value].keys), value, dtype=np.uint8) for value in ids]
        ),
        image=places[0],
        position=places[1:].T,
        counts=counts,
    )


def _parts(grid: Grid) -> list[Window]:
    return [
        Window(col, row, min(_PART_PX, grid.width - col), min(_PART_PX, grid.height - row))
        for row in range(0, grid.height, _PART_PX)
        for col in range(0, grid.width, _PART_PX)
    ]
