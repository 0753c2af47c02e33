from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnxruntime = pytest.importorskip("onnxruntime")
numpy_helper = pytest.importorskip("onnx.numpy_helper")

from sat_dl_plugin.contract.card import CARD_KEY, ClassCard, ModelCard  # noqa: E402
from sat_dl_plugin.contract.errors import ModelError  # noqa: E402
from sat_dl_plugin.engine.models.graph import read_graph  # noqa: E402
from sat_dl_plugin.engine.train import export  # noqa: E402
from sat_dl_plugin.engine.train.architectures import (  # noqa: E402
    ARCHITECTURES,
    CLASSIC,
    CONSTANT,
    LITE,
    build_network,
)
from sat_dl_plugin.engine.train.network import (  # noqa: E402
    SegmentationNetwork,
    load_imagenet_weights,
    spread_bands,
)
from sat_dl_plugin.engine.train.reopening import reopen  # noqa: E402
from sat_dl_plugin.engine.train.start import read_weights, start_from  # noqa: E402
from sat_dl_plugin.engine.train.unet import UNet  # noqa: E402

CHANNELS = 5
NARROW = 32
_SMALLER = {CONSTANT: ((4,) * 5, 4), CLASSIC: ((2, 3, 4, 5, 6), 2)}


def small_network(
    architecture: str, bands: int = 3, overlapping: bool = False
) -> SegmentationNetwork:
    """Return an untrained network; U-Nets have fewer maps, which change no geometry."""
    if architecture in _SMALLER:
        widths, convolutions = _SMALLER[architecture]
        size = {"widths": widths, "convolutions": convolutions}
        return UNet(architecture, bands, CHANNELS, overlapping, **size)
    return build_network(architecture, bands, CHANNELS, overlapping)


def make_network(
    architecture: str = LITE, bands: int = 3, overlapping: bool = False
) -> SegmentationNetwork:
    """Return a random network whose layers all matter: each was normalised on random pictures."""
    torch.manual_seed(0)
    network = small_network(architecture, bands, overlapping)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
            torch.nn.init.uniform_(module.weight, 0.7, 1.3)
            torch.nn.init.normal_(module.bias, 0.3, 0.3)
    with torch.no_grad():
        network.train()(torch.rand(2, bands, 128, 128))
    return network.eval()


def structural_network(architecture: str) -> SegmentationNetwork:
    """Return a network through which every structural dependence shows as a gradient."""
    network = small_network(architecture).eval()
    for parent in network.modules():
        for name, child in parent.named_children():
            if isinstance(child, torch.nn.ReLU6):
                setattr(parent, name, torch.nn.Identity())
    for parameter in network.parameters():
        torch.nn.init.constant_(parameter, 1.0)
    return network.double()


def reach(network: SegmentationNetwork, place: int, side: int, axis: int) -> tuple[int, int]:
    """Return how many pixels before and behind the logits of a pixel look, along an axis."""
    shape = [1, 3, NARROW, NARROW]
    shape[axis] = side
    image = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    row, col = (place, NARROW // 2) if axis == 2 else (NARROW // 2, place)
    network.logits(image)[0, :, row, col].sum().backward()
    seen = np.flatnonzero(image.grad[0].abs().sum((0, 4 - axis)).numpy())
    return place - int(seen[0]), int(seen[-1]) - place


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_receptive_field_fits_the_halo_and_the_halo_is_not_wasted(
    architecture: str, monkeypatch
) -> None:
    # A maximum lets a gradient through at one place only.
    monkeypatch.setattr(torch.nn.functional, "max_pool2d", torch.nn.functional.avg_pool2d)
    network = structural_network(architecture)
    halo, stride = network.halo_px, network.stride_px
    side = 2 * halo + 6 * stride
    first = (side // 2) // stride * stride
    reaches = [
        reach(network, first + offset, side, axis)
        for axis in (2, 3)
        for offset in (0, 1, 7, 8, stride - 1)
    ]

    assert max(max(found) for found in reaches) <= halo
    assert max(max(found) for found in reaches) > halo - stride


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_tile_with_the_halo_gives_the_numbers_of_the_whole_image(architecture: str) -> None:
    network = make_network(architecture)
    halo, core = network.halo_px, 32
    side = 2 * halo + core + 64
    image = torch.rand(1, 3, side, side)
    row, col = halo + 16, halo + 48

    with torch.inference_mode():
        whole = network(image)
        tile = network(image[:, :, row - halo : row + core + halo, col - halo : col + core + halo])

    inner = tile[:, :, halo : halo + core, halo : halo + core]
    torch.testing.assert_close(
        inner, whole[:, :, row : row + core, col : col + core], atol=1e-5, rtol=0
    )


def test_the_constant_network_is_that_of_the_article() -> None:
    network = build_network(CONSTANT, 20, 1, overlapping=True)

    maps = {m.out_channels for m in network.modules() if isinstance(m, torch.nn.Conv2d)}
    assert maps == {64, 1}
    assert 1.5e6 < sum(weights.numel() for weights in network.parameters()) < 1.9e6


def test_a_tile_off_the_stride_differs() -> None:
    network = make_network()
    image = torch.rand(1, 3, 448, 448)

    with torch.inference_mode():
        whole = network.coarse_logits(image)
        shifted = network.coarse_logits(image[:, :, 8:-8, 8:-8])

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
        stride_px=16,
        halo_px=96,
    )


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize(("bands", "overlapping"), [(3, False), (4, True)])
def test_export_predicts_what_torch_predicts_at_any_size(
    tmp_path, architecture: str, bands: int, overlapping: bool
) -> None:
    network = make_network(architecture, bands, overlapping)
    path = tmp_path / "tiny.onnx"
    card = make_card().with_changes(bands=("red", "green", "blue", "nir")[:bands])

    difference = export.write_segmentation(network, card, path)

    assert difference < export.TOLERANCE
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    image = np.random.default_rng(1).random((3, bands, 80, 48)).astype(np.float32)
    (found,) = session.run(["probabilities"], {"input": image})
    with torch.inference_mode():
        expected = network(torch.from_numpy(image)).numpy()
    np.testing.assert_allclose(found, expected, atol=export.TOLERANCE)
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".part"] == []


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_network_started_from_an_exported_file_predicts_what_the_file_predicts(
    tmp_path, architecture: str
) -> None:
    network = make_network(architecture)
    export.write_segmentation(network, make_card(), tmp_path / "tiny.onnx")
    torch.manual_seed(1)
    other = small_network(architecture).eval()
    image = torch.rand(1, 3, 64, 64)

    start_from(other, tmp_path / "tiny.onnx")

    with torch.inference_mode():
        torch.testing.assert_close(other(image), network(image), atol=export.TOLERANCE, rtol=0)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_half_precision_halves_the_file_and_learns_on_where_it_was(
    tmp_path, architecture: str
) -> None:
    torch.manual_seed(0)
    network = build_network(architecture, 3, CHANNELS, overlapping=False).eval()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.running_mean, -0.5, 0.5)
    card = make_card().with_changes(stride_px=network.stride_px, halo_px=network.halo_px)
    export.write_segmentation(network, card, tmp_path / "full.onnx")
    image = torch.rand(1, 3, 128, 128, generator=torch.Generator().manual_seed(2))

    difference = export.write_segmentation(network, card, tmp_path / "half.onnx", half=True)

    full, half = (read_graph(tmp_path / f"{name}.onnx") for name in ("full", "half"))
    assert half.size_bytes < 0.56 * full.size_bytes
    assert half.weights == full.weights
    assert half.peak_bytes_per_px == full.peak_bytes_per_px
    assert (half.halo_px, half.stride_px) == (full.halo_px, full.stride_px)
    assert 0 < difference <= export.HALF_TOLERANCE
    model = onnxruntime.InferenceSession(str(tmp_path / "half.onnx"))
    (expected,) = model.run(["probabilities"], {"input": image.numpy()})
    reopened = reopen(tmp_path / "half.onnx").network
    with torch.inference_mode():
        np.testing.assert_allclose(reopened(image).numpy(), expected, atol=1e-4)


def test_weights_of_half_precision_are_read_as_they_are_stored(tmp_path) -> None:
    network = make_network()
    export.write_segmentation(network, make_card(), tmp_path / "full.onnx")
    export.write_segmentation(network, make_card(), tmp_path / "half.onnx", half=True)

    full, half = (read_weights(tmp_path / f"{name}.onnx") for name in ("full", "half"))

    assert full.keys() == half.keys()
    rounded = {name: values.half().float() for name, values in full.items()}
    changed = {name for name in full if not torch.equal(half[name], full[name])}
    assert len(changed) > 30
    for name, values in half.items():
        # Small tensors stay in full, also as slices of a block that has large ones.
        assert ((values == rounded[name]) | (values == full[name])).all(), name


def test_weights_beyond_half_precision_are_refused() -> None:
    graph = export.build_onnx(make_network())
    name, values = next(
        (entry.name, numpy_helper.to_array(entry).copy())
        for entry in graph.graph.initializer
        if entry.name.endswith("weight")
    )
    values.flat[0] = 1e6
    next(e for e in graph.graph.initializer if e.name == name).CopyFrom(
        numpy_helper.from_array(values, name)
    )

    with pytest.raises(ModelError, match="half precision"):
        export.store_halves(graph)


def test_what_fits_is_copied_when_bands_and_classes_differ(tmp_path) -> None:
    network = make_network()
    export.write_segmentation(network, make_card(), tmp_path / "tiny.onnx")
    other = build_network(LITE, 5, 2, overlapping=True)

    copied = start_from(other, tmp_path / "tiny.onnx")

    assert 100 < copied < len(other.state_dict())
    torch.testing.assert_close(
        other.encoder.blocks[3].project.convolution.weight.abs().mean(),
        export.inference_network(network).encoder.blocks[3].project[0].weight.abs().mean(),
    )


def test_spread_bands_answer_grey_as_before() -> None:
    kernel = torch.rand(4, 3, 3, 3)

    for bands in (1, 2, 5, 12):
        spread = spread_bands(kernel, bands)
        assert spread.shape == (4, bands, 3, 3)
        if bands > 3:
            torch.testing.assert_close(spread.sum(1), kernel.sum(1))


def test_a_file_without_anything_that_fits_is_refused(tmp_path) -> None:
    export.write_segmentation(make_network(), make_card(), tmp_path / "tiny.onnx")

    with pytest.raises(ModelError, match="Nothing in"):
        start_from(build_network(CONSTANT, 3, 7, overlapping=False), tmp_path / "tiny.onnx")
    with pytest.raises(ModelError, match="weights of an encoder"):
        start_from(build_network(CONSTANT, 3, 7, overlapping=False), tmp_path / "encoder.npz")
    (tmp_path / "text.onnx").write_text("no network")
    with pytest.raises(ModelError, match=r"text\.onnx"):
        start_from(make_network(), tmp_path / "text.onnx")


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
    export.write_segmentation(make_network(), make_card(), path, deepness_tile=1024)

    stored = export.read_metadata(path)

    assert ModelCard.from_json(stored[CARD_KEY]) == make_card()
    assert path.with_suffix(".json").read_text(encoding="utf-8").strip() == stored[CARD_KEY]
    keys = {name: json.loads(text) for name, text in stored.items()}
    assert keys["model_type"] == "Segmentor"
    assert keys["class_names"]["1"] == "building"
    assert keys["resolution"] == 50.0
    assert keys["tile_size"] * keys["tiles_overlap"] / 100 >= 2 * 96
    assert keys["standardization_std"] == [1.0, 1.0, 1.0]


def test_a_wrong_export_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(export, "largest_difference", lambda *_: 0.01)

    with pytest.raises(ModelError, match=r"differs by 1\.00e-02"):
        export.write_segmentation(make_network(), make_card(), tmp_path / "tiny.onnx")

    assert list(tmp_path.iterdir()) == []


def test_weights_without_a_layer_are_refused(tmp_path) -> None:
    path = tmp_path / "weights.npz"
    np.savez(path, **{"_conv_stem.weight": np.zeros((32, 3, 3, 3), np.float16)})

    with pytest.raises(ModelError, match="_bn0"):
        load_imagenet_weights(make_network().encoder, path)
