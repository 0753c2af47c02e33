"""Files that are broken, of another kind, or made to do harm: one clear refusal each."""

from __future__ import annotations

import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.graph import read_graph


class Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def sound_model() -> onnx.ModelProto:
    weight = numpy_helper.from_array(np.ones((2, 3, 3, 3), np.float32), "w")
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w"], ["y"], pads=[1, 1, 1, 1])],
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, "h", "w"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2, "h", "w"])],
        [weight],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def save(folder: Path, model: onnx.ModelProto) -> Path:
    path = folder / "net.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def with_external(folder: Path, location: str, offset: int = 0, length: int | None = None) -> Path:
    model = sound_model()
    weight = model.graph.initializer[0]
    weight.ClearField("raw_data")
    weight.data_location = TensorProto.EXTERNAL
    entries = {"location": location, "offset": str(offset)}
    if length is not None:
        entries["length"] = str(length)
    for key, value in entries.items():
        weight.external_data.add(key=key, value=value)
    return save(folder, model)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def zipped(folder: Path) -> Path:
    path = folder / "net.onnx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Trap(folder / "trap")))
    return path


def linked_out(folder: Path) -> Path:
    outside = folder.parent / f"{folder.name}-outside.bin"
    outside.write_bytes(bytes(216))
    (folder / "weights.bin").symlink_to(outside)
    return with_external(folder, "weights.bin")


def changed(folder: Path, change) -> Path:
    model = sound_model()
    change(model)
    return save(folder, model)


def absurd_weights(model: onnx.ModelProto) -> None:
    model.graph.initializer[0].dims[:] = [2**31, 2**31, 2**31, 3]


def swollen_weights(model: onnx.ModelProto) -> None:
    model.graph.initializer[0].dims[:] = [20000, 300, 3, 3]


def negative_weights(model: onnx.ModelProto) -> None:
    model.graph.initializer[0].dims[0] = -2


def absurd_input(model: onnx.ModelProto) -> None:
    dims = model.graph.input[0].type.tensor_type.shape.dim
    dims[2].dim_value = 2**40


def many_bands(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 500_000


def flat_input(model: onnx.ModelProto) -> None:
    del model.graph.input[0].type.tensor_type.shape.dim[3]


def text_input(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.STRING


def second_input(model: onnx.ModelProto) -> None:
    model.graph.input.add().CopyFrom(
        helper.make_tensor_value_info("prompt", TensorProto.FLOAT, [1, 2])
    )


def foreign_operator(model: onnx.ModelProto) -> None:
    model.graph.node[0].domain = "org.example"


def hidden_operator(model: onnx.ModelProto) -> None:
    """An operator of nobody inside the branch of an If."""
    inner = helper.make_graph([helper.make_node("Run", [], ["z"], domain="evil")], "b", [], [])
    model.graph.node.append(helper.make_node("If", ["c"], ["z"], then_branch=inner))


def endless_function(model: onnx.ModelProto) -> None:
    call = helper.make_node("again", ["a"], ["b"], domain="own")
    function = helper.make_function(
        "own", "again", ["a"], ["b"], [call], [helper.make_opsetid("own", 1)]
    )
    model.functions.append(function)
    model.opset_import.append(helper.make_opsetid("own", 1))
    model.graph.node[0].domain, model.graph.node[0].op_type = "own", "again"


def unfolding_functions(model: onnx.ModelProto) -> None:
    """Each function calls the one before it ten times: 10^9 operations in the end."""
    imports = [helper.make_opsetid("own", 1), helper.make_opsetid("", 17)]
    for level in range(10):
        kind, domain = (f"f{level - 1}", "own") if level else ("Relu", "")
        body = [
            helper.make_node(kind, ["a"], ["b" if i == 9 else f"t{i}"], domain=domain)
            for i in range(10)
        ]
        model.functions.append(
            helper.make_function("own", f"f{level}", ["a"], ["b"], body, imports)
        )
    model.opset_import.append(helper.make_opsetid("own", 1))
    model.graph.node[0].domain, model.graph.node[0].op_type = "own", "f9"


def scores_only(model: onnx.ModelProto) -> None:
    model.graph.node.append(helper.make_node("GlobalAveragePool", ["y"], ["s"]))
    model.graph.output[0].CopyFrom(
        helper.make_tensor_value_info("s", TensorProto.FLOAT, ["n", 2, 1, 1])
    )


def swollen_output(model: onnx.ModelProto) -> None:
    scales = numpy_helper.from_array(np.array([1, 1, 4000, 4000], np.float32), "s")
    model.graph.initializer.append(scales)
    model.graph.node.append(helper.make_node("Resize", ["y", "", "s"], ["z"]))
    model.graph.output[0].CopyFrom(
        helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", 2, "a", "b"])
    )


def swollen_constant(model: onnx.ModelProto) -> None:
    shape = numpy_helper.from_array(np.array([1, 2**20, 2**20], np.int64), "s")
    model.graph.initializer.append(shape)
    model.graph.node.insert(0, helper.make_node("ConstantOfShape", ["s"], ["k"]))


def no_output(model: onnx.ModelProto) -> None:
    del model.graph.output[:]


HOSTILE = {
    "missing": (lambda f: f / "absent.onnx", "does not exist"),
    "a folder": (lambda f: f, "does not exist"),
    "empty": (lambda f: written(f, "net.onnx", b""), "is empty"),
    "text": (lambda f: written(f, "net.onnx", b"hello, I am no network" * 9), "not a readable"),
    "noise": (lambda f: written(f, "net.onnx", os.urandom(4096)), "not a readable"),
    "pickle": (
        lambda f: written(f, "net.onnx", pickle.dumps(Trap(f / "trap"))),
        "Python pickle.*torch.onnx.export",
    ),
    "zip": (zipped, "zip archive.*torch.onnx.export"),
    "pt": (lambda f: written(f, "net.pt", b"x"), "PyTorch checkpoint.*torch.onnx.export"),
    "pth": (lambda f: written(f, "net.pth", b"x"), "PyTorch checkpoint.*torch.onnx.export"),
    "h5": (lambda f: written(f, "net.h5", b"\x89HDF\r\n"), "Keras HDF5.*tf2onnx"),
    "hdf5 inside": (lambda f: written(f, "net.onnx", b"\x89HDF\r\n\x1a\n"), "HDF5.*tf2onnx"),
    "safetensors": (lambda f: written(f, "net.safetensors", b"x"), "bare weights"),
    "outside: parent": (lambda f: with_external(f, "../weights.bin"), "outside its own folder"),
    "outside: deep": (lambda f: with_external(f, "a/../../w.bin"), "outside its own folder"),
    "outside: absolute": (lambda f: with_external(f, "/etc/passwd"), "outside its own folder"),
    "outside: drive": (lambda f: with_external(f, "C:\\w.bin"), "outside its own folder"),
    "outside: share": (lambda f: with_external(f, "\\\\host\\w.bin"), "outside its own folder"),
    "outside: backslash": (lambda f: with_external(f, "..\\w.bin"), "outside its own folder"),
    "outside: link": (linked_out, "outside its own folder"),
    "outside: nothing": (lambda f: with_external(f, ""), "outside its own folder"),
    "outside: itself": (lambda f: with_external(f, "."), "outside its own folder"),
    "external: missing": (lambda f: with_external(f, "weights.bin"), "missing"),
    "external: short": (
        lambda f: (written(f, "weights.bin", bytes(100)), with_external(f, "weights.bin"))[1],
        "cut off",
    ),
    "external: offset": (
        lambda f: (written(f, "w.bin", bytes(216)), with_external(f, "w.bin", offset=8))[1],
        "cut off",
    ),
    "external: backwards": (
        lambda f: (written(f, "w.bin", bytes(216)), with_external(f, "w.bin", offset=-8))[1],
        "cut off",
    ),
    "external: length": (
        lambda f: (written(f, "w.bin", bytes(999)), with_external(f, "w.bin", length=900))[1],
        "cut off",
    ),
    "absurd weights": (lambda f: changed(f, absurd_weights), "does not match"),
    "swollen weights": (lambda f: changed(f, swollen_weights), "does not match"),
    "negative weights": (lambda f: changed(f, negative_weights), "does not match"),
    "absurd input": (lambda f: changed(f, absurd_input), "impossible shape"),
    "many bands": (lambda f: changed(f, many_bands), "500,000 bands"),
    "flat input": (lambda f: changed(f, flat_input), "3 dimensions"),
    "text input": (lambda f: changed(f, text_input), "not a number"),
    "second input": (lambda f: changed(f, second_input), "2 inputs: x, prompt"),
    "foreign operator": (lambda f: changed(f, foreign_operator), "org.example::Conv"),
    "hidden operator": (lambda f: changed(f, hidden_operator), "evil::Run"),
    "endless function": (lambda f: changed(f, endless_function), "calls itself"),
    "unfolding functions": (lambda f: changed(f, unfolding_functions), "unfolds into"),
    "scores only": (lambda f: changed(f, scores_only), "does not return an image"),
    "swollen output": (lambda f: changed(f, swollen_output), "memory for every pixel"),
    "swollen constant": (lambda f: changed(f, swollen_constant), "impossible shape"),
    "no output": (lambda f: changed(f, no_output), "not a readable"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_one_clear_text(tmp_path, name) -> None:
    build, words = HOSTILE[name]
    path = build(tmp_path)

    with pytest.raises(ModelError, match=words) as caught:
        read_graph(path)

    assert caught.value.what
    assert not (tmp_path / "trap").exists()


def test_the_sound_model_is_accepted(tmp_path) -> None:
    """Without this, everything above could be refused for the wrong reason."""
    assert read_graph(save(tmp_path, sound_model())).output_channels == 2


def test_weights_beside_the_network_are_accepted(tmp_path) -> None:
    written(tmp_path, "weights.bin", bytes(216))
    assert read_graph(with_external(tmp_path, "weights.bin", length=216)).bands == 3
    (tmp_path / "deep").mkdir()
    written(tmp_path, "deep/weights.bin", bytes(216))
    assert read_graph(with_external(tmp_path, "deep/weights.bin")).bands == 3


def test_every_cut_of_a_network_is_refused(tmp_path) -> None:
    content = sound_model().SerializeToString()
    for length in range(0, len(content), 7):
        path = written(tmp_path, "cut.onnx", content[:length])
        with pytest.raises(ModelError):
            read_graph(path)


def test_local_functions_are_followed(tmp_path) -> None:
    """What the newer exporters of PyTorch write."""
    model = sound_model()
    body = [helper.make_node("Relu", ["a"], ["t"]), helper.make_node("Relu", ["t"], ["b"])]
    model.functions.append(
        helper.make_function("own", "twice", ["a"], ["b"], body, [helper.make_opsetid("", 17)])
    )
    model.opset_import.append(helper.make_opsetid("own", 1))
    model.graph.node[0].output[0] = "c"
    model.graph.node.append(helper.make_node("twice", ["c"], ["y"], domain="own"))

    facts = read_graph(save(tmp_path, model))

    assert (facts.halo_px, facts.output_channels) == (1, 2)
