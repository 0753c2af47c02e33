"""A small table of classes: colour, name, objects, area and share."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPixmap
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QWidget

from sat_dl_plugin.contract.legend import legend_of
from sat_dl_plugin.gui.runs.run_texts import area_text, count_text, share_text
from sat_dl_plugin.gui.widgets.elided_label import ElidedLabel
from sat_dl_plugin.gui.widgets.headings import make_small
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.styling.class_raster import readable
from sat_dl_plugin.tasks.run_queue import Run

_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClassTable(QWidget):
    """The summary of a run that is done.

    Args:
        run: The run.
        parent: Owner.
    """

    def __init__(self, run: Run, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(self._grid.horizontalSpacing() * 4 // 3)
        self._grid.setVerticalSpacing(max(self._grid.verticalSpacing() // 3, 1))
        self._grid.setColumnStretch(1, 1)
        heads = (tr("Class"), tr("Objects"), tr("Area"), tr("Share"))
        for column, text in enumerate(heads, start=1):
            self._add(text, 0, column)
        colors = {entry.name: entry.color for entry in legend_of(run.legend)}
        for row, counted in enumerate(run.summary, start=1):
            self._add_class(row, counted, colors.get(str(counted["class_name"])))

    def _add_class(self, row: int, counted: dict[str, Any], color: Optional[str]) -> None:
        if color is not None:
            swatch = QLabel()
            swatch.setPixmap(self._swatch(color))
            self._grid.addWidget(swatch, row, 0)
        name = ElidedLabel(readable(str(counted["class_name"])))
        make_small(name)
        self._grid.addWidget(name, row, 1)
        self._add(count_text(counted.get("objects")), row, 2)
        self._add(area_text(counted["area_m2"]), row, 3)
        self._add(share_text(counted["share"]), row, 4)

    def _add(self, text: str, row: int, column: int) -> QLabel:
        label = QLabel(text)
        make_small(label)
        if column > 1:
            label.setAlignment(_NUMBERS)
        self._grid.addWidget(label, row, column)
        return label

    def _swatch(self, color: str) -> QPixmap:
        side = self.fontMetrics().ascent()
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(side * ratio), round(side * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(0, 0, side, side, 2, 2)
        painter.end()
        return pixmap
