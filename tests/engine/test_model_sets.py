"""Sets of networks: one entry in the list of models, which runs as one."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.errors import (
    InputError,
    JobCancelled,
    ModelError,
    OutputError,
    SatDlError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import (
    CleaningRule,
    CombineJob,
    DescribeJob,
    ImportJob,
    PreviewJob,
    SegmentJob,
    SelfTestJob,
    TrainPixelClassifierJob,
    job_from_params,
)
from sat_dl_plugin.contract.model_set import ModelSet, SetMember, read_model_set
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models.catalogue import find_model, find_network, write_catalogue
from sat_dl_plugin.engine.models.network import FakeNetwork
from sat_dl_plugin.engine.models.open_model import OpenMember, OpenModel
from sat_dl_plugin.engine.models.opened import opened_models
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.segment import planning
from sat_dl_plugin.engine.segment.ensemble import Voice, background, combine
from sat_dl_plugin.engine.segment.planning import make_members, make_plan
from tests.engine import onnx_networks
from tests.engine.test_pixels import truth_of, values_of, write_raster
from tests.engine.test_segment_exact import GSD, write_scene

BACKGROUND, BUILDING, ROAD = onnx_networks.CLASSES
LARGE, SMALL = ClassCard(9, "large vehicle"), ClassCard(10, "small vehicle")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of the user's own models."""
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture
def scene(tmp_path: Path) -> str:
    return write_scene(tmp_path / "scene.tif", 150, 170)[0]


class Listener(SilentReporter):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def log(self, text: str, level: str = "info") -> None:
        self.lines.append(text)


def combined(own: Path, *models: object, name: str = "pair", **fields: Any) -> dict[str, Any]:
    """Save a set, with the job as it comes from another process."""
    job = CombineJob(tuple(map(str, models)), str(own), name, **fields)
    params = json.loads(json.dumps(job.to_params()))
    return run_job(job_from_params("combine", params), SilentReporter())


def probabilities(scene: str, own: Path, *models: object, **fields: Any) -> NDArray[np.float32]:
    """Return the probabilities (classes, rows, columns) of models on a raster."""
    target = Path(scene).parent
    job = SegmentJob(
        input=scene,
        models=tuple(map(str, models)),
        output=str(target / "c.tif"),
        probabilities=str(target / "p.tif"),
        float_probabilities=True,
        models_folder=str(own),
        device="cpu",
        **fields,
    )
    run_job(job, SilentReporter())
    with rasterio.open(job.probabilities) as dataset:
        return dataset.read()


def unet(own: Path, name: str, seed: int = 0, **fields: Any) -> str:
    onnx_networks.unet(own / f"{name}.onnx", seed=seed, gsd_m=GSD, **fields)
    return name


# --- what a set says ------------------------------------------------------------------------


def test_weights_are_those_of_numpy(own: Path, scene: str) -> None:
    a, b, c = (unet(own, name, seed) for seed, name in enumerate("abc"))
    combined(own, a, b, c, weights=(3.0, 1.0, 0.5))
    parts = [probabilities(scene, own, name) for name in (a, b, c)]

    together = probabilities(scene, own, "pair")

    np.testing.assert_allclose(
        together, np.average(parts, axis=0, weights=(3.0, 1.0, 0.5)), atol=1e-6
    )
    assert np.abs(together - np.mean(parts, axis=0)).max() > 1e-3


def test_without_weights_a_set_is_the_list_of_its_members(own: Path, scene: str) -> None:
    a, b = unet(own, "a"), unet(own, "b", 1)
    combined(own, a, b)

    np.testing.assert_array_equal(
        probabilities(scene, own, "pair"), probabilities(scene, own, a, b)
    )


def test_models_of_a_job_can_be_weighed(own: Path, scene: str) -> None:
    a, b = unet(own, "a"), unet(own, "b", 1)
    parts = [probabilities(scene, own, name) for name in (a, b)]

    together = probabilities(scene, own, a, b, weights=(1.0, 4.0))

    np.testing.assert_allclose(together, np.average(parts, axis=0, weights=(1, 4)), atol=1e-6)


def test_a_set_counts_in_a_job_what_a_network_does(own: Path, scene: str) -> None:
    a, b, c = (unet(own, name, seed) for seed, name in enumerate("abc"))
    combined(own, a, b)
    of_set, of_network = probabilities(scene, own, "pair"), probabilities(scene, own, c)

    together = probabilities(scene, own, "pair", c)

    np.testing.assert_allclose(together, (of_set + of_network) / 2, atol=1e-6)


def test_every_member_gets_its_own_bands(own: Path, tmp_path: Path) -> None:
    """Twenty channels and four of them, by name, in another order."""
    names = [f"band{place}" for place in range(1, 21)]
    four = ("nir", "red", "green", "blue")
    for name, bands in (("twenty", tuple(names)), ("four", four)):
        unet(own, name, bands=bands)
    random = np.random.default_rng(5)
    values = random.integers(0, 255, (20, 90, 110), np.uint8)
    scene = str(tmp_path / "stack.tif")
    profile = {"driver": "GTiff", "count": 20, "height": 90, "width": 110, "dtype": "uint8"}
    with rasterio.open(scene, "w", **profile) as dataset:
        dataset.write(values)
        for name, band in zip(four, (18, 3, 2, 1)):
            dataset.set_band_description(band, name)
    combined(own, "twenty", "four")

    together = probabilities(scene, own, "pair")

    parts = [probabilities(scene, own, name) for name in ("twenty", "four")]
    np.testing.assert_allclose(together, np.mean(parts, axis=0), atol=1e-6)
    assert np.abs(parts[0] - parts[1]).max() > 1e-3


def test_bands_can_be_stated_for_the_members_that_have_them(own: Path, scene: str) -> None:
    unet(own, "a")
    unet(own, "single", 1, bands=("pan",))
    combined(own, "a", "single")

    together = probabilities(scene, own, "pair", bands={"pan": 2})

    assert together.shape[0] == 2
    with pytest.raises(InputError, match="no input band 'nir'"):
        probabilities(scene, own, "pair", bands={"nir": 2})


def test_a_class_is_averaged_over_the_members_that_know_it(own: Path, scene: str) -> None:
    """The vehicles of the contest: a joint network and one for each of the two."""
    joint = unet(own, "joint", classes=(BACKGROUND, LARGE, SMALL))
    large = unet(own, "large", 1, classes=(BACKGROUND, LARGE))
    small = unet(own, "small", 2, classes=(SMALL, BACKGROUND))
    combined(own, joint, large, small, name="both-vehicles", weights=(1.0, 3.0, 1.0))
    of_joint, of_large, of_small = (probabilities(scene, own, n) for n in (joint, large, small))

    together = probabilities(scene, own, "both-vehicles")

    np.testing.assert_allclose(together[0], (of_joint[0] + 3 * of_large[0]) / 4, atol=1e-6)
    np.testing.assert_allclose(together[1], (of_joint[1] + of_small[0]) / 2, atol=1e-6)


def test_per_class_every_class_comes_from_the_first_that_knows_it(own: Path, scene: str) -> None:
    building = unet(own, "building", classes=(BACKGROUND, BUILDING))
    both = unet(own, "both", 1)
    combined(own, building, both, combine="per-class")
    only, all_of_them = probabilities(scene, own, building), probabilities(scene, own, both)

    together = probabilities(scene, own, "pair")

    np.testing.assert_array_equal(together, np.stack([only[0], all_of_them[1]]))
    assert [member.classes for member in read_model_set(own / "pair.set.json").members] == [
        (1,),
        (3,),
    ]


def test_two_scales_of_one_network_are_one_pass_each(own: Path, scene: str) -> None:
    a = unet(own, "a")
    combined(own, a, scales=((1.0, 0.5),), name="two")
    combined(own, a, scales=((0.5,),), name="half")
    own_scale, half = probabilities(scene, own, a), probabilities(scene, own, "half")

    together = probabilities(scene, own, "two")

    np.testing.assert_allclose(together, (own_scale + half) / 2, atol=1e-6)
    assert np.abs(half - own_scale).max() > 1e-3


@pytest.mark.parametrize("quality", ["fast", "balanced"])
def test_tiles_of_a_set_are_exact(own: Path, scene: str, quality: str) -> None:
    """Another stride, another halo, another scale: every member is tiled as it needs."""
    unet(own, "a")
    onnx_networks.brightness(own / "pixels.onnx", gsd_m=GSD)
    combined(own, "a", "pixels", scales=((1.0, 0.5), (1.0,)))

    whole = probabilities(scene, own, "pair", quality=quality)

    tiled = probabilities(scene, own, "pair", quality=quality, tile=64)
    np.testing.assert_allclose(tiled, whole, atol=3e-6)


def test_in_the_best_quality_stated_scales_stand_for_those_of_the_card() -> None:
    card = ModelCard("a", classes=(BUILDING,), scales=(1.0, 0.5))
    free, stated = OpenMember(FakeNetwork(card)), OpenMember(FakeNetwork(card), scale=2.0)

    assert (free.scales("fast"), free.scales("best")) == ((1.0,), (1.0, 0.5))
    assert (stated.scales("fast"), stated.scales("best")) == ((2.0,), (2.0,))


def test_shares_of_a_model_add_up_to_its_weight() -> None:
    scaled = ModelCard("a", classes=(BUILDING,), scales=(1.0, 0.5))
    both = ModelCard("b", classes=(BUILDING, ROAD))
    model = OpenModel(
        both,
        (
            OpenMember(FakeNetwork(scaled), 2.0, class_ids=frozenset([1])),
            OpenMember(FakeNetwork(both), 1.0, class_ids=frozenset([1, 3])),
        ),
        weight=3.0,
    )

    first, second = model.shares("best")

    assert first == pytest.approx({1: 1.0})
    assert second == pytest.approx({1: 1.0, 3: 3.0})
    assert 2 * first[1] + second[1] == pytest.approx(3.0)


def test_a_class_is_taken_only_from_voices_that_have_a_share() -> None:
    card = ModelCard("a", classes=(BACKGROUND, BUILDING))
    values = np.stack([np.full((2, 2), 0.9), np.full((2, 2), 0.1)]).astype(np.float32)
    answers = [
        (Voice(card, {0: 1.0, 1: 1.0}), values),
        (Voice(card, {0: 3.0}), values[::-1]),
    ]
    legend = (ClassCard(1, "building", threshold=0.0),)

    assert combine(answers, legend)[0, 0, 0] == pytest.approx(0.1)
    assert background(answers, legend)[0, 0] == pytest.approx((0.9 + 3 * 0.1) / 4)


def test_the_memory_is_shared_and_pixel_classifiers_do_not_shrink_windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "memory_budget_bytes", lambda: 4 * 1024**3)
    scene = write_scene(tmp_path / "large.tif", 4000, 4000)[0]

    def side(*halos: int) -> int:
        nets = [
            FakeNetwork(
                ModelCard(f"n{h}", classes=(BUILDING,), halo_px=h, stride_px=16 if h else 1)
            )
            for h in halos
        ]
        for net in nets:
            net.peak_bytes_per_px = 500.0
        with RasterSource(scene) as source:
            models = [OpenModel.of_network(net) for net in nets]
            members = make_members(source, models, {}, "fast", 0, SilentReporter())
            return math.isqrt(make_plan(members, source.grid.window, 0).windows[0].pixels)

    # Four networks get a quarter of the memory each, so half the side.
    assert side(112) == pytest.approx(2 * side(112, 112, 112, 112), rel=0.25)
    assert side(112, 0) > 1500
    assert side(0, 0) <= 1024


def test_a_pixel_classifier_can_be_a_member(own: Path, tmp_path: Path) -> None:
    truth = truth_of() + np.uint8(20)
    scene = write_raster(tmp_path / "scene.tif", values_of(truth_of()).astype(np.uint16))
    labels = write_raster(tmp_path / "truth.tif", truth[None], names=())
    run_job(
        TrainPixelClassifierJob((scene,), labels, str(own / "spectra.onnx"), trees=4, leaves=16),
        SilentReporter(),
    )
    onnx_networks.unet(own / "net.onnx", classes=(BACKGROUND, BUILDING), gsd_m=10.0)
    taken = {"thresholds": {"21": None, "23": None}}
    combined(own, "spectra", "net", combine="per-class", **taken)
    of_pixels, of_net = (probabilities(scene, own, name) for name in ("spectra", "net"))

    together = probabilities(scene, own, "pair")
    tiled = probabilities(scene, own, "pair", tile=64)

    ids = [entry.id for entry in read_model_set(own / "pair.set.json").card.classes]
    assert ids == [1, 22]
    np.testing.assert_allclose(together, np.stack([of_net[0], of_pixels[1]]), atol=1e-6)
    np.testing.assert_allclose(tiled, together, atol=1e-6)


# --- one entry ------------------------------------------------------------------------------


def test_the_legend_of_the_set_goes_before_those_of_its_members(own: Path, scene: str) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    rules = {"building": CleaningRule(opening_px=2, min_object_m2=30.0)}

    combined(own, "a", "b", thresholds={"1": 0.25}, rules=rules)

    card = read_model_set(own / "pair.set.json").card
    assert card.classes[0] == ClassCard(
        1, "building", "#d1495b", 0.25, min_object_m2=30.0, opening_px=2
    )
    answer = probabilities(scene, own, "pair")
    with rasterio.open(Path(scene).parent / "c.tif") as dataset:
        labels = dataset.read(1)
        record = json.loads(dataset.tags()[PROVENANCE_TAG])
    wins = (answer[0] >= 0.25) & ~((answer[1] >= 0.5) & (answer[1] > answer[0]))
    np.testing.assert_array_equal(labels == 1, wins)
    assert record["legend"][0]["opening_px"] == 2


def test_a_class_can_be_left_out(own: Path, scene: str) -> None:
    unet(own, "a")
    unet(own, "roads", 1, classes=(BACKGROUND, ROAD))

    combined(own, "a", "roads", thresholds={"road": None})

    model_set = read_model_set(own / "pair.set.json")
    assert [entry.name for entry in model_set.card.classes] == ["building"]
    # What is left of a network without any class would only cost time.
    assert [member.name for member in model_set.members] == ["a"]
    assert probabilities(scene, own, "pair").shape[0] == 1


def test_thresholds_are_the_mean_of_the_stated_ones(own: Path) -> None:
    def known(threshold: float) -> tuple[ClassCard, ...]:
        return (BACKGROUND, ClassCard(9, "large vehicle", threshold=threshold))

    unet(own, "joint", classes=(*known(0.0), ClassCard(10, "small vehicle", threshold=0.0)))
    unet(own, "large", 1, classes=known(0.6))

    combined(own, "joint", "large")

    thresholds = {c.id: c.threshold for c in read_model_set(own / "pair.set.json").card.classes}
    # Backgrounds of networks that know different classes cannot be compared.
    assert thresholds == {9: 0.6, 10: 0.5}


def test_where_all_know_the_same_the_background_may_still_decide(own: Path) -> None:
    argmax = (BACKGROUND, ClassCard(9, "large vehicle", threshold=0.0))
    unet(own, "a", classes=argmax)
    unet(own, "b", 1, classes=argmax)

    combined(own, "a", "b")

    assert read_model_set(own / "pair.set.json").card.classes[0].threshold == 0.0


def test_provenance_names_every_member_with_its_hash(own: Path, scene: str) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    combined(own, "a", "b", weights=(1.0, 2.0), scales=((0.5,), (1.0,)))

    probabilities(scene, own, "pair")

    with rasterio.open(Path(scene).parent / "c.tif") as dataset:
        (model,) = json.loads(dataset.tags()[PROVENANCE_TAG])["models"]
    assert model["name"] == "pair"
    assert model["sha256"] == hashlib.sha256((own / "pair.set.json").read_bytes()).hexdigest()
    assert [(m["name"], m["weight"], m["scale"]) for m in model["members"]] == [
        ("a", 1.0, 0.5),
        ("b", 2.0, 1.0),
    ]
    assert [m["sha256"] for m in model["members"]] == [
        hashlib.sha256((own / f"{name}.onnx").read_bytes()).hexdigest() for name in "ab"
    ]


def test_a_set_is_described_and_tested(own: Path, tmp_path: Path) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    combined(own, "a", "b", scales=((1.0, 0.5),))
    page = tmp_path / "pair.html"

    described = run_job(DescribeJob("pair", str(page), str(own)), SilentReporter())

    assert described["path"] == str(own / "pair.set.json")
    assert described["card"]["name"] == "pair"
    assert [m["card"]["name"] for m in described["members"]] == ["a", "a", "b", "b"]
    text = page.read_text("utf-8")
    assert all(member["sha256"] in text for member in described["members"])
    tested = run_job(SelfTestJob("pair", str(own), "cpu"), SilentReporter())
    assert tested["name"] == "pair"
    # Two networks, each once, whatever their scales.
    assert tested["network_pixels"] % 512**2 == 0
    assert tested["network_pixels"] >= 2 * 512**2
    assert tested["seam"] < 1e-3


def test_the_preview_of_a_set_sees_when_a_member_changes(own: Path, scene: str) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    combined(own, "a", "b")
    segment = SegmentJob(
        scene, ("pair",), str(Path(scene).parent / "v.tif"), models_folder=str(own), device="cpu"
    )

    first = run_job(PreviewJob(segment), SilentReporter())
    second = run_job(PreviewJob(segment), SilentReporter())

    assert first["predict_s"] > 0.0
    assert second["predict_s"] == 0.0
    combined(own, "a", "b", weights=(1.0, 9.0), overwrite=True)
    assert run_job(PreviewJob(segment), SilentReporter())["predict_s"] > 0.0
    unet(own, "b", 2)
    with pytest.raises(ModelError, match=r"b\.onnx of the set pair\.set\.json was changed"):
        run_job(PreviewJob(segment), SilentReporter())


def test_a_network_in_two_places_is_opened_once(own: Path) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    combined(own, "a", "b", scales=((1.0, 0.5),))

    with opened_models(["pair", "a"], str(own), "cpu") as (pair, single):
        assert len(pair.members) == 4
        assert pair.members[0].network is pair.members[1].network is single.members[0].network


def test_a_set_ships_like_a_network(own: Path) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    combined(own, "a", "b")

    entries = {entry.name: entry for entry in write_catalogue(own)}

    assert entries["pair"].file == "pair.set.json"
    assert (
        entries["pair"].sha256 == hashlib.sha256((own / "pair.set.json").read_bytes()).hexdigest()
    )


# --- saving ---------------------------------------------------------------------------------


def test_networks_from_elsewhere_are_imported_first(own: Path, tmp_path: Path) -> None:
    path = onnx_networks.unet(tmp_path / "far.onnx", gsd_m=GSD)
    unet(own, "a", 1)

    result = combined(own, path, "a", "urban")

    assert result["imported"] == ["far"]
    assert result["output"] == str(own / "pair.set.json")
    # Bundled networks stay where they are.
    assert sorted(p.name for p in own.iterdir()) == [
        "a.onnx",
        "far.json",
        "far.onnx",
        "pair.set.json",
    ]
    assert find_model("pair", own) == own / "pair.set.json"
    with opened_models(["pair"], str(own), "cpu") as (model,):
        assert [m.network.card.name for m in model.members] == ["far", "a", "urban"]


def test_what_was_imported_goes_again_when_the_set_fails(own: Path, tmp_path: Path) -> None:
    path = onnx_networks.unet(tmp_path / "far.onnx", gsd_m=GSD)
    other = onnx_networks.unet(
        tmp_path / "other.onnx", classes=(BACKGROUND, ClassCard(1, "building"), ClassCard(20, "x"))
    )
    odd = onnx_networks.unet(tmp_path / "odd.onnx", classes=(BACKGROUND, ClassCard(20, "y")))

    with pytest.raises(ModelError, match="'x' in one model and 'y'"):
        combined(own, path, other, odd)

    assert list(own.iterdir()) == []


def test_a_cancel_leaves_nothing(own: Path, tmp_path: Path) -> None:
    path = onnx_networks.unet(tmp_path / "far.onnx", gsd_m=GSD)

    class Canceller(SilentReporter):
        def check_cancelled(self) -> None:
            if (own / "far.json").exists():
                raise JobCancelled

    with pytest.raises(JobCancelled):
        run_job(CombineJob((path, "urban"), str(own), "pair"), Canceller())

    assert list(own.iterdir()) == []


@pytest.mark.parametrize(
    ("models", "fields", "kind", "words"),
    [
        ((), {}, UsageError, "No model was chosen"),
        (("a", "b"), {"weights": (1.0,)}, UsageError, "1 weights were given for 2 models"),
        (("a", "b"), {"weights": (1.0, 0.0)}, ModelError, "weight of b is 0"),
        (("a", "b"), {"scales": ((1.0,),) * 3}, UsageError, "3 scales were given for 2 models"),
        (("a", "b"), {"scales": ((1.0, 50.0),)}, ModelError, "scale of a is 50"),
        (("a", "a"), {}, UsageError, "a is in the set twice"),
        (("a",), {"scales": ((1.0, 1.0),)}, UsageError, "in the set twice at the scale 1"),
        (("a", "b"), {"combine": "vote"}, UsageError, "'vote' is not a way"),
        (("a", "b"), {"combine": "per-class"}, UsageError, "b adds no class"),
        (
            ("a", "b"),
            {"combine": "per-class", "weights": (1.0, 2.0)},
            UsageError,
            "takes each class from one model",
        ),
        (("a", "b"), {"thresholds": {"tree": 0.5}}, UsageError, "No class is called tree"),
        (("a", "b"), {"rules": {"tree": CleaningRule()}}, UsageError, "No class is called tree"),
        (("a", "b"), {"name": "a"}, OutputError, "There is a model 'a' already"),
        (("a", "b"), {"name": "urban"}, OutputError, "There is a model 'urban' already"),
        (("a", "b"), {"name": "../x"}, ModelError, "not usable"),
        (("a", "nothing"), {}, ModelError, "no model 'nothing'"),
        (("a", "old"), {}, ModelError, "'old' is a set itself"),
        (("a", "b"), {"name": "old"}, OutputError, "You already have a set 'old'"),
        (("sharp",), {}, ModelError, "finds no classes"),
    ],
)
def test_what_cannot_be_saved_is_said(
    own: Path, models: tuple[str, ...], fields: dict, kind: type[SatDlError], words: str
) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    onnx_networks.nearest(own / "sharp.onnx")
    combined(own, "a", "b", name="old")
    before = sorted(path.name for path in own.iterdir())

    with pytest.raises(kind, match=words):
        combined(own, *models, **fields)

    assert sorted(path.name for path in own.iterdir()) == before


def test_a_file_of_the_name_of_another_model_is_not_mistaken_for_it(
    own: Path, tmp_path: Path
) -> None:
    unet(own, "a")
    path = onnx_networks.unet(tmp_path / "a.onnx", seed=4)

    with pytest.raises(OutputError, match="would become your model 'a', which exists"):
        combined(own, path)


# --- members that are not what they were ----------------------------------------------------


def test_a_missing_member_is_named(own: Path) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    combined(own, "a", "b")
    (own / "b.onnx").unlink()

    with pytest.raises(ModelError, match=r"b\.onnx of the set pair\.set\.json is missing"):
        run_job(DescribeJob("pair", models_folder=str(own)), SilentReporter())


def test_a_changed_member_is_refused_and_the_right_one_found_elsewhere(
    own: Path, tmp_path: Path
) -> None:
    unet(own, "a")
    combined(own, "a")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    moved = Path(own / "pair.set.json").rename(elsewhere / "pair.set.json")
    onnx_networks.unet(elsewhere / "a.onnx", seed=7)

    # Of two files of that name the one with the right hash counts.
    with opened_models([str(moved)], str(own), "cpu") as (model,):
        assert model.members[0].network.path == own / "a.onnx"
    with pytest.raises(ModelError, match="was changed"), opened_models([str(moved)], None, "cpu"):
        pass


def test_members_that_do_not_know_the_legend_are_refused(own: Path) -> None:
    unet(own, "a", classes=(BACKGROUND, BUILDING))
    digest = hashlib.sha256((own / "a.onnx").read_bytes()).hexdigest()
    path = own / "odd.set.json"

    def opening(classes: tuple[ClassCard, ...], taken: tuple[int, ...] = ()) -> None:
        member = SetMember("a.onnx", digest, classes=taken)
        path.write_text(ModelSet(ModelCard("odd", classes=classes), (member,)).to_json())
        with opened_models(["odd"], str(own), "cpu"):
            pass

    opening((BUILDING,))
    with pytest.raises(ModelError, match="No member of the set 'odd' knows road"):
        opening((BUILDING, ROAD))
    with pytest.raises(ModelError, match="does not know the class 3"):
        opening((BUILDING, ROAD), (3,))
    with pytest.raises(ModelError, match="adds no class"):
        opening((ROAD,))


def test_where_one_network_is_needed_a_set_is_refused(own: Path) -> None:
    unet(own, "a")
    unet(own, "b", 1)
    combined(own, "a", "b")

    with pytest.raises(ModelError, match=r"'pair' is a set of networks.*a, b"):
        find_network("pair", own)


# --- importing ------------------------------------------------------------------------------


def test_an_import_brings_the_members_along(own: Path, tmp_path: Path) -> None:
    unet(own, "a")
    combined(own, "a", "urban")
    target = tmp_path / "another computer"

    result = run_job(
        ImportJob(str(own / "pair.set.json"), str(target), {"name": "copy"}), SilentReporter()
    )

    assert result["name"] == "copy"
    assert result["output"] == str(target / "copy.set.json")
    assert sorted(p.name for p in target.iterdir()) == ["a.onnx", "copy.set.json"]
    with opened_models(["copy"], str(target), "cpu") as (model,):
        assert model.card.name == "copy"
        assert model.members[0].network.path == target / "a.onnx"


def test_an_import_replaces_nothing(own: Path, tmp_path: Path) -> None:
    unet(own, "a")
    combined(own, "a")
    target = tmp_path / "target"
    target.mkdir()
    onnx_networks.unet(target / "a.onnx", seed=5)
    job = ImportJob(str(own / "pair.set.json"), str(target))

    with pytest.raises(OutputError, match="You already have another model 'a'"):
        run_job(job, SilentReporter())

    assert [p.name for p in target.iterdir()] == ["a.onnx"]
    (target / "a.onnx").unlink()
    run_job(job, SilentReporter())
    with pytest.raises(OutputError, match="You already have a set 'pair'"):
        run_job(job, SilentReporter())
    with pytest.raises(UsageError, match="gsd_m cannot be stated"):
        run_job(
            ImportJob(str(own / "pair.set.json"), str(target), {"gsd_m": 1.0}), SilentReporter()
        )


def test_a_network_does_not_take_the_name_of_a_set(own: Path, tmp_path: Path) -> None:
    unet(own, "a")
    combined(own, "a")
    path = onnx_networks.unet(tmp_path / "pair.onnx")

    with pytest.raises(OutputError, match="You already have a set 'pair'"):
        run_job(ImportJob(path, str(own)), SilentReporter())


def test_a_network_whose_card_would_pass_for_a_set_is_refused(own: Path, tmp_path: Path) -> None:
    path = onnx_networks.unet(tmp_path / "odd.onnx")

    with pytest.raises(OutputError, match=r"cannot be called 'odd\.set'"):
        run_job(ImportJob(path, str(own), {"name": "odd.set"}), SilentReporter())


def test_the_log_says_what_a_set_consists_of(own: Path, scene: str) -> None:
    unet(own, "a")
    combined(own, "a", "urban", weights=(2.0, 1.0), scales=((0.5,), (1.0,)))
    listener = Listener()

    run_job(
        SegmentJob(scene, ("pair",), str(Path(scene).parent / "c.tif"), models_folder=str(own)),
        listener,
    )

    assert "pair is a set of a at scale 0.5 with weight 2, urban at scale 1." in listener.lines
