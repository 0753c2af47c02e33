"""The switch passes on what is to be previewed, and rests while nobody can see it."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QObject, pyqtSignal

from sat_dl_plugin.gui.preview import preview_switch
from sat_dl_plugin.gui.preview.preview import PreviewRequest
from sat_dl_plugin.gui.preview.preview_switch import PreviewSwitch

REQUEST = PreviewRequest(("urban",), "fast", {}, "auto")


class FakePreview(QObject):
    """Remembers what it was told."""

    state_changed = pyqtSignal(str)

    def __init__(self, session):
        super().__init__()
        self.enabled = False
        self.request = None
        self.closed = False

    def set_enabled(self, enabled):
        self.enabled = enabled

    def set_request(self, request):
        self.request = request

    def close(self):
        self.closed = True


@pytest.fixture
def switch(qgis_app, qtbot, monkeypatch):
    monkeypatch.setattr(preview_switch, "Preview", FakePreview)
    made = PreviewSwitch(None)
    made.show()
    yield made
    made.close()
    assert made._preview.closed


def test_it_previews_only_when_it_is_switched_on(switch):
    switch.set_request(REQUEST, "")
    assert switch._preview.request is None
    assert not switch._preview.enabled

    switch.box.click()

    assert switch._preview.enabled
    assert switch._preview.request == REQUEST


def test_it_rests_on_another_page_and_goes_on_when_it_is_back(switch):
    switch.set_request(REQUEST, "")
    switch.box.click()

    switch.hide()
    assert not switch._preview.enabled
    switch.show()
    assert switch._preview.enabled


def test_a_form_that_cannot_be_previewed_says_why(switch):
    switch.set_request(None, "Choose a model.")

    assert not switch.box.isEnabled()
    assert switch.box.toolTip() == "Choose a model."

    switch.set_request(REQUEST, "")
    assert switch.box.isEnabled()
    assert "Nothing is written" in switch.box.toolTip()


def test_the_state_stands_below_the_switch_while_it_is_on(switch):
    switch.set_request(REQUEST, "")
    switch.box.click()
    switch._preview.state_changed.emit("Predicting…")
    assert switch._state.text() == "Predicting…"
    assert switch._state.isVisible()

    switch.box.click()
    assert not switch._state.isVisible()
