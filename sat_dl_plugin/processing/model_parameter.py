"""The parameter that names networks: installed ones by name, any other by path."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterString

DEFAULT_MODEL = "urban"

_WIDGET = "sat_dl_plugin.gui.model_widget.ModelWidgetChoice"


def model_parameter(name: str, description: str, *, several: bool) -> QgsProcessingParameterString:
    """Return a text parameter that gets a list of the installed models where there is a window.

    Args:
        name: Name of the parameter.
        description: What people read.
        several: Whether more than one model can be given, separated by semicolons.
    """
    parameter = QgsProcessingParameterString(name, description, defaultValue=DEFAULT_MODEL)
    parameter.setMetadata({"widget_wrapper": {"class": _WIDGET, "several": several}})
    return parameter
