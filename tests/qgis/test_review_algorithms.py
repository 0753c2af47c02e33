"""Making and updating review layers in the toolbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis import processing
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProject,
    QgsVectorLayer,
)

from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import review_layer, write_predictions


@pytest.fixture
def predicted(provider: object, tmp_path: Path) -> str:
    return write_predictions(tmp_path / "predicted.gpkg")


def run(name: str, context: QgsProcessingContext, feedback: Any, **parameters: Any) -> dict:
    return processing.run(f"satdl:{name}", parameters, context=context, feedback=feedback)


def test_a_review_layer_is_loaded_with_its_style(
    predicted, tmp_path, provider, monkeypatch
) -> None:
    # From QGIS 3.44 on results go into the layer tree's own view, which a test has not.
    monkeypatch.setattr("processing.gui.Postprocessing.iface", None)
    target = str(tmp_path / "review.gpkg")
    parameters = {"INPUT": predicted, "CLASSES": "9=van", "OUTPUT": target}
    result = processing.runAndLoadResults("satdl:reviewlayer", parameters)

    assert (result["OUTPUT"], result["COUNT"]) == (target, 6)
    project = QgsProject.instance()
    (layer,) = project.mapLayers().values()
    labels = [category.label() for category in layer.renderer().categories()]
    assert labels == ["Building", "Road", "Tree", "Van", "Another class"]
    assert project.topologicalEditing()
    assert project.snappingConfig().enabled()
    assert project.snappingConfig().individualLayerSettings(layer).enabled()
    project.clear()


def test_a_temporary_review_layer_is_a_geopackage(predicted, context, feedback) -> None:
    result = run("reviewlayer", context, feedback, INPUT=predicted, OUTPUT="TEMPORARY_OUTPUT")

    assert QgsVectorLayer(result["OUTPUT"]).featureCount() == 6


def test_a_reviewed_file_is_refused(predicted, tmp_path, context, feedback) -> None:
    parameters = {"INPUT": predicted, "OUTPUT": str(tmp_path / "review.gpkg")}
    run("reviewlayer", context, feedback, **parameters)
    with pytest.raises(QgsProcessingException, match="review layer already"):
        run("reviewlayer", context, feedback, **parameters)


def test_the_input_is_never_the_target(predicted, context, feedback) -> None:
    with pytest.raises(QgsProcessingException, match="would overwrite"):
        run("reviewlayer", context, feedback, INPUT=predicted, OUTPUT=predicted)


def test_an_update_shows_in_the_project(predicted, tmp_path, context, feedback) -> None:
    layer = review_layer(write_predictions(tmp_path / "review.gpkg"))
    QgsProject.instance().addMapLayer(layer)
    session = ReviewSession(layer)
    session.accept([1])
    with pytest.raises(QgsProcessingException, match="not saved"):
        run("updatereview", context, feedback, REVIEW=layer.id(), INPUT=predicted)
    session.save()
    result = run("updatereview", context, feedback, REVIEW=layer.id(), INPUT=predicted)
    session.close()

    assert (result["ADDED"], result["REMOVED"], result["DISAGREEMENTS"]) == (5, 5, 0)
    assert result["OUTPUT"] == layer.id()
    assert sorted(feature.id() for feature in layer.getFeatures()) == [1, *range(7, 12)]
    assert any("1 polygons of people kept" in line for line in feedback.info)
    QgsProject.instance().clear()


def test_both_need_no_runtime(provider: object) -> None:
    registry = QgsApplication.processingRegistry()
    for name in ("reviewlayer", "updatereview"):
        assert registry.algorithmById(f"satdl:{name}").canExecute() == (True, "")
