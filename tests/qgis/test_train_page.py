"""The page “Train”: its form, its check, the training that runs, and what stays of it."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QEvent, QPoint, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QHelpEvent, QImage
from qgis.PyQt.QtWidgets import QToolTip

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.train.curve_chart import Curve, CurveChart
from sat_dl_plugin.gui.train.history import TrainingHistory
from sat_dl_plugin.gui.train.train_form import TrainForm, parameters_of, proposed_name
from sat_dl_plugin.gui.train.train_page import TrainPage
from sat_dl_plugin.processing import model_installation
from sat_dl_plugin.tasks.run_queue import RunState
from tests.qgis.iface_window import IfaceWindow


@pytest.fixture
def own_models(models, monkeypatch):
    """The folder of the user's models, where everything that is asked looks for it."""
    for module in (settings, model_installation):
        monkeypatch.setattr(module, "models_folder", lambda: models)
    return models


@pytest.fixture
def labels(tmp_path, polygons_factory, layer):
    """A layer of labels in the project, beside the raster."""
    made = QgsVectorLayer(polygons_factory(tmp_path / "truth.gpkg"), "truth")
    QgsProject.instance().addMapLayer(made)
    return made


@pytest.fixture
def session(queue, layer):
    window = IfaceWindow()
    window.setActiveLayer(layer)
    made = DockSession(window, queue)
    yield made
    made.close()
    window.close()


@pytest.fixture
def page(session, labels, own_models):
    made = TrainPage(session)
    made.resize(380, 900)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_a_form_becomes_the_parameters_of_the_toolbox(provider, layer, labels, own_models, context):
    form = TrainForm(
        rasters=(layer.id(),),
        labels=labels.id(),
        class_field="class_name",
        area=labels.id(),
        start_from="urban",
        architecture=1,
        name="mine",
        minutes=20,
        epochs=7,
        gsd_m=0.5,
        overlapping=True,
        seed=3,
        device="cpu",
    )

    parameters = parameters_of(form, own_models)

    assert parameters == {
        "INPUTS": [layer.id()],
        "LABELS": labels.id(),
        "CLASS_FIELD": "class_name",
        "AREA": labels.id(),
        "START_FROM": "urban",
        "ARCHITECTURE": 1,
        "EPOCHS": 7,
        "TIME_LIMIT": 20.0,
        "SEED": 3,
        "GSD": 0.5,
        "OVERLAPPING": True,
        "DEVICE": "cpu",
        "OUTPUT": str(own_models / "mine.onnx"),
        "REPORT": str(own_models / "mine.report"),
    }
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:trainsegmentation")
    assert algorithm.checkParameterValues(parameters, context) == (True, "")


def test_names_are_proposed_that_can_be_had():
    assert proposed_name("Häuser & Wege (2)", set()) == "Hauser-Wege-2"
    assert proposed_name("truth", {"truth", "truth-2"}) == "truth-3"
    assert proposed_name("घर", set()) == "model"


def test_the_page_proposes_the_layers_of_the_project(page, layer, labels):
    form = page.form()

    assert form.rasters == (layer.id(),)
    assert form.labels == labels.id()
    assert form.class_field == "class_name"
    assert form.area == ""
    assert form.start_from == "urban"
    assert form.name == "truth"
    assert page.why_not() == ""
    assert page.footer.button.isEnabled()


def test_rasters_follow_the_active_layer_until_others_are_chosen(
    page, session, layer, raster_factory, tmp_path
):
    second = QgsRasterLayer(raster_factory(tmp_path / "second.tif"), "second")
    QgsProject.instance().addMapLayer(second)
    session.iface.setActiveLayer(second)
    assert page.form().rasters == (second.id(),)

    page.data.choose_rasters((layer.id(), second.id()))
    session.iface.setActiveLayer(layer)

    assert set(page.form().rasters) == {layer.id(), second.id()}
    QgsProject.instance().removeMapLayer(second.id())
    assert page.form().rasters == (layer.id(),)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda page: page.data.choose_rasters(()), "rasters"),
        (lambda page: page.data.labels.setLayer(None), "labels"),
        (lambda page: page.network.name.setText("no/path"), "letters"),
        (lambda page: page.network.name.setText("urban"), "already"),
        (
            lambda page: (page.network.minutes.setValue(0), page.network.epochs.setValue(0)),
            "time limit",
        ),
    ],
)
def test_what_is_missing_is_said(change, words, page, wait_until):
    change(page)

    assert words in page.why_not()
    wait_until(lambda: not page.footer.button.isEnabled())
    assert not page.footer.check_button.isEnabled()
    assert page.train() is None


def test_labels_that_are_a_raster_have_no_field(page, raster_factory, tmp_path):
    classes = QgsRasterLayer(raster_factory(tmp_path / "classes.tif", fill=1), "classes")
    QgsProject.instance().addMapLayer(classes)

    page.data.labels.setLayer(classes)

    assert page.data.field.isHidden()
    assert page.form().class_field == ""
    assert page.why_not() == ""
    assert page.form().name == "classes"


def test_a_name_that_was_given_stays(page, raster_factory, tmp_path):
    classes = QgsRasterLayer(raster_factory(tmp_path / "classes.tif", fill=1), "classes")
    QgsProject.instance().addMapLayer(classes)
    page.network.name.setText("mine")

    page.data.labels.setLayer(classes)

    assert page.form().name == "mine"


def test_without_the_runtime_for_training_the_page_leads_to_it(page, workers, qtbot):
    workers.reason = "The runtime for training is not set up."
    page.refresh()

    assert "PyTorch" in page.why_not()
    assert not page.runtime_button.isHidden()
    with qtbot.waitSignal(page.runtime_wanted):
        page.runtime_button.click()


def test_a_check_shows_what_would_be_learnt(page, workers, wait_until):
    workers.gate.clear()
    page.footer.check_button.click()
    assert page.found.isVisible()
    workers.gate.set()
    wait_until(lambda: page._check is None)

    (job,) = workers.jobs
    assert job.dry_run
    texts = " ".join(label.text() for label in page.found.findChildren(type(page.found._title)))
    for expected in ("building", "80,000", "road", "3 of 16 blocks", "only 120 labelled", "0.5 m"):
        assert expected in texts, expected
    assert "10 min" in page.footer.cost.text()
    assert not (settings.models_folder() / "truth.onnx").exists()
    # What was found is about another form now.
    page.network.seed.setValue(5)
    assert page.found.isHidden()


def test_a_check_that_fails_says_why(page, workers, wait_until):
    workers.error = InputError("Class road has 3 pixels", "That is too few", "Label more of it")

    page.check()
    wait_until(lambda: page._check is None)

    assert "too few" in page.found.notice.text()


def test_a_check_can_be_cancelled(page, workers, wait_until):
    workers.gate.clear()
    page.check()
    wait_until(workers.busy.is_set)

    page.found.cancel_button.click()

    assert page.found.isHidden()
    assert page._check is None


def test_a_training_shows_its_curves_and_ends_with_a_model(
    page, session, workers, own_models, wait_until, monkeypatch, qtbot
):
    workers.gate.clear()
    changed = []
    session.models_changed.connect(lambda: changed.append(True))

    page.footer.button.click()
    wait_until(lambda: len(page.training.history.epochs) == 2)

    view = page.training
    assert view.isVisible()
    assert "Epoch 2 of 4" in view.state.text()
    assert "building" in view.score_key.text()
    assert "#d1495b" in view.score_key.text()
    assert "mean: 0.5" in view.scores.accessibleDescription()
    assert view.finish_button.isEnabled()
    # The same name cannot be trained twice at once.
    assert "in progress" in page.why_not()

    view.finish_button.click()
    run = view.run
    wait_until(lambda: run.is_over)

    assert run.state is RunState.DONE, run.error
    assert (own_models / "truth.onnx").is_file()
    assert changed
    assert "mean IoU 0.5" in view.state.text()
    assert view.finish_button.isHidden()
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    view.report_button.click()
    page_path = own_models / "truth.report" / "report.html"
    assert opened == [QUrl.fromLocalFile(str(page_path))]
    with qtbot.waitSignal(page.model_wanted) as told:
        view.model_button.click()
    assert told.args == ["truth"]
    # The next training gets a name of its own, and may start from this one.
    assert page.form().name == "truth-2"
    assert page.network.start.findData("truth") > 0
    view.hide_button.click()
    assert view.isHidden()


def test_a_training_that_is_cancelled_says_that_it_goes_on(page, workers, own_models, wait_until):
    workers.gate.clear()
    run = page.train()
    wait_until(workers.busy.is_set)
    (own_models / "truth.onnx.training").mkdir()

    page.training.cancel_button.click()
    wait_until(lambda: run.is_over)

    assert run.state is RunState.CANCELLED
    assert "continues" in page.training.state.text()
    wait_until(page.stopped.isVisible)
    assert page.form().name == "truth"
    page.discard_button.click()
    page.question.no_button.click()
    assert (own_models / "truth.onnx.training").is_dir()
    page.discard_button.click()
    page.question.yes_button.click()
    wait_until(lambda: not page.stopped.isVisible())
    assert not (own_models / "truth.onnx.training").exists()
    assert not page.discard_button.isVisible()


def test_a_training_that_fails_says_why(page, workers, wait_until):
    workers.error = InputError("The loss is no number", "", "Choose a smaller learning rate")

    run = page.train()
    wait_until(lambda: run.is_over)

    assert "no number" in page.training.notice.text()


def test_the_next_training_is_shown_when_the_first_is_over(page, workers, wait_until):
    workers.gate.clear()
    first = page.train()
    wait_until(workers.busy.is_set)
    page.network.name.setText("second")
    second = page.train()
    assert page.training.run is first

    workers.gate.set()
    wait_until(lambda: first.is_over)

    assert page.training.run is second
    wait_until(lambda: second.is_over)


def test_closing_the_page_in_the_middle_leaves_nothing_that_hears(page, queue, workers, wait_until):
    workers.gate.clear()
    run = page.train()
    wait_until(workers.busy.is_set)

    page.close()
    workers.gate.set()
    wait_until(lambda: run.is_over)

    assert page.training.run is None


def test_a_history_that_goes_on_replaces_what_it_tells_again():
    history = TrainingHistory()
    history.add("training", {"classes": {"a": "#ff0000"}, "epochs": 9, "seconds": None})
    for epoch, score in ((1, 0.2), (2, 0.6), (3, 0.4), (2, 0.5)):
        history.add(
            "epoch",
            {"epoch": epoch, "mean_iou": score, "iou": {"a": score}, "train_loss": 1.0},
        )
    history.add("unknown", {})

    assert history.epochs == [1, 2]
    assert history.iou == {"a": [0.2, 0.5]}
    assert history.val_loss == [None, None]
    assert history.best_epoch == 2
    assert history.at(history.mean_iou, 2) == 0.5


def test_a_class_that_appears_late_has_a_gap_before():
    history = TrainingHistory()
    history.add("epoch", {"epoch": 1, "iou": {"a": 0.5}, "mean_iou": None})
    history.add("epoch", {"epoch": 2, "iou": {"b": 0.25}, "mean_iou": None})

    assert history.iou == {"a": [0.5, None], "b": [None, 0.25]}
    assert history.best_epoch == 2


def picture(chart: CurveChart) -> QImage:
    return chart.grab().toImage()


def colors_in(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_curves_are_drawn_in_their_colours_and_follow_the_palette(qtbot):
    chart = CurveChart("Scores", 1.0)
    qtbot.addWidget(chart)
    chart.resize(300, 150)
    empty = picture(chart)
    chart.show_curves([1, 2, 3], [Curve("a", "#00ff00", [0.1, 0.5, 0.9])], last=10, mark=2)
    light = picture(chart)
    palette = chart.palette()
    palette.setColor(palette.ColorRole.Window, palette.color(palette.ColorRole.WindowText))
    palette.setColor(palette.ColorRole.WindowText, empty.pixelColor(0, 0))
    chart.setPalette(palette)

    assert "#00ff00" not in colors_in(empty)
    assert "#00ff00" in colors_in(light)
    assert picture(chart) != light
    # Rising values are drawn upwards, from the left.
    green = [
        (x, y)
        for x in range(light.width())
        for y in range(light.height())
        if light.pixelColor(x, y).name() == "#00ff00"
    ]
    assert min(green)[1] > max(green)[1]


def test_the_values_of_an_epoch_are_a_tooltip(qtbot):
    chart = CurveChart("Scores", 1.0)
    qtbot.addWidget(chart)
    chart.resize(300, 150)
    chart.show()
    chart.show_curves([1, 2], [Curve("a", "#00ff00", [0.25, None]), Curve("b", "", [0.5, 0.75])])

    assert chart.text_at(0) == "Epoch 1\na: 0.25\nb: 0.5"
    assert chart.text_at(1) == "Epoch 2\nb: 0.75"
    assert chart.accessibleDescription() == chart.text_at(1)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(290, 50), chart.mapToGlobal(QPoint(290, 50)))
    QgsApplication.sendEvent(chart, event)
    assert QToolTip.text() == chart.text_at(1)


def test_a_chart_without_epochs_draws_its_grid(qtbot):
    chart = CurveChart("Loss")
    qtbot.addWidget(chart)
    chart.show_curves([], [Curve("a", "#00ff00", [])])

    assert chart.text_at(-1) == ""
    assert len(colors_in(picture(chart))) > 1


def test_the_tab_key_goes_from_top_to_bottom(page):
    stops, widget = [], page.data.rasters
    while widget is not page.footer.button:
        widget = widget.nextInFocusChain()
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(widget.mapTo(page, QPoint(0, 0)).y())
        assert len(stops) < 40

    assert stops == sorted(stops)
    assert len(stops) >= 10
