"""Chains of enhancements: scales multiply, nothing moves, nothing is left behind."""

import json

import numpy as np
import pytest
import rasterio
from affine import Affine

from sat_dl_plugin.contract.errors import JobCancelled, OutputError, UsageError
from sat_dl_plugin.contract.jobs import EnhanceJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.enhance.chain import run_enhance
from sat_dl_plugin.engine.output import shutil as output_shutil
from tests.engine import onnx_networks

TRANSFORM = Affine(10.0, 0, 3e5, 0, -10.0, 3e6)
SIDE = 40


@pytest.fixture
def scene(tmp_path):
    """Fields: rectangles of random colours."""
    small = np.random.default_rng(5).integers(1_000, 4_000, (4, 5, 5)).astype(np.uint16)
    values = small.repeat(8, axis=1).repeat(8, axis=2)
    values[:, :3, :4] = 0
    path = tmp_path / "fields.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=SIDE,
        height=SIDE,
        count=4,
        dtype="uint16",
        crs="EPSG:32645",
        transform=TRANSFORM,
        nodata=0,
    ) as dataset:
        dataset.write(values)
        for index, name in enumerate(("blue", "green", "red", "nir"), start=1):
            dataset.set_band_description(index, name)
    return str(path), values


def chain(tmp_path, scene, steps, **fields):
    job = EnhanceJob(
        input=scene[0],
        output=str(tmp_path / "out.tif"),
        residual=str(tmp_path / "residual.tif"),
        steps=steps,
        checkpoints=str(tmp_path / "checkpoints"),
        **fields,
    )
    result = run_enhance(job, SilentReporter())
    with rasterio.open(job.output) as output, rasterio.open(job.residual) as residual:
        return output.read(), residual.read(), result


def averaged(values, scale):
    bands, rows, cols = values.shape
    blocks = values.astype(np.float64).reshape(bands, rows // scale, scale, cols // scale, scale)
    return blocks.mean(axis=(2, 4))


def test_scales_multiply_on_the_same_ground(tmp_path, scene):
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    before = {entry.name for entry in tmp_path.iterdir()}
    enhanced, residual, result = chain(tmp_path, scene, ("decrappify", "decrappify"), model=model)

    assert result["scale"] == 4
    assert [step["scale"] for step in result["steps"]] == [2, 2]
    assert {entry.name for entry in tmp_path.iterdir()} - before == {"out.tif", "residual.tif"}
    with rasterio.open(tmp_path / "out.tif") as dataset:
        assert dataset.shape == (4 * SIDE, 4 * SIDE)
        assert dataset.res == (2.5, 2.5)
        assert dataset.descriptions == ("blue", "green", "red", "nir")
        assert dataset.nodata == 0
        record = json.loads(dataset.tags()["SATDL_PROVENANCE"])
    assert record["inputs"][0]["path"] == scene[0]
    assert record["models"][0]["name"] == "net"
    assert record["parameters"]["steps"] == ["decrappify", "decrappify"]
    assert not enhanced[:, :12, :16].any()
    assert np.isnan(residual[:, :3, :4]).all()
    disagreement = np.abs(averaged(enhanced, 4) - scene[1])[:, 8:, 8:]
    np.testing.assert_allclose(disagreement, residual[:, 8:, 8:], atol=1e-2)
    assert result["mean_residual"] < 20


def test_the_result_of_every_step_is_kept_when_asked(tmp_path, scene):
    folder = tmp_path / "steps"
    folder.mkdir()
    model = onnx_networks.nearest(tmp_path / "net.onnx")
    enhanced, residual, _ = chain(
        tmp_path, scene, ("decrappify", "decrappify"), model=model, intermediates=str(folder)
    )

    assert sorted(entry.name for entry in folder.iterdir()) == [
        "out-1-decrappify.tif",
        "out-2-decrappify.tif",
    ]
    # Infrared is guided by the others.
    expected = scene[1][:3].repeat(4, axis=1).repeat(4, axis=2)
    np.testing.assert_array_equal(enhanced[:3], expected)
    assert np.nanmax(residual[:3]) == 0


def test_the_extent_goes_through_the_chain(tmp_path, scene):
    model = onnx_networks.nearest(tmp_path / "net.onnx")
    left, top = TRANSFORM @ (5, 7)
    right, bottom = TRANSFORM @ (30, 34)
    enhanced, residual, _ = chain(
        tmp_path,
        scene,
        ("decrappify", "decrappify"),
        model=model,
        extent=(left, bottom, right, top),
    )
    part = scene[1][:, 7:34, 5:30]
    np.testing.assert_array_equal(enhanced[:3], part[:3].repeat(4, axis=1).repeat(4, axis=2))
    assert residual.shape == part.shape
    with rasterio.open(tmp_path / "out.tif") as dataset:
        assert dataset.bounds == pytest.approx((left, bottom, right, top))


def test_the_prior_and_a_network_leave_everything_where_it_was(tmp_path, scene):
    pytest.importorskip("torch")
    registration = pytest.importorskip("skimage.registration")
    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    enhanced, _, result = chain(
        tmp_path, scene, ("prior", "decrappify"), model=model, iterations=40, scale=2
    )

    assert enhanced.shape == (4, 4 * SIDE, 4 * SIDE)
    assert [step["step"] for step in result["steps"]] == ["prior", "decrappify"]
    inner = np.s_[8:, 8:]
    for band, before in zip(averaged(enhanced, 4), scene[1].astype(float)):
        shift, _, _ = registration.phase_cross_correlation(
            before[inner], band[inner], upsample_factor=200
        )
        assert np.abs(shift).max() < 0.05
    for entry in result["bands"]:
        assert entry["mean_after"] == pytest.approx(entry["mean_before"], rel=0.02)


def test_by_default_the_prior_cleans_and_the_network_makes_the_pixels(tmp_path, scene):
    pytest.importorskip("torch")
    model = onnx_networks.nearest(tmp_path / "net.onnx", 4)
    folder = tmp_path / "steps"
    folder.mkdir()
    job = EnhanceJob(
        input=scene[0],
        output=str(tmp_path / "out.tif"),
        model=model,
        iterations=10,
        intermediates=str(folder),
    )
    result = run_enhance(job, SilentReporter())

    assert [(step["step"], step["scale"]) for step in result["steps"]] == [
        ("prior", 1),
        ("decrappify", 4),
    ]
    with rasterio.open(folder / "out-1-prior.tif") as cleaned:
        assert cleaned.shape == (SIDE, SIDE)
        assert json.loads(cleaned.tags()["SATDL_PROVENANCE"])["parameters"]["task"] == "denoise"
    with rasterio.open(job.output) as dataset:
        assert dataset.shape == (4 * SIDE, 4 * SIDE)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"steps": ()}, "No step"),
        ({"steps": ("blur",)}, "'blur' is unknown"),
        ({"steps": ("prior",), "scale": 5}, "Scale 5 is impossible"),
        ({"steps": ("decrappify",)}, "No model is given"),
    ],
)
def test_impossible_chains_are_refused(tmp_path, scene, fields, expected):
    with pytest.raises(UsageError, match=expected):
        chain(tmp_path, scene, **fields)


def test_the_space_of_all_steps_is_asked_for(tmp_path, scene, monkeypatch):
    full = output_shutil.disk_usage(tmp_path)._replace(free=17_000_000)
    monkeypatch.setattr(output_shutil, "disk_usage", lambda _path: full)
    model = onnx_networks.nearest(tmp_path / "net.onnx", 4)
    # The output and the raster of the last step with 3.3 MB each, the first step's 0.2 MB.
    with pytest.raises(OutputError, match="About 7 MB are needed"):
        chain(tmp_path, scene, ("decrappify", "decrappify"), model=model)


def test_a_cancelled_chain_leaves_nothing(tmp_path, scene):
    class Impatient(SilentReporter):
        def progress(self, fraction, phase):
            self.late = fraction > 0.5

        def check_cancelled(self):
            if getattr(self, "late", False):
                raise JobCancelled

    model = onnx_networks.sharpener(tmp_path / "net.onnx")
    before = sorted(tmp_path.iterdir())
    job = EnhanceJob(
        input=scene[0],
        output=str(tmp_path / "out.tif"),
        steps=("decrappify", "decrappify"),
        model=model,
    )
    with pytest.raises(JobCancelled):
        run_enhance(job, Impatient())
    assert sorted(tmp_path.iterdir()) == before
