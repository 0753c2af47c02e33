"""What QGIS loads is what was translated, and the panel has room for it."""

from __future__ import annotations

import ast
from pathlib import Path
from xml.etree import ElementTree

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QTranslator
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAbstractButton, QLabel, QScrollArea

import sat_dl_plugin
from sat_dl_plugin.gui.dock import ENHANCE, IMAGE, MODELS, REVIEW, RUNTIME, SEGMENT, TRAIN
from sat_dl_plugin.gui.runs.phases import phase_text
from sat_dl_plugin.i18n import install_translator, remove_translator, tr
from sat_dl_plugin.paths import translation_path
from sat_dl_plugin.processing.provider import ALGORITHMS
from tests.qgis.iface_window import IfaceWindow

PAGES = (IMAGE, ENHANCE, SEGMENT, REVIEW, TRAIN, MODELS, RUNTIME)
NARROW = 400
"""Width of the panel, pixels of a screen of 96 dots an inch."""
LONG_MS = 20_000
GERMAN_MENUS = set("jbalewvrntdh")
"""Letters that open a menu of QGIS in German: Pro&jekt, &Bearbeiten, &Ansicht…"""
LOCALES = sorted(
    file.stem.removeprefix("sat_dl_") for file in translation_path("de").parent.glob("*.ts")
)


def finished(locale: str) -> dict[str, str]:
    """Return the finished translations of a locale's ``.ts`` file."""
    tree = ElementTree.parse(translation_path(locale).with_suffix(".ts"))  # noqa: S314 (ours)
    return {
        message.findtext("source"): message.findtext("translation")
        for message in tree.iter("message")
        if message.find("translation").get("type") is None
    }


@pytest.fixture
def locale(request, qgis_app, monkeypatch):
    """Pretend that QGIS runs in the locale that the test names, or in German."""
    name = getattr(request, "param", "de")
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: name))
    return name


@pytest.fixture
def dock(locale, qgis_processing, workers, raster, qtbot):
    window = IfaceWindow()
    window.window.show()
    plugin = sat_dl_plugin.classFactory(window)
    plugin.initGui()
    layer = QgsRasterLayer(raster, "scene")
    QgsProject.instance().addMapLayer(layer)
    window.setActiveLayer(layer)
    window.tools.actions()[0].trigger()
    qtbot.waitUntil(lambda: bool(plugin._dock._key), timeout=LONG_MS)
    yield plugin._dock
    plugin.unload()
    QgsProject.instance().clear()
    window.close()


def shown_texts(page) -> list[str]:
    return [
        widget.text()
        for kind in (QAbstractButton, QLabel)
        for widget in page.findChildren(kind)
        if widget.isVisible()
    ]


@pytest.mark.parametrize("name", LOCALES)
def test_the_compiled_file_holds_every_finished_translation(name, qgis_app):
    translator = QTranslator()
    assert translator.load(str(translation_path(name)))
    wanted = finished(name)

    QCoreApplication.installTranslator(translator)
    try:
        found = {text: tr(text) for text in wanted}
    finally:
        remove_translator(translator)

    assert found == wanted


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("de", "Modelle"), ("de_AT", "Modelle"), ("ne_NP", "मोडेल"), ("fi", "Models")],
    indirect=["locale"],
)
def test_the_language_of_qgis_decides(locale, expected):
    translator = install_translator()
    try:
        assert tr("Models") == expected
    finally:
        remove_translator(translator)
    assert tr("Models") == "Models"


@pytest.mark.parametrize("locale", ["de", "ne"], indirect=True)
def test_the_pages_are_in_the_language(dock, locale):
    known = finished(locale)
    dock.show_page(SEGMENT)

    assert dock.page(SEGMENT).footer.button.text() == known["Ru&n"]
    assert known["Quality"] in shown_texts(dock.page(SEGMENT))


def test_no_text_of_a_page_is_left_in_english(dock):
    english = {text for text, done in finished("de").items() if text != done}
    for key in PAGES:
        dock.show_page(key)

        assert english & set(shown_texts(dock.page(key))) == set(), key


@pytest.mark.parametrize("locale", ["de", "ne"], indirect=True)
def test_every_page_fits_a_narrow_dock(dock, locale):
    for key in PAGES:
        dock.show_page(key)
    # Fonts differ between systems: on a usual screen of 96 dots an inch a digit has 7 pixels.
    digits = dock.widget().minimumSizeHint().width() / dock.fontMetrics().horizontalAdvance("0")

    assert digits * 7 <= NARROW


def test_nothing_is_cut_off_at_the_side_in_german(dock):
    scale = dock.fontMetrics().horizontalAdvance("0") / 7
    dock.setFloating(True)
    dock.resize(round(NARROW * scale), 900)
    for key in PAGES:
        dock.show_page(key)
        QgsApplication.processEvents()
        page = dock.page(key)
        areas = [*page.findChildren(QScrollArea), page]
        wider = [
            area
            for area in areas
            if isinstance(area, QScrollArea)
            and area.isVisible()
            and area.widget().width() > area.viewport().width()
        ]
        clipped = [
            button.text()
            for button in page.findChildren(QAbstractButton)
            if button.isVisible()
            and button.text()
            and button.minimumSizeHint().width() > button.width()
        ]

        assert (wider, clipped) == ([], []), key


@pytest.mark.parametrize("key", PAGES)
def test_no_page_claims_a_letter_twice_or_one_of_a_german_menu(dock, key):
    dock.show_page(key)
    page = dock.page(key)
    labels = [label for label in page.findChildren(QLabel) if label.buddy() is not None]
    letters = [
        QKeySequence.mnemonic(widget.text()).toString().lower().replace("alt+", "")
        for widget in (*page.findChildren(QAbstractButton), *labels)
        if widget.isVisible()
    ]
    claimed = sorted(letter for letter in letters if letter)

    assert claimed == sorted(set(claimed) - GERMAN_MENUS)


def test_algorithms_keep_their_names_and_translate_what_is_read(locale, qgis_processing):
    translator = install_translator()
    try:
        algorithms = [algorithm_type().create() for algorithm_type in ALGORITHMS]
        names = {algorithm.name(): algorithm.displayName() for algorithm in algorithms}
        groups = {algorithm.groupId() for algorithm in algorithms}
    finally:
        remove_translator(translator)

    assert names["segment"] == "Raster segmentieren"
    assert names["polygonize"] == "Klassen in Polygone umwandeln"
    assert groups == {algorithm_type().create().groupId() for algorithm_type in ALGORITHMS}


def phases_in(file: Path) -> set[str]:
    """Return the literals that a module reports as phases; of formatted ones the beginning."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "progress":
            phase = node.args[-1]
            # One may be cut to a length.
            phase = phase.value if isinstance(phase, ast.Subscript) else phase
            first = phase.values[0] if isinstance(phase, ast.JoinedStr) else phase
            if isinstance(first, ast.Constant):
                found.add(first.value)
    return found


def test_every_phase_of_the_other_process_is_translated(locale):
    package = Path(sat_dl_plugin.__file__).parent
    phases = {
        phase
        for folder in ("engine", "bridge")
        for file in (package / folder).rglob("*.py")
        for phase in phases_in(file)
    }
    assert {"Writing", "Unpacking packages", "Getting ", "Tested"} <= phases
    translator = install_translator()
    try:
        same = {phase for phase in phases if phase_text(phase) == phase}
    finally:
        remove_translator(translator)

    assert same == set()
