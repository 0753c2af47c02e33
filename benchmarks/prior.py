"""The deep image prior against the configuration of its article, on the article's own pictures.

``python benchmarks/prior.py race [zebra|f16] [--reference-seconds 900] [--seconds 60]``
    PSNR against CPU seconds: zebra, four times super-resolved, and F16 with noise of standard
    deviation 25; the middle 160 pixels of each. Both fits run in turn, on one thread.
``python benchmarks/prior.py stopping [zebra|f16] [--seconds 60]``
    What the two stopping rules lose against the best picture that was passed.

The reference is written from the article (Ulyanov et al. 2017, arXiv:1711.10925, section 4 and
its supplement): 128 channels on five levels, skip connections of 4, 32 channels of noise,
Adam at 0.01, noise of 0.03 on the input, a running average of 0.99.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Optional

# Before torch is imported: threads that spin would count as work on a machine that others use.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.engine.enhance.picture import BandScaling
from sat_dl_plugin.engine.enhance.prior.fitting import LOOK_EVERY, Fit, Recipe, Target
from sat_dl_plugin.engine.enhance.prior.operator import SensorOperator
from sat_dl_plugin.engine.enhance.prior.recipes import RECIPES
from sat_dl_plugin.engine.enhance.prior.stopping import HeldOut, Settled
from sat_dl_plugin.engine.enhance.sensor import SensorModel

Floats = NDArray[np.float32]

PICTURES = Path(__file__).resolve().parents[2] / "shared" / "data" / "sr_benchmarks" / "dip"
SIDE = 160
NOISE = 25 / 255
CPU = torch.device("cpu")

# The variance of an output is taken from one in so many of its values.
_WATCHED_EVERY = 9


@dataclass(frozen=True)
class Problem:
    """A picture and what is known of it, values 0 to 1."""

    name: str
    truth: Floats
    known: Floats
    sensor: SensorModel
    recipe: Recipe

    @property
    def valid(self) -> NDArray[np.bool_]:
        """All pixels of the known picture."""
        return np.ones(self.known.shape[1:], bool)

    def psnr(self, picture: Floats) -> float:
        """Return the peak signal-to-noise ratio of a picture, dB."""
        return float(-10 * np.log10(np.square(np.clip(picture, 0, 1) - self.truth).mean()))


def problem(name: str) -> Problem:
    """Return one of the two problems."""
    if name == "zebra":
        truth = _middle("sr_zebra_GT.png")
        known = _shrunk(truth, 4)
        return Problem(name, truth, known, SensorModel.of_scale(4), RECIPES["super-resolve"])
    truth = _middle("denoising_F16_GT.png")
    noisy = truth + np.random.default_rng(0).normal(0, NOISE, truth.shape)
    known = np.clip(noisy, 0, 1).astype(np.float32)
    return Problem(name, truth, known, SensorModel.of_scale(1), RECIPES["denoise"])


def _middle(name: str) -> Floats:
    picture = np.asarray(Image.open(PICTURES / name).convert("RGB")).transpose(2, 0, 1)
    row, col = (picture.shape[1] - SIDE) // 2, (picture.shape[2] - SIDE) // 2
    return picture[:, row : row + SIDE, col : col + SIDE].astype(np.float32) / 255


def _shrunk(picture: Floats, scale: int) -> Floats:
    """Return a picture shrunk as the article's are: by another operator than that of the fit."""
    image = Image.fromarray(np.rint(picture * 255).astype(np.uint8).transpose(1, 2, 0))
    small = np.asarray(image.resize((SIDE // scale, SIDE // scale), Image.Resampling.LANCZOS))
    return small.transpose(2, 0, 1).astype(np.float32) / 255


@dataclass
class Curve:
    """PSNR against CPU seconds."""

    name: str
    seconds: list[float] = field(default_factory=list)
    psnr: list[float] = field(default_factory=list)

    def add(self, seconds: float, psnr: float) -> None:
        """Take one point."""
        self.seconds.append(seconds)
        self.psnr.append(psnr)

    @property
    def best(self) -> float:
        """Highest PSNR, dB."""
        return max(self.psnr)

    def first(self, level: float) -> float:
        """Return the CPU seconds to a PSNR; infinite when it was never reached."""
        return next((s for s, p in zip(self.seconds, self.psnr) if p >= level), float("inf"))


class Stopwatch:
    """CPU seconds of the fit alone: what the measuring costs is left out."""

    def __init__(self) -> None:
        self._began = time.process_time()
        self.seconds = 0.0

    def pause(self) -> None:
        """Stop counting."""
        self.seconds += time.process_time() - self._began

    def go_on(self) -> None:
        """Count again."""
        self._began = time.process_time()


class Reference(nn.Module):
    """The hourglass of the article: 128 channels everywhere."""

    def __init__(self, width: int = 128, depth: int = 5, skip: int = 4, entry: int = 32) -> None:
        super().__init__()
        entries = [entry] + [width] * (depth - 1)
        self.skips = nn.ModuleList(_layer(n, skip, 1) for n in entries)
        self.down = nn.ModuleList(
            nn.Sequential(_layer(n, width, 3, 2), _layer(width, width, 3)) for n in entries
        )
        self.up = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(width + skip),
                _layer(width + skip, width, 3),
                _layer(width, width, 1),
            )
            for _ in entries
        )
        self.head = nn.Conv2d(width, 3, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Return a picture, values 0 to 1."""
        kept = []
        for skip, down in zip(self.skips, self.down):
            kept.append(skip(features))
            features = down(features)
        for up in reversed(list(self.up)):
            coarse = functional.interpolate(features, scale_factor=2.0, mode="bilinear")
            features = up(torch.cat([kept.pop(), coarse], dim=1))
        return torch.sigmoid(self.head(features))


def _layer(entry: int, width: int, kernel: int, stride: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(entry, width, kernel, stride, kernel // 2, padding_mode="reflect")
    return nn.Sequential(convolution, nn.BatchNorm2d(width), nn.LeakyReLU(0.2, inplace=True))


def reference_curves(task: Problem, seconds: float) -> Iterator[tuple[Curve, Curve]]:
    """Fit the reference; yields its curves (single picture, average) after every step."""
    torch.manual_seed(0)
    network = Reference()
    entry = torch.rand(1, 32, SIDE, SIDE) * 0.1
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    sensor = SensorOperator(task.sensor, None, SIDE, SIDE, CPU)
    known = torch.from_numpy(task.known)[None]
    single, averaged = Curve("reference"), Curve("reference, average")
    average = None
    watch = Stopwatch()
    while watch.seconds < seconds:
        picture = network(entry + 0.03 * torch.randn_like(entry))
        loss = (sensor(picture) - known).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        output = picture.detach()[0].numpy()
        average = output if average is None else 0.99 * average + 0.01 * output
        watch.pause()
        single.add(watch.seconds, task.psnr(output))
        averaged.add(watch.seconds, task.psnr(average))
        yield single, averaged
        watch.go_on()


class MovingVariance:
    """Stops when the variance of the last outputs has not fallen for a while.

    Wang et al. (2021, arXiv:2112.06074): outputs differ least where the picture is best.

    Args:
        window: Outputs whose variance is taken.
        patience: Steps that may pass without a lower variance.
    """

    def __init__(self, window: int = 50, patience: int = 200) -> None:
        self._outputs: deque[Floats] = deque(maxlen=window)
        self._sum: Optional[NDArray[np.float64]] = None
        self._squares = 0.0
        self._patience = patience
        self._best = np.inf
        self._best_step = 0

    def better(self, step: int, output: Floats) -> bool:
        """Take the output of a step; returns whether the variance is the lowest so far.

        Args:
            step: The step.
            output: Values of some pixels, the same ones every time; shape (values,).
        """
        if self._sum is None:
            self._sum = np.zeros(output.shape, np.float64)
        if len(self._outputs) == self._outputs.maxlen:
            self._forget(self._outputs[0])
        self._outputs.append(output)
        self._sum += output
        self._squares += float(np.square(output, dtype=np.float64).sum())
        if len(self._outputs) < (self._outputs.maxlen or 0):
            return False
        count = len(self._outputs)
        variance = (self._squares - float(np.square(self._sum).sum()) / count) / count
        if variance >= self._best:
            return False
        self._best, self._best_step = variance, step
        return True

    def should_stop(self, step: int) -> bool:
        """Return whether waiting longer is pointless."""
        return np.isfinite(self._best).item() and step - self._best_step >= self._patience

    def _forget(self, output: Floats) -> None:
        if self._sum is not None:
            self._sum -= output
        self._squares -= float(np.square(output, dtype=np.float64).sum())


@dataclass(frozen=True)
class Moment:
    """Where a fit of ours stands."""

    step: int
    seconds: float
    psnr: float
    held_out: float
    agreed: Floats
    """What a job would write, empty between looks; on the common scale of all bands."""
    output: Floats
    """Some values of the output of this step alone."""


def our_moments(task: Problem, seconds: float, recipe: Recipe) -> Iterator[Moment]:
    """Fit ours; yields every step. The PSNR is that of what a job would write."""
    scaling = BandScaling.of(task.known, task.valid)
    values = scaling.apply(task.known)
    fit = Fit(Target(values, task.valid, task.sensor, seed=0), recipe, CPU)
    watch = Stopwatch()
    while watch.seconds < seconds:
        fit.advance()
        watch.pause()
        look = fit.step % LOOK_EVERY == 0
        error = fit.held_out_error() if look and fit.has_held_out else float("nan")
        agreed = fit.agreed_picture() if look else np.empty(0, np.float32)
        psnr = task.psnr(scaling.undo(agreed)) if look else float("nan")
        output = fit.output.flatten()[::_WATCHED_EVERY].numpy().copy()
        yield Moment(fit.step, watch.seconds, psnr, error, agreed, output)
        watch.go_on()


def race(task: Problem, seconds: float, reference_seconds: float) -> None:
    """Print how much sooner the reference's best is reached, and what both reach."""
    ours = Curve("ours")
    for moment in our_moments(task, seconds, task.recipe):
        if not np.isnan(moment.psnr):
            ours.add(moment.seconds, moment.psnr)
    curves = None
    for curves in reference_curves(task, reference_seconds):
        if len(curves[0].psnr) % 50 == 0:
            print(f"  {curves[0].seconds[-1]:6.0f} s {curves[0].best:.2f} dB", flush=True)
    if curves is None:
        return
    single, averaged = curves
    needed, took = single.first(single.best), ours.first(single.best)
    print(f"{task.name}: best of the reference {single.best:.2f} dB after {needed:.0f} CPU s")
    print(f"  its average: {averaged.best:.2f} dB after {averaged.first(averaged.best):.0f} CPU s")
    print(f"  ours reaches that after {took:.1f} CPU s, {needed / took:.0f} times sooner")
    print(f"  ours at the end: {ours.psnr[-1]:.2f} dB ({ours.psnr[-1] - single.best:+.2f} dB)")


def stopping(task: Problem, seconds: float) -> None:
    """Print what each rule loses against the best picture passed, and when it stops."""
    for name, held_out in (("held-out pixels", 0.03), ("moving variance", 0.0), ("settled", 0.0)):
        # Only held-out pixels have to be kept from the fit.
        recipe = replace(task.recipe, held_out=held_out)
        rules = HeldOut(), MovingVariance(), Settled()
        best = last = kept = 0.0
        step, stop = 0, False
        for moment in our_moments(task, seconds, recipe):
            step, looks = moment.step, not np.isnan(moment.psnr)
            last = moment.psnr if looks else last
            best = max(best, last)
            if name == "moving variance":
                better = rules[1].better(step, moment.output)
                stop = rules[1].should_stop(step)
            elif name == "settled":
                better = looks
                stop = looks and rules[2].is_due(step) and rules[2].should_stop(step, moment.agreed)
            else:
                better = looks and rules[0].better(step, moment.held_out)
                stop = looks and rules[0].should_stop(step)
            kept = last if better else kept
            if stop or step >= recipe.most_steps:
                break
        end = "stops" if stop else "is stopped"
        print(f"{task.name}, {name}: {end} at step {step}, keeps {kept:.2f} dB, best {best:.2f} dB")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("what", choices=("race", "stopping"))
    parser.add_argument("pictures", nargs="*", default=["zebra", "f16"])
    parser.add_argument("--seconds", type=float, default=60.0, help="CPU seconds for our fit")
    parser.add_argument("--reference-seconds", type=float, default=900.0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    for name in options.pictures:
        if options.what == "race":
            race(problem(name), options.seconds, options.reference_seconds)
        else:
            stopping(problem(name), options.seconds)


if __name__ == "__main__":
    main()
