"""The job `deepimageprior` on small rasters: grid, bands, masks, tiles, stops and failures."""

from __future__ import annotations

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from scipy import ndimage
from skimage.registration import phase_cross_correlation

from sat_dl_plugin.contract.errors import (
    DeviceMemoryError,
    InputError,
    JobCancelled,
    ModelError,
    OutputError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import PriorJob
from sat_dl_plugin.engine.enhance.prior import tiles
from sat_dl_plugin.engine.enhance.prior.fitting import Fit, NotFiniteError
from sat_dl_plugin.engine.enhance.prior.job import FILL_REACH_PX, run_prior
from sat_dl_plugin.engine.enhance.sensor import SensorModel
from sat_dl_plugin.engine.provenance import provenance_from_tags

TRANSFORM = Affine(10, 0, 500000, 0, -10, 5000000)


class Listener:
    """A reporter that remembers and may stop the job when it hears a text."""

    def __init__(self, stop_at: str = "") -> None:
        self.lines: list[str] = []
        self.fractions: list[float] = []
        self.checks = 0
        self._stop_at = stop_at
        self._stopped = False

    def progress(self, fraction, phase):
        self.fractions.append(fraction)

    def log(self, text, level="info"):
        self.lines.append(text)
        self._stopped |= bool(self._stop_at) and self._stop_at in text

    def check_cancelled(self):
        self.checks += 1
        if self._stopped:
            raise JobCancelled

    def heard(self, text):
        return any(text in line for line in self.lines)


def scene(bands=3, rows=24, cols=28, seed=0):
    """Return smooth shapes with edges, values 0 to 1, shape (bands, rows, cols)."""
    rng = np.random.default_rng(seed)
    fields = ndimage.gaussian_filter(rng.standard_normal((rows, cols)), 3) > 0
    texture = ndimage.gaussian_filter(rng.standard_normal((bands, rows, cols)), (0, 1, 1))
    values = 0.3 + 0.4 * fields[None] + 0.15 * texture
    return np.clip(values, 0, 1).astype(np.float32)


def write(path, values, **options):
    profile = {"crs": CRS.from_epsg(32633), "transform": TRANSFORM, **options}
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=values.shape[0],
        height=values.shape[1],
        width=values.shape[2],
        dtype=values.dtype,
        **profile,
    ) as dataset:
        dataset.write(values)
    return str(path)


@pytest.fixture
def run(tmp_path):
    """Run a job on an array; returns (output array, its dataset's facts, result, listener)."""

    def prior(values, listener=None, *, nodata=None, **parameters):
        source = str(tmp_path / "in.tif")
        if not (tmp_path / "in.tif").exists():
            write(source, values, nodata=nodata)
        job = PriorJob(
            input=source,
            output=str(tmp_path / "out.tif"),
            checkpoints=str(tmp_path / "checkpoints"),
            device="cpu",
            **{"iterations": 3, **parameters},
        )
        listener = listener or Listener()
        result = run_prior(job, listener)
        with rasterio.open(job.output) as dataset:
            return SimpleNamespace(
                values=dataset.read(),
                masks=dataset.read_masks() > 0,
                profile=dataset.profile,
                tags=dataset.tags(),
                bounds=dataset.bounds,
                result=result,
                listener=listener,
            )

    return prior


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_the_result_lies_exactly_on_the_input(run, tmp_path, scale):
    values = np.rint(scene() * 255).astype(np.uint8)

    out = run(values, scale=scale, iterations=12, residual=str(tmp_path / "r.tif"))

    assert out.values.shape == (3, 24 * scale, 28 * scale)
    assert out.profile["dtype"] == "uint8"
    assert out.profile["crs"] == CRS.from_epsg(32633)
    with rasterio.open(tmp_path / "in.tif") as source, rasterio.open(tmp_path / "r.tif") as rest:
        assert out.bounds == source.bounds
        assert rest.transform == source.transform
        residual = rest.read()
    degraded, _ = SensorModel.of_scale(scale).degrade(out.values.astype(np.float32))
    np.testing.assert_allclose(residual, np.abs(degraded - values), atol=1e-3)
    assert residual.mean() < 3
    shift, *_ = phase_cross_correlation(values[0], degraded[0], upsample_factor=100)
    assert np.abs(shift).max() < 0.05


def test_result_and_provenance_say_how_large_the_residual_is(run, tmp_path):
    out = run(np.rint(scene() * 255).astype(np.uint8), residual=str(tmp_path / "r.tif"))

    with rasterio.open(tmp_path / "r.tif") as rest:
        residual = rest.read()
    record = provenance_from_tags(out.tags)
    assert out.result["mean_residual"] == pytest.approx(residual.mean(), rel=1e-4)
    assert record["details"]["mean_residual"] == out.result["mean_residual"]
    assert record["parameters"]["seed"] == 0
    band = record["details"]["bands"][1]
    assert band["mean_after"] == pytest.approx(out.values[1].mean(), rel=1e-6)
    assert band["variance_after"] == pytest.approx(out.values[1].var(), rel=1e-6)
    assert out.listener.heard(f"Mean residual |degraded(output) - input|: {residual.mean():.4g}")
    assert "not for measuring" in out.tags["SATDL_NOTICE"]
    assert out.listener.fractions == sorted(out.listener.fractions)
    assert out.listener.fractions[-1] == 1.0


@pytest.mark.parametrize(
    ("dtype", "factor", "bands"),
    [("uint8", 255, 1), ("uint16", 10000, 20), ("int16", 3000, 2), ("float32", 0.4, 4)],
)
def test_data_types_and_ranges_stay(run, dtype, factor, bands):
    values = scene(bands) * factor
    values = (np.rint(values) if dtype != "float32" else values).astype(dtype)

    out = run(values)

    assert out.profile["dtype"] == dtype
    span = float(values.max()) - float(values.min())
    assert out.values.min() >= values.min() - 0.26 * span
    assert out.values.max() <= values.max() + 0.26 * span
    assert out.values.min() >= 0
    means = values.mean(axis=(1, 2)), out.values.mean(axis=(1, 2))
    np.testing.assert_allclose(*means, atol=0.03 * span)


@pytest.mark.parametrize("task", ["super-resolve", "denoise"])
def test_nodata_stays_and_does_not_leak(run, task):
    values = np.rint(scene() * 200 + 20).astype(np.uint16)
    values[:, 5:12, 8:20] = 9999

    out = run(values, nodata=9999, task=task, iterations=10)

    scale = out.values.shape[1] // 24
    gap = np.zeros((24, 28), bool)
    gap[5:12, 8:20] = True
    gap = gap.repeat(scale, 0).repeat(scale, 1)
    assert (out.masks == ~gap).all()
    assert (out.values[:, gap] == 9999).all()
    assert out.values[:, ~gap].max() < 300


def test_not_a_number_and_no_nodata_value(run):
    values = scene(2)
    values[1, 3:6, 3:6] = np.nan

    out = run(values)

    assert np.isnan(out.values[:, 6:12, 6:12]).all()
    assert np.isfinite(out.values[:, 13:, 13:]).all()


def test_alpha_stays_alpha(run, tmp_path):
    values = np.rint(scene(4) * 255).astype(np.uint8)
    values[3] = 255
    values[3, :6, :6] = 0
    path = write(tmp_path / "rgba.tif", values, photometric="rgb")
    with rasterio.open(path, "r+") as dataset:
        dataset.colorinterp = (
            *(ColorInterp.red, ColorInterp.green, ColorInterp.blue),
            ColorInterp.alpha,
        )
    output = str(tmp_path / "o.tif")

    run_prior(PriorJob(path, output, iterations=2, checkpoints=str(tmp_path / "c")), Listener())

    with rasterio.open(output) as dataset:
        assert dataset.colorinterp[3] is ColorInterp.alpha
        alpha = dataset.read(4)
    assert (alpha[:12, :12] == 0).all()
    assert (alpha[12:, 12:] == 255).all()


def test_band_names_stay(run, tmp_path):
    path = write(tmp_path / "named.tif", scene(2))
    with rasterio.open(path, "r+") as dataset:
        dataset.set_band_description(1, "B04")
        dataset.set_band_description(2, "B08")
        dataset.update_tags(2, wavelength="842")
    output, residual = str(tmp_path / "o.tif"), str(tmp_path / "r.tif")

    result = run_prior(
        PriorJob(path, output, residual, iterations=2, checkpoints=str(tmp_path / "c")), Listener()
    )

    with rasterio.open(output) as dataset, rasterio.open(residual) as rest:
        assert dataset.descriptions == ("B04", "B08")
        assert dataset.tags(2)["wavelength"] == "842"
        assert rest.descriptions == ("residual of B04", "residual of B08")
    assert [entry["band"] for entry in result["bands"]] == ["B04", "B08"]


@pytest.mark.parametrize("task", ["super-resolve", "denoise", "fill"])
def test_a_constant_image_stays_constant(run, task):
    out = run(np.full((2, 12, 12), 77, np.uint8), task=task)

    assert (out.values == 77).all()


@pytest.mark.parametrize(("rows", "cols"), [(8, 8), (1, 5), (1, 1)])
def test_tiny_images(run, rows, cols):
    values = (scene(1, 8, 8)[:, :rows, :cols] * 255).astype(np.uint8)

    assert run(values, scale=4).values.shape == (1, 4 * rows, 4 * cols)


def test_an_extent_is_cut_exactly(run, tmp_path):
    out = run(scene(), extent=(500045.0, 4999835.0, 500155.0, 4999955.0), scale=2)

    assert out.bounds == (500040.0, 4999830.0, 500160.0, 4999960.0)
    assert out.values.shape == (3, 26, 24)


def test_gaps_are_filled_and_values_kept(run):
    values = np.rint(scene(2, 60, 60) * 200 + 20).astype(np.uint8)
    broken = values.copy()
    broken[:, :, 10:13] = 0
    broken[:, 30:36, 40:48] = 0

    out = run(broken, nodata=0, task="fill", iterations=25)

    known = broken[0] > 0
    assert (out.values[:, known] == broken[:, known]).all()
    assert out.masks.all()
    filled = np.abs(out.values[:, ~known].astype(float) - values[:, ~known])
    assert filled.mean() < np.abs(values[:, ~known] - values.mean()).mean()


def test_what_is_far_from_every_value_stays_nodata(run):
    values = np.full((1, 16, 3 * FILL_REACH_PX), 50, np.uint8)
    values[:, :, 8:] = 0

    out = run(values, nodata=0, task="fill")

    assert out.masks[0, :, : 8 + FILL_REACH_PX].all()
    assert not out.masks[0, :, 8 + FILL_REACH_PX :].any()


def test_tiles_leave_no_seams(run):
    rows, cols = np.mgrid[:80, :80]
    values = (120 + 50 * np.sin(rows / 9) * np.cos(cols / 11))[None].astype(np.float32)

    out = run(values, scale=2, tile=56, iterations=40)

    assert len(out.result["steps"]) == 4
    steps = np.abs(np.diff(out.values[0], n=2, axis=1)).mean(axis=0)
    # Tiles overlap in the middle: no column there may stand out.
    assert steps[60:100].max() < 2.5 * np.percentile(steps, 90)


def test_a_stopped_job_goes_on_and_gives_the_same_pixels(run, tmp_path):
    values = scene(1, 20, 60)
    parameters = {"tile": 32, "residual": None}
    with pytest.raises(JobCancelled):
        run(values, Listener("Finished tile 1"), **parameters)
    assert not (tmp_path / "out.tif").exists()
    assert not list(tmp_path.glob(".*"))

    resumed = run(values, **parameters)

    assert resumed.listener.heard("1 tile(s) were finished before")
    assert not list((tmp_path / "checkpoints").iterdir())
    whole = run(values, **parameters)
    assert not whole.listener.heard("finished before")
    np.testing.assert_array_equal(resumed.values, whole.values)


def test_a_cancel_before_the_first_tile_leaves_nothing(run, tmp_path):
    with pytest.raises(JobCancelled):
        run(scene(), Listener("Fitting"))

    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["checkpoints", "in.tif"]
    assert not list((tmp_path / "checkpoints").iterdir())


def test_a_cancel_is_heard_at_every_step(run):
    out = run(scene(), iterations=9)

    assert out.listener.checks >= 9


def test_tiles_without_a_valid_pixel_are_skipped(run):
    values = np.rint(scene(1, 20, 80) * 200 + 20).astype(np.uint8)
    values[:, :, 40:] = 0

    out = run(values, nodata=0, tile=32)

    assert 0 in out.result["steps"]
    assert not out.masks[:, :, 80:].any()
    assert out.masks[:, :, :80].all()


def test_an_infinite_fit_starts_again_with_smaller_steps(run, monkeypatch):
    advance, rates = Fit.advance, []

    def explode_once(fit):
        rates.append(fit._recipe.learning_rate)
        if len(set(rates)) == 1:
            raise NotFiniteError
        return advance(fit)

    monkeypatch.setattr(Fit, "advance", explode_once)
    out = run(scene())

    assert rates[-1] < rates[0]
    assert out.listener.heard("became infinite; once more with steps of")
    assert len(out.result["notes"]) == 1
    assert provenance_from_tags(out.tags)["details"]["notes"] == out.result["notes"]


def test_a_fit_that_stays_infinite_is_an_error(run, monkeypatch, tmp_path):
    def explode(fit):
        raise NotFiniteError

    monkeypatch.setattr(Fit, "advance", explode)
    with pytest.raises(ModelError, match="became infinite 4 times"):
        run(scene())
    assert not (tmp_path / "out.tif").exists()


def test_out_of_memory_takes_smaller_tiles(run, monkeypatch):
    begin = Fit.__init__

    def fits_little(fit, target, *rest):
        if target.values.shape[1] > 48:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        begin(fit, target, *rest)

    monkeypatch.setattr(Fit, "__init__", fits_little)
    out = run(scene(1, 80, 80))

    assert out.result["notes"] == ["Out of memory: tiles of 40 px from here on"]
    assert out.listener.heard("Out of memory: tiles of 40 px")
    assert np.isfinite(out.values).all()


def test_out_of_memory_everywhere_is_an_error(run, monkeypatch):
    def never_fits(fit, *rest):
        raise MemoryError

    monkeypatch.setattr(Fit, "__init__", never_fits)
    with pytest.raises(DeviceMemoryError):
        run(scene())


def test_a_full_disk_is_told_before_the_start_with_the_number(run, monkeypatch):
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: SimpleNamespace(total=1, used=1, free=17_000_000)
    )
    with pytest.raises(OutputError, match=r"About \d+ MB are needed and 17 MB are free"):
        run(np.zeros((3, 400, 400), np.float32), scale=4)


@pytest.mark.parametrize(
    "parameters", [{"scale": 5}, {"task": "sharpen"}, {"iterations": -1}, {"tile": -2}]
)
def test_impossible_parameters(run, parameters):
    with pytest.raises(UsageError):
        run(scene(), **parameters)


def test_nothing_but_nodata_is_an_error(run):
    with pytest.raises(InputError, match="no valid pixel"):
        run(np.zeros((1, 8, 8), np.uint8), nodata=0)


def test_an_unknown_device_is_an_error_and_a_missing_one_is_said(run, tmp_path):
    source = write(tmp_path / "in.tif", scene())
    job = {"input": source, "output": str(tmp_path / "o.tif"), "iterations": 1}
    with pytest.raises(UsageError, match="Unknown device"):
        run_prior(PriorJob(**job, device="abacus"), Listener())

    listener = Listener()
    run_prior(PriorJob(**job, device="cuda:99", checkpoints=str(tmp_path / "c")), listener)
    assert listener.heard("There is no device 'cuda:99'")


def test_a_fit_stops_by_itself(run, monkeypatch):
    monkeypatch.setattr(tiles, "recipe_for", _short_recipe)
    out = run(np.rint(scene(1, 40, 40) * 255).astype(np.uint8), iterations=0, task="denoise")

    assert 10 <= out.result["steps"][0] <= 40
    assert json.loads(out.tags["SATDL_PROVENANCE"])["details"]["steps"] == out.result["steps"]


def _short_recipe(job):
    from sat_dl_plugin.engine.enhance.prior.fitting import Recipe
    from sat_dl_plugin.engine.enhance.prior.network import Shape

    return Recipe(shape=Shape(width=8, depth=2), most_steps=40)
