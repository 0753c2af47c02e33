"""Pixel classifiers: what is learnt, what the file holds, and how it runs as any model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pyogrio
import pytest
import rasterio
import rasterio.warp
import shapely
from affine import Affine
from rasterio.crs import CRS

from sat_dl_plugin.contract.card import ModelCard, Scaling
from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError, UsageError
from sat_dl_plugin.contract.jobs import (
    PIXEL_METHODS,
    SPECTRAL_INDICES,
    CombineJob,
    SegmentJob,
    TrainPixelClassifierJob,
    job_from_params,
)
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.pixels.holdout import set_aside
from sat_dl_plugin.engine.pixels.samples import Samples, draw_samples
from sat_dl_plugin.engine.pixels.spectral import INDICES, Nodes, add_features, features
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.run import run_job
from tests.engine import onnx_networks

UTM = "EPSG:32633"
LEFT, TOP, PIXEL_M, SIDE = 400000.0, 5500000.0, 10.0, 96
BANDS = ("blue", "green", "red", "nir")
BRIGHTNESS = {
    "water": (800, 700, 500, 200),
    "forest": (300, 400, 300, 3000),
    "soil": (900, 1200, 1700, 2200),
}


class Listener(SilentReporter):
    def __init__(self):
        self.warnings, self.infos = [], []

    def log(self, text, level="info"):
        (self.warnings if level == "warning" else self.infos).append(text)


def truth_of(side=SIDE):
    """Return classes 1 to 3 in patches of 8 pixels."""
    patches = np.random.default_rng(7).integers(1, 4, (side // 8, side // 8))
    return patches.repeat(8, axis=0).repeat(8, axis=1).astype(np.uint8)


def values_of(truth, noise=60, seed=1):
    spectra = np.array([(0, 0, 0, 0), *BRIGHTNESS.values()])
    random = np.random.default_rng(seed).normal(0, noise, (4, *truth.shape))
    return np.clip(np.moveaxis(spectra[truth], -1, 0) + random, 1, None)


def write_raster(path, values, names=BANDS, crs=UTM, left=LEFT, **options):
    values = np.asarray(values)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[2],
        height=values.shape[1],
        count=len(values),
        dtype=values.dtype,
        transform=Affine(PIXEL_M, 0, left, 0, -PIXEL_M, TOP),
        crs=CRS.from_user_input(crs) if crs else None,
        **options,
    ) as dataset:
        dataset.write(values)
        for place, name in enumerate(names, start=1):
            dataset.set_band_description(place, name)
    return str(path)


def write_polygons(path, polygons, classes=None, crs=UTM, field="kind"):
    fields = {} if classes is None else {field: np.array(classes)}
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array(polygons, dtype=object)),
        list(fields.values()),
        list(fields),
        geometry_type="Polygon",
        crs=crs,
    )
    return str(path)


def box(left, top, right, bottom):
    return shapely.box(
        LEFT + left * PIXEL_M, TOP - bottom * PIXEL_M, LEFT + right * PIXEL_M, TOP - top * PIXEL_M
    )


@pytest.fixture
def scene(tmp_path):
    return write_raster(tmp_path / "scene.tif", values_of(truth_of()).astype(np.uint16))


@pytest.fixture
def classes(tmp_path):
    return write_raster(tmp_path / "classes.tif", truth_of()[None], names=(), nodata=NODATA_ID)


@pytest.fixture
def train(scene, classes, tmp_path):
    def run(reporter=None, **changes):
        values = {
            "inputs": (scene,),
            "labels": classes,
            "output": str(tmp_path / "model.onnx"),
            "trees": 8,
            "leaves": 32,
            "samples": 1500,
            **changes,
        }
        return run_job(TrainPixelClassifierJob(**values), reporter or Listener())

    return run


def classified(model, scene, folder, **changes):
    output = str(folder / "found.tif")
    run_job(SegmentJob(input=scene, models=(model,), output=output, **changes), Listener())
    with rasterio.open(output) as dataset:
        return dataset.read(1)


@pytest.mark.parametrize("method", PIXEL_METHODS)
def test_a_trained_classifier_runs_as_a_network(method, train, scene, tmp_path):
    result = train(method=method, indices=("ndvi", "ndwi"))

    assert (classified(result["output"], scene, tmp_path) == truth_of()).mean() > 0.98
    assert result["means"]["iou"] > 0.95
    resolved = resolve_card(result["output"])
    assert resolved.warnings == ()
    assert (resolved.facts.halo_px, resolved.facts.stride_px) == (0, 1)
    card = resolved.card
    assert (card.bands, card.guessed, card.gsd_m, card.activation) == (BANDS, (), None, "none")
    assert [entry.id for entry in card.classes] == [1, 2, 3]
    beside = ModelCard.from_json((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert beside == card
    assert set(card.metrics["set_aside"]["classes"]) == {"class 1", "class 2", "class 3"}


def test_a_classifier_stands_beside_networks_in_a_set(train, scene, tmp_path):
    water = shapely.unary_union(
        [box(c, r, c + 1, r + 1) for r, c in np.argwhere(truth_of() == 1).tolist()]
    )
    labels = write_polygons(tmp_path / "water.gpkg", list(water.geoms), [8] * len(water.geoms))
    area = write_polygons(tmp_path / "area.gpkg", [box(0, 0, SIDE, SIDE)])
    pixels = train(labels=labels, class_field="kind", area=area)["output"]
    network = onnx_networks.unet(tmp_path / "network.onnx", gsd_m=PIXEL_M)
    combined = run_job(
        CombineJob(models=(network, pixels), name="both", models_folder=str(tmp_path)), Listener()
    )["output"]
    answers = []
    for place, models in enumerate([(combined,), (network, pixels), (pixels,), (network,)]):
        path = str(tmp_path / f"{place}.tif")
        run_job(SegmentJob(input=scene, models=models, output="", probabilities=path), Listener())
        with rasterio.open(path) as dataset:
            answers.append(dict(zip(dataset.descriptions, dataset.read())))

    assert list(answers[0]) == ["building", "road", "standing water"]
    for name, expected in {**answers[2], **answers[3]}.items():
        np.testing.assert_array_equal(answers[0][name], expected)
        np.testing.assert_array_equal(answers[1][name], expected)


def test_tiles_give_the_numbers_of_one_pass(train, scene, tmp_path):
    model = train(method="mean")["output"]
    job = {"input": scene, "models": (model,), "output": "", "float_probabilities": True}
    answers = []
    for tile in (0, 17):
        path = str(tmp_path / f"{tile}.tif")
        run_job(SegmentJob(**job, probabilities=path, tile=tile), Listener())
        with rasterio.open(path) as dataset:
            answers.append(dataset.read())

    np.testing.assert_array_equal(*answers)


def test_bands_are_found_by_name_in_any_order(train, scene, tmp_path):
    model = train()["output"]
    with rasterio.open(scene) as dataset:
        turned = write_raster(tmp_path / "turned.tif", dataset.read()[::-1], names=BANDS[::-1])

    found = classified(model, scene, tmp_path), classified(model, turned, tmp_path)

    np.testing.assert_array_equal(*found)


def test_bytes_are_learnt_as_pictures_and_reflectance_as_it_is(train, tmp_path):
    values = values_of(truth_of())
    as_bytes = write_raster(tmp_path / "bytes.tif", (values / 16).clip(0, 255).astype(np.uint8))
    as_floats = write_raster(tmp_path / "floats.tif", (values / 1e4).astype(np.float32))

    for path, expected in (
        (as_bytes, Scaling(1 / 255)),
        (as_floats, Scaling(1.0, stored_range=None)),
    ):
        result = train(inputs=(path,))
        assert resolve_card(result["output"]).card.scaling == expected
        assert (classified(result["output"], path, tmp_path) == truth_of()).mean() > 0.98


def test_reflectance_is_missed_in_a_picture(train, scene, tmp_path):
    model = train()["output"]
    as_bytes = write_raster(tmp_path / "bytes.tif", np.full((4, 16, 16), 90, np.uint8))
    listener = Listener()

    job = SegmentJob(input=as_bytes, models=(model,), output=str(tmp_path / "found.tif"))
    run_job(job, listener)

    assert any("knows reflectance" in text for text in listener.infos + listener.warnings)


def test_bands_can_be_chosen_and_named(train, scene, tmp_path):
    nameless = write_raster(tmp_path / "nameless.tif", rasterio.open(scene).read(), names=())

    result = train(inputs=(nameless,), bands={"red": 3, "nir": 4}, indices=("ndvi",))

    assert resolve_card(result["output"]).card.bands == ("red", "nir")
    found = classified(result["output"], scene, tmp_path)
    assert (found == truth_of()).mean() > 0.98


def test_bands_without_names_are_numbered(train, scene, tmp_path):
    names = ("pan", "", "", "what")
    path = write_raster(tmp_path / "other.tif", rasterio.open(scene).read(), names=names)

    card = resolve_card(train(inputs=(path,))["output"]).card

    assert card.bands == ("pan", "band2", "band3", "band4")


def test_an_index_without_its_band_is_refused(train):
    with pytest.raises(UsageError, match=r"MNDWI needs the band swir16.*swir16=4"):
        train(indices=("mndwi",))


def test_indices_in_the_graph_are_those_of_training():
    bands = ("blue", "green", "red", "nir", "swir16", "swir22")
    random = np.random.default_rng(3)
    values = random.normal(0.2, 0.2, (6, 500)).astype(np.float32)
    values[:, :3] = 0
    graph = Nodes()
    name = add_features(graph, "x", bands, SPECTRAL_INDICES)
    info = onnx.helper.make_tensor_value_info
    kind = onnx.TensorProto.FLOAT
    model = onnx.helper.make_model(
        onnx.helper.make_graph(
            graph.nodes,
            "g",
            [info("x", kind, [1, 6, 1, 500])],
            [info(name, kind, None)],
            graph.constants,
        ),
        opset_imports=[onnx.helper.make_opsetid("", 17)],
        ir_version=8,
    )
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (found,) = session.run(None, {"x": values[None, :, None]})

    learnt = features(values, bands, SPECTRAL_INDICES)

    np.testing.assert_array_equal(found[0, :, 0].T, learnt)
    assert set(INDICES) == set(SPECTRAL_INDICES)
    red, nir = values[2], values[3]
    expected = np.clip((nir - red) / (nir + red + (nir + red == 0)), -1, 1)
    np.testing.assert_allclose(learnt[:, 6], expected, atol=1e-6)
    assert (learnt[:3, 6:] == 0).all()


def test_the_same_seed_gives_the_same_model(train):
    def graph(seed):
        return onnx.load(train(seed=seed)["output"]).graph.SerializeToString(deterministic=True)

    first = graph(5)

    assert graph(5) == first
    assert graph(6) != first


def test_the_model_tells_how_it_was_made(train, scene, classes):
    model = onnx.load(train(seed=5)["output"])

    told = {entry.key: entry.value for entry in model.metadata_props}
    record = json.loads(told[PROVENANCE_TAG])
    assert (record["verb"], record["parameters"]["seed"]) == ("trainpixelclassifier", 5)
    assert [entry["path"] for entry in record["inputs"]] == [scene, classes]
    assert sum(record["details"]["labelled_pixels"].values()) == SIDE * SIDE


def test_only_labelled_pixels_are_learnt_from(train, tmp_path):
    polygons = [box(0, 0, 16, 16), box(40, 40, 60, 60)]
    labels = write_polygons(tmp_path / "two.gpkg", polygons, ["water", "not water"])
    listener = Listener()

    result = train(listener, labels=labels, class_field="kind", validation=0)

    assert result["samples"] == 16 * 16 + 20 * 20
    assert "background" not in str(listener.infos)


def test_a_class_0_of_polygons_is_background_and_other_ground_is_not(train, tmp_path):
    polygons = [box(0, 0, 16, 16), box(40, 40, 60, 60)]
    labels = write_polygons(tmp_path / "two.gpkg", polygons, [0, 1])

    result = train(labels=labels, class_field="kind", validation=0)

    assert result["samples"] == 16 * 16 + 20 * 20
    classes = resolve_card(result["output"]).card.classes
    assert [(entry.id, entry.threshold) for entry in classes] == [(0, 0.0), (1, 0.5)]


def test_inside_the_area_everything_else_is_background(train, scene, tmp_path):
    """Labels in degrees, without a class, an area over half of the picture."""
    water = shapely.unary_union(
        [box(c, r, c + 1, r + 1) for r, c in np.argwhere(truth_of() == 1).tolist()]
    )
    with rasterio.open(scene) as dataset:
        crs = dataset.crs
    carry = rasterio.warp.transform
    degrees = shapely.transform(
        water, lambda xy: np.stack(carry(crs, CRS.from_epsg(4326), *xy.T), axis=1)
    )
    labels = write_polygons(tmp_path / "water.gpkg", [degrees], crs="EPSG:4326")
    area = write_polygons(tmp_path / "area.gpkg", [box(0, 0, SIDE, SIDE // 2)])

    result = train(labels=labels, area=area, output=str(tmp_path / "lakes.onnx"), samples=10**6)

    assert result["samples"] == SIDE * SIDE // 2
    card = resolve_card(result["output"]).card
    assert [(entry.id, entry.name) for entry in card.classes] == [(0, "background"), (1, "lakes")]
    found = classified(result["output"], scene, tmp_path)
    assert ((found == 1) == (truth_of() == 1)).mean() > 0.98


def test_nodata_is_not_learnt_and_stays_nodata(train, tmp_path):
    values = values_of(truth_of()).astype(np.uint16)
    values[:, :, 48:] = 0
    holed = write_raster(tmp_path / "holed.tif", values, nodata=0)

    result = train(inputs=(holed,), samples=10**6)

    assert result["samples"] == SIDE * 48
    found = classified(result["output"], holed, tmp_path)
    assert (found[:, 48:] == NODATA_ID).all()
    assert (found[:, :48] == truth_of()[:, :48]).mean() > 0.98


def test_several_rasters_are_learnt_together(train, scene, classes, tmp_path):
    """The left image has no soil, the right one no water."""
    truth = truth_of()
    parts = []
    for place, missing in ((0, 3), (1, 1)):
        labels = np.where(truth == missing, NODATA_ID, truth)
        parts.append((values_of(truth, seed=place), labels))
    both = np.concatenate([labels for _, labels in parts], axis=1)[None]
    labels = write_raster(tmp_path / "both.tif", both, names=(), nodata=NODATA_ID)
    inputs = tuple(
        write_raster(
            tmp_path / f"{place}.tif",
            values.astype(np.uint16),
            left=LEFT + place * SIDE * PIXEL_M,
        )
        for place, (values, _) in enumerate(parts)
    )

    result = train(inputs=inputs, labels=labels)

    assert [row["class_id"] for row in result["scores"]] == [1, 2, 3]
    assert (classified(result["output"], scene, tmp_path) == truth).mean() > 0.98


def test_scores_are_those_of_unseen_ground(train, tmp_path):
    """Labels that depend on the place alone cannot be found anywhere else."""
    patches = np.random.default_rng(0).integers(1, 3, (12, 12)).repeat(8, 0).repeat(8, 1)
    place = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)[None].astype(np.float32)
    scene = write_raster(tmp_path / "place.tif", np.concatenate([place, place % SIDE]), ("a", "b"))
    labels = write_raster(tmp_path / "chance.tif", patches[None].astype(np.uint8), names=())

    result = train(inputs=(scene,), labels=labels, leaves=4096, trees=32, samples=10**6)

    found = classified(result["output"], scene, tmp_path)
    assert (found == patches).mean() > 0.95
    assert result["means"]["iou"] < 0.6


def test_scores_count_pixels_and_not_samples(train, tmp_path):
    """Of a rare class every pixel is drawn, of the other one few; precision must tell."""
    truth = np.ones((SIDE, SIDE), np.uint8)
    truth[::12, ::12] = 2
    noise = np.random.default_rng(0).normal(0, 1, truth.shape)
    values = (np.where(truth == 2, 2.0, 0.0) + noise)[None].astype(np.float32)
    scene = write_raster(tmp_path / "rare.tif", values, names=("pan",))
    labels = write_raster(tmp_path / "rare_labels.tif", truth[None], names=())

    rows = train(inputs=(scene,), labels=labels, samples=200, method="linear")["scores"]

    # Of 9152 pixels 16 % are taken for the class by mistake, of 64 84 % are found.
    assert rows[1]["recall"] > 0.7
    assert rows[1]["precision"] < 0.15


def test_balance_finds_more_of_a_rare_class(train, tmp_path):
    truth = np.where(np.random.default_rng(2).random((SIDE, SIDE)) < 0.05, 2, 1).astype(np.uint8)
    noise = np.random.default_rng(0).normal(0, 1, truth.shape)
    values = (np.where(truth == 2, 1.5, 0.0) + noise)[None].astype(np.float32)
    scene = write_raster(tmp_path / "rare.tif", values, names=("pan",))
    labels = write_raster(tmp_path / "rare_labels.tif", truth[None], names=())

    shares = {
        balance: (
            classified(
                train(inputs=(scene,), labels=labels, balance=balance)["output"], scene, tmp_path
            )
            == 2
        ).mean()
        for balance in (True, False)
    }

    assert shares[False] < 0.08 < shares[True]


class Picture:
    """Every pixel's value is its number."""

    band_count = 1

    def __init__(self, side):
        self.grid = Grid(side, side, Affine.identity())
        self.values = np.arange(side * side, dtype=np.float32).reshape(1, side, side)

    def read(self, window):
        rows, cols = window.slices_in(self.grid.window)
        values = self.values[:, rows, cols]
        return values, np.where(values[0] % 10 == 0, 2, 1).astype(np.uint8)


def test_samples_are_drawn_evenly_from_windows_of_any_number():
    side = 1500
    samples = draw_samples([Picture(side)], 2000, 0, SilentReporter())

    assert samples.counts[1:3].tolist() == [side * side * 9 // 10, side * side // 10]
    for value in (1, 2):
        own = samples.values[samples.class_id == value, 0]
        assert len(np.unique(own)) == 2000
        assert np.mean(own) == pytest.approx(side * side / 2, rel=0.05)
    cols, rows = samples.position.T
    np.testing.assert_array_equal(rows * side + cols, samples.values[:, 0].astype(int))


def test_ground_set_aside_is_apart_in_any_image():
    """Two images of the same ground, the second one on coarser pixels in another CRS."""
    random = np.random.default_rng(0)
    fine = Grid(400, 400, Affine(10, 0, 5e5, 0, -10, 5.5e6), CRS.from_epsg(32633))
    lon, lat = rasterio.warp.transform(CRS.from_epsg(32633), CRS.from_epsg(4326), [5e5], [5.5e6])
    coarse = Grid(200, 200, Affine(3e-4, 0, lon[0], 0, -2e-4, lat[0]), CRS.from_epsg(4326))
    position = np.concatenate(
        [random.integers(0, 400, (4000, 2)), random.integers(0, 200, (4000, 2))]
    )
    samples = Samples(
        np.zeros((8000, 1), np.float32),
        random.integers(1, 4, 8000).astype(np.uint8),
        np.repeat([0, 1], 4000),
        position,
        np.bincount([1] * 2000 + [2] * 3000 + [3] * 3000, minlength=256),
    )

    held = set_aside(samples, [fine, coarse], 25.0, 1)

    assert 0.15 < held.mean() < 0.35
    x, y = (position[:4000] + 0.5).T * 10
    lon, lat = coarse.transform @ tuple((position[4000:] + 0.5).T)
    x2, y2 = rasterio.warp.transform(CRS.from_epsg(4326), CRS.from_epsg(32633), lon, lat)
    places = np.concatenate(
        [np.stack([x, y], 1), np.stack([np.array(x2) - 5e5, 5.5e6 - np.array(y2)], 1)]
    )
    blocks = np.floor(places / 10 / 64 + 1e-9)
    inside = (places > 20).all(axis=1)
    kinds = {}
    for block, kind in zip(map(tuple, blocks[inside].tolist()), held[inside].tolist()):
        kinds.setdefault(block, set()).add(kind)
    assert all(len(kind) == 1 for kind in kinds.values())


def test_too_little_ground_gives_no_scores_and_says_so(train, tmp_path):
    labels = write_polygons(
        tmp_path / "two.gpkg", [box(0, 0, 5, 5), box(8, 0, 13, 5)], ["water", "soil"]
    )
    listener = Listener()

    result = train(listener, labels=labels, class_field="kind")

    assert (result["scores"], result["means"]) == ([], {})
    assert any("too little ground" in text for text in listener.warnings)
    assert resolve_card(result["output"]).card.metrics == {}


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"inputs": ()}, UsageError, "No image"),
        ({"method": "magic"}, UsageError, "forest, linear, mean"),
        ({"trees": 0}, UsageError, "Trees: 0"),
        ({"leaves": 1}, UsageError, "Leaves"),
        ({"validation": 3.0}, UsageError, "5 to 50"),
        ({"output": "model.pkl"}, UsageError, "end in .onnx"),
        ({"output": "/nowhere/model.onnx"}, OutputError, "does not exist"),
        ({"bands": {"swir16": 0}}, InputError, "swir16"),
        ({"bands": {"red": 9}}, InputError, "bands 1 to 4"),
    ],
)
def test_what_cannot_be_used_is_said(changes, error, words, train, tmp_path):
    with pytest.raises(error, match=words):
        train(**changes)
    assert not list(tmp_path.glob("*.onnx"))


def test_labels_that_teach_nothing_are_refused(train, scene, tmp_path):
    one = write_polygons(tmp_path / "one.gpkg", [box(0, 0, 20, 20)], ["water"])
    with pytest.raises(InputError, match=r"Only one class is labelled: water.*give the area"):
        train(labels=one, class_field="kind")
    small = write_polygons(
        tmp_path / "small.gpkg", [box(0, 0, 20, 20), box(30, 0, 33, 1)], ["water", "soil"]
    )
    with pytest.raises(InputError, match=r"'soil' has only 3 labelled pixels"):
        train(labels=small, class_field="kind")
    far = write_polygons(tmp_path / "far.gpkg", [box(9000, 0, 9010, 9)], ["water"])
    with pytest.raises(InputError, match="outside of all images"):
        train(labels=far, class_field="kind")
    empty = write_raster(tmp_path / "empty.tif", np.zeros((4, SIDE, SIDE), np.uint16), nodata=0)
    with pytest.raises(InputError, match="nothing to train on"):
        train(inputs=(empty,))


def test_rasters_that_do_not_fit_together_are_refused(train, scene, tmp_path):
    values = rasterio.open(scene).read()
    as_bytes = write_raster(tmp_path / "bytes.tif", (values / 16).clip(0, 255).astype(np.uint8))
    with pytest.raises(InputError, match="different data types"):
        train(inputs=(scene, as_bytes))
    fewer = write_raster(tmp_path / "fewer.tif", values[:3], names=BANDS[:3])
    with pytest.raises(InputError, match="lacks nir"):
        train(inputs=(scene, fewer))
    placeless = write_raster(tmp_path / "placeless.tif", values, crs=None)
    with pytest.raises(InputError, match="only one has a CRS"):
        train(inputs=(scene, placeless))


def test_the_output_is_none_of_the_inputs(train, scene, tmp_path):
    target = tmp_path / "scene.onnx"
    target.write_bytes(Path(scene).read_bytes())
    with pytest.raises(OutputError, match="also an input"):
        train(inputs=(str(target),), output=str(target))


def test_a_cancel_leaves_nothing(train, tmp_path):
    class Impatient(SilentReporter):
        looks = 0

        def check_cancelled(self):
            self.looks += 1
            if self.looks > 4:
                raise JobCancelled

    before = sorted(tmp_path.iterdir())
    with pytest.raises(JobCancelled):
        train(Impatient())
    assert sorted(tmp_path.iterdir()) == before


def test_the_job_survives_json():
    job = TrainPixelClassifierJob(
        ("a.tif",), "l.gpkg", "m.onnx", indices=("ndvi",), bands={"red": 1, "nir": 0}
    )

    assert job_from_params(job.verb, json.loads(json.dumps(job.to_params()))) == job


def test_a_window_without_labels_is_not_read(train, scene, tmp_path, monkeypatch):
    from sat_dl_plugin.engine.pixels import samples as module

    monkeypatch.setattr(module, "_PART_PX", 16)
    read = []
    original = module.RasterSource.read

    def spy(self, window, bands):
        read.append(window)
        return original(self, window, bands)

    monkeypatch.setattr(module.RasterSource, "read", spy)
    labels = write_polygons(
        tmp_path / "two.gpkg", [box(0, 0, 16, 16), box(32, 32, 48, 48)], ["water", "soil"]
    )

    train(labels=labels, class_field="kind", validation=0)

    assert read == [Window(0, 0, 16, 16), Window(32, 32, 16, 16)]
