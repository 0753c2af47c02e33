"""Choosing the layer to review, or making one from predictions."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsProject, QgsVectorLayer
from qgis.gui import QgsFileWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.gui.review.layer_making_task import LayerMaking, proposed_path
from sat_dl_plugin.gui.widgets.headings import heading, show_small_print, small_print
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.review.schema import legend_of_layer, why_no_review


class LayerBox(QWidget):
    """The layer, who reviews it, and the button that begins.

    Args:
        parent: Owner.
    """

    begin_wanted = pyqtSignal(object)
    """The layer to review."""
    end_wanted = pyqtSignal()
    failed = pyqtSignal(object)
    """No review layer could be made: a `SatDlError`."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.making = LayerMaking(self)
        self._is_reviewing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("Review polygons")))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.layers = QgsMapLayerComboBox()
        self.layers.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.layers.setAllowEmptyLayer(True, tr("No polygon layer"))  # noqa: FBT003 (Qt name)
        self.layers.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        form.addRow(tr("Pol&ygons"), self.layers)
        self.who = QLineEdit(settings.reviewer())
        self.who.setPlaceholderText(tr("optional"))
        self.who.setToolTip(tr("Written into the journal, so that others see who decided"))
        form.addRow(tr("Your &name"), self.who)
        self.target = QgsFileWidget()
        self.target.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.target.setFilter(tr("GeoPackage (*.gpkg)"))
        self._target_label = tr("Review &file")
        form.addRow(self._target_label, self.target)
        self._form = form
        column.addLayout(form)
        self.reason = small_print()
        column.addWidget(self.reason)
        self.button = QPushButton()
        self.button.clicked.connect(self._press)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.progress = QProgressBar()
        self.progress.hide()
        column.addWidget(self.progress)
        self._connect()
        self._choose_review_layer()
        self.refresh()

    @property
    def layer(self) -> Optional[QgsVectorLayer]:
        """The layer that is chosen."""
        return self.layers.currentLayer()

    def close(self) -> bool:
        """Stop what is at work and stop listening."""
        self.making.cancel()
        QgsProject.instance().layersAdded.disconnect(self._prefer_added)
        return super().close()

    def show_reviewing(self, *, is_reviewing: bool) -> None:
        """Show the way out instead of the way in, or the other way round."""
        self._is_reviewing = is_reviewing
        self.refresh()

    def refresh(self, *_what: Any) -> None:
        """Show what can be done with the chosen layer."""
        layer = self.layer
        is_ready = is_review_layer(layer)
        can_make = not self._is_reviewing and not is_ready and layer is not None
        reason = self._reason(layer, is_ready=is_ready)
        for widget in (self.layers, self.who):
            widget.setEnabled(not self._is_reviewing and not self.making.is_running)
        self.target.setVisible(can_make)
        self._form.labelForField(self.target).setVisible(can_make)
        if can_make and not self.target.isEnabled():
            self.target.setEnabled(True)
        show_small_print(self.reason, reason)
        icon, text = self._button_look(can_make=can_make)
        self.button.setIcon(QIcon(str(icon_path(icon))))
        self.button.setText(text)
        self.button.setEnabled(layer is not None and not self.making.is_running)
        self.progress.setVisible(self.making.is_running)

    def _connect(self) -> None:
        self.layers.layerChanged.connect(self._take_layer)
        self.who.editingFinished.connect(lambda: settings.set_reviewer(self.who.text()))
        self.making.made.connect(self._take_made)
        self.making.failed.connect(self._take_failure)
        self.making.progressed.connect(lambda percent: self.progress.setValue(round(percent)))
        QgsProject.instance().layersAdded.connect(self._prefer_added)

    def _button_look(self, *, can_make: bool) -> tuple[str, str]:
        if self._is_reviewing:
            return "close", tr("&End the review")
        if can_make:
            return "reviewlayer", tr("&Make a review layer")
        return "page_review", tr("&Begin the review")

    def _reason(self, layer: Optional[QgsVectorLayer], *, is_ready: bool) -> str:
        if layer is None:
            return tr("Segment an image first, or add a layer with predicted polygons.")
        if is_ready or self._is_reviewing:
            return ""
        return tr(
            "A review layer is a copy of the predictions in a GeoPackage. It also keeps what you "
            "decide, so that nothing gets lost when QGIS or the computer stops."
        )

    def _press(self) -> None:
        if self._is_reviewing:
            self.end_wanted.emit()
        elif is_review_layer(self.layer):
            settings.set_reviewer(self.who.text())
            self.begin_wanted.emit(self.layer)
        elif self.layer is not None:
            self.making.start(self.layer, Path(self.target.filePath()))
            self.refresh()

    def _take_layer(self, layer: Optional[QgsMapLayer]) -> None:
        if layer is not None and not is_review_layer(layer):
            self.target.setFilePath(str(proposed_path(layer)))
        self.refresh()

    def _take_made(self, layer: QgsVectorLayer) -> None:
        self.layers.setLayer(layer)
        self.refresh()
        self.begin_wanted.emit(layer)

    def _take_failure(self, error: object) -> None:
        self.refresh()
        self.failed.emit(error)

    def _prefer_added(self, layers: list[QgsMapLayer]) -> None:
        """Choose what was just added, if it can be reviewed and nobody is at work.

        Otherwise predictions that a review layer can be made of, such as those of a run.
        """
        found = [layer for layer in layers if has_predictions(layer)]
        if found and not self._is_reviewing and not is_review_layer(self.layer):
            self.layers.setLayer(max(found, key=is_review_layer))

    def _choose_review_layer(self) -> None:
        self._take_layer(self.layer)
        self._prefer_added(list(QgsProject.instance().mapLayers().values()))


def has_predictions(layer: QgsMapLayer) -> bool:
    """Return whether a layer has polygons that can be reviewed."""
    return isinstance(layer, QgsVectorLayer) and not why_no_review(layer)


def is_review_layer(layer: Optional[QgsMapLayer]) -> bool:
    """Return whether a layer was made to be reviewed."""
    return (
        isinstance(layer, QgsVectorLayer)
        and not why_no_review(layer)
        and bool(legend_of_layer(layer))
        and (layer.providerType() == "postgres" or layer.dataProvider().storageType() == "GPKG")
    )
