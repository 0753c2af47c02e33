"""The dock in a real window: from opening it to results, and everything that may go wrong."""

from __future__ import annotations

import gc
import tempfile
import weakref
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAbstractButton, QDockWidget, QLabel, QWidget

import sat_dl_plugin
from sat_dl_plugin import settings
from sat_dl_plugin.gui import dock as dock_module
from sat_dl_plugin.gui.dock import ENHANCE, IMAGE, MODELS, REVIEW, RUNTIME, SEGMENT, TRAIN
from sat_dl_plugin.gui.where import estimate as estimate_module
from sat_dl_plugin.tasks.run_queue import RunState
from tests.qgis.iface_window import IfaceWindow

PAGES = (IMAGE, ENHANCE, SEGMENT, REVIEW, TRAIN, MODELS, RUNTIME)
LONG_S = 20_000
"""Deadline of waiting, milliseconds; nothing should come near it."""


@pytest.fixture
def window(qgis_app, qgis_processing):
    made = IfaceWindow()
    made.window.show()
    yield made
    QgsProject.instance().clear()
    made.close()


@pytest.fixture
def plugin(window, workers):
    made = sat_dl_plugin.classFactory(window)
    made.initGui()
    yield made
    made.unload()


@pytest.fixture
def layer(window, raster):
    made = QgsRasterLayer(raster, "scene")
    QgsProject.instance().addMapLayer(made)
    window.setActiveLayer(made)
    window.canvas.setDestinationCrs(made.crs())
    window.canvas.setLayers([made])
    window.canvas.setExtent(made.extent())
    return made


@pytest.fixture
def open_dock(plugin, window, qtbot):
    """Click the button in the toolbar, wait for the dock and return it."""

    def click():
        window.tools.actions()[0].trigger()
        qtbot.waitUntil(lambda: bool(plugin._dock._key), timeout=LONG_S)
        return plugin._dock

    return click


@pytest.fixture
def running(plugin, layer, open_dock, workers, qtbot):
    """A run that is half done and stays so until ``workers.gate`` is set."""
    workers.gate.clear()
    run = open_dock().page(SEGMENT).run()
    qtbot.waitUntil(lambda: run.state is RunState.RUNNING and workers.busy.is_set(), timeout=LONG_S)
    return run


def wait_for_end(run, qtbot):
    qtbot.waitUntil(lambda: run.is_over, timeout=LONG_S)


def names_in_project() -> set[str]:
    return {layer.name() for layer in QgsProject.instance().mapLayers().values()}


def test_nothing_is_made_before_the_dock_is_opened(plugin, qtbot):
    assert plugin._dock.isHidden()
    qtbot.wait(50)
    assert plugin._dock._pages == {}


def test_two_clicks_from_a_layer_to_polygons(layer, open_dock, workers, qtbot):
    dock = open_dock()
    assert dock.current_page() == SEGMENT

    page = dock.page(SEGMENT)
    qtbot.mouseClick(page.footer.button, Qt.MouseButton.LeftButton)
    run = dock.session.runs.runs[0]
    wait_for_end(run, qtbot)

    assert run.state is RunState.DONE, run.error
    assert Path(run.results["OUTPUT"]).is_file()
    assert workers.jobs[0].segment.models == ("urban",)
    qtbot.waitUntil(lambda: bool(run.group), timeout=LONG_S)
    group = QgsProject.instance().layerTreeRoot().findGroup(run.group)
    assert len(group.findLayers()) == 2


def test_without_a_layer_it_says_what_to_do(layer, open_dock, window):
    QgsProject.instance().removeMapLayer(layer.id())
    dock = open_dock()

    page = dock.page(SEGMENT)
    assert dock.current_page() == SEGMENT
    assert not page.footer.button.isEnabled()
    assert (
        page.footer.reason.text() == page.footer.button.toolTip() == "Choose a raster layer first."
    )
    dock.show_page(IMAGE)
    assert "Choose a raster layer" in dock.page(IMAGE)._empty.text()


def test_the_image_page_tells_what_the_layer_is_and_leads_on(layer, open_dock):
    dock = open_dock()
    dock.show_page(IMAGE)
    page = dock.page(IMAGE)

    assert page.value("resolution") == "1 m"
    assert page.value("size") == "8 \u00d7 8 pixels, 8 \u00d7 8 m"
    assert page.value("bands").replace("\u00a0", " ") == "1 red, 2 green, 3 blue"
    assert "32645" in page.value("crs")

    page.segment_wanted.emit()
    assert dock.current_page() == SEGMENT


def test_the_chooser_and_the_layers_panel_follow_each_other(
    layer, open_dock, window, tmp_path, raster_factory
):
    dock = open_dock()
    other = QgsRasterLayer(raster_factory(tmp_path / "other.tif"), "other")
    QgsProject.instance().addMapLayer(other)

    dock._layers.setLayer(other)
    assert window.activeLayer() is other
    assert dock.session.layer is other
    # One band is too few for the model.
    assert "needs 3 bands" in dock.page(SEGMENT).why_not() or dock.page(SEGMENT).models.chosen()

    window.setActiveLayer(layer)
    assert dock._layers.currentLayer() is layer


def test_a_model_that_cannot_work_is_grey_and_says_why(
    open_dock, window, tmp_path, raster_factory, qtbot
):
    grey = QgsRasterLayer(raster_factory(tmp_path / "grey.tif"), "grey")
    QgsProject.instance().addMapLayer(grey)
    window.setActiveLayer(grey)

    box = open_dock().page(SEGMENT).models.box("fields")

    assert not box.isEnabled()
    assert "needs 3 bands" in box.toolTip()


def test_choosing_a_model_shows_its_classes_and_their_thresholds_reach_the_job(
    layer, open_dock, workers, qtbot
):
    page = open_dock().page(SEGMENT)
    page.models.box("urban").click()
    page.models.box("fields").click()
    page.refresh()

    page.classes.slider(6).setValue(30)
    run = page.run()
    wait_for_end(run, qtbot)

    assert run.request.parameters["MODELS"] == "fields"
    assert workers.jobs[0].segment.thresholds == {"crop": 0.3}


def test_no_model_and_no_class_are_reasons(layer, open_dock):
    page = open_dock().page(SEGMENT)
    page.models.box("urban").click()
    page.refresh()
    assert page.footer.reason.text() == "Choose a model."

    page.models.box("fields").click()
    page.refresh()
    page.classes.switch(6).click()
    page.refresh()
    assert page.footer.reason.text() == "Switch on at least one class."


def test_a_run_can_be_cancelled(running, plugin, qtbot):
    plugin._dock.session.runs.cancel(running)
    wait_for_end(running, qtbot)

    assert running.state is RunState.CANCELLED
    assert names_in_project() == {"scene"}


def test_a_second_run_waits_for_the_first(running, plugin, workers, qtbot):
    second = plugin._dock.page(SEGMENT).run()
    assert second.state is RunState.WAITING

    workers.gate.set()
    wait_for_end(second, qtbot)

    assert running.state is second.state is RunState.DONE


def test_a_layer_may_go_while_it_is_segmented(running, plugin, layer, workers, qtbot):
    QgsProject.instance().removeMapLayer(layer.id())
    page = plugin._dock.page(SEGMENT)
    page.refresh()
    assert page.footer.reason.text() == "Choose a raster layer first."

    workers.gate.set()
    wait_for_end(running, qtbot)

    assert running.state is RunState.DONE
    assert Path(running.results["OUTPUT"]).is_file()


def test_a_project_may_be_closed_during_a_run(running, plugin, workers, qtbot):
    QgsProject.instance().clear()
    workers.gate.set()
    wait_for_end(running, qtbot)

    assert running.state is RunState.DONE
    assert names_in_project() == set()


def test_the_plugin_may_go_during_a_run(window, workers, layer, qtbot):
    plugin = sat_dl_plugin.classFactory(window)
    plugin.initGui()
    plugin._dock.show_page(SEGMENT)
    workers.gate.clear()
    run = plugin._dock.page(SEGMENT).run()
    qtbot.waitUntil(lambda: run.state is RunState.RUNNING and workers.busy.is_set(), timeout=LONG_S)

    plugin.unload()
    workers.gate.set()

    qtbot.waitUntil(lambda: QgsApplication.taskManager().countActiveTasks() == 0, timeout=LONG_S)
    assert names_in_project() == {"scene"}


def test_without_a_runtime_the_way_leads_over_setting_it_up(layer, open_dock, workers, plugin):
    workers.reason = "The runtime of Sat DL is not set up."
    dock = open_dock()

    assert dock.current_page() == RUNTIME
    assert dock._bar.current() == SEGMENT
    dock.show_page(IMAGE)
    assert dock.current_page() == IMAGE
    dock.show_page(SEGMENT)

    workers.reason = ""
    plugin._dock.session.runtime_changed.emit()

    assert dock.current_page() == SEGMENT


def test_a_runtime_that_is_removed_brings_its_page_back(layer, open_dock, workers, plugin):
    dock = open_dock()
    workers.reason = "The runtime of Sat DL is not set up."
    plugin._dock.session.runtime_changed.emit()

    assert dock.current_page() == RUNTIME


def test_the_menu_leads_to_the_runtime_and_the_options(layer, open_dock, window, plugin):
    dock = open_dock()
    plugin._show_runtime()
    assert dock.current_page() == RUNTIME
    assert dock._bar.current() == ""

    dock.open_options()
    assert window.options_shown == ["SatDlOptions"]


def test_the_guide_opens_in_the_browser(open_dock, monkeypatch):
    opened = []
    monkeypatch.setattr(
        dock_module.QDesktopServices, "openUrl", lambda url: opened.append(url.toString())
    )
    dock = open_dock()
    dock.actions()[0].trigger()

    assert opened == ["https://github.com/sat-dl/sat_dl/blob/main/docs/user-guide.md"]


GERMAN = ("Bild", "Verbessern", "Segmentieren", "Prüfen", "Trainieren", "Modelle")


def test_every_page_fits_a_narrow_dock_also_in_german(layer, open_dock):
    dock = open_dock()
    for key in PAGES:
        dock.show_page(key)
    for key, text in zip(PAGES, GERMAN):
        dock._bar.button(key).setText(text)
    # Fonts differ between systems: on a usual screen of 96 dots an inch a digit has 7 pixels.
    digits = dock.widget().minimumSizeHint().width() / dock.fontMetrics().horizontalAdvance("0")

    assert digits * 7 <= 380


def test_ten_loads_and_unloads_leave_nothing(window, workers, layer, tmp_path, monkeypatch):
    # A folder of its own, so that other programs' temporary files are not counted.
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    ours = []

    def cycle():
        plugin = sat_dl_plugin.classFactory(window)
        plugin.initGui()
        plugin._dock.show()
        for key in PAGES:
            plugin._dock.show_page(key)
        session = plugin._dock.session
        ours.extend(weakref.ref(thing) for thing in (plugin._dock, session, session.runs))
        plugin.unload()
        del plugin, session
        # Twice: slots of deleted senders are deleted later, too, and hold what they would call.
        for _round in range(2):
            QgsApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QgsApplication.processEvents()
            gc.collect()

    # The first leaves what Python and Qt keep for themselves.
    cycle()
    before = census(window)
    for _ in range(9):
        cycle()

    assert census(window) == before
    assert [thing() for thing in ours if thing() is not None] == []
    assert window.menu == []
    assert window.factories == []
    assert QgsApplication.processingRegistry().providerById("satdl") is None


def census(window) -> dict[str, object]:
    """Count what a plugin could leave behind."""
    return {
        "docks": len(window.window.findChildren(QDockWidget)),
        "children": len(window.window.findChildren(QWidget)),
        "actions": len(window.window.actions()) + len(window.tools.actions()),
        "map items": len(window.canvas.scene().items()),
        "windows": len(QgsApplication.topLevelWidgets()),
        "temporary files": len(list(Path(tempfile.gettempdir()).iterdir())),
        "tool": type(window.canvas.mapTool()),
    }


def test_the_tab_key_goes_from_top_to_bottom(layer, open_dock):
    page = open_dock().page(SEGMENT)
    page.models.reload()
    page.models.box("fields").click()
    page.refresh()

    order, widget = [], page.more_button
    while widget not in order:
        order.append(widget)
        widget = widget.nextInFocusChain()
    stops = [
        page.more_button,
        page.models.box("urban"),
        page.where._buttons[next(iter(page.where._buttons))],
        page.quality.button(0),
        page.classes.switch(6),
        page.classes.slider(6),
        page.preview.box,
        page.options.min_area,
        page.footer.button,
    ]
    places = [order.index(stop) for stop in stops]

    assert places == sorted(places)


def test_the_tab_key_goes_from_the_pages_to_the_page_to_the_runs(running, open_dock):
    dock = open_dock()
    dock.page(MODELS)
    card = dock._runs.cards()[0]

    order, widget = [], dock._layers
    while widget not in order:
        order.append(widget)
        widget = widget.nextInFocusChain()
    stops = [dock._bar.button(SEGMENT), dock.page(SEGMENT).footer.button, dock._runs.fold]
    places = [order.index(stop) for stop in [*stops, card.cancel_button]]

    assert places == sorted(places)
    assert order.index(dock.page(MODELS).list) < order.index(dock._runs.fold)
    assert dock._bar.button(SEGMENT).focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert dock._bar.button(IMAGE).focusPolicy() == Qt.FocusPolicy.ClickFocus


def test_the_list_of_runs_folds_away_and_comes_back_with_the_next_run(
    running, plugin, workers, qtbot
):
    panel = plugin._dock._runs
    folded = 3 * panel.fold.height()
    qtbot.waitUntil(lambda: panel.height() > folded, timeout=LONG_S)
    panel.fold.click()
    qtbot.waitUntil(lambda: panel.height() <= folded, timeout=LONG_S)

    second = plugin._dock.page(SEGMENT).run()
    qtbot.waitUntil(lambda: panel.height() > folded, timeout=LONG_S)

    workers.gate.set()
    wait_for_end(second, qtbot)


def test_costs_follow_the_options_once_those_are_closed(layer, open_dock, qtbot, monkeypatch):
    page = open_dock().page(SEGMENT)
    monkeypatch.setattr(settings, "results_folder", lambda: Path("/nowhere/at/all"))
    monkeypatch.setattr(estimate_module, "_free_bytes", lambda _folder: 0)

    # What every widget hears when a dialog above its window is closed.
    QgsApplication.sendEvent(page.footer, QEvent(QEvent.Type.WindowActivate))

    qtbot.waitUntil(lambda: "nowhere" in page.footer.cost.text(), timeout=LONG_S)


TAKEN = set("jelvsporwdmch")
"""Letters that open a menu of QGIS, which wins against a button: Pro&ject, &Edit, &View…"""


@pytest.mark.parametrize("key", PAGES)
def test_no_page_claims_a_letter_twice_or_one_of_a_menu(layer, open_dock, key):
    dock = open_dock()
    dock.show_page(key)

    shown = [
        widget
        for kind in (QAbstractButton, QLabel)
        for widget in dock.page(key).findChildren(kind)
        if widget.isVisible()
    ]
    letters = [
        QKeySequence.mnemonic(widget.text()).toString().lower().replace("alt+", "")
        for widget in shown
    ]
    claimed = sorted(letter for letter in letters if letter)

    assert claimed == sorted(set(claimed) - TAKEN)
