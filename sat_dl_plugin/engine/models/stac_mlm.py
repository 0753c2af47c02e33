"""Reading of STAC items with the Machine Learning Model (MLM) extension, versions 1.0 to 1.5."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional
from urllib.parse import unquote, urlparse

from sat_dl_plugin.engine.models.statements import (
    NamedClass,
    Statement,
    hex_color,
    read_json_object,
)

_MAX_CANDIDATES = 200
_SEGMENTATION_TASKS = ("semantic-segmentation", "segmentation", "instance-segmentation")

Properties = dict[str, Any]


def read_mlm(path: Path) -> Optional[Statement]:
    """Return what a STAC MLM item beside a network says, None when there is none.

    Args:
        path: The ONNX file. Items named after it come first, then those of its folder that
            have it as an asset.
    """
    named = [path.with_suffix(".json"), path.with_suffix(".stac.json"), Path(f"{path}.json")]
    for candidate in named:
        item = _item(candidate)
        if item is not None:
            return _statement(item, candidate.name)
    for candidate in sorted(path.parent.glob("*.json"))[:_MAX_CANDIDATES]:
        item = _item(candidate)
        if item is not None and path.name in _asset_names(item):
            return _statement(item, candidate.name)
    return None


def is_mlm_item(parsed: dict[str, Any]) -> bool:
    """Return whether a JSON object is a STAC item of the MLM extension."""
    properties = parsed.get("properties")
    return isinstance(properties, dict) and any(key.startswith("mlm:") for key in properties)


def _item(candidate: Path) -> Optional[dict[str, Any]]:
    parsed = read_json_object(candidate)
    return parsed if parsed is not None and is_mlm_item(parsed) else None


def _asset_names(item: dict[str, Any]) -> set[str]:
    assets = item.get("assets")
    if not isinstance(assets, dict):
        return set()
    hrefs = [asset.get("href", "") for asset in assets.values() if isinstance(asset, dict)]
    return {unquote(urlparse(str(href)).path).replace("\\", "/").split("/")[-1] for href in hrefs}


def _first(value: Any) -> dict[str, Any]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return value[0]
    return value if isinstance(value, dict) else {}


def _statement(item: dict[str, Any], name: str) -> Statement:
    properties: Properties = item["properties"]
    statement = Statement(f"STAC item {name}")
    taken, given = _first(properties.get("mlm:input")), _first(properties.get("mlm:output"))
    for key, field_name in (
        ("mlm:name", "name"),
        ("license", "licence"),
        ("description", "description"),
        ("version", "version"),
    ):
        if isinstance(properties.get(key), str) and properties[key]:
            statement.fields[field_name] = properties[key]
    _add_bands(item, taken, statement)
    _add_scaling(taken, statement)
    statement.legend = _legend(given)
    activation = _activation(given)
    if activation:
        statement.fields["activation"] = activation
    tasks = properties.get("mlm:tasks") or given.get("tasks") or []
    if isinstance(tasks, list) and tasks and not set(map(str, tasks)) & set(_SEGMENTATION_TASKS):
        statement.warnings.append(
            f"The item lists the tasks {', '.join(map(str, tasks))}: the output is read as class "
            "probabilities"
        )
    for key in ("pre_processing_function", "resize_type"):
        if taken.get(key):
            statement.warnings.append(f"The item asks for a {key}, which Sat DL does not run")
    return statement


def _band_objects(item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the item's band descriptions by name, of STAC 1.1 and of the older extensions."""
    assets = item.get("assets")
    holders = [item["properties"]]
    if isinstance(assets, dict):
        holders += [asset for asset in assets.values() if isinstance(asset, dict)]
    found: dict[str, dict[str, Any]] = {}
    for holder in holders:
        for key in ("bands", "eo:bands", "raster:bands"):
            listed = holder.get(key)
            for band in listed if isinstance(listed, list) else []:
                if isinstance(band, dict) and isinstance(band.get("name"), str):
                    found.setdefault(band["name"], {}).update(band)
    return found


def _add_bands(item: dict[str, Any], taken: dict[str, Any], statement: Statement) -> None:
    objects = _band_objects(item)
    listed = taken.get("bands")
    names = [
        str(band.get("name", "")) if isinstance(band, dict) else str(band)
        for band in (listed if isinstance(listed, list) else [])
    ]
    if names and all(names):
        details = [objects.get(name, {}) for name in names]
        statement.fields["bands"] = [
            str(band.get("eo:common_name") or band.get("common_name") or name)
            for name, band in zip(names, details)
        ]
        expressions = [band for band in listed or [] if isinstance(band, dict)]
        if any(band.get("expression") for band in expressions):
            statement.warnings.append("The item computes bands by expressions, which are not run")
    distances = [
        band.get("gsd", band.get("spatial_resolution")) for band in objects.values() if band
    ]
    known = [float(value) for value in distances if isinstance(value, (int, float)) and value > 0]
    stated = item["properties"].get("gsd")
    if isinstance(stated, (int, float)) and stated > 0:
        statement.fields["gsd_m"] = float(stated)
    elif known:
        # Coarser bands are resampled to the finest.
        statement.fields["gsd_m"] = min(known)


def _number(value: Any, default: float) -> float:
    return float(value) if isinstance(value, (int, float)) else default


def _operation(entry: dict[str, Any]) -> Optional[tuple[float, float]]:
    """Return (a, b) for a scaling ``(value - a) / b``, None when it is none of that form."""
    kind = str(entry.get("type", "")).lower().replace("_", "-")
    if kind in ("z-score", "z-scores"):
        return _number(entry.get("mean"), 0.0), _number(entry.get("stddev"), 1.0)
    if kind == "min-max":
        low = _number(entry.get("minimum"), 0.0)
        return low, _number(entry.get("maximum"), 1.0) - low
    if kind == "scale":
        return 0.0, _number(entry.get("value"), 1.0)
    if kind == "offset":
        return _number(entry.get("value"), 0.0), 1.0
    return (0.0, 1.0) if kind in ("", "none", "null") else None


def _scaling_entries(taken: dict[str, Any]) -> list[dict[str, Any]]:
    for key in ("value_scaling", "scaling"):
        entries = taken.get(key)
        if isinstance(entries, list) and entries:
            return [entry if isinstance(entry, dict) else {} for entry in entries]
    statistics = taken.get("statistics")
    kind = taken.get("norm_type")
    if isinstance(statistics, list) and isinstance(kind, str):
        return [{**entry, "type": kind} for entry in statistics if isinstance(entry, dict)]
    return []


def _add_scaling(taken: dict[str, Any], statement: Statement) -> None:
    entries = _scaling_entries(taken)
    operations = [_operation(entry) for entry in entries]
    pairs = [pair for pair in operations if pair is not None]
    if not pairs or len(pairs) != len(entries) or any(divisor <= 0 for _, divisor in pairs):
        if entries:
            statement.warnings.append("The item's scaling cannot be expressed and is ignored")
        return
    offsets, divisors = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    top = max(offset + divisor for offset, divisor in pairs)
    of_fractions = top <= 2.0 and not all(d == 1.0 for d in divisors)
    if of_fractions:
        # Statistics of values 0 to 1: pictures stored as bytes are divided by 255 before.
        statement.guessed.append("scaling")
    statement.fields["scaling"] = {
        "factor": 1.0 / 255.0 if of_fractions else 1.0,
        "mean": offsets,
        "std": divisors,
        "stored_range": [0.0, 255.0] if of_fractions or 2.0 < top <= 256.0 else None,
    }


def _legend(given: dict[str, Any]) -> list[NamedClass]:
    listed = given.get("classification:classes") or given.get("classification_classes")
    legend = []
    for place, entry in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(entry, str):
            legend.append(NamedClass(place, entry))
        elif isinstance(entry, dict):
            value = entry.get("value", place)
            name = str(entry.get("name") or entry.get("title") or f"class{place}")
            if isinstance(value, int):
                legend.append(NamedClass(value, name, hex_color(entry.get("color_hint"))))
    return legend


def _activation(given: dict[str, Any]) -> Optional[str]:
    function = given.get("post_processing_function")
    text = str(function.get("expression", "") if isinstance(function, dict) else function or "")
    return next((name for name in ("softmax", "sigmoid") if name in text.lower()), None)
