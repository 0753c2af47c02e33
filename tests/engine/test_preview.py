"""The preview is the final result of the same extent, pixel for pixel, and predicts once."""

from dataclasses import replace

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, JobCancelled, UsageError
from sat_dl_plugin.contract.jobs import CleaningRule, PreviewJob, SegmentJob, job_from_params
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models.network import OnnxNetwork
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.segment import preview
from sat_dl_plugin.engine.segment.preview import run_preview
from tests.engine import onnx_networks
from tests.engine.test_segment_exact import GSD, write_scene

LEFT, TOP = 3e5, 3e6


@pytest.fixture(autouse=True)
def memory(monkeypatch):
    """A worker that has previewed nothing yet."""
    monkeypatch.setattr(preview, "_memory", preview._Memory())


@pytest.fixture
def runs(monkeypatch):
    """The sizes of what the networks were given, one entry a call."""
    seen = []
    predict = OnnxNetwork.predict

    def counted(self, batch, *rest, **options):
        seen.append(batch.shape)
        return predict(self, batch, *rest, **options)

    monkeypatch.setattr(OnnxNetwork, "predict", counted)
    return seen


def window_extent(col_off, row_off, width, height, gsd=GSD):
    return (
        LEFT + col_off * gsd,
        TOP - (row_off + height) * gsd,
        LEFT + (col_off + width) * gsd,
        TOP - row_off * gsd,
    )


def unet(tmp_path, **card_fields):
    # This seed's answers spread around the thresholds below.
    return onnx_networks.unet(tmp_path / "net.onnx", seed=1, **card_fields)


def segment_job(tmp_path, scene, model, **fields):
    output = str(tmp_path / "preview.tif")
    fields = {"thresholds": {"building": 0.48, "road": 0.38}, "clean": True, **fields}
    return SegmentJob(input=scene, models=(model,), output=output, **fields)


def previewed(job, **limits):
    result = run_preview(PreviewJob(job, **limits), SilentReporter())
    with rasterio.open(job.output) as dataset:
        return dataset.read(1), dataset.profile, result


def final(job):
    """Return what the final job writes in a process of its own."""
    job = replace(job, output=job.output.replace("preview", "final"))
    run_job(job, SilentReporter())
    with rasterio.open(job.output) as dataset:
        return dataset.read(1), dataset.profile


def assert_same(job):
    labels, profile, result = previewed(job)
    expected, expected_profile = final(job)
    np.testing.assert_array_equal(labels, expected)
    assert profile == expected_profile
    # Otherwise the comparison says little.
    assert len(np.unique(labels)) > 1
    return result


@pytest.mark.parametrize(
    "extent",
    [None, window_extent(0, 0, 96, 80), window_extent(51, 37, 149, 96), window_extent(7, 3, 1, 1)],
)
@pytest.mark.parametrize("tile", [0, 64])
def test_equals_the_final_result(tmp_path, extent, tile):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 336)
    model = unet(tmp_path, gsd_m=GSD)
    job = segment_job(tmp_path, scene, model, extent=extent, tile=tile)
    labels, _, _ = previewed(job)
    np.testing.assert_array_equal(labels, final(job)[0])


def test_an_extent_in_degrees_that_cuts_pixels_equals_the_final_result(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 336)
    model = unet(tmp_path, gsd_m=GSD)
    corners = rasterio.warp.transform_bounds(
        "EPSG:32645", "EPSG:4326", *window_extent(33.3, 20.7, 120.2, 99.9)
    )
    assert_same(segment_job(tmp_path, scene, model, extent=corners, extent_crs="EPSG:4326"))


@pytest.mark.parametrize("raster_gsd", [0.2, 0.37, 1.3])
def test_equals_the_final_result_on_another_grid_than_the_models(tmp_path, raster_gsd):
    transform = Affine(raster_gsd, 0, LEFT, 0, -raster_gsd, TOP)
    scene, _ = write_scene(tmp_path / "scene.tif", 150, 190, transform=transform)
    model = unet(tmp_path, gsd_m=GSD)
    extent = window_extent(21, 13, 131, 97, raster_gsd)
    assert_same(segment_job(tmp_path, scene, model, extent=extent))


@pytest.mark.parametrize("quality", ["balanced", "best"])
def test_equals_the_final_result_at_every_quality(tmp_path, quality):
    scene, _ = write_scene(tmp_path / "scene.tif", 120, 140)
    model = unet(tmp_path, gsd_m=GSD, scales=(1.0, 0.8))
    extent = window_extent(21, 13, 70, 60)
    assert_same(segment_job(tmp_path, scene, model, extent=extent, quality=quality))


def test_equals_the_final_result_with_nodata_and_a_mask(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 208, 336, nodata=0)
    values[:, 30:90, 40:140] = 0
    with rasterio.open(scene, "r+") as dataset:
        dataset.write(values)
    mask = tmp_path / "mask.gpkg"
    pyogrio.raw.write(
        mask,
        shapely.to_wkb(np.array([shapely.Point(LEFT + 60, TOP - 50).buffer(40)])),
        [],
        fields=[],
        geometry_type="Polygon",
        crs="EPSG:32645",
    )
    model = unet(tmp_path, gsd_m=GSD)
    job = segment_job(tmp_path, scene, model, mask=str(mask), tile=64)
    assert_same(job)
    labels, _, _ = previewed(job)
    assert (labels[30:90, 40:140] == 255).all()


def test_a_part_without_data_is_all_nodata(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 100, 120, nodata=0)
    with rasterio.open(scene, "r+") as dataset:
        dataset.write(np.zeros_like(values))
    model = unet(tmp_path, gsd_m=GSD)
    labels, _, _ = previewed(segment_job(tmp_path, scene, model))
    assert (labels == 255).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"thresholds": {"building": 0.3, "road": 0.36}},
        {"thresholds": {"1": 0.0}},
        {"thresholds": {"road": None}},
        # The first of the channels: the others move up.
        {"thresholds": {"building": None}},
        {"thresholds": {"building": 0.32, "road": 0.33}, "clean": False},
        {"rules": {"building": CleaningRule(opening_px=1, min_object_m2=3.0)}},
        {"rules": {"road": CleaningRule(closing_px=2, max_hole_m2=9.0)}},
    ],
)
def test_other_thresholds_and_rules_predict_nothing_and_equal_the_final_result(
    tmp_path, runs, changes
):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 336)
    model = unet(tmp_path, gsd_m=GSD)
    job = segment_job(tmp_path, scene, model, extent=window_extent(51, 37, 149, 96), tile=80)
    first, _, result = previewed(job)
    assert result["predict_s"] > 0
    assert runs
    runs.clear()

    changed = replace(job, **changes)
    labels, _, result = previewed(changed)

    assert runs == []
    assert result["predict_s"] == 0
    np.testing.assert_array_equal(labels, final(changed)[0])
    assert (labels != first).any()
    # And back again.
    again, _, _ = previewed(job)
    np.testing.assert_array_equal(again, first)


def test_the_legend_has_no_class_that_is_off(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 60, 60)
    model = unet(tmp_path, gsd_m=GSD)
    _, _, result = previewed(segment_job(tmp_path, scene, model, thresholds={"road": None}))
    assert [entry["name"] for entry in result["legend"]] == ["building"]
    _, _, result = previewed(segment_job(tmp_path, scene, model))
    assert [entry["name"] for entry in result["legend"]] == ["building", "road"]


@pytest.mark.parametrize(
    "changes",
    [
        {"extent": window_extent(51, 37, 149, 97)},
        {"bands": {"red": 3, "green": 2, "blue": 1}},
        {"quality": "balanced"},
        {"device": "cpu"},
    ],
)
def test_whatever_changes_probabilities_predicts_again(tmp_path, runs, changes):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 336)
    model = unet(tmp_path, gsd_m=GSD)
    job = segment_job(tmp_path, scene, model, extent=window_extent(51, 37, 149, 96))
    previewed(job)
    runs.clear()
    previewed(replace(job, **changes))
    assert runs


def test_a_raster_or_model_that_was_written_again_is_predicted_again(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 336)
    model = onnx_networks.brightness(tmp_path / "net.onnx", gsd_m=GSD)
    job = segment_job(tmp_path, scene, model, thresholds={})
    assert_same(job)
    with rasterio.open(scene, "r+") as dataset:
        dataset.write(255 - dataset.read())
    assert assert_same(job)["predict_s"] > 0
    classes = (ClassCard(0, "background"), ClassCard(4, "track"), ClassCard(6, "crop"))
    onnx_networks.brightness(tmp_path / "net.onnx", classes, gsd_m=GSD)
    assert assert_same(job)["predict_s"] > 0
    labels, _, _ = previewed(job)
    assert set(np.unique(labels)) == {0, 4, 6}


@pytest.mark.parametrize("shape", [(800, 1200), (1300, 300)])
def test_only_the_middle_where_all_of_it_would_take_too_long(tmp_path, shape):
    scene, _ = write_scene(tmp_path / "scene.tif", *shape)
    model = unet(tmp_path, gsd_m=GSD)
    job = segment_job(tmp_path, scene, model)

    labels, profile, result = previewed(job, most_network_pixels=130_000)

    assert result["is_part"]
    assert 70_000 < result["network_pixels"] * result["pixels"] <= 130_000
    np.testing.assert_array_equal(labels, final(replace(job, extent=tuple(result["extent"])))[0])
    middle = profile["transform"] @ (profile["width"] / 2, profile["height"] / 2)
    expected = (LEFT + shape[1] * GSD / 2, TOP - shape[0] * GSD / 2)
    np.testing.assert_allclose(middle, expected, atol=2 * GSD)
    np.testing.assert_allclose(result["outline"][0], profile["transform"] @ (0, 0))
    assert not previewed(job)[2]["is_part"]


def test_what_is_kept_is_bounded_whatever_the_models_gsd(tmp_path, monkeypatch):
    monkeypatch.setattr(preview, "_KEPT_BYTES", 1_000_000)
    scene, _ = write_scene(tmp_path / "scene.tif", 400, 600)
    model = unet(tmp_path, gsd_m=10 * GSD)
    _, _, result = previewed(segment_job(tmp_path, scene, model))
    assert result["is_part"]
    kept = preview._memory.kept.answer
    assert kept.probabilities.nbytes + kept.nothing.nbytes <= 1_000_000


def test_wrong_thresholds_are_refused_before_anything_is_predicted(tmp_path, runs):
    scene, _ = write_scene(tmp_path / "scene.tif", 60, 60)
    model = unet(tmp_path, gsd_m=GSD)
    with pytest.raises(UsageError, match="No class is called tree"):
        previewed(segment_job(tmp_path, scene, model, thresholds={"tree": 0.5}))
    assert runs == []


def test_after_an_error_or_a_cancel_the_next_preview_is_right(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 336)
    model = unet(tmp_path, gsd_m=GSD)
    job = segment_job(tmp_path, scene, model)
    previewed(job)

    class Canceller(SilentReporter):
        started = False

        def progress(self, fraction, phase):
            self.started = True

        def check_cancelled(self):
            if self.started:
                raise JobCancelled

    elsewhere = replace(job, extent=window_extent(51, 37, 149, 96), tile=64)
    with pytest.raises(JobCancelled):
        run_preview(PreviewJob(elsewhere), Canceller())
    with pytest.raises(InputError):
        previewed(replace(job, extent=(0, 0, 1, 1)))
    assert_same(elsewhere)


def test_only_the_preview_is_written(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 100, 100)
    model = unet(tmp_path, gsd_m=GSD)
    cache = tmp_path / "cache"
    cache.mkdir()
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir() if path.is_file()}
    previewed(segment_job(cache, scene, model))
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir() if path.is_file()}
    assert after == before
    assert sorted(path.name for path in cache.iterdir()) == ["preview.tif", "preview.tif.aux.xml"]


def test_the_job_crosses_the_process(tmp_path):
    job = PreviewJob(segment_job(tmp_path, "in.tif", "net", extent=(0.0, 1.0, 2.0, 3.0)), 1_000_000)
    assert job_from_params(job.verb, job.to_params()) == job
