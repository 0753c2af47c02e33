"""What transfer saves: Earthcube's three claims (Allioux, "Get the full (satellite) picture") here.

    python benchmarks/transfer.py prepare --data ../shared/data --out FOLDER
    python benchmarks/transfer.py run --pictures FOLDER --out FOLDER --part 1/8 --minutes 7
    /usr/bin/python3 benchmarks/transfer_report.py RESULTS.jsonl --picture docs/images/transfer.png

1. Layers of a classifier of scenes at very high resolution, moved to segmentation, save epochs and
   labels. Here: pretrained at 0.13 m, labels and score at 1 m (``coarse``).
2. So does the other direction, less. Here: pretrained at 1 m, score at 0.13 m (``fine``).
3. An autoencoder trained on 0.3 m draws 4 m better than one trained on 4 m.

Every part of a run first pretrains one network, then fits its share of all combinations of target,
start, share of the labels and seed, the first seed first, until its minutes are over. Parts are
processes of their own, share a folder, and can be started again: what is done is not done twice.
Every result is one line of JSON. The validation pictures are those of the data sets' val splits.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.transfer_pictures import (  # noqa: E402
    CLASSES,
    DOMAINS,
    RESOLUTIONS,
    UNLABELLED,
    Chip,
    read_chips,
    write_chips,
)
from sat_dl_plugin.contract.card import Scaling  # noqa: E402
from sat_dl_plugin.engine.train.architectures import LITE, build_network  # noqa: E402
from sat_dl_plugin.engine.train.autoencoder import (  # noqa: E402
    ENCODER_WIDTH,
    Autoencoder,
    AutoencoderTraining,
    psnr_db,
    reconstruction_error,
)
from sat_dl_plugin.engine.train.fit_settings import FitSettings  # noqa: E402
from sat_dl_plugin.engine.train.fitting import fit  # noqa: E402
from sat_dl_plugin.engine.train.loop import Schedule  # noqa: E402
from sat_dl_plugin.engine.train.network import (  # noqa: E402
    IMAGENET_MEAN,
    IMAGENET_STD,
    Encoder,
    SegmentationNetwork,
)
from sat_dl_plugin.engine.train.pretraining import (  # noqa: E402
    ContrastiveNetwork,
    ContrastivePretraining,
    Looks,
    SceneClassifier,
    ScenePretraining,
    write_encoder,
)
from sat_dl_plugin.engine.train.sampling import PatchGeometry  # noqa: E402
from sat_dl_plugin.engine.train.scene_chips import UNKNOWN, SceneChips  # noqa: E402
from sat_dl_plugin.engine.train.scenes import (  # noqa: E402
    IGNORED,
    Scene,
    SceneGroup,
    exclusive_vocabulary,
)
from sat_dl_plugin.engine.train.start import start_from  # noqa: E402

PICTURES = "pictures.npz"
IMAGENET = "imagenet.safetensors"

# The same for all, so that no start has an advantage by it.
SCALING = Scaling(mean=IMAGENET_MEAN, std=IMAGENET_STD)

STARTS = ("none", "imagenet", "scenes", "unlabelled", "segmentation", "imagenet, then scenes")
"""Random weights; ImageNet; classifying scenes of the other domain; the same pictures without
labels; segmenting the other domain; ImageNet and then scenes of the other domain."""

PRETRAINED = STARTS[2:]
SHARES = (1.0, 1 / 3, 1 / 10, 1 / 30)

# Parts pretrain for about the same time.
_WAIT_S = 90.0


@dataclass(frozen=True)
class Effort:
    """How much is computed."""

    pretraining_steps: int = 1500
    pretraining_seconds: float = 75.0
    fit_epochs: int = 15
    fit_steps: int = 20
    """Of each epoch."""
    fit_batch: int = 8
    fit_patch: int = 160
    autoencoder_steps: int = 600
    autoencoder_seconds: float = 60.0
    bottleneck: int = 64
    seeds: int = 3


@dataclass(frozen=True)
class Pretraining:
    """One start to be made."""

    domain: str
    start: str

    @property
    def name(self) -> str:
        """Name of its file of weights."""
        return f"{self.domain}-{self.start.replace(', then ', '-')}.safetensors"


@dataclass(frozen=True)
class Segmentation:
    """One network to be fitted."""

    target: str
    start: str
    share: float
    seed: int
    kind: str = "segmentation"

    @property
    def weights(self) -> str:
        """File that it starts from; empty for none."""
        if self.start == "none":
            return ""
        if self.start == "imagenet":
            return IMAGENET
        return Pretraining(other_domain(self.target), self.start).name


@dataclass(frozen=True)
class Reconstruction:
    """One autoencoder to be trained."""

    trained_on: str
    seed: int
    kind: str = "autoencoder"


def other_domain(domain: str) -> str:
    """Return the domain that transfer to ``domain`` comes from."""
    return DOMAINS[1 - DOMAINS.index(domain)]


def pretrainings() -> list[Pretraining]:
    """Return all starts that have to be made, one a part."""
    return [Pretraining(domain, start) for start in PRETRAINED for domain in DOMAINS]


def tasks(seeds: int) -> Iterator[Segmentation | Reconstruction]:
    """Yield everything to be measured, the first seed first."""
    for seed in range(1, seeds + 1):
        fits = itertools.product(DOMAINS, STARTS, SHARES)
        own: list[Segmentation | Reconstruction] = [Segmentation(*fit, seed) for fit in fits]
        own += [Reconstruction(resolution, seed) for resolution in RESOLUTIONS]
        # Shuffled, so that no part has all of one kind and parts end at about the same time.
        yield from (own[index] for index in np.random.default_rng(seed).permutation(len(own)))


class Bench:
    """Pictures, device and folders of one part.

    Args:
        pictures: Folder that ``prepare`` wrote.
        out: Folder shared by all parts.
        device: ``cpu`` or ``cuda``.
        effort: How much is computed.
    """

    def __init__(self, pictures: Path, out: Path, device: str, effort: Effort) -> None:
        self._pictures = pictures
        self._out = out
        self._device = device
        self._effort = effort
        self._waits_until: float | None = None
        self._chips = functools.lru_cache(maxsize=None)(
            functools.partial(read_chips, pictures / PICTURES)
        )

    def pretrain(self, task: Pretraining) -> None:
        """Make one start, unless it is there."""
        path = self._out / "weights" / task.name
        if path.exists():
            return
        torch.manual_seed(1)
        if task.start == "segmentation":
            self._pretrain_segmentation(task.domain, path)
            return
        encoder = Encoder()
        if task.start.startswith("imagenet"):
            whole = build_network(LITE, 3, 2, overlapping=False)
            start_from(whole, self._pictures / IMAGENET)
            encoder = whole.encoder
        schedule = self._schedule(self._effort.pretraining_steps, self._effort.pretraining_seconds)
        chips, looks = self._scene_chips(f"{task.domain}/train"), Looks(SCALING)
        training: ScenePretraining | ContrastivePretraining
        if task.start == "unlabelled":
            described = ContrastiveNetwork(encoder, ENCODER_WIDTH)
            training = ContrastivePretraining(
                described, chips, looks, schedule, device=self._device
            )
        else:
            classes = int(chips.scenes.max()) + 1
            named = SceneClassifier(encoder, ENCODER_WIDTH, classes)
            training = ScenePretraining(named, chips, looks, schedule, device=self._device)
        training.run(lambda progress: print(task.name, progress, flush=True), report_every=250)
        write_encoder(training.average.network.encoder, path, {"steps": str(training.step)})

    def _pretrain_segmentation(self, domain: str, path: Path) -> None:
        network = self._network(domain)
        effort = self._effort
        settings = FitSettings(
            epochs=max(1, effort.pretraining_steps // effort.fit_steps),
            seconds=effort.pretraining_seconds,
            batches_per_epoch=effort.fit_steps,
            batch_size=effort.fit_batch,
            geometry=PatchGeometry(size=effort.fit_patch),
            encoder_share=1.0,
            device=self._device,
        )
        chips = self._labelled(f"{domain}/train")
        folder = path.with_suffix(".fit")
        found = self._fit(network, domain, chips, settings, folder, validation=[])
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        save_file({k: v.contiguous() for k, v in found.network.state_dict().items()}, beside)
        beside.replace(path)

    def segment(self, task: Segmentation) -> dict[str, Any]:
        """Fit one network and return its scores after every epoch."""
        effort = self._effort
        torch.manual_seed(task.seed)
        network = self._network(task.target)
        if task.weights:
            start_from(network, self._weights(task.weights))
        chips = self._labelled(f"{task.target}/train")
        order = np.random.default_rng(task.seed).permutation(len(chips))
        chosen = [chips[index] for index in order[: max(1, round(task.share * len(chips)))]]
        settings = FitSettings(
            epochs=effort.fit_epochs,
            batches_per_epoch=effort.fit_steps,
            batch_size=effort.fit_batch,
            geometry=PatchGeometry(size=effort.fit_patch),
            encoder_share=1.0 if task.start == "none" else 0.3,
            seed=task.seed,
            device=self._device,
        )
        folder = self._out / "fits" / "-".join(str(part) for part in asdict(task).values())
        validation = [_scene(chip) for chip in self._chips(f"{task.target}/val")]
        found = self._fit(network, task.target, chosen, settings, folder, validation)
        return {
            "chips": len(chosen),
            "steps": [line["step"] for line in found.history],
            "mean_iou": [line["mean_iou"] for line in found.history],
            "iou": [line["iou"] for line in found.history],
        }

    def _fit(
        self,
        network: SegmentationNetwork,
        domain: str,
        chips: Sequence[Chip],
        settings: FitSettings,
        folder: Path,
        validation: Sequence[Scene],
    ) -> Any:
        group = SceneGroup(domain, [[_scene(chip)] for chip in chips], scales=(0.8, 1.25))
        shutil.rmtree(folder, ignore_errors=True)
        vocabulary = exclusive_vocabulary(len(CLASSES[domain]))
        found = fit(network, [group], validation, vocabulary, SCALING, settings, folder)
        shutil.rmtree(folder)
        return found

    def reconstruct(self, task: Reconstruction) -> dict[str, Any]:
        """Train one autoencoder and return its error at every resolution."""
        effort = self._effort
        torch.manual_seed(task.seed)
        network = Autoencoder(3, effort.bottleneck)
        schedule = self._schedule(effort.autoencoder_steps, effort.autoencoder_seconds, task.seed)
        chips = self._scene_chips(f"{task.trained_on}/train")
        training = AutoencoderTraining(network, chips, SCALING, 128, schedule, device=self._device)
        training.run(lambda progress: None)
        averaged = training.average.network
        decibels = {}
        for resolution in RESOLUTIONS:
            unseen = self._scene_chips(f"{resolution}/val")
            errors = reconstruction_error(averaged, unseen, SCALING, self._device)
            decibels[resolution] = round(psnr_db(errors, SCALING), 3)
        return {"chips": len(chips.images), "steps": training.step, "psnr_db": decibels}

    def has_weights(self, task: Segmentation) -> bool:
        """Return whether a fit can start; the first ones wait for parts that still pretrain."""
        if self._waits_until is None:
            self._waits_until = time.monotonic() + _WAIT_S
        while task.weights and not self._weights(task.weights).exists():
            if time.monotonic() > self._waits_until:
                return False
            time.sleep(0.5)
        return True

    def _weights(self, name: str) -> Path:
        return self._pictures / name if name == IMAGENET else self._out / "weights" / name

    def _schedule(self, steps: int, seconds: float, seed: int = 1) -> Schedule:
        return Schedule(
            steps=steps,
            seconds=seconds,
            batch_size=32,
            encoder_share=1.0,
            seed=seed,
            half_precision=self._device == "cuda",
        )

    def _network(self, domain: str) -> SegmentationNetwork:
        return build_network(LITE, 3, len(CLASSES[domain]), overlapping=False)

    def _labelled(self, name: str) -> list[Chip]:
        return [chip for chip in self._chips(name) if (chip.labels != UNLABELLED).any()]

    def _scene_chips(self, name: str) -> SceneChips:
        chips = self._chips(name)
        names = sorted({chip.scene for chip in chips} - {""})
        scenes = [names.index(chip.scene) if chip.scene else UNKNOWN for chip in chips]
        return SceneChips(np.stack([chip.image for chip in chips]), np.array(scenes))


def _scene(chip: Chip) -> Scene:
    labels = np.where(chip.labels == UNLABELLED, IGNORED, chip.labels + 1).astype(np.uint8)
    return Scene(chip.name, chip.image, labels)


def run(options: argparse.Namespace) -> None:
    """Do one part of everything, as far as the time allows."""
    began = time.monotonic()
    part, parts = (int(number) for number in options.part.split("/"))
    effort = Effort(**{k: v for k, v in vars(options).items() if k in Effort.__dataclass_fields__})
    options.out.mkdir(parents=True, exist_ok=True)
    bench = Bench(options.pictures, options.out, options.device, effort)
    results = options.out / f"results-{part}.jsonl"
    done = [json.loads(line)["task"] for line in _lines(results)]
    for pretraining in pretrainings()[part - 1 :: parts]:
        bench.pretrain(pretraining)
    longest: dict[str, float] = {}
    for task in itertools.islice(tasks(effort.seeds), part - 1, None, parts):
        left = 60.0 * options.minutes - (time.monotonic() - began)
        if asdict(task) in done or left < longest.get(task.kind, 0.0):
            continue
        if left <= 0.0:
            break
        if isinstance(task, Segmentation) and not bench.has_weights(task):
            print(f"{task.weights} is missing", flush=True)
            continue
        start = time.monotonic()
        found = bench.segment(task) if isinstance(task, Segmentation) else bench.reconstruct(task)
        longest[task.kind] = time.monotonic() - start
        line = {"task": asdict(task), **found, "seconds": round(longest[task.kind], 2)}
        with results.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
        print(json.dumps({k: v for k, v in line.items() if k not in ("iou", "steps")}), flush=True)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def prepare(options: argparse.Namespace) -> None:
    """Write the pictures, and ImageNet's weights of the part of the encoder that is used."""
    write_chips(options.data, options.out / PICTURES)
    network = build_network(LITE, 3, 2, overlapping=False)
    start_from(network, options.data / "weights" / "efficientnet_lite0_imagenet.npz")
    write_encoder(network.encoder, options.out / IMAGENET, {})


def main(arguments: Sequence[str]) -> int:
    """Prepare or run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(required=True)
    preparing = verbs.add_parser("prepare")
    preparing.add_argument("--data", type=Path, required=True)
    preparing.add_argument("--out", type=Path, required=True)
    preparing.set_defaults(do=prepare)
    running = verbs.add_parser("run")
    running.add_argument("--pictures", type=Path, required=True)
    running.add_argument("--out", type=Path, required=True)
    running.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    running.add_argument("--part", default="1/1", help="which part of how many, such as 3/8")
    running.add_argument("--minutes", type=float, default=60.0)
    for name, default in asdict(Effort()).items():
        running.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    running.set_defaults(do=run)
    options = parser.parse_args(arguments)
    options.do(options)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
