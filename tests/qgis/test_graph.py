"""The example graph runs, and its layers load styled."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsProcessingModelAlgorithm,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.jobs import CleanJob, PolygonizeJob, SegmentJob
from sat_dl_plugin.contract.places import shipped

GRAPHS = sorted((shipped("resources") / "graphs").glob("*.model3"))


def open_graph(path: Path) -> QgsProcessingModelAlgorithm:
    graph = QgsProcessingModelAlgorithm()
    assert graph.fromFile(str(path))
    return graph


def test_a_graph_is_shipped():
    assert GRAPHS


@pytest.mark.parametrize("path", GRAPHS, ids=lambda path: path.stem)
def test_graph_is_valid(path, provider, workers):
    fine, issues = open_graph(path).validate()

    assert fine, issues


@pytest.fixture
def run_graph(provider, workers, context, feedback, raster):
    def run(**parameters):
        graph = open_graph(GRAPHS[0])
        results, fine = graph.run(
            {"INPUT": raster, "MODELS": "fields", "MIN_AREA": 7.5, **parameters}, context, feedback
        )
        assert fine, feedback.htmlLog()
        return results

    return run


def test_graph_hands_results_on(run_graph, workers, tmp_path):
    results = run_graph(classes=str(tmp_path / "c.tif"), polygons=str(tmp_path / "p.gpkg"))

    segment, clean, polygonize = workers.jobs
    assert isinstance(segment, SegmentJob)
    assert isinstance(clean, CleanJob)
    assert isinstance(polygonize, PolygonizeJob)
    assert segment.models == ("fields",)
    assert clean.input == segment.output
    assert polygonize.input == clean.output == str(tmp_path / "c.tif")
    assert polygonize.probabilities == segment.probabilities
    assert polygonize.min_area_m2 == 7.5
    assert results["polygons"] == str(tmp_path / "p.gpkg")
    assert (tmp_path / "p.gpkg").is_file()


def test_results_of_a_graph_load_styled(run_graph, context, feedback, tmp_path):
    target = QgsProcessingOutputLayerDefinition(str(tmp_path / "p.gpkg"), QgsProject.instance())
    run_graph(classes="TEMPORARY_OUTPUT", polygons=target)

    [(path, details)] = [
        (path, details)
        for path, details in context.layersToLoadOnCompletion().items()
        if path.endswith(".gpkg")
    ]
    layer = QgsVectorLayer(path, "polygons")
    details.postProcessor().postProcessLayer(layer, context, feedback)

    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)


def test_graph_of_a_missing_runtime_says_so(provider, workers, context, feedback, raster):
    workers.reason = "The runtime of Sat DL is not set up."

    fine, reason = QgsApplication.processingRegistry().algorithmById("satdl:segment").canExecute()

    assert (fine, reason) == (False, workers.reason)
