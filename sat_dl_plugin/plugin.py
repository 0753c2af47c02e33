"""What QGIS loads: the Processing provider, and a menu where there is a window."""

from __future__ import annotations

from typing import Any, Callable, Optional

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QDialog

from sat_dl_plugin.i18n import install_translator, remove_translator, tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.processing.provider import SatDlProvider

MENU = "Sat DL"


class SatDlPlugin:
    """The plugin object; `initGui` and `unload` undo each other.

    Args:
        iface: The running application's ``QgisInterface``; None under ``qgis_process``.
    """

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._translator: Optional[QTranslator] = None
        self._provider: Optional[SatDlProvider] = None
        self._actions: list[QAction] = []
        self._dialog: Optional[QDialog] = None

    def initProcessing(self) -> None:  # noqa: N802 (Qt name)
        """Register the provider; all that ``qgis_process`` calls."""
        self._translator = install_translator()
        self._provider = SatDlProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:  # noqa: N802 (Qt name)
        """Register the provider and add the menu."""
        self.initProcessing()
        self._add_action(tr("Set up the runtime…"), "runtime", self._show_setup)
        self._add_action(tr("Check the runtime (doctor)…"), "doctor", self._show_doctor)

    def unload(self) -> None:
        """Remove everything that was added."""
        for action in self._actions:
            self._iface.removePluginRasterMenu(MENU, action)
            action.deleteLater()
        self._actions = []
        self._close_dialog()
        if self._provider is not None and not sip.isdeleted(self._provider):
            QgsApplication.processingRegistry().removeProvider(self._provider)
        self._provider = None
        remove_translator(self._translator)
        self._translator = None

    def _add_action(self, text: str, icon: str, slot: Callable[[], None]) -> None:
        action = QAction(QIcon(str(icon_path(icon))), text, self._iface.mainWindow())
        action.triggered.connect(slot)
        self._iface.addPluginToRasterMenu(MENU, action)
        self._actions.append(action)

    def _show_setup(self) -> None:
        from sat_dl_plugin.gui.setup_dialog import SetupDialog

        self._show(SetupDialog(self._iface.mainWindow()))

    def _show_doctor(self) -> None:
        from sat_dl_plugin.gui.doctor_dialog import DoctorDialog

        self._show(DoctorDialog(self._iface.mainWindow()))

    def _show(self, dialog: QDialog) -> None:
        self._close_dialog()
        self._dialog = dialog
        dialog.show()

    def _close_dialog(self) -> None:
        if self._dialog is not None and not sip.isdeleted(self._dialog):
            # Stops what it is doing first, where it is doing something.
            self._dialog.reject()
            self._dialog.deleteLater()
        self._dialog = None
