"""Drives the window of QGIS for scripts/pictures; QGIS runs this with ``--code``."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapTool
from qgis.PyQt.QtCore import QEvent, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface, plugins

OUT = Path(os.environ["PICTURES_OUT"])
POLL_MS = 100
GIVE_UP_S = 300
QUALITY = 80

Step = Callable[[], bool]
"""Returns whether the next step can begin."""


class Drawing:
    """Runs a script of steps, each waiting for a condition, and ends QGIS."""

    def __init__(self, steps: Iterator[Step]) -> None:
        self._steps = steps
        self._ready: Step = lambda: True
        self._waited_ms = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._go_on)
        self._timer.start(POLL_MS)

    def _go_on(self) -> None:
        try:
            self._waited_ms += POLL_MS
            if self._waited_ms > 1000 * GIVE_UP_S:
                sys.stderr.write("Traceback: a step did not come to its end\n")
                self._end(1)
            if self._ready():
                self._waited_ms = 0
                self._ready = next(self._steps)
        except StopIteration:
            self._end(0)
        except Exception:  # noqa: BLE001 - whatever it is, QGIS has to end
            traceback.print_exc()
            self._end(1)

    def _end(self, code: int) -> None:
        self._timer.stop()
        sys.stderr.flush()
        # Without the questions that a window with unsaved changes asks.
        plugins["sat_dl_plugin"].unload()
        os._exit(code)


def first_start() -> Iterator[Step]:
    """What a new user sees after one click."""
    yield from open_scene()
    open_dock()
    yield after(1.0)
    lay_out()
    yield after(2.0)
    save("first-start")


def work() -> Iterator[Step]:
    """Preview, a run, its results, and two layers side by side."""
    layer = yield from open_scene()
    dock = open_dock()
    yield after(1.0)
    lay_out()
    yield after(1.0)
    page = dock.page("segment")
    zoom_to_middle(layer, 0.35)
    yield after(1.0)
    page.preview.box.setChecked(True)
    yield after(6.0)
    save("preview")
    page.preview.box.setChecked(False)
    zoom_to_middle(layer, 1.05)
    yield after(1.5)
    # Takes long enough to be looked at.
    page.quality.set_value(1)
    run = page.run()
    yield lambda: run.fraction > 0.4
    save("running")
    yield lambda: run.group is not None
    yield after(2.0)
    save("results")
    compare(dock)
    yield after(2.0)
    save("compare")


def review() -> Iterator[Step]:
    """Correcting polygons, and training a network."""
    layer = yield from open_scene()
    dock = open_dock()
    yield after(1.0)
    lay_out()
    segment = dock.page("segment")
    segment.options.probabilities.setChecked(True)
    run = segment.run()
    yield lambda: run.group is not None
    yield after(2.0)
    dock.show_page("review")
    page = dock.page("review")
    yield lambda: page.layer_box.layer is not None
    page.layer_box.target.setFilePath(str(Path(tempfile.mkdtemp()) / "review.gpkg"))
    page.layer_box.button.click()
    yield lambda: page.control is not None and page.control.queue.is_ready
    iface.messageBar().clearWidgets()
    zoom_to_middle(layer, 0.22)
    yield after(2.0)
    for key in (Qt.Key.Key_A, Qt.Key.Key_A, Qt.Key.Key_X):
        QTest.keyClick(iface.mapCanvas(), key)
    yield after(2.0)
    brush = page.map.tools.tools["brush"]
    paint(brush)
    yield lambda: bool(brush.outlines)
    yield after(3.0)
    save("review")
    mouse(QEvent.Type.MouseButtonRelease, QPointF(0, 0), Qt.MouseButton.LeftButton)
    brush.stop()
    dock.show_page("train")
    yield after(2.0)
    save("train")


def paint(brush: QgsMapTool) -> None:
    """Drag a tool from the middle of the map, without letting go."""
    brush.start()
    middle = QPointF(iface.mapCanvas().rect().center())
    mouse(QEvent.Type.MouseButtonPress, middle, Qt.MouseButton.LeftButton)
    for step in range(6, 80, 6):
        mouse(QEvent.Type.MouseMove, middle + QPointF(step, -0.7 * step), Qt.MouseButton.NoButton)


def mouse(kind: QEvent.Type, place: QPointF, button: Qt.MouseButton) -> None:
    """Send the map what the mouse does with its left button down."""
    held = Qt.MouseButton.LeftButton
    event = QMouseEvent(kind, place, place, place, button, held, Qt.KeyboardModifier.NoModifier)
    QgsApplication.sendEvent(iface.mapCanvas().viewport(), event)


def compare(dock: QDockWidget) -> None:
    """Look at the image beside its classes; the line between them can be dragged."""
    tree = QgsProject.instance().layerTreeRoot()
    for entry in tree.findLayers():
        if entry.name().startswith("Classes"):
            entry.setItemVisibilityCheckedParentRecursive(True)
    box = dock.page("image").compare
    dock.show_page("image")
    box.button.click()


def open_scene() -> Iterator[Step]:
    """Add the demo's scene to the project and lay the window out."""
    window = iface.mainWindow()
    window.showNormal()
    for dock in window.findChildren(QDockWidget):
        if dock.objectName() not in ("Layers", "SatDlDock"):
            dock.hide()
    yield after(0.5)
    lay_out()
    iface.messageBar().clearWidgets()
    # Named for people, whatever the cache calls it.
    scene = Path(tempfile.mkdtemp()) / "banepa.tif"
    shutil.copy(os.environ["PICTURES_SCENE"], scene)
    layer = QgsRasterLayer(str(scene), "banepa")
    QgsProject.instance().addMapLayer(layer)
    QgsProject.instance().setCrs(layer.crs())
    iface.setActiveLayer(layer)
    zoom_to_middle(layer, 1.05)
    yield after(2.0)
    return layer


def lay_out() -> None:
    """Let the window fill the screen; it has grown by the dock."""
    iface.mainWindow().setGeometry(QgsApplication.primaryScreen().geometry())


def open_dock() -> QDockWidget:
    """Do what a click on the button of Sat DL does."""
    window = iface.mainWindow()
    dock = window.findChild(QDockWidget, "SatDlDock")
    dock.setUserVisible(True)
    window.resizeDocks([dock], [420], Qt.Orientation.Horizontal)
    return dock


def zoom_to_middle(layer: QgsRasterLayer, share: float) -> None:
    """Show the middle of a layer."""
    extent = layer.extent()
    extent.scale(share)
    iface.mapCanvas().setExtent(extent)
    iface.mapCanvas().refresh()


def save(name: str) -> None:
    """Write a picture of the whole screen."""
    picture = QgsApplication.primaryScreen().grabWindow(0)
    picture.save(str(OUT / f"{name}.jpg"), "JPG", QUALITY)


def after(seconds: float) -> Step:
    """Wait for a time; the map draws in the background."""
    left = [seconds * 1000 / POLL_MS]

    def ready() -> bool:
        left[0] -= 1
        return left[0] <= 0 and not iface.mapCanvas().isDrawing()

    return ready


PARTS = {"first_start": first_start, "work": work, "review": review}
drawing = Drawing(PARTS[os.environ["PICTURES_PART"]]())
