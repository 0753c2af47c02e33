"""What QGIS loads: the Processing provider, and a menu where there is a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from sat_dl_plugin.i18n import install_translator, remove_translator, tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.processing.provider import SatDlProvider

if TYPE_CHECKING:
    from sat_dl_plugin.gui.session import DockSession
    from sat_dl_plugin.gui.setup_page import SetupPage

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
        self._session: Optional[DockSession] = None
        self._page: Optional[SetupPage] = None

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
        self._close_page()
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
        self._show_page()

    def _show_doctor(self) -> None:
        self._show_page()
        self._page.check()

    def _show_page(self) -> None:
        from sat_dl_plugin.gui.session import DockSession
        from sat_dl_plugin.gui.setup_page import SetupPage
        from sat_dl_plugin.tasks.run_queue import RunQueue

        if self._page is None or sip.isdeleted(self._page):
            self._session = DockSession(self._iface, RunQueue())
            self._page = SetupPage(self._session, self._iface.mainWindow())
            self._page.setWindowFlag(Qt.WindowType.Window)
        self._page.show()
        self._page.raise_()

    def _close_page(self) -> None:
        if self._page is not None and not sip.isdeleted(self._page):
            # Stops what it is doing first, where it is doing something.
            self._page.close()
            self._page.deleteLater()
            self._session.close()
        self._page = self._session = None
