"""Where a job works: an extent or a polygon layer, in any CRS, on the pixels of a raster."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer
from pyproj.exceptions import CRSError, ProjError
from rasterio.features import rasterize

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.contract.tile_states import DONE, STATE_FIELD, STATES
from sat_dl_plugin.engine.raster.grid import Grid, Window

# Points along each side when a rectangle is carried into another CRS: its straight sides
# become curves there, and 21 points keep the error far below a pixel for rasters up to a
# few hundred kilometres.
_POINTS_PER_SIDE = 21

# Edges that hit a pixel border up to rounding must not take in one more row of pixels.
_SNAP_TOLERANCE_PX = 1e-6

# Above this a polygon is clipped to the window before it is rasterized.
_MANY_VERTICES = 1000

Indexes = NDArray[np.intp]


def extent_window(
    extent: tuple[float, float, float, float], extent_crs: Optional[str], grid: Grid
) -> Window:
    """Return the smallest window of whole pixels that covers an extent.

    On rotated grids, and when the CRS differ, it is the bounding window of the extent's
    outline.

    Args:
        extent: (xmin, ymin, xmax, ymax) in ``extent_crs``.
        extent_crs: WKT or authority code; the grid's own CRS when None.
        grid: Grid of the raster.

    Returns:
        Window inside the grid, at least one pixel wide and high.

    Raises:
        InputError: If the extent is not a rectangle, its CRS is unknown or cannot be carried into
            the raster's, or it lies outside the raster.
    """
    xmin, ymin, xmax, ymax = extent
    if not (np.isfinite(extent).all() and xmin < xmax and ymin < ymax):
        raise InputError(
            f"Extent {_numbers(extent)} is not a rectangle",
            "It needs finite numbers in the order xmin, ymin, xmax, ymax",
            "Draw or enter the extent again",
        )
    source = parse_crs(extent_crs, "the extent")
    area = shapely.box(xmin, ymin, xmax, ymax)
    window = touched_window(carried_polygons(np.array([area]), source, grid)[0], grid)
    if window is None:
        raise InputError(
            f"Extent {_numbers(extent)} lies outside the raster",
            f"The raster covers {_numbers(_bounds_in(source, grid))} in the same CRS",
            "Choose an extent that overlaps the raster",
        )
    return window


def read_mask(path: str, grid: Grid, owner: str = "raster") -> NDArray[np.object_]:
    """Read the polygons of a layer in the CRS of a raster.

    A layer or raster without CRS is taken to be in the other's. Broken polygons are repaired,
    and what is no polygon is left out.

    Args:
        path: Any format that GDAL reads; ``path|layername=x`` picks a layer.
        grid: Grid of the raster that the mask is for.
        owner: What the grid belongs to, for the error.

    Returns:
        Array of valid, non-empty shapely polygons that overlap the raster.

    Raises:
        InputError: If the layer cannot be read, has no polygons or lies outside the raster.
    """
    source, geometries = read_polygons(path, "the mask")
    carried, _ = carried_polygons(geometries, source, grid)
    if touched_window(carried, grid) is None:
        raise InputError(
            f"The mask {path} lies outside the {owner}",
            f"The {owner} covers {_numbers(_bounds_in(source, grid))} in the CRS of the mask",
            f"Choose a polygon layer that overlaps the {owner}",
        )
    return carried


def mask_window(geometries: NDArray[np.object_], grid: Grid, window: Window) -> NDArray[np.bool_]:
    """Return which pixels of a window have their centre inside the mask.

    Args:
        geometries: Polygons from `read_mask`.
        grid: Grid of the raster.
        window: Part to look at; it may reach beyond the grid.

    Returns:
        Array of shape (window.height, window.width), True inside the polygons.
    """
    shape = (window.height, window.width)
    part = grid.subgrid(window)
    near, _ = polygons_near(geometries, part)
    if not near.size:
        return np.zeros(shape, dtype=bool)
    burnt = rasterize(near, out_shape=shape, transform=part.transform, dtype="uint8")
    return np.asarray(burnt, dtype=bool)


def mask_bounds_window(geometries: NDArray[np.object_], grid: Grid) -> Window:
    """Return the smallest window of the grid that covers the polygons of `read_mask`."""
    window = touched_window(geometries, grid)
    return grid.window if window is None else window


def read_polygons(path: str, owner: str) -> tuple[Optional[ProjCRS], NDArray[np.object_]]:
    """Read the polygons of a layer in its own CRS; broken ones are repaired.

    Args:
        path: Any format that GDAL reads; ``path|layername=x`` picks a layer.
        owner: What the layer is, for errors, such as “the mask”.

    Returns:
        The CRS, None where the layer has none, and valid single polygons, one at least.

    Raises:
        InputError: If the layer cannot be read or has no polygons.
    """
    crs, geometries, _ = _read(path, owner, ())
    return crs, _some_polygons(geometries, path, owner)


def read_labelled_area(
    path: str, reporter: Reporter, *, is_needed: bool = True
) -> tuple[Optional[ProjCRS], NDArray[np.object_]]:
    """Read the polygons inside which everything was labelled; see `read_polygons`.

    Of the tiles of a labelling grid (`contract.tile_states`) only those that are done count.

    Args:
        path: Any format that GDAL reads; ``path|layername=x`` picks a layer.
        reporter: Hears how many tiles count.
        is_needed: Whether it is an error that no tile is done.

    Raises:
        InputError: If the layer cannot be read or has no polygons, or no tile is done.
    """
    crs, geometries, columns = _read(path, "the area", (STATE_FIELD,))
    if columns and np.isin(columns[0].astype(str), STATES).any():
        count = len(geometries)
        geometries = geometries[columns[0].astype(str) == DONE]
        reporter.log(
            f"The area is a grid of {count} tiles, of which {len(geometries)} are done; only "
            "these count as labelled."
        )
        if not len(geometries) and not is_needed:
            return crs, geometries
        if not len(geometries):
            raise InputError(
                f"No tile of {path} is done",
                f"It says in the field {STATE_FIELD!r} which tiles were labelled completely",
                f"Set the field to {DONE!r} where you have labelled everything",
            )
    return crs, _some_polygons(geometries, path, "the area")


def _read(
    path: str, owner: str, columns: tuple[str, ...]
) -> tuple[Optional[ProjCRS], NDArray[np.object_], list[NDArray[Any]]]:
    """Return the CRS of a layer, its geometries, and those of some columns that it has."""
    file, layer = split_layer_path(path)
    try:
        meta, _, wkb, values = pyogrio.raw.read(
            file, layer=layer, columns=list(columns), force_2d=True
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise InputError(
            f"Cannot read {owner} {path}",
            str(error),
            "Choose a polygon layer that opens in QGIS",
        ) from error
    geometries = np.array([], dtype=object) if wkb is None else shapely.from_wkb(wkb, "fix")
    return parse_crs(meta["crs"], f"{owner} {path}"), geometries, list(values)


def _some_polygons(geometries: NDArray[np.object_], path: str, owner: str) -> NDArray[np.object_]:
    polygons, _ = polygon_parts(geometries)
    if not polygons.size:
        raise InputError(
            f"{owner[:1].upper()}{owner[1:]} {path} has no polygons",
            f"It has {len(geometries)} features, none with an area",
            "Choose a layer of polygons",
        )
    return polygons


def polygon_parts(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], Indexes]:
    """Return the valid polygons that geometries consist of.

    Broken ones are repaired; what has no area is left out.

    Args:
        geometries: Of any kind, None among them.

    Returns:
        Single polygons, and the place in ``geometries`` of the one each comes from, rising.
    """
    present = np.flatnonzero(~(shapely.is_missing(geometries) | shapely.is_empty(geometries)))
    whole = geometries[present]
    broken = ~shapely.is_valid(whole)
    whole[broken] = shapely.make_valid(whole[broken])
    parts, outer = shapely.get_parts(whole, return_index=True)
    # Repairing may leave multipolygons inside collections.
    parts, inner = shapely.get_parts(parts, return_index=True)
    keep = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) > 0)
    return parts[keep], present[outer[inner]][keep]


def carried_polygons(
    geometries: NDArray[np.object_], source: Optional[ProjCRS], grid: Grid
) -> tuple[NDArray[np.object_], Indexes]:
    """Carry polygons into the grid's CRS; what is far from the grid is cut off first.

    Args:
        geometries: Valid polygons.
        source: Their CRS; the grid's own when None.
        grid: Where they are needed.

    Returns:
        Single polygons, and the place in ``geometries`` of the one each comes from, rising.
    """
    target = _proj_crs(grid)
    if source is None or target is None or source == target:
        return polygon_parts(geometries)
    # Far from the raster the projection may have no answer at all (a mask of the whole world
    # and a raster in UTM), so only the surroundings are carried over.
    xmin, ymin, xmax, ymax = _bounds_in(source, grid)
    pad_x, pad_y = (xmax - xmin) * 0.1, (ymax - ymin) * 0.1
    around = shapely.box(xmin - pad_x, ymin - pad_y, xmax + pad_x, ymax + pad_y)
    near, place = polygon_parts(shapely.intersection(geometries, around))
    step = max(xmax - xmin, ymax - ymin) * 1.2 / _POINTS_PER_SIDE
    transformer = Transformer.from_crs(source, target, always_xy=True)
    carried = shapely.transform(
        shapely.segmentize(near, step), transformer.transform, interleaved=False
    )
    finite = np.isfinite(shapely.bounds(carried)).all(axis=1)
    polygons, part_of = polygon_parts(carried[finite])
    return polygons, place[finite][part_of]


def polygons_near(polygons: NDArray[np.object_], part: Grid) -> tuple[NDArray[np.object_], Indexes]:
    """Return the polygons near a part of a grid, those with very many vertices cut to it.

    Args:
        polygons: In the CRS of the grid.
        part: The part, as from `Grid.subgrid`.

    Returns:
        The polygons, and the place in ``polygons`` of the one each comes from, rising.
    """
    corners_col = np.array([-1.0, part.width + 1.0, part.width + 1.0, -1.0])
    corners_row = np.array([-1.0, -1.0, part.height + 1.0, part.height + 1.0])
    x, y = _affine(part.transform, corners_col, corners_row)
    rect = (x.min(), y.min(), x.max(), y.max())
    bounds = shapely.bounds(polygons)
    place = np.flatnonzero(
        (bounds[:, 0] <= rect[2])
        & (bounds[:, 2] >= rect[0])
        & (bounds[:, 1] <= rect[3])
        & (bounds[:, 3] >= rect[1])
    )
    near = polygons[place]
    large = shapely.get_num_coordinates(near) > _MANY_VERTICES
    near[large] = shapely.clip_by_rect(near[large], *rect)
    pieces, inner = shapely.get_parts(near, return_index=True)
    keep = (shapely.get_type_id(pieces) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(pieces)
    return pieces[keep], place[inner][keep]


def parse_crs(text: Optional[str], owner: str) -> Optional[ProjCRS]:
    """Return the CRS that a text names, None for an empty one.

    Args:
        text: WKT or authority code.
        owner: What has the CRS, for the error.

    Raises:
        InputError: If the text names none.
    """
    if not text:
        return None
    try:
        return ProjCRS.from_user_input(text)
    except CRSError as error:
        raise InputError(
            f"The CRS of {owner} is unknown",
            str(error),
            "Set its CRS, for example EPSG:4326",
        ) from error


def split_layer_path(path: str) -> tuple[str, Optional[str]]:
    """Split QGIS's ``path|layername=x|…`` into the path and the layer's name (or None)."""
    file, *options = path.split("|")
    for option in options:
        key, _, value = option.partition("=")
        if key.strip().lower() == "layername":
            return file, value
    return file, None


def _bounds_in(target: Optional[ProjCRS], grid: Grid) -> tuple[float, float, float, float]:
    """Return (xmin, ymin, xmax, ymax) of the grid in another CRS.

    Raises:
        InputError: If no pixel of the grid has a place there.
    """
    cols, rows = np.meshgrid(
        np.linspace(0, grid.width, _POINTS_PER_SIDE), np.linspace(0, grid.height, _POINTS_PER_SIDE)
    )
    x, y = _affine(grid.transform, cols.ravel(), rows.ravel())
    own = _proj_crs(grid)
    if target is not None and own is not None and own != target:
        try:
            x, y = Transformer.from_crs(own, target, always_xy=True).transform(x, y)
        except ProjError as error:
            raise _no_way(str(error)) from error
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.any():
        raise _no_way("No point of the raster has coordinates there")
    x, y = x[finite], y[finite]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def touched_window(geometries: NDArray[np.object_], grid: Grid) -> Optional[Window]:
    """Return the pixels that polygons in the grid's CRS touch, or None."""
    if not geometries.size:
        return None
    outline = shapely.get_coordinates(geometries)
    col, row = _affine(~grid.transform, outline[:, 0], outline[:, 1])
    eps = _SNAP_TOLERANCE_PX
    left, top = int(np.floor(col.min() + eps)), int(np.floor(row.min() + eps))
    right, bottom = int(np.ceil(col.max() - eps)), int(np.ceil(row.max() - eps))
    # An extent thinner than the tolerance still lies in a pixel.
    window = Window(left, top, max(right - left, 1), max(bottom - top, 1))
    return window.intersection(grid.window)


def _affine(
    transform: Affine, cols: NDArray[np.float64], rows: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    t = transform
    return t.a * cols + t.b * rows + t.c, t.d * cols + t.e * rows + t.f


def _proj_crs(grid: Grid) -> Optional[ProjCRS]:
    return None if grid.crs is None else ProjCRS.from_user_input(grid.crs.to_wkt())


def _no_way(reason: str) -> InputError:
    return InputError(
        "The raster cannot be carried into the CRS of the extent or mask",
        reason,
        "Use an extent or mask in the raster's own CRS",
    )


def _numbers(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:.8g}" for value in values)
