"""The page “Enhance” says exactly what the toolbox gets, and what it needs."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtWidgets import QPushButton

from sat_dl_plugin.gui.enhance_page import (
    ALGORITHM,
    EnhanceForm,
    EnhancePage,
    parameters_of,
)
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.tasks.run_queue import RunQueue
from tests.qgis.iface_window import IfaceWindow


@pytest.fixture
def page(provider, workers, raster):
    window = IfaceWindow()
    layer = QgsRasterLayer(raster, "scene")
    QgsProject.instance().addMapLayer(layer)
    window.setActiveLayer(layer)
    session = DockSession(window, RunQueue())
    made = EnhancePage(session)
    made.show()
    yield made
    made.close()
    session.runs.close()
    session.close()
    QgsProject.instance().clear()
    window.close()


def test_a_form_becomes_the_parameters_of_the_toolbox(page, context, tmp_path):
    layer_id = page._session.layer.id()
    form = EnhanceForm(layer_id, scale=3, iterations=200, seed=7, residual=False, device="cpu")

    parameters = parameters_of(form)

    assert parameters == {
        "INPUT": layer_id,
        "TASK": 0,
        "SCALE": "3",
        "ITERATIONS": 200,
        "SEED": 7,
        "DEVICE": "cpu",
        "RESIDUAL": None,
    }
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
    parameters["OUTPUT"] = str(tmp_path / "out.tif")
    assert algorithm.checkParameterValues(parameters, context) == (True, "")


def test_only_a_finer_picture_has_a_scale(page):
    assert "SCALE" not in parameters_of(EnhanceForm("layer", task=1))

    page.task.setCurrentIndex(1)
    page.refresh()
    assert page.scale.isHidden()
    page.task.setCurrentIndex(0)
    page.refresh()
    assert not page.scale.isHidden()


def test_without_the_larger_runtime_it_says_so_and_leads_there(page, workers, qtbot):
    workers.reason = "The runtime for training is not set up."
    page.refresh()

    assert not page.footer.button.isVisible()
    with qtbot.waitSignal(page.runtime_wanted):
        page._needs_runtime.findChild(QPushButton).click()

    workers.reason = ""
    page.refresh()
    assert page.footer.button.isVisible()
    assert "full" in workers.kinds


def test_a_layer_that_goes_is_a_reason(page):
    QgsProject.instance().removeAllMapLayers()
    page.refresh()

    assert not page.footer.button.isEnabled()
    assert page.footer.button.toolTip() == "Choose a raster layer first."


def test_the_size_of_the_result_is_told(page, tmp_path, raster_factory):
    layer = QgsRasterLayer(raster_factory(tmp_path / "large.tif", bands=3, size=500), "large")
    QgsProject.instance().addMapLayer(layer)
    page._session.iface.setActiveLayer(layer)
    page.refresh()
    assert page.footer.cost.text().startswith("1 Mpx of result.")

    page.task.setCurrentIndex(1)
    page.refresh()
    assert page.footer.cost.text().startswith("0.25 Mpx of result.")
