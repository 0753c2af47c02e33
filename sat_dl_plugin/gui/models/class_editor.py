"""The table in which the classes of a network get names and colours."""

from __future__ import annotations

from typing import Any, Optional

from qgis.gui import QgsColorButton
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.i18n import tr

_COLOR, _VALUE, _NAME = range(3)
_MOST_ROWS_SHOWN = 12
_NO_COLOR = "#888888"


class ClassEditor(QTableWidget):
    """A row per channel of the network: colour, value in the class raster, name.

    Args:
        parent: Owner.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(0, 3, parent)
        self._classes: list[dict[str, Any]] = []
        self.setHorizontalHeaderLabels([tr("Colour"), tr("Value"), tr("Name")])
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        for column in (_COLOR, _VALUE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName(tr("Classes"))

    def set_classes(self, classes: list[dict[str, Any]]) -> None:
        """Show classes as they stand in a card."""
        self._classes = [dict(entry) for entry in classes]
        self.setRowCount(len(classes))
        for row, entry in enumerate(classes):
            button = QgsColorButton()
            button.setColor(QColor(str(entry.get("color", _NO_COLOR))))
            button.setAccessibleName(tr("Colour of {}").format(entry["name"]))
            self.setCellWidget(row, _COLOR, button)
            value = QTableWidgetItem(str(entry["id"]))
            value.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            value.setToolTip(
                tr("Value in the class raster, {} to {}; {} is the background").format(
                    BACKGROUND_ID, NODATA_ID - 1, BACKGROUND_ID
                )
            )
            self.setItem(row, _VALUE, value)
            self.setItem(row, _NAME, QTableWidgetItem(str(entry["name"])))
        self._fit_height()

    def classes(self) -> list[dict[str, Any]]:
        """Return the classes as they are shown; what the table does not show is kept.

        Raises:
            ValueError: If a value is no whole number.
        """
        edited = []
        for row, entry in enumerate(self._classes):
            shown = {
                **entry,
                "id": int(self.item(row, _VALUE).text()),
                "name": self.item(row, _NAME).text().strip(),
            }
            color = self.color_button(row).color()
            if color != QColor(str(entry.get("color", _NO_COLOR))):
                shown["color"] = color.name()
            edited.append(shown)
        return edited

    def set_name(self, row: int, name: str) -> None:
        """Change the name in a row."""
        self.item(row, _NAME).setText(name)

    def color_button(self, row: int) -> QgsColorButton:
        """Return the button with the colour in a row."""
        return self.cellWidget(row, _COLOR)

    def _fit_height(self) -> None:
        rows = min(self.rowCount(), _MOST_ROWS_SHOWN)
        height = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        height += sum(self.rowHeight(row) for row in range(rows))
        self.setFixedHeight(height)
