"""A row per class: colour, name, on or off, threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QLocale, QRectF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QSizePolicy,
    QSlider,
    QStyle,
    QToolButton,
    QWidget,
)

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.gui.segment.segment_form import class_key
from sat_dl_plugin.gui.widgets.headings import shortened
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.styling.class_raster import readable

_STEPS = 100
"""Steps of a slider from 0 to 1."""

_LONGEST_NAME = 22
"""Characters of a name that leave room for a slider."""


@dataclass(frozen=True)
class _Row:
    """The widgets of one class."""

    entry: ClassCard
    switch: QCheckBox
    slider: QSlider
    value: QDoubleSpinBox
    reset: QToolButton

    def widgets(self) -> tuple[QWidget, ...]:
        return (self.switch, self.slider, self.value, self.reset)

    @property
    def is_on(self) -> bool:
        return self.switch.isChecked()

    @property
    def threshold(self) -> float:
        # The widget shows two decimals; a default with more must stay what it is.
        return self.entry.threshold if self.is_default else self.value.value()

    @property
    def is_default(self) -> bool:
        return abs(self.value.value() - round(self.entry.threshold, 2)) < 1e-9


class ClassControls(QWidget):
    """Switches and threshold sliders of the classes of the chosen models.

    Args:
        parent: Owner.
    """

    thresholds_changed = pyqtSignal()
    switches_changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)

    def set_classes(self, classes: Sequence[ClassCard]) -> None:
        """Show other classes; those with the same id keep what the user has set."""
        if [row.entry for row in self._rows] == list(classes):
            return
        kept = {row.entry.id: (row.is_on, row.is_default, row.threshold) for row in self._rows}
        self._clear()
        for index, entry in enumerate(classes):
            is_on, is_default, threshold = kept.get(entry.id, (True, True, entry.threshold))
            row = self._make_row(index, entry)
            row.value.setValue(entry.threshold if is_default else threshold)
            row.switch.setChecked(is_on)
            self._rows.append(row)
            self._listen(row)
            self._update(row)
        self.thresholds_changed.emit()
        self.switches_changed.emit()

    def stated(self) -> dict[str, Optional[float]]:
        """Return class -> threshold, None when off, of all that differ from the card."""
        return {
            class_key(row.entry.id, row.entry.name): row.threshold if row.is_on else None
            for row in self._rows
            if not row.is_on or not row.is_default
        }

    def thresholds(self) -> dict[int, float]:
        """Return class id -> threshold of all classes."""
        return {row.entry.id: row.threshold for row in self._rows}

    def switched_off(self) -> set[int]:
        """Return the ids of the classes that are off."""
        return {row.entry.id for row in self._rows if not row.is_on}

    def all_off(self) -> bool:
        """Return True when there are classes and none is on."""
        return bool(self._rows) and not any(row.is_on for row in self._rows)

    def focus_chain(self) -> list[QWidget]:
        """Return what can have the focus, row by row."""
        return [widget for row in self._rows for widget in row.widgets()]

    def switch(self, class_id: int) -> QCheckBox:
        """Return the switch of a class."""
        return self._row(class_id).switch

    def slider(self, class_id: int) -> QSlider:
        """Return the slider of a class."""
        return self._row(class_id).slider

    def _row(self, class_id: int) -> _Row:
        return next(row for row in self._rows if row.entry.id == class_id)

    def _clear(self) -> None:
        for row in self._rows:
            for widget in row.widgets():
                self._grid.removeWidget(widget)
                widget.deleteLater()
        self._rows = []

    def _make_row(self, index: int, entry: ClassCard) -> _Row:
        name = readable(entry.name)
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        switch = QCheckBox(shortened(name, _LONGEST_NAME).replace("&", "&&"))
        switch.setAccessibleName(name)
        switch.setIcon(swatch(entry.color, side, self.devicePixelRatioF()))
        switch.setToolTip(
            tr("Look for “{}”. When off, its pixels go to the next likely class.").format(name)
        )
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, _STEPS)
        slider.setPageStep(5)
        slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        value = QDoubleSpinBox()
        value.setRange(0.0, 1.0)
        value.setSingleStep(0.05)
        own_value = QLocale().toString(entry.threshold, "f", 2)
        tip = tr(
            "How certain the model has to be, 0 to 1. Higher values find less but are more "
            "reliable; the model's own value is {}."
        ).format(own_value)
        for widget in (slider, value):
            widget.setToolTip(tip)
            widget.setAccessibleName(tr("Threshold of {}").format(name))
        reset = QToolButton()
        reset.setAutoRaise(True)
        reset.setIcon(QgsApplication.getThemeIcon("mActionUndo.svg"))
        reset.setToolTip(tr("Back to the model's own value, {}").format(own_value))
        reset.setAccessibleName(reset.toolTip())
        row = _Row(entry, switch, slider, value, reset)
        for column, widget in enumerate(row.widgets()):
            self._grid.addWidget(widget, index, column)
        return row

    def _listen(self, row: _Row) -> None:
        row.slider.valueChanged.connect(lambda step: row.value.setValue(step / _STEPS))
        row.value.valueChanged.connect(lambda _value: self._take_threshold(row))
        row.switch.toggled.connect(lambda _on: self._take_switch(row))
        row.reset.clicked.connect(lambda _checked: row.value.setValue(row.entry.threshold))

    def _take_threshold(self, row: _Row) -> None:
        self._update(row)
        self.thresholds_changed.emit()

    def _take_switch(self, row: _Row) -> None:
        self._update(row)
        self.switches_changed.emit()

    @staticmethod
    def _update(row: _Row) -> None:
        row.slider.blockSignals(True)  # noqa: FBT003 (Qt name)
        row.slider.setValue(round(row.value.value() * _STEPS))
        row.slider.blockSignals(False)  # noqa: FBT003 (Qt name)
        row.slider.setEnabled(row.is_on)
        row.value.setEnabled(row.is_on)
        row.reset.setEnabled(row.is_on and not row.is_default)


def swatch(color: str, side: int, pixel_ratio: float) -> QIcon:
    """Return a rounded square of a colour with a frame that is seen on any background.

    Args:
        color: ``#rrggbb``.
        side: In device-independent pixels.
        pixel_ratio: Device pixels per pixel of the screen.
    """
    pixmap = QPixmap(round(side * pixel_ratio), round(side * pixel_ratio))
    pixmap.setDevicePixelRatio(pixel_ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    frame = QColor(QgsApplication.palette().color(QPalette.ColorRole.WindowText))
    frame.setAlpha(110)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(frame)
    painter.setBrush(QColor(color))
    painter.drawRoundedRect(QRectF(1.5, 1.5, side - 3.0, side - 3.0), 2.0, 2.0)
    painter.end()
    return QIcon(pixmap)
