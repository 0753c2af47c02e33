"""The form of the page “Segment” says exactly what the toolbox gets."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.text_forms import parse_thresholds
from sat_dl_plugin.gui.segment.class_controls import ClassControls
from sat_dl_plugin.gui.segment.segment_form import ALGORITHM, SegmentForm, class_key, parameters_of

CLASSES = (
    ClassCard(1, "building", threshold=0.3),
    ClassCard(3, "road", threshold=0.375),
    ClassCard(5, "tree"),
)


@pytest.fixture
def controls(qgis_app, qtbot):
    widget = ClassControls()
    qtbot.addWidget(widget)
    widget.set_classes(CLASSES)
    return widget


def test_a_fresh_form_states_no_more_than_it_has_to():
    assert parameters_of(SegmentForm("layer_1", ("urban",))) == {
        "INPUT": "layer_1",
        "MODELS": "urban",
        "QUALITY": 0,
        "PROBABILITIES": None,
    }


def test_everything_that_is_set_becomes_a_parameter():
    form = SegmentForm(
        layer_id="layer_1",
        models=("urban", "fields"),
        quality=2,
        where={"EXTENT": "0,1,2,3 [EPSG:32645]", "MASK": "mask_1"},
        thresholds={"building": 0.4, "road": None},
        min_area_m2=12.5,
        simplify_m=0.5,
        shape=2,
        classes=False,
        probabilities=True,
        device="cpu",
    )

    assert parameters_of(form) == {
        "INPUT": "layer_1",
        "MODELS": "urban; fields",
        "QUALITY": 2,
        "EXTENT": "0,1,2,3 [EPSG:32645]",
        "MASK": "mask_1",
        "THRESHOLDS": "building=0.4; road=off",
        "MIN_AREA": 12.5,
        "SIMPLIFY": 0.5,
        "SHAPE": 2,
        "DEVICE": "cpu",
        "CLASSES": None,
    }


def test_the_toolbox_takes_and_understands_them(
    provider, workers, context, feedback, raster, tmp_path
):
    layer = QgsRasterLayer(raster, "scene")
    QgsProject.instance().addMapLayer(layer)
    form = SegmentForm(layer.id(), ("urban",), thresholds={"building": 0.25, "road": None})
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
    parameters = {
        **parameters_of(form),
        "OUTPUT": str(tmp_path / "p.gpkg"),
        "CLASSES": str(tmp_path / "c.tif"),
    }

    assert algorithm.checkParameterValues(parameters, context) == (True, "")
    _results, fine = algorithm.run(parameters, context, feedback)
    QgsProject.instance().removeAllMapLayers()

    assert fine
    job = workers.jobs[0]
    assert job.segment.thresholds == {"building": 0.25, "road": None}
    assert job.segment.probabilities is None


@pytest.mark.parametrize(("name", "key"), [("road", "road"), ("a=b", "9"), ("crop, dry", "9")])
def test_classes_are_named_so_that_the_text_can_be_read_again(name, key):
    assert class_key(9, name) == key
    assert parse_thresholds(f"{class_key(9, name)}=0.5") == {key: 0.5}


def test_untouched_controls_state_nothing(controls):
    assert controls.stated() == {}
    # Not rounded to what the widget shows.
    assert controls.thresholds() == {1: 0.3, 3: 0.375, 5: 0.5}
    assert controls.switched_off() == set()


def test_a_slider_and_a_switch_are_told_and_stated(controls, qtbot):
    with qtbot.waitSignal(controls.thresholds_changed):
        controls.slider(1).setValue(42)
    with qtbot.waitSignal(controls.switches_changed):
        controls.switch(5).click()

    assert controls.stated() == {"building": 0.42, "tree": None}
    assert controls.switched_off() == {5}
    assert not controls.slider(5).isEnabled()


def test_reset_goes_back_to_the_models_own_value(controls):
    controls.slider(3).setValue(90)
    row = controls._row(3)
    assert row.reset.isEnabled()

    row.reset.click()

    assert controls.stated() == {}
    assert controls.thresholds()[3] == 0.375
    assert not row.reset.isEnabled()


def test_other_models_keep_what_was_set_for_shared_classes(controls):
    controls.slider(1).setValue(80)
    controls.switch(5).click()

    controls.set_classes((ClassCard(1, "building", threshold=0.5), ClassCard(8, "water")))

    assert controls.stated() == {"building": 0.8}
    assert not controls.all_off()


def test_all_off_is_noticed(controls):
    for entry in CLASSES:
        controls.switch(entry.id).click()

    assert controls.all_off()


def test_long_names_leave_room_for_the_slider(controls):
    controls.set_classes((ClassCard(9, "winter wheat and other cereals of the north"),))

    switch = controls.switch(9)
    assert switch.text() == "Winter wheat and othe…"
    assert switch.accessibleName() in switch.toolTip()
    assert controls.stated() == {}
