"""Choosing a field of a layer that may be a raster: a line with a menu of the layer's fields.

QGIS's own field parameter cannot belong to such a layer: QGIS 3.40 crashes when its dialog opens
with a raster.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsProcessingGui
from qgis.PyQt.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from sat_dl_plugin.gui.widgets.parameter_dialogs import wrapper_in
from sat_dl_plugin.i18n import tr


class FieldWidgetWrapper(QgsAbstractProcessingParameterWidgetWrapper):
    """Puts a line for a field into the dialogs of single and batch runs.

    Args:
        parameter: The parameter that is edited.
        kind: Kind of dialog it stands in.
        parent: Name of the parameter with the layer.
    """

    def __init__(
        self,
        parameter: QgsProcessingParameterDefinition,
        kind: QgsProcessingGui.WidgetType,
        *,
        parent: str,
    ) -> None:
        super().__init__(parameter, kind)
        self._parent_name = parent
        self._parent: Optional[QgsAbstractProcessingParameterWidgetWrapper] = None
        self.edit: Optional[QLineEdit] = None
        self.menu: Optional[QMenu] = None

    def createWidget(self) -> QWidget:  # noqa: N802 (Qt name)
        """Return the widget."""
        widget = QWidget()
        self.edit = QLineEdit(widget)
        self.edit.setClearButtonEnabled(True)
        self.edit.setPlaceholderText(tr("Automatic"))
        self.edit.textChanged.connect(self._tell)
        self.menu = QMenu(widget)
        self.menu.aboutToShow.connect(self.fill_menu)
        button = QToolButton(widget)
        button.setText("…")
        button.setToolTip(tr("Choose among the fields of the layer"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self.menu)
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        layout.addWidget(button)
        widget.setFocusProxy(self.edit)
        widget.setToolTip(self.parameterDefinition().toolTip())
        return widget

    def postInitialize(  # noqa: N802 (Qt name)
        self, wrappers: Sequence[QgsAbstractProcessingParameterWidgetWrapper]
    ) -> None:
        """Find the widget of the layer among those of the dialog."""
        super().postInitialize(wrappers)
        for wrapper in wrappers:
            if wrapper.parameterDefinition().name() == self._parent_name:
                self._parent = wrapper

    def setWidgetValue(  # noqa: N802 (Qt name)
        self, value: Any, context: QgsProcessingContext
    ) -> None:
        """Show a value."""
        if self.edit is not None:
            self.edit.setText("" if value is None else str(value))

    def widgetValue(self) -> str:  # noqa: N802 (Qt name)
        """Return the value shown."""
        return "" if self.edit is None else self.edit.text().strip()

    def fill_menu(self) -> None:
        """List the fields of the layer that is chosen now."""
        if self.menu is None or self.edit is None:
            return
        self.menu.clear()
        for name in self._fields():
            self.menu.addAction(name).triggered.connect(
                lambda _checked=False, chosen=name: self.setWidgetValue(
                    chosen, QgsProcessingContext()
                )
            )
        if self.menu.isEmpty():
            self.menu.addAction(tr("The layer has no fields")).setEnabled(False)

    def _fields(self) -> list[str]:
        if self._parent is None:
            return []
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        value = self._parent.parameterValue()
        layer = (
            QgsProcessingUtils.mapLayerFromString(value, context)
            if isinstance(value, str) and value
            else value
        )
        return layer.fields().names() if isinstance(layer, QgsVectorLayer) else []

    def _tell(self, _text: str) -> None:
        self.widgetValueHasChanged.emit(self)


class FieldWidgetChoice:
    """Named by the parameter: makes the wrapper for a dialog."""

    def __new__(cls, parameter: Any, dialog: Any, *_place: int, parent: str) -> Any:
        """Return the wrapper."""
        return wrapper_in(
            dialog, parameter, lambda kind: FieldWidgetWrapper(parameter, kind, parent=parent)
        )
