"""Running networks: from scaled pictures to class probabilities."""

from __future__ import annotations

import os
import warnings as python_warnings
from pathlib import Path
from typing import Any, Optional, Protocol, Union

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.digests import file_sha256
from sat_dl_plugin.contract.errors import (
    DeviceMemoryError,
    JobCancelled,
    ModelError,
    SatDlError,
    UsageError,
)
from sat_dl_plugin.contract.limits import thread_limit
from sat_dl_plugin.engine.models.card_sources import ResolvedCard
from sat_dl_plugin.engine.models.graph import GraphFacts
from sat_dl_plugin.engine.models.heads import add_head, replace_softmax
from sat_dl_plugin.engine.models.loading import external_files, load_proto
from sat_dl_plugin.engine.models.sized import SizedNetwork
from sat_dl_plugin.engine.recycled import RecycledArrays

Batch = NDArray[np.float32]

_CPU = "CPUExecutionProvider"
_FREE_BATCH = 64
DEVICES = {
    "cuda": "CUDAExecutionProvider",
    "directml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "cpu": _CPU,
}
"""Device name -> onnxruntime's execution provider, fastest first."""

_OUT_OF_MEMORY = (
    "failed to allocate",
    "out of memory",
    "bad_alloc",
    "bad allocation",
    "alloc_failed",
    "outofmemory",
    "8007000e",
    "not enough memory",
    "cannot allocate",
)


class Network(Protocol):
    """A network as the rest of the engine sees it. `predict` must be thread-safe."""

    @property
    def warnings(self) -> list[str]:
        """What was assumed, contradicted or could not be had, for the user."""

    @property
    def card(self) -> ModelCard:
        """Bands, classes, scaling, halo, stride, scale and input size."""

    @property
    def provider(self) -> str:
        """The execution provider truly used, as onnxruntime calls it."""

    @property
    def max_batch(self) -> int:
        """Largest number of pictures worth giving to `predict` at once."""

    @property
    def fixed_shape(self) -> tuple[Optional[int], Optional[int]]:
        """The one height and width the graph accepts, None where it is free."""

    @property
    def output_margin_px(self) -> int:
        """Input pixels that the answer lacks on each of the four sides."""

    @property
    def peak_bytes_per_px(self) -> float:
        """Estimated peak memory of one run per input pixel, weights not counted."""

    def predict(self, batch: Batch, arrays: Optional[RecycledArrays] = None) -> Batch:
        """Return the probabilities of all output channels.

        Args:
            batch: Scaled network input of shape (n, bands, rows, columns).
            arrays: Where the memory for the answer may come from.

        Returns:
            Array of shape (n, classes, rows', columns'), values 0 to 1, where rows' is
            (rows - 2 * `output_margin_px`) times the card's scale factor.

        Raises:
            DeviceMemoryError: If the device has not enough memory for this batch.
            JobCancelled: If `stop` was called.
            ModelError: If the network cannot be run on it.
        """

    def identity(self) -> dict[str, Any]:
        """Return name, version, licence and sha256, as provenance records them."""

    def move_to_cpu(self) -> bool:
        """Go on with the CPU; False when the network is there already."""

    def stop(self) -> None:
        """End a running `predict` soon, from another thread; the network is of no more use."""


class FakeNetwork:
    """A `Network` without onnxruntime: channel c is band c (modulo the bands), clipped to 0..1.

    Args:
        card: Its card; classes give the channels, bands the input.
        margin: Input pixels the output lacks on every side.
        memory_limit_px: Largest batch in pixels; larger ones raise `DeviceMemoryError`.
    """

    def __init__(
        self, card: ModelCard, margin: int = 0, memory_limit_px: Optional[int] = None
    ) -> None:
        self.card = card
        self.provider = "FakeExecutionProvider"
        self.warnings: list[str] = []
        self.max_batch = 16
        self.fixed_shape: tuple[Optional[int], Optional[int]] = (
            card.input_size_px,
            card.input_size_px,
        )
        self.output_margin_px = margin
        self.is_stopped = False
        self.peak_bytes_per_px = 4.0 * (len(card.bands) + len(card.classes))
        self.runs = 0
        """Number of calls of `predict`."""
        self._memory_limit_px = memory_limit_px

    def predict(self, batch: Batch, arrays: Optional[RecycledArrays] = None) -> Batch:
        """Return the bands as probabilities, repeated or thinned to the scale factor."""
        if self.is_stopped:
            raise JobCancelled
        n, bands, rows, columns = batch.shape
        if self._memory_limit_px is not None and n * rows * columns > self._memory_limit_px:
            raise DeviceMemoryError(f"A batch of {n} x {rows} x {columns} pixels does not fit")
        self.runs += 1
        margin = self.output_margin_px
        inner = batch[:, :, margin : rows - margin, margin : columns - margin]
        channels = [place % bands for place in range(len(self.card.classes))]
        picture = np.clip(inner[:, channels], 0.0, 1.0)
        scale = self.card.scale_factor
        if scale >= 1:
            picture = picture.repeat(round(scale), axis=2).repeat(round(scale), axis=3)
        else:
            step = round(1 / scale)
            picture = picture[:, :, ::step, ::step]
        return np.ascontiguousarray(picture, dtype=np.float32)

    def identity(self) -> dict[str, Any]:
        """Return name, version and licence; there is no file to hash."""
        return _identity(self.card, "")

    def move_to_cpu(self) -> bool:
        """Lift the memory limit, once."""
        moved = self._memory_limit_px is not None
        self._memory_limit_px = None
        return moved

    def stop(self) -> None:
        """Let `predict` raise `JobCancelled` from here on."""
        self.is_stopped = True


class OnnxNetwork:
    """A `Network` in onnxruntime.

    Args:
        path: The ONNX file.
        resolved: Its card and facts, as `card_sources.resolve_card` returns them.
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``directml`` or ``coreml``.
        threads: Threads of one run; 0 for the limit of this process, or all its cores.

    Raises:
        ModelError: If onnxruntime cannot load the network.
        UsageError: If the device is unknown.
    """

    def __init__(
        self,
        path: Union[str, Path],
        resolved: ResolvedCard,
        device: str = "auto",
        threads: int = 0,
    ) -> None:
        self.path = Path(path)
        self.resolved = resolved
        self.device = device
        self.warnings: list[str] = list(resolved.warnings)
        self._threads = threads
        self._facts = resolved.facts
        self._source, self._output, self._activation = _with_activation(self.path, resolved)
        self._run_options, self._session = self._open(device)
        self._sized = SizedNetwork.of(self._source, self._facts)

    @property
    def card(self) -> ModelCard:
        """The resolved card."""
        return self.resolved.card

    @property
    def facts(self) -> GraphFacts:
        """What the graph tells."""
        return self._facts

    @property
    def provider(self) -> str:
        """The execution provider truly used."""
        return str(self._session.get_providers()[0])

    @property
    def max_batch(self) -> int:
        """The one batch size the graph accepts, or a generous number."""
        return self._facts.fixed_batch or _FREE_BATCH

    @property
    def fixed_shape(self) -> tuple[Optional[int], Optional[int]]:
        """The one height and width the graph accepts, None where it is free."""
        return self._facts.fixed_height, self._facts.fixed_width

    @property
    def output_margin_px(self) -> int:
        """Input pixels that the answer lacks on each of the four sides."""
        return max(self._facts.output_margin, self._facts.output_margin_after)

    @property
    def peak_bytes_per_px(self) -> float:
        """Estimated peak memory of one run per input pixel, weights not counted."""
        if self._sized is not None and self.provider == _CPU:
            return self._sized.peak_bytes_per_px
        return self._facts.peak_bytes_per_px

    def identity(self) -> dict[str, Any]:
        """Return name, version, licence and sha256, as provenance records them."""
        return _identity(self.card, file_sha256(self.path))

    def move_to_cpu(self) -> bool:
        """Open the network on the CPU instead; False when it is there already."""
        if self.provider == _CPU:
            return False
        self._run_options, self._session = self._open("cpu")
        return True

    def stop(self) -> None:
        """End a running `predict` at the next operation of the graph."""
        self._run_options.terminate = True

    def restart(self) -> None:
        """Make the network usable for another job, also after `stop`; none may be running."""
        import onnxruntime as ort

        self._run_options = ort.RunOptions()

    def predict(self, batch: Batch, arrays: Optional[RecycledArrays] = None) -> Batch:
        """Return the probabilities of all output channels; see `Network.predict`."""
        size = self._facts.fixed_batch
        if size is None or batch.shape[0] == size:
            return self._predict(batch, arrays)
        parts = []
        for start in range(0, batch.shape[0], size):
            part = batch[start : start + size]
            if part.shape[0] < size:
                filling = np.zeros((size - part.shape[0], *part.shape[1:]), part.dtype)
                parts.append(self._predict(np.concatenate((part, filling)))[: part.shape[0]])
            else:
                parts.append(self._predict(part))
        return np.concatenate(parts)

    def _predict(self, batch: Batch, arrays: Optional[RecycledArrays] = None) -> Batch:
        try:
            picture = _as_input(batch, self._facts)
            return self._probabilities(self._run(picture, arrays or RecycledArrays()))
        except SatDlError:
            raise
        # The errors of onnxruntime have no base of their own.
        except Exception as error:
            if self._run_options.terminate:
                raise JobCancelled from error
            raise _run_error(error, self.path.name, batch.shape) from error

    def _run(self, picture: NDArray[Any], arrays: RecycledArrays) -> NDArray[Any]:
        """Return the output that is used, as the graph gives it."""
        session = self._session_for(picture.shape)
        own = self._own_output(picture.shape, arrays)
        if own is None:
            feeds = {self._facts.input_name: picture}
            (result,) = session.run([self._output], feeds, self._run_options)
            return np.asarray(result)
        binding = session.io_binding()
        binding.bind_cpu_input(self._facts.input_name, picture)
        binding.bind_output(self._output, "cpu", 0, own.dtype, own.shape, own.ctypes.data)
        session.run_with_iobinding(binding, self._run_options)
        return own

    def _session_for(self, shape: tuple[int, ...]) -> Any:
        """Return the session that takes least memory for a picture of this shape."""
        if self._sized is None or self.provider != _CPU:
            return self._session
        return self._sized.session(shape, self._opened_on_cpu) or self._session

    def _opened_on_cpu(self, content: bytes) -> Any:
        import onnxruntime as ort

        options = _session_options(ort, self._threads)
        return ort.InferenceSession(content, options, providers=[_CPU])

    def _own_output(self, shape: tuple[int, ...], arrays: RecycledArrays) -> Optional[Batch]:
        """Return an array for onnxruntime to write to, None where its size is not known.

        An answer that lives in onnxruntime's own memory splits it while the next tile is
        predicted, which then needs half as much again.
        """
        facts = self._facts
        plain = facts.layout == facts.output_layout == "NCHW" and not facts.output_is_labels
        types = {entry.name: entry.type for entry in self._session.get_outputs()}
        is_float = types[self._output] == "tensor(float)"
        if not (plain and is_float and facts.is_tileable and facts.output_channels):
            return None
        if facts.output_margin or facts.output_margin_after or self.provider != _CPU:
            return None
        sides = (round(side * facts.output_scale) for side in shape[2:])
        return arrays.take((shape[0], facts.output_channels, *sides))

    def _probabilities(self, result: NDArray[Any]) -> Batch:
        if self._facts.output_layout == "NHWC":
            result = result.transpose(0, 3, 1, 2)
        elif self._facts.output_layout == "NHW":
            result = result[:, np.newaxis]
        result = self._even(result)
        if self._facts.output_is_labels:
            return _one_hot(result[:, 0], len(self.card.classes))
        if self.card.task == "segmentation" and result.shape[1] != len(self.card.classes):
            raise ModelError(
                f"{self.path.name} gave {result.shape[1]} channels for "
                f"{len(self.card.classes)} classes",
                "Card and network do not belong together",
                "Import the network again",
            )
        return apply_activation(np.ascontiguousarray(result, np.float32), self._activation)

    def _even(self, result: NDArray[Any]) -> NDArray[Any]:
        """Cut the row and column by which an odd margin is wider at the end."""
        surplus = self._facts.output_margin_after - self._facts.output_margin
        if not surplus:
            return result
        first = round(surplus * self._facts.output_scale)
        return result[:, :, first:, first:]

    def _open(self, device: str) -> tuple[Any, Any]:
        import onnxruntime as ort

        providers = _providers(device, ort.get_available_providers(), self.warnings)
        if any(name == DEVICES["cuda"] for name, _ in providers) and hasattr(ort, "preload_dlls"):
            with python_warnings.catch_warnings():
                python_warnings.simplefilter("ignore")
                ort.preload_dlls()
        options = _session_options(ort, self._threads)
        try:
            session = ort.InferenceSession(self._source, options, providers=providers)
        except Exception as error:
            lines = str(error).strip().splitlines()
            raise ModelError(
                f"{self.path.name} cannot be loaded by onnxruntime {ort.__version__}",
                lines[0][:300] if lines else type(error).__name__,
                "Export the network again, with standard operators and a lower opset",
            ) from error
        used = session.get_providers()[0]
        if used != providers[0][0]:
            self.warnings.append(
                f"{providers[0][0]} could not start, so {used} is used: its driver or libraries "
                "are missing"
            )
        return ort.RunOptions(), session


def _identity(card: ModelCard, sha256: str) -> dict[str, Any]:
    return {
        "name": card.name,
        "version": card.version,
        "sha256": sha256,
        "licence": card.licence,
    }


def apply_activation(values: Batch, activation: str) -> Batch:
    """Turn logits into probabilities, in place.

    Args:
        values: Array of shape (n, channels, rows, columns); overwritten.
        activation: ``none``, ``sigmoid`` or ``softmax`` (over the channels).

    Returns:
        The same array.
    """
    if activation == "softmax":
        values -= values.max(axis=1, keepdims=True)
        np.exp(values, out=values)
        values /= values.sum(axis=1, keepdims=True)
    elif activation == "sigmoid":
        # 1 / (1 + exp(-x)) written so that large |x| cannot overflow.
        values *= 0.5
        np.tanh(values, out=values)
        values += 1.0
        values *= 0.5
    return values


def _one_hot(labels: NDArray[Any], classes: int) -> Batch:
    """Return probability 1 for the class of each pixel; unknown numbers get none."""
    places = np.arange(classes).reshape(1, classes, 1, 1)
    return np.asarray(labels[:, np.newaxis] == places, dtype=np.float32)


def _as_input(batch: Batch, facts: GraphFacts) -> NDArray[Any]:
    picture: NDArray[Any] = batch
    if facts.layout == "NHWC":
        picture = picture.transpose(0, 2, 3, 1)
    if not facts.input_dtype.startswith("float"):
        limits = np.iinfo(facts.input_dtype)
        picture = np.clip(np.rint(picture), limits.min, limits.max)
    return np.ascontiguousarray(picture, dtype=facts.input_dtype)


def _with_activation(path: Path, resolved: ResolvedCard) -> tuple[Union[str, bytes], str, str]:
    """Put the card's activation into the graph, where onnxruntime computes it fastest.

    Returns:
        What to open a session from, the output to ask for, and the activation that is left
        to do afterwards.
    """
    facts, activation = resolved.facts, resolved.card.activation
    name = facts.output_name
    if facts.output_is_labels or facts.output_layout == "NHW":
        return str(path), name, activation
    if activation == "none" and facts.head != "softmax":
        return str(path), name, activation
    model = load_proto(path)
    # Before opset 13 a softmax ran over all axes from the given one on.
    flattens = "softmax" in {activation, facts.head} and facts.opset < 13
    if flattens or external_files(model):
        return str(path), name, activation
    if activation != "none":
        axis = 1 if facts.output_layout == "NCHW" else 3
        name = add_head(model, name, activation, axis, facts.opset)
    elif facts.output_layout != "NCHW" or not replace_softmax(model, name, facts.opset):
        return str(path), name, activation
    return model.SerializeToString(), name, "none"


def _providers(
    device: str, available: list[str], warnings: list[str]
) -> list[tuple[str, dict[str, str]]]:
    """Return the execution providers to try, best first, the CPU last."""
    name, _, number = device.strip().lower().partition(":")
    if name not in ("auto", *DEVICES) or (number and not number.isdigit()):
        raise UsageError(
            f"Unknown device {device!r}", "", f"Use auto, {', '.join(DEVICES)} or cuda:1"
        )
    wanted = list(DEVICES.values()) if name == "auto" else [DEVICES[name]]
    chosen = [entry for entry in wanted if entry in available and entry != _CPU][:1]
    if name not in ("auto", "cpu") and not chosen:
        warnings.append(
            f"Device {device!r} is not part of this runtime, so the CPU is used. "
            f"Available: {', '.join(available)}"
        )
    return [(entry, _provider_options(entry, number)) for entry in chosen] + [(_CPU, {})]


def _provider_options(provider: str, number: str) -> dict[str, str]:
    if provider == DEVICES["cuda"]:
        return {
            "device_id": number or "0",
            # Grow by what is asked for, not by powers of two, so that large tiles fit.
            "arena_extend_strategy": "kSameAsRequested",
            # The exhaustive search runs again for every new tile size.
            "cudnn_conv_algo_search": "HEURISTIC",
        }
    if provider == DEVICES["directml"]:
        return {"device_id": number or "0"}
    return {}


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _session_options(ort: Any, threads: int) -> Any:
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    # A stated number keeps onnxruntime from pinning its threads to cores that the reader
    # and the writer need too.
    options.intra_op_num_threads = threads or thread_limit() or _usable_cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # A plan for every tile size keeps a quarter more memory and gains no time; DirectML
    # cannot have one at all.
    options.enable_mem_pattern = False
    # Waiting threads would spin on the cores that the reader and the writer need.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _run_error(error: Exception, name: str, shape: tuple[int, ...]) -> Exception:
    text = str(error)
    if isinstance(error, MemoryError) or any(mark in text.lower() for mark in _OUT_OF_MEMORY):
        return DeviceMemoryError(
            f"Not enough memory to run {name} on a batch of shape {list(shape)}",
            text.strip().splitlines()[0][:300] if text.strip() else "",
            "Use a smaller tile",
        )
    lines = text.strip().splitlines()
    return ModelError(
        f"{name} failed on a batch of shape {list(shape)}",
        lines[0][:300] if lines else type(error).__name__,
        "Try another tile size, or export the network with a free input size",
    )


# FakeNetwork and OnnxNetwork satisfy the protocol: checked by mypy, costs nothing at run time.
_FAKE: type[Network] = FakeNetwork
_ONNX: type[Network] = OnnxNetwork
