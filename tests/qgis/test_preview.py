"""The live preview on a real map, with a fake worker: when it predicts, shows what, leaves what."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QSize, pyqtSignal
from qgis.PyQt.QtGui import QColor, QImage, QPainter
from qgis.PyQt.QtWidgets import QFrame

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import (
    JobCancelled,
    ModelError,
    OutputError,
    RuntimeSetupError,
)
from sat_dl_plugin.gui.preview import layer_overlay, preview, preview_files
from sat_dl_plugin.gui.preview.layer_overlay import LayerOverlay
from sat_dl_plugin.gui.preview.preview import Preview, PreviewRequest
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.tasks import rates
from tests.qgis.conftest import LEGEND, write_raster

SIDE = 200
BUILDING = QColor("#d1495b")


class FakePreviewWorkers:
    """Writes tiny class rasters as large as the extent, all building; keeps one prediction."""

    def __init__(self):
        self.jobs = []
        self.predictions = 0
        self.error = None
        self.is_part = False
        self.gate = threading.Event()
        self.gate.set()
        self.busy = threading.Event()
        self.open_blocks = 0
        self._kept = None

    @contextmanager
    def open_preview(self):
        if isinstance(self.error, RuntimeSetupError):
            raise self.error
        self.open_blocks += 1
        try:
            yield self
        finally:
            self.open_blocks -= 1

    def run(self, job, reporter):
        self.jobs.append(job)
        self.busy.set()
        while not self.gate.wait(0.01):
            reporter.check_cancelled()
        reporter.check_cancelled()
        if self.error is not None:
            raise self.error
        segment = job.segment
        key = (segment.input, segment.extent, segment.models, segment.quality, segment.device)
        predicted = key != self._kept
        self._kept = key
        self.predictions += predicted
        xmin, ymin, xmax, ymax = segment.extent or (500000, 2999992, 500008, 3000000)
        try:
            write_raster(segment.output, fill=1, left_top=(xmin, ymax), pixel=(xmax - xmin) / 8)
        except RuntimeError as error:
            # As the engine, whose folder may go while it writes: previews wait for nobody.
            raise OutputError(f"Cannot write {segment.output}", str(error)) from error
        off = {key for key, value in segment.thresholds.items() if value is None}
        return {
            "output": segment.output,
            "legend": [entry for entry in LEGEND if str(entry["id"]) not in off],
            "network_pixels": 1.5,
            "pixels": 1_000_000,
            "predict_s": 0.75 if predicted else 0.0,
            "is_part": self.is_part,
            "outline": [[xmin, ymin], [xmax, ymin], [xmax, ymax], [xmin, ymax]],
        }


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
def workers(monkeypatch):
    fake = FakePreviewWorkers()
    monkeypatch.setattr(preview, "shared_workers", lambda: fake)
    return fake


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The cache folder; rates of one test are not known to the next."""
    folder = tmp_path / "cache" / "previews"
    monkeypatch.setattr(preview_files, "preview_cache_folder", lambda: folder)
    monkeypatch.setattr(rates, "_SETTING", f"sat_dl/test_rates/{tmp_path.name}")
    return folder


@pytest.fixture
def canvas(qgis_app, layer, qtbot):
    """A map of the 4 x 4 metres in the middle of the layer."""
    made = QgsMapCanvas()
    made.setFrameStyle(QFrame.Shape.NoFrame)
    made.resize(SIDE, SIDE)
    made.show()
    qtbot.waitUntil(lambda: made.mapSettings().outputSize() == QSize(SIDE, SIDE))
    made.setDestinationCrs(layer.crs())
    made.setExtent(layer.extent().buffered(-2))
    yield made
    sip.delete(made)


@pytest.fixture
def session(canvas, layer):
    made = DockSession(Iface(canvas), None)
    made.iface.currentLayerChanged.emit(layer)
    yield made
    made.close()


@pytest.fixture
def live(session, workers, cache, wait_until):
    """The preview; with the map's own items and nothing else on the map before."""
    made = Preview(session)
    made.states = []
    made.state_changed.connect(made.states.append)
    yield made
    workers.gate.set()
    made.close()
    wait_until(lambda: not workers.open_blocks and not layer_overlay._leaving)


@pytest.fixture
def switch_on(live, wait_until):
    """Switch the preview on and wait for the first picture."""

    def switch(**request):
        live.set_request(PreviewRequest(("urban",), **request))
        live.set_enabled(True)
        wait_until(lambda: "Preview shows" in live._state)

    return switch


def items(canvas, kind):
    return [item for item in canvas.scene().items() if isinstance(item, kind)]


def files(cache):
    return sorted(path.name for path in cache.rglob("*") if path.is_file())


def color_at(canvas, x, y):
    """Return what the overlay paints at a pixel of the map, without its opacity."""
    (overlay,) = items(canvas, LayerOverlay)
    picture = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    overlay.paint(painter, None, None)
    painter.end()
    return picture.pixelColor(x, y)


def wait_until_drawn(canvas, wait_until):
    (overlay,) = items(canvas, LayerOverlay)
    wait_until(lambda: not overlay.picture.is_rendering)
    return overlay


def move(canvas, metres):
    extent = canvas.extent()
    extent.setXMinimum(extent.xMinimum() + metres)
    extent.setXMaximum(extent.xMaximum() + metres)
    canvas.setExtent(extent)


def test_shows_the_classes_of_the_part_that_the_map_shows(
    live, canvas, workers, switch_on, wait_until
):
    move(canvas, 4)
    switch_on(quality="balanced", device="cpu")

    (job,) = workers.jobs
    assert job.segment.extent == pytest.approx((500006, 2999994, 500008, 2999998))
    assert job.segment.clean
    assert (job.segment.models, job.segment.quality) == (("urban",), "balanced")
    assert job.segment.device == "cpu"
    assert job.segment.models_folder == str(settings.models_folder())
    overlay = wait_until_drawn(canvas, wait_until)
    assert 0.3 < overlay.opacity() < 0.8
    assert color_at(canvas, 20, 50) == BUILDING
    assert color_at(canvas, 180, 50).alpha() == 0
    assert items(canvas, QgsRubberBand) == []


def test_nothing_happens_before_it_is_enabled_and_has_a_request(live, canvas, workers, cache):
    live.set_request(PreviewRequest(("urban",)))
    move(canvas, 2)
    assert not live._soon.isActive()
    live.set_request(None)
    live.set_enabled(True)
    move(canvas, 2)
    assert not live._soon.isActive()
    assert workers.jobs == []
    assert not cache.exists()


def test_many_moves_are_one_prediction(live, canvas, workers, switch_on, wait_until):
    switch_on()
    for _ in range(5):
        move(canvas, 0.5)
    assert workers.predictions == 1
    assert live._soon.interval() == preview._SETTLE_MS

    wait_until(lambda: workers.predictions == 2)
    wait_until(lambda: live._task is None)
    assert len(workers.jobs) == 2


def test_the_same_view_is_not_predicted_again(live, canvas, workers, switch_on, wait_until):
    switch_on()
    canvas.extentsChanged.emit()
    wait_until(lambda: not live._soon.isActive())
    assert live._task is None
    assert len(workers.jobs) == 1


def test_the_newest_place_wins(live, canvas, workers, switch_on, wait_until):
    workers.gate.clear()
    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(workers.busy.is_set)
    move(canvas, 1)
    wait_until(lambda: len(workers.jobs) == 2)
    assert workers.jobs[1].segment.extent[0] == pytest.approx(500003)
    move(canvas, 1)
    wait_until(lambda: len(workers.jobs) == 3)
    workers.gate.set()
    wait_until(lambda: "Preview shows" in live._state)

    # The first two were cancelled in the middle.
    assert workers.predictions == 1
    assert workers.jobs[2].segment.extent[0] == pytest.approx(500004)
    assert live._shown.place.part.xMinimum() == pytest.approx(500004)


def test_thresholds_do_not_predict_again(live, canvas, workers, switch_on, wait_until):
    switch_on()
    for value in (0.2, 0.3, 0.4):
        live.set_thresholds({1: value, 3: 0.5})
    wait_until(lambda: len(workers.jobs) == 2)
    wait_until(lambda: live._task is None)

    assert workers.predictions == 1
    assert len(workers.jobs) == 2
    assert workers.jobs[1].segment.thresholds == {"1": 0.4, "3": 0.5}
    first, second = workers.jobs
    assert first.most_network_pixels == second.most_network_pixels
    assert "Updating the preview…" not in live.states[1:]


def test_a_slider_that_moves_while_it_predicts_cancels_nothing(
    live, workers, switch_on, wait_until
):
    workers.gate.clear()
    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(workers.busy.is_set)
    live.set_thresholds({1: 0.2})
    wait_until(lambda: not live._soon.isActive())
    live.set_thresholds({1: 0.3})
    wait_until(lambda: not live._soon.isActive())
    workers.gate.set()
    wait_until(lambda: len(workers.jobs) == 2 and live._task is None)

    assert workers.predictions == 1
    assert workers.jobs[1].segment.thresholds == {"1": 0.3}


def test_hidden_classes_vanish_at_once_and_are_left_out_as_in_a_run(
    live, canvas, workers, switch_on, wait_until
):
    live.set_thresholds({1: 0.5, 3: 0.5})
    switch_on()
    wait_until_drawn(canvas, wait_until)
    assert color_at(canvas, 100, 100) == BUILDING

    live.set_hidden_classes({1})
    assert len(workers.jobs) == 1
    wait_until_drawn(canvas, wait_until)
    assert color_at(canvas, 100, 100).alpha() == 0
    wait_until(lambda: len(workers.jobs) == 2 and live._task is None)
    assert workers.jobs[1].segment.thresholds == {"1": None, "3": 0.5}
    assert workers.predictions == 1

    live.set_hidden_classes({1, 3})
    wait_until(lambda: live._state == "All classes are switched off.")
    live.set_hidden_classes(set())
    wait_until(lambda: "Preview shows" in live._state)
    wait_until_drawn(canvas, wait_until)
    assert color_at(canvas, 100, 100) == BUILDING


def test_a_part_has_a_frame_and_says_so(live, canvas, workers, switch_on, wait_until):
    workers.is_part = True
    switch_on()
    assert live._state == "Preview shows the middle of the map; zoom in to see all of it."
    (frame,) = items(canvas, QgsRubberBand)
    assert frame.asGeometry().boundingBox() == QgsRectangle(500002, 2999994, 500006, 2999998)

    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    (frame,) = items(canvas, QgsRubberBand)
    assert frame.asGeometry().boundingBox().xMaximum() < 90

    workers.is_part = False
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32645"))
    move(canvas, 1)
    wait_until(lambda: live._state == "Preview shows what a run would give here.")
    assert items(canvas, QgsRubberBand) == []


def test_a_fast_machine_previews_more(live, canvas, workers, switch_on, wait_until):
    switch_on()
    assert workers.jobs[0].most_network_pixels == 1_600_000
    for jobs in (2, 3):
        move(canvas, 1)
        wait_until(lambda jobs=jobs: len(workers.jobs) == jobs and live._task is None)
    # The first one is not representative; then 1.5 million network pixels in 0.75 s.
    assert workers.jobs[1].most_network_pixels == 1_600_000
    assert workers.jobs[2].most_network_pixels == pytest.approx(1_700_000)
    assert rates.network_rate(rates.rate_key(("urban",), "auto")) == pytest.approx(2_000_000)


def test_a_view_elsewhere_shows_nothing_and_says_so(live, canvas, switch_on, wait_until, cache):
    switch_on()
    move(canvas, 100)
    wait_until(lambda: live._state == "The layer is not in view.")
    assert items(canvas, LayerOverlay) == []
    assert files(cache) == []
    move(canvas, -100)
    wait_until(lambda: "Preview shows" in live._state)


def test_only_the_newest_file_stays(live, canvas, workers, switch_on, wait_until, cache):
    switch_on()
    for value in (0.2, 0.3):
        live.set_thresholds({1: value})
        wait_until(lambda value=value: live._shown.thresholds == {"1": value})
    assert files(cache) == [Path(workers.jobs[-1].segment.output).name]


@pytest.mark.parametrize("removal", ["layer", "project"])
def test_layer_removed_while_predicting(live, canvas, layer, workers, wait_until, cache, removal):
    before = set(canvas.scene().items())
    workers.gate.clear()
    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(workers.busy.is_set)

    if removal == "layer":
        QgsProject.instance().removeMapLayer(layer.id())
    else:
        QgsProject.instance().clear()

    wait_until(lambda: not workers.open_blocks and live._task is None)
    wait_until(lambda: live._state == "Choose a raster layer to preview.")
    assert set(canvas.scene().items()) == before
    assert files(cache) == []
    assert workers.predictions == 0


def test_layer_removed_while_shown(live, canvas, layer, switch_on, wait_until, cache):
    switch_on()
    QgsProject.instance().removeMapLayer(layer.id())
    assert items(canvas, LayerOverlay) == []
    assert files(cache) == []


def test_another_layer_takes_over(live, canvas, session, switch_on, workers, wait_until, tmp_path):
    switch_on()
    other = QgsRasterLayer(write_raster(tmp_path / "other.tif", bands=3), "other")
    QgsProject.instance().addMapLayer(other)
    session.iface.currentLayerChanged.emit(other)
    assert items(canvas, LayerOverlay) == []
    wait_until(lambda: len(workers.jobs) == 2)
    assert workers.jobs[1].segment.input == other.source()


def test_disabled_is_gone_and_comes_back(live, canvas, workers, switch_on, wait_until, cache):
    before = set(canvas.scene().items())
    workers.is_part = True
    switch_on()
    live.set_enabled(False)
    assert set(canvas.scene().items()) == before
    assert files(cache) == []
    assert live._state == ""
    live.set_enabled(True)
    wait_until(lambda: "Preview shows" in live._state)


@pytest.mark.parametrize("busy", [False, True])
def test_close_leaves_no_items_no_files_and_nothing_running(
    live, canvas, workers, switch_on, wait_until, cache, busy
):
    before = set(canvas.scene().items())
    workers.is_part = True
    switch_on()
    if busy:
        workers.busy.clear()
        workers.gate.clear()
        move(canvas, 1)
        wait_until(workers.busy.is_set)

    live.close()
    live.close()

    assert set(canvas.scene().items()) == before
    wait_until(lambda: not workers.open_blocks and live._task is None)
    wait_until(lambda: list(cache.iterdir()) == [])
    done = len(workers.jobs)
    canvas.setExtent(canvas.extent().buffered(1))
    assert not live._soon.isActive()
    assert len(workers.jobs) == done


def test_the_task_bar_does_not_show_it(live, workers, wait_until):
    workers.gate.clear()
    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(workers.busy.is_set)
    flags = live._task.flags()
    assert flags & live._task.Flag.Hidden
    assert live._task in QgsApplication.taskManager().tasks()


@pytest.mark.parametrize(
    "error",
    [
        ModelError("The network is broken", "It has no weights", "Import it again"),
        RuntimeSetupError("The runtime is not set up", "", "Set it up"),
    ],
)
def test_an_error_is_told_once_and_tried_again_after_a_move(
    live, canvas, workers, wait_until, error
):
    workers.error = error
    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(lambda: live._state == str(error))
    assert live._task is None
    assert not live._soon.isActive()
    assert items(canvas, LayerOverlay) == []

    workers.error = None
    move(canvas, 1)
    wait_until(lambda: "Preview shows" in live._state)


def test_a_worker_that_was_ended_is_not_started_again_by_itself(live, canvas, workers, wait_until):
    workers.error = JobCancelled()
    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(lambda: len(workers.jobs) == 1 and live._task is None)
    assert not live._soon.isActive()
    assert live._state == ""

    workers.error = None
    move(canvas, 1)
    wait_until(lambda: "Preview shows" in live._state)


def test_the_best_quality_says_that_it_takes_a_while(live, switch_on):
    switch_on(quality="best")
    assert live.states[0] == "Updating the preview; with the best quality this takes a while…"


def test_a_new_runtime_is_tried_at_once(live, session, workers, wait_until):
    workers.error = RuntimeSetupError("The runtime is not set up")
    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(lambda: live._state == str(workers.error))
    workers.error = None
    session.runtime_changed.emit()
    wait_until(lambda: "Preview shows" in live._state)


def test_pictures_of_servers_are_drawn_at_the_models_resolution(
    live, canvas, session, workers, wait_until, monkeypatch, tmp_path, switch_on
):
    written = []

    def write(self, gsd_m, reporter, feedback):
        written.append((self.grid(gsd_m), gsd_m))
        write_raster(self.path, bands=4)

    monkeypatch.setattr("sat_dl_plugin.processing.layer_export.LayerExport.write", write)
    uri = "type=xyz&url=http://127.0.0.1:9/{z}/{x}/{y}.png&zmax=19&zmin=0"
    server = QgsRasterLayer(uri, "server", "wms")
    QgsProject.instance().addMapLayer(server)
    session.iface.currentLayerChanged.emit(server)

    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(lambda: "does not say how large a pixel should be" in live._state)
    assert workers.jobs == []

    live.set_request(PreviewRequest(("fields",)))
    wait_until(lambda: "Preview shows" in live._state)
    ((grid, gsd_m),) = written
    assert gsd_m == 2.0
    # 4 metres; rows and columns of the server's CRS lie a little askew.
    assert {grid.columns, grid.rows} <= {2, 3}
    assert workers.jobs[0].segment.extent is None

    # The copy is kept with the probabilities.
    live.set_thresholds({6: 0.3})
    wait_until(lambda: len(workers.jobs) == 2 and live._task is None)
    assert len(written) == 1
    assert workers.jobs[1].segment.input == workers.jobs[0].segment.input
    assert Path(workers.jobs[1].segment.input).is_file()

    # Far out, only the middle is asked of the server.
    canvas.setExtent(QgsRectangle(400000, 2900000, 600000, 3100000))
    wait_until(lambda: len(written) == 2 and "middle" in live._state)
    grid = written[1][0]
    assert 1_000_000 < grid.columns * grid.rows < 2_000_000


def test_a_raster_in_memory_is_written_once(live, canvas, session, workers, wait_until, switch_on):
    write_raster("/vsimem/scene.tif", bands=3)
    layer = QgsRasterLayer("/vsimem/scene.tif", "memory")
    QgsProject.instance().addMapLayer(layer)
    session.iface.currentLayerChanged.emit(layer)
    switch_on()
    move(canvas, 1)
    wait_until(lambda: len(workers.jobs) == 2 and live._task is None)
    first, second = (job.segment.input for job in workers.jobs)
    assert first == second
    assert Path(first).is_file()
    gdal.Unlink("/vsimem/scene.tif")


def test_a_layer_without_a_place_is_refused_in_words(live, session, workers, wait_until, tmp_path):
    bare = tmp_path / "bare.png"
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    picture.save(str(bare))
    layer = QgsRasterLayer(str(bare), "bare")
    QgsProject.instance().addMapLayer(layer)
    session.iface.currentLayerChanged.emit(layer)
    live.set_request(PreviewRequest(("urban",)))
    live.set_enabled(True)
    wait_until(lambda: "has no position on the map" in live._state)
    assert workers.jobs == []
