"""Fitting all tiles of a picture: going on after a stop, restarts, and the memory ladder."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sat_dl_plugin.contract.errors import DeviceMemoryError, ModelError
from sat_dl_plugin.contract.jobs import PriorJob
from sat_dl_plugin.contract.limits import memory_limit_bytes
from sat_dl_plugin.contract.places import plugin_version
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.enhance.picture import Picture, plausible_range
from sat_dl_plugin.engine.enhance.prior.device import (
    bytes_per_pixel,
    device_title,
    free_device_memory,
    is_out_of_memory,
)
from sat_dl_plugin.engine.enhance.prior.fitting import (
    Fit,
    Fitted,
    NotFiniteError,
    Target,
    run_fit,
)
from sat_dl_plugin.engine.enhance.prior.recipes import recipe_for
from sat_dl_plugin.engine.enhance.sensor import SensorModel
from sat_dl_plugin.engine.enhance.tile_plan import TilePlan
from sat_dl_plugin.engine.enhance.tile_store import TileStore, open_store
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.segment.memory import memory_budget_bytes

# Pixels of the output along a tile's side, and those that neighbours share. A step on a larger
# tile could take longer than a cancel may, which is heard between steps.
_TILE_PX, _OVERLAP_PX = 448, 48

# The ladder ends here: a smaller tile cannot be what fills the memory.
_SMALLEST_TILE_PX = 64

_MOST_RESTARTS = 3
_SMALLER_STEP = 0.3

# What a fit that stops by itself usually takes, for the first guess of the remaining time.
_USUAL_STEPS = 400


@dataclass
class FittedTiles:
    """All tiles of a picture, fitted."""

    plan: TilePlan
    store: TileStore
    provider: str
    steps: list[int] = field(default_factory=list)
    """Steps that each tile took; 0 for tiles without a valid pixel."""
    notes: list[str] = field(default_factory=list)
    """Restarts and steps of the memory ladder."""


class TileFitter:
    """Fits a picture tile by tile.

    Args:
        job: Says how long, with which seed and how large the tiles are.
        picture: The input.
        sensor: From the output's pixels to the input's.
        device: Where it is computed.
    """

    def __init__(
        self, job: PriorJob, picture: Picture, sensor: SensorModel, device: torch.device
    ) -> None:
        self._job = job
        self._picture = picture
        self._sensor = sensor
        self._device = device
        self._recipe = recipe_for(job)
        self._notes: list[str] = []

    def run(self, parent: Path, reporter: Reporter) -> FittedTiles:
        """Fit all tiles, on smaller ones or on the processor when memory runs out.

        Args:
            parent: Folder of the stores of finished tiles.
            reporter: Hears of progress and is asked for cancellation.

        Raises:
            DeviceMemoryError: If the lowest rung of the ladder fails too.
        """
        tile = self._job.tile or self._chosen_tile()
        while True:
            try:
                return self._run_with(tile, parent, reporter)
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                tile = self._step_down(tile, error, reporter)

    def _chosen_tile(self) -> int:
        scale = self._sensor.scale
        budget = memory_limit_bytes() or memory_budget_bytes()
        if self._device.type != "cpu":
            return _TILE_PX // scale
        side = int((budget / bytes_per_pixel(len(self._picture.bands))) ** 0.5)
        return max(_SMALLEST_TILE_PX, min(_TILE_PX, side)) // scale

    def _step_down(self, tile: int, error: BaseException, reporter: Reporter) -> int:
        free_device_memory(self._device)
        scale = self._sensor.scale
        present = min(tile, max(self._picture.part.width, self._picture.part.height))
        if present * scale // 2 >= _SMALLEST_TILE_PX:
            self._say(f"Out of memory: tiles of {present // 2} px from here on", reporter)
            return present // 2
        if self._device.type != "cpu":
            self._device = torch.device("cpu")
            self._say("Out of memory on the device: going on with the processor", reporter)
            return tile
        raise DeviceMemoryError(
            f"Not enough memory for a tile of {tile} px",
            str(error).splitlines()[0] if str(error) else "",
            "Close other programs, or give a smaller extent",
        ) from error

    def _run_with(self, tile: int, parent: Path, reporter: Reporter) -> FittedTiles:
        part, scale = self._picture.part, self._sensor.scale
        overlap = max(1, _OVERLAP_PX // scale)
        plan = TilePlan(part.width, part.height, tile, overlap, scale)
        store = open_store(parent, self._identity(tile))
        fitted = FittedTiles(plan, store, device_title(self._device), notes=self._notes)
        finished = sum(store.facts(index) is not None for index in range(len(plan)))
        reporter.log(
            f"Fitting {part.pixels * scale * scale / 1e6:.2f} Mpx in {len(plan)} tile(s) of up to "
            f"{plan.cols.tile * scale} x {plan.rows.tile * scale} px on {fitted.provider}."
        )
        if finished:
            reporter.log(f"{finished} tile(s) were finished before; going on from there.")
        clock = _Clock(len(plan) - finished, reporter)
        try:
            self._fit_missing(fitted, clock, reporter)
        except BaseException as error:
            # Nothing to go on from: no tile is finished, or they were too large.
            if is_out_of_memory(error) or not any(map(store.facts, range(len(plan)))):
                store.remove()
            raise
        return fitted

    def _fit_missing(self, fitted: FittedTiles, clock: _Clock, reporter: Reporter) -> None:
        for index, window in enumerate(fitted.plan.windows):
            facts = fitted.store.facts(index)
            if facts is None:
                name = f"tile {index + 1} of {len(fitted.plan)}"
                clock.begin(name)
                facts = self._fit_window(fitted.store, index, window, clock, reporter)
                clock.end(int(facts["steps"]))
            fitted.steps.append(int(facts["steps"]))

    def _fit_window(
        self, store: TileStore, index: int, window: Window, clock: _Clock, reporter: Reporter
    ) -> dict[str, Any]:
        reporter.check_cancelled()
        stored, valid = self._picture.read(window)
        if not valid.any():
            store.save(index, None, steps=0)
            return {"steps": 0}
        values = self._picture.scaling.apply(stored)
        target = Target(values, valid, self._sensor, self._job.seed + index)
        result = self._fit_target(target, clock, reporter)
        low, high = (
            self._picture.scaling.apply(np.asarray(bound))
            for bound in plausible_range(stored, valid)
        )
        store.save(index, np.clip(result.picture, low, high), steps=result.steps)
        return {"steps": result.steps}

    def _fit_target(self, target: Target, clock: _Clock, reporter: Reporter) -> Fitted:
        recipe, seed = self._recipe, target.seed
        for attempt in range(_MOST_RESTARTS + 1):

            def on_step(step: int) -> None:
                reporter.check_cancelled()
                clock.tell(step)

            try:
                fit = Fit(replace(target, seed=seed + 7919 * attempt), recipe, self._device)
                return run_fit(fit, recipe, on_step)
            except NotFiniteError:
                recipe = replace(recipe, learning_rate=recipe.learning_rate * _SMALLER_STEP)
                if attempt < _MOST_RESTARTS:
                    self._say(
                        f"The fit of {clock.name} became infinite; once more with steps of "
                        f"{recipe.learning_rate:.2g}",
                        reporter,
                    )
        raise ModelError(
            f"The fit of {clock.name} became infinite {_MOST_RESTARTS + 1} times",
            "Its values may be far outside those of the rest of the raster",
            "Clip extreme values first, or leave that part out",
        )

    def _identity(self, tile: int) -> dict[str, Any]:
        """Return everything that finished tiles depend on."""
        job = self._job.to_params()
        for name in ("output", "residual", "device", "checkpoints"):
            job.pop(name)
        path = Path(self._job.input)
        changed = path.stat().st_mtime_ns if path.is_file() else None
        return {
            "job": job,
            "tile": tile,
            "input": self._picture.source.facts(),
            "changed": changed,
            "version": plugin_version(),
            "recipe": repr(self._recipe),
        }

    def _say(self, text: str, reporter: Reporter) -> None:
        self._notes.append(text)
        reporter.log(f"{text}.", "warning")


class _Clock:
    """Progress over tiles whose length is not known before."""

    def __init__(self, tiles: int, reporter: Reporter) -> None:
        self._tiles = max(tiles, 1)
        self._reporter = reporter
        self._done = 0
        self._steps: list[int] = []
        self._began = time.monotonic()
        self.name = ""

    def begin(self, name: str) -> None:
        """Begin a tile."""
        self.name = name
        self.tell(0)

    def tell(self, step: int) -> None:
        """Report a step of the present tile."""
        usual = sum(self._steps) / len(self._steps) if self._steps else _USUAL_STEPS
        # A tile that takes longer than usual comes closer and closer to its end.
        share = step / (step + usual / 3) if step > usual else 0.75 * step / usual
        self._reporter.progress((self._done + share) / self._tiles, f"Fitting {self.name}")

    def end(self, steps: int) -> None:
        """Finish a tile and log the remaining time."""
        self._done += 1
        if steps:
            self._steps.append(steps)
        left = (time.monotonic() - self._began) / self._done * (self._tiles - self._done)
        remaining = f"; about {_duration(left)} left" if self._done < self._tiles else ""
        self._reporter.log(f"Finished {self.name} after {steps} steps{remaining}.")


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"


__all__ = ["FittedTiles", "TileFitter"]
