"""The algorithms that enhance rasters: parameters, the kind of runtime, what is loaded."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject, QgsRasterLayer

from sat_dl_plugin.contract.jobs import PriorJob, job_from_params
from sat_dl_plugin.processing.deep_image_prior import DeepImagePrior


@pytest.fixture
def build(context, feedback, provider):
    def run(**parameters):
        return DeepImagePrior().create().build_job(parameters, context, feedback)

    return run


def test_the_defaults(build, raster):
    assert build(INPUT=raster, OUTPUT="out/o.tif") == PriorJob(input=raster, output="out/o.tif")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"TASK": 1}, {"task": "denoise"}),
        ({"TASK": 2}, {"task": "fill"}),
        ({"SCALE": "3"}, {"scale": 3}),
        ({"SCALE": 4}, {"scale": 4}),
        ({"ITERATIONS": 50}, {"iterations": 50}),
        ({"SEED": 7}, {"seed": 7}),
        ({"TILE": 128}, {"tile": 128}),
        ({"DEVICE": "cpu"}, {"device": "cpu"}),
        ({"RESIDUAL": "out/r.tif"}, {"residual": "out/r.tif"}),
        ({"RESIDUAL": None}, {"residual": None}),
    ],
)
def test_a_parameter_reaches_the_job(build, raster, parameters, expected):
    job = build(INPUT=raster, OUTPUT="out/o.tif", **parameters)

    assert {name: getattr(job, name) for name in expected} == expected
    assert job_from_params(job.verb, job.to_params()) == job


def test_the_extent_reaches_the_job(build, raster):
    job = build(INPUT=raster, OUTPUT="o.tif", EXTENT="500001,500004,2999994,2999998 [EPSG:32645]")

    assert job.extent == (500001.0, 2999994.0, 500004.0, 2999998.0)
    assert "32645" in job.extent_crs


@pytest.mark.parametrize(
    ("scale", "fine"), [(2, True), ("4", True), (3.0, True), (1, False), ("5", False)]
)
def test_the_scale_is_a_number_or_its_text(scale, fine, raster, context, provider, tmp_path):
    parameters = {"INPUT": raster, "SCALE": scale, "OUTPUT": str(tmp_path / "o.tif")}

    assert DeepImagePrior().create().checkParameterValues(parameters, context)[0] is fine


def test_it_runs_in_the_runtime_with_torch(workers, raster, feedback, provider, tmp_path):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:deepimageprior")
    parameters = {"INPUT": raster, "OUTPUT": str(tmp_path / "o.tif")}

    assert algorithm.canExecute()[0]
    _, done = algorithm.run(parameters, QgsProcessingContext(), feedback)

    assert done
    assert set(workers.kinds) == {"full"}


def test_the_layer_says_that_it_is_enhanced(workers, raster, feedback, provider, tmp_path):
    output = str(tmp_path / "o.tif")
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    details = QgsProcessingContext.LayerDetails("fields", project, "OUTPUT")
    context.addLayerToLoadOnCompletion(output, details)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:deepimageprior")
    results, done = algorithm.run({"INPUT": raster, "OUTPUT": output}, context, feedback)

    loaded = context.layerToLoadOnCompletionDetails(output)
    layer = QgsRasterLayer(output)
    loaded.postProcessor().postProcessLayer(layer, context, feedback)

    assert done
    assert results["OUTPUT"] == output
    assert loaded.name == "fields (enhanced)"
    assert "not for measuring" in layer.metadata().abstract()


def test_the_residual_is_a_result_when_wanted(
    workers, raster, context, feedback, provider, tmp_path
):
    output, residual = str(tmp_path / "o.tif"), str(tmp_path / "r.tif")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:deepimageprior")
    parameters = {"INPUT": raster, "OUTPUT": output, "RESIDUAL": residual}

    results, done = algorithm.run(parameters, context, feedback)

    assert done
    assert results == {"OUTPUT": output, "RESIDUAL": residual}
