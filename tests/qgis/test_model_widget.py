"""The widget that chooses networks, in the dialogs QGIS puts it into."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingModelAlgorithm
from qgis.gui import QgsBrowserGuiModel

from sat_dl_plugin.gui.widgets.model_widget import ModelChooser, ModelWidgetWrapper


@pytest.fixture
def chooser(qtbot, qgis_app) -> ModelChooser:
    made = ModelChooser(several=True)
    qtbot.addWidget(made.widget)
    return made


def test_models_are_added_and_taken_away(chooser, qtbot):
    chooser.set_text("urban")

    with qtbot.waitSignal(chooser.edit.textChanged):
        chooser.toggle("fields")
    assert chooser.text() == "urban; fields"

    chooser.toggle("urban")
    assert chooser.text() == "fields"


def test_single_choice_replaces(qtbot, qgis_app):
    chooser = ModelChooser(several=False)
    qtbot.addWidget(chooser.widget)
    chooser.set_text("urban")

    chooser.toggle("fields")

    assert chooser.text() == "fields"


def test_menu_lists_installed_models_with_the_chosen_ones_checked(chooser):
    chooser.set_text("fields")
    chooser._fill_menu()

    entries = {
        action.text(): action.isChecked()
        for action in chooser._menu.actions()
        if not action.isSeparator()
    }
    assert entries == {"fields": True, "urban": False, "Choose an ONNX file…": False}


def algorithm_dialog(name):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"satdl:{name}")
    return AlgorithmDialog(algorithm)


@pytest.mark.parametrize(("name", "parameter"), [("segment", "MODELS"), ("describemodel", "MODEL")])
def test_toolbox_dialog_hands_the_models_over(
    name, parameter, provider, qgis_iface, qtbot, monkeypatch
):
    browser = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, "browserModel", lambda: browser)
    dialog = algorithm_dialog(name)
    qtbot.addWidget(dialog)
    wrapper = dialog.mainWidget().wrappers[parameter]

    assert isinstance(wrapper, ModelWidgetWrapper)
    assert wrapper.parameterValue() == "urban"
    wrapper.setParameterValue("fields", QgsProcessingContext())
    assert wrapper.parameterValue() == "fields"


def test_batch_dialog_has_the_widget(provider, qgis_iface, qtbot):
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:segment")
    dialog = BatchAlgorithmDialog(algorithm)
    qtbot.addWidget(dialog)

    column = dialog.mainWidget().parameter_to_column["MODELS"]
    wrapper = dialog.mainWidget().wrappers[0][column]
    assert isinstance(wrapper, ModelWidgetWrapper)
    wrapper.setParameterValue("fields", QgsProcessingContext())
    assert wrapper.parameterValue() == "fields"


def test_model_designer_has_its_own_widget(provider, qgis_iface, qtbot):
    from processing.modeler.ModelerParametersDialog import ModelerParametersDialog

    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:segment")
    dialog = ModelerParametersDialog(algorithm, QgsProcessingModelAlgorithm())
    qtbot.addWidget(dialog)

    wrapper = dialog.widget.widget.wrappers["MODELS"]
    assert not isinstance(wrapper, ModelWidgetWrapper)
    assert wrapper.value().staticValue() == "urban"
