"""Which band of a raster is which input channel of a network."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.source import RasterSource

# STAC common names and what files call them. Sentinel-2 numbers are told from Landsat's by
# the leading zero or the "8a"; bare "b2" … are left alone, since the two disagree on them.
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "coastal": ("coastal", "b01", "ultra blue"),
    "blue": ("blue", "b02", "blau", "bleu"),
    "green": ("green", "b03", "grün", "vert"),
    "red": ("red", "b04", "rot", "rouge"),
    "rededge071": ("rededge071", "b05", "red edge 1", "vre1"),
    "rededge075": ("rededge075", "b06", "red edge 2", "vre2"),
    "rededge078": ("rededge078", "b07", "red edge 3", "vre3"),
    "nir": ("nir", "near infrared", "near-infrared", "infrared", "b08"),
    "nir08": ("nir08", "b8a", "narrow nir"),
    "nir09": ("nir09", "b09", "water vapour"),
    "cirrus": ("cirrus", "b10"),
    "swir16": ("swir16", "swir1", "swir 1", "b11"),
    "swir22": ("swir22", "swir2", "swir 2", "b12"),
    "pan": ("pan", "panchromatic"),
}

_POSITIONAL = re.compile(r"band_?(\d+)", re.IGNORECASE)


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
    found = [
        explicit.get(name) or known.get(_common_name(name) or "") or _by_position(name, usable)
        for name in wanted
    ]
    if all(found):
        return BandMatch(tuple(index for index in found if index))
    if not explicit and not known and len(usable) == len(wanted):
        names = ", ".join(wanted)
        return BandMatch(tuple(usable), f"The raster does not name its bands; taken as {names}")
    missing = [name for name, index in zip(wanted, found) if not index]
    raise InputError(
        f"The model wants the bands {', '.join(wanted)}; the raster lacks {', '.join(missing)}",
        f"It has {_describe(source, known)}",
        f"Choose another model, or say which band is which (for example {missing[0]}=1)",
    )


def known_bands(source: RasterSource) -> dict[str, int]:
    """Return common name -> 1-based band for every band the file itself names."""
    known: dict[str, int] = {}
    for index, text in enumerate(source.band_descriptions, start=1):
        name = _common_name(text)
        if name:
            known.setdefault(name, index)
    for index, interpretation in enumerate(source.color_interpretations, start=1):
        if interpretation in _SYNONYMS:
            known.setdefault(interpretation, index)
    return known


def _common_name(text: str) -> Optional[str]:
    lowered = text.lower()
    words = set(re.findall(r"[^\W_]+", lowered))
    if lowered in _SYNONYMS:
        return lowered
    # The most specific synonym wins: "red edge 1" is not red, "near infrared" not red either.
    hits = [
        (len(synonym), name)
        for name, synonyms in _SYNONYMS.items()
        for synonym in synonyms
        if (synonym in lowered if " " in synonym or "-" in synonym else synonym in words)
    ]
    return max(hits, key=lambda hit: hit[0])[1] if hits else None


def _by_position(name: str, usable: Sequence[int]) -> Optional[int]:
    match = _POSITIONAL.fullmatch(name)
    if match and 1 <= int(match.group(1)) <= len(usable):
        return usable[int(match.group(1)) - 1]
    return None


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
