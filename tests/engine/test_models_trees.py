"""Decision trees in a graph: read as local, and refused when following them could do harm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.graph import read_graph
from sat_dl_plugin.engine.models.trial import run_once

# Two trees: a branch on feature 1 with two leaves, and a leaf alone.
CLASSIFIER = {
    "nodes_treeids": [0, 0, 0, 1],
    "nodes_nodeids": [0, 1, 2, 0],
    "nodes_featureids": [1, 0, 0, 0],
    "nodes_modes": ["BRANCH_LEQ", "LEAF", "LEAF", "LEAF"],
    "nodes_values": [0.5, 0.0, 0.0, 0.0],
    "nodes_truenodeids": [1, 0, 0, 0],
    "nodes_falsenodeids": [2, 0, 0, 0],
    "class_treeids": [0, 0, 1],
    "class_nodeids": [1, 2, 0],
    "class_ids": [0, 1, 2],
    "class_weights": [0.5, 0.5, 0.5],
    "classlabels_int64s": [4, 5, 6],
    "post_transform": "NONE",
}
REGRESSOR = {
    **{key: value for key, value in CLASSIFIER.items() if key.startswith("nodes_")},
    **{
        key.replace("class_", "target_"): value
        for key, value in CLASSIFIER.items()
        if key.startswith("class_")
    },
    "n_targets": 3,
}


def forest(
    path: Path,
    attributes: dict,
    op_type: str = "TreeEnsembleClassifier",
    order: tuple[int, ...] = (0, 2, 3, 1),
    back: tuple[int, ...] = (0, 3, 1, 2),
    bands: int = 2,
    table: tuple[int, ...] = (-1, 2),
) -> Path:
    """Write the graph of a pixel classifier with these trees."""
    outputs = ["labels", "votes"] if op_type == "TreeEnsembleClassifier" else ["votes"]
    constants = {"table": table, "classes": (3,), "first": (0,), "fourth": (3,)}
    nodes = [
        helper.make_node("Transpose", ["x"], ["last"], perm=order),
        helper.make_node("Reshape", ["last", "table"], ["rows"]),
        helper.make_node(op_type, ["rows"], outputs, domain="ai.onnx.ml", **attributes),
        helper.make_node("Shape", ["last"], ["sizes"]),
        helper.make_node("Slice", ["sizes", "first", "fourth"], ["lead"]),
        helper.make_node("Concat", ["lead", "classes"], ["shape"], axis=0),
        helper.make_node("Reshape", ["votes", "shape"], ["picture"]),
        helper.make_node("Transpose", ["picture"], ["y"], perm=back),
    ]
    graph = helper.make_graph(
        nodes,
        "forest",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", bands, "h", "w"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.array(v, np.int64), k) for k, v in constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)
    return path


@pytest.mark.parametrize(
    ("op_type", "attributes"),
    [("TreeEnsembleClassifier", CLASSIFIER), ("TreeEnsembleRegressor", REGRESSOR)],
)
def test_trees_on_pixels_see_one_pixel(op_type, attributes, tmp_path):
    path = forest(tmp_path / "net.onnx", attributes, op_type)

    facts = read_graph(path)

    assert (facts.halo_px, facts.stride_px, facts.output_channels) == (0, 1, 3)
    assert (facts.bands, facts.output_layout, facts.output_scale) == (2, "NCHW", 1.0)
    picture = np.zeros((1, 2, 3, 4), np.float32)
    picture[0, 1, 2, 3] = 1.0
    (answer,) = run_once(path, "x", picture)
    assert answer[0, :, 2, 3].tolist() == [0.0, 0.5, 0.5]
    assert answer[0, :, 0, 0].tolist() == [0.5, 0.0, 0.5]


def test_columns_may_come_before_rows(tmp_path):
    path = forest(tmp_path / "net.onnx", CLASSIFIER, order=(0, 3, 2, 1), back=(0, 3, 2, 1))

    assert read_graph(path).halo_px == 0


def test_rows_and_columns_must_not_change_places(tmp_path):
    path = forest(tmp_path / "net.onnx", CLASSIFIER, order=(0, 3, 2, 1))

    with pytest.raises(ModelError, match="unusual shape"):
        read_graph(path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nodes_truenodeids": [0, 0, 0, 0]}, "grow together|lead back"),
        ({"nodes_truenodeids": [2, 0, 0, 0]}, "grow together"),
        ({"nodes_falsenodeids": [7, 0, 0, 0]}, "does not exist"),
        ({"nodes_falsenodeids": [-1, 0, 0, 0]}, "does not exist"),
        ({"nodes_nodeids": [0, 1, 1, 0]}, "same number"),
        ({"nodes_nodeids": [0, 1, 2**40, 0]}, "impossible number"),
        ({"nodes_featureids": [-5, 0, 0, 0]}, "below 0"),
        ({"nodes_values": [0.5, 0.0]}, "different lengths"),
        ({"nodes_modes": ["BRANCH_LEQ", "LEAF"]}, "different lengths"),
        ({"class_ids": [0, 1, 3]}, "class that does not exist"),
        ({"class_ids": [0, 1, -1]}, "class that does not exist"),
        ({"class_nodeids": [1, 9, 0]}, "does not exist"),
        ({"class_nodeids": [1, 0, 0]}, "branch votes"),
        ({"class_weights": [0.5]}, "votes have different lengths"),
        ({"base_values": [0.1, 0.2]}, "base values"),
    ],
)
def test_trees_that_lead_nowhere_are_refused(changes, words, tmp_path):
    path = forest(tmp_path / "net.onnx", {**CLASSIFIER, **changes})

    with pytest.raises(ModelError, match=words):
        read_graph(path)


def test_a_ring_beside_a_tree_is_refused(tmp_path):
    """Each node has one parent, so only walking finds it."""
    ring = {
        "nodes_treeids": [0, 0, 0, 0, 0],
        "nodes_nodeids": [0, 1, 2, 3, 4],
        "nodes_featureids": [0] * 5,
        "nodes_modes": ["LEAF", "BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF"],
        "nodes_values": [0.0] * 5,
        "nodes_truenodeids": [0, 2, 1, 0, 0],
        "nodes_falsenodeids": [0, 3, 4, 0, 0],
        "class_treeids": [0, 0, 0],
        "class_nodeids": [0, 3, 4],
    }
    path = forest(tmp_path / "net.onnx", {**CLASSIFIER, **ring})

    with pytest.raises(ModelError, match="lead back"):
        read_graph(path)


def test_a_tree_as_deep_as_no_other_is_refused(tmp_path):
    depth = 1500
    count = 2 * depth + 1
    branches = np.arange(depth) * 2
    true, false = np.zeros(count, int), np.zeros(count, int)
    true[branches], false[branches] = branches + 1, branches + 2
    modes = ["LEAF"] * count
    for place in branches:
        modes[place] = "BRANCH_LEQ"
    deep = {
        "nodes_treeids": [0] * count,
        "nodes_nodeids": list(range(count)),
        "nodes_featureids": [0] * count,
        "nodes_modes": modes,
        "nodes_values": [0.0] * count,
        "nodes_truenodeids": true.tolist(),
        "nodes_falsenodeids": false.tolist(),
        "class_treeids": [0, 0, 0],
        "class_nodeids": [1, 3, 5],
    }
    path = forest(tmp_path / "net.onnx", {**CLASSIFIER, **deep})

    with pytest.raises(ModelError, match="levels"):
        read_graph(path)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"attributes": {**CLASSIFIER, "nodes_featureids": [2, 0, 0, 0]}}, "ask for 3 values"),
        ({"order": (0, 1, 2, 3)}, "other than single pixels"),
        ({"table": (-1, 4), "bands": 4, "order": (0, 1, 3, 2)}, "other than single pixels"),
    ],
)
def test_trees_that_ask_for_what_is_not_there_are_refused(form, words, tmp_path):
    path = forest(tmp_path / "net.onnx", **{"attributes": CLASSIFIER, **form})

    with pytest.raises(ModelError, match=words):
        read_graph(path)


def test_trees_on_constants_and_in_branches_are_refused(tmp_path):
    model = onnx.load(forest(tmp_path / "net.onnx", CLASSIFIER))
    trees = next(node for node in model.graph.node if node.domain)
    trees.input[0] = "few"
    model.graph.initializer.append(numpy_helper.from_array(np.zeros((1, 1), np.float32), "few"))
    onnx.save(model, tmp_path / "constant.onnx")
    with pytest.raises(ModelError, match="other than single pixels"):
        read_graph(tmp_path / "constant.onnx")

    model = onnx.load(tmp_path / "net.onnx")
    inner = helper.make_graph(
        [node for node in model.graph.node if node.domain],
        "inner",
        [],
        [helper.make_tensor_value_info("votes", TensorProto.FLOAT, None)],
    )
    del model.graph.node[:]
    yes = helper.make_node("If", ["yes"], ["y"], then_branch=inner, else_branch=inner)
    model.graph.node.append(yes)
    model.graph.initializer.append(numpy_helper.from_array(np.array(1, bool), "yes"))
    onnx.save(model, tmp_path / "branch.onnx")
    with pytest.raises(ModelError, match="inside a branch"):
        read_graph(tmp_path / "branch.onnx")


def test_the_newest_form_of_trees_is_refused(tmp_path):
    model = onnx.load(forest(tmp_path / "net.onnx", CLASSIFIER))
    next(node for node in model.graph.node if node.domain).op_type = "TreeEnsemble"
    onnx.save(model, tmp_path / "new.onnx")

    with pytest.raises(ModelError, match="cannot be checked"):
        read_graph(tmp_path / "new.onnx")
