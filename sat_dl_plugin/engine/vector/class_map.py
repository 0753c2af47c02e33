"""Reading class rasters: labels in row bands, cut to an extent and a mask, and their legend."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID, fallback_color
from sat_dl_plugin.engine.closable import Closable
from sat_dl_plugin.engine.provenance import legend_of
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.vector.area_of_interest import extent_window, mask_window, read_mask

Labels = NDArray[np.uint8]

# A band of this many pixels keeps the arrays of all steps together below 200 MB.
_BAND_PIXELS = 4_000_000
_MIN_BAND_ROWS = 64

_CATEGORY = re.compile(r"<Category>([^<]*)</Category>|<Category\s*/>")


class ClassMap(Closable):
    """A class raster opened for reading.

    Args:
        path: Raster with one band of whole numbers 0 to 254.
        extent: (xmin, ymin, xmax, ymax) to cut the raster to, or None.
        extent_crs: CRS of ``extent``; the raster's own when None.
        mask: Polygon layer; pixels with their centre outside become nodata. None for all.

    Raises:
        InputError: If it is not a class raster, or extent or mask do not fit it.
    """

    def __init__(
        self,
        path: str,
        extent: Optional[tuple[float, float, float, float]] = None,
        extent_crs: Optional[str] = None,
        mask: Optional[str] = None,
    ) -> None:
        self.path = path
        self.source = RasterSource(path)
        try:
            _check_is_class_raster(self.source)
            whole = self.source.grid
            self._part = extent_window(extent, extent_crs, whole) if extent else whole.window
            self._mask = read_mask(mask, whole) if mask else None
        except BaseException:
            self.source.close()
            raise
        self.grid: Grid = whole.subgrid(self._part)
        """Grid of the part that is read."""
        self.provenance: Optional[dict[str, Any]] = self.source.provenance()
        self._seen = np.zeros(256, dtype=bool)

    def close(self) -> None:
        """Close the files."""
        self.source.close()

    @property
    def assumed_gsd_m(self) -> Optional[float]:
        """Pixel size believed in where the raster has no CRS; None where it has one."""
        if self.grid.is_georeferenced:
            return None
        return float((self.provenance or {}).get("assumed_gsd_m") or 1.0)

    @property
    def pixel_area_m2(self) -> float:
        """Ground area of the central pixel."""
        return self.grid.pixel_area_m2(self.assumed_gsd_m or 1.0)

    @property
    def legend(self) -> tuple[ClassCard, ...]:
        """Classes in the raster's provenance, or else those it has names for or that were read."""
        recorded = legend_of(self.provenance)
        known = {entry.id for entry in recorded}
        names, colors = category_names(self.path), _color_table(self.path)
        seen = {int(value) for value in np.flatnonzero(self._seen)}
        if not recorded:
            seen |= {value for value, name in names.items() if name}
        return recorded + tuple(
            ClassCard(
                id=value,
                name=names.get(value) or f"class {value}",
                color=colors.get(value, fallback_color(value - 1)),
            )
            for value in sorted(seen - known - {BACKGROUND_ID, NODATA_ID})
        )

    def windows(self) -> list[Window]:
        """Return the row bands in pixels of `grid`, top to bottom."""
        width, height = self.grid.width, self.grid.height
        rows = max(_MIN_BAND_ROWS, 1 << max(0, (_BAND_PIXELS // width).bit_length() - 1))
        return [
            Window(0, row_off, width, min(rows, height - row_off))
            for row_off in range(0, height, rows)
        ]

    def in_source(self, window: Window) -> Window:
        """Return a window of `grid` in pixels of the whole raster."""
        return Window(
            window.col_off + self._part.col_off,
            window.row_off + self._part.row_off,
            window.width,
            window.height,
        )

    def read(self, window: Window) -> Labels:
        """Return the labels of a window of `grid`: 255 where there is no data or no mask.

        Raises:
            InputError: If the file is damaged or has values outside 0..254.
        """
        place = self.in_source(window)
        values, valid = self.source.read(place, (1,))
        labels = self._as_labels(values[0], valid)
        if self._mask is not None:
            inside = mask_window(self._mask, self.source.grid, place)
            labels = np.where(inside, labels, np.uint8(NODATA_ID))
        return labels

    def bands(self) -> Iterator[tuple[int, Labels]]:
        """Yield (first row, labels) of all row bands."""
        for window in self.windows():
            labels = self.read(window)
            yield window.row_off, labels

    def note_classes(self, values: NDArray[np.integer]) -> None:
        """Remember labels that occur, so that `legend` has an entry for each."""
        self._seen[values] = True

    def _as_labels(self, values: NDArray[Any], valid: Optional[NDArray[np.bool_]]) -> Labels:
        if valid is not None:
            values = np.where(valid, values, values.dtype.type(BACKGROUND_ID))
        if values.dtype != np.uint8:
            low, high = int(values.min()), int(values.max())
            if low < 0 or high > NODATA_ID:
                raise InputError(
                    f"{self.path} has the value {low if low < 0 else high}",
                    f"Class rasters hold ids from 0 to {NODATA_ID - 1}",
                    "Choose a class raster, such as one made by Segment raster",
                )
        labels = np.ascontiguousarray(values, dtype=np.uint8)
        return labels if valid is None else np.where(valid, labels, np.uint8(NODATA_ID))


def category_names(path: str) -> dict[int, str]:
    """Return GDAL's category names of a raster's first band: value -> name, empty when none."""
    side_file = Path(f"{path}.aux.xml")
    if not side_file.is_file():
        return {}
    # rasterio has no access to category names, and the file GDAL keeps them in is flat.
    text = side_file.read_text(encoding="utf-8", errors="replace")
    block = text.partition("<CategoryNames>")[2].partition("</CategoryNames>")[0]
    names = [html.unescape(match.group(1) or "") for match in _CATEGORY.finditer(block)]
    return dict(enumerate(names))


def _color_table(path: str) -> dict[int, str]:
    with rasterio.open(path) as dataset:
        try:
            table = dataset.colormap(1)
        except ValueError:
            return {}
    return {
        value: f"#{red:02x}{green:02x}{blue:02x}"
        for value, (red, green, blue, alpha) in table.items()
        if alpha and (red or green or blue)
    }


def _check_is_class_raster(source: RasterSource) -> None:
    bands = source.band_count - len(source.alpha_bands)
    dtype = np.dtype(source.dtypes[0])
    if bands == 1 and dtype.kind in "iu":
        return
    reason = f"It has {bands} bands" if bands != 1 else f"Its values are {dtype}"
    raise InputError(
        f"{source.path} is not a class raster",
        f"{reason}; a class raster has one band of whole numbers, the class ids",
        "Choose a class raster, such as one made by Segment raster",
    )
