"""Enhancing with a network: exact tiles, honest units, gaps that stay gaps, bands it never saw."""

import json

import numpy as np
import onnxruntime
import pytest
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp

from sat_dl_plugin.contract.errors import (
    DeviceMemoryError,
    InputError,
    JobCancelled,
    ModelError,
    OutputError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import DecrappifyJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.enhance.decrappify.job import run_decrappify
from sat_dl_plugin.engine.enhance.enlarge import enlarge_bicubic
from sat_dl_plugin.engine.models.network import OnnxNetwork
from sat_dl_plugin.engine.output import shutil as output_shutil
from tests.engine import onnx_networks

TRANSFORM = Affine(10.0, 0, 3e5, 0, -10.0, 3e6)


def write_raster(path, values, names=(), **options):
    bands, height, width = values.shape
    profile = {
        "driver": "GTiff",
        "count": bands,
        "height": height,
        "width": width,
        "dtype": values.dtype,
        "crs": "EPSG:32645",
        "transform": TRANSFORM,
        **options,
    }
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(values)
        for index, name in enumerate(names, start=1):
            dataset.set_band_description(index, name)
    return str(path)


def picture(height=61, width=75, bands=3, highest=255, dtype=np.uint8, seed=1):
    """Blobs rather than noise, so that there is something to enlarge."""
    random = np.random.default_rng(seed)
    rows, cols = np.mgrid[:height, :width]
    waves = [
        np.sin(rows / random.uniform(2, 9) + band) * np.cos(cols / random.uniform(2, 9))
        for band in range(bands)
    ]
    return ((np.stack(waves) + 1) / 2 * (0.8 * highest) + 0.1 * highest).astype(dtype)


def enhance(tmp_path, raster, model, **fields):
    job = DecrappifyJob(
        input=raster,
        model=model,
        output=str(tmp_path / "out.tif"),
        residual=str(tmp_path / "residual.tif"),
        **fields,
    )
    result = run_decrappify(job, SilentReporter())
    with rasterio.open(job.output) as output, rasterio.open(job.residual) as residual:
        return output.read(), residual.read(), result


def averaged(values, scale):
    bands, rows, cols = values.shape
    blocks = values.astype(np.float64).reshape(bands, rows // scale, scale, cols // scale, scale)
    return blocks.mean(axis=(2, 4))


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_tiles_equal_one_pass(tmp_path, scale):
    raster = write_raster(tmp_path / "in.tif", picture(dtype=np.float32))
    model = onnx_networks.sharpener(tmp_path / "net.onnx", scale)

    tiled, _, result = enhance(tmp_path, raster, model, tile=64)
    whole, _, _ = enhance(tmp_path, raster, model)

    np.testing.assert_allclose(tiled, whole, atol=2e-3)
    assert result["scale"] == scale
    assert tiled.shape == (3, 61 * scale, 75 * scale)


def test_repairing_gives_what_the_network_says(tmp_path):
    values = picture(60, 74)
    raster = write_raster(tmp_path / "in.tif", values)
    model = onnx_networks.sharpener(tmp_path / "net.onnx", 1)
    repaired, residual, _ = enhance(tmp_path, raster, model)

    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    said = session.run(None, {"input": values[None].astype(np.float32) / 255})[0][0]
    expected = np.rint(np.clip(said * 255, 0, 255))
    np.testing.assert_array_equal(repaired, expected)
    np.testing.assert_array_equal(residual, np.abs(expected - values))


def test_the_result_averages_down_to_the_input(tmp_path):
    values = picture(highest=10_000, dtype=np.uint16)
    raster = write_raster(tmp_path / "in.tif", values)
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    enhanced, residual, result = enhance(tmp_path, raster, model)

    disagreement = np.abs(averaged(enhanced, 2) - values)
    np.testing.assert_allclose(disagreement, residual, atol=1e-2)
    # The network alone is off by hundreds.
    assert disagreement.mean() < 10
    assert result["mean_residual"] == pytest.approx(disagreement.mean(), rel=1e-3)
    means = [(entry["mean_before"], entry["mean_after"]) for entry in result["bands"]]
    np.testing.assert_allclose(*zip(*means), rtol=1e-3)


@pytest.mark.parametrize(
    ("dtype", "highest"),
    [(np.uint8, 255), (np.uint16, 10_000), (np.int16, 3_000), (np.float32, 1.0)],
)
def test_values_come_back_in_their_own_units(tmp_path, dtype, highest):
    values = picture(highest=highest, dtype=dtype)
    # Highlights beyond what the stretch knows.
    values[:, :2, :3] = 1.4 * highest if dtype != np.uint8 else 255
    raster = write_raster(tmp_path / "in.tif", values)
    enhanced, residual, _ = enhance(tmp_path, raster, onnx_networks.nearest(tmp_path / "n.onnx"))

    assert enhanced.dtype == dtype
    expected = values.repeat(2, axis=1).repeat(2, axis=2)
    # What the stretch cut off is enlarged smoothly.
    beyond = np.s_[:, 10:, 10:]
    np.testing.assert_allclose(enhanced[beyond], expected[beyond], atol=1e-5 * highest)
    np.testing.assert_allclose(averaged(enhanced, 2), values, atol=0.03 * highest)
    assert residual[:, 5:, 5:].max() <= 1e-5 * highest


def test_an_extent_off_the_stride_gives_the_crop_of_the_whole(tmp_path):
    values = picture(dtype=np.float32)
    raster = write_raster(tmp_path / "in.tif", values)
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    whole, _, _ = enhance(tmp_path, raster, model)
    left, top = TRANSFORM @ (13, 7)
    right, bottom = TRANSFORM @ (50, 44)
    part, residual, _ = enhance(tmp_path, raster, model, extent=(left, bottom, right, top))

    assert residual.shape == (3, 37, 37)
    np.testing.assert_allclose(part, whole[:, 14:88, 26:100], atol=2e-3)
    with rasterio.open(tmp_path / "out.tif") as dataset:
        assert dataset.bounds == pytest.approx((left, bottom, right, top))
        assert dataset.res == (5.0, 5.0)


def test_gaps_stay_gaps_and_nothing_leaks_out_of_them(tmp_path):
    values = picture(highest=10_000, dtype=np.uint16)
    gap = np.s_[:, 20:31, 33:50]
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    found = []
    for nodata in (0, 65_535):
        values[gap] = nodata
        raster = write_raster(tmp_path / "in.tif", values, nodata=nodata)
        enhanced, residual, _ = enhance(tmp_path, raster, model)
        hole = (enhanced == nodata).all(axis=0)
        assert hole[40:62, 66:100].all()
        assert hole.sum() == 22 * 34
        assert np.isnan(residual[gap]).all()
        found.append(np.where(hole, 0, enhanced.astype(int)))
    # The range that values are stretched from is that of the valid ones, too.
    np.testing.assert_array_equal(*found)


def test_tiles_around_gaps_equal_one_pass(tmp_path):
    values = picture(dtype=np.float32)
    values[:, 10:40, 30:45] = np.nan
    raster = write_raster(tmp_path / "in.tif", values, nodata=float("nan"))
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    tiled, _, _ = enhance(tmp_path, raster, model, tile=64)
    whole, _, _ = enhance(tmp_path, raster, model)
    np.testing.assert_allclose(tiled, whole, atol=2e-3, equal_nan=True)
    assert np.isnan(whole).sum() == 3 * 60 * 30


def test_bands_the_network_does_not_know_get_the_detail_of_those_it_does(tmp_path):
    visible = np.random.default_rng(0).integers(2_000, 6_000, (3, 61, 75)).astype(np.uint16)
    infrared = 8_000 - visible[:1]
    unrelated = np.full_like(infrared, 1_234)
    values = np.concatenate([visible[::-1], infrared, unrelated])
    names = ("blue", "green", "red", "nir", "swir16")
    raster = write_raster(tmp_path / "in.tif", values, names)
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    enhanced, _, _ = enhance(tmp_path, raster, model)

    _, _, red, nir, swir = enhanced.astype(float)
    interpolated = enlarge_bicubic(infrared.astype(np.float32), 2)[0]
    error, without = (np.abs(one - (8_000 - red)).mean() for one in (nir, interpolated))
    assert error < 0.1 * without
    np.testing.assert_array_equal(swir, 1_234)
    assert np.abs(averaged(enhanced, 2) - values).mean() < 60
    with rasterio.open(tmp_path / "out.tif") as dataset:
        assert dataset.descriptions == names
    tiled, _, _ = enhance(tmp_path, raster, model, tile=96)
    np.testing.assert_allclose(tiled, enhanced.astype(int), atol=1)


@pytest.mark.parametrize("bands", [1, 20])
def test_bands_without_names_are_enhanced_as_grey(tmp_path, bands):
    values = picture(20, 24, bands)
    raster = write_raster(tmp_path / "in.tif", values)
    enhanced, _, result = enhance(tmp_path, raster, onnx_networks.nearest(tmp_path / "n.onnx"))
    np.testing.assert_array_equal(enhanced, values.repeat(2, axis=1).repeat(2, axis=2))
    assert "as grey" in result["notes"][0]


def test_a_network_of_one_band_takes_every_band_by_itself(tmp_path):
    values = picture(20, 24, 2)
    raster = write_raster(tmp_path / "in.tif", values)
    model = onnx_networks.nearest(tmp_path / "n.onnx", bands=("luminance",))
    enhanced, _, _ = enhance(tmp_path, raster, model)
    np.testing.assert_array_equal(enhanced, values.repeat(2, axis=1).repeat(2, axis=2))


def test_what_the_file_says_of_its_bands_is_kept(tmp_path):
    values = np.concatenate([picture(16, 20), np.full((1, 16, 20), 255, np.uint8)])
    values[3, :4] = 0
    raster = write_raster(tmp_path / "in.tif", values, ("r", "g", "b"), photometric="rgb")
    with rasterio.open(raster, "r+") as dataset:
        dataset.colorinterp = (*dataset.colorinterp[:3], ColorInterp.alpha)
    enhance(tmp_path, raster, onnx_networks.nearest(tmp_path / "n.onnx"))
    with rasterio.open(tmp_path / "out.tif") as dataset:
        assert [entry.name for entry in dataset.colorinterp] == ["red", "green", "blue", "alpha"]
        assert not dataset.read(4)[:8].any()
        assert (dataset.read(4)[8:] == 255).all()
        assert dataset.crs.to_epsg() == 32645
        record = json.loads(dataset.tags()["SATDL_PROVENANCE"])
        assert "measuring" in dataset.tags()["SATDL_NOTICE"]
    assert record["models"][0]["name"] == "n"
    assert record["details"]["mean_residual"] == pytest.approx(0, abs=1e-6)
    assert [entry["band"] for entry in record["details"]["bands"]] == ["r", "g", "b"]


@pytest.mark.parametrize("value", [0, 7])
def test_tiny_and_constant_rasters(tmp_path, value):
    raster = write_raster(tmp_path / "in.tif", np.full((3, 8, 8), value, np.uint16))
    enhanced, residual, _ = enhance(tmp_path, raster, onnx_networks.nearest(tmp_path / "n.onnx", 4))
    np.testing.assert_array_equal(enhanced, np.full((3, 32, 32), value))
    assert not residual.any()


@pytest.mark.parametrize("value", [0.25, 0.0])
def test_nothing_is_invented_where_the_input_is_flat(tmp_path, value):
    raster = write_raster(tmp_path / "in.tif", np.full((3, 30, 30), value, np.float32))
    enhanced, _, _ = enhance(tmp_path, raster, onnx_networks.sharpener(tmp_path / "net.onnx"))
    np.testing.assert_allclose(enhanced, value, atol=1e-6)


def test_windows_of_one_size_are_joined(tmp_path):
    values = picture(70, 90)
    raster = write_raster(tmp_path / "in.tif", values)
    model = onnx_networks.sharpener(tmp_path / "net.onnx", halo_px=None, input_size_px=64)
    free = onnx_networks.sharpener(tmp_path / "free.onnx")
    enhanced, _, _ = enhance(tmp_path, raster, model)
    expected, _, _ = enhance(tmp_path, raster, free)
    # Where windows look past the raster they repeat its edge, and a free one sees zeros there.
    inner = np.s_[:, 16:-16, 16:-16]
    np.testing.assert_allclose(enhanced[inner].astype(int), expected[inner], atol=1)


def test_out_of_memory_means_smaller_tiles(tmp_path, monkeypatch):
    raster = write_raster(tmp_path / "in.tif", picture(160, 160))
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    expected, _, _ = enhance(tmp_path, raster, model)
    predict = OnnxNetwork.predict

    def limited(self, batch, *more):
        if batch.shape[2] * batch.shape[3] > 150 * 150:
            raise DeviceMemoryError("too large")
        return predict(self, batch, *more)

    monkeypatch.setattr(OnnxNetwork, "predict", limited)
    enhanced, _, result = enhance(tmp_path, raster, model)
    np.testing.assert_allclose(enhanced.astype(int), expected, atol=1)
    assert "80 px" in result["notes"][0]


def test_unusable_models_say_why(tmp_path):
    raster = write_raster(tmp_path / "in.tif", picture(20, 24))
    with pytest.raises(ModelError, match="not for enhancement"):
        enhance(tmp_path, raster, onnx_networks.brightness(tmp_path / "classes.onnx"))
    with pytest.raises(ModelError, match=r"scale of 1\.5"):
        enhance(tmp_path, raster, onnx_networks.nearest(tmp_path / "n.onnx", scale=1.5))
    with pytest.raises(UsageError, match="tile of -1 px"):
        enhance(tmp_path, raster, onnx_networks.nearest(tmp_path / "n.onnx"), tile=-1)
    assert not (tmp_path / "out.tif").exists()


def test_all_nodata_is_said(tmp_path):
    raster = write_raster(tmp_path / "in.tif", np.zeros((3, 9, 9), np.uint8), nodata=0)
    with pytest.raises(InputError, match="no valid pixel"):
        enhance(tmp_path, raster, onnx_networks.nearest(tmp_path / "n.onnx"))


def test_too_little_space_is_said_before_the_start(tmp_path, monkeypatch):
    raster = write_raster(tmp_path / "in.tif", picture(200, 200, highest=10_000, dtype=np.uint16))
    full = output_shutil.disk_usage(tmp_path)._replace(free=17_000_000)
    monkeypatch.setattr(output_shutil, "disk_usage", lambda _path: full)
    with pytest.raises(OutputError, match="About 4 MB are needed and 17 MB are free"):
        enhance(tmp_path, raster, onnx_networks.nearest(tmp_path / "n.onnx", 4))


def test_a_cancelled_run_leaves_nothing(tmp_path):
    class Impatient(SilentReporter):
        asked = 0

        def check_cancelled(self):
            self.asked += 1
            if self.asked > 4:
                raise JobCancelled

    raster = write_raster(tmp_path / "in.tif", picture(100, 100))
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    before = sorted(tmp_path.iterdir())
    job = DecrappifyJob(input=raster, model=model, output=str(tmp_path / "out.tif"), tile=64)
    with pytest.raises(JobCancelled):
        run_decrappify(job, Impatient())
    assert sorted(tmp_path.iterdir()) == before
