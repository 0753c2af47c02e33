"""Reading of Esri model definitions (``.emd``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.engine.models.statements import (
    NamedClass,
    Statement,
    hex_color,
    read_json_object,
)

# What arcgis.learn normalises 8-bit pictures with when the definition lists no statistics.
_IMAGENET_MEAN = [0.485, 0.456, 0.406]
_IMAGENET_STD = [0.229, 0.224, 0.225]
# A cell size below this is in degrees, not metres.
_SMALLEST_CELL_M = 0.001
_SEGMENTATION_TYPES = ("imageclassification", "pixelclassification", "semanticsegmentation")

Definition = dict[str, Any]


def read_emd(path: Path) -> Optional[Statement]:
    """Return what the Esri definition beside a network says, None when there is none.

    Args:
        path: The ONNX file. A definition of the same name comes first, then one of the same
            folder that names the file.
    """
    for candidate in [path.with_suffix(".emd"), *sorted(path.parent.glob("*.emd"))]:
        definition = read_json_object(candidate)
        if definition is None:
            continue
        model_file = str(definition.get("ModelFile", "")).replace("\\", "/").split("/")[-1]
        if candidate.stem == path.stem or Path(model_file).stem == path.stem:
            return _statement(definition, candidate.name)
    return None


def _statement(definition: Definition, name: str) -> Statement:
    statement = Statement(f"Esri definition {name}")
    statement.legend = _legend(definition)
    bands = definition.get("ExtractBands", definition.get("Bands"))
    if isinstance(bands, list) and bands:
        statement.fields["bands"] = _band_names(bands)
        statement.guessed.append("bands")
    cell = _cell_size(definition)
    if cell is not None:
        statement.fields["gsd_m"] = cell
    _add_scaling(definition, statement)
    for key in ("Description", "description"):
        if isinstance(definition.get(key), str):
            statement.fields["description"] = definition[key]
    kind = str(definition.get("ModelType", "ImageClassification"))
    if kind.lower() not in _SEGMENTATION_TYPES:
        statement.warnings.append(
            f"The definition calls the network {kind}: its output is read as class probabilities"
        )
    return statement


def _band_names(bands: list[Any]) -> list[str]:
    if len(bands) == 3 and all(isinstance(band, int) for band in bands):
        return ["red", "green", "blue"]
    return [f"band{band + 1}" if isinstance(band, int) else str(band) for band in bands]


def _legend(definition: Definition) -> list[NamedClass]:
    legend = []
    listed = definition.get("Classes")
    for place, entry in enumerate(listed if isinstance(listed, list) else []):
        if not isinstance(entry, dict):
            continue
        value = entry.get("Value", place + 1)
        if isinstance(value, int):
            name = str(entry.get("Name", f"class{value}"))
            legend.append(NamedClass(value, name, hex_color(entry.get("Color"))))
    return legend


def _cell_size(definition: Definition) -> Optional[float]:
    for key in ("CellSize", "MinCellSize"):
        value = definition.get(key)
        if isinstance(value, dict):
            value = value.get("x")
        if isinstance(value, (int, float)) and value >= _SMALLEST_CELL_M:
            return float(value)
    return None


def _numbers(stats: dict[str, Any], key: str) -> list[float]:
    value = stats.get(key)
    while isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
        value = value[0]
    if not isinstance(value, list):
        return []
    flat = [item[0] if isinstance(item, list) and item else item for item in value]
    return [float(item) for item in flat if isinstance(item, (int, float))]


def _add_scaling(definition: Definition, statement: Statement) -> None:
    stats = definition.get("NormalizationStats")
    if isinstance(stats, dict) and stats:
        low, high = _numbers(stats, "band_min_values"), _numbers(stats, "band_max_values")
        mean, std = _numbers(stats, "scaled_mean_values"), _numbers(stats, "scaled_std_values")
        ranges = [top - bottom for bottom, top in zip(low, high)]
        if mean and len(low) == len(high) == len(mean) == len(std) and min(ranges + std) > 0:
            # (((x - min) / range) - mean) / std in one step.
            statement.fields["scaling"] = {
                "factor": 1.0,
                "mean": [b + m * r for b, m, r in zip(low, mean, ranges)],
                "std": [s * r for s, r in zip(std, ranges)],
                "stored_range": [0.0, 255.0] if 2.0 < max(high) <= 255.0 else None,
            }
            return
        mean, std = _numbers(stats, "band_mean_values"), _numbers(stats, "band_std_values")
        if mean and len(mean) == len(std) and min(std) > 0:
            is_bytes = 2.0 < max(m + s for m, s in zip(mean, std)) <= 255.0
            statement.fields["scaling"] = {
                "factor": 1.0,
                "mean": mean,
                "std": std,
                "stored_range": [0.0, 255.0] if is_bytes else None,
            }
            return
        statement.warnings.append("The definition's NormalizationStats are incomplete and ignored")
    if "arcgis" in str(definition.get("Framework", "")).lower():
        statement.fields["scaling"] = {
            "factor": 1.0 / 255.0,
            "mean": _IMAGENET_MEAN,
            "std": _IMAGENET_STD,
            "stored_range": [0.0, 255.0],
        }
        statement.guessed.append("scaling")
