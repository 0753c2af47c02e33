"""Small labelled rasters for the tests of training: bright squares on dark ground."""

from __future__ import annotations

import numpy as np
import pyogrio
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.features import rasterize

UTM = "EPSG:32645"
LEFT, TOP, PIXEL_M = 300000.0, 3000000.0, 0.5


def box(left, top, right, bottom, pixel_m=PIXEL_M):
    """Return a polygon on the ground from pixels of the image."""
    return shapely.box(
        LEFT + left * pixel_m, TOP - bottom * pixel_m, LEFT + right * pixel_m, TOP - top * pixel_m
    )


def squares(side, count, size=20, seed=0):
    """Return squares that do not touch each other, in pixels (left, top, right, bottom)."""
    rng = np.random.default_rng(seed)
    cells = [(c, r) for c in range(side // (2 * size)) for r in range(side // (2 * size))]
    chosen = rng.choice(len(cells), min(count, len(cells)), replace=False)
    drift = rng.integers(0, size, (len(chosen), 2))
    return [
        (x := cells[i][0] * 2 * size + a, y := cells[i][1] * 2 * size + b, x + size, y + size)
        for i, (a, b) in zip(chosen, drift.tolist())
    ]


def write_raster(path, values, crs=UTM, transform=None, nodata=None, names=()):
    """Write bands (bands, h, w) and return the path as text."""
    bands, height, width = values.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=width,
        height=height,
        count=bands,
        dtype=values.dtype.name,
        transform=transform or Affine(PIXEL_M, 0, LEFT, 0, -PIXEL_M, TOP),
        crs=CRS.from_user_input(crs) if crs else None,
        nodata=nodata,
    ) as dataset:
        dataset.write(values)
        for index, name in enumerate(names, start=1):
            dataset.set_band_description(index, name)
    return str(path)


def write_polygons(path, polygons, classes=None, crs=UTM, field="class_id"):
    """Write polygons with a class each and return the path as text."""
    fields = {} if classes is None else {field: np.array(classes)}
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array(polygons, dtype=object)),
        list(fields.values()),
        list(fields),
        geometry_type="Unknown",
        crs=crs,
    )
    return str(path)


def picture(side, bright, bands=3, dtype="uint8", seed=1):
    """Return a noisy dark picture with bright squares, (bands, side, side)."""
    rng = np.random.default_rng(seed)
    values = rng.integers(20, 60, (bands, side, side))
    for left, top, right, bottom in bright:
        values[:, top:bottom, left:right] += 120
    return values.astype(dtype)


def drawn(side, bright):
    """Return the class raster of squares, (1, side, side)."""
    shapes = [(shapely.box(*entry), 1) for entry in bright]
    return rasterize(shapes, out_shape=(side, side), dtype="uint8")[None]
