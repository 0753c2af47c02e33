"""What is in the queue, how far it is, and how fast it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.gui.widgets.headings import show_small_print, small_print
from sat_dl_plugin.gui.widgets.quantities import number_text
from sat_dl_plugin.gui.widgets.swatches import swatch
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.queue_index import Order
from sat_dl_plugin.styling.class_raster import readable


class QueueBox(QWidget):
    """Order, class and place of what comes next.

    Args:
        parent: Owner.
    """

    chosen = pyqtSignal()
    """Another order, class or place was chosen."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.order = QComboBox()
        for order, text in _orders():
            self.order.addItem(text, order)
        form.addRow(tr("&Order"), self.order)
        self.classes = QComboBox()
        form.addRow(tr("C&lass"), self.classes)
        for box in (self.order, self.classes):
            # As narrow as the dock; the list itself shows all of every text.
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column.addLayout(form)
        self.in_view = QCheckBox(tr("Only &what the map shows"))
        self.in_view.setToolTip(tr("The map then stays where it is"))
        column.addWidget(self.in_view)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(self.fontMetrics().height() // 2)
        column.addWidget(self.bar)
        self.state = small_print()
        column.addWidget(self.state)
        for box in (self.order, self.classes):
            box.activated.connect(lambda _index: self.chosen.emit())
        self.in_view.toggled.connect(lambda _checked: self.chosen.emit())

    def set_legend(self, legend: Sequence[LegendClass]) -> None:
        """Offer the classes of a layer."""
        self.classes.clear()
        self.classes.addItem(tr("All classes"), None)
        for entry in legend:
            self.classes.addItem(swatch(entry.color, self), readable(entry.name), entry.id)

    def show_state(
        self, position: tuple[int, int], left: int, seconds: Optional[float], decided: int
    ) -> None:
        """Show how far the queue is.

        Args:
            position: Number of the current polygon, 0 for none, and length of the queue.
            left: Polygons to decide on.
            seconds: Per object, None while unknown.
            decided: Objects of this review.
        """
        number, length = position
        self.bar.setRange(0, max(1, length))
        self.bar.setValue(length - left)
        parts = [
            tr("{} of {}").format(number_text(number, 0), number_text(length, 0))
            if number
            else tr("{} in the queue").format(number_text(length, 0)),
            tr("{} left").format(number_text(left, 0)),
        ]
        if decided:
            parts.append(tr("{} decided").format(number_text(decided, 0)))
        if seconds is not None:
            parts.append(tr("{} s per object").format(number_text(seconds, 1)))
        show_small_print(self.state, " · ".join(parts))

    def show_loading(self) -> None:
        """Show that the polygons are being read."""
        self.bar.setRange(0, 0)
        show_small_print(self.state, tr("Reading the polygons…"))


def _orders() -> tuple[tuple[Order, str], ...]:
    return (
        (Order.LEAST_CONFIDENT, tr("Least confident first")),
        (Order.LARGEST, tr("Largest first")),
        (Order.BY_CLASS, tr("By class")),
        (Order.BY_TILE, tr("By tile, neighbours together")),
        (Order.DISAGREEMENTS, tr("Disagreements")),
    )
