"""Stacks of bands: parameters become a job, the result says how rasters were moved."""

from __future__ import annotations

import json

import pytest
from qgis.core import QgsProject, QgsRasterLayer

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.contract.jobs import StackJob, job_from_params
from sat_dl_plugin.processing.stack_bands import StackBands


@pytest.fixture
def rasters(tmp_path, raster_factory) -> list[str]:
    return [raster_factory(tmp_path / f"{name}.tif") for name in ("pan", "ms")]


@pytest.fixture
def build(context, feedback, provider):
    def run(**parameters):
        algorithm = StackBands().create()
        fine, reason = algorithm.checkParameterValues(parameters, context)
        assert fine, reason
        return algorithm.build_job(parameters, context, feedback)

    return run


def test_defaults(build, rasters):
    job = build(INPUTS=rasters, OUTPUT="o.tif")

    assert job == StackJob(tuple(rasters), "o.tif", names=("pan", "ms"))
    assert job_from_params("stackbands", json.loads(json.dumps(job.to_params()))) == job


def test_all_parameters(build, rasters):
    job = build(
        INPUTS=rasters,
        REFERENCE=rasters[1],
        ALIGN=False,
        RESAMPLING=0,
        EXTENT="500000,500004,2999996,3000000 [EPSG:32645]",
        OUTPUT="o.tif",
    )

    assert (job.reference, job.align, job.resampling) == (rasters[1], False, "nearest")
    assert job.extent == (500000, 2999996, 500004, 3000000)
    assert "UTM zone 45N" in job.extent_crs


def test_layers_are_called_as_in_the_project(build, rasters):
    layers = [QgsRasterLayer(path, f"sensor {path[-6:-4]}") for path in rasters]
    QgsProject.instance().addMapLayers(layers)

    job = build(INPUTS=[layer.id() for layer in layers], REFERENCE=layers[1].id(), OUTPUT="o.tif")

    assert job.names == ("sensor an", "sensor ms")
    assert job.reference == job.inputs[1] == rasters[1]
    QgsProject.instance().clear()


def test_memory_layers_are_copied_once(build, rasters):
    from osgeo import gdal

    gdal.GetDriverByName("GTiff").CreateCopy("/vsimem/stack.tif", gdal.Open(rasters[0]))
    layer = QgsRasterLayer("/vsimem/stack.tif", "memory")
    QgsProject.instance().addMapLayer(layer)

    job = build(INPUTS=[layer.id(), rasters[1]], REFERENCE=layer.id(), OUTPUT="o.tif")

    assert not job.inputs[0].startswith("/vsimem")
    assert job.reference == job.inputs[0]
    QgsProject.instance().clear()
    gdal.Unlink("/vsimem/stack.tif")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"INPUTS": []}, "No input raster is given"),
        ({"INPUTS": ["nowhere.tif"]}, "'nowhere.tif' does not exist"),
        ({"REFERENCE": "nowhere.tif"}, "'nowhere.tif' does not exist"),
        ({"EXTENT": "5,5,1,1 [EPSG:32645]"}, "The extent is empty"),
    ],
)
def test_unusable_parameters(parameters, message, rasters, context, feedback, provider):
    values = {"INPUTS": rasters, "OUTPUT": "o.tif", **parameters}
    with pytest.raises(InputError, match=message):
        algorithm = StackBands().create()
        algorithm.check(values, context)
        algorithm.build_job(values, context, feedback)


def test_the_output_must_not_be_an_input(rasters, context, provider):
    algorithm = StackBands().create()
    for parameters in (
        {"INPUTS": rasters, "OUTPUT": rasters[1]},
        {"INPUTS": rasters[:1], "REFERENCE": rasters[1], "OUTPUT": rasters[1]},
    ):
        with pytest.raises(OutputError, match="would overwrite"):
            algorithm.check(parameters, context)


def test_the_result_says_the_shifts(context, feedback, provider):
    entry = {
        "name": "ms",
        "shift_px": [0.5, -1.25],
        "shift_m": [0.25, -0.625],
        "aligned": True,
        "alignment": "moved",
    }
    result = {"output": "o.tif", "inputs": [{**entry, "input": "ms.tif", "bands": 4}]}

    outputs = StackBands().create().outputs(result, context, feedback)

    assert outputs["OUTPUT"] == "o.tif"
    assert json.loads(outputs["SHIFTS"]) == [entry]
