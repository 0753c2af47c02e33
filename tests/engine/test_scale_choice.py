"""The scales of the best quality: what they cost, and when they are taken."""

from __future__ import annotations

import numpy as np
import pytest

from sat_dl_plugin.engine.segment.orientations import turn, turn_back
from sat_dl_plugin.engine.train.evaluation import Predictor
from sat_dl_plugin.engine.train.scale_choice import (
    TRIED,
    best_predictor,
    choose_scales,
    pixel_worth,
    relative_cost,
)
from sat_dl_plugin.engine.train.scenes import Scene, exclusive_vocabulary

CLASS = 2  # of a vocabulary with background 1


def uneven(image):
    """Answer with a picture whose left half is darkened, so that orientations differ."""
    values = image[:1].astype(np.float32) / 255
    ramp = np.linspace(0.5, 1.0, image.shape[2], dtype=np.float32)
    return values * ramp


def blobs(side=96):
    """A scene of bright squares of 12 pixels."""
    labels = np.ones((side, side), np.uint8)
    for row in range(6, side, 24):
        for column in range(6, side, 24):
            labels[row : row + 12, column : column + 12] = CLASS
    image = np.where(labels == CLASS, 200, 40).astype(np.uint8)[None]
    return Scene("blobs", image, labels)


@pytest.mark.parametrize(
    ("scales", "cost"),
    [((1.0,), 1.0), ((0.5, 1.0), 1.125), ((1.0, 2.0), 3.0), ((2.0,), 4.0)],
)
def test_cost_counts_the_passes_over_the_picture(scales, cost) -> None:
    assert relative_cost(scales) == pytest.approx(cost)


def test_a_scale_alone_is_averaged_over_eight_orientations() -> None:
    image = np.random.default_rng(0).integers(0, 255, (1, 30, 40)).astype(np.uint8)

    found = best_predictor(Predictor(uneven), (1.0,))(image)

    eight = [(turns, mirrored) for turns in range(4) for mirrored in (False, True)]
    expected = np.mean([turn_back(uneven(turn(image, one)), one) for one in eight], axis=0)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_scales_are_taken_only_when_they_gain_more_than_they_cost() -> None:
    gains = dict.fromkeys(TRIED, 0.0)
    tried = list(TRIED)
    assert choose_scales(tried, lambda scales: 0.5 + gains[scales]) == (1.0,)
    gains[0.7, 1.0] = 0.002
    assert choose_scales(tried, lambda scales: 0.5 + gains[scales]) == (1.0,)
    gains[0.7, 1.0] = 0.004
    assert choose_scales(tried, lambda scales: 0.5 + gains[scales]) == (0.7, 1.0)
    gains[1.0, 1.4] = 0.02
    assert choose_scales(tried, lambda scales: 0.5 + gains[scales]) == (1.0, 1.4)


def test_one_set_of_scales_is_not_measured() -> None:
    def never(scales):
        raise AssertionError(scales)

    assert choose_scales([(1.0,)], never) == (1.0,)


def test_a_network_that_sees_finer_pixels_only_gets_a_finer_scale() -> None:
    scene = blobs()

    def blind_to_small(image):
        # Squares are found where they measure at least 15 pixels.
        bright = image[0] > 120
        run = np.minimum(bright.sum(axis=0).max(), bright.sum(axis=1).max())
        wide = run >= 15 * 4
        called = bright & wide
        return np.stack([1.0 - called, called]).astype(np.float32)

    worth = pixel_worth(
        Predictor(blind_to_small), {"blobs": [scene]}, exclusive_vocabulary(2), [0.4]
    )

    assert worth((1.0,)) == 0.0
    assert worth((1.0, 1.4)) > 0.8
    assert choose_scales(TRIED, worth) == (1.0, 1.4)


def test_only_a_part_of_large_scenes_is_predicted(monkeypatch) -> None:
    from sat_dl_plugin.engine.train import scale_choice

    monkeypatch.setattr(scale_choice, "_MEASURED_PX", 4000)
    monkeypatch.setattr(scale_choice, "_PIECE_PX", 32)
    scene, seen = blobs(320), []

    def looking(image):
        seen.append(image.shape[1] * image.shape[2])
        called = image[0] > 120
        return np.stack([1.0 - called, called]).astype(np.float32)

    worth = pixel_worth(
        Predictor(looking, margin_px=4), {"blobs": [scene]}, exclusive_vocabulary(2), [0.4]
    )

    assert worth((1.0,)) == pytest.approx(1.0)
    assert sum(seen) < 8 * 4 * 48 * 48 < 8 * 320 * 320
