"""From a trained classifier to an ONNX network of pictures.

The file holds everything: spectral indices, forest and regression. Its input and output are
those of any other segmentation network, so that pixel classifiers run, tile and combine as
networks do. Nothing of Python is stored.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, compose, helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.pixels.estimators import LinearLayer, PixelClassifier
from sat_dl_plugin.engine.pixels.spectral import Nodes, add_features

INPUT_NAME = "input"
OUTPUT_NAME = "probabilities"

_OPSETS = {"": 17, "ai.onnx.ml": 3}
_IR_VERSION = 8

TOLERANCE = 1e-4
"""Largest difference between scikit-learn and onnxruntime that an export may show."""

Floats = NDArray[np.float32]


def build_onnx(
    classifier: PixelClassifier, card: ModelCard, indices: Sequence[str]
) -> onnx.ModelProto:
    """Return the network of a classifier, with free batch size, height and width.

    Args:
        classifier: Trained on the features of ``card.bands`` and ``indices``.
        card: Its card, stored in the file.
        indices: Names of spectral indices.
    """
    graph = Nodes()
    features = add_features(graph, INPUT_NAME, card.bands, indices)
    width, classes = len(card.bands) + len(indices), len(classifier.classes)
    parts = []
    if classifier.forest is not None:
        parts.append(_add_forest(graph, features, classifier, width))
    if classifier.linear is not None:
        parts.append(_add_linear(graph, features, classifier.linear))
    mean = parts[0] if len(parts) == 1 else graph.add("Mean", *parts)
    graph.nodes.append(helper.make_node("Identity", [mean], [OUTPUT_NAME]))
    sizes = ["height", "width"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "pixel_classifier",
            [_picture(INPUT_NAME, ["batch", len(card.bands), *sizes])],
            [_picture(OUTPUT_NAME, ["batch", classes, *sizes])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid(*entry) for entry in _OPSETS.items()],
        ir_version=_IR_VERSION,
        producer_name="Sat DL",
    )
    helper.set_model_props(model, {CARD_KEY: card.to_json()})
    onnx.checker.check_model(model)
    return model


def check_export(
    content: bytes, classifier: PixelClassifier, values: Floats, features: Floats
) -> float:
    """Compare a network with its classifier on samples; return the largest difference.

    Args:
        content: The ONNX file.
        classifier: What it was made from.
        values: Scaled samples (pixels, bands).
        features: The same samples as `spectral.features` gives them.

    Raises:
        ModelError: If they differ by more than `TOLERANCE`.
    """
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    picture = np.ascontiguousarray(values.T[None, :, None, :])
    (found,) = session.run([OUTPUT_NAME], {INPUT_NAME: picture})
    difference = float(np.abs(found[0, :, 0].T - classifier.predict(features)).max())
    if not difference <= TOLERANCE:
        raise ModelError(
            f"The exported model differs by {difference:.2e} from the trained one",
            f"At most {TOLERANCE} is allowed",
            "Report this with the versions of scikit-learn, skl2onnx and onnxruntime",
        )
    return difference


def _picture(name: str, shape: list[object]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _add_forest(graph: Nodes, features: str, classifier: PixelClassifier, width: int) -> str:
    """Append the trees, which want a table with a row for each pixel."""
    forest = classifier.forest
    converted = to_onnx(
        forest,
        initial_types=[("table", FloatTensorType([None, width]))],
        options={id(forest): {"zipmap": False}},
        target_opset=_OPSETS,
    )
    trees = compose.add_prefix(converted, "forest_").graph
    last = graph.add("Transpose", features, perm=[0, 2, 3, 1])
    table = graph.add("Reshape", last, graph.constant([-1, width], np.int64))
    for node in trees.node:
        for place, name in enumerate(node.input):
            node.input[place] = table if name == trees.input[0].name else name
        graph.nodes.append(node)
    graph.constants.extend(trees.initializer)
    sizes = graph.add("Shape", last, end=3)
    channels = graph.constant([len(classifier.classes)], np.int64)
    shape = graph.add("Concat", sizes, channels, axis=0)
    picture = graph.add("Reshape", trees.output[-1].name, shape)
    return graph.add("Transpose", picture, perm=[0, 3, 1, 2])


def _add_linear(graph: Nodes, features: str, layer: LinearLayer) -> str:
    """Append the regression, which is a convolution of single pixels."""
    weights = graph.constant(layer.weights.T[:, :, None, None])
    logits = graph.add("Conv", features, weights, graph.constant(layer.bias))
    return graph.add("Softmax", logits, axis=1)
