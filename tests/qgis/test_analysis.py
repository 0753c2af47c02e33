"""Accuracy and area report: parameters become jobs, results become tables, pages and numbers."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import AccuracyJob, AreaReportJob, job_from_params
from sat_dl_plugin.processing.accuracy import Accuracy
from sat_dl_plugin.processing.area_report import AreaReport
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm

SCORES = {
    "scores": [{"class_name": "building", "iou": 0.5, "precision": None, "recall": 1, "f1": 0.75}],
    "means": {"iou": 0.5, "precision": None, "recall": 1.0, "f1": 0.75},
    "overall_accuracy": 0.9,
}
AREAS = {"summary": [{"class_name": "road", "objects": 3, "area_m2": 25.0, "share": 0.25}]}


@pytest.fixture
def build(context, feedback, provider):
    def run(algorithm_type, **parameters):
        return algorithm_type().create().build_job(parameters, context, feedback)

    return run


@pytest.fixture
def classes(tmp_path, raster_factory) -> str:
    return raster_factory(tmp_path / "classes.tif", fill=1)


@pytest.fixture
def polygons():
    """Two polygons with fields of all kinds, in a layer that lies in memory only."""
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:32645&field=kind:string&field=fid:int", "truth", "memory"
    )
    for left, kind in ((500000, "building"), (500004, "road")):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(left, 2999994, left + 3, 3000000)))
        feature["kind"], feature["fid"] = kind, 7
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


def rows_of(path: str) -> list[dict]:
    source = ogr.Open(path)
    return [
        {name: feature[name] for name in feature.keys()}  # noqa: SIM118 - no mapping
        for feature in source.GetLayer(0)
    ]


def test_rasters_are_compared(build, classes, raster_factory, tmp_path):
    reference = raster_factory(tmp_path / "truth.tif", epsg=32644)

    job = build(
        Accuracy,
        INPUT=classes,
        REFERENCE=reference,
        CLASS_FIELD="left over from before",
        OBJECTS=True,
        EXTENT="500000,500004,2999996,3000000 [EPSG:32645]",
        OUTPUT="o.csv",
        REPORT="r.html",
    )

    assert job == AccuracyJob(
        input=classes,
        reference=reference,
        output="o.csv",
        report="r.html",
        objects=True,
        extent=(500000.0, 2999996.0, 500004.0, 3000000.0),
        extent_crs=job.extent_crs,
    )
    assert job_from_params(job.verb, job.to_params()) == job


class Refusing:
    """A worker, and who has it, that finds fault with the reference."""

    def missing(self, kind):
        return ""

    @contextmanager
    def open(self, kind):
        yield self

    def run(self, job, reporter):
        reporter.log(f"{job.reference} has no CRS", "warning")
        raise InputError(f"The polygons of {job.reference} lie outside", "", "Choose others")


def test_what_the_engine_says_of_a_copy_names_the_layer(
    classes, polygons, context, feedback, provider, tmp_path, monkeypatch
):
    monkeypatch.setattr(EngineAlgorithm, "workers", Refusing())
    parameters = {
        "INPUT": classes,
        "REFERENCE": polygons.id(),
        "CLASS_FIELD": "kind",
        "OUTPUT": str(tmp_path / "o.csv"),
    }
    algorithm = Accuracy().create()
    assert algorithm.prepareAlgorithm(parameters, context, feedback)
    with pytest.raises(QgsProcessingException, match="The polygons of “truth” lie outside"):
        algorithm.processAlgorithm(parameters, context, feedback)
    assert feedback.warnings == ["“truth” has no CRS"]


@pytest.mark.parametrize("field", ["kind", "fid"])
def test_polygons_are_handed_over_with_their_classes(field, build, classes, polygons):
    job = build(
        Accuracy, INPUT=classes, REFERENCE=polygons.id(), CLASS_FIELD=field, OUTPUT="o.gpkg"
    )

    assert (job.class_field, job.report) == (field, None)
    assert Path(job.reference).name == "truth.gpkg"
    expected = {"kind": ["building", "road"], "fid": [7, 7]}[field]
    assert [row[field] for row in rows_of(job.reference)] == expected
    assert all(set(row) == {field} for row in rows_of(job.reference))


def test_our_polygons_keep_id_name_and_status(build, classes, tmp_path):
    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:32645&field=class_id:int&field=class_name:string&field=status:string"
        "&field=model:string",
        "ours",
        "memory",
    )
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(500000, 2999994, 500003, 3000000)))
    feature.setAttributes([1, "building", "accepted", "urban"])
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)

    job = build(Accuracy, INPUT=layer.id(), REFERENCE=classes, OUTPUT="o.gpkg")

    assert rows_of(job.input) == [{"class_id": 1, "class_name": "building", "status": "accepted"}]
    assert job.reference == classes
    QgsProject.instance().clear()


def test_selected_zones(build, classes, polygons):
    polygons.selectByExpression("kind = 'road'")

    job = build(
        AreaReport,
        INPUT=classes,
        ZONES=QgsProcessingFeatureSourceDefinition(polygons.id(), selectedFeaturesOnly=True),
        ZONE_FIELD="kind",
        OUTPUT="o.csv",
    )

    assert rows_of(job.zones) == [{"kind": "road"}]
    assert job == AreaReportJob(classes, "o.csv", zones=job.zones, zone_field="kind")


@pytest.mark.parametrize("empty", [None, "", QgsProcessingFeatureSourceDefinition("")])
def test_no_zones(empty, build, classes):
    job = build(AreaReport, INPUT=classes, ZONES=empty, ZONE_FIELD="kind", OUTPUT="o.csv")

    assert job == AreaReportJob(classes, "o.csv")


def test_temporary_results(provider, context, feedback, classes):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:areareport")
    values = dict.fromkeys(("OUTPUT", "REPORT"), QgsProcessing.TEMPORARY_OUTPUT)

    job = algorithm.build_job({"INPUT": classes, **values}, context, feedback)

    assert job.output.endswith(".gpkg")
    assert job.report.endswith(".html")
    assert Path(job.output).parent.is_dir()


@pytest.mark.parametrize(
    ("algorithm", "parameters", "message"),
    [
        (Accuracy, {"INPUT": "polygons"}, "Neither the classes nor the reference is a raster"),
        (Accuracy, {"CLASS_FIELD": "sort"}, "The reference has no field “sort”.*kind, fid"),
        (Accuracy, {"CLASS_FIELD": ""}, "The reference has no field with classes: class_id or"),
        (Accuracy, {"REFERENCE": "nowhere.gpkg"}, "'nowhere.gpkg' does not exist"),
        (Accuracy, {"INPUT": "nowhere.tif"}, "'nowhere.tif' does not exist"),
        (AreaReport, {"INPUT": "polygons"}, "The input has no field with classes"),
    ],
)
def test_unusable_parameters_are_refused_early(
    algorithm, parameters, message, classes, polygons, context, tmp_path
):
    values = {
        "INPUT": classes,
        "REFERENCE": polygons.id(),
        "CLASS_FIELD": "kind",
        "OUTPUT": str(tmp_path / "o.csv"),
        **parameters,
    }
    if values["INPUT"] == "polygons":
        values["INPUT"] = polygons.id()

    fine, reason = algorithm().create().checkParameterValues(values, context)

    assert not fine
    with pytest.raises(InputError, match=message):
        raise InputError(reason)


def test_wrong_zone_field_is_refused(build, classes, polygons):
    with pytest.raises(InputError, match=r"The zones have no field “sort”.*kind, fid"):
        build(AreaReport, INPUT=classes, ZONES=polygons.id(), ZONE_FIELD="sort", OUTPUT="o.csv")


def test_results_never_overwrite_what_is_compared(classes, context, polygons_factory, tmp_path):
    reference = polygons_factory(tmp_path / "truth.gpkg")

    fine, reason = (
        Accuracy()
        .create()
        .checkParameterValues(
            {"INPUT": classes, "REFERENCE": reference, "OUTPUT": reference}, context
        )
    )

    assert not fine
    assert "“Scores” would overwrite “Reference”" in reason


@pytest.fixture
def answer(monkeypatch):
    """Lets jobs return a prepared result."""

    def prepare(result):
        class Answering:
            def missing(self, kind="infer"):
                return ""

            @contextmanager
            def open(self, kind="infer"):
                assert kind == "infer"
                yield self

            def run(self, job, reporter):
                return {"output": job.output, "report": job.report, **result}

        monkeypatch.setattr(EngineAlgorithm, "workers", Answering())

    return prepare


def test_scores_become_numbers_and_a_table_in_the_log(
    answer, provider, context, feedback, classes, tmp_path
):
    answer(SCORES)
    values = {
        "INPUT": classes,
        "REFERENCE": classes,
        "OUTPUT": str(tmp_path / "o.csv"),
        "REPORT": str(tmp_path / "r.html"),
    }

    results, fine = Accuracy().create().run(values, context, feedback)

    assert fine
    assert results == {
        "OUTPUT": values["OUTPUT"],
        "REPORT": values["REPORT"],
        "MEAN_IOU": 0.5,
        "MEAN_RECALL": 1.0,
        "MEAN_F1": 0.75,
        "OVERALL_ACCURACY": 0.9,
    }
    lines = [line.split() for line in feedback.info]
    assert ["class", "IoU", "precision", "recall", "F1"] in lines
    assert ["building", "0.500", "\N{EN DASH}", "1.000", "0.750"] in lines
    assert ["mean", "0.500", "\N{EN DASH}", "1.000", "0.750"] in lines


def test_areas_become_a_summary(answer, provider, context, feedback, classes, tmp_path):
    answer(AREAS)
    values = {"INPUT": classes, "OUTPUT": str(tmp_path / "o.csv")}

    results, fine = AreaReport().create().run(values, context, feedback)

    assert fine
    assert json.loads(results["SUMMARY"]) == AREAS["summary"]
    assert "REPORT" not in results
    assert any(line.split() == ["road", "3", "25.0", "25.0", "%"] for line in feedback.info)


@pytest.mark.skipif(find_runtime(RuntimeSpec()) is None, reason="no runtime is set up")
def test_with_the_engine(provider, context, feedback, classes, polygons, tmp_path):
    dataset = gdal.Open(classes, gdal.GA_Update)
    dataset.WriteArray(np.repeat([[1] * 4 + [3] * 4], 8, axis=0).astype(np.uint8))
    dataset = None

    def run(name, **values):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"satdl:{name}")
        results, _fine = algorithm.run(values, context, feedback, catchExceptions=False)
        return results

    scores = run(
        "accuracy",
        INPUT=classes,
        REFERENCE=polygons.id(),
        CLASS_FIELD="kind",
        OBJECTS=True,
        OUTPUT=str(tmp_path / "scores.gpkg"),
        REPORT=str(tmp_path / "scores.html"),
    )
    areas = run(
        "areareport",
        INPUT=classes,
        ZONES=polygons.id(),
        ZONE_FIELD="kind",
        OUTPUT=str(tmp_path / "areas.csv"),
        REPORT=str(tmp_path / "areas.html"),
    )

    # Each polygon is 3 x 6 of the 4 x 8 pixels of its class.
    assert scores["MEAN_IOU"] == pytest.approx(18 / 32)
    assert scores["MEAN_RECALL"] == 1.0
    assert scores["MEAN_OBJECT_F1"] == 1.0
    table = QgsProcessingUtils.mapLayerFromString(scores["OUTPUT"], context)
    assert not table.isSpatial()
    assert table.featureCount() == 3
    shares = {
        (row["zone"], row["class_id"]): float(row["share"]) for row in rows_of(areas["OUTPUT"])
    }
    assert shares == {
        ("building", "1"): 1,
        ("building", "3"): 0,
        ("road", "1"): 0,
        ("road", "3"): 1,
    }
    for page in (scores["REPORT"], areas["REPORT"]):
        assert "<svg" in Path(page).read_text(encoding="utf-8")
