"""Parameters become jobs: one case per parameter, nothing is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
)

from sat_dl_plugin.contract.errors import OutputError, SatDlError
from sat_dl_plugin.contract.jobs import (
    CleaningRule,
    CleanJob,
    CombineJob,
    DescribeJob,
    ImportJob,
    PolygonizeJob,
    SegmentJob,
    SegmentToPolygonsJob,
    job_from_params,
)
from sat_dl_plugin.processing.clean_classes import CleanClasses
from sat_dl_plugin.processing.combine_models import CombineModels
from sat_dl_plugin.processing.describe_model import DescribeModel
from sat_dl_plugin.processing.import_model import ImportModel
from sat_dl_plugin.processing.local_algorithm import LocalAlgorithm
from sat_dl_plugin.processing.polygonize import Polygonize
from sat_dl_plugin.processing.provider import ALGORITHMS
from sat_dl_plugin.processing.segment import Segment
from sat_dl_plugin.processing.segment_to_polygons import SegmentToPolygons
from sat_dl_plugin.settings import models_folder


@pytest.fixture
def build(context, feedback, provider):
    def run(algorithm_type, **parameters):
        algorithm = algorithm_type().create()
        return algorithm.build_job(parameters, context, feedback)

    return run


def test_segment_with_defaults(build, raster):
    job = build(Segment, INPUT=raster, MODELS="urban", OUTPUT="out/classes.tif")

    assert job == SegmentJob(
        input=raster,
        models=("urban",),
        output="out/classes.tif",
        models_folder=str(models_folder()),
    )


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"MODELS": "urban; fields"}, {"models": ("urban", "fields")}),
        ({"MODELS": "urban,fields"}, {"models": ("urban", "fields")}),
        (
            {"MODELS": "urban; fields", "WEIGHTS": "2; 1"},
            {"models": ("urban", "fields"), "weights": (2.0, 1.0)},
        ),
        ({"QUALITY": 1}, {"quality": "balanced"}),
        ({"QUALITY": 2}, {"quality": "best"}),
        ({"THRESHOLDS": "building=0.4; 3=0.35"}, {"thresholds": {"building": 0.4, "3": 0.35}}),
        ({"THRESHOLDS": "building=0.4,road=1"}, {"thresholds": {"building": 0.4, "road": 1.0}}),
        ({"BANDS": "red=3; green=2; blue=1"}, {"bands": {"red": 3, "green": 2, "blue": 1}}),
        ({"TILE": 512}, {"tile": 512}),
        ({"DEVICE": "cpu"}, {"device": "cpu"}),
        ({"PROBABILITIES": "out/p.tif"}, {"probabilities": "out/p.tif"}),
        ({"PROBABILITIES": None}, {"probabilities": None}),
    ],
)
def test_segment_parameter(build, raster, parameters, expected):
    job = build(
        Segment, **{"INPUT": raster, "MODELS": "urban", "OUTPUT": "out/c.tif", **parameters}
    )

    for name, value in expected.items():
        assert getattr(job, name) == value


def test_batch_hands_over_optional_results_without_a_file(build, raster):
    job = build(
        SegmentToPolygons,
        INPUT=raster,
        MODELS="urban",
        OUTPUT="p.gpkg",
        CLASSES=QgsProcessingOutputLayerDefinition("", QgsProject.instance()),
        PROBABILITIES=QgsProcessingOutputLayerDefinition("", QgsProject.instance()),
        MASK=QgsProcessingFeatureSourceDefinition(""),
        EXTENT="",
    )

    assert job.segment.output == ""
    assert job.segment.probabilities is None
    assert job.segment.mask is None
    assert job.segment.extent is None


def test_model_path_with_separators_is_one_model(build, raster, tmp_path):
    network = tmp_path / "a, b; c.onnx"
    network.write_bytes(b"network")

    assert build(Segment, INPUT=raster, MODELS=str(network), OUTPUT="c.tif").models == (
        str(network),
    )


def test_temporary_output_gets_a_file(build, raster):
    job = build(Segment, INPUT=raster, MODELS="urban", OUTPUT=QgsProcessing.TEMPORARY_OUTPUT)

    assert job.output.endswith(".tif")


def test_extent_keeps_its_crs(build, raster):
    rectangle = QgsReferencedRectangle(
        QgsRectangle(86.9, 27.1, 87.1, 27.2), QgsCoordinateReferenceSystem("EPSG:4326")
    )
    job = build(Segment, INPUT=raster, MODELS="urban", OUTPUT="c.tif", EXTENT=rectangle)

    assert job.extent == (86.9, 27.1, 87.1, 27.2)
    assert QgsCoordinateReferenceSystem.fromWkt(job.extent_crs).authid() == "EPSG:4326"


def test_extent_as_text(build, raster):
    job = build(
        Segment,
        INPUT=raster,
        MODELS="urban",
        OUTPUT="c.tif",
        EXTENT="86.9,87.1,27.1,27.2 [EPSG:4326]",
    )

    assert job.extent == (86.9, 27.1, 87.1, 27.2)
    assert QgsCoordinateReferenceSystem.fromWkt(job.extent_crs).authid() == "EPSG:4326"


def test_clean_without_rules_leaves_them_to_the_raster(build, raster):
    assert build(CleanClasses, INPUT=raster, OUTPUT="c.tif") == CleanJob(raster, "c.tif")


def test_clean_rules(build, raster):
    job = build(
        CleanClasses,
        INPUT=raster,
        OUTPUT="c.tif",
        RULES="building: opening=1 closing=2 min_object=20.5 max_hole=10\nroad: closing=3",
    )

    assert job.rules == {
        "building": CleaningRule(1, 2, 20.5, 10.0),
        "road": CleaningRule(closing_px=3),
    }


@pytest.mark.parametrize(("shape", "expected"), [(0, "pixel"), (1, "smooth"), (2, "right-angled")])
def test_polygonize(build, raster, shape, expected):
    job = build(
        Polygonize,
        INPUT=raster,
        PROBABILITIES=raster,
        MIN_AREA=5,
        SIMPLIFY=0.5,
        SHAPE=shape,
        OUTPUT="p.gpkg",
    )

    assert job == PolygonizeJob(
        input=raster,
        output="p.gpkg",
        probabilities=raster,
        min_area_m2=5.0,
        simplify_m=0.5,
        shape=expected,
    )


def test_segment_to_polygons(build, raster):
    job = build(
        SegmentToPolygons,
        INPUT=raster,
        MODELS="urban",
        RULES="building: min_object=20",
        MIN_AREA=3,
        SHAPE=2,
        CLASSES="c.tif",
        OUTPUT="p.gpkg",
    )

    assert job == SegmentToPolygonsJob(
        segment=SegmentJob(
            input=raster,
            models=("urban",),
            output="c.tif",
            clean=True,
            rules={"building": CleaningRule(min_object_m2=20.0)},
            models_folder=str(models_folder()),
        ),
        output="p.gpkg",
        min_area_m2=3.0,
        shape="right-angled",
    )


def test_segment_to_polygons_needs_no_classes(build, raster):
    job = build(SegmentToPolygons, INPUT=raster, MODELS="urban", OUTPUT="p.gpkg")

    assert job.segment.output == ""
    assert job.segment.probabilities is None


def test_describe_model(build):
    assert build(DescribeModel, MODEL="urban", OUTPUT="card.html") == DescribeJob(
        "urban", "card.html", str(models_folder())
    )


def test_import_model(build, models):
    job = build(
        ImportModel,
        MODEL=str(models / "urban.onnx"),
        NAME="town",
        GSD=0.5,
        BANDS="red; green; blue; nir",
        CLASSES="background; building; 8=water",
        OVERWRITE=True,
    )

    assert job == ImportJob(
        model=str(models / "urban.onnx"),
        models_folder=str(models_folder()),
        changes={
            "name": "town",
            "gsd_m": 0.5,
            "bands": ["red", "green", "blue", "nir"],
            "classes": [
                {"id": 0, "name": "background"},
                {"id": 1, "name": "building"},
                {"id": 8, "name": "water"},
            ],
        },
        overwrite=True,
    )


def test_import_model_states_only_what_is_given(build, models):
    assert build(ImportModel, MODEL=str(models / "urban.onnx")).changes == {}


def test_combine_models(build, models):
    job = build(
        CombineModels,
        MODELS=f"urban; {models / 'fields.onnx'}",
        NAME=" both ",
        COMBINE=0,
        WEIGHTS="2; 1",
        SCALES="1 0.5; 1",
        THRESHOLDS="building=0.4; road=off",
        RULES="building: min_object=20",
        OVERWRITE=True,
    )

    assert job == CombineJob(
        models=("urban", str(models / "fields.onnx")),
        models_folder=str(models_folder()),
        name="both",
        weights=(2.0, 1.0),
        scales=((1.0, 0.5), (1.0,)),
        thresholds={"building": 0.4, "road": None},
        rules={"building": CleaningRule(min_object_m2=20.0)},
        overwrite=True,
    )
    plain = build(CombineModels, MODELS="urban", NAME="one", COMBINE=1)
    assert plain == CombineJob(("urban",), str(models_folder()), "one", combine="per-class")


def test_jobs_survive_the_way_to_the_worker(build, raster):
    job = build(
        SegmentToPolygons,
        INPUT=raster,
        MODELS="urban",
        RULES="building: min_object=20",
        EXTENT="500000,500004,2999996,3000000 [EPSG:32645]",
        OUTPUT="p.gpkg",
    )

    assert job_from_params(job.verb, job.to_params()) == job


@pytest.mark.parametrize(
    ("algorithm", "parameters", "message"),
    [
        (Segment, {"MODELS": "nowhere"}, "no model 'nowhere'.*fields, urban"),
        (Segment, {"MODELS": ""}, "No model is given"),
        (Segment, {"INPUT": "/nowhere/a.tif"}, "'/nowhere/a.tif' does not exist"),
        (Segment, {"INPUT": __file__}, "cannot be opened as a raster.*not recognized"),
        (Segment, {"THRESHOLDS": "building"}, "'building' in the thresholds is no name=value"),
        (Segment, {"THRESHOLDS": "building=0,4"}, "'4' in the thresholds is no name=value"),
        (Segment, {"THRESHOLDS": "building=2"}, "'2' for 'building' is not usable.*0 to 1"),
        (Segment, {"THRESHOLDS": "a=0.1; a=0.2"}, "'a' stands twice"),
        (Segment, {"BANDS": "red=0"}, "'0' for 'red'.*1 to 65535"),
        (Segment, {"BANDS": "red=x"}, "'x' for 'red'.*whole number"),
        (Segment, {"WEIGHTS": "1; 2"}, "2 weights are given for 1 models"),
        (Segment, {"WEIGHTS": "x"}, "'x' for 'weights' is not usable"),
        (CombineModels, {"MODELS": "urban; nowhere"}, "no model 'nowhere'"),
        (CombineModels, {"NAME": "  "}, "The set has no name"),
        (CombineModels, {"WEIGHTS": "x"}, "'x' for 'weights' is not usable"),
        (CombineModels, {"SCALES": "1 x"}, "'x' for 'scales' is not usable"),
        (CombineModels, {"THRESHOLDS": "building"}, "is no name=value"),
        (CombineModels, {"RULES": "opening=1"}, "names no class"),
        (CleanClasses, {"RULES": "opening=1"}, "names no class"),
        (CleanClasses, {"RULES": "building: size=1"}, "Part 'size=1'.*opening, closing"),
        (CleanClasses, {"RULES": "building: opening=0.5"}, "'0.5' for 'building: opening'"),
        (CleanClasses, {"RULES": "building: min_object=-1"}, "0 or more"),
        (DescribeModel, {"MODEL": " "}, "No model is given"),
        (ImportModel, {"MODEL": "/nowhere.onnx"}, "Network '/nowhere.onnx' does not exist"),
        (ImportModel, {"CLASSES": "1=a; 1=b"}, "'1' stands twice"),
        (ImportModel, {"CLASSES": "255=a"}, "'255' for '255=a'.*0 to 254"),
    ],
)
def test_unusable_parameter_is_refused_early(
    algorithm, parameters, message, build, raster, models, context
):
    is_import = algorithm is ImportModel
    values = {
        "INPUT": raster,
        "MODELS": "urban",
        "MODEL": str(models / "urban.onnx") if is_import else "urban",
        "OUTPUT": "out.tif",
        "NAME": "pair",
        **parameters,
    }

    fine, reason = algorithm().create().checkParameterValues(values, context)
    with pytest.raises(SatDlError, match=message) as caught:
        build(algorithm, **values)

    assert not fine
    assert reason == str(caught.value)


def test_empty_target_is_refused(build, raster):
    with pytest.raises(OutputError, match="No file is given for “Classes”"):
        build(Segment, INPUT=raster, MODELS="urban", OUTPUT="")


@pytest.mark.parametrize("name", ["OUTPUT", "PROBABILITIES", "CLASSES"])
def test_target_equal_to_input_is_refused(name, raster, context, tmp_path):
    parameters = {"INPUT": raster, "MODELS": "urban", "OUTPUT": str(tmp_path / "p.gpkg")}
    link = tmp_path / "link.tif"
    link.symlink_to(raster)
    parameters[name] = str(link)

    fine, reason = SegmentToPolygons().create().checkParameterValues(parameters, context)

    assert not fine
    assert "would overwrite “Input raster”" in reason


def as_file(path):
    return path


def as_destination(path):
    """As the dialogs of the toolbox hand a file over."""
    return QgsProcessingOutputLayerDefinition(path, QgsProject.instance())


@pytest.mark.parametrize("hand_over", [as_file, as_destination])
def test_target_equal_to_mask_is_refused(
    hand_over, raster, context, feedback, tmp_path, polygons_factory, workers
):
    mask = polygons_factory(tmp_path / "mask.gpkg")
    before = Path(mask).read_bytes()
    parameters = {
        "INPUT": raster,
        "MASK": f"{mask}|layername=polygons",
        "MODELS": "urban",
        "OUTPUT": hand_over(mask),
    }

    fine, reason = SegmentToPolygons().create().checkParameterValues(parameters, context)
    _results, ran = SegmentToPolygons().create().run(parameters, context, feedback)

    assert not ran
    assert "“Polygons” would overwrite “Mask”" in feedback.htmlLog()
    assert not fine
    assert "“Polygons” would overwrite “Mask”" in reason
    assert Path(mask).read_bytes() == before


def test_two_results_in_one_file_are_refused(raster, context):
    parameters = {"INPUT": raster, "MODELS": "urban", "OUTPUT": "a.tif", "PROBABILITIES": "a.tif"}

    fine, reason = Segment().create().checkParameterValues(parameters, context)

    assert not fine
    assert "“Probabilities” would overwrite “Classes”" in reason


@pytest.mark.parametrize(
    "target",
    [
        "memory:",
        "ogr:dbname='all.gpkg' table=\"new\" (geom)",
        "postgis:dbname='gis' password='secret'",
    ],
)
@pytest.mark.parametrize("hand_over", [as_file, as_destination])
def test_tables_of_databases_are_no_targets(hand_over, target, raster, context):
    parameters = {"INPUT": raster, "MODELS": "urban", "OUTPUT": hand_over(target)}

    fine, reason = SegmentToPolygons().create().checkParameterValues(parameters, context)

    assert not fine
    assert f"“Polygons” cannot be written to “{target.partition(':')[0]}:”" in reason
    assert "secret" not in reason


def test_several_temporary_results_are_fine(raster, context):
    temporary = QgsProcessing.TEMPORARY_OUTPUT
    parameters = {
        "INPUT": raster,
        "MODELS": "urban",
        "OUTPUT": temporary,
        "PROBABILITIES": temporary,
    }

    assert Segment().create().checkParameterValues(parameters, context) == (True, "")


def test_missing_runtime_is_said_before_the_run(workers, provider):
    workers.reason = "The runtime of Sat DL is not set up."

    for algorithm in ALGORITHMS:
        # What works on layers alone needs no engine.
        alone = issubclass(algorithm, LocalAlgorithm)
        expected = (True, "") if alone else (False, workers.reason)
        assert algorithm().create().canExecute() == expected
