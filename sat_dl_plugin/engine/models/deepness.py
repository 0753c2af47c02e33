"""Reading and writing of the metadata keys that the Deepness plugin uses.

Every value is a JSON string in the ONNX ``metadata_props``. Deepness divides 8-bit pixels by
255, subtracts ``standardization_mean`` and divides by ``standardization_std``.
"""

from __future__ import annotations

import ast
import json
import math
from typing import Any, Optional

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.engine.models.statements import NamedClass, Statement

SOURCE = "Deepness keys"

_KEYS = frozenset(
    (
        *("model_type", "class_names", "names", "resolution", "tile_size", "tiles_size"),
        *("tiles_overlap", "standardization_mean", "standardization_std", "seg_thresh"),
    )
)
_MAX_TEXT = 100_000


def read_deepness(metadata: dict[str, str]) -> Optional[Statement]:
    """Return what the Deepness keys of a network say, None when it has none."""
    present = {key: _parsed(text) for key, text in metadata.items() if key in _KEYS}
    if not present:
        return None
    statement = Statement(SOURCE)
    statement.legend = _legend(present.get("class_names", present.get("names")))
    resolution = _number(present.get("resolution"))
    if resolution is not None and resolution > 0:
        statement.fields["gsd_m"] = resolution / 100.0
    threshold = _number(present.get("seg_thresh"))
    if threshold is not None and 0.0 <= threshold <= 1.0:
        statement.threshold = threshold
    statement.fields["scaling"] = _scaling(present, statement)
    kind = str(present.get("model_type", "Segmentor")).lower()
    if kind.startswith("super"):
        statement.fields["task"] = "enhancement"
    elif not kind.startswith("segment"):
        statement.warnings.append(
            f"The network calls itself a {kind}: its output is read as class probabilities"
        )
    return statement


def write_deepness(card: ModelCard, tile_px: int) -> dict[str, str]:
    """Return the keys by which Deepness opens a network with this card.

    Args:
        card: The network's card.
        tile_px: Side of the tiles Deepness shall cut, pixels.
    """
    names = {str(place): entry.name for place, entry in enumerate(card.classes)}
    keys: dict[str, Any] = {
        "model_type": "Segmentor" if card.task == "segmentation" else "Superresolution",
        "class_names": names,
        "tile_size": card.input_size_px or tile_px,
        "tiles_overlap": 15,
    }
    if card.gsd_m is not None:
        keys["resolution"] = card.gsd_m * 100.0
    thresholds = {entry.threshold for entry in card.foreground}
    if len(thresholds) == 1:
        keys["seg_thresh"] = thresholds.pop()
    count = len(card.bands)
    # Deepness always divides by 255 first; ours divides by the card's factor.
    ratio = 1.0 / 255.0 / card.scaling.factor
    keys["standardization_mean"] = [m * ratio for m in card.scaling.mean or (0.0,) * count]
    keys["standardization_std"] = [s * ratio for s in card.scaling.std or (1.0,) * count]
    return {key: json.dumps(value) for key, value in keys.items()}


def _parsed(text: str) -> Any:
    if len(text) > _MAX_TEXT:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        # Older models hold Python literals: {0: 'background', 1: 'field'}.
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return text


def _number(value: Any) -> Optional[float]:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def _legend(value: Any) -> list[NamedClass]:
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        value = value[0]
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return []
    try:
        return [NamedClass(int(key), str(name)) for key, name in value.items()]
    except (TypeError, ValueError):
        return []


def _numbers(value: Any) -> list[float]:
    if isinstance(value, (int, float)):
        value = [value]
    if not isinstance(value, list):
        return []
    numbers = [_number(item) for item in value]
    return [number for number in numbers if number is not None]


def _scaling(present: dict[str, Any], statement: Statement) -> dict[str, Any]:
    mean = _numbers(present.get("standardization_mean"))
    std = _numbers(present.get("standardization_std"))
    if any(value <= 0 for value in std):
        statement.warnings.append(f"The standard deviations {std} are not usable and ignored")
        std = []
    return {
        "factor": 1.0 / 255.0,
        "mean": mean,
        "std": std,
        "stored_range": [0.0, 255.0],
    }
