from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnxruntime = pytest.importorskip("onnxruntime")

from sat_dl_plugin.contract.card import CARD_KEY, ClassCard, ModelCard  # noqa: E402
from sat_dl_plugin.contract.errors import ModelError  # noqa: E402
from sat_dl_plugin.engine.train import export  # noqa: E402
from sat_dl_plugin.engine.train.network import (  # noqa: E402
    HALO,
    STRIDE,
    SegmentationNetwork,
    load_imagenet_weights,
)

CHANNELS = 5


def make_network(seed: int = 0) -> SegmentationNetwork:
    """Return a random network whose layers all matter: each was normalised on random pictures."""
    torch.manual_seed(seed)
    network = SegmentationNetwork(CHANNELS)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
            torch.nn.init.uniform_(module.weight, 0.7, 1.3)
            torch.nn.init.normal_(module.bias, 0.3, 0.3)
    with torch.no_grad():
        network.train()(torch.rand(2, 3, 128, 128))
    return network.eval()


def structural_network() -> SegmentationNetwork:
    """Return a network through which every structural dependence shows as a gradient."""
    network = make_network()
    for parent in network.modules():
        for name, child in parent.named_children():
            if isinstance(child, torch.nn.ReLU6):
                setattr(parent, name, torch.nn.Identity())
    for parameter in network.parameters():
        torch.nn.init.constant_(parameter, 1.0)
    return network.double()


def reach(network: SegmentationNetwork, row: int, col: int, side: int) -> tuple[int, ...]:
    """Return how many pixels left, right, up and down the logits of a pixel look."""
    image = torch.zeros(1, 3, side, side, dtype=torch.float64, requires_grad=True)
    logits = torch.nn.functional.interpolate(
        network.half_size_logits(image), scale_factor=2.0, mode="bilinear"
    )
    logits[0, :, row, col].sum().backward()
    rows, cols = np.nonzero(image.grad[0].abs().sum(0).numpy())
    return (
        col - int(cols.min()),
        int(cols.max()) - col,
        row - int(rows.min()),
        int(rows.max()) - row,
    )


def test_receptive_field_fits_the_halo_and_the_halo_is_not_wasted() -> None:
    network = structural_network()
    side = 2 * HALO + 6 * STRIDE
    first = (side // 2) // STRIDE * STRIDE
    reaches = [reach(network, first + offset, first + offset, side) for offset in range(STRIDE)]

    assert max(max(found) for found in reaches) <= HALO
    assert max(max(found) for found in reaches) > HALO - STRIDE


@pytest.mark.parametrize(("row", "col"), [(96, 112), (160, 96)])
def test_a_tile_with_the_halo_gives_the_numbers_of_the_whole_image(row: int, col: int) -> None:
    network = make_network()
    image = torch.rand(1, 3, 448, 448)
    core = 64

    with torch.inference_mode():
        whole = network(image)
        tile = network(image[:, :, row - HALO : row + core + HALO, col - HALO : col + core + HALO])

    inner = tile[:, :, HALO : HALO + core, HALO : HALO + core]
    torch.testing.assert_close(
        inner, whole[:, :, row : row + core, col : col + core], atol=1e-5, rtol=0
    )


def test_a_tile_off_the_stride_differs() -> None:
    network = make_network()
    image = torch.rand(1, 3, 448, 448)

    with torch.inference_mode():
        whole = network.half_size_logits(image)
        shifted = network.half_size_logits(image[:, :, 8:-8, 8:-8])

    difference = (shifted[:, :, 64:96, 64:96] - whole[:, :, 68:100, 68:100]).abs().max()
    assert float(difference) > 1e-3


def test_probabilities_add_up_to_one() -> None:
    with torch.inference_mode():
        probabilities = make_network()(torch.rand(2, 3, 64, 96))

    assert probabilities.shape == (2, CHANNELS, 64, 96)
    torch.testing.assert_close(probabilities.sum(1), torch.ones(2, 64, 96))


def make_card() -> ModelCard:
    names = ("background", "building", "road", "vegetation", "water")
    ids = (0, 1, 3, 5, 8)
    return ModelCard(
        name="tiny",
        classes=tuple(ClassCard(i, name, threshold=0.4) for i, name in zip(ids, names)),
        gsd_m=0.5,
        stride_px=STRIDE,
        halo_px=HALO,
    )


def test_export_predicts_what_torch_predicts_at_any_size(tmp_path) -> None:
    network = make_network()
    path = tmp_path / "tiny.onnx"

    difference = export.write_model(network, make_card(), path)

    assert difference < 1e-5
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    image = np.random.default_rng(1).random((3, 3, 80, 48)).astype(np.float32)
    (found,) = session.run(["probabilities"], {"input": image})
    with torch.inference_mode():
        expected = network(torch.from_numpy(image)).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


def test_export_leaves_the_network_untouched() -> None:
    network = make_network()
    before = {name: value.clone() for name, value in network.state_dict().items()}

    export.build_onnx(network)

    after = network.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(value, after[name]) for name, value in before.items())


def test_exported_file_carries_the_card_and_the_keys_of_deepness(tmp_path) -> None:
    import json

    path = tmp_path / "tiny.onnx"
    export.write_model(make_network(), make_card(), path, deepness_tile=1024)

    stored = export.read_metadata(path)

    assert ModelCard.from_json(stored[CARD_KEY]) == make_card()
    assert path.with_suffix(".json").read_text(encoding="utf-8").strip() == stored[CARD_KEY]
    keys = {name: json.loads(text) for name, text in stored.items()}
    assert keys["model_type"] == "Segmentor"
    assert keys["class_names"]["1"] == "building"
    assert keys["resolution"] == 50.0
    assert keys["tile_size"] * keys["tiles_overlap"] / 100 >= 2 * HALO
    assert keys["standardization_std"] == [1.0, 1.0, 1.0]


def test_a_wrong_export_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(export, "largest_difference", lambda *_: 0.01)

    with pytest.raises(ModelError, match=r"differs by 1\.00e-02"):
        export.write_model(make_network(), make_card(), tmp_path / "tiny.onnx")

    assert list(tmp_path.iterdir()) == []


def test_weights_without_a_layer_are_refused(tmp_path) -> None:
    path = tmp_path / "weights.npz"
    np.savez(path, **{"_conv_stem.weight": np.zeros((32, 3, 3, 3), np.float16)})

    with pytest.raises(ModelError, match="_bn0"):
        load_imagenet_weights(SegmentationNetwork(CHANNELS).encoder, path)
