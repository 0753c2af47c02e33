"""Chips cut out of rasters into files, once, so that a job that goes on finds them as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.train.chip_plan import ChipInputs, ChipPlan, ChipRaster, PlannedChip
from sat_dl_plugin.engine.train.scene_chips import SceneChips
from sat_dl_plugin.engine.train.statistics import RunningMoments, scaling_of

_RECORD = "chips.json"

# Chips with less data than this show too little.
_LEAST_VALID = 0.5


@dataclass(frozen=True)
class CutChips:
    """The chips of a job."""

    training: SceneChips
    validation: Optional[SceneChips]
    """None when nothing was set aside."""
    scaling: Scaling
    notes: tuple[str, ...]


def bytes_of(plan: ChipPlan, inputs: ChipInputs) -> int:
    """Return the room that the chips of a plan take on the disk."""
    chips = len(plan.training) + len(plan.validation)
    return chips * len(inputs.bands) * plan.side**2 * inputs.dtype.itemsize


def cut_chips(inputs: ChipInputs, plan: ChipPlan, folder: Path, reporter: Reporter) -> CutChips:
    """Cut the chips of a plan, or open those that an earlier run has cut.

    Args:
        inputs: The rasters.
        plan: Which chips.
        folder: Where the chips are kept.
        reporter: Hears of progress and is asked for cancellation.

    Raises:
        InputError: If no chip to learn from has data.
    """
    record = folder / _RECORD
    if not record.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _cut_all(inputs, plan, folder, reporter)
    told = json.loads(record.read_text(encoding="utf-8"))
    shape = (len(inputs.bands), plan.side, plan.side)
    opened = {
        part: _opened(folder / f"{part}.raw", shape, inputs.dtype, scenes)
        for part, scenes in told["scenes"].items()
    }
    return CutChips(
        opened["training"],
        opened.get("validation"),
        _scaling(told["scaling"]),
        tuple(told["notes"]),
    )


def _scaling(told: dict[str, Any]) -> Scaling:
    stored = told["stored_range"]
    return Scaling(
        factor=told["factor"],
        mean=tuple(told["mean"]),
        std=tuple(told["std"]),
        stored_range=None if stored is None else (stored[0], stored[1]),
    )


def _opened(
    path: Path, shape: tuple[int, ...], dtype: np.dtype[Any], scenes: Sequence[int]
) -> SceneChips:
    images = np.memmap(path, dtype, mode="r", shape=(len(scenes), *shape))
    return SceneChips(images, np.array(scenes, dtype=np.int64))


def _cut_all(inputs: ChipInputs, plan: ChipPlan, folder: Path, reporter: Reporter) -> None:
    moments = RunningMoments(len(inputs.bands))
    parts = {"training": plan.training, "validation": plan.validation}
    total = sum(map(len, parts.values()))
    scenes: dict[str, list[int]] = {}
    done = 0
    for part, chips in parts.items():
        kept: list[int] = []
        with (folder / f"{part}.raw").open("wb") as stream:
            for chip, values, valid in _read_all(inputs, chips):
                reporter.check_cancelled()
                reporter.progress(done / total, "Cutting chips")
                done += 1
                if valid.mean() < _LEAST_VALID:
                    continue
                if part == "training":
                    moments.add(values, valid)
                stream.write(_filled(values, valid).astype(inputs.dtype).tobytes())
                kept.append(chip.scene)
        if kept:
            scenes[part] = kept
    if "training" not in scenes:
        raise InputError(
            "No chip to train on has data",
            f"All {len(plan.training)} are nodata for the most part",
            "Check the nodata values of the rasters, or choose another place",
        )
    scaling, notes = scaling_of(moments.total, inputs.dtype, inputs.bands)
    notes += moments.notes(inputs.bands)
    left_out = total - sum(map(len, scenes.values()))
    if left_out:
        notes.append(f"{left_out} of {total} chips are nodata for the most part and left out.")
    told = {"scaling": asdict(scaling), "notes": notes, "scenes": scenes}
    (folder / _RECORD).write_text(json.dumps(told), encoding="utf-8")


def _read_all(
    inputs: ChipInputs, chips: Sequence[PlannedChip]
) -> Iterator[tuple[PlannedChip, NDArray[Any], NDArray[np.bool_]]]:
    """Yield chips with their values and what of them is data, raster by raster."""
    for number, raster in enumerate(inputs.rasters):
        own = [chip for chip in chips if chip.raster == number]
        if own:
            with RasterSource(raster.file.path) as source:
                for chip in own:
                    yield (chip, *_read(source, raster, chip.window))


def _read(
    source: RasterSource, raster: ChipRaster, window: Window
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Read a chip; where a raster is smaller it goes on as in a mirror."""
    grid = raster.training.grid
    inner = window.intersection(grid.window) or window
    values, valid = raster.training.read(source, raster.bands, inner)
    known = np.ones(values.shape[1:], dtype=np.bool_) if valid is None else valid
    missing = ((0, window.height - inner.height), (0, window.width - inner.width))
    if any(after for _, after in missing):
        values = np.pad(values, ((0, 0), *missing), mode="symmetric")
        known = np.pad(known, missing, mode="symmetric")
    return values, known


def _filled(values: NDArray[Any], valid: NDArray[np.bool_]) -> NDArray[Any]:
    """Return values with the mean of their band where there is no data."""
    if valid.all():
        return values
    means = values[:, valid].mean(axis=1, dtype=np.float64)
    return np.where(valid, values, means[:, None, None])
