"""What is about to be installed, where, how large it is, and what it will run on."""

from __future__ import annotations

import sys
from html import escape
from typing import Optional

from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.bridge.hardware import OLDEST_DRIVER, NvidiaGpu
from sat_dl_plugin.bridge.inventory import Inventory
from sat_dl_plugin.bridge.spec import RuntimeSpec, runtimes_folder
from sat_dl_plugin.gui.widgets.facts import add_fact, breakable
from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.gui.widgets.quantities import size_text
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.runtime_setup import SetupWish


class SetupChoice(QWidget):
    """The choices before the runtime is set up; one button is enough for most people.

    Args:
        parent: Owner.
    """

    start_wanted = pyqtSignal()
    """The button was pressed."""
    place_wanted = pyqtSignal()
    """The user wants another folder for the runtime."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._inventory: Optional[Inventory] = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("Set up Sat DL")))
        layout.addWidget(
            wrapped_label(
                tr(
                    "Before the first run, Sat DL installs what deep learning needs in a folder of "
                    "its own. QGIS itself is not changed, and a crash there cannot take your "
                    "project down. This is done once and needs an internet connection."
                )
            )
        )
        self._add_kinds(layout)
        self._add_facts(layout)
        self._lack = wrapped_label()
        layout.addWidget(self._lack)
        self.start_button = QPushButton(tr("Set &up"))
        self.start_button.setMinimumHeight(2 * self.fontMetrics().height())
        font = self.start_button.font()
        font.setBold(True)
        self.start_button.setFont(font)
        self.start_button.clicked.connect(self.start_wanted)
        layout.addWidget(self.start_button)
        layout.addWidget(self._make_options())
        self._update()

    def show_inventory(self, inventory: Inventory) -> None:
        """Show what the machine has."""
        self._inventory = inventory
        self._update()

    def wish(self) -> SetupWish:
        """Return what is chosen, and remember it."""
        settings.set_runtime_python(self._python.filePath())
        settings.set_wheelhouse(self._wheelhouse.filePath())
        return SetupWish(
            kind="full" if self._full.isChecked() else "infer",
            variant=self._variant.currentData(),
            python=settings.runtime_python(),
            wheelhouse=settings.wheelhouse(),
            proxy=settings.proxy_url(),
        )

    def _add_kinds(self, layout: QVBoxLayout) -> None:
        self._infer = QRadioButton(tr("Se&gmentation"))
        self._infer.setChecked(True)
        self._full = QRadioButton(tr("Segmentation, enhancement &and training"))
        self._infer_note, self._full_note = wrapped_label(), wrapped_label()
        style = self.style()
        indent = style.pixelMetric(QStyle.PixelMetric.PM_ExclusiveIndicatorWidth)
        indent += style.pixelMetric(QStyle.PixelMetric.PM_RadioButtonLabelSpacing)
        for button, note in ((self._infer, self._infer_note), (self._full, self._full_note)):
            option = QVBoxLayout()
            option.setSpacing(0)
            option.addWidget(button)
            note.setContentsMargins(indent, 0, 0, 0)
            option.addWidget(note)
            layout.addLayout(option)
        self._full.toggled.connect(self._update)

    def _add_facts(self, layout: QVBoxLayout) -> None:
        form = QFormLayout()
        self._runs_on, self._place = wrapped_label(), wrapped_label()
        self._place.linkActivated.connect(lambda _link: self.place_wanted.emit())
        add_fact(form, tr("Runs on:"), self._runs_on)
        add_fact(form, tr("Location:"), self._place)
        layout.addLayout(form)

    def _make_options(self) -> QWidget:
        box = QgsCollapsibleGroupBox(tr("More options"))
        box.setCollapsed(True)
        form = QFormLayout(box)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._variant = QComboBox()
        self._variant.addItem(tr("What fits this computer"), None)
        self._variant.addItem(tr("Processor only"), "cpu")
        if sys.platform != "darwin":
            self._variant.addItem(tr("NVIDIA GPU (CUDA)"), "gpu")
        if sys.platform == "win32":
            self._variant.addItem(tr("Any GPU (DirectML)"), "directml")
        self._variant.currentIndexChanged.connect(self._update)
        _add_row(form, tr("Install &for:"), self._variant)
        self._wheelhouse = QgsFileWidget()
        self._wheelhouse.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._wheelhouse.setFilePath(str(settings.wheelhouse() or ""))
        self._wheelhouse.lineEdit().setPlaceholderText(tr("Empty: from the internet"))
        self._wheelhouse.setToolTip(tr("Without internet: a folder with all packages as wheels"))
        _add_row(form, tr("Folder of wheels:"), self._wheelhouse)
        self._python = QgsFileWidget()
        self._python.setFilePath(settings.runtime_python() or "")
        self._python.lineEdit().setPlaceholderText(tr("Empty: the Python of QGIS"))
        self._python.setToolTip(tr("Python 3.9 or newer to create the runtime with"))
        _add_row(form, tr("P&ython:"), self._python)
        return box

    def _update(self) -> None:
        variant = self._chosen_variant()
        infer, full = (RuntimeSpec(kind, variant).needed_bytes for kind in ("infer", "full"))
        self._infer_note.setText(
            tr("Finds classes and draws polygons with ready-made models. About {}.").format(
                size_text(infer)
            )
        )
        self._full_note.setText(
            tr(
                "Also sharpens images and learns from your corrections; brings PyTorch. About {}."
            ).format(size_text(full))
        )
        self._runs_on.setText(self._device_text(variant))
        self._show_place(full if self._full.isChecked() else infer)

    def _chosen_variant(self) -> str:
        chosen = self._variant.currentData() if hasattr(self, "_variant") else None
        if chosen:
            return str(chosen)
        return self._inventory.recommended_variant if self._inventory else "cpu"

    def _device_text(self, variant: str) -> str:
        if self._inventory is None:
            return tr("Looking for a GPU…")
        if variant == "directml":
            return tr("the GPU, through DirectML")
        gpus = self._inventory.gpus
        if variant == "cpu":
            return _processor_text(gpus)
        if not gpus:
            return tr("an NVIDIA GPU, but none was found on this computer")
        return tr("{} ({})").format(gpus[0].name, gpus[0].memory)

    def _show_place(self, needed_bytes: int) -> None:
        inventory = self._inventory
        folder = inventory.folder if inventory else runtimes_folder()
        change = tr("Change…")
        self._place.setText(f'{escape(breakable(folder))} <a href="#">{change}</a>')
        too_little = inventory is not None and 0 < inventory.free_bytes < needed_bytes
        self._lack.setVisible(too_little)
        self.start_button.setEnabled(not too_little)
        if inventory is not None and too_little:
            self._lack.setText(
                tr("There is too little space: {} are free, {} are needed.").format(
                    size_text(inventory.free_bytes), size_text(needed_bytes)
                )
            )


def _processor_text(gpus: tuple[NvidiaGpu, ...]) -> str:
    if not gpus:
        return tr("the processor; no NVIDIA GPU was found")
    if gpus[0].is_driver_new_enough:
        return tr("the processor, although there is a {}").format(gpus[0].name)
    return tr("the processor; the driver {} of the {} is older than {}").format(
        gpus[0].driver, gpus[0].name, OLDEST_DRIVER
    )


def _add_row(form: QFormLayout, text: str, field: QWidget) -> None:
    """Add a field whose label leads to it by keyboard."""
    label = QLabel(text)
    label.setBuddy(field.lineEdit() if isinstance(field, QgsFileWidget) else field)
    label.setAlignment(Qt.AlignmentFlag.AlignLeading)
    form.addRow(label, field)
