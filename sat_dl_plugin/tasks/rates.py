"""How fast networks are on this machine, learned from what was run.

A rate counts network pixels per second: pixels that went through a network, so that the same
rate holds for every quality. It is kept in the settings of QGIS per model file and device.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Optional

from qgis.core import QgsSettings

from sat_dl_plugin.processing.installed_models import network_path

_SETTING = "sat_dl/rates"

# Below these, starting the worker and loading the network are most of what is measured.
_FEWEST_PIXELS = 250_000
_SHORTEST_S = 0.5

# A run of this many network pixels counts as much as all that was learned before.
_TRUSTED_PIXELS = 4_000_000
_LARGEST_WEIGHT = 0.5


def rate_key(models: Sequence[str], device: str) -> str:
    """Return the key under which the rate of models on a device is learned.

    A model that was trained or imported anew under an old name gets a new key.

    Args:
        models: Names or paths of networks, as in ``MODELS``.
        device: As in ``DEVICE``.
    """
    # The order of models changes nothing about their cost.
    identity = "\n".join([device, *sorted(_file_identity(model) for model in models)])
    return hashlib.sha256(identity.encode("utf-8")).hexdigest()[:16]


def finishing_key(algorithm: str) -> str:
    """Return the key under which is learned how fast a run ends once its network is done.

    That rate is in pixels of the result per second: cleaning and polygons know no network.

    Args:
        algorithm: Id of the algorithm.
    """
    return f"finishing/{algorithm.replace(':', '_')}"


def network_rate(key: str) -> Optional[float]:
    """Return the network pixels per second measured on this machine, None before the first run.

    Args:
        key: As from `rate_key`, or from `finishing_key` for pixels of the result.
    """
    if not key:
        return None
    rate = QgsSettings().value(f"{_SETTING}/{key}", 0.0, float)
    return rate if math.isfinite(rate) and rate > 0.0 else None


def expected_seconds(
    key: str, network_pixels: float, algorithm: str, output_pixels: float
) -> Optional[float]:
    """Return how long a run will take, None before the network's speed was measured.

    Args:
        key: As from `rate_key`.
        network_pixels: Pixels that will go through networks.
        algorithm: Id of the algorithm, for what comes after the network.
        output_pixels: Pixels of the result.
    """
    rate = network_rate(key)
    if rate is None:
        return None
    finishing = network_rate(finishing_key(algorithm))
    return network_pixels / rate + (output_pixels / finishing if finishing else 0.0)


def learn_rate(key: str, network_pixels: float, seconds: float) -> None:
    """Take a run into account; runs too small to say anything are left out.

    Args:
        key: As from `rate_key`; nothing is learned under an empty one.
        network_pixels: Pixels that went through networks.
        seconds: What the whole run took.
    """
    if not key or network_pixels < _FEWEST_PIXELS or not _SHORTEST_S <= seconds < math.inf:
        return
    rate = network_pixels / seconds
    known = network_rate(key)
    if known is not None:
        weight = min(_LARGEST_WEIGHT, network_pixels / _TRUSTED_PIXELS * _LARGEST_WEIGHT)
        # The geometric mean: a run that was ten times slower than usual counts as much as one
        # that was ten times faster.
        rate = known ** (1.0 - weight) * rate**weight
    QgsSettings().setValue(f"{_SETTING}/{key}", rate)


def _file_identity(model: str) -> str:
    path = network_path(model)
    if path is None:
        return model
    stat = path.stat()
    return f"{path.name}:{stat.st_size}:{stat.st_mtime_ns}"
