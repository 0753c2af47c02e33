"""From models, raster and quality to members and tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.network import Network
from sat_dl_plugin.engine.raster.bands import match_bands
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.scaling import make_scaler
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.segment.member import BlendedTiling, ExactTiling, Member
from sat_dl_plugin.engine.segment.memory import memory_budget_bytes
from sat_dl_plugin.engine.segment.orientations import ALL_EIGHT, IDENTITY
from sat_dl_plugin.engine.segment.working_grid import make_working_grid, working_scale
from sat_dl_plugin.engine.tiling.exact import exact_tiles, round_up, tile_for_overhead

# Network pixels per output pixel that the halo may cost.
HALO_OVERHEAD = 1.145

# Below this the fixed cost of a call shows.
_SMALLEST_TILE = 1024

# Windows of networks that are not fully convolutional and do not say what they want.
_DEFAULT_WINDOW = 512

# Window and step of the best quality (Nowaczyński et al., deepsense.ai, 2017).
_DENSE_WINDOW, _DENSE_STEP = 256, 64

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
    networks: Sequence[Network],
    bands: Mapping[str, int],
    quality: str,
    tile: int,
    reporter: Reporter,
) -> tuple[Member, ...]:
    """Bind every network at every scale of the quality to the raster.

    Args:
        source: The raster.
        networks: The chosen models.
        bands: Band name -> 1-based raster band, where the user said so.
        quality: ``fast``, ``balanced`` or ``best``.
        tile: Window side that the user asked for, 0 to choose.
        reporter: Hears what was assumed.

    Raises:
        InputError: If bands are missing or the raster is far too coarse.
    """
    members = []
    for network in networks:
        card = network.card
        match = match_bands(source, card.bands, bands)
        scaler, stretched = make_scaler(card.scaling, source, match.indexes)
        scale, resampled = working_scale(source.grid, card)
        for note in filter(None, (match.note, stretched, resampled)):
            reporter.log(f"{card.name}: {note}.")
        for relative in card.scales if quality == "best" else (1.0,):
            tiling = _choose_tiling(network, quality, tile)
            multiple, smallest = _padding(network, tiling)
            members.append(
                Member(
                    network=network,
                    bands=match.indexes,
                    scaler=scaler,
                    working=make_working_grid(
                        source.grid,
                        (scale[0] * relative, scale[1] * relative),
                        card,
                        smallest,
                        multiple,
                    ),
                    tiling=tiling,
                    orientations=IDENTITY if quality == "fast" else ALL_EIGHT,
                )
            )
    return tuple(members)


def make_plan(members: Sequence[Member], part: Window, tile: int) -> Plan:
    """Choose the output windows.

    Args:
        members: As from `make_members`.
        part: Raster window that is wanted.
        tile: Window side that the user asked for, 0 to choose.
    """
    if len(members) == 1 and members[0].working.is_identity and _exact(members[0]):
        rows, cols = _exact_axes(members[0], part, tile)
    else:
        core = max(64, min(_core(member, tile) for member in members))
        rows = _regular(part.row_off, part.row_stop, core)
        cols = _regular(part.col_off, part.col_stop, core)
    windows = tuple(Window(c0, r0, c1 - c0, r1 - r0) for r0, r1 in rows for c0, c1 in cols)
    seen = sum(member.network_pixels(window) for member in members for window in windows)
    return Plan(tuple(members), windows, seen / part.pixels)


def tile_side(network: Network, tile: int) -> int:
    """Return the side of an exact tile in working pixels, halo included.

    Chosen as the smallest one that keeps the cost of the halo under `HALO_OVERHEAD`, or what
    fits into memory if that is less.
    """
    halo, stride = _halo(network), _stride(network)
    if tile:
        return max(round_up(tile, stride), 2 * halo + stride)
    wanted = max(_SMALLEST_TILE, tile_for_overhead(halo, stride, HALO_OVERHEAD))
    fitting = math.isqrt(memory_budget_bytes() // max(1, _bytes_per_px(network)))
    return max(min(wanted, fitting // stride * stride), 2 * halo + 4 * stride)


def is_tileable(card: ModelCard, network: Network) -> bool:
    """Whether exact tiles are possible: fully convolutional, any size, same size out."""
    return (
        card.halo_px is not None
        and card.input_size_px is None
        and network.output_margin_px == 0
    )


def _choose_tiling(network: Network, quality: str, tile: int) -> ExactTiling | BlendedTiling:
    card, stride = network.card, _stride(network)
    if quality != "best" and is_tileable(card, network):
        return ExactTiling(_halo(network), stride)
    margin = 2 * network.output_margin_px
    if card.input_size_px is not None:
        side = card.input_size_px - margin
    elif quality == "best":
        side = round_up(_DENSE_WINDOW, stride)
    else:
        side = round_up(tile or _DEFAULT_WINDOW, stride)
    step = _DENSE_STEP if quality == "best" and side > _DENSE_STEP else side * 3 // 4
    return BlendedTiling(side, max(1, min(side, round_up(step, min(stride, side)))), _batch(network, side))


def _batch(network: Network, side: int) -> int:
    fitting = memory_budget_bytes() // max(1, _bytes_per_px(network) * side * side)
    return max(1, min(network.max_batch, 16, fitting))


def _padding(network: Network, tiling: ExactTiling | BlendedTiling) -> tuple[int, int]:
    """Return (multiple, smallest) of the padded working size."""
    if isinstance(tiling, ExactTiling):
        return tiling.stride, tiling.stride
    # Fixed windows may stand anywhere a whole output pixel does.
    return _stride(network), tiling.tile


def _exact(member: Member) -> bool:
    return isinstance(member.tiling, ExactTiling)


def _exact_axes(
    member: Member, part: Window, tile: int
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    side = tile_side(member.network, tile)
    halo, stride = _halo(member.network), _stride(member.network)
    return tuple(  # type: ignore[return-value]
        [(t.start, t.stop) for t in exact_tiles(length, side, halo, stride, (low, high))]
        for length, low, high in (
            (member.working.height, part.row_off, part.row_stop),
            (member.working.width, part.col_off, part.col_stop),
        )
    )


def _core(member: Member, tile: int) -> int:
    """Return raster pixels that one tile of this member can answer for."""
    densest = max(member.working.rows_in.target / member.working.rows_in.source,
                  member.working.cols_in.target / member.working.cols_in.source)
    if isinstance(member.tiling, ExactTiling):
        halo, stride = member.tiling.halo, member.tiling.stride
        # Alignment and interpolation need a little more on both sides.
        core = tile_side(member.network, tile) - 2 * (halo + stride + 2)
        return int(max(core, stride) / densest)
    return int(max(_BLENDED_CORE, 2 * member.tiling.tile) / max(densest, 0.25))


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
