"""Model cards: what is read back, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import ModelError

CARD = ModelCard(
    name="village 1.2",
    classes=(
        ClassCard(0, "background", "#ffffff"),
        ClassCard(3, "röad", "#5b616a", 0.4, 12.5, 3.0, 1, 2),
        ClassCard(8, "water", "#1f5fa8"),
    ),
    bands=("red", "nir"),
    trained_on=("Set A, CC BY 4.0",),
    gsd_m=0.5,
    scaling=Scaling(1.0, (1.0, 2.0), (3.0, 4.0), None),
    activation="softmax",
    stride_px=16,
    halo_px=96,
    scales=(0.5, 1.0),
    metrics={"iou": {"water": 0.5}},
    guessed=("bands",),
)


def test_a_card_survives_json() -> None:
    assert ModelCard.from_json(CARD.to_json()) == CARD


def test_a_name_is_enough() -> None:
    assert ModelCard.from_json('{"name": "bare"}') == ModelCard("bare")


def test_fields_of_newer_cards_are_ignored() -> None:
    fields = CARD.to_dict()
    fields["invented_later"] = 1
    fields["classes"][1]["invented_later"] = 2
    assert ModelCard.from_dict(json.loads(json.dumps(fields))) == CARD


def test_foreground_leaves_the_background_out() -> None:
    assert [entry.id for entry in CARD.foreground] == [3, 8]


def test_classes_without_colours_get_different_ones() -> None:
    card = ModelCard.from_dict(
        {"name": "a", "classes": [{"id": i, "name": str(i)} for i in range(1, 6)]}
    )
    assert len({entry.color for entry in card.classes}) == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "name"),
        ({"name": "../up"}, "name"),
        ({"name": ".hidden"}, "name"),
        ({"name": "n" * 81}, "name"),
        ({"name": 3}, "wrong type"),
        ({"task": "poetry"}, "poetry"),
        ({"activation": "relu"}, "relu"),
        ({"bands": []}, "no input bands"),
        ({"bands": 3}, "wrong type"),
        ({"gsd_m": 0}, "gsd_m"),
        ({"gsd_m": float("nan")}, "gsd_m"),
        ({"gsd_m": "fine"}, "wrong type"),
        ({"stride_px": 0}, "stride_px"),
        ({"halo_px": -1}, "halo_px"),
        ({"scale_factor": -2}, "scale_factor"),
        ({"input_size_px": 0}, "input_size_px"),
        ({"scales": []}, "scales"),
        ({"scales": [1, 100]}, "scales"),
        ({"scaling": {"std": [0, 1]}}, "standard deviation"),
        ({"scaling": {"mean": [1, 2, 3]}}, "3 mean values for 2 bands"),
        ({"scaling": {"std": [1]}}, "1 std values for 2 bands"),
        ({"scaling": {"factor": "x"}}, "wrong type"),
        ({"classes": 5}, "wrong type"),
        ({"classes": [{"name": "no id"}]}, "wrong type"),
        ({"classes": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]}, "twice"),
        ({"classes": [{"id": 255, "name": "a"}]}, "255 is nodata"),
        ({"classes": [{"id": -1, "name": "a"}]}, "-1"),
        ({"classes": [{"id": 1, "name": "a", "color": "red"}]}, "#rrggbb"),
        ({"classes": [{"id": 1, "name": "a", "threshold": 1.5}]}, "1.5"),
        ({"classes": [{"id": 1, "name": "a", "opening_px": -1}]}, "negative"),
        ({"classes": [{"id": 1, "name": "a", "separation": -0.1}]}, "negative"),
    ],
)
def test_wrong_fields_are_named(change, words) -> None:
    fields = {**json.loads(CARD.to_json()), **change}
    with pytest.raises(ModelError, match=words):
        ModelCard.from_dict(fields)


def test_a_card_from_before_separation_leaves_objects_together() -> None:
    fields = json.loads(CARD.to_json())
    for entry in fields["classes"]:
        del entry["separation"]
    assert {entry.separation for entry in ModelCard.from_dict(fields).classes} == {0.0}


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "null", "{}", '{"classes": []}'])
def test_what_is_no_card_is_refused(text) -> None:
    with pytest.raises(ModelError):
        ModelCard.from_json(text)


def test_several_backgrounds_are_one() -> None:
    """Several output channels may mean "none of them"; other ids are unique."""
    extra = ClassCard(0, "clouds", "#eeeeee")
    card = replace(CARD, classes=(*CARD.classes, extra))
    assert [entry.id for entry in card.foreground] == [3, 8]
