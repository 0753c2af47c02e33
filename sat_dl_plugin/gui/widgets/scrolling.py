"""Columns that scroll when the dock is lower than what stands in them."""

from __future__ import annotations

from qgis.gui import QgsScrollArea
from qgis.PyQt.QtCore import QEvent, QObject, QSize, Qt
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def scrolled_column(page: QWidget) -> QVBoxLayout:
    """Fill a widget with a column that scrolls up and down, and return the column.

    The column is never narrower than its widgets need, so that nothing is cut at the side.
    """
    scroll = _Column()
    inner = QWidget()
    column = QVBoxLayout(inner)
    scroll.setWidget(inner)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(scroll)
    return column


def scroll_to(widget: QWidget) -> None:
    """Bring what was just shown into view, on the page that it stands on."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        area.widget().layout().activate()
        area.ensureWidgetVisible(widget)


class _Column(QgsScrollArea):
    """Scrolls in one direction; asks for the width of its content in the other.

    QGIS's own kind of area: a slider that comes under the mouse while the wheel is turned does
    not take the wheel, which would change a threshold unseen.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        # It scrolls to what has the focus; by itself it would be a stop that nobody sees.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return the least size: as wide as the content and the scroll bar."""
        hint = super().minimumSizeHint()
        width = (
            self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        )
        hint.setWidth(max(hint.width(), width))
        return hint

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt name)
        """Ask for another width when the content does, for example because more of it is shown."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
