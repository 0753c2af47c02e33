"""The training job: the same one from JSON, and clear words about a wrong description."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import (
    TrainingClass,
    TrainingData,
    TrainSegmentationJob,
    job_from_params,
    training_data,
)
from sat_dl_plugin.engine.arguments import build_parser

JOB = TrainSegmentationJob(
    datasets=(
        TrainingData(("a.tif", "b.tif"), "fields.gpkg|layername=x", "kind", area="done.gpkg"),
        TrainingData(("c.tif",), "roads.tif", classes={"1": "road", "2": "ignored"}, weight=0.5),
    ),
    output="model.onnx",
    classes=(TrainingClass(3, "road", "#5b616a"),),
    bands={"red": 1, "nir": 4},
    scales=(1.0, 2.0),
)


def test_a_job_survives_json() -> None:
    params = json.loads(json.dumps(JOB.to_params()))

    assert job_from_params("trainsegmentation", params) == JOB


def test_the_work_folder_lies_beside_the_model_unless_stated() -> None:
    assert JOB.work_folder == "model.onnx.training"
    assert TrainSegmentationJob((), "m.onnx", work="/scratch/m").work_folder == "/scratch/m"


def test_one_raster_may_be_written_without_a_list() -> None:
    (data,) = training_data([{"rasters": "a.tif", "labels": "l.gpkg"}])

    assert data == TrainingData(("a.tif",), "l.gpkg")


@pytest.mark.parametrize("entry", [{"rasters": ["a.tif"], "label": "x"}, {"labels": "x"}, 3])
def test_a_wrong_description_names_the_keys(entry: object) -> None:
    with pytest.raises(UsageError, match="Its keys are rasters, labels, class_field"):
        training_data([entry])


def parsed(*arguments: str) -> TrainSegmentationJob:
    options = build_parser().parse_args(arguments)
    return options.build(options)


def test_the_command_line_says_the_same_as_the_job(tmp_path: Path) -> None:
    more = tmp_path / "more.json"
    more.write_text(json.dumps([{"rasters": ["/r/c.tif"], "labels": "/r/c.gpkg", "weight": 2}]))

    job = parsed(
        *("train", "a.tif", "b.tif", "--labels", "l.gpkg", "--class-field", "kind"),
        *(
            "--area",
            "done.gpkg",
            "--name",
            "Mine",
            "--means",
            "1=building",
            "hut=building; 0=ignored",
        ),
        *("--data", str(more), "--output", "m.onnx", "--report", "r", "--time-limit", "1.5"),
        *("--classes", "1=building", "3=road", "--bands", "red=3", "nir", "--gsd", "0.5"),
        *("--scales", "1", "2", "--epochs", "7", "--start-from", "urban", "--dry-run"),
    )

    assert job == TrainSegmentationJob(
        datasets=(
            TrainingData(
                ("a.tif", "b.tif"),
                "l.gpkg",
                "kind",
                "done.gpkg",
                "Mine",
                {"1": "building", "hut": "building", "0": "ignored"},
            ),
            TrainingData(("/r/c.tif",), "/r/c.gpkg", weight=2),
        ),
        output="m.onnx",
        report="r",
        start_from="urban",
        classes=(TrainingClass(1, "building"), TrainingClass(3, "road")),
        bands={"red": 3, "nir": 0},
        gsd_m=0.5,
        scales=(1.0, 2.0),
        epochs=7,
        time_limit_s=90.0,
        dry_run=True,
    )


def test_the_command_line_has_the_defaults_of_the_job() -> None:
    job = parsed("trainsegmentation", "chips", "--output", "m.onnx")

    assert job == TrainSegmentationJob((TrainingData(("chips",)),), "m.onnx")


def test_a_meaning_needs_a_class() -> None:
    with pytest.raises(UsageError, match="'1=' does not say which class"):
        parsed("train", "a.tif", "--output", "m.onnx", "--means", "1=")
