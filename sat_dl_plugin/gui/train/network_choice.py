"""Choosing the network: where it starts, how it is built, what it is called, when it ends."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.jobs import ARCHITECTURES
from sat_dl_plugin.gui.train.train_form import NAME, proposed_name
from sat_dl_plugin.gui.widgets.headings import small_print
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import (
    SEGMENTATION,
    installed_models,
    network_path,
)
from sat_dl_plugin.processing.model_parameter import DEFAULT_MODEL

_USUAL_MINUTES, _USUAL_EPOCHS = 60, 50
_FEWEST_CHARACTERS = 8


class NetworkChoice(QWidget):
    """The part of the form that says how a network learns.

    Args:
        parent: Owner.
    """

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._proposed = ""
        self.start = QComboBox()
        self.start.setToolTip(
            tr("Starting from a model trained on similar images needs fewer labels and less time")
        )
        self.architecture = QComboBox()
        self.architecture.addItems(ARCHITECTURES)
        self.about = small_print()
        self.name = QLineEdit()
        self.name.setToolTip(tr("Name of the model in the list of models"))
        self.minutes = _whole_box(tr(" min"), tr("no limit"), 100_000, _USUAL_MINUTES)
        self.minutes.setToolTip(tr("Longest time of training, over all runs under this name"))
        self.epochs = _whole_box("", tr("no limit"), 100_000, _USUAL_EPOCHS)
        self.epochs.setToolTip(
            tr("Most epochs of 100 batches; training ends sooner when the scores stop improving")
        )
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, widget in (
            (tr("Start from"), self.start),
            (tr("Network"), self.architecture),
        ):
            form.addRow(title, widget)
        form.addRow(self.about)
        for title, widget in (
            (tr("Name of the model"), self.name),
            (tr("Time limit"), self.minutes),
            (tr("Maximum epochs"), self.epochs),
        ):
            form.addRow(title, widget)
        for box in (self.start, self.architecture):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(_FEWEST_CHARACTERS)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self._make_more())
        self.reload()
        self._show_about()
        self._connect()

    def start_from(self) -> str:
        """Return the name of the model to start from, empty for none."""
        return str(self.start.currentData() or "")

    def model_name(self) -> str:
        """Return the name that the model gets."""
        return self.name.text().strip()

    def propose(self, title: str) -> None:
        """Propose a name for the model, unless the user has given one.

        Args:
            title: Name of the layer of labels.
        """
        if self.model_name() == self._proposed:
            self._proposed = proposed_name(title, installed_models())
            self.name.setText(self._proposed)

    def focus_chain(self) -> list[QWidget]:
        """Return what can have the focus, from top to bottom."""
        named = [self.start, self.architecture, self.name, self.minutes, self.epochs]
        return [*named, self.more, self.gsd, self.seed, self.overlapping]

    def why_not(self) -> str:
        """Return what speaks against training, or an empty text."""
        name = self.model_name()
        if not NAME.fullmatch(name):
            return tr(
                "Enter a model name of letters, digits, spaces, dots, dashes and underscores."
            )
        if name in installed_models():
            return tr("There is a model “{}” already; choose another name.").format(name)
        if not self.minutes.value() and not self.epochs.value():
            return tr("Set a time limit or a number of epochs.")
        return ""

    def reload(self) -> None:
        """Read anew which models there are."""
        chosen = self.start_from() if self.start.count() else DEFAULT_MODEL
        self.start.clear()
        self.start.addItem(tr("Nothing (a new network)"), "")
        for name in installed_models(SEGMENTATION):
            path = network_path(name)
            # A set of networks has no weights of its own.
            if path is not None and path.suffix == ".onnx":
                self.start.addItem(name, name)
        self.start.setCurrentIndex(max(0, self.start.findData(chosen)))

    def _make_more(self) -> QWidget:
        self.more = QgsCollapsibleGroupBoxBasic(tr("More"))
        form = QFormLayout(self.more)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.gsd = QDoubleSpinBox()
        self.gsd.setRange(0.0, 10_000.0)
        self.gsd.setDecimals(3)
        self.gsd.setSuffix(tr(" m"))
        self.gsd.setSpecialValueText(tr("same as the first raster"))
        self.gsd.setToolTip(tr("Pixel size the network is trained for"))
        self.seed = QSpinBox()
        self.seed.setRange(0, 2**31 - 1)
        self.seed.setToolTip(tr("The same seed sets the same ground aside"))
        self.overlapping = QCheckBox(tr("Classes may overlap"))
        self.overlapping.setToolTip(
            tr("A place may belong to several classes, such as a vehicle on a road")
        )
        form.addRow(tr("Pixel size"), self.gsd)
        form.addRow(tr("Seed"), self.seed)
        form.addRow(self.overlapping)
        self.more.setCollapsed(True)
        return self.more

    def _connect(self) -> None:
        for signal in (
            self.start.currentIndexChanged,
            self.name.textChanged,
            self.minutes.valueChanged,
            self.epochs.valueChanged,
            self.gsd.valueChanged,
            self.seed.valueChanged,
            self.overlapping.toggled,
        ):
            signal.connect(self.changed)
        self.architecture.currentIndexChanged.connect(self._show_about)

    def _show_about(self) -> None:
        abouts = (
            tr("Light, for any computer."),
            tr("Sees farther around each pixel; takes about twice as long."),
            tr("64 feature maps throughout, for many bands; needs a GPU."),
        )
        self.about.setText(abouts[self.architecture.currentIndex()])
        self.about.show()
        self.changed.emit()


def _whole_box(suffix: str, none: str, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, most)
    box.setSuffix(suffix)
    box.setSpecialValueText(none)
    box.setValue(value)
    return box
