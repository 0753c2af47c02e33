"""The smart tools with the real engine, where a runtime is set up."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsProject

from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.gui.review.tools.probability_source import remember_probabilities
from sat_dl_plugin.gui.review.tools.review_tools import ReviewTools
from sat_dl_plugin.processing.workers import shared_workers
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import review_layer, write_predictions
from tests.qgis.test_review_tools import (
    LEFT,
    METRES,
    TOP,
    canvas,
    click,
    features,
    move,
    started,
    wheel,
    write_probabilities,
)

pytestmark = pytest.mark.skipif(find_runtime(RuntimeSpec()) is None, reason="no runtime is set up")

__all__ = ["canvas"]

WAIT_MS = 60_000
"""For the worker to start, on any machine."""


@pytest.fixture
def session(canvas, tmp_path):
    layer = review_layer(write_predictions(tmp_path / "predictions.gpkg"))
    QgsProject.instance().addMapLayer(layer)
    path = write_probabilities(tmp_path / "probabilities.tif")
    dataset = gdal.Open(path, gdal.GA_Update)
    values = np.full((2, 96, 96), 5, dtype=np.uint8)
    # From 4 m above the corner of the polygons: a house of 6 x 5 m, and one beside it.
    values[0, 48:58, 48:60] = 240
    values[0, 48:58, 60:70] = 100
    dataset.WriteArray(values)
    dataset = None
    remember_probabilities(layer, path)
    canvas.setDestinationCrs(layer.crs())
    view = layer.extent()
    view.set(LEFT - 4, TOP - METRES + 4, LEFT + METRES - 4, TOP + 4)
    canvas.setExtent(view)
    made = ReviewSession(layer)
    yield made
    made.close()
    layer.rollBack()
    shared_workers().close()


def test_an_object_is_grown_from_the_raster(session, canvas, qtbot):
    tools = ReviewTools(canvas)
    tools.set_session(session)
    tool = started(tools, "grow")
    move(canvas, 27, 22.5)
    qtbot.waitUntil(lambda: bool(tool.outlines), timeout=WAIT_MS)
    assert tool.outlines[0].area() == pytest.approx(6 * 5, rel=0.02)
    threshold = tool.level
    assert threshold is None
    # Forward for a lower threshold: both belong to it then.
    for _ in range(12):
        wheel(canvas, 1)
    qtbot.waitUntil(lambda: tool.outlines and tool.outlines[0].area() > 50, timeout=WAIT_MS)
    click(canvas, 27, 22.5)
    qtbot.waitUntil(lambda: len(features(session.layer)) == 7, timeout=WAIT_MS)
    (new,) = (each for fid, each in features(session.layer).items() if fid < 0)
    assert new["class_id"] == 1
    assert new.geometry().area() == pytest.approx(11 * 5, rel=0.02)
    tools.close()
