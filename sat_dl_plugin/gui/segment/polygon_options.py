"""How polygons are made of classes, and which files are wanted; folded away at first."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QWidget

from sat_dl_plugin.i18n import tr


class PolygonOptions(QgsCollapsibleGroupBoxBasic):
    """Smallest area, simplification and shape of polygons, and rasters to keep beside them.

    Defaults are those of the toolbox.

    Args:
        parent: Owner.
    """

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Polygons and files"), parent)
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.min_area = _length_box(
            tr(" m²"), tr("Polygons with a smaller area are left out; 0 keeps all.")
        )
        self.simplify = _length_box(
            tr(" m"),
            tr(
                "How far an outline may move on the ground; 0 keeps every corner. Neighbours still "
                "share their borders."
            ),
        )
        self.shape = QComboBox()
        self.shape.addItems([tr("Pixel edges"), tr("Smooth"), tr("Right-angled")])
        self.shape.setToolTip(tr("Smooth suits trees and water, right-angled suits buildings."))
        self.classes = QCheckBox(tr("Class raster"))
        self.classes.setToolTip(tr("The classes as a raster on the pixels of the layer."))
        self.classes.setChecked(True)
        self.probabilities = QCheckBox(tr("Probabilities"))
        self.probabilities.setToolTip(
            tr("How certain the model is, one band per class: a file several times the size.")
        )
        form.addRow(tr("Smallest polygon"), self.min_area)
        form.addRow(tr("Simplify by"), self.simplify)
        form.addRow(tr("Outlines"), self.shape)
        form.addRow(tr("Also keep"), self.classes)
        form.addRow("", self.probabilities)
        self.min_area.valueChanged.connect(self.changed)
        self.simplify.valueChanged.connect(self.changed)
        self.shape.currentIndexChanged.connect(self.changed)
        self.classes.toggled.connect(self.changed)
        self.probabilities.toggled.connect(self.changed)
        self.setCollapsed(True)


def _length_box(suffix: str, tooltip: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(0.0, 1e6)
    box.setDecimals(1)
    box.setSuffix(suffix)
    box.setToolTip(tooltip)
    return box
