"""What keeps the memory of a job the same for all rasters."""

import sys
import tracemalloc

import numpy as np
import pytest

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.contract.limits import MEMORY_VARIABLE
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.scaling import InputScaler
from sat_dl_plugin.engine.raster.scratch import ScratchRaster
from sat_dl_plugin.engine.recycled import RecycledArrays
from sat_dl_plugin.engine.segment import memory
from sat_dl_plugin.engine.segment.ensemble import decide
from sat_dl_plugin.engine.segment.tile_row import TileRow


def address(array) -> int:
    return array.__array_interface__["data"][0]


def test_memory_returns_with_the_last_view() -> None:
    arrays = RecycledArrays()
    first = arrays.take((2, 3, 4))
    place, view = address(first), first[1].reshape(-1)[2:]
    del first

    second = arrays.take((2, 3, 4))
    assert address(second) != place

    del view
    third = arrays.take((2, 3))
    third[:] = 7
    assert address(third) == place
    assert third.shape == (2, 3)


def test_outgrown_memory_is_let_go() -> None:
    arrays = RecycledArrays()
    tracemalloc.start()
    try:
        for size in (100_000, 200_000, 400_000):
            arrays.take((size,))
        kept, _ = tracemalloc.get_traced_memory()
        arrays.clear()
        cleared, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert 1_600_000 <= kept < 2_000_000
    assert cleared < 100_000


@pytest.mark.parametrize("rows", [1, 7, 100])
def test_tiles_become_bands(tmp_path, rows) -> None:
    labels = np.random.default_rng(0).integers(0, 255, (30, 50), np.uint8)
    bands = []
    with TileRow(50, tmp_path) as row:
        for top, bottom in ((0, 16), (16, 30)):
            for left, right in ((0, 20), (20, 33), (33, 50)):
                window = Window(left, top, right - left, bottom - top)
                bands += row.push(window, labels[top:bottom, left:right], rows)

    np.testing.assert_array_equal(np.concatenate(bands), labels)
    assert max(len(band) for band in bands) <= rows


def test_a_tile_as_wide_as_the_raster_needs_no_file(tmp_path) -> None:
    labels = np.arange(50, dtype=np.uint8).reshape(10, 5)
    row = TileRow(5, tmp_path)
    row.close()

    bands = list(row.push(Window(0, 0, 5, 10), labels, 4))

    np.testing.assert_array_equal(np.concatenate(bands), labels)


def test_a_full_disk_is_told(tmp_path, monkeypatch) -> None:
    class FullDisk:
        def seek(self, place):
            return place

        def write(self, data):
            raise OSError(28, "No space left on device")

    scratch = ScratchRaster(10, tmp_path)
    scratch.close()
    monkeypatch.setattr(scratch, "_file", FullDisk())

    with pytest.raises(OutputError, match="No space left"):
        scratch.write(Window(0, 0, 5, 5), np.zeros((5, 5), np.uint8))


def test_scaling_in_pieces_is_scaling_at_once() -> None:
    random = np.random.default_rng(1)
    values = random.integers(0, 60_000, (3, 500, 300), np.uint16)
    valid = random.random((500, 300)) > 0.2
    gain, offset, neutral = random.random((3, 3, 1, 1)).astype(np.float32)
    target = np.full((3, 504, 304), -9, np.float32)

    InputScaler(gain, offset, neutral, (0.1, 9e4)).apply(values, valid, target[:, 2:502, 4:])

    expected = np.clip(values.astype(np.float32) * gain + offset, 0.1, 9e4)
    np.testing.assert_array_equal(
        target[:, 2:502, 4:], np.where(valid, expected, neutral).astype(np.float32)
    )
    assert (target[:, :2] == -9).all()
    assert (target[:, :, :4] == -9).all()


@pytest.mark.parametrize("threshold", [0.0, 0.4])
def test_deciding_in_pieces_is_deciding_pixel_by_pixel(threshold) -> None:
    random = np.random.default_rng(2)
    values = random.random((3, 400, 301)).astype(np.float32)
    values[random.random(values.shape) > 0.9] = 0.5
    values[random.random(values.shape) > 0.97] = np.nan
    values[random.random(values.shape) > 0.97] = np.inf
    nothing = random.random((400, 301)).astype(np.float32)
    legend = [ClassCard(number, f"c{number}", threshold=threshold) for number in (2, 4, 7)]

    labels = decide(values, legend, None, nothing)

    for row, col in zip(*(random.integers(0, size, 300) for size in labels.shape)):
        best, expected = 0.0, 0
        for entry, value in zip(legend, values[:, row, col]):
            reached = value >= np.float32(threshold) if threshold else value >= nothing[row, col]
            if reached and value > best:
                best, expected = value, entry.id
        assert labels[row, col] == expected


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these tables")
def test_what_the_last_job_left_counts_as_free(monkeypatch) -> None:
    monkeypatch.delenv(MEMORY_VARIABLE, raising=False)
    tables = {"/proc/meminfo": 6_000_000, "/proc/self/status": 4_000_000}
    names = {"/proc/meminfo": "MemAvailable", "/proc/self/status": "RssAnon"}

    def stated(path: str, name: str) -> int:
        assert names[path] == name
        return tables[path] * 1024

    real = {path: memory._stated_bytes(path, name) for path, name in names.items()}
    monkeypatch.setattr(memory, "_stated_bytes", stated)

    assert min(real.values()) > 1_000_000
    assert memory.memory_budget_bytes() == int(10_000_000 * 1024 * 0.4)
