"""Scores of trained networks, and the thresholds and cleaning rules chosen with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
metrics = pytest.importorskip("sklearn.metrics")

from torch import nn  # noqa: E402

from sat_dl_plugin.contract.card import ClassCard, Scaling  # noqa: E402
from sat_dl_plugin.engine.train import evaluation  # noqa: E402
from sat_dl_plugin.engine.train.evaluation import (  # noqa: E402
    Predictor,
    Tally,
    choose,
    decide,
    mean_predictor,
    metrics_table,
    network_predictor,
    rescaled_predictor,
    score,
)
from sat_dl_plugin.engine.train.scenes import (  # noqa: E402
    IGNORED,
    Meaning,
    Scene,
    Vocabulary,
    exclusive_vocabulary,
)
from sat_dl_plugin.engine.train.tuning import (  # noqa: E402
    Piece,
    Sample,
    sample_pixels,
    tune,
    tune_cleaning,
    tune_thresholds,
)

THREE = exclusive_vocabulary(3, [[1]])
"""Background, building, road; labels 1, 2, 3, and 4 for "no building"."""
BACKGROUND, BUILDING, ROAD, NO_BUILDING = 1, 2, 3, 4

OVERLAPPING = Vocabulary(
    2,
    (
        Meaning(),
        Meaning(frozenset([0]), frozenset([1])),
        Meaning(frozenset([1]), frozenset([0])),
        Meaning(frozenset([0, 1])),
        Meaning(absent=frozenset([0, 1])),
    ),
)
"""Road, vehicle; labels 1, 2, 3 for both, and 4 for none."""


class Blur(nn.Module):
    """Averages 5 x 5 pixels and then a grid of stride 4; needs exact tiles to look whole."""

    bands, stride_px, halo_px = 2, 4, 8

    def forward(self, pixels):
        near = nn.functional.avg_pool2d(pixels, 5, 1, 2)
        coarse = nn.functional.avg_pool2d(near, 4)
        return nn.functional.interpolate(coarse, scale_factor=4, mode="nearest") * 0.5 + near * 0.5


def toy_scene(side: int = 96) -> Scene:
    labels = np.full((side, side), BACKGROUND, np.uint8)
    labels[10:40, 10:50] = BUILDING
    labels[60:75] = ROAD
    labels[90:] = IGNORED
    return Scene("toy", labels[None].copy(), labels)


def true_predictor(calls: list | None = None, sure: float = 1.0) -> Predictor:
    """Return a predictor of pictures that show their labels."""

    def predict(image):
        if calls is not None:
            calls.append(image.shape[1:])
        right = np.stack([image[0] == label for label in (BACKGROUND, BUILDING, ROAD)])
        return (right * sure + ~right * (1 - sure) / 2).astype(np.float32)

    return Predictor(predict)


def test_the_most_probable_class_above_its_threshold_wins() -> None:
    probabilities = np.array(
        [[0.5, 0.1, 0.3, 0.2], [0.3, 0.5, 0.3, 0.35], [0.2, 0.4, 0.4, 0.45]], np.float32
    )

    # The third pixel's best class misses its threshold, the second best reaches its own.
    assert decide(probabilities, [0.3, 0.5]).tolist() == [1, 1, 1, 1]
    assert decide(probabilities, [0.45, 0.42]).tolist() == [0, 1, 0, 2]
    assert decide(probabilities[:, None], [0.45, 0.42]).tolist() == [[0, 1, 0, 2]]


def test_a_threshold_of_zero_means_more_probable_than_the_background() -> None:
    probabilities = np.array([[0.5, 0.3], [0.3, 0.4], [0.2, 0.3]], np.float32)

    assert decide(probabilities, [0.0, 0.0]).tolist() == [0, 1]
    assert decide(probabilities, [0.3, 0.0]).tolist() == [1, 1]


def test_overlapping_classes_have_no_background_channel() -> None:
    probabilities = np.array([[0.6, 0.2, 0.9], [0.7, 0.3, 0.95]], np.float32)

    assert decide(probabilities, [0.5, 0.5], exclusive=False).tolist() == [2, 0, 2]
    assert decide(probabilities, [0.5, 0.96], exclusive=False).tolist() == [1, 0, 1]


def test_scores_look_only_at_what_a_label_decides() -> None:
    tally = Tally.empty(THREE)

    tally.add(
        np.array([1, 1, 2, 0, 1, 2], np.uint8),
        np.array([BUILDING, BACKGROUND, NO_BUILDING, BUILDING, IGNORED, ROAD], np.uint8),
    )

    assert tally.hits.tolist() == [1, 1]
    assert tally.false_alarms.tolist() == [1, 0]
    assert tally.misses.tolist() == [1, 0]
    assert tally.iou().tolist() == pytest.approx([1 / 3, 1.0])
    assert tally.f1().tolist() == pytest.approx([0.5, 1.0])
    assert tally.mean_iou() == pytest.approx(2 / 3)
    # The pixel of which only is known that it is no building has no row.
    assert tally.confusion.tolist() == [[0, 1, 0], [1, 1, 0], [0, 0, 1]]


def test_a_call_against_a_partial_label_is_a_false_alarm() -> None:
    tally = Tally.empty(THREE)

    tally.add(np.array([1, 2], np.uint8), np.array([NO_BUILDING, NO_BUILDING], np.uint8))

    assert tally.false_alarms.tolist() == [1, 0]


def test_a_pixel_of_several_classes_is_right_with_any_of_them() -> None:
    tally = Tally.empty(OVERLAPPING, exclusive=False)

    tally.add(np.array([1, 2, 0, 0, 2], np.uint8), np.array([3, 3, 3, 4, 4], np.uint8))

    assert tally.hits.tolist() == [1, 1]
    assert tally.misses.tolist() == [1, 1]
    assert tally.false_alarms.tolist() == [0, 1]
    assert tally.confusion.tolist() == [[1, 0, 1], [1, 1, 0], [0, 0, 1]]


def test_scores_are_those_of_a_well_kept_library() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(1, 4, 5000).astype(np.uint8)
    chosen = np.where(rng.random(5000) < 0.7, labels - 1, rng.integers(0, 3, 5000)).astype(np.uint8)
    tally = Tally.empty(THREE)

    for half in (slice(0, 2000), slice(2000, None)):
        tally.add(chosen[half], labels[half])

    expected = (labels - 1, chosen)
    chosen_classes = {"labels": [1, 2], "average": None}
    np.testing.assert_allclose(tally.iou(), metrics.jaccard_score(*expected, **chosen_classes))
    np.testing.assert_allclose(tally.f1(), metrics.f1_score(*expected, **chosen_classes))
    np.testing.assert_allclose(
        tally.precision(), metrics.precision_score(*expected, **chosen_classes)
    )
    np.testing.assert_allclose(tally.recall(), metrics.recall_score(*expected, **chosen_classes))
    np.testing.assert_array_equal(tally.confusion, metrics.confusion_matrix(*expected))


def test_an_unlabelled_class_has_no_score_and_no_row_in_the_table() -> None:
    tally = Tally.empty(THREE)
    tally.add(np.array([2], np.uint8), np.array([BUILDING], np.uint8))

    assert np.isnan(tally.iou()[1])
    assert metrics_table(tally, ["building", "road"]) == {
        "building": {"iou": 0.0, "f1": 0.0, "precision": 0.0, "recall": 0.0}
    }
    assert np.isnan(Tally.empty(THREE).mean_iou())


def test_a_network_sees_scaled_values_and_answers_in_the_size_of_the_picture() -> None:
    class Identity(nn.Module):
        bands, stride_px, halo_px = 2, 16, 0

        def forward(self, pixels):
            return pixels

    image = np.full((2, 5, 7), 100, np.uint16)
    scaling = Scaling(factor=0.01, mean=(0.5, 0.0), std=(0.25, 2.0), stored_range=None)

    answer = network_predictor(Identity(), scaling)(image)

    assert answer.shape == (2, 5, 7)
    np.testing.assert_allclose(answer[:, 0, 0], [2.0, 0.5], rtol=1e-6)


def test_windows_of_a_large_picture_are_those_of_one_pass(monkeypatch) -> None:
    image = np.random.default_rng(0).integers(0, 255, (2, 150, 201)).astype(np.uint8)
    predict = network_predictor(Blur(), Scaling())
    whole = predict(image)
    monkeypatch.setattr(evaluation, "_TILE_PX", 64)
    wanted = np.zeros((150, 201), bool)
    wanted[70:75, 3:120] = wanted[149, 200] = True

    np.testing.assert_array_equal(predict(image), whole)
    parts = list(predict.parts(image, wanted))

    seen = np.zeros_like(wanted)
    for part, answer in parts:
        np.testing.assert_array_equal(answer, whole[:, part[0], part[1]])
        seen[part] = True
    assert seen[wanted].all()
    assert np.count_nonzero(seen) < 1.1 * 5 * 117


def test_what_has_no_label_is_not_predicted(monkeypatch) -> None:
    monkeypatch.setattr(evaluation, "_TILE_PX", 32)
    calls: list = []
    scene = toy_scene()
    labels = np.zeros_like(scene.labels)
    labels[20:25, 20:30] = BUILDING

    chosen = choose(true_predictor(calls), Scene("part", scene.image, labels), [0.5, 0.5])

    assert calls == [(5, 10)]
    assert (chosen[20:25, 20:30] == 1).all()
    assert np.count_nonzero(chosen != 255) == 50


def test_a_predictor_returns_the_size_of_its_image_at_any_scale() -> None:
    image = np.random.default_rng(0).integers(0, 255, (2, 50, 61)).astype(np.uint8)
    predict = network_predictor(Blur(), Scaling())
    several = mean_predictor([rescaled_predictor(predict, scale) for scale in (1.0, 0.8, 1.3)])

    assert several(image).shape == (2, 50, 61)
    flat = np.full_like(image, 51)
    np.testing.assert_allclose(rescaled_predictor(predict, 2.0)(flat)[:, 20:30, 20:30], 0.2)


def test_far_seeing_networks_are_predicted_in_windows_at_several_scales() -> None:
    image = np.random.default_rng(0).integers(0, 255, (2, 50, 3000)).astype(np.uint8)
    seeing = replace(network_predictor(Blur(), Scaling()), margin_px=192, stride_px=16)
    several = mean_predictor([rescaled_predictor(seeing, scale) for scale in (1.0, 1.4, 2.0)])

    assert several(image).shape == (2, 50, 3000)


def test_scoring_a_perfect_predictor_gives_one() -> None:
    tally = score(true_predictor(), [toy_scene()], THREE, [0.5, 0.5])

    assert tally.iou().tolist() == [1.0, 1.0]
    assert tally.counts.sum() == 90 * 96


def threshold_sample() -> Sample:
    rng = np.random.default_rng(0)
    present = rng.random(4000) < 0.5
    building = np.where(present, rng.uniform(0.35, 0.5, 4000), rng.uniform(0.0, 0.35, 4000))
    probabilities = np.stack([1.0 - building, building, 0.0 * building]).astype(np.float32)
    return Sample(probabilities, np.where(present, BUILDING, BACKGROUND).astype(np.uint8))


def test_thresholds_move_to_where_the_classes_part_and_others_stay() -> None:
    thresholds = tune_thresholds({"toy": threshold_sample()}, THREE, [0.5, 0.6])

    assert thresholds == [pytest.approx(0.35), 0.6]


def test_a_threshold_never_falls_below_its_floor() -> None:
    sample = threshold_sample()
    faint = Sample(sample.probabilities * 0.4, sample.labels)

    assert min(tune_thresholds({"toy": faint}, THREE, [0.5, 0.5])) >= 0.3


def test_a_small_data_set_counts_as_much_as_a_large_one() -> None:
    sample = threshold_sample()
    # Here everything above 0.6 is a building, and nothing below.
    sure = np.array([0.65, 0.55] * 20, np.float32)
    small = Sample(
        np.stack([1 - sure, sure, 0 * sure]), np.array([BUILDING, BACKGROUND] * 20, np.uint8)
    )
    half = Sample(sample.probabilities[:, :20], sample.labels[:20])

    assert tune_thresholds({"one": small}, THREE, [0.5, 0.5])[0] == pytest.approx(0.6)
    alone = tune_thresholds({"one": small, "two": half}, THREE, [0.5, 0.5])
    many = tune_thresholds({"one": small, "two": sample}, THREE, [0.5, 0.5])
    assert alone == many


def test_samples_are_a_share_of_the_labelled_pixels(monkeypatch) -> None:
    monkeypatch.setattr("sat_dl_plugin.engine.train.tuning._SAMPLE", 1000)

    sample = sample_pixels(true_predictor(), [toy_scene(), toy_scene()])

    assert 800 < sample.labels.size < 1200
    assert IGNORED not in sample.labels
    found = sample.probabilities.argmax(axis=0) + 1
    np.testing.assert_array_equal(found, sample.labels)


def test_cleaning_is_chosen_where_it_helps_and_is_mild_where_it_does_not() -> None:
    labels = toy_scene().labels
    clean = np.where(labels == BUILDING, 1, 0).astype(np.uint8)
    specks = clean.copy()
    # Too large for the smallest size, small enough for an opening.
    specks[::8, 55:90] = 1

    needed = tune_cleaning({"toy": [Piece(specks, labels, 0.25)]}, THREE, 1)
    mild = tune_cleaning({"toy": [Piece(clean, labels, 0.25)]}, THREE, 1)

    assert needed is not None
    assert needed.opening_px == 1
    assert mild is not None
    assert (mild.opening_px, mild.closing_px) == (0, 0)
    assert (mild.min_object_m2, mild.max_hole_m2) == (1.0, 1.0)
    unlabelled = np.full_like(labels, ROAD)
    assert tune_cleaning({"toy": [Piece(clean, unlabelled, 0.25)]}, THREE, 1) is None


def test_tuning_fills_the_cards_of_labelled_classes_and_tells_how_far_it_is() -> None:
    shares: list[float] = []
    cards = (
        ClassCard(0, "background"),
        ClassCard(1, "building", "#ff0000"),
        ClassCard(4, "road", threshold=0.7),
    )
    scene = toy_scene()
    labels = np.where(scene.labels == ROAD, BACKGROUND, scene.labels)
    faint = true_predictor(sure=0.4)

    scenes = {"toy": [Scene("toy", scene.image, labels)]}
    tuned = tune(
        faint, scenes, THREE, cards, exclusive=True, pixel_area_m2=0.25, tell=shares.append
    )

    assert tuned[0] == cards[0]
    assert tuned[1].threshold in (0.35, 0.4)
    assert (tuned[1].name, tuned[1].color, tuned[1].min_object_m2) == ("building", "#ff0000", 1.0)
    assert tuned[2] == cards[2]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_tuning_overlapping_classes_keeps_the_order_of_the_cards() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(1, 5, (64, 64)).astype(np.uint8)

    def predict(image):
        road, vehicle = np.isin(image[0], [1, 3]), np.isin(image[0], [2, 3])
        return np.stack([road * 0.45, vehicle * 0.9]).astype(np.float32)

    cards = (ClassCard(3, "road"), ClassCard(10, "vehicle"))

    scenes = {"toy": [Scene("toy", labels[None], labels)]}
    tuned = tune(Predictor(predict), scenes, OVERLAPPING, cards, exclusive=False, pixel_area_m2=1.0)

    assert [card.name for card in tuned] == ["road", "vehicle"]
    assert tuned[0].threshold == 0.45
    assert tuned[1].threshold == 0.5
