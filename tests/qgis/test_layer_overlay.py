"""The overlay: drawn as the map draws, clipped cheaply, gone without a trace."""

from __future__ import annotations

import weakref

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QRectF, QSize
from qgis.PyQt.QtGui import QColor, QImage, QPainter
from qgis.PyQt.QtWidgets import QFrame

from sat_dl_plugin.gui.preview import layer_overlay
from sat_dl_plugin.gui.preview.layer_overlay import LayerOverlay

SIDE = 200


@pytest.fixture
def layer(raster):
    """Three grey bands, 8 x 8 metres."""
    return QgsRasterLayer(raster, "scene")


@pytest.fixture
def canvas(qgis_app, layer, qtbot):
    """A map without layers of 16 x 16 metres, the layer's place in its middle."""
    made = QgsMapCanvas()
    made.setFrameStyle(QFrame.Shape.NoFrame)
    made.resize(SIDE, SIDE)
    made.show()
    qtbot.waitUntil(lambda: made.mapSettings().outputSize() == QSize(SIDE, SIDE))
    made.setDestinationCrs(layer.crs())
    made.setExtent(layer.extent().buffered(4))
    yield made
    sip.delete(made)


@pytest.fixture
def overlay(canvas, layer, qtbot):
    made = LayerOverlay(canvas)
    made.set_layers([layer])
    wait_until_drawn(made, qtbot)
    yield made
    made.close()
    # A picture that is still being rendered must not outlive QGIS.
    qtbot.waitUntil(lambda: not layer_overlay._leaving)


def wait_until_drawn(overlay, qtbot):
    qtbot.waitUntil(lambda: not overlay.picture.is_rendering, timeout=20_000)


def drawn(overlay) -> QImage:
    """Return what the item paints, on transparent ground."""
    picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    overlay.paint(painter, None, None)
    painter.end()
    return picture


def is_covered(overlay, x: int, y: int) -> bool:
    return drawn(overlay).pixelColor(x, y).alpha() == 255


def test_drawn_where_the_map_would(overlay):
    assert is_covered(overlay, 100, 100)
    assert is_covered(overlay, 55, 145)
    assert not is_covered(overlay, 45, 100)
    assert not is_covered(overlay, 100, 155)


def test_turned_with_the_map(overlay, canvas, qtbot):
    canvas.setRotation(45)
    wait_until_drawn(overlay, qtbot)

    assert is_covered(overlay, 35, 100)
    assert not is_covered(overlay, 55, 55)


def test_the_last_picture_moves_with_the_map_until_the_next_is_ready(overlay, canvas, qtbot):
    old = overlay.picture.image
    extent = canvas.extent()
    extent.setXMinimum(extent.xMinimum() + 8)
    extent.setXMaximum(extent.xMaximum() + 8)
    canvas.setExtent(extent)

    assert overlay.picture.is_rendering
    assert overlay.picture.image is old
    assert is_covered(overlay, 20, 100)
    assert not is_covered(overlay, 60, 100)
    wait_until_drawn(overlay, qtbot)
    assert overlay.picture.image is not old
    assert is_covered(overlay, 20, 100)


def test_another_crs_hides_the_old_picture(overlay, canvas, qtbot):
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    with qtbot.waitSignal(overlay.picture.changed):
        pass
    assert overlay.picture.image is None
    wait_until_drawn(overlay, qtbot)
    assert overlay.picture.image is not None


def test_clip_shows_a_part_and_renders_nothing(overlay):
    overlay.set_clip(QRectF(0, 0, 100, SIDE))

    assert not overlay.picture.is_rendering
    assert is_covered(overlay, 99, 100)
    assert not is_covered(overlay, 101, 100)
    overlay.set_clip(None)
    assert is_covered(overlay, 101, 100)


def test_repaint_of_the_layer_renders_again(overlay, layer, qtbot):
    with qtbot.waitSignal(overlay.picture.changed, timeout=20_000):
        layer.setOpacity(0.5)
        layer.triggerRepaint()

    assert drawn(overlay).pixelColor(100, 100).alpha() == pytest.approx(128, abs=2)


def test_a_deleted_layer_is_left_out_also_while_it_is_drawn(overlay, canvas, layer):
    QgsProject.instance().addMapLayer(layer)
    overlay.set_layers([layer])
    assert overlay.picture.is_rendering

    QgsProject.instance().removeMapLayer(layer.id())

    assert sip.isdeleted(layer)
    assert overlay.picture.image is None
    assert not overlay.picture.is_rendering
    canvas.setExtent(canvas.extent().buffered(1))
    overlay.refresh()
    assert not overlay.picture.is_rendering


def test_close_leaves_nothing_and_may_be_repeated(canvas, layer):
    before = set(canvas.scene().items())
    overlay = LayerOverlay(canvas)
    overlay.set_layers([layer])
    assert set(canvas.scene().items()) != before

    overlay.close()
    overlay.close()

    assert set(canvas.scene().items()) == before
    canvas.setExtent(canvas.extent().buffered(1))
    assert not overlay.picture.is_rendering


def test_pictures_that_are_outdated_leave_nothing(overlay, canvas, qtbot):
    overlay.picture._render()
    outdated = weakref.ref(overlay.picture._job)
    overlay.picture._render()
    taken = weakref.ref(overlay.picture._job)
    wait_until_drawn(overlay, qtbot)

    qtbot.waitUntil(lambda: outdated() is None and taken() is None)
