"""Teaching an encoder to see before there are labels for every pixel.

With scene classes it learns to tell whole chips apart, as in Earthcube's recipe (Allioux, "Get the
full (satellite) picture"): classify on very high resolution, then move the layers to segmentation.
Without any label it learns to tell that two views are of one chip (SimCLR, Chen et al. 2020,
arXiv:2002.05709). Jigsaws and rotations to be undone, the other common ways, ask which side is up,
which pictures from above do not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.train.augmentation import PhotometricAugmentation
from sat_dl_plugin.engine.train.input_scaling import InputScaling
from sat_dl_plugin.engine.train.loop import Schedule, TrainingLoop
from sat_dl_plugin.engine.train.network import Encoder
from sat_dl_plugin.engine.train.scene_chips import UNKNOWN, ChipViews, SceneChips

# Keeps the random numbers of views apart from those of colour changes.
_VIEW_STREAM = 7

_SCENE_SCALES = (0.75, 1.35)
# A view shows between an eighth and all of the area of a chip twice as wide.
_CONTRAST_SCALES = (0.7, 2.0)
_TEMPERATURE = 0.2
_PROJECTION = 128
_SMOOTHING = 0.05


class SceneClassifier(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """The encoder of a segmentation network with one layer that names the scene.

    Args:
        encoder: Its last features are averaged over the chip.
        width: Channels of those features.
        scenes: Number of scene classes.
    """

    def __init__(self, encoder: Encoder, width: int, scenes: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.classify = nn.Linear(width, scenes)

    def forward(self, standardised: Tensor) -> Tensor:
        """Return logits, (n, scenes), of pictures (n, bands, h, w)."""
        logits: Tensor = self.classify(pooled(self.encoder, standardised))
        return logits


class ContrastiveNetwork(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """The encoder of a segmentation network with two layers that describe a view.

    Args:
        encoder: Its last features are averaged over the view.
        width: Channels of those features.
    """

    def __init__(self, encoder: Encoder, width: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.project = nn.Sequential(
            nn.Linear(width, 2 * width),
            nn.BatchNorm1d(2 * width),
            nn.ReLU(inplace=True),
            nn.Linear(2 * width, _PROJECTION),
        )

    def forward(self, standardised: Tensor) -> Tensor:
        """Return descriptions of length one, (n, 128), of views (n, bands, h, w)."""
        described = self.project(pooled(self.encoder, standardised))
        return functional.normalize(described.float(), dim=1)


def pooled(encoder: Encoder, standardised: Tensor) -> Tensor:
    """Return the mean of an encoder's last features over the picture, (n, channels)."""
    features: Tensor = encoder(standardised)[-1]
    return features.mean(dim=(2, 3))


def contrastive_loss(first: Tensor, second: Tensor, temperature: float = _TEMPERATURE) -> Tensor:
    """Return the normalised, temperature-scaled cross-entropy of pairs of views.

    Every view has to find its partner among all other views of the batch.

    Args:
        first: Descriptions of length one, (n, d).
        second: Those of the other views of the same chips.
        temperature: Smaller makes close mistakes dearer.

    Returns:
        Scalar.

    Source:
        Chen et al. (2020), arXiv:2002.05709, equation 1.
    """
    views = torch.cat([first, second])
    count = len(first)
    likeness = views @ views.T / temperature
    own = torch.eye(2 * count, dtype=torch.bool, device=views.device)
    likeness = likeness.masked_fill(own, float("-inf"))
    partners = (torch.arange(2 * count, device=views.device) + count) % (2 * count)
    return functional.cross_entropy(likeness, partners)


@dataclass(frozen=True)
class Looks:
    """How pictures come to an encoder."""

    scaling: Scaling
    patch: int = 128
    """Side of a view, pixels."""
    augmentation: float = 1.0
    """Strength of the changes of colour and sharpness; 0 for none."""


class Pretraining(TrainingLoop):
    """What both ways have in common: views of chips, standardised."""

    def __init__(
        self,
        network: nn.Module,
        chips: SceneChips,
        looks: Looks,
        scales: tuple[float, float],
        schedule: Schedule,
        checkpoint: Optional[Path],
        device: str,
    ) -> None:
        super().__init__(network, schedule, checkpoint, checkpoint_seconds=60.0, device=device)
        self._chips = chips
        self._views = ChipViews(chips, looks.patch, scales, self.device)
        self._scaling = InputScaling(looks.scaling, chips.bands, self.device)
        self._augmentation = PhotometricAugmentation(
            looks.augmentation,
            compression=looks.scaling.stored_range is not None,
            top=self._scaling.top,
        )

    def example(self, step: int) -> Tensor:
        """Return network input as the network saw it while it learnt."""
        rng = self._stream(step)
        return self._look(rng.integers(len(self._chips.images), size=self.schedule.batch_size), rng)

    def _look(self, places: Any, rng: np.random.Generator) -> Tensor:
        """Return network input of new views of chips."""
        unit = self._scaling.unit(self._views.cut(places, rng))
        changed = self._augmentation(unit, int(rng.integers(2**31)))
        standardised = self._scaling.standardise(changed)
        return standardised.contiguous(memory_format=torch.channels_last)

    def _predict(self, standardised: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.schedule.half_precision):
            predicted = self.network(standardised)
        return predicted.float()

    def _stream(self, step: int) -> np.random.Generator:
        return np.random.default_rng([self.schedule.seed, step, _VIEW_STREAM])


class ScenePretraining(Pretraining):
    """Trains a `SceneClassifier`; scenes come equally often, however many chips they have.

    Args:
        network: Trained in place.
        chips: Chips whose scene is known; others are left out.
        looks: How pictures come to the encoder.
        schedule: How long and how fast.
        checkpoint: File to go on from, or None to keep nothing.
        device: Where the network learns.

    Raises:
        InputError: If fewer than two scenes have chips.
    """

    def __init__(
        self,
        network: SceneClassifier,
        chips: SceneChips,
        looks: Looks,
        schedule: Schedule,
        checkpoint: Optional[Path] = None,
        device: str = "cpu",
    ) -> None:
        super().__init__(network, chips, looks, _SCENE_SCALES, schedule, checkpoint, device)
        scenes = sorted(set(chips.scenes.tolist()) - {UNKNOWN})
        if len(scenes) < 2:
            raise InputError(
                f"{len(scenes)} scene class has chips",
                "Telling scenes apart needs two at least",
                "Name more scenes, or leave the labels out to learn without them",
            )
        self._members = [np.flatnonzero(chips.scenes == scene) for scene in scenes]
        self._scenes = chips.scenes

    def batch_loss(self, step: int) -> Tensor:
        """Return the cross-entropy of the scenes of a batch."""
        rng = self._stream(step)
        chosen = rng.integers(len(self._members), size=self.schedule.batch_size)
        places = np.array([rng.choice(self._members[index]) for index in chosen])
        wanted = torch.from_numpy(self._scenes[places]).to(self.device)
        logits = self._predict(self._look(places, rng))
        return functional.cross_entropy(logits, wanted, label_smoothing=_SMOOTHING)


class ContrastivePretraining(Pretraining):
    """Trains a `ContrastiveNetwork` on chips, whatever their scene.

    Args:
        network: Trained in place.
        chips: What to look at.
        looks: How pictures come to the encoder.
        schedule: How long and how fast; a batch has twice its size in views.
        checkpoint: File to go on from, or None to keep nothing.
        device: Where the network learns.

    Raises:
        InputError: If there are fewer than two chips.
    """

    def __init__(
        self,
        network: ContrastiveNetwork,
        chips: SceneChips,
        looks: Looks,
        schedule: Schedule,
        checkpoint: Optional[Path] = None,
        device: str = "cpu",
    ) -> None:
        if len(chips.images) < 2:
            raise InputError(
                "There is only one chip to train on",
                "Views are told apart by the chip that they are of",
                "Give more or larger rasters",
            )
        super().__init__(network, chips, looks, _CONTRAST_SCALES, schedule, checkpoint, device)

    def batch_loss(self, step: int) -> Tensor:
        """Return the loss of telling the pairs of a batch apart."""
        rng = self._stream(step)
        total = len(self._chips.images)
        places = rng.choice(total, size=min(self.schedule.batch_size, total), replace=False)
        views = torch.cat([self._look(places, rng), self._look(places, rng)])
        first, second = self._predict(views).chunk(2)
        return contrastive_loss(first, second)


def scene_accuracy(
    network: nn.Module, chips: SceneChips, scaling: Scaling, device: str = "cpu"
) -> Optional[float]:
    """Return the mean share of each scene's chips that are named right, whole chips at once.

    Args:
        network: A trained `SceneClassifier`.
        chips: Chips that it has not seen.
        scaling: How stored values become network input.
        device: Where the network is.

    Returns:
        0 to 1, or None when no chip has a scene.
    """
    known = np.flatnonzero(chips.scenes != UNKNOWN)
    if not known.size:
        return None
    wanted = chips.scenes[known]
    network.eval()
    with torch.inference_mode():
        found = np.concatenate(
            [
                network(batch).argmax(dim=1).cpu().numpy()
                for batch in whole_chips(chips.chosen(known), scaling, device)
            ]
        )
    return float(np.mean([np.mean(found[wanted == scene] == scene) for scene in np.unique(wanted)]))


def whole_chips(
    chips: SceneChips, scaling: Scaling, device: str = "cpu", size: int = 32
) -> Iterator[Tensor]:
    """Yield whole chips as network input, batch by batch, each (n, bands, side, side)."""
    to_input = InputScaling(scaling, chips.bands, torch.device(device))
    for start in range(0, len(chips.images), size):
        stored = torch.from_numpy(np.array(chips.images[start : start + size])).to(device)
        yield to_input.standardise(to_input.unit(stored.float()))


def write_encoder(encoder: nn.Module, path: Path, facts: dict[str, str]) -> None:
    """Write an encoder's weights under the names that they have in a segmentation network.

    Args:
        encoder: Its weights are written as ``encoder.…``.
        path: ``.safetensors`` to write, whole or not at all.
        facts: Metadata of the file.
    """
    weights = {
        f"encoder.{name}": values.detach().cpu().contiguous()
        for name, values in encoder.state_dict().items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    save_file(weights, beside, metadata=facts)
    beside.replace(path)
