"""The tiles of “What to label next” on the page of the review: to the next one, and done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsPointXY, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapLayerComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import pyqtBoundSignal, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sat_dl_plugin.contract.errors import InputError, SatDlError
from sat_dl_plugin.contract.tile_states import DOING, DONE, STATE_FIELD
from sat_dl_plugin.gui.review.commands import TILE_DONE, commands
from sat_dl_plugin.gui.widgets.headings import show_small_print, small_print
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.editing import save_edits
from sat_dl_plugin.review.label_tiles import Tile, left, set_state, tile_at, tiles_of

_VIEW_SCALE = 1.1
"""Of the view over the tile that it shows, so that its border is seen."""


class TileBox(QWidget):
    """Which tiles, how many of them are done, and what people say about one.

    Args:
        canvas: The map they are on.
        parent: Owner.
    """

    failed = pyqtSignal(object)
    """Something cannot be done: a `SatDlError`."""
    told = pyqtSignal(str)
    """A sentence that is no failure."""
    done_wanted = pyqtSignal()
    """The button for the tile that is looked at was pressed."""
    changed = pyqtSignal()
    """Other tiles, or other states of them."""

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._review: Optional[QgsVectorLayer] = None
        self._followed: Optional[QgsVectorLayer] = None
        self.layers = QgsMapLayerComboBox()
        self.layers.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.layers.setAllowEmptyLayer(True, tr("No tiles"))  # noqa: FBT003
        # The box takes the first polygon layer of the project, which nobody chose.
        self.layers.setCurrentIndex(0)
        self.layers.setToolTip(
            tr("Tiles whose state is done, or polygons: inside, everything was labelled")
        )
        self.layers.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.next_button = QPushButton(tr("Next tile"))
        self.next_button.setToolTip(
            tr("Goes to the tile where labels pay most, of those not done, and sets it to doing")
        )
        command = commands()[TILE_DONE]
        self.done_button = QPushButton(f"{command.title}  {command.letters}")
        self.done_button.setToolTip(command.hint)
        self.count = small_print()
        self._lay_out()
        self.next_button.clicked.connect(lambda _checked: self.go_to_next())
        self.done_button.clicked.connect(lambda _checked: self.done_wanted.emit())
        self.layers.layerChanged.connect(self._follow)
        QgsProject.instance().layersAdded.connect(self._look_for_tiles)

    def begin(self, review: QgsVectorLayer) -> None:
        """Offer the tiles for a review layer, which is none itself."""
        self._review = review
        self._look_for_tiles()

    def close(self) -> bool:
        """Let go of the tiles and the project."""
        self.layers.layerChanged.disconnect(self._follow)
        QgsProject.instance().layersAdded.disconnect(self._look_for_tiles)
        self._let_go()
        return super().close()

    @property
    def is_modified(self) -> bool:
        """Whether states are still to be saved."""
        tiles = self.layers.currentLayer()
        return _is_grid(tiles) and bool(tiles.isModified())

    def save(self) -> None:
        """Write the states to the file."""
        if self.is_modified:
            self._try(lambda: save_edits(self.layers.currentLayer()))

    def mark(self, place: QgsPointXY) -> None:
        """Set the tile at a place to done, or back to doing if it was.

        Args:
            place: In the CRS of the map.
        """
        self._try(lambda: self._mark(place))

    def go_to_next(self) -> None:
        """Show the tile where labels pay most, of those not done, and set it to doing."""
        self._try(self._go_to_next)

    # What happens

    def _mark(self, place: QgsPointXY) -> None:
        layer = self._layer()
        there = self._canvas.mapSettings().mapToLayerCoordinates(layer, place)
        tile = tile_at(layer, there)
        if tile is None:
            raise InputError(
                tr("There is no tile here"),
                tr("No tile of “{}” lies under the mouse, or in the middle of the map").format(
                    layer.name()
                ),
                tr("Move the mouse over a tile and press {}, or press “{}”").format(
                    commands()[TILE_DONE].letters, self.next_button.text()
                ),
            )
        is_back = tile.state == DONE
        set_state(layer, tile, DOING if is_back else DONE, commands()[TILE_DONE].title)
        text = (
            tr("{} is no longer done. Tiles left: {}")
            if is_back
            else tr("{} is done. Tiles left: {}")
        )
        self.told.emit(text.format(_name(tile), len(left(tiles_of(layer)))))

    def _go_to_next(self) -> None:
        layer = self._layer()
        waiting = left(tiles_of(layer))
        if not waiting:
            self.told.emit(tr("All tiles are done."))
            return
        tile = waiting[0]
        if tile.state != DOING:
            set_state(layer, tile, DOING, tr("Begin with a tile"))
        box = layer.getGeometry(tile.fid).boundingBox()
        extent = self._canvas.mapSettings().layerExtentToOutputExtent(layer, box)
        extent.scale(_VIEW_SCALE)
        self._canvas.setExtent(extent)
        self._canvas.refresh()
        self._canvas.setFocus()
        self.told.emit(
            tr("{} is next. Press {} when everything in it is correct. Tiles left: {}").format(
                _name(tile), commands()[TILE_DONE].letters, len(waiting)
            )
        )

    def _layer(self) -> QgsVectorLayer:
        layer = self.layers.currentLayer()
        if layer is None:
            raise InputError(
                tr("No tiles are chosen"),
                tr("Only tiles have states such as done"),
                tr("Choose them under “Tiles”, or make them with “What to label next…”"),
            )
        return layer

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except SatDlError as error:
            self.failed.emit(error)

    # What is shown

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self.layers, 1)
        row.addWidget(self.next_button)
        column.addLayout(row)
        column.addWidget(self.done_button)
        column.addWidget(self.count)

    def _look_for_tiles(self, *_added: object) -> None:
        """Choose a grid of tiles, unless something was chosen."""
        self.layers.setExceptedLayerList([self._review] if self._review is not None else [])
        if self.layers.currentLayer() is None:
            grids = [each for each in QgsProject.instance().mapLayers().values() if _is_grid(each)]
            if grids:
                self.layers.setLayer(grids[0])
            else:
                self.layers.setCurrentIndex(0)
        self._follow()

    def _follow(self, *_layer: object) -> None:
        """Listen to the layer that is chosen, and to no other."""
        layer = self.layers.currentLayer()
        if layer is not self._followed:
            self._let_go()
            self._followed = layer
            if layer is not None:
                for signal in _news_of(layer):
                    signal.connect(self._show_count)
        self._show_count()

    def _let_go(self) -> None:
        layer, self._followed = self._followed, None
        if layer is not None and not sip.isdeleted(layer):
            for signal in _news_of(layer):
                signal.disconnect(self._show_count)

    def _show_count(self, *_what: object) -> None:
        layer = self.layers.currentLayer()
        text = ""
        if _is_grid(layer):
            tiles = tiles_of(layer)
            text = tr("{} of {} tiles are done").format(len(tiles) - len(left(tiles)), len(tiles))
        show_small_print(self.count, text)
        self.changed.emit()


def _is_grid(layer: Optional[QgsMapLayer]) -> bool:
    return isinstance(layer, QgsVectorLayer) and layer.fields().indexFromName(STATE_FIELD) >= 0


def _news_of(layer: QgsVectorLayer) -> tuple[pyqtBoundSignal, ...]:
    """Return the signals after which other states may be right."""
    return (layer.layerModified, layer.afterCommitChanges, layer.afterRollBack, layer.dataChanged)


def _name(tile: Tile) -> str:
    return tr("This tile") if tile.rank is None else tr("Tile {}").format(tile.rank)
