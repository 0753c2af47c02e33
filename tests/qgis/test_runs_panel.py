"""The cards of runs at the bottom of the dock: what they show and what their buttons do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.gui.runs import run_actions
from sat_dl_plugin.gui.runs.area_report import area_report
from sat_dl_plugin.gui.runs.diagnostics import diagnostics
from sat_dl_plugin.gui.runs.run_actions import command_line, python_call
from sat_dl_plugin.gui.runs.run_texts import area_text, duration_text, remaining_text
from sat_dl_plugin.gui.runs.runs_panel import RunsPanel
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.elided_label import ElidedLabel
from sat_dl_plugin.tasks.run_queue import RunState

DOCK_WIDTH = 380


@pytest.fixture
def session(qgis_iface, queue):
    made = DockSession(qgis_iface, queue)
    yield made
    made.close()


@pytest.fixture
def panel(session):
    dock = QWidget()
    dock.resize(DOCK_WIDTH, 400)
    made = RunsPanel(session, dock)
    QVBoxLayout(dock).addWidget(made)
    yield made
    made.close()
    dock.deleteLater()
    QgsApplication.processEvents()


@pytest.fixture
def project():
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def start(queue, layer, request_for):
    """Starts a run and returns it."""
    return lambda **parameters: queue.add(request_for(layer, **parameters))


@pytest.fixture
def finish(start, wait_until):
    """Does a run to its end and returns it."""

    def run_to_end(**parameters):
        run = start(**parameters)
        wait_until(lambda: run.state is RunState.FAILED or run.group)
        return run

    return run_to_end


def texts(widget):
    """Return what a card says, without what is hidden and without markup."""
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return [re.sub("<[^>]+>", " ", each.text()).strip() for each in labels if each.text()]


def buttons(card):
    """Return the names of the buttons that can be seen."""
    found = [each for each in card.findChildren(QToolButton) if each.isVisibleTo(card)]
    return {each.accessibleName() for each in found}


def test_hidden_while_there_is_no_run(panel, start, wait_until):
    assert panel.isHidden()

    run = start()

    assert not panel.isHidden()
    wait_until(lambda: run.is_over)


def test_running_and_waiting(panel, start, workers, wait_until):
    workers.gate.clear()
    running, _waiting = start(), start()
    wait_until(lambda: running.fraction == 0.5)

    first, second = panel.cards()

    assert "Predicting" in texts(first)
    assert any(text.startswith("50 %") for text in texts(first))
    assert "Waiting" in texts(second)
    assert "Cancel this run" in buttons(first) & buttons(second)


def test_cancel_button(panel, start, workers, wait_until):
    workers.gate.clear()
    run = start()
    wait_until(workers.busy.is_set)

    (card,) = panel.cards()
    card.cancel_button.click()
    assert "Stopping…" in texts(card)
    wait_until(lambda: run.is_over)

    assert "Cancelled, nothing was written" in texts(card)
    assert "Cancel this run" not in buttons(card)


def test_results_arrive_in_the_project(panel, finish, project):
    run = finish()

    assert project.layerTreeRoot().findGroup(run.group) is not None
    (card,) = panel.cards()
    assert any("3 objects" in text for text in texts(card))
    assert {"Zoom to the results", "Open the report", "Open the folder"} <= buttons(card)
    assert "Add to the project" not in buttons(card)


def test_table_of_classes(panel, finish):
    finish()
    (card,) = panel.cards()

    assert card.is_expanded
    assert {"Building", "1", "25.0 %", "Road", "2", "4.0 m²", "8.0 %"} <= set(texts(card))
    card.expander.click()

    assert not card.is_expanded
    assert "Building" not in texts(card)


def test_only_the_newest_table_is_open(panel, finish):
    finish()
    finish()

    older, newer = panel.cards()

    assert (older.is_expanded, newer.is_expanded) == (False, True)


def test_failed_run_says_what_why_and_what_to_do(panel, finish, workers):
    workers.error = ModelError("Network <broken>", "It has no end", "Import it again")

    finish()

    (card,) = panel.cards()
    (message,) = [text for text in texts(card) if "It has no end" in text]
    assert "Network &lt;broken&gt;" in message
    assert "Import it again" in message
    assert buttons(card) == {
        "Copy diagnostics",
        "Remove this run from the list; its layers and files stay",
    }


def test_diagnostics_name_no_home(panel, finish, workers, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    workers.error = ModelError("Network broken", f"{tmp_path}/secret/model.onnx", "Import it again")
    run = finish()
    (card,) = panel.cards()

    card.diagnostics_button.click()

    text = QgsApplication.clipboard().text()
    assert text == diagnostics(run)
    assert str(tmp_path) not in text
    assert "~/secret/model.onnx" in text
    assert "what to do: Import it again" in text
    assert "INPUT: ~/scene.tif" in text
    assert "QGIS 3" in text or "QGIS 4" in text


def test_project_closed_meanwhile_results_are_offered(panel, start, workers, wait_until, project):
    workers.gate.clear()
    run = start()
    wait_until(workers.busy.is_set)
    project.clear()
    workers.gate.set()
    wait_until(lambda: run.is_over)

    (card,) = panel.cards()
    assert project.mapLayers() == {}
    assert "Add to the project" in buttons(card)
    card.add_button.click()
    wait_until(lambda: run.group)

    assert len(project.mapLayers()) == 3
    assert "Add to the project" not in buttons(card)


def test_layer_removed_meanwhile_results_arrive(panel, start, layer, workers, wait_until, project):
    workers.gate.clear()
    run = start()
    wait_until(workers.busy.is_set)
    project.removeMapLayer(layer.id())
    workers.gate.set()
    wait_until(lambda: run.group)

    assert len(project.mapLayers()) == 3


def test_layers_the_user_removed_can_be_added_again(panel, finish, project):
    run = finish()
    (card,) = panel.cards()

    project.removeMapLayers(run.layer_ids)

    assert "Add to the project" in buttons(card)


def test_file_that_is_gone_is_told_in_the_card(panel, finish, project, wait_until):
    run = finish()
    (card,) = panel.cards()
    project.removeMapLayers(run.layer_ids)
    (run.folder / "polygons.gpkg").unlink()

    card.add_button.click()
    wait_until(card.notice.text)

    assert "polygons.gpkg" in card.notice.text()


def test_zoom_shows_the_results(panel, finish, qgis_iface, layer):
    finish()
    (card,) = panel.cards()
    canvas = qgis_iface.mapCanvas()
    canvas.setDestinationCrs(layer.crs())

    card.zoom_button.click()

    assert canvas.extent().contains(layer.extent())
    assert canvas.extent().width() < 10 * layer.extent().width()


def test_report_lies_beside_the_results(panel, finish, monkeypatch):
    opened = []
    monkeypatch.setattr(run_actions, "_open", opened.append)
    run = finish()
    (card,) = panel.cards()

    card.report_button.click()
    card.folder_button.click()

    assert opened == [run.folder / "area_report.html", run.folder]
    page = opened[0].read_text(encoding="utf-8")
    assert "Building" in page
    assert "12.5" in page


def test_report_escapes_what_people_name(panel, finish, layer, request_for):
    run = finish()
    run.summary[0]["class_name"] = "<script>"

    assert "<script>" not in area_report(run)


def test_commands_name_files_and_not_layers(panel, finish, layer, raster, project):
    project.setCrs(layer.crs())
    run = finish(EXTENT="500001,500005,2999993,2999999")

    for text in (command_line(run), python_call(run)):
        assert layer.id() not in text
        assert raster in text
        assert "polygons.gpkg" in text
        assert "[EPSG:32645]" in text
    assert command_line(run).startswith("qgis_process run satdl:segmenttopolygons --")
    assert python_call(run).startswith('processing.run("satdl:segmenttopolygons", {')


def test_remove_asks_in_the_card_and_keeps_what_is_not_ours(
    panel, finish, project, wait_until, queue
):
    run = finish()
    (card,) = panel.cards()
    own = run.folder / "notes.txt"
    own.write_text("mine", encoding="utf-8")
    layer_ids = list(run.layer_ids)

    card.remove_button.click()
    assert "delete" in card.question.text()
    assert project.mapLayer(layer_ids[0]) is not None
    card.question.yes_button.click()

    assert not any(project.mapLayer(each) for each in layer_ids)
    assert panel.cards() == []
    assert queue.runs == []
    wait_until(lambda: [path.name for path in run.folder.iterdir()] == ["notes.txt"])


def test_dismiss_keeps_layers_and_files(panel, finish, project):
    run = finish()
    (card,) = panel.cards()
    folder, layer_ids = run.folder, list(run.layer_ids)

    card.dismiss_button.click()

    assert panel.isHidden()
    assert (folder / "polygons.gpkg").is_file()
    assert all(project.mapLayer(each) for each in layer_ids)


@pytest.fixture
def messages(qgis_iface, monkeypatch):
    """What the message bar of QGIS is told."""
    told = []
    monkeypatch.setattr(qgis_iface.messageBar(), "pushMessage", lambda *what: told.append(what))
    return told


def test_message_bar_tells_when_nobody_sees_the_panel(panel, finish, messages):
    finish()

    ((title, text, level, _seconds),) = messages
    assert title == "Banepa · urban"
    assert text.startswith("3 objects")
    assert level == Qgis.MessageLevel.Success


def test_message_bar_is_silent_while_the_panel_is_seen(panel, start, messages, wait_until):
    run = start()
    panel.window().show()

    wait_until(lambda: run.is_over)

    assert messages == []


def test_nothing_is_wider_than_the_dock(panel, finish, start, workers, queue):
    run = finish()
    object.__setattr__(run.request, "title", "A very long name of a layer " * 6)
    workers.error = ModelError("long " * 40, "why " * 40, "do " * 40)
    finish()

    panel.window().show()
    QgsApplication.processEvents()

    assert panel.minimumSizeHint().width() <= DOCK_WIDTH
    for card in panel.cards():
        assert card.minimumSizeHint().width() <= DOCK_WIDTH
        assert card.width() <= DOCK_WIDTH


def test_long_title_is_cut_and_whole_as_a_tooltip(qgis_app):
    label = ElidedLabel("A very long name of a layer " * 6)
    label.resize(DOCK_WIDTH, 20)
    label.show()
    shown = QLabel.text(label)

    assert shown.endswith("…")
    assert label.text() == label.toolTip()
    assert label.fontMetrics().horizontalAdvance(shown) <= DOCK_WIDTH
    label.setText("short")
    assert label.toolTip() == ""


def test_every_button_has_a_name_and_can_be_reached_by_keyboard(panel, finish):
    finish()
    (card,) = panel.cards()

    for button in card.findChildren(QToolButton):
        if button.isVisibleTo(card):
            assert button.accessibleName()
            assert button.toolTip()
            assert button.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_close_leaves_no_connection(session, start, wait_until, workers, queue):
    panel = RunsPanel(session)
    panel.close()

    run = start()
    wait_until(lambda: run.is_over)

    assert panel.cards() == []
    assert run.group == ""


def test_runs_that_went_on_are_shown_by_a_new_panel(session, start, wait_until):
    run = start()
    wait_until(lambda: run.is_over)
    panel = RunsPanel(session)

    assert len(panel.cards()) == 1
    panel.close()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (3, "a few seconds left"),
        (43, "45 s left"),
        (125, "2 min left"),
        (2 * 3600 + 240, "2 h 4 min left"),
    ],
)
def test_remaining_time_as_people_say_it(qgis_app, seconds, text):
    assert remaining_text(seconds) == text


def test_quantities(qgis_app):
    assert duration_text(4.26) == "4.3 s"
    assert area_text(3.25) == "3.3 m²"
    assert area_text(25_000) == "2.50 ha"
    assert area_text(25e6).endswith(" km²")


def test_other_project_without_the_layer_gets_nothing(panel, start, workers, wait_until, raster):
    workers.gate.clear()
    run = start()
    wait_until(workers.busy.is_set)
    QgsProject.instance().clear()
    other = QgsRasterLayer(raster, "another project's layer")
    QgsProject.instance().addMapLayer(other)
    workers.gate.set()
    wait_until(lambda: run.is_over)

    assert list(QgsProject.instance().mapLayers()) == [other.id()]
    QgsProject.instance().clear()
