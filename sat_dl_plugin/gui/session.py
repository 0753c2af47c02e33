"""What the pages of the dock share: the active layer, the queue of runs, what changed."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from sat_dl_plugin.tasks.run_queue import RunQueue


class DockSession(QObject):
    """Follows the active raster layer of QGIS; the only raster of a project needs not be active.

    The layer stays the last raster that was active: choosing a polygon layer to look at must not
    empty the pages. It is None when there is none, or when it was removed.

    Args:
        iface: The running application's ``QgisInterface``.
        runs: The queue all pages add their runs to.
        parent: Owner.
    """

    layer_changed = pyqtSignal()
    """Another raster layer is active, or none, or its source changed."""
    models_changed = pyqtSignal()
    """A model was imported, trained or deleted."""
    runtime_changed = pyqtSignal()
    """A runtime was set up, repaired or removed."""

    def __init__(self, iface: Any, runs: RunQueue, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.iface = iface
        self.runs = runs
        self._layer: Optional[QgsRasterLayer] = None
        iface.currentLayerChanged.connect(self._follow)
        QgsProject.instance().layersWillBeRemoved.connect(self._forget_removed)
        self._follow(iface.activeLayer())
        if self._layer is None:
            self._follow(_only_raster())

    @property
    def canvas(self) -> QgsMapCanvas:
        """The main map."""
        return self.iface.mapCanvas()

    @property
    def layer(self) -> Optional[QgsRasterLayer]:
        """The raster layer the pages work on."""
        return self._layer

    def close(self) -> None:
        """Stop following; undoes the constructor."""
        self.iface.currentLayerChanged.disconnect(self._follow)
        QgsProject.instance().layersWillBeRemoved.disconnect(self._forget_removed)
        self._layer = None

    def _follow(self, layer: Optional[QgsMapLayer]) -> None:
        if not isinstance(layer, QgsRasterLayer) or layer is self._layer:
            return
        if self._layer is not None:
            self._layer.dataSourceChanged.disconnect(self.layer_changed)
        self._layer = layer
        layer.dataSourceChanged.connect(self.layer_changed)
        self.layer_changed.emit()

    def _forget_removed(self, layer_ids: list[str]) -> None:
        if self._layer is not None and self._layer.id() in layer_ids:
            self._layer = None
            self.layer_changed.emit()


def _only_raster() -> Optional[QgsRasterLayer]:
    layers = QgsProject.instance().mapLayers().values()
    rasters = [layer for layer in layers if isinstance(layer, QgsRasterLayer)]
    return rasters[0] if len(rasters) == 1 else None
