"""Decision trees inside a graph: checked before onnxruntime follows them.

onnxruntime trusts the numbers in a tree ensemble: a branch that leads back makes it run for
ever, and a class or feature that does not exist is written or read beside the array. So every
tree of a file is walked here first.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import ModelError

TREES = ("TreeEnsembleClassifier", "TreeEnsembleRegressor")
"""Operators of ``ai.onnx.ml`` that `check_trees` knows."""

# Of the same domain, but laid out in another way, and not written by any converter we know.
_UNCHECKED = ("TreeEnsemble",)

_LEAF = b"LEAF"

# onnxruntime walks trees by recursion. Forests without a limit have 20 to 60 levels.
_DEEPEST = 1000
_MOST_OUTPUTS = 4096

Ints = NDArray[np.int64]


def is_tree_ensemble(node: onnx.NodeProto) -> bool:
    """Return whether a node is a tree ensemble of any kind."""
    return node.domain == "ai.onnx.ml" and node.op_type in (*TREES, *_UNCHECKED)


def check_trees(node: onnx.NodeProto, file: str) -> None:
    """Check that every tree of an ensemble is a tree, and votes for outputs that exist.

    Args:
        node: A tree ensemble.
        file: Name of the file, for the error.

    Raises:
        ModelError: If following the trees could hang onnxruntime or reach beyond its arrays.
    """
    if node.op_type in _UNCHECKED:
        raise ModelError(
            f"{file} has trees in a form that cannot be checked: {node.op_type}",
            "Trees that lead nowhere could crash the program that follows them",
            "Export it with version 3 of the operators ai.onnx.ml",
        )
    attributes = {entry.name: entry for entry in node.attribute}
    nodes = {
        name: _ints(attributes, f"nodes_{name}")
        for name in ("treeids", "nodeids", "featureids", "truenodeids", "falsenodeids")
    }
    count = len(nodes["nodeids"])
    modes = _list(attributes, "nodes_modes", "strings")
    lengths = {len(modes), _length(attributes, "nodes_values")}
    lengths |= {len(entry) for entry in nodes.values()}
    for name in ("nodes_missing_value_tracks_true", "nodes_hitrates"):
        lengths.add(_length(attributes, name) or count)
    if not count or lengths != {count}:
        raise _damaged(file, "its lists of nodes have different lengths")
    is_leaf = np.array([mode == _LEAF for mode in modes])
    place = _Places(nodes["treeids"], nodes["nodeids"], file)
    _check_shape(nodes, is_leaf, place, file)
    if nodes["featureids"].min() < 0:
        raise _damaged(file, "a branch asks for a feature below 0")
    _check_votes(node, attributes, place, is_leaf, file)


def feature_count(attributes: dict[str, Any]) -> int:
    """Return how many features an ensemble needs at least.

    Args:
        attributes: Those of its node, as plain values.
    """
    return 1 + max((int(value) for value in attributes.get("nodes_featureids", ())), default=-1)


def output_count(op_type: str, attributes: dict[str, Any]) -> int:
    """Return how many numbers an ensemble gives for a row.

    Args:
        op_type: One of `TREES`.
        attributes: Those of its node, as plain values.
    """
    if op_type == "TreeEnsembleRegressor":
        return int(attributes.get("n_targets", 1))
    labels = attributes.get("classlabels_int64s") or attributes.get("classlabels_strings") or ()
    return len(labels)


class _Places:
    """Finds the place of a node in the lists by its tree and number."""

    def __init__(self, trees: Ints, numbers: Ints, file: str) -> None:
        if trees.min() < 0 or numbers.min() < 0 or max(trees.max(), numbers.max()) >= 2**31:
            raise _damaged(file, "a node has an impossible number")
        keys = trees << 32 | numbers
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]
        self.trees, self._file = trees, file
        if len(self._sorted) > 1 and (np.diff(self._sorted) == 0).any():
            raise _damaged(file, "two nodes of a tree have the same number")

    def __call__(self, trees: Ints, numbers: Ints) -> Ints:
        keys = trees << 32 | np.clip(numbers, 0, 2**31 - 1)
        found = np.minimum(np.searchsorted(self._sorted, keys), len(self._sorted) - 1)
        if (numbers < 0).any() or (self._sorted[found] != keys).any():
            raise _damaged(self._file, "a node is named that does not exist")
        places: Ints = self._order[found]
        return places


def _check_shape(
    nodes: dict[str, Ints], is_leaf: NDArray[np.bool_], place: _Places, file: str
) -> None:
    """Walk all trees at once, level by level, from their roots."""
    branches = np.flatnonzero(~is_leaf)
    trees = nodes["treeids"][branches]
    children = np.stack([place(trees, nodes[name][branches]) for name in _CHILDREN], axis=1)
    parents = np.bincount(children.reshape(-1), minlength=len(is_leaf))
    roots = np.flatnonzero(parents == 0)
    if (parents > 1).any() or len(roots) != len(np.unique(nodes["treeids"])):
        raise _damaged(file, "the branches of a tree grow together")
    row_of = np.full(len(is_leaf), -1)
    row_of[branches] = np.arange(len(branches))
    level, seen, depth = roots, 0, 0
    while len(level):
        seen += len(level)
        depth += 1
        if depth > _DEEPEST:
            raise _damaged(file, f"a tree has more than {_DEEPEST} levels")
        rows = row_of[level]
        level = children[rows[rows >= 0]].reshape(-1)
    if seen != len(is_leaf):
        raise _damaged(file, "the branches of a tree lead back")


_CHILDREN = ("truenodeids", "falsenodeids")


def _check_votes(
    node: onnx.NodeProto,
    attributes: dict[str, onnx.AttributeProto],
    place: _Places,
    is_leaf: NDArray[np.bool_],
    file: str,
) -> None:
    prefix = "class" if node.op_type == "TreeEnsembleClassifier" else "target"
    trees, numbers, ids = (
        _ints(attributes, f"{prefix}_{name}") for name in ("treeids", "nodeids", "ids")
    )
    weights = _length(attributes, f"{prefix}_weights")
    plain = {
        name: onnx.helper.get_attribute_value(entry)
        for name, entry in attributes.items()
        if name in ("n_targets", "classlabels_int64s", "classlabels_strings")
    }
    outputs = output_count(node.op_type, plain)
    if not len(ids) or {len(trees), len(numbers), weights} != {len(ids)}:
        raise _damaged(file, "its lists of votes have different lengths")
    if not 0 < outputs <= _MOST_OUTPUTS or ids.min() < 0 or ids.max() >= outputs:
        raise _damaged(file, "a leaf votes for a class that does not exist")
    if not is_leaf[place(trees, numbers)].all():
        raise _damaged(file, "a branch votes")
    if _length(attributes, "base_values") not in (0, 1, outputs):
        raise _damaged(file, "it has base values for other classes")


def _ints(attributes: dict[str, onnx.AttributeProto], name: str) -> Ints:
    return np.array(_list(attributes, name, "ints"), dtype=np.int64)


def _length(attributes: dict[str, onnx.AttributeProto], name: str) -> int:
    """Return the length of a list, which models of double precision keep as a tensor."""
    if f"{name}_as_tensor" in attributes:
        return math.prod(attributes[f"{name}_as_tensor"].t.dims)
    return max(len(_list(attributes, name, kind)) for kind in ("floats", "ints"))


def _list(attributes: dict[str, onnx.AttributeProto], name: str, kind: str) -> list[Any]:
    return list(getattr(attributes[name], kind)) if name in attributes else []


def _damaged(file: str, how: str) -> ModelError:
    return ModelError(
        f"{file} is damaged or hostile: {how}",
        "Its decision trees cannot be followed",
        "Copy or export the model again",
    )
