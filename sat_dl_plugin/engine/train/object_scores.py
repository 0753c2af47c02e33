"""Scores and choices by object: fields that must come apart, trees that are marked by points."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.jobs import CleaningRule
from sat_dl_plugin.engine.segment.clean_definition import clean_array
from sat_dl_plugin.engine.segment.separation import Parting, logit_steps, separated
from sat_dl_plugin.engine.train.evaluation import Predictor, decide
from sat_dl_plugin.engine.train.recipes import Recipe
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene

_POINT_THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(4, 17))
_SMALLEST_MARKED_PX = 6

# A class that parts objects is called long before it is likely, and the objects only when sure.
_SURE = (0.4, 0.5, 0.6, 0.7, 0.8)
_PARTING = (0.1, 0.15, 0.2, 0.3)
_OPENINGS_PX = (0, 2, 4)

# Logits: between things that are surely there, and between crowns that the network hardly parts.
_SEPARATIONS = (2.0, 3.0, 4.0, 5.0)
_POINT_SEPARATIONS = (0.0, 0.05, 0.1, 0.2, 0.4)


def tune_objects(
    recipe: Recipe, predict: Predictor, scenes: Sequence[Scene], classes: Sequence[ClassCard]
) -> tuple[ClassCard, ...]:
    """Choose thresholds, opening and separation so that objects come apart.

    With a separation, which needs no opening, the threshold of the objects is chosen first and that
    of the class between them last. The sum of pixel IoU and object F1 decides: the one alone lets
    objects grow together, the other lets them shrink.

    Args:
        recipe: Names the class of the objects, and how small they may be; the other class is
            the one that parts them.
        predict: The network.
        scenes: Held-out scenes.
        classes: Cards of the channels, the background in front.
    """
    ((name, smallest_px),) = recipe.objects.items()
    names = [entry.name for entry in classes[1:]]
    place = names.index(name) + 1
    predictions = [predict(scene.image) for scene in scenes]

    def tried(
        sure: float, parting: float, opening_px: int, separation: float
    ) -> tuple[ClassCard, ...]:
        cards = [replace(entry, threshold=parting) for entry in classes[1:]]
        cards[place - 1] = replace(
            classes[place], threshold=sure, opening_px=opening_px, separation=separation
        )
        return (classes[0], *cards)

    def worth(cards: tuple[ClassCard, ...]) -> float:
        iou, f1 = _object_scores(recipe, predictions, scenes, cards, place, smallest_px)
        return iou + f1

    def best(choices: Iterable[tuple[float, float, int, float]]) -> tuple[ClassCard, ...]:
        return max((tried(*choice) for choice in choices), key=worth)

    opened = best(itertools.product(_SURE, _PARTING, _OPENINGS_PX, (0.0,)))
    between = next(card.threshold for card in opened[1:] if card.name != name)
    parted = best(itertools.product(_SURE, (between,), (0,), _SEPARATIONS))[place]
    partings = best(itertools.product((parted.threshold,), _PARTING, (0,), (parted.separation,)))
    return max((opened, partings), key=worth)


def object_worth(
    recipe: Recipe, predict: Predictor, scenes: Sequence[Scene], classes: Sequence[ClassCard]
) -> float:
    """Return the mean of pixel IoU and object F1 of the class that is scored by object."""
    return float(np.mean(object_scores(recipe, predict, scenes, classes)))


def object_scores(
    recipe: Recipe, predict: Predictor, scenes: Sequence[Scene], classes: Sequence[ClassCard]
) -> tuple[float, float]:
    """Return pixel IoU and F1 of the objects; a half of IoU makes a match."""
    ((name, smallest_px),) = recipe.objects.items()
    place = [entry.name for entry in classes].index(name)
    predictions = [predict(scene.image) for scene in scenes]
    return _object_scores(recipe, predictions, scenes, classes, place, smallest_px)


def _object_scores(
    recipe: Recipe,
    predictions: Sequence[NDArray[np.float32]],
    scenes: Sequence[Scene],
    classes: Sequence[ClassCard],
    place: int,
    smallest_px: int,
) -> tuple[float, float]:
    """Return pixel IoU and object F1 of the class at a place among the channels."""
    present = recipe.vocabulary.present[:, place]
    shared = either = hits = found = wanted = 0
    for probabilities, scene in zip(predictions, scenes):
        called, true = called_pixels(probabilities, classes, place), present[scene.labels]
        labelled = scene.labels != IGNORED
        shared += int(np.count_nonzero(called & true))
        either += int(np.count_nonzero((called & labelled) | true))
        counts = object_counts(called, true, smallest_px)
        hits, found, wanted = hits + counts[0], found + counts[1], wanted + counts[2]
    return shared / max(either, 1), 2.0 * hits / max(found + wanted, 1)


def called_pixels(
    probabilities: NDArray[np.float32], classes: Sequence[ClassCard], place: int
) -> NDArray[np.bool_]:
    """Return the pixels (h, w) of a class after its opening and separation.

    Args:
        probabilities: Shape (classes, h, w).
        classes: Cards of the channels, the background in front.
        place: Of the class among them.
    """
    entry = classes[place]
    decided = decide(probabilities, [card.threshold for card in classes[1:]])
    chosen = decided
    if entry.opening_px:
        chosen = clean_array(decided, {place: CleaningRule(opening_px=entry.opening_px)}, 1.0)
    if entry.separation:
        numbered = [replace(card, id=number) for number, card in enumerate(classes[1:], 1)]
        steps = logit_steps(probabilities[1:], decided, numbered)
        parting = Parting(entry.separation, entry.threshold)
        chosen = separated(chosen, steps, {place: parting})
    called: NDArray[np.bool_] = chosen == place
    return called


def object_counts(
    called: NDArray[np.bool_], true: NDArray[np.bool_], smallest_px: int
) -> tuple[int, int, int]:
    """Return how many objects match, were found and are there.

    Args:
        called: Pixels (h, w) that were called the class.
        true: Pixels that are of it.
        smallest_px: Smaller objects do not count, pixels.
    """
    objects, reference = (numbered_objects(mask, smallest_px) for mask in (called, true))
    return _matches(objects, reference), int(objects.max()), int(reference.max())


def numbered_objects(mask: NDArray[np.bool_], smallest_px: int) -> NDArray[np.int64]:
    """Number the objects of a mask from 1; those below a size are left out."""
    objects, _ = ndimage.label(mask)
    sizes = np.bincount(objects.ravel())
    kept = sizes >= smallest_px
    kept[0] = False
    numbers = np.cumsum(kept) * kept
    result: NDArray[np.int64] = numbers[objects]
    return result


def _matches(first: NDArray[np.int64], second: NDArray[np.int64]) -> int:
    """Return how many objects overlap with an IoU of at least a half; such pairs are unique."""
    columns = int(second.max()) + 1
    shared = np.bincount(
        (first * columns + second).ravel(), minlength=(int(first.max()) + 1) * columns
    ).reshape(-1, columns)
    either = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    overlap = shared[1:, 1:] / np.maximum(either[1:, 1:], 1)
    return int((overlap >= 0.5).sum())


def tune_points(
    recipe: Recipe,
    predict: Predictor,
    scenes: Sequence[Scene],
    classes: Sequence[ClassCard],
    data: Path,
) -> tuple[ClassCard, ...]:
    """Choose threshold and separation so that most marked objects are found and fewest others.

    Args:
        recipe: Has the points; they are of the last class.
        predict: The network.
        scenes: Held-out scenes.
        classes: Cards of the channels, the background in front.
        data: Folder that holds the data sets.
    """
    predictions = [predict(scene.image) for scene in scenes]
    marks = _marks(recipe, scenes, data, "holdout")

    def worth(cards: tuple[ClassCard, ...]) -> float:
        return min(_points_found(recipe, predictions, scenes, marks, cards))

    choices = [
        (*classes[:-1], replace(classes[-1], threshold=threshold, separation=separation))
        for separation in _POINT_SEPARATIONS
        for threshold in _POINT_THRESHOLDS
    ]
    return max(choices, key=worth)


def points_found(
    recipe: Recipe,
    predict: Predictor,
    scenes: Sequence[Scene],
    classes: Sequence[ClassCard],
    data: Path,
    split: str,
) -> tuple[float, float]:
    """Return precision and recall of objects that are marked by points, as of the last class.

    Every found object stands at its centre; pairs of found and marked objects are matched one to
    one, nearest first, within the recipe's reach.

    Args:
        recipe: Has the points.
        predict: The network.
        scenes: Labelled scenes of one split.
        classes: Cards of the channels, the background in front.
        data: Folder that holds the data sets.
        split: Of the scenes.
    """
    predictions = (predict(scene.image) for scene in scenes)
    marks = _marks(recipe, scenes, data, split)
    return _points_found(recipe, predictions, scenes, marks, classes)


def _marks(
    recipe: Recipe, scenes: Sequence[Scene], data: Path, split: str
) -> list[NDArray[np.float64]]:
    """Return the marked points of every scene, columns and rows of the picture as stored."""
    if recipe.points is None:
        raise ValueError(f"The recipe of {recipe.name} marks no points")
    points = recipe.points(data, split)
    return [points[scene.name.split(" ", 1)[1]] for scene in scenes]


def _points_found(
    recipe: Recipe,
    predictions: Iterable[NDArray[np.float32]],
    scenes: Sequence[Scene],
    marks: Sequence[NDArray[np.float64]],
    classes: Sequence[ClassCard],
) -> tuple[float, float]:
    hits = found = wanted = 0
    for probabilities, scene, marked in zip(predictions, scenes, marks):
        finer = max(1, round(recipe.sources[0].gsd_m / (recipe.nominal_gsd_m * scene.scale)))
        called = called_pixels(_averaged(probabilities, finer), classes, len(classes) - 1)
        counts = point_counts(recipe, called, scene.scale * finer, marked)
        hits, found, wanted = hits + counts[0], found + counts[1], wanted + counts[2]
    return hits / max(found, 1), hits / max(wanted, 1)


def _averaged(probabilities: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Return the means of squares: the engine decides on the grid of the picture as it is."""
    channels = len(probabilities)
    high, wide = (length // side for length in probabilities.shape[1:])
    cut = probabilities[:, : high * side, : wide * side]
    squares = cut.reshape(channels, high, side, wide, side)
    means: NDArray[np.float32] = squares.mean(axis=(2, 4), dtype=np.float32)
    return means


def point_counts(
    recipe: Recipe, called: NDArray[np.bool_], scale: float, marked: NDArray[np.float64]
) -> tuple[int, int, int]:
    """Return how many points match, were found and are marked.

    Args:
        recipe: Says how far a match may reach.
        called: Pixels (h, w) that were called the class.
        scale: Size of a pixel relative to the recipe's nominal one.
        marked: Columns and rows in pixels of the picture as it is stored.
    """
    smallest = max(1, round(_SMALLEST_MARKED_PX / max(scale, 1.0) ** 2))
    objects = numbered_objects(called, smallest)
    count = int(objects.max())
    if not count or not len(marked):
        return 0, count, len(marked)
    centres = np.array(ndimage.center_of_mass(objects > 0, objects, range(1, count + 1)))
    places = (centres.reshape(-1, 2)[:, ::-1] + 0.5) * scale * recipe.nominal_gsd_m
    wanted = marked * recipe.sources[0].gsd_m
    return _pairs(places, wanted, recipe.point_reach_m), count, len(marked)


def _pairs(first: NDArray[np.float64], second: NDArray[np.float64], reach: float) -> int:
    distances = np.hypot(*(first[:, None, :] - second[None, :, :]).transpose(2, 0, 1))
    order = np.argsort(distances, axis=None)
    used_first: set[int] = set()
    used_second: set[int] = set()
    for place in order:
        a, b = divmod(int(place), len(second))
        if distances[a, b] > reach:
            break
        if a not in used_first and b not in used_second:
            used_first.add(a)
            used_second.add(b)
    return len(used_first)
