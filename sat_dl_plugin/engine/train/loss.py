"""The loss over partial labels, and the soft overlap that is trained along with it."""

from __future__ import annotations

import torch
from torch import Tensor


def admissible_channels(targets: Tensor, channels: int) -> Tensor:
    """Unpack bit masks.

    Args:
        targets: Bit masks of the classes a pixel may have, (n, h, w), integer.
        channels: Number of output channels.

    Returns:
        Whether each channel is admissible, (n, channels, h, w), bool.
    """
    bits = torch.arange(channels, dtype=torch.int32, device=targets.device)
    shifted = targets.to(torch.int32).unsqueeze(1) >> bits.reshape(1, channels, 1, 1)
    return (shifted & 1).bool()


def partial_label_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the mean negative log probability of the set of admissible classes.

    With ``p`` the softmax of the logits and ``S`` the admissible set of a pixel, its loss is
    ``-log(sum of p over S)``: cross-entropy where the set is one class, and ``-log(1 - p(b))``
    where it is everything but ``b``. Pixels without an admissible class are ignored.

    Args:
        logits: (n, channels, h, w).
        targets: Bit masks, (n, h, w), integer.

    Returns:
        Scalar; 0 with zero gradient when every pixel is ignored.
    """
    admissible = admissible_channels(targets, logits.shape[1])
    labelled = admissible.any(dim=1)
    # Ignored pixels admit everything here, which makes their loss exactly 0.
    admissible = admissible | ~labelled.unsqueeze(1)
    total = torch.logsumexp(logits, dim=1)
    inside = torch.logsumexp(logits.masked_fill(~admissible, float("-inf")), dim=1)
    return (total - inside).sum() / labelled.sum().clamp(min=1)


def soft_overlap_loss(logits: Tensor, targets: Tensor, smooth: float = 1.0) -> Tensor:
    """Return one minus the mean soft Dice coefficient of the foreground channels.

    A pixel counts for a channel where its label decides about it: as positive where the channel
    is the only admissible one, as negative where it is not admissible. A channel without a
    positive pixel in the batch is left out, for its coefficient says nothing.

    Args:
        logits: (n, channels, h, w); channel 0 is background.
        targets: Bit masks, (n, h, w), integer.
        smooth: Added to numerator and denominator, pixels.

    Returns:
        Scalar in 0..1; 0 when no channel has a positive pixel.

    Source:
        Milletari et al. (2016), arXiv:1606.04797.
    """
    admissible = admissible_channels(targets, logits.shape[1])
    alone = admissible.sum(dim=1, keepdim=True) == 1
    labelled = admissible.any(dim=1, keepdim=True)
    admissible = admissible[:, 1:]
    positive = (admissible & alone).to(logits.dtype)
    decided = (labelled & (~admissible | alone)).to(logits.dtype)
    probability = torch.softmax(logits, dim=1)[:, 1:] * decided
    over = (0, 2, 3)
    shared = (probability * positive).sum(over)
    either = probability.sum(over) + positive.sum(over)
    coefficient = (2.0 * shared + smooth) / (either + smooth)
    present = positive.sum(over) > 0
    missing = torch.where(present, 1.0 - coefficient, torch.zeros_like(coefficient))
    return missing.sum() / present.sum().clamp(min=1)
