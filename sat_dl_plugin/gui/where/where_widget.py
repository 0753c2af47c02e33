"""Choosing where to work: the whole layer, the map view, a drawn rectangle, polygons."""

from __future__ import annotations

from enum import Enum
from typing import Any, Optional

from qgis.core import (
    QgsMapLayerProxyModel,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtGui import QHideEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.where.rectangle_tool import RectangleBand, RectangleTool
from sat_dl_plugin.gui.where.regions import extent_text, is_placed, part_of_layer
from sat_dl_plugin.gui.widgets.broken_layer import why_broken
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.layer_export import has_own_pixels

_RESULT_FIELD = "run_id"
"""Polygons that a run of ours made have it."""

# Panning, zooming and editing change the region many times a second.
_SETTLE_MS = 200


class Mode(Enum):
    """Where to work."""

    WHOLE = "whole"
    VIEW = "view"
    RECTANGLE = "rectangle"
    POLYGONS = "polygons"


class WhereWidget(QWidget):
    """Lets people say where to work and gives ``EXTENT`` and ``MASK`` for it.

    Args:
        session: Whose layer is worked on, and whose map is looked at and drawn on.
        parent: Owner.
        with_polygons: Whether polygons can be chosen; not for algorithms without ``MASK``.
    """

    changed = pyqtSignal()
    """The region is, or may be, another one."""

    def __init__(
        self,
        session: DockSession,
        parent: Optional[QWidget] = None,
        *,
        with_polygons: bool = True,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._mode = Mode.WHOLE
        self._before_drawing = Mode.WHOLE
        self._rectangle: Optional[QgsReferencedRectangle] = None
        self._followed: Optional[QgsVectorLayer] = None
        self._tool = RectangleTool(session.canvas)
        self._band = RectangleBand(session.canvas)
        self._unsettled: set[Mode] = set()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._build()
        self._buttons[Mode.POLYGONS].setVisible(with_polygons)
        self._connect()
        self._follow_polygons()
        self._take_layer()

    # What others ask

    @property
    def mode(self) -> Mode:
        """What is chosen."""
        return self._mode

    def parameters(self) -> dict[str, Any]:
        """Return what Processing takes: ``EXTENT``, ``MASK``, both, or neither for all.

        ``EXTENT`` is text, ``xmin,xmax,ymin,ymax [EPSG:code]``, in the CRS of the layer and cut
        to it. ``MASK`` is the id of a polygon layer or, for its selected features only, a
        `QgsProcessingFeatureSourceDefinition`; its ``toVariant()`` is what JSON and
        ``qgis_process`` need. With a mask, ``EXTENT`` is its bounding box, without which the
        results would be as large as the layer.
        """
        region = self.region()
        parameters: dict[str, Any] = {}
        if self._mode is not Mode.WHOLE and region is not None:
            parameters["EXTENT"] = extent_text(region)
        polygons = self._polygon_layer()
        if self._mode is Mode.POLYGONS and polygons is not None:
            parameters["MASK"] = polygons.id()
            if self._only_selected.isChecked():
                parameters["MASK"] = QgsProcessingFeatureSourceDefinition(
                    polygons.id(), selectedFeaturesOnly=True
                )
        return parameters

    def region(self) -> Optional[QgsReferencedRectangle]:
        """Return what is worked on, cut to the layer and in its CRS; None if that is nothing."""
        layer = self._session.layer
        if layer is None or not layer.isValid():
            return None
        if self._mode is Mode.WHOLE:
            if not has_own_pixels(layer.dataProvider()):
                return None
            return QgsReferencedRectangle(layer.extent(), layer.crs())
        chosen = self._chosen_rectangle()
        if chosen is None or not is_placed(layer):
            return None
        return part_of_layer(chosen, layer)

    def why_not(self) -> str:
        """Return why nothing can be run with what is chosen, or an empty text."""
        reason = self._why_not_mode(self._mode)
        if not reason and self.region() is None:
            reason = self._why_no_region()
        return reason

    def choose(self, mode: Mode) -> None:
        """Choose where to work, as a click would; a rectangle is drawn next if there is none."""
        if mode is Mode.RECTANGLE and self._mode is not mode:
            self._before_drawing = self._mode
        if mode is Mode.POLYGONS and self._mode is not mode:
            self._prefer_areas()
        self._mode = mode
        self._show_mode()
        if mode is Mode.RECTANGLE and self._rectangle is None:
            self._tool.start()
        elif mode is not Mode.RECTANGLE:
            self._tool.stop()
        self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt name)
        """Show the rectangle again."""
        super().showEvent(event)
        self._show_band()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 (Qt name)
        """Take the rectangle off the map as long as nobody sees what it belongs to."""
        super().hideEvent(event)
        self._band.show(None)

    def close(self) -> bool:
        """Take everything off the map and stop following it."""
        self._settle.stop()
        self._disconnect()
        self._tool.close()
        self._band.close()
        return super().close()

    # Looks

    def _build(self) -> None:
        texts = {
            Mode.WHOLE: tr("Whole la&yer"),
            Mode.VIEW: tr("Map v&iew"),
            Mode.RECTANGLE: tr("Drawn rectan&gle"),
            Mode.POLYGONS: tr("Polygons of &a layer"),
        }
        self._buttons = {mode: QRadioButton(text) for mode, text in texts.items()}
        self._group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for mode, button in self._buttons.items():
            self._group.addButton(button)
            if mode is Mode.RECTANGLE:
                layout.addLayout(self._rectangle_row(button))
            else:
                layout.addWidget(button)
        layout.addWidget(self._polygons_box())
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        layout.addWidget(self._hint)

    def _rectangle_row(self, button: QRadioButton) -> QHBoxLayout:
        self._draw = QPushButton()
        self._draw.setToolTip(tr("Drag a rectangle on the map"))
        # The rows below stay where they are when the button comes and goes.
        policy = self._draw.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._draw.setSizePolicy(policy)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch()
        row.addWidget(self._draw)
        return row

    def _polygons_box(self) -> QWidget:
        self._polygons = QgsMapLayerComboBox()
        self._polygons.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self._polygons.setToolTip(tr("Only what lies inside the polygons of this layer"))
        self._polygons.setAccessibleName(tr("Polygon layer"))
        self._only_selected = QCheckBox()
        self._only_selected.setToolTip(tr("Ignore polygons that are not selected"))
        self._polygon_rows = QWidget()
        rows = QGridLayout(self._polygon_rows)
        rows.setContentsMargins(self._indent(), 0, 0, 0)
        rows.addWidget(self._polygons)
        rows.addWidget(self._only_selected)
        return self._polygon_rows

    def _indent(self) -> int:
        style = self.style()
        return style.pixelMetric(QStyle.PixelMetric.PM_ExclusiveIndicatorWidth) + style.pixelMetric(
            QStyle.PixelMetric.PM_RadioButtonLabelSpacing
        )

    def _show_mode(self) -> None:
        self._buttons[self._mode].setChecked(True)
        self._polygon_rows.setVisible(self._mode is Mode.POLYGONS)
        self._show_band()
        self._show_selection()
        self._show_reasons()

    def _show_band(self) -> None:
        # Several pages have a widget like this one; only the page in sight shows its rectangle.
        is_shown = self._mode is Mode.RECTANGLE and self.isVisible()
        self._band.show(self._rectangle if is_shown else None)

    def _show_selection(self) -> None:
        polygons = self._polygon_layer()
        count = 0 if polygons is None else polygons.selectedFeatureCount()
        self._only_selected.setText(
            tr("Only selected polygons ({})").format(self.locale().toString(count))
            if count
            else tr("Only selected polygons (none)")
        )

    def _show_reasons(self, *_what: Any) -> None:
        for mode, button in self._buttons.items():
            reason = self._why_not_mode(mode)
            button.setEnabled(not reason)
            button.setToolTip(reason)
        drawing = self._tool.isActive()
        self._draw.setVisible(self._mode is Mode.RECTANGLE and not drawing)
        self._draw.setText(tr("Draw") if self._rectangle is None else tr("Draw again"))
        reason = self.why_not()
        self._hint.setText(reason)
        self._hint.setVisible(bool(reason))

    # What is possible

    def _why_not_mode(self, mode: Mode) -> str:
        """Return why a mode cannot be chosen, or an empty text."""
        layer = self._session.layer
        if layer is None:
            return tr("Choose a raster layer in the layers panel.")
        if not layer.isValid():
            return why_broken(layer)
        reason = ""
        if mode is Mode.WHOLE:
            if not has_own_pixels(layer.dataProvider()):
                reason = tr("A server renders this layer for any place, so it has no fixed extent.")
        elif not is_placed(layer):
            reason = tr("The layer has no position on the map, so no part of it can be chosen.")
        elif mode is Mode.VIEW and part_of_layer(self._view(), layer) is None:
            reason = tr("The map shows a place outside the layer.")
        elif mode is Mode.POLYGONS and not self._polygons.count():
            reason = tr("There is no polygon layer in the project.")
        return reason

    def _why_no_region(self) -> str:
        """Return why a mode that can be chosen gives no region yet."""
        polygons = self._polygon_layer()
        if self._mode is Mode.RECTANGLE:
            if self._tool.isActive():
                return tr("Drag a rectangle on the map. Press Escape to cancel.")
            if self._rectangle is None:
                return tr("No rectangle is drawn yet.")
            return tr("The rectangle does not touch the layer.")
        if polygons is None:
            return tr("Choose a polygon layer.")
        if self._only_selected.isChecked() and not polygons.selectedFeatureCount():
            return tr("Nothing is selected in “{}”.").format(polygons.name())
        return tr("The polygons do not touch the layer.")

    def _usual_mode(self, layer: Optional[QgsRasterLayer]) -> Mode:
        endless = layer is not None and layer.isValid() and not has_own_pixels(layer.dataProvider())
        return Mode.VIEW if endless else Mode.WHOLE

    def _view(self) -> QgsReferencedRectangle:
        settings = self._session.canvas.mapSettings()
        return QgsReferencedRectangle(settings.visibleExtent(), settings.destinationCrs())

    def _chosen_rectangle(self) -> Optional[QgsReferencedRectangle]:
        if self._mode is Mode.VIEW:
            return self._view()
        if self._mode is Mode.RECTANGLE:
            return self._rectangle
        polygons = self._polygon_layer()
        if polygons is None:
            return None
        box: QgsRectangle = (
            polygons.boundingBoxOfSelected()
            if self._only_selected.isChecked()
            else polygons.extent()
        )
        if box.isNull() or box.isEmpty():
            return None
        return QgsReferencedRectangle(box, polygons.crs())

    def _polygon_layer(self) -> Optional[QgsVectorLayer]:
        layer = self._polygons.currentLayer()
        return layer if isinstance(layer, QgsVectorLayer) and layer.isValid() else None

    # What happens

    def _connect(self) -> None:
        for mode, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, chosen=mode: self.choose(chosen))
        self._draw.clicked.connect(self._tool.start)
        self._tool.drawn.connect(self._take_rectangle)
        self._tool.gave_up.connect(self._give_up)
        self._only_selected.toggled.connect(self._take_polygons)
        self._settle.timeout.connect(self._take_settled)
        for signal, slot in self._followed_signals():
            signal.connect(slot)

    def _disconnect(self) -> None:
        self._follow(None)
        for signal, slot in self._followed_signals():
            signal.disconnect(slot)

    def _followed_signals(self) -> list[tuple[Any, Any]]:
        """Signals that come as long as the project and the map live, with what they call."""
        canvas, project = self._session.canvas, QgsProject.instance()
        return [
            (self._session.layer_changed, self._take_layer),
            (canvas.extentsChanged, self._note_view),
            (canvas.destinationCrsChanged, self._note_view),
            (self._polygons.layerChanged, self._follow_polygons),
            (canvas.mapToolSet, self._show_reasons),
            (project.layersAdded, self._show_reasons),
            (project.layersRemoved, self._show_reasons),
        ]

    def _take_layer(self) -> None:
        if self._why_not_mode(self._mode):
            self._mode = self._usual_mode(self._session.layer)
        self._show_mode()
        self.changed.emit()

    def _note_view(self) -> None:
        self._unsettled.add(Mode.VIEW)
        self._settle.start()

    def _note_polygons(self, *_how: Any) -> None:
        self._unsettled.add(Mode.POLYGONS)
        self._settle.start()

    def _take_settled(self) -> None:
        is_other = self._mode in self._unsettled
        self._unsettled.clear()
        self._show_selection()
        self._show_reasons()
        if is_other:
            self.changed.emit()

    def _take_rectangle(self, rectangle: QgsReferencedRectangle) -> None:
        self._rectangle = rectangle
        self.choose(Mode.RECTANGLE)

    def _give_up(self) -> None:
        if self._rectangle is None:
            self.choose(self._before_drawing)

    def _take_polygons(self, *_how: Any) -> None:
        self._show_selection()
        self._show_reasons()
        if self._mode is Mode.POLYGONS:
            self.changed.emit()

    def _prefer_areas(self) -> None:
        """Take a layer of the user instead of one that a run of ours made, if there is one."""
        count = self._polygons.count()
        layers = [self._polygons.currentLayer(), *map(self._polygons.layer, range(count))]
        own = [each for each in layers if each and each.fields().indexOf(_RESULT_FIELD) < 0]
        if own:
            self._polygons.setLayer(own[0])

    def _follow_polygons(self, *_layer: Any) -> None:
        polygons = self._polygon_layer()
        if polygons is not self._followed:
            self._follow(polygons)
            self._only_selected.setChecked(
                polygons is not None and polygons.selectedFeatureCount() > 0
            )
        self._take_polygons()

    def _follow(self, polygons: Optional[QgsVectorLayer]) -> None:
        if self._followed is not None and not sip.isdeleted(self._followed):
            self._followed.selectionChanged.disconnect(self._note_polygons)
            self._followed.dataChanged.disconnect(self._note_polygons)
        self._followed = polygons
        if polygons is not None:
            polygons.selectionChanged.connect(self._note_polygons)
            polygons.dataChanged.connect(self._note_polygons)
