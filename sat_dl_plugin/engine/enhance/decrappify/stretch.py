"""From stored values to what an enhancing network wants to see, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.engine.enhance.sensor import Floats
from sat_dl_plugin.engine.raster.scaling import InputScaler, make_scaler
from sat_dl_plugin.engine.raster.source import RasterSource

# Stretched rasters go beyond the range that the network was trained on by this share of it:
# convolutions go on well a little farther, and highlights need not be cut.
_ROOM = 0.25


@dataclass(frozen=True)
class Stretch:
    """One scaling for a whole raster that can be undone without loss."""

    scaler: InputScaler

    @staticmethod
    def of(scaling: Scaling, source: RasterSource, bands: tuple[int, ...]) -> tuple[Stretch, str]:
        """Return the stretch of a raster for a network, and a note for the log.

        Args:
            scaling: That of the network's card.
            source: The raster.
            bands: 1-based raster bands in channel order.
        """
        scaler, note = make_scaler(scaling, source, bands)
        if scaler.limits is not None:
            low, high = scaler.limits
            room = _ROOM * (high - low)
            scaler = replace(scaler, limits=(low - room, high + room))
        return Stretch(scaler), note

    def apply(self, values: Floats) -> Floats:
        """Return stored values (bands, rows, cols) as network input."""
        return self.scaler.apply(values, None)

    def undo(self, scaled: Floats) -> Floats:
        """Return network output (bands, rows, cols) in stored units."""
        stored: Floats = (scaled - self.scaler.offset) / self.scaler.gain
        return stored

    def lost(self, values: Floats, scaled: Floats) -> Floats:
        """Return what `apply` cut off stored values, in stored units."""
        if self.scaler.limits is None:
            return np.zeros_like(values)
        lost: Floats = values - self.undo(scaled)
        return lost

    @property
    def neutral(self) -> Floats:
        """Stored values that mean "no data" to the network, shape (bands, 1, 1)."""
        return self.undo(self.scaler.neutral)
