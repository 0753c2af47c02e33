from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch")

from sat_dl_plugin.engine.train.loss import (  # noqa: E402
    Dictionary,
    Known,
    LossWeights,
    exclusive_loss,
    overlapping_loss,
    segmentation_loss,
    soft_overlap_loss,
)
from sat_dl_plugin.engine.train.scenes import (  # noqa: E402
    IGNORED,
    Meaning,
    Vocabulary,
    exactly,
    nothing_of,
)

CHANNELS = 4
NOT_BUILDING, ONE, THREE, BOTH = range(1, 5)
VOCABULARY = Vocabulary(
    CHANNELS,
    (
        Meaning(),
        nothing_of([1]),
        exactly(1, CHANNELS),
        exactly(3, CHANNELS),
        Meaning(frozenset([1, 2]), frozenset([0])),
    ),
)


def logits_of(probabilities: list[float]) -> torch.Tensor:
    return torch.log(torch.tensor(probabilities)).reshape(1, -1, 1, 1)


def known_of(*labels: int) -> Known:
    dictionary = Dictionary(VOCABULARY, torch.device("cpu"))
    return dictionary(torch.tensor(labels, dtype=torch.uint8).reshape(1, 1, -1))


@pytest.mark.parametrize(
    ("label", "expected"), [(ONE, -math.log(0.2)), (NOT_BUILDING, -math.log(1.0 - 0.2))]
)
def test_loss_is_minus_log_of_the_probability_of_what_may_be(label: int, expected: float) -> None:
    loss = exclusive_loss(logits_of([0.1, 0.2, 0.3, 0.4]), known_of(label))

    assert float(loss) == pytest.approx(expected, abs=1e-6)


def test_loss_is_the_mean_over_labelled_pixels_only() -> None:
    logits = logits_of([0.1, 0.2, 0.3, 0.4]).repeat(1, 1, 1, 3)

    loss = exclusive_loss(logits, known_of(ONE, IGNORED, THREE))

    assert float(loss) == pytest.approx((-math.log(0.2) - math.log(0.4)) / 2)


def test_channels_that_overlap_are_judged_one_by_one() -> None:
    logits = torch.tensor([0.0, 2.0, -1.0, 5.0]).reshape(1, 4, 1, 1)

    loss = overlapping_loss(logits, known_of(BOTH))

    # Channel 3 is not known.
    right = [1 - 0.5, torch.sigmoid(torch.tensor(2.0)), torch.sigmoid(torch.tensor(-1.0))]
    assert float(loss) == pytest.approx(-sum(math.log(float(p)) for p in right) / 3, rel=1e-5)


def test_focus_forgives_what_is_nearly_right() -> None:
    known = known_of(ONE, ONE)
    logits = torch.tensor([[-4.0, -4.0], [4.0, 0.1], [-4.0, -4.0], [-4.0, -4.0]])
    logits = logits.reshape(1, 4, 1, 2)

    plain = overlapping_loss(logits[..., :1], Known(known.present[..., :1], known.absent[..., :1]))
    focused = overlapping_loss(
        logits[..., :1], Known(known.present[..., :1], known.absent[..., :1]), focus=2.0
    )
    hard = overlapping_loss(logits, known, focus=2.0)

    assert float(focused) < 0.01 * float(plain)
    assert float(hard) > 10 * float(focused)


@pytest.mark.parametrize("overlapping", [False, True])
def test_ignored_pixels_give_no_gradient(overlapping: bool) -> None:
    torch.manual_seed(0)
    logits = torch.randn(1, CHANNELS, 1, 3, requires_grad=True)
    known = known_of(ONE, IGNORED, NOT_BUILDING)

    segmentation_loss(logits, known, overlapping, LossWeights()).backward()

    assert torch.equal(logits.grad[..., 1], torch.zeros(1, CHANNELS, 1))
    assert bool((logits.grad[..., 0] != 0).any())


@pytest.mark.parametrize("overlapping", [False, True])
def test_a_batch_without_labels_gives_zero_and_no_gradient(overlapping: bool) -> None:
    logits = torch.randn(1, CHANNELS, 1, 2, requires_grad=True)

    loss = segmentation_loss(logits, known_of(IGNORED, IGNORED), overlapping, LossWeights())
    loss.backward()

    assert float(loss.detach()) == 0.0
    assert torch.equal(logits.grad, torch.zeros_like(logits))


def test_soft_overlap_by_hand() -> None:
    probability = torch.tensor([0.1, 0.2, 0.3, 0.4]).reshape(1, -1, 1, 1).repeat(1, 1, 1, 2)

    loss = soft_overlap_loss(probability, known_of(ONE, NOT_BUILDING), smooth=0.0)

    # Channel 1 alone has a positive: 2 * 0.2 / (0.2 + 0.2 + 1).
    assert float(loss) == pytest.approx(1.0 - 0.4 / 1.4)
