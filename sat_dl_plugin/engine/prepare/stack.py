"""The job `stackbands`: from rasters of any grids to one raster with the bands of all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import rasterio

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import RESAMPLINGS, StackJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.prepare.stack_form import (
    Layer,
    Storage,
    band_layout,
    layers_of,
    storage_of,
    value_bands,
)
from sat_dl_plugin.engine.prepare.stack_reader import GridReader, check_overlap
from sat_dl_plugin.engine.prepare.stack_registration import Registration, Scene, register
from sat_dl_plugin.engine.provenance import provenance_of
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.raster.writer import PictureFormat, RasterWriter, picture_raster
from sat_dl_plugin.engine.vector.area_of_interest import extent_window

_BLOCK_PX = 512
_ALIGNING_SHARE = 0.3

# A smaller shift is not worth an interpolation.
_IN_PLACE_PX = 0.05

# Of the cache of GDAL, MB; blocks of all rasters are needed again by the next window.
_CACHE_MB = 256

# Overviews add a third.
_OVERVIEWS = 4 / 3


@dataclass(frozen=True)
class _Placed:
    """A raster, where it is put, and how that was found out."""

    layer: Layer
    reader: GridReader
    registration: Optional[Registration]
    """None where nothing was measured: the reference, and without alignment."""
    shift_px: tuple[float, float]
    """(right, down) that it is moved by, pixels of the reference."""
    shift_m: Optional[tuple[float, float]]
    """The same in metres on the ground; None without a CRS."""

    @property
    def alignment(self) -> str:
        """One line about it."""
        found = self.registration
        if found is None:
            return "not measured"
        if found.refusal:
            return f"left where it is, because {found.refusal}"
        if self.shift_px == (0.0, 0.0):
            return f"in place within {_IN_PLACE_PX:g} px"
        right, down = self.shift_px
        metres = (
            "" if self.shift_m is None else " ({:.2f} m, {:.2f} m)".format(*map(abs, self.shift_m))
        )
        return (
            f"moved {abs(right):.2f} px to the {'right' if right > 0 else 'left'} and "
            f"{abs(down):.2f} px {'down' if down > 0 else 'up'}{metres}; {found.windows} of "
            f"{found.looked_at} places agree within {found.spread_px:.2f} px"
        )

    def facts(self) -> dict[str, Any]:
        """Return the JSON-ready description for result and provenance."""
        found = self.registration
        return {
            "input": self.layer.source.path,
            "name": self.layer.name,
            "bands": len(self.layer.bands),
            "resampling": self.reader.kernel.name,
            "shift_px": list(self.shift_px),
            "shift_m": None if self.shift_m is None else list(self.shift_m),
            "aligned": found is not None and not found.refusal,
            "alignment": self.alignment,
            "spread_px": None if found is None else found.spread_px,
        }

    def tags(self) -> dict[str, str]:
        """Return the metadata items of each of its bands."""
        items = {
            "SATDL_INPUT": self.layer.name,
            "SATDL_SHIFT_PX": "{:.3f} {:.3f}".format(*self.shift_px),
            "SATDL_ALIGNMENT": self.alignment,
        }
        if self.shift_m is not None:
            items["SATDL_SHIFT_M"] = "{:.3f} {:.3f}".format(*self.shift_m)
        return items


def run_stack(job: StackJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to stack, onto which grid, to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output``, ``bands`` (descriptions), ``dtype``, ``nodata``, and ``inputs``: of each its
        ``name``, ``resampling``, ``shift_px`` and ``shift_m`` (right, down), ``aligned``,
        ``alignment`` in words and ``spread_px``.

    Raises:
        SatDlError: If inputs, parameters or the target do not fit.
    """
    if not job.inputs:
        raise UsageError("No raster is given", "", "Name one or more rasters")
    if job.resampling not in RESAMPLINGS:
        raise UsageError(
            f"Unknown resampling {job.resampling!r}", "", f"One of {', '.join(RESAMPLINGS)}"
        )
    check_target(job.output, inputs=(*job.inputs, job.reference))
    with ExitStack() as stack:
        stack.enter_context(rasterio.Env(GDAL_CACHEMAX=_CACHE_MB, GDAL_NUM_THREADS=1))
        sources = [stack.enter_context(RasterSource(path)) for path in job.inputs]
        reference = sources[0]
        if job.reference in job.inputs:
            reference = sources[job.inputs.index(job.reference)]
        elif job.reference:
            reference = stack.enter_context(RasterSource(job.reference))
        _check_crs([reference, *sources])
        return _stack(job, reference, layers_of(sources, job.names), reporter)


def _check_crs(sources: Sequence[RasterSource]) -> None:
    without = [source.path for source in sources if not source.grid.is_georeferenced]
    if without and len(without) < len(sources):
        raise InputError(
            f"{without[0]} has no CRS",
            "The others have one, so its place among them is not known",
            "Assign its CRS (Raster > Projections > Assign projection)",
        )


def _stack(
    job: StackJob, reference: RasterSource, layers: tuple[Layer, ...], reporter: Reporter
) -> dict[str, Any]:
    part = reference.grid.window
    if job.extent is not None:
        part = extent_window(job.extent, job.extent_crs, reference.grid)
    grid = reference.grid.subgrid(part)
    _check_overlaps(layers, grid, job.resampling)
    aligned = _ALIGNING_SHARE if job.align else 0.0
    aligning = PhaseReporter(reporter, 0.0, aligned)
    placed = []
    for done, layer in enumerate(layers):
        if job.align:
            aligning.progress(done / len(layers), "Aligning")
        placed.append(_place(job, reference, layer, part, reporter))
    storage = storage_of(layers, any(_has_gaps(entry, grid) for entry in placed))
    count = sum(len(layer.bands) for layer in layers)
    size = grid.width * grid.height * count * storage.dtype.itemsize
    check_target(job.output, needed_bytes=round(size * _OVERVIEWS))
    reporter.log(
        f"Stacking {count} band(s) of {len(layers)} raster(s) on {grid.width} x {grid.height} "
        f"pixels as {storage.dtype.name}."
    )
    return _write(job, grid, placed, storage, PhaseReporter(reporter, aligned, 1.0))


def _check_overlaps(layers: Sequence[Layer], grid: Grid, resampling: str) -> None:
    for layer in layers:
        reader = GridReader(layer.source, layer.bands, grid, resampling)
        check_overlap(reader, layer.source.path, grid.window)


def _place(
    job: StackJob, reference: RasterSource, layer: Layer, part: Window, reporter: Reporter
) -> _Placed:
    grid = reference.grid.subgrid(part)
    look = reporter.check_cancelled
    found: Optional[Registration] = None
    shift = (0.0, 0.0)
    if job.align and layer.source is not reference:
        moving = Scene(layer.source, layer.bands)
        found = register(Scene(reference, value_bands(reference)), moving, part, look)
        if math.hypot(*found.shift_px) >= _IN_PLACE_PX:
            shift = found.shift_px
    gsd = grid.gsd_m()
    placed = _Placed(
        layer,
        GridReader(layer.source, layer.bands, grid, job.resampling, shift, look),
        found,
        shift,
        None if gsd is None else (shift[0] * gsd[0], shift[1] * gsd[1]),
    )
    if found is not None:
        level = "warning" if found.refusal else "info"
        reporter.log(f"{layer.name}: {placed.alignment}.", level)
    return placed


def _has_gaps(placed: _Placed, grid: Grid) -> bool:
    layer = placed.layer
    return not (layer.source.is_all_valid(layer.bands) and placed.reader.covers(grid.window))


def _write(
    job: StackJob, grid: Grid, placed: Sequence[_Placed], storage: Storage, reporter: Reporter
) -> dict[str, Any]:
    layout = band_layout([x.layer for x in placed], [x.tags() for x in placed])
    facts = [entry.facts() for entry in placed]
    provenance = provenance_of(
        job, tuple(x.layer.source.facts() for x in placed), details={"inputs": facts}
    )
    form = PictureFormat(storage.dtype.name, layout, storage.nodata)
    with picture_raster(job.output, grid, form, provenance) as writer:
        for window in _windows(grid):
            _write_window(writer, window, placed, storage)
            reporter.progress(window.row_stop / grid.height, "Writing")
    return {
        "output": job.output,
        "bands": list(layout.descriptions),
        "dtype": storage.dtype.name,
        # NaN is no JSON.
        "nodata": None if storage.dtype.kind == "f" else storage.nodata,
        "inputs": facts,
    }


def _write_window(
    writer: RasterWriter, window: Window, placed: Sequence[_Placed], storage: Storage
) -> None:
    parts = [storage.store(*entry.reader.read(window)) for entry in placed]
    writer.write(window, np.concatenate(parts))


def _windows(grid: Grid) -> Iterator[Window]:
    for row in range(0, grid.height, _BLOCK_PX):
        for col in range(0, grid.width, _BLOCK_PX):
            yield Window(
                col, row, min(_BLOCK_PX, grid.width - col), min(_BLOCK_PX, grid.height - row)
            )
