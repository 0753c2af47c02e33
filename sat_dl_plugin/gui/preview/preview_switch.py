"""The switch of the live preview, with a line that says what it is doing."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from sat_dl_plugin.gui.preview.preview import Preview, PreviewRequest
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.headings import box_indent, indented, show_small_print, small_print
from sat_dl_plugin.i18n import tr


class PreviewSwitch(QWidget):
    """Turns the preview on the map on and off; it rests while the switch is not on the screen.

    Args:
        session: Whose layer is previewed on whose map.
        parent: Owner.
    """

    toggled = pyqtSignal(bool)
    state_changed = pyqtSignal()
    """A preview began, is shown, or cannot be."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._preview = Preview(session)
        self._request: Optional[PreviewRequest] = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.box = QCheckBox(tr("Live preview on the map"))
        self._state = small_print()
        layout.addWidget(self.box)
        layout.addLayout(indented(self._state, box_indent(self.box)))
        self.box.toggled.connect(self._switch)
        self._preview.state_changed.connect(self._show_state)

    def set_request(self, request: Optional[PreviewRequest], reason: str) -> None:
        """Preview something else.

        Args:
            request: What to predict; None when nothing can be.
            reason: Why nothing can be.
        """
        self.box.setEnabled(request is not None)
        self.box.setToolTip(
            reason
            or tr(
                "Draws the classes over the visible part of the layer, exactly as a run would "
                "produce them. Nothing is written."
            )
        )
        self._request = request
        if self._is_on():
            self._preview.set_request(request)

    def set_thresholds(self, thresholds: dict[int, float]) -> None:
        """Decide with other thresholds, without predicting again."""
        self._preview.set_thresholds(thresholds)

    def set_hidden_classes(self, class_ids: set[int]) -> None:
        """Leave classes out, without predicting again."""
        self._preview.set_hidden_classes(class_ids)

    def close(self) -> bool:
        """Take the preview off the map and stop what it computes."""
        self._preview.close()
        return super().close()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt name)
        """Go on with the preview."""
        super().showEvent(event)
        self._switch()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt name)
        """Let the preview rest: on another page it would hide the map."""
        super().hideEvent(event)
        self._preview.set_enabled(False)

    def _is_on(self) -> bool:
        return self.box.isChecked() and self.isVisible()

    def _switch(self) -> None:
        on = self._is_on()
        if on:
            self._preview.set_request(self._request)
        self._preview.set_enabled(on)
        if not self.box.isChecked():
            show_small_print(self._state, "")
        self.toggled.emit(on)

    def _show_state(self, text: str) -> None:
        show_small_print(self._state, text if self.box.isChecked() else "")
        self.state_changed.emit()
