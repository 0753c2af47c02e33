"""Creates, repairs, removes and examines the runtime beside the main window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from sat_dl_plugin.bridge.creation import remove_abandoned, remove_folder
from sat_dl_plugin.bridge.hardware import recommended_variant
from sat_dl_plugin.bridge.inventory import Inventory, take_inventory
from sat_dl_plugin.bridge.runtime import RuntimeSpec, create_runtime
from sat_dl_plugin.contract.errors import JobCancelled, SatDlError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.task_reporter import TaskReporter


@dataclass(frozen=True)
class SetupWish:
    """What the user chose on the page about the runtime."""

    kind: str = "infer"
    """As in `RuntimeSpec`: ``infer`` segments, ``full`` also enhances and trains."""
    variant: Optional[str] = None
    """As in `RuntimeSpec`; None takes what fits the machine."""
    python: Optional[str] = None
    wheelhouse: Optional[Path] = None
    proxy: Optional[str] = None
    """URL with credentials: never shown, never logged."""
    anew: bool = False
    """Whether a runtime that is there is replaced."""


class RuntimeSetupTask(QgsTask):
    """Creates the runtime; afterwards either `error` or `python` is set."""

    phase_changed = pyqtSignal(str)
    line_told = pyqtSignal(str, str)

    def __init__(self, wish: SetupWish) -> None:
        # The page tells how it ends; QGIS would tell of one that was cancelled that it failed.
        flags = QgsTask.Flag.CanCancel | QgsTask.Flag.Silent
        super().__init__(tr("Set up the runtime of Sat DL"), flags)
        self.wish = wish
        self.python: Optional[Path] = None
        self.error: Optional[SatDlError] = None

    def run(self) -> bool:
        """Create the runtime, in a background thread."""
        try:
            variant = self.wish.variant or recommended_variant()
            self.python = create_runtime(
                RuntimeSpec(self.wish.kind, variant),
                TaskReporter(self),
                python=self.wish.python,
                wheelhouse=self.wish.wheelhouse,
                proxy=self.wish.proxy,
                anew=self.wish.anew,
            )
        except SatDlError as error:
            self.error = error
        return self.error is None


class RuntimeRemovalTask(QgsTask):
    """Removes runtimes; afterwards `error` is set when one could not be removed.

    Args:
        folders: The runtimes. Each goes whole: it loses its name before anything in it.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(tr("Remove the runtime of Sat DL"), QgsTask.Flag.CanCancel)
        self._folders = tuple(folders)
        self.error: Optional[SatDlError] = None

    def run(self) -> bool:
        """Remove them, in a background thread; a cancel leaves those that are still there."""
        try:
            for folder in self._folders:
                if self.isCanceled():
                    raise JobCancelled
                if folder.exists():
                    remove_folder(folder)
            remove_abandoned()
        except SatDlError as error:
            self.error = error
        return self.error is None


class InventoryTask(QgsTask):
    """Looks at the disk and the GPU; afterwards either `error` or `inventory` is set."""

    def __init__(self) -> None:
        super().__init__(
            tr("Look at the runtime of Sat DL"), QgsTask.Flag.CanCancel | QgsTask.Flag.Hidden
        )
        self.inventory: Optional[Inventory] = None
        self.error: Optional[SatDlError] = None

    def run(self) -> bool:
        """Look, in a background thread."""
        try:
            self.inventory = take_inventory()
        except SatDlError as error:
            self.error = error
        return self.error is None
