"""What one source says about a network, before sources are put together."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID, fallback_color

MAX_JSON_BYTES = 5_000_000

_BACKGROUND_NAMES = frozenset(
    (
        *("background", "bg", "none", "nodata", "no data", "not found", "notfound", "other"),
        *("others", "unlabeled", "unlabelled", "unknown", "void", "ignore", "unclassified"),
    )
)


@dataclass(frozen=True)
class NamedClass:
    """One entry of somebody's legend."""

    value: int
    name: str
    color: Optional[str] = None

    @property
    def is_background(self) -> bool:
        """Whether the name says that it stands for everything else."""
        plain = re.sub(r"[^a-z]+", " ", self.name.lower()).strip()
        return plain in _BACKGROUND_NAMES


@dataclass
class Statement:
    """Card fields from one source.

    Attributes:
        source: Where it was read, in words.
        fields: Card fields as in the card's JSON, only those that are stated.
        legend: Classes that still have to be matched to the output channels.
        warnings: What could not be taken over.
        guessed: Fields that the source implies rather than states.
    """

    source: str
    fields: dict[str, Any] = field(default_factory=dict)
    legend: list[NamedClass] = field(default_factory=list)
    threshold: Optional[float] = None
    warnings: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)


def read_json_object(path: Path) -> Optional[dict[str, Any]]:
    """Return the JSON object in a small file, or None when it holds none."""
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            return None
        parsed = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def hex_color(value: Any) -> Optional[str]:
    """Return ``#rrggbb`` for a hex text or three numbers 0 to 255, None for anything else."""
    if isinstance(value, str):
        text = value.strip().lstrip("#")
        return f"#{text.lower()}" if re.fullmatch(r"[0-9a-fA-F]{6}", text) else None
    if isinstance(value, (list, tuple)) and len(value) >= 3:
        try:
            red, green, blue = (min(max(int(part), 0), 255) for part in value[:3])
        except (TypeError, ValueError, OverflowError):
            return None
        return f"#{red:02x}{green:02x}{blue:02x}"
    return None


def match_legend(
    legend: list[NamedClass], channels: int, threshold: Optional[float]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Give every output channel its class.

    Args:
        legend: The classes somebody listed.
        channels: Output channels of the network (classes, for class numbers).
        threshold: Smallest probability for all classes, or None.

    Returns:
        One class (as in the card's JSON) a channel, and what had to be assumed. The list is
        empty when the legend does not fit.
    """
    entries = sorted(legend, key=lambda entry: entry.value)
    notes: list[str] = []
    if channels == 1 and len(entries) == 2 and entries[0].value == 0:
        entries = entries[1:]
    elif len(entries) == channels - 1 and all(entry.value > 0 for entry in entries):
        entries = [NamedClass(BACKGROUND_ID, "background"), *entries]
        notes.append("The first output channel is taken for the background, which has no name")
    if len(entries) != channels:
        return [], [f"The legend lists {len(legend)} classes, the network gives {channels}"]
    ids = _ids(entries, channels, notes)
    extra = {} if threshold is None else {"threshold": threshold}
    classes = [
        {
            "id": class_id,
            "name": entry.name,
            "color": entry.color or fallback_color(place),
            **extra,
        }
        for place, (class_id, entry) in enumerate(zip(ids, entries))
    ]
    return classes, notes


def _ids(entries: list[NamedClass], channels: int, notes: list[str]) -> list[int]:
    values = [entry.value for entry in entries]
    background = channels > 1 and entries[0].is_background
    usable = len(set(values)) == len(values) and values[0] >= 0 and values[-1] < NODATA_ID
    if usable and (values[0] > 0 or background):
        return [
            BACKGROUND_ID if background and place == 0 else value
            for place, value in enumerate(values)
        ]
    first = BACKGROUND_ID if background else BACKGROUND_ID + 1
    if channels > 1:
        notes.append(
            f"Class values {values[0]} to {values[-1]} became {first} to {first + channels - 1}: "
            "0 is kept for pixels of no class and 255 for nodata"
        )
    return [first + place for place in range(channels)]
