"""Stacks: rasters of any grids on one, aligned with each other, nothing lost on the way."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp
from rasterio.warp import Resampling, calculate_default_transform, reproject
from scipy import ndimage

from sat_dl_plugin.contract.errors import (
    InputError,
    JobCancelled,
    OutputError,
    SatDlError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import StackJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.prepare import stack as stack_module
from sat_dl_plugin.engine.prepare import stack_reader
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG
from sat_dl_plugin.engine.run import run_job

PLACE = Affine(0.5, 0, 500000, 0, -0.5, 5700000)
PAIRS = Path(os.environ.get("SATDL_SHARED", Path(__file__).parents[3] / "shared"))
PAIRS = PAIRS / "data" / "pan_ms_pairs"


class Listener(SilentReporter):
    """Keeps what a job says."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.phases: list[tuple[float, str]] = []

    def log(self, text: str, level: str = "info") -> None:
        self.lines.append((level, text))

    def progress(self, fraction: float, phase: str) -> None:
        self.phases.append((fraction, phase))


def write(path, values, transform=PLACE, descriptions=(), band_tags=(), **options):
    profile = {
        "driver": "GTiff",
        "count": values.shape[0],
        "height": values.shape[1],
        "width": values.shape[2],
        "dtype": values.dtype,
        "crs": "EPSG:32631",
        "transform": transform,
        **options,
    }
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(values)
        for band, text in enumerate(descriptions, start=1):
            dataset.set_band_description(band, text)
        for band, (domain, items) in enumerate(band_tags, start=1):
            dataset.update_tags(band, ns=domain, **items)
    return str(path)


def run(tmp_path, *inputs, reporter=None, **fields):
    job = StackJob(tuple(inputs), str(tmp_path / "stack.tif"), **fields)
    return run_job(job, reporter or SilentReporter())


def read(result):
    with rasterio.open(result["output"]) as dataset:
        return dataset.read(), dataset.profile


def numbers(bands, height, width, dtype="uint16", first=1):
    count = bands * height * width
    return np.arange(first, first + count).reshape(bands, height, width).astype(dtype)


def scene(side, seed=0):
    """Return a picture with detail of all sizes, 0 to 1."""
    rng = np.random.default_rng(seed)
    picture = sum(
        ndimage.gaussian_filter(rng.normal(size=(side, side)), sigma) * sigma
        for sigma in (1.5, 3, 8)
    )
    # Sharp borders, as fields and roofs have them.
    picture += 0.8 * np.sign(ndimage.gaussian_filter(rng.normal(size=(side, side)), 6))
    return (picture - picture.min()) / np.ptp(picture)


def averaged(picture, factor):
    side = picture.shape[0] // factor
    return (
        picture[: side * factor, : side * factor].reshape(side, factor, side, factor).mean((1, 3))
    )


# Grids and values


@pytest.mark.parametrize("resampling", ["nearest", "bilinear", "cubic"])
def test_the_same_grid_keeps_every_value(tmp_path, resampling):
    first, second = numbers(2, 20, 30), numbers(3, 20, 30, first=2000)
    paths = write(tmp_path / "a.tif", first), write(tmp_path / "b.tif", second)

    result = run(tmp_path, *paths, align=False, resampling=resampling)

    values, profile = read(result)
    np.testing.assert_array_equal(values, np.concatenate([first, second]))
    assert profile["dtype"] == "uint16"
    assert profile["nodata"] is None
    assert profile["transform"] == PLACE


def test_coarser_pixels_are_repeated_by_nearest(tmp_path):
    fine, coarse = numbers(1, 8, 12), numbers(2, 2, 3)
    paths = (
        write(tmp_path / "a.tif", fine),
        write(tmp_path / "b.tif", coarse, PLACE @ Affine.scale(4)),
    )

    values, _ = read(run(tmp_path, *paths, align=False, resampling="nearest"))

    np.testing.assert_array_equal(values[1:], coarse.repeat(4, axis=1).repeat(4, axis=2))


@pytest.mark.parametrize("resampling", ["bilinear", "cubic"])
def test_a_plane_stays_a_plane(tmp_path, resampling):
    # 4 x 4 coarse pixels of 1.5 m on pixels of 0.5 m: what is linear is interpolated exactly.
    coarse = np.fromfunction(lambda _, row, col: 10 * row + 30 * col, (1, 12, 12))
    paths = (
        write(tmp_path / "a.tif", numbers(1, 36, 36)),
        write(tmp_path / "b.tif", coarse.astype("float32"), PLACE @ Affine.scale(3)),
    )

    values, _ = read(run(tmp_path, *paths, align=False, resampling=resampling))

    row, col = np.mgrid[0:36, 0:36]
    expected = 10 * ((row + 0.5) / 3 - 0.5) + 30 * ((col + 0.5) / 3 - 0.5)
    inner = slice(8, -8)
    np.testing.assert_allclose(values[1][inner, inner], expected[inner, inner], atol=1e-3)


def test_finer_pixels_are_averaged(tmp_path):
    fine = numbers(1, 20, 30, "float32")
    paths = (
        write(tmp_path / "a.tif", numbers(1, 2, 3), PLACE @ Affine.scale(10)),
        write(tmp_path / "b.tif", fine),
    )

    result = run(tmp_path, *paths, align=False)

    np.testing.assert_allclose(
        read(result)[0][1], fine[0].reshape(2, 10, 3, 10).mean((1, 3)), rtol=1e-6
    )
    assert [entry["resampling"] for entry in result["inputs"]] == ["cubic", "average"]


def test_windows_leave_no_seams(tmp_path, monkeypatch):
    rng = np.random.default_rng(1)
    paths = (
        write(tmp_path / "a.tif", numbers(1, 70, 90)),
        write(
            tmp_path / "b.tif",
            rng.normal(size=(2, 40, 40)).astype("float32"),
            PLACE @ Affine.translation(3.3, -2.7) @ Affine.scale(2.7),
        ),
        write(
            tmp_path / "c.tif",
            rng.normal(size=(1, 200, 250)).astype("float32"),
            PLACE @ Affine.translation(-1.3, 4.1) @ Affine.scale(0.41),
        ),
    )
    whole, _ = read(run(tmp_path, *paths, align=False))
    monkeypatch.setattr(stack_reader, "_MOST_SOURCE_VALUES", 900)
    parts, _ = read(run(tmp_path, *paths, align=False))

    np.testing.assert_array_equal(np.isnan(whole), np.isnan(parts))
    np.testing.assert_allclose(np.nan_to_num(whole), np.nan_to_num(parts), atol=2e-5)


def test_another_crs_lands_where_it_belongs(tmp_path):
    picture = (1000 * ndimage.gaussian_filter(scene(160), 2)).astype("float32")[None]
    reference = write(tmp_path / "a.tif", picture)
    bounds = rasterio.transform.array_bounds(160, 160, PLACE)
    turned, width, height = calculate_default_transform(
        "EPSG:32631", "EPSG:4326", 160, 160, *bounds
    )
    other = np.full((1, height, width), np.nan, "float32")
    reproject(
        picture,
        other,
        src_transform=PLACE,
        src_crs="EPSG:32631",
        dst_transform=turned,
        dst_crs="EPSG:4326",
        dst_nodata=np.nan,
        resampling=Resampling.cubic,
    )
    path = write(tmp_path / "b.tif", other, turned, crs="EPSG:4326", nodata=np.nan)

    values, profile = read(run(tmp_path, reference, path, align=False))

    inner = slice(12, -12)
    both = values[:, inner, inner].reshape(2, -1)
    assert np.corrcoef(both)[0, 1] > 0.999
    found = run(tmp_path, reference, path)["inputs"][1]
    assert found["aligned"]
    np.testing.assert_allclose(found["shift_px"], (0, 0), atol=0.1)
    assert profile["crs"] == "EPSG:32631"


def test_extent_and_a_reference_that_is_no_input(tmp_path):
    values = numbers(1, 20, 30)
    grid = write(tmp_path / "grid.tif", numbers(1, 10, 15), PLACE @ Affine.scale(2))
    path = write(tmp_path / "a.tif", values)

    result = run(
        tmp_path,
        path,
        reference=grid,
        align=False,
        resampling="nearest",
        extent=(500002, 5699994, 500006, 5699999),
        extent_crs="EPSG:32631",
    )

    stacked, profile = read(result)
    assert stacked.shape == (1, 5, 4)
    assert profile["transform"] == PLACE @ Affine.scale(2) @ Affine.translation(2, 1)
    # Nearest takes one of the four pixels under each.
    assert set(stacked[0, 0]) <= set(values[0, 2:4, 4:12].ravel())


# Nodata and data types


def test_nodata_stays_in_the_bands_of_its_input(tmp_path):
    first, second = numbers(2, 20, 20), numbers(1, 20, 20)
    first[:, 5:8, 5:8] = 0
    second[:, 15, 15] = 0
    paths = (
        write(tmp_path / "a.tif", first, nodata=0),
        write(tmp_path / "b.tif", second, nodata=0),
    )

    values, profile = read(run(tmp_path, *paths, align=False))

    assert profile["nodata"] == 0
    np.testing.assert_array_equal(values[:2], first)
    np.testing.assert_array_equal(values[2:], second)


def test_outside_an_input_is_nodata(tmp_path):
    second = np.full((1, 10, 10), 7, "uint8")
    paths = (
        write(tmp_path / "a.tif", numbers(1, 10, 20, "uint8")),
        write(tmp_path / "b.tif", second, PLACE @ Affine.translation(15, 0)),
    )

    values, profile = read(run(tmp_path, *paths, align=False))

    # All 256 values are measured ones, so there has to be room for one more.
    assert (profile["dtype"], profile["nodata"]) == ("uint16", 65535)
    np.testing.assert_array_equal(values[0], numbers(1, 10, 20, "uint8")[0])
    assert (values[1][:, :15] == 65535).all()
    assert (values[1][:, 15:] == 7).all()


def test_nodata_does_not_leak_into_values(tmp_path):
    coarse = np.full((1, 10, 10), 1000, "int16")
    coarse[:, :, 5:] = -9999
    paths = (
        write(tmp_path / "a.tif", numbers(1, 40, 40)),
        write(tmp_path / "b.tif", coarse, PLACE @ Affine.scale(4), nodata=-9999),
    )

    values, profile = read(run(tmp_path, *paths, align=False))

    assert profile["dtype"] == "int32"
    assert (values[1][:, :20] == 1000).all()
    assert (values[1][:, 20:] == profile["nodata"]).all()


def test_a_measured_value_is_no_nodata(tmp_path):
    # Cubic interpolation swings below the darkest pixels, here to 0 and less.
    coarse = np.full((1, 10, 10), 2, "uint16")
    coarse[:, :, 5:] = 5000
    coarse[:, 0, 0] = 0
    paths = (
        write(tmp_path / "a.tif", numbers(1, 40, 40), nodata=0),
        write(tmp_path / "b.tif", coarse, PLACE @ Affine.scale(4), nodata=0),
    )

    values, _ = read(run(tmp_path, *paths, align=False))

    assert np.argwhere(values[1] == 0).max() < 4


@pytest.mark.parametrize(
    ("dtypes", "expected"),
    [
        (("uint8", "uint16"), "uint16"),
        (("int16", "uint8"), "int16"),
        (("uint16", "int16"), "int32"),
        (("uint16", "float32"), "float32"),
        (("float64", "uint8"), "float64"),
    ],
)
def test_one_type_holds_all(tmp_path, dtypes, expected):
    paths = [
        write(tmp_path / f"{place}.tif", numbers(1, 6, 6, dtype))
        for place, dtype in enumerate(dtypes)
    ]

    result = run(tmp_path, *paths, align=False)

    values, profile = read(result)
    assert profile["dtype"] == expected == result["dtype"]
    np.testing.assert_array_equal(values, np.concatenate([numbers(1, 6, 6)] * 2))


def test_large_whole_numbers_survive(tmp_path):
    values = np.full((1, 6, 6), 2**31 + 1, "uint32")
    path = write(tmp_path / "a.tif", values)
    np.testing.assert_array_equal(read(run(tmp_path, path))[0], values)


# What bands say about themselves


def test_bands_keep_names_wavelengths_and_colours(tmp_path):
    tags = {"CENTRAL_WAVELENGTH_UM": "0.66"}
    first = write(
        tmp_path / "rgb.tif",
        numbers(3, 6, 6),
        photometric="rgb",
        band_tags=[(None, {"wavelength": "660 nm", "STATISTICS_MEAN": "3"})],
    )
    second = write(
        tmp_path / "ms.tif",
        numbers(2, 6, 6),
        descriptions=("nir", ""),
        band_tags=[("IMAGERY", tags)],
    )

    result = run(tmp_path, first, second, second, align=False, names=("", "eight", "eight"))

    with rasterio.open(result["output"]) as dataset:
        assert dataset.descriptions == (
            *("rgb: red", "rgb: green", "rgb: blue"),
            *("eight: nir", "eight: band 2", "eight (2): nir", "eight (2): band 2"),
        )
        assert dataset.tags(1)["wavelength"] == "660 nm"
        assert "STATISTICS_MEAN" not in dataset.tags(1)
        assert dataset.tags(4, ns="IMAGERY") == tags
        assert dataset.tags(4)["SATDL_INPUT"] == "eight"
        assert dataset.colorinterp[:3] == (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
        assert PROVENANCE_TAG in dataset.tags()
    assert result["bands"][3] == "eight: nir"


# Alignment


@pytest.mark.parametrize("factor", [1, 2, 5])
@pytest.mark.parametrize("beside", [(0.0, 0.0), (3.35, -1.7), (-0.45, 6.25)])
def test_known_shifts_are_found_and_removed(tmp_path, factor, beside):
    picture = scene(400)
    fine = (1000 + 4000 * picture)[None].astype("uint16")
    # Bright is dark in the other band, and it starts somewhere else.
    coarse = averaged(1 - picture[10:, 10:], factor)[None].astype("float32")
    there = PLACE @ Affine.translation(10 + beside[0], 10 + beside[1]) @ Affine.scale(factor)
    paths = write(tmp_path / "pan.tif", fine), write(tmp_path / "ms.tif", coarse, there)
    listener = Listener()

    result = run(tmp_path, *paths, reporter=listener)

    entry = result["inputs"][1]
    # A tenth of a pixel, or where the other is much coarser a twenty-fifth of its own.
    allowed = max(0.1, factor / 25)
    np.testing.assert_allclose(entry["shift_px"], np.negative(beside), atol=allowed)
    np.testing.assert_allclose(entry["shift_m"], np.negative(beside) / 2, atol=allowed)
    assert entry["aligned"]
    assert result["inputs"][0]["shift_px"] == [0.0, 0.0]
    values, _ = read(result)
    both = values[:, 30:-30, 30:-30].reshape(2, -1)
    assert np.corrcoef(both)[0, 1] < (-0.98 if factor < 5 else -0.9)
    with rasterio.open(result["output"]) as dataset:
        told = [float(part) for part in dataset.tags(2)["SATDL_SHIFT_PX"].split()]
    np.testing.assert_allclose(told, entry["shift_px"], atol=1e-3)
    if beside == (3.35, -1.7) and factor < 5:
        assert any("px to the left" in text and "px down" in text for _, text in listener.lines)
    assert {phase for _, phase in listener.phases} == {"Aligning", "Writing"}
    fractions = [fraction for fraction, _ in listener.phases]
    assert fractions == sorted(fractions)


def test_a_small_raster_in_a_large_reference_is_aligned(tmp_path):
    large, small = scene(900)[None].astype("float32"), slice(600, 800)
    there = PLACE @ Affine.translation(602.5, 598)
    paths = (
        write(tmp_path / "a.tif", large),
        write(tmp_path / "b.tif", np.ascontiguousarray(large[:, small, small]), there),
    )

    entry = run(tmp_path, *paths)["inputs"][1]

    assert entry["aligned"], entry["alignment"]
    np.testing.assert_allclose(entry["shift_px"], (-2.5, 2), atol=0.1)


def untouched(result, listener, reason):
    entry = result["inputs"][1]
    assert entry["shift_px"] == [0.0, 0.0]
    assert not entry["aligned"]
    assert reason in entry["alignment"]
    assert any(level == "warning" and reason in text for level, text in listener.lines)


@pytest.mark.parametrize("other", ["unrelated", "flat"])
def test_what_does_not_correlate_is_left_alone(tmp_path, other):
    second = scene(300, seed=5) if other == "unrelated" else np.full((300, 300), 0.5)
    paths = (
        write(tmp_path / "a.tif", scene(300)[None].astype("float32")),
        write(tmp_path / "b.tif", second[None].astype("float32")),
    )
    listener = Listener()

    result = run(tmp_path, *paths, reporter=listener)

    untouched(result, listener, "too weak to trust")
    np.testing.assert_array_equal(read(result)[0][1], second.astype("float32"))


def test_windows_that_disagree_move_nothing(tmp_path):
    picture = scene(420)[None].astype("float32")
    torn = np.stack(
        [np.roll(row, int(9 * np.sin(place / 25))) for place, row in enumerate(picture[0])]
    )
    torn = np.stack(
        [np.roll(col, int(9 * np.cos(place / 25))) for place, col in enumerate(torn.T)]
    ).T
    paths = write(tmp_path / "a.tif", picture), write(tmp_path / "b.tif", torn[None])
    listener = Listener()

    result = run(tmp_path, *paths, reporter=listener)

    assert not result["inputs"][1]["aligned"], result["inputs"][1]["alignment"]
    assert result["inputs"][1]["shift_px"] == [0.0, 0.0]


def test_too_small_a_scene_is_left_alone(tmp_path):
    paths = (
        write(tmp_path / "a.tif", numbers(1, 20, 20)),
        write(tmp_path / "b.tif", numbers(1, 20, 20)),
    )
    listener = Listener()
    untouched(run(tmp_path, *paths, reporter=listener), listener, "smaller than")


@pytest.mark.skipif(not PAIRS.is_dir(), reason="the pairs are not here")
@pytest.mark.parametrize("name", ["sn6_1", "sn6_2"])
def test_known_shifts_of_real_pairs(tmp_path, name):
    pan, multispectral = str(PAIRS / f"{name}_pan.tif"), PAIRS / f"{name}_ms.tif"
    own = run(tmp_path, pan, str(multispectral))["inputs"][1]
    assert own["aligned"]
    with rasterio.open(multispectral) as dataset:
        values, place = dataset.read(), dataset.transform
    for right, down in ((0.7, 0.4), (-6.3, 1.8)):
        moved = Affine.translation(right * 0.5, -down * 0.5) @ place
        path = write(tmp_path / "moved.tif", values, moved, nodata=0)
        entry = run(tmp_path, pan, path)["inputs"][1]
        found = np.subtract(own["shift_px"], entry["shift_px"])
        np.testing.assert_allclose(found, (right, down), atol=0.1)


# Refusals


def test_refusals(tmp_path):
    good = write(tmp_path / "a.tif", numbers(1, 6, 6))
    without = write(tmp_path / "without.tif", numbers(1, 6, 6), crs=None)
    far = write(tmp_path / "far.tif", numbers(1, 6, 6), PLACE @ Affine.translation(500, 0))
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"II*\x00 no raster")
    waves = write(tmp_path / "complex.tif", numbers(1, 6, 6, "complex64"))
    for path, text in (
        (without, "without.tif has no CRS"),
        (far, "far.tif does not overlap the reference"),
        (str(broken), "Cannot open"),
        (str(tmp_path / "nowhere.tif"), "Cannot open"),
        (waves, "complex64"),
    ):
        with pytest.raises(InputError, match=text):
            run(tmp_path, good, path)
    assert not (tmp_path / "stack.tif").exists()


def test_rasters_without_any_crs_share_a_plane(tmp_path):
    paths = [
        write(tmp_path / f"{name}.tif", numbers(1, 6, 6), crs=None, transform=Affine.scale(1, -1))
        for name in "ab"
    ]
    result = run(tmp_path, *paths, align=False)
    np.testing.assert_array_equal(read(result)[0], np.concatenate([numbers(1, 6, 6)] * 2))
    assert result["inputs"][0]["shift_m"] is None


def test_wrong_parameters(tmp_path):
    with pytest.raises(UsageError, match="No raster"):
        run(tmp_path)
    path = write(tmp_path / "a.tif", numbers(1, 6, 6))
    with pytest.raises(UsageError, match="lanczos"):
        run(tmp_path, path, resampling="lanczos")


def test_the_output_is_no_input(tmp_path):
    path = write(tmp_path / "a.tif", numbers(1, 6, 6))
    before = Path(path).read_bytes()
    for job in (StackJob((path,), path), StackJob((path,), path, reference=path)):
        with pytest.raises(OutputError, match="also an input"):
            run_job(job, SilentReporter())
    assert Path(path).read_bytes() == before


def test_a_full_disk_is_told_before_writing(tmp_path, monkeypatch):
    path = write(tmp_path / "a.tif", numbers(1, 6, 6))
    asked = []

    def check(target, inputs=(), needed_bytes=0):
        asked.append(needed_bytes)
        if needed_bytes:
            raise OutputError("Not enough disk space")

    monkeypatch.setattr(stack_module, "check_target", check)
    with pytest.raises(OutputError, match="Not enough"):
        run(tmp_path, path, path)
    assert asked[-1] >= 2 * 36 * 2


def test_a_cancel_leaves_nothing(tmp_path):
    paths = (
        write(tmp_path / "a.tif", numbers(1, 60, 60)),
        write(tmp_path / "b.tif", numbers(1, 60, 60)),
    )

    class Stopping(SilentReporter):
        def check_cancelled(self) -> None:
            raise JobCancelled

    for align in (True, False):
        with pytest.raises(SatDlError):
            run(tmp_path, *paths, reporter=Stopping(), align=align)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.tif", "b.tif"]


def test_jobs_come_back_from_json():
    from sat_dl_plugin.contract.jobs import job_from_params

    job = StackJob(("a.tif", "b.tif"), "c.tif", names=("x", "y"), extent=(0, 0, 1, 1))
    params = job.to_params() | {"inputs": ["a.tif", "b.tif"], "names": ["x", "y"]}
    assert job_from_params("stackbands", params) == job
    assert replace(job, align=False) != job
