from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine
from pyproj import CRS as ProjCRS
from pyproj import Geod, Transformer
from rasterio.crs import CRS

from sat_dl_plugin.engine.raster.grid import Grid
from sat_dl_plugin.engine.vector.areas import GroundArea
from sat_dl_plugin.engine.vector.layer import in_crs

GEOD = Geod(ellps="WGS84")

GRIDS = {
    "UTM": Grid(4000, 3000, Affine(0.5, 0, 300000, 0, -0.5, 3000000), CRS.from_epsg(32645)),
    "degrees": Grid(9000, 9000, Affine(1e-5, 0, 85.5, 0, -1e-5, 27.6), CRS.from_epsg(4326)),
    "far north": Grid(4000, 4000, Affine(2e-4, 0, 20, 0, -2e-4, 70), CRS.from_epsg(4326)),
    "web mercator": Grid(5000, 5000, Affine(2, 0, 1e6, 0, -2, 7e6), CRS.from_epsg(3857)),
    "feet": Grid(3000, 3000, Affine(1, 0, 6.5e6, 0, -1, 2.1e6), CRS.from_epsg(2229)),
    "rotated": Grid(
        3000, 3000, Affine(0.5, 0, 3e5, 0, -0.5, 3e6) @ Affine.rotation(25), CRS.from_epsg(32645)
    ),
    "south-up": Grid(3000, 3000, Affine(0.5, 0, 3e5, 0, 0.5, 3e6), CRS.from_epsg(32645)),
    "date line": Grid(4000, 4000, Affine(1e-4, 0, 179.9, 0, -1e-4, -16), CRS.from_epsg(4326)),
}


def geodesic_area(polygon, grid):
    """Area by pyproj's Geod, with edges so short that their kind does not matter."""
    (dense,) = in_crs(np.array([shapely.segmentize(polygon, 1)]), grid.transform)
    to_degrees = Transformer.from_crs(ProjCRS(grid.crs.to_wkt()), "EPSG:4326", always_xy=True)
    degrees = shapely.transform(dense, to_degrees.transform, interleaved=False)
    return abs(GEOD.geometry_area_perimeter(degrees)[0])


@pytest.mark.parametrize("name", GRIDS)
def test_areas_are_those_on_the_ellipsoid(name):
    grid = GRIDS[name]
    house = shapely.Polygon([(10, 20), (60, 22), (55, 70), (30, 71), (11, 40)])
    field = shapely.Point(grid.width - 400, grid.height - 300).buffer(180)
    ring = field.difference(field.buffer(-60))
    most = shapely.box(5, 5, grid.width - 5, grid.height - 5)
    polygons = np.array([house, field, ring, most])
    expected = [geodesic_area(polygon, grid) for polygon in polygons]
    np.testing.assert_allclose(GroundArea(grid).of(polygons), expected, rtol=2e-6)


def test_the_whole_world():
    grid = Grid(360, 180, Affine(1, 0, -180, 0, -1, 90), CRS.from_epsg(4326))
    (area,) = GroundArea(grid).of(np.array([shapely.box(0, 0, 360, 180)]))
    assert area == pytest.approx(510_065_621_724_089, rel=1e-6)


def test_without_crs_pixels_have_the_assumed_size():
    grid = Grid(10, 10, Affine.identity())
    assert GroundArea(grid, 0.5).of(np.array([shapely.box(0, 0, 4, 2)])) == pytest.approx(2.0)


def test_crs_without_a_place_on_earth_is_measured_in_its_own_unit():
    local = CRS.from_wkt('LOCAL_CS["site",UNIT["metre",1],AXIS["x",EAST],AXIS["y",NORTH]]')
    grid = Grid(10, 10, Affine(2, 0, 0, 0, -2, 0), local)
    assert GroundArea(grid).of(np.array([shapely.box(0, 0, 4, 2)])) == pytest.approx(32.0)


def test_no_polygons():
    assert len(GroundArea(GRIDS["UTM"]).of(np.empty(0, dtype=object))) == 0
