"""The recipe of the network ``urban``: its data, its training and what it is judged on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.jobs import CleaningRule
from sat_dl_plugin.contract.legend import BACKGROUND_ID, DSTL_LEGEND
from sat_dl_plugin.engine.train.datasets import (
    CHANNELS,
    DUBAI,
    OAM,
    load_dubai,
    load_oam,
)
from sat_dl_plugin.engine.train.evaluation import (
    Predictor,
    decide,
    mean_predictor,
    metrics_table,
    network_predictor,
    rescaled_predictor,
    score,
)
from sat_dl_plugin.engine.train.loop import Schedule
from sat_dl_plugin.engine.train.network import (
    HALO,
    STRIDE,
    SegmentationNetwork,
    load_imagenet_weights,
)
from sat_dl_plugin.engine.train.sampling import PatchGeometry, PatchSampler
from sat_dl_plugin.engine.train.scenes import Scene, SceneGroup, pyramid
from sat_dl_plugin.engine.train.segmentation import SegmentationTrainer
from sat_dl_plugin.engine.train.tuning import (
    sample_pixels,
    tune_cleaning,
    tune_thresholds,
)

NAME = "urban"
VERSION = "1"
LICENCE = "CC-BY-4.0"

NOMINAL_GSD_M = 0.5
"""Metres per pixel that scale 1 stands for in training, where the ground resolution is known."""

SCALES = (1.0, 1.5)
"""Working pixels per pixel of the nominal resolution that the best quality averages."""

ENCODER_WEIGHTS = Path("weights") / "efficientnet_lite0_imagenet.npz"

TRAINED_ON = (
    "Semantic segmentation of aerial imagery of Dubai, Humans in the Loop and Mohammed Bin Rashid "
    "Space Centre, CC0 1.0",
    "OpenAerialMap imagery of Banepa and Kampala, (c) OpenAerialMap contributors, CC BY 4.0, with "
    "building footprints (c) OpenStreetMap contributors, ODbL 1.0",
    "ImageNet, through the EfficientNet-Lite0 weights of the encoder, Apache-2.0",
)

# The class ids of the output channels, and the names where they differ from the legend's: the
# data tell neither trees from other plants nor standing from running water.
_CHANNEL_IDS = (BACKGROUND_ID, 1, 3, 5, 8)
_OWN_NAMES = {5: "vegetation", 8: "water"}

# The Dubai pictures are the only ones with four classes and nearly all of the area; the
# footprints are a hundredth of it, but show the roofs of other cities.
_WEIGHTS = {DUBAI: 0.65, OAM: 0.35}
# Resolutions kept in memory, relative to the nominal one; patches are interpolated from the
# nearest.
_PYRAMIDS = {DUBAI: (1.0, 1.5), OAM: (0.53, 0.75, 1.0, 1.4)}


def class_names() -> list[str]:
    """Return the names of the foreground channels, in order."""
    legend = {entry.id: entry.name for entry in DSTL_LEGEND}
    return [_OWN_NAMES.get(class_id, legend[class_id]) for class_id in _CHANNEL_IDS[1:]]


def training_groups(data: Path) -> list[SceneGroup]:
    """Return the scenes that the network learns from.

    Args:
        data: Folder that holds the data sets.
    """
    scenes = {DUBAI: load_dubai(data, "train"), OAM: load_oam(data, "train", NOMINAL_GSD_M)}
    return [
        SceneGroup(name, [pyramid(scene, _PYRAMIDS[name]) for scene in found], _WEIGHTS[name])
        for name, found in scenes.items()
    ]


def scoring_scenes(data: Path, split: str) -> dict[str, list[Scene]]:
    """Return the scenes of a split to be scored, per data set and place, at the nominal GSD.

    Args:
        data: Folder that holds the data sets.
        split: ``holdout`` to choose thresholds on, ``val`` to report.
    """
    found = {DUBAI: load_dubai(data, split)}
    for scene in load_oam(data, split, NOMINAL_GSD_M, context=True):
        found.setdefault(f"{OAM} {scene.name}", []).append(scene.resampled(1.0))
    return found


def build_trainer(data: Path, schedule: Schedule, checkpoint: Path) -> SegmentationTrainer:
    """Return a trainer of the network with a pretrained encoder.

    Args:
        data: Folder that holds the data sets and ``weights/``.
        schedule: How long and how fast.
        checkpoint: File to keep and go on from.
    """
    torch.manual_seed(schedule.seed)
    network = SegmentationNetwork(CHANNELS)
    load_imagenet_weights(network.encoder, data / ENCODER_WEIGHTS)
    sampler = PatchSampler(training_groups(data), CHANNELS, PatchGeometry(), schedule.seed)
    return SegmentationTrainer(network, sampler, schedule, checkpoint)


def load_network(checkpoint: Path) -> SegmentationNetwork:
    """Return the averaged network of a checkpoint."""
    network = SegmentationNetwork(CHANNELS)
    state = torch.load(checkpoint, weights_only=True)
    network.load_state_dict(state["average"])
    network.eval()
    return network


@dataclass(frozen=True)
class Decision:
    """What turns probabilities into clean classes, per foreground channel."""

    thresholds: tuple[float, ...]
    cleaning: tuple[CleaningRule, ...]


def tune(network: SegmentationNetwork, scenes: Mapping[str, Sequence[Scene]]) -> Decision:
    """Choose thresholds and cleaning rules on held-out scenes.

    Args:
        network: The trained network.
        scenes: What `scoring_scenes` gives for ``holdout``.
    """
    predict = network_predictor(network)
    samples = {name: sample_pixels(predict, found) for name, found in scenes.items()}
    thresholds = tune_thresholds(samples, CHANNELS)
    chosen = {
        name: [decide(predict(scene.image), thresholds) for scene in found]
        for name, found in scenes.items()
    }
    area_m2 = NOMINAL_GSD_M**2
    cleaning = [tune_cleaning(chosen, scenes, channel, area_m2) for channel in range(1, CHANNELS)]
    return Decision(tuple(thresholds), tuple(cleaning))


def evaluate(
    predict: Predictor, scenes: Mapping[str, Sequence[Scene]], decision: Decision
) -> dict[str, Any]:
    """Return the scores per data set and class."""
    return {
        name: metrics_table(score(predict, found, decision.thresholds), class_names())
        for name, found in scenes.items()
    }


def building_iou_by_gsd(
    network: SegmentationNetwork,
    scenes: Mapping[str, Sequence[Scene]],
    decision: Decision,
    resolutions_m: Sequence[float] = (0.3, 0.35, 0.4, 0.5, 0.6, 0.75, 1.0),
) -> dict[str, dict[str, float]]:
    """Return the building IoU of the georeferenced scenes predicted at several resolutions.

    The scenes come at the nominal GSD, are resampled to the resolution, predicted, and scored
    on their own pixels, as a raster of that GSD would be.
    """
    table: dict[str, dict[str, float]] = {}
    for name, found in scenes.items():
        if name.startswith(OAM):
            table[name] = {}
            for gsd_m in resolutions_m:
                predict = rescaled_predictor(network_predictor(network), gsd_m / NOMINAL_GSD_M)
                iou = score(predict, found, decision.thresholds).iou()[0]
                table[name][f"{gsd_m:g} m"] = round(float(iou), 4)
    return table


def multi_scale_predictor(network: SegmentationNetwork, scales: Sequence[float]) -> Predictor:
    """Return a predictor that averages scales as the best quality does; over 1 is finer."""
    predict = network_predictor(network)
    return mean_predictor([rescaled_predictor(predict, 1.0 / scale) for scale in scales])


def build_card(decision: Decision, gsd_m: float, metrics: Mapping[str, Any]) -> ModelCard:
    """Return the card of the trained network.

    Args:
        decision: Thresholds and cleaning rules.
        gsd_m: Resolution that georeferenced rasters are predicted at, metres per pixel.
        metrics: Scores to write into the card.
    """
    colors = {entry.id: entry.color for entry in DSTL_LEGEND}
    background = ClassCard(BACKGROUND_ID, "background", "#d9d4c7", threshold=0.0)
    foreground = [
        ClassCard(
            class_id,
            name,
            colors[class_id],
            threshold,
            min_object_m2=rule.min_object_m2,
            max_hole_m2=rule.max_hole_m2,
            opening_px=rule.opening_px,
            closing_px=rule.closing_px,
        )
        for class_id, name, threshold, rule in zip(
            _CHANNEL_IDS[1:], class_names(), decision.thresholds, decision.cleaning
        )
    ]
    return ModelCard(
        name=NAME,
        version=VERSION,
        licence=LICENCE,
        trained_on=TRAINED_ON,
        classes=(background, *foreground),
        bands=("red", "green", "blue"),
        gsd_m=gsd_m,
        scaling=Scaling(),
        activation="none",
        stride_px=STRIDE,
        halo_px=HALO,
        scales=SCALES,
        metrics=dict(metrics),
        description=(
            "Buildings, roads, vegetation and water in very high resolution RGB imagery. "
            "EfficientNet-Lite0 encoder to stride 16 with a narrow U-Net decoder; the input "
            "is 0 to 1, its normalisation is part of the graph."
        ),
    )


def score_all(
    network: SegmentationNetwork,
    data: Path,
    decision: Decision,
    holdout: Mapping[str, Sequence[Scene]],
) -> dict[str, Any]:
    """Return every number that the card and the report state.

    Args:
        network: The trained network.
        data: Folder that holds the data sets.
        decision: What was tuned on the holdout.
        holdout: The scenes it was tuned on.
    """
    val = scoring_scenes(data, "val")
    single = network_predictor(network)
    multiple = multi_scale_predictor(network, SCALES)
    return {
        "val": evaluate(single, val, decision),
        "val_best_scales": evaluate(multiple, val, decision),
        "holdout": evaluate(single, holdout, decision),
        "holdout_best_scales": evaluate(multiple, holdout, decision),
        "holdout_building_iou_by_gsd": building_iou_by_gsd(network, holdout, decision),
        "val_building_iou_by_gsd": building_iou_by_gsd(network, val, decision),
    }
