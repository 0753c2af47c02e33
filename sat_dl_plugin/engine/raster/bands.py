"""Which band of a raster is which input channel of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from sat_dl_plugin.contract.band_names import assign_bands, is_positional, named_bands
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.source import RasterSource


@dataclass(frozen=True)
class BandMatch:
    """The raster bands that feed a network."""

    indexes: tuple[int, ...]
    """1-based raster band of each input channel."""
    note: str = ""
    """What was assumed, for the log; empty when the file itself said so."""


def match_bands(
    source: RasterSource, wanted: Sequence[str], explicit: Mapping[str, int]
) -> BandMatch:
    """Find the raster band of every input channel.

    Args:
        source: The raster.
        wanted: Band names of the model card, in channel order.
        explicit: Band name -> 1-based raster band, as the user stated it.

    Raises:
        InputError: If a band is missing; the message names what the model wants and what
            the raster has.
    """
    _check_explicit(source, wanted, explicit)
    known = known_bands(source)
    usable = [i for i in range(1, source.band_count + 1) if i not in source.alpha_bands]
    found = assign_bands(wanted, known, usable, explicit)
    if all(found):
        names = ", ".join(wanted)
        # Nothing but the number of bands spoke for it.
        assumed = not known and not explicit and not all(map(is_positional, wanted))
        note = f"The raster does not name its bands; taken as {names}" if assumed else ""
        return BandMatch(tuple(index for index in found if index), note)
    missing = [name for name, index in zip(wanted, found) if not index]
    raise InputError(
        f"The model wants the bands {', '.join(wanted)}; the raster lacks {', '.join(missing)}",
        f"It has {_describe(source, known)}",
        _way_out(source, missing[0], found),
    )


def _way_out(source: RasterSource, missing: str, found: Sequence[Optional[int]]) -> str:
    if "palette" in source.color_interpretations:
        return "Choose another model, or turn the palette into colours first (PCT to RGB in QGIS)"
    # An alpha band may well hold near infrared: GDAL takes the fourth of four bytes for alpha.
    spare = next((i for i in range(1, source.band_count + 1) if i not in found), 1)
    return f"Choose another model, or say which band is which (for example {missing}={spare})"


def known_bands(source: RasterSource) -> dict[str, int]:
    """Return common name -> 1-based band for every band the file itself names."""
    return named_bands(source.band_descriptions, source.color_interpretations)


def _check_explicit(
    source: RasterSource, wanted: Sequence[str], explicit: Mapping[str, int]
) -> None:
    for name, index in explicit.items():
        if name not in wanted:
            raise InputError(
                f"The model has no input band {name!r}", f"Its bands are {', '.join(wanted)}"
            )
        if not 1 <= index <= source.band_count:
            raise InputError(
                f"Band {index} was chosen for {name!r}",
                f"The raster has bands 1 to {source.band_count}",
            )


def _describe(source: RasterSource, known: Mapping[str, int]) -> str:
    names = {index: name for name, index in known.items()}
    parts = [
        f"{index} {names.get(index) or text or interpretation}"
        for index, (text, interpretation) in enumerate(
            zip(source.band_descriptions, source.color_interpretations), start=1
        )
    ]
    shown = parts[:16] + (["…"] if len(parts) > 16 else [])
    return f"{source.band_count} band(s): " + ", ".join(shown)
