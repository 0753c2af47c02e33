"""Small ONNX networks for tests: written node by node, a few kilobytes each."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from sat_dl_plugin.contract.card import CARD_KEY, ClassCard, ModelCard

CLASSES = (
    ClassCard(0, "background"),
    ClassCard(1, "building", "#d1495b", min_object_m2=4.0),
    ClassCard(3, "road", "#5b616a"),
)


class Builder:
    """Collects nodes and weights."""

    def __init__(self, seed=0):
        self.nodes, self.weights = [], []
        self.random = np.random.default_rng(seed)

    def node(self, kind, *inputs, name=None, **attributes):
        name = name or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, values, name=None):
        name = name or f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def conv(self, source, inputs, outputs, side=3, **attributes):
        kernel = self.random.normal(0, (2 / inputs) ** 0.5 / side, (outputs, inputs, side, side))
        attributes.setdefault("pads", [side // 2] * 4)
        weights = self.constant(kernel.astype(np.float32))
        return self.node("Conv", source, weights, kernel_shape=[side, side], **attributes)

    def save(self, path, output, card=None, shape=("n", 3, "h", "w"), out_shape=None, channels=3):
        self.nodes.append(helper.make_node("Identity", [output], ["output"]))
        graph = helper.make_graph(
            self.nodes,
            "test",
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, list(shape))],
            [
                helper.make_tensor_value_info(
                    "output", TensorProto.FLOAT, list(out_shape or ("n", channels, None, None))
                )
            ],
            self.weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        if card is not None:
            helper.set_model_props(model, {CARD_KEY: card.to_json()})
        onnx.save(model, path)
        return str(path)


def unet(path, classes=CLASSES, bands=("red", "green", "blue"), seed=0, **card_fields):
    """A two-level U-Net with max pooling, strided, bilinear and skip parts; softmax output."""
    b = Builder(seed)
    first = b.node("Relu", b.conv("input", len(bands), 8))
    deep = b.node("Relu", b.conv(first, 8, 12, strides=[2, 2]))
    deep = b.node("MaxPool", deep, kernel_shape=[2, 2], strides=[2, 2])
    deep = b.node("Relu", b.conv(deep, 12, 12))
    scales = b.constant(np.array([1, 1, 4, 4], np.float32))
    up = b.node(
        "Resize", deep, "", scales, mode="linear", coordinate_transformation_mode="half_pixel"
    )
    merged = b.node("Relu", b.conv(b.node("Concat", up, first, axis=1), 20, 8))
    probabilities = b.node("Softmax", b.conv(merged, 8, len(classes), 1), axis=1)
    card = ModelCard(name=path.stem, classes=classes, bands=bands, **card_fields)
    return b.save(path, probabilities, card, ("n", len(bands), "h", "w"), channels=len(classes))


def brightness(path, classes=CLASSES, shape=("n", 3, "h", "w"), reach=0, **card_fields):
    """Per pixel: channel c answers band c; a neighbourhood of ``reach`` pixels that is 0."""
    b = Builder()
    side = 2 * reach + 1
    kernel = np.zeros((len(classes), 3, side, side), np.float32)
    kernel[:, :, reach, reach] = np.eye(len(classes), 3)
    out = b.node("Conv", "input", b.constant(kernel), kernel_shape=[side, side], pads=[reach] * 4)
    card = ModelCard(name=path.stem, classes=classes, **card_fields)
    return b.save(path, out, card, shape, channels=len(classes))


def whole_picture(path, side, classes=CLASSES, **card_fields):
    """Fixed size, and every answer depends on the mean of the whole window."""
    b = Builder()
    mean = b.node("GlobalAveragePool", "input")
    far = b.conv(mean, 3, len(classes), 1)
    mixed = b.node("Add", b.conv("input", 3, len(classes)), far)
    card = ModelCard(
        name=path.stem, classes=classes, activation="softmax", input_size_px=side, **card_fields
    )
    return b.save(path, mixed, card, (1, 3, side, side), (1, len(classes), side, side))


def nearest(path, scale=2, bands=("red", "green", "blue"), **card_fields):
    """An enhancing network that repeats every pixel: averaged down it is its input."""
    b = Builder()
    out = _enlarged(b, scale, mode="nearest", nearest_mode="floor")
    return _save_enhancer(b, path, out, scale, bands, {"halo_px": 0, **card_fields})


def sharpener(path, scale=2, seed=0, **card_fields):
    """An enhancing network with a strided branch, added to bicubic enlargement."""
    b = Builder(seed)
    first = b.node("Relu", b.conv("input", 3, 8))
    deep = b.node("Relu", b.conv(first, 8, 8, strides=[2, 2]))
    up = b.node("Resize", deep, "", b.constant(np.array([1, 1, 2, 2], np.float32)), mode="nearest")
    fine = b.conv(b.node("Add", up, first), 8, 3 * scale**2)
    fine = b.node("Mul", fine, b.constant(np.float32(0.03)))
    if scale > 1:
        fine = b.node("DepthToSpace", fine, blocksize=scale, mode="CRD")
    smooth = _enlarged(b, scale, mode="cubic", cubic_coeff_a=-0.75)
    out = b.node("Add", fine, smooth)
    fields = {"halo_px": 8, "stride_px": 2, **card_fields}
    return _save_enhancer(b, path, out, scale, ("red", "green", "blue"), fields)


def _enlarged(b, scale, **attributes):
    scales = b.constant(np.array([1, 1, scale, scale], np.float32))
    # The kind of coordinates in which pixel areas stay aligned.
    where = "asymmetric" if attributes["mode"] == "nearest" else "half_pixel"
    return b.node("Resize", "input", "", scales, coordinate_transformation_mode=where, **attributes)


def _save_enhancer(b, path, out, scale, bands, fields):
    card = ModelCard(name=path.stem, task="enhancement", bands=bands, scale_factor=scale, **fields)
    return b.save(path, out, card, ("n", len(bands), "h", "w"), channels=len(bands))
