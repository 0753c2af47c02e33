"""Running a network once, before it is trusted with a job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.graph import GraphFacts

_FREE_SIDE = 128
_SEED = 20170428


def run_once(path: Path, input_name: str, picture: NDArray[Any]) -> list[NDArray[Any]]:
    """Return all outputs of a network for one picture, computed on the CPU.

    Args:
        path: The ONNX file.
        input_name: Its input.
        picture: Batch in the layout and type the input has.

    Raises:
        ModelError: If onnxruntime cannot load or run it.
    """
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.log_severity_level = 4
    try:
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        results = session.run(None, {input_name: picture})
    # The errors of onnxruntime have no base of their own.
    except Exception as error:
        lines = str(error).strip().splitlines()
        raise ModelError(
            f"{path.name} does not run on a picture of shape {list(picture.shape)}",
            lines[0][:300] if lines else type(error).__name__,
            "Export the network again, with standard operators and a free input size",
        ) from error
    return [np.asarray(result) for result in results]


def trial_picture(facts: GraphFacts, bands: int) -> NDArray[Any]:
    """Return random network input of a small shape that the graph accepts, values 0 to 1."""
    side = -(-_FREE_SIDE // facts.stride_px) * facts.stride_px
    rows, columns = facts.fixed_height or side, facts.fixed_width or side
    picture = np.random.default_rng(_SEED).random((facts.fixed_batch or 1, bands, rows, columns))
    if facts.layout == "NHWC":
        picture = picture.transpose(0, 2, 3, 1)
    scale = 1.0 if facts.input_dtype.startswith("float") else 255.0
    return np.ascontiguousarray((picture * scale).astype(facts.input_dtype))


def gives_probabilities(facts: GraphFacts, bands: int) -> bool:
    """Return whether a network's bare output already is probabilities, by running it once.

    Needed for graphs that end in a softmax or sigmoid spelled out in elementary operations,
    or in the mean of several heads.
    """
    path = Path(facts.path)
    results = run_once(path, facts.input_name, trial_picture(facts, bands))
    output = results[facts.output_names.index(facts.output_name)]
    if not np.issubdtype(output.dtype, np.floating) or not np.isfinite(output).all():
        return False
    if output.min() < 0.0 or output.max() > 1.0 + 1e-5:
        return False
    channels = output.sum(axis=-1 if facts.output_layout == "NHWC" else 1)
    sums_to_one = bool(np.abs(channels - 1.0).max() < 1e-3)
    is_single = facts.output_channels == 1
    # A constant picture of zeros and ones says nothing about a single channel.
    return sums_to_one if not is_single else 0.0 < float(output.mean()) < 1.0
