"""Export of training chips: parameters become a job, whatever the layers are."""

from __future__ import annotations

from pathlib import Path

import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessing,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import ChipsJob, job_from_params
from sat_dl_plugin.processing.export_chips import ExportChips


@pytest.fixture
def build(context, feedback, provider):
    def run(**parameters):
        return ExportChips().create().build_job(parameters, context, feedback)

    return run


@pytest.fixture
def check(context, provider):
    def run(**parameters):
        return ExportChips().create().checkParameterValues(parameters, context)

    return run


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


def test_all_parameters_reach_the_job(build, rasters, polygons, tmp_path):
    job = build(
        INPUTS=rasters,
        LABELS=polygons.id(),
        CLASS_FIELD="kind",
        AREA=polygons.id(),
        SIZE=64,
        STRIDE=32,
        FORMAT=2,
        VALIDATION=12.5,
        SEED=4,
        OVERWRITE=True,
        OUTPUT=str(tmp_path / "chips"),
    )

    assert job == ChipsJob(
        inputs=tuple(rasters),
        labels=job.labels,
        output=str(tmp_path / "chips"),
        class_field="kind",
        area=job.area,
        size=64,
        stride=32,
        format="yolo",
        validation=12.5,
        seed=4,
        overwrite=True,
    )
    assert job_from_params(job.verb, job.to_params()) == job
    labels, area = ogr.Open(job.labels), ogr.Open(job.area)
    assert [feature["kind"] for feature in labels.GetLayer(0)] == ["building"]
    assert area.GetLayer(0).GetFeatureCount() == 1


def test_defaults_and_class_rasters(build, rasters, raster_factory, tmp_path):
    classes = raster_factory(tmp_path / "classes.tif", fill=1)

    job = build(
        INPUTS=[QgsRasterLayer(rasters[0], "a")],
        LABELS=classes,
        CLASS_FIELD="left over from before",
        OUTPUT=QgsProcessing.TEMPORARY_OUTPUT,
    )

    assert job == ChipsJob(inputs=(rasters[0],), labels=classes, output=job.output)
    assert Path(job.output).parent.is_dir()
    assert not job.output.endswith(".")


def test_a_missing_raster_is_named(build, check, rasters, polygons, tmp_path):
    parameters = {
        "INPUTS": [rasters[0], str(tmp_path / "gone.tif")],
        "LABELS": polygons.id(),
        "CLASS_FIELD": "kind",
        "OUTPUT": str(tmp_path / "chips"),
    }

    with pytest.raises(InputError, match=r"gone\.tif"):
        build(**parameters)
    fine, reason = check(**parameters)
    assert not fine
    assert "gone.tif" in reason


@pytest.mark.parametrize("inputs", [None, "", []])
def test_no_raster_is_said(inputs, check, polygons, tmp_path):
    fine, reason = check(INPUTS=inputs, LABELS=polygons.id(), OUTPUT=str(tmp_path / "chips"))

    assert (fine, "input raster" in reason) == (False, True)


@pytest.mark.parametrize("field", ["", "species"])
def test_polygons_need_a_field_with_classes(field, check, rasters, polygons, tmp_path):
    fine, reason = check(
        INPUTS=rasters, LABELS=polygons.id(), CLASS_FIELD=field, OUTPUT=str(tmp_path / "chips")
    )

    assert not fine
    assert "kind" in reason


def test_the_result_is_the_folder_and_its_numbers(context, feedback, provider):
    result = {"output": "/chips", "chips": {"train": 8, "val": 2}}

    assert ExportChips().create().outputs(result, context, feedback) == {
        "OUTPUT": "/chips",
        "TRAIN_CHIPS": 8,
        "VALIDATION_CHIPS": 2,
    }


@pytest.mark.skipif(find_runtime(RuntimeSpec()) is None, reason="no runtime is set up")
def test_with_the_engine(provider, context, feedback, raster_factory, polygons, tmp_path):
    raster = raster_factory(tmp_path / "scene.tif", size=64)
    with_crs = {"INPUTS": [raster], "LABELS": polygons.id(), "CLASS_FIELD": "kind"}

    results, ok = (
        ExportChips()
        .create()
        .run({**with_crs, "SIZE": 16, "OUTPUT": str(tmp_path / "chips")}, context, feedback)
    )

    assert ok, feedback.textLog()
    assert results["TRAIN_CHIPS"] > results["VALIDATION_CHIPS"] > 0
    chip = gdal.Open(str(tmp_path / "chips" / "labels" / "scene_000000_000000.tif"))
    assert int((chip.ReadAsArray() == 1).sum()) == 18


def test_the_status_of_polygons_comes_along_whatever_names_the_classes(build, rasters, tmp_path):
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:32645&field=kind:string&field=status:string", "truth", "memory"
    )
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(500000, 2999994, 500003, 3000000)))
    feature.setAttributes(["building", "rejected"])
    layer.dataProvider().addFeature(feature)

    job = build(INPUTS=rasters, LABELS=layer, CLASS_FIELD="kind", OUTPUT=str(tmp_path / "chips"))

    labels = ogr.Open(job.labels)
    assert [entry["status"] for entry in labels.GetLayer(0)] == ["rejected"]
