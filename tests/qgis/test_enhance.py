"""The algorithms that enhance rasters: parameters, the kind of runtime, what is loaded."""

from __future__ import annotations

import json

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject, QgsRasterLayer

from sat_dl_plugin.contract.jobs import DecrappifyJob, EnhanceJob, PriorJob, job_from_params
from sat_dl_plugin.gui.widgets.model_widget import ModelChooser
from sat_dl_plugin.processing.decrappify import Decrappify
from sat_dl_plugin.processing.deep_image_prior import DeepImagePrior
from sat_dl_plugin.processing.enhance import Enhance
from sat_dl_plugin.processing.installed_models import (
    ENHANCEMENT,
    SEGMENTATION,
    installed_models,
)


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


@pytest.fixture
def enhancer(models):
    """An installed model that enhances."""
    card = {"name": "sharpen-x2", "classes": [], "task": "enhancement", "scale_factor": 2.0}
    (models / "sharpen-x2.onnx").write_bytes(b"")
    (models / "sharpen-x2.json").write_text(json.dumps(card), encoding="utf-8")
    return "sharpen-x2"


@pytest.fixture
def build_with(context, feedback, provider, enhancer):
    def run(algorithm, **parameters):
        return algorithm().create().build_job(parameters, context, feedback)

    return run


def test_decrappify_defaults(build_with, raster, models):
    job = build_with(Decrappify, INPUT=raster, OUTPUT="out/o.tif")

    assert job == DecrappifyJob(
        input=raster, model="sharpen-x2", output="out/o.tif", models_folder=job.models_folder
    )


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"BANDS": "red=3; green=2; blue=1"}, {"bands": {"red": 3, "green": 2, "blue": 1}}),
        ({"TILE": 512, "DEVICE": "cpu"}, {"tile": 512, "device": "cpu"}),
        ({"RESIDUAL": "out/r.tif"}, {"residual": "out/r.tif"}),
    ],
)
def test_a_parameter_reaches_decrappify(build_with, raster, parameters, expected):
    job = build_with(Decrappify, INPUT=raster, OUTPUT="out/o.tif", **parameters)

    assert {name: getattr(job, name) for name in expected} == expected
    assert job_from_params(job.verb, job.to_params()) == job


def test_enhance_defaults_are_those_of_the_job(build_with, raster, models):
    (models / "sharpen-x4.onnx").write_bytes(b"")
    job = build_with(Enhance, INPUT=raster, OUTPUT="out/o.tif")

    assert job == EnhanceJob(
        input=raster, output="out/o.tif", model="sharpen-x4", models_folder=job.models_folder
    )
    assert (job.steps, job.scale) == (("prior", "decrappify"), 1)
    assert job_from_params(job.verb, job.to_params()) == job


def test_the_steps_and_what_they_need_reach_the_job(build_with, raster):
    job = build_with(
        Enhance,
        INPUT=raster,
        OUTPUT="out/o.tif",
        STEPS="Decrappify; prior; decrappify",
        SCALE="3",
        ITERATIONS=50,
        SEED=7,
        MODEL="sharpen-x2",
    )

    assert job.steps == ("decrappify", "prior", "decrappify")
    assert (job.scale, job.iterations, job.seed) == (3, 50, 7)


@pytest.mark.parametrize("algorithm", [Decrappify, Enhance])
def test_without_a_model_it_is_said_that_there_is_none(
    algorithm, raster, context, provider, models, tmp_path
):
    parameters = {"INPUT": raster, "OUTPUT": str(tmp_path / "o.tif")}

    fine, reason = algorithm().create().checkParameterValues(parameters, context)

    assert not fine
    assert "No model that enhances is installed" in reason


def test_steps_without_a_network_need_no_model(raster, context, provider, models, tmp_path):
    parameters = {"INPUT": raster, "OUTPUT": str(tmp_path / "o.tif"), "STEPS": "denoise; prior"}

    assert Enhance().create().checkParameterValues(parameters, context)[0]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"MODEL": "fields"}, "not for enhancement"),
        ({"MODEL": "sharpen-x8"}, "Models that enhance: sharpen-x2"),
        ({"BANDS": "red"}, "red"),
    ],
)
def test_what_decrappify_cannot_use_is_said(
    parameters, expected, raster, context, provider, enhancer, tmp_path
):
    given = {"INPUT": raster, "OUTPUT": str(tmp_path / "o.tif"), **parameters}

    fine, reason = Decrappify().create().checkParameterValues(given, context)

    assert not fine
    assert expected in reason


@pytest.mark.parametrize("steps", ["prior; blur", ""])
def test_unknown_steps_are_refused(steps, raster, context, provider, enhancer, tmp_path):
    given = {"INPUT": raster, "OUTPUT": str(tmp_path / "o.tif"), "STEPS": steps}

    fine, reason = Enhance().create().checkParameterValues(given, context)

    assert not fine
    assert "prior, denoise, fill, decrappify" in reason


@pytest.mark.parametrize(("name", "kind"), [("decrappify", "infer"), ("enhance", "full")])
def test_the_runtime_that_is_asked_for(
    name, kind, workers, raster, feedback, provider, enhancer, tmp_path
):
    output = str(tmp_path / "o.tif")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"satdl:{name}")

    assert algorithm.canExecute()[0]
    results, done = algorithm.run(
        {"INPUT": raster, "OUTPUT": output, "MODEL": enhancer}, QgsProcessingContext(), feedback
    )

    assert done
    assert results == {"OUTPUT": output}
    assert set(workers.kinds) == {kind}


def test_pickers_list_the_models_of_their_task(enhancer, models):
    assert installed_models() == ["fields", "sharpen-x2", "urban"]
    assert installed_models(SEGMENTATION) == ["fields", "urban"]
    assert installed_models(ENHANCEMENT) == ["sharpen-x2"]


def test_the_menu_of_a_parameter_lists_its_task(enhancer, qtbot, qgis_app):
    chooser = ModelChooser(several=False, task=ENHANCEMENT)
    qtbot.addWidget(chooser.widget)
    chooser._fill_menu()

    listed = [entry.text() for entry in chooser._menu.actions() if not entry.isSeparator()]
    assert listed == ["sharpen-x2", "Choose an ONNX file…"]
