"""A training from labelled rasters to a model: what it learns, goes on from, and refuses."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import rasterio

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.errors import (
    InputError,
    JobCancelled,
    ModelError,
    OutputError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import (
    SegmentJob,
    TrainingClass,
    TrainingData,
    TrainSegmentationJob,
)
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.train import checks, fitting, prepared, segmentation_job
from sat_dl_plugin.engine.train.work_folder import working_in
from tests.engine.training_scenes import (
    box,
    drawn,
    picture,
    squares,
    write_polygons,
    write_raster,
)

SIDE = 512
BRIGHT = squares(SIDE, 70, seed=5)
QUICK = {
    "epochs": 2,
    "batches_per_epoch": 2,
    "batch_size": 2,
    "patch_px": 64,
    "learning_rate": 2e-3,
    "scales": (1.0,),
    "patience": 0,
    "device": "cpu",
}


class Listener(SilentReporter):
    def __init__(self, cancel_at=None, finish_at=None):
        self.lines = []
        self.warnings = []
        self.details = []
        self.fractions = []
        self._cancel_at, self._finish_at = cancel_at, finish_at

    @property
    def epochs(self):
        return [values["epoch"] for kind, values in self.details if kind == "epoch"]

    def progress(self, fraction, phase):
        self.fractions.append(fraction)

    def log(self, text, level="info"):
        self.lines.append(text)
        if level == "warning":
            self.warnings.append(text)

    def detail(self, kind, values):
        self.details.append((kind, values))

    def check_cancelled(self):
        if self._cancel_at is not None and len(self.epochs) >= self._cancel_at:
            raise JobCancelled

    def wants_to_finish(self):
        return self._finish_at is not None and len(self.epochs) >= self._finish_at


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scene")
    image = write_raster(folder / "scene.tif", picture(SIDE, BRIGHT))
    labels = write_polygons(
        folder / "labels.gpkg",
        [box(*entry) for entry in BRIGHT],
        np.array(["house"] * len(BRIGHT), dtype=object),
        field="kind",
    )
    return TrainingData((image,), labels, "kind", name="Squares, (c) nobody")


@pytest.fixture
def quick(inputs, tmp_path):
    def job(*datasets, **changes):
        values = {**QUICK, "output": str(tmp_path / "model.onnx"), **changes}
        return TrainSegmentationJob(datasets or (inputs,), **values)

    return job


def left_in(folder):
    return sorted(path.name for path in Path(folder).iterdir())


class TestTraining:
    def test_a_training_ends_with_a_model_that_segments(self, inputs, tmp_path) -> None:
        listener = Listener()
        job = TrainSegmentationJob(
            (inputs,),
            str(tmp_path / "my houses.onnx"),
            report=str(tmp_path / "report"),
            **{**QUICK, "epochs": 6, "batches_per_epoch": 12, "batch_size": 8},
            licence="CC-BY-4.0",
        )
        result = run_job(job, listener)

        assert left_in(tmp_path) == ["my houses.json", "my houses.onnx", "report"]
        card = ModelCard.from_json((tmp_path / "my houses.json").read_text())
        assert (card.name, card.licence, card.gsd_m) == ("my houses", "CC-BY-4.0", 0.5)
        assert [entry.name for entry in card.classes] == ["background", "house"]
        assert card.trained_on == ("Squares, (c) nobody",)
        assert card.scaling.mean == pytest.approx((0.2,) * 3, abs=0.05)
        assert card.metrics["val"]["house"]["iou"] == pytest.approx(
            result["scores"][0]["iou"], abs=1e-3
        )
        assert result["scores"][0]["iou"] > 0.8
        assert listener.epochs == [1, 2, 3, 4, 5, 6]
        assert listener.fractions == sorted(listener.fractions)
        assert "<svg" in (tmp_path / "report" / "report.html").read_text()
        metadata = {e.key: e.value for e in onnx.load(job.output).metadata_props}
        assert json.loads(metadata[CARD_KEY])["name"] == "my houses"
        provenance = json.loads(metadata["SATDL_PROVENANCE"])
        assert provenance["parameters"]["seed"] == 0
        assert provenance["inputs"][0]["width"] == SIDE

        other = squares(256, 20, seed=11)
        scene = write_raster(tmp_path / "other.tif", picture(256, other, seed=8))
        run_job(SegmentJob(scene, (job.output,), str(tmp_path / "classes.tif")), SilentReporter())
        with rasterio.open(tmp_path / "classes.tif") as dataset:
            found = dataset.read(1) == card.classes[1].id
        truth = drawn(256, other)[0] > 0
        assert (found & truth).sum() / (found | truth).sum() > 0.75

    def test_the_card_has_the_scales_that_paid(self, quick, monkeypatch) -> None:
        asked = []

        def choose(tried, worth):
            asked.append((tried, worth((1.0,))))
            return tried[-1]

        monkeypatch.setattr(segmentation_job, "choose_scales", choose)
        job = quick(scales=(1.0, 1.5))
        run_job(job, SilentReporter())

        ((tried, score),) = asked
        assert tried == ((1.0,), (0.6667, 1.0))
        assert 0.0 <= score <= 1.0
        card = ModelCard.from_json(Path(job.output).with_suffix(".json").read_text())
        assert card.scales == (0.6667, 1.0)

    def test_overlapping_classes_have_a_probability_each(self, quick, tmp_path) -> None:
        image = write_raster(tmp_path / "scene.tif", picture(SIDE, BRIGHT))
        left = [box(*e) for e in BRIGHT]
        shifted = [box(a, b + 10, c, d + 10) for a, b, c, d in BRIGHT]
        labels = write_polygons(
            tmp_path / "both.gpkg", [*left, *shifted], [1] * len(left) + [2] * len(left)
        )
        job = quick(TrainingData((image,), labels), overlapping=True, epochs=1)
        run_job(job, SilentReporter())

        card = ModelCard.from_json(Path(job.output).with_suffix(".json").read_text())
        assert [entry.id for entry in card.classes] == [1, 2]

    def test_data_sets_of_different_classes_and_bands_train_together(
        self, inputs, quick, tmp_path
    ) -> None:
        swapped = picture(SIDE, BRIGHT)[::-1]
        image = write_raster(tmp_path / "bgr.tif", swapped, names=("blue", "green", "red"))
        mask = write_raster(tmp_path / "mask.tif", drawn(SIDE, BRIGHT) * 7)
        roads = TrainingData((image,), mask, classes={"7": "road"}, weight=0.5)
        listener = Listener()
        job = quick(inputs, roads, epochs=1, bands={"red": 0, "green": 0, "blue": 0})
        result = run_job(job, listener)

        assert [row["class_name"] for row in result["scores"]] == ["road", "house"]
        facts = {(r.dataset, r.name) for r in _plan_of(job).pixels}
        assert ("Squares, (c) nobody", "road") not in facts
        assert ("mask", "road") in facts

    def test_chips_are_a_data_set_with_their_own_split(self, inputs, quick, tmp_path) -> None:
        from sat_dl_plugin.contract.jobs import ChipsJob

        mask = write_raster(tmp_path / "mask.tif", drawn(SIDE, BRIGHT))
        chips = ChipsJob(inputs.rasters, mask, str(tmp_path / "chips"), size=64, seed=2)
        run_job(chips, SilentReporter())
        plan = _plan_of(quick(TrainingData((chips.output,))))

        with (tmp_path / "chips" / "index.csv").open() as stream:
            rows = stream.read().splitlines()[1:]
        validating = sum(",val," in row for row in rows)
        assert len(plan.sites) == len(rows)
        assert len(plan.split.validation) == validating > 0

    def test_starting_from_a_model_needs_no_equal_bands_or_classes(
        self, inputs, quick, tmp_path
    ) -> None:
        listener = Listener()
        plan = _plan_of(quick(start_from="urban"), listener)
        without = _plan_of(quick())

        assert any("weight tensors come from urban.onnx" in line for line in listener.lines)
        first, second = (p.network.encoder.state_dict() for p in (plan, without))
        assert any(not np.array_equal(first[name], second[name]) for name in first)
        assert _plan_of(quick(start_from="none")).start_path is None
        with pytest.raises(ModelError, match="There is no model 'nothing'"):
            _plan_of(quick(start_from="nothing"))


def _plan_of(job, reporter=None):
    from contextlib import ExitStack

    from sat_dl_plugin.engine.train.training_plan import make_plan

    with ExitStack() as stack:
        return make_plan(job, stack, reporter or SilentReporter())


class TestResuming:
    def test_a_cancelled_training_goes_on(self, quick, tmp_path) -> None:
        job = quick(epochs=3)
        with pytest.raises(JobCancelled):
            run_job(job, Listener(cancel_at=2))
        assert left_in(tmp_path) == ["model.onnx.training"]

        listener = Listener()
        result = run_job(job, listener)

        assert any("Continuing the training" in line for line in listener.lines)
        # The epochs before the stop are told again, for the curves.
        assert listener.epochs == [1, 2, 3]
        assert result["epochs"] == 3
        assert not (tmp_path / "model.onnx.training").exists()

    def test_a_killed_training_goes_on(self, quick, tmp_path) -> None:
        job = quick(epochs=3)
        described = tmp_path / "data.json"
        data = job.datasets[0]
        described.write_text(json.dumps([{**job.to_params()["datasets"][0]}]))
        options = ("--epochs", "3", "--batches-per-epoch", "2", "--batch-size", "2")
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "sat_dl_plugin.engine", "train", "--data", str(described)),
                *("--output", job.output, *options, "--patch-px", "64", "--scales", "1"),
                *("--learning-rate", "0.002", "--patience", "0", "--device", "cpu"),
            ],
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        for line in process.stderr:
            if "Epoch 1:" in line:
                process.send_signal(signal.SIGKILL)
                break
        process.stderr.close()
        process.wait()
        assert not Path(job.output).exists()

        listener = Listener()
        # Layers that QGIS exports anew lie elsewhere every time; they are the same data.
        copy = tmp_path / "elsewhere.gpkg"
        copy.write_bytes(Path(data.labels).read_bytes())
        result = run_job(replace(job, datasets=(replace(data, labels=str(copy)),)), listener)

        assert any("Continuing the training" in line for line in listener.lines)
        assert result["epochs"] == 3
        assert Path(job.output).is_file()

    def test_other_settings_start_anew_on_the_prepared_images(self, quick, tmp_path) -> None:
        with pytest.raises(JobCancelled):
            run_job(quick(epochs=3), Listener(cancel_at=1))
        listener = Listener()
        result = run_job(quick(epochs=1, batch_size=3), listener)

        assert any("had other settings; it starts over" in line for line in listener.warnings)
        assert result["epochs"] == 1

    def test_other_data_start_anew(self, inputs, quick, tmp_path) -> None:
        with pytest.raises(JobCancelled):
            run_job(quick(epochs=3), Listener(cancel_at=1))
        listener = Listener()
        fewer = write_polygons(tmp_path / "fewer.gpkg", [box(*e) for e in BRIGHT[:60]], [1] * 60)
        run_job(quick(TrainingData(inputs.rasters, fewer), epochs=1), listener)

        assert any("had other data; it starts over" in line for line in listener.warnings)

    def test_a_training_that_is_finished_early_keeps_its_best(self, quick, tmp_path) -> None:
        listener = Listener(finish_at=1)
        result = run_job(quick(epochs=50, learning_rate=0.0), listener)

        assert any("looking for one would take too large" in line for line in listener.lines)
        assert result["ended"] == "stopped"
        assert result["epochs"] < 50
        assert Path(result["output"]).is_file()

    def test_nothing_is_left_of_a_training_that_learnt_nothing(self, quick, tmp_path) -> None:
        with pytest.raises(JobCancelled):
            run_job(quick(), Listener(cancel_at=0))

        assert left_in(tmp_path) == []

    def test_two_trainings_do_not_work_in_one_folder(self, tmp_path) -> None:
        with working_in(tmp_path / "work", "data", "fit", SilentReporter()) as folder:
            with (
                pytest.raises(OutputError, match="Another training is running"),
                working_in(folder.path, "data", "fit", SilentReporter()),
            ):
                pass
            assert folder.path.is_dir()
        assert not folder.path.exists()

    def test_a_folder_of_others_is_not_touched(self, quick, tmp_path) -> None:
        folder = tmp_path / "mine"
        folder.mkdir()
        (folder / "thesis.txt").write_text("years of work")
        with pytest.raises(OutputError, match="files that no training put there"):
            run_job(quick(work=str(folder)), SilentReporter())

        assert left_in(folder) == ["thesis.txt"]


class TestDryRun:
    def test_a_class_that_is_not_found_is_warned_of(self) -> None:
        rows = [
            {"class_name": name, "iou": iou}
            for name, iou in (("roof", 0.01), ("field", 0.9), ("pond", None))
        ]
        listener = Listener()
        segmentation_job.say_what_was_not_learnt(rows, [{"step": 25}], listener)
        segmentation_job.say_what_was_not_learnt(rows[1:], [{"step": 25}], listener)

        (warning,) = listener.warnings
        assert "of roof is found" in warning
        assert "25 batches" in warning

    def test_a_dry_run_says_what_would_be_learnt_and_writes_nothing(
        self, inputs, quick, tmp_path
    ) -> None:
        listener = Listener()
        result = run_job(quick(dry_run=True, epochs=10), listener)

        rows = {row["name"]: row for row in result["class_pixels"]}
        assert rows["house"]["total"] == len(BRIGHT) * 400
        assert rows["house"]["training"] > rows["house"]["validation"] > 0
        assert result["blocks"] > result["validation_blocks"] > 0
        assert result["bands"] == ["red", "green", "blue"]
        assert result["seconds"] > 0
        assert left_in(tmp_path) == []
        assert any("house" in line and "to train on" in line for line in listener.lines)

    def test_labels_in_a_corner_ask_for_an_area(self, inputs, quick, tmp_path) -> None:
        corner = write_polygons(
            tmp_path / "corner.gpkg", [box(i * 30, 5, i * 30 + 20, 25) for i in range(8)], [1] * 8
        )
        listener = Listener()
        run_job(quick(TrainingData(inputs.rasters, corner), dry_run=True), listener)

        assert any("Its labels lie in only" in line for line in listener.warnings)

    def test_a_class_of_three_pixels(self, inputs, quick, tmp_path) -> None:
        labels = write_polygons(
            tmp_path / "few.gpkg",
            [*(box(*e) for e in BRIGHT), box(0, 0, 3, 1)],
            [1] * len(BRIGHT) + [2],
        )
        job = quick(TrainingData(inputs.rasters, labels), dry_run=True)
        with pytest.raises(InputError, match="has only 3 labelled pixels"):
            run_job(job, SilentReporter())

    def test_broken_and_empty_geometries_are_counted(self, inputs, quick, tmp_path) -> None:
        import shapely

        bow = shapely.transform(
            shapely.Polygon([(0, 0), (40, 40), (40, 0), (0, 40)]),
            lambda x, y: (300000 + x * 0.5, 3000000 - y * 0.5),
            interleaved=False,
        )
        labels = write_polygons(
            tmp_path / "broken.gpkg",
            [*(box(*e) for e in BRIGHT), bow, shapely.Polygon()],
            [1] * (len(BRIGHT) + 2),
        )
        listener = Listener()
        run_job(quick(TrainingData(inputs.rasters, labels), dry_run=True), listener)

        assert any("crosses itself: 1; they were repaired" in line for line in listener.warnings)
        assert any("without an area: 1; they were skipped" in line for line in listener.warnings)

    def test_images_without_data(self, inputs, quick, tmp_path) -> None:
        empty = write_raster(
            tmp_path / "empty.tif", np.zeros((3, SIDE, SIDE), dtype="uint8"), nodata=0
        )
        job = quick(replace(inputs, rasters=(empty,)), dry_run=True)
        with pytest.raises(InputError, match="No pixel has both data and a label"):
            run_job(job, SilentReporter())

    def test_no_room_on_the_disk(self, quick, monkeypatch) -> None:
        usage = namedtuple("usage", "total used free")
        monkeypatch.setattr(
            checks.shutil, "disk_usage", lambda path: usage(2**40, 2**40, 270 * 2**20)
        )
        with pytest.raises(OutputError, match="Not enough disk space for the training"):
            run_job(quick(dry_run=True), SilentReporter())

    def test_a_legend_with_a_class_that_nobody_labelled(self, quick) -> None:
        classes = (TrainingClass(1, "house"), TrainingClass(2, "pool"))
        with pytest.raises(InputError, match="No data set has labels of pool"):
            run_job(quick(dry_run=True, classes=classes), SilentReporter())

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"epochs": 0}, "would never end"),
            ({"scales": (2.0,)}, "1 is one of them"),
            ({"architecture": "resnet"}, "no network architecture 'resnet'"),
            ({"batch_size": 0}, "0 is not a valid value for the batch size"),
            ({"learning_rate": float("nan")}, "nan is not a valid value"),
            ({"patch_px": 100}, "multiple of 32"),
            ({"validation": 100.0}, "share for validation"),
        ],
    )
    def test_numbers_that_cannot_be_meant(self, quick, changes, words) -> None:
        with pytest.raises(UsageError, match=words):
            run_job(quick(dry_run=True, **changes), SilentReporter())

    def test_a_model_is_an_onnx_file(self, quick, tmp_path) -> None:
        with pytest.raises(OutputError, match=r"ends in \.onnx"):
            run_job(quick(dry_run=True, output=str(tmp_path / "model.pt")), SilentReporter())


class TestFailures:
    def test_a_loss_that_is_no_number(self, quick, tmp_path, monkeypatch) -> None:
        monkeypatch.setattr(
            fitting, "segmentation_loss", lambda logits, *rest: logits.sum() * float("nan")
        )
        with pytest.raises(ModelError, match="a loss that is not a number"):
            run_job(quick(), SilentReporter())
        assert left_in(tmp_path) == []

    def test_a_disk_that_fills_while_a_checkpoint_is_written(self, quick, monkeypatch) -> None:
        def full(*_arguments):
            raise RuntimeError("[enforce fail] PytorchStreamWriter failed writing file")

        monkeypatch.setattr(fitting, "save_weights", full)
        with pytest.raises(OutputError, match="The disk is full"):
            run_job(quick(), SilentReporter())

    def test_a_disk_that_fills_while_images_are_prepared(
        self, quick, tmp_path, monkeypatch
    ) -> None:
        def full(*_arguments):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(prepared.os, "posix_fallocate", full)
        with pytest.raises(OutputError, match="The prepared images cannot be written"):
            run_job(quick(), SilentReporter())
        assert left_in(tmp_path) == []

    def test_too_little_memory_makes_batches_smaller(self, quick, monkeypatch) -> None:
        sizes = []
        real = segmentation_job.fit

        def hungry(network, training, validation, vocabulary, scaling, settings, *rest):
            sizes.append(settings.batch_size)
            if settings.batch_size > 1:
                raise RuntimeError("CUDA out of memory")
            return real(network, training, validation, vocabulary, scaling, settings, *rest)

        monkeypatch.setattr(segmentation_job, "fit", hungry)
        listener = Listener()
        run_job(quick(batch_size=4, epochs=1), listener)

        assert sizes == [4, 2, 1]
        assert any("batches of 1 patches" in line for line in listener.warnings)
