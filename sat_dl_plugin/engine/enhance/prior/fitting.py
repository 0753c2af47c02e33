"""Fitting one network to one picture: steps, the average of the outputs, and the end."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Callable, Optional

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.engine.enhance.agreement import agree, restore_detail
from sat_dl_plugin.engine.enhance.prior.network import PriorNetwork, Shape
from sat_dl_plugin.engine.enhance.prior.operator import SensorOperator
from sat_dl_plugin.engine.enhance.prior.stopping import (
    HeldOut,
    Settled,
    held_out_pixels,
)
from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats, SensorModel


class NotFiniteError(ArithmeticError):
    """The loss became infinite or no number at all."""


@dataclass(frozen=True)
class Recipe:
    """How a picture is fitted; the numbers are those of `benchmarks/prior.py`."""

    shape: Shape = field(default_factory=Shape)
    learning_rate: float = 0.01
    input_noise: float = 0.03
    """Standard deviation of the noise added to the network's entry at every step."""
    noise_scale: float = 0.1
    """The fixed noise at the entry is uniform between zero and this."""
    guide_scale: float = 1.0
    """What the smoothed picture at the entry is multiplied with."""
    guide_blur_px: float = 1.5
    """Standard deviation of that smoothing, pixels of the input; 0 for interpolation alone."""
    blanked: float = 0.0
    """Share of the pixels that the network is not shown and has to guess, others at every step;
    the loss counts them alone. 0 shows and counts all."""
    average: float = 0.95
    """Share of the running average of the outputs that each step keeps, at most."""
    held_out: float = 0.03
    """Share of the known pixels that are kept from the fit to tell when to stop; 0 stops when
    the result has settled."""
    most_steps: int = 600
    """Where a fit that stops by itself is stopped anyway."""
    exact_steps: int = 0
    """Steps to make, whatever they bring; 0 stops by itself."""


@dataclass(frozen=True)
class Target:
    """What a network is fitted to."""

    values: Floats
    """Shape (bands, rows, cols), of order one; what stands at invalid pixels does not matter."""
    valid: BoolMask
    """Shape (rows, cols)."""
    sensor: SensorModel
    seed: int


@dataclass(frozen=True)
class Fitted:
    """The end of a fit."""

    picture: Floats
    """Shape (bands, rows * scale, cols * scale), in agreement with the target."""
    steps: int
    """Steps that were made."""
    best_step: int
    """Step whose average is `picture`."""


# What a network is fitted to lies between these; beyond, a sigmoid is all but flat.
_LOWEST, _HIGHEST = 0.04, 0.96

# Percentiles of a picture's values that become those; what lies beyond is put back afterwards.
_NORMAL = (0.05, 99.95)


class Fit:
    """One fit, step by step.

    Args:
        target: The picture.
        recipe: How it is fitted.
        device: Where it is computed.
    """

    def __init__(
        self,
        target: Target,
        recipe: Recipe,
        device: torch.device,
    ) -> None:
        self._target = target
        self._recipe = recipe
        self._device = device
        scale = target.sensor.scale
        bands, self._rows, self._cols = (
            target.values.shape[0],
            target.values.shape[1] * scale,
            target.values.shape[2] * scale,
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(target.seed)
            depth = recipe.shape.depth_for(self._rows, self._cols)
            network = PriorNetwork(bands, recipe.shape, depth)
        low, high = usual_range(target)
        self._offset, self._span = low, high - low
        target = replace(target, values=(target.values - low) / self._span)
        self._beyond = _beyond(target)
        self._network = network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._random = torch.Generator(device).manual_seed(target.seed)
        kept = held_out_pixels(
            target.valid,
            0.0 if recipe.exact_steps else recipe.held_out,
            np.random.default_rng(target.seed),
        )
        self._size = self._canvas()
        known = target.valid & ~kept
        if recipe.blanked:
            guide = guide_of(target.values, known, 0.0)
            around = neighbours_of(guide)
            # Gaps look like what is blanked, so what is learnt there holds for them.
            self._shown = self._tensor(np.where(known, guide, around))
            self._guessed = self._tensor(around)
            self._entry = self._fixed_noise()
        else:
            self._entry = torch.cat([self._fixed_noise(), self._guide(target, known)], dim=1)
        self._entry = self._entry.contiguous(memory_format=torch.channels_last)
        self._optimizer = torch.optim.Adam(
            self._network.parameters(), lr=recipe.learning_rate, foreach=True
        )
        self._set_target(target, kept)
        self._average: Optional[Tensor] = None
        self._best: Optional[Tensor] = None
        self.best_step = 0
        self.step = 0

    def _canvas(self) -> tuple[int, int]:
        """Return rows and columns that can be halved as often as the network does."""
        multiple = self._network.multiple * self._recipe.shape.entry_factor
        # Two cells are the least that can be reflected at the coarsest level.
        rows, cols = (max(2, math.ceil(n / multiple)) * multiple for n in (self._rows, self._cols))
        return rows, cols

    def _fixed_noise(self) -> Tensor:
        shape, cells = self._recipe.shape, self._recipe.shape.entry_factor
        size = (1, shape.noise_channels, self._size[0] // cells, self._size[1] // cells)
        noise = torch.rand(size, generator=self._random, device=self._device)
        return noise.mul_(self._recipe.noise_scale)

    def _guide(self, target: Target, known: BoolMask) -> Tensor:
        """Return the smoothed picture at the entry's resolution."""
        recipe, scale = self._recipe, target.sensor.scale
        guide = torch.from_numpy(guide_of(target.values, known, recipe.guide_blur_px))[None]
        if scale > 1:
            guide = functional.interpolate(
                guide, scale_factor=float(scale), mode="bicubic", align_corners=False
            )
        guide = self._padded(guide.to(self._device))
        cells = recipe.shape.entry_factor
        guide = functional.avg_pool2d(guide, cells) if cells > 1 else guide
        return (guide - 0.5) * recipe.guide_scale

    def _tensor(self, values: Floats) -> Tensor:
        tensor = torch.from_numpy(np.ascontiguousarray(values))[None].to(self._device)
        return (self._padded(tensor) - 0.5) * self._recipe.guide_scale

    def _padded(self, picture: Tensor) -> Tensor:
        """Repeat the picture's edge up to the size of the canvas."""
        padding = (0, self._size[1] - self._cols, 0, self._size[0] - self._rows)
        return functional.pad(picture, padding, mode="replicate")

    def _set_target(self, target: Target, kept: BoolMask) -> None:
        device, scale = self._device, target.sensor.scale
        values = np.clip(np.where(target.valid, target.values, np.float32(0)), 0, 1)
        self._values = torch.from_numpy(np.ascontiguousarray(values))[None].to(device)
        self._fitted = torch.from_numpy(target.valid & ~kept).to(device, torch.float32)
        self._held_out = torch.from_numpy(kept).to(device, torch.float32)
        self.has_held_out = bool(kept.any())
        # One weight a pixel, the same for all bands.
        bands = target.values.shape[0]
        self._fitted /= self._fitted.sum().clamp(min=1) * bands
        self._held_out /= self._held_out.sum().clamp(min=1) * bands
        fine = None
        if not target.valid.all() and scale > 1:
            fine = torch.from_numpy(target.valid.repeat(scale, axis=0).repeat(scale, axis=1))
        self._sensor = SensorOperator(target.sensor, fine, self._rows, self._cols, device)

    def advance(self) -> float:
        """Make one step and return its loss.

        Raises:
            NotFiniteError: If the loss is no finite number.
        """
        blank = self._blank()
        picture = self._network(self._noisy_entry(blank))[:, :, : self._rows, : self._cols]
        seen = self._sensor(picture)
        weights = self._fitted
        if blank is not None:
            weights = weights * (blank[0, 0, : self._rows, : self._cols] / self._recipe.blanked)
        loss = ((seen - self._values).square() * weights).sum()
        value = float(loss.detach())
        if not math.isfinite(value):
            raise NotFiniteError
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._optimizer.step()
        self._remember(picture.detach())
        return value

    def _blank(self) -> Optional[Tensor]:
        """Return which pixels are not shown at this step, as numbers."""
        if not self._recipe.blanked:
            return None
        chance = torch.rand((1, 1, *self._size), generator=self._random, device=self._device)
        return (chance < self._recipe.blanked).float()

    def _noisy_entry(self, blank: Optional[Tensor]) -> Tensor:
        entry = self._entry
        if blank is not None:
            guide = torch.lerp(self._shown, self._guessed, blank)
            entry = torch.cat([entry, guide], dim=1)
        noise = torch.randn(entry.shape, generator=self._random, device=self._device)
        entry = torch.add(entry, noise, alpha=self._recipe.input_noise)
        return entry.contiguous(memory_format=torch.channels_last)

    def _remember(self, picture: Tensor) -> None:
        self.step += 1
        self.output = picture
        if self._average is None:
            self._average = picture.clone()
            return
        # Early outputs are forgotten sooner, because they are far off.
        keep = min(self._recipe.average, self.step / (self.step + 10.0))
        self._average.lerp_(picture, 1.0 - keep)

    def average_picture(self) -> Floats:
        """Return the average of the outputs in the target's units.

        Raises:
            ValueError: If no step was made.
        """
        if self._average is None:
            raise ValueError("no step was made")
        return self._in_units(self._average)

    def agreed_picture(self) -> Floats:
        """Return the average of the outputs, brought into agreement with the target."""
        target = self._target
        known = np.where(target.valid, target.values, np.float32(0))
        agreed = agree(self.average_picture(), known, target.valid, target.sensor)
        return restore_detail(agreed, known, target.valid) if self._recipe.blanked else agreed

    def held_out_error(self) -> float:
        """Return the mean squared error of the average on held-out pixels.

        Raises:
            ValueError: If no step was made.
        """
        if self._average is None:
            raise ValueError("no step was made")
        with torch.no_grad():
            seen = self._sensor(self._average)
            return float(((seen - self._values).square() * self._held_out).sum())

    def keep_as_best(self) -> None:
        """Remember the present average as the best result."""
        if self._average is None:
            return
        self._best = self._average.clone() if self._best is None else self._best
        self._best.copy_(self._average)
        self.best_step = self.step

    def result(self) -> Fitted:
        """Return the best result, or the present average when none was kept."""
        if self._best is not None:
            self._average = self._best
        return Fitted(self.agreed_picture(), self.step, self.best_step or self.step)

    def _in_units(self, picture: Tensor) -> Floats:
        unit = picture[0].contiguous().cpu().numpy()
        values: Floats = (unit + self._beyond) * self._span + self._offset
        return values


# A span below this share of the raster's own holds nothing but noise.
_LEAST_SPAN = 0.02

# How often held-out pixels are looked at, in steps.
LOOK_EVERY = 10


def run_fit(fit: Fit, recipe: Recipe, on_step: Callable[[int], None]) -> Fitted:
    """Run a fit to its end.

    Args:
        fit: The fit, with no step made.
        recipe: Says whether it stops by itself.
        on_step: Called after every step with its number; may raise to stop.
    """
    held_out, settled = HeldOut(), Settled()
    last = recipe.exact_steps or recipe.most_steps
    while fit.step < last:
        fit.advance()
        on_step(fit.step)
        if recipe.exact_steps:
            continue
        if not fit.has_held_out:
            if settled.is_due(fit.step) and settled.should_stop(fit.step, fit.agreed_picture()):
                break
        elif fit.step % LOOK_EVERY == 0:
            if held_out.better(fit.step, fit.held_out_error()):
                fit.keep_as_best()
            if held_out.should_stop(fit.step):
                break
    return fit.result()


def usual_range(target: Target) -> tuple[Floats, Floats]:
    """Return what becomes 0 and 1 inside a fit, two arrays of shape (bands, 1, 1)."""
    low, high = np.percentile(target.values[:, target.valid], _NORMAL, axis=1)
    # Where a tile is flat, the scale of the whole raster holds.
    span = np.maximum(high - low, _LEAST_SPAN) / (_HIGHEST - _LOWEST)
    middle = (low + high) / 2
    bounds = middle - span / 2, middle + span / 2
    lowest, highest = (bound[:, None, None].astype(np.float32) for bound in bounds)
    return lowest, highest


def _beyond(target: Target) -> Floats:
    """Return what is cut off the rare values outside 0 to 1, where pixels stay pixels."""
    if target.sensor.scale > 1:
        # There what was measured is put back through the sensor model.
        return np.zeros((1, 1, 1), np.float32)
    outside: Floats = target.values - np.clip(target.values, 0, 1)
    return np.where(target.valid, outside, np.float32(0))


def guide_of(values: Floats, known: BoolMask, blur_px: float) -> Floats:
    """Return a smooth copy of a picture, carried into its gaps.

    Args:
        values: Shape (bands, rows, cols).
        known: Pixels that count, shape (rows, cols).
        blur_px: Standard deviation of the Gaussian; 0 smooths in the gaps only.
    """
    filled = np.where(known, values, np.float32(0))
    total, weight = filled, known.astype(np.float32)
    # Wider and wider, until even the widest gap has been reached from its edges.
    for width in (1.0, 4.0, 16.0, 64.0):
        if known.all():
            break
        share = ndimage.gaussian_filter(weight, width, mode="nearest")
        spread = ndimage.gaussian_filter(total, (0, width, width), mode="nearest")
        reached = ~known & (share > _REACHED)
        filled = np.where(reached, spread / np.maximum(share, _REACHED), filled)
        known = known | reached
    if not blur_px:
        return filled.astype(np.float32)
    smooth: Floats = ndimage.gaussian_filter(filled, (0, blur_px, blur_px), mode="nearest")
    return smooth


# Less than this share of a Gaussian on known pixels is too far away to say anything.
_REACHED = 0.02


def neighbours_of(values: Floats) -> Floats:
    """Return the mean of the eight neighbours of every pixel of (bands, rows, cols)."""
    kernel = np.full((1, 3, 3), 1 / 8, np.float32)
    kernel[0, 1, 1] = 0
    around: Floats = ndimage.convolve(values, kernel, mode="mirror")
    return around
