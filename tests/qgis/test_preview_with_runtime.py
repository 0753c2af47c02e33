"""The live preview with the real engine, where a runtime is set up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsReferencedRectangle

from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.places import shipped
from sat_dl_plugin.gui.preview import layer_overlay, preview_files
from sat_dl_plugin.gui.preview.preview import Preview, PreviewRequest
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.processing.workers import shared_workers
from tests.qgis.iface_window import IfaceWindow

NETWORK = shipped("models") / "urban.onnx"

pytestmark = pytest.mark.skipif(
    find_runtime(RuntimeSpec()) is None or not NETWORK.is_file(),
    reason="no runtime is set up, or no network is bundled",
)


@pytest.fixture
def layer(tmp_path, raster_factory):
    """A picture of 96 x 96 pixels of half a metre, with something in it."""
    path = raster_factory(tmp_path / "scene.tif", bands=3, size=96, pixel=0.5)
    noise = np.random.default_rng(7).integers(0, 255, (3, 96, 96), dtype=np.uint8)
    noise[:, 30:70, 20:60] = 220
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.WriteArray(noise)
    dataset = None
    made = QgsRasterLayer(path, "scene")
    QgsProject.instance().addMapLayer(made)
    yield made
    QgsProject.instance().clear()


@pytest.fixture
def iface(qgis_app, layer):
    window = IfaceWindow()
    window.window.show()
    window.canvas.setDestinationCrs(layer.crs())
    window.canvas.setExtent(layer.extent().buffered(-7.3))
    window.setActiveLayer(layer)
    yield window
    window.window.close()


@pytest.fixture
def live(iface, tmp_path, monkeypatch, wait_until):
    monkeypatch.setattr(preview_files, "preview_cache_folder", lambda: tmp_path / "cache")
    session = DockSession(iface, None)
    made = Preview(session)
    yield made
    made.close()
    session.close()
    shared_workers().close()
    wait_until(lambda: made._task is None and not layer_overlay._leaving)


def test_the_preview_is_what_a_run_gives(
    live, iface, layer, provider, context, feedback, wait_until, tmp_path
):
    live.set_request(PreviewRequest((str(NETWORK),)))
    live.set_thresholds({1: 0.5, 3: 0.5, 5: 0.5, 8: 0.5})
    live.set_hidden_classes({5})
    live.set_enabled(True)
    wait_until(lambda: "Preview shows" in live._state)

    def run(thresholds):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(
            "satdl:segmenttopolygons"
        )
        part = live._shown.place.part
        parameters = {
            "INPUT": layer,
            "MODELS": str(NETWORK),
            "THRESHOLDS": thresholds,
            "EXTENT": QgsReferencedRectangle(part, layer.crs()),
            "OUTPUT": str(tmp_path / "p.gpkg"),
            "CLASSES": str(tmp_path / "c.tif"),
        }
        results, fine = algorithm.run(parameters, context, feedback, catchExceptions=False)
        assert fine
        return gdal.Open(results["CLASSES"])

    def shown():
        (path,) = Path(tmp_path / "cache").rglob("*.tif")
        return gdal.Open(str(path))

    final = run("1=0.5; 3=0.5; 5=off; 8=0.5")
    assert shown().GetGeoTransform() == final.GetGeoTransform()
    np.testing.assert_array_equal(shown().ReadAsArray(), final.ReadAsArray())
    first = shown().ReadAsArray()

    live.set_hidden_classes(set())
    live.set_thresholds({1: 0.02, 3: 0.02, 5: 0.02, 8: 0.02})
    wait_until(lambda: live._shown.thresholds.get("1") == 0.02)
    final = run("1=0.02; 3=0.02; 5=0.02; 8=0.02")
    np.testing.assert_array_equal(shown().ReadAsArray(), final.ReadAsArray())
    assert (shown().ReadAsArray() != first).any()
