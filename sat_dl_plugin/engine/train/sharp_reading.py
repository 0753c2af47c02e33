"""Rasters of any kind as sharp pictures of 8 bits."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.train.sharp_images import SharpImage

_PERCENTILES = (0.5, 99.5)


def read_sharp_image(path: Path, bands: tuple[int, int, int] = (1, 2, 3)) -> SharpImage:
    """Read a raster as a picture of 8 bits.

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
