"""What the runtime is, once it is set up, and what can be done with it."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.bridge.inventory import Inventory
from sat_dl_plugin.bridge.spec import RuntimeSpec
from sat_dl_plugin.gui.widgets.facts import add_fact, breakable
from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.gui.widgets.quantities import size_text
from sat_dl_plugin.i18n import tr

_SHOWN_VERSIONS = ("onnxruntime", "torch", "gdal", "numpy")


class RuntimeStatus(QWidget):
    """Versions, device and size of the runtime, with buttons.

    Args:
        parent: Owner.
    """

    check_wanted = pyqtSignal()
    repair_wanted = pyqtSignal()
    remove_wanted = pyqtSignal()
    free_wanted = pyqtSignal()
    training_wanted = pyqtSignal()
    clean_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("The runtime is set up")))
        form = QFormLayout()
        self._facts = {
            name: wrapped_label() for name in ("can", "runs_on", "versions", "size", "place")
        }
        for name, text in (
            ("can", tr("Good for:")),
            ("runs_on", tr("Runs on:")),
            ("versions", tr("Versions:")),
            ("size", tr("Disk space:")),
            ("place", tr("Location:")),
        ):
            add_fact(form, text, self._facts[name])
        layout.addLayout(form)
        self._add_buttons(layout)

    def show_inventory(self, inventory: Inventory) -> None:
        """Show what is installed."""
        runtime = inventory.in_use
        manifest = runtime.manifest if runtime is not None else {}
        has_torch = inventory.training_python is not None
        self._facts["can"].setText(
            tr("segmentation, enhancement and training") if has_torch else tr("segmentation")
        )
        self._facts["runs_on"].setText(_device_text(manifest, inventory))
        self._facts["versions"].setText(_versions_text(manifest))
        self._facts["size"].setText(size_text(inventory.size_bytes))
        place = runtime.folder if runtime is not None else inventory.python
        self._facts["place"].setText(breakable(str(place)))
        self._show_buttons(inventory)

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        grid = QGridLayout()
        self.check_button = QPushButton(tr("Chec&k"))
        self.check_button.setToolTip(tr("Checks everything a run needs and tries a network"))
        self.free_button = QPushButton(tr("&Free memory"))
        self.free_button.setToolTip(
            tr("Unloads models that are kept for the next run, also from the GPU")
        )
        self.repair_button = QPushButton(tr("Repa&ir"))
        self.remove_button = QPushButton(tr("Remove…"))
        self.training_button = QPushButton()
        self.clean_button = QPushButton()
        for place, (button, signal) in enumerate(
            (
                (self.check_button, self.check_wanted),
                (self.free_button, self.free_wanted),
                (self.repair_button, self.repair_wanted),
                (self.remove_button, self.remove_wanted),
            )
        ):
            button.clicked.connect(signal)
            grid.addWidget(button, place // 2, place % 2)
        layout.addLayout(grid)
        for button, signal in (
            (self.training_button, self.training_wanted),
            (self.clean_button, self.clean_wanted),
        ):
            button.clicked.connect(signal)
            layout.addWidget(button)

    def _show_buttons(self, inventory: Inventory) -> None:
        runtime = inventory.in_use
        named = tr(
            "The environment variable SATDL_PYTHON points to this Python; Sat DL does not manage it"
        )
        texts = (
            (
                self.repair_button,
                tr("Reinstalls everything, and replaces the old runtime once the new one works"),
            ),
            (self.remove_button, tr("Removes what was installed; models and results stay")),
        )
        for button, text in texts:
            button.setEnabled(runtime is not None)
            button.setToolTip(text if runtime is not None else named)
        variant = runtime.variant if runtime is not None else "cpu"
        extra = RuntimeSpec("full", variant).needed_bytes
        self.training_button.setText(
            tr("&Add enhancement and training ({})").format(size_text(extra))
        )
        self.training_button.setVisible(runtime is not None and inventory.training_python is None)
        self.clean_button.setText(
            tr("Remove what is &no longer needed ({})").format(size_text(inventory.unneeded_bytes))
        )
        self.clean_button.setVisible(bool(inventory.unneeded))


def _device_text(manifest: dict[str, Any], inventory: Inventory) -> str:
    used = list(manifest.get("providers_used") or [])
    if "CUDAExecutionProvider" in used:
        return inventory.gpus[0].name if inventory.gpus else tr("NVIDIA GPU")
    if "DmlExecutionProvider" in used:
        return tr("the GPU, through DirectML")
    if "CoreMLExecutionProvider" in used:
        return tr("the processor and GPU, through CoreML")
    if inventory.gpus and manifest:
        return tr("the processor, although there is a {}").format(inventory.gpus[0].name)
    return tr("the processor") if manifest else tr("not known")


def _versions_text(manifest: dict[str, Any]) -> str:
    versions = manifest.get("versions") or {}
    shown = [f"Python {manifest['python']}"] if "python" in manifest else []
    for wanted in _SHOWN_VERSIONS:
        shown += [
            f"{wanted} {version}"
            for name, version in versions.items()
            # One module, three names of the wheel.
            if name == wanted or name.startswith(f"{wanted}-")
        ]
    return ", ".join(shown) or tr("not known")
