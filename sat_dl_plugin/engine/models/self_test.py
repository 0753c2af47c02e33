"""The self-test: a network on a small generated picture, before it is trusted with a raster."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Optional, cast

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.contract.jobs import SelfTestJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.models.importing import check_answer
from sat_dl_plugin.engine.models.network import Batch, OnnxNetwork
from sat_dl_plugin.engine.models.open_model import networks_of
from sat_dl_plugin.engine.models.opened import opened_models
from sat_dl_plugin.engine.segment.planning import is_tileable
from sat_dl_plugin.engine.tiling.exact import round_up

_SEED = 20170428
_SIDE_PX = 512
"""Of the tiles of networks that take any size: large enough for a rate that says something."""

_SHIFT_PX = 64
"""Between the two tiles whose answers are compared."""

_COMPARED_PX = 64
"""Side of what is compared, at least."""

_LARGEST_SIDE_PX = 1536
"""With a larger halo the comparison would take too long for a self-test."""

_SEAM_TOLERANCE = 0.01
"""Of the range of the answer: what half precision on GPUs loses, and nobody sees as a seam."""

_RANGE_TOLERANCE = 1e-3
_TIMED_S = 0.6
_TIMED_RUNS = 8
_POLL_S = 0.1


@dataclass(frozen=True)
class SelfTest:
    """What a self-test measured."""

    tile_px: tuple[int, int]
    """Rows and columns of the tiles."""
    network_pixels: int
    """Pixels that went through the network while the time was taken."""
    seconds: float
    seam: Optional[float]
    """Largest difference between two tiles where they must agree, as a share of the range of
    the answer; None where the network claims no exact tiles or its halo is too large."""


def run_self_test(job: SelfTestJob, reporter: Reporter) -> dict[str, Any]:
    """Open a model, test each of its networks, and tell how fast it is.

    Args:
        job: Which model, on which device.
        reporter: Hears of the steps, and is asked for cancellation while the network runs.

    Returns:
        ``name``, ``provider``, ``tile_px`` (rows, columns), ``network_pixels``, ``seconds``,
        ``pixels_per_s``, ``seam`` and ``warnings``; of a set the sums over its networks, and the
        largest tile and seam.

    Raises:
        ModelError: If there is no such model, or it does not do what its card says.
        JobCancelled: If the user stopped it.
    """
    reporter.progress(0.0, "Opening the network")
    with opened_models([job.model], job.models_folder, job.device) as (model,):
        # Nothing else is ever opened from a file.
        networks = cast(tuple[OnnxNetwork, ...], networks_of([model]))
        outcomes = []
        for place, network in enumerate(networks):
            part = PhaseReporter(reporter, place / len(networks), (place + 1) / len(networks))
            outcomes.append(examine_network(network, part))
            for text in network.warnings:
                reporter.log(text, "warning")
        reporter.progress(1.0, "Tested")
        seconds = sum(outcome.seconds for outcome in outcomes)
        pixels = sum(outcome.network_pixels for outcome in outcomes)
        return {
            "name": model.card.name,
            "provider": ", ".join(dict.fromkeys(network.provider for network in networks)),
            "tile_px": list(max(outcome.tile_px for outcome in outcomes)),
            "network_pixels": pixels,
            "seconds": seconds,
            "pixels_per_s": pixels / max(seconds, 1e-9),
            "seam": max((o.seam for o in outcomes if o.seam is not None), default=None),
            "warnings": [text for network in networks for text in network.warnings],
        }


def examine_network(network: OnnxNetwork, reporter: Reporter) -> SelfTest:
    """Run a network on a generated picture and check what it answers.

    Raises:
        ModelError: If the answer has another shape than promised, values that are not numbers
            or no probabilities, or differs between tiles although exact tiles are claimed.
        JobCancelled: If the user stopped it.
    """
    rows, columns = tile_sides(network)
    shift = round_up(_SHIFT_PX, network.card.stride_px)
    scaling, bands = network.card.scaling, len(network.card.bands)
    picture = generated_picture(scaling, bands, rows + shift, columns + shift, shift)
    reporter.progress(0.1, "Trying the network")
    first = _predicted(network, picture[:, :rows, :columns], reporter)
    check_answer(network, first, (rows, columns))
    _check_range(network, first)
    reporter.progress(0.4, "Measuring how fast it is")
    shifted = picture[:, shift:, shift:]
    # The run before is not timed: it also made plans and asked for memory.
    runs, seconds, start_s = 0, 0.0, time.perf_counter()
    while runs == 0 or (seconds < _TIMED_S and runs < _TIMED_RUNS):
        second = _predicted(network, shifted, reporter)
        runs += 1
        seconds = time.perf_counter() - start_s
    reporter.progress(0.9, "Comparing tiles")
    seam = _seam(network, first, second, shift)
    _check_seam(network, seam)
    return SelfTest((rows, columns), runs * rows * columns, seconds, seam)


def tile_sides(network: OnnxNetwork) -> tuple[int, int]:
    """Return rows and columns of the tiles a network is tested with."""
    stride, halo = network.card.stride_px, network.card.halo_px or 0
    shift = round_up(_SHIFT_PX, stride)
    wanted = round_up(max(_SIDE_PX, 2 * halo + shift + _COMPARED_PX), stride)
    free = min(wanted, round_up(_LARGEST_SIDE_PX, stride))
    free = network.card.input_size_px or free
    rows, columns = network.fixed_shape
    return rows or free, columns or free


def generated_picture(
    scaling: Scaling, bands: int, rows: int, columns: int, margin: int = 0
) -> Batch:
    """Return a picture as a network gets it: fields and edges of several sizes, with noise.

    The same arguments give the same picture. The margins that only one of two overlapping
    tiles sees differ as much as they can, so that a network that looks at the whole tile gives
    itself away.

    Args:
        scaling: How stored values become network input.
        bands: Number of bands.
        rows: Height in pixels.
        columns: Width in pixels.
        margin: Pixels that are dark at the top and left, and bright at the bottom and right.

    Returns:
        Array of shape (bands, rows, columns).
    """
    generator = np.random.default_rng(_SEED)
    picture = np.zeros((bands, rows, columns), np.float32)
    for cell in (64, 16, 4, 1):
        coarse = generator.random((bands, -(-rows // cell), -(-columns // cell)), np.float32)
        fine = coarse.repeat(cell, axis=1).repeat(cell, axis=2)
        picture += fine[:, :rows, :columns] / 4.0
    picture[:, :margin] = picture[:, :, :margin] = 0.0
    picture[:, rows - margin :] = picture[:, :, columns - margin :] = 1.0
    low, high = scaling.stored_range or (0.0, 1.0 / scaling.factor)
    stored = low + picture * (high - low)
    mean, std = (
        np.array(values or (default,) * bands, np.float32)[:, None, None]
        for values, default in ((scaling.mean, 0.0), (scaling.std, 1.0))
    )
    return np.asarray((stored * scaling.factor - mean) / std, dtype=np.float32)


def _predicted(network: OnnxNetwork, picture: Batch, reporter: Reporter) -> Batch:
    """Predict one picture in a thread, so that a cancel is heard meanwhile."""
    batch = np.ascontiguousarray(picture[np.newaxis])
    reporter.check_cancelled()
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(network.predict, batch)
        try:
            while not wait((answer,), timeout=_POLL_S).done:
                reporter.check_cancelled()
        except BaseException:
            network.stop()
            raise
        return answer.result()


def _check_range(network: OnnxNetwork, answer: Batch) -> None:
    low, high = float(answer.min()), float(answer.max())
    if network.card.task != "segmentation":
        return
    if low < -_RANGE_TOLERANCE or high > 1.0 + _RANGE_TOLERANCE:
        raise ModelError(
            f"{network.card.name} gives values from {low:.3g} to {high:.3g}, which are no "
            "probabilities",
            "Its card says that nothing is left to apply to the output of the graph"
            if network.card.activation == "none"
            else f"Its card says that {network.card.activation} makes them probabilities",
            "Import it again and state the field 'activation': softmax where classes exclude "
            "each other, sigmoid otherwise",
        )


def _seam(network: OnnxNetwork, first: Batch, second: Batch, shift: int) -> Optional[float]:
    """Return how far two tiles differ where the halo says that they must not.

    The second tile starts ``shift`` pixels further right and down. Where both have at least
    the halo to their edges, they see the same pixels.
    """
    if not is_tileable(network):
        return None
    halo, scale = network.card.halo_px or 0, network.card.scale_factor
    rows, columns = (round(side / scale) for side in first.shape[2:])
    start, stops = shift + halo, (rows - halo, columns - halo)
    if min(stops) <= start:
        return None
    ours = _part(first, start, stops, scale)
    theirs = _part(second, start - shift, (stops[0] - shift, stops[1] - shift), scale)
    spread = max(1.0 if network.card.task == "segmentation" else 0.0, float(np.ptp(first)), 1e-9)
    return float(np.abs(ours - theirs).max()) / spread


def _part(answer: Batch, start: int, stops: tuple[int, int], scale: float) -> NDArray[np.float32]:
    """Return the answer for input pixels ``start`` to ``stops`` of both axes."""
    low = round(start * scale)
    return answer[:, :, low : round(stops[0] * scale), low : round(stops[1] * scale)]


def _check_seam(network: OnnxNetwork, seam: Optional[float]) -> None:
    if seam is not None and seam > _SEAM_TOLERANCE:
        raise ModelError(
            f"{network.card.name} answers differently in different tiles, by {seam:.1%}",
            f"Its card says that it looks {network.card.halo_px} px far, but it looks further",
            "Import it again with the field 'halo_px' empty, so that tiles overlap and are blended",
        )
