"""Choosing what is learnt from: rasters, labels, their classes, and what was labelled."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsCheckableComboBox, QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QSizePolicy, QWidget

from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.broken_layer import why_broken
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.analysing import CLASS_FIELDS

_FEWEST_CHARACTERS = 8
"""A narrow dock must not become wider for the name of a layer."""


class DataChoice(QWidget):
    """The part of the form that names layers of the project.

    The rasters follow the active layer until the user chooses others.

    Args:
        session: Whose layer is proposed.
        parent: Owner.
    """

    changed = pyqtSignal()

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        self._is_own_choice = False
        self.rasters = QgsCheckableComboBox()
        self.rasters.setDefaultText(tr("Choose rasters"))
        self.rasters.setToolTip(tr("One raster or several with the same bands"))
        polygons = QgsMapLayerProxyModel.Filter.PolygonLayer
        self.labels = _layer_box(
            polygons | QgsMapLayerProxyModel.Filter.RasterLayer,
            tr("Choose a layer"),
            tr("Polygons with a class each, or a class raster"),
        )
        self.field = QgsFieldComboBox()
        self.field.setToolTip(tr("The field with the ids or names of the classes"))
        self.area = _layer_box(
            polygons,
            tr("The rasters are labelled completely"),
            tr("Polygons inside which everything is labelled; what is outside is ignored"),
        )
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, box in (
            (tr("Rasters"), self.rasters),
            (tr("Labels"), self.labels),
            (tr("Field with the classes"), self.field),
            (tr("Labelled area"), self.area),
        ):
            _keep_narrow(box)
            form.addRow(title, box)
        self._form = form
        self._propose_labels()
        self._fill_rasters()
        self._show_fields()
        self._connect()

    def raster_ids(self) -> tuple[str, ...]:
        """Return the ids of the chosen rasters."""
        return tuple(str(layer_id) for layer_id in self.rasters.checkedItemsData())

    def choose_rasters(self, layer_ids: tuple[str, ...]) -> None:
        """Choose these rasters and no others."""
        self._is_own_choice = True
        self._check(layer_ids)
        self.changed.emit()

    def label_layer(self) -> Optional[QgsMapLayer]:
        """Return the layer of labels."""
        return self.labels.currentLayer()

    def class_field(self) -> str:
        """Return the field with the classes, nothing for labels that are a raster."""
        layer = self.label_layer()
        return str(self.field.currentField()) if isinstance(layer, QgsVectorLayer) else ""

    def area_id(self) -> str:
        """Return the id of the layer of what was labelled, empty for everything."""
        layer = self.area.currentLayer()
        return "" if layer is None else str(layer.id())

    def focus_chain(self) -> list[QWidget]:
        """Return what can have the focus, from top to bottom."""
        return [self.rasters, self.labels, self.field, self.area]

    def why_not(self) -> str:
        """Return what is missing, or an empty text."""
        if not self.raster_ids():
            return tr("Choose the rasters to train on.")
        layer = self.label_layer()
        if layer is None:
            return tr("Choose the layer with your labels.")
        if not layer.isValid():
            return why_broken(layer)
        if isinstance(layer, QgsVectorLayer) and not self.class_field():
            return tr("Choose the field with the classes.")
        if layer.id() in self.raster_ids():
            return tr("The labels cannot be one of the rasters to train on.")
        return ""

    def close(self) -> bool:
        """Let go of project and session; undoes the constructor."""
        project = QgsProject.instance()
        project.layersAdded.disconnect(self._fill_rasters)
        project.layersRemoved.disconnect(self._fill_rasters)
        self._session.layer_changed.disconnect(self._follow)
        return super().close()

    def _connect(self) -> None:
        project = QgsProject.instance()
        project.layersAdded.connect(self._fill_rasters)
        project.layersRemoved.connect(self._fill_rasters)
        self._session.layer_changed.connect(self._follow)
        self.rasters.checkedItemsChanged.connect(self._take_choice)
        self.labels.layerChanged.connect(self._show_fields)
        self.field.fieldChanged.connect(self.changed)
        self.area.layerChanged.connect(self.changed)

    def _fill_rasters(self, *_layers: object) -> None:
        """List the rasters of the project; those that are chosen stay so."""
        chosen = self.raster_ids()
        self.rasters.blockSignals(True)  # noqa: FBT003 (Qt)
        self.rasters.clear()
        for layer in QgsProject.instance().mapLayers().values():
            if isinstance(layer, QgsRasterLayer):
                self.rasters.addItemWithCheckState(
                    layer.name(), Qt.CheckState.Unchecked, layer.id()
                )
        self.rasters.blockSignals(False)  # noqa: FBT003 (Qt)
        self._check(chosen if self._is_own_choice else self._active())
        self.changed.emit()

    def _active(self) -> tuple[str, ...]:
        layer = self._session.layer
        return () if layer is None else (layer.id(),)

    def _follow(self) -> None:
        if not self._is_own_choice:
            self._check(self._active())
            self.changed.emit()

    def _check(self, layer_ids: tuple[str, ...]) -> None:
        self.rasters.blockSignals(True)  # noqa: FBT003 (Qt)
        for place in range(self.rasters.count()):
            chosen = self.rasters.itemData(place) in layer_ids
            state = Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked
            self.rasters.setItemCheckState(place, state)
        self.rasters.blockSignals(False)  # noqa: FBT003 (Qt)
        self.rasters.setToolTip("\n".join(self.rasters.checkedItems()))

    def _take_choice(self, _texts: list[str]) -> None:
        self._is_own_choice = True
        self.rasters.setToolTip("\n".join(self.rasters.checkedItems()))
        self.changed.emit()

    def _propose_labels(self) -> None:
        """Choose the first layer that has a field of classes as our own results have them."""
        layers = QgsProject.instance().mapLayers().values()
        self.labels.setLayer(next(filter(_has_classes, layers), None))
        self.area.setLayer(None)

    def _show_fields(self, *_layer: object) -> None:
        layer = self.label_layer()
        is_vector = isinstance(layer, QgsVectorLayer)
        self._form.labelForField(self.field).setVisible(is_vector)
        self.field.setVisible(is_vector)
        self.field.setLayer(layer if is_vector else None)
        if is_vector:
            names = layer.fields().names()
            usual = next((name for name in CLASS_FIELDS[:2] if name in names), "")
            if usual:
                self.field.setField(usual)
        self.changed.emit()


def _layer_box(
    filters: QgsMapLayerProxyModel.Filter, empty: str, tooltip: str
) -> QgsMapLayerComboBox:
    box = QgsMapLayerComboBox()
    box.setFilters(filters)
    box.setAllowEmptyLayer(True, empty)  # noqa: FBT003 (Qt)
    box.setToolTip(tooltip)
    return box


def _keep_narrow(box: QComboBox) -> None:
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_FEWEST_CHARACTERS)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def _has_classes(layer: QgsMapLayer) -> bool:
    return (
        isinstance(layer, QgsVectorLayer)
        and layer.isValid()
        and bool(set(CLASS_FIELDS[:2]) & set(layer.fields().names()))
    )
