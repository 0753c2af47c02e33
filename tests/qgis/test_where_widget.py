"""Where to work: what each choice gives the toolbox, and what cannot be chosen."""

from __future__ import annotations

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas, QgsMapToolPan
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QPoint, QSize, Qt, pyqtSignal
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QFrame

from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.where.regions import extent_text, part_of_layer
from sat_dl_plugin.gui.where.where_widget import Mode, WhereWidget
from sat_dl_plugin.processing.segment import Segment

SIDE = 200
XYZ = "type=xyz&url=http://127.0.0.1:9/{z}/{x}/{y}.png&zmax=19&zmin=0"


class Iface(QObject):
    """As much of QGIS as a session uses."""

    currentLayerChanged = pyqtSignal(object)  # noqa: N815

    def __init__(self, canvas):
        super().__init__()
        self._canvas = canvas

    def mapCanvas(self):
        return self._canvas

    def activeLayer(self):
        return None


@pytest.fixture
def layer(raster):
    """8 x 8 pixels of 1 m in UTM 45 N, from 500000, 2999992 to 500008, 3000000."""
    return in_project(QgsRasterLayer(raster, "scene"))


def in_project(layer):
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def canvas(qgis_app, layer, qtbot):
    """A map of 16 x 16 metres around the layer."""
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
def session(canvas, layer):
    made = DockSession(Iface(canvas), None)
    made.iface.currentLayerChanged.emit(layer)
    yield made
    made.close()
    QgsProject.instance().removeAllMapLayers()


@pytest.fixture
def where(session):
    widget = WhereWidget(session)
    widget.show()
    yield widget
    widget.close()


@pytest.fixture
def activate(session):
    """Make a layer the active one, as a click in the layers panel does."""
    return lambda layer: session.iface.currentLayerChanged.emit(in_project(layer))


@pytest.fixture
def polygons(where, polygons_factory, tmp_path):
    """Two polygons in the project; the first covers x 500000 to 500003, the second 4 more."""
    path = polygons_factory(tmp_path / "fields.gpkg", count=2)
    return in_project(QgsVectorLayer(path, "fields"))


@pytest.fixture
def build(context, feedback, provider, where):
    """The job that the toolbox makes of what is chosen."""

    def run(layer):
        algorithm = Segment().create()
        parameters = {
            "INPUT": layer.id(),
            "MODELS": "urban",
            "OUTPUT": QgsProcessing.TEMPORARY_OUTPUT,
            **where.parameters(),
        }
        fine, reason = algorithm.checkParameterValues(parameters, context)
        assert fine, reason
        return algorithm.build_job(parameters, context, feedback)

    return run


def drag(canvas, start, end):
    """Drag the mouse over the map, pixels."""
    view, left = canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, Qt.KeyboardModifier.NoModifier, QPoint(*start))
    QTest.mouseMove(view, QPoint(*end))
    QTest.mouseRelease(view, left, Qt.KeyboardModifier.NoModifier, QPoint(*end))


def test_whole_layer_is_what_is_chosen_first(where, layer, build):
    assert where.mode is Mode.WHOLE
    assert where.parameters() == {}
    assert where.why_not() == ""
    assert where.region() == QgsReferencedRectangle(layer.extent(), layer.crs())

    job = build(layer)

    assert job.extent is None
    assert job.mask is None


def test_map_view_is_cut_to_the_layer(where, canvas, layer, build):
    canvas.setExtent(QgsRectangle(500002, 2999990, 500006, 2999994))
    where.choose(Mode.VIEW)

    job = build(layer)

    assert job.extent == pytest.approx((500002, 2999992, 500006, 2999994))
    assert QgsCoordinateReferenceSystem.fromWkt(job.extent_crs) == layer.crs()


def test_map_view_in_another_crs(where, canvas, layer, build):
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    where.choose(Mode.VIEW)

    canvas.setExtent(QgsRectangle(-180, -80, 180, 80))
    assert build(layer).extent == pytest.approx((500000, 2999992, 500008, 3000000), abs=1e-6)

    middle = 87.0 + 4 / 99_000
    canvas.setExtent(QgsRectangle(middle, 27.12, middle + 0.1, 27.13))
    xmin, _ymin, xmax, _ymax = build(layer).extent
    assert 500003 < xmin < 500005
    assert xmax == pytest.approx(500008)


def test_map_view_is_told_once_it_settles_and_only_when_chosen(where, canvas, qtbot):
    told = []
    where.changed.connect(lambda: told.append(where.mode))
    canvas.setExtent(canvas.extent().buffered(-1))
    qtbot.waitUntil(lambda: not where._settle.isActive())
    assert told == []

    where.choose(Mode.VIEW)
    told.clear()
    for _step in range(5):
        canvas.setExtent(canvas.extent().buffered(-0.5))
    qtbot.waitUntil(lambda: not where._settle.isActive())
    assert told == [Mode.VIEW]


def test_view_elsewhere_is_greyed_out_with_the_reason(where, canvas, qtbot):
    button = where._buttons[Mode.VIEW]
    assert button.isEnabled()

    canvas.setExtent(QgsRectangle(600000, 2999990, 600010, 3000000))
    qtbot.waitUntil(lambda: not button.isEnabled())

    assert "outside" in button.toolTip()
    assert where.why_not() == ""


def test_rectangle_is_drawn_with_the_mouse(where, canvas, layer, build):
    before = QgsMapToolPan(canvas)
    canvas.setMapTool(before)
    where._buttons[Mode.RECTANGLE].click()
    assert canvas.mapTool() is where._tool
    assert "Drag" in where.why_not()
    assert where._hint.text() == where.why_not()

    drag(canvas, (75, 75), (100, 150))

    assert canvas.mapTool() is before
    assert where.why_not() == ""
    assert where._band._band.isVisible()
    # 12.5 pixels a metre, and the layer starts 4 metres from the edge.
    assert build(layer).extent == pytest.approx((500002, 2999992, 500004, 2999998), abs=0.1)

    where.choose(Mode.WHOLE)
    assert not where._band._band.isVisible()
    where.choose(Mode.RECTANGLE)
    assert canvas.mapTool() is before
    assert where._band._band.isVisible()


def test_rectangle_stays_where_it_is_when_the_map_takes_another_crs(where, canvas, layer, build):
    where.choose(Mode.RECTANGLE)
    drag(canvas, (75, 75), (100, 150))
    extent = build(layer).extent

    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))

    assert build(layer).extent == extent
    box = where._band._band.asGeometry().boundingBox()
    assert box.xMinimum() == pytest.approx(9684800, abs=100)


def test_escape_gives_up_and_goes_back(where, canvas):
    before = QgsMapToolPan(canvas)
    canvas.setMapTool(before)
    where.choose(Mode.VIEW)
    where.choose(Mode.RECTANGLE)
    view, left = canvas.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, Qt.KeyboardModifier.NoModifier, QPoint(10, 10))
    QTest.mouseMove(view, QPoint(50, 50))

    QTest.keyClick(canvas, Qt.Key.Key_Escape)

    # The former tool would take the release of the button for a click, and move the map.
    assert canvas.mapTool() is where._tool
    assert not where._tool._band._band.isVisible()
    QTest.mouseMove(view, QPoint(80, 80))
    QTest.mouseRelease(view, left, Qt.KeyboardModifier.NoModifier, QPoint(80, 80))

    assert canvas.mapTool() is before
    assert where.region() is not None
    assert where.mode is Mode.VIEW
    assert where._buttons[Mode.VIEW].isChecked()
    assert not where._tool._band._band.isVisible()


def test_escape_keeps_the_rectangle_that_was_there(where, canvas):
    where.choose(Mode.RECTANGLE)
    drag(canvas, (75, 75), (100, 150))
    parameters = where.parameters()

    where._draw.click()
    assert canvas.mapTool() is where._tool
    QTest.keyClick(canvas, Qt.Key.Key_Escape)

    assert where.mode is Mode.RECTANGLE
    assert where.parameters() == parameters


def test_another_tool_leaves_the_rectangle_to_be_drawn_later(where, canvas):
    where.choose(Mode.RECTANGLE)
    canvas.setMapTool(QgsMapToolPan(canvas))

    assert where.mode is Mode.RECTANGLE
    assert "No rectangle" in where.why_not()
    assert where._draw.isVisible()
    assert where.region() is None
    assert where.parameters() == {}


def test_click_without_a_drag_draws_nothing(where, canvas):
    where.choose(Mode.RECTANGLE)
    drag(canvas, (75, 75), (76, 75))

    assert canvas.mapTool() is where._tool
    assert where.region() is None


def test_rectangle_beside_the_layer_says_so(where, canvas):
    where.choose(Mode.RECTANGLE)
    drag(canvas, (5, 5), (30, 30))

    assert "does not touch" in where.why_not()


def test_polygons_of_a_layer(where, polygons, layer, build):
    where.choose(Mode.POLYGONS)

    assert where.why_not() == ""
    assert where.parameters()["MASK"] == polygons.id()
    job = build(layer)
    assert job.extent == pytest.approx((500000, 2999994, 500007, 3000000))
    assert QgsVectorLayer(job.mask).featureCount() == 2


def test_results_are_not_taken_for_the_places_to_work_in(where):
    in_project(QgsVectorLayer("Polygon?crs=EPSG:4326&field=run_id:string", "a result", "memory"))
    areas = in_project(QgsVectorLayer("Polygon?crs=EPSG:4326", "my areas", "memory"))

    where.choose(Mode.POLYGONS)

    assert where.parameters()["MASK"] == areas.id()


def test_only_selected_polygons(where, polygons, layer, build, qtbot):
    where.choose(Mode.POLYGONS)
    where._only_selected.setChecked(True)
    assert where.why_not() == "Nothing is selected in “fields”."
    assert "none" in where._only_selected.text()

    with qtbot.waitSignal(where.changed):
        polygons.selectByIds([polygons.getFeature(2).id()])

    assert where.why_not() == ""
    assert "(1)" in where._only_selected.text()
    mask = where.parameters()["MASK"]
    assert isinstance(mask, QgsProcessingFeatureSourceDefinition)
    assert mask.toVariant()["selected_only"]
    job = build(layer)
    assert job.extent == pytest.approx((500004, 2999994, 500007, 3000000))
    assert QgsVectorLayer(job.mask).featureCount() == 1


def test_layer_with_a_selection_starts_with_it(where, polygons):
    other = in_project(QgsVectorLayer("Polygon?crs=EPSG:32645", "other", "memory"))
    polygons.selectByIds([1])

    where._polygons.setLayer(other)
    assert not where._only_selected.isChecked()
    where._polygons.setLayer(polygons)
    assert where._only_selected.isChecked()


def test_polygons_in_another_crs(where, layer, build):
    degrees = QgsVectorLayer("Polygon?crs=EPSG:4326", "degrees", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(86, 27, 88, 28)))
    degrees.dataProvider().addFeature(feature)
    degrees.updateExtents()
    in_project(degrees)
    where.choose(Mode.POLYGONS)

    assert build(layer).extent == pytest.approx((500000, 2999992, 500008, 3000000), abs=1e-6)


def test_algorithms_without_a_mask_offer_no_polygons(session):
    widget = WhereWidget(session, with_polygons=False)
    widget.show()

    assert not widget._buttons[Mode.POLYGONS].isVisible()
    assert widget._buttons[Mode.RECTANGLE].isVisible()
    widget.close()


def test_rectangle_is_hidden_with_its_page(where, canvas):
    where.choose(Mode.RECTANGLE)
    drag(canvas, (75, 75), (100, 150))

    where.hide()
    assert not where._band._band.isVisible()
    where.show()
    assert where._band._band.isVisible()


def test_no_polygon_layer_is_the_reason(where, polygons):
    button = where._buttons[Mode.POLYGONS]
    assert button.isEnabled()

    QgsProject.instance().removeMapLayer(polygons)

    assert not button.isEnabled()
    assert "no polygon layer" in button.toolTip()


def test_polygon_layer_removed_while_chosen(where, polygons):
    where.choose(Mode.POLYGONS)
    QgsProject.instance().removeMapLayer(polygons)

    assert where.region() is None
    assert where.parameters() == {}
    assert "no polygon layer" in where.why_not()


def test_server_layer_has_no_end(where, activate):
    server = QgsRasterLayer(XYZ, "tiles", "wms")
    activate(server)

    assert where.mode is Mode.VIEW
    whole = where._buttons[Mode.WHOLE]
    assert not whole.isEnabled()
    assert "no fixed extent" in whole.toolTip()
    crs = QgsCoordinateReferenceSystem("EPSG:3857")
    assert where.region().crs() == crs
    assert where.parameters()["EXTENT"].endswith("[EPSG:3857]")


def test_choice_survives_another_layer(where, activate, raster_factory, tmp_path):
    where.choose(Mode.VIEW)
    activate(QgsRasterLayer(raster_factory(tmp_path / "b.tif"), "b"))

    assert where.mode is Mode.VIEW


def test_layer_without_a_place(where, activate, tmp_path):
    path = str(tmp_path / "bare.tif")
    gdal.GetDriverByName("GTiff").Create(path, 10, 8, 1).FlushCache()
    where.choose(Mode.VIEW)
    activate(QgsRasterLayer(path, "bare"))

    assert where.mode is Mode.WHOLE
    assert where.why_not() == ""
    for mode in (Mode.VIEW, Mode.RECTANGLE, Mode.POLYGONS):
        assert not where._buttons[mode].isEnabled()
        assert "no position" in where._buttons[mode].toolTip()


def test_layer_with_a_place_and_no_crs(where, activate, build, tmp_path):
    path = str(tmp_path / "local.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 10, 8, 1)
    dataset.SetGeoTransform((500000, 2, 0, 3000000, 0, -2))
    dataset = None
    local = QgsRasterLayer(path, "local")
    activate(local)
    where.choose(Mode.VIEW)

    assert build(local).extent == pytest.approx((500000, 2999988, 500012, 3000000))


def test_layer_removed(where, layer):
    QgsProject.instance().removeMapLayer(layer)

    assert "raster layer" in where.why_not()
    assert where.region() is None
    assert where.parameters() == {}


def test_crs_without_an_authority_is_understood(where, layer, build):
    crs = QgsCoordinateReferenceSystem.fromProj(
        "+proj=laea +lat_0=27.1 +lon_0=87 +ellps=WGS84 +units=m"
    )
    layer.setCrs(crs)
    where.choose(Mode.RECTANGLE)
    where._take_rectangle(
        QgsReferencedRectangle(QgsRectangle(500001, 2999993, 500003, 2999995), crs)
    )

    assert "[WKT:" in where.parameters()["EXTENT"]
    job = build(layer)
    assert job.extent == (500001, 2999993, 500003, 2999995)
    assert QgsCoordinateReferenceSystem.fromWkt(job.extent_crs) == crs


def test_text_keeps_every_digit():
    crs = QgsCoordinateReferenceSystem("EPSG:4326")
    region = QgsReferencedRectangle(QgsRectangle(-1e-7, 0.1, 1 / 3, 27.123456789012345), crs)

    assert extent_text(region) == ("-1e-07,0.3333333333333333,0.1,27.123456789012344 [EPSG:4326]")


def test_places_that_have_no_coordinates_do_not_touch(layer):
    far = QgsReferencedRectangle(
        QgsRectangle(0, 89.9999, 1e-6, 90), QgsCoordinateReferenceSystem("EPSG:4326")
    )

    assert part_of_layer(far, layer) is None


def test_close_leaves_nothing_on_the_map(canvas, session, layer):
    before = len(canvas.scene().items())
    widget = WhereWidget(session)
    widget.choose(Mode.RECTANGLE)
    told = []
    widget.changed.connect(lambda: told.append(1))

    widget.close()

    assert len(canvas.scene().items()) == before
    assert canvas.mapTool() is not widget._tool
    canvas.setExtent(canvas.extent().buffered(-1))
    QgsProject.instance().removeMapLayer(layer)
    assert not widget._settle.isActive()
    assert told == []
