"""How long a training will take, from a step that is tried."""

from __future__ import annotations

import math
import time

import torch
from torch import nn

from sat_dl_plugin.contract.jobs import TrainSegmentationJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.train.training_plan import TrainingPlan

_TRIED_PATCHES = 2

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


def _seconds_per_patch(job: TrainSegmentationJob, plan: TrainingPlan, reporter: Reporter) -> float:
    network: nn.Module = plan.network.to(plan.device)
    network.train()
    shape = (_TRIED_PATCHES, len(plan.inputs.bands), job.patch_px, job.patch_px)
    picture = torch.zeros(shape, device=plan.device)
    taken_s = 0.0
    # The first step is slower than all that follow.
    for _ in range(2):
        reporter.check_cancelled()
        began = time.monotonic()
        plan.network.logits(picture).square().mean().backward()
        if plan.device.type == "cuda":
            torch.cuda.synchronize(plan.device)
        taken_s = time.monotonic() - began
    network.zero_grad(set_to_none=True)
    return taken_s / _TRIED_PATCHES
