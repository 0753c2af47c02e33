"""The parameter that names networks: installed ones by name, any other by path."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterString

DEFAULT_MODEL = "urban"

DEFAULT_ENHANCER = "sharpen-x2"

DEFAULT_CHAIN_ENHANCER = "sharpen-x4"
"""After a prior that only removes noise, and without the steps along borders that the more
pleasant network draws there (`docs/enhancement.md`)."""

_WIDGET = "sat_dl_plugin.gui.widgets.model_widget.ModelWidgetChoice"


def model_parameter(
    name: str,
    description: str,
    *,
    several: bool,
    task: str = "",
    default: str = DEFAULT_MODEL,
) -> QgsProcessingParameterString:
    """Return a text parameter that gets a list of the installed models where there is a window.

    Args:
        name: Name of the parameter.
        description: What people read.
        several: Whether more than one model can be given, separated by semicolons.
        task: Only installed models of this task are listed; all when empty.
        default: The model that is proposed.
    """
    parameter = QgsProcessingParameterString(name, description, defaultValue=default)
    widget = {"class": _WIDGET, "several": several, "task": task}
    parameter.setMetadata({"widget_wrapper": widget})
    return parameter
