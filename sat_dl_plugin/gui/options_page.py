"""The page of Sat DL in QGIS's own options."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from qgis.core import Qgis, QgsApplication
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.bridge.spec import default_runtimes_folder
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.tasks.preview_cache import PreviewCacheTask

TITLE = "Sat DL"
OBJECT_NAME = "SatDlOptions"

_GIGABYTE = 1e9
_MEGABYTE = 1e6
_MOST_MEMORY_GB = 4096.0
_MOST_CACHE_MB = 1_000_000
_MOST_IDLE_MINUTES = 24 * 60


class SatDlOptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page whenever QGIS shows its options."""

    def __init__(self) -> None:
        super().__init__(TITLE, QIcon(str(icon_path("icon"))))

    def createWidget(self, parent: Optional[QWidget] = None) -> OptionsPage:  # noqa: N802
        """Return a new page, which then belongs to QGIS."""
        return OptionsPage(parent)


class OptionsPage(QgsOptionsPageWidget):
    """Shows the settings, and writes them when QGIS says so.

    Args:
        parent: Owner.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        # QGIS opens its options at a page by this name.
        self.setObjectName(OBJECT_NAME)
        self._task: Optional[PreviewCacheTask] = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        groups = (self._runtime_group(), self._computing_group(), self._panel_group())
        for group in groups:
            layout.addWidget(group)
        layout.addStretch()
        _align_labels(groups)
        self._load()
        self._look(clear=False)

    def helpKey(self) -> str:  # noqa: N802 (Qt name)
        """Return nothing: the manual of QGIS has no page about Sat DL."""
        return ""

    def apply(self) -> None:
        """Write the settings; workers that run finish their jobs with the old ones."""
        try:
            settings.set_runtimes_folder(_folder(self._runtimes))
        except SatDlError as error:
            QgsApplication.messageLog().logMessage(str(error), TITLE, Qgis.MessageLevel.Warning)
        settings.set_idle_minutes(self._idle.value())
        settings.set_device(self._device.currentData())
        settings.set_threads(self._threads.value())
        settings.set_memory_ceiling_bytes(round(self._memory.value() * _GIGABYTE))
        settings.set_default_quality(self._quality.currentIndex())
        settings.set_results_folder(_folder(self._results))
        settings.set_preview_cache_bytes(round(self._cache.value() * _MEGABYTE))

    def _load(self) -> None:
        folder = settings.runtimes_folder()
        if folder != default_runtimes_folder():
            self._runtimes.setFilePath(str(folder))
        self._idle.setValue(settings.idle_minutes())
        self._show_device(settings.device())
        self._threads.setMaximum(max(os.cpu_count() or 1, settings.threads()))
        self._threads.setValue(settings.threads())
        self._memory.setValue(settings.memory_ceiling_bytes() / _GIGABYTE)
        self._quality.setCurrentIndex(settings.default_quality())
        self._results.setFilePath(str(settings.results_folder() or ""))
        self._cache.setValue(round(settings.preview_cache_bytes() / _MEGABYTE))

    def _show_device(self, device: str) -> None:
        if self._device.findData(device) < 0:
            # Typed into the settings by somebody with more than two of them.
            self._device.addItem(device, device)
        self._device.setCurrentIndex(self._device.findData(device))

    def _runtime_group(self) -> QGroupBox:
        group = QGroupBox(tr("Runtime"))
        form = _form(group)
        self._runtimes = _folder_widget(str(default_runtimes_folder()))
        _add_folder(form, tr("Fol&der"), self._runtimes)
        form.addRow(
            _note(
                tr(
                    "Sat DL installs its Python in this folder and looks for it only there. After "
                    "a change, set up the runtime again; the old one stays where it is."
                )
            )
        )
        self._idle = QSpinBox()
        self._idle.setRange(0, _MOST_IDLE_MINUTES)
        self._idle.setSuffix(tr(" min"))
        self._idle.setSpecialValueText(tr("At once"))
        form.addRow(tr("&End when idle for"), self._idle)
        form.addRow(
            _note(
                tr(
                    "Models stay loaded until then, so the next run starts faster; afterwards "
                    "their memory is freed."
                )
            )
        )
        return group

    def _computing_group(self) -> QGroupBox:
        group = QGroupBox(tr("Computing"))
        form = _form(group)
        self._device = QComboBox()
        for device, label in _devices():
            self._device.addItem(label, device)
        form.addRow(tr("De&vice"), self._device)
        self._threads = QSpinBox()
        self._threads.setSpecialValueText(tr("All"))
        form.addRow(tr("&Threads"), self._threads)
        self._memory = QDoubleSpinBox()
        self._memory.setRange(0.0, _MOST_MEMORY_GB)
        self._memory.setDecimals(1)
        self._memory.setSingleStep(0.5)
        self._memory.setSuffix(tr(" GB"))
        self._memory.setSpecialValueText(tr("Chosen by Sat DL"))
        form.addRow(tr("&Memory limit"), self._memory)
        form.addRow(_note(tr("With less memory, the image is processed in smaller parts.")))
        return group

    def _panel_group(self) -> QGroupBox:
        group = QGroupBox(tr("Panel"))
        form = _form(group)
        self._quality = QComboBox()
        self._quality.addItems([tr("Fast"), tr("Balanced"), tr("Best")])
        form.addRow(tr("Default &quality"), self._quality)
        self._results = _folder_widget(tr("Temporary files"))
        _add_folder(form, tr("&Results folder"), self._results)
        form.addRow(_note(tr("Temporary files are removed when QGIS ends.")))
        self._cache = QSpinBox()
        self._cache.setRange(0, _MOST_CACHE_MB)
        self._cache.setSingleStep(100)
        self._cache.setSuffix(tr(" MB"))
        self._cache.setSpecialValueText(tr("Keep none"))
        form.addRow(tr("&Previews take at most"), self._cache)
        self._used = QLabel()
        self._clear = QPushButton(tr("&Clear now"))
        self._clear.clicked.connect(self.clear_previews)
        row = QHBoxLayout()
        row.addWidget(self._used)
        row.addWidget(self._clear)
        row.addStretch()
        form.addRow("", row)
        return group

    def clear_previews(self) -> None:
        """Remove the kept previews, in the background."""
        self._look(clear=True)

    def _look(self, *, clear: bool) -> None:
        self._clear.setEnabled(False)
        self._used.setText(tr("Counting…"))
        task = PreviewCacheTask(settings.preview_cache_folder(), clear=clear)
        task.taskCompleted.connect(self._show_used)
        self._task = task
        QgsApplication.taskManager().addTask(task)

    def _show_used(self) -> None:
        # The task may end after the dialog was closed.
        if sip.isdeleted(self) or self._task is None:
            return
        used = self._task.used_bytes
        self._task = None
        self._used.setText(tr("{} MB in use").format(QLocale().toString(used / _MEGABYTE, "f", 1)))
        self._clear.setEnabled(used > 0)


def _devices() -> tuple[tuple[str, str], ...]:
    return (
        ("auto", tr("Best available")),
        ("cpu", tr("Processor")),
        ("cuda", tr("NVIDIA GPU")),
        ("cuda:1", tr("Second NVIDIA GPU")),
        ("directml", tr("Any GPU, on Windows")),
        ("coreml", tr("Any GPU, on macOS")),
    )


def _form(group: QGroupBox) -> QFormLayout:
    form = QFormLayout(group)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _align_labels(groups: Sequence[QGroupBox]) -> None:
    """Let the fields of all groups begin in one line."""
    labels = [
        item.widget()
        for form in (group.layout() for group in groups)
        for row in range(form.rowCount())
        if (item := form.itemAt(row, QFormLayout.ItemRole.LabelRole)) and item.widget()
    ]
    width = max(label.sizeHint().width() for label in labels)
    for label in labels:
        label.setMinimumWidth(width)


def _folder_widget(placeholder: str) -> QgsFileWidget:
    widget = QgsFileWidget()
    widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
    widget.lineEdit().setPlaceholderText(placeholder)
    return widget


def _add_folder(form: QFormLayout, text: str, widget: QgsFileWidget) -> None:
    label = QLabel(text)
    label.setBuddy(widget.lineEdit())
    form.addRow(label, widget)


def _folder(widget: QgsFileWidget) -> Optional[Path]:
    text = widget.filePath().strip()
    return Path(text) if text else None


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
