"""Buttons one after the other, in as many rows as the width asks for."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QPoint, QRect, QSize, Qt
from qgis.PyQt.QtWidgets import QApplication, QLayout, QLayoutItem, QStyle


class FlowLayout(QLayout):
    """Places its items like words of a text; from the right in right-to-left languages."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 (Qt name)
        """Add an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> Optional[QLayoutItem]:  # noqa: N802 (Qt name)
        """Return an item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> Optional[QLayoutItem]:  # noqa: N802 (Qt name)
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 (Qt name)
        """Return that no more room is wanted than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 (Qt name)
        """Return that a narrow layout is higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 (Qt name)
        """Return the height of all rows, pixels."""
        return self._place(QRect(0, 0, width, 0), is_trial=True)

    def minimumSize(self) -> QSize:  # noqa: N802 (Qt name)
        """Return the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return the least size; the height follows the width."""
        return self.minimumSize()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 (Qt name)
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, is_trial=False)

    def _place(self, rect: QRect, *, is_trial: bool) -> int:
        """Return the height that the items need in the width of a rectangle."""
        gap = QApplication.style().pixelMetric(QStyle.PixelMetric.PM_ToolBarItemSpacing) + 2
        is_mirrored = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x, y, row_height = rect.x(), rect.y(), 0
        for item in self._items:
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, row_height = rect.x(), y + row_height + gap, 0
            if not is_trial:
                left = rect.x() + rect.right() - x - size.width() + 1 if is_mirrored else x
                item.setGeometry(QRect(QPoint(left, y), size))
            x += size.width() + gap
            row_height = max(row_height, size.height())
        return y + row_height - rect.y()
