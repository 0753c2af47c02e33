"""Which square pieces of which rasters a network learns to see from."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Optional

import numpy as np
import shapely

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.raster.bands import known_bands, match_bands
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.train.scene_chips import UNKNOWN
from sat_dl_plugin.engine.train.scene_labels import SceneLabels, windows_of
from sat_dl_plugin.engine.train.training_files import RASTER_ENDINGS
from sat_dl_plugin.engine.train.training_grid import TrainingGrid, common_dtype, stored_dtype

SMALLEST_CHIP_PX = 32

# Chips are set aside in blocks of at most so many along each side, and of fewer where there would
# not be so many blocks.
_BLOCK_CHIPS, _FEWEST_BLOCKS = 4, 20


@dataclass(frozen=True)
class ChipFile:
    """One raster that chips are cut from."""

    path: str
    scene: str = ""
    """What all of it shows, from the name of its folder; empty when that is open."""


@dataclass(frozen=True)
class ChipRaster:
    """One raster as a network will see it."""

    file: ChipFile
    bands: tuple[int, ...]
    """1-based band of each channel."""
    training: TrainingGrid
    dtype: np.dtype[Any]
    facts: dict[str, Any]
    """What provenance records of it."""


@dataclass(frozen=True)
class ChipInputs:
    """All rasters of a job."""

    rasters: tuple[ChipRaster, ...]
    bands: tuple[str, ...]
    """Common names in the order of the network's channels."""
    gsd_m: Optional[float]
    """Metres per pixel; None for the rasters' own pixels, which have no size."""
    dtype: np.dtype[Any]
    """In which values of all rasters are kept."""


@dataclass(frozen=True)
class PlannedChip:
    """One chip that is to be cut."""

    raster: int
    window: Window
    """Pixels of the raster's training grid; it may reach beyond a raster that is smaller."""
    scene: int
    """Index of its scene class, or `UNKNOWN`."""
    group: tuple[int, ...]
    """Chips of one group are never on both sides of a split."""


@dataclass(frozen=True)
class ChipPlan:
    """All chips, those to learn from first."""

    side: int
    """Of a chip, pixels."""
    scenes: tuple[str, ...]
    """Names of those that have chips."""
    training: tuple[PlannedChip, ...]
    validation: tuple[PlannedChip, ...]
    absent: tuple[str, ...] = ()
    """Scenes of which no chip could be cut."""


def chip_files(inputs: Sequence[str]) -> list[ChipFile]:
    """Return the rasters of files and folders.

    The rasters in the sub-folders of a folder show what their sub-folder is called.

    Raises:
        UsageError: If nothing is given.
        InputError: If a folder has no raster.
    """
    if not inputs:
        raise UsageError("No raster is given", "", "Choose one raster or several, or a folder")
    return [file for entry in inputs for file in _files_of(entry)]


def _files_of(entry: str) -> list[ChipFile]:
    folder = Path(entry)
    if not folder.is_dir():
        return [ChipFile(entry)]
    found = [ChipFile(str(path)) for path in _rasters_in(folder)]
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        found += [ChipFile(str(path), inner.name) for path in _rasters_in(inner)]
    if not found:
        raise InputError(
            f"The folder {entry} has no raster",
            f"Files ending in {', '.join(RASTER_ENDINGS)} are looked for, in it and in its folders",
            "Choose another folder, or the rasters themselves",
        )
    return found


def _rasters_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in RASTER_ENDINGS)


def open_rasters(
    files: Sequence[ChipFile], bands: dict[str, int], gsd_m: float, reporter: Reporter
) -> ChipInputs:
    """Look at all rasters and check that they go together.

    Args:
        files: The rasters.
        bands: Common name -> 1-based band, 0 to find it by its name; all bands when empty.
        gsd_m: Metres per pixel to train at; 0 for the pixels of the first raster.
        reporter: Hears what had to be assumed, and is asked for cancellation.

    Raises:
        UsageError: If the pixel size is none.
        InputError: If a raster cannot be used, or has other bands than the first.
    """
    if gsd_m < 0 or not np.isfinite(gsd_m):
        raise UsageError(f"A pixel size of {gsd_m:g} m is not possible", "", "Give metres, or 0")
    names: tuple[str, ...] = tuple(bands)
    found: list[ChipRaster] = []
    notes: set[str] = set()
    wanted = gsd_m or None
    for file in files:
        reporter.check_cancelled()
        with RasterSource(file.path) as source:
            if not found:
                names = names or own_bands(source)
                wanted = wanted or _gsd_m(source.grid)
            match = match_bands(source, names, {k: v for k, v in bands.items() if v})
            dtype = stored_dtype(source, match.indexes)
            training = TrainingGrid.of(source.grid, wanted, 1.0)
            found.append(ChipRaster(file, match.indexes, training, dtype, source.facts()))
            notes.add(match.note)
        _check_kind(found[0], found[-1])
    for note in sorted(notes - {""}):
        reporter.log(f"{note}.")
    return ChipInputs(tuple(found), names, wanted, common_dtype(entry.dtype for entry in found))


def own_bands(source: RasterSource) -> tuple[str, ...]:
    """Return a name for each band of a raster but alpha: its own, or ``band1`` and so on."""
    names = {index: name for name, index in known_bands(source).items()}
    usable = [i for i in range(1, source.band_count + 1) if i not in source.alpha_bands]
    return tuple(names.get(index, f"band{place}") for place, index in enumerate(usable, start=1))


def _gsd_m(grid: Grid) -> Optional[float]:
    own = grid.gsd_m()
    return None if own is None else float(np.sqrt(own[0] * own[1]))


def _check_kind(first: ChipRaster, other: ChipRaster) -> None:
    kinds = [entry.dtype == np.uint8 for entry in (first, other)]
    if kinds[0] != kinds[1]:
        raise InputError(
            f"{first.file.path} and {other.file.path} have values of different kinds",
            "Only one of them has 8-bit values",
            "Convert one of them, so that equal values mean equal brightness",
        )


def plan_chips(
    inputs: ChipInputs,
    labels: Optional[SceneLabels],
    side: int,
    limit: int,
    validation: float,
    seed: int,
) -> ChipPlan:
    """Choose chips and set some of them aside.

    Args:
        inputs: The rasters.
        labels: Where scenes are; None where folders say so, or nothing does.
        side: Of a chip, pixels; less where no raster is that large.
        limit: Most chips; more are thinned at random.
        validation: Share of the chips that is set aside, 0 to 1, in whole blocks of ground,
            features or files.
        seed: Of all choices.

    Raises:
        InputError: If there is no chip.
    """
    largest = max(min(r.training.grid.width, r.training.grid.height) for r in inputs.rasters)
    side = min(side, largest) // 16 * 16
    if side < SMALLEST_CHIP_PX:
        raise InputError(
            f"No raster has {SMALLEST_CHIP_PX} x {SMALLEST_CHIP_PX} pixels",
            f"The largest square in one of them has {largest} pixels a side",
            "Give larger rasters, or a smaller pixel size to train at",
        )
    names = labels.names if labels else [raster.file.scene for raster in inputs.rasters]
    scenes = tuple(sorted(set(names) - {""}))
    rng = np.random.default_rng(seed)
    if labels is None:
        chips = _unlabelled_chips(inputs, side, scenes)
    else:
        chips = _labelled_chips(inputs, labels, side, scenes)
    if not chips:
        raise InputError(
            "No chip can be cut",
            f"Nowhere in the rasters {side} x {side} pixels lie within a scene",
            "Check the places and the CRS of rasters and labels, or choose smaller chips",
        )
    if len(chips) > limit:
        chips = [chips[i] for i in sorted(rng.choice(len(chips), size=limit, replace=False))]
    present = sorted({chip.scene for chip in chips} - {UNKNOWN})
    number = {UNKNOWN: UNKNOWN, **{scene: index for index, scene in enumerate(present)}}
    chips = [replace(chip, scene=number[chip.scene]) for chip in chips]
    aside = _set_aside(chips, validation, rng)
    kept = [chip for chip in chips if chip.group not in aside]
    held = [chip for chip in chips if chip.group in aside]
    training = _apart(kept, held, side) if labels else kept
    shown = tuple(scenes[index] for index in present)
    return ChipPlan(side, shown, tuple(training), tuple(held), tuple(set(scenes) - set(shown)))


def _unlabelled_chips(inputs: ChipInputs, side: int, scenes: Sequence[str]) -> list[PlannedChip]:
    """Return chips side by side over all rasters; small rasters are one chip."""
    grids = [raster.training.grid for raster in inputs.rasters]
    total = sum(max(1, g.height // side) * max(1, g.width // side) for g in grids)
    block_chips = min(_BLOCK_CHIPS, max(1, math.isqrt(total // _FEWEST_BLOCKS)))
    chips = []
    for number, (raster, grid) in enumerate(zip(inputs.rasters, grids)):
        name = raster.file.scene
        scene = scenes.index(name) if name else UNKNOWN
        for row in range(0, max(1, grid.height - side + 1), side):
            for col in range(0, max(1, grid.width - side + 1), side):
                block = () if name else (row // side // block_chips, col // side // block_chips)
                window = Window(col, row, side, side)
                chips.append(PlannedChip(number, window, scene, (number, *block)))
    return chips


def _labelled_chips(
    inputs: ChipInputs, labels: SceneLabels, side: int, scenes: Sequence[str]
) -> list[PlannedChip]:
    """Return the chips of points and polygons; large polygons are blocks of ground, too.

    Blocks are counted from the corner of the polygon, so that rasters of the same ground have the
    same ones.
    """
    chips = []
    for number, raster in enumerate(inputs.rasters):
        grid = raster.training.grid
        for feature, place in enumerate(labels.on(grid)):
            scene = scenes.index(labels.names[feature])
            windows = windows_of(place, grid, side)
            left, top = np.floor(shapely.bounds(place)[:2])
            block_px = side * min(_BLOCK_CHIPS, max(1, math.isqrt(len(windows) // 4)))
            for window in windows:
                block = (window.row_off - top) // block_px, (window.col_off - left) // block_px
                group = (feature, int(block[0]), int(block[1]))
                chips.append(PlannedChip(number, window, scene, group))
    return chips


def _set_aside(
    chips: Sequence[PlannedChip], share: float, rng: np.random.Generator
) -> set[tuple[int, ...]]:
    """Return the groups that are set aside: of every scene about the share, never all."""
    if not share:
        return set()
    sizes: dict[int, dict[tuple[int, ...], int]] = defaultdict(lambda: defaultdict(int))
    for chip in chips:
        sizes[chip.scene][chip.group] += 1
    aside: set[tuple[int, ...]] = set()
    for _, groups in sorted(sizes.items()):
        names, wanted = sorted(groups), share * sum(groups.values())
        taken = 0
        for index in rng.permutation(len(names))[: len(names) - 1]:
            if taken + groups[names[index]] / 2 > wanted:
                break
            aside.add(names[index])
            taken += groups[names[index]]
    return aside


def _apart(
    chips: Sequence[PlannedChip], others: Sequence[PlannedChip], side: int
) -> list[PlannedChip]:
    """Return the chips that share no pixel with any of the others."""
    cells: dict[tuple[int, int, int], list[Window]] = defaultdict(list)
    for other in others:
        cells[_cell(other, side)].append(other.window)

    def is_apart(chip: PlannedChip) -> bool:
        raster, row, col = _cell(chip, side)
        near = ((raster, row + i, col + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        return not any(
            chip.window.intersection(window) for cell in near for window in cells.get(cell, ())
        )

    return [chip for chip in chips if is_apart(chip)]


def _cell(chip: PlannedChip, side: int) -> tuple[int, int, int]:
    return chip.raster, chip.window.row_off // side, chip.window.col_off // side
