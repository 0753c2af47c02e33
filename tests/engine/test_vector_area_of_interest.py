from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.vector.area_of_interest import (
    extent_window,
    mask_bounds_window,
    mask_window,
    read_mask,
    split_layer_path,
)

UTM = CRS.from_epsg(32645)
GRID = Grid(40, 30, Affine(0.5, 0, 300000, 0, -0.5, 3000000), UTM)
ROTATED = Grid(40, 30, Affine(0.5, 0, 300000, 0, -0.5, 3000000) @ Affine.rotation(30), UTM)
SOUTH_UP = Grid(40, 30, Affine(0.5, 0, 300000, 0, 0.5, 3000000), UTM)


def write_layer(path: Path, geometries: list[object], crs: str | None = "EPSG:32645", **options):
    kind = options.pop("kind", "Unknown")
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(geometries, dtype=object)),
        [],
        [],
        crs=crs,
        geometry_type=kind,
        **options,
    )
    return str(path)


def pixel_box(grid: Grid, left: float, top: float, right: float, bottom: float):
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return shapely.Polygon([grid.transform @ corner for corner in corners])


def test_extent_on_pixel_borders_takes_exactly_those_pixels():
    extent = (300002.0, 2999990.0, 300010.0, 2999998.0)
    assert extent_window(extent, None, GRID) == Window(4, 4, 16, 16)


def test_extent_is_snapped_outward_and_cut_to_the_grid():
    assert extent_window((300002.1, 2999980.0, 300009.9, 2999998.4), None, GRID) == Window(
        4, 3, 16, 27
    )


def test_extent_on_a_south_up_grid():
    assert extent_window((300002.0, 3000001.0, 300010.0, 3000002.0), None, SOUTH_UP) == Window(
        4, 2, 16, 2
    )


def test_extent_in_another_crs_covers_the_same_ground():
    to_degrees = Transformer.from_crs("EPSG:32645", "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform([300004.3, 300009.2], [2999991.1, 2999996.7])
    window = extent_window((lon[0], lat[0], lon[1], lat[1]), "EPSG:4326", GRID)
    inner = Window(8, 6, 11, 12)
    # The degree rectangle is slightly turned against the grid, so it covers a little more.
    assert window.intersection(inner) == inner
    assert window.width <= inner.width + 2
    assert window.height <= inner.height + 2


def test_extent_of_the_whole_world_is_the_whole_grid():
    assert extent_window((-180, -90, 180, 90), "EPSG:4326", GRID) == GRID.window


def test_extent_on_a_rotated_grid_is_the_bounding_window():
    x, y = ROTATED.transform @ (20, 15)
    window = extent_window((x - 1, y - 1, x + 1, y + 1), None, ROTATED)
    # A 4 px square turned by 30 degrees is 4 (cos 30 + sin 30) = 5.46 px wide.
    assert window == Window(17, 12, 6, 6)


@pytest.mark.parametrize(
    ("extent", "crs", "text"),
    [
        ((10.0, 0.0, 20.0, 1.0), None, "outside the raster"),
        ((10.0, 0.0, 20.0, 1.0), "EPSG:4326", "outside the raster"),
        ((5.0, 0.0, 5.0, 1.0), None, "not a rectangle"),
        ((float("nan"), 0.0, 5.0, 1.0), None, "not a rectangle"),
        ((300002.0, 2999990.0, 300010.0, 2999998.0), "EPSG:nonsense", "CRS of the extent"),
    ],
)
def test_impossible_extents_are_refused(extent, crs, text):
    with pytest.raises(InputError, match=text) as caught:
        extent_window(extent, crs, GRID)
    assert caught.value.why
    assert caught.value.todo


@pytest.mark.parametrize("grid", [GRID, ROTATED, SOUTH_UP], ids=["north-up", "rotated", "south-up"])
def test_mask_takes_pixels_whose_centre_is_inside(tmp_path, grid):
    path = write_layer(tmp_path / "mask.gpkg", [pixel_box(grid, 3.6, 2.4, 10.4, 8.6)])
    geometries = read_mask(path, grid)
    expected = np.zeros((30, 40), dtype=bool)
    expected[2:9, 4:10] = True
    np.testing.assert_array_equal(mask_window(geometries, grid, grid.window), expected)


def test_windows_of_the_mask_agree_with_the_whole(tmp_path):
    ring = GRID.transform @ (20, 15)
    blob = (
        shapely.Point(*ring).buffer(6.1, quad_segs=600).difference(shapely.Point(*ring).buffer(2.3))
    )
    assert shapely.get_num_coordinates(blob) > 1000
    path = write_layer(tmp_path / "mask.gpkg", [blob, pixel_box(GRID, 30, 20, 39, 29)])
    geometries = read_mask(path, GRID)
    whole = mask_window(geometries, GRID, GRID.window)
    assert whole.any()
    assert not whole.all()
    for row in range(0, 30, 7):
        for col in range(0, 40, 11):
            window = Window(col, row, 11, 7)
            part = mask_window(geometries, GRID, window)
            padded = np.zeros((40, 60), dtype=bool)
            padded[:30, :40] = whole
            np.testing.assert_array_equal(part, padded[row : row + 7, col : col + 11])


def test_mask_in_another_crs_lies_on_the_same_pixels(tmp_path):
    area = pixel_box(GRID, 3.3, 2.3, 10.7, 8.7)
    to_degrees = Transformer.from_crs("EPSG:32645", "EPSG:4326", always_xy=True)
    moved = shapely.transform(area, to_degrees.transform, interleaved=False)
    path = write_layer(tmp_path / "mask.geojson", [moved], crs="EPSG:4326")
    same = read_mask(write_layer(tmp_path / "mask.gpkg", [area]), GRID)
    np.testing.assert_array_equal(
        mask_window(read_mask(path, GRID), GRID, GRID.window), mask_window(same, GRID, GRID.window)
    )
    assert mask_bounds_window(read_mask(path, GRID), GRID) == Window(3, 2, 8, 7)


def test_mask_of_the_whole_world_is_cut_before_it_is_projected(tmp_path):
    path = write_layer(tmp_path / "m.gpkg", [shapely.box(-180, -90, 180, 90)], crs="EPSG:4326")
    assert mask_window(read_mask(path, GRID), GRID, GRID.window).all()


def test_named_layer_of_a_geopackage(tmp_path):
    path = tmp_path / "two.gpkg"
    write_layer(path, [pixel_box(GRID, 0, 0, 2, 2)], layer="left")
    write_layer(path, [pixel_box(GRID, 20, 0, 22, 2)], layer="right", append=True)
    mask = mask_window(read_mask(f"{path}|layername=right", GRID), GRID, GRID.window)
    assert mask[0, 20]
    assert not mask[0, 0]
    assert split_layer_path("a|layerid=0|layername=b") == ("a", "b")


def test_broken_polygon_is_repaired_and_lines_are_left_out(tmp_path):
    corners = [GRID.transform @ point for point in [(0, 0), (10, 10), (10, 0), (0, 10)]]
    bowtie = shapely.Polygon(corners)
    assert not bowtie.is_valid
    path = write_layer(tmp_path / "m.gpkg", [bowtie, shapely.LineString(corners[:2]), None])
    mask = mask_window(read_mask(path, GRID), GRID, GRID.window)
    assert 40 <= mask.sum() <= 60
    assert mask[5, 1]
    assert not mask[1, 5]


def test_mask_without_crs_is_in_the_crs_of_the_raster(tmp_path):
    with pytest.warns(UserWarning, match="crs"):
        path = write_layer(tmp_path / "m.shp", [pixel_box(GRID, 0, 0, 4, 4)], None, kind="Polygon")
    assert mask_window(read_mask(path, GRID), GRID, GRID.window).sum() == 16


@pytest.mark.parametrize(
    ("geometries", "text"),
    [
        ([], "no polygons"),
        ([shapely.Point(300001, 2999999)], "no polygons"),
        ([shapely.box(0, 0, 1, 1)], "outside the raster"),
    ],
)
def test_useless_masks_are_refused(tmp_path, geometries, text):
    path = write_layer(tmp_path / "mask.gpkg", geometries)
    with pytest.raises(InputError, match=text) as caught:
        read_mask(path, GRID)
    assert caught.value.why
    assert caught.value.todo


def test_missing_mask_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.gpkg"):
        read_mask(str(tmp_path / "nowhere.gpkg"), GRID)
