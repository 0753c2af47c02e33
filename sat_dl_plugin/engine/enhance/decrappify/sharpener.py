"""One enhancing network on one raster: from a window of stored values to an enhanced one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.enhance.agreement import AGREEMENT_REACH_PX, agree
from sat_dl_plugin.engine.enhance.decrappify.channels import ChannelPlan
from sat_dl_plugin.engine.enhance.decrappify.guidance import REACH_PX as GUIDANCE_REACH_PX
from sat_dl_plugin.engine.enhance.decrappify.guidance import Guidance
from sat_dl_plugin.engine.enhance.decrappify.stretch import Stretch
from sat_dl_plugin.engine.enhance.enlarge import enlarge_bicubic, fill_near
from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats, SensorModel
from sat_dl_plugin.engine.models.network import Network
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.recycled import RecycledArrays
from sat_dl_plugin.engine.segment.member import Tell, keep_quiet
from sat_dl_plugin.engine.tiling.exact import round_up

# How far values are continued into gaps; beyond, the network sees its neutral grey.
_FILL_REACH_PX = 8

# How far fine values may leave the range of the 3 x 3 pixels around, as a share of it. On sharp
# pictures averaged down to half this costs no accuracy at all; a quarter costs 0.004 dB.
_OVERSHOOT = 0.5

# Networks that want one size, or are not fully convolutional: this share of a window's side is
# cut off each side of the answer.
_RIM = 8
_DEFAULT_WINDOW = 512


@dataclass(frozen=True)
class PreparedPicture:
    """What is read for one window, by the reading thread."""

    out: Window
    """Raster pixels that are wanted."""
    area: Window
    """Raster pixels that were read."""
    values: NDArray[Any]
    """Stored values of ``area``, (bands, rows, cols)."""
    valid: Optional[BoolMask]
    """Mask of ``area``; None when all are valid."""

    @property
    def has_data(self) -> bool:
        """Whether any wanted pixel is valid."""
        if self.valid is None:
            return True
        rows, cols = self.out.slices_in(self.area)
        return bool(self.valid[rows, cols].any())


@dataclass(frozen=True)
class Sharpener:
    """One network bound to one raster. Its functions are pure but for reading."""

    network: Network
    bands: tuple[int, ...]
    """1-based raster bands that are read."""
    channels: ChannelPlan
    stretches: tuple[Stretch, ...]
    """One for each pass of `channels`."""
    shape: tuple[int, int]
    """Rows and columns of the raster."""

    @property
    def scale(self) -> int:
        """Fine pixels per pixel of the raster along each side."""
        return round(self.network.card.scale_factor)

    @property
    def sensor(self) -> SensorModel:
        """How fine pixels become those of the raster."""
        return SensorModel.averaging(self.scale)

    @property
    def stride(self) -> int:
        """What the origins of windows are multiples of."""
        return max(1, self.network.card.stride_px)

    @property
    def window_side(self) -> Optional[tuple[int, int]]:
        """Rows and columns of every window, for networks that cannot have exact tiles."""
        rows, cols = self.network.fixed_shape
        stated = self.network.card.input_size_px
        rows, cols = rows or stated, cols or stated
        if not rows and not cols and self.network.card.halo_px is not None:
            return None
        default = round_up(_DEFAULT_WINDOW, self.stride)
        return rows or default, cols or default

    @property
    def halo(self) -> int:
        """Pixels of the answer, in those of the raster, that are cut off on each side."""
        if self.window_side is not None:
            return max(1, min(self.window_side) // _RIM)
        return round_up(self.network.card.halo_px or 0, self.stride)

    @property
    def margin(self) -> int:
        """Pixels around a window that are enhanced too, for what comes after the network."""
        reach = AGREEMENT_REACH_PX + 1 if self.scale > 1 else 1
        return reach + (GUIDANCE_REACH_PX if self.channels.guided else 0)

    def prepare(self, source: RasterSource, out: Window) -> PreparedPicture:
        """Read what is needed to enhance a window of the raster."""
        wide = _grown(self._seen(out), _FILL_REACH_PX)
        area = wide.intersection(source.grid.window) or out
        values, valid = source.read(area, self.bands)
        return PreparedPicture(out, area, values, valid)

    def infer(
        self,
        prepared: PreparedPicture,
        tell: Tell = keep_quiet,
        arrays: Optional[RecycledArrays] = None,
    ) -> Floats:
        """Return the enhanced window, (bands, rows * scale, cols * scale), in stored units.

        Args:
            prepared: As from `prepare`.
            tell: Hears the share (0 to 1) that is done.
            arrays: Where the memory for the network's answer comes from.

        Raises:
            DeviceMemoryError: If the network does not fit into memory at this size.
            ModelError: If its answer has another size than its card says.
        """
        around = self._around(prepared.out)
        valid = prepared.valid
        values = prepared.values.astype(np.float32)
        if valid is not None:
            values = fill_near(values, valid, _FILL_REACH_PX, self._neutral())
        top, left = around.slices_in(prepared.area)
        coarse = values[:, top, left]
        rows, cols = (side * self.scale for side in coarse.shape[1:])
        fine = np.empty((len(self.bands), rows, cols), np.float32)
        for done, places in enumerate(self.channels.passes):
            answer = self._enhance(values, prepared.area, around, done, arrays)
            if len(set(places)) < len(places):
                answer = answer.mean(axis=0, keepdims=True)
            fine[list(dict.fromkeys(places))] = answer
            tell((done + 1) / (len(self.channels.passes) + 1))
        self._guide(coarse, fine)
        known = np.ones(coarse.shape[1:], bool) if valid is None else valid[top, left]
        if self.scale > 1 and known.any():
            fine = self._plausible(fine, coarse)
            fine = agree(fine, np.where(known, coarse, np.float32(0)), known, self.sensor)
        fine = np.maximum(fine, self._floor(coarse))
        top, left = prepared.out.slices_in(around)
        return fine[:, _times(top, self.scale), _times(left, self.scale)]

    def network_pixels(self, out: Window) -> int:
        """Return the pixels that go through the network to enhance a window."""
        return self._region(self._around(out)).pixels * len(self.channels.passes)

    def _enhance(
        self,
        values: Floats,
        area: Window,
        around: Window,
        one: int,
        arrays: Optional[RecycledArrays],
    ) -> Floats:
        """Return what a pass through the network makes of ``around``, in stored units."""
        stretch, stored = self.stretches[one], values[list(self.channels.passes[one])]
        scaled = stretch.apply(stored)
        region = self._region(around)
        seen = region.intersection(self._raster) or region
        rows, cols = seen.slices_in(area)
        picture = _extended(scaled[:, rows, cols], seen, region)
        answer = self.network.predict(np.ascontiguousarray(picture[None]), arrays)[0]
        self._check_answer(answer, region)
        rows, cols = around.slices_in(region)
        answer = stretch.undo(answer[:, _times(rows, self.scale), _times(cols, self.scale)])
        rows, cols = around.slices_in(area)
        lost = stretch.lost(stored, scaled)[:, rows, cols]
        return answer + enlarge_bicubic(lost, self.scale) if lost.any() else answer

    def _guide(self, coarse: Floats, fine: Floats) -> None:
        """Put the bands that no pass has into ``fine``."""
        if not self.channels.guided:
            return
        guides, stretch = list(self.channels.passes[0]), self.stretches[0]
        guidance = Guidance(stretch.apply(coarse[guides]), stretch.apply(fine[guides]), self.scale)
        for place in self.channels.guided:
            fine[place] = guidance.sharpen(coarse[place])

    def _plausible(self, fine: Floats, coarse: Floats) -> Floats:
        """Return values cut to the range of the pixels around, and some room beyond it.

        Where the input is flat there is nothing to sharpen, whatever the network says.
        """
        lowest = ndimage.minimum_filter(coarse, (1, 3, 3), mode="nearest")
        highest = ndimage.maximum_filter(coarse, (1, 3, 3), mode="nearest")
        room = _OVERSHOOT * (highest - lowest)
        return np.clip(fine, self._repeated(lowest - room), self._repeated(highest + room))

    def _repeated(self, coarse: Floats) -> Floats:
        repeated: Floats = coarse.repeat(self.scale, axis=1).repeat(self.scale, axis=2)
        return repeated

    def _floor(self, coarse: Floats) -> Floats:
        """Return the lowest values that may come out: none below zero where the input is not."""
        lowest = ndimage.minimum_filter(coarse, (1, 3, 3), mode="nearest")
        return self._repeated(np.minimum(lowest, np.float32(0)))

    def _neutral(self) -> Floats:
        """Return what stands in the middle of gaps, shape (bands, 1, 1)."""
        neutral = np.zeros((len(self.bands), 1, 1), np.float32)
        for places, stretch in zip(self.channels.passes, self.stretches):
            neutral[list(places)] = stretch.neutral
        return neutral

    def _around(self, out: Window) -> Window:
        return _grown(out, self.margin).intersection(self._raster) or out

    @property
    def _raster(self) -> Window:
        return Window(0, 0, self.shape[1], self.shape[0])

    def _seen(self, out: Window) -> Window:
        return self._region(self._around(out))

    def _region(self, around: Window) -> Window:
        """Return the pixels that go through the network; they may lie outside the raster."""
        if self.window_side is not None:
            rows, cols = self.window_side
            return Window(around.col_off - self.halo, around.row_off - self.halo, cols, rows)
        top, height = self._axis(around.row_off, around.row_stop, self.shape[0])
        left, width = self._axis(around.col_off, around.col_stop, self.shape[1])
        return Window(left, top, width, height)

    def _axis(self, low: int, high: int, length: int) -> tuple[int, int]:
        stride = self.stride
        start = max(0, low // stride * stride - self.halo)
        stop = min(round_up(length, stride), round_up(high, stride) + self.halo)
        return start, stop - start

    def _check_answer(self, answer: Floats, region: Window) -> None:
        expected = (
            len(self.network.card.bands),
            region.height * self.scale,
            region.width * self.scale,
        )
        if answer.shape != expected:
            raise ModelError(
                f"{self.network.card.name} answered with {list(answer.shape)} values, not "
                f"{list(expected)}",
                f"Its card says a scale of {self.network.card.scale_factor:g}",
                "Import the network again and state its scale_factor",
            )


def _grown(window: Window, margin: int) -> Window:
    return Window(
        window.col_off - margin,
        window.row_off - margin,
        window.width + 2 * margin,
        window.height + 2 * margin,
    )


def _times(part: slice, scale: int) -> slice:
    return slice(part.start * scale, part.stop * scale)


def _extended(values: Floats, inside: Window, region: Window) -> Floats:
    """Repeat the edge pixels where the network looks past the raster."""
    before = (inside.row_off - region.row_off, inside.col_off - region.col_off)
    after = (region.row_stop - inside.row_stop, region.col_stop - inside.col_stop)
    if not any(before) and not any(after):
        return values
    return np.pad(values, ((0, 0), (before[0], after[0]), (before[1], after[1])), mode="edge")
