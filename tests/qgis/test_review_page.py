"""The page “Review” with mouse and keys on a real map."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Optional

import pytest
from osgeo import ogr
from qgis.core import QgsPointXY, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapToolPan
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication, QDialog, QFrame, QLineEdit

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.gui.review.review_page import ReviewPage
from sat_dl_plugin.review.changes import ReviewChange
from sat_dl_plugin.review.queue_index import Order
from sat_dl_plugin.review.session import ReviewSession
from sat_dl_plugin.review.updating import update_predictions
from tests.qgis.review_layers import end, review_layer, write_predictions
from tests.qgis.test_label_next import write_tiles

SIDE = 400


class Session(QObject):
    """As much of a `DockSession` as the page uses."""

    layer_changed = pyqtSignal()
    models_changed = pyqtSignal()
    runtime_changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__()
        self.canvas = canvas
        self.layer: Optional[QgsRasterLayer] = None


@pytest.fixture
def canvas(qgis_app: object, qtbot) -> Iterator[QgsMapCanvas]:
    made = QgsMapCanvas()
    made.setFrameStyle(QFrame.Shape.NoFrame)
    made.resize(SIDE, SIDE)
    made.show()
    qtbot.waitUntil(lambda: made.mapSettings().outputSize() == QSize(SIDE, SIDE))
    yield made
    QgsProject.instance().clear()
    sip.delete(made)


@pytest.fixture
def layer(canvas: QgsMapCanvas, tmp_path: Path) -> QgsVectorLayer:
    path = write_predictions(tmp_path / "review.gpkg", kind=ogr.wkbMultiPolygon)
    made = review_layer(path)
    QgsProject.instance().addMapLayer(made)
    canvas.setDestinationCrs(made.crs())
    canvas.setExtent(made.extent().buffered(4))
    return made


@pytest.fixture
def page(canvas: QgsMapCanvas, layer: QgsVectorLayer, provider: object, monkeypatch):
    monkeypatch.setattr(settings, "reviewer", lambda: "Maya")
    monkeypatch.setattr(settings, "set_reviewer", lambda _name: None)
    made = ReviewPage(Session(canvas))
    made.show()
    yield made
    made.close()
    made.deleteLater()
    if not sip.isdeleted(layer):
        layer.rollBack()


@pytest.fixture
def begun(page: ReviewPage, wait_until: Callable) -> ReviewPage:
    page.layer_box.button.click()
    wait_until(lambda: page.session is not None and page.control.queue.is_ready)
    return page


def press(canvas: QgsMapCanvas, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(canvas, key, modifier)


def status(page: ReviewPage, fid: int) -> str:
    return page.session.layer.getFeature(fid)["status"]


def pixel(canvas: QgsMapCanvas, x: float, y: float) -> QPoint:
    point = canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
    return QPoint(round(point.x()), round(point.y()))


def click(canvas: QgsMapCanvas, x: float, y: float, button=Qt.MouseButton.LeftButton) -> None:
    QTest.mouseClick(canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, pixel(canvas, x, y))


def test_a_layer_is_offered_and_begun(page: ReviewPage, layer, wait_until) -> None:
    assert page.layer_box.layer is layer
    assert not page._work.isVisible()
    page.layer_box.button.click()
    wait_until(lambda: page.control.queue.is_ready)

    assert page._work.isVisible()
    assert page.session.current_id == 1
    assert page.map.choosing.isActive()
    assert "1 of 6" in page.queue_box.state.text()


def test_the_polygons_of_a_run_are_chosen(page: ReviewPage, layer, tmp_path) -> None:
    QgsProject.instance().removeMapLayer(layer)
    assert page.layer_box.layer is None
    path = write_predictions(tmp_path / "run.gpkg", kind=ogr.wkbMultiPolygon)
    polygons = QgsVectorLayer(path, "Polygons")
    QgsProject.instance().addMapLayer(polygons)

    assert page.layer_box.layer is polygons
    assert page.layer_box.target.filePath().endswith(".gpkg")
    assert page.layer_box.button.isEnabled()
    # One to be reviewed already comes before predictions.
    reviewed = review_layer(write_predictions(tmp_path / "own.gpkg", kind=ogr.wkbMultiPolygon))
    QgsProject.instance().addMapLayer(reviewed)
    assert page.layer_box.layer is reviewed


def test_keys_decide_and_go_on(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_A)
    press(canvas, Qt.Key.Key_X)
    press(canvas, Qt.Key.Key_3)
    press(canvas, Qt.Key.Key_Space)

    assert [status(begun, fid) for fid in range(1, 5)] == [
        *("accepted", "rejected", "accepted", "predicted")
    ]
    assert begun.session.current_id == 5
    assert "3 decided" in begun.queue_box.state.text()


def test_a_class_key_changes_the_class(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_2)

    feature = begun.session.layer.getFeature(1)
    assert (feature["class_name"], feature["status"]) == ("road", "corrected")
    assert begun.session.current_id == 2
    press(canvas, Qt.Key.Key_9)
    assert begun.session.current_id == 2


def test_undo_returns_to_what_was_undone(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_A)
    press(canvas, Qt.Key.Key_A)
    press(canvas, Qt.Key.Key_Z)

    assert begun.session.current_id == 2
    assert status(begun, 2) == "predicted"
    press(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    assert status(begun, 2) == "accepted"


def test_backspace_goes_back(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_Space)
    press(canvas, Qt.Key.Key_Backspace)

    assert begun.session.current_id == 1


def test_the_map_follows_with_context(begun: ReviewPage, canvas) -> None:
    canvas.setExtent(QgsRectangle(0, 0, 10_000_000, 10_000_000))
    press(canvas, Qt.Key.Key_Space)

    box = begun.session.current.geometry().boundingBox()
    view = canvas.extent()
    assert view.contains(box)
    assert 3 * box.width() < view.width() < 20 * box.width()
    # Small steps keep the scale.
    before = view.width()
    press(canvas, Qt.Key.Key_Space)
    assert canvas.extent().width() == pytest.approx(before)


def test_tiny_objects_are_seen_with_their_surroundings(
    canvas, page, layer, raster_factory, tmp_path, wait_until
) -> None:
    # A pixel of half a metre: an object of 8 m is 16 pixels.
    raster = QgsRasterLayer(raster_factory(tmp_path / "fine.tif", size=40, pixel=0.5))
    page.dock_session.layer = raster
    canvas.setExtent(QgsRectangle(500000, 2990000, 510000, 3000000))
    page.begin(layer)
    wait_until(lambda: page.control.queue.is_ready)

    assert canvas.extent().width() == pytest.approx(75, rel=0.01)


def test_typing_elsewhere_is_not_stolen(begun: ReviewPage, canvas, qtbot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field, "ax1")

    assert field.text() == "ax1"
    assert status(begun, 1) == "predicted"


def test_other_tools_of_the_map_get_their_keys(begun: ReviewPage, canvas) -> None:
    pan = QgsMapToolPan(canvas)
    canvas.setMapTool(pan)
    press(canvas, Qt.Key.Key_A)
    assert status(begun, 1) == "predicted"
    # A button of the page takes the map again.
    begun.object_box.buttons["next"].click()
    press(canvas, Qt.Key.Key_A)
    assert status(begun, 2) == "accepted"


def test_shortcuts_with_control_stay_those_of_qgis(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)

    assert status(begun, 1) == "predicted"


def test_a_click_chooses(begun: ReviewPage, canvas) -> None:
    canvas.setExtent(begun.session.layer.extent().buffered(4))
    click(canvas, 500034, 2999996)

    assert begun.session.current_id == 4
    assert begun.map._mark.is_shown


def test_redrawing_with_clicks(begun: ReviewPage, canvas) -> None:
    canvas.setExtent(begun.session.layer.extent().buffered(4))
    press(canvas, Qt.Key.Key_D)
    assert begun.map.drawing.isActive()
    for x, y in ((500000, 3000000), (500006, 3000000), (500006, 2999994), (500000, 2999994)):
        click(canvas, x, y)
    click(canvas, 500003, 2999997, Qt.MouseButton.RightButton)

    feature = begun.session.layer.getFeature(1)
    assert feature["status"] == "corrected"
    assert feature.geometry().area() == pytest.approx(36, rel=0.1)
    assert begun.map.choosing.isActive()


def test_a_new_polygon_is_drawn_when_none_is_chosen(begun: ReviewPage, canvas) -> None:
    canvas.setExtent(begun.session.layer.extent().buffered(20))
    press(canvas, Qt.Key.Key_2)
    begun.session.set_current(None)
    press(canvas, Qt.Key.Key_D)
    for x, y in ((500000, 3000010), (500008, 3000010), (500008, 3000004)):
        click(canvas, x, y)
    press(canvas, Qt.Key.Key_Return)

    (added,) = [each for each in begun.session.layer.getFeatures() if each.id() < 0]
    assert (added["status"], added["class_name"]) == ("added", "road")


def test_splitting_with_a_line(begun: ReviewPage, canvas) -> None:
    canvas.setExtent(begun.session.layer.extent().buffered(4))
    press(canvas, Qt.Key.Key_S)
    click(canvas, 499998, 2999997)
    click(canvas, 500009, 2999997)
    press(canvas, Qt.Key.Key_Return)

    parts = [
        each for each in begun.session.layer.getFeatures() if each.id() in (1,) or each.id() < 0
    ]
    assert len(parts) == 2
    assert sum(part.geometry().area() for part in parts) == pytest.approx(64)
    assert {part["status"] for part in parts} == {"corrected"}
    press(canvas, Qt.Key.Key_Z)
    assert begun.session.layer.featureCount() == 6


def test_escape_gives_a_drawing_up(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_D)
    click(canvas, 500000, 3000000)
    press(canvas, Qt.Key.Key_Escape)

    assert begun.map.choosing.isActive()
    assert begun.session.layer.undoStack().count() == 0


def test_merging_with_a_click(begun: ReviewPage, canvas) -> None:
    canvas.setExtent(begun.session.layer.extent().buffered(4))
    press(canvas, Qt.Key.Key_M)
    click(canvas, 500014, 2999996)

    layer = begun.session.layer
    assert layer.featureCount() == 5
    assert layer.getFeature(1).geometry().area() == pytest.approx(128)

    press(canvas, Qt.Key.Key_Z)
    assert layer.featureCount() == 6
    assert begun.session.current_id == 1


def test_a_refused_action_says_why(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_H)

    assert "no holes" in begun.notice.text()


def test_what_was_said_goes_with_the_next_action_unless_nothing_was_written(
    begun: ReviewPage, canvas
) -> None:
    press(canvas, Qt.Key.Key_H)
    press(canvas, Qt.Key.Key_Space)
    assert not begun.notice.text()

    begun.session.failed.emit(OutputError("The journal cannot be written"))
    press(canvas, Qt.Key.Key_Space)
    assert "cannot be written" in begun.notice.text()


def test_polygons_are_rejected_by_clicks_and_strokes(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)
    assert begun.map.striking.isActive()
    first, second = (pixel(canvas, 500004 + 10 * place, 2999996) for place in (0, 1))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    for kind, at, button, buttons in (
        (QEvent.Type.MouseButtonPress, first, left, left),
        (QEvent.Type.MouseMove, second, none, left),
        (QEvent.Type.MouseButtonRelease, second, left, none),
    ):
        place = QPointF(at)
        event = QMouseEvent(
            kind, place, place, place, button, buttons, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(canvas.viewport(), event)

    rejected = [status(begun, fid) == "rejected" for fid in range(1, 7)]
    assert rejected == [True, True, False, False, False, False]
    assert begun.session.layer.undoStack().count() == 1
    assert "rejected: 2" in begun.notice.text()
    # The queue goes on, because the polygon that was to be decided on is.
    assert begun.session.current_id == 3
    click(canvas, 500054, 2999996)
    assert status(begun, 6) == "rejected"
    click(canvas, 500004, 3000003)
    assert "no polygon to reject" in begun.notice.text()
    press(canvas, Qt.Key.Key_Escape)
    assert begun.map.choosing.isActive()


@pytest.mark.parametrize(("key", "gone"), [(Qt.Key.Key_L, [1, 4]), (Qt.Key.Key_K, [4])])
def test_what_is_no_surer_or_no_larger_is_rejected_at_once(
    begun: ReviewPage, canvas, wait_until, key, gone
) -> None:
    """Of the polygons 1 and 4, which are of one class, 4 is surer and becomes smaller."""
    session = begun.session
    outline = session.layer.getFeature(4).geometry().buffer(-1, 1)
    session.apply("make smaller", ReviewChange(geometries={4: outline}))
    session.apply("reopen", ReviewChange(attributes={4: {"status": "predicted"}}))
    steps = session.layer.undoStack().count()
    begun.control.go_to(4)
    press(canvas, key)
    wait_until(lambda: not begun.control.is_busy)

    assert [fid for fid in range(1, 7) if status(begun, fid) == "rejected"] == gone
    assert session.layer.undoStack().count() == steps + 1
    assert f"rejected: {len(gone)}" in begun.notice.text()

    press(canvas, Qt.Key.Key_Z)
    wait_until(lambda: status(begun, 4) == "predicted")
    assert session.current_id == 4


def test_all_in_view(begun: ReviewPage, canvas, wait_until) -> None:
    canvas.setExtent(QgsRectangle(499999, 2999980, 500029, 3000010))
    press(canvas, Qt.Key.Key_V)
    wait_until(lambda: not begun.control.is_busy)

    assert [status(begun, fid) for fid in range(1, 7)] == ["accepted"] * 3 + ["predicted"] * 3
    assert begun.session.layer.undoStack().count() == 1


def test_all_of_a_class_is_asked_first(begun: ReviewPage, wait_until) -> None:
    begun.many_box.class_button.menu().actions()[0].trigger()
    assert "Accept 2 polygons" in begun.question.text()
    begun.question.yes_button.click()
    wait_until(lambda: not begun.control.is_busy)

    assert [status(begun, fid) for fid in (1, 4)] == ["accepted"] * 2


def test_only_what_the_map_shows(begun: ReviewPage, canvas) -> None:
    canvas.setExtent(QgsRectangle(500019, 2999980, 500049, 3000010))
    begun.queue_box.in_view.setChecked(True)

    assert begun.session.current_id == 3
    before = canvas.extent()
    press(canvas, Qt.Key.Key_Space)
    assert canvas.extent() == before
    assert "of 3" in begun.queue_box.state.text()


def test_disagreements_are_settled(begun: ReviewPage, canvas, layer, wait_until) -> None:
    begun.session.accept([1, 2])
    begun.session.save()
    begun.end()
    layer.commitChanges()
    news = QgsVectorLayer(
        "Polygon?crs=EPSG:32645&field=class_id:integer&field=class_name:string", "new", "memory"
    )
    features = [layer.getFeature(1), layer.getFeature(2)]
    for feature in features:
        new = type(feature)(news.fields())
        new.setGeometry(feature.geometry())
        new.setAttributes([5, "tree"])
        news.dataProvider().addFeature(new)
    update_predictions(
        layer, news, (), None, QgsProject.instance().transformContext(), lambda _share: False
    )
    begun.begin(layer)
    wait_until(lambda: begun.control.queue.is_ready)
    box = begun.queue_box
    box.order.setCurrentIndex(box.order.findData(Order.DISAGREEMENTS))
    box.order.activated.emit(box.order.currentIndex())

    assert begun.session.current_id == 1
    assert "Tree" in begun.object_box.question.text()
    assert "Keep mine" in begun.object_box.buttons["accept"].text()
    press(canvas, Qt.Key.Key_A)
    press(canvas, Qt.Key.Key_X)
    assert layer.getFeature(1)["class_name"] == "building"
    assert layer.getFeature(2)["class_name"] == "tree"
    assert begun.control.settling.features == []
    press(canvas, Qt.Key.Key_Z)
    assert begun.control.settling.features == [2]


def test_lost_work_is_offered(page: ReviewPage, layer, wait_until) -> None:
    other = ReviewSession(review_layer(layer.source()))
    other.accept([3])
    # As when its process is gone, which says nothing.
    other.presence._lock.unlock()
    page.begin(layer)
    wait_until(lambda: page.control.queue.is_ready)
    assert "1 edits" in page.question.text()
    # A key that was meant for the map must not discard it.
    assert page.question.focusWidget() is page.question.yes_button
    page.question.yes_button.click()

    assert status(page, 3) == "accepted"
    assert page.session.layer.isModified()
    # The queue goes on where it was, not with what was passed over.
    assert page.session.current_id == 4
    end(other)


def test_ending_gives_the_map_back(begun: ReviewPage, canvas, layer) -> None:
    begun.layer_box.button.click()

    assert begun.session is None
    assert not begun.map.choosing.isActive()
    assert not begun._work.isVisible()
    press(canvas, Qt.Key.Key_A)
    assert layer.getFeature(1)["status"] == "predicted"


def test_a_removed_layer_ends_the_review(begun: ReviewPage, layer) -> None:
    QgsProject.instance().removeMapLayer(layer.id())

    assert begun.session is None
    assert "removed" in begun.notice.text()


def test_saving_keeps_the_review(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_A)
    begun.many_box.save_button.click()

    assert not begun.session.layer.isModified()
    press(canvas, Qt.Key.Key_A)
    assert status(begun, 2) == "accepted"


def test_a_review_layer_is_made(canvas, page: ReviewPage, layer, tmp_path, wait_until) -> None:
    QgsProject.instance().removeMapLayer(layer.id())
    predictions = QgsVectorLayer(write_predictions(tmp_path / "predicted.gpkg"), "urban")
    QgsProject.instance().addMapLayer(predictions)
    box = page.layer_box
    box.layers.setLayer(predictions)
    assert box.target.isVisible()
    assert box.target.filePath().endswith("urban_review.gpkg")
    box.target.setFilePath(str(tmp_path / "mine.gpkg"))
    box.button.click()
    wait_until(lambda: page.session is not None and page.control.queue.is_ready)

    assert page.session.layer.name() == "mine"
    assert page.control.queue.left == 6


def test_a_project_without_crs(begun: ReviewPage, canvas, layer) -> None:
    canvas.setDestinationCrs(type(layer.crs())())
    press(canvas, Qt.Key.Key_Space)

    assert begun.session.current_id == 2
    canvas.setExtent(layer.extent().buffered(4))
    click(canvas, 500034, 2999996)
    assert begun.session.current_id == 4


def test_nothing_is_clipped_in_a_narrow_dock(begun: ReviewPage, wait_until) -> None:
    least = begun.minimumSizeHint().width()
    begun.resize(least, 700)
    wait_until(lambda: begun.many_box.width() > 0)

    assert least <= 360
    for button in begun.findChildren(QAbstractButton):
        if button.isVisible():
            right = button.mapTo(begun, QPoint(button.width(), 0)).x()
            assert right <= least, button.text()


def test_more_content_asks_for_more_width(page: ReviewPage, layer, qtbot) -> None:
    before = page.minimumSizeHint().width()
    page.begin(layer)

    qtbot.waitUntil(lambda: page.minimumSizeHint().width() > before)


def test_a_write_protected_layer_is_not_begun(page: ReviewPage, layer) -> None:
    layer.setReadOnly(True)
    page.begin(layer)

    assert page.session is None
    assert "write-protected" in page.notice.text()


def test_the_windows_of_algorithms_stay_alive_and_know_the_layers(
    begun: ReviewPage, tmp_path, monkeypatch
) -> None:
    from qgis import processing

    asked: list[tuple[str, dict[str, str]]] = []

    class Window(QDialog):
        """Its half in Python is what runs the algorithm."""

        def finished(self) -> None:
            """Hide the signal, as the windows of QGIS do."""

    def make(algorithm: str, parameters: dict[str, str]) -> QDialog:
        asked.append((algorithm, parameters))
        return Window(begun)

    monkeypatch.setattr(processing, "createAlgorithmDialog", make)
    predictions = QgsVectorLayer(write_predictions(tmp_path / "run.gpkg"), "Polygons")
    QgsProject.instance().addMapLayer(predictions)
    review = begun.session.layer.id()
    begun.many_box.update_button.click()
    begun.many_box.export_button.click()
    gc.collect()

    assert asked == [
        ("satdl:updatereview", {"REVIEW": review, "INPUT": predictions.id()}),
        ("satdl:exportlabels", {"INPUT": review}),
    ]
    windows = begun.findChildren(QDialog)
    assert [type(window) for window in windows] == [Window, Window]
    for window in windows:
        window.reject()
    assert not begun._dialogs


@pytest.fixture
def tiles(begun: ReviewPage, tmp_path: Path) -> Iterator[QgsVectorLayer]:
    """Three tiles of 8 m beside each other: to do (rank 1), doing (rank 2) and done."""
    made = QgsVectorLayer(write_tiles(tmp_path / "tiles.gpkg"), "tiles")
    QgsProject.instance().addMapLayer(made)
    yield made
    if not sip.isdeleted(made):
        made.rollBack()


def states(tiles: QgsVectorLayer) -> list[str]:
    return [feature["state"] for feature in tiles.getFeatures()]


def hover(canvas: QgsMapCanvas, x: float, y: float) -> None:
    """Move the mouse on the map; the events are sent, for there is no pointer on some machines."""
    at = QPointF(pixel(canvas, x, y))
    none = Qt.MouseButton.NoButton
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        canvas.viewport(), QMouseEvent(QEvent.Type.MouseMove, at, none, none, plain)
    )
    canvas.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, True)  # noqa: FBT003


def leave(canvas: QgsMapCanvas) -> None:
    canvas.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)  # noqa: FBT003


def test_one_key_marks_the_tile_under_the_mouse(begun: ReviewPage, canvas, tiles) -> None:
    assert begun.learn_box.tile_box.count.text() == "1 of 3 tiles are done"
    hover(canvas, 500012, 2999995)
    press(canvas, Qt.Key.Key_Y)

    assert states(tiles) == ["todo", "done", "done"]
    assert begun.notice.text() == "Tile 2 is done. Tiles left: 1"
    assert begun.learn_box.tile_box.count.text() == "2 of 3 tiles are done"
    assert tiles.undoStack().count() == 1
    press(canvas, Qt.Key.Key_Y)
    assert states(tiles) == ["todo", "doing", "done"]
    assert begun.notice.text() == "Tile 2 is no longer done. Tiles left: 2"

    tiles.undoStack().undo()
    assert begun.learn_box.tile_box.count.text() == "2 of 3 tiles are done"
    tiles.undoStack().undo()
    assert states(tiles) == ["todo", "doing", "done"]
    assert begun.learn_box.tile_box.count.text() == "1 of 3 tiles are done"
    # The polygons have a list of their own.
    assert begun.session.layer.undoStack().count() == 0


def test_the_button_marks_the_tile_in_the_middle_of_the_map(begun, canvas, tiles) -> None:
    hover(canvas, 500012, 2999995)
    leave(canvas)
    canvas.setExtent(QgsRectangle(500001, 2999993, 500005, 2999997))
    begun.learn_box.tile_box.done_button.click()

    assert states(tiles) == ["done", "doing", "done"]


def test_the_menu_marks_the_tile_that_it_was_opened_on(begun, canvas, tiles) -> None:
    leave(canvas)
    begun.map.give("tile_done", QgsPointXY(500012, 2999995))
    assert states(tiles) == ["todo", "done", "done"]


def test_the_next_tile_is_shown_and_begun(begun: ReviewPage, canvas, tiles) -> None:
    box = begun.learn_box.tile_box
    box.next_button.click()
    assert states(tiles) == ["doing", "doing", "done"]
    assert begun.notice.text().startswith("Tile 1 is next. Press Y when")
    outline = tiles.getFeature(1).geometry().boundingBox()
    assert canvas.extent().contains(outline)
    assert canvas.extent().width() < 2 * outline.width()
    leave(canvas)
    press(canvas, Qt.Key.Key_Y)
    assert states(tiles) == ["done", "doing", "done"]

    box.next_button.click()
    assert begun.notice.text().startswith("Tile 2 is next.")
    # It is begun already: nothing to undo.
    assert tiles.undoStack().count() == 2
    press(canvas, Qt.Key.Key_Y)
    box.next_button.click()
    assert begun.notice.text() == "All tiles are done."


def test_the_states_are_saved_with_the_edits(begun: ReviewPage, canvas, tiles) -> None:
    assert not begun.many_box.save_button.isEnabled()
    hover(canvas, 500012, 2999995)
    press(canvas, Qt.Key.Key_Y)
    assert begun.many_box.save_button.isEnabled()
    begun.many_box.save_button.click()

    assert not begun.many_box.save_button.isEnabled()
    assert states(QgsVectorLayer(tiles.source(), "again")) == ["todo", "done", "done"]


def test_without_tiles_it_is_said_what_to_do(begun: ReviewPage, canvas) -> None:
    press(canvas, Qt.Key.Key_Y)
    assert begun.notice.text().startswith("No tiles are chosen.")
    assert "“What to label next…”" in begun.notice.text()
    begun.notice.hide()
    begun.learn_box.tile_box.next_button.click()
    assert begun.notice.text().startswith("No tiles are chosen.")


def test_polygons_without_states_are_no_tiles(begun: ReviewPage, canvas) -> None:
    other = QgsVectorLayer("Polygon?crs=EPSG:32645", "a mask", "memory")
    QgsProject.instance().addMapLayer(other)
    begun.learn_box.tiles.setLayer(other)
    press(canvas, Qt.Key.Key_Y)

    assert "“a mask” have no states" in begun.notice.text()
    assert not other.isEditable()


def test_a_place_without_a_tile_is_told(begun: ReviewPage, canvas, tiles) -> None:
    hover(canvas, 500040, 2999995)
    press(canvas, Qt.Key.Key_Y)

    assert begun.notice.text().startswith("There is no tile here.")
    assert not tiles.isEditable()


def test_tiles_that_cannot_be_written_stay_as_they_are(begun, canvas, tiles) -> None:
    tiles.setReadOnly(True)
    hover(canvas, 500012, 2999995)
    press(canvas, Qt.Key.Key_Y)

    assert begun.notice.text().startswith("“tiles” cannot be edited.")
    assert states(tiles) == ["todo", "doing", "done"]


def test_tiles_that_are_removed_are_no_tiles_any_more(begun, canvas, tiles) -> None:
    QgsProject.instance().removeMapLayer(tiles)
    assert not begun.learn_box.tile_box.count.isVisible()
    press(canvas, Qt.Key.Key_Y)
    assert begun.notice.text().startswith("No tiles are chosen.")


def test_edits_of_the_tiles_that_are_open_are_kept(begun, canvas, tiles) -> None:
    tiles.startEditing()
    tiles.changeAttributeValue(1, tiles.fields().indexFromName("score"), 0.25)
    hover(canvas, 500012, 2999995)
    press(canvas, Qt.Key.Key_Y)
    tiles.undoStack().undo()

    assert states(tiles) == ["todo", "doing", "done"]
    assert tiles.getFeature(1)["score"] == 0.25
