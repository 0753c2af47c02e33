"""The widget that chooses a field of a layer that may be a raster."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.gui import QgsBrowserGuiModel

from sat_dl_plugin.gui.widgets.field_widget import FieldWidgetWrapper


@pytest.fixture
def dialog(provider, qtbot, qgis_iface, raster_factory, tmp_path, monkeypatch):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    browser = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, "browserModel", lambda: browser)
    project = QgsProject.instance()
    path = raster_factory(tmp_path / "classes.tif", fill=1)
    project.addMapLayer(QgsRasterLayer(path, "classes"))
    truth = QgsVectorLayer("Polygon?crs=EPSG:32645&field=kind:string&field=n:int", "t", "memory")
    project.addMapLayer(truth)
    # It opens with the raster as the reference, which QGIS's own field parameter does not survive.
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:accuracy")
    made = AlgorithmDialog(algorithm)
    qtbot.addWidget(made)
    yield made
    project.clear()


def choose(dialog, layer_name: str) -> None:
    layer = QgsProject.instance().mapLayersByName(layer_name)[0]
    wrapper = dialog.mainWidget().wrappers["REFERENCE"]
    wrapper.setParameterValue(layer.id(), QgsProcessingContext())


def offered(wrapper: FieldWidgetWrapper) -> list[tuple[str, bool]]:
    wrapper.menu.aboutToShow.emit()
    return [(action.text(), action.isEnabled()) for action in wrapper.menu.actions()]


def test_menu_lists_the_fields_of_the_chosen_layer(dialog):
    wrapper = dialog.mainWidget().wrappers["CLASS_FIELD"]
    assert isinstance(wrapper, FieldWidgetWrapper)

    choose(dialog, "classes")
    assert offered(wrapper) == [("The layer has no fields", False)]

    choose(dialog, "t")
    assert offered(wrapper) == [("kind", True), ("n", True)]


def test_chosen_field_is_handed_over(dialog, qtbot):
    wrapper = dialog.mainWidget().wrappers["CLASS_FIELD"]
    choose(dialog, "t")
    offered(wrapper)

    with qtbot.waitSignal(wrapper.widgetValueHasChanged):
        wrapper.menu.actions()[0].trigger()

    assert dialog.mainWidget().createProcessingParameters()["CLASS_FIELD"] == "kind"


def test_model_designer_has_its_own_widget(provider, qtbot, qgis_iface):
    from processing.modeler.ModelerParametersDialog import ModelerParametersDialog

    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:accuracy")
    dialog = ModelerParametersDialog(algorithm, QgsProcessingModelAlgorithm())
    qtbot.addWidget(dialog)

    assert not isinstance(dialog.widget.widget.wrappers["CLASS_FIELD"], FieldWidgetWrapper)
