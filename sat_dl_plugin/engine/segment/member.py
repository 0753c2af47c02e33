"""One network at one scale on one raster: read, predict, return to the raster's grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import DeviceMemoryError
from sat_dl_plugin.engine.models.network import Network
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.resample import resample, resample_masked
from sat_dl_plugin.engine.raster.scaling import InputScaler
from sat_dl_plugin.engine.raster.source import BoolMask, RasterSource
from sat_dl_plugin.engine.recycled import RecycledArrays
from sat_dl_plugin.engine.segment.ensemble import Voice
from sat_dl_plugin.engine.segment.orientations import Orientation, turn, turn_back
from sat_dl_plugin.engine.segment.working_grid import WorkingGrid
from sat_dl_plugin.engine.tiling.blended import axis_weights, starts_touching, tile_starts
from sat_dl_plugin.engine.tiling.exact import round_up

Floats = NDArray[np.float32]
Tell = Callable[[float], None]


def keep_quiet(share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class ExactTiling:
    """Tiles with a halo: the numbers of one pass over the whole raster."""

    halo: int
    """Receptive-field radius, working pixels, a multiple of the stride."""
    stride: int
    least: tuple[int, int] = (0, 0)
    """(rows, cols) that a tile reads at least where there are so many, multiples of the stride."""


@dataclass(frozen=True)
class BlendedTiling:
    """Overlapping windows whose weights add up to one."""

    tile: tuple[int, int]
    """(rows, cols) of a window, working pixels (without the margin the network cuts off)."""
    step: tuple[int, int]
    """(rows, cols) between windows, working pixels."""
    batch: int
    """Windows predicted at once."""


@dataclass(frozen=True)
class Prepared:
    """Network input for one output window, made by the reading thread."""

    out: Window
    region: Window
    """Working pixels that the network will answer for."""
    seen: Window
    """Working pixels that the network looks at: the region and the network's margin."""
    inside: Window
    """The part of ``seen`` that lies on the raster."""
    values: NDArray[Any]
    """Stored values of ``inside`` (bands, rows, cols); scaled only when their turn comes,
    because 8-bit pixels wait in a quarter of the memory."""
    values_valid: Optional[BoolMask]
    """Valid mask of ``values``, None when all are valid."""
    valid: Optional[BoolMask]
    """Valid mask of ``out`` on the raster's grid, None when all are valid."""


@dataclass(frozen=True)
class Member:
    """One network at one scale, bound to one raster. Its functions are pure but for reading."""

    network: Network
    bands: tuple[int, ...]
    """1-based raster bands in channel order."""
    scaler: InputScaler
    working: WorkingGrid
    tiling: ExactTiling | BlendedTiling
    orientations: tuple[Orientation, ...]
    shares: Mapping[int, float] = field(default_factory=dict)
    """Class id -> what its answer counts in the mean, as `ensemble.Voice` has it."""

    @property
    def voice(self) -> Voice:
        """Whose answer it is, for `ensemble.combine`."""
        return Voice(self.network.card, self.shares)

    def prepare(self, source: RasterSource, out: Window) -> Prepared:
        """Read and resample what the network must see to answer for ``out``.

        Args:
            source: The raster.
            out: Raster pixels that are wanted.
        """
        region = self.region(out)
        margin = self.network.output_margin_px
        seen = Window(
            region.col_off - margin,
            region.row_off - margin,
            region.width + 2 * margin,
            region.height + 2 * margin,
        )
        inside = seen.intersection(Window(0, 0, self.working.width, self.working.height))
        if inside is None:
            raise ValueError(f"window {out} asks for no pixel of the raster")
        values, values_valid, valid = self._read(source, inside, out)
        return Prepared(out, region, seen, inside, values, values_valid, valid)

    def infer(
        self,
        prepared: Prepared,
        tell: Tell = keep_quiet,
        arrays: Optional[RecycledArrays] = None,
    ) -> Floats:
        """Return probabilities (classes, rows, cols) of ``prepared.out`` on the raster's grid.

        Args:
            prepared: As from `prepare`.
            tell: Hears the share (0 to 1) of this member's work on the tile that is done.
            arrays: Where the memory for input and answer comes from.

        Raises:
            DeviceMemoryError: If the network does not fit into memory at this size.
        """
        arrays = arrays or RecycledArrays()
        picture = self._picture(prepared, arrays)
        if isinstance(self.tiling, ExactTiling):
            answer = self._predict(picture[None], tell, arrays)[0]
        else:
            answer = self._blend(picture, prepared.region, self.tiling, tell)
        return self._to_raster(answer, prepared)

    def network_pixels(self, out: Window) -> int:
        """Return the pixels that go through the network to answer for ``out``."""
        region = self.region(out)
        if isinstance(self.tiling, ExactTiling):
            return region.pixels * len(self.orientations)
        rows, cols = self._lattices(region)
        margin = 2 * self.network.output_margin_px
        window = (self.tiling.tile[0] + margin) * (self.tiling.tile[1] + margin)
        return len(rows) * len(cols) * window * len(self.orientations)

    def region(self, out: Window) -> Window:
        """Return the working pixels that the network must see to answer for ``out``."""
        needed = self.working.needed(out)
        rows = self._axis_region(0, needed.row_off, needed.row_stop)
        cols = self._axis_region(1, needed.col_off, needed.col_stop)
        return Window(cols[0], rows[0], cols[1] - cols[0], rows[1] - rows[0])

    def _axis_region(self, axis: int, low: int, high: int) -> tuple[int, int]:
        tiling, length = self.tiling, self._length(axis)
        if isinstance(tiling, ExactTiling):
            start = max(0, low // tiling.stride * tiling.stride - tiling.halo)
            stop = min(length, round_up(high, tiling.stride) + tiling.halo)
            start = max(0, min(start, stop - tiling.least[axis]))
            return start, min(length, max(stop, start + tiling.least[axis]))
        starts = tile_starts(length, tiling.tile[axis], tiling.step[axis])
        touching = starts_touching(starts, tiling.tile[axis], low, high)
        return starts[touching[0]], starts[touching[-1]] + tiling.tile[axis]

    def _length(self, axis: int) -> int:
        return (self.working.padded_height, self.working.padded_width)[axis]

    def _read(
        self, source: RasterSource, inside: Window, out: Window
    ) -> tuple[NDArray[Any], Optional[BoolMask], Optional[BoolMask]]:
        """Return values of ``inside``, their valid mask and the valid mask of ``out``."""
        grid = self.working
        rows = grid.rows_in.source_range(inside.row_off, inside.row_stop)
        cols = grid.cols_in.source_range(inside.col_off, inside.col_stop)
        # The output window's own validity must be read too, also where no halo surrounds it.
        rows = min(rows[0], out.row_off), max(rows[1], out.row_stop)
        cols = min(cols[0], out.col_off), max(cols[1], out.col_stop)
        area = Window(cols[0], rows[0], cols[1] - cols[0], rows[1] - rows[0])
        stored, valid = source.read(area, self.bands)
        out_valid = None if valid is None else valid[out.slices_in(area)]
        if grid.rows_in.is_identity and grid.cols_in.is_identity:
            part = inside.slices_in(area)
            inside_valid = None if valid is None else valid[part]
            return stored[:, part[0], part[1]], inside_valid, out_valid
        values, work_valid = resample_masked(
            stored.astype(np.float32),
            valid,
            grid.rows_in,
            grid.cols_in,
            (area.row_off, area.col_off),
            (inside.row_off, inside.row_stop, inside.col_off, inside.col_stop),
        )
        return values, work_valid, out_valid

    def _picture(self, prepared: Prepared, arrays: RecycledArrays) -> Floats:
        """Return the scaled values, edge pixels repeated where the network looks past them."""
        seen, inside = prepared.seen, prepared.inside
        picture = arrays.take((len(self.bands), seen.height, seen.width))
        rows, cols = inside.slices_in(seen)
        self.scaler.apply(prepared.values, prepared.values_valid, picture[:, rows, cols])
        picture[:, : rows.start, cols] = picture[:, rows.start : rows.start + 1, cols]
        picture[:, rows.stop :, cols] = picture[:, rows.stop - 1 : rows.stop, cols]
        picture[:, :, : cols.start] = picture[:, :, cols.start : cols.start + 1]
        picture[:, :, cols.stop :] = picture[:, :, cols.stop - 1 : cols.stop]
        return picture

    def _predict(
        self,
        batch: Floats,
        tell: Tell = keep_quiet,
        arrays: Optional[RecycledArrays] = None,
    ) -> Floats:
        """Average the network's answers over the orientations."""
        # Upright ones first: a network opened for pictures of one size is opened twice, not often.
        first, *rest = sorted(self.orientations, key=lambda orientation: orientation[0] % 2)
        total = turn_back(self.network.predict(turn(batch, first), arrays), first)
        if not rest:
            return total
        total = np.array(total)
        for done, orientation in enumerate(rest, start=1):
            tell(done / len(self.orientations))
            answer = self.network.predict(turn(batch, orientation), arrays)
            total += turn_back(answer, orientation)
        total /= len(self.orientations)
        return total

    def _blend(self, picture: Floats, region: Window, tiling: BlendedTiling, tell: Tell) -> Floats:
        scale = self.working.out_scale
        rows, cols = self._lattices(region)
        places = [(row, col) for row in rows for col in cols]
        high, wide = (side + 2 * self.network.output_margin_px for side in tiling.tile)
        blended: Optional[Floats] = None
        for first in range(0, len(places), tiling.batch):
            chosen = places[first : first + tiling.batch]
            batch = np.stack(
                [
                    picture[:, row.offset : row.offset + high, col.offset : col.offset + wide]
                    for row, col in chosen
                ]
            )
            answers = self._predict_batch(batch, _part_of(tell, first, len(chosen), len(places)))
            if blended is None:
                shape = (round(region.height * scale), round(region.width * scale))
                blended = np.zeros((answers.shape[1], *shape), np.float32)
            for answer, (row, col) in zip(answers, chosen):
                part = blended[:, row.out, col.out]
                part += answer * row.weights[:, None] * col.weights
        if blended is None:
            raise ValueError("no window touches the region")
        return blended

    def _lattices(self, region: Window) -> tuple[list[_Place], list[_Place]]:
        """Return the places of the windows in a region along rows and columns."""
        spans = ((region.row_off, region.row_stop), (region.col_off, region.col_stop))
        tiling = self.tiling
        if isinstance(tiling, ExactTiling):
            raise TypeError("exact tiles have no lattice")
        return tuple(  # type: ignore[return-value]
            _lattice(
                self._length(axis),
                tiling.tile[axis],
                tiling.step[axis],
                self.working.out_scale,
                spans[axis],
            )
            for axis in (0, 1)
        )

    def _predict_batch(self, batch: Floats, tell: Tell) -> Floats:
        """Predict a batch; one by one when the device cannot hold it at once."""
        try:
            return self._predict(batch, tell)
        except DeviceMemoryError:
            if len(batch) == 1:
                raise
            return np.concatenate([self._predict(single[None]) for single in batch])

    def _to_raster(self, answer: Floats, prepared: Prepared) -> Floats:
        out, region, grid = prepared.out, prepared.region, self.working
        if grid.is_identity:
            rows, cols = out.slices_in(region)
            return answer[:, rows, cols]
        return resample(
            answer,
            grid.rows_out,
            grid.cols_out,
            (round(region.row_off * grid.out_scale), round(region.col_off * grid.out_scale)),
            (out.row_off, out.row_stop, out.col_off, out.col_stop),
        )


def _part_of(tell: Tell, start: int, length: int, whole: int) -> Tell:
    """Return a `Tell` for the steps [start, start + length) of ``whole`` steps."""
    return lambda share: tell((start + share * length) / whole)


@dataclass(frozen=True)
class _Place:
    """One window of the lattice along one axis."""

    offset: int
    """First input pixel, relative to the region."""
    out: slice
    """Output pixels, relative to the region."""
    weights: Floats


def _lattice(
    length: int, tile: int, step: int, scale: float, part: tuple[int, int]
) -> list[_Place]:
    """Return the windows along one axis that lie in the pixels ``part`` = [low, high)."""
    starts = tile_starts(length, tile, step)
    size = round(tile * scale)
    scaled = [round(start * scale) for start in starts]
    weights = axis_weights(scaled, size, max(1, round(step * scale)))
    first = round(part[0] * scale)
    return [
        _Place(start - part[0], slice(scaled[i] - first, scaled[i] - first + size), weights[i])
        for i, start in enumerate(starts)
        if part[0] <= start and start + tile <= part[1]
    ]
