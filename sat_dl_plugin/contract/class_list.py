"""The classes of one or more models together, and what the user states per class.

The engine decides with them and the dock shows them, so both call these functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean
from typing import Optional, TypeVar

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.errors import ModelError, UsageError
from sat_dl_plugin.contract.legend import DSTL_LEGEND

Stated = TypeVar("Stated")

_SHARED_IDS = {entry.id for entry in DSTL_LEGEND}


def merged_legend(cards: Sequence[ModelCard]) -> tuple[ClassCard, ...]:
    """Return the classes of all models, background left out, ordered by id.

    A class that several models know keeps the name, colour and rules of the first and the
    mean of their thresholds.

    Raises:
        ModelError: If an id means different things in two models, or no class is left.
    """
    merged: dict[int, ClassCard] = {}
    thresholds: dict[int, list[float]] = {}
    for card in cards:
        for entry in card.foreground:
            known = merged.setdefault(entry.id, entry)
            # Ids 1 to 10 are shared by all of Sat DL; "tree" and "vegetation" may meet in 5.
            if known.name != entry.name and entry.id not in _SHARED_IDS:
                raise ModelError(
                    f"Class {entry.id} is {known.name!r} in one model and {entry.name!r} in "
                    f"{card.name!r}",
                    "Models of different legends cannot be merged",
                    "Choose models that share a legend",
                )
            thresholds.setdefault(entry.id, []).append(entry.threshold)
    if not merged:
        raise ModelError("The chosen models have no classes", "", "Choose a segmentation model")
    return tuple(replace(merged[key], threshold=fmean(thresholds[key])) for key in sorted(merged))


def with_thresholds(
    legend: Sequence[ClassCard], thresholds: Mapping[str, Optional[float]]
) -> tuple[ClassCard, ...]:
    """Return the legend with the user's thresholds, given by class name or id.

    A class whose threshold is None is switched off and left out: pixels get the next class
    that reaches its own threshold, or none.

    Raises:
        UsageError: If a class is unknown, a threshold lies outside 0 to 1, or no class is left.
    """
    chosen = stated_per_class(legend, thresholds)
    kept = [entry for entry in legend if chosen.get(entry.id, entry.threshold) is not None]
    if not kept:
        raise UsageError("All classes are switched off", todo="Switch on at least one")
    return tuple(_with_threshold(entry, chosen.get(entry.id)) for entry in kept)


def stated_per_class(
    legend: Sequence[ClassCard], stated: Mapping[str, Stated]
) -> dict[int, Stated]:
    """Return class id -> what the user stated for it, by name or by id.

    Raises:
        UsageError: If a class is unknown.
    """
    names = {entry.name: entry.id for entry in legend}
    numbers = {str(entry.id): entry.id for entry in legend if str(entry.id) not in names}
    unknown = [key for key in stated if key not in names and key not in numbers]
    if unknown:
        known = ", ".join(f"{entry.id} {entry.name}" for entry in legend)
        raise UsageError(f"No class is called {', '.join(unknown)}", f"The classes are {known}")
    # A name wins where both are given.
    return {
        **{numbers[key]: value for key, value in stated.items() if key in numbers},
        **{names[key]: value for key, value in stated.items() if key in names},
    }


def _with_threshold(entry: ClassCard, value: Optional[float]) -> ClassCard:
    if value is None:
        return entry
    if not 0.0 <= value <= 1.0:
        raise UsageError(f"Threshold {value} of {entry.name!r} is outside 0 to 1")
    return replace(entry, threshold=float(value))
