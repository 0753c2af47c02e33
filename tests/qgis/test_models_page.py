"""The page of models: the list, cards, importing, testing, exporting and deleting."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QObject, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QColor, QDesktopServices, QKeySequence
from qgis.PyQt.QtWidgets import QAbstractButton, QLabel

from sat_dl_plugin import settings
from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import ModelError, SatDlError, WorkerDiedError
from sat_dl_plugin.contract.jobs import CombineJob, DescribeJob, ImportJob, SelfTestJob
from sat_dl_plugin.contract.model_set import SET_SUFFIX, ModelSet, SetMember, read_model_set
from sat_dl_plugin.gui.models.models_page import ModelsPage
from sat_dl_plugin.processing import installed_models
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.tasks.model_files import networks_at
from sat_dl_plugin.tasks.rates import network_rate, rate_key
from sat_dl_plugin.tasks.self_tests import last_self_test, needs_self_test

CARD = {
    "name": "land cover",
    "bands": ["red", "green", "blue"],
    "gsd_m": 0.2985,
    "licence": "CC-BY-4.0",
    "scaling": {"factor": 1 / 255, "mean": [0.4851, 0.456, 0.406], "std": [0.2, 0.2, 0.2]},
    "classes": [
        {"id": 0, "name": "background"},
        {"id": 1, "name": "building", "color": "#D1495B", "threshold": 0.4},
        {"id": 3, "name": "road", "color": "#5b616a"},
    ],
    "halo_px": 32,
    "activation": "softmax",
}
SOURCES = {
    "name": "guessed (file name)",
    "gsd_m": "Deepness keys",
    "bands": "guessed",
    "classes": "Esri definition net.emd",
    "halo_px": "card in the file",
    "licence": "default",
}


def write_set(folder: Path, name: str, *models: str, **fields: Any) -> Path:
    """Write a set of networks that lie in a folder, or are not there at all."""
    members = []
    for model in models:
        path = folder / f"{model}.onnx"
        content = path.read_bytes() if path.is_file() else b"elsewhere"
        digest = hashlib.sha256(content).hexdigest()
        members.append(SetMember(path.name, digest, **fields))
    card = ModelCard.from_dict({**CARD, "name": name, "classes": CARD["classes"][1:]})
    target = folder / f"{name}.set.json"
    target.write_text(ModelSet(card, tuple(members)).to_json(), encoding="utf-8")
    return target


class Engine:
    """A worker whose answers the test decides."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []
        self.describe_error: SatDlError | None = None
        self.import_error: SatDlError | None = None
        self.test_error: SatDlError | None = None
        self.combine_error: SatDlError | None = None
        self.warnings: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def missing(self, kind: str = "infer") -> str:
        return ""

    @contextmanager
    def open(self, kind: str = "infer"):
        yield self

    def run(self, job, reporter) -> dict[str, Any]:
        self.jobs.append(job)
        reporter.progress(0.3, "Reading the network")
        while not self.gate.wait(0.01):
            reporter.check_cancelled()
        answers = {
            DescribeJob: self._describe,
            ImportJob: self._import,
            SelfTestJob: self._test,
            CombineJob: self._combine,
        }
        return answers[type(job)](job)

    def _describe(self, job: DescribeJob) -> dict[str, Any]:
        if self.describe_error is not None and not job.changes:
            raise self.describe_error
        card = ModelCard.from_dict({**CARD, **job.changes})
        plain = json.loads(card.to_json())
        return {"card": plain, "sources": SOURCES, "warnings": self.warnings}

    def _import(self, job: ImportJob) -> dict[str, Any]:
        if self.import_error is not None:
            raise self.import_error
        name = job.changes.get("name", CARD["name"])
        folder = Path(job.models_folder)
        folder.mkdir(exist_ok=True)
        if job.model.endswith(SET_SUFFIX):
            shutil.copy(job.model, folder)
            return {"name": "pair", "output": f"{folder}/pair.set.json"}
        (folder / f"{name}.onnx").write_bytes(b"imported")
        (folder / f"{name}.json").write_text(json.dumps({**CARD, "name": name}), encoding="utf-8")
        return {"name": name, "output": f"{folder}/{name}.onnx"}

    def _combine(self, job: CombineJob) -> dict[str, Any]:
        if self.combine_error is not None:
            raise self.combine_error
        target = write_set(Path(job.models_folder), job.name, *job.models)
        return {"name": job.name, "output": str(target)}

    def _test(self, job: SelfTestJob) -> dict[str, Any]:
        if self.test_error is not None:
            raise self.test_error
        return {
            "name": job.model,
            "provider": "CPUExecutionProvider",
            "network_pixels": 2_000_000,
            "seconds": 1.0,
            "pixels_per_s": 2e6,
            "seam": 0.0,
        }


class FakeSession(QObject):
    """The part of a session the page uses."""

    models_changed = pyqtSignal()


@pytest.fixture
def engine(monkeypatch) -> Engine:
    fake = Engine()
    monkeypatch.setattr(EngineAlgorithm, "workers", fake)
    return fake


@pytest.fixture
def own(models, tmp_path, monkeypatch) -> Path:
    """The folder of the user's own models, besides the bundled ones of the fixture `models`."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "mine.onnx").write_bytes(b"my network")
    (folder / "mine.json").write_text(json.dumps({**CARD, "name": "mine"}), encoding="utf-8")
    monkeypatch.setattr(installed_models, "model_folders", lambda: [models, folder])
    monkeypatch.setattr(settings, "models_folder", lambda: folder)
    monkeypatch.setattr("sat_dl_plugin.tasks.model_files.models_folder", lambda: folder)
    QgsSettings().remove("sat_dl/self_tests")
    return folder


@pytest.fixture
def pair(own) -> Path:
    """A set of two of the user's own networks."""
    (own / "other.onnx").write_bytes(b"other network")
    (own / "other.json").write_text(json.dumps({**CARD, "name": "other"}), encoding="utf-8")
    return write_set(own, "pair", "mine", "other", weight=2.0, scale=0.5)


@pytest.fixture
def session(qgis_app) -> FakeSession:
    return FakeSession()


@pytest.fixture
def page(engine, own, session, qtbot):
    shown = ModelsPage(session)
    qtbot.addWidget(shown)
    shown.show()
    settle(shown, qtbot)
    yield shown
    engine.gate.set()
    settle(shown, qtbot)


@pytest.fixture
def network(tmp_path) -> Path:
    path = tmp_path / "net.onnx"
    path.write_bytes(b"network")
    return path


def settle(page, qtbot) -> None:
    qtbot.waitUntil(lambda: not page.is_working() and page._reading is None, timeout=10_000)


def all_text(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_models_are_listed_by_origin(page):
    assert page.list.names() == ["fields", "urban", "mine"]
    groups = [page.list.topLevelItem(place).text(0) for place in range(2)]
    assert groups == ["Bundled", "Your own"]
    mine = page.list._items()[-1]
    assert mine.text(2) == "0.298 m"
    colors = mine.icon(1).pixmap(page.list.iconSize()).toImage()
    assert QColor("#d1495b").name() in {
        colors.pixelColor(x, colors.height() // 2).name() for x in range(colors.width())
    }


def test_a_card_is_shown_and_what_is_bundled_cannot_be_deleted(page):
    page.list.select("fields")
    assert "crop" in all_text(page.card)
    assert "2 m" in all_text(page.card)
    assert not page.card.delete_button.isEnabled()

    page.list.select("mine")
    page.card._details.setCollapsed(False)
    text = all_text(page.card)
    assert "building 0.4, road 0.5" in text
    assert "margin 32 px" in text
    assert "CC-BY-4.0" in text
    assert "Not tested yet" in text
    assert page.card.delete_button.isEnabled()


def test_a_card_inside_the_network_is_read_by_the_engine(page, engine, qtbot):
    page.list.select("urban")
    settle(page, qtbot)

    assert isinstance(engine.jobs[0], DescribeJob)
    assert "building" in all_text(page.card)


def test_a_broken_card_says_what_is_wrong(page, own, qtbot):
    (own / "broken.onnx").write_bytes(b"network")
    (own / "broken.json").write_text('{"name": "?", "classes": []}', encoding="utf-8")
    page.reload()
    page.list.select("broken")
    settle(page, qtbot)

    assert "is not usable" in all_text(page.card)


def test_the_preview_says_what_was_understood_from_where(page, engine, network, qtbot):
    engine.warnings = ["The definition calls the network PSPNet"]
    page.import_from(network)
    settle(page, qtbot)

    text = all_text(page.form)
    assert page.form.isVisible()
    assert not page.list.isVisible()
    assert page.form.name_edit.text() == "land cover"
    assert page.form.bands_edit.text() == "red; green; blue"
    assert "Read from: Deepness keys" in text
    assert "Read from: Esri definition net.emd" in text
    assert "Guessed. Please check." in text
    assert "PSPNet" in text


def test_an_untouched_form_changes_nothing(page, engine, network, qtbot):
    page.import_from(network)
    settle(page, qtbot)
    page.form.import_button.click()
    settle(page, qtbot)

    assert engine.jobs[1] == ImportJob(str(network), str(settings.models_folder()), {})


def test_corrections_are_imported(page, engine, session, network, qtbot):
    page.import_from(network)
    settle(page, qtbot)
    form = page.form
    form.name_edit.setText("town")
    form.gsd_box.setValue(0.5)
    form.bands_edit.setText("nir; red; green")
    form.licence_edit.setText("")
    form.classes.set_name(2, "street")
    form.classes.color_button(2).setColor(QColor("#112233"))
    form.scaling.preset_box.setCurrentIndex(3)
    form.scaling.mean_edit.setText("")
    form.activation_box.setCurrentIndex(1)
    form.tiles_box.setChecked(False)
    with qtbot.waitSignal(session.models_changed, timeout=10_000):
        form.import_button.click()
    settle(page, qtbot)

    changes = engine.jobs[1].changes
    assert changes["name"] == "town"
    assert changes["gsd_m"] == 0.5
    assert changes["bands"] == ["nir", "red", "green"]
    assert changes["licence"] == "unknown"
    assert changes["classes"][1]["threshold"] == 0.4
    assert changes["classes"][2] == {
        **ModelCard.from_dict(CARD).to_dict()["classes"][2],
        "name": "street",
        "color": "#112233",
    }
    assert changes["scaling"] == {
        "factor": 1.0,
        "mean": (),
        "std": (0.2, 0.2, 0.2),
        "stored_range": None,
    }
    assert changes["activation"] == "sigmoid"
    assert changes["halo_px"] is None
    assert page.list.selected().name == "town"
    assert "is one of your models now" in page.notice.text()


def test_an_import_is_tested_at_once_and_the_speed_learned(page, engine, network, qtbot):
    page.import_from(network)
    settle(page, qtbot)
    page.form.import_button.click()
    settle(page, qtbot)

    assert isinstance(engine.jobs[2], SelfTestJob)
    assert engine.jobs[2].model == "land cover"
    assert not needs_self_test("land cover")
    assert last_self_test("land cover").pixels_per_s == 2e6
    assert network_rate(rate_key(["land cover"], settings.device())) == 2e6
    assert "Passed its self-test: 2 million pixels a second (CPU)" in all_text(page.card)


def test_a_model_that_fails_its_test_stays_and_says_so(page, engine, network, qtbot):
    engine.test_error = ModelError("It differs in tiles", "It looks further", "Blend the tiles")
    page.import_from(network)
    settle(page, qtbot)
    page.form.import_button.click()
    settle(page, qtbot)

    assert page.notice.text() == "It differs in tiles. It looks further. Blend the tiles."
    assert "land cover" in page.list.names()
    assert not last_self_test("land cover").passed
    assert "Failed its self-test: It differs in tiles" in all_text(page.card)


def test_what_the_network_does_not_tell_is_asked_for(page, engine, network, qtbot):
    engine.describe_error = ModelError(
        "net.onnx does not say how many classes it knows",
        "Its graph leaves their number open",
        "State the field 'classes' when importing it: one name per class",
    )
    page.import_from(network)
    settle(page, qtbot)

    assert page.form.lacking_classes.isVisible()
    assert not page.form.lacking_bands.isVisible()
    assert "does not say how many classes" in page.notice.text()

    page.form.lacking_classes.setText("background; river")
    page.form.import_button.click()
    settle(page, qtbot)
    assert engine.jobs[1].changes["classes"] == [
        {"id": 0, "name": "background"},
        {"id": 1, "name": "river"},
    ]
    assert page.form.name_edit.isVisible()

    page.form.import_button.click()
    settle(page, qtbot)
    assert engine.jobs[2].changes["classes"][1] == {"id": 1, "name": "river"}


def test_a_file_that_is_no_network_says_why_and_leads_back(page, engine, tmp_path, qtbot):
    engine.describe_error = ModelError("a.pt is a PyTorch checkpoint", "It can run code", "Export")
    page.import_from(tmp_path / "a.pt")
    settle(page, qtbot)

    assert page.notice.text().startswith("a.pt is a PyTorch checkpoint. It can run code.")
    assert page.list.isVisible()
    assert not page.form.isVisible()


def test_a_failed_import_keeps_the_form(page, engine, network, qtbot):
    engine.import_error = ModelError("Card and network do not belong together")
    page.import_from(network)
    settle(page, qtbot)
    page.form.name_edit.setText("other")
    page.form.import_button.click()
    settle(page, qtbot)

    assert page.form.isVisible()
    assert page.form.name_edit.text() == "other"
    assert "do not belong together" in page.notice.text()


def test_a_value_that_is_no_number_is_said_in_the_page(page, engine, network, qtbot):
    page.import_from(network)
    settle(page, qtbot)
    page.form.scaling.mean_edit.setText("a; b")
    page.form.import_button.click()

    assert "not a list of numbers" in page.notice.text()
    assert len(engine.jobs) == 1


def test_a_taken_name_has_to_be_replaced_knowingly(page, engine, network, qtbot):
    page.import_from(network)
    settle(page, qtbot)
    page.form.name_edit.setText("mine")
    assert not page.form.import_button.isEnabled()

    page.form.overwrite_box.click()
    page.form.import_button.click()
    settle(page, qtbot)

    assert engine.jobs[1].overwrite


def test_importing_can_be_cancelled(page, engine, network, qtbot):
    engine.gate.clear()
    page.import_from(network)
    qtbot.waitUntil(lambda: page.bar.value() == 30, timeout=10_000)
    page.cancel()
    settle(page, qtbot)

    assert page.notice.text() == "Stopped."
    assert page.list.isVisible()


def test_a_folder_with_several_networks_lets_choose(page, engine, tmp_path, qtbot):
    folder = tmp_path / "several"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.onnx", "deep/b.onnx"):
        (folder / name).write_bytes(b"network")
    page.import_from(folder)
    settle(page, qtbot)

    assert [page.network_box.itemText(place) for place in range(2)] == [
        "a.onnx",
        str(Path("deep") / "b.onnx"),
    ]
    assert engine.jobs == []
    page.import_from(page.network_box.itemData(1))
    settle(page, qtbot)
    assert engine.jobs[0].model == str(folder / "deep" / "b.onnx")


def test_descriptions_lead_to_their_network(tmp_path, network, qgis_app):
    emd = tmp_path / "definition.emd"
    emd.write_text('{"ModelFile": ".\\\\net.onnx"}', encoding="utf-8")
    item = tmp_path / "item.json"
    item.write_text('{"assets": {"model": {"href": "https://x.org/a/net.onnx"}}}', encoding="utf-8")

    assert networks_at(emd) == [network]
    assert networks_at(item) == [network]
    assert networks_at(tmp_path) == [network] or network in networks_at(tmp_path)

    network.unlink()
    with pytest.raises(SatDlError, match="is missing"):
        networks_at(emd)


def test_an_empty_folder_is_said(page, tmp_path, qtbot):
    (tmp_path / "empty").mkdir()
    page.import_from(tmp_path / "empty")
    settle(page, qtbot)

    assert "no network in the folder empty" in page.notice.text()


def test_export_copies_network_and_card(page, tmp_path, qtbot):
    target = tmp_path / "target"
    target.mkdir()
    page.list.select("mine")
    page.export_to(target)
    settle(page, qtbot)

    assert sorted(path.name for path in target.iterdir()) == ["mine.json", "mine.onnx"]
    assert (target / "mine.onnx").read_bytes() == b"my network"
    assert page.notice.text() == "Exported: mine.onnx, mine.json"


def test_an_export_that_fails_leaves_nothing_and_says_why(page, tmp_path, qtbot):
    page.list.select("mine")
    page.export_to(tmp_path / "not there")
    settle(page, qtbot)

    assert "cannot be written" in page.notice.text()
    assert not (tmp_path / "not there").exists()


def test_the_report_on_a_training_is_opened_and_goes_with_its_model(
    page, own, session, qtbot, monkeypatch
):
    assert page.card.report_button.isHidden()
    report = own / "mine.report" / "report.html"
    report.parent.mkdir()
    report.write_text("<html></html>")
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)

    page.list.select("mine")
    page.reload()
    page.card.report_button.click()

    assert opened == [QUrl.fromLocalFile(str(report))]
    page.card.delete_button.click()
    with qtbot.waitSignal(session.models_changed, timeout=10_000):
        page.question.yes_button.click()
    assert list(own.iterdir()) == []


def test_deleting_asks_in_the_page(page, own, session, qtbot):
    page.list.select("mine")
    page.card.delete_button.click()
    assert "mine" in page.question.text()
    page.question.no_button.click()
    assert (own / "mine.onnx").exists()

    page.card.delete_button.click()
    with qtbot.waitSignal(session.models_changed, timeout=10_000):
        page.question.yes_button.click()

    assert list(own.iterdir()) == []
    assert page.list.names() == ["fields", "urban"]


def test_a_test_of_a_model_is_remembered_until_its_file_changes(page, engine, own, qtbot):
    page.list.select("mine")
    assert needs_self_test("mine")
    page.card.test_button.click()
    settle(page, qtbot)

    assert page.notice.text() == "The model matches its card."
    assert not needs_self_test("mine")

    (own / "mine.onnx").write_bytes(b"another network")
    assert needs_self_test("mine")
    assert not needs_self_test("no such model")


def test_a_worker_that_died_says_nothing_about_the_model(page, engine, qtbot):
    engine.test_error = WorkerDiedError("The worker ended", "Out of memory", "Try again")
    page.list.select("mine")
    page.card.test_button.click()
    settle(page, qtbot)

    assert "The worker ended" in page.notice.text()
    assert needs_self_test("mine")


def test_closing_lets_go_of_the_session(page, session):
    page.close()
    page.close()

    assert session.receivers(session.models_changed) == 0


# --- sets -----------------------------------------------------------------------------------


def test_a_set_is_one_entry_that_names_its_members(pair, page):
    assert page.list.names() == ["fields", "urban", "mine", "other", "pair"]
    assert page.list._items()[-1].text(0) == "pair (set of 2)"

    page.list.select("pair")
    page.card._details.setCollapsed(False)

    text = all_text(page.card)
    assert "Each class is the mean of the members that have it:" in text
    assert "<b>mine</b>: Building, road; scale 0.5; weight 2" in text
    assert "building 0.4, road 0.5" in text
    # What each member has its own of.
    assert "margin 32 px" not in text
    page.list.select("mine")
    assert "margin 32 px" in all_text(page.card)
    assert "Each class is the mean" not in all_text(page.card)


def test_a_set_without_one_of_its_members_says_so(pair, own, page):
    (own / "other.onnx").unlink()
    page.reload()
    page.list.select("pair")

    text = all_text(page.card)
    assert "Member other.onnx of the set is missing" in text
    assert "<b>other</b>: scale 0.5; weight 2; missing" in text


def test_a_broken_set_says_what_is_wrong(own, page):
    (own / "evil.set.json").write_text(
        (write_set(own, "pair", "mine")).read_text("utf-8").replace("mine.onnx", "../mine.onnx"),
        encoding="utf-8",
    )
    page.reload()
    page.list.select("evil")

    assert "not the bare name of an ONNX file" in all_text(page.card)


def test_a_set_is_tested_and_the_outcome_forgotten_when_it_is_saved_anew(pair, own, page, qtbot):
    page.list.select("pair")
    page.card.test_button.click()
    settle(page, qtbot)
    assert not needs_self_test("pair")

    write_set(own, "pair", "mine")
    assert needs_self_test("pair")


def test_export_packs_the_members_along(pair, page, tmp_path, qtbot):
    target = tmp_path / "target"
    target.mkdir()
    page.list.select("pair")
    page.export_to(target)
    settle(page, qtbot)

    names = ["mine.json", "mine.onnx", "other.json", "other.onnx", "pair.set.json"]
    assert sorted(path.name for path in target.iterdir()) == names
    assert networks_at(target)[0] == target / "pair.set.json"


def test_a_changed_member_is_not_exported(pair, own, page, tmp_path, qtbot):
    target = tmp_path / "target"
    target.mkdir()
    (own / "other.onnx").write_bytes(b"yet another network")
    page.list.select("pair")
    page.export_to(target)
    settle(page, qtbot)

    assert "other.onnx of the set pair.set.json was changed" in page.notice.text()
    assert list(target.iterdir()) == []


def test_deleting_a_set_keeps_its_members(pair, own, page, session, qtbot):
    page.list.select("pair")
    page.card.delete_button.click()
    assert "Its members stay" in page.question.text()
    with qtbot.waitSignal(session.models_changed, timeout=10_000):
        page.question.yes_button.click()

    assert not pair.exists()
    assert page.list.names() == ["fields", "urban", "mine", "other"]


def test_deleting_a_member_names_the_sets_that_need_it(pair, page):
    page.list.select("mine")
    page.card.delete_button.click()

    assert "Without it these sets cannot run: pair" in page.question.text()


def test_a_set_is_imported_without_further_questions(page, engine, own, tmp_path, qtbot):
    folder = tmp_path / "from elsewhere"
    folder.mkdir()
    (folder / "mine.onnx").write_bytes(b"my network")
    chosen = write_set(folder, "pair", "mine")

    page.import_from(chosen)
    settle(page, qtbot)

    assert engine.jobs[1] == ImportJob(str(chosen), str(own))
    assert page.list.selected().name == "pair"
    assert "“pair” is one of your models now." in page.notice.text()
    assert not page.form.isVisible()


def test_the_selected_models_are_saved_as_a_set(page, engine, own, session, qtbot):
    page.list.select("fields")
    page.combine_button.click()
    form = page.combining
    assert form.isVisible()
    assert not page.list.isVisible()
    assert form.names() == ["fields", "urban", "mine"]
    assert form.box("fields").isChecked()
    assert not form.save_button.isEnabled()

    form.name_edit.setText(" both ")
    form.box("mine").click()
    form.weight("mine").setValue(2.5)
    form.scales("fields").setText("1 0.5")
    with qtbot.waitSignal(session.models_changed, timeout=10_000):
        form.save_button.click()
    settle(page, qtbot)

    assert engine.jobs[-1] == CombineJob(
        ("fields", "mine"),
        str(own),
        "both",
        weights=(1.0, 2.5),
        scales=((1.0, 0.5), ()),
    )
    assert page.list.selected().name == "both"
    assert "“both” is one of your models now." in page.notice.text()
    assert len(read_model_set(own / "both.set.json").members) == 2


def test_an_untouched_form_states_nothing_but_the_models(page, engine, qtbot):
    page.list.select("mine")
    page.combine()
    page.combining.name_edit.setText("one")
    page.combining.save_button.click()
    settle(page, qtbot)

    assert engine.jobs[-1] == CombineJob(("mine",), str(settings.models_folder()), "one")


def test_per_class_there_is_nothing_to_weigh(page, qtbot):
    page.list.select("mine")
    page.combine()
    form = page.combining
    form.weight("mine").setValue(3.0)
    assert not form._order.isVisible()

    form.combine_box.setCurrentIndex(1)

    assert form._order.isVisible()
    assert not form.weight("mine").isEnabled()
    form.name_edit.setText("one")
    assert form.job("m").weights == ()
    assert form.job("m").combine == "per-class"


def test_only_networks_that_find_classes_can_be_members(pair, own, page):
    (own / "sharp.onnx").write_bytes(b"network")
    (own / "sharp.json").write_text(
        json.dumps({**CARD, "name": "sharp", "task": "enhancement"}), encoding="utf-8"
    )
    page.reload()
    page.combine()

    assert page.combining.names() == ["fields", "urban", "mine", "other"]


def test_a_taken_name_of_a_set_has_to_be_replaced_knowingly(pair, page, engine, qtbot):
    page.list.select("mine")
    page.combine()
    form = page.combining
    form.name_edit.setText("pair")
    assert not form.save_button.isEnabled()
    assert form.overwrite_box.isVisible()

    form.overwrite_box.click()
    form.save_button.click()
    settle(page, qtbot)

    assert engine.jobs[-1].overwrite


@pytest.mark.parametrize("text", ["1; 0.5", "x"])
def test_scales_that_cannot_be_understood_are_said_in_the_page(text, page, engine):
    page.list.select("mine")
    page.combine()
    page.combining.name_edit.setText("one")
    page.combining.scales("mine").setText(text)
    page.combining.save_button.click()

    assert page.notice.isVisible()
    assert page.combining.isVisible()
    assert not any(isinstance(job, CombineJob) for job in engine.jobs)


def test_a_failed_set_keeps_the_form(page, engine, qtbot):
    engine.combine_error = ModelError("Class 20 is 'x' in one model and 'y' in 'mine'")
    page.list.select("mine")
    page.combine()
    page.combining.name_edit.setText("one")
    page.combining.save_button.click()
    settle(page, qtbot)

    assert "Class 20" in page.notice.text()
    assert page.combining.isVisible()
    assert page.combining.name_edit.text() == "one"
    page.combining.back_button.click()
    assert page.list.isVisible()
    assert not page.notice.isVisible()


def test_the_form_of_sets_claims_no_letter_of_a_menu_or_twice(page):
    page.combine()
    page.combining.name_edit.setText("one")
    shown = [*page.combining.findChildren(QAbstractButton), *page.combining.findChildren(QLabel)]
    letters = [
        QKeySequence.mnemonic(widget.text()).toString()[-1:].lower()
        for widget in shown
        if QKeySequence.mnemonic(widget.text()).toString()
    ]

    assert sorted(letters) == sorted(set(letters) - set("jelvsporwdmch"))
