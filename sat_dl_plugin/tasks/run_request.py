"""What a page of the dock asks for: one algorithm of the toolbox with its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RunRequest:
    """One run of one algorithm."""

    algorithm: str
    """Id, ``satdl:segmenttopolygons``."""
    parameters: dict[str, Any]
    """Exactly what Processing gets. Destinations that are left out become files in a folder of
    their own; a destination that is None is not wanted."""
    title: str
    """Layer and model, "banepa · urban"."""
    layer_id: str
    """The raster layer it is about."""
    network_pixels: float = 0.0
    """Pixels the network will see; 0 when unknown."""
    output_pixels: float = 0.0
    """Pixels of the result; 0 when unknown."""
    rate_key: str = ""
    """Under which the speed of this machine is remembered, see `tasks.rates`."""
