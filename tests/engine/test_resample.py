"""Resampling is tile-independent, agrees with plain oracles and keeps nodata out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat_dl_plugin.engine.raster.resample import AxisResampling, resample, resample_masked


def _whole(values, height, width):
    rows = AxisResampling.between(values.shape[1], height)
    cols = AxisResampling.between(values.shape[2], width)
    return resample(values, rows, cols, (0, 0), (0, height, 0, width))


@given(
    source=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    target=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    data=st.data(),
)
def test_a_window_has_the_values_of_the_whole(source, target, data):
    values = np.random.default_rng(0).random((2, *source), np.float32)
    rows = AxisResampling.between(source[0], target[0])
    cols = AxisResampling.between(source[1], target[1])
    r0 = data.draw(st.integers(0, target[0] - 1))
    r1 = data.draw(st.integers(r0 + 1, target[0]))
    c0 = data.draw(st.integers(0, target[1] - 1))
    c1 = data.draw(st.integers(c0 + 1, target[1]))
    sr, sc = rows.source_range(r0, r1), cols.source_range(c0, c1)

    part = resample(
        values[:, sr[0] : sr[1], sc[0] : sc[1]], rows, cols, (sr[0], sc[0]), (r0, r1, c0, c1)
    )

    np.testing.assert_array_equal(part, _whole(values, *target)[:, r0:r1, c0:c1])


def test_shrinking_averages_areas():
    values = np.arange(36, dtype=np.float32).reshape(1, 6, 6)
    expected = values.reshape(1, 2, 3, 3, 2).mean(axis=(2, 4))
    np.testing.assert_allclose(_whole(values, 2, 3), expected)


def test_shrinking_by_a_fraction_keeps_the_mean():
    values = np.random.default_rng(1).random((1, 30, 30)).astype(np.float32)
    assert _whole(values, 7, 13).mean() == pytest.approx(values.mean(), rel=1e-5)


def test_enlarging_is_linear_between_centres():
    values = np.array([[[0.0, 4.0]]], np.float32)
    np.testing.assert_allclose(_whole(values, 1, 4), [[[0.0, 1.0, 3.0, 4.0]]])


@pytest.mark.parametrize("target", [(5, 5), (37, 41)])
def test_invalid_pixels_do_not_leak(target):
    values = np.full((1, 20, 20), 7.0, np.float32)
    valid = np.ones((20, 20), bool)
    valid[5:12, 8:] = False
    values[:, ~valid] = 1e9
    rows, cols = AxisResampling.between(20, target[0]), AxisResampling.between(20, target[1])

    window = (0, target[0], 0, target[1])
    out, out_valid = resample_masked(values, valid, rows, cols, (0, 0), window)

    np.testing.assert_allclose(out[0, out_valid], 7.0, rtol=1e-5)
    share = valid.mean()
    assert out_valid.mean() == pytest.approx(share, abs=0.12)
