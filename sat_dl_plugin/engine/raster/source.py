"""Reading any raster GDAL opens: values of chosen bands and the mask of valid pixels."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterioWindow

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.closable import Closable
from sat_dl_plugin.engine.provenance import file_facts, provenance_from_tags
from sat_dl_plugin.engine.raster.grid import Grid, Window

BoolMask = NDArray[np.bool_]


@dataclass(frozen=True)
class BandLayout:
    """What a file says about its bands, one entry a band."""

    descriptions: tuple[str, ...]
    interpretations: tuple[ColorInterp, ...]
    nodata: tuple[Optional[float], ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    units: tuple[str, ...]
    tags: tuple[dict[str, str], ...]
    imagery: tuple[dict[str, str], ...]
    """Items of GDAL's domain IMAGERY, such as the central wavelength."""


class RasterSource(Closable):
    """A raster opened for windowed reading.

    A pixel is valid when every band that is read is valid there: nodata values, NaN,
    infinities, alpha and mask bands all count. One exception: where all bands of an 8-bit
    picture share one nodata value it is a fill colour, and a pixel is invalid only when all
    of its bands have it (a shadow may well be 0 in blue alone).

    Reading is serialised, so one object may be shared by threads.
    """

    def __init__(self, path: str) -> None:
        try:
            self._dataset = rasterio.open(path)
        except (RasterioError, OSError, ValueError) as error:
            raise InputError(
                f"Cannot open {path} as a raster",
                _first_line(error),
                "Check that the file exists, is complete and is in a format GDAL reads",
            ) from error
        self.path = path
        self._lock = threading.Lock()
        if self._dataset.count < 1:
            subdatasets = self._dataset.subdatasets
            self._dataset.close()
            raise InputError(
                f"{path} has no bands",
                f"It is a container of {len(subdatasets)} rasters" if subdatasets else "",
                f"Open one of them, such as {subdatasets[0]}" if subdatasets else "",
            )
        self.grid = _grid_of(path, self._dataset)

    def close(self) -> None:
        """Close the file."""
        self._dataset.close()

    @property
    def band_count(self) -> int:
        """Number of bands, alpha included."""
        return int(self._dataset.count)

    @property
    def dtypes(self) -> tuple[str, ...]:
        """Data type of every band."""
        return tuple(self._dataset.dtypes)

    @property
    def band_descriptions(self) -> tuple[str, ...]:
        """What the file says about each band: description, ``BandName`` or wavelength."""
        return tuple(
            " ".join(filter(None, (text, _band_name(self._dataset.tags(index)))))
            for index, text in enumerate(self._dataset.descriptions, start=1)
        )

    @property
    def color_interpretations(self) -> tuple[str, ...]:
        """GDAL colour interpretation of every band, lower case."""
        return tuple(interpretation.name for interpretation in self._dataset.colorinterp)

    @property
    def alpha_bands(self) -> tuple[int, ...]:
        """1-based indexes of alpha bands."""
        return tuple(
            index
            for index, interpretation in enumerate(self._dataset.colorinterp, start=1)
            if interpretation is ColorInterp.alpha
        )

    @property
    def block_width(self) -> int:
        """Width of the file's internal blocks, pixels."""
        return int(self._dataset.block_shapes[0][1])

    @property
    def layout(self) -> BandLayout:
        """What a raster with the same bands has to repeat."""
        dataset = self._dataset
        return BandLayout(
            descriptions=tuple(text or "" for text in dataset.descriptions),
            interpretations=tuple(dataset.colorinterp),
            nodata=tuple(dataset.nodatavals),
            scales=tuple(dataset.scales),
            offsets=tuple(dataset.offsets),
            units=tuple(text or "" for text in dataset.units),
            tags=tuple(dataset.tags(index) for index in dataset.indexes),
            imagery=tuple(dataset.tags(index, ns="IMAGERY") for index in dataset.indexes),
        )

    def facts(self) -> dict[str, Any]:
        """Return what provenance records of an input raster."""
        return {
            **file_facts(self.path),
            "width": self.grid.width,
            "height": self.grid.height,
            "bands": self.band_count,
        }

    def provenance(self) -> Optional[dict[str, Any]]:
        """Return the raster's own Sat DL provenance, or None."""
        return provenance_from_tags(self._dataset.tags())

    def read(self, window: Window, bands: Sequence[int]) -> tuple[NDArray[Any], Optional[BoolMask]]:
        """Read one window.

        Args:
            window: Pixels to read, inside the grid.
            bands: 1-based band indexes.

        Returns:
            Values of shape (bands, rows, cols) in the file's data type, and the valid mask
            of shape (rows, cols), True = valid; None when every pixel is valid.

        Raises:
            InputError: If the file cannot be read there (truncated, damaged, offline).
        """
        area = RasterioWindow(window.col_off, window.row_off, window.width, window.height)
        indexes = list(bands)
        try:
            with self._lock:
                values = self._dataset.read(indexes, window=area)
                masks = None
                if not self._all_valid(indexes):
                    masks = self._dataset.read_masks(indexes, window=area) > 0
        except (RasterioError, OSError) as error:
            raise InputError(
                f"Cannot read rows {window.row_off} to {window.row_stop} of {self.path}",
                _first_line(error),
                "The file seems damaged or incomplete; copy or download it again",
            ) from error
        return values, self._valid(values, masks, indexes)

    def sample(
        self, bands: Sequence[int], side: int = 1024, part: Optional[Window] = None
    ) -> tuple[NDArray[Any], BoolMask]:
        """Read the raster, or a part of it, decimated to at most ``side`` pixels (for statistics).

        Returns:
            Values (bands, rows, cols) and the valid mask (rows, cols).
        """
        part = part or self.grid.window
        factor = max(part.width, part.height, side) / side
        rows = max(1, round(part.height / factor))
        cols = max(1, round(part.width / factor))
        indexes = list(bands)
        shape = (len(indexes), rows, cols)
        area = RasterioWindow(part.col_off, part.row_off, part.width, part.height)
        try:
            values = self._dataset.read(indexes, out_shape=shape, window=area)
            masks = self._dataset.read_masks(indexes, out_shape=shape, window=area) > 0
        except (RasterioError, OSError) as error:
            raise InputError(f"Cannot read {self.path}", _first_line(error)) from error
        valid = self._valid(values, masks, indexes)
        return values, np.ones((rows, cols), bool) if valid is None else valid

    def is_all_valid(self, bands: Sequence[int]) -> bool:
        """Return whether the file says that no pixel of these bands can be nodata.

        Floating-point values may still be NaN.
        """
        return self._all_valid(list(bands))

    def _all_valid(self, indexes: list[int]) -> bool:
        flags = self._dataset.mask_flag_enums
        return all(MaskFlags.all_valid in flags[index - 1] for index in indexes)

    def _valid(
        self, values: NDArray[Any], masks: Optional[BoolMask], indexes: list[int]
    ) -> Optional[BoolMask]:
        valid: Optional[BoolMask] = None
        if masks is not None:
            reduce = np.any if self._has_fill_color(indexes) else np.all
            valid = np.asarray(reduce(masks, axis=0))
        if values.dtype.kind in "fc":
            finite = np.isfinite(values).all(axis=0)
            valid = finite if valid is None else valid & finite
        return None if valid is None or valid.all() else valid

    def _has_fill_color(self, indexes: list[int]) -> bool:
        nodata = {self._dataset.nodatavals[index - 1] for index in indexes}
        dtypes = {self._dataset.dtypes[index - 1] for index in indexes}
        return len(indexes) > 1 and dtypes == {"uint8"} and len(nodata) == 1 and None not in nodata


def _grid_of(path: str, dataset: Any) -> Grid:
    if dataset.gcps[0] and dataset.transform.is_identity:
        raise InputError(
            f"{path} is placed by ground control points",
            "Its pixels have no regular grid yet",
            "Warp it first (Raster > Projections > Warp)",
        )
    transform = dataset.transform
    if transform.is_identity and dataset.crs is None:
        # Where QGIS draws pictures without a georeference: below the origin, not upside down.
        transform = Affine.scale(1, -1)
    return Grid(dataset.width, dataset.height, transform, dataset.crs)


def _band_name(tags: dict[str, str]) -> str:
    for key in ("BandName", "BANDNAME", "band_name", "common_name", "STAC_COMMON_NAME"):
        if tags.get(key):
            return tags[key]
    return ""


def _first_line(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]
