"""Choosing how a picture is enhanced, with what speaks against each way."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.gui.enhance.enhance_form import Method
from sat_dl_plugin.gui.widgets.headings import box_indent, indented, small_print
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.installed_models import ENHANCEMENT, installed_models


class MethodChoice(QWidget):
    """A radio button a method, each with a sentence or the reason why it cannot be had.

    Args:
        parent: Owner.
    """

    changed = pyqtSignal()
    runtime_wanted = pyqtSignal()
    """The user wants to add what fitting networks needs to the runtime."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._abouts = {
            Method.NETWORK: tr("Restores edges and detail as in sharp images. Takes seconds."),
            Method.PRIOR: tr(
                "Fits a network to this image and stops before it learns the noise. Takes minutes "
                "to hours."
            ),
            Method.BOTH: tr(
                "Smooths the image with a fitted network, then sharpens it with the trained one."
            ),
        }
        texts = {
            Method.NETWORK: tr("Trained network"),
            Method.PRIOR: tr("From this image alone"),
            Method.BOTH: tr("Both, one after the other"),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._buttons: dict[Method, QRadioButton] = {}
        self._lines: dict[Method, QLabel] = {}
        for method, text in texts.items():
            button = self._buttons[method] = QRadioButton(text)
            self._lines[method] = small_print(self._abouts[method])
            self._group.addButton(button)
            button.toggled.connect(self._tell)
            layout.addWidget(button)
            layout.addLayout(indented(self._lines[method], box_indent(button)))
        self.runtime_button = QPushButton(tr("Add it to the runtime…"))
        self.runtime_button.clicked.connect(self.runtime_wanted)
        layout.addLayout(indented(self.runtime_button, box_indent(self._buttons[Method.PRIOR])))

    def method(self) -> Optional[Method]:
        """Return the chosen method, None while none can be had."""
        return next((entry for entry, button in self._buttons.items() if button.isChecked()), None)

    def choose(self, method: Method) -> None:
        """Choose a method that can be had."""
        self._buttons[method].setChecked(True)

    def button(self, method: Method) -> QRadioButton:
        """Return the radio button of a method."""
        return self._buttons[method]

    def refresh(self) -> None:
        """Look again at what can be had; choose the first that can where the chosen one cannot."""
        reasons = {method: _why_not(method) for method in Method}
        for method, reason in reasons.items():
            button = self._buttons[method]
            button.setEnabled(not reason)
            button.setToolTip(reason)
            self._lines[method].setText(reason or self._abouts[method])
        self.runtime_button.setVisible(
            not _is_missing(Method.PRIOR) and bool(EngineAlgorithm.workers.missing("full"))
        )
        chosen = self.method()
        if chosen is None or reasons[chosen]:
            self._choose_first([method for method, reason in reasons.items() if not reason])

    def _choose_first(self, possible: list[Method]) -> None:
        if possible:
            self.choose(possible[0])
            return
        # An exclusive group keeps its last checked button.
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def _tell(self, checked: bool) -> None:
        if checked:
            self.changed.emit()


def _why_not(method: Method) -> str:
    if _is_missing(method):
        return tr("This version of Sat DL cannot do this yet.")
    if method.takes_model and not installed_models(ENHANCEMENT):
        return tr("No model that enhances is installed. Import one on the page “Models”.")
    if method.fits and EngineAlgorithm.workers.missing("full"):
        return tr("Fitting a network needs PyTorch, which the runtime does not have yet.")
    return ""


def _is_missing(method: Method) -> bool:
    return QgsApplication.processingRegistry().algorithmById(method.value) is None
