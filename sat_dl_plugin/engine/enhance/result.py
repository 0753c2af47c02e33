"""Writing an enhanced raster and its residual, window by window, with their comparison."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, Callable, Optional

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.enums import ColorInterp

from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.enhance.comparison import Comparison
from sat_dl_plugin.engine.enhance.picture import Picture
from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats, SensorModel
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import BandLayout
from sat_dl_plugin.engine.raster.writer import PictureFormat, RasterWriter, picture_raster

NOTICE = "Enhanced for looking and drawing, not for measuring"
"""Metadata item ``SATDL_NOTICE`` of every enhanced raster."""

_BLOCK_PX = 512

Render = Callable[[Window], tuple[Floats, BoolMask]]
"""From a window of the output to values in stored units (bands, rows, cols) and their mask."""


Take = Callable[[Window, Window, Floats, BoolMask], None]
"""Writes a window of the input's pixels: the window, the larger one that was rendered so that
the sensor can be modelled at its edges, its values in stored units, and their mask."""


class EnhancedResult:
    """Writes an enhanced picture and compares it with its input.

    Args:
        picture: The input.
        sensor: How the output's pixels become the input's.
    """

    def __init__(self, picture: Picture, sensor: SensorModel) -> None:
        self._picture = picture
        self._sensor = sensor
        self._form = output_form(picture)
        self.comparison = Comparison(band_names(picture))

    def write(
        self,
        render: Render,
        output: str,
        residual: Optional[str],
        provenance: Callable[[], Provenance],
        reporter: Reporter,
    ) -> None:
        """Write the output and, where asked for, the residual, block by block.

        Args:
            render: Gives the output, any window of it, the same values every time.
            output: Raster to write.
            residual: Raster to write, or None.
            provenance: Asked at the end, when the comparison is complete.
            reporter: Hears of progress and is asked for cancellation.
        """
        with self.opened(output, residual, provenance) as take:
            windows = list(self._windows())
            for done, window in enumerate(windows, start=1):
                reporter.check_cancelled()
                around = self._around(window)
                take(window, around, *render(scaled(around, self._sensor.scale)))
                reporter.progress(done / len(windows), "Writing")

    @contextmanager
    def opened(
        self, output: str, residual: Optional[str], provenance: Callable[[], Provenance]
    ) -> Iterator[Take]:
        """Open both rasters for a ``with`` block that takes every window of the picture once.

        Args:
            output: Raster to write.
            residual: Raster to write, or None.
            provenance: Asked at the end, when the comparison is complete.
        """
        picture, scale = self._picture, self._sensor.scale
        with ExitStack() as stack:
            writers = [
                stack.enter_context(
                    picture_raster(output, enlarged(picture.grid, scale), self._form, provenance())
                )
            ]
            if residual:
                form = residual_form(picture)
                writers.append(
                    stack.enter_context(picture_raster(residual, picture.grid, form, provenance()))
                )

            def take(window: Window, around: Window, rendered: Floats, valid: BoolMask) -> None:
                self._take(window, around, rendered, valid, writers)

            yield take
            for writer in writers:
                writer.record(provenance())

    def _windows(self) -> Iterator[Window]:
        """Yield the blocks of the output, in pixels of the input."""
        side = max(1, _BLOCK_PX // self._sensor.scale)
        grid = self._picture.grid
        for row in range(0, grid.height, side):
            for col in range(0, grid.width, side):
                yield Window(col, row, min(side, grid.width - col), min(side, grid.height - row))

    def _around(self, window: Window) -> Window:
        margin = self._sensor.margin_px
        wide = Window(
            window.col_off - margin,
            window.row_off - margin,
            window.width + 2 * margin,
            window.height + 2 * margin,
        )
        return wide.intersection(self._picture.grid.window) or window

    def _take(
        self,
        window: Window,
        around: Window,
        rendered: Floats,
        valid: BoolMask,
        writers: list[RasterWriter],
    ) -> None:
        values, known = self._picture.read(around)
        stored = self._stored(rendered, valid)
        fine = scaled(window, self._sensor.scale)
        core = (slice(None), *fine.slices_in(scaled(around, self._sensor.scale)))
        self._put(writers[0], fine, stored[core], valid[core[1:]])
        seen, seen_valid = self._sensor.degrade(stored.astype(np.float32), valid)
        both = known if seen_valid is None else known & seen_valid
        inner = (slice(None), *window.slices_in(around))
        difference = np.abs(seen - values.astype(np.float32))[inner]
        self.comparison.add_before(values[inner], known[inner[1:]])
        self.comparison.add_after(stored[core], valid[core[1:]])
        self.comparison.add_residual(difference, both[inner[1:]])
        for residual in writers[1:]:
            residual.write(
                window, np.where(both[inner[1:]], difference, np.float32("nan")).astype(np.float32)
            )

    def _stored(self, rendered: Floats, valid: BoolMask) -> NDArray[Any]:
        dtype = np.dtype(self._form.dtype)
        if dtype.kind in "ui":
            limits = np.iinfo(dtype)
            # In float64, because float32 rounds the largest integers out of their own range.
            rounded = np.clip(np.rint(rendered.astype(np.float64)), limits.min, limits.max)
            return _without_nodata(rounded.astype(dtype), valid, self._form.nodata)
        return _without_nodata(rendered.astype(dtype), valid, self._form.nodata)

    def _put(
        self, writer: RasterWriter, window: Window, stored: NDArray[Any], valid: BoolMask
    ) -> None:
        if self._form.nodata is not None:
            stored = np.where(valid, stored, np.asarray(self._form.nodata).astype(stored.dtype))
        if self._picture.source.alpha_bands:
            opaque = 255 if stored.dtype == np.uint8 else _opaque(stored.dtype)
            alpha = np.where(valid, opaque, 0).astype(stored.dtype)
            stored = np.concatenate([stored, alpha[None]])
        writer.write(window, stored)
        needs_mask = self._form.nodata is None and not self._picture.source.alpha_bands
        if needs_mask and self._picture.may_have_gaps():
            writer.write_mask(window, valid)


def result_bytes(picture: Picture, scale: int, *, residual: bool) -> int:
    """Return the bytes of an output, and of its residual where one is wanted, uncompressed."""
    values = picture.part.pixels * len(picture.bands)
    return values * scale * scale * picture.dtype.itemsize + (4 * values if residual else 0)


def enlarged(grid: Grid, scale: int) -> Grid:
    """Return the grid with ``scale`` times as many pixels along each side, on the same ground."""
    finer = grid.transform @ Affine.scale(1.0 / scale)
    return Grid(grid.width * scale, grid.height * scale, finer, grid.crs)


def scaled(window: Window, scale: int) -> Window:
    """Return a window of the input in pixels of the output."""
    return Window(
        window.col_off * scale,
        window.row_off * scale,
        window.width * scale,
        window.height * scale,
    )


def band_names(picture: Picture) -> list[str]:
    """Return what each band is called, its number where it has no name."""
    texts = picture.source.layout.descriptions
    return [texts[band - 1] or f"band {band}" for band in picture.bands]


def output_form(picture: Picture) -> PictureFormat:
    """Return the format of the output: that of the input, with a way to say nodata."""
    layout = picture.source.layout
    kept = [band - 1 for band in (*picture.bands, *picture.source.alpha_bands[:1])]
    nodata = layout.nodata[picture.bands[0] - 1]
    if nodata is None and picture.dtype.kind == "f" and not picture.source.alpha_bands:
        nodata = float("nan")
    return PictureFormat(
        str(picture.dtype), _chosen(layout, kept), nodata, {"SATDL_NOTICE": NOTICE}
    )


def residual_form(picture: Picture) -> PictureFormat:
    """Return the format of the residual: float32 in the units of the input, nodata NaN."""
    layout = _chosen(picture.source.layout, [band - 1 for band in picture.bands])
    layout = replace(
        layout,
        descriptions=tuple(f"residual of {name}" for name in band_names(picture)),
        interpretations=(ColorInterp.gray, *[ColorInterp.undefined] * (len(picture.bands) - 1)),
        offsets=(0.0,) * len(picture.bands),
        tags=({},) * len(picture.bands),
    )
    return PictureFormat("float32", layout, float("nan"))


def _chosen(layout: BandLayout, places: list[int]) -> BandLayout:
    return BandLayout(
        *(
            tuple(getattr(layout, name)[place] for place in places)
            for name in BandLayout.__dataclass_fields__
        )
    )


def _opaque(dtype: np.dtype[Any]) -> float:
    return float(np.iinfo(dtype).max) if dtype.kind in "ui" else 1.0


def _without_nodata(stored: NDArray[Any], valid: BoolMask, nodata: Optional[float]) -> NDArray[Any]:
    """Move valid values that happen to be the nodata value one step away from it."""
    if nodata is None or np.isnan(nodata):
        return stored
    taken = (stored == nodata) & valid
    if not taken.any():
        return stored
    if stored.dtype.kind == "f":
        beside = np.nextafter(stored, stored.dtype.type(0 if nodata else 1))
    else:
        step = -1 if nodata == np.iinfo(stored.dtype).max else 1
        beside = (stored + stored.dtype.type(step)).astype(stored.dtype) if step > 0 else stored - 1
    moved: NDArray[Any] = np.where(taken, beside, stored)
    return moved
