"""Learning on from corrections: what is learnt, what is not touched, and what it says of itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pyogrio
import pytest
import shapely
import torch

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import InputError, JobCancelled, ModelError, OutputError
from sat_dl_plugin.contract.jobs import LearnFromCorrectionsJob, SegmentJob, job_from_params
from sat_dl_plugin.contract.model_versions import next_version
from sat_dl_plugin.contract.places import shipped
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.train import learning_job
from sat_dl_plugin.engine.train.architectures import ARCHITECTURES, build_network
from sat_dl_plugin.engine.train.comparison import compare
from sat_dl_plugin.engine.train.corrections import label_numbers, network_classes, read_reviewed
from sat_dl_plugin.engine.train.evaluation import Predictor
from sat_dl_plugin.engine.train.export import write_segmentation
from sat_dl_plugin.engine.train.fit_settings import FitSettings
from sat_dl_plugin.engine.train.learning_plan import make_learning_plan
from sat_dl_plugin.engine.train.object_choice import choose_for_objects
from sat_dl_plugin.engine.train.rehearsal import Rehearsal
from sat_dl_plugin.engine.train.reopening import reopen
from sat_dl_plugin.engine.train.scenes import (
    Meaning,
    Scene,
    exactly,
    exclusive_vocabulary,
    nothing_of,
)
from tests.engine.training_scenes import UTM, box, picture, squares, write_raster

SIDE = 512
BRIGHT = squares(SIDE, 70, seed=5)
CLASSES = (
    ClassCard(0, "background", "#d9d4c7", 0.0),
    ClassCard(1, "building", "#d1495b"),
    ClassCard(3, "road", "#5b616a"),
)


def card_of(classes=CLASSES, **changes):
    values = {"gsd_m": 0.5, "stride_px": 16, "halo_px": 96, "scaling": Scaling()}
    return ModelCard("small", classes, **{**values, **changes})


def write_model(path, architecture="unet-lite0", classes=CLASSES, **changes):
    overlapping = classes[0].id != 0
    torch.manual_seed(1)
    network = build_network(architecture, 3, len(classes), overlapping)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.running_mean, -0.5, 0.5)
            torch.nn.init.uniform_(module.running_var, 0.5, 2.0)
    card = card_of(classes, stride_px=network.stride_px, halo_px=network.halo_px, **changes)
    write_segmentation(network.eval(), card, path)
    return str(path)


def write_review(path, entries):
    """Write (polygon, class id, status) and return the path as text."""
    polygons, ids, states = zip(*entries)
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array(polygons, dtype=object)),
        [np.array(ids), np.array(states, dtype=object)],
        ["class_id", "status"],
        geometry_type="Polygon",
        crs=UTM,
    )
    return str(path)


def write_tiles(path, entries):
    """Write (polygon, state) and return the path as text."""
    polygons, states = zip(*entries)
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array(polygons, dtype=object)),
        [np.array(states, dtype=object)],
        ["state"],
        geometry_type="Polygon",
        crs=UTM,
    )
    return str(path)


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scene")
    return write_raster(folder / "scene.tif", picture(SIDE, BRIGHT), names=("red", "green", "blue"))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("models") / "small.onnx")


@pytest.fixture
def in_steps(monkeypatch):
    """Learning that ends after two steps, not after a time."""

    def settings(**values):
        return FitSettings(**{**values, "seconds": None, "epochs": 1, "batches_per_epoch": 2})

    monkeypatch.setattr(learning_job, "FitSettings", settings)


@pytest.fixture
def job(scene, model, tmp_path):
    entries = [(box(*entry), 1, "corrected") for entry in BRIGHT]
    review = write_review(tmp_path / "review.gpkg", entries)
    tiles = write_tiles(tmp_path / "tiles.gpkg", [(box(0, 0, SIDE, SIDE), "done")])
    return LearnFromCorrectionsJob(
        (scene,),
        model,
        review,
        str(tmp_path / "small-v2.onnx"),
        area=tiles,
        batch_size=2,
        patch_px=64,
        device="cpu",
    )


class TestReopening:
    @pytest.mark.parametrize("architecture", ARCHITECTURES)
    def test_a_network_predicts_what_its_file_predicts(self, architecture, tmp_path) -> None:
        path = write_model(tmp_path / "one.onnx", architecture)
        found = reopen(Path(path))

        assert found.network.architecture == architecture
        assert not found.network.overlapping
        assert found.card == card_of(
            stride_px=found.network.stride_px, halo_px=found.network.halo_px
        )

    def test_overlapping_classes_are_recognised(self, tmp_path) -> None:
        assert reopen(
            Path(write_model(tmp_path / "one.onnx", classes=CLASSES[1:]))
        ).network.overlapping

    def test_the_first_bundled_model_is_exactly_reopened(self) -> None:
        path = shipped("models") / "urban.onnx"
        found = reopen(path)
        stored = np.random.default_rng(3).integers(0, 256, (1, 3, 96, 128)).astype(np.float32)
        mean = np.array(found.card.scaling.mean, np.float32)[:, None, None]
        std = np.array(found.card.scaling.std or (1, 1, 1), np.float32)[:, None, None]
        with torch.inference_mode():
            own = found.network(torch.from_numpy((stored / 255.0 - mean) / std)).numpy()
        card = ModelCard.from_json(path.with_suffix(".json").read_text())
        before = np.array(card.scaling.mean or (0, 0, 0), np.float32)[:, None, None]
        spread = np.array(card.scaling.std or (1, 1, 1), np.float32)[:, None, None]
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        (expected,) = session.run(
            None, {session.get_inputs()[0].name: (stored / 255.0 - before) / spread}
        )

        assert np.abs(own - expected).max() < 1e-3

    def test_it_predicts_the_same_while_it_learns(self, model) -> None:
        network = reopen(Path(model)).network
        noise = torch.rand(2, 3, 64, 64)
        with torch.no_grad():
            expected = network.eval().logits(noise)
            learning = network.train().logits(noise)

        assert torch.equal(expected, learning)

    def test_a_stranger_is_refused(self, tmp_path, model) -> None:
        strange = onnx.load(model)
        next(e for e in strange.graph.initializer if e.name.endswith("classify.weight")).name = "w"
        for node in strange.graph.node:
            node.input[:] = ["w" if i.endswith("classify.weight") else i for i in node.input]
        onnx.save(strange, str(tmp_path / "strange.onnx"))

        with pytest.raises(ModelError, match="belong to none of unet-lite0"):
            reopen(tmp_path / "strange.onnx")


class TestLabels:
    def test_only_what_was_touched_says_something(self, scene, tmp_path) -> None:
        entries = [
            (box(0, 0, 20, 20), 1, "accepted"),
            (box(30, 0, 50, 20), 3, "rejected"),
            (box(60, 0, 80, 20), 1, "predicted"),
            (box(90, 0, 110, 20), 7, "corrected"),
            (box(280, 0, 300, 20), 1, "predicted"),
            (box(310, 0, 330, 20), 1, "rejected"),
        ]
        labels = labels_at(
            scene,
            write_review(tmp_path / "r.gpkg", entries),
            write_tiles(
                tmp_path / "t.gpkg",
                [(box(256, 0, 512, 256), "done"), (box(0, 0, 256, 256), "todo")],
            ),
            tmp_path,
            [(10, 10), (40, 10), (70, 10), (100, 10), (290, 10), (320, 10), (400, 100), (200, 200)],
        )

        assert labels == [
            exactly(1, 3),
            nothing_of([2]),
            Meaning(),
            nothing_of([1, 2]),
            exactly(1, 3),
            exactly(0, 3),
            exactly(0, 3),
            Meaning(),
        ]

    def test_classes_that_nobody_looked_at_stay_unknown(self, scene, tmp_path) -> None:
        """As boundaries of fields, or roads where buildings alone were reviewed."""
        labels = labels_at(
            scene,
            write_review(tmp_path / "r.gpkg", [(box(0, 0, 20, 20), 1, "accepted")]),
            write_tiles(tmp_path / "t.gpkg", [(box(0, 0, 256, 256), "done")]),
            tmp_path,
            [(10, 10), (100, 100)],
        )

        assert labels == [exactly(1, 3), nothing_of([1])]

    def test_overlapping_classes_stay_partly_unknown(self, scene, tmp_path) -> None:
        entries = [
            (box(0, 0, 20, 20), 1, "accepted"),
            (box(10, 0, 30, 20), 3, "rejected"),
            (box(280, 0, 300, 20), 1, "predicted"),
        ]
        labels = labels_at(
            scene,
            write_review(tmp_path / "r.gpkg", entries),
            write_tiles(tmp_path / "t.gpkg", [(box(256, 0, 512, 256), "done")]),
            tmp_path,
            [(5, 10), (15, 10), (25, 10), (290, 10)],
            classes=CLASSES[1:],
        )

        assert labels == [
            Meaning(frozenset([0])),
            Meaning(frozenset([0]), frozenset([1])),
            nothing_of([1]),
            Meaning(frozenset([0]), frozenset([1])),
        ]

    def test_layers_of_another_place_are_nothing(self, scene, tmp_path) -> None:
        review = write_review(tmp_path / "r.gpkg", [(box(9000, 0, 9020, 20), 1, "accepted")])
        with RasterSource(scene) as source:
            assert read_reviewed(review, None, source.grid) is None

    def test_a_layer_without_status_is_refused(self, scene, tmp_path) -> None:
        review = write_tiles(tmp_path / "r.gpkg", [(box(0, 0, 20, 20), "done")])
        with RasterSource(scene) as source, pytest.raises(InputError, match="not a review layer"):
            read_reviewed(review, None, source.grid)


def labels_at(scene, review, tiles, folder, places, classes=CLASSES):
    """Return the meaning of labels at (column, row) of the scene."""
    from contextlib import ExitStack

    path = Path(write_model(folder / "m.onnx", classes=classes))
    job = LearnFromCorrectionsJob((scene,), "", review, str(folder / "new.onnx"), area=tiles)
    meanings = []
    with ExitStack() as stack:
        plan = make_learning_plan(job, reopen(path), folder, stack, SilentReporter())
        data = plan.inputs.datasets[0]
        raster = data.rasters[0]
        with data.drawing(raster, raster.grid) as drawing:
            indexes = drawing.read(raster.grid.window)
        for column, row in places:
            meanings.append(plan.meanings.meaning(data.sets.sets[indexes[row, column]]))
    return meanings


class TestRehearsal:
    def test_only_sure_answers_are_repeated(self) -> None:
        maps = np.array([[0.95, 0.5, 0.02], [0.03, 0.3, 0.03], [0.02, 0.2, 0.95]], np.float32)
        rehearsal = Rehearsal(
            Predictor(lambda image: image), exclusive_vocabulary(3), overlapping=False
        )
        labels = rehearsal._labels(maps[:, None, :])

        assert [rehearsal.vocabulary.meanings[i] for i in labels[0]] == [
            exactly(0, 3),
            Meaning(),
            exactly(2, 3),
        ]

    def test_overlapping_classes_are_repeated_one_by_one(self) -> None:
        maps = np.array([[0.95, 0.5], [0.03, 0.97]], np.float32)
        empty = replace(exclusive_vocabulary(2), meanings=(Meaning(),))
        rehearsal = Rehearsal(Predictor(lambda image: image), empty, overlapping=True)
        labels = rehearsal._labels(maps[:, None, :])

        assert [rehearsal.vocabulary.meanings[i] for i in labels[0]] == [
            Meaning(frozenset([0]), frozenset([1])),
            Meaning(frozenset([1])),
        ]


class TestComparison:
    def test_both_versions_are_counted_and_shown(self) -> None:
        vocabulary = exclusive_vocabulary(3)
        labels = np.full((64, 64), vocabulary.index(exactly(0, 3)), np.uint8)
        labels[:32] = vocabulary.index(exactly(1, 3))
        scene = Scene("s", np.zeros((3, 64, 64), np.uint8), labels)

        def always(channel):
            maps = np.zeros((3, 64, 64), np.float32)
            maps[channel] = 1.0
            return Predictor(lambda image: maps)

        found = compare(always(2), always(1), [scene], vocabulary, card_of(), exclusive=True)
        rows = {row["class_name"]: row for row in found.rows(card_of())}

        assert (rows["building"]["iou_before"], rows["building"]["iou"]) == (0.0, 0.5)
        assert rows["road"]["iou"] is None
        assert found.means() == {"iou": 0.5, "iou_before": 0.0}
        (patch,) = found.better
        assert (patch.right_before, patch.right_after, found.worse) == (0.0, 0.5, ())


@pytest.mark.usefixtures("in_steps")
class TestJob:
    def test_a_version_is_written_beside_the_old_one(self, job, tmp_path) -> None:
        before = Path(job.model).read_bytes()
        result = run_job(replace(job, report=str(tmp_path / "report")), SilentReporter())

        assert Path(job.model).read_bytes() == before
        card = ModelCard.from_json((tmp_path / "small-v2.json").read_text())
        assert (card.name, card.version, card.parent) == ("small-v2", "2", "small 1")
        assert [entry.id for entry in card.classes] == [0, 1, 3]
        assert "Corrections of small on scene" in card.trained_on
        assert set(card.metrics["corrections"]["building"]) == {
            *("iou", "iou_before", "f1", "f1_before")
        }
        assert result["reviewed"] == {"tiles": 1, "objects": len(BRIGHT), "rejected": 0}
        assert result["means"]["iou"] is not None
        page = (tmp_path / "report" / "report.html").read_text()
        assert "IoU before" in page
        assert "small-v2: trained on corrections" in page
        metadata = {e.key: e.value for e in onnx.load(job.output).metadata_props}
        provenance = json.loads(metadata["SATDL_PROVENANCE"])
        assert provenance["models"][0]["name"] == "small"
        assert len(provenance["models"][0]["sha256"]) == 64
        run_job(SegmentJob(job.inputs[0], (job.output,), str(tmp_path / "c.tif")), SilentReporter())

    def test_the_encoder_stays_and_the_rest_learns(self, job) -> None:
        run_job(replace(job, rehearsal=0.0), SilentReporter())
        old, new = (reopen(Path(path)).network.state_dict() for path in (job.model, job.output))

        changed = {
            name
            for name, values in old.items()
            if not torch.allclose(values.float(), new[name].float(), atol=1e-6)
        }
        assert changed
        assert not any(name.startswith("encoder.") for name in changed)

    def test_a_review_of_single_polygons_is_enough(self, job) -> None:
        result = run_job(replace(job, area=""), SilentReporter())

        assert result["reviewed"]["tiles"] == 0
        assert Path(job.output).exists()

    def test_too_little_to_set_aside_is_said(self, job, tmp_path) -> None:
        review = write_review(tmp_path / "one.gpkg", [(box(0, 0, 40, 40), 1, "added")])
        result = run_job(replace(job, review=review, area=""), SilentReporter())

        assert result["means"]["iou"] is None
        assert any("Too little was reviewed" in text for text in result["warnings"])

    def test_a_class_the_model_does_not_know_is_said(self, job, tmp_path) -> None:
        entries = [(box(*entry), 1 + 6 * (i % 2), "added") for i, entry in enumerate(BRIGHT)]
        review = write_review(tmp_path / "other.gpkg", entries)
        result = run_job(replace(job, review=review), SilentReporter())

        assert any("no class 7" in text for text in result["warnings"])

    def test_rasters_of_other_values_are_stretched(self, job, tmp_path) -> None:
        values = picture(SIDE, BRIGHT).astype(np.uint16) * 40
        deep = write_raster(tmp_path / "deep.tif", values, names=("red", "green", "blue"))
        run_job(replace(job, inputs=(deep,)), SilentReporter())
        card = ModelCard.from_json(Path(job.output).with_suffix(".json").read_text())

        assert card.scaling == card_of().scaling

    def test_nothing_is_left_of_a_cancelled_run(self, job, tmp_path) -> None:
        class Impatient(SilentReporter):
            def detail(self, kind, values):
                raise JobCancelled

        there = sorted(path.name for path in tmp_path.iterdir())
        with pytest.raises(JobCancelled):
            run_job(job, Impatient())
        assert sorted(path.name for path in tmp_path.iterdir()) == there


class TestRefusals:
    def test_no_version_is_replaced(self, job) -> None:
        Path(job.output).write_bytes(b"kept")
        with pytest.raises(OutputError, match="There is a model"):
            run_job(job, SilentReporter())
        assert Path(job.output).read_bytes() == b"kept"

    def test_nothing_reviewed_is_nothing_to_learn_from(self, job, tmp_path) -> None:
        review = write_review(tmp_path / "p.gpkg", [(box(0, 0, 40, 40), 1, "predicted")])
        tiles = write_tiles(tmp_path / "open.gpkg", [(box(0, 0, 100, 100), "doing")])
        with pytest.raises(InputError, match="nothing to train on"):
            run_job(replace(job, review=review, area=tiles), SilentReporter())

    def test_a_job_survives_its_journey(self, job) -> None:
        assert job_from_params(job.verb, json.loads(json.dumps(job.to_params()))) == job


class TestVersions:
    @pytest.mark.parametrize(
        ("name", "taken", "version", "expected"),
        [
            ("urban", (), "1", "urban-v2"),
            ("urban", ("urban-v2",), "1", "urban-v3"),
            ("urban-v3", (), "3", "urban-v4"),
            ("urban", (), "6", "urban-v7"),
            ("urban", (), "2026-a", "urban-v2"),
            ("x" * 80, (), "1", "x" * 77 + "-v2"),
        ],
    )
    def test_the_next_free_name_is_taken(self, name, taken, version, expected) -> None:
        assert next_version(name, taken, version) == expected


def test_labels_of_many_classes_are_refused() -> None:
    classes = tuple(ClassCard(i, f"c{i}") for i in range(100))
    with pytest.raises(InputError, match="too many"):
        label_numbers(card_of(classes))


def test_the_classes_of_a_network_are_its_cards() -> None:
    classes = network_classes(card_of(), overlapping=False)
    assert classes.foreground == (1, 2)


def test_few_objects_are_not_learnt_by_heart(job, tmp_path) -> None:
    """However long it may learn: here ten minutes, of which it needs seconds."""
    review = write_review(tmp_path / "few.gpkg", [(box(*BRIGHT[0]), 1, "accepted")])
    run_job(replace(job, review=review, area="", time_limit_s=600.0), SilentReporter())

    metadata = {e.key: e.value for e in onnx.load(job.output).metadata_props}
    details = json.loads(metadata["SATDL_PROVENANCE"])["details"]
    looked_at = details["steps"] * job.batch_size * job.patch_px**2 * (1 - job.rehearsal)
    reviewed = sum(details["learnt_px"].values())
    assert details["steps"] > 0
    assert looked_at <= 20 * reviewed + 10 * job.batch_size * job.patch_px**2


class TestHowFarItGoes:
    """A network between the old one and what was learnt, nearer to the old where little was."""

    def learnt(self, job, monkeypatch, most: float) -> tuple[dict, float]:
        monkeypatch.setattr(learning_job, "_MOST_NEW", most)
        Path(job.output).unlink(missing_ok=True)
        run_job(replace(job, rehearsal=0.0), SilentReporter())
        metadata = {e.key: e.value for e in onnx.load(job.output).metadata_props}
        details = json.loads(metadata["SATDL_PROVENANCE"])["details"]
        return reopen(Path(job.output)).network.state_dict(), details["share_of_new"]

    @pytest.mark.usefixtures("in_steps")
    def test_the_new_version_lies_between(self, job, monkeypatch) -> None:
        old = reopen(Path(job.model)).network.state_dict()
        (half, half_share), (whole, share) = (self.learnt(job, monkeypatch, m) for m in (0.5, 1.0))

        assert 0 < half_share < 0.5
        assert half_share == pytest.approx(share / 2, abs=1e-3)
        moved = [
            torch.norm(new["classify.weight"] - old["classify.weight"]).item()
            for new in (half, whole)
        ]
        assert moved[0] == pytest.approx(moved[1] / 2, rel=0.02)

    @pytest.mark.usefixtures("in_steps")
    def test_little_moves_it_little(self, job, tmp_path, monkeypatch) -> None:
        one = write_review(tmp_path / "one.gpkg", [(box(0, 0, 40, 40), 1, "added")])
        few = replace(job, review=one, area="")
        (_, little), (_, much) = (self.learnt(each, monkeypatch, 0.5) for each in (few, job))
        assert 0 < little < much / 2


class TestThresholds:
    """What a few objects can tell is how sure is sure enough, and what comes apart."""

    VOCABULARY = exclusive_vocabulary(2)
    CARDS = (ClassCard(0, "background"), ClassCard(1, "building", threshold=0.6))

    def chosen(self, probabilities, truth, cards=CARDS):
        labels = np.where(truth, *(self.VOCABULARY.index(exactly(c, 2)) for c in (1, 0)))
        scene = Scene("s", np.zeros((3, *truth.shape), np.uint8), labels.astype(np.uint8))
        maps = np.stack([1 - probabilities, probabilities]).astype(np.float32)
        predict = Predictor(lambda image: maps)
        return choose_for_objects(predict, [scene], self.VOCABULARY, cards)[1]

    def houses(self, count=6):
        """Return probabilities and truth of houses of 19 px with a wall of 1 px between them."""
        truth = np.zeros((40, 20 * count + 20), bool)
        truth[10:30, 10 : 10 + 20 * count] = True
        probabilities = np.where(truth, 0.99, 0.02)
        truth[:, 29 : 10 + 20 * count : 20] = False
        # Smoothing reaches a few pixels, so that the doubt has to be as wide.
        for column in range(29, 10 + 20 * count, 20):
            probabilities[10:30, column - 2 : column + 3] = 0.65
        return probabilities, truth

    def test_unsure_objects_lower_the_threshold(self) -> None:
        truth = np.zeros((100, 300), bool)
        for column in range(10, 290, 40):
            truth[10:90, column : column + 20] = True
        assert self.chosen(np.where(truth, 0.45, 0.1), truth).threshold == 0.4

    def test_what_touches_comes_apart(self) -> None:
        probabilities, truth = self.houses()
        assert self.chosen(probabilities, truth).separation > 0

    def test_roads_are_not_taken_apart(self) -> None:
        probabilities, truth = self.houses()
        road = (self.CARDS[0], replace(self.CARDS[1], name="road"))
        assert self.chosen(probabilities, truth, road).separation == 0

    def test_few_objects_and_small_gains_change_nothing(self) -> None:
        probabilities, truth = self.houses(3)
        assert self.chosen(probabilities, truth) == self.CARDS[1]
        fine = self.houses()[1]
        assert self.chosen(np.where(fine, 0.9, 0.1), fine) == self.CARDS[1]
