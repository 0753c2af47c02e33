"""The smart tools on a real map: mouse, wheel and keys, and what becomes of the polygons."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from osgeo import gdal, ogr, osr
from qgis.core import QgsGeometry, QgsPointXY, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas, QgsMapToolPan
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from qgis.PyQt.QtGui import QMouseEvent, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QFrame

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import ViewEmbeddingJob
from sat_dl_plugin.gui.preview import preview_files
from sat_dl_plugin.gui.review.tools import picture_view
from sat_dl_plugin.gui.review.tools.probability_source import (
    find_probabilities,
    remember_probabilities,
)
from sat_dl_plugin.gui.review.tools.review_tools import ReviewTools
from sat_dl_plugin.gui.review.tools.surroundings import hexadecimal
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import review_layer, square, write_predictions

SIDE = 400
LEFT, TOP = 500000.0, 3000000.0
METRES = 40.0
"""The map shows this many metres, ten pixels each."""

LEFT_BUTTON, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


class Engine:
    """Answers as a worker would, with whatever a test wants."""

    def __init__(self):
        self.jobs = []
        self.views = []
        self.gate = threading.Event()
        self.gate.set()
        self.error = None
        self.polygons = [square(LEFT + 20, TOP - 20, 6)]
        self.class_id = 3

    @contextmanager
    def open(self) -> Iterator[Engine]:
        yield self

    def run(self, job, reporter):
        while not self.gate.wait(0.01):
            reporter.check_cancelled()
        if isinstance(job, ViewEmbeddingJob):
            self.views.append(job)
            Path(job.output).write_bytes(b"embedding")
            return {"output": job.output}
        self.jobs.append(job)
        if self.error is not None:
            raise self.error
        shapes = self.polygons(job) if callable(self.polygons) else self.polygons
        level = 0.5 if job.level is None else job.level
        return {
            "polygons": [hexadecimal(QgsGeometry.fromWkt(shape)) for shape in shapes],
            "level": level,
            "class_id": job.class_id or self.class_id,
            "confidence": [0.75] * len(shapes),
            "is_cut_off": False,
        }


def write_probabilities(path, class_ids=(1, 3), epsg=32645, left=LEFT, top=TOP + 4):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 96, 96, len(class_ids), gdal.GDT_Byte)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((left, 0.5, 0, top, 0, -0.5))
    for band, class_id in enumerate(class_ids, start=1):
        dataset.GetRasterBand(band).SetMetadataItem("class_id", str(class_id))
    dataset = None
    return str(path)


@pytest.fixture
def canvas(qgis_app, qtbot):
    made = QgsMapCanvas()
    made.setFrameStyle(QFrame.Shape.NoFrame)
    made.resize(SIDE, SIDE)
    made.show()
    qtbot.waitUntil(lambda: made.mapSettings().outputSize() == QSize(SIDE, SIDE))
    yield made
    sip.delete(made)
    QgsProject.instance().removeAllMapLayers()


@pytest.fixture
def layer(canvas, tmp_path, request):
    kind = getattr(request, "param", ogr.wkbPolygon)
    made = review_layer(write_predictions(tmp_path / "predictions.gpkg", kind=kind))
    QgsProject.instance().addMapLayer(made)
    remember_probabilities(made, write_probabilities(tmp_path / "probabilities.tif"))
    canvas.setDestinationCrs(made.crs())
    view = made.extent()
    view.set(LEFT - 4, TOP - METRES + 4, LEFT + METRES - 4, TOP + 4)
    canvas.setExtent(view)
    return made


@pytest.fixture
def session(layer):
    made = ReviewSession(layer)
    yield made
    made.close()
    layer.rollBack()


@pytest.fixture
def engine():
    return Engine()


@pytest.fixture
def tools(canvas, session, engine):
    made = ReviewTools(canvas, open_worker=engine.open)
    made.set_session(session)
    yield made
    engine.gate.set()
    made.close()


def place(canvas, x, y):
    """Return where metres right of and below the corner of the polygons are on the map."""
    point = canvas.getCoordinateTransform().transform(QgsPointXY(LEFT + x, TOP - y))
    return QPointF(point.x(), point.y())


def mouse(canvas, kind, x, y, button=NO_BUTTON, buttons=None):
    """Send a mouse event; what `QTest` offers goes through the real cursor."""
    at = place(canvas, x, y)
    buttons = button if buttons is None else buttons
    QApplication.sendEvent(canvas.viewport(), QMouseEvent(kind, at, at, at, button, buttons, PLAIN))


def move(canvas, x, y, buttons=NO_BUTTON):
    mouse(canvas, QEvent.Type.MouseMove, x, y, NO_BUTTON, buttons)


def click(canvas, x, y):
    mouse(canvas, QEvent.Type.MouseButtonPress, x, y, LEFT_BUTTON)
    mouse(canvas, QEvent.Type.MouseButtonRelease, x, y, LEFT_BUTTON, NO_BUTTON)


def clicked_with(canvas, x, y, modifiers):
    at = place(canvas, x, y)
    for kind, buttons in (
        (QEvent.Type.MouseButtonPress, LEFT_BUTTON),
        (QEvent.Type.MouseButtonRelease, NO_BUTTON),
    ):
        QApplication.sendEvent(
            canvas.viewport(),
            QMouseEvent(kind, at, at, at, LEFT_BUTTON, buttons, modifiers),
        )


def drag(canvas, *places, button=LEFT_BUTTON):
    mouse(canvas, QEvent.Type.MouseButtonPress, *places[0], button)
    for x, y in places[1:]:
        move(canvas, x, y, button)
    mouse(canvas, QEvent.Type.MouseButtonRelease, *places[-1], button, NO_BUTTON)


def wheel(canvas, clicks, modifiers=PLAIN):
    at = QPointF(200, 200)
    event = QWheelEvent(
        at,
        QPointF(canvas.viewport().mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * clicks),
        NO_BUTTON,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - not turned around
    )
    QApplication.sendEvent(canvas.viewport(), event)


def features(layer):
    return {feature.id(): feature for feature in layer.getFeatures()}


def started(tools, name):
    tool = tools.tools[name]
    tool.start()
    return tool


def seen(qtbot, tool):
    qtbot.waitUntil(lambda: bool(tool.outlines))
    return tool.outlines


# Adding


def test_hovering_shows_and_a_click_adds_in_one_step(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "grow")
    before = features(layer)
    move(canvas, 23, 23)
    (outline,) = seen(qtbot, tool)
    assert outline.area() == pytest.approx(36)
    assert features(layer).keys() == before.keys()
    job = engine.jobs[-1]
    assert job.points[0] == pytest.approx((LEFT + 23, TOP - 23), abs=0.06)
    assert job.class_id == 0
    assert not job.polygon
    assert job.probabilities.endswith("probabilities.tif")
    assert job.crs == "EPSG:32645"

    click(canvas, 23, 23)
    qtbot.waitUntil(lambda: len(features(layer)) == len(before) + 1)
    (new,) = (each for fid, each in features(layer).items() if fid not in before)
    assert (new["class_id"], new["class_name"], new["status"]) == (3, "road", "added")
    assert new["confidence"] == pytest.approx(0.75)
    assert tool.outlines == []
    layer.undoStack().undo()
    assert features(layer).keys() == before.keys()


def test_a_click_that_comes_before_the_answer_is_kept(tools, canvas, layer, engine, qtbot):
    started(tools, "grow")
    engine.gate.clear()
    click(canvas, 23, 23)
    assert len(features(layer)) == 6
    engine.gate.set()
    qtbot.waitUntil(lambda: len(features(layer)) == 7)


def test_only_the_newest_place_is_asked_after_the_one_at_work(tools, canvas, engine, qtbot):
    tool = started(tools, "grow")
    engine.gate.clear()
    for x in range(20, 30):
        move(canvas, x, 25)
    engine.gate.set()
    newest = pytest.approx(LEFT + 29, abs=0.06)
    qtbot.waitUntil(lambda: bool(engine.jobs) and engine.jobs[-1].points[0][0] == newest)
    assert len(engine.jobs) <= 2
    seen(qtbot, tool)


def test_the_chosen_class_is_asked_for(tools, canvas, engine, qtbot):
    tools.set_class(5)
    tool = started(tools, "grow")
    move(canvas, 23, 23)
    seen(qtbot, tool)
    assert engine.jobs[-1].class_id == 5


def test_a_polygon_under_the_mouse_is_outlined_anew(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "grow")
    engine.polygons = [square(LEFT - 1, TOP + 1, 10)]
    move(canvas, 4, 4)
    seen(qtbot, tool)
    job = engine.jobs[-1]
    assert job.class_id == 1
    assert job.shape == "right-angled"
    # Its neighbour must not be overlapped; itself it may be.
    areas = [QgsGeometry() for _ in job.neighbours]
    for geometry, text in zip(areas, job.neighbours):
        geometry.fromWkb(bytes.fromhex(text))
    assert len(areas) == 5
    assert not any(area.contains(QgsPointXY(LEFT + 4, TOP - 4)) for area in areas)
    click(canvas, 4, 4)
    qtbot.waitUntil(lambda: features(layer)[1].geometry().area() == pytest.approx(100))
    assert features(layer)[1]["status"] == "corrected"
    assert len(features(layer)) == 6


def test_a_click_with_shift_joins_to_the_polygon_beside(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "grow")
    engine.polygons = [square(LEFT, TOP, 9)]
    clicked_with(canvas, 9, 9.5, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: features(layer)[1].geometry().area() == pytest.approx(81))
    job = engine.jobs[-1]
    assert job.polygon
    assert job.class_id == 1
    assert len(features(layer)) == 6
    # Far from all polygons there is nothing to join to.
    clicked_with(canvas, 30, 30, Qt.KeyboardModifier.ShiftModifier)
    assert tool.outlines == []
    assert len(engine.jobs) == 1


def test_the_wheel_changes_the_threshold_and_zooms_with_ctrl(tools, canvas, engine, qtbot):
    tool = started(tools, "grow")
    move(canvas, 23, 23)
    seen(qtbot, tool)
    scale = canvas.scale()
    wheel(canvas, 1)
    qtbot.waitUntil(lambda: engine.jobs[-1].level == pytest.approx(0.45))
    wheel(canvas, -2)
    qtbot.waitUntil(lambda: engine.jobs[-1].level == pytest.approx(0.55))
    assert canvas.scale() == pytest.approx(scale)
    qtbot.waitUntil(lambda: "55 %" in tool.hint_text)
    wheel(canvas, 1, Qt.KeyboardModifier.ControlModifier)
    assert canvas.scale() != pytest.approx(scale)
    assert tool.level == pytest.approx(0.55)
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert tool.level == pytest.approx(0.5)
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert tool.level is None


def test_more_neighbours_are_handed_over_for_large_objects(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "grow")
    engine.polygons = [square(LEFT - 500, TOP + 500, 1000)]
    move(canvas, 23, 23)
    seen(qtbot, tool)
    reaches = [tool._shown.reach]
    assert len(engine.jobs) == 2
    assert reaches[0].contains(tool.outlines[0].boundingBox())


def test_where_there_is_nothing_a_click_says_so(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "grow")
    engine.polygons = []
    click(canvas, 23, 23)
    qtbot.waitUntil(lambda: "nothing" in tool.hint_text)
    assert len(features(layer)) == 6


def test_an_error_of_the_engine_is_shown_and_the_next_place_works(tools, canvas, engine, qtbot):
    tool = started(tools, "grow")
    engine.error = InputError("There are no probabilities at this place", "", "Draw by hand")
    move(canvas, 23, 23)
    qtbot.waitUntil(lambda: "no probabilities at this place" in tool.hint_text)
    engine.error = None
    move(canvas, 25, 23)
    seen(qtbot, tool)


# Tools on polygons


def test_a_part_is_removed_and_what_goes_is_shown(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "cut")
    engine.polygons = [square(LEFT, TOP, 6)]
    move(canvas, 7, 7)
    seen(qtbot, tool)
    assert engine.jobs[-1].polygon
    click(canvas, 7, 7)
    qtbot.waitUntil(lambda: features(layer)[1].geometry().area() == pytest.approx(36))


def test_where_there_is_no_polygon_nothing_is_asked(tools, canvas, engine, qtbot):
    tool = started(tools, "cut")
    move(canvas, 30, 30)
    move(canvas, 4, 4)
    seen(qtbot, tool)
    assert len(engine.jobs) == 1
    move(canvas, 30, 30)
    assert tool.outlines == []


def test_splitting_keeps_the_largest_and_adds_the_rest(tools, canvas, layer, engine, qtbot):
    started(tools, "split")
    engine.polygons = [square(LEFT, TOP, 2), square(LEFT + 3, TOP - 3, 5)]
    click(canvas, 4, 4)
    qtbot.waitUntil(lambda: len(features(layer)) == 7)
    assert features(layer)[1].geometry().area() == pytest.approx(25)
    (new,) = (each for fid, each in features(layer).items() if fid < 0)
    assert (new["class_id"], new["status"]) == (1, "corrected")
    layer.undoStack().undo()
    assert len(features(layer)) == 6
    assert features(layer)[1].geometry().area() == pytest.approx(64)


def test_the_wheel_asks_for_more_parts(tools, canvas, engine, qtbot):
    tool = started(tools, "split")
    engine.polygons = lambda job: [square(LEFT, TOP, 2), square(LEFT + 3, TOP - 3, 5)]
    move(canvas, 4, 4)
    seen(qtbot, tool)
    tool._details["level"] = 2.0
    wheel(canvas, 1)
    qtbot.waitUntil(lambda: engine.jobs[-1].level == pytest.approx(3.0))


def test_growing_begins_with_the_polygon_as_it_is(tools, canvas, engine, qtbot):
    tool = started(tools, "offset")
    move(canvas, 4, 4)
    seen(qtbot, tool)
    assert engine.jobs[-1].level == 0.0
    wheel(canvas, 3)
    qtbot.waitUntil(lambda: engine.jobs[-1].level == 3.0)
    assert engine.jobs[-1].shape == "right-angled"
    wheel(canvas, -5)
    qtbot.waitUntil(lambda: engine.jobs[-1].level == -2.0)


def test_dragging_along_a_border_snaps_it(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "snap")
    engine.polygons = [square(LEFT, TOP, 9)]
    drag(canvas, (8, 1), (8.3, 3), (8.4, 5), (8.2, 7))
    qtbot.waitUntil(lambda: features(layer)[1].geometry().area() == pytest.approx(81))
    job = engine.jobs[-1]
    assert len(job.points) >= 3
    assert job.level == 6.0
    assert not tool._stroke


def test_a_stroke_of_the_brush_adds_a_polygon(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "brush")
    drag(canvas, (22, 22), (23, 23), (25, 23))
    qtbot.waitUntil(lambda: len(features(layer)) == 7)
    job = engine.jobs[-1]
    assert (job.tool, job.polygon, job.level) == ("brush", "", 12.0)
    assert len(job.points) >= 2
    assert layer.undoStack().undoText() == "Brush"
    # The width stays for the next stroke.
    wheel(canvas, 2)
    assert tool.level == pytest.approx(12 * 1.25**2)
    click(canvas, 30, 30)
    qtbot.waitUntil(lambda: len(features(layer)) == 8)
    assert tool.level == engine.jobs[-1].level == pytest.approx(12 * 1.25**2)


def test_a_stroke_that_begins_in_a_polygon_extends_it(tools, canvas, layer, engine, qtbot):
    started(tools, "brush")
    engine.polygons = [square(LEFT, TOP, 9)]
    drag(canvas, (4, 4), (6, 4), (9, 4))
    qtbot.waitUntil(lambda: features(layer)[1].geometry().area() == pytest.approx(81))
    assert engine.jobs[-1].polygon
    assert len(features(layer)) == 6


def test_the_right_button_takes_away_what_the_brush_passes(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "brush")
    engine.polygons = [square(LEFT, TOP, 5), square(LEFT + 6, TOP, 2)]
    drag(canvas, (5.5, 1), (5.5, 4), (5.5, 7), button=Qt.MouseButton.RightButton)
    qtbot.waitUntil(lambda: features(layer)[1].geometry().area() == pytest.approx(25))
    assert engine.jobs[-1].tool == "erase"
    assert len(features(layer)) == 7
    drag(canvas, (35, 35), (35, 36), button=Qt.MouseButton.RightButton)
    assert "Begin in the polygon" in tool.hint_text


def test_what_the_brush_leaves_nothing_of_is_rejected(tools, canvas, layer, engine, qtbot):
    started(tools, "brush")
    engine.polygons = []
    drag(canvas, (1, 1), (4, 4), (7, 7), button=Qt.MouseButton.RightButton)
    qtbot.waitUntil(lambda: features(layer)[1]["status"] == "rejected")
    assert features(layer)[1].geometry().area() == pytest.approx(64)


def test_a_click_with_the_snapping_tool_changes_nothing(tools, canvas, layer, engine):
    started(tools, "snap")
    click(canvas, 8, 4)
    assert engine.jobs == []
    assert not layer.isEditable()


def test_a_stroke_far_from_all_borders_is_refused(tools, canvas, engine):
    tool = started(tools, "snap")
    drag(canvas, (30, 30), (31, 31), (32, 32))
    assert engine.jobs == []
    assert "close to the border" in tool.hint_text


@pytest.mark.parametrize("layer", [ogr.wkbMultiPolygon], indirect=True)
def test_other_parts_of_a_polygon_stay(tools, canvas, layer, session, engine, qtbot):
    both = QgsGeometry.collectGeometry(
        [QgsGeometry.fromWkt(square(LEFT, TOP)), QgsGeometry.fromWkt(square(LEFT, TOP - 20, 4))]
    )
    layer.startEditing()
    with session.command("two parts"):
        layer.changeGeometry(1, both)
    assert features(layer)[1].geometry().area() == pytest.approx(64 + 16)
    started(tools, "square")
    engine.polygons = [square(LEFT, TOP, 6)]
    click(canvas, 4, 4)
    qtbot.waitUntil(lambda: features(layer)[1].geometry().area() == pytest.approx(36 + 16))


def test_the_current_polygon_is_preferred_where_several_lie(tools, canvas, layer, session, engine):
    session.set_current(2)
    scene = tools.tools["cut"].scene
    layer.startEditing()
    layer.changeGeometry(2, QgsGeometry.fromWkt(square(LEFT - 2, TOP + 2, 20)))
    point = QgsPointXY(LEFT + 4, TOP - 4)
    assert scene.surroundings.target_at(point).fid == 1
    assert scene.surroundings.target_at(point, 2).fid == 2
    session.reject([1])
    assert scene.surroundings.target_at(point).fid == 2


# Keys, and coming and going


def test_keys_start_tools_and_escape_brings_the_former_tool_back(tools, canvas):
    pan = QgsMapToolPan(canvas)
    canvas.setMapTool(pan)
    started(tools, "grow")
    assert tools.actions[0].isChecked()
    QTest.keyClick(canvas, Qt.Key.Key_C)
    assert canvas.mapTool() is tools.tools["cut"]
    assert not tools.actions[0].isChecked()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.mapTool() is pan


def test_keys_that_no_tool_wants_go_to_the_review(tools, canvas):
    class Queue:
        def __init__(self):
            self.keys = []

        def wants_key(self, event):
            return event.key() in (Qt.Key.Key_A, Qt.Key.Key_N)

        def take_key(self, event):
            self.keys.append(event.key())

    queue = Queue()
    tools.set_key_taker(queue)
    tool = started(tools, "grow")
    for key in (Qt.Key.Key_A, Qt.Key.Key_N, Qt.Key.Key_Z):
        QTest.keyClick(canvas, key)
    assert queue.keys == [Qt.Key.Key_A, Qt.Key.Key_N]
    assert canvas.mapTool() is tool


def test_every_tool_has_a_button_with_an_icon_and_its_key(tools):
    assert [action.toolTip().split("(")[1][0] for action in tools.actions] == list("GCFETWQOP")
    assert not any(action.icon().isNull() for action in tools.actions)
    assert all(action.isEnabled() for action in tools.actions)
    tools.set_session(None)
    assert not any(action.isEnabled() for action in tools.actions)


def test_without_a_review_the_tool_says_so_and_ends_with_it(tools, canvas, session):
    tool = started(tools, "grow")
    tools.set_session(None)
    assert canvas.mapTool() is not tool
    tool.start()
    assert "review" in tool.hint_text


def test_without_probabilities_only_the_shaping_tools_work(tools, canvas, layer, engine, qtbot):
    layer.removeCustomProperty("sat_dl/probabilities")
    session = tools.tools["grow"].scene.session
    tools.set_session(session)
    tool = started(tools, "grow")
    click(canvas, 23, 23)
    assert "no probabilities" in tool.hint_text
    assert engine.jobs == []
    tool = started(tools, "smooth")
    move(canvas, 4, 4)
    seen(qtbot, tool)
    assert engine.jobs[-1].probabilities == ""


def test_a_change_by_other_tools_makes_old_answers_void(tools, canvas, layer, engine, qtbot):
    tool = started(tools, "cut")
    engine.gate.clear()
    move(canvas, 4, 4)
    layer.startEditing()
    layer.changeGeometry(1, QgsGeometry.fromWkt(square(LEFT, TOP, 7)))
    engine.gate.set()
    move(canvas, 4.4, 4.4)
    seen(qtbot, tool)
    assert tool._shown.target.part.area() == pytest.approx(49)


def test_nothing_stays_on_the_map(canvas, session, engine):
    before = len(canvas.scene().items())
    made = ReviewTools(canvas, open_worker=engine.open)
    made.set_session(session)
    made.tools["snap"].start()
    made.close()
    assert len(canvas.scene().items()) == before
    assert canvas.mapTool() is None


def test_closing_while_the_engine_works_returns_at_once(canvas, session, engine):
    made = ReviewTools(canvas, open_worker=engine.open)
    made.set_session(session)
    made.tools["grow"].start()
    engine.gate.clear()
    click(canvas, 23, 23)
    made.close()
    assert engine.jobs == []
    assert len(features(session.layer)) == 6


# Promptable networks


@pytest.fixture
def network(tmp_path, monkeypatch):
    """A promptable network among the user's models."""
    folder = tmp_path / "models" / "promptable" / "tiny sam"
    folder.mkdir(parents=True)
    (folder / "promptable.json").write_text('{"name": "tiny sam", "family": "sam"}')
    monkeypatch.setattr(picture_view, "models_folder", lambda: tmp_path / "models")
    monkeypatch.setattr(preview_files, "preview_cache_folder", lambda: tmp_path / "cache")
    return folder


@pytest.fixture
def picture(canvas, layer, tmp_path, raster_factory):
    made = QgsRasterLayer(
        raster_factory(tmp_path / "scene.tif", bands=3, size=96, pixel=0.5), "scene"
    )
    QgsProject.instance().addMapLayer(made)
    classes = QgsRasterLayer(write_probabilities(tmp_path / "over.tif"), "probabilities")
    QgsProject.instance().addMapLayer(classes)
    canvas.setLayers([layer, classes, made])
    return made


def test_the_view_is_looked_at_once_and_clicks_are_answered(
    network, picture, tools, canvas, layer, engine, qtbot
):
    tool = started(tools, "prompt")
    qtbot.waitUntil(lambda: len(engine.views) == 1)
    view = engine.views[0]
    assert view.input.endswith("scene.tif")
    assert view.encoder == str(network / "encoder.onnx")
    assert view.extent_crs == "EPSG:32645"
    qtbot.waitUntil(lambda: tool._view.is_ready)
    move(canvas, 23, 23)
    seen(qtbot, tool)
    job = engine.jobs[-1]
    assert (job.tool, job.labels, job.embedding) == ("prompt", (1,), view.output)
    assert job.decoder == str(network / "decoder.onnx")
    assert job.class_id == 1
    move(canvas, 24, 24)
    click(canvas, 24, 24)
    qtbot.waitUntil(lambda: len(features(layer)) == 7)
    assert len(engine.views) == 1


def test_more_places_can_be_pinned(network, picture, tools, canvas, layer, engine, qtbot):
    tool = started(tools, "prompt")
    qtbot.waitUntil(lambda: tool._view.is_ready)
    clicked_with(canvas, 23, 23, Qt.KeyboardModifier.ShiftModifier)
    clicked_with(canvas, 26, 26, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(engine.jobs) and engine.jobs[-1].labels == (1, 0))
    assert len(features(layer)) == 6
    click(canvas, 22, 22)
    qtbot.waitUntil(lambda: len(features(layer)) == 7)
    assert engine.jobs[-1].labels == (1, 0, 1)
    move(canvas, 30, 30)
    qtbot.waitUntil(lambda: engine.jobs[-1].labels == (1,))


def test_another_view_is_looked_at_anew(network, picture, tools, canvas, engine, qtbot):
    tool = started(tools, "prompt")
    qtbot.waitUntil(lambda: tool._view.is_ready)
    canvas.zoomByFactor(0.25)
    qtbot.waitUntil(lambda: len(engine.views) == 2)
    qtbot.waitUntil(lambda: tool._view.is_ready)
    assert engine.views[1].extent != engine.views[0].extent


def test_without_a_network_or_an_image_the_tool_says_what_to_do(
    picture, tools, canvas, engine, network
):
    canvas.setLayers([])
    tool = started(tools, "prompt")
    assert "no image" in tool.hint_text
    tool.stop()
    (network / "promptable.json").unlink()
    tool.start()
    assert "Import promptable network" in tool.hint_text
    click(canvas, 23, 23)
    assert engine.jobs == []


def test_networks_without_rejections_say_so(network, picture, tools, canvas, engine, qtbot):
    (network / "promptable.json").write_text('{"name": "e", "family": "efficientsam"}')
    tool = started(tools, "prompt")
    qtbot.waitUntil(lambda: tool._view.is_ready)
    clicked_with(canvas, 26, 26, Qt.KeyboardModifier.ControlModifier)
    assert "not understand" in tool.hint_text


# Where probabilities are


def test_probabilities_are_found_in_the_project(layer, tmp_path, qgis_app):
    layer.removeCustomProperty("sat_dl/probabilities")
    assert find_probabilities(layer) is None
    picture = QgsRasterLayer(write_probabilities(tmp_path / "found.tif"), "probabilities")
    QgsProject.instance().addMapLayer(picture)
    found = find_probabilities(layer)
    assert found.path.endswith("found.tif")
    assert found.class_ids == (1, 3)
    assert found.pixel == pytest.approx(0.5)


def test_pixels_are_measured_in_the_units_of_the_layer(tmp_path, qgis_app):
    layer = review_layer(write_predictions(tmp_path / "degrees.gpkg", epsg=4326))
    remember_probabilities(layer, write_probabilities(tmp_path / "metres.tif"))
    found = find_probabilities(layer)
    assert found.pixel == pytest.approx(0.5 / 111_000, rel=0.2)


def test_other_rasters_are_no_probabilities(layer, tmp_path, raster_factory):
    remember_probabilities(layer, raster_factory(tmp_path / "picture.tif", bands=3))
    assert find_probabilities(layer) is None
    remember_probabilities(layer, "/nowhere/at/all.tif")
    assert find_probabilities(layer) is None
