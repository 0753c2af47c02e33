"""The recipe of the bundled enhancing networks: their pictures, training and scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.card import ModelCard, Scaling
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.engine.train.decrappify import (
    PATCH_PX,
    EnhancementTrainer,
    fidelity_aim,
    perceptual_aim,
    scoring_sensor,
)
from sat_dl_plugin.engine.train.enhancer import (
    STRIDE,
    EnhancementNetwork,
    enlarge_bicubic,
)
from sat_dl_plugin.engine.train.enhancer_data import image_groups
from sat_dl_plugin.engine.train.loop import Schedule
from sat_dl_plugin.engine.train.network import load_imagenet_weights
from sat_dl_plugin.engine.train.perceptual import PerceptualFeatures
from sat_dl_plugin.engine.train.sharp_images import SharpImage, SharpPatches

AIMS = ("fidelity", "perceptual")

ENCODER_WEIGHTS = "efficientnet_lite0_imagenet.npz"
PERCEPTUAL_WEIGHTS = "vgg16_antialiased_stlpips_relu4_3.npz"

LICENCE = "CC-BY-4.0"
TRAINED_ON = (
    "NAIP 2020 (USDA, public domain) of the Urban Tree Detection Data, Ventura et al. 2024, "
    "CC BY 4.0",
    "NAIP aerial imagery (USDA, public domain) of the field boundaries of Agoro",
    "OpenAerialMap contributors, CC BY 4.0: Banepa (Nepal) and Kampala (Uganda)",
    "MassGIS orthophotos (public domain) of the Massachusetts Roads data set, Mnih 2013",
    "Modified Copernicus Sentinel data, as chips of eotdl (MIT) and open-geo-tutorial "
    "(CC BY-SA 3.0)",
    "ImageNet weights of EfficientNet-Lite0 (Apache-2.0)",
)

# Sources of the pictures that progress is measured on, and how many of each.
_WATCHED: Mapping[str, int] = {"naip_fields": 4, "naip_urban_trees": 8}
_WATCHED_PX = 256

# Side of the middle of a picture that a finished network is scored on.
_SCORED_PX = 512


@dataclass(frozen=True)
class Recipe:
    """What a bundled network is."""

    scale: int
    """1, 2 or 4."""
    aim: str
    """One of `AIMS`."""

    @property
    def name(self) -> str:
        """Name of the network."""
        return f"{'sharpen' if self.aim == 'fidelity' else 'decrappify'}-x{self.scale}"


@dataclass(frozen=True)
class Materials:
    """Where the pictures and the pretrained weights are."""

    pictures: Path
    """Folder of the data sets, or the file that the recipe ``pictures`` writes."""
    weights: Path
    """Folder of the pretrained weights."""

    def perceptual_features(self) -> PerceptualFeatures:
        """Return the features that pictures are compared by."""
        return PerceptualFeatures(self.weights / PERCEPTUAL_WEIGHTS)


def training_schedule(
    steps: Optional[int], seconds: Optional[float], batch_size: int, seed: int
) -> Schedule:
    """Return the schedule of an enhancing network; the arguments are those of `Schedule`."""
    return Schedule(
        steps=steps,
        seconds=seconds,
        batch_size=batch_size,
        seed=seed,
        # Three times as much, at gradients cut to 5, has been seen to diverge.
        learning_rate=5e-4,
        largest_gradient=1.0,
        weight_decay=0.0,
        average=0.999,
    )


def build_trainer(
    materials: Materials,
    recipe: Recipe,
    schedule: Schedule,
    checkpoint: Optional[Path] = None,
    device: str = "cpu",
    snapshot: Optional[Path] = None,
    start: Optional[Path] = None,
) -> EnhancementTrainer:
    """Return a trainer of an enhancing network with a pretrained encoder.

    Args:
        materials: Pictures and pretrained weights.
        recipe: What is trained.
        schedule: How long and how fast.
        checkpoint: File to keep and go on from.
        device: Where to train.
        snapshot: File for the averaged weights alone.
        start: Checkpoint of another training whose shape and averaged weights to begin with.
    """
    torch.manual_seed(schedule.seed)
    scale = recipe.scale
    if start is not None:
        other = load_network(start)
        network = EnhancementNetwork(scale, other.width, other.depth)
        _copy_what_fits(network, other.state_dict())
    else:
        network = EnhancementNetwork(scale)
        load_imagenet_weights(network.encoder, materials.weights / ENCODER_WEIGHTS)
    groups = image_groups(materials.pictures, "train")
    patches = SharpPatches(groups, PATCH_PX[scale] * scale, schedule.seed, device)
    aim = (
        fidelity_aim(scale)
        if recipe.aim == "fidelity"
        else perceptual_aim(scale, materials.perceptual_features().to(device))
    )
    return EnhancementTrainer(network, patches, aim, schedule, checkpoint, device, snapshot)


class Watch:
    """A few val pictures that progress is measured on.

    Args:
        materials: Pictures, and weights for the learned distance.
        recipe: What is trained.
        device: Where to measure.
    """

    def __init__(self, materials: Materials, recipe: Recipe, device: str) -> None:
        pictures = [
            _centre(image, _WATCHED_PX)
            for group in image_groups(materials.pictures, "val")
            for image in group.images[: _WATCHED.get(group.name, 0)]
        ]
        self._sharp = torch.stack(pictures).to(device)
        scale = recipe.scale
        self._coarse = scoring_sensor(scale)(self._sharp, np.random.default_rng(0))
        self._features = (
            materials.perceptual_features().to(device) if recipe.aim == "perceptual" else None
        )
        self.before = self._measure(enlarge_bicubic(self._coarse, scale))

    def __call__(self, network: EnhancementNetwork) -> dict[str, float]:
        """Return the mean ``psnr_db`` and, for those who look, ``distance`` of a network."""
        with torch.inference_mode():
            return self._measure(network(self._coarse))

    def _measure(self, pictures: Tensor) -> dict[str, float]:
        shown = pictures.clamp(0.0, 1.0)
        errors = (shown - self._sharp).square().mean(dim=(1, 2, 3))
        found = {"psnr_db": float(-10.0 * torch.log10(errors).mean())}
        if self._features is not None:
            with torch.inference_mode():
                distance = self._features.distance(
                    self._features(shown), self._features(self._sharp)
                )
            found["distance"] = float(distance.mean())
        return {name: round(value, 3) for name, value in found.items()}


def load_network(checkpoint: Path) -> EnhancementNetwork:
    """Return the averaged network of a checkpoint or of a snapshot."""
    stored = torch.load(checkpoint, weights_only=True, map_location="cpu")
    network = EnhancementNetwork(**stored["settings"])
    network.load_state_dict(stored["average"])
    network.eval()
    return network


def blended(
    network: EnhancementNetwork, other: EnhancementNetwork, share: float
) -> EnhancementNetwork:
    """Return the weighted mean of two networks, the one trained from the other.

    Between a faithful network and the pleasant one that began with its weights lies every degree
    of texture (network interpolation, Wang et al. 2018, arXiv:1809.00219).

    Args:
        network: Counts ``share``.
        other: Counts the rest; of the same scale and shape.
        share: 0 to 1.

    Raises:
        UsageError: If the two have not the same shape.
    """
    if network.settings() != other.settings():
        raise UsageError(
            f"A network of {network.settings()} cannot be blended with one of {other.settings()}"
        )
    mean = EnhancementNetwork(**network.settings())
    own, rest = network.state_dict(), other.state_dict()
    mean.load_state_dict(
        {
            name: rest[name].lerp(value, share) if value.is_floating_point() else value
            for name, value in own.items()
        }
    )
    mean.eval()
    return mean


def score(
    network: EnhancementNetwork, images: Sequence[SharpImage], features: PerceptualFeatures
) -> dict[str, float]:
    """Return the scores of a network and of bicubic interpolation.

    Args:
        network: The network.
        images: Sharp pictures, of which the middle is degraded as `scoring_sensor` says.
        features: For the learned distance (smaller is more alike).

    Returns:
        Mean ``psnr_db`` and ``distance``, and the same with ``bicubic_`` in front; at a scale of
        1 that is the degraded picture itself.
    """
    degrade = scoring_sensor(network.scale)
    found: dict[str, list[float]] = {}
    for number, image in enumerate(images):
        side = min(_SCORED_PX, *image.valid.shape) // (network.scale * STRIDE)
        sharp = _centre(image, side * network.scale * STRIDE)[None]
        coarse = degrade(sharp, np.random.default_rng(number))
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


def score_all(
    network: EnhancementNetwork, materials: Materials, sources: Sequence[str] = ()
) -> dict[str, Any]:
    """Return the scores on the val pictures of sources, all when none is named, as `score` does."""
    features = materials.perceptual_features()
    return {
        "val": {
            group.name: score(network, group.images, features)
            for group in image_groups(materials.pictures, "val")
            if not sources or group.name in sources
        }
    }


def psnr_db(picture: Tensor, sharp: Tensor) -> float:
    """Return the peak signal-to-noise ratio of pictures in 0..1, decibels."""
    error = float(functional.mse_loss(picture, sharp))
    return -10.0 * float(np.log10(max(error, 1e-12)))


def build_card(network: EnhancementNetwork, aim: str, metrics: Mapping[str, Any]) -> ModelCard:
    """Return the card of a bundled network."""
    return describe_network(network, aim).with_changes(
        licence=LICENCE, trained_on=TRAINED_ON, metrics=dict(metrics)
    )


def describe_network(network: EnhancementNetwork, aim: str) -> ModelCard:
    """Return what a card says of any enhancing network.

    Args:
        network: The trained network.
        aim: One of `AIMS`.
    """
    looks = "closest to the true pixels" if aim == "fidelity" else "pleasant to look at"
    does = (
        f"{network.scale} times as many pixels along each side" if network.scale > 1 else "repair"
    )
    return ModelCard(
        name=Recipe(network.scale, aim).name,
        task="enhancement",
        bands=("red", "green", "blue"),
        gsd_m=None,
        scaling=Scaling(),
        stride_px=STRIDE,
        halo_px=network.halo_px,
        scale_factor=float(network.scale),
        description=(
            f"Enhances RGB imagery: {does}, {looks}. For looking and drawing, not for measuring. "
            "U-Net on an EfficientNet-Lite0 encoder with a fine branch; the input is 0 to 1."
        ),
    )


def _centre(image: SharpImage, side: int) -> Tensor:
    row, column = ((size - side) // 2 for size in image.valid.shape)
    pixels = image.pixels[:, row : row + side, column : column + side]
    return torch.from_numpy(pixels.copy()).float() / 255.0


def _copy_what_fits(network: EnhancementNetwork, weights: Mapping[str, Tensor]) -> None:
    own = network.state_dict()
    fitting = {k: v for k, v in weights.items() if k in own and own[k].shape == v.shape}
    network.load_state_dict({**own, **fitting})
