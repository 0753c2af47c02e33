"""Running a promptable network: the picture once, then every click in a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.review.prompts.interface import (
    DECODER,
    EFFICIENT_SAM,
    ENCODER,
    USUAL_SIDE,
    PromptPart,
    recognise,
)

WITH, WITHOUT = 1, 0
"""Labels of points: part of the object, or not."""

# ImageNet's, on 0 to 255, as all exports of SAM without preprocessing expect.
_MEAN = np.array([123.675, 116.28, 103.53], dtype=np.float32)
_STD = np.array([58.395, 57.12, 57.375], dtype=np.float32)

_MASK_SIDE = 256
_NO_POINT = -1

# Where an export gives a single mask, these take the place of its smaller and larger ones.
_LOGITS = (2.0, 1.0, 0.0, -1.0, -2.0)

_KINDS = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
}


@dataclass(frozen=True)
class Embedding:
    """A picture as the encoder sees it."""

    values: NDArray[np.float32]
    """Shape (1, channels, rows, cols)."""
    rows: int
    """Of the picture, pixels."""
    cols: int
    scale: float
    """From pixels of the picture to the coordinates of points."""


def open_session(path: Path, threads: int) -> Any:
    """Return an onnxruntime session on the processor.

    Raises:
        ModelError: If the network cannot be opened.
    """
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    # onnxruntime has no common class of errors.
    except Exception as error:
        raise ModelError(
            f"{path.name} cannot be opened", _first_line(error), "Export the network again"
        ) from error


class Encoder:
    """The part that sees the picture.

    Args:
        path: ONNX file.
        threads: 0 for all.

    Raises:
        ModelError: If it is no encoder or cannot be opened.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        self.part = _checked(path, ENCODER)
        self._session = open_session(path, threads)

    def embed(self, picture: NDArray[np.uint8]) -> Embedding:
        """Return the embedding of a picture.

        Args:
            picture: Shape (3, rows, cols), red, green, blue.

        Raises:
            ModelError: If the network fails.
        """
        rows, cols = picture.shape[1:]
        values, scale = _as_input(picture, self.part)
        (name,) = self.part.inputs
        answers = _run(self._session, {name: values}, self.part)
        found = [answer for answer in answers if answer.ndim == 4 and answer.shape[0] == 1]
        if not found or not np.isfinite(found[0]).all():
            raise ModelError(
                f"{self.part.path.name} gives no embedding of a picture",
                "",
                "Export the encoder again, from sound weights",
            )
        return Embedding(found[0].astype(np.float32), rows, cols, scale)


class Decoder:
    """The part that turns points into objects.

    Args:
        path: ONNX file.
        threads: 0 for all.

    Raises:
        ModelError: If it is no decoder or cannot be opened.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        self.part = _checked(path, DECODER)
        self._session = open_session(path, threads)

    def masks(
        self, embedding: Embedding, points: NDArray[np.float64], labels: Sequence[int]
    ) -> tuple[list[NDArray[np.bool_]], int]:
        """Return the objects that points may mean, from small to large, and which is likeliest.

        Args:
            embedding: Of the picture.
            points: Shape (points, 2), column and row in the picture.
            labels: `WITH` or `WITHOUT` for each.

        Raises:
            ModelError: If the network fails.
        """
        answers = _run(self._session, self._inputs(embedding, points, labels), self.part)
        size = (embedding.rows, embedding.cols)
        logits = answers[0].reshape(-1, *answers[0].shape[-2:])
        if logits.shape[1:] != size:
            logits = np.stack([_resized(each, embedding) for each in logits])
        scores = answers[1].reshape(-1) if len(answers) > 1 else np.zeros(len(logits))
        if len(logits) == 1:
            return [logits[0] > level for level in _LOGITS], _LOGITS.index(0.0)
        masks = [each > 0 for each in logits]
        order = np.argsort([np.count_nonzero(mask) for mask in masks], kind="stable")
        best = int(np.argmax(scores[order]))
        return [masks[index] for index in order], best

    def _inputs(
        self, embedding: Embedding, points: NDArray[np.float64], labels: Sequence[int]
    ) -> dict[str, NDArray[Any]]:
        places = (points * embedding.scale).astype(np.float32)
        signs = np.array(labels, dtype=np.float32)
        size = np.array([embedding.rows, embedding.cols])
        every: dict[str, NDArray[Any]]
        if self.part.family == EFFICIENT_SAM:
            every = {
                "image_embeddings": embedding.values,
                "batched_point_coords": places[None, None],
                "batched_point_labels": signs[None, None],
                "orig_im_size": size.astype(np.int64),
            }
        else:
            # Exports want a point that is none where there is no box.
            every = {
                "image_embeddings": embedding.values,
                "point_coords": np.concatenate([places, np.zeros((1, 2), np.float32)])[None],
                "point_labels": np.append(signs, np.float32(_NO_POINT))[None],
                "mask_input": np.zeros((1, 1, _MASK_SIDE, _MASK_SIDE), dtype=np.float32),
                "has_mask_input": np.zeros(1, dtype=np.float32),
                "orig_im_size": size.astype(np.float32),
            }
        # Exporters disagree on whether sizes and labels are whole numbers.
        kinds = {entry.name: _KINDS.get(entry.type) for entry in self._session.get_inputs()}
        return {name: every[name].astype(kinds[name]) for name in self.part.inputs}


def check_pair(encoder: Encoder, decoder: Decoder) -> None:
    """Try both on a generated picture.

    Raises:
        ModelError: If they do not belong together.
    """
    if encoder.part.family != decoder.part.family:
        raise ModelError(
            f"{encoder.part.path.name} and {decoder.part.path.name} do not belong together",
            "One is of EfficientSAM, the other of SAM",
            "Choose the two files of one network",
        )
    picture = np.random.default_rng(0).integers(0, 255, (3, 96, 128), dtype=np.uint8)
    decoder.masks(encoder.embed(picture), np.array([[64.0, 48.0]]), [WITH])


def _checked(path: Path, role: str) -> PromptPart:
    part = recognise(path)
    if part.role != role:
        raise ModelError(
            f"{path.name} is a {part.role}, not a {role}", "", "Choose the other file of the pair"
        )
    return part


def _as_input(picture: NDArray[np.uint8], part: PromptPart) -> tuple[NDArray[np.float32], float]:
    """Return what an encoder takes, and the scale of its points."""
    values = picture.astype(np.float32)
    if part.family == EFFICIENT_SAM:
        return values[None] / np.float32(255), 1.0
    rows, cols = picture.shape[1:]
    scale = USUAL_SIDE / max(rows, cols)
    if part.frame is not None:
        scale = min(part.frame[0] / rows, part.frame[1] / cols)
    wanted = (max(1, round(rows * scale)), max(1, round(cols * scale)))
    zoom = (1, wanted[0] / rows, wanted[1] / cols)
    values = ndimage.zoom(values, zoom, order=1, grid_mode=True, mode="nearest")
    if not part.takes_rows_first:
        values = (values - _MEAN[:, None, None]) / _STD[:, None, None]
    framed = np.zeros((3, *(part.frame or wanted)), dtype=np.float32)
    framed[:, : wanted[0], : wanted[1]] = values
    return (np.moveaxis(framed, 0, 2) if part.takes_rows_first else framed[None]), scale


def _resized(logits: NDArray[np.float32], embedding: Embedding) -> NDArray[np.float32]:
    """Return low-resolution logits of the padded square on the pixels of the picture."""
    side = max(embedding.rows, embedding.cols)
    factor = side / max(logits.shape)
    large = ndimage.zoom(logits, factor, order=1, grid_mode=True, mode="nearest")
    whole: NDArray[np.float32] = large[: embedding.rows, : embedding.cols]
    return whole


def _run(session: Any, inputs: dict[str, NDArray[Any]], part: PromptPart) -> list[NDArray[Any]]:
    try:
        return list(session.run(None, inputs))
    # onnxruntime has no common class of errors.
    except Exception as error:
        raise ModelError(
            f"{part.path.name} fails",
            _first_line(error),
            f"Check that it is the {part.role} of a network with such inputs",
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
