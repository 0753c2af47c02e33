"""The training job: the same one from JSON, and clear words about a wrong description."""

from __future__ import annotations

import json

import pytest

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import (
    TrainingClass,
    TrainingData,
    TrainSegmentationJob,
    job_from_params,
    training_data,
)

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
