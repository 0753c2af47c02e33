"""The job as a whole: masks, ensembles, memory, cleaning, provenance, cancel."""

import json

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.class_list import merged_legend, with_thresholds
from sat_dl_plugin.contract.errors import InputError, JobCancelled, ModelError, UsageError
from sat_dl_plugin.contract.jobs import CleaningRule, SegmentJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models.network import FakeNetwork
from sat_dl_plugin.engine.models.open_model import OpenModel
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG
from sat_dl_plugin.engine.raster.grid import Grid
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.segment import planning
from sat_dl_plugin.engine.segment.ensemble import Voice, background, combine, decide
from sat_dl_plugin.engine.segment.job import run_segment
from sat_dl_plugin.engine.segment.member import ExactTiling, Member
from sat_dl_plugin.engine.segment.memory import MemoryLadder
from sat_dl_plugin.engine.segment.orientations import IDENTITY
from sat_dl_plugin.engine.segment.planning import make_members, make_plan
from sat_dl_plugin.engine.segment.working_grid import make_working_grid
from tests.engine import onnx_networks
from tests.engine.test_segment_exact import GSD, segment, write_scene


def read(path):
    with rasterio.open(path) as dataset:
        return dataset.read()


def test_nodata_stays_nodata_and_nothing_else_does(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 120, 140, nodata=0)
    values[:, 30:60, 40:90] = 0
    with rasterio.open(scene, "r+") as dataset:
        dataset.write(values)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    classes, probabilities, _, _ = segment(tmp_path, scene, model, tile=64)
    hole = np.zeros((120, 140), bool)
    hole[30:60, 40:90] = True
    np.testing.assert_array_equal(classes == 255, hole)
    np.testing.assert_array_equal(np.isnan(probabilities).all(0), hole)


def test_an_empty_raster_is_all_nodata(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 50, 60, nodata=0)
    with rasterio.open(scene, "r+") as dataset:
        dataset.write(np.zeros_like(values))
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    classes, _, result, _ = segment(tmp_path, scene, model)
    assert (classes == 255).all()
    assert all(row["share"] == 0 for row in result["summary"])


def test_only_pixels_inside_the_mask_are_labelled(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 120, 140)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    inside = shapely.box(3e5 + 20 * GSD, 3e6 - 100 * GSD, 3e5 + 70 * GSD, 3e6 - 10 * GSD)
    mask = tmp_path / "mask.gpkg"
    pyogrio.raw.write(
        mask,
        shapely.to_wkb(np.array([inside])),
        [],
        fields=[],
        geometry_type="Polygon",
        crs="EPSG:32645",
    )
    whole, _, _, _ = segment(tmp_path, scene, model)
    classes, _, _, _ = segment(tmp_path, scene, model, mask=str(mask), tile=64)
    expected = np.full_like(whole, 255)
    expected[10:100, 20:70] = whole[10:100, 20:70]
    np.testing.assert_array_equal(classes, expected)


def test_outputs_carry_legend_overviews_and_provenance(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 600, 700)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    job = SegmentJob(
        input=scene,
        models=(model,),
        output=str(tmp_path / "c.tif"),
        probabilities=str(tmp_path / "p.tif"),
    )
    run_segment(job, SilentReporter())
    with rasterio.open(job.output) as classes:
        record = json.loads(classes.tags()[PROVENANCE_TAG])
        assert classes.nodata == 255
        assert classes.colormap(1)[1][:3] == (0xD1, 0x49, 0x5B)
        assert classes.overviews(1) == [2]
        assert classes.block_shapes == [(512, 512)]
        assert classes.compression.name == "zstd"
    assert "<Category>road</Category>" in (tmp_path / "c.tif.aux.xml").read_text()
    assert record["models"][0]["name"] == "net"
    assert len(record["models"][0]["sha256"]) == 64
    assert record["inputs"][0]["width"] == 700
    assert record["parameters"]["models"] == [model]
    assert record["provider"] == "CPUExecutionProvider"
    with rasterio.open(job.probabilities) as probabilities:
        assert probabilities.descriptions == ("building", "road")
        assert probabilities.dtypes == ("uint8", "uint8")
        assert probabilities.scales[0] == pytest.approx(1 / 254)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "c.tif",
        "c.tif.aux.xml",
        "net.onnx",
        "p.tif",
        "scene.tif",
    ]


def test_cleaning_in_the_job_removes_small_objects(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 300, 260)
    values[:] = 0
    values[1, 40:60, 40:80] = 250
    values[1, 200, 200] = 250
    values[1, 50, 50] = 0
    with rasterio.open(scene, "r+") as dataset:
        dataset.write(values)
    model = onnx_networks.brightness(tmp_path / "net.onnx", gsd_m=GSD)
    rules = {"building": CleaningRule(min_object_m2=10, max_hole_m2=10)}
    job = SegmentJob(
        input=scene,
        models=(model,),
        output=str(tmp_path / "c.tif"),
        clean=True,
        rules=rules,
        tile=64,
    )
    run_segment(job, SilentReporter())
    expected = np.zeros((300, 260), np.uint8)
    expected[40:60, 40:80] = 1
    np.testing.assert_array_equal(read(job.output)[0], expected)


def card(name, *classes, **fields):
    return ModelCard(name=name, classes=classes, **fields)


def voice(of):
    """A voice that counts 1 in every class of a card."""
    return Voice(of, {entry.id: 1.0 for entry in of.classes})


B, R, BG = ClassCard(1, "building"), ClassCard(3, "road", threshold=0.3), ClassCard(0, "background")


def test_models_of_the_same_classes_average_and_others_merge():
    joint, single = card("joint", BG, B, R), card("single", ClassCard(1, "building", threshold=0.3))
    legend = merged_legend([joint, single])
    assert [(c.id, c.threshold) for c in legend] == [(1, pytest.approx(0.4)), (3, 0.3)]
    answers = [
        (voice(joint), np.full((3, 1, 1), 0.2, np.float32)),
        (voice(single), np.full((1, 1, 1), 0.8, np.float32)),
    ]
    answers[0][1][2] = 0.45
    merged = combine(answers, legend)
    np.testing.assert_allclose(merged[:, 0, 0], [0.5, 0.45])
    assert decide(merged, legend, None)[0, 0] == 1
    assert decide(merged, with_thresholds(legend, {"building": 0.6}), None)[0, 0] == 3
    assert decide(merged, with_thresholds(legend, {"1": 0.6, "road": 0.5}), None)[0, 0] == 0


def test_threshold_zero_means_more_probable_than_the_background():
    classes = tuple(ClassCard(c.id, c.name, threshold=0.0) for c in (BG, B, R))
    softmax = card("softmax", *classes)
    values = np.array([[0.5, 0.3], [0.3, 0.36], [0.2, 0.34]], np.float32)[:, None]
    answers, legend = [(voice(softmax), values)], merged_legend([softmax])
    labels = decide(combine(answers, legend), legend, None, background(answers, legend))
    assert labels.tolist() == [[0, 1]]


def test_models_of_different_legends_are_refused():
    with pytest.raises(ModelError, match="'field' in one model and 'barley' in"):
        merged_legend([card("a", ClassCard(11, "field")), card("b", ClassCard(11, "barley"))])


def test_a_class_that_is_off_gives_way_to_the_next():
    values = np.array([[0.9], [0.8]], np.float32)[:, None]
    answers = [(voice(card("both", B, R)), values)]
    legend = with_thresholds(merged_legend([card("both", B, R)]), {"building": None})
    assert [entry.name for entry in legend] == ["road"]
    assert decide(combine(answers, legend), legend, None)[0, 0] == 3


@pytest.mark.parametrize("thresholds", [{"tree": 0.5}, {"building": 1.5}, {"building": None}])
def test_impossible_thresholds_are_refused(thresholds):
    with pytest.raises(UsageError):
        with_thresholds((B,), thresholds)


@pytest.mark.parametrize("side", [700, 2600, 4096, 10000, 12288, 16384, 30000])
def test_the_halo_costs_at_most_what_is_allowed(tmp_path, monkeypatch, side):
    monkeypatch.setattr(planning, "memory_budget_bytes", lambda: 8 * 1024**3)
    grid = Grid(side, side, Affine(GSD, 0, 3e5, 0, -GSD, 3e6), CRS.from_epsg(32645))
    net = FakeNetwork(card("fake", B, R, halo_px=96, stride_px=16, gsd_m=GSD))
    net.peak_bytes_per_px = 150
    working = make_working_grid(grid, (1.0, 1.0), net.card, (16, 16), 16)
    member = Member(net, (1, 2, 3), None, working, ExactTiling(96, 16), IDENTITY)
    plan = make_plan([member], grid.window, 0)
    regions = map(plan.members[0].region, plan.windows)
    ((height, width),) = {(region.height, region.width) for region in regions}
    # Tiles of one size, each a multiple of the stride, read a little more than they must.
    rounding = (1 + 16 / (height - 192)) * (1 + 16 / (width - 192))
    assert plan.network_pixels <= planning.HALO_OVERHEAD * rounding


def test_networks_that_hold_much_read_strips_where_memory_has_room(monkeypatch):
    grid = Grid(4096, 4096, Affine(GSD, 0, 3e5, 0, -GSD, 3e6), CRS.from_epsg(32645))
    net = FakeNetwork(card("fake", B, R, halo_px=112, stride_px=16, gsd_m=GSD))
    net.peak_bytes_per_px = 800
    working = make_working_grid(grid, (1.0, 1.0), net.card, (16, 16), 16)
    member = Member(net, (1, 2, 3), None, working, ExactTiling(112, 16), IDENTITY)
    tiles = {}
    for gigabytes in (4, 8):
        budget = gigabytes * 1024**3
        monkeypatch.setattr(planning, "memory_budget_bytes", lambda budget=budget: budget)
        plan = make_plan([member], grid.window, 0)
        largest = max(region.pixels for region in map(plan.members[0].region, plan.windows))
        assert largest * 800 < budget
        tiles[gigabytes] = len(plan.windows), round(plan.network_pixels, 3)
    assert tiles[8] == (2, 1.055)
    assert tiles[4][1] < 1.2


def test_the_memory_ladder_gives_the_same_numbers_and_says_so(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 400, 300)
    lines = []

    class Recorder(SilentReporter):
        def log(self, text, level="info"):
            lines.append((level, text))

    net = FakeNetwork(card("fake", B, R, halo_px=8, stride_px=8), memory_limit_px=20000)
    with RasterSource(scene) as source:
        members = make_members(source, [OpenModel.of_network(net)], {}, "fast", 0, Recorder())
        plan = make_plan(members, source.grid.window, 0)
        ladder = MemoryLadder(source, Recorder())
        out = plan.windows[0]
        answer = ladder.infer(members[0], members[0].prepare(source, out), lambda _: None)
    np.testing.assert_allclose(answer, values[:2] / 255, atol=1e-6)
    assert ladder.steps
    assert all(level == "warning" for level, text in lines if "Out of memory" in text)


def test_when_no_tile_fits_the_cpu_takes_over(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 400, 300)
    net = FakeNetwork(card("fake", B, R, halo_px=8, stride_px=8), memory_limit_px=10)
    with RasterSource(scene) as source:
        members = make_members(source, [OpenModel.of_network(net)], {}, "fast", 0, SilentReporter())
        plan = make_plan(members, source.grid.window, 0)
        ladder = MemoryLadder(source, SilentReporter())
        tile = members[0].prepare(source, plan.windows[0])
        answer = ladder.infer(members[0], tile, lambda _: None)
    np.testing.assert_allclose(answer, values[:2] / 255, atol=1e-6)
    assert "CPU" in ladder.steps[-1]


def test_cancel_leaves_nothing_and_keeps_what_was_there(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 300, 300)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    output = tmp_path / "c.tif"
    output.write_bytes(b"an older result")

    class Canceller(SilentReporter):
        started = False

        def progress(self, fraction, phase):
            self.started = True

        def check_cancelled(self):
            if self.started:
                raise JobCancelled

    job = SegmentJob(input=scene, models=(model,), output=str(output), tile=64)
    with pytest.raises(JobCancelled):
        run_segment(job, Canceller())
    assert output.read_bytes() == b"an older result"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.tif", "net.onnx", "scene.tif"]


@pytest.mark.parametrize("quality", ["balanced", "best"])
def test_slow_qualities_tell_their_progress_inside_a_tile(tmp_path, quality):
    scene, _ = write_scene(tmp_path / "scene.tif", 300, 300)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD, scales=(1.0, 0.8))
    shares = []

    class Listener(SilentReporter):
        def progress(self, fraction, phase):
            shares.append(fraction)

    job = SegmentJob(input=scene, models=(model,), output=str(tmp_path / "c.tif"), quality=quality)
    run_segment(job, Listener())
    assert len(set(shares)) > 6
    assert shares == sorted(shares)


def test_sixteen_bit_rasters_are_stretched_for_models_of_pictures(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 100, 100)
    wide = tmp_path / "wide.tif"
    with rasterio.open(scene) as small:
        profile = {**small.profile, "dtype": "uint16"}
    with rasterio.open(wide, "w", **profile) as dataset:
        dataset.write(values.astype(np.uint16) * 12 + 300)
    model = onnx_networks.brightness(tmp_path / "net.onnx", gsd_m=GSD)
    _, probabilities, _, _ = segment(tmp_path, str(wide), model)
    low, high = np.percentile(values[1], (2, 98))
    expected = np.clip((values[1] - low) / (high - low), 0, 1)
    np.testing.assert_allclose(probabilities[0], expected, atol=0.01)


@pytest.mark.parametrize("dtype", ["int16", "float32", "float64"])
def test_eight_bit_values_in_wider_types_stay_as_they_are(tmp_path, dtype):
    scene, values = write_scene(tmp_path / "scene.tif", 60, 60)
    wide = tmp_path / "wide.tif"
    with rasterio.open(scene) as small:
        profile = {**small.profile, "dtype": dtype}
    with rasterio.open(wide, "w", **profile) as dataset:
        dataset.write(values.astype(dtype))
    model = onnx_networks.brightness(tmp_path / "net.onnx", gsd_m=GSD)
    _, probabilities, _, _ = segment(tmp_path, str(wide), model)
    np.testing.assert_allclose(probabilities[0], values[1] / 255, atol=1e-6)


def test_a_raster_far_too_coarse_is_refused(tmp_path):
    scene, _ = write_scene(
        tmp_path / "scene.tif", 20, 20, transform=Affine(30, 0, 3e5, 0, -30, 3e6)
    )
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    with pytest.raises(InputError, match="too coarse"):
        segment(tmp_path, scene, model)
