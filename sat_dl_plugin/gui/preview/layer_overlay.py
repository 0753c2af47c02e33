"""Layers drawn over the map, rendered in the background with the map's own settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMapToPixel,
)
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QPointF, QRectF, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QTransform

# Turning the mouse wheel changes the extent many times in a row.
_SETTLE_MS = 30

# The map itself lies at -10, rubber bands and markers at 0 and above.
_Z_VALUE = -1.0

_leaving: set[QgsMapRendererParallelJob] = set()
"""Jobs on their way out: destroying one that still runs would wait for it."""


class LayerOverlay(QgsMapCanvasItem):
    """A picture of some layers over the map, following its extent, size, rotation and CRS.

    The layers may be any of the project or private ones; those that are deleted are left out.
    While the map moves, the last picture moves with it until the next one is ready.

    Args:
        canvas: The map to draw over.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._clip: Optional[QRectF] = None
        self.picture = LayersPicture(canvas)
        """Renders the layers; its signal ``changed`` says that there is something new to see."""
        self.picture.changed.connect(self._repaint)
        self.setZValue(_Z_VALUE)

    def set_layers(self, layers: Sequence[QgsMapLayer]) -> None:
        """Draw these layers, the first on top; none clears the overlay."""
        self.picture.set_layers(layers)

    def set_clip(self, clip: Optional[QRectF]) -> None:
        """Show only this part, in pixels of the canvas; all of it when None. Renders nothing."""
        if clip != self._clip:
            self._clip = QRectF(clip) if clip is not None else None
            self.update()

    def refresh(self) -> None:
        """Render the layers again."""
        self.picture.refresh()

    def close(self) -> None:
        """Take the overlay off the map for good; never waits for what is being rendered."""
        self.picture.close()
        if not sip.isdeleted(self) and self.scene() is not None:
            self.scene().removeItem(self)

    def boundingRect(self) -> QRectF:  # noqa: N802 (Qt name)
        """Return the whole canvas, in its pixels."""
        if sip.isdeleted(self._canvas):
            return QRectF()
        size = self._canvas.mapSettings().outputSize()
        return QRectF(0.0, 0.0, size.width(), size.height())

    def updatePosition(self) -> None:  # noqa: N802 (Qt name)
        """Stay on the whole canvas; `paint` moves the picture."""
        self.prepareGeometryChange()
        self.setPos(QPointF(0.0, 0.0))
        self.update()

    def paint(self, painter: QPainter, *_how: Any) -> None:
        """Draw the last picture where its ground is now."""
        image, place = self.picture.image, self.picture.place
        if image is None or place is None:
            return
        painter.save()
        if self._clip is not None:
            painter.setClipRect(self._clip, Qt.ClipOperation.IntersectClip)
        painter.setTransform(_moved(place, self._canvas.getCoordinateTransform()), True)  # noqa: FBT003
        ratio = image.devicePixelRatio()
        painter.drawImage(QRectF(0, 0, image.width() / ratio, image.height() / ratio), image)
        painter.restore()

    def _repaint(self) -> None:
        if not sip.isdeleted(self):
            self.update()


class LayersPicture(QObject):
    """Renders layers as the map would, beside the main thread.

    Args:
        canvas: The map whose settings are used, and which is followed.
    """

    changed = pyqtSignal()
    """There is another picture, or none."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__()
        self._canvas = canvas
        self._layers: list[QgsMapLayer] = []
        self._job: Optional[QgsMapRendererParallelJob] = None
        self._rendered_crs = QgsCoordinateReferenceSystem()
        self.image: Optional[QImage] = None
        """The last picture, with transparency."""
        self.place: Optional[QgsMapToPixel] = None
        """Where on the map it is."""
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._render)
        for signal in self._canvas_signals():
            signal.connect(self.refresh)

    @property
    def is_rendering(self) -> bool:
        """Whether a newer picture is on its way."""
        return self._job is not None or self._settle.isActive()

    def set_layers(self, layers: Sequence[QgsMapLayer]) -> None:
        """Render these layers from now on."""
        self._forget_layers()
        self._layers = list(layers)
        for layer in self._layers:
            layer.repaintRequested.connect(self._layer_changed)
            layer.willBeDeleted.connect(self._forget_deleted)
        self._drop_job()
        if self._layers:
            self._render()
        else:
            self._show(None, None)

    def refresh(self) -> None:
        """Render again as soon as the map holds still; an outdated job is cancelled."""
        self._drop_job()
        if self._layers:
            self._settle.start()

    def close(self) -> None:
        """Stop following and rendering; undoes the constructor."""
        self._settle.stop()
        self._drop_job()
        self._forget_layers()
        self.image = self.place = None
        if not sip.isdeleted(self._canvas):
            for signal in self._canvas_signals():
                _disconnect(signal, self.refresh)

    def _canvas_signals(self) -> list[Any]:
        canvas = self._canvas
        return [
            canvas.extentsChanged,
            canvas.rotationChanged,
            canvas.magnificationChanged,
            canvas.destinationCrsChanged,
            canvas.transformContextChanged,
            canvas.layerStyleOverridesChanged,
        ]

    def _forget_layers(self) -> None:
        for layer in self._layers:
            if not sip.isdeleted(layer):
                _disconnect(layer.repaintRequested, self._layer_changed)
                _disconnect(layer.willBeDeleted, self._forget_deleted)
        self._layers = []

    def _layer_changed(self, *_how: Any) -> None:
        self.refresh()

    def _forget_deleted(self) -> None:
        leaving = self.sender()
        self._layers = [
            layer for layer in self._layers if not sip.isdeleted(layer) and layer is not leaving
        ]
        self._drop_job()
        if self._layers:
            self.refresh()
        else:
            self._show(None, None)

    def _render(self) -> None:
        self._drop_job()
        if sip.isdeleted(self._canvas):
            return
        settings = QgsMapSettings(self._canvas.mapSettings())
        settings.setLayers([layer for layer in self._layers if not sip.isdeleted(layer)])
        settings.setBackgroundColor(QColor(Qt.GlobalColor.transparent))
        if self._rendered_crs != settings.destinationCrs():
            self._show(None, None)
        self._rendered_crs = settings.destinationCrs()
        if not settings.hasValidSettings() or settings.outputSize().isEmpty():
            return
        self._job = QgsMapRendererParallelJob(settings)
        self._job.finished.connect(self._take)
        self._job.start()

    def _take(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            self._show(job.renderedImage(), job.mapSettings().mapToPixel())
            _leaving.add(job)
            _let_jobs_go_soon()

    def _show(self, image: Optional[QImage], place: Optional[QgsMapToPixel]) -> None:
        # A copy: the place belongs to the job's settings, which end with it.
        self.image, self.place = image, QgsMapToPixel(place) if place is not None else None
        self.changed.emit()

    def _drop_job(self) -> None:
        self._settle.stop()
        job, self._job = self._job, None
        if job is None:
            return
        _disconnect(job.finished, self._take)
        if job.isActive():
            _leaving.add(job)
            # No slot that holds the job: it would hold itself for ever.
            job.finished.connect(_let_jobs_go_soon)
            job.cancelWithoutBlocking()


def _let_jobs_go_soon() -> None:
    # Not at once: a job must not be destroyed while it emits its signal.
    QTimer.singleShot(0, _let_jobs_go)


def _let_jobs_go() -> None:
    _leaving.difference_update([job for job in _leaving if not job.isActive()])


def _moved(place: QgsMapToPixel, now: QgsMapToPixel) -> QTransform:
    """Return the transform from pixels of a picture to pixels of the canvas."""

    def on_canvas(x: int, y: int) -> QPointF:
        point = now.transform(place.toMapCoordinates(x, y))
        return QPointF(point.x(), point.y())

    # Far apart, so that rounding in map units does not show.
    side = 1000
    origin, right, down = on_canvas(0, 0), on_canvas(side, 0), on_canvas(0, side)
    return QTransform(
        (right.x() - origin.x()) / side,
        (right.y() - origin.y()) / side,
        (down.x() - origin.x()) / side,
        (down.y() - origin.y()) / side,
        origin.x(),
        origin.y(),
    )


def _disconnect(signal: Any, slot: Callable[..., Any]) -> None:
    try:
        signal.disconnect(slot)
    except (TypeError, RuntimeError):
        # Already disconnected, or its sender is gone.
        return
