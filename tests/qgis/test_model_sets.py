"""Sets of networks where models are chosen: by name, as parameters, in the dock."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.contract.model_set import ModelSet, SetMember
from sat_dl_plugin.gui.segment.model_fit import at_scale
from sat_dl_plugin.gui.segment.model_picker import ModelPicker
from sat_dl_plugin.gui.where.estimate import demand
from sat_dl_plugin.processing.installed_models import (
    SEGMENTATION,
    card_beside,
    chosen_models,
    installed_models,
    member_cards,
    network_path,
    set_of,
    task_of,
    why_unusable,
)
from tests.qgis.test_model_fit import RGB, facts

BUILDING, ROAD = ClassCard(1, "building"), ClassCard(3, "road")


@pytest.fixture
def pair(models) -> Path:
    """A set of a colour network at two scales and one that needs near infrared."""
    cards = (
        ModelCard("colour", classes=(BUILDING,), gsd_m=0.5, halo_px=32, scales=(1.0, 0.5)),
        ModelCard("infrared", classes=(BUILDING, ROAD), bands=("nir",), gsd_m=1.0, halo_px=8),
    )
    digests = {}
    for card in cards:
        (models / f"{card.name}.onnx").write_bytes(card.name.encode())
        (models / f"{card.name}.json").write_text(card.to_json(), encoding="utf-8")
        digests[card.name] = hashlib.sha256(card.name.encode()).hexdigest()
    members = (
        SetMember("colour.onnx", digests["colour"], scale=1.0),
        SetMember("colour.onnx", digests["colour"], scale=2.0),
        SetMember("infrared.onnx", digests["infrared"]),
    )
    card = ModelCard(
        "pair",
        classes=(ClassCard(1, "building", threshold=0.3), ROAD),
        bands=("red", "green", "blue", "nir"),
        gsd_m=0.5,
    )
    path = models / "pair.set.json"
    path.write_text(ModelSet(card, members).to_json(), encoding="utf-8")
    return path


@pytest.fixture
def picker(pair, qgis_app, qtbot) -> ModelPicker:
    shown = ModelPicker()
    qtbot.addWidget(shown)
    shown.box("pair").click()
    return shown


def test_a_set_is_found_by_name_and_by_path(pair):
    assert "pair" in installed_models(SEGMENTATION)
    assert network_path("pair") == network_path(str(pair)) == pair
    assert why_unusable("pair") == why_unusable(str(pair)) == ""
    assert task_of("pair") == SEGMENTATION
    assert card_beside("pair").classes[0].threshold == 0.3
    assert len(set_of("pair").members) == 3
    assert set_of("fields") is None


def test_a_network_goes_before_a_set_of_its_name(pair, models):
    (models / "pair.onnx").write_bytes(b"network")

    assert network_path("pair") == models / "pair.onnx"
    assert installed_models().count("pair") == 1


def test_the_networks_of_a_model_are_known_with_their_scales(pair):
    assert [(scale, card.name) for scale, card in member_cards("pair")] == [
        (1.0, "colour"),
        (2.0, "colour"),
        (None, "infrared"),
    ]
    assert [(scale, card.name) for scale, card in member_cards("fields")] == [(None, "fields")]
    # Its card lies inside the network.
    assert member_cards("urban") == []


def test_members_are_looked_for_among_the_installed_models(pair, tmp_path):
    moved = pair.rename(tmp_path / "pair.set.json")

    assert [card.name for _, card in member_cards(str(moved))][-1] == "infrared"


def test_a_missing_member_is_named(pair, models):
    (models / "infrared.onnx").unlink()

    with pytest.raises(ModelError, match=r"Member infrared\.onnx of the set is missing"):
        member_cards("pair")


def test_one_path_with_separators_is_one_model(pair, tmp_path):
    odd = tmp_path / "a; b"
    odd.mkdir()
    moved = pair.rename(odd / "pair.set.json")

    assert chosen_models(f" {moved} ") == (str(moved),)
    assert chosen_models("pair; urban") == ("pair", "urban")


def test_the_legend_is_that_of_the_set(picker):
    assert picker.chosen() == ("urban", "pair")
    assert [entry.threshold for entry in picker.cards()[-1].classes] == [0.3, 0.5]


def test_a_layer_has_to_suit_every_member(picker):
    picker.set_facts(facts(*RGB))
    assert not picker.box("pair").isEnabled()
    assert "nir" in picker.box("pair").toolTip()

    picker.set_facts(facts(*RGB, "nir"))
    assert picker.box("pair").isEnabled()
    assert picker.warning() == ""

    picker.set_facts(facts(*RGB, "nir", gsd_m=1.5))
    # The finest of the members has learnt from 0.5 m.
    assert "0.5 m" in picker.warning()


def test_a_set_that_cannot_run_is_greyed_out(pair, models, qgis_app, qtbot):
    (models / "infrared.onnx").unlink()
    picker = ModelPicker()
    qtbot.addWidget(picker)

    assert not picker.box("pair").isEnabled()
    assert "infrared.onnx of the set is missing" in picker.box("pair").toolTip()


def test_the_costs_are_those_of_all_members_at_their_scales(picker):
    picker.box("urban").click()
    (colour, enlarged, infrared) = picker.working_cards()

    assert (colour.gsd_m, enlarged.gsd_m, infrared.gsd_m) == (0.5, 0.25, 1.0)
    asked = demand([colour, enlarged, infrared], "fast")
    assert asked.gsd_m == 0.25
    # Pixels of 0.25 m: all of them, a quarter, and a sixteenth.
    assert asked.factor == pytest.approx(1.1 * (1 + 1 / 4 + 1 / 16))


def test_a_stated_scale_stands_for_those_of_the_card():
    card = ModelCard("a", classes=(BUILDING,), gsd_m=None, scales=(1.0, 0.5))

    assert at_scale(card, None) is card
    assert at_scale(card, 0.5).scales == (1.0,)
    assert at_scale(card, 0.5).gsd_m is None


def test_another_tool_s_file_of_the_ending_is_refused_with_a_reason(models, qgis_app, qtbot):
    (models / "odd.set.json").write_text(json.dumps({"name": "odd"}), encoding="utf-8")
    picker = ModelPicker()
    qtbot.addWidget(picker)

    assert "odd.set.json is no set of models" in picker.box("odd").toolTip()
