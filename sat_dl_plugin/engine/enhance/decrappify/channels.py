"""Which bands of a raster go through an enhancing network together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.enhance.picture import Picture
from sat_dl_plugin.engine.raster.bands import match_bands


@dataclass(frozen=True)
class ChannelPlan:
    """The passes through the network, and the bands that are guided by their results."""

    passes: tuple[tuple[int, ...], ...]
    """Places in the picture's bands, in channel order; a grey pass repeats one place."""
    guided: tuple[int, ...]
    """Places of the bands that no pass has."""
    note: str = ""
    """What was assumed, for the log."""

    @property
    def guides(self) -> tuple[int, ...]:
        """Places of the bands that went through the network."""
        return tuple(dict.fromkeys(place for one in self.passes for place in one))


def plan_channels(picture: Picture, card: ModelCard, bands: Mapping[str, int]) -> ChannelPlan:
    """Find the bands that the network knows.

    Where the raster has none of them (panchromatic, radar, bands without names), every band
    goes through the network by itself, as a grey picture.

    Args:
        picture: The input.
        card: That of the network.
        bands: Band name of the card -> 1-based band, where the user said so.

    Raises:
        InputError: If bands that the user stated do not fit.
    """
    places = {band: place for place, band in enumerate(picture.bands)}
    if len(card.bands) == 1 and not bands:
        return ChannelPlan(tuple((place,) for place in places.values()), ())
    try:
        match = match_bands(picture.source, card.bands, bands)
    except InputError:
        if bands:
            raise
        return _grey(len(places), len(card.bands))
    chosen = tuple(places[band] for band in match.indexes)
    guided = tuple(place for place in places.values() if place not in chosen)
    return ChannelPlan((chosen,), guided, match.note)


def _grey(count: int, channels: int) -> ChannelPlan:
    passes = tuple((place,) * channels for place in range(count))
    note = "The raster has none of the model's bands; each of its bands is enhanced as grey"
    return ChannelPlan(passes, (), note)
