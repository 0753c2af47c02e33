"""Making a bundled network: fit its recipe, tune on the holdout, score on val, export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.engine.train.evaluation import (
    Predictor,
    choose,
    mean_predictor,
    metrics_table,
    network_predictor,
    rescaled_predictor,
    score,
)
from sat_dl_plugin.engine.train.fitting import (
    BEST,
    FitControl,
    FitSettings,
    fit,
    load_weights,
)
from sat_dl_plugin.engine.train.network import SegmentationNetwork
from sat_dl_plugin.engine.train.recipes import Recipe
from sat_dl_plugin.engine.train.scenes import Scene
from sat_dl_plugin.engine.train.tuning import tune

_POINT_THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(4, 17))
_SMALLEST_MARKED_PX = 6


def fit_recipe(
    recipe: Recipe,
    data: Path,
    folder: Path,
    settings: FitSettings,
    control: Optional[FitControl] = None,
) -> None:
    """Fit a network; the folder keeps its best weights.

    Args:
        recipe: What to learn from.
        data: Folder that holds the data sets and ``weights/``.
        folder: Of the state of the training; it goes on from there.
        settings: How long and how fast.
        control: Who hears of it and may end it.
    """
    fit(
        recipe.network(data),
        recipe.training(data),
        recipe.scoring(data, "holdout"),
        recipe.vocabulary,
        recipe.scaling,
        settings,
        folder,
        control,
    )


def load_best(recipe: Recipe, data: Path, folder: Path) -> SegmentationNetwork:
    """Return the network with the best weights of a folder."""
    return load_weights(recipe.network(data), folder / BEST)


def finish(recipe: Recipe, network: SegmentationNetwork, data: Path) -> ModelCard:
    """Tune thresholds and cleaning on the holdout, score on val and return the card.

    Args:
        recipe: What the network was trained with.
        network: The trained network.
        data: Folder that holds the data sets.
    """
    predict = network_predictor(network, recipe.scaling)
    gsd_m = recipe.card_gsd_m or recipe.nominal_gsd_m
    held_out = recipe.scoring(data, "holdout")
    classes = tune(
        predict,
        by_source(held_out),
        recipe.vocabulary,
        recipe.class_cards(),
        exclusive=not network.overlapping,
        pixel_area_m2=gsd_m**2,
    )
    if recipe.points is not None:
        threshold = _best_for_points(recipe, predict, held_out, data)
        classes = (*classes[:-1], replace(classes[-1], threshold=threshold))
    metrics = {
        split: scores(recipe, predict, recipe.scoring(data, split), classes, data, split)
        for split in ("holdout", "val")
    }
    return recipe.card(network, classes, metrics)


def _best_for_points(
    recipe: Recipe, predict: Predictor, scenes: Sequence[Scene], data: Path
) -> float:
    """Return the threshold at which most marked objects are found and fewest others."""

    def worth(threshold: float) -> float:
        precision, recall = points_found(recipe, predict, scenes, data, "holdout", threshold)
        return min(precision, recall)

    return max(_POINT_THRESHOLDS, key=worth)


def by_source(scenes: Sequence[Scene]) -> dict[str, list[Scene]]:
    """Return scenes by the data set that their names begin with, and by place of the footprints."""
    found: dict[str, list[Scene]] = {}
    for scene in scenes:
        source, name = scene.name.split(" ", 1)
        place = f" {name}" if source == "oam_buildings" else ""
        found.setdefault(f"{source}{place}", []).append(scene)
    return found


def scores(
    recipe: Recipe,
    predict: Predictor,
    scenes: Sequence[Scene],
    classes: Sequence[ClassCard],
    data: Path,
    split: str,
) -> dict[str, Any]:
    """Return IoU, F1, precision and recall of every class per data set.

    Classes that are scored by object have ``object_f1`` beside, those with marked objects
    ``point_precision`` and ``point_recall``.
    """
    thresholds = [entry.threshold for entry in classes[1:]]
    names = [name for _, name in recipe.classes]
    table: dict[str, Any] = {}
    for source, found in by_source(scenes).items():
        tally = score(predict, found, recipe.vocabulary, thresholds)
        table[source] = metrics_table(tally, names)
        for name, smallest_px in recipe.objects.items():
            found_f1 = object_f1(
                predict, found, recipe, classes, names.index(name) + 1, smallest_px
            )
            table[source][name]["object_f1"] = round(found_f1, 4)
        if recipe.points is not None:
            precision, recall = points_found(recipe, predict, found, data, split, thresholds[-1])
            table[source][names[-1]]["point_precision"] = round(precision, 4)
            table[source][names[-1]]["point_recall"] = round(recall, 4)
    return table


def multi_scale_predictor(
    network: SegmentationNetwork, recipe: Recipe, scales: Sequence[float]
) -> Predictor:
    """Return a predictor that averages scales as the best quality does; over 1 is finer."""
    predict = network_predictor(network, recipe.scaling)
    return mean_predictor([rescaled_predictor(predict, 1.0 / scale) for scale in scales])


def object_f1(
    predict: Predictor,
    scenes: Sequence[Scene],
    recipe: Recipe,
    classes: Sequence[ClassCard],
    class_index: int,
    smallest_px: int,
) -> float:
    """Return the F1 of objects that overlap a labelled one with an IoU of at least a half.

    Args:
        predict: The network.
        scenes: Labelled scenes.
        recipe: What the network was trained with.
        classes: Cards of the output channels, the background in front.
        class_index: The class, counted from 1.
        smallest_px: Objects below this size are left out on both sides, pixels.
    """
    thresholds = [entry.threshold for entry in classes[1:]]
    present = recipe.vocabulary.present[:, class_index]
    hits = found = wanted = 0
    for scene in scenes:
        chosen = choose(predict, scene, thresholds) == class_index
        objects = _objects(chosen, smallest_px)
        reference = _objects(present[scene.labels], smallest_px)
        found += int(objects.max())
        wanted += int(reference.max())
        hits += _matches(objects, reference)
    return 2.0 * hits / max(found + wanted, 1)


def _objects(mask: NDArray[np.bool_], smallest_px: int) -> NDArray[np.int64]:
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


def points_found(
    recipe: Recipe,
    predict: Predictor,
    scenes: Sequence[Scene],
    data: Path,
    split: str,
    threshold: float,
) -> tuple[float, float]:
    """Return precision and recall of objects that are marked by points, as of the last class.

    Every found object stands at its centre; pairs of found and marked objects are matched one to
    one, nearest first, within the recipe's reach.

    Args:
        recipe: Has the points.
        predict: The network.
        scenes: Labelled scenes of one split.
        data: Folder that holds the data sets.
        split: Of the scenes.
        threshold: Of the probability.
    """
    if recipe.points is None:
        raise ValueError(f"The recipe of {recipe.name} marks no points")
    points = recipe.points(data, split)
    hits = found = wanted = 0
    for scene in scenes:
        pixel_m = scene.scale * recipe.nominal_gsd_m
        objects = _objects(predict(scene.image)[-1] >= threshold, _SMALLEST_MARKED_PX)
        count = int(objects.max())
        centres = np.array(ndimage.center_of_mass(objects > 0, objects, range(1, count + 1)))
        # The points are in pixels of the picture, which the scene may have resampled.
        picture_m = recipe.sources[0].gsd_m
        marked = points[scene.name.split(" ", 1)[1]] * picture_m
        found += count
        wanted += len(marked)
        if count and len(marked):
            places = (centres.reshape(-1, 2)[:, ::-1] + 0.5) * pixel_m
            hits += _pairs(places, marked, recipe.point_reach_m)
    return hits / max(found, 1), hits / max(wanted, 1)


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
