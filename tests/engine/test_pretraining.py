"""Encoders that learn from whole chips: with scenes, without, and by drawing them again."""

from __future__ import annotations

import json

import numpy as np
import onnxruntime
import pyogrio
import pytest
import rasterio
import shapely
import torch
from affine import Affine
from safetensors import safe_open
from safetensors.torch import load_file
from torch.nn import functional

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard, Scaling
from sat_dl_plugin.contract.errors import (
    InputError,
    JobCancelled,
    OutputError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import PretrainBackboneJob, TrainAutoencoderJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models.describe import run_describe
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG
from sat_dl_plugin.engine.raster.grid import Grid
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.train import autoencoder_job as autoencoder_job_module
from sat_dl_plugin.engine.train import backbone_job as backbone_job_module
from sat_dl_plugin.engine.train.architectures import build_network
from sat_dl_plugin.engine.train.autoencoder import Autoencoder, psnr_db, reconstruction_error
from sat_dl_plugin.engine.train.chip_plan import chip_files, open_rasters, plan_chips
from sat_dl_plugin.engine.train.input_scaling import InputScaling
from sat_dl_plugin.engine.train.network import ConvNormActivation
from sat_dl_plugin.engine.train.pretraining import contrastive_loss
from sat_dl_plugin.engine.train.scene_chips import ChipViews, SceneChips
from sat_dl_plugin.engine.train.scene_labels import read_scene_labels, windows_of
from sat_dl_plugin.engine.train.start import start_from
from sat_dl_plugin.engine.train.warm_start import has_merged_normalisation
from tests.engine.training_scenes import LEFT, PIXEL_M, TOP, UTM, box, write_raster

CPU = torch.device("cpu")


class Listener(SilentReporter):
    """Remembers what it hears, and gives up or ends early when told to."""

    def __init__(self, cancel_at=None, finish_at=None):
        self.lines, self.details = [], []
        self._cancel_at, self._finish_at = cancel_at, finish_at

    def log(self, text, level="info"):
        self.lines.append(text)

    def detail(self, kind, values):
        self.details.append((kind, dict(values)))

    @property
    def epochs(self):
        return [values["epoch"] for kind, values in self.details if kind == "epoch"]

    def check_cancelled(self):
        if self._cancel_at is not None and len(self.epochs) >= self._cancel_at:
            raise JobCancelled

    def wants_to_finish(self):
        return self._finish_at is not None and len(self.epochs) >= self._finish_at


def stripes(side, seed=0, bands=3):
    """Return a noisy picture of stripes, (bands, side, side)."""
    rng = np.random.default_rng(seed)
    wave = 100 + 60 * np.sign(np.sin(np.arange(side) * 2 * np.pi / 8 + rng.uniform(0, 6)))
    values = np.tile(wave, (side, 1))
    noisy = values[None] + rng.normal(0, 8, (bands, side, side))
    return noisy.clip(0, 255).astype(np.uint8)


def blots(side, seed=0, bands=3):
    """Return a noisy picture of large blots, (bands, side, side)."""
    rng = np.random.default_rng(seed)
    coarse = torch.from_numpy(rng.uniform(20, 220, (1, bands, 5, 5)))
    smooth = functional.interpolate(coarse, size=(side, side), mode="bicubic")[0].numpy()
    return (smooth + rng.normal(0, 4, smooth.shape)).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def scene_folder(tmp_path_factory):
    """Return a folder with the chips of two scenes that differ in texture."""
    folder = tmp_path_factory.mktemp("scenes")
    for name, draw in (("stripes", stripes), ("blots", blots)):
        (folder / name).mkdir()
        for index in range(10):
            write_raster(folder / name / f"{index}.tif", draw(64, index), crs=None)
    return folder


def backbone_job(inputs, output, **changes):
    settings = {"chip_px": 64, "epochs": 2, "batch_size": 8, "device": "cpu", "seed": 3, **changes}
    return PretrainBackboneJob((str(inputs),), str(output), **settings)


# Views and losses


def test_views_that_are_not_scaled_are_whole_pixels_of_their_chip():
    rng = np.random.default_rng(0)
    images = rng.integers(0, 255, (4, 2, 48, 48), dtype=np.uint8)
    views = ChipViews(SceneChips(images, np.zeros(4, np.int64)), 16, (1.0, 1.0), CPU)
    for place, view in enumerate(views.cut(np.arange(4), rng).numpy()):
        turned = [np.rot90(view, k, (1, 2)) for k in range(4)]
        turned += [entry[:, ::-1] for entry in turned]
        windows = np.lib.stride_tricks.sliding_window_view(images[place], (16, 16), (1, 2))
        flat = np.moveaxis(windows, 0, 2).reshape(-1, 2 * 256)
        found = [np.abs(flat - entry.reshape(1, -1)).max(axis=1).min() < 0.01 for entry in turned]
        assert any(found)


def test_every_place_and_turn_occurs_in_views():
    images = np.arange(8 * 8, dtype=np.uint8).reshape(1, 1, 8, 8)
    views = ChipViews(SceneChips(images, np.zeros(1, np.int64)), 4, (1.0, 1.0), CPU)
    cut = views.cut(np.zeros(4000, np.intp), np.random.default_rng(1))
    different = {tuple(view.round().int().flatten().tolist()) for view in cut}
    assert len(different) == 25 * 8


def test_the_contrastive_loss_is_the_cross_entropy_of_finding_the_partner():
    views = functional.normalize(torch.randn(6, 5, generator=torch.Generator().manual_seed(0)))
    first, second = views[:3], views[3:]
    expected = []
    for index in range(6):
        partner = (index + 3) % 6
        likeness = [float(views[index] @ views[other]) / 0.2 for other in range(6)]
        others = sum(np.exp(value) for other, value in enumerate(likeness) if other != index)
        expected.append(-np.log(np.exp(likeness[partner]) / others))
    assert float(contrastive_loss(first, second)) == pytest.approx(np.mean(expected), rel=1e-5)


# Labels of scenes


def write_places(path, places, names, crs=UTM):
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array(places, dtype=object)),
        [np.array(names, dtype=object)],
        ["kind"],
        geometry_type="Unknown",
        crs=crs,
    )
    return str(path)


def test_a_point_has_one_chip_around_it_and_a_polygon_those_whose_middles_it_covers(tmp_path):
    point = shapely.Point(LEFT + 100 * PIXEL_M, TOP - 60 * PIXEL_M)
    path = write_places(tmp_path / "a.gpkg", [point, box(0, 0, 96, 64)], ["pond", "town"])
    labels = read_scene_labels(path, "kind")
    grid = Grid(200, 150, Affine(PIXEL_M, 0, LEFT, 0, -PIXEL_M, TOP), rasterio.CRS.from_string(UTM))
    pond, town = (windows_of(place, grid, 32) for place in labels.on(grid))
    assert [(w.col_off, w.row_off, w.width) for w in pond] == [(84, 44, 32)]
    assert sorted((w.col_off, w.row_off) for w in town) == [
        (x, y) for x in (0, 32, 64) for y in (0, 32)
    ]


def test_labels_in_another_crs_are_found_where_they_lie(tmp_path):
    point = shapely.Point(LEFT + 100 * PIXEL_M, TOP - 60 * PIXEL_M)
    there = pyogrio_transformed(point, UTM, "EPSG:4326")
    labels = read_scene_labels(
        write_places(tmp_path / "a.gpkg", [there], ["pond"], "EPSG:4326"), "kind"
    )
    grid = Grid(200, 150, Affine(PIXEL_M, 0, LEFT, 0, -PIXEL_M, TOP), rasterio.CRS.from_string(UTM))
    (place,) = labels.on(grid)
    assert shapely.get_coordinates(place)[0] == pytest.approx([100, 60], abs=0.01)


def pyogrio_transformed(point, source, target):
    from pyproj import Transformer

    carry = Transformer.from_crs(source, target, always_xy=True)
    return shapely.Point(*carry.transform(point.x, point.y))


@pytest.mark.parametrize(
    ("names", "field", "said"),
    [
        ([None, ""], "kind", "names no scene"),
        (["a", "b"], "other", "Nothing says which scenes"),
    ],
)
def test_labels_without_scenes_are_refused(tmp_path, names, field, said):
    path = write_places(tmp_path / "a.gpkg", [shapely.Point(0, 0)] * 2, names)
    with pytest.raises(InputError, match=said):
        read_scene_labels(path, field)


def test_what_is_set_aside_shares_no_pixel_with_what_is_learnt_from(tmp_path):
    raster = write_raster(tmp_path / "a.tif", blots(512))
    rng = np.random.default_rng(0)
    points = [
        shapely.Point(LEFT + x * PIXEL_M, TOP - y * PIXEL_M)
        for x, y in rng.uniform(40, 470, (60, 2))
    ]
    path = write_places(tmp_path / "a.gpkg", points, ["a", "b"] * 30)
    inputs = open_rasters(chip_files([raster]), {}, 0.0, SilentReporter())
    plan = plan_chips(inputs, read_scene_labels(path, "kind"), 64, 1000, 0.2, 0)
    assert plan.training and plan.validation
    assert {chip.scene for chip in plan.validation} == {0, 1}
    for chip in plan.training:
        assert not any(chip.window.intersection(other.window) for other in plan.validation)


# Pretraining


def test_scenes_of_folders_are_learnt_and_the_weights_start_a_segmentation(tmp_path, scene_folder):
    output = tmp_path / "eyes.safetensors"
    listener = Listener()
    job = backbone_job(scene_folder, output, epochs=10, learning_rate=4e-3)
    result = run_job(job, listener)
    assert result["method"] == "scenes"
    assert result["scenes"] == ["blots", "stripes"]
    assert result["accuracy"] == 1.0
    assert result["chips"] + result["validation_chips"] == 20
    assert listener.epochs == list(range(1, 11))
    assert not (tmp_path / "eyes.safetensors.training").exists()
    network = build_network("unet-lite0", 3, 4, overlapping=False)
    copied = start_from(network, output)
    stored = load_file(output)
    assert copied == len(network.encoder.state_dict()) == len(stored)
    for name, values in network.encoder.state_dict().items():
        torch.testing.assert_close(values, stored[f"encoder.{name}"])
    with safe_open(output, "pt") as opened:
        facts = opened.metadata()
    card = json.loads(facts[CARD_KEY])
    assert card["architecture"] == "unet-lite0"
    assert json.loads((tmp_path / "eyes.json").read_text())["scenes"] == ["blots", "stripes"]
    assert json.loads(facts[PROVENANCE_TAG])["parameters"]["seed"] == 3


def test_scenes_of_a_layer_are_learnt_and_named_in_the_provenance(tmp_path):
    values = np.concatenate([stripes(256), blots(256)], axis=2)
    raster = write_raster(tmp_path / "a.tif", values)
    places = [box(0, 0, 256, 256), box(256, 0, 512, 256), box(600, 600, 700, 700), box(0, 0, 9, 9)]
    names = ["stripes", "blots", "far away", None]
    labels = write_places(tmp_path / "a.gpkg", places, names)
    output, listener = tmp_path / "eyes.safetensors", Listener()
    job = backbone_job(raster, output, labels=labels, class_field="kind", epochs=1)
    result = run_job(job, listener)
    assert result["scenes"] == ["blots", "stripes"]
    assert result["chips"] + result["validation_chips"] == 32
    assert result["validation_chips"] >= 2
    assert result["accuracy"] is not None
    assert any("far away" in line for line in listener.lines)
    assert any("1 features have no scene" in line for line in listener.lines)
    with safe_open(output, "pt") as opened:
        provenance = json.loads(opened.metadata()[PROVENANCE_TAG])
    assert [entry["path"] for entry in provenance["inputs"]] == [raster, labels]


def test_other_bands_than_those_learnt_from_start_from_the_weights(tmp_path, scene_folder):
    output = tmp_path / "eyes.safetensors"
    run_job(backbone_job(scene_folder, output, epochs=1), SilentReporter())
    network = build_network("unet-lite0", 5, 2, overlapping=True)
    start_from(network, output)
    kernel = load_file(output)["encoder.stem.1.weight"]
    found = network.state_dict()["encoder.stem.1.weight"]
    torch.testing.assert_close(found[:, :3], kernel * 3 / 5)


def test_without_scenes_views_of_one_chip_become_alike(tmp_path):
    raster = write_raster(tmp_path / "a.tif", blots(256))
    listener = Listener()
    job = backbone_job(raster, tmp_path / "eyes.safetensors", epochs=16)
    result = run_job(job, listener)
    assert (result["method"], result["accuracy"], result["chips"]) == ("unlabelled", None, 16)
    losses = [v["train_loss"] for kind, v in listener.details if kind == "epoch"]
    guessing = np.log(2 * job.batch_size - 1)
    assert np.mean(losses[-4:]) < 0.95 * guessing


def test_a_stopped_pretraining_goes_on_to_the_weights_of_an_unstopped_one(tmp_path, scene_folder):
    whole, stopped = tmp_path / "whole.safetensors", tmp_path / "stopped.safetensors"
    run_job(backbone_job(scene_folder, whole, epochs=4), SilentReporter())
    job = backbone_job(scene_folder, stopped, epochs=4)
    with pytest.raises(JobCancelled):
        run_job(job, Listener(cancel_at=2))
    assert not stopped.exists()
    resumed = Listener()
    run_job(job, resumed)
    assert resumed.epochs == [1, 2, 3, 4]
    first, second = load_file(whole), load_file(stopped)
    for name, values in first.items():
        torch.testing.assert_close(values, second[name], rtol=1e-4, atol=1e-5)


def test_a_killed_pretraining_goes_on_from_its_last_epoch(tmp_path, scene_folder):
    class Killed(Listener):
        def check_cancelled(self):
            if len(self.epochs) >= 2:
                raise SystemExit

    output = tmp_path / "eyes.safetensors"
    job = backbone_job(scene_folder, output, epochs=3)
    with pytest.raises(SystemExit):
        run_job(job, Killed())
    resumed = Listener()
    result = run_job(job, resumed)
    assert resumed.epochs == [1, 2, 3]
    assert sum(line.startswith("Epoch") for line in resumed.lines) == 1
    assert result["steps"] == 3 * 2


def test_who_has_seen_enough_gets_the_weights_of_now(tmp_path, scene_folder):
    output = tmp_path / "eyes.safetensors"
    result = run_job(backbone_job(scene_folder, output, epochs=50), Listener(finish_at=2))
    assert output.exists()
    assert result["steps"] == 2 * 2


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"epochs": 0}, UsageError, "never end"),
        ({"architecture": "unet64"}, UsageError, "unet64"),
        ({"batch_size": 1}, UsageError, "Batches of 1"),
        ({"chip_px": 8}, UsageError, "Chips of 8"),
        ({"gsd_m": -1.0}, UsageError, "pixel size of -1"),
    ],
)
def test_settings_that_cannot_work_are_named(tmp_path, scene_folder, changes, error, said):
    with pytest.raises(error, match=said):
        run_job(backbone_job(scene_folder, tmp_path / "a.safetensors", **changes), Listener())
    assert not list(tmp_path.iterdir())


def test_a_model_with_another_ending_is_refused(tmp_path, scene_folder):
    with pytest.raises(OutputError, match=r"\.safetensors"):
        run_job(backbone_job(scene_folder, tmp_path / "a.onnx"), Listener())


def test_a_single_scene_is_refused_before_anything_is_learnt(tmp_path, scene_folder):
    (tmp_path / "in" / "only").mkdir(parents=True)
    write_raster(tmp_path / "in" / "only" / "1.tif", blots(128))
    with pytest.raises(InputError, match="All chips are of one scene"):
        run_job(backbone_job(tmp_path / "in", tmp_path / "a.safetensors"), Listener())
    assert not (tmp_path / "a.safetensors").exists()


def test_a_raster_of_nodata_alone_is_refused(tmp_path):
    raster = write_raster(tmp_path / "a.tif", np.zeros((3, 128, 128), np.uint8), nodata=0)
    with pytest.raises(InputError, match="No chip to train on has data"):
        run_job(backbone_job(raster, tmp_path / "a.safetensors"), Listener())


def a_model_that_knows(folder, raster):
    """Return the file of an autoencoder that has seen a raster, its normalisations merged."""
    output = folder / "known.onnx"
    job = TrainAutoencoderJob(
        (raster,), str(output), chip_px=64, epochs=4, batch_size=8, learning_rate=4e-3, device="cpu"
    )
    run_job(job, Listener())
    return output


def standardised(stored, scaling):
    to_input = InputScaling(scaling, stored.shape[1], CPU)
    return to_input.standardise(to_input.unit(stored))


@pytest.mark.parametrize("verb", ["backbone", "autoencoder"])
def test_a_network_that_starts_from_a_model_learns_on_from_what_it_knows(
    tmp_path, monkeypatch, verb
):
    raster = write_raster(tmp_path / "a.tif", blots(256))
    known = a_model_that_knows(tmp_path, raster)
    seen = []

    def stop_before_learning(loop, workshop, *_):
        seen.append((loop.network.encoder, workshop.chips.scaling))
        raise JobCancelled

    for module in (backbone_job_module, autoencoder_job_module):
        monkeypatch.setattr(module, "train", stop_before_learning)
    job = backbone_job(raster, tmp_path / "b.safetensors", start_from=str(known))
    if verb == "autoencoder":
        job = TrainAutoencoderJob(
            (raster,), str(tmp_path / "b.onnx"), chip_px=64, start_from=str(known), device="cpu"
        )
    with pytest.raises(JobCancelled):
        run_job(job, Listener())
    ((encoder, scaling),) = seen
    model = Autoencoder(3, 32)
    start_from(model, known)
    before = ModelCard.from_json(known.with_suffix(".json").read_text()).scaling
    stored = torch.from_numpy(blots(192, seed=5)[None]).float()
    model.eval()
    encoder.eval()
    # Beside the border, where padding is the mean, and that may be another one now.
    inner = np.s_[..., 5:7, 5:7]
    with torch.no_grad():
        expected = model.encoder(standardised(stored, before))[-1][inner]
        found = encoder(standardised(stored, scaling))[-1][inner]
    torch.testing.assert_close(found, expected, atol=1e-2, rtol=1e-2)
    layers = [part for part in encoder.modules() if isinstance(part, ConvNormActivation)]
    assert not any(has_merged_normalisation(layer) for layer in layers)


# Autoencoders


def test_an_autoencoder_draws_again_what_it_has_not_seen_and_its_model_describes(tmp_path):
    raster = write_raster(tmp_path / "a.tif", np.stack([blots(256, s, 1)[0] for s in range(2)]))
    output = tmp_path / "places.onnx"
    job = TrainAutoencoderJob(
        (raster,),
        str(output),
        bottleneck=12,
        chip_px=64,
        epochs=12,
        batch_size=8,
        learning_rate=4e-3,
        device="cpu",
    )
    result = run_job(job, Listener())
    assert result["metrics"]["val"]["rmse_sd"] < 0.9
    card = ModelCard.from_json((tmp_path / "places.json").read_text())
    assert (card.task, card.scale_factor, card.stride_px) == ("embedding", 1 / 16, 16)
    assert card.gsd_m == pytest.approx(PIXEL_M, rel=0.01)
    assert card.bands == ("band1", "band2")
    session = onnxruntime.InferenceSession(str(output), providers=["CPUExecutionProvider"])
    (described,) = session.run(None, {"input": np.zeros((1, 2, 96, 64), np.float32)})
    assert described.shape == (1, 12, 6, 4)
    assert run_describe_card(output)["task"] == "embedding"
    for path in (output, tmp_path / "places.safetensors"):
        network = build_network("unet-lite0", 2, 3, overlapping=False)
        assert start_from(network, path) >= 30


def run_describe_card(path):
    from sat_dl_plugin.contract.jobs import DescribeJob

    return run_describe(DescribeJob(str(path)), SilentReporter())["card"]


def test_the_error_of_an_autoencoder_is_that_of_each_band():
    class Drawn(torch.nn.Module):
        bands = 2

        def forward(self, standardised):
            return standardised + torch.tensor([1.0, 3.0]).reshape(1, 2, 1, 1)

    images = np.random.default_rng(0).integers(0, 255, (5, 2, 16, 16), dtype=np.uint8)
    chips = SceneChips(images, np.zeros(5, np.int64))
    scaling = Scaling(mean=(0.5, 0.5), std=(0.1, 0.2))
    errors = reconstruction_error(Drawn(), chips, scaling)
    np.testing.assert_allclose(errors, [1.0, 3.0], rtol=1e-5)
    expected = -10 * np.log10((0.1**2 + 0.6**2) / 2)
    assert psnr_db(errors, scaling) == pytest.approx(expected, rel=1e-5)


def test_a_bottleneck_of_nothing_is_refused(tmp_path):
    with pytest.raises(UsageError, match="0 numbers"):
        run_job(TrainAutoencoderJob(("a.tif",), "a.onnx", bottleneck=0), Listener())
