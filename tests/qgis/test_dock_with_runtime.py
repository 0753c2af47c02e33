"""The dock with the real engine, where a runtime is set up."""

from __future__ import annotations

import os
import shutil
import signal

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer

import sat_dl_plugin
from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.errors import WorkerDiedError
from sat_dl_plugin.contract.places import shipped
from sat_dl_plugin.gui.dock import SEGMENT
from sat_dl_plugin.processing.workers import shared_workers
from sat_dl_plugin.tasks.run_queue import RunState
from tests.qgis.iface_window import IfaceWindow

BUNDLED = shipped("models")
LONG_MS = 120_000
"""Deadline of waiting; a slow machine starts a worker in ten seconds."""

pytestmark = pytest.mark.skipif(
    find_runtime(RuntimeSpec()) is None or not (BUNDLED / "urban.onnx").is_file(),
    reason="no runtime is set up, or no network is bundled",
)


@pytest.fixture
def page(qgis_app, qgis_processing, models, tmp_path, raster_factory):
    """The page “Segment” with the bundled network and a function that chooses a scene."""
    for name in ("urban.onnx", "urban.json"):
        shutil.copy(BUNDLED / name, models / name)
    window = IfaceWindow()
    window.window.show()
    plugin = sat_dl_plugin.classFactory(window)
    plugin.initGui()
    plugin._dock.show_page(SEGMENT)

    def choose(side):
        path = raster_factory(tmp_path / f"{side}.tif", bands=3, size=side, pixel=0.5)
        values = np.random.default_rng(7).integers(0, 255, (3, side, side), dtype=np.uint8)
        # Flat squares, which the network takes for roofs.
        values[:, 30:70, 20:60] = 220
        dataset = gdal.Open(path, gdal.GA_Update)
        dataset.WriteArray(values)
        dataset = None
        layer = QgsRasterLayer(path, "scene")
        QgsProject.instance().addMapLayer(layer)
        window.setActiveLayer(layer)
        segment = plugin._dock.page(SEGMENT)
        segment.refresh()
        return segment

    yield choose
    plugin.unload()
    QgsProject.instance().clear()
    window.close()


def classes_of(path) -> np.ndarray:
    return gdal.Open(path).ReadAsArray()


def test_what_the_dock_runs_can_be_repeated_in_the_toolbox(
    page, qtbot, context, feedback, tmp_path
):
    segment = page(96)
    segment.classes.slider(5).setValue(5)
    segment.classes.slider(8).setValue(5)
    segment.refresh()
    with_water = segment.run()
    segment.classes.switch(8).click()
    segment.refresh()
    without = segment.run()
    qtbot.waitUntil(lambda: with_water.is_over and without.is_over, timeout=LONG_MS)
    assert without.state is RunState.DONE, without.error

    repeated = {
        **without.portable_parameters,
        "OUTPUT": str(tmp_path / "p.gpkg"),
        "CLASSES": str(tmp_path / "c.tif"),
    }
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(without.request.algorithm)
    results, fine = algorithm.run(repeated, context, feedback)

    assert fine
    labels = classes_of(without.results["CLASSES"])
    np.testing.assert_array_equal(classes_of(results["CLASSES"]), labels)
    assert 8 in classes_of(with_water.results["CLASSES"])
    assert 8 not in labels


def test_a_worker_that_is_killed_fails_its_run_and_the_next_one_gets_another(page, qtbot):
    segment = page(3000)
    first = segment.run()
    qtbot.waitUntil(lambda: first.fraction > 0.05 or first.is_over, timeout=LONG_MS)
    assert not first.is_over, first.error
    pid = shared_workers()._shared["infer"]._current.client.pid

    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: first.is_over, timeout=LONG_MS)

    assert first.state is RunState.FAILED
    assert isinstance(first.error, WorkerDiedError)
    assert first.error.todo

    second = page(96).run()
    qtbot.waitUntil(lambda: second.is_over, timeout=LONG_MS)
    assert second.state is RunState.DONE, second.error
