"""The parts of the deep image prior: sensor model, stopping rules, tiles, fits."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sat_dl_plugin.engine.enhance.agreement import agree, restore_detail
from sat_dl_plugin.engine.enhance.picture import BandScaling, plausible_range
from sat_dl_plugin.engine.enhance.prior.fitting import (
    Fit,
    Recipe,
    Target,
    guide_of,
    run_fit,
)
from sat_dl_plugin.engine.enhance.prior.network import PriorNetwork, Shape
from sat_dl_plugin.engine.enhance.prior.operator import SensorOperator
from sat_dl_plugin.engine.enhance.prior.stopping import HeldOut, Settled, held_out_pixels
from sat_dl_plugin.engine.enhance.sensor import SensorModel
from sat_dl_plugin.engine.enhance.tile_plan import TilePlan
from sat_dl_plugin.engine.enhance.tile_store import TileStore, open_store
from sat_dl_plugin.engine.raster.grid import Window

CPU = torch.device("cpu")
TINY = Recipe(shape=Shape(width=8, depth=2), exact_steps=3)


def noise(*shape, seed=0):
    return np.random.default_rng(seed).random(shape).astype(np.float32)


def gaps(rows, cols):
    valid = np.ones((rows, cols), bool)
    valid[2:9, 5:12] = False
    return valid


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
@pytest.mark.parametrize("masked", [False, True])
def test_the_operator_of_the_fit_is_the_model_of_the_residual(scale, masked):
    sensor = SensorModel.of_scale(scale)
    values = noise(3, 8 * scale, 7 * scale)
    valid = gaps(8 * scale, 7 * scale) if masked else None

    expected, seen = sensor.degrade(values, valid)
    mask = None if valid is None else torch.from_numpy(valid)
    operator = SensorOperator(sensor, mask, 8 * scale, 7 * scale, CPU)
    degraded = operator(torch.from_numpy(values)[None])[0].numpy()

    where = np.ones((8, 7), bool) if seen is None else seen
    np.testing.assert_allclose(degraded[:, where], expected[:, where], atol=1e-5)


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_a_constant_stays_constant_and_gaps_do_not_count(scale):
    sensor = SensorModel.of_scale(scale)
    values = np.full((1, 8 * scale, 8 * scale), 7.0, np.float32)
    valid = gaps(8 * scale, 8 * scale)
    values[:, ~valid] = 1e6

    degraded, seen = sensor.degrade(values, valid)

    assert not seen.all()
    np.testing.assert_allclose(degraded[:, seen], 7.0, rtol=1e-5)


def test_the_operator_hands_gradients_back_to_the_pixels_they_come_from():
    operator = SensorOperator(SensorModel.of_scale(2), None, 12, 12, CPU)
    picture = torch.from_numpy(noise(1, 1, 12, 12)).requires_grad_()
    other = torch.from_numpy(noise(1, 1, 6, 6, seed=1))

    forth = (operator(picture) * other).sum()
    (back,) = torch.autograd.grad(forth, picture)

    # The operator is linear, so this is its adjoint.
    assert torch.allclose((back * picture).sum(), forth, rtol=1e-5)


def test_a_coarse_pixel_lies_over_its_own_fine_pixels():
    sensor = SensorModel.of_scale(3)
    values = np.zeros((1, 21, 21), np.float32)
    values[0, 9:12, 9:12] = 1.0

    degraded, _ = sensor.degrade(values)

    assert np.unravel_index(degraded[0].argmax(), (7, 7)) == (3, 3)
    np.testing.assert_allclose(degraded[0], degraded[0].T, atol=1e-6)
    np.testing.assert_allclose(degraded[0], degraded[0, ::-1, ::-1], atol=1e-6)


def test_held_out_stops_once_the_error_rises_and_knows_the_best_step():
    rule = HeldOut(patience=0.3, shortest=50)
    errors = {step: abs(step - 200) / 200 + 1.0 for step in range(10, 1000, 10)}

    better = [step for step, error in errors.items() if rule.better(step, error)]
    stopped = next(step for step in errors if step > max(better) and rule.should_stop(step))

    assert max(better) == 200
    assert 250 <= stopped <= 300


def test_held_out_goes_on_while_the_error_falls():
    rule = HeldOut(shortest=20)

    assert not any(
        rule.better(step, 1.0 / step) is False or rule.should_stop(step)
        for step in range(10, 500, 10)
    )


def test_settled_stops_where_nothing_changes_and_not_before():
    rule = Settled(first=50, growth=1.5, change=0.01)
    looks, stopped = [], 0
    for step in range(1, 1000):
        if rule.is_due(step):
            looks.append(step)
            if rule.should_stop(step, np.full((1, 2, 2), 4.0 ** (-step / 35), np.float32)):
                stopped = step
                break

    assert looks == [50, 75, 112, 168, 252]
    # The change was still 0.0106 from 112 to 168.
    assert stopped == 252


def test_few_pixels_are_all_needed():
    rng = np.random.default_rng(0)

    assert not held_out_pixels(np.ones((8, 8), bool), 0.03, rng).any()
    kept = held_out_pixels(gaps(80, 80), 0.1, rng)
    assert 0.08 < kept.mean() < 0.12
    assert not (kept & ~gaps(80, 80)).any()


@pytest.mark.parametrize("finish", [0, 6])
@pytest.mark.parametrize(("rows", "cols"), [(1, 1), (3, 5), (8, 8), (33, 50)])
def test_pictures_of_any_size_can_be_fitted(rows, cols, finish):
    recipe = Recipe(shape=Shape(width=8, depth=4, finish=finish), exact_steps=2)
    target = Target(noise(2, rows, cols), np.ones((rows, cols), bool), SensorModel.of_scale(2), 0)

    fitted = run_fit(Fit(target, recipe, CPU), recipe, lambda step: None)

    assert fitted.picture.shape == (2, 2 * rows, 2 * cols)
    assert np.isfinite(fitted.picture).all()
    assert fitted.steps == 2


def test_the_seed_decides():
    def picture(seed):
        target = Target(noise(1, 12, 12), np.ones((12, 12), bool), SensorModel.of_scale(2), seed)
        return run_fit(Fit(target, TINY, CPU), TINY, lambda step: None).picture

    np.testing.assert_array_equal(picture(5), picture(5))
    assert np.abs(picture(5) - picture(6)).max() > 1e-3


def test_what_stands_in_gaps_does_not_matter():
    valid = gaps(16, 16)

    def picture(filler):
        values = np.where(valid, noise(1, 16, 16), np.float32(filler))
        target = Target(values, valid, SensorModel.of_scale(2), 0)
        return run_fit(Fit(target, TINY, CPU), TINY, lambda step: None).picture

    np.testing.assert_array_equal(picture(0.0), picture(1e9))


def test_a_fit_comes_closer_with_every_step():
    rows, cols = np.mgrid[:24, :24]
    values = (np.sin(rows / 3) + np.cos(cols / 4))[None].astype(np.float32)
    target = Target(values, np.ones((24, 24), bool), SensorModel.of_scale(1), 0)
    fit = Fit(target, Recipe(shape=Shape(width=16, depth=2), input_noise=0.0), CPU)

    losses = [fit.advance() for _ in range(40)]

    assert np.mean(losses[-5:]) < 0.2 * np.mean(losses[:5])


def test_blanked_pixels_are_guessed_and_not_copied():
    # Pure noise cannot be guessed from its neighbours, so no blind fit may reproduce it.
    values = noise(1, 32, 32)
    target = Target(values, np.ones((32, 32), bool), SensorModel.of_scale(1), 0)
    recipe = Recipe(shape=Shape(width=16, depth=2), blanked=0.2, exact_steps=60)

    fitted = run_fit(Fit(target, recipe, CPU), recipe, lambda step: None).picture

    assert np.corrcoef(fitted.ravel(), values.ravel())[0, 1] < 0.6


def test_values_far_outside_survive_denoising():
    values = noise(1, 64, 64) * 0.1
    values[0, 12, 12] = 30.0
    target = Target(values, np.ones((64, 64), bool), SensorModel.of_scale(1), 0)

    picture = run_fit(Fit(target, TINY, CPU), TINY, lambda step: None).picture

    assert picture[0, 12, 12] > 20
    assert np.median(np.abs(picture)) < 1


def test_a_network_has_no_blind_cells():
    network = PriorNetwork(2, Shape(width=8, depth=2, finish=4), depth=2).eval()
    entry = torch.rand(1, 10, 16, 16)
    with torch.no_grad():
        picture = network(entry)
        entry[0, :, 8, 8] += 1.0
        change = (network(entry) - picture).abs().amax(dim=(0, 1))

    assert picture.shape == (1, 2, 32, 32)
    assert change[16:18, 16:18].min() > 0


@pytest.mark.parametrize("scale", [2, 3, 4])
def test_agreement_makes_the_degraded_picture_the_input(scale):
    sensor = SensorModel.of_scale(scale)
    rows, cols = np.mgrid[: 12 * scale, : 12 * scale] / scale
    fine = (np.sin(rows) * np.cos(cols))[None].astype(np.float32)
    values, _ = sensor.degrade(fine)
    wrong = fine * 0.8 + 0.3 + 0.05 * noise(*fine.shape)

    agreed = agree(wrong, values, np.ones((12, 12), bool), sensor)

    before = np.abs(sensor.degrade(wrong)[0] - values).mean()
    after = np.abs(sensor.degrade(agreed)[0] - values).mean()
    assert after < 0.1 * before


def test_agreement_of_a_denoised_picture_leaves_the_noise_out():
    values = 0.5 + 0.1 * (noise(1, 64, 64) - 0.5)
    flat = np.full((1, 64, 64), 0.4, np.float32)

    agreed = agree(flat, values, np.ones((64, 64), bool), SensorModel.of_scale(1))

    assert abs(agreed.mean() - values.mean()) < 1e-3
    assert agreed.std() < 0.1 * values.std()


def test_a_lost_track_comes_back_and_the_noise_does_not():
    track = np.zeros((1, 70, 90), np.float32)
    track[0, 20:22, 10:80] = 1.0
    noisy = track + np.random.default_rng(0).normal(0, 0.05, track.shape).astype(np.float32)

    restored = restore_detail(np.zeros_like(track), noisy, np.ones((70, 90), bool))

    assert restored[0, 20:22, 10:80].mean() > 0.95
    assert restored[0, 40:].std() < 0.15 * noisy[0, 40:].std()


def test_what_is_noise_is_judged_where_it_is():
    noisy = np.random.default_rng(0).normal(0, 1.0, (1, 96, 192)).astype(np.float32)
    noisy[0, :, :128] *= 0.02

    restored = restore_detail(np.zeros_like(noisy), noisy, np.ones((96, 192), bool))

    # Most of the picture is nearly without noise, but the rest still is to lose its own.
    assert restored[0, :, 160:].std() < 0.3


def test_details_at_a_gap_do_not_depend_on_what_stands_in_it():
    valid = np.ones((40, 50), bool)
    valid[10:30, 5:25] = False

    def restored(filler):
        values = np.where(valid, noise(2, 40, 50), np.float32(filler))
        return restore_detail(np.full((2, 40, 50), 0.5, np.float32), values, valid)

    np.testing.assert_array_equal(restored(0.0), restored(1e9))
    np.testing.assert_array_equal(restored(0.0)[:, ~valid], 0.5)


def test_a_guide_reaches_into_gaps():
    values = np.full((1, 40, 40), 3.0, np.float32)
    known = np.ones((40, 40), bool)
    known[10:30, 10:30] = False

    guide = guide_of(np.where(known, values, np.float32(-1e9)), known, 1.5)

    np.testing.assert_allclose(guide, 3.0, rtol=1e-3)


def test_scaling_survives_rare_values_and_flat_bands():
    values = np.zeros((3, 50, 50), np.uint16)
    values[0] = np.arange(2500).reshape(50, 50)
    values[0, 0, 0] = 65535
    values[1] = 7
    values[2, 3, 3] = 500
    scaling = BandScaling.of(values, np.ones((50, 50), bool))

    assert 2300 < scaling.spread[0] < 2500
    assert scaling.spread[2] == 500
    np.testing.assert_allclose(scaling.undo(scaling.apply(values)), values, atol=0.05)


def test_plausible_values_stay_positive_where_the_input_is():
    values = np.array([[[0.02, 0.6]], [[-0.2, 0.2]]], np.float32)

    low, high = plausible_range(values, np.ones((1, 2), bool))

    assert low.ravel().tolist() == pytest.approx([0.0, -0.3])
    assert high.ravel().tolist() == pytest.approx([0.745, 0.3])


@pytest.mark.parametrize(("width", "height", "tile"), [(50, 37, 20), (21, 9, 20), (8, 8, 64)])
def test_tiles_blend_to_one(tmp_path, width, height, tile):
    plan = TilePlan(width, height, tile, 6, 2)
    store = TileStore(tmp_path / "tiles")
    for index, window in enumerate(plan.windows):
        store.save(index, np.full((1, 2 * window.height, 2 * window.width), 5.0, np.float32))

    whole = plan.blended(store, Window(0, 0, 2 * width, 2 * height), 1)
    part = plan.blended(store, Window(3, 2, 9, 7), 1)

    np.testing.assert_allclose(whole, 5.0, rtol=1e-5)
    np.testing.assert_array_equal(part, whole[:, 2:9, 3:12])
    assert plan.overhead >= 1.0
    assert all(w.col_stop <= width and w.row_stop <= height for w in plan.windows)


def test_a_tile_without_a_valid_pixel_leaves_its_share_to_the_others(tmp_path):
    plan = TilePlan(30, 10, 18, 6, 1)
    store = TileStore(tmp_path / "tiles")
    store.save(0, np.full((1, 10, plan.cols.tile), 2.0, np.float32))
    store.save(1, None)

    blended = plan.blended(store, Window(0, 0, 30, 10), 1)

    assert np.allclose(blended[0, :, : plan.cols.tile], 2.0)
    assert (blended[0, :, plan.cols.tile :] == 0).all()


def test_the_same_job_finds_its_tiles_again_and_another_does_not(tmp_path):
    open_store(tmp_path, {"input": "a"}).save(0, noise(1, 4, 4), steps=3)

    assert open_store(tmp_path, {"input": "a"}).facts(0)["steps"] == 3
    assert open_store(tmp_path, {"input": "b"}).facts(0) is None


def test_a_stored_tile_is_exact_to_a_65000th_of_its_range(tmp_path):
    values = noise(2, 9, 9) * 1e4
    store = TileStore(tmp_path / "tiles")
    store.save(0, values)

    loaded = store.load(0, slice(2, 5), slice(None))

    assert np.abs(loaded - values[:, 2:5]).max() < 1e4 / 65000
