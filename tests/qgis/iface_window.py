"""A window that stands for QGIS: real docks, actions and a real map, as far as plugins use them."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsMapLayer
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QMainWindow, QToolBar, QVBoxLayout, QWidget


class IfaceWindow(QObject):
    """The part of ``QgisInterface`` the plugin uses, with everything real behind it."""

    currentLayerChanged = pyqtSignal(QgsMapLayer)  # noqa: N815

    def __init__(self) -> None:
        super().__init__()
        self.window = QMainWindow()
        self.window.resize(1200, 800)
        body = QWidget()
        column = QVBoxLayout(body)
        self.bar = QgsMessageBar()
        self.canvas = QgsMapCanvas()
        column.addWidget(self.bar)
        column.addWidget(self.canvas, 1)
        self.window.setCentralWidget(body)
        self.tools = QToolBar()
        self.window.addToolBar(self.tools)
        self.menu: list = []
        self.factories: list = []
        self.options_shown: list[str] = []
        self._active = None

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def messageBar(self):
        return self.bar

    def activeLayer(self):
        return None if self._active is None or sip.isdeleted(self._active) else self._active

    def setActiveLayer(self, layer):
        self._active = layer
        self.currentLayerChanged.emit(layer)
        return True

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)
        # As QGIS does.
        dock.show()

    def removeDockWidget(self, dock):
        self.window.removeDockWidget(dock)

    def addToolBarIcon(self, action):
        self.tools.addAction(action)

    def removeToolBarIcon(self, action):
        self.tools.removeAction(action)

    def addPluginToRasterMenu(self, menu, action):
        assert menu == "Sat DL"
        assert not action.icon().isNull()
        self.menu.append(action)

    def removePluginRasterMenu(self, menu, action):
        self.menu.remove(action)

    def registerOptionsWidgetFactory(self, factory):
        self.factories.append(factory)

    def unregisterOptionsWidgetFactory(self, factory):
        self.factories.remove(factory)

    def showOptionsDialog(self, parent=None, page=""):
        self.options_shown.append(page)

    def close(self):
        """Let go of everything, and of what was to be deleted later."""
        self.window.close()
        self.window.deleteLater()
        QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QgsApplication.processEvents()


def shown(widget) -> bool:
    """Return True when a widget is really to be seen in its window."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()
