"""From models, raster and quality to members and tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.network import Network
from sat_dl_plugin.engine.models.open_model import OpenModel, networks_of
from sat_dl_plugin.engine.raster.bands import match_bands
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.scaling import InputScaler, make_scaler
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.segment.member import BlendedTiling, ExactTiling, Member
from sat_dl_plugin.engine.segment.memory import memory_budget_bytes
from sat_dl_plugin.engine.segment.orientations import IDENTITY, Orientation, orientations_at
from sat_dl_plugin.engine.segment.working_grid import make_working_grid, working_scale
from sat_dl_plugin.engine.tiling.exact import (
    even_side,
    exact_tiles,
    pixels_read,
    round_up,
    tile_count,
    tile_for_overhead,
    tile_shape,
)

# Network pixels per output pixel that the halo may cost: on the raster at hand, where tiles at
# the edges need no halo, and far inside a large raster with the smallest tile that is tried.
# Smaller tiles need less memory (the light network stays under 1.5 GB), larger ones less time.
HALO_OVERHEAD = 1.15
_INNER_OVERHEAD = 1.172

# A network that holds this much per pixel computes long on every byte, so that large tiles are as
# fast as those that fit the cache: only the halo counts, down to where little is left to gain.
_HEAVY_BYTES_PER_PX = 512
_HEAVY_OVERHEAD = 1.06

# Below this the fixed cost of a call shows.
_SMALLEST_TILE = 1024

# Windows of networks that are not fully convolutional and do not say what they want.
_DEFAULT_WINDOW = 512

# Window and step of the best quality (Nowaczyński et al., deepsense.ai, 2017) for networks that
# cannot be tiled exactly. Where they can, a step that is a multiple of the stride would give the
# same numbers again, but for the rims of windows, which see less than an exact tile does.
_DENSE_WINDOW, _DENSE_STEP = 256, 64

# Quarters of a window between windows otherwise.
_SPARSE_STEP = 3

# More windows at once gain nothing and cost memory.
_LARGEST_BATCH = 16

# Raster pixels that one blended tile answers for; its rim is predicted twice.
_BLENDED_CORE = 2048


@dataclass(frozen=True)
class Plan:
    """How a job will run."""

    members: tuple[Member, ...]
    windows: tuple[Window, ...]
    """Raster windows in reading order; they cover the output without overlap."""
    network_pixels: float
    """Pixels that go through networks per output pixel, all members and orientations."""


def make_members(
    source: RasterSource,
    models: Sequence[OpenModel],
    bands: Mapping[str, int],
    quality: str,
    tile: int,
    reporter: Reporter,
) -> tuple[Member, ...]:
    """Bind every network at every scale of the quality to the raster.

    Args:
        source: The raster.
        models: The chosen models.
        bands: Band name -> 1-based raster band, where the user said so.
        quality: ``fast``, ``balanced`` or ``best``.
        tile: Window side that the user asked for, 0 to choose.
        reporter: Hears what was assumed.

    Raises:
        InputError: If bands are missing or the raster is far too coarse.
    """
    networks = networks_of(models)
    _check_band_names(bands, networks)
    views = {id(network): _view(source, network, bands, reporter) for network in networks}
    members = []
    for model in models:
        for part, shares in zip(model.members, model.shares(quality)):
            network, view = part.network, views[id(part.network)]
            tiling = _choose_tiling(network, quality, tile, sharing=len(networks))
            multiple, smallest = _padding(network, tiling)
            scales = part.scales(quality)
            for relative in scales:
                scale = (view.scale[0] * relative, view.scale[1] * relative)
                working = make_working_grid(source.grid, scale, network.card, smallest, multiple)
                members.append(
                    Member(
                        network=network,
                        bands=view.bands,
                        scaler=view.scaler,
                        working=working,
                        tiling=tiling,
                        orientations=_orientations(network, quality, relative, scales),
                        shares=shares,
                    )
                )
    return tuple(members)


@dataclass(frozen=True)
class _View:
    """How a network sees the raster."""

    bands: tuple[int, ...]
    scaler: InputScaler
    scale: tuple[float, float]
    """Working pixels per raster pixel (x, y)."""


def _view(
    source: RasterSource, network: Network, bands: Mapping[str, int], reporter: Reporter
) -> _View:
    card = network.card
    own = {name: band for name, band in bands.items() if name in card.bands}
    match = match_bands(source, card.bands, own)
    scaler, stretched = make_scaler(card.scaling, source, match.indexes)
    scale, resampled = working_scale(source.grid, card)
    for note in filter(None, (match.note, stretched, resampled)):
        reporter.log(f"{card.name}: {note}.")
    return _View(match.indexes, scaler, scale)


def _check_band_names(bands: Mapping[str, int], networks: Sequence[Network]) -> None:
    known = list(dict.fromkeys(name for network in networks for name in network.card.bands))
    for name in bands:
        if name not in known:
            raise InputError(
                f"The model has no input band {name!r}", f"Its bands are {', '.join(known)}"
            )


def make_plan(members: Sequence[Member], part: Window, tile: int) -> Plan:
    """Choose the output windows.

    Args:
        members: As from `make_members`.
        part: Raster window that is wanted.
        tile: Window side that the user asked for, 0 to choose.
    """
    if len(members) == 1 and members[0].working.is_identity and _exact(members[0]):
        member, rows, cols = _exact_axes(members[0], part, tile)
        members = (member,)
    else:
        core = _shared_core(members, tile)
        rows = _regular(part.row_off, part.row_stop, core)
        cols = _regular(part.col_off, part.col_stop, core)
    windows = tuple(Window(c0, r0, c1 - c0, r1 - r0) for r0, r1 in rows for c0, c1 in cols)
    seen = sum(member.network_pixels(window) for member in members for window in windows)
    return Plan(tuple(members), windows, seen / part.pixels)


def tile_sides(network: Network, tile: int, sharing: int = 1) -> list[int]:
    """Return sides of exact tiles to try, working pixels with halo, smallest first.

    Args:
        network: Its halo, stride and memory decide, unless the user does.
        tile: The side that the user asked for, 0 to choose.
        sharing: Networks that share the memory; each keeps what its largest tile took.
    """
    halo, stride = _halo(network), _stride(network)
    if tile:
        return [max(round_up(tile, stride), 2 * halo + stride)]
    smallest = max(_SMALLEST_TILE, tile_for_overhead(halo, stride, _INNER_OVERHEAD))
    most = _largest_side(network, sharing)
    largest = max(_SMALLEST_TILE, tile_for_overhead(halo, stride, HALO_OVERHEAD))
    if _is_heavy(network):
        largest = max(smallest, most)
    step = round_up(max(1, (largest - smallest) / 4), stride)
    return sorted({min(side, most) for side in (*range(smallest, largest, step), largest)})


def _largest_side(network: Network, sharing: int) -> int:
    """Return the side of the largest exact tile that the memory has room for."""
    halo, stride = _halo(network), _stride(network)
    fitting = math.isqrt(memory_budget_bytes() // sharing // max(1, _bytes_per_px(network)))
    return max(fitting // stride * stride, 2 * halo + 4 * stride)


def is_tileable(network: Network) -> bool:
    """Whether exact tiles are possible: fully convolutional, any size, same size out."""
    return (
        network.card.halo_px is not None
        and _fixed_sides(network) == (None, None)
        and network.output_margin_px == 0
    )


def _choose_tiling(
    network: Network, quality: str, tile: int, sharing: int
) -> ExactTiling | BlendedTiling:
    stride = _stride(network)
    if is_tileable(network):
        return ExactTiling(_halo(network), stride)
    margin = 2 * network.output_margin_px
    free = round_up(_DENSE_WINDOW if quality == "best" else tile or _DEFAULT_WINDOW, stride)
    sides = tuple(size - margin if size else free for size in _fixed_sides(network))
    steps = tuple(_step(side, stride, dense=quality == "best") for side in sides)
    batch = _batch(network, sides[0] * sides[1], sharing)
    return BlendedTiling((sides[0], sides[1]), (steps[0], steps[1]), batch)


def _sees_single_pixels(network: Network) -> bool:
    """Whether turning or shifting the picture changes nothing, as with classifiers of pixels."""
    return network.card.halo_px == 0 and _stride(network) == 1 and is_tileable(network)


def _fixed_sides(network: Network) -> tuple[Optional[int], Optional[int]]:
    stated = network.card.input_size_px
    rows, cols = network.fixed_shape
    return rows or stated, cols or stated


def _step(side: int, stride: int, *, dense: bool) -> int:
    step = _DENSE_STEP if dense and side > _DENSE_STEP else side * _SPARSE_STEP // 4
    return max(1, min(side, round_up(step, min(stride, side))))


def _batch(network: Network, pixels: int, sharing: int) -> int:
    fitting = memory_budget_bytes() // sharing // max(1, _bytes_per_px(network) * pixels)
    return max(1, min(network.max_batch, _LARGEST_BATCH, fitting))


def _orientations(
    network: Network, quality: str, scale: float, scales: Sequence[float]
) -> tuple[Orientation, ...]:
    if quality == "fast" or _sees_single_pixels(network):
        return IDENTITY
    wanted = orientations_at(scale, scales)
    rows, cols = _fixed_sides(network)
    # A quarter turn of an oblong picture does not fit an oblong input.
    return wanted if rows == cols else tuple(o for o in wanted if o[0] % 2 == 0)


def _padding(network: Network, tiling: ExactTiling | BlendedTiling) -> tuple[int, tuple[int, int]]:
    """Return what padded working sizes are a multiple of, and the smallest (rows, cols)."""
    if isinstance(tiling, ExactTiling):
        return tiling.stride, (tiling.stride, tiling.stride)
    return _stride(network), tiling.tile


def _exact(member: Member) -> bool:
    return isinstance(member.tiling, ExactTiling)


def _exact_axes(
    member: Member, part: Window, tile: int
) -> tuple[Member, list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the (start, stop) of rows and columns of tiles, of the first size that will do.

    The member comes back with tiles that all read the same number of pixels: a network that
    knows the size of its tiles takes less memory, and uses that of one for the next.
    """
    halo, stride = _halo(member.network), _stride(member.network)
    # The tiles of another part may have been larger than this one is.
    member = replace(member, tiling=ExactTiling(halo, stride))
    whole = member.region(part)
    spans = (whole.height, whole.width)
    overhead = _HEAVY_OVERHEAD if _is_heavy(member.network) else HALO_OVERHEAD
    shape = spans
    for side in tile_sides(member.network, tile):
        shape = (side, side) if tile else tile_shape(spans, side * side, halo, stride)
        down, across = (tile_count(span, most, halo) for span, most in zip(spans, shape))
        shape = (
            even_side(spans[0], down, halo, stride),
            even_side(spans[1], across, halo, stride),
        )
        if pixels_read(spans, (down, across), halo) <= overhead * part.pixels:
            break
    lengths = (member.working.height, member.working.width)
    wanted = ((part.row_off, part.row_stop), (part.col_off, part.col_stop))
    # One tile may read less than two halos, in a corner of the raster.
    smallest = 2 * halo + stride
    rows, cols = (
        [(t.start, t.stop) for t in exact_tiles(length, max(side, smallest), halo, stride, span)]
        for length, side, span in zip(lengths, shape, wanted)
    )
    return replace(member, tiling=ExactTiling(halo, stride, shape)), rows, cols


def _is_heavy(network: Network) -> bool:
    return network.peak_bytes_per_px >= _HEAVY_BYTES_PER_PX


def _shared_core(members: Sequence[Member], tile: int) -> int:
    """Return the side of the windows, raster pixels, that suits all members.

    Members without a halo (pixel classifiers) cost the same in windows of any size, so only
    memory bounds what they are given; the others would pay for small windows.
    """
    sharing = len({id(member.network) for member in members})
    demanding = [member for member in members if not _is_halo_free(member)] or members
    sides = [_core(member, tile, sharing) for member in demanding]
    if not tile:
        sides += [
            int(_largest_side(member.network, sharing) / _density(member))
            for member in members
            if _is_halo_free(member)
        ]
    return max(64, min(sides))


def _is_halo_free(member: Member) -> bool:
    return isinstance(member.tiling, ExactTiling) and member.tiling.halo == 0


def _density(member: Member) -> float:
    """Return working pixels per raster pixel along the denser axis."""
    rows, cols = member.working.rows_in, member.working.cols_in
    return max(rows.target / rows.source, cols.target / cols.source)


def _core(member: Member, tile: int, sharing: int) -> int:
    """Return raster pixels that one tile of this member can answer for."""
    densest = _density(member)
    if isinstance(member.tiling, ExactTiling):
        halo, stride = member.tiling.halo, member.tiling.stride
        # Alignment and interpolation need a little more on both sides.
        core = tile_sides(member.network, tile, sharing)[0] - 2 * (halo + stride + 2)
        return int(max(core, stride) / densest)
    return int(max(_BLENDED_CORE, 2 * max(member.tiling.tile)) / max(densest, 0.25))


def _regular(low: int, high: int, core: int) -> list[tuple[int, int]]:
    return [(start, min(start + core, high)) for start in range(low, high, core)]


def _stride(network: Network) -> int:
    return max(1, network.card.stride_px)


def _halo(network: Network) -> int:
    return round_up(network.card.halo_px or 0, _stride(network))


def _bytes_per_px(network: Network) -> int:
    # Input, answer and the next tile's input wait beside the network's own activations.
    waiting = 4 * (2 * len(network.card.bands) + 2 * len(network.card.classes))
    return int(network.peak_bytes_per_px) + waiting
