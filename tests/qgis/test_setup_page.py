"""The page about the runtime: choosing, setting up, repairing, removing, examining."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QLabel

from sat_dl_plugin import settings
from sat_dl_plugin.bridge.doctor import OK, PROBLEM, Finding
from sat_dl_plugin.bridge.hardware import NvidiaGpu
from sat_dl_plugin.bridge.inventory import Inventory
from sat_dl_plugin.bridge.runtime import InstalledRuntime
from sat_dl_plugin.contract.errors import OutputError, RuntimeSetupError
from sat_dl_plugin.gui.runtime import setup_page
from sat_dl_plugin.tasks import doctor_check, runtime_setup
from sat_dl_plugin.tasks.run_queue import RunState

GIGABYTE = 1024**3
GPU = NvidiaGpu("RTX 4070", "8188 MiB", "580.10")
MANIFEST = {
    "python": "3.11.2",
    "versions": {"onnxruntime-gpu": "1.23.0", "numpy": "2.2.1"},
    "providers_used": ["CUDAExecutionProvider", "CPUExecutionProvider"],
}


class FakeSession(QObject):
    """The part of a session the page uses."""

    runtime_changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.runs = SimpleNamespace(runs=[])


class Machine:
    """A folder of runtimes that exist only as folders, and how creating one goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.free_bytes = 100 * GIGABYTE
        self.gpus: tuple[NvidiaGpu, ...] = ()
        self.asked: list[tuple[object, dict[str, object]]] = []
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.released = 0

    def add(self, kind: str, variant: str = "gpu", *, current: bool = True) -> Path:
        folder = self.folder / f"{kind}-{variant}-{'now' if current else 'old'}"
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python3").write_text("python")
        return folder

    def runtimes(self) -> tuple[InstalledRuntime, ...]:
        folders = sorted(self.folder.iterdir()) if self.folder.is_dir() else []
        return tuple(
            InstalledRuntime(
                folder,
                *folder.name.split("-")[:2],
                MANIFEST,
                is_current=folder.name.endswith("now"),
                is_usable=True,
            )
            for folder in folders
        )

    def inventory(self) -> Inventory:
        runtimes = self.runtimes()
        usable = [entry.python for entry in runtimes if entry.is_current]
        training = [entry.python for entry in runtimes if entry.is_current and entry.kind == "full"]
        return Inventory(
            folder=self.folder,
            free_bytes=self.free_bytes,
            gpus=self.gpus,
            recommended_variant="gpu" if self.gpus else "cpu",
            runtimes=runtimes,
            sizes_bytes=tuple(GIGABYTE for _ in runtimes),
            python=usable[-1] if usable else None,
            training_python=training[-1] if training else None,
        )

    def create(self, spec, reporter, **options) -> Path:
        self.asked.append((spec, options))
        reporter.progress(0.4, "Getting numpy")
        reporter.log("numpy 2.0")
        while not self.gate.wait(0.01):
            reporter.check_cancelled()
        if self.error is not None:
            raise self.error
        if options["anew"]:
            return self.folder
        return self.add(spec.kind, spec.variant)


@pytest.fixture
def machine(tmp_path, monkeypatch) -> Machine:
    fake = Machine(tmp_path / "runtimes")
    monkeypatch.setattr(runtime_setup, "take_inventory", fake.inventory)
    monkeypatch.setattr(runtime_setup, "create_runtime", fake.create)
    monkeypatch.setattr(runtime_setup, "recommended_variant", lambda: "cpu")
    monkeypatch.setattr(runtime_setup, "remove_abandoned", list)
    monkeypatch.setattr(settings, "proxy_url", lambda: "http://me:secret@proxy.example:3128")

    def release() -> None:
        fake.released += 1

    monkeypatch.setattr(setup_page, "shared_workers", lambda: SimpleNamespace(release=release))
    return fake


@pytest.fixture
def session(qgis_app) -> FakeSession:
    return FakeSession()


@pytest.fixture
def open_page(machine, session, qtbot):
    """Returns a function that opens the page and waits until it knows what is installed."""
    pages = []

    def open_it() -> setup_page.SetupPage:
        page = setup_page.SetupPage(session)
        qtbot.addWidget(page)
        page.show()
        pages.append(page)
        settle(page, qtbot)
        return page

    yield open_it
    machine.gate.set()
    for page in pages:
        qtbot.waitUntil(lambda shown=page: not shown.is_working(), timeout=10_000)


def settle(page, qtbot) -> None:
    """Wait until nothing goes on any more."""
    qtbot.waitUntil(
        lambda: not page.is_working() and page._looking is None and page._doctor is None,
        timeout=10_000,
    )


def all_text(page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_first_start_says_what_where_and_how_large(open_page, machine):
    machine.gpus = (GPU,)

    page = open_page()

    text = all_text(page).replace("\u200b", "")
    assert page.choice.isVisible()
    assert not page.status.isVisible()
    assert "About 7.0 GB" in text
    assert "RTX 4070 (8188 MiB)" in text
    assert str(machine.folder) in text
    assert page.choice.start_button.isEnabled()


def test_without_a_gpu_it_is_smaller_and_says_so(open_page):
    page = open_page()

    assert "About 1.0 GB" in all_text(page)
    assert "no NVIDIA GPU was found" in all_text(page)


def test_a_driver_that_is_too_old_is_said(open_page, machine):
    machine.gpus = (GPU.__class__("Quadro", "8 GiB", "470.1"),)
    page = open_page()
    page.choice._variant.setCurrentIndex(page.choice._variant.findData("cpu"))

    assert "the driver 470.1 of the Quadro is older" in all_text(page)


def test_too_little_space_is_said_before_anything_is_done(open_page, machine):
    machine.free_bytes = GIGABYTE // 2

    page = open_page()

    assert not page.choice.start_button.isEnabled()
    assert "512 MB are free, 1.0 GB are needed" in all_text(page)


def test_set_up_shows_its_steps_and_ends_in_the_status(open_page, machine, session, qtbot):
    page = open_page()
    machine.gate.clear()
    page.choice.start_button.click()
    qtbot.waitUntil(lambda: page.bar.value() == 40, timeout=10_000)

    assert page.phase.text() == "Getting numpy"
    assert page.cancel_button.isVisible()
    assert not page.choice.isVisible()

    with qtbot.waitSignal(session.runtime_changed, timeout=10_000):
        machine.gate.set()
    settle(page, qtbot)

    spec, options = machine.asked[0]
    assert (spec.kind, spec.variant) == ("infer", "cpu")
    assert options["proxy"] == "http://me:secret@proxy.example:3128"
    assert options["python"] is None
    assert options["wheelhouse"] is None
    assert not options["anew"]
    assert page.status.isVisible()
    assert not page.choice.isVisible()
    assert "numpy 2.0" in page.log.toPlainText()
    assert "secret" not in page.log.toPlainText()
    assert page.notice.text() == "The runtime is ready to use."


def test_the_larger_choice_brings_torch(open_page, machine, qtbot):
    page = open_page()
    page.choice._full.click()
    page.choice.start_button.click()
    settle(page, qtbot)

    assert machine.asked[0][0].kind == "full"
    assert "enhancement and training" in all_text(page)
    assert not page.status.training_button.isVisible()


def test_options_are_passed_on(open_page, machine, qtbot, tmp_path):
    page = open_page()
    page.choice._variant.setCurrentIndex(page.choice._variant.findData("gpu"))
    page.choice._wheelhouse.setFilePath(str(tmp_path))
    page.choice._python.setFilePath("/opt/python3")
    page.choice.start_button.click()
    settle(page, qtbot)
    settings.set_wheelhouse("")
    settings.set_runtime_python("")

    spec, options = machine.asked[0]
    assert spec.variant == "gpu"
    assert options["wheelhouse"] == tmp_path
    assert options["python"] == "/opt/python3"


def test_a_failure_shows_all_three_parts(open_page, machine, session, qtbot):
    machine.error = RuntimeSetupError("No disk", "It is full", "Free 2 GB")
    page = open_page()
    page.choice.start_button.click()
    settle(page, qtbot)

    assert page.notice.text() == "No disk. It is full. Free 2 GB."
    assert page.choice.isVisible()
    assert page.choice.start_button.isEnabled()
    assert machine.runtimes() == ()
    assert "It is full" in page.log.toPlainText()


def test_a_cancel_stops_it_and_leaves_nothing(open_page, machine, qtbot):
    machine.gate.clear()
    page = open_page()
    page.choice.start_button.click()
    qtbot.waitUntil(lambda: page.bar.value() == 40, timeout=10_000)
    page.cancel_button.click()
    settle(page, qtbot)

    assert machine.runtimes() == ()
    assert "Nothing incomplete" in page.notice.text()
    assert page.choice.isVisible()


def test_closing_the_page_stops_the_set_up(open_page, machine, session, qtbot):
    machine.gate.clear()
    page = open_page()
    page.start()
    qtbot.waitUntil(lambda: page.bar.value() == 40, timeout=10_000)
    page.close()
    qtbot.waitUntil(lambda: not page.is_working(), timeout=10_000)

    assert machine.runtimes() == ()
    assert session.receivers(session.runtime_changed) == 0


def test_status_names_versions_device_and_size(open_page, machine):
    machine.gpus = (GPU,)
    machine.add("infer")

    text = all_text(open_page())

    assert "onnxruntime 1.23.0" in text
    assert "RTX 4070" in text
    assert "1.0 GB" in text


def test_removing_asks_in_the_page_and_then_removes(open_page, machine, session, qtbot):
    folder = machine.add("infer")
    page = open_page()

    page.status.remove_button.click()
    assert "free 1.0 GB" in page.question.text()
    page.question.no_button.click()
    assert folder.exists()
    assert page.question.text() == ""

    page.status.remove_button.click()
    with qtbot.waitSignal(session.runtime_changed, timeout=10_000):
        page.question.yes_button.click()
    settle(page, qtbot)

    assert not folder.exists()
    assert list(machine.folder.iterdir()) == []
    assert page.choice.isVisible()
    assert machine.released == 1


def test_what_cannot_be_removed_is_said(open_page, machine, monkeypatch, qtbot):
    machine.add("infer")
    page = open_page()

    def refuse(folder):
        raise OutputError("It is in use", "A worker runs", "Close other QGIS windows")

    monkeypatch.setattr(runtime_setup, "remove_folder", refuse)
    page.ask_to_remove()
    page.question.yes_button.click()
    settle(page, qtbot)

    assert page.notice.text() == "It is in use. A worker runs. Close other QGIS windows."
    assert page.status.isVisible()


def test_repair_makes_the_same_runtime_anew(open_page, machine, qtbot):
    machine.add("infer")
    page = open_page()
    page.status.repair_button.click()
    settle(page, qtbot)

    spec, options = machine.asked[0]
    assert (spec.kind, spec.variant) == ("infer", "gpu")
    assert options["anew"]
    assert machine.released == 1


def test_training_is_added_and_what_it_replaces_can_go(open_page, machine, qtbot):
    small = machine.add("infer")
    page = open_page()
    page.status.training_button.click()
    settle(page, qtbot)

    assert machine.asked[0][0].name == "full-gpu"
    assert page.status.clean_button.isVisible()

    page.status.clean_button.click()
    settle(page, qtbot)

    assert not small.exists()
    assert len(machine.runtimes()) == 1
    assert not page.status.clean_button.isVisible()


def test_a_runtime_named_by_the_environment_is_left_alone(open_page, machine, monkeypatch):
    ours = machine.inventory
    monkeypatch.setattr(
        runtime_setup,
        "take_inventory",
        lambda: replace(ours(), python=Path("/opt/python3")),
    )

    page = open_page()

    assert page.status.isVisible()
    assert not page.status.remove_button.isEnabled()
    assert "SATDL_PYTHON" in page.status.remove_button.toolTip()


def test_nothing_is_changed_under_a_run(open_page, machine, session, qtbot):
    folder = machine.add("infer")
    session.runs.runs.append(SimpleNamespace(state=RunState.RUNNING))
    page = open_page()

    page.ask_to_remove()
    page.question.yes_button.click()
    settle(page, qtbot)

    assert folder.exists()
    assert "A run is in progress" in page.notice.text()


def test_memory_is_freed(open_page, machine):
    machine.add("infer")
    page = open_page()

    page.status.free_button.click()

    assert machine.released == 1


def test_the_report_is_shown_in_the_page_and_copied(open_page, monkeypatch, qtbot):
    findings = [
        Finding(OK, "Disk", "9 GB free"),
        Finding(PROBLEM, "Runtime", "<none>", "Set it up"),
    ]
    monkeypatch.setattr(doctor_check, "examine", lambda: findings)
    page = open_page()

    page.check_button.click()
    settle(page, qtbot)

    assert page.report.isVisible()
    assert "→ Set it up" in page.report.browser.toPlainText()
    assert "<none>" in page.report.browser.toPlainText()

    page.report.copy_button.click()
    assert "FAIL  Runtime: <none>" in QgsApplication.clipboard().text()

    page.report.closed.emit()
    assert not page.report.isVisible()
    assert page.check_button.isVisible()


def test_a_change_elsewhere_is_noticed(open_page, machine, session, qtbot):
    page = open_page()
    machine.add("infer")

    session.runtime_changed.emit()
    settle(page, qtbot)

    assert page.status.isVisible()
