"""The small text forms of parameters that hold several values, readable in every interface.

Entries are separated by semicolons or line breaks; where a text has neither, commas separate
too, so that class names with commas stay possible.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Mapping
from typing import Callable, Optional

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import CleaningRule

OFF = "off"
"""Stands for the threshold of a class that is left out."""

_RULE_FIELDS = {
    "opening": "opening_px",
    "closing": "closing_px",
    "min_object": "min_object_m2",
    "max_hole": "max_hole_m2",
    "separation": "separation",
}
_BACKGROUND_NAMES = ("background", "other", "none", "nothing")
_RULE_EXAMPLE = "building: opening=1 closing=1 min_object=20 max_hole=10; road: closing=2"


def split_entries(text: str) -> list[str]:
    """Return the entries of a list in a text, without blanks around them."""
    separator = r"[;\n]" if re.search(r"[;\n]", text) else ","
    return [entry.strip() for entry in re.split(separator, text) if entry.strip()]


def parse_thresholds(text: str) -> dict[str, Optional[float]]:
    """Parse ``building=0.4; road=off`` into probabilities per class, None for a class left out.

    Raises:
        UsageError: If an entry is no ``class=value``, or a value is neither 0 to 1 nor ``off``.
    """
    return {
        name: None if value.lower() == OFF else _number(value, name, smallest=0.0, largest=1.0)
        for name, value in _pairs(text, "thresholds", "building=0.4; road=off")
    }


def thresholds_text(thresholds: Mapping[str, Optional[float]]) -> str:
    """Return the text that `parse_thresholds` reads, classes in the order given."""
    return "; ".join(
        f"{name}={OFF if value is None else format(value, 'g')}"
        for name, value in thresholds.items()
    )


def parse_weights(text: str) -> tuple[float, ...]:
    """Parse ``2; 1`` into the weight of each model.

    Raises:
        UsageError: If an entry is no number of 0 or more.
    """
    return tuple(_number(entry, "weights") for entry in split_entries(text))


def parse_scales(text: str) -> tuple[tuple[float, ...], ...]:
    """Parse ``1 0.5; 1`` into the scales of each model; a single entry stands for all models.

    Raises:
        UsageError: If an entry holds something else than numbers of 0 or more.
    """
    return tuple(
        tuple(_number(part, "scales") for part in entry.replace(",", " ").split())
        for entry in re.split(r"[;\n]", text)
        if entry.strip(" ,")
    )


def parse_bands(text: str) -> dict[str, int]:
    """Parse ``red=3, green=2`` into 1-based band numbers per band name.

    Raises:
        UsageError: If an entry is no ``name=number``, or a number is not 1 or more.
    """
    return {
        name: int(_number(value, name, smallest=1, largest=65535, whole=True))
        for name, value in _pairs(text, "bands", "red=3; green=2; blue=1")
    }


def parse_band_choice(text: str) -> dict[str, int]:
    """Parse ``red=3; nir`` into 1-based band numbers per band name, 0 where only a name is given.

    Raises:
        UsageError: If an entry is neither a name nor ``name=number``.
    """
    chosen: dict[str, int] = {}
    for entry in split_entries(text):
        chosen.update(parse_bands(entry) if "=" in entry else {entry: 0})
    return chosen


def parse_rules(text: str) -> dict[str, CleaningRule]:
    """Parse ``building: opening=1 min_object=20; road: closing=2`` into cleaning rules.

    A class that is named gets exactly what its entry says; parts left out are off.

    Raises:
        UsageError: If an entry, a part's name or a value cannot be understood.
    """
    rules: dict[str, CleaningRule] = {}
    for entry in split_entries(text) if re.search(r"[;\n]", text) else [text.strip()]:
        if not entry:
            continue
        name, colon, parts = entry.rpartition(":")
        if not colon or not name.strip():
            raise UsageError(
                f"Cleaning rule {entry!r} names no class",
                "A rule is a class, a colon and its parts",
                f"Write it like this: {_RULE_EXAMPLE}",
            )
        _refuse_second(name.strip(), rules, "rules")
        rules[name.strip()] = _rule(parts, name.strip())
    return rules


def parse_classes(text: str) -> list[dict[str, object]]:
    """Parse ``background; building; 8=water`` into the ``classes`` of a model card.

    A name without a number gets its position; a first entry called background, other, none or
    nothing gets 0, otherwise counting starts at 1.

    Raises:
        UsageError: If a number is not 0 to 254, or stands twice.
    """
    names = split_entries(text)
    start = 0 if names and names[0].lower() in _BACKGROUND_NAMES else 1
    classes: list[dict[str, object]] = []
    taken: set[str] = set()
    for position, entry in enumerate(names, start):
        number, equals, name = entry.partition("=")
        class_id = int(_number(number, entry, largest=254, whole=True)) if equals else position
        _refuse_second(str(class_id), taken, "classes")
        taken.add(str(class_id))
        classes.append({"id": class_id, "name": (name if equals else entry).strip()})
    return classes


def _rule(text: str, class_name: str) -> CleaningRule:
    values: dict[str, float] = {}
    for part in text.replace(",", " ").split():
        key, equals, value = part.partition("=")
        if not equals or key not in _RULE_FIELDS:
            raise UsageError(
                f"Part {part!r} of the cleaning rule of {class_name!r} is unknown",
                f"Parts are {', '.join(_RULE_FIELDS)}, each followed by = and a number",
                f"Write it like this: {_RULE_EXAMPLE}",
            )
        whole = _RULE_FIELDS[key].endswith("_px")
        values[_RULE_FIELDS[key]] = _number(value, f"{class_name}: {key}", whole=whole)
    return CleaningRule(
        opening_px=int(values.get("opening_px", 0)),
        closing_px=int(values.get("closing_px", 0)),
        min_object_m2=values.get("min_object_m2", 0.0),
        max_hole_m2=values.get("max_hole_m2", 0.0),
        separation=values.get("separation", 0.0),
    )


def _pairs(text: str, what: str, example: str) -> list[tuple[str, str]]:
    pairs: dict[str, str] = {}
    for entry in split_entries(text):
        name, equals, value = entry.rpartition("=")
        if not equals or not name.strip():
            raise UsageError(
                f"{entry!r} in the {what} is no name=value",
                "Entries are separated by semicolons",
                f"Write it like this: {example}",
            )
        _refuse_second(name.strip(), pairs, what)
        pairs[name.strip()] = value.strip()
    return list(pairs.items())


def _refuse_second(name: str, taken: Container[str], what: str) -> None:
    if name in taken:
        raise UsageError(f"{name!r} stands twice in the {what}", todo="Keep one of the two")


def _number(
    text: str,
    name: str,
    *,
    smallest: float = 0.0,
    largest: float = math.inf,
    whole: bool = False,
) -> float:
    convert: Callable[[str], float] = int if whole else float
    value: Optional[float]
    try:
        value = convert(text.strip())
    except ValueError:
        value = None
    if value is None or not math.isfinite(value) or not smallest <= value <= largest:
        kind = "whole number" if whole else "number"
        limits = f"{smallest:g} or more" if largest == math.inf else f"{smallest:g} to {largest:g}"
        raise UsageError(
            f"{text.strip()!r} for {name!r} is not usable",
            f"It has to be a {kind}, {limits}, with a point before decimals",
        )
    return value
