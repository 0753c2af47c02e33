"""How long a training will take, from a step that is tried."""

from __future__ import annotations

import copy
import math
import time

import torch

from sat_dl_plugin.contract.jobs import TrainSegmentationJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.train.fitting import FINDER_STEPS
from sat_dl_plugin.engine.train.training_plan import TrainingPlan

_TRIED_PATCHES = 2

# Share of a training that may be spent on finding its learning rate.
_MOST_FOR_RATE = 0.1

# Learning takes about three times as long as predicting: forwards, and twice that backwards.
_STEPS_PER_PREDICTION = 3.0


def expected_seconds(job: TrainSegmentationJob, plan: TrainingPlan, reporter: Reporter) -> float:
    """Return how long the training will take at most, seconds.

    Early stopping, and steps in half precision, make it shorter.

    Args:
        job: How long it is to learn.
        plan: What it is to learn.
        reporter: Asked for cancellation.
    """
    if not job.epochs:
        return job.time_limit_s
    patch_s = _seconds_per_patch(job, plan, reporter)
    validation = sum(row.validation for row in plan.pixels)
    epoch_s = patch_s * (
        job.batch_size * job.batches_per_epoch
        + validation / job.patch_px**2 / _STEPS_PER_PREDICTION
    )
    return min(job.epochs * epoch_s, job.time_limit_s or math.inf)


def can_look_for_rate(job: TrainSegmentationJob, plan: TrainingPlan, reporter: Reporter) -> bool:
    """Return whether looking for a learning rate takes a small part of the training.

    Args:
        job: How long it is to learn.
        plan: What it is to learn.
        reporter: Asked for cancellation.
    """
    steps = job.epochs * job.batches_per_epoch if job.epochs else math.inf
    if _MOST_FOR_RATE * steps < FINDER_STEPS:
        return False
    if not job.time_limit_s:
        return True
    taken_s = FINDER_STEPS * job.batch_size * _seconds_per_patch(job, plan, reporter)
    return taken_s <= _MOST_FOR_RATE * job.time_limit_s


def _seconds_per_patch(job: TrainSegmentationJob, plan: TrainingPlan, reporter: Reporter) -> float:
    # A copy, because even a step without learning changes the statistics of normalisations.
    network = copy.deepcopy(plan.network).to(plan.device)
    network.train()
    shape = (_TRIED_PATCHES, len(plan.inputs.bands), job.patch_px, job.patch_px)
    picture = torch.zeros(shape, device=plan.device)
    taken_s = 0.0
    # The first step is slower than all that follow.
    for _ in range(2):
        reporter.check_cancelled()
        began = time.monotonic()
        network.logits(picture).square().mean().backward()
        if plan.device.type == "cuda":
            torch.cuda.synchronize(plan.device)
        taken_s = time.monotonic() - began
    return taken_s / _TRIED_PATCHES
