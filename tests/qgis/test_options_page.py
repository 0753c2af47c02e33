"""Settings and the page that shows them in QGIS's options."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtWidgets import QLabel

import sat_dl_plugin
from sat_dl_plugin import settings
from sat_dl_plugin.bridge import spec
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.gui.options_page import OptionsPage, SatDlOptionsFactory
from sat_dl_plugin.processing.shared_parameters import DEVICES
from sat_dl_plugin.processing.workers import RuntimeWorkers, shared_workers
from tests.qgis.iface_window import IfaceWindow


@pytest.fixture(autouse=True)
def own_settings(
    qgis_app: QgsApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """No settings of ours, and a cache folder that belongs to the test."""
    QgsSettings().remove("sat_dl")
    monkeypatch.setattr(spec, "cache_folder", lambda: tmp_path / "cache")
    yield tmp_path / "cache"
    QgsSettings().remove("sat_dl")


@pytest.fixture
def page(qtbot, own_settings: Path) -> OptionsPage:
    return open_page(qtbot)


def open_page(qtbot) -> OptionsPage:
    made = SatDlOptionsFactory().createWidget()
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: made._task is None, timeout=10_000)
    return made


def all_settings() -> dict[str, object]:
    return {
        "runtimes_folder": settings.runtimes_folder(),
        "idle_minutes": settings.idle_minutes(),
        "device": settings.device(),
        "threads": settings.threads(),
        "memory_ceiling_bytes": settings.memory_ceiling_bytes(),
        "default_quality": settings.default_quality(),
        "results_folder": settings.results_folder(),
        "preview_cache_bytes": settings.preview_cache_bytes(),
    }


def changed(folder: Path) -> dict[str, object]:
    return {
        "runtimes_folder": folder / "runtimes of mine",
        "idle_minutes": 0,
        "device": "cpu",
        "threads": 1,
        # More than a C integer holds.
        "memory_ceiling_bytes": 12_500_000_000,
        "default_quality": 2,
        "results_folder": folder / "results",
        "preview_cache_bytes": 5_000_000_000,
    }


def test_defaults(own_settings):
    assert all_settings() == {
        "runtimes_folder": own_settings / "runtimes",
        "idle_minutes": 10,
        "device": "auto",
        "threads": 0,
        "memory_ceiling_bytes": 0,
        "default_quality": 0,
        "results_folder": None,
        "preview_cache_bytes": 500_000_000,
    }


def test_settings_are_remembered(tmp_path):
    for name, value in changed(tmp_path).items():
        getattr(settings, f"set_{name}")(value)

    assert all_settings() == changed(tmp_path)


def test_numbers_survive_an_ini_file_and_nonsense_does_not():
    QgsSettings().setValue("sat_dl/threads", "3")
    QgsSettings().setValue("sat_dl/idle_minutes", "soon")
    QgsSettings().setValue("sat_dl/default_quality", "17")

    assert settings.threads() == 3
    assert settings.idle_minutes() == 10
    assert settings.default_quality() == 2


def test_looking_at_the_page_changes_nothing(page):
    before = all_settings()

    page.apply()

    assert all_settings() == before


def test_the_page_shows_what_was_set_and_writes_it_back(qtbot, tmp_path):
    for name, value in changed(tmp_path).items():
        getattr(settings, f"set_{name}")(value)
    page = open_page(qtbot)
    QgsSettings().remove("sat_dl")
    settings.set_runtimes_folder(None)

    page.apply()

    assert all_settings() == changed(tmp_path)


def test_what_is_typed_into_the_page_is_written(page, tmp_path):
    page._threads.setValue(1)
    page._memory.setValue(2.5)
    page._device.setCurrentIndex(page._device.findData("cuda"))
    page._quality.setCurrentIndex(1)
    page._idle.setValue(3)
    page._cache.setValue(0)
    page._results.setFilePath(str(tmp_path / "results"))
    page._runtimes.setFilePath(str(tmp_path / "runtimes"))

    page.apply()

    assert all_settings() == {
        "runtimes_folder": tmp_path / "runtimes",
        "idle_minutes": 3,
        "device": "cuda",
        "threads": 1,
        "memory_ceiling_bytes": 2_500_000_000,
        "default_quality": 1,
        "results_folder": tmp_path / "results",
        "preview_cache_bytes": 0,
    }


def test_special_values_are_words(page):
    page._idle.setValue(0)

    assert page._threads.text() == "All"
    assert page._memory.text() == "Chosen by Sat DL"
    assert page._idle.text() == "At once"


def test_the_devices_are_those_of_the_algorithms(page):
    shown = [page._device.itemData(index) for index in range(page._device.count())]

    assert shown == list(DEVICES)


def test_a_device_that_is_not_offered_is_kept(qtbot):
    settings.set_device("cuda:3")

    open_page(qtbot).apply()

    assert settings.device() == "cuda:3"


def test_a_folder_that_cannot_be_used_is_told(page):
    told = []
    log = QgsApplication.messageLog()
    log.messageReceived.connect(lambda *message: told.append(message))
    page._runtimes.setFilePath("somewhere")
    page._threads.setValue(1)

    page.apply()

    assert any("somewhere is not a full path" in str(message) for message in told)
    assert settings.threads() == 1


def test_a_relative_place_of_the_runtime_is_refused():
    with pytest.raises(UsageError):
        settings.set_runtimes_folder(Path("somewhere"))


def test_previews_are_counted_and_cleared(qtbot, own_settings):
    kept = own_settings / "previews" / "urban"
    kept.mkdir(parents=True)
    (kept / "one.tif").write_bytes(b"x" * 2_500_000)
    (own_settings / "runtimes").mkdir()
    page = open_page(qtbot)
    assert page._used.text() == "2.5 MB in use"

    page._clear.click()
    qtbot.waitUntil(lambda: page._task is None, timeout=10_000)

    assert page._used.text() == "0.0 MB in use"
    assert not page._clear.isEnabled()
    assert [entry.name for entry in own_settings.iterdir()] == ["runtimes"]


def test_fields_can_be_reached_by_their_labels(page):
    captions = [label for label in page.findChildren(QLabel) if "&" in label.text()]
    letters = [label.text()[label.text().index("&") + 1].lower() for label in captions]

    assert len(captions) == 8
    assert all(label.buddy() is not None for label in captions)
    assert len(set(letters)) == len(letters)


def test_settings_reach_the_worker(monkeypatch, tmp_path):
    python = tmp_path / "python"
    monkeypatch.setenv("SATDL_PYTHON", str(python))
    monkeypatch.setattr(settings, "proxy_url", lambda: None)
    asked = []

    class FakeShared:
        def open(self, setup, idle_s):
            asked.append((setup.python, setup.threads, setup.memory_bytes, idle_s))

    monkeypatch.setattr("sat_dl_plugin.bridge.shared_worker.SharedWorker", FakeShared)
    settings.set_threads(os.cpu_count() or 1)
    settings.set_memory_ceiling_bytes(4_000_000_000)
    settings.set_idle_minutes(2)

    RuntimeWorkers().open()

    assert asked == [(python, os.cpu_count() or 1, 4_000_000_000, 120.0)]


def test_the_page_comes_and_goes_with_the_plugin(qgis_processing, monkeypatch):
    ended = []
    monkeypatch.setattr(shared_workers(), "close", lambda: ended.append("workers"))
    iface = IfaceWindow()
    plugin = sat_dl_plugin.classFactory(iface)

    plugin.initGui()
    assert [type(factory) for factory in iface.factories] == [SatDlOptionsFactory]
    plugin.unload()

    assert iface.factories == []
    assert ended == ["workers"]
    iface.close()
