"""Training of segmentation: parameters become a job, and a model is installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingException,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import OutputError, UsageError, WorkerDiedError
from sat_dl_plugin.contract.jobs import (
    TrainingClass,
    TrainingData,
    TrainSegmentationJob,
    job_from_params,
)
from sat_dl_plugin.processing import model_installation
from sat_dl_plugin.processing.run_feedback import RunFeedback
from sat_dl_plugin.processing.train_segmentation import TrainSegmentation
from sat_dl_plugin.settings import models_folder


@pytest.fixture
def build(context, feedback, provider):
    def run(**parameters):
        return TrainSegmentation().create().build_job(parameters, context, feedback)

    return run


@pytest.fixture
def check(context, provider, installed):
    def run(**parameters):
        return TrainSegmentation().create().checkParameterValues(parameters, context)

    return run


@pytest.fixture
def installed(models, monkeypatch) -> Path:
    """The folder of the user's models."""
    monkeypatch.setattr(model_installation, "models_folder", lambda: models)
    return models


@pytest.fixture
def rasters(tmp_path, raster_factory) -> list[str]:
    return [raster_factory(tmp_path / name) for name in ("a.tif", "b.tif")]


@pytest.fixture
def polygons():
    """One polygon in a layer that lies in memory only."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32645&field=kind:string", "truth", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(500000, 2999994, 500003, 3000000)))
    feature["kind"] = "building"
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.fixture
def basis(rasters, polygons, tmp_path) -> dict:
    """The parameters that have no default."""
    return {
        "INPUTS": rasters,
        "LABELS": polygons.id(),
        "CLASS_FIELD": "kind",
        "OUTPUT": str(tmp_path / "mine.onnx"),
    }


FURTHER_DATA = [{"rasters": ["c.tif"], "labels": "d.gpkg", "classes": {"house": "building"}}]
EVERY_CHOICE = {
    "START_FROM": "urban",
    "ARCHITECTURE": 2,
    "EPOCHS": 7,
    "TIME_LIMIT": 2.5,
    "SEED": 4,
    "CLASSES": "1=building; 8=water",
    "OVERLAPPING": True,
    "BANDS": "red=3; nir",
    "GSD": 0.5,
    "SCALES": "1; 2",
    "VALIDATION": 30.0,
    "BATCH": 8,
    "LEARNING_RATE": 0.002,
    "PATIENCE": 3,
    "DICE": 0.25,
    "FOCAL": 0.125,
    "FREEZE_ENCODER": True,
    "DATASETS": json.dumps(FURTHER_DATA),
    "LICENCE": "CC0-1.0",
    "DEVICE": "cuda",
    "DRY_RUN": True,
}


def test_all_parameters_reach_the_job(build, basis, rasters, polygons, tmp_path):
    report = str(tmp_path / "report")

    job = build(**basis, **EVERY_CHOICE, AREA=polygons.id(), REPORT=report)

    own = job.datasets[0]
    assert job == TrainSegmentationJob(
        datasets=(
            TrainingData(tuple(rasters), own.labels, "kind", own.area, "truth"),
            TrainingData(("c.tif",), "d.gpkg", classes={"house": "building"}),
        ),
        output=str(tmp_path / "mine.onnx"),
        report=report,
        architecture="unet64",
        start_from="urban",
        classes=(TrainingClass(1, "building"), TrainingClass(8, "water")),
        overlapping=True,
        bands={"red": 3, "nir": 0},
        gsd_m=0.5,
        scales=(1.0, 2.0),
        validation=30.0,
        epochs=7,
        time_limit_s=150.0,
        patience=3,
        batch_size=8,
        learning_rate=0.002,
        dice=0.25,
        focal=0.125,
        freeze_encoder=True,
        seed=4,
        device="cuda",
        licence="CC0-1.0",
        dry_run=True,
        models_folder=str(models_folder()),
    )
    assert job_from_params(job.verb, json.loads(json.dumps(job.to_params()))) == job
    # Polygons are written by the thread of the run.
    assert not Path(own.labels).exists()
    assert not Path(own.area).exists()


def test_defaults_are_those_of_the_job(build, basis):
    job = build(**basis)

    expected = TrainSegmentationJob(
        datasets=job.datasets,
        output=job.output,
        start_from="urban",
        models_folder=str(models_folder()),
    )
    assert job == expected


def test_class_rasters_need_no_field_and_temporary_models_a_name(
    build, basis, raster_factory, tmp_path
):
    classes = raster_factory(tmp_path / "classes.tif", fill=1)
    named = {
        **basis,
        "LABELS": classes,
        "OUTPUT": QgsProcessing.TEMPORARY_OUTPUT,
        "REPORT": QgsProcessing.TEMPORARY_OUTPUT,
        "START_FROM": "",
    }

    job = build(**named)

    (data,) = job.datasets
    assert (data.labels, data.class_field, data.area, data.name) == (classes, "", "", "classes")
    assert job.output.endswith(".onnx")
    assert not job.report.endswith(".")
    assert job.start_from == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"EPOCHS": 0}, "never end"),
        ({"START_FROM": "no such model"}, "no such model"),
        ({"DATASETS": "/no/such/file.json"}, "file.json"),
        ({"DATASETS": '[{"labels": "x"}]'}, "rasters"),
        ({"CLASSES": "300=water"}, "300"),
        ({"SCALES": "2; 3"}, "1 is not among the scales"),
        ({"BANDS": "red=0"}, "red"),
        ({"CLASS_FIELD": "species"}, "kind"),
        ({"INPUTS": []}, "input raster"),
    ],
)
def test_what_cannot_be_used_is_said_before_a_run(changes, words, check, basis):
    fine, reason = check(**{**basis, **changes})

    assert not fine
    assert words in reason


def test_what_can_be_used_is_fine(check, basis):
    assert check(**basis) == (True, "")


def test_a_model_to_start_from_must_have_weights(check, basis, tmp_path):
    (tmp_path / "text.txt").write_text("no weights")
    (tmp_path / "encoder.safetensors").write_bytes(b"")

    assert not check(**basis, START_FROM=str(tmp_path / "text.txt"))[0]
    assert check(**basis, START_FROM=str(tmp_path / "encoder.safetensors"))[0]
    assert check(**basis, START_FROM="none")[0]


def test_a_name_that_is_taken_is_refused_unless_nothing_is_installed(check, basis, tmp_path):
    taken = {**basis, "OUTPUT": str(tmp_path / "urban.onnx")}

    fine, reason = check(**taken)

    assert not fine
    assert "“urban” already" in reason
    assert check(**taken, INSTALL=False)[0]
    assert check(**taken, DRY_RUN=True)[0]


def test_a_trained_model_is_installed_with_its_card(
    basis, context, feedback, workers, installed, tmp_path
):
    basis["REPORT"] = str(tmp_path / "report")

    results, fine = TrainSegmentation().create().run(basis, context, feedback)

    assert fine, feedback.textLog()
    assert workers.kinds == ["full"]
    assert results == {
        "OUTPUT": str(tmp_path / "mine.onnx"),
        "REPORT": str(tmp_path / "report"),
        "REPORT_PAGE": str(tmp_path / "report" / "report.html"),
        "MODEL_NAME": "mine",
        "MEAN_IOU": 0.5,
        "EPOCHS_DONE": 2,
    }
    assert (installed / "mine.onnx").read_bytes() == b"network"
    assert (installed / "mine.json").is_file()
    assert not list(installed.glob(".*"))
    assert any("building" in line and "0.500" in line for line in feedback.info)


@pytest.mark.parametrize("kept", [True, False])
def test_a_worker_that_died_is_worth_another_run_where_something_was_kept(
    basis, context, feedback, workers, installed, tmp_path, kept
):
    if kept:
        (tmp_path / "mine.onnx.training").mkdir()
    workers.error = WorkerDiedError("The worker process ended", "Killed", "Close other programs")
    algorithm = TrainSegmentation().create()
    assert algorithm.prepareAlgorithm(basis, context, feedback)

    with pytest.raises(QgsProcessingException) as caught:
        algorithm.processAlgorithm(basis, context, feedback)

    assert "Close other programs." in str(caught.value)
    assert ("it continues where it stopped" in str(caught.value)) == kept


def test_polygons_are_written_when_the_run_begins(
    basis, polygons, context, feedback, workers, installed
):
    _results, fine = (
        TrainSegmentation().create().run({**basis, "AREA": polygons.id()}, context, feedback)
    )

    assert fine, feedback.textLog()
    (job,) = workers.jobs
    labels, area = ogr.Open(job.datasets[0].labels), ogr.Open(job.datasets[0].area)
    assert [feature["kind"] for feature in labels.GetLayer(0)] == ["building"]
    assert area.GetLayer(0).GetFeatureCount() == 1


def test_labels_without_a_polygon_are_refused_before_the_engine_is_asked(
    basis, polygons, context, feedback, workers, installed
):
    polygons.dataProvider().truncate()

    _results, fine = TrainSegmentation().create().run(basis, context, feedback)

    assert not fine
    assert workers.jobs == []


def test_a_model_that_is_temporary_or_lies_there_already_is_not_copied(
    basis, context, feedback, workers, installed
):
    before = sorted(path.name for path in installed.iterdir())
    for output in (QgsProcessing.TEMPORARY_OUTPUT, str(installed / "mine.onnx")):
        _results, fine = (
            TrainSegmentation().create().run({**basis, "OUTPUT": output}, context, feedback)
        )
        assert fine, feedback.textLog()

    assert sorted(path.name for path in installed.iterdir()) == sorted(
        [*before, "mine.onnx", "mine.json"]
    )


def test_a_model_that_cannot_be_copied_says_where_it_is(installed, tmp_path, monkeypatch):
    network = tmp_path / "mine.onnx"
    network.write_bytes(b"network")
    monkeypatch.setattr(model_installation, "models_folder", lambda: network / "models")

    with pytest.raises(OutputError, match=str(tmp_path)):
        model_installation.install_model(network)


def test_a_dry_run_writes_nothing_and_keeps_what_was_found(
    basis, context, workers, installed, tmp_path
):
    feedback = RunFeedback()

    results, fine = TrainSegmentation().create().run({**basis, "DRY_RUN": True}, context, feedback)

    assert fine
    assert results == {}
    assert not (tmp_path / "mine.onnx").exists()
    assert feedback.result["warnings"] == ["Class road has only 120 labelled pixels"]


def test_a_run_that_finishes_early_tells_its_epochs(basis, context, workers, installed):
    feedback = RunFeedback()
    told = []

    def hear(kind, values):
        told.append((kind, values))
        feedback.is_finishing = kind == "epoch" and values["epoch"] == 2

    feedback.detail_told.connect(hear)
    workers.gate.clear()

    _results, fine = TrainSegmentation().create().run(basis, context, feedback)

    assert fine
    assert [kind for kind, _values in told] == ["training", "epoch", "epoch"]
    assert told[2][1]["iou"] == {"building": 0.6, "road": 0.4}


def test_scales_without_the_resolution_itself_are_an_error_of_usage(build, basis):
    with pytest.raises(UsageError, match="1 is not among"):
        build(**basis, SCALES="0.5")
