"""Networks in onnxruntime: every layout and head gives the same kind of answer."""

from __future__ import annotations

import math
import threading
import weakref

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.errors import (
    DeviceMemoryError,
    JobCancelled,
    ModelError,
    UsageError,
)
from sat_dl_plugin.engine.models import sized
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.models.heads import replace_softmax
from sat_dl_plugin.engine.models.network import FakeNetwork, OnnxNetwork, apply_activation
from tests.engine import onnx_networks


def opened(path, changes=None, **options) -> OnnxNetwork:
    return OnnxNetwork(path, resolve_card(path, changes), **options)


def picture(n: int = 2, bands: int = 3, rows: int = 24, columns: int = 32) -> np.ndarray:
    rng = np.random.default_rng(5)
    return rng.normal(size=(n, bands, rows, columns)).astype(np.float32)


def raw(path, batch) -> np.ndarray:
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": batch})[0]


def softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("opset", [11, 18])
def test_logits_become_probabilities(simple_network, opset) -> None:
    path = simple_network(head="", opset=opset)
    network = opened(path, {"activation": "softmax"})

    answer = network.predict(picture())

    np.testing.assert_allclose(answer, softmax(raw(path, picture())), atol=1e-6)


def test_one_logit_becomes_a_probability(simple_network) -> None:
    path = simple_network(head="", classes=1)
    network = opened(path, {"activation": "sigmoid"})

    answer = network.predict(picture())

    np.testing.assert_allclose(answer, 1 / (1 + np.exp(-raw(path, picture()))), atol=1e-6)


@pytest.mark.parametrize("head", ["Softmax", "Sigmoid"])
def test_heads_in_the_graph_are_not_applied_twice(simple_network, head) -> None:
    path = simple_network(head=head)
    network = opened(path, {"activation": "softmax"})

    np.testing.assert_allclose(network.predict(picture()), raw(path, picture()), atol=1e-7)
    assert any("ends in" in note for note in network.warnings)


@pytest.mark.parametrize("keepdims", [0, 1])
def test_class_numbers_become_one_channel_a_class(net, tmp_path, keepdims) -> None:
    builder = net()
    # Channels that answer to different bands, so that several classes win somewhere.
    weight = builder.constant(np.eye(3, dtype=np.float32).reshape(3, 3, 1, 1))
    logits = builder.node("Conv", ["x", weight], 3)
    output = builder.node("ArgMax", [logits], axis=1, keepdims=keepdims)
    path = builder.save(tmp_path / "labels.onnx", output, kind=TensorProto.INT64)

    answer = opened(path).predict(picture())

    assert answer.dtype == np.float32
    np.testing.assert_array_equal(answer.argmax(axis=1), picture().argmax(axis=1))
    np.testing.assert_array_equal(answer.sum(axis=1), 1.0)
    assert len(np.unique(answer.argmax(axis=1))) == 3


def test_channels_last_gives_the_same_as_channels_first(net, tmp_path) -> None:
    first, last = net(), net()
    first_path = first.save(tmp_path / "first.onnx", first.conv("x", 4))
    turned = last.node("Transpose", ["x"], perm=[0, 3, 1, 2])
    output = last.node("Transpose", [last.conv(turned, 4)], perm=[0, 2, 3, 1])
    last_path = last.save(tmp_path / "last.onnx", output, shape=("n", "h", "w", 3))
    stated = {"activation": "softmax"}

    np.testing.assert_allclose(
        opened(last_path, stated).predict(picture()),
        opened(first_path, stated).predict(picture()),
        atol=1e-6,
    )


@pytest.mark.parametrize(("size", "batch"), [(4, 6), (4, 4), (1, 3)])
def test_fixed_batches_are_filled_up(simple_network, size, batch) -> None:
    free = opened(simple_network("free"))
    fixed = opened(simple_network("fixed", shape=(size, 3, "h", "w")))

    assert fixed.max_batch == size
    answer = fixed.predict(picture(batch))

    assert answer.shape[0] == batch
    np.testing.assert_allclose(answer, free.predict(picture(batch)), atol=1e-6)


@pytest.mark.parametrize("kind", [TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.UINT8])
def test_other_input_types_are_fed(net, tmp_path, kind) -> None:
    builder = net()
    as_float = builder.node("Cast", ["x"], to=TensorProto.FLOAT)
    output = builder.node("Softmax", [builder.conv(as_float, 3)], axis=1)
    path = builder.save(tmp_path / "typed.onnx", output, input_kind=kind)
    values = np.rint(np.abs(picture()) * 20)

    answer = opened(path).predict(values.astype(np.float32))

    expected = raw(path, values.astype(onnx.helper.tensor_dtype_to_np_dtype(kind)))
    np.testing.assert_allclose(answer, expected, atol=1e-6)


def test_bytes_are_rounded_and_kept_in_range(net, tmp_path) -> None:
    builder = net(bands=1)
    output = builder.node("Cast", ["x"], to=TensorProto.FLOAT)
    path = builder.save(tmp_path / "bytes.onnx", output, input_kind=TensorProto.UINT8)
    values = np.array([-3.0, 0.4, 1.6, 254.7, 300.0, 7.0], np.float32).reshape(1, 1, 2, 3)
    stated = {"activation": "none", "classes": ["a"]}

    answer = opened(path, stated).predict(values)

    np.testing.assert_array_equal(answer.ravel(), [0, 0, 2, 255, 255, 7])


def test_half_precision_output_becomes_float32(net, tmp_path) -> None:
    builder = net()
    output = builder.node("Cast", [builder.conv("x", 3)], to=TensorProto.FLOAT16)
    path = builder.save(tmp_path / "half.onnx", output, kind=TensorProto.FLOAT16)

    answer = opened(path, {"activation": "softmax"}).predict(picture())

    assert answer.dtype == np.float32
    np.testing.assert_allclose(answer.sum(axis=1), 1.0, atol=2e-3)


@pytest.mark.parametrize(("k", "margin"), [(3, 1), (4, 2), (5, 2)])
def test_unpadded_networks_answer_for_a_centred_window(net, tmp_path, k, margin) -> None:
    builder = net()
    path = builder.save(tmp_path / "valid.onnx", builder.conv("x", 2, k=k, pad=0))
    network = opened(path, {"activation": "none"})
    whole = raw(path, picture())

    answer = network.predict(picture())

    assert network.output_margin_px == margin
    assert answer.shape[2:] == (24 - 2 * margin, 32 - 2 * margin)
    # An even kernel leaves one row more at the start, which is cut.
    np.testing.assert_array_equal(answer, whole[:, :, (k + 1) % 2 :, (k + 1) % 2 :])


def test_softmax_survives_huge_logits() -> None:
    values = np.array([[[[1e4]], [[-1e4]], [[1e4]]]], np.float32)
    np.testing.assert_allclose(apply_activation(values, "softmax").ravel(), [0.5, 0.0, 0.5])
    values = np.array([[[[1e4]], [[-1e4]], [[0.0]]]], np.float32)
    np.testing.assert_allclose(apply_activation(values, "sigmoid").ravel(), [1.0, 0.0, 0.5])


# --- devices --------------------------------------------------------------------------------


def test_the_provider_truly_used_is_reported(simple_network) -> None:
    network = opened(simple_network(), device="cpu")
    assert network.provider == "CPUExecutionProvider"
    assert not network.warnings
    assert network.move_to_cpu() is False


def test_falling_back_is_said_aloud(simple_network, monkeypatch) -> None:
    monkeypatch.setattr(ort, "get_available_providers", lambda: ["CPUExecutionProvider"])
    network = opened(simple_network(), device="cuda:1")

    assert network.provider == "CPUExecutionProvider"
    assert any("'cuda:1'" in note and "CPU" in note for note in network.warnings)


@pytest.mark.parametrize("device", ["gpu", "cuda:x", ""])
def test_unknown_devices_are_refused(simple_network, device) -> None:
    with pytest.raises(UsageError, match="auto, cuda"):
        opened(simple_network(), device=device)


# --- failures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Failed to allocate memory for requested buffer of size 1", DeviceMemoryError),
        ("CUDA failure 2: out of memory", DeviceMemoryError),
        ("std::bad_alloc", DeviceMemoryError),
        ("Got invalid dimensions for input: x", ModelError),
    ],
)
def test_errors_of_a_run_are_told_apart(simple_network, monkeypatch, text, kind) -> None:
    network = opened(simple_network())

    def broken(*_):
        raise RuntimeError(text)

    monkeypatch.setattr(network, "_run", broken)
    with pytest.raises(kind, match="simple"):
        network.predict(picture())


def test_memory_that_runs_out_behind_the_run_is_a_memory_error(simple_network, monkeypatch) -> None:
    network = opened(simple_network())

    def full(_):
        raise MemoryError

    monkeypatch.setattr(network, "_probabilities", full)
    with pytest.raises(DeviceMemoryError):
        network.predict(picture())


def test_a_truly_impossible_allocation_is_a_memory_error(net, tmp_path) -> None:
    builder = net()
    # Some 200 kilobytes a pixel: 3.4 terabytes for this picture, which no machine hands out.
    huge = builder.resize(builder.conv("x", 1), 225.0, mode="nearest")
    path = builder.save(tmp_path / "huge.onnx", huge)
    network = opened(path, {"activation": "none"})

    with pytest.raises(DeviceMemoryError, match="smaller tile"):
        network.predict(np.zeros((1, 3, 4096, 4096), np.float32))


def test_wrong_bands_are_an_error_of_the_model(simple_network) -> None:
    with pytest.raises(ModelError, match=r"simple.onnx failed.*\[2, 5, 24, 32\]"):
        opened(simple_network()).predict(picture(bands=5))


def test_stop_ends_a_running_prediction(net, tmp_path) -> None:
    builder = net()
    value = "x"
    for _ in range(60):
        value = builder.conv(value, 32)
    path = builder.save(tmp_path / "slow.onnx", builder.conv(value, 2))
    network = opened(path, {"activation": "none"}, threads=1)
    timer = threading.Timer(0.2, network.stop)
    timer.start()

    with pytest.raises(JobCancelled):
        network.predict(picture(1, 3, 1024, 1024))
    timer.join()


def test_identity_names_the_very_file(simple_network) -> None:
    import hashlib

    path = simple_network()
    identity = opened(path, {"licence": "MIT", "version": "7"}).identity()

    assert identity == {
        "name": "simple",
        "version": "7",
        "licence": "MIT",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


# --- the fake -------------------------------------------------------------------------------


def test_the_fake_network_behaves_like_a_network() -> None:
    card = ModelCard("fake", tuple(ClassCard(i, str(i)) for i in range(2)), ("a",), scale_factor=2)
    fake = FakeNetwork(card, margin=1, memory_limit_px=1000)

    answer = fake.predict(np.full((1, 1, 10, 12), 0.25, np.float32))
    assert answer.shape == (1, 2, 16, 20)
    assert np.unique(answer) == [0.25]
    with pytest.raises(DeviceMemoryError):
        fake.predict(np.zeros((1, 1, 100, 100), np.float32))
    assert fake.move_to_cpu() is True
    fake.predict(np.zeros((1, 1, 100, 100), np.float32))
    fake.stop()
    with pytest.raises(JobCancelled):
        fake.predict(np.zeros((1, 1, 4, 4), np.float32))


@pytest.mark.parametrize("opset", [12, 13, 17, 18])
def test_a_softmax_in_the_graph_is_computed_plainly_and_means_the_same(tmp_path, opset) -> None:
    value_info = onnx.helper.make_tensor_value_info
    kernel = np.random.default_rng(0).normal(size=(5, 3, 1, 1)).astype(np.float32) * 30
    nodes = [
        onnx.helper.make_node("Conv", ["x", "w"], ["logits"], kernel_shape=[1, 1]),
        onnx.helper.make_node("Softmax", ["logits"], ["p"], axis=1),
        onnx.helper.make_node("Identity", ["p"], ["y"]),
    ]
    graph = onnx.helper.make_graph(
        nodes,
        "g",
        [value_info("x", onnx.TensorProto.FLOAT, ["n", 3, "h", "w"])],
        [value_info("y", onnx.TensorProto.FLOAT, ["n", 5, "h", "w"])],
        [onnx.numpy_helper.from_array(kernel, "w")],
    )
    opsets = [onnx.helper.make_opsetid("", opset)]
    path = tmp_path / "softmax.onnx"
    onnx.save(onnx.helper.make_model(graph, opset_imports=opsets, ir_version=8), path)
    batch = np.random.default_rng(1).random((2, 3, 8, 9), np.float32)
    expected = ort.InferenceSession(path).run(None, {"x": batch})[0]

    network = OnnxNetwork(path, resolve_card(path))

    np.testing.assert_allclose(network.predict(batch), expected, atol=1e-6)
    assert replace_softmax(onnx.load(path), "y", opset) == (opset >= 13)


def written(path, head="Relu", joined=(0, 1), bands=3):
    """Write a small U-Net whose joins are of (enlarged, kept), or the other way round."""
    builder = onnx_networks.Builder()
    kept = builder.node("Relu", builder.conv("input", bands, 24))
    deep = builder.node("MaxPool", kept, kernel_shape=[2, 2], strides=[2, 2])
    deep = builder.node("Relu", builder.conv(deep, 24, 32))
    scales = builder.constant(np.array([1, 1, 2, 2], np.float32))
    way = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    up = builder.node("Resize", deep, "", scales, mode="nearest", **way)
    parts = [(up, kept)[place] for place in joined]
    mixed = builder.conv(builder.node("Concat", *parts, axis=1), 56, 32)
    limits = [builder.constant(np.float32(limit)) for limit in (0, 6)] if head == "Clip" else []
    mixed = builder.node(head, mixed, *limits)
    logits = builder.conv(mixed, 32, 3, 1)
    return builder.save(path, builder.node("Softmax", logits, axis=1))


@pytest.mark.parametrize("head", ["Relu", "Clip"])
@pytest.mark.parametrize("joined", [(0, 1), (1, 0)])
def test_joins_that_became_sums_mean_the_same_in_less_memory(
    tmp_path, monkeypatch, head, joined
) -> None:
    monkeypatch.setattr(sized, "_SMALLEST_BYTES", 0)
    path = written(tmp_path / "net.onnx", head, joined)
    network = opened(path, device="cpu")
    plain = ort.InferenceSession(path, providers=["CPUExecutionProvider"])

    for shape in ((24, 32), (48, 32), (24, 32)):
        batch = picture(1, 3, *shape)
        answer = network.predict(batch)
        np.testing.assert_allclose(answer, plain.run(None, {"input": batch})[0], atol=1e-5)
        assert network._session_for(batch.shape) is not network._session

    assert network.peak_bytes_per_px < network.facts.peak_bytes_per_px
    assert network._session_for((2, 3, 24, 32)) is network._session, "several pictures at once"


def test_joins_that_cannot_be_added_stay(tmp_path) -> None:
    path = written(tmp_path / "net.onnx", "Sigmoid")
    network = opened(path, device="cpu")
    assert network.peak_bytes_per_px == network.facts.peak_bytes_per_px


def test_another_size_is_given_the_memory_of_the_last(tmp_path) -> None:
    network = opened(written(tmp_path / "net.onnx"), device="cpu")
    side = 16 * math.ceil((sized._SMALLEST_BYTES / network.peak_bytes_per_px) ** 0.5 / 16)
    first = weakref.ref(network._session_for((1, 3, side, side)))
    assert network._session_for((1, 3, side, side)) is first()
    second = network._session_for((1, 3, side, 2 * side))
    assert first() is None
    assert second is not network._session
    assert network._session_for((1, 3, 64, 64)) is network._session, "not worth it"
