"""Learning from corrections: parameters become a job, and versions stay beside each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import QgsProject, QgsVectorLayer

from sat_dl_plugin.contract.jobs import LearnFromCorrectionsJob, job_from_params
from sat_dl_plugin.processing import learn_from_corrections, training
from sat_dl_plugin.processing.learn_from_corrections import LearnFromCorrections
from tests.qgis.review_layers import write_predictions


@pytest.fixture
def review(tmp_path, qgis_app):
    layer = QgsVectorLayer(write_predictions(tmp_path / "review.gpkg", 3), "review")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.fixture(autouse=True)
def installed(models, monkeypatch) -> Path:
    """The folder of the user's models."""
    for module in (learn_from_corrections, training):
        monkeypatch.setattr(module, "models_folder", lambda: models)
    return models


@pytest.fixture
def build(context, feedback, provider):
    def run(**parameters):
        return LearnFromCorrections().create().build_job(parameters, context, feedback)

    return run


@pytest.fixture
def check(context, provider):
    def run(**parameters):
        return LearnFromCorrections().create().checkParameterValues(parameters, context)

    return run


@pytest.fixture
def basis(tmp_path, raster_factory, review) -> dict:
    """The parameters that have no default."""
    return {
        "INPUTS": [raster_factory(tmp_path / "scene.tif", bands=3)],
        "REVIEW": review.id(),
        "MODEL": "urban",
    }


def states_in(path: str) -> list[str]:
    source = ogr.Open(path)
    return [feature["status"] for feature in source.GetLayer(0)]


def test_all_parameters_reach_the_job(build, basis, review, installed, tmp_path):
    job = build(
        **basis,
        AREA=review.id(),
        TIME_LIMIT=2.5,
        REHEARSAL=25.0,
        VALIDATION=30.0,
        LEARN_ENCODER=True,
        BATCH=4,
        LEARNING_RATE=0.002,
        BANDS="red=3",
        SEED=4,
        DEVICE="cuda",
        OUTPUT=str(tmp_path / "better"),
        REPORT=str(tmp_path / "report"),
    )

    assert job == LearnFromCorrectionsJob(
        inputs=tuple(basis["INPUTS"]),
        model="urban",
        review=job.review,
        output=str(tmp_path / "better.onnx"),
        area=job.area,
        report=str(tmp_path / "report"),
        bands={"red": 3},
        time_limit_s=150.0,
        validation=30.0,
        rehearsal=0.25,
        learning_rate=0.002,
        batch_size=4,
        freeze_encoder=False,
        seed=4,
        device="cuda",
        models_folder=str(installed),
    )
    assert job_from_params(job.verb, json.loads(json.dumps(job.to_params()))) == job
    # Polygons are written by the thread of the run.
    assert not Path(job.review).exists()


def test_defaults_are_those_of_the_job(build, basis, installed):
    job = build(**basis)

    assert job == LearnFromCorrectionsJob(
        tuple(basis["INPUTS"]),
        "urban",
        job.review,
        str(installed / "urban-v2.onnx"),
        models_folder=str(installed),
    )


def test_the_next_free_number_is_taken(build, basis, installed):
    (installed / "urban-v2.onnx").write_bytes(b"network")
    assert build(**basis).output == str(installed / "urban-v3.onnx")
    assert build(**{**basis, "MODEL": "urban-v2"}).output == str(installed / "urban-v3.onnx")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"MODEL": ""}, "No model"),
        ({"MODEL": "no such model"}, "no such model"),
        ({"INPUTS": []}, "input raster"),
        ({"REVIEW": "nothing"}, "review layer"),
        ({"AREA": "nothing"}, "area"),
        ({"BANDS": "red=0"}, "red"),
    ],
)
def test_what_cannot_be_used_is_said_before_a_run(changes, words, check, basis):
    fine, reason = check(**{**basis, **changes})

    assert not fine
    assert words in reason


def test_what_can_be_used_is_fine(check, basis):
    assert check(**basis) == (True, "")


def test_a_layer_that_was_never_reviewed_is_refused(check, basis, tmp_path):
    plain = write_predictions(tmp_path / "plain.gpkg", 2, without=("status",))

    fine, reason = check(**{**basis, "REVIEW": plain})

    assert not fine
    assert "status" in reason


def test_no_version_is_replaced(check, basis, tmp_path):
    (tmp_path / "mine.onnx").write_bytes(b"network")

    fine, reason = check(**basis, OUTPUT=str(tmp_path / "mine.onnx"))

    assert not fine
    assert "already" in reason


def test_a_set_of_networks_is_refused(check, basis, installed):
    (installed / "both.set.json").write_text(
        json.dumps({"schema": 1, "name": "both", "members": [{"name": "urban"}]})
    )

    fine, reason = check(**{**basis, "MODEL": "both"})

    assert not fine
    assert "several networks" in reason


def test_a_run_returns_the_version_and_the_scores(
    basis, review, context, feedback, workers, installed, tmp_path
):
    parameters = {**basis, "AREA": review.id(), "REPORT": str(tmp_path / "report")}
    results, fine = LearnFromCorrections().create().run(parameters, context, feedback)

    assert fine, feedback.textLog()
    assert workers.kinds == ["full"]
    assert results == {
        "OUTPUT": str(installed / "urban-v2.onnx"),
        "REPORT": str(tmp_path / "report"),
        "REPORT_PAGE": str(tmp_path / "report" / "report.html"),
        "MODEL_NAME": "urban-v2",
        "IOU_BEFORE": 0.25,
        "IOU_AFTER": 0.5,
    }
    (job,) = workers.jobs
    assert states_in(job.review) == ["predicted"] * 3
    assert (installed / "urban.onnx").read_bytes() == b"network"


def test_edits_that_are_not_saved_count(basis, review, context, feedback, workers):
    review.startEditing()
    review.changeAttributeValue(1, review.fields().indexFromName("status"), "accepted")

    _results, fine = LearnFromCorrections().create().run(basis, context, feedback)

    assert fine, feedback.textLog()
    assert states_in(workers.jobs[0].review) == ["accepted", "predicted", "predicted"]
    review.rollBack()
