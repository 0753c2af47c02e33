from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch")

from sat_dl_plugin.engine.train.loss import (  # noqa: E402
    admissible_channels,
    partial_label_loss,
    soft_overlap_loss,
)
from sat_dl_plugin.engine.train.scenes import IGNORED, admit, admit_all_but  # noqa: E402


def logits_of(probabilities: list[float]) -> torch.Tensor:
    return torch.log(torch.tensor(probabilities)).reshape(1, -1, 1, 1)


def targets_of(*masks: int) -> torch.Tensor:
    return torch.tensor(masks, dtype=torch.int32).reshape(1, 1, -1)


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        (admit([1]), -math.log(0.2)),
        (admit_all_but(1, 4), -math.log(1.0 - 0.2)),
        (admit([0, 3]), -math.log(0.1 + 0.4)),
        (admit(range(4)), 0.0),
    ],
)
def test_loss_is_minus_log_of_the_probability_of_the_set(mask: int, expected: float) -> None:
    loss = partial_label_loss(logits_of([0.1, 0.2, 0.3, 0.4]), targets_of(mask))

    assert float(loss) == pytest.approx(expected, abs=1e-6)


def test_loss_is_the_mean_over_labelled_pixels_only() -> None:
    logits = logits_of([0.1, 0.2, 0.3, 0.4]).repeat(1, 1, 1, 3)

    loss = partial_label_loss(logits, targets_of(admit([1]), IGNORED, admit([3])))

    assert float(loss) == pytest.approx((-math.log(0.2) - math.log(0.4)) / 2)


@pytest.mark.parametrize("loss_of", [partial_label_loss, soft_overlap_loss])
def test_ignored_pixels_give_no_gradient(loss_of) -> None:
    torch.manual_seed(0)
    logits = torch.randn(1, 4, 1, 3, requires_grad=True)

    loss_of(logits, targets_of(admit([1]), IGNORED, admit_all_but(1, 4))).backward()

    assert torch.equal(logits.grad[..., 1], torch.zeros(1, 4, 1))
    assert bool((logits.grad[..., 0] != 0).all())


@pytest.mark.parametrize("loss_of", [partial_label_loss, soft_overlap_loss])
def test_a_batch_without_labels_gives_zero_and_no_gradient(loss_of) -> None:
    logits = torch.randn(1, 4, 1, 2, requires_grad=True)

    loss = loss_of(logits, targets_of(IGNORED, IGNORED))
    loss.backward()

    assert float(loss.detach()) == 0.0
    assert torch.equal(logits.grad, torch.zeros_like(logits))


def test_soft_overlap_by_hand() -> None:
    logits = logits_of([0.1, 0.2, 0.3, 0.4]).repeat(1, 1, 1, 2)

    loss = soft_overlap_loss(logits, targets_of(admit([1]), admit_all_but(1, 4)), smooth=0.0)

    # Channel 1 alone has a positive: 2 * 0.2 / (0.2 + 0.2 + 1).
    assert float(loss) == pytest.approx(1.0 - 0.4 / 1.4)


def test_bit_masks_unpack_to_channels() -> None:
    found = admissible_channels(targets_of(admit([0, 2])), 4)

    assert found.flatten().tolist() == [True, False, True, False]
