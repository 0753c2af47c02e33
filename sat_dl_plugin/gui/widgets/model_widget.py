"""Choosing networks: a line of names and paths, with a menu of what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProcessingContext, QgsProcessingParameterDefinition
from qgis.gui import QgsAbstractProcessingParameterWidgetWrapper, QgsProcessingGui
from qgis.PyQt.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from sat_dl_plugin.contract.text_forms import split_entries
from sat_dl_plugin.gui.widgets.parameter_dialogs import wrapper_in
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import installed_models


class ModelChooser:
    """A line edit with a button whose menu adds installed models or an ONNX file.

    No subclass of QWidget: QGIS wraps the widget anew when it takes it over, and the Python half
    of a subclass would be lost on the way.

    Args:
        several: Whether more than one model may be chosen.
        task: Only installed models of this task are listed; all when empty.
    """

    def __init__(self, *, several: bool, task: str = "") -> None:
        self._several = several
        self._task = task
        self.widget = QWidget()
        self.edit = QLineEdit(self.widget)
        self.edit.setPlaceholderText(tr("Name of a model or path of an ONNX file"))
        self._menu = QMenu(self.widget)
        self._menu.aboutToShow.connect(self._fill_menu)
        button = QToolButton(self.widget)
        button.setText("…")
        button.setToolTip(tr("Choose among the installed models, or an ONNX file"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self._menu)
        layout = QHBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit)
        layout.addWidget(button)
        self.widget.setFocusProxy(self.edit)

    def text(self) -> str:
        """Return the chosen models, separated by semicolons."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show other models."""
        self.edit.setText(text)

    def toggle(self, model: str) -> None:
        """Add a model to the chosen ones, or take it away; the only one where one may be."""
        chosen = split_entries(self.text())
        if not self._several:
            chosen = [model]
        elif model in chosen:
            chosen.remove(model)
        else:
            chosen.append(model)
        self.set_text("; ".join(chosen))

    def _fill_menu(self) -> None:
        self._menu.clear()
        chosen = split_entries(self.text())
        for model in installed_models(self._task):
            action = self._menu.addAction(model)
            action.setCheckable(True)
            action.setChecked(model in chosen)
            action.triggered.connect(lambda _checked=False, name=model: self.toggle(name))
        if not self._menu.isEmpty():
            self._menu.addSeparator()
        self._menu.addAction(tr("Choose an ONNX file…")).triggered.connect(self._choose_file)

    def _choose_file(self) -> None:
        folder = str(Path(split_entries(self.text())[-1]).parent) if self.text().strip() else ""
        path, _chosen_filter = QFileDialog.getOpenFileName(
            self.edit,
            tr("Choose a network"),
            folder,
            tr("Networks and sets of them (*.onnx *.set.json)"),
        )
        if path:
            self.toggle(path)


class ModelWidgetWrapper(QgsAbstractProcessingParameterWidgetWrapper):
    """Puts a `ModelChooser` into the dialogs of single and batch runs.

    Args:
        parameter: The parameter that is edited.
        kind: Kind of dialog it stands in.
        several: Whether more than one model may be chosen.
        task: Only installed models of this task are listed; all when empty.
    """

    def __init__(
        self,
        parameter: QgsProcessingParameterDefinition,
        kind: QgsProcessingGui.WidgetType,
        *,
        several: bool,
        task: str,
    ) -> None:
        super().__init__(parameter, kind)
        self._several = several
        self._task = task
        self._chooser: Optional[ModelChooser] = None

    def createWidget(self) -> QWidget:  # noqa: N802 (Qt name)
        """Return the widget."""
        self._chooser = ModelChooser(several=self._several, task=self._task)
        self._chooser.widget.setToolTip(self.parameterDefinition().toolTip())
        self._chooser.edit.textChanged.connect(self._tell)
        return self._chooser.widget

    def setWidgetValue(  # noqa: N802 (Qt name)
        self, value: Any, context: QgsProcessingContext
    ) -> None:
        """Show a value."""
        if self._chooser is not None:
            self._chooser.set_text("" if value is None else str(value))

    def widgetValue(self) -> str:  # noqa: N802 (Qt name)
        """Return the value shown."""
        return "" if self._chooser is None else self._chooser.text()

    def _tell(self, _text: str) -> None:
        self.widgetValueHasChanged.emit(self)


class ModelWidgetChoice:
    """Named by the parameter: makes the wrapper for a dialog."""

    def __new__(cls, parameter: Any, dialog: Any, *_place: int, several: bool, task: str) -> Any:
        """Return the wrapper."""
        return wrapper_in(
            dialog,
            parameter,
            lambda kind: ModelWidgetWrapper(parameter, kind, several=several, task=task),
        )
