"""The probabilities around a place, and the way between a layer's coordinates and their pixels."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer
from pyproj.exceptions import ProjError

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.provenance import legend_of
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.raster.writer import PROBABILITY_STEPS
from sat_dl_plugin.engine.vector.area_of_interest import parse_crs

Probability = NDArray[np.float32]

FINEST_SIDE_PX = 256
"""Window that is read around a click: most objects lie in it."""
LARGEST_SIDE_PX = 2048
"""Larger objects than this are drawn by hand."""
WORKING_SIDE_PX = 512
"""Larger windows are read decimated: answers must come while the mouse moves."""

# A layer without pixels of its own gets as many along the side of an object.
_CELLS_PER_SIDE = 40


class Plane:
    """Pixel coordinates (column, row) of a grid, for geometries in another CRS.

    Args:
        grid: The grid; its pixels should be about square on the ground.
        crs: CRS of the geometries; None when they have none, or are in the grid's.
    """

    def __init__(self, grid: Grid, crs: Optional[ProjCRS]) -> None:
        self.grid = grid
        self._there = self._back = None
        own = None if grid.crs is None else ProjCRS.from_user_input(grid.crs.to_wkt())
        if crs is not None and own is not None and not own.equals(crs, ignore_axis_order=True):
            self._there = Transformer.from_crs(crs, own, always_xy=True)
            self._back = Transformer.from_crs(own, crs, always_xy=True)

    def of(self, part: Grid) -> Plane:
        """Return the plane of a part of the grid, or of the same place in other pixels."""
        # Reading a CRS takes longer than everything else that is done for a click.
        plane = copy.copy(self)
        plane.grid = part
        return plane

    def to_pixels(self, geometry: Any) -> Any:
        """Return geometries in pixel coordinates.

        Raises:
            InputError: If they have no place in the CRS of the grid.
        """
        return self._moved(geometry, self._there, ~self.grid.transform, affine_first=False)

    def from_pixels(self, geometry: Any) -> Any:
        """Return geometries in pixel coordinates in the CRS of the layer."""
        return self._moved(geometry, self._back, self.grid.transform, affine_first=True)

    @staticmethod
    def _moved(
        geometry: Any, transformer: Optional[Transformer], affine: Affine, *, affine_first: bool
    ) -> Any:
        def shifted(x: Any, y: Any) -> tuple[Any, Any]:
            return (
                affine.a * x + affine.b * y + affine.c,
                affine.d * x + affine.e * y + affine.f,
            )

        def move(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
            if affine_first:
                x, y = shifted(x, y)
            if transformer is not None:
                try:
                    x, y = transformer.transform(x, y, errcheck=True)
                except ProjError as error:
                    raise InputError(
                        "The place has no coordinates in the CRS of the probabilities",
                        str(error),
                        "Choose the probabilities of this area",
                    ) from error
            return (x, y) if affine_first else shifted(x, y)

        return shapely.transform(geometry, move, interleaved=False)


@dataclass(frozen=True)
class Patch:
    """The probabilities of one class around a place."""

    probability: Probability
    """Shape (rows, cols), 0 to 1; 0 where there are no data."""
    valid: NDArray[np.bool_]
    plane: Plane
    """To and from the pixels of this patch."""
    goes_on: tuple[bool, bool, bool, bool]
    """Whether the raster goes on beyond the top, bottom, left and right side."""

    def cuts(self, region: NDArray[np.bool_]) -> bool:
        """Return whether a region reaches a side beyond which the raster goes on.

        Args:
            region: Shape of the patch.
        """
        sides = (region[0], region[-1], region[:, 0], region[:, -1])
        return any(more and bool(side.any()) for more, side in zip(self.goes_on, sides))


class Surface:
    """A probability raster opened for corrections.

    Args:
        path: Raster with one band a class, uint8 (0 to 254) or float (0 to 1).
        crs: CRS of the layer that is corrected, WKT or code; empty when it has none.

    Raises:
        InputError: If it cannot be read.
    """

    def __init__(self, path: str, crs: str = "") -> None:
        self._source = RasterSource(path)
        self._legend = legend_of(self._source.provenance())
        self.plane = Plane(self._source.grid, parse_crs(crs, "the layer") if crs else None)

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    @property
    def legend(self) -> tuple[ClassCard, ...]:
        """The classes, in the order of the bands; empty when the raster does not say."""
        return self._legend if len(self._legend) == self._source.band_count else ()

    def class_at(self, point: Any) -> int:
        """Return the most probable class at a point of the layer.

        Args:
            point: A shapely point in the layer's CRS.

        Raises:
            InputError: If the raster has no data there.
        """
        pixel = self.plane.to_pixels(point)
        window = self._around([(pixel.x, pixel.y)], 1)
        values, valid = self._source.read(window, range(1, self._source.band_count + 1))
        if valid is not None and not valid.all():
            raise _no_data()
        band = int(np.argmax(values[:, 0, 0])) + 1
        return self._class_of(band)

    def patch(
        self, class_id: int, geometry: Any, side_px: int, working_px: int = WORKING_SIDE_PX
    ) -> Patch:
        """Return the probabilities around a geometry.

        Args:
            class_id: Whose probabilities.
            geometry: In the layer's CRS; all of it is inside, if the raster has it.
            side_px: Side of the patch, pixels of the raster; more when the geometry is larger.
            working_px: Patches with a longer side are decimated to it.

        Raises:
            InputError: If the raster does not reach there or has no such class.
        """
        bounds = shapely.bounds(self.plane.to_pixels(geometry))
        middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
        width = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
        if not math.isfinite(width) or width > LARGEST_SIDE_PX:
            raise InputError(
                "The object is too large for this tool",
                f"It is {width:.0f} pixels wide; the limit is {LARGEST_SIDE_PX}",
                "Draw the change with QGIS's own editing tools",
            )
        side = min(max(side_px, math.ceil(width * 1.25) + 8), LARGEST_SIDE_PX)
        window = self._around([middle], side)
        values, valid, grid = self._read(window, self._band_of(class_id), working_px)
        whole = self._source.grid.window
        goes_on = (
            window.row_off > 0,
            window.row_stop < whole.height,
            window.col_off > 0,
            window.col_stop < whole.width,
        )
        return Patch(values, valid, self.plane.of(grid), goes_on)

    def _read(
        self, window: Window, band: int, working_px: int
    ) -> tuple[Probability, NDArray[np.bool_], Grid]:
        """Return probabilities, valid mask and grid of a window, decimated if it is large."""
        part = self._source.grid.subgrid(window)
        if max(window.width, window.height) <= working_px:
            values, mask = self._source.read(window, (band,))
            valid = np.ones(values.shape[1:], dtype=bool) if mask is None else mask
        else:
            values, valid = self._source.sample((band,), working_px, window)
            rows, cols = values.shape[1:]
            scale = Affine.scale(window.width / cols, window.height / rows)
            part = Grid(cols, rows, part.transform @ scale, part.crs)
        probability = _as_fraction(values[0])
        probability[~valid] = 0.0
        return probability, valid, part

    def _around(self, points: Sequence[tuple[float, float]], side: int) -> Window:
        """Return the window of a side around a pixel place, as far as the raster goes."""
        (col, row), half = points[0], side / 2
        window = Window(math.floor(col - half + 0.5), math.floor(row - half + 0.5), side, side)
        if side == 1:
            window = Window(math.floor(col), math.floor(row), 1, 1)
        inside = window.intersection(self._source.grid.window)
        if inside is None:
            raise _no_data()
        return inside

    def _band_of(self, class_id: int) -> int:
        if not self.legend:
            # Networks of others: bands are in the order of the class ids.
            if 1 <= class_id <= self._source.band_count:
                return class_id
        else:
            for band, entry in enumerate(self.legend, start=1):
                if entry.id == class_id:
                    return band
        known = ", ".join(f"{entry.name} ({entry.id})" for entry in self.legend)
        raise InputError(
            f"The probabilities know no class {class_id}",
            f"Their classes are {known}" if known else f"{self._source.band_count} bands",
            "Choose one of these classes, or draw the object by hand",
        )

    def _class_of(self, band: int) -> int:
        return self.legend[band - 1].id if self.legend else band


class _Kept:
    """The surface of the last correction: opening a file takes longer than reading from it."""

    key: Optional[tuple[str, str, int, int]] = None
    surface: Optional[Surface] = None


_kept = _Kept()


def opened_surface(path: str, crs: str) -> Surface:
    """Return the surface of a raster, the one of the last call when nothing has changed.

    Args:
        path: The raster.
        crs: CRS of the layer that is corrected, WKT or code; empty when it has none.

    Raises:
        InputError: If it cannot be read.
    """
    file = Path(path)
    facts = file.stat() if file.is_file() else None
    key = (path, crs, facts.st_size if facts else 0, facts.st_mtime_ns if facts else 0)
    if _kept.surface is None or _kept.key != key:
        close_surface()
        _kept.surface = Surface(path, crs)
        _kept.key = key
    return _kept.surface


def close_surface() -> None:
    """Close the raster that is kept open, so that it can be deleted or written again."""
    if _kept.surface is not None:
        _kept.surface.close()
    _kept.surface = _kept.key = None


def plane_around(geometry: Any, crs: str) -> Plane:
    """Return a grid around a geometry, for layers without probabilities.

    Its pixels are square on the ground, also in degrees, and the geometry is some 40 of them wide.

    Args:
        geometry: In the layer's CRS.
        crs: CRS of the layer, WKT or code; empty when it has none.

    Raises:
        InputError: If the geometry has no extent.
    """
    own = parse_crs(crs, "the layer") if crs else None
    xmin, ymin, xmax, ymax = shapely.bounds(geometry)
    width, height = xmax - xmin, ymax - ymin
    if not (math.isfinite(width) and max(width, height) > 0):
        raise InputError("The object is empty", "", "Choose a polygon")
    # One degree of longitude is shorter than one of latitude.
    squeeze = 1.0
    if own is not None and own.is_geographic:
        squeeze = max(math.cos(math.radians((ymin + ymax) / 2)), 0.01)
    pixel = max(width * squeeze, height) / _CELLS_PER_SIDE
    across = pixel / squeeze
    left, top = xmin - 4 * across, ymax + 4 * pixel
    cols, rows = math.ceil(width / across) + 8, math.ceil(height / pixel) + 8
    grid = Grid(cols, rows, Affine(across, 0, left, 0, -pixel, top))
    return Plane(grid, None)


def _as_fraction(values: NDArray[Any]) -> Probability:
    if values.dtype == np.uint8:
        fraction: Probability = np.minimum(
            values * np.float32(1 / PROBABILITY_STEPS), np.float32(1)
        )
        return fraction
    return np.clip(np.nan_to_num(values.astype(np.float32)), 0.0, 1.0)


def _no_data() -> InputError:
    return InputError(
        "There are no probabilities at this place",
        "The run did not reach there, or the image has no data",
        "Segment this area with “Probabilities” switched on, or draw by hand",
    )
