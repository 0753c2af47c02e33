"""The recipe of the bundled enhancing networks: their pictures, training and scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.card import ModelCard, Scaling
from sat_dl_plugin.engine.train.datasets import read_index
from sat_dl_plugin.engine.train.decrappify import (
    PATCH_PX,
    EnhancementTrainer,
    fidelity_aim,
    perceptual_aim,
)
from sat_dl_plugin.engine.train.enhancer import (
    STRIDE,
    EnhancementNetwork,
    enlarge_bicubic,
)
from sat_dl_plugin.engine.train.loop import Schedule
from sat_dl_plugin.engine.train.network import load_imagenet_weights
from sat_dl_plugin.engine.train.perceptual import PerceptualFeatures
from sat_dl_plugin.engine.train.sharp_images import (
    ImageGroup,
    SharpImage,
    SharpPatches,
    read_sharp_image,
)

AIMS = ("fidelity", "perceptual")

ENCODER_WEIGHTS = Path("weights") / "efficientnet_lite0_imagenet.npz"
PERCEPTUAL_WEIGHTS = Path("weights") / "vgg16_antialiased_stlpips_relu4_3.npz"

LICENCE = "GPL-2.0-or-later; trained on public-domain, CC BY 4.0 and Copernicus data"
TRAINED_ON = (
    "NAIP aerial imagery (USDA, public domain) of the field boundaries of Agoro",
    "NAIP 2020 (USDA, public domain) of the Urban Tree Detection Data, Ventura et al. 2024, "
    "CC BY 4.0",
    "OpenAerialMap contributors, CC BY 4.0: Banepa (Nepal) and Kampala (Uganda)",
    "MassGIS orthophotos (public domain) of the Massachusetts Roads data set, Mnih 2013",
    "ImageNet weights of EfficientNet-Lite0 (Apache-2.0)",
)

# Folder, and its share of the patches: the largest and sharpest stock first.
_SOURCES: Mapping[str, float] = {
    "naip_fields": 3.0,
    "naip_urban_trees": 3.0,
    "mass_roads": 1.0,
    "oam_buildings": 2.0,
}
_SUFFIXES = (".png", ".jpg", ".tif")


def image_groups(data: Path, split: str) -> list[ImageGroup]:
    """Return the pictures of a split of every source."""
    return [
        ImageGroup(name, _read_images(data / name, split), weight)
        for name, weight in _SOURCES.items()
    ]


def training_schedule(
    steps: Optional[int], seconds: Optional[float], batch_size: int, seed: int
) -> Schedule:
    """Return the schedule of an enhancing network; the arguments are those of `Schedule`."""
    return Schedule(
        steps=steps,
        seconds=seconds,
        batch_size=batch_size,
        seed=seed,
        # Twice as much has been seen to diverge.
        learning_rate=7e-4,
        weight_decay=0.0,
        average=0.99,
    )


def build_trainer(
    data: Path,
    scale: int,
    aim: str,
    schedule: Schedule,
    checkpoint: Path,
    start: Optional[Path] = None,
) -> EnhancementTrainer:
    """Return a trainer of an enhancing network with a pretrained encoder.

    Args:
        data: Folder that holds the data sets and ``weights/``.
        scale: 1, 2 or 4.
        aim: One of `AIMS`.
        schedule: How long and how fast.
        checkpoint: File to keep and go on from.
        start: Checkpoint of another training whose averaged weights to begin with.
    """
    torch.manual_seed(schedule.seed)
    network = EnhancementNetwork(scale)
    load_imagenet_weights(network.encoder, data / ENCODER_WEIGHTS)
    if start is not None:
        _copy_what_fits(network, torch.load(start, weights_only=True)["average"])
    patches = SharpPatches(image_groups(data, "train"), PATCH_PX[scale] * scale, schedule.seed)
    chosen = (
        fidelity_aim(scale)
        if aim == "fidelity"
        else perceptual_aim(scale, PerceptualFeatures(data / PERCEPTUAL_WEIGHTS))
    )
    return EnhancementTrainer(network, patches, chosen, schedule, checkpoint)


def load_network(checkpoint: Path, scale: int) -> EnhancementNetwork:
    """Return the averaged network of a checkpoint."""
    network = EnhancementNetwork(scale)
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    network.eval()
    return network


def score(
    network: EnhancementNetwork, images: Sequence[SharpImage], features: PerceptualFeatures
) -> dict[str, float]:
    """Return the scores of a network and of bicubic interpolation on averaged-down pictures.

    Args:
        network: The network.
        images: Sharp pictures; for a scale of 1 they are scored as they are.
        features: For the learned distance (smaller is more alike).

    Returns:
        Mean ``psnr_db`` and ``distance``, and the same with ``bicubic_`` in front.
    """
    found: dict[str, list[float]] = {}
    for image in images:
        sharp = _cropped(image, network.scale * STRIDE)
        coarse = functional.avg_pool2d(sharp, network.scale)
        coarse = torch.round(coarse * 255.0) / 255.0
        with torch.inference_mode():
            candidates = {
                "": network(coarse).clamp(0.0, 1.0),
                "bicubic_": enlarge_bicubic(coarse, network.scale).clamp(0.0, 1.0),
            }
            wanted = features(sharp)
            for prefix, picture in candidates.items():
                distance = features.distance(features(picture), wanted)
                found.setdefault(f"{prefix}psnr_db", []).append(psnr_db(picture, sharp))
                found.setdefault(f"{prefix}distance", []).append(float(distance))
    return {name: round(float(np.mean(values)), 4) for name, values in found.items()}


def score_all(network: EnhancementNetwork, data: Path) -> dict[str, Any]:
    """Return the scores on the val pictures of every source, as `score` returns them."""
    features = PerceptualFeatures(data / PERCEPTUAL_WEIGHTS)
    return {
        "val": {
            group.name: score(network, group.images, features)
            for group in image_groups(data, "val")
            if group.images
        }
    }


def psnr_db(picture: Tensor, sharp: Tensor) -> float:
    """Return the peak signal-to-noise ratio of pictures in 0..1, decibels."""
    error = float(functional.mse_loss(picture, sharp))
    return -10.0 * float(np.log10(max(error, 1e-12)))


def build_card(network: EnhancementNetwork, aim: str, metrics: Mapping[str, Any]) -> ModelCard:
    """Return the card of a trained network."""
    looks = "closest to the true pixels" if aim == "fidelity" else "pleasant to look at"
    does = (
        f"{network.scale} times as many pixels along each side" if network.scale > 1 else "repair"
    )
    return ModelCard(
        name=f"{'sharpen' if aim == 'fidelity' else 'decrappify'}-x{network.scale}",
        task="enhancement",
        licence=LICENCE,
        trained_on=TRAINED_ON,
        bands=("red", "green", "blue"),
        gsd_m=None,
        scaling=Scaling(),
        stride_px=STRIDE,
        halo_px=network.halo_px,
        scale_factor=float(network.scale),
        metrics=dict(metrics),
        description=(
            f"Enhances RGB imagery: {does}, {looks}. For looking and drawing, not for measuring. "
            "U-Net on an EfficientNet-Lite0 encoder with a fine branch; the input is 0 to 1."
        ),
    )


def _read_images(folder: Path, split: str) -> list[SharpImage]:
    images = []
    for entry in read_index(folder, lambda _name: False):
        paths = [folder / "images" / f"{entry.name}{suffix}" for suffix in _SUFFIXES]
        path = next((path for path in paths if path.is_file()), None)
        if entry.split == split and path is not None:
            images.append(read_sharp_image(path))
    return images


def _cropped(image: SharpImage, multiple: int) -> Tensor:
    rows, columns = (side // multiple * multiple for side in image.valid.shape)
    pixels = torch.from_numpy(image.pixels[:, :rows, :columns].copy())
    return pixels[None].float() / 255.0


def _copy_what_fits(network: EnhancementNetwork, weights: Mapping[str, Tensor]) -> None:
    own = network.state_dict()
    fitting = {k: v for k, v in weights.items() if k in own and own[k].shape == v.shape}
    network.load_state_dict({**own, **fitting})
