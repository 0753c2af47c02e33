"""The plugin comes and goes without leaving anything behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtNetwork import QNetworkProxy
from qgis.PyQt.QtWidgets import QMainWindow

import sat_dl_plugin
from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import JobCancelled, RuntimeSetupError
from sat_dl_plugin.gui import doctor_dialog, setup_dialog
from sat_dl_plugin.plugin import MENU
from sat_dl_plugin.tasks import doctor_check, runtime_setup


class FakeIface:
    """The part of ``QgisInterface`` the plugin uses."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.menu: list[str] = []

    def mainWindow(self) -> QMainWindow:
        return self.window

    def addPluginToRasterMenu(self, menu, action) -> None:
        assert menu == MENU
        assert not action.icon().isNull()
        self.menu.append(action.text())

    def removePluginRasterMenu(self, menu, action) -> None:
        assert menu == MENU
        self.menu.remove(action.text())


@pytest.fixture
def iface(qgis_app, qgis_processing) -> FakeIface:
    return FakeIface()


def registered():
    return QgsApplication.processingRegistry().providerById("satdl")


def test_load_unload_load(iface):
    assert registered() is None

    for _ in range(2):
        plugin = sat_dl_plugin.classFactory(iface)
        plugin.initGui()
        assert len(registered().algorithms()) == 6
        assert iface.menu == ["Set up the runtime…", "Check the runtime (doctor)…"]

        plugin.unload()
        assert registered() is None
        assert iface.menu == []


def test_qgis_process_needs_no_interface(qgis_app, qgis_processing):
    plugin = sat_dl_plugin.classFactory(None)

    plugin.initProcessing()
    assert registered() is not None

    plugin.unload()
    assert registered() is None


def test_unload_survives_a_provider_that_is_gone(iface):
    plugin = sat_dl_plugin.classFactory(iface)
    plugin.initGui()
    QgsApplication.processingRegistry().removeProvider("satdl")

    plugin.unload()

    assert iface.menu == []


def test_loading_imports_no_bridge_and_no_runtime_package():
    script = (
        "import sys; from qgis.core import QgsApplication; app = QgsApplication([], False);"
        "app.initQgis(); import sat_dl_plugin; plugin = sat_dl_plugin.classFactory(None);"
        "plugin.initProcessing();"
        "print([name for name in ('torch', 'onnxruntime', 'rasterio', 'shapely',"
        "'sat_dl_plugin.engine', 'sat_dl_plugin.bridge') if name in sys.modules])"
    )
    root = Path(sat_dl_plugin.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("proxy", "expected"),
    [
        (QNetworkProxy(QNetworkProxy.ProxyType.NoProxy), None),
        (
            QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "proxy.example", 3128),
            "http://proxy.example:3128",
        ),
        (
            QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "proxy.example", 3128, "me@x", "a:b"),
            "http://me%40x:a%3Ab@proxy.example:3128",
        ),
        (
            QNetworkProxy(QNetworkProxy.ProxyType.Socks5Proxy, "proxy.example", 1080),
            "socks5h://proxy.example:1080",
        ),
    ],
)
def test_proxy_as_url(proxy, expected):
    assert settings.proxy_as_url(proxy) == expected


@pytest.fixture
def setup(qgis_app, qtbot, monkeypatch):
    """A setup dialog whose runtime is made by the function under ``create``."""
    monkeypatch.setattr(setup_dialog, "find_runtime", lambda _spec: None)
    monkeypatch.setattr(settings, "proxy_url", lambda: "http://proxy.example:3128")
    dialog = setup_dialog.SetupDialog()
    qtbot.addWidget(dialog)
    return dialog


def run_setup(dialog, qtbot, monkeypatch, create):
    monkeypatch.setattr(runtime_setup, "create_runtime", create)
    dialog.start()
    qtbot.waitUntil(lambda: not dialog._is_running(), timeout=10_000)


def test_setup_passes_the_proxy_on_and_tells(setup, qtbot, monkeypatch):
    asked = {}

    def create(spec, reporter, **sources):
        asked.update(sources, spec=spec)
        reporter.progress(0.4, "Installing")
        reporter.log("numpy 2.0")
        return Path("python")

    setup._variant.setCurrentIndex(setup._variant.findData("cpu"))
    run_setup(setup, qtbot, monkeypatch, create)

    assert asked["proxy"] == "http://proxy.example:3128"
    assert asked["spec"].variant == "cpu"
    assert asked["python"] is None
    assert asked["wheelhouse"] is None
    assert "is set up" in setup._phase.text()
    assert "numpy 2.0" in setup._log.toPlainText()
    assert "proxy.example" not in setup._log.toPlainText()
    assert setup._start_button.isEnabled()


def test_setup_shows_all_three_parts_of_an_error(setup, qtbot, monkeypatch):
    def create(spec, reporter, **sources):
        raise RuntimeSetupError("No disk", "It is full", "Free 2 GB")

    run_setup(setup, qtbot, monkeypatch, create)

    assert setup._phase.text() == "The runtime could not be set up."
    assert setup._log.toPlainText() == "No disk. It is full. Free 2 GB."


def test_setup_can_be_cancelled(setup, qtbot, monkeypatch):
    stopped = []

    def create(spec, reporter, **sources):
        reporter.progress(0.1, "Waiting")
        try:
            while True:
                reporter.check_cancelled()
        except JobCancelled:
            stopped.append(spec)
            raise

    monkeypatch.setattr(runtime_setup, "create_runtime", create)
    setup.start()
    qtbot.waitUntil(lambda: setup._phase.text() == "Waiting", timeout=10_000)
    setup.reject()
    qtbot.waitUntil(lambda: not setup._is_running(), timeout=10_000)

    assert stopped
    assert "Nothing was left behind" in setup._phase.text()


def test_doctor_report_can_be_copied(qgis_app, qtbot, monkeypatch):
    monkeypatch.setattr(doctor_check, "examine", list)
    monkeypatch.setattr(doctor_check, "report", lambda _findings: "  ok  Disk: 9 GB free")
    dialog = doctor_dialog.DoctorDialog()
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog._copy_button.isEnabled, timeout=10_000)

    dialog.copy()

    assert QgsApplication.clipboard().text() == "  ok  Disk: 9 GB free"
