"""What the graph analysis says of a network, held against what the network does."""

from __future__ import annotations

import math

import numpy as np
import onnxruntime as ort
import pytest
from onnx import TensorProto

from sat_dl_plugin.engine.models.graph import GraphFacts, read_graph

# --- networks whose windows can be followed -------------------------------------------------


def unet(net, up):
    """Two levels, skips, and a given way up."""
    first = net.relu(net.conv("x", 4))
    second = net.relu(net.conv(net.pool(first), 6))
    third = net.relu(net.conv(net.pool(second), 6))
    back = net.relu(net.conv(net.concat(up(net, third, second), second), 6))
    return net.conv(net.concat(up(net, back, first), first), 2)


def resized(**attributes):
    return lambda net: unet(net, lambda n, low, _: n.resize(low, **attributes))


def unet_with_conv_transpose(net):
    return unet(net, lambda n, low, _: n.conv_up(low, 4))


def unet_with_overlapping_conv_transpose(net):
    return unet(net, lambda n, low, _: n.conv_up(low, 4, k=4, pads=[1, 1, 1, 1]))


def unet_with_odd_conv_transpose(net):
    options = {"k": 3, "pads": [1, 1, 1, 1], "output_padding": [1, 1]}
    return unet(net, lambda n, low, _: n.conv_up(low, 4, **options))


def unet_sized_in_the_graph(net):
    return unet(net, lambda n, low, skip: n.resize_like(low, skip, mode="linear"))


def dilated(net):
    value = net.conv("x", 4)
    for dilation in (2, 4):
        value = net.relu(net.conv(value, 4, dilations=[dilation, dilation]))
    return net.conv(value, 3, k=1)


def efficient_like(net):
    """Asymmetric SAME padding, depthwise strides, a shortcut, and a resize by four."""
    stem = net.relu(net.conv("x", 8, strides=[2, 2], auto_pad="SAME_UPPER"))
    deep = net.conv(stem, 8, k=5, strides=[2, 2], group=8, auto_pad="SAME_UPPER")
    wide = net.node("Clip", [net.conv(deep, 16, k=1)])
    narrow = net.conv(net.conv(wide, 16, group=16), 8, k=1)
    return net.conv(net.resize(net.node("Add", [narrow, deep]), 4.0, mode="linear"), 3, k=1)


def unpadded(net):
    return net.conv(net.relu(net.conv("x", 4, pad=0)), 3, k=5, pad=0)


def unpadded_even(net):
    return net.conv("x", 3, k=4, pad=0)


def pooled_quarter(net):
    """Output at a quarter of the size."""
    return net.conv(net.pool(net.pool(net.conv("x", 4)), "AveragePool", k=3, pads=[1] * 4), 3)


def doubled(net):
    """Output at twice the size, by shuffled channels."""
    return net.node("DepthToSpace", [net.conv("x", 12)], 3, blocksize=2, mode="CRD")


def space_to_depth(net):
    low = net.conv(net.node("SpaceToDepth", ["x"], 12, blocksize=2), 12)
    return net.node("DepthToSpace", [low], 3, blocksize=2)


def reflected(net):
    pads = net.constant([0, 0, 2, 2, 0, 0, 2, 2], np.int64)
    return net.conv(net.node("Pad", ["x", pads], mode="reflect"), 3, k=5, pad=0)


def cropped_skip(net):
    """A valid U-Net step: the skip is cut to the size of the main path."""
    inner = net.conv(net.conv("x", 4, pad=0), 4, pad=0)
    bounds = [net.constant(values, np.int64) for values in ([2, 2], [-2, -2], [2, 3])]
    return net.conv(net.concat(net.node("Slice", ["x", *bounds]), inner), 3)


def looking_ahead(net):
    """All padding at the end, so that windows lie on one side only."""
    weight = net.random(3, 3, 3, 3)
    return net.node("Conv", ["x", weight], 3, pads=[0, 0, 4, 4], dilations=[2, 2])


def unevenly_cropped(net):
    bounds = [net.constant(values, np.int64) for values in ([3, 3], [-1, -1], [2, 3])]
    return net.conv(net.node("Slice", ["x", *bounds]), 3, k=1)


def gathered_channels(net):
    """Channels in another order, and one of two groups, picked by number."""
    mixed = net.node("Gather", [net.conv("x", 4), net.constant([2, 0, 3, 1], np.int64)], axis=1)
    shape = net.node("Shape", [mixed])
    keep = [net.constant(v, np.int64) for v in ([2], [4], [0])]
    sizes = net.node("Slice", [shape, *keep])
    front = net.constant([0, 2, 2], np.int64)
    target = net.node("Concat", [front, sizes], axis=0)
    groups = net.node("Reshape", [mixed, target])
    one = net.node("Gather", [groups, net.constant(1, np.int64)], 2, axis=1)
    return net.conv(one, 3)


def channels_last_block(net):
    """Normalisation and a linear layer over the channels, as newer networks have them."""
    last = net.node("Transpose", [net.conv("x", 8, k=7)], perm=[0, 2, 3, 1])
    normal = net.node("LayerNormalization", [last, net.constant([1.0] * 8)], axis=-1)
    linear = net.node("MatMul", [normal, net.random(8, 8)])
    return net.conv(net.node("Transpose", [linear], perm=[0, 3, 1, 2]), 3)


def ceil_pooled(net):
    low = net.pool(net.conv("x", 4), k=3, ceil_mode=1)
    return net.resize(net.conv(low, 3), 2.0, mode="nearest")


FOLLOWED = {
    "conv transpose": unet_with_conv_transpose,
    "overlapping conv transpose": unet_with_overlapping_conv_transpose,
    "odd conv transpose": unet_with_odd_conv_transpose,
    "nearest": resized(mode="nearest"),
    "nearest floor": resized(
        mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"
    ),
    "linear": resized(mode="linear"),
    "linear asymmetric": resized(mode="linear", coordinate_transformation_mode="asymmetric"),
    "cubic": resized(mode="cubic"),
    "sized in the graph": unet_sized_in_the_graph,
    "dilated": dilated,
    "efficient": efficient_like,
    "unpadded": unpadded,
    "unpadded even": unpadded_even,
    "quarter": pooled_quarter,
    "doubled": doubled,
    "space to depth": space_to_depth,
    "reflected": reflected,
    "cropped skip": cropped_skip,
    "looking ahead": looking_ahead,
    "unevenly cropped": unevenly_cropped,
    "gathered channels": gathered_channels,
    "channels last block": channels_last_block,
    "ceil pooled": ceil_pooled,
}

# Where a window is taken wider than it may be: ties of nearest neighbours.
GENEROUS = {"nearest"}


def facts_and_session(net, build, tmp_path) -> tuple[GraphFacts, ort.InferenceSession]:
    builder = net()
    path = builder.save(tmp_path / "net.onnx", build(builder))
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return read_graph(path), session


def measured_reach(facts: GraphFacts, session: ort.InferenceSession) -> int:
    """Return how far beyond its own pixels any inner output row looks, found by trying."""
    rows = 2 * facts.halo_px + 3 * facts.stride_px + facts.output_margin * 2 + 8
    rows = -(-rows // facts.stride_px) * facts.stride_px
    columns = max(2 * facts.stride_px, 4 * facts.output_margin + 8, 8)
    columns = -(-columns // facts.stride_px) * facts.stride_px
    rng = np.random.default_rng(1)
    plain = rng.uniform(1.0, 2.0, (1, facts.bands, rows, columns)).astype(np.float32)
    poked = np.repeat(plain, rows, axis=0)
    poked[np.arange(rows), :, np.arange(rows)] += 1e4
    (before,) = session.run(None, {"x": plain})
    (after,) = session.run(None, {"x": poked})
    changed = np.abs(after - before).max(axis=(1, 3)) > 1e-3  # (input row, output row)
    step = 1 / facts.output_scale
    farthest = 0
    for row in range(changed.shape[1]):
        first = math.floor(row * step) + facts.output_margin
        last = math.ceil((row + 1) * step) - 1 + facts.output_margin
        if first < facts.halo_px or last >= rows - facts.halo_px:
            continue  # its window is cut by the edge
        seen = np.flatnonzero(changed[:, row])
        farthest = max(farthest, first - seen.min(), seen.max() - last)
    return int(farthest)


@pytest.mark.parametrize("name", FOLLOWED)
def test_halo_is_what_the_network_sees(net, tmp_path, name) -> None:
    facts, session = facts_and_session(net, FOLLOWED[name], tmp_path)
    assert facts.halo_px is not None, facts.whole_picture_because

    reach = measured_reach(facts, session)

    assert reach <= facts.halo_px
    if name not in GENEROUS:
        assert math.ceil(reach / facts.stride_px) * facts.stride_px == facts.halo_px


@pytest.mark.parametrize("name", FOLLOWED)
def test_aligned_tile_with_halo_equals_the_whole_pass(net, tmp_path, name) -> None:
    facts, session = facts_and_session(net, FOLLOWED[name], tmp_path)
    stride, halo, lack = facts.stride_px, facts.halo_px, facts.output_margin
    side = 2 * halo + 6 * stride + 2 * lack + 8
    side = -(-side // stride) * stride
    picture = np.random.default_rng(2).random((1, facts.bands, side, side)).astype(np.float32)
    (whole,) = session.run(None, {"x": picture})
    # A tile that begins one stride in, and whose inner pixels are at least a halo away from
    # all its edges.
    (tile,) = session.run(
        None, {"x": picture[:, :, stride : side - stride, stride : side - stride]}
    )
    scale = facts.output_scale
    cut, offset = round(halo * scale), round(stride * scale)

    inner = tile[:, :, cut : tile.shape[2] - cut, cut : tile.shape[3] - cut]
    same = whole[:, :, offset + cut :, offset + cut :]
    same = same[:, :, : inner.shape[2], : inner.shape[3]]

    assert inner.size > 0
    np.testing.assert_allclose(inner, same, atol=1e-5)


@pytest.mark.parametrize("name", FOLLOWED)
def test_output_geometry_is_what_the_network_gives(net, tmp_path, name) -> None:
    facts, session = facts_and_session(net, FOLLOWED[name], tmp_path)
    side = 12 * facts.stride_px + 16 - 16 % facts.stride_px
    (answer,) = session.run(None, {"x": np.zeros((1, 3, side, side), np.float32)})
    lack = facts.output_margin + facts.output_margin_after

    assert answer.shape == (
        1,
        facts.output_channels,
        (side - lack) * facts.output_scale,
        (side - lack) * facts.output_scale,
    )


@pytest.mark.parametrize(
    ("name", "stride", "halo", "scale", "margins"),
    [
        ("dilated", 1, 7, 1.0, (0, 0)),
        ("unpadded", 1, 3, 1.0, (3, 3)),
        ("unpadded even", 1, 2, 1.0, (1, 2)),
        ("conv transpose", 4, 16, 1.0, (0, 0)),
        ("doubled", 1, 1, 2.0, (0, 0)),
        ("looking ahead", 1, 4, 1.0, (0, 0)),
        ("unevenly cropped", 1, 1, 1.0, (2, 2)),
        ("space to depth", 2, 4, 1.0, (0, 0)),
    ],
)
def test_known_geometry(net, tmp_path, name, stride, halo, scale, margins) -> None:
    facts, _ = facts_and_session(net, FOLLOWED[name], tmp_path)

    assert (facts.stride_px, facts.halo_px, facts.output_scale) == (stride, halo, scale)
    assert (facts.output_margin, facts.output_margin_after) == margins


# --- networks that look at the whole picture ------------------------------------------------


def squeeze_and_excite(net):
    value = net.conv("x", 4)
    gate = net.node("Sigmoid", [net.conv(net.node("GlobalAveragePool", [value]), 4, k=1)])
    return net.node("Mul", [value, gate])


def mean_over_places(net):
    value = net.conv("x", 4)
    mean = net.node("ReduceMean", [value, net.constant([2, 3], np.int64)], keepdims=1)
    return net.node("Sub", [value, mean])


def instance_norm(net):
    ones = net.constant([1.0] * 4)
    return net.node("InstanceNormalization", [net.conv("x", 4), ones, ones])


def align_corners(net):
    mode = {"mode": "linear", "coordinate_transformation_mode": "align_corners"}
    return net.resize(net.pool(net.conv("x", 4)), **mode)


def softmax_over_columns(net):
    return net.node("Softmax", [net.conv("x", 4)], axis=3)


def old_softmax(net):
    return net.node("Softmax", [net.conv("x", 4)], axis=1)


def unknown_operation(net):
    return net.node("Gelu", [net.conv("x", 4)], domain="com.microsoft")


def attention(net):
    value = net.conv("x", 4)
    flat = net.node("Reshape", [value, net.constant([0, 4, -1], np.int64)])
    turned = net.node("Transpose", [flat], perm=[0, 2, 1])
    score = net.node("Softmax", [net.node("MatMul", [flat, turned])], axis=-1)
    mixed = net.node("MatMul", [score, flat])
    return net.node("Reshape", [mixed, net.node("Shape", [value])], 4)


def wrapped(net):
    pads = net.constant([0, 0, 1, 1, 0, 0, 1, 1], np.int64)
    return net.conv(net.node("Pad", ["x", pads], mode="wrap"), 3, pad=0)


WHOLE = {
    "squeeze and excite": (squeeze_and_excite, "GlobalAveragePool", 18),
    "mean": (mean_over_places, "ReduceMean", 18),
    "instance norm": (instance_norm, "InstanceNormalization", 18),
    "align corners": (align_corners, "Resize", 18),
    "softmax over columns": (softmax_over_columns, "Softmax", 18),
    "softmax over everything": (old_softmax, "Softmax", 11),
    "unknown": (unknown_operation, "Gelu", 18),
    "attention": (attention, "Reshape", 18),
    "wrapped": (wrapped, "Pad", 19),
}


@pytest.mark.parametrize("name", WHOLE)
def test_networks_that_see_everything_are_not_tiled(net, tmp_path, name) -> None:
    build, culprit, opset = WHOLE[name]
    builder = net()
    facts = read_graph(builder.save(tmp_path / "net.onnx", build(builder), opset=opset))

    assert facts.halo_px is None
    assert not facts.is_tileable
    assert culprit in facts.whole_picture_because
    assert facts.output_channels is not None
    assert facts.output_scale == 1.0


def test_networks_that_see_everything_still_tell_their_stride(net, tmp_path) -> None:
    builder = net()
    skip = builder.conv("x", 4)
    low = builder.conv(builder.pool(builder.pool(builder.pool(skip))), 4)
    gate = builder.conv(builder.node("GlobalAveragePool", [low]), 4, k=1)
    high = builder.resize(builder.node("Mul", [low, gate]), 8.0, mode="nearest")
    facts = read_graph(builder.save(tmp_path / "net.onnx", builder.concat(skip, high)))

    assert (facts.halo_px, facts.stride_px) == (None, 8)


def test_skips_cut_by_numbers_pin_the_size(net, tmp_path) -> None:
    """An unpadded U-Net of two levels, whose crops only fit sides of one kind."""
    builder = net()

    def cropped(x: str, by: int) -> str:
        bounds = [builder.constant(v, np.int64) for v in ([by, by], [-by, -by], [2, 3])]
        return builder.node("Slice", [x, *bounds])

    first = builder.conv("x", 4, pad=0)
    second = builder.conv(builder.pool(first), 4, pad=0)
    third = builder.conv(builder.pool(second), 4, pad=0)
    back = builder.conv(builder.concat(builder.conv_up(third, 4), cropped(second, 2)), 4, pad=0)
    output = builder.conv(builder.concat(builder.conv_up(back, 4), cropped(first, 8)), 2)
    path = builder.save(tmp_path / "net.onnx", output)
    facts = read_graph(path)
    side = facts.input_size_px

    assert side is not None
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (answer,) = session.run(None, {"x": np.zeros((1, 3, side, side), np.float32)})
    assert answer.shape[2:] == (side - 2 * facts.output_margin,) * 2
    assert facts.output_margin == facts.output_margin_after == 9


def test_weights_that_differ_by_place_are_not_tiled(net, tmp_path) -> None:
    builder = net()
    places = builder.constant(np.arange(64 * 64, dtype=np.float32).reshape(1, 1, 64, 64))
    output = builder.node("Add", [builder.conv("x", 4), places])
    facts = read_graph(builder.save(tmp_path / "net.onnx", output, shape=(1, 3, 64, 64)))

    assert facts.halo_px is None
    assert "place" in facts.whole_picture_because
    assert facts.input_size_px == 64


# --- inputs, outputs and heads --------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "layout", "bands", "fixed"),
    [
        (("n", 3, "h", "w"), "NCHW", 3, (None, None, None)),
        ((1, 3, 256, 256), "NCHW", 3, (1, 256, 256)),
        ((4, 3, 32, 32), "NCHW", 3, (4, 32, 32)),
        (("n", "c", "h", "w"), "NCHW", 3, (None, None, None)),
    ],
)
def test_channels_first_inputs(net, tmp_path, shape, layout, bands, fixed) -> None:
    builder = net()
    facts = read_graph(builder.save(tmp_path / "net.onnx", builder.conv("x", 2), shape=shape))

    assert (facts.layout, facts.bands) == (layout, bands)
    assert (facts.fixed_batch, facts.fixed_height, facts.fixed_width) == fixed


@pytest.mark.parametrize(
    "shape", [("n", "h", "w", 3), (1, 256, 256, 3), (1, 32, 32, 3), ("n", None, None, 3)]
)
def test_channels_last_inputs(net, tmp_path, shape) -> None:
    builder = net()
    first = builder.node("Transpose", ["x"], perm=[0, 3, 1, 2])
    last = builder.node("Transpose", [builder.conv(first, 5)], perm=[0, 2, 3, 1])
    facts = read_graph(builder.save(tmp_path / "net.onnx", last, shape=shape))

    assert (facts.layout, facts.output_layout) == ("NHWC", "NHWC")
    assert (facts.bands, facts.output_channels, facts.halo_px) == (3, 5, 1)


@pytest.mark.parametrize(
    ("head", "found", "labels", "channels"),
    [
        ("Softmax", "softmax", False, 4),
        ("Sigmoid", "sigmoid", False, 4),
        ("ArgMax", "argmax", True, 4),
        ("", "none", False, 4),
    ],
)
def test_heads(simple_network, head, found, labels, channels) -> None:
    facts = read_graph(simple_network(head=head))

    assert (facts.head, facts.output_is_labels, facts.output_channels) == (found, labels, channels)


@pytest.mark.parametrize(("head", "found"), [("Softmax", "softmax"), ("Sigmoid", "sigmoid")])
def test_heads_of_networks_in_eight_bits(net, tmp_path, head, found) -> None:
    builder = net()
    attributes = {"axis": 1} if head == "Softmax" else {}
    output = builder.node(head, [builder.conv("x", 4)], **attributes)
    step = [builder.constant(1 / 255), builder.constant(0, np.uint8)]
    small = builder.node("QuantizeLinear", [output, *step])
    path = builder.save(tmp_path / "net.onnx", builder.node("DequantizeLinear", [small, *step]))

    assert read_graph(path).head == found


def test_class_numbers_without_a_channel_axis(net, tmp_path) -> None:
    builder = net()
    output = builder.node("ArgMax", [builder.conv("x", 6)], axis=1, keepdims=0)
    facts = read_graph(builder.save(tmp_path / "net.onnx", output, kind=TensorProto.INT64))

    assert (facts.output_layout, facts.output_channels, facts.halo_px) == ("NHW", 6, 1)


def test_the_network_scales_bytes_itself(net, tmp_path) -> None:
    for number, expected in ((255.0, True), (2.0, False)):
        builder = net()
        scaled = builder.node("Div", ["x", builder.constant([number])])
        path = builder.save(tmp_path / f"{number}.onnx", builder.conv(scaled, 2))
        assert read_graph(path).scales_itself is expected


def test_memory_estimate_grows_with_what_lives_at_once(net, tmp_path) -> None:
    estimates = {}
    for width in (16, 64):
        builder = net()
        path = tmp_path / f"{width}.onnx"
        builder.save(path, builder.conv(builder.conv("x", width), 16))
        estimates[width] = read_graph(path).peak_bytes_per_px
    # The widest moment holds both results of the convolutions, not more and not less.
    assert estimates[64] / estimates[16] == pytest.approx((64 + 16) / (16 + 16))
    assert estimates[16] >= 4 * (16 + 16)


def test_the_first_picture_among_several_outputs_is_used(net, tmp_path) -> None:
    import onnx
    from onnx import helper

    builder = net()
    score = builder.node("GlobalAveragePool", [builder.conv("x", 7)])
    path = builder.save(tmp_path / "net.onnx", builder.conv("x", 3))
    model = onnx.load(path)
    model.graph.output.insert(0, helper.make_tensor_value_info(score, TensorProto.FLOAT, None))
    onnx.save(model, path)

    facts = read_graph(path)

    assert (facts.output_names[0], facts.output_channels) == (score, 3)
