"""Losses that look only at what the labels say."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.engine.train.scenes import Vocabulary


@dataclass(frozen=True)
class Known:
    """What is known about every pixel and channel of a batch."""

    present: Tensor
    """(n, channels, h, w), bool."""
    absent: Tensor
    """(n, channels, h, w), bool."""


class Dictionary:
    """Translates label values into what they say.

    Args:
        vocabulary: The meanings.
        device: Where the labels are.
    """

    def __init__(self, vocabulary: Vocabulary, device: torch.device) -> None:
        self._present = torch.from_numpy(vocabulary.present).to(device)
        self._absent = torch.from_numpy(vocabulary.absent).to(device)

    def __call__(self, labels: Tensor) -> Known:
        """Return what labels (n, h, w), integer, say."""
        index = labels.long()
        return Known(
            self._present[index].permute(0, 3, 1, 2), self._absent[index].permute(0, 3, 1, 2)
        )


def exclusive_loss(logits: Tensor, known: Known) -> Tensor:
    """Return the mean negative log probability of the set of classes that a pixel may have.

    With ``p`` the softmax of the logits and ``S`` that set, its loss is ``-log(sum of p over
    S)``: cross-entropy where the set is one class, and ``-log(1 - p(b))`` where all that is
    known is that the pixel is not ``b``. Pixels of which nothing is known are ignored.

    Args:
        logits: (n, channels, h, w).
        known: What is known; a present class excludes the others.

    Returns:
        Scalar; 0 with zero gradient when every pixel is ignored.
    """
    labelled = (known.present | known.absent).any(dim=1)
    certain = known.present.any(dim=1, keepdim=True)
    admissible = torch.where(certain, known.present, ~known.absent)
    total = torch.logsumexp(logits, dim=1)
    # Ignored pixels admit everything, which makes their loss exactly 0.
    inside = torch.logsumexp(logits.masked_fill(~admissible, float("-inf")), dim=1)
    return (total - inside).sum() / labelled.sum().clamp(min=1)


def overlapping_loss(logits: Tensor, known: Known, focus: float = 0.0) -> Tensor:
    """Return the mean binary cross-entropy of the channels that are known.

    Args:
        logits: (n, channels, h, w).
        known: What is known; any number of channels may be present.
        focus: Exponent of the focal weight ``(1 - p)`` of the right answer; 0 for none
            (Lin et al. 2017, arXiv:1708.02002).

    Returns:
        Scalar; 0 with zero gradient when nothing is known.
    """
    decided = known.present | known.absent
    loss = functional.binary_cross_entropy_with_logits(
        logits, known.present.to(logits.dtype), reduction="none"
    )
    if focus > 0.0:
        loss = loss * (1.0 - torch.exp(-loss)) ** focus
    return (loss * decided).sum() / decided.sum().clamp(min=1)


def soft_overlap_loss(probability: Tensor, known: Known, smooth: float = 1.0) -> Tensor:
    """Return one minus the mean soft Dice coefficient of the channels.

    A pixel counts for a channel where its label decides about it. A channel without a positive
    pixel in the batch is left out, for its coefficient says nothing.

    Args:
        probability: (n, channels, h, w); without the background channel.
        known: What is known about the same channels.
        smooth: Added to numerator and denominator, pixels.

    Returns:
        Scalar in 0..1; 0 when no channel has a positive pixel.

    Source:
        Milletari et al. (2016), arXiv:1606.04797.
    """
    positive = known.present.to(probability.dtype)
    decided = (known.present | known.absent).to(probability.dtype)
    probability = probability * decided
    over = (0, 2, 3)
    shared = (probability * positive).sum(over)
    either = probability.sum(over) + positive.sum(over)
    coefficient = (2.0 * shared + smooth) / (either + smooth)
    present = positive.sum(over) > 0
    missing = torch.where(present, 1.0 - coefficient, torch.zeros_like(coefficient))
    return missing.sum() / present.sum().clamp(min=1)


@dataclass(frozen=True)
class LossWeights:
    """What is added up to one loss."""

    overlap: float = 0.5
    """Weight of the soft overlap beside the cross-entropy."""
    focus: float = 0.0
    """Exponent of the focal weight of classes that overlap; 0 for none."""


def segmentation_loss(
    logits: Tensor, known: Known, overlapping: bool, weights: LossWeights
) -> Tensor:
    """Return the loss of a batch, a scalar.

    Args:
        logits: (n, channels, h, w), float32.
        known: What is known about the pixels.
        overlapping: Whether a pixel may have several classes; otherwise channel 0 is background.
        weights: What is added up.
    """
    if overlapping:
        exact = overlapping_loss(logits, known, weights.focus)
        probability, scored = torch.sigmoid(logits), known
    else:
        exact = exclusive_loss(logits, known)
        probability = torch.softmax(logits, dim=1)[:, 1:]
        scored = Known(known.present[:, 1:], known.absent[:, 1:])
    if weights.overlap == 0.0:
        return exact
    return exact + weights.overlap * soft_overlap_loss(probability, scored)
