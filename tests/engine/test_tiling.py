"""Tiles cover what they should, weights add up to one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.engine.tiling.blended import axis_weights, starts_touching, tile_starts
from sat_dl_plugin.engine.tiling.exact import (
    even_side,
    exact_tiles,
    round_up,
    tile_count,
    tile_for_overhead,
    tile_shape,
)


@given(
    length=st.integers(1, 700),
    halo=st.integers(0, 40),
    stride=st.sampled_from([1, 2, 8, 16]),
    extra=st.integers(1, 200),
    data=st.data(),
)
def test_exact_tiles_cover_a_part_with_enough_halo(length, halo, stride, extra, data):
    low = data.draw(st.integers(0, length - 1))
    high = data.draw(st.integers(low + 1, length))
    tile = 2 * round_up(halo, stride) + stride + extra
    end = round_up(length, stride)

    tiles = exact_tiles(length, tile, halo, stride, (low, high))

    assert [t.start for t in tiles] == [low, *(t.stop for t in tiles[:-1])]
    assert tiles[-1].stop == high
    for t in tiles:
        assert t.read_start % stride == 0
        assert t.read_stop % stride == 0
        assert t.read_stop - t.read_start <= tile
        assert t.read_start == 0 or t.start - t.read_start >= halo
        assert t.read_stop == end or t.read_stop - t.stop >= halo


def test_a_tile_without_core_names_the_smallest_that_works():
    with pytest.raises(UsageError, match="at least 208 px"):
        exact_tiles(1000, 192, 96, 16)


def test_chosen_tile_keeps_the_overhead():
    tile = tile_for_overhead(96, 16, 1.15)
    assert (tile / (tile - 192)) ** 2 <= 1.15
    assert ((tile - 16) / (tile - 16 - 192)) ** 2 > 1.15


@given(
    spans=st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
    halo=st.integers(0, 40),
    stride=st.sampled_from([1, 8, 16]),
    core=st.integers(4, 40),
)
def test_tiles_of_the_chosen_shape_fit_and_are_as_many_as_reckoned(spans, halo, stride, core):
    halo = round_up(halo, stride)
    side = 2 * halo + core * stride
    spans = (round_up(spans[0], stride), round_up(spans[1], stride))

    shape = tile_shape(spans, side * side, halo, stride)

    assert shape[0] * shape[1] <= side * side
    square = 1
    read = 1
    for span, chosen in zip(spans, shape):
        assert chosen % stride == 0
        count = tile_count(span, chosen, halo)
        assert len(exact_tiles(span, chosen, halo, stride)) == count
        assert even_side(span, count, halo, stride) == chosen
        read *= span + 2 * halo * (count - 1)
        square *= span + 2 * halo * (tile_count(span, side, halo) - 1)
    assert read <= square


def test_a_small_raster_is_cut_into_strips_and_a_large_one_into_squares():
    rows, cols = tile_shape((4096, 4096), 9_000_000, 112, 16)
    assert (rows, cols) == (2160, 4096)
    rows, cols = tile_shape((100_000, 100_000), 9_000_000, 112, 16)
    assert rows < cols < 1.3 * rows


@given(length=st.integers(1, 600), tile=st.integers(1, 64), data=st.data())
def test_blended_weights_add_up_to_one(length, tile, data):
    length = max(length, tile)
    step = data.draw(st.integers(1, tile))
    starts = tile_starts(length, tile, step)

    total = np.zeros(length)
    for start, weights in zip(starts, axis_weights(starts, tile, step)):
        assert weights.min() > 0
        total[start : start + tile] += weights

    np.testing.assert_allclose(total, 1.0, rtol=1e-5)


def test_touching_tiles_are_all_that_touch():
    starts = tile_starts(100, 32, 16)
    assert [starts[i] for i in starts_touching(starts, 32, 40, 41)] == [16, 32]


@pytest.mark.parametrize(("length", "step"), [(10, 4), (64, 0), (64, 33)])
def test_windows_that_cannot_cover_are_refused(length, step):
    with pytest.raises(UsageError):
        tile_starts(length, 32, step)
