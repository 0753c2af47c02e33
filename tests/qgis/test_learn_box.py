"""Learning from corrections on the page of the review."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.gui.review.learn_box import LearnBox
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.processing import model_installation, proposed_versions
from tests.qgis.iface_window import IfaceWindow
from tests.qgis.review_layers import review_layer, write_predictions
from tests.qgis.test_label_next import write_tiles


@pytest.fixture
def own_models(models, monkeypatch) -> Path:
    """The folder of the user's models, where everything that is asked looks for it."""
    for module in (settings, model_installation, proposed_versions):
        monkeypatch.setattr(module, "models_folder", lambda: models)
    return models


@pytest.fixture
def session(queue, layer):
    window = IfaceWindow()
    window.setActiveLayer(layer)
    made = DockSession(window, queue)
    yield made
    made.close()
    window.close()


@pytest.fixture
def review(tmp_path, layer):
    made = review_layer(write_predictions(tmp_path / "review.gpkg"))
    QgsProject.instance().addMapLayer(made)
    return made


@pytest.fixture
def box(session, review, own_models, workers):
    made = LearnBox(session)
    made.resize(360, 500)
    made.show()
    made.begin(review)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def errors(box) -> list:
    heard: list = []
    box.failed.connect(heard.append)
    return heard


def test_the_model_of_the_polygons_and_the_tiles_are_chosen(session, review, own_models, tmp_path):
    tiles = QgsVectorLayer(write_tiles(tmp_path / "tiles.gpkg"), "tiles")
    other = QgsVectorLayer("Polygon?crs=EPSG:32645", "a mask of somebody", "memory")
    QgsProject.instance().addMapLayers([other, tiles])
    box = LearnBox(session)
    box.begin(review)

    assert box.models.currentData() == "urban"
    assert box.tiles.currentLayer() is tiles
    box.close()


def test_a_polygon_layer_that_is_no_grid_is_not_taken_for_the_tiles(session, review, own_models):
    other = QgsVectorLayer("Polygon?crs=EPSG:32645", "a mask of somebody", "memory")
    QgsProject.instance().addMapLayer(other)
    box = LearnBox(session)
    box.begin(review)

    assert box.tiles.currentLayer() is None
    box.close()


def test_tiles_that_are_made_meanwhile_are_chosen(box, tmp_path):
    assert box.tiles.currentText() == "No tiles"
    wanted: list = []
    box.tiles_wanted.connect(lambda: wanted.append(True))
    box.tiles_button.click()
    assert wanted
    tiles = QgsVectorLayer(write_tiles(tmp_path / "tiles.gpkg"), "tiles")
    QgsProject.instance().addMapLayer(tiles)

    assert box.tiles.currentLayer() is tiles


def test_learning_runs_and_asks_what_becomes_of_it(
    box, review, session, own_models, workers, wait_until
):
    workers.gate.clear()
    assert box.learn_button.isEnabled()
    box.minutes.setValue(2)
    box.learn_button.click()
    assert not box.learn_button.isVisible()
    assert box.bar.isVisible()
    workers.gate.set()
    wait_until(box.keep_button.isVisible)

    (job,) = workers.jobs
    assert (job.model, job.time_limit_s, job.area) == ("urban", 120.0, "")
    assert job.inputs == (session.layer.source(),)
    assert Path(job.output) == own_models / "proposed" / "urban-v2.onnx"
    assert "urban-v2" in box.answer.text()
    assert "Building: IoU 25 % before, 50 % after" in box.answer.text()
    # Nobody can choose it before it is kept.
    assert box.models.findData("urban-v2") < 0


def learn(box, workers, wait_until) -> None:
    workers.gate.set()
    box.learn_button.click()
    wait_until(box.keep_button.isVisible)


def test_a_version_that_is_kept_is_a_model(box, session, own_models, workers, wait_until):
    told = []
    box.told.connect(told.append)
    learn(box, workers, wait_until)
    box.keep_button.click()

    assert (own_models / "urban-v2.onnx").read_bytes() == b"network"
    assert (own_models / "urban-v2.json").is_file()
    assert (own_models / "urban-v2.report" / "report.html").is_file()
    assert not list((own_models / "proposed").iterdir())
    assert box.models.currentData() == "urban-v2"
    assert (own_models / "urban.onnx").is_file()
    assert "Update predictions" in told[0]
    assert not box.keep_button.isVisible()


def test_a_version_that_is_discarded_is_gone(box, own_models, workers, wait_until):
    before = sorted(path.name for path in own_models.iterdir())
    learn(box, workers, wait_until)
    box.discard_button.click()

    assert not list((own_models / "proposed").iterdir())
    assert sorted(p.name for p in own_models.iterdir() if p.name != "proposed") == before
    assert box.learn_button.isEnabled()


def test_what_was_not_decided_is_asked_again(box, session, review, workers, wait_until):
    learn(box, workers, wait_until)
    other = LearnBox(session)
    other.show()
    other.begin(review)

    assert other.keep_button.isVisible()
    assert "urban-v2" in other.answer.text()
    other.close()


def test_the_report_is_opened(box, workers, wait_until, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    learn(box, workers, wait_until)
    box.report_button.click()

    (url,) = opened
    assert isinstance(url, QUrl)
    assert url.toLocalFile().endswith("urban-v2.report/report.html")


def test_a_failure_is_told_and_leaves_the_button(box, errors, workers, wait_until):
    workers.error = InputError("There is nothing to train on")
    workers.gate.set()
    box.learn_button.click()
    wait_until(lambda: errors)

    assert errors[0].what == "There is nothing to train on"
    assert box.learn_button.isEnabled()
    assert not box.keep_button.isVisible()


def test_learning_can_be_cancelled(box, errors, workers, wait_until):
    workers.gate.clear()
    box.learn_button.click()
    wait_until(workers.busy.is_set)
    box.stop_button.click()
    wait_until(box.learn_button.isVisible)

    assert not errors
    assert not box.keep_button.isVisible()


def test_a_name_that_was_taken_meanwhile_is_told(box, errors, own_models, workers, wait_until):
    learn(box, workers, wait_until)
    (own_models / "urban-v2.onnx").write_bytes(b"other")
    box.keep_button.click()

    assert isinstance(errors[0], OutputError)
    assert (own_models / "urban-v2.onnx").read_bytes() == b"other"
    assert box.keep_button.isVisible()


def test_without_the_runtime_it_says_what_is_missing(box, workers):
    workers.reason = "no runtime"
    box.refresh()

    assert not box.learn_button.isEnabled()
    assert "runtime" in box.reason.text()
