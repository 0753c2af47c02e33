"""What bands are called in files, and which of them a network's input channels are.

The engine matches bands with it, and the dock says beforehand whether they will match.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Optional

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


def common_name(text: str) -> Optional[str]:
    """Return the STAC common name that a description of a band stands for, or None."""
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


def named_bands(descriptions: Sequence[str], interpretations: Sequence[str]) -> dict[str, int]:
    """Return common name -> 1-based band for every band the file itself names.

    Args:
        descriptions: Text of every band, empty for none.
        interpretations: Colour interpretation of every band as GDAL names it, lower case.
    """
    known: dict[str, int] = {}
    for index, text in enumerate(descriptions, start=1):
        name = common_name(text)
        if name:
            known.setdefault(name, index)
    for index, interpretation in enumerate(interpretations, start=1):
        if interpretation in _SYNONYMS:
            known.setdefault(interpretation, index)
    return known


def assign_bands(
    wanted: Sequence[str],
    known: Mapping[str, int],
    usable: Sequence[int],
    explicit: Mapping[str, int],
) -> list[Optional[int]]:
    """Return the 1-based band of every wanted channel, None where there is none.

    Args:
        wanted: Band names of a model card, in channel order.
        known: Named bands of the raster, as from `named_bands`.
        usable: Bands that hold values, thus no alpha bands.
        explicit: Band name -> band, as the user stated it.
    """
    found = [
        explicit.get(name) or known.get(common_name(name) or "") or _by_position(name, usable)
        for name in wanted
    ]
    if not all(found) and not explicit and not known and len(usable) == len(wanted):
        return list(usable)
    return found


def is_positional(name: str) -> bool:
    """Return True for names like ``band3``, which mean the place in the file."""
    return _POSITIONAL.fullmatch(name) is not None


def _by_position(name: str, usable: Sequence[int]) -> Optional[int]:
    match = _POSITIONAL.fullmatch(name)
    if match and 1 <= int(match.group(1)) <= len(usable):
        return usable[int(match.group(1)) - 1]
    return None
