"""Putting widgets of our own into the dialogs of algorithms."""

from __future__ import annotations

from typing import Any, Callable

from qgis.core import QgsProcessingParameterDefinition
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsGui, QgsProcessingGui


def wrapper_in(
    dialog: Any,
    parameter: QgsProcessingParameterDefinition,
    make: Callable[[QgsProcessingGui.WidgetType], QgsAbstractProcessingParameterWidgetWrapper],
) -> QgsAbstractProcessingParameterWidgetWrapper:
    """Return the wrapper of a parameter: QGIS's own in the model designer, ours elsewhere.

    Only QGIS's own lets a model input or an expression stand for the value.

    Args:
        dialog: The dialog, which QGIS tells apart by the name of its class.
        parameter: The parameter that is edited.
        make: Makes our wrapper for a kind of dialog.
    """
    kind = type(dialog).__name__
    if kind == "ModelerParametersDialog":
        return QgsGui.processingGuiRegistry().createModelerParameterWidget(
            dialog.model, dialog.childId, parameter, dialog.context
        )
    is_batch = kind == "BatchAlgorithmDialog"
    kinds = QgsProcessingGui.WidgetType
    wrapper = make(kinds.Batch if is_batch else kinds.Standard)
    wrapper.setDialog(dialog)
    return wrapper
