"""Pretraining and autoencoders: parameters become jobs, and what cannot be meant is refused."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import PretrainBackboneJob, TrainAutoencoderJob, job_from_params
from sat_dl_plugin.processing.pretrain_backbone import PretrainBackbone
from sat_dl_plugin.processing.train_autoencoder import TrainAutoencoder
from sat_dl_plugin.settings import models_folder
from tests.qgis.conftest import FakeWorker

BOTH = (PretrainBackbone, TrainAutoencoder)


@pytest.fixture
def build(context, feedback, provider):
    def run(algorithm, **parameters):
        return algorithm().create().build_job(parameters, context, feedback)

    return run


@pytest.fixture
def check(context, provider):
    def run(algorithm, **parameters):
        return algorithm().create().checkParameterValues(parameters, context)

    return run


@pytest.fixture
def rasters(tmp_path, raster_factory) -> list[str]:
    return [raster_factory(tmp_path / name) for name in ("a.tif", "b.tif")]


@pytest.fixture
def scenes() -> QgsVectorLayer:
    layer = QgsVectorLayer("Point?crs=EPSG:32645&field=kind:string", "scenes", "memory")
    for x, kind in ((1.0, "town"), (2.0, "wood")):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([kind])
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, x)))
        layer.dataProvider().addFeature(feature)
    return layer


def test_the_defaults_are_those_of_the_jobs(build, rasters, tmp_path):
    folder = str(models_folder())
    weights, model = str(tmp_path / "eyes.safetensors"), str(tmp_path / "places.onnx")
    assert build(PretrainBackbone, INPUTS=rasters, OUTPUT=weights) == PretrainBackboneJob(
        tuple(rasters), weights, models_folder=folder
    )
    assert build(TrainAutoencoder, INPUTS=rasters, OUTPUT=model) == TrainAutoencoderJob(
        tuple(rasters), model, models_folder=folder
    )


@pytest.mark.parametrize("algorithm", BOTH)
@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"START_FROM": " urban "}, {"start_from": "urban"}),
        ({"BANDS": "red=3; nir"}, {"bands": {"red": 3, "nir": 0}}),
        ({"GSD": 0.5, "SIZE": 128, "CHIPS": 9}, {"gsd_m": 0.5, "chip_px": 128, "chips": 9}),
        ({"VALIDATION": 5, "BATCH": 4}, {"validation": 5.0, "batch_size": 4}),
        ({"TIME_LIMIT": 1.5, "EPOCHS": 0}, {"time_limit_s": 90.0, "epochs": 0}),
        ({"LEARNING_RATE": 0.01, "SEED": 7}, {"learning_rate": 0.01, "seed": 7}),
        ({"DEVICE": "cpu", "LICENCE": "CC0"}, {"device": "cpu", "licence": "CC0"}),
    ],
)
def test_a_parameter_reaches_the_job(build, rasters, tmp_path, algorithm, parameters, expected):
    out = str(tmp_path / "out")
    job = build(algorithm, **{"INPUTS": rasters, "OUTPUT": out, **parameters})
    assert {name: getattr(job, name) for name in expected} == expected
    assert job.output == out + algorithm.suffix
    assert job_from_params(job.verb, job.to_params()) == job


def test_what_only_one_of_them_has_reaches_its_job(build, rasters, tmp_path):
    out = str(tmp_path / "out")
    assert build(TrainAutoencoder, INPUTS=rasters, OUTPUT=out, BOTTLENECK=5).bottleneck == 5
    job = build(PretrainBackbone, INPUTS=rasters, OUTPUT=out, ARCHITECTURE=1)
    assert job.architecture == "unet-lite0-deep"


@pytest.mark.parametrize("algorithm", BOTH)
def test_a_folder_is_learnt_from_beside_rasters_or_alone(build, rasters, tmp_path, algorithm):
    folder, out = str(tmp_path), str(tmp_path / "out")
    assert build(algorithm, FOLDER=folder, OUTPUT=out).inputs == (folder,)
    both = build(algorithm, INPUTS=rasters, FOLDER=folder, OUTPUT=out)
    assert both.inputs == (*rasters, folder)


@pytest.mark.parametrize("algorithm", BOTH)
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({}, "Neither rasters nor a folder"),
        ({"FOLDER": "/no/such/folder"}, "/no/such/folder"),
        ({"INPUTS": ["gone.tif"]}, "gone.tif"),
        ({"FOLDER": ".", "BANDS": "red=x"}, "red"),
        ({"FOLDER": ".", "EPOCHS": 0}, "never end"),
        ({"FOLDER": ".", "START_FROM": "no-such-model"}, "no-such-model"),
    ],
)
def test_what_cannot_be_meant_is_refused(check, tmp_path, algorithm, parameters, said):
    fine, reason = check(algorithm, OUTPUT=str(tmp_path / "out"), **parameters)
    assert not fine
    assert said in reason


def test_training_without_an_end_is_no_job(build, rasters, tmp_path):
    with pytest.raises(UsageError, match="never end"):
        build(TrainAutoencoder, INPUTS=rasters, OUTPUT=str(tmp_path / "out"), EPOCHS=0)


def test_scenes_must_be_in_a_field(check, rasters, scenes, tmp_path):
    parameters = {"INPUTS": rasters, "LABELS": scenes, "OUTPUT": str(tmp_path / "out")}
    fine, reason = check(PretrainBackbone, **parameters)
    assert not fine
    assert "no field with classes" in reason
    assert check(PretrainBackbone, **parameters, CLASS_FIELD="kind")[0]


def test_points_of_scenes_are_written_for_the_engine_when_it_runs(
    workers, rasters, scenes, tmp_path, context, feedback, provider, monkeypatch
):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:pretrainbackbone")
    parameters = {
        "INPUTS": rasters,
        "LABELS": scenes,
        "CLASS_FIELD": "kind",
        "OUTPUT": str(tmp_path / "eyes.safetensors"),
    }
    found = {"output": parameters["OUTPUT"], "chips": 12, "accuracy": 0.75}
    monkeypatch.setattr(FakeWorker, "_result", lambda _worker, _job: found)
    results, done = algorithm.run(parameters, context, feedback)
    assert done
    assert results["ACCURACY"] == 0.75
    assert results["CHIPS_USED"] == 12
    (job,) = workers.jobs
    assert set(workers.kinds) == {"full"}
    # The layer lives no longer than its data source.
    source = ogr.Open(job.labels)
    assert [row.GetField("kind") for row in source.GetLayer(0)] == ["town", "wood"]


@pytest.mark.skipif(
    find_runtime(RuntimeSpec("full")) is None, reason="no runtime for training is set up"
)
def test_weights_are_pretrained_and_a_model_describes(
    provider, context, feedback, raster_factory, tmp_path
):
    raster = raster_factory(tmp_path / "a.tif", bands=3, size=128)
    dataset = gdal.Open(raster, gdal.GA_Update)
    dataset.WriteArray(np.random.default_rng(1).integers(0, 255, (3, 128, 128), dtype=np.uint8))
    dataset = None
    shared = {"INPUTS": [raster], "SIZE": 32, "EPOCHS": 1, "BATCH": 4, "DEVICE": "cpu"}
    for name, ending in (("pretrainbackbone", "safetensors"), ("trainautoencoder", "onnx")):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"satdl:{name}")
        parameters = {**shared, "OUTPUT": str(tmp_path / f"out.{ending}")}
        results, fine = algorithm.run(parameters, context, feedback, catchExceptions=False)
        assert fine
        assert results["CHIPS_USED"] > 10
        assert (tmp_path / f"out.{ending}").stat().st_size > 500_000
