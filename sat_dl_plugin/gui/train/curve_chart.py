"""Curves over epochs, drawn in the colours of the palette."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPalette, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

from sat_dl_plugin.gui.widgets.quantities import number_text
from sat_dl_plugin.i18n import tr

_LINES_HIGH = 9
"""Height in lines of text."""
_DIGITS_WIDE = 24

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_FAINT, _DIM = 60, 170
"""Opacity of the grid and of the numbers at the axes, 0 to 255."""


@dataclass(frozen=True)
class Curve:
    """One curve."""

    name: str
    color: str
    """``#rrggbb``, or empty for that of the text."""
    values: Sequence[Optional[float]]
    """One an epoch; None leaves a gap."""


class CurveChart(QWidget):
    """A small chart with a grid; what it shows is also its accessible description.

    Args:
        title: What is drawn.
        top: Upper end of the vertical axis; found from the curves when None.
        parent: Owner.
    """

    def __init__(
        self, title: str, top: Optional[float] = None, parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(parent)
        self._fixed_top = top
        self._epochs: list[float] = []
        self._curves: list[Curve] = []
        self._last = 2.0
        self._mark: Optional[float] = None
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_curves(
        self,
        epochs: Sequence[float],
        curves: Sequence[Curve],
        last: Optional[float] = None,
        mark: Optional[float] = None,
    ) -> None:
        """Draw other curves.

        Args:
            epochs: Positions along the horizontal axis, rising.
            curves: What is drawn, the last one in front.
            last: Right end of the axis; the last epoch when None.
            mark: Epoch that gets a vertical line.
        """
        self._epochs, self._curves, self._mark = list(epochs), list(curves), mark
        self._last = max(last or 1.0, *self._epochs, 2.0)
        self.setAccessibleDescription(self.text_at(len(self._epochs) - 1))
        self.update()

    def text_at(self, index: int) -> str:
        """Return the values of all curves at an epoch, given by its place in the list."""
        if not 0 <= index < len(self._epochs):
            return ""
        parts = [tr("Epoch {}").format(round(self._epochs[index]))]
        parts += [
            tr("{}: {}").format(curve.name, number_text(value, 3))
            for curve in self._curves
            if (value := curve.values[index]) is not None
        ]
        return "\n".join(parts)

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return a height of some lines of text and little width."""
        metrics = self.fontMetrics()
        return QSize(_DIGITS_WIDE * metrics.horizontalAdvance("0"), _LINES_HIGH * metrics.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 (Qt name)
        """Return the same."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Show the values of the epoch under the mouse as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.text_at(self._nearest(event.pos().x()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt name)
        """Draw grid, numbers and curves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_grid(painter)
        if self._mark is not None:
            painter.setPen(QPen(self._ink(_DIM), 1, Qt.PenStyle.DashLine))
            x = self._x(self._mark)
            painter.drawLine(QPointF(x, self._plot().top()), QPointF(x, self._plot().bottom()))
        for curve in self._curves:
            self._draw_curve(painter, curve)
        painter.end()

    def _plot(self) -> QRectF:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance(number_text(0.25)) + metrics.averageCharWidth()
        # Half of the last number stands out at the right.
        right = metrics.horizontalAdvance(number_text(self._last, 0)) / 2 + 2
        return QRectF(self.rect()).adjusted(
            left, metrics.height() / 2, -right, -1.3 * metrics.height()
        )

    def _top(self) -> float:
        if self._fixed_top is not None:
            return self._fixed_top
        values = [value for curve in self._curves for value in curve.values if value is not None]
        return max(values, default=1.0) * 1.05 or 1.0

    def _x(self, epoch: float) -> float:
        plot = self._plot()
        return plot.left() + plot.width() * (epoch - 1.0) / (self._last - 1.0)

    def _y(self, value: float) -> float:
        plot = self._plot()
        share = min(max(value / self._top(), 0.0), 1.0)
        return plot.bottom() - plot.height() * share

    def _nearest(self, x: float) -> int:
        places = range(len(self._epochs))
        return min(places, key=lambda place: abs(self._x(self._epochs[place]) - x), default=-1)

    def _ink(self, opacity: int) -> QColor:
        color = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        color.setAlpha(opacity)
        return color

    def _draw_grid(self, painter: QPainter) -> None:
        plot, metrics = self._plot(), self.fontMetrics()
        step = _round_step(self._top() / 4)
        for place in range(math.floor(self._top() / step + 1e-9) + 1):
            y = self._y(place * step)
            painter.setPen(QPen(self._ink(_FAINT), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(self._ink(_DIM))
            box = QRectF(0, y - metrics.height() / 2, plot.left() - 4, metrics.height())
            painter.drawText(
                box,
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                number_text(place * step),
            )
        step = max(1.0, math.ceil(_round_step(self._last / 5)))
        for epoch in [1.0, *(step * place for place in range(1, int(self._last / step) + 1))]:
            if epoch != 1.0 and epoch < 1.0 + step / 2:
                continue
            width = metrics.horizontalAdvance("00000")
            box = QRectF(self._x(epoch) - width / 2, plot.bottom(), width, 1.3 * metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, number_text(epoch, 0))

    def _draw_curve(self, painter: QPainter, curve: Curve) -> None:
        path, points = QPainterPath(), []
        is_open = False
        for epoch, value in zip(self._epochs, curve.values):
            if value is None:
                is_open = False
                continue
            point = QPointF(self._x(epoch), self._y(value))
            points.append(point)
            if is_open:
                path.lineTo(point)
            else:
                path.moveTo(point)
            is_open = True
        width = 1.6 if curve.color else 2.4
        # A rim in the colour of the page keeps crossing curves apart.
        rim = self.palette().color(QPalette.ColorRole.Window)
        color = QColor(curve.color) if curve.color else self._ink(255)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(rim, width + 2), QPen(color, width)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPath(path)
        if points:
            painter.setPen(QPen(rim, 1))
            painter.setBrush(color)
            painter.drawEllipse(points[-1], width + 1, width + 1)


def _round_step(rough: float) -> float:
    """Return the smallest round number that is not below a rough distance of ticks."""
    scale = 10.0 ** math.floor(math.log10(max(rough, 1e-9)))
    return next(scale * each for each in _STEPS if scale * each >= rough * (1 - 1e-9))
