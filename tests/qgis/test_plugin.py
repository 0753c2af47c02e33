"""The plugin comes and goes without leaving anything behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtNetwork import QNetworkProxy

import sat_dl_plugin
from sat_dl_plugin import settings
from sat_dl_plugin.processing.provider import ALGORITHMS
from tests.qgis.iface_window import IfaceWindow


@pytest.fixture
def iface(qgis_app, qgis_processing):
    made = IfaceWindow()
    yield made
    made.close()


def registered():
    return QgsApplication.processingRegistry().providerById("satdl")


def test_load_unload_load(iface):
    assert registered() is None

    for _ in range(2):
        plugin = sat_dl_plugin.classFactory(iface)
        plugin.initGui()
        assert len(registered().algorithms()) == len(ALGORITHMS)
        assert [action.text() for action in iface.menu] == [
            "Sat DL panel",
            "Set up the runtime…",
            "Check the runtime (doctor)…",
        ]
        assert len(iface.tools.actions()) == 1

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
