"""What to label next, and importing promptable networks: parameters, results and their look."""

from __future__ import annotations

import pytest
from osgeo import ogr, osr
from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import (
    ImportPromptableJob,
    LabelNextJob,
    SegmentJob,
    job_from_params,
)
from sat_dl_plugin.processing.export_chips import ExportChips
from sat_dl_plugin.processing.import_promptable import ImportPromptable
from sat_dl_plugin.processing.label_next import LabelNext
from sat_dl_plugin.processing.train_pixel_classifier import TrainPixelClassifier
from sat_dl_plugin.processing.train_segmentation import TrainSegmentation
from sat_dl_plugin.settings import models_folder
from sat_dl_plugin.styling import label_grid

STATES = ("todo", "doing", "done")


def write_tiles(path):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32645)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("tiles", reference, ogr.wkbPolygon)
    for name, kind in (
        ("state", ogr.OFTString),
        ("rank", ogr.OFTInteger),
        ("score", ogr.OFTReal),
        ("entropy", ogr.OFTReal),
        ("disagreement", ogr.OFTReal),
    ):
        layer.CreateField(ogr.FieldDefn(name, kind))
    for index, state in enumerate(STATES):
        feature = ogr.Feature(layer.GetLayerDefn())
        left = 500000 + 8 * index
        feature.SetGeometry(
            ogr.CreateGeometryFromWkt(
                f"POLYGON(({left} 2999992, {left + 8} 2999992, {left + 8} 3000000, "
                f"{left} 3000000, {left} 2999992))"
            )
        )
        feature["state"] = state
        if state != "done":
            feature["rank"] = index + 1
        feature["score"] = 1.0 - 0.5 * index
        layer.CreateFeature(feature)
    source = None
    return str(path)


@pytest.fixture
def tiles(tmp_path, qgis_app):
    layer = QgsVectorLayer(write_tiles(tmp_path / "tiles.gpkg"), "tiles")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


@pytest.fixture
def raster(tmp_path, raster_factory):
    return raster_factory(tmp_path / "scene.tif", bands=3)


@pytest.fixture
def build(context, feedback, provider):
    def run(algorithm=LabelNext, **parameters):
        return algorithm().create().build_job(parameters, context, feedback)

    return run


def test_all_parameters_reach_the_job(build, raster, tiles, tmp_path):
    job = build(
        INPUT=raster,
        MODELS="urban; fields",
        SIZE=128,
        DONE=tiles.id(),
        FLIPS=False,
        DIVERSITY=0.25,
        BANDS="red=3",
        TILE=512,
        DEVICE="cpu",
        EXTENT="500000,500004,2999996,3000000 [EPSG:32645]",
        OUTPUT=str(tmp_path / "next.gpkg"),
    )

    assert job == LabelNextJob(
        segment=SegmentJob(
            input=raster,
            models=("urban", "fields"),
            output="",
            bands={"red": 3},
            tile=512,
            device="cpu",
            extent=job.segment.extent,
            extent_crs=job.segment.extent_crs,
            models_folder=str(models_folder()),
        ),
        output=str(tmp_path / "next.gpkg"),
        size=128,
        done=job.done,
        flips=False,
        diversity=0.25,
    )
    assert job.segment.extent == (500000, 2999996, 500004, 3000000)
    assert job_from_params(job.verb, job.to_params()) == job
    copied = ogr.Open(job.done)
    assert [feature["state"] for feature in copied.GetLayer(0)] == list(STATES)


def test_defaults_are_those_of_the_job(build, raster, tmp_path):
    job = build(INPUT=raster, MODELS="urban", OUTPUT=str(tmp_path / "next.gpkg"))
    segment = SegmentJob(raster, ("urban",), "", models_folder=str(models_folder()))
    assert job == LabelNextJob(segment, str(tmp_path / "next.gpkg"))


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"MODELS": ""}, "model"),
        ({"BANDS": "red=0"}, "whole number"),
        ({"SIZE": 4}, "SIZE"),
        ({"DIVERSITY": 2.0}, "DIVERSITY"),
        ({"DONE": "/nowhere.gpkg"}, "DONE"),
    ],
)
def test_what_cannot_be_used_is_said_before_the_run(context, provider, raster, parameters, text):
    values = {"INPUT": raster, "MODELS": "urban", "OUTPUT": "next.gpkg", **parameters}
    fine, reason = LabelNext().create().checkParameterValues(values, context)
    assert not fine
    assert text in reason


def test_results_are_counted(context, feedback, provider):
    result = {"output": "next.gpkg", "tiles": 12, "left": 11}
    outputs = LabelNext().create().outputs(result, context, feedback)
    assert outputs == {"OUTPUT": "next.gpkg", "TILES": 12, "LEFT": 11}


def drawn(layer):
    """Return the colours in the middle of the tiles on white ground."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(240, 80))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    return [image.pixelColor(x, 40) for x in (40, 120, 200)]


def test_a_grid_is_drawn_by_state_and_stronger_where_it_pays(tiles):
    label_grid.style(tiles)
    tiles.setLabelsEnabled(False)
    named = {category.value(): category.label() for category in tiles.renderer().categories()}
    assert named == {"todo": "To do", "doing": "Doing", "done": "Done"}
    best, doing, done = drawn(tiles)
    # Blue fades where there is a colour over white; only what is to do has one.
    assert best.blue() < 200
    assert doing.blue() == done.blue() == 255
    tiles.startEditing()
    tiles.changeAttributeValue(1, tiles.fields().indexFromName("score"), 0.1)
    assert drawn(tiles)[0].blue() > best.blue() + 50
    tiles.rollBack()


def test_only_tiles_that_are_left_have_a_number(tiles):
    label_grid.style(tiles)
    assert tiles.labelsEnabled()
    settings = tiles.labeling().settings()
    assert settings.isExpression
    expression = QgsExpression(settings.fieldName)
    scope = QgsExpressionContext()
    scope.appendScope(QgsExpressionContextUtils.layerScope(tiles))
    texts = []
    for feature in tiles.getFeatures():
        scope.setFeature(feature)
        texts.append(expression.evaluate(scope))
        assert not expression.hasEvalError()
    assert texts == [1, 2, None]


def test_the_form_offers_the_states_and_protects_the_rest(tiles):
    label_grid.style(tiles)
    fields = tiles.fields()
    setup = tiles.editorWidgetSetup(fields.indexFromName("state"))
    assert setup.type() == "ValueMap"
    offered = {value for entry in setup.config()["map"] for value in entry.values()}
    assert offered == set(STATES)
    form = tiles.editFormConfig()
    assert not form.readOnly(fields.indexFromName("state"))
    assert all(form.readOnly(fields.indexFromName(name)) for name in ("rank", "score"))


def test_a_promptable_network_becomes_a_job(build, tmp_path):
    for name in ("encoder.onnx", "decoder.onnx"):
        (tmp_path / name).write_bytes(b"network")
    job = build(
        ImportPromptable,
        ENCODER=str(tmp_path / "encoder.onnx"),
        DECODER=str(tmp_path / "decoder.onnx"),
        NAME=" mobile sam ",
        OVERWRITE=True,
    )
    assert job == ImportPromptableJob(
        encoder=str(tmp_path / "encoder.onnx"),
        decoder=str(tmp_path / "decoder.onnx"),
        models_folder=str(models_folder()),
        name="mobile sam",
        overwrite=True,
    )
    with pytest.raises(InputError, match="does not exist"):
        build(ImportPromptable, ENCODER="/nowhere.onnx", DECODER="/nowhere.onnx")


@pytest.mark.parametrize("kind", [ExportChips, TrainSegmentation, TrainPixelClassifier])
def test_what_learns_from_the_grid_is_told_the_states(kind, tiles, context):
    """The engine then takes the tiles that are done."""
    algorithm = kind().create()
    algorithm.initAlgorithm()
    path = algorithm.area_path({"AREA": tiles.id()}, context)
    for export in getattr(algorithm, "_polygons", ()):
        export.write()
    copied = ogr.Open(path)
    assert [feature["state"] for feature in copied.GetLayer(0)] == list(STATES)
    assert "done" in algorithm.parameterDefinition("AREA").help()
