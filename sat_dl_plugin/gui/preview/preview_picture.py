"""The picture of a preview on the map: classes, half transparent, and a frame around a part."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPalette

from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.gui.preview.layer_overlay import LayerOverlay
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.styling.class_raster import class_raster_renderer

_OPACITY = 0.55


class PreviewPicture:
    """Shows one class raster over the map at a time.

    Args:
        canvas: The map.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._layer: Optional[QgsRasterLayer] = None
        self._legend: Sequence[LegendClass] = ()
        self._hidden: set[int] = set()
        self._overlay: Optional[LayerOverlay] = None
        self._outline: Optional[Sequence[Sequence[float]]] = None
        self._frame: Optional[QgsRubberBand] = None

    @property
    def is_visible(self) -> bool:
        """Whether there is something on the map."""
        return self._layer is not None

    def show(
        self, path: Path, legend: Sequence[LegendClass], crs: QgsCoordinateReferenceSystem
    ) -> None:
        """Show a class raster instead of the one before.

        Args:
            path: The class raster.
            legend: Its classes.
            crs: CRS of the layer it was made from, which the user may have set by hand.
        """
        options = QgsRasterLayer.LayerOptions(
            loadDefaultStyle=False,
            transformContext=QgsProject.instance().transformContext(),
        )
        # The layer's own CRS is set below; nobody is to be asked for one.
        options.skipCrsValidation = True
        layer = QgsRasterLayer(str(path), tr("Preview"), "gdal", options)
        layer.setCrs(crs)
        self._layer, self._legend = layer, legend
        self._style()
        if self._overlay is None:
            self._overlay = LayerOverlay(self._canvas)
            self._overlay.setOpacity(_OPACITY)
        self._overlay.set_layers([layer])

    def set_hidden(self, class_ids: set[int]) -> None:
        """Make classes transparent at once."""
        if class_ids == self._hidden:
            return
        self._hidden = set(class_ids)
        if self._layer is not None:
            self._style()
            self._layer.triggerRepaint()

    def set_frame(self, outline: Optional[Sequence[Sequence[float]]]) -> None:
        """Draw a thin dashed frame around a part of what is shown.

        Args:
            outline: Corners (x, y) in the CRS of the class raster; None for no frame.
        """
        self._outline = outline
        self.draw_frame()

    def draw_frame(self) -> None:
        """Draw the frame again where the map has another CRS."""
        self._remove_frame()
        if self._outline is not None and self._layer is not None:
            self._frame = _make_frame(self._canvas)
            corners = [QgsPointXY(x, y) for x, y in self._outline]
            self._frame.setToGeometry(QgsGeometry.fromPolygonXY([corners]), self._layer.crs())

    def clear(self) -> None:
        """Take everything off the map."""
        overlay, self._overlay = self._overlay, None
        if overlay is not None:
            overlay.close()
        self._remove_frame()
        self._layer, self._legend, self._outline = None, (), None

    def _style(self) -> None:
        layer: Any = self._layer
        shown = [entry for entry in self._legend if entry.id not in self._hidden]
        layer.setRenderer(class_raster_renderer(layer.dataProvider(), shown))

    def _remove_frame(self) -> None:
        frame, self._frame = self._frame, None
        if frame is not None and not sip.isdeleted(frame) and frame.scene() is not None:
            frame.scene().removeItem(frame)


def _make_frame(canvas: QgsMapCanvas) -> QgsRubberBand:
    frame = QgsRubberBand(canvas, Qgis.GeometryType.Polygon)
    frame.setFillColor(QColor(Qt.GlobalColor.transparent))
    frame.setStrokeColor(canvas.palette().color(QPalette.ColorRole.Highlight))
    # Beside it, so that the frame is seen on dark pictures as well as on bright ones.
    frame.setSecondaryStrokeColor(canvas.palette().color(QPalette.ColorRole.HighlightedText))
    frame.setLineStyle(Qt.PenStyle.DashLine)
    frame.setWidth(1)
    return frame
