"""Making a bundled network: fit its recipe, tune on the holdout, score on val, export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import harmonic_mean
from typing import Any, Callable, Optional

import torch

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.engine.train.evaluation import (
    Predictor,
    metrics_table,
    network_predictor,
    score,
)
from sat_dl_plugin.engine.train.fit_settings import FitControl, FitSettings
from sat_dl_plugin.engine.train.fit_state import BEST, load_weights
from sat_dl_plugin.engine.train.fitting import fit
from sat_dl_plugin.engine.train.input_scaling import InputScaling
from sat_dl_plugin.engine.train.network import SegmentationNetwork
from sat_dl_plugin.engine.train.object_scores import (
    object_scores,
    object_worth,
    points_found,
    tune_objects,
    tune_points,
)
from sat_dl_plugin.engine.train.recipes import Recipe
from sat_dl_plugin.engine.train.reopening import reopen
from sat_dl_plugin.engine.train.sampling import PatchSampler
from sat_dl_plugin.engine.train.scale_choice import (
    Scales,
    best_predictor,
    choose_scales,
    pixel_worth,
)
from sat_dl_plugin.engine.train.scenes import Scene, SceneGroup
from sat_dl_plugin.engine.train.start import start_from
from sat_dl_plugin.engine.train.tuning import tune
from sat_dl_plugin.engine.train.warm_start import adapt_to_scaling, open_normalisations

# What the normalisations of a network to begin from are measured on.
_MEASURED_PATCHES, _MEASURED_BATCHES = 8, 6


def fit_recipe(
    recipe: Recipe,
    data: Path,
    folder: Path,
    settings: FitSettings,
    control: Optional[FitControl] = None,
    start: Optional[Path] = None,
) -> None:
    """Fit a network; the folder keeps its best weights.

    Args:
        recipe: What to learn from.
        data: Folder that holds the data sets and ``weights/``.
        folder: Of the state of the training; it goes on from there.
        settings: How long and how fast.
        control: Who hears of it and may end it.
        start: One of our networks to begin from; by default the encoder knows ImageNet alone.

    Raises:
        ModelError: If nothing in the network to begin from fits.
    """
    network, training = recipe.network(data), recipe.training(data)
    if start is not None:
        _begin_from(start, network, recipe, training, settings)
    fit(
        network,
        training,
        recipe.scoring(data, "holdout"),
        recipe.vocabulary,
        recipe.scaling,
        settings,
        folder,
        control,
    )


def _begin_from(
    start: Path,
    network: SegmentationNetwork,
    recipe: Recipe,
    training: Sequence[SceneGroup],
    settings: FitSettings,
) -> None:
    start_from(network, start)
    adapt_to_scaling(network, reopen(start).card.scaling, recipe.scaling)
    device = torch.device("cpu")
    sampler = PatchSampler(
        training, recipe.vocabulary, range(1, network.channels), settings.geometry, 0, device
    )
    scaling = InputScaling(recipe.scaling, network.bands, device)
    batches = (sampler.batch(step, _MEASURED_PATCHES).images for step in range(_MEASURED_BATCHES))
    open_normalisations(network, (scaling.standardise(scaling.unit(images)) for images in batches))


def load_best(recipe: Recipe, data: Path, folder: Path) -> SegmentationNetwork:
    """Return the network with the best weights of a folder."""
    return load_weights(recipe.network(data), folder / BEST)


def finish(recipe: Recipe, network: SegmentationNetwork, data: Path) -> ModelCard:
    """Tune thresholds, cleaning and scales on the holdout, score on val and return the card.

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
    classes = (classes[0], *(_mapped(entry, recipe.smallest_m2) for entry in classes[1:]))
    if recipe.objects:
        classes = tune_objects(recipe, predict, held_out, classes)
    if recipe.points is not None:
        classes = tune_points(recipe, predict, held_out, classes, data)
    chosen = choose_scales(recipe.tried_scales, _worth(recipe, predict, held_out, classes, data))
    metrics = {
        split: scores(recipe, predict, recipe.scoring(data, split), classes, data, split)
        for split in ("holdout", "val")
    }
    return recipe.card(network, classes, chosen, metrics)


def _mapped(entry: ClassCard, smallest_m2: float) -> ClassCard:
    return replace(
        entry,
        min_object_m2=max(entry.min_object_m2, smallest_m2),
        max_hole_m2=max(entry.max_hole_m2, smallest_m2),
    )


def _worth(
    recipe: Recipe,
    predict: Predictor,
    held_out: Sequence[Scene],
    classes: Sequence[ClassCard],
    data: Path,
) -> Callable[[Scales], float]:
    """Return what scores scales, 0 to 1: the mean of all that the network is judged by."""
    if recipe.objects:
        return lambda scales: object_worth(
            recipe, best_predictor(predict, scales), held_out, classes
        )
    thresholds = [entry.threshold for entry in classes[1:]]
    pixels = pixel_worth(predict, by_source(held_out), recipe.vocabulary, thresholds)
    if recipe.points is None:
        return pixels

    def worth(scales: Scales) -> float:
        averaged = best_predictor(predict, scales)
        found = points_found(recipe, averaged, held_out, classes, data, "holdout")
        return (pixels(scales) + (harmonic_mean(found) if all(found) else 0.0)) / 2

    return worth


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

    All that is before cleaning. Classes that are scored by object have ``cleaned_iou``, after
    opening and separation, and ``object_f1`` beside, those with marked objects ``point_precision``
    and ``point_recall``.
    """
    thresholds = [entry.threshold for entry in classes[1:]]
    names = [name for _, name in recipe.classes]
    table: dict[str, Any] = {}
    for source, found in by_source(scenes).items():
        tally = score(predict, found, recipe.vocabulary, thresholds)
        table[source] = metrics_table(tally, names)
        for name in recipe.objects:
            iou, found_f1 = object_scores(recipe, predict, found, classes)
            table[source][name]["cleaned_iou"] = round(iou, 4)
            table[source][name]["object_f1"] = round(found_f1, 4)
        if recipe.points is not None:
            precision, recall = points_found(recipe, predict, found, classes, data, split)
            table[source][names[-1]]["point_precision"] = round(precision, 4)
            table[source][names[-1]]["point_recall"] = round(recall, 4)
    return table
