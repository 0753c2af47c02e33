"""Training of enhancing networks: parameters become a job, and what cannot be meant is refused."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingContext

from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import TrainDecrappifyJob, job_from_params
from sat_dl_plugin.processing.train_decrappify import TrainDecrappify
from sat_dl_plugin.settings import models_folder


@pytest.fixture
def build(context, feedback, provider):
    def run(**parameters):
        return TrainDecrappify().create().build_job(parameters, context, feedback)

    return run


@pytest.fixture
def check(context, provider):
    def run(**parameters):
        return TrainDecrappify().create().checkParameterValues(parameters, context)

    return run


@pytest.fixture
def rasters(tmp_path, raster_factory) -> list[str]:
    return [raster_factory(tmp_path / name) for name in ("a.tif", "b.tif")]


@pytest.fixture
def output(tmp_path) -> str:
    return str(tmp_path / "mine.onnx")


def test_the_defaults(build, rasters, output):
    assert build(INPUTS=rasters, OUTPUT=output) == TrainDecrappifyJob(
        tuple(rasters), output, models_folder=str(models_folder())
    )


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"SCALE": "4"}, {"scale": 4}),
        ({"SCALE": 1}, {"scale": 1}),
        ({"AIM": 1}, {"aim": "pleasant"}),
        ({"PERCEPTUAL_WEIGHTS": "vgg.npz"}, {"perceptual_weights": "vgg.npz"}),
        ({"START_FROM": " none "}, {"start_from": "none"}),
        ({"TIME_LIMIT": 2.5}, {"time_limit_s": 150.0}),
        ({"TIME_LIMIT": 0, "STEPS": 7}, {"time_limit_s": 0.0, "steps": 7}),
        ({"BANDS": "red=3; green=2; blue=1"}, {"bands": {"red": 3, "green": 2, "blue": 1}}),
        ({"BATCH": 3}, {"batch_size": 3}),
        ({"SEED": 9}, {"seed": 9}),
        ({"DEVICE": "cpu"}, {"device": "cpu"}),
        ({"LICENCE": "CC0"}, {"licence": "CC0"}),
        ({"OUTPUT": "out/net"}, {"output": "out/net.onnx"}),
    ],
)
def test_a_parameter_reaches_the_job(build, rasters, output, parameters, expected):
    job = build(**{"INPUTS": rasters, "OUTPUT": output, **parameters})

    assert {name: getattr(job, name) for name in expected} == expected
    assert job_from_params(job.verb, job.to_params()) == job


def test_training_that_never_ends_is_refused(build, check, rasters, output):
    endless = {"INPUTS": rasters, "OUTPUT": output, "TIME_LIMIT": 0}
    with pytest.raises(UsageError, match="never end"):
        build(**endless)
    assert not check(**endless)[0]


def test_a_pleasant_network_needs_its_weights(check, rasters, output, tmp_path):
    pleasant = {"INPUTS": rasters, "OUTPUT": output, "AIM": 1}

    fine, reason = check(**pleasant)
    assert not fine
    assert "faithful" in reason

    fine, reason = check(**pleasant, PERCEPTUAL_WEIGHTS=str(tmp_path / "gone.npz"))
    assert not fine
    assert "gone.npz" in reason

    weights = tmp_path / "vgg.npz"
    weights.write_bytes(b"anything")
    assert check(**pleasant, PERCEPTUAL_WEIGHTS=str(weights))[0]


@pytest.mark.parametrize(
    ("model", "says"), [("urban", "does not enhance"), ("no-such-model", "no-such-model")]
)
def test_training_starts_only_from_what_enhances(check, rasters, output, model, says):
    fine, reason = check(INPUTS=rasters, OUTPUT=output, START_FROM=model)

    assert not fine
    assert says in reason
    assert check(INPUTS=rasters, OUTPUT=output, START_FROM="none")[0]


def test_the_scale_is_one_there_are_networks_for(check, rasters, output):
    fine = {scale: check(INPUTS=rasters, OUTPUT=output, SCALE=scale)[0] for scale in (1, "4", 3)}

    assert fine == {1: True, "4": True, 3: False}


def test_it_runs_in_the_runtime_with_torch(workers, rasters, output, feedback, provider):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:traindecrappify")
    parameters = {"INPUTS": rasters, "OUTPUT": output, "INSTALL": False}

    results, done = algorithm.run(parameters, QgsProcessingContext(), feedback)

    assert done
    assert set(workers.kinds) == {"full"}
    assert results["MODEL_NAME"] == "mine"
    assert results["PSNR"] == 31.5
    # Without anything set aside there is nothing to compare with.
    assert "BICUBIC_PSNR" not in results


@pytest.mark.skipif(
    find_runtime(RuntimeSpec("full")) is None, reason="no runtime for training is set up"
)
def test_a_network_is_trained_and_used(provider, context, feedback, raster_factory, tmp_path):
    sharp = raster_factory(tmp_path / "sharp.tif", bands=3, size=160)
    dataset = gdal.Open(sharp, gdal.GA_Update)
    squares = np.random.default_rng(1).integers(0, 255, (3, 20, 20), dtype=np.uint8)
    dataset.WriteArray(squares.repeat(8, 1).repeat(8, 2))
    dataset = None

    def run(name, **parameters):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"satdl:{name}")
        results, fine = algorithm.run(parameters, context, feedback, catchExceptions=False)
        assert fine
        return results

    network = str(tmp_path / "mine.onnx")
    trained = run(
        "traindecrappify",
        INPUTS=[sharp],
        START_FROM="none",
        TIME_LIMIT=0,
        STEPS=3,
        BATCH=2,
        INSTALL=False,
        OUTPUT=network,
    )
    enhanced = run("decrappify", INPUT=sharp, MODEL=network, OUTPUT=str(tmp_path / "fine.tif"))

    assert trained["OUTPUT"] == network
    assert 0 < trained["BICUBIC_PSNR"] < 60
    assert gdal.Open(enhanced["OUTPUT"]).RasterXSize == 320
