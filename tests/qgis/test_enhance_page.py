"""The page “Enhance” says exactly what the toolbox gets, and what it needs."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer

from sat_dl_plugin.gui.enhance.enhance_form import EnhanceForm, Method, parameters_of
from sat_dl_plugin.gui.enhance.enhance_page import EnhancePage
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.tasks.run_queue import RunQueue
from tests.qgis.iface_window import IfaceWindow


@pytest.fixture
def enhancer(models) -> str:
    """An installed model that enhances."""
    (models / "sharpen-x2.onnx").write_bytes(b"network")
    (models / "sharpen-x2.json").write_text(
        '{"name": "sharpen-x2", "task": "enhancement", "scale_factor": 2, "classes": []}',
        encoding="utf-8",
    )
    return "sharpen-x2"


@pytest.fixture
def make_page(provider, workers, raster):
    """Make the page for a layer of 8 x 8 pixels."""
    window = IfaceWindow()
    layer = QgsRasterLayer(raster, "scene")
    QgsProject.instance().addMapLayer(layer)
    window.setActiveLayer(layer)
    session = DockSession(window, RunQueue())
    pages = []

    def make():
        pages.append(EnhancePage(session))
        pages[0].show()
        return pages[0]

    yield make
    for page in pages:
        page.close()
    session.runs.close()
    session.close()
    QgsProject.instance().clear()
    window.close()


@pytest.mark.parametrize(
    ("method", "own"),
    [
        (Method.NETWORK, {"MODEL": "sharpen-x2"}),
        (Method.PRIOR, {"TASK": 0, "SCALE": "3", "ITERATIONS": 200, "SEED": 7}),
        (Method.BOTH, {"MODEL": "sharpen-x2", "ITERATIONS": 200, "SEED": 7}),
    ],
)
def test_a_form_becomes_the_parameters_of_the_toolbox(
    provider, enhancer, raster, context, tmp_path, method, own
):
    layer = QgsRasterLayer(raster, "scene")
    QgsProject.instance().addMapLayer(layer)
    form = EnhanceForm(layer.id(), method, enhancer, 0, 3, 200, 7, residual=False, device="cpu")

    parameters = parameters_of(form)

    assert parameters == {"INPUT": layer.id(), "DEVICE": "cpu", "RESIDUAL": None, **own}
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(method.value)
    parameters["OUTPUT"] = str(tmp_path / "out.tif")
    fine = algorithm.checkParameterValues(parameters, context)
    QgsProject.instance().clear()
    assert fine == (True, "")


def test_only_a_finer_picture_has_a_scale(make_page):
    assert "SCALE" not in parameters_of(EnhanceForm("layer", task=1))

    page = make_page()
    page.task.setCurrentIndex(1)
    page.refresh()
    assert page.scale.isHidden()
    page.task.setCurrentIndex(0)
    page.refresh()
    assert not page.scale.isHidden()


def test_a_trained_network_is_the_first_choice_where_one_is_installed(enhancer, make_page):
    page = make_page()

    assert page.method.method() is Method.NETWORK
    assert page.model.currentText() == enhancer
    assert not page.model.isHidden()
    assert page.task.isHidden()
    assert page._fitting.isHidden()


def test_without_a_model_that_enhances_the_picture_alone_is_left(make_page):
    page = make_page()

    assert page.method.method() is Method.PRIOR
    assert not page.method.button(Method.NETWORK).isEnabled()
    assert "Import one" in page.method.button(Method.NETWORK).toolTip()


def test_a_model_that_is_imported_can_be_chosen_at_once(make_page, models):
    page = make_page()
    (models / "own.onnx").write_bytes(b"network")
    (models / "own.json").write_text(
        '{"name": "own", "task": "enhancement", "classes": []}', encoding="utf-8"
    )
    page._session.models_changed.emit()
    page.refresh()

    assert page.method.button(Method.NETWORK).isEnabled()
    assert page.model.currentText() == "own"


def test_without_the_larger_runtime_it_says_so_and_leads_there(make_page, workers, qtbot):
    workers.reason = "The runtime for training is not set up."
    page = make_page()

    assert page.method.method() is None
    assert not page.footer.button.isEnabled()
    assert "PyTorch" in page.method.button(Method.PRIOR).toolTip()
    with qtbot.waitSignal(page.runtime_wanted):
        page.method.runtime_button.click()

    workers.reason = ""
    page.refresh()
    assert page.method.method() is Method.PRIOR
    assert page.footer.button.isEnabled()
    assert not page.method.runtime_button.isVisible()
    assert "full" in workers.kinds


def test_a_layer_that_goes_is_a_reason(make_page):
    page = make_page()
    QgsProject.instance().removeAllMapLayers()
    page.refresh()

    assert not page.footer.button.isEnabled()
    assert page.footer.button.toolTip() == "Choose a raster layer first."


def test_the_size_of_the_result_is_told(make_page, tmp_path, raster_factory):
    page = make_page()
    layer = QgsRasterLayer(raster_factory(tmp_path / "large.tif", bands=3, size=500), "large")
    QgsProject.instance().addMapLayer(layer)
    page._session.iface.setActiveLayer(layer)
    page.refresh()
    assert page.footer.cost.text().startswith("The result has 1 Mpx.")

    page.task.setCurrentIndex(1)
    page.refresh()
    assert page.footer.cost.text().startswith("The result has 0.25 Mpx.")
