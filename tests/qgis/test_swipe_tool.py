"""Comparing two layers: what is drawn where, mouse and keys, and that nothing stays behind."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapToolPan
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, QSize, QSizeF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QFrame, QToolButton

from sat_dl_plugin.gui.compare.swipe_items import two_sides
from sat_dl_plugin.gui.compare.swipe_panel import SwipePanel
from sat_dl_plugin.gui.compare.swipe_tool import SwipeTool, pair_to_compare
from sat_dl_plugin.gui.preview import layer_overlay

SIDE = 400
DARK, LIGHT, MIDDLE = 40, 220, 130


def in_project(layer):
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def canvas(qgis_app, qtbot):
    """A map of 16 x 16 metres around the rasters, which shows none of them."""
    made = QgsMapCanvas()
    made.setFrameStyle(QFrame.Shape.NoFrame)
    made.resize(SIDE, SIDE)
    made.show()
    qtbot.waitUntil(lambda: made.mapSettings().outputSize() == QSize(SIDE, SIDE))
    yield made
    sip.delete(made)
    QgsProject.instance().removeAllMapLayers()


@pytest.fixture
def rasters(canvas, raster_factory, tmp_path):
    """Three rasters of the same place, the first on top: dark, light and in between."""
    made = [
        QgsRasterLayer(raster_factory(tmp_path / f"{name}.tif", bands=3, fill=fill), name)
        for name, fill in (("dark", DARK), ("light", LIGHT), ("middle", MIDDLE))
    ]
    for layer in reversed(made):
        in_project(layer)
    canvas.setDestinationCrs(made[0].crs())
    canvas.setExtent(made[0].extent().buffered(4))
    return made


@pytest.fixture
def tool(canvas, rasters, qtbot):
    made = SwipeTool(canvas)
    yield made
    made.close()
    # A picture that is still being rendered must not outlive QGIS.
    qtbot.waitUntil(lambda: not layer_overlay._leaving)


@pytest.fixture
def started(tool, rasters, qtbot):
    """The tool, comparing dark (left) and light (right)."""
    tool.canvas().setCurrentLayer(rasters[0])
    tool.start()
    wait_until_drawn(tool, qtbot)
    return tool


def wait_until_drawn(tool, qtbot):
    qtbot.waitUntil(
        lambda: all(
            overlay.picture.image is not None and not overlay.picture.is_rendering
            for overlay in tool._overlays
        ),
        timeout=20_000,
    )


def grey(canvas, x, y):
    """Return the red value of a pixel of the map, as it is on the screen."""
    return canvas.viewport().grab().toImage().pixelColor(x, y).red()


def key(canvas, code, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(canvas, code, modifier)


def move(view, x, y):
    """Move the mouse; what `QTest` offers goes through the real cursor."""
    place, button = QPointF(x, y), Qt.MouseButton.NoButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        view, QMouseEvent(QEvent.Type.MouseMove, place, place, place, button, button, none)
    )


def test_each_side_shows_its_layer(started, canvas):
    assert started.layers is not None
    assert [grey(canvas, x, 250) for x in (110, 190, 210, 290)] == [DARK, DARK, LIGHT, LIGHT]
    # Beside the layers is the ground of the map.
    assert grey(canvas, 50, 300) == canvas.canvasColor().red()

    started.move_to(0.3)
    assert [grey(canvas, x, 250) for x in (110, 130, 190)] == [DARK, LIGHT, LIGHT]


def test_what_the_map_shows_is_hidden(started, canvas, rasters, qtbot):
    canvas.setLayers([rasters[2]])
    canvas.waitWhileRendering()
    wait_until_drawn(started, qtbot)

    assert [grey(canvas, x, 250) for x in (110, 290)] == [DARK, LIGHT]


def test_handle_is_white_with_a_dark_rim(started, canvas):
    line = [grey(canvas, x, 250) for x in range(196, 205)]

    assert max(line) == 255
    assert min(line[:3]) < DARK
    assert min(line[-3:]) < DARK


def test_handle_follows_the_mouse(started, canvas):
    view, left, none = canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view, left, none, QPoint(100, 50))
    assert started.position == pytest.approx(0.25)
    move(view, 300, 60)
    assert started.position == pytest.approx(0.75)
    QTest.mouseRelease(view, left, none, QPoint(300, 60))
    move(view, 20, 60)
    assert started.position == pytest.approx(0.75)
    assert grey(canvas, 290, 250) == DARK


def test_keys_move_the_handle(started, canvas):
    before = canvas.extent()
    shift = Qt.KeyboardModifier.ShiftModifier

    key(canvas, Qt.Key.Key_Right)
    assert started.position == pytest.approx(0.51)
    key(canvas, Qt.Key.Key_Left, shift)
    assert started.position == pytest.approx(0.41)
    key(canvas, Qt.Key.Key_Home)
    assert started.position == 0.0
    key(canvas, Qt.Key.Key_Left)
    assert started.position == 0.0
    key(canvas, Qt.Key.Key_End)
    assert started.position == 1.0
    assert canvas.extent() == before


def test_handle_turns(started, canvas):
    key(canvas, Qt.Key.Key_V)

    assert not started.is_upright
    assert [grey(canvas, 150, y) for y in (150, 250)] == [DARK, LIGHT]
    key(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert started.position == pytest.approx(0.6)
    assert grey(canvas, 150, 230) == DARK
    key(canvas, Qt.Key.Key_V)
    assert started.is_upright


def test_keys_with_control_are_left_to_qgis(started, canvas):
    key(canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert started.is_upright


def test_escape_ends_and_nothing_stays(tool, canvas, rasters, qtbot):
    pan = QgsMapToolPan(canvas)
    canvas.setMapTool(pan)
    items, children = len(canvas.scene().items()), len(canvas.findChildren(SwipePanel))
    tool.start()
    wait_until_drawn(tool, qtbot)
    assert len(canvas.scene().items()) == items + 4

    key(canvas, Qt.Key.Key_Escape)

    assert canvas.mapTool() is pan
    assert len(canvas.scene().items()) == items
    assert tool.layers is None
    qtbot.waitUntil(lambda: len(canvas.findChildren(SwipePanel)) == children)
    assert grey(canvas, 150, 150) == canvas.canvasColor().red()


def test_another_tool_ends_it_too(started, canvas):
    items = len(canvas.scene().items())
    canvas.setMapTool(QgsMapToolPan(canvas))

    assert len(canvas.scene().items()) == items - 4


@pytest.mark.parametrize("which", [0, 1])
def test_layer_removed_while_comparing_ends_it(started, canvas, rasters, which):
    QgsProject.instance().removeMapLayer(rasters[which])

    assert canvas.mapTool() is not started
    assert started.layers is None


def test_other_layers_may_be_removed(started, canvas, rasters):
    QgsProject.instance().removeMapLayer(rasters[2])

    assert canvas.mapTool() is started


def test_project_cleared_while_comparing(started, canvas):
    QgsProject.instance().removeAllMapLayers()

    assert canvas.mapTool() is not started


def test_panel_chooses_swaps_and_ends(started, canvas, rasters, qtbot):
    dark, light, middle = rasters
    panel = started._panel
    assert (panel._first.currentLayer(), panel._second.currentLayer()) == (dark, light)

    panel._second.setLayer(middle)
    assert started.layers == (dark, middle)
    panel._swap()
    assert started.layers == (middle, dark)
    wait_until_drawn(started, qtbot)
    assert [grey(canvas, x, 250) for x in (150, 250)] == [MIDDLE, DARK]

    panel.end_wanted.emit()
    assert canvas.mapTool() is not started


def test_vector_layers_can_be_compared_too(started, canvas, rasters, polygons_factory, tmp_path):
    polygons = in_project(QgsVectorLayer(polygons_factory(tmp_path / "p.gpkg"), "polygons"))

    started.start(rasters[0], polygons)

    assert started.layers == (rasters[0], polygons)
    assert started._panel._second.currentLayer() is polygons


def test_pair_is_the_active_layer_and_the_one_below(canvas, rasters):
    dark, light, middle = rasters

    canvas.setCurrentLayer(dark)
    assert pair_to_compare(canvas) == (dark, light)
    canvas.setCurrentLayer(light)
    assert pair_to_compare(canvas) == (light, middle)
    canvas.setCurrentLayer(middle)
    assert pair_to_compare(canvas) == (middle, light)
    canvas.setCurrentLayer(None)
    assert pair_to_compare(canvas) == (dark, light)


def test_pair_prefers_layers_in_view(canvas, rasters, raster_factory, tmp_path):
    far = QgsRasterLayer(raster_factory(tmp_path / "f.tif", left_top=(600000.0, 3000000.0)), "far")
    QgsProject.instance().addMapLayer(far, False)  # noqa: FBT003
    QgsProject.instance().layerTreeRoot().insertLayer(1, far)
    canvas.setCurrentLayer(rasters[0])

    assert pair_to_compare(canvas) == (rasters[0], rasters[1])


def test_one_raster_is_not_enough(canvas, raster):
    in_project(QgsRasterLayer(raster, "only"))
    tool = SwipeTool(canvas)

    tool.start()

    assert canvas.mapTool() is not tool
    assert "two raster layers" in tool.why_not()


@pytest.mark.parametrize("position", [0.0, 0.001, 0.5, 0.999, 1.0])
@pytest.mark.parametrize("upright", [True, False])
def test_sides_cover_the_map_once(position, upright):
    first, second = two_sides(QSizeF(401, 303), position, upright=upright)

    assert first.width() * first.height() + second.width() * second.height() == 401 * 303
    assert not first.intersects(second)


def test_name_is_left_out_where_its_side_is_too_narrow(started, canvas):
    def darkest(columns):
        return min(grey(canvas, x, 20) for x in columns)

    assert darkest(range(140, 196)) < 128
    assert darkest(range(205, 260)) < 128

    started.move_to(0.05)

    assert darkest(range(16)) == canvas.canvasColor().red()
    assert darkest(range(25, 80)) < 128


def test_map_that_is_resized(started, canvas, qtbot):
    canvas.resize(300, 200)
    qtbot.waitUntil(lambda: canvas.mapSettings().outputSize() == QSize(300, 200))
    wait_until_drawn(started, qtbot)

    assert started._handle.boundingRect().size() == QSizeF(300, 200)


def test_moved_map_keeps_the_layers_apart(started, canvas, qtbot):
    canvas.setExtent(QgsRectangle(500002, 2999994, 500006, 2999998))
    wait_until_drawn(started, qtbot)

    assert [grey(canvas, x, 250) for x in (20, 380)] == [DARK, LIGHT]


def test_panel_stays_in_the_middle_of_the_map_and_inside(started, canvas):
    panel = started._panel
    wanted = panel.sizeHint().width()

    for width in (wanted + 100, wanted - 100):
        canvas.resize(width, SIDE)

        assert panel.width() == min(wanted, width)
        assert abs(panel.geometry().center().x() - width / 2) <= 1
        buttons = panel.findChildren(QToolButton)
        assert len(buttons) == 3
        assert all(panel.rect().contains(button.geometry()) for button in buttons)
        assert panel._first.geometry().right() < panel._second.geometry().left()


def test_left_is_left_in_every_language(canvas, rasters):
    canvas.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    panel = SwipePanel(canvas)
    panel.show()

    assert panel._first.geometry().right() < panel._second.geometry().left()
