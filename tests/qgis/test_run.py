"""Algorithms run through a fake worker: outputs, log, errors, cancel, styles."""

from __future__ import annotations

import json

import pytest
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsPalettedRasterRenderer,
    QgsProcessing,
    QgsProcessingAlgRunnerTask,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import DeviceMemoryError
from sat_dl_plugin.processing import summary
from sat_dl_plugin.styling import post_processors

ALL = ("segment", "cleanclasses", "polygonize", "segmenttopolygons", "describemodel")


@pytest.fixture
def run(provider, workers, context, feedback):
    def run_algorithm(name, **parameters):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"satdl:{name}")
        results, fine = algorithm.run(parameters, context, feedback, catchExceptions=False)
        assert fine
        return results

    return run_algorithm


@pytest.fixture(autouse=True)
def no_leftovers():
    """Stylers of runs whose layers are not loaded wait in vain."""
    post_processors._waiting.clear()


def load_results(context, feedback, project=None, *, raster_on_top=False):
    """Load what waits in the context, as the toolbox does: first all layers, then styles."""
    loaded = {}
    processors = []
    for destination, details in context.layersToLoadOnCompletion().items():
        layer = context.getMapLayer(destination) or context.takeResultLayer(destination)
        if layer is None:
            is_raster = destination.endswith(".tif")
            layer = (QgsRasterLayer if is_raster else QgsVectorLayer)(destination, details.name)
        assert layer.isValid(), destination
        processors.append((details.postProcessor(), layer))
        loaded[details.outputName] = layer
    if project is not None:
        for layer in sorted(loaded.values(), key=lambda each: each.type(), reverse=raster_on_top):
            project.addMapLayer(layer)
    for processor, layer in processors:
        processor.postProcessLayer(layer, context, feedback)
    return loaded


@pytest.mark.parametrize("name", ALL)
def test_outputs_exist(name, run, raster, tmp_path):
    suffix = {"describemodel": ".html"}.get(name, ".gpkg" if "poly" in name else ".tif")
    target = tmp_path / f"result{suffix}"

    results = run(name, INPUT=raster, MODELS="urban", MODEL="urban", OUTPUT=str(target))

    assert results["OUTPUT"] == str(target)
    assert target.is_file()


def test_import_says_where_the_model_went(run, models):
    results = run("importmodel", MODEL=str(models / "urban.onnx"), NAME="town")

    assert results["MODEL_NAME"] == "town"
    assert results["OUTPUT"].endswith("town.onnx")


def test_combine_says_where_the_set_went(run):
    results = run("combinemodels", MODELS="urban; fields", NAME="pair")

    assert results["MODEL_NAME"] == "pair"
    assert results["OUTPUT"].endswith("pair.set.json")


def test_optional_outputs_are_reported(run, raster, tmp_path):
    targets = {name: str(tmp_path / f"{name}.tif") for name in ("CLASSES", "PROBABILITIES")}

    results = run(
        "segmenttopolygons",
        INPUT=raster,
        OUTPUT=str(tmp_path / "p.gpkg"),
        **targets,
    )

    assert {name: results[name] for name in targets} == targets
    assert [row["class_name"] for row in json.loads(results["SUMMARY"])] == ["building", "road"]


def test_log_reaches_the_user(run, raster, tmp_path, feedback):
    run("segmenttopolygons", INPUT=raster, OUTPUT=str(tmp_path / "p.gpkg"))

    assert "fake info" in feedback.info
    assert feedback.warnings == ["fake warning"]
    assert feedback.phases == ["Predicting"]
    assert feedback.progress() == 50.0
    table = [line.replace("\N{NO-BREAK SPACE}", " ") for line in feedback.info]
    assert any(line.startswith("building") and "25.0 %" in line for line in table)


def test_table_lines_up():
    lines = summary.summary_lines(
        [{"class_name": "standing water", "objects": 12, "area_m2": 1234567.89, "share": 0.5}]
    )

    assert len({len(line) for line in lines}) == 1
    assert lines[1].split() == ["standing", "water", "12", "1234567.9", "50.0", "%"]


def test_table_without_counts_has_no_column_for_them():
    lines = summary.summary_lines([{"class_name": "road", "area_m2": 2.0, "share": 0.25}])

    assert [line.split() for line in lines] == [
        ["class", "area", "(m²)", "share"],
        ["road", "2.0", "25.0", "%"],
    ]


def test_error_has_three_parts(run, raster, tmp_path, workers):
    workers.error = DeviceMemoryError("The GPU is full", "The tile is large", "Use a smaller tile")

    with pytest.raises(
        QgsProcessingException,
        match=r"^The GPU is full\. The tile is large\. Use a smaller tile\.$",
    ):
        run("segment", INPUT=raster, OUTPUT=str(tmp_path / "c.tif"))


def test_cancel_fails_the_run_and_writes_nothing(run, raster, tmp_path, feedback):
    feedback.cancel()

    with pytest.raises(QgsProcessingException, match="Cancelled, nothing was written"):
        run("segment", INPUT=raster, OUTPUT=str(tmp_path / "c.tif"))
    assert not (tmp_path / "c.tif").exists()


def test_results_load_styled(run, raster, context, feedback):
    context.setProject(QgsProject.instance())
    run(
        "segmenttopolygons",
        INPUT=raster,
        OUTPUT=_destination(),
        CLASSES=_destination(),
    )

    layers = load_results(context, feedback)

    polygons = layers["OUTPUT"].renderer()
    assert isinstance(polygons, QgsCategorizedSymbolRenderer)
    assert polygons.classAttribute() == "class_name"
    assert [(c.value(), c.label()) for c in polygons.categories()] == [
        ("building", "Building"),
        ("road", "Road"),
    ]
    categories = polygons.categories()
    symbol = categories[0].symbol()
    fill = symbol.symbolLayer(0)
    assert fill.fillColor().name() == "#d1495b"
    assert 0 < fill.fillColor().alphaF() < 1
    assert fill.strokeColor().alphaF() == 1
    classes = layers["CLASSES"].renderer()
    assert isinstance(classes, QgsPalettedRasterRenderer)
    assert [(c.value, c.label, c.color.name()) for c in classes.classes()] == [
        (1, "Building", "#d1495b"),
        (3, "Road", "#5b616a"),
    ]


@pytest.mark.parametrize("raster_on_top", [False, True])
def test_polygons_lie_above_the_class_raster(run, raster, context, feedback, raster_on_top):
    run("segmenttopolygons", INPUT=raster, OUTPUT=_destination(), CLASSES=_destination())
    project = QgsProject.instance()
    project.clear()

    load_results(context, feedback, project, raster_on_top=raster_on_top)

    order = [node.layer().type() for node in project.layerTreeRoot().findLayers()]
    assert order == [Qgis.LayerType.Vector, Qgis.LayerType.Raster]
    project.clear()


def test_results_of_a_background_run_load_styled(
    provider, workers, raster, context, feedback, qtbot
):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:segmenttopolygons")
    parameters = {"INPUT": raster, "OUTPUT": _destination(), "CLASSES": _destination()}
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    with qtbot.waitSignal(task.executed, timeout=30_000) as signal:
        QgsApplication.taskManager().addTask(task)
    assert signal.args[0], feedback.htmlLog()

    layers = load_results(context, feedback)

    assert isinstance(layers["OUTPUT"].renderer(), QgsCategorizedSymbolRenderer)
    assert isinstance(layers["CLASSES"].renderer(), QgsPalettedRasterRenderer)


def test_stylers_let_go_of_themselves(run, raster, context, feedback):
    run("segment", INPUT=raster, OUTPUT=_destination())
    assert len(post_processors._waiting) == 1

    load_results(context, feedback)

    assert not post_processors._waiting


def _destination():
    return QgsProcessingOutputLayerDefinition(QgsProcessing.TEMPORARY_OUTPUT, QgsProject.instance())
