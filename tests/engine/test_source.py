"""Any raster GDAL opens, with its nodata in whatever form."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import ColorInterp

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.bands import match_bands
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource

WHOLE = Window(0, 0, 6, 4)


def write(path, values, **options):
    profile = {
        "driver": "GTiff",
        "count": values.shape[0],
        "height": values.shape[1],
        "width": values.shape[2],
        "dtype": values.dtype,
        "crs": "EPSG:32645",
        "transform": Affine(0.5, 0, 300000, 0, -0.5, 3000000),
        **options,
    }
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(values)
    return str(path)


def stack(dtype="uint8", bands=3):
    return np.arange(1, bands * 24 + 1).reshape(bands, 4, 6).astype(dtype)


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint16", "int32", "float32", "float64"])
def test_values_come_back_in_their_own_type(tmp_path, dtype):
    values = stack(dtype)
    with RasterSource(write(tmp_path / "a.tif", values)) as source:
        read, valid = source.read(Window(1, 1, 3, 2), (3, 1))
    np.testing.assert_array_equal(read, values[[2, 0], 1:3, 1:4])
    assert read.dtype == values.dtype
    assert valid is None


def test_nodata_of_any_used_band_makes_a_pixel_invalid(tmp_path):
    values = stack("int16")
    values[1, 2, 3] = -999
    with RasterSource(write(tmp_path / "a.tif", values, nodata=-999)) as source:
        _, valid = source.read(WHOLE, (1, 2, 3))
        _, others = source.read(WHOLE, (1, 3))
    assert np.argwhere(~valid).tolist() == [[2, 3]]
    assert others is None


def test_a_shared_fill_colour_counts_only_in_all_bands(tmp_path):
    values = stack("uint8")
    values[:, 0, 0] = 0
    values[2, 1, 1] = 0
    with RasterSource(write(tmp_path / "a.tif", values, nodata=0)) as source:
        _, valid = source.read(WHOLE, (1, 2, 3))
    assert np.argwhere(~valid).tolist() == [[0, 0]]


def test_nan_and_infinity_are_invalid(tmp_path):
    values = stack("float32")
    values[0, 1, 1], values[2, 3, 5] = np.nan, np.inf
    with RasterSource(write(tmp_path / "a.tif", values)) as source:
        _, valid = source.read(WHOLE, (1, 2, 3))
    assert np.argwhere(~valid).tolist() == [[1, 1], [3, 5]]


def test_alpha_makes_pixels_invalid_and_is_no_input_band(tmp_path):
    values = np.concatenate([stack(), np.full((1, 4, 6), 255, np.uint8)])
    values[3, :, 4:] = 0
    path = write(tmp_path / "a.tif", values, photometric="rgb", alpha="yes")
    with RasterSource(path) as source:
        _, valid = source.read(WHOLE, (1, 2, 3))
        assert source.alpha_bands == (4,)
        assert match_bands(source, ("red", "green", "blue"), {}).indexes == (1, 2, 3)
    assert (~valid).sum() == 8


def test_mask_band_makes_pixels_invalid(tmp_path):
    mask = np.full((4, 6), 255, np.uint8)
    mask[0] = 0
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        path = write(tmp_path / "a.tif", stack())
        with rasterio.open(path, "r+") as dataset:
            dataset.write_mask(mask)
    with RasterSource(path) as source:
        _, valid = source.read(WHOLE, (1, 2, 3))
    assert (~valid).sum() == 6


def test_bands_are_found_by_description_and_by_colour(tmp_path):
    path = write(tmp_path / "a.tif", stack("uint16", 4))
    with rasterio.open(path, "r+") as dataset:
        for index, name in enumerate(("B02 blue", "B03", "Red", "near infrared"), start=1):
            dataset.set_band_description(index, name)
    with RasterSource(path) as source:
        assert match_bands(source, ("red", "green", "blue", "nir"), {}).indexes == (3, 2, 1, 4)
        assert match_bands(source, ("red",), {"red": 4}).indexes == (4,)

    bgr = write(tmp_path / "b.tif", stack())
    with rasterio.open(bgr, "r+") as dataset:
        dataset.colorinterp = (ColorInterp.blue, ColorInterp.green, ColorInterp.red)
    with RasterSource(bgr) as source:
        assert match_bands(source, ("red", "green", "blue"), {}).indexes == (3, 2, 1)


def test_unnamed_bands_are_taken_in_order_and_that_is_said(tmp_path):
    path = write(tmp_path / "a.tif", stack("uint16"))
    with rasterio.open(path, "r+") as dataset:
        dataset.colorinterp = (ColorInterp.undefined,) * 3
    with RasterSource(path) as source:
        match = match_bands(source, ("red", "green", "blue"), {})
    assert match.indexes == (1, 2, 3)
    assert "does not name" in match.note


def test_a_missing_band_is_named_with_what_is_there(tmp_path):
    with (
        RasterSource(write(tmp_path / "a.tif", stack(), photometric="rgb")) as source,
        pytest.raises(InputError, match=r"lacks nir.*1 red, 2 green, 3 blue"),
    ):
        match_bands(source, ("red", "nir"), {})


def test_a_missing_band_is_looked_for_in_what_is_not_used(tmp_path):
    path = write(tmp_path / "a.tif", stack(bands=4), photometric="rgb", alpha="yes")
    with (
        RasterSource(path) as source,
        pytest.raises(InputError, match=r"lacks nir.*4 alpha.*for example nir=4"),
    ):
        match_bands(source, ("red", "green", "blue", "nir"), {})


def test_a_palette_is_no_colour(tmp_path):
    path = write(tmp_path / "a.tif", stack(bands=1))
    with rasterio.open(path, "r+") as dataset:
        dataset.write_colormap(1, {0: (10, 20, 30, 255)})
    with RasterSource(path) as source, pytest.raises(InputError, match="PCT to RGB"):
        match_bands(source, ("red", "green", "blue"), {})


@pytest.mark.parametrize(
    ("epsg", "transform", "expected"),
    [
        (32645, Affine(0.5, 0, 5e5, 0, -0.5, 3e6), (0.5, 0.5)),
        # Rotated by 30 degrees, south-up.
        (32645, Affine.translation(5e5, 3e6) @ Affine.rotation(30) @ Affine.scale(2, 2), (2, 2)),
        # A degree of longitude shrinks with latitude, Web Mercator does not know.
        (4326, Affine(1e-5, 0, 85.5, 0, -1e-5, 60.0), (0.558, 1.114)),
        (3857, Affine(1, 0, 0, 0, -1, 8399737.9), (0.5, 0.5)),
        # US survey feet.
        (2263, Affine(1, 0, 984250, 0, -1, 200000), (0.3048, 0.3048)),
    ],
)
def test_gsd_is_metres_on_the_ground(epsg, transform, expected):
    assert Grid(2, 2, transform, CRS.from_epsg(epsg)).gsd_m() == pytest.approx(expected, rel=5e-3)


def test_grid_without_crs_has_no_gsd():
    grid = Grid(2, 2, Affine.identity())
    assert grid.gsd_m() is None
    assert grid.pixel_area_m2(0.5) == 0.25


def test_truncated_file_is_an_input_error(tmp_path):
    path = tmp_path / "a.tif"
    values = np.random.default_rng(0).integers(0, 255, (3, 200, 200), np.uint8)
    write(path, values)
    path.write_bytes(path.read_bytes()[:60000])
    with RasterSource(str(path)) as source, pytest.raises(InputError, match="damaged"):
        source.read(Window(0, 150, 200, 50), (1, 2, 3))


def test_picture_without_a_place_lies_where_qgis_draws_it(tmp_path):
    path = tmp_path / "photo.png"
    with rasterio.open(path, "w", driver="PNG", width=3, height=2, count=1, dtype="uint8") as made:
        made.write(np.zeros((1, 2, 3), np.uint8))

    with RasterSource(str(path)) as source:
        assert source.grid.transform == Affine(1, 0, 0, 0, -1, 0)


def test_upright_grid_with_a_crs_stays_as_it_is(tmp_path):
    path = write(tmp_path / "upright.tif", stack(), transform=Affine.translation(0, 0))

    with RasterSource(str(path)) as source:
        assert source.grid.transform == Affine.identity()
