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
_EXTREME = 1e4
_TOLERANCE = 1e-5


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
            f"{path.name} does not run on an image of shape {list(picture.shape)}",
            lines[0][:300] if lines else type(error).__name__,
            "Export the network again, with standard operators and a free input size",
        ) from error
    return [np.asarray(result) for result in results]


def trial_picture(facts: GraphFacts, bands: int, spread: float = 1.0) -> NDArray[Any]:
    """Return random network input of a small shape that the graph accepts.

    Args:
        facts: The graph's facts.
        bands: Number of input channels.
        spread: Values are 0 to this, where the input is of floating point.
    """
    side = -(-_FREE_SIDE // facts.stride_px) * facts.stride_px
    rows, columns = facts.fixed_height or side, facts.fixed_width or side
    picture = np.random.default_rng(_SEED).random((facts.fixed_batch or 1, bands, rows, columns))
    if facts.layout == "NHWC":
        picture = picture.transpose(0, 2, 3, 1)
    scale = spread if facts.input_dtype.startswith("float") else 127.0
    return np.ascontiguousarray((picture * scale).astype(facts.input_dtype))


def head_by_trial(facts: GraphFacts, bands: int) -> str:
    """Return which activation a network's output already went through, by running it.

    Needed for graphs that end in a softmax or sigmoid spelled out in elementary operations,
    or that join several heads. Logits leave 0 to 1 at the latest where the input is far larger
    than any it was trained on.

    Returns:
        ``softmax`` where the probabilities of all classes add up to 1, ``sigmoid`` where each
        class has its own, ``none`` for logits.
    """
    try:
        ordinary = _output(facts, bands, 1.0)
        extreme = _output(facts, bands, _EXTREME)
    except ModelError:
        # It may want another size; the job itself will tell.
        return "none"
    finite = extreme[np.isfinite(extreme)]
    if not np.isfinite(ordinary).all() or not (_in_unit_range(ordinary) and _in_unit_range(finite)):
        return "none"
    if facts.output_channels == 1:
        return "sigmoid"
    sums = ordinary.sum(axis=-1 if facts.output_layout == "NHWC" else 1)
    if np.abs(sums - 1.0).max() < 100 * _TOLERANCE:
        # Spelled-out exponentials overflow at the extreme, which is no argument against them.
        return "softmax"
    reached_extreme = facts.input_dtype.startswith("float") and finite.size == extreme.size
    return "sigmoid" if reached_extreme else "none"


def _output(facts: GraphFacts, bands: int, spread: float) -> NDArray[np.float64]:
    picture = trial_picture(facts, bands, spread)
    results = run_once(Path(facts.path), facts.input_name, picture)
    return results[facts.output_names.index(facts.output_name)].astype(np.float64)


def _in_unit_range(values: NDArray[np.float64]) -> bool:
    return not values.size or bool(values.min() >= -_TOLERANCE and values.max() <= 1 + _TOLERANCE)
