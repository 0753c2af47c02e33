"""Rasters of any kind as sharp pictures of 8 bits."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.bands import match_bands
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.scaling import make_scaler
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.train.sharp_images import SharpImage

_PERCENTILES = (0.5, 99.5)

_COLOURS = ("red", "green", "blue")

# Rasters are read in pieces of this many pixels on a side.
_PIECE_PX = 1024

# Pieces that show less ground teach nothing.
_LEAST_VALID = 0.05


@dataclass(frozen=True)
class SharpPieces:
    """The pieces of one raster that are learnt from."""

    source: RasterSource
    bands: tuple[int, ...]
    """1-based bands of red, green and blue; a single band three times."""
    windows: tuple[Window, ...]
    notes: tuple[str, ...]
    """What was assumed, for the log."""

    def __iter__(self) -> Iterator[SharpImage]:
        """Read piece by piece; values are stretched as they are when a network predicts."""
        scaler, _ = make_scaler(Scaling(), self.source, self.bands)
        stem = Path(self.source.path).stem
        for window in self.windows:
            values, valid = self.source.read(window, self.bands)
            known = np.ones(values.shape[1:], np.bool_) if valid is None else valid
            shown = np.rint(scaler.apply(values.astype(np.float32), valid) * 255.0)
            pixels = np.where(known, shown, 0.0).clip(0.0, 255.0).astype(np.uint8)
            name = f"{stem}_{window.col_off}_{window.row_off}"
            if known.mean() >= _LEAST_VALID:
                yield SharpImage(name, pixels, known)


def plan_pieces(
    source: RasterSource, bands: Mapping[str, int], most_pixels: int, seed: int
) -> SharpPieces:
    """Choose the pieces of a raster that are learnt from: all of it, or a part drawn at random.

    Args:
        source: Raster of any data type.
        bands: Colour -> 1-based band, where the user said so.
        most_pixels: Pixels that may be kept in memory of this raster.
        seed: Of the draw.

    Raises:
        InputError: If bands that the user stated do not fit.
    """
    chosen, note = _bands(source, bands)
    grid = source.grid
    windows = [
        Window(col, row, min(_PIECE_PX, grid.width - col), min(_PIECE_PX, grid.height - row))
        for row in range(0, grid.height, _PIECE_PX)
        for col in range(0, grid.width, _PIECE_PX)
    ]
    notes = [note] if note else []
    kept = max(1, int(most_pixels / _PIECE_PX**2))
    if grid.width * grid.height > most_pixels and len(windows) > kept:
        drawn = np.random.default_rng(seed).choice(len(windows), kept, replace=False)
        notes.append(f"{kept} of {len(windows)} pieces of {_PIECE_PX} px are learnt from")
        windows = [windows[index] for index in sorted(drawn)]
    return SharpPieces(source, chosen, tuple(windows), tuple(notes))


def _bands(source: RasterSource, stated: Mapping[str, int]) -> tuple[tuple[int, ...], str]:
    usable = [i for i in range(1, source.band_count + 1) if i not in source.alpha_bands]
    if len(usable) == 1 and not stated:
        return (usable[0],) * len(_COLOURS), ""
    match = match_bands(source, _COLOURS, stated)
    return match.indexes, match.note


def read_sharp_image(path: Path, bands: tuple[int, int, int] = (1, 2, 3)) -> SharpImage:
    """Read a whole raster as a picture of 8 bits.

    Values beyond 8 bits are stretched from the 0.5th to the 99.5th percentile of all three
    bands together, so that colours stay in proportion.

    Args:
        path: Any raster that GDAL reads.
        bands: Red, green and blue, counted from 1; a single band is read three times.

    Raises:
        InputError: If it cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as dataset:
                indexes = bands if dataset.count >= max(bands) else (1, 1, 1)
                values = dataset.read(indexes)
                valid = np.all(dataset.read_masks(indexes) > 0, axis=0)
    except RasterioError as error:
        raise InputError(f"Picture {path} cannot be read", str(error)) from error
    return SharpImage(path.stem, _as_bytes(values, valid), valid)


def _as_bytes(values: NDArray[Any], valid: NDArray[np.bool_]) -> NDArray[np.uint8]:
    if values.dtype == np.uint8:
        return values
    known = values[:, valid].astype(np.float32)
    low, high = np.percentile(known, _PERCENTILES) if known.size else (0.0, 1.0)
    stretched = (values.astype(np.float32) - low) * (255.0 / max(float(high - low), 1e-6))
    shown: NDArray[np.uint8] = np.clip(np.rint(stretched), 0, 255).astype(np.uint8)
    return shown
