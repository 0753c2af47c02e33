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
from sat_dl_plugin.processing.workers import shared_workers

if TYPE_CHECKING:
    from sat_dl_plugin.gui.dock import SatDlDock
    from sat_dl_plugin.gui.options_page import SatDlOptionsFactory

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
        self._dock: Optional[SatDlDock] = None
        self._options: Optional[SatDlOptionsFactory] = None

    def initProcessing(self) -> None:  # noqa: N802 (Qt name)
        """Register the provider; all that ``qgis_process`` calls."""
        self._translator = install_translator()
        self._provider = SatDlProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:  # noqa: N802 (Qt name)
        """Register the provider, add the dock, its button and the menu."""
        self.initProcessing()
        self._add_options()
        self._add_dock()
        panel = self._add_action(tr("Sat DL panel"), "icon")
        self._iface.addToolBarIcon(panel)
        self._dock.setToggleVisibilityAction(panel)
        self._add_action(tr("Set up the runtime…"), "runtime", self._show_runtime)
        self._add_action(tr("Check the runtime (doctor)…"), "doctor", self._show_doctor)

    def unload(self) -> None:
        """Remove everything that was added."""
        for action in self._actions:
            self._iface.removePluginRasterMenu(MENU, action)
            self._iface.removeToolBarIcon(action)
            action.deleteLater()
        self._actions = []
        self._remove_dock()
        if self._options is not None:
            self._iface.unregisterOptionsWidgetFactory(self._options)
        self._options = None
        if self._provider is not None and not sip.isdeleted(self._provider):
            QgsApplication.processingRegistry().removeProvider(self._provider)
        self._provider = None
        remove_translator(self._translator)
        self._translator = None
        shared_workers().close()

    def _add_action(
        self, text: str, icon: str, slot: Optional[Callable[[], None]] = None
    ) -> QAction:
        action = QAction(QIcon(str(icon_path(icon))), text, self._iface.mainWindow())
        if slot is not None:
            action.triggered.connect(slot)
        self._iface.addPluginToRasterMenu(MENU, action)
        self._actions.append(action)
        return action

    def _add_options(self) -> None:
        from sat_dl_plugin.gui.options_page import SatDlOptionsFactory

        self._options = SatDlOptionsFactory()
        self._iface.registerOptionsWidgetFactory(self._options)

    def _add_dock(self) -> None:
        """Add the dock, hidden and empty: QGIS shows it when it was open the last time."""
        from sat_dl_plugin.gui.dock import SatDlDock

        self._dock = SatDlDock(self._iface, self._iface.mainWindow())
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.hide()

    def _remove_dock(self) -> None:
        if self._dock is not None and not sip.isdeleted(self._dock):
            self._dock.close_pages()
            self._iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
        self._dock = None

    def _show_runtime(self) -> None:
        from sat_dl_plugin.gui.dock import RUNTIME

        self._dock.setUserVisible(True)
        self._dock.show_page(RUNTIME)

    def _show_doctor(self) -> None:
        self._dock.setUserVisible(True)
        self._dock.check_computer()
