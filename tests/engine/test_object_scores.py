"""Objects and marked points that are found, and the scores that choose thresholds and scales."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.engine.train import bundled
from sat_dl_plugin.engine.train.evaluation import Predictor
from sat_dl_plugin.engine.train.object_scores import (
    object_counts,
    object_scores,
    object_worth,
    point_counts,
    points_found,
    tune_objects,
    tune_points,
)
from sat_dl_plugin.engine.train.recipes import find_recipe
from sat_dl_plugin.engine.train.scenes import Scene

FIELDS, TREES = find_recipe("fields"), find_recipe("trees")


def mask(*boxes, side=60):
    drawn = np.zeros((side, side), np.bool_)
    for row, column, height, width in boxes:
        drawn[row : row + height, column : column + width] = True
    return drawn


def test_objects_match_from_an_overlap_of_one_half() -> None:
    true = mask((0, 0, 10, 10), (20, 20, 10, 10), (50, 0, 3, 3))
    called = mask((0, 0, 10, 10), (20, 26, 10, 10), (40, 40, 10, 10), (50, 0, 3, 3))

    # The second overlaps by a quarter; the small ones do not count.
    assert object_counts(called, true, 10) == (1, 3, 2)


def test_points_match_within_reach_and_once() -> None:
    # Trees of 0.6 m pixels at a scale of 2: middles at (5, 5) and (35, 35).
    called = mask((4, 4, 3, 3), (34, 34, 3, 3))
    marked = np.array([[5.0, 5.0], [5.0, 8.0], [35.0, 50.0]])

    # The second mark is near the first tree, which is taken; the third is 9 m from the other.
    assert point_counts(TREES, called, 2.0, marked) == (1, 2, 3)
    assert point_counts(TREES, mask(), 2.0, marked) == (0, 0, 3)
    assert point_counts(TREES, called, 2.0, marked[:0]) == (0, 2, 0)


def test_precision_and_recall_of_points() -> None:
    def marks(data, split):
        return {"one": np.array([[5.0, 5.0], [50.0, 50.0]])}

    recipe = replace(TREES, points=marks)
    image = np.zeros((4, 60, 60), np.uint8)
    scene = Scene("naip_urban_trees one", image, np.ones((60, 60), np.uint8), 2.0)

    def found(values):
        called = mask((4, 4, 3, 3)).astype(np.float32)
        return np.stack([1.0 - called, called])

    cards = (ClassCard(0, "background"), ClassCard(5, "tree"))
    assert points_found(recipe, Predictor(found), [scene], cards, "", "val") == (1.0, 0.5)


@pytest.mark.parametrize("recipe", [FIELDS, TREES, find_recipe("buildings")])
def test_scales_are_scored_as_thresholds_are(recipe, monkeypatch) -> None:
    if recipe is TREES:
        recipe = replace(recipe, points=lambda data, split: {"one": np.array([[15.0, 15.0]])})
    # Label 2 is the first class; a picture that is one is called correctly.
    labels = np.ones((60, 60), np.uint8)
    labels[2:28, 2:28] = 2
    image = np.repeat((labels == 2)[None] * np.uint8(255), len(recipe.bands), axis=0)
    scene = Scene(f"{recipe.sources[0].name} one", image, labels, 2.0)
    cards = [ClassCard(0, "background", threshold=0.0)]
    cards += [ClassCard(number, name) for number, name in recipe.classes]

    def found(values):
        called = (values[0] > 127).astype(np.float32)
        others = np.zeros((len(recipe.classes) - 1, *called.shape), np.float32)
        return np.concatenate([[1.0 - called], [called], others])

    worth = bundled._worth(recipe, Predictor(found), [scene], cards, "")

    assert worth((1.0,)) == pytest.approx(1.0)


def test_the_worth_of_objects_is_the_mean_of_area_and_number() -> None:
    labels = np.ones((60, 60), np.uint8)
    labels[0:30, 0:30] = labels[30:60, 30:60] = 2
    scene = Scene("naip_fields one", np.zeros((3, 60, 60), np.uint8), labels)
    cards = [ClassCard(0, "background", threshold=0.0)]
    cards += [ClassCard(number, name) for number, name in FIELDS.classes]

    def one_of_two(values):
        called = mask((0, 0, 30, 30)).astype(np.float32)
        return np.stack([1.0 - called, called, np.zeros_like(called)])

    # IoU 1/2; one object found of two: F1 2/3.
    found = object_worth(FIELDS, Predictor(one_of_two), [scene], cards)
    assert found == pytest.approx((1 / 2 + 2 / 3) / 2)


def two_fields_that_touch():
    """A scene of two fields that share a border, and a network that is less sure along it."""
    labels = np.ones((60, 60), np.uint8)
    labels[5:55, 4:56] = 2
    labels[5:55, 30] = 1
    image = np.zeros((3, 60, 60), np.uint8)
    scene = Scene("naip_fields one", image, labels)

    def found(values):
        columns = np.abs(np.arange(60) - 30)
        field = np.zeros((60, 60), np.float32)
        field[5:55, 4:56] = np.where(columns < 2, 0.85, 0.99)[4:56]
        return np.stack([1.0 - field, field, np.zeros_like(field)])

    return scene, Predictor(found)


def test_separation_is_chosen_where_it_parts_objects() -> None:
    scene, predict = two_fields_that_touch()
    cards = [ClassCard(0, "background", threshold=0.0)]
    cards += [ClassCard(number, name) for number, name in FIELDS.classes]

    tuned = tune_objects(FIELDS, predict, [scene], cards)

    assert tuned[1].separation == 2.0
    assert object_scores(FIELDS, predict, [scene], cards)[1] < 1.0
    assert object_scores(FIELDS, predict, [scene], tuned)[1] == 1.0


def test_separation_is_off_where_nothing_touches() -> None:
    scene, predict = two_fields_that_touch()
    scene.labels[5:55, 30] = 2
    cards = [ClassCard(0, "background", threshold=0.0)]
    cards += [ClassCard(number, name) for number, name in FIELDS.classes]

    assert tune_objects(FIELDS, predict, [scene], cards)[1].separation == 0.0


def test_crowns_that_touch_are_told_apart() -> None:
    marks = np.array([[15.0, 12.0], [15.0, 42.0]])
    recipe = replace(TREES, points=lambda data, split: {"one": marks})
    image = np.zeros((4, 60, 60), np.uint8)
    scene = Scene("naip_urban_trees one", image, np.ones((60, 60), np.uint8), 2.0)
    rows, columns = np.indices((60, 60))
    # The thresholds that are tried miss the faint one or join it to the other.
    strong = 0.9 - 0.015 * np.hypot(rows - 12, columns - 15)
    faint = 0.648 - 0.0042 * np.hypot(rows - 42, columns - 15)
    crowns = np.clip(np.maximum(strong, faint), 0.0, 1.0).astype(np.float32)
    cards = [ClassCard(0, "background", threshold=0.0), ClassCard(5, "tree")]

    def found(values):
        return np.stack([1.0 - crowns, crowns])

    tuned = tune_points(recipe, Predictor(found), [scene], cards, "")

    assert tuned[-1].separation > 0
    assert points_found(recipe, Predictor(found), [scene], tuned, "", "holdout") == (1.0, 1.0)
