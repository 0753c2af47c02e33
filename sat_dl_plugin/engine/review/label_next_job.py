"""The job `labelnext`: a grid of tiles, those first that teach a network most."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Optional

import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import LabelNextJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.contract.tile_states import DONE, STATE_FIELD, STATES, WAITING
from sat_dl_plugin.engine.models.opened import opened_models
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.review.ranking import ranked
from sat_dl_plugin.engine.review.tile_facts import (
    PICTURE_MEASURES,
    TileFacts,
    entropy,
    picture_measures,
    uncertainty,
)
from sat_dl_plugin.engine.segment.ensemble import Floats
from sat_dl_plugin.engine.segment.member import Member, Prepared, keep_quiet
from sat_dl_plugin.engine.segment.memory import MemoryLadder
from sat_dl_plugin.engine.segment.orientations import Orientation
from sat_dl_plugin.engine.segment.prediction import Setup, raster_environment, set_up
from sat_dl_plugin.engine.vector.area_of_interest import (
    carried_polygons,
    parse_crs,
    split_layer_path,
)
from sat_dl_plugin.engine.vector.layer import driver_for, write_polygons

_SMALLEST_SIDE, _LARGEST_SIDE = 16, 8192
_MOST_TILES = 200_000

# What is gathered of a window takes ten times the memory of its probabilities alone.
_TILE_PX = 1536

# A tile with less data than this is not worth opening.
_FEWEST_VALID = 0.25

_PREDICTING_SHARE = 0.95

# Entropy and disagreement come first among the measures, then the classes, then the picture.
_ENTROPY, _DISAGREEMENT, _CLASSES = 0, 1, 2


def run_label_next(job: LabelNextJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: The raster, the models, the tiles and the layer to write.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output``, ``tiles``: how many there are, and ``left``: how many are still to be
        labelled.

    Raises:
        SatDlError: If inputs, models or the target do not fit.
    """
    _check(job)
    quality = "balanced" if job.flips else "fast"
    segment = replace(job.segment, quality=quality, tile=job.segment.tile or _TILE_PX)
    inputs = (segment.input, segment.mask or "", job.done or "")
    target = check_target(job.output, inputs=inputs)
    driver_for(job.output)
    with ExitStack() as stack:
        source = stack.enter_context(RasterSource(segment.input))
        stack.enter_context(raster_environment(source))
        models = stack.enter_context(
            opened_models(segment.models, segment.models_folder, segment.device, segment.weights)
        )
        setup = set_up(segment, source, models, reporter)
        grid = setup.scene.grid
        _check_count(grid, job.size)
        _announce(setup, reporter)
        facts = _gathered(setup, job.size, reporter)
        done = _states(job.done, grid, job.size) if job.done else None
        provenance = setup.provenance(tile_px=job.size)
    reporter.progress(_PREDICTING_SHARE, "Ranking tiles")
    reporter.check_cancelled()
    columns, polygons = _table(job, grid, facts, done, len(setup.legend))
    write_polygons(target, polygons, columns, grid.transform, grid.crs, provenance)
    left = int(np.count_nonzero(columns[STATE_FIELD] != DONE))
    reporter.progress(1.0, "Writing")
    return {"output": job.output, "tiles": len(polygons), "left": left}


def _check(job: LabelNextJob) -> None:
    if not job.segment.models:
        raise UsageError("No model was chosen", "", "Name one or more models")
    if not _SMALLEST_SIDE <= job.size <= _LARGEST_SIDE:
        raise UsageError(
            f"Tiles of {job.size} px are impossible",
            f"Their side is {_SMALLEST_SIDE} to {_LARGEST_SIDE} pixels",
            "Choose a size that is labelled in some minutes, such as 256",
        )
    if not 0.0 <= job.diversity <= 1.0:
        raise UsageError(f"Diversity {job.diversity} is outside 0..1", "", "Use 0.5")


def _check_count(grid: Grid, size: int) -> None:
    count = -(-grid.width // size) * -(-grid.height // size)
    if count > _MOST_TILES:
        raise UsageError(
            f"{count:,} tiles are more than anybody can label",
            f"The limit is {_MOST_TILES:,}",
            "Choose larger tiles or a smaller extent",
        )


def _announce(setup: Setup, reporter: Reporter) -> None:
    for network in setup.networks:
        for warning in getattr(network, "warnings", ()):
            reporter.log(f"{network.card.name}: {warning}.", "warning")
    voices = sum(len(_asked(member)) for member in setup.plan.members)
    names = ", ".join(f"{network.card.name} on {network.provider}" for network in setup.networks)
    reporter.log(
        f"Predicting {setup.scene.part.pixels / 1e6:.2f} Mpx {voices} time(s) with {names}."
    )


def _gathered(setup: Setup, size: int, reporter: Reporter) -> TileFacts:
    """Return what is known of the tiles after predicting all of them."""
    scene, members = setup.scene, setup.plan.members
    measures = _CLASSES + len(setup.legend) + PICTURE_MEASURES * len(members[0].bands)
    facts = TileFacts(scene.grid.width, scene.grid.height, size, measures)
    ladder = MemoryLadder(scene.source, reporter)
    windows = setup.plan.windows
    try:
        for count, out in enumerate(windows):
            start, stop = (_PREDICTING_SHARE * end / len(windows) for end in (count, count + 1))
            _gather(setup, out, ladder, facts, PhaseReporter(reporter, start, stop))
    finally:
        ladder.clear()
    return facts


def _gather(
    setup: Setup, out: Window, ladder: MemoryLadder, facts: TileFacts, reporter: Reporter
) -> None:
    """Predict one window and add what is measured in it."""
    scene, members = setup.scene, setup.plan.members
    valid = scene.inside(out)
    prepared = [member.prepare(scene.source, out) for member in members]
    for each in prepared:
        if each.valid is not None:
            valid = each.valid if valid is None else valid & each.valid
    if valid is not None and not valid.any():
        return
    mean = np.zeros((len(setup.legend), out.height, out.width), np.float32)
    mean_entropy = np.zeros_like(mean)
    voices = np.zeros((len(setup.legend), 1, 1), np.float32)
    for member, probabilities in _voices(members, prepared, ladder, reporter):
        for place, channel in _channels(setup, member):
            mean[place] += probabilities[channel]
            mean_entropy[place] += entropy(probabilities[channel])
            voices[place] += 1
    mean /= np.maximum(voices, 1)
    mean_entropy /= np.maximum(voices, 1)
    unsure, disagreement = uncertainty(mean, mean_entropy)
    values, _ = scene.source.read(out, members[0].bands)
    picture = picture_measures(np.nan_to_num(values.astype(np.float32)))
    measures = itertools.chain((unsure, disagreement), mean, picture)
    facts.add(scene.to_output(out), measures, valid)


def _voices(
    members: Sequence[Member],
    prepared: Sequence[Prepared],
    ladder: MemoryLadder,
    reporter: Reporter,
) -> Iterator[tuple[Member, Floats]]:
    """Yield what each network says to each orientation of the picture."""
    voices = [
        (replace(member, orientations=(orientation,)), picture)
        for member, picture in zip(members, prepared)
        for orientation in _asked(member)
    ]
    for count, (single, picture) in enumerate(voices):
        reporter.check_cancelled()
        reporter.progress(count / len(voices), "Predicting")
        yield single, ladder.infer(single, picture, keep_quiet)


def _asked(member: Member) -> list[Orientation]:
    """Return the orientations that are tried.

    Of the eight, the four without a quarter turn: all networks can take them, and the others
    cost as much again and tell little more.
    """
    return [orientation for orientation in member.orientations if orientation[0] % 2 == 0]


def _channels(setup: Setup, member: Member) -> list[tuple[int, int]]:
    """Return, for each class that is taken from a member, its place in legend and answer."""
    channels = {entry.id: channel for channel, entry in enumerate(member.network.card.classes)}
    return [
        (place, channels[entry.id])
        for place, entry in enumerate(setup.legend)
        if entry.id in channels and entry.id in member.shares
    ]


def _table(
    job: LabelNextJob,
    grid: Grid,
    facts: TileFacts,
    states: Optional[NDArray[np.object_]],
    classes: int,
) -> tuple[dict[str, NDArray[Any]], NDArray[np.object_]]:
    """Return the columns of the layer, and the tiles in pixel coordinates."""
    tiles = _tiles(grid, job.size)
    area = shapely.area(tiles)
    kept = np.flatnonzero(facts.valid_pixels().reshape(-1) >= _FEWEST_VALID * area)
    if not len(kept):
        raise InputError("There is no tile with data here", "", "Choose another extent")
    measures = facts.means().reshape(len(facts.means()), -1)[:, kept]
    state = np.full(len(kept), WAITING, dtype=object) if states is None else states[kept]
    unsure = measures[_ENTROPY] + measures[_DISAGREEMENT]
    looks = _looks(measures[_CLASSES:], classes)
    order, worth = ranked(unsure, looks, state == DONE, job.diversity)
    rank = np.zeros(len(kept), dtype=np.int32)
    rank[order] = np.arange(1, len(order) + 1)
    columns = {
        STATE_FIELD: state,
        # Tiles that are done have no rank.
        "rank": np.ma.masked_equal(rank, 0),  # type: ignore[no-untyped-call]
        "score": np.round(worth, 4),
        "entropy": np.round(measures[_ENTROPY], 4),
        "disagreement": np.round(measures[_DISAGREEMENT], 4),
    }
    return columns, tiles[kept]


def _looks(measures: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Return what tiles look like, shape (tiles, features)."""
    probabilities, picture = measures[:classes], measures[classes:]
    value, square, *textures = (
        picture[measure::PICTURE_MEASURES] for measure in range(PICTURE_MEASURES)
    )
    spread = np.sqrt(np.maximum(square - value**2, 0.0))
    looks: NDArray[np.float64] = np.concatenate([probabilities, value, spread, *textures]).T
    return looks


def _tiles(grid: Grid, size: int) -> NDArray[np.object_]:
    """Return all tiles in pixel coordinates, row by row."""
    lefts, tops = np.arange(0, grid.width, size), np.arange(0, grid.height, size)
    left, top = (part.reshape(-1) for part in np.meshgrid(lefts, tops))
    right, bottom = np.minimum(left + size, grid.width), np.minimum(top + size, grid.height)
    tiles: NDArray[np.object_] = shapely.box(left, top, right, bottom)
    return tiles


def _states(path: str, grid: Grid, size: int) -> NDArray[np.object_]:
    """Return the state of each tile: that of the polygon its middle lies in.

    Polygons of a layer without states are what was labelled completely.
    """
    polygons, states, crs = _read_states(path)
    carried, place = carried_polygons(polygons, crs, grid)
    back = ~grid.transform

    def to_pixels(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Any, Any]:
        return back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f

    in_pixels = shapely.transform(carried, to_pixels, interleaved=False)
    middles = shapely.centroid(_tiles(grid, size))
    tile, polygon = shapely.STRtree(in_pixels).query(middles, predicate="within")
    found = np.full(len(middles), WAITING, dtype=object)
    found[tile] = states[place[polygon]]
    return found


def _read_states(path: str) -> tuple[NDArray[np.object_], NDArray[np.object_], Any]:
    file, layer = split_layer_path(path)
    try:
        fields = list(pyogrio.read_info(file, layer=layer)["fields"])
        wanted = [STATE_FIELD] if STATE_FIELD in fields else []
        meta, _, wkb, columns = pyogrio.raw.read(file, layer=layer, columns=wanted, force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise InputError(
            f"Cannot read the labelled area {path}",
            str(error),
            "Choose a polygon layer that opens in QGIS",
        ) from error
    polygons = shapely.from_wkb(wkb, "fix") if wkb is not None else np.empty(0, dtype=object)
    states = np.full(len(polygons), DONE, dtype=object)
    if columns:
        known = np.isin(columns[0].astype(str), STATES)
        states = np.where(known, columns[0], WAITING).astype(object)
    return polygons, states, parse_crs(meta["crs"], f"the labelled area {path}")
