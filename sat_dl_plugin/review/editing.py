"""Editing a layer as QGIS does: its edit mode, and writing what was edited."""

from __future__ import annotations

from qgis.core import QgsVectorLayer

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr


def start_editing(layer: QgsVectorLayer) -> None:
    """Switch the edit mode of a layer on, unless it is on.

    Raises:
        OutputError: If the layer cannot be edited.
    """
    if layer.isEditable() or (not layer.readOnly() and layer.startEditing()):
        return
    raise not_editable(layer)


def not_editable(layer: QgsVectorLayer) -> OutputError:
    """Return what is said of a layer that cannot be edited."""
    return OutputError(
        tr("“{}” cannot be edited").format(layer.name()),
        tr("Layer or file is write-protected, or the file was moved"),
        tr("Check the permissions of the file, or make a copy of the layer and choose that"),
    )


def save_edits(layer: QgsVectorLayer) -> None:
    """Write what was edited to the file, and go on editing.

    Raises:
        OutputError: If that fails; everything is then still to be saved.
    """
    if not layer.isEditable() or layer.commitChanges(stopEditing=False):
        return
    errors = [text for text in layer.commitErrors() if not text.startswith("SUCCESS")]
    raise OutputError(
        tr("“{}” cannot be saved").format(layer.name()),
        "; ".join(errors),
        tr("Nothing is lost: mend that and save again"),
    )
