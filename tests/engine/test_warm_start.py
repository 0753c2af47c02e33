"""Networks that start from an exported model: the same predictions, in training too."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.engine.train.architectures import build_network
from sat_dl_plugin.engine.train.export import write_segmentation
from sat_dl_plugin.engine.train.reopening import reopen
from sat_dl_plugin.engine.train.start import start_from
from sat_dl_plugin.engine.train.warm_start import (
    adapt_to_scaling,
    has_merged_normalisation,
    open_normalisations,
)

KNOWN = Scaling(1 / 255, (0.4, 0.45, 0.3), (0.2, 0.15, 0.25), (0.0, 255.0))


def pictures(seed=0, batches=3):
    """Return batches of smooth stored values, (n, 3, 64, 64)."""
    generator = torch.Generator().manual_seed(seed)
    rough = torch.rand((batches, 8, 3, 16, 16), generator=generator) * 255
    return [torch.nn.functional.interpolate(part, size=64, mode="bilinear") for part in rough]


def scaled(stored, scaling):
    mean, std = (torch.tensor(v)[None, :, None, None] for v in (scaling.mean, scaling.std))
    return (stored * scaling.factor - mean) / std


@pytest.fixture(params=["full", "half"])
def exported(request, tmp_path):
    """A network that has seen data, and its file."""
    torch.manual_seed(3)
    network = build_network("unet-lite0", 3, 2, overlapping=False)
    network.train()
    with torch.no_grad():
        for _ in range(20):
            for batch in pictures():
                network.logits(scaled(batch, KNOWN))
    network.eval()
    classes = (ClassCard(0, "background"), ClassCard(1, "building"))
    card = ModelCard("known", classes, scaling=KNOWN, stride_px=network.stride_px)
    path = tmp_path / "known.onnx"
    write_segmentation(network, card, path, half=request.param == "half")
    if request.param == "half":
        # What is stored is rounded: it is that network which training begins from.
        network = reopen(path).network
    return network, path


def filled(path):
    network = build_network("unet-lite0", 3, 2, overlapping=False)
    start_from(network, path)
    network.eval()
    return network


def logits(network, batch):
    with torch.no_grad():
        return network.logits(batch).clone()


def test_training_begins_with_what_the_model_predicts(exported) -> None:
    known, path = exported
    network = filled(path)
    batches = [scaled(batch, KNOWN) for batch in pictures()]
    expected = logits(known, batches[0])
    network.train()
    lost = (logits(network, batches[0]) - expected).abs().mean()

    network = filled(path)
    opened = open_normalisations(network, batches)

    assert opened > 20
    torch.testing.assert_close(logits(network, batches[0]), expected, atol=1e-3, rtol=1e-3)
    network.train()
    kept = (logits(network, batches[0]) - expected).abs().mean()
    assert kept < 0.3 * lost


def test_a_new_network_has_nothing_to_open() -> None:
    network = build_network("unet-lite0", 3, 2, overlapping=False)
    before = {name: value.clone() for name, value in network.state_dict().items()}

    assert open_normalisations(network, [scaled(pictures()[0], KNOWN)]) == 0
    assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())


def test_input_of_another_scaling_is_seen_as_before(exported) -> None:
    known, path = exported
    other = Scaling(1 / 255, (0.5, 0.3, 0.35), (0.1, 0.2, 0.2), (0.0, 255.0))
    network = filled(path)
    stored = pictures()[0]

    assert adapt_to_scaling(network, KNOWN, other)
    # Beside the border, where padding is the mean, and that is another one now.
    inner = np.s_[..., 8:24, 8:24]
    first = network.encoder.stem(scaled(stored, other))[inner]
    torch.testing.assert_close(
        first, known.encoder.stem(scaled(stored, KNOWN))[inner], atol=1e-3, rtol=1e-3
    )


@pytest.mark.parametrize(
    "other",
    [
        Scaling(1.0, (1200.0, 1500.0, 900.0), (300.0, 400.0, 350.0), None),
        Scaling(1 / 255, (0.5, 0.3, 0.35), (0.001, 0.2, 0.2), (0.0, 255.0)),
    ],
)
def test_values_of_another_kind_stay_as_they_are(exported, other) -> None:
    _, path = exported
    network = filled(path)
    before = network.encoder.stem.convolution.weight.clone()

    assert not adapt_to_scaling(network, KNOWN, other)
    assert torch.equal(before, network.encoder.stem.convolution.weight)
    assert has_merged_normalisation(network.encoder.stem)
